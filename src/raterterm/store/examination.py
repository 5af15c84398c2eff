"""Examination: whether a workspace is whole, and whether it lies where it is safe; nothing is changed.

What is found names batches, tasks by id, events by number and files, and never a word of what is rated.
"""

import sqlite3
import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import accumulate
from pathlib import Path
from shlex import join
from typing import Literal, NamedTuple

from raterterm.core import jsontext
from raterterm.core.events import Event, Head, Viewed, digest, read_chain
from raterterm.core.rating import Rating, replay
from raterterm.core.words import TaskId
from raterterm.errors import RatertermError, WorkspaceDamaged, WorkspaceError, reason_of
from raterterm.store.digests import unvouched
from raterterm.store.filesystem import free_bytes, is_shared, kind_of
from raterterm.store.leftovers import missing_of
from raterterm.store.lock import holder_of, left_of
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.receipts import receipts, strange
from raterterm.store.schema import HAS_TABLE, SCHEMA_VERSION
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


def check(workspace: Workspace, batch: BatchSummary) -> None:
    """Raise WorkspaceDamaged when what would leave in a bundle of ``batch`` is not what was stored."""
    now = workspace.find_batch(batch.id)
    with _making_sense(workspace.path):
        findings = [*_integrity(workspace), *([_batch(workspace, now)] if now else [])]
    for found in findings:
        if found.mark == "BAD":
            raise damaged(workspace.path, found.words)


_INSIDE = {"workspace", "schema", "integrity", "batch", "receipts"}


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
    yield _lock(path)


