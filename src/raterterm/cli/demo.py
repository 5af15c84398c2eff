"""``demo``: five tasks that teach the keys, in a workspace that is thrown away."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.cli.console import say
from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.cli.rating import require_terminal, run_screen
from raterterm.cli.shipped import shipped
from raterterm.errors import UsageError, reason_of
from raterterm.settings import Identity, data_directory
from raterterm.store.workspace import Workspace

PRINCIPAL = "you@demo.example"


@click.command(short_help="Learn the keys on five tasks, in a throw-away workspace.")
@click.option(
    "--keep", type=click.Path(path_type=Path), help="A new folder that keeps the workspace and the bundle."
)
def demo(keep: Path | None) -> int:
    """Rate five real tasks with a coach, export a bundle and verify it."""
    require_terminal()
    if keep is not None:
        _make_folder(keep)
        return _rate_in(keep)
    with tempfile.TemporaryDirectory(prefix="raterterm-demo-") as folder:
        code = _rate_in(Path(folder))
    say("The demo's workspace and bundle are deleted; raterterm demo --keep FOLDER keeps them.")
    return code


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} cannot be a folder: {reason_of(error)}", hints=["raterterm demo --keep NEW_FOLDER"]
        ) from error


def _rate_in(folder: Path) -> int:
    from raterterm.tui.app import RatertermApp, Start  # noqa: PLC0415 - Textual takes a fifth of a second

    key_path = folder / "signing_key"
    if not key_path.exists():
        SigningKey.generate().save(key_path, None)
    signers = AllowedSigners.parse(_allowed(key_path), "allowed_signers")
    bundles: set[str] = set()

    def check(data: bytes) -> str:
        good = verify_bundle(data, Expectations(signers=signers, at=datetime.now(UTC)))
        bundles.add(good.id)
        return f"✓ verified: {good.statement.counts.submitted} ratings by {good.statement.principal}, nothing altered"

    with Workspace.open(folder / "workspace.db") as workspace:
        rubric = read_rubric_file(shipped("rubrics") / "tutorial.yaml")
        batch = load_file(workspace, rubric, shipped("sample_batches") / "demo.jsonl", "demo")
        start = Start(batch.id, outgoing=folder, is_tutorial=True, check=check, settings=data_directory())
        code = run_screen(RatertermApp(workspace, lambda: Identity(PRINCIPAL, key_path), start))
        done = workspace.batches()[0]
    exported = "a bundle was exported and verified" if bundles else "nothing was exported"
    say(f"{done.submitted} of {done.tasks} tasks rated, {done.skipped} skipped; {exported}.")
    say("Next, for good: raterterm rate pairwise-helpfulness general")
    return code


def _allowed(key_path: Path) -> bytes:
    return SigningKey.load(key_path, str).public_line(PRINCIPAL).encode()
