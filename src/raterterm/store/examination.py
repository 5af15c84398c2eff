"""Examination: whether a workspace is whole, and whether it lies where it is safe; nothing is changed.

What is found names batches, tasks by id, events by number and files, and never a word of what is rated.
"""

import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from shlex import join
from typing import Literal, NamedTuple

from raterterm.core.events import read_chain
from raterterm.core.words import TaskId
from raterterm.errors import RatertermError, WorkspaceDamaged, WorkspaceError, reason_of
from raterterm.store.filesystem import free_bytes, is_shared, kind_of
from raterterm.store.lock import holder_of
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.receipts import receipts, strange
from raterterm.store.schema import SCHEMA_VERSION
from raterterm.store.workspace import BatchSummary, Workspace, damaged

LITTLE = 64 << 20
"""Free bytes below which a session may soon have no room."""

Mark = Literal["good", "note", "BAD"]


class Finding(NamedTuple):
    """One thing that was looked at."""

    mark: Mark
    about: str
    words: str
    """How it is, in one sentence without a period."""
    next: str = ""
    """What can be typed about it."""


def examine(path: Path) -> list[Finding]:
    """Return how the workspace at ``path`` is and where it lies, the file before what is in it."""
    if not path.is_file():
        return [Finding("note", "workspace", f"{path}: there is none yet", "raterterm demo")]
    try:
        content = list(_content(path))  # first: to be read, SQLite lays files beside it
        return [*_surroundings(path), *content]
    except OSError as error:
        return [Finding("BAD", "workspace", f"{path} cannot be used: {reason_of(error)}")]


def damage_of(path: Path) -> WorkspaceDamaged | None:
    """Return how the workspace at ``path`` is damaged, or None when it is not, or is not there."""
    bad = [found for found in examine(path) if found.mark == "BAD" and found.about in _INSIDE]
    return damaged(path, f"{bad[0].about}: {bad[0].words}") if bad else None


_INSIDE = {"workspace", "integrity", "batch"}


# Around the workspace


def _surroundings(path: Path) -> Iterator[Finding]:
    yield Finding("good", "workspace", f"{path}, {path.stat().st_size:,} bytes")
    yield from _permissions(path)
    kind = kind_of(path)
    if is_shared(kind):
        words = f"{kind} is shared with other machines, where locks and saving cannot be relied on"
        yield Finding(
            "BAD", "file system", words, f"raterterm -w FILE_ON_THIS_MACHINE ({path.name} may be copied)"
        )
    else:
        yield Finding("good", "file system", kind or "not known")
    free = free_bytes(path)
    enough = free >= LITTLE
    yield Finding(
        "good" if enough else "BAD", "free space", f"{free >> 20:,} MB", "" if enough else "df -h ."
    )
    holder = holder_of(path)
    yield Finding(
        "note" if holder else "good",
        "lock",
        f"in use by {holder}: others may look" if holder else "not in use",
    )


def _permissions(path: Path) -> Iterator[Finding]:
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))]
    wide = [str(file) for file in files if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    if wide:
        yield Finding("BAD", "permissions", "others can read it", join(["chmod", "600", *wide]))
    else:
        yield Finding("good", "permissions", "readable by its owner alone")


# In the workspace


def _content(path: Path) -> Iterator[Finding]:
    try:
        with Workspace.look(path) as workspace:
            yield from _schema(workspace)
            yield from _integrity(workspace)
            for batch in workspace.batches():
                yield _batch(workspace, batch)
                yield from _receipts(workspace, batch)
    except RatertermError as error:
        yield Finding("BAD", "workspace", error.message, *error.hints[:1])
    except (ValueError, TypeError, LookupError) as error:
        # What no check has foreseen to be there: a row of other types, a key that leads nowhere.
        broken = damaged(path, f"what is stored makes no sense ({type(error).__name__})")
        yield Finding("BAD", "workspace", broken.message, *broken.hints)


def _schema(workspace: Workspace) -> Iterator[Finding]:
    (version,) = workspace.row("PRAGMA user_version")
    words = f"version {version}, {workspace.saved} saved"
    if version < SCHEMA_VERSION:
        yield Finding(
            "note", "schema", f"{words}; brought to version {SCHEMA_VERSION} when it is opened", "raterterm"
        )
    else:
        yield Finding("good", "schema", words)


def _integrity(workspace: Workspace) -> Iterator[Finding]:
    said = workspace.row("PRAGMA integrity_check(1)")[0]
    broken = workspace.rows("PRAGMA foreign_key_check")
    if said == "ok" and not broken:
        yield Finding("good", "integrity", "SQLite finds every page and index whole")
        return
    words = "SQLite finds pages that are not whole" if said != "ok" else "rows belong to what is not there"
    yield Finding("BAD", "integrity", words, *damaged(workspace.path, "").hints)


def _batch(workspace: Workspace, batch: BatchSummary) -> Finding:
    try:
        faults = list(_faults(workspace, batch))
    except WorkspaceError as error:
        faults = [error.message.removeprefix(f"{workspace.path} is damaged: ")]
    if not faults:
        words = f"{batch.id}: {batch.events} events in one chain, {batch.tasks} tasks as they were loaded"
        return Finding("good", "batch", words)
    rest = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Finding("BAD", "batch", f"{batch.id}: {faults[0]}{rest}", *damaged(workspace.path, "").hints)


def _faults(workspace: Workspace, batch: BatchSummary) -> Iterator[str]:
    log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
    queue.rubric()
    lines = list(log.lines())
    try:
        events = list(read_chain(batch.sha256, lines))
    except ValueError as error:
        yield f"the chain of events does not hold: {error}"
        return
    if log.head().events != len(events) or (lines and log.head().sha256 != sha256(lines[-1]).hexdigest()):
        yield "the chain ends elsewhere than where it was left"
    yield from _projection(log, queue, batch, {event.task for event in events})
    yield from _tasks(workspace, batch)


def _projection(log: Log, queue: Queue, batch: BatchSummary, tasks: Iterable[TaskId]) -> Iterator[str]:
    for task in sorted(tasks):
        if log.rating(task) != log.replayed(task):
            yield f"the state of task {task} does not follow from its events"
    counted = tuple(len(queue.entries(kind)) for kind in ("submitted", "skipped", "flagged"))
    if counted != (batch.submitted, batch.skipped, batch.flagged):
        yield "the counters do not say what the tasks say"


def _tasks(workspace: Workspace, batch: BatchSummary) -> Iterator[str]:
    count = 0
    for position, task, raw, digest in workspace.rows(
        "SELECT position, id, raw, sha256 FROM tasks WHERE batch = ? ORDER BY position", [batch.key]
    ):
        count += 1
        if position != count or sha256(raw).hexdigest() != digest:
            yield f"task {task} is not as it was loaded"
    if count != batch.tasks:
        yield f"{count} of {batch.tasks} tasks are there"


def _receipts(workspace: Workspace, batch: BatchSummary) -> Iterator[Finding]:
    """Compare the receipts with the chain: after a rescue a bundle may say more than is left."""
    kept = receipts(workspace, batch)
    other = strange(workspace, batch)
    numbers = [receipt.sequence for receipt in kept]
    if numbers != list(range(1, len(kept) + 1)):
        yield Finding("BAD", "receipts", f"{batch.id}: the receipt of a bundle is missing")
    elif other:
        words = f"{batch.id}: bundle {other[0]} holds other events than the workspace, as after a rescue"
        yield Finding("note", "receipts", words)
    elif kept:
        yield Finding("good", "receipts", f"{batch.id}: {len(kept)} bundles hold what the workspace holds")