def _permissions(path: Path) -> Iterator[Finding]:
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))]
    wide = [str(file) for file in files if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    if wide:
        yield Finding("BAD", "permissions", "others can read it", join(["chmod", "600", *wide]))
    else:
        yield Finding("good", "permissions", "readable by its owner alone")


def _lock(path: Path) -> Finding:
    if holder := holder_of(path):
        return Finding("note", "lock", f"in use by {holder}: others may look")
    left = left_of(path)
    with suppress(sqlite3.Error, ValueError):  # what is damaged is told below
        if left and (gone := missing_of(path, left)):
            words = f"not in use; it lacks {' and '.join(gone)} of the last session: it may be an older copy"
            return Finding("note", "lock", words)
    return Finding("good", "lock", "not in use")


# In the workspace


def _content(path: Path) -> Iterator[Finding]:
    try:
        with _making_sense(path), Workspace.look(path) as workspace:
            # As it is at one moment: another window may go on deciding.
            workspace.rows("BEGIN")
            yield from _schema(workspace)
            yield from _integrity(workspace)
            for batch in workspace.batches():
                yield _batch(workspace, batch)
                yield from _receipts(workspace, batch)
    except RatertermError as error:
        yield Finding("BAD", "workspace", error.message, *error.hints[:1])


@contextmanager
def _making_sense(path: Path) -> Iterator[None]:
    """Call it damage when there is what no check has foreseen: a row of other types, a key that leads nowhere."""
    try:
        yield
    except (ValueError, TypeError, LookupError) as error:
        raise damaged(path, f"what is stored makes no sense ({type(error).__name__})") from error


def _schema(workspace: Workspace) -> Iterator[Finding]:
    (version,) = workspace.row("PRAGMA user_version")
    words = f"version {version}, {workspace.saved} saved"
    wanted, there = _tables_of(version), set(workspace.rows(_TABLES))
    if not wanted <= there or any(row[0] == _STEP for row in there - wanted):
        yield Finding("BAD", "schema", f"the tables are not those of version {version}", *_ways(workspace))
    elif version < SCHEMA_VERSION:
        yield Finding(
            "note", "schema", f"{words}; brought to version {SCHEMA_VERSION} when it is opened", "raterterm"
        )
    else:
        yield Finding("good", "schema", words)


_STEP = "step"

_TABLES = f"""
    SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> '_sqlite_migrations'
    UNION ALL SELECT '{_STEP}', name, migration_set, '' FROM _sqlite_migrations
"""  # noqa: S608 - our own words


def _tables_of(version: int) -> set[tuple[str, ...]]:
    """Return what a new workspace of a version has for tables."""
    from raterterm.store.migrations import make_tables  # noqa: PLC0415 - slow to import

    with closing(sqlite3.connect(":memory:")) as database:
        make_tables(database, version)
        return set(database.execute(_TABLES).fetchall())


def _integrity(workspace: Workspace) -> Iterator[Finding]:
    said = workspace.row("PRAGMA integrity_check(1)")[0]
    if said != "ok":
        words = "SQLite finds pages that are not whole"
    elif workspace.rows("PRAGMA foreign_key_check"):
        words = "rows belong to what is not there"
    elif not _is_numbered(workspace):
        words = "events are counted that never were"
    elif wrong := unvouched(workspace.rows):
        words = f"not what was stored: {wrong[0]}" + (f", and {len(wrong) - 1} more" if wrong[1:] else "")
    else:
        yield Finding("good", "integrity", "SQLite finds every page and index whole")
        return
    yield Finding("BAD", "integrity", words, *_ways(workspace))


def _is_numbered(workspace: Workspace) -> bool:
    """Tell whether the number of the next event follows from those that are there, and those purged."""
    there, last, given = workspace.row(
        """
        SELECT count(*), coalesce(max(seq), 0),
               coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) FROM events
        """
    )
    has_purged = workspace.row(HAS_TABLE, ["purged"]) == (1,)
    gone = workspace.row("SELECT coalesce(sum(events), 0) FROM purged")[0] if has_purged else 0
    return bool(there <= last <= given <= there + gone if there else given <= gone)


def _ways(workspace: Workspace) -> Sequence[str]:
    return damaged(workspace.path, "").hints


def _batch(workspace: Workspace, batch: BatchSummary) -> Finding:
    try:
        faults = list(_faults(workspace, batch))
    except WorkspaceError as error:
        faults = [error.message.removeprefix(f"{workspace.path} is damaged: ")]
    if not faults:
        words = f"{batch.id}: {batch.events} events in one chain, {batch.tasks} tasks as they were loaded"
        return Finding("good", "batch", words)
    rest = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Finding("BAD", "batch", f"{batch.id}: {faults[0]}{rest}", *_ways(workspace))


def _faults(workspace: Workspace, batch: BatchSummary) -> Iterator[str]:
    queue = Queue(workspace, batch.key)
    queue.rubric()
    queue.guidelines()
    rows = workspace.rows(_EVENTS, [batch.key])
    try:
        events = list(read_chain(batch.sha256, (line for *_, line in rows)))
    except ValueError as error:
        yield f"the chain of events does not hold: {error}"
        return
    head = Head(events=len(events), sha256=digest(rows[-1][-1]) if rows else batch.sha256)
    if Log(workspace, batch.key).head() != head:
        yield "the chain ends elsewhere than where it was left"
    changes = accumulate(not isinstance(event.act, Viewed) for event in events)
    for event, change, (n, task, counted, _) in zip(events, changes, rows, strict=True):
        if (event.n, event.task, change) != (n, task, counted):
            yield f"event {event.n} is not kept as what it is"
    yield from _states(workspace, batch, events)
    yield from _tasks(workspace, batch)


_EVENTS = "SELECT n, task, changes, line FROM events WHERE batch = ? ORDER BY n"

_STATES = "SELECT task, status, flagged, touched, state FROM ratings WHERE batch = ? ORDER BY position"


def _states(workspace: Workspace, batch: BatchSummary, events: Iterable[Event]) -> Iterator[str]:
    by_task = defaultdict[TaskId, list[Event]](list)
    for event in events:
        by_task[event.task].append(event)
    log, counts = Log(workspace, batch.key), Counter[str]()
    for task, status, flagged, touched, state in workspace.rows(_STATES, [batch.key]):
        rating = replay(task, by_task.pop(task, ()))
        counts[status] += 1
        counts["flagged"] += flagged
        is_so = (status, flagged, touched) == (rating.status, bool(rating.flags), rating.touched)
        # Whoever wrote it in another way than today's may have meant the same.
        if not (is_so and (_state_of(rating) == state or log.rating(task) == rating)):
            yield f"the state of task {task} does not follow from its events"
    if (counts["submitted"], counts["skipped"], counts["flagged"]) != (
        batch.submitted,
        batch.skipped,
        batch.flagged,
    ):
        yield "the counters do not say what the tasks say"
    yield from (f"task {task} of an event is not there" for task in by_task)


def _state_of(rating: Rating) -> bytes | None:
    return jsontext.encode(rating.model_dump(mode="json")) if rating != Rating(task=rating.task) else None


_LOADED = """
    SELECT t.position, t.id, r.task, t.raw, t.sha256 FROM tasks t
    LEFT JOIN ratings r ON r.batch = t.batch AND r.position = t.position WHERE t.batch = ? ORDER BY t.position
"""


def _tasks(workspace: Workspace, batch: BatchSummary) -> Iterator[str]:
    count = 0
    for position, task, rated, raw, kept in workspace.rows(_LOADED, [batch.key]):
        count += 1
        if (position, rated, kept) != (count, task, digest(raw)):
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
