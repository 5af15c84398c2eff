"""Checks that a workspace is whole and holds every decision that a screen showed as saved.

    python tests/torture/check_saved.py WORKSPACE

The numbers that were shown stand in the file that ``$CRASHLOOP_ACKS`` names, one a line.  Exit 0: whole,
and nothing lost; 1: an acknowledged decision is lost; 3: not whole.
"""

import os
import sys
from pathlib import Path

from raterterm.core.events import read_chain
from raterterm.core.rating import replay
from raterterm.core.words import TaskId
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import BatchSummary, Workspace


def main(path: Path) -> int:
    """Return the exit code for the workspace at ``path``."""
    shown = max(map(int, Path(os.environ["CRASHLOOP_ACKS"]).read_text().split()), default=0)
    if not path.exists():
        return 1 if shown else 0
    with Workspace.open(path) as workspace:
        faults = [
            *_integrity(workspace),
            *(fault for batch in workspace.batches() for fault in _faults(workspace, batch)),
        ]
        saved = workspace.saved
    for fault in faults:
        print(fault)
    if saved < shown:
        print(f"{shown} was shown as saved, {saved} is there")
    return 3 if faults else 1 if saved < shown else 0


def _integrity(workspace: Workspace) -> list[str]:
    said = workspace.row("PRAGMA integrity_check")[0]
    return [] if said == "ok" else [f"integrity_check: {said}"]


def _faults(workspace: Workspace, batch: BatchSummary) -> list[str]:
    """Return where the chain, the projection or the counters of a batch do not hold."""
    log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
    try:
        events = list(read_chain(batch.sha256, log.lines()))
    except ValueError as error:
        return [f"{batch.id}: {error}"]
    faults = [
        f"{batch.id}: the projection of {task} is not its replay"
        for task in sorted({event.task for event in events})
        if log.rating(TaskId(task)) != replay(task, (event for event in events if event.task == task))
    ]
    counted = tuple(len(queue.entries(kind)) for kind in ("submitted", "skipped", "flagged"))
    if counted != (batch.submitted, batch.skipped, batch.flagged):
        faults.append(f"{batch.id}: the counters say other than the tasks, {counted}")
    if log.head().events != len(events):
        faults.append(f"{batch.id}: the head is not the end of the chain")
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
