"""A rater's delivery for tests of the command line: a key, rated tasks, a bundle, and the team's list of signers."""

from pathlib import Path
from typing import NamedTuple

from tests.cli.conftest import Run
from tests.worlds import answered

from raterterm.core.events import Submitted
from raterterm.settings import data_directory
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

PRINCIPAL = "rater@example.org"


class Delivery(NamedTuple):
    """What the team receives."""

    bundle: Path
    signers: Path


def make_key(run: Run) -> Path:
    """Make a key without a passphrase; return the file that lists its public half for the team."""
    signers = data_directory() / "allowed_signers"
    signers.write_text(run("key", "new", "--principal", PRINCIPAL, "--no-passphrase").out)
    return signers


def rate(home: Path, tasks: int = 1, batch: str = "batch") -> None:
    """Load the batch if it is new, and rate its first tasks."""
    with Workspace.open(home / "workspace.db") as workspace:
        summary = workspace.find_batch(batch)
        assert summary is not None
        desk, log = Desk(workspace, summary), Log(workspace, summary.key)
        for position in range(1, tasks + 1):
            task = Queue(workspace, summary.key).task(position)
            sheet = desk.sheet(position)
            log.decide(
                task.id,
                answered("preference", {"better": sheet.task.response_ids[0], "by": 1}),
                *(
                    answered(f"score:accuracy@{response}", {"point": 4})
                    for response in sheet.task.response_ids
                ),
                answered("score:tone", {"point": "fair"}),
                answered("rationale", {"text": "It says more"}),
                Submitted(),
            )


def deliver(run: Run, home: Path, name: str = "out.rtb.zip") -> Delivery:
    """Load, rate and export; return the bundle and the signers that vouch for it."""
    signers = make_key(run) if not (home / "allowed_signers").exists() else home / "allowed_signers"
    assert run("load", "rubric.yaml", "batch.jsonl").code == 0
    rate(home)
    assert run("export", "--batch", "batch", "-o", name).code == 0
    return Delivery(home / name, signers)
