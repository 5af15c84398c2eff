"""Makes the files of a released version, once, before it goes out; later versions must read them for ever.

    python -m tests.released.make

Writes a bundle of each kind of question, the list of signers, and the statements of a workspace in which
all of it was rated.  What is there already is never written again.
"""

import asyncio
import sqlite3
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.tui.seat import load_tasks, seated, signing_key
from tests.tui.test_kinds import KINDS

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.statement import FORMAT
from raterterm.core import jsontext
from raterterm.delivery import ENDING, make_bundle
from raterterm.settings import Identity
from raterterm.store.schema import APPLICATION_ID, SCHEMA_VERSION
from raterterm.store.workspace import Workspace

HERE = Path(__file__).parent
BUNDLES = HERE / FORMAT.replace("/", "-")
DUMP = HERE / f"workspace-{SCHEMA_VERSION}.sql"


async def main() -> None:
    """Make what is missing."""
    if BUNDLES.exists() or DUMP.exists():
        sys.exit(f"{BUNDLES.name} or {DUMP.name} is there, and is never made again")
    BUNDLES.mkdir()
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        identity = signing_key(folder)
        with Workspace.open(folder / "workspace.db") as workspace:
            for number, name in enumerate(KINDS):
                await _rate(workspace, name, f"kind-{number}")
                _deliver(workspace, f"kind-{number}", identity)
        key = SigningKey.load(identity.key, str)
        (HERE / "allowed_signers").write_text(key.public_line(identity.principal) + "\n")
        DUMP.write_text(_statements(folder / "workspace.db"))


async def _rate(workspace: Workspace, name: str, batch: str) -> None:
    kind = KINDS[name]
    load_tasks(workspace, kind.rubric, lines=[jsontext.encode(kind.task)], batch=batch)
    async with seated(workspace, size=(120, 36), batch=batch) as seat:
        await seat.press(kind.keys)
        await seat.press("enter")


def _deliver(workspace: Workspace, batch: str, identity: Identity) -> None:
    found = workspace.find_batch(batch)
    assert found is not None
    bundle = make_bundle(workspace, found, identity, str)
    (BUNDLES / f"{batch}{ENDING}").write_bytes(bundle.data)


def _statements(path: Path) -> str:
    database = sqlite3.connect(path)
    lines = [
        *database.iterdump(),
        f"PRAGMA application_id = {APPLICATION_ID};",
        f"PRAGMA user_version = {SCHEMA_VERSION};",
    ]
    database.close()
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
