"""Released formats: what went out once is read for ever."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.tui.seat import signing_key

from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.core.events import read_chain
from raterterm.delivery import make_bundle
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import Workspace

HERE = Path(__file__).parent
BUNDLES = sorted(HERE.glob("*/*.rtb.zip"))
WORKSPACES = sorted(HERE.glob("workspace-*.sql"))


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: f"{bundle.parent.name}/{bundle.name}")
def test_a_bundle_of_an_earlier_version_verifies(bundle: Path) -> None:
    """Its ratings are worked out again from its log, and are what it says."""
    signers = AllowedSigners.parse((HERE / "allowed_signers").read_bytes(), "allowed_signers")
    verified = verify_bundle(bundle.read_bytes(), Expectations(signers=signers, at=datetime.now(UTC)))

    assert verified.statement.counts.submitted == 1
    assert [rating.status for rating in verified.ratings] == ["submitted"]


@pytest.mark.parametrize("dump", WORKSPACES, ids=lambda dump: dump.name)
def test_a_workspace_of_an_earlier_version_opens(dump: Path, tmp_path: Path) -> None:
    """Every chain is whole, every state follows from its events, and all of it can be delivered."""
    with sqlite3.connect(tmp_path / "workspace.db") as database:
        database.executescript(dump.read_text())
    database.close()
    (tmp_path / "workspace.db").chmod(0o600)
    identity = signing_key(tmp_path)

    with Workspace.open(tmp_path / "workspace.db") as workspace:
        batches = workspace.batches()
        for batch in batches:
            log = Log(workspace, batch.key)
            assert len(list(read_chain(batch.sha256, log.lines()))) == batch.events
            task = Queue(workspace, batch.key).task(1).id
            assert log.replayed(task) == log.rating(task)
            assert make_bundle(workspace, batch, identity, str).statement.counts.submitted == 1
    assert len(batches) == len(BUNDLES)


def test_there_is_something_to_read() -> None:
    """A folder that is empty would prove nothing."""
    assert len(BUNDLES) > 20
    assert WORKSPACES
