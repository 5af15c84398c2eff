"""What has to hold of a workspace, and of the folder around it, whatever happened to the program."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.core.events import read_chain
from raterterm.core.rating import replay
from raterterm.core.words import TaskId
from raterterm.errors import RatertermError
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import BatchSummary, Workspace

_SHOWN = re.compile(r"saved (\d+)\D")
_TEMPORARY = re.compile(r"\.raterterm-.*|.*\.new(?:-wal|-shm|-journal)?|editor-.*")


def shown_as_saved(written: str) -> int:
    """Return the highest number of decisions that a screen showed as saved."""
    return max(map(int, _SHOWN.findall(written)), default=0)


def is_shown(written: str) -> bool:
    """Tell whether a screen was shown that says how much is saved."""
    return _SHOWN.search(written) is not None


def faults_of(path: Path, shown: int = 0) -> list[str]:
    """Return what is not whole in the workspace at ``path``, and whether decisions are lost.

    ``shown`` is the number of decisions that were shown as saved.  Opening recovers and may migrate.
    """
    if not path.exists():
        return [f"{shown} was shown as saved, and there is no workspace"] if shown else []
    try:
        with Workspace.open(path) as workspace:
            faults = [*_damage(workspace), *_losses(workspace, shown)]
    except RatertermError as error:
        faults = [error.message]
    return faults


def damage_of(workspace: Workspace) -> list[str]:
    """Return what is not whole in an open workspace."""
    return list(_damage(workspace))


def _damage(workspace: Workspace) -> Iterator[str]:
    said = workspace.row("PRAGMA integrity_check")[0]
    if said != "ok":
        yield f"integrity_check: {said}"
    for batch in workspace.batches():
        yield from _contradictions(workspace, batch)


def _losses(workspace: Workspace, shown: int) -> Iterator[str]:
    if workspace.saved < shown:
        yield f"{shown} was shown as saved, {workspace.saved} is there"


def _contradictions(workspace: Workspace, batch: BatchSummary) -> Iterator[str]:
    """Yield where the chain, the projection or the counters of a batch do not hold."""
    log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
    try:
        events = list(read_chain(batch.sha256, log.lines()))
    except ValueError as error:
        yield f"{batch.id}: {error}"
        return
    for task in sorted({event.task for event in events}):
        if log.rating(TaskId(task)) != replay(task, (event for event in events if event.task == task)):
            yield f"{batch.id}: the projection of {task} is not its replay"
    counted = tuple(len(queue.entries(kind)) for kind in ("submitted", "skipped", "flagged"))
    if counted != (batch.submitted, batch.skipped, batch.flagged):
        yield f"{batch.id}: the counters say other than the tasks, {counted}"
    if log.head().events != len(events):
        yield f"{batch.id}: the head is not the end of the chain"


def leftovers(folder: Path) -> list[str]:
    """Return the temporary files that are in a folder."""
    return [f"{file.name} is left behind" for file in folder.iterdir() if _TEMPORARY.fullmatch(file.name)]


def bundle_faults(folder: Path, signers: bytes) -> list[str]:
    """Return which bundles of a folder are not whole: there, each must verify."""
    expected = Expectations(signers=AllowedSigners.parse(signers, "signers"), at=datetime.now(UTC))
    faults = []
    for file in sorted(folder.glob("*.rtb.zip")):
        try:
            verify_bundle(file.read_bytes(), expected)
        except RatertermError as error:
            faults.append(f"{file.name}: {error.message}")
    return faults
