"""The workspace: opens the SQLite file, guards it, and hands out what it holds."""

import os
import secrets
import shlex
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple, Self

from raterterm.errors import WorkspaceDamaged, WorkspaceError, WorkspaceHeld, WorkspaceTooNew, reason_of
from raterterm.privatefile import sweep, sync_directory
from raterterm.store.extent import extent_of
from raterterm.store.lock import Holder, Left, Lock, holder_of, left_of
from raterterm.store.schema import APPLICATION_ID, SCHEMA_VERSION

Clock = Callable[[], datetime]

# WAL with FULL lost nothing in 100 power cuts; SQLite's defaults in Python lost a rating in 84.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "busy_timeout = 5000",
    "recursive_triggers = ON",
)


def utc_now() -> datetime:
    """Return the time by this machine's clock."""
    return datetime.now(UTC)


class BatchSummary(NamedTuple):
    """One batch of the workspace and how far it is."""

    key: int
    id: str
    sha256: str
    rubric_title: str
    rubric_label: str
    loaded_at: str
    tasks: int
    submitted: int
    skipped: int
    flagged: int
    events: int
    changes: int
    """How many of the events are more than a look at a task."""
    exported_events: int
    """How many of the events the last bundle holds; 0 before the first."""
    exported_changes: int
    """How many of the changes."""

    @property
    def left(self) -> int:
        """Tasks neither submitted nor skipped."""
        return self.tasks - self.submitted - self.skipped

    @property
    def is_delivered(self) -> bool:
        """Tell whether the last bundle holds every change."""
        return 0 < self.changes == self.exported_changes


_SUMMARIES = """
    SELECT b.key, b.id, b.sha256, r.title, r.label, b.loaded_at, b.tasks, b.submitted, b.skipped, b.flagged,
           b.events, coalesce(last.changes, 0), coalesce(sent.n, 0), coalesce(sent.changes, 0)
    FROM batches b JOIN rubrics r ON r.key = b.rubric
    LEFT JOIN events last ON last.batch = b.key AND last.n = b.events
    LEFT JOIN events sent ON sent.batch = b.key
         AND sent.n = (SELECT max(events) FROM receipts WHERE batch = b.key)
"""


class Workspace:
    """An open workspace; use it as a context manager."""

    def __init__(
        self, path: Path, database: Connection, *, lock: Lock | None, holder: Holder | None, clock: Clock
    ) -> None:
        self.path = path
        self.holder = holder
        """Who writes to the workspace when this process may only look."""
        self._database = database
        self._lock = lock
        self._clock = clock
        self._damage: WorkspaceDamaged | None = None
        self._inode = path.stat().st_ino

    @classmethod
    def open(cls, path: Path, *, clock: Clock = utc_now, looking: bool = False) -> "Workspace":
        """Open the workspace at ``path`` for writing, making it when there is none.

        With ``looking`` a workspace that another process holds is opened to be read; otherwise that
        raises WorkspaceHeld.  Raises WorkspaceTooNew, WorkspaceDamaged or WorkspaceError.
        """
        with _translated(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = Lock(path)
            holder = lock.acquire(_instant(clock))
            # To be looked at it has to be there: two that make it at once would spoil each other's.
            if holder and not (looking and os.path.lexists(path)):
                raise WorkspaceHeld(f"{path} is in use by {holder}", hints=_ways_out(lock, holder))
            try:
                if not os.path.lexists(path):  # a link that leads nowhere is not ours to replace
                    _check_nothing_is_left(path)
                    _make(path)
                if holder is None:
                    _make_private(path)
                    with suppress(OSError):
                        sweep(path.parent)
                    check_leftovers(path, lock.before)
                database = _connect(path, read_only=holder is not None)
                opened = cls(path, database, lock=None if holder else lock, holder=holder, clock=clock)
                lock.keep(opened.seed, extent_of(database))
                return opened
            except BaseException:
                lock.give_back()
                raise

    @classmethod
    def look(cls, path: Path) -> "Workspace":
        """Open an existing workspace to be read; raise WorkspaceError when there is none."""
        with _translated(path):
            if not path.exists():
                _check_nothing_is_left(path)
                raise WorkspaceError(
                    f"{path}: there is no workspace", hints=["raterterm demo", "raterterm rate RUBRIC BATCH"]
                )
            if holder_of(path) is None:
                check_leftovers(path, left_of(path))
            return cls(path, _connect(path, read_only=True), lock=None, holder=None, clock=utc_now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and give up the right to write."""
        self._database.close()
        if self._lock:
            self._lock.release()

    @property
    def is_writable(self) -> bool:
        """Tell whether this process may decide anything."""
        return self._lock is not None

    def check_writable(self) -> None:
        """Raise WorkspaceHeld when this process may only look, WorkspaceDamaged once damage was met."""
        if not self.is_writable:
            raise WorkspaceHeld(f"{self.path} is open to be read only")
        if self._damage is not None:
            # Writing on would spread it: SQLite trusts what it believes to be free.
            raise self._damage

    @contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Raise WorkspaceDamaged when ``what`` turns out not to be as it was stored."""
        try:
            yield
        except ValueError as error:
            raise damaged(self.path, f"{what} cannot be read") from error

    def now(self) -> str:
        """Return the present instant as events carry it."""
        return _instant(self._clock)

    def today(self) -> date:
        """Return the day it is where the rater is."""
        return self._clock().astimezone().date()

    @property
    def seed(self) -> str:
        """What the order of responses is derived from; made at random with the workspace."""
        return str(self.row("SELECT value FROM facts WHERE name = 'seed'")[0])

    @property
    def saved(self) -> int:
        """The number of events in the workspace, over all batches."""
        return int(self.row("SELECT coalesce(max(seq), 0) FROM events")[0])

    def batches(self) -> list[BatchSummary]:
        """Return the batches, the last loaded first."""
        return [BatchSummary(*row) for row in self.rows(f"{_SUMMARIES} ORDER BY b.key DESC")]

    def find_batch(self, batch: str) -> BatchSummary | None:
        """Return the batch with this id, or None."""
        found = self.rows(f"{_SUMMARIES} WHERE b.id = ?", [batch])
        return BatchSummary(*found[0]) if found else None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query.  Raises WorkspaceError."""
        with self._translated():
            return self._database.execute(sql, list(values)).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        """Return the one row of a query that always has one; raise WorkspaceDamaged when it is gone."""
        rows = self.rows(sql, values)
        if not rows:
            raise damaged(self.path, "a row is missing")
        return rows[0]

    @property
    def data_version(self) -> int:
        """A number that changes when another process has changed the workspace."""
        return int(self.row("PRAGMA data_version")[0])

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Hold a write transaction: all of it is durable when the block ends, or nothing is.

        Raises WorkspaceError when it could not be saved.
        """
        self.check_writable()
        with self._translated():
            self._check_file_is_in_place()
            # Immediate: a deferred one that turns into a writer can fail with no retry.
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                extent = extent_of(self._database)
                self._database.commit()
            except BaseException:
                self._database.rollback()
                raise
            if self._lock:
                self._lock.reach(extent)

    def compact(self) -> None:
        """Write the file anew without what was deleted, and empty the log beside it.

        Raises WorkspaceError when that cannot be done now; nothing that is stored is lost then.
        """
        self.check_writable()
        with _translated(self.path):
            # The log first: it may hold what was deleted, and needs no room on the disk to be emptied.
            self._empty_log()
            self._database.execute("VACUUM")
            self._empty_log()

    def _empty_log(self) -> None:
        """Copy the log into the file and cut it to nothing."""
        (is_read, *_) = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_read:
            raise WorkspaceError(
                f"{self.path} is still read by another window: what was deleted may be in its log",
                hints=["close the other window and do it again"],
            )

    def _check_file_is_in_place(self) -> None:
        """Refuse to write into a file that was removed or replaced: SQLite would not notice."""
        if not self.path.exists() or self.path.stat().st_ino != self._inode:
            raise WorkspaceError(f"{self.path} was moved or deleted while it was open")
        if self._lock and (holder := self._lock.regain()):
            raise WorkspaceHeld(f"{self.path} lost its lock file, and is in use by {holder}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with _translated(self.path):
                yield
        except WorkspaceDamaged as error:
            self._damage = error
            raise


_SIDECARS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database while it is in use."""


def _beside(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _SIDECARS]


def _check_nothing_is_left(path: Path) -> None:
    """Refuse to make a workspace beside what is left of another: SQLite would replay it over the new one."""
    left = [file.name for file in _beside(path) if os.path.lexists(file)]
    if left:
        raise WorkspaceDamaged(
            f"{path} is missing, but {' and '.join(left)} of it {'are' if len(left) > 1 else 'is'} there",
            hints=[f"put {path.name} back beside {'them' if len(left) > 1 else 'it'}", *_OTHER_PLACE],
        )


def _make_private(path: Path) -> None:
    """Take from others what a copy or an earlier umask gave them."""
    for file in (path, *_beside(path)):
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            # Not by a descriptor: closing one would drop the locks that this process has on the file.
            # Some file systems know no permissions, and refuse.
            with suppress(PermissionError):
                file.chmod(0o600)


def _make(path: Path) -> None:
    """Make the workspace beside its place and move it there, so that it is whole or absent."""
    fresh = path.with_name(path.name + ".new")
    for file in (fresh, *_beside(fresh)):
        file.unlink(missing_ok=True)
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    database = _database(uri_of(fresh))
    # Not in WAL: closing would move its pages into the file, and not tell when that failed.
    _set_up(database, in_wal=False)
    _migrate(database)
    database.execute("INSERT INTO facts VALUES ('seed', ?)", [secrets.token_hex(16)])
    database.commit()
    database.close()
    fresh.rename(path)
    sync_directory(path.parent)


def _connect(path: Path, *, read_only: bool) -> Connection:
    if not path.is_file():
        raise WorkspaceError(f"{path} is not a file", hints=["give another one with --workspace FILE"])
    if path.stat().st_size == 0:
        raise WorkspaceDamaged(
            f"{path} is empty: it was cut off, or never was a workspace", hints=_OTHER_PLACE
        )
    database = _database(f"{uri_of(path)}?mode={'ro' if read_only else 'rw'}")
    try:
        # Before anything is set: the journal mode would be written into another program's database.
        version = _check_version(path, database)
        _set_up(database, in_wal=not read_only)
        if not read_only and version < SCHEMA_VERSION:
            _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


_OTHER_PLACE = ["move it away, or give another one with --workspace FILE"]


def damaged(path: Path, how: str) -> WorkspaceDamaged:
    """Return the error that says how a workspace is damaged, and what can be typed to rescue it."""
    fresh = path.with_name(f"{path.stem}-rescued.db")
    rescue = shlex.join(["raterterm", "-w", str(path), "doctor", "--rescue", str(fresh)])
    return WorkspaceDamaged(f"{path} is damaged: {how}", hints=[rescue])


def _ways_out(lock: Lock, holder: Holder) -> list[str]:
    ways = ["close it there, or only look here"]
    if not holder.is_certain:
        ways.append(f"if it does not run there any more: {shlex.join(['rm', str(lock.path)])}")
    return ways


def check_leftovers(path: Path, left: Left | None) -> None:
    """Raise WorkspaceDamaged when a file was cut off, or the log beside it is not its own, or not there.

    SQLite replays any log whose own sums are right, misses none, and fills a last page up.  For a file
    that nobody has open, of which ``left`` is what its lock says.  Raises OSError.
    """
    log = path.with_name(path.name + "-wal")
    is_logged = log.is_file() and log.stat().st_size > 0
    if not is_logged:
        _check_length(path)
    if is_logged or (left and not left.is_closed):
        from raterterm.store.leftovers import check_left  # noqa: PLC0415 - only after a crash

        check_left(path, left)


def _check_length(path: Path) -> None:
    if not path.is_file():
        return
    with path.open("rb") as file:
        header = file.read(100)
    size, count = int.from_bytes(header[16:18]), int.from_bytes(header[28:32])
    # What is no database at all is told by SQLite, which minds the count alone, and at the first table.
    if header.startswith(b"SQLite format 3") and size > 1:
        whole, rest = divmod(path.stat().st_size, size)
        if rest or (header[24:28] == header[92:96] and whole < count):
            raise damaged(path, "it was cut off")


def _migrate(database: Connection) -> None:
    from raterterm.store.migrations import migrate  # noqa: PLC0415 - slow to import, and seldom needed

    migrate(database)


def _check_version(path: Path, database: Connection) -> int:
    application, version = (
        database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    if application != APPLICATION_ID:
        hints = [*_OTHER_PLACE, *(f"if it once was one: {way}" for way in damaged(path, "").hints)]
        raise WorkspaceDamaged(f"{path} is not a raterterm workspace", hints=hints)
    if version > SCHEMA_VERSION:
        raise WorkspaceTooNew(
            f"{path} was made by a newer raterterm (schema {version}; this one knows up to {SCHEMA_VERSION})",
            hints=["upgrade raterterm; nothing was changed"],
        )
    return int(version)


def _database(uri: str) -> Connection:
    return sqlite3.connect(uri, uri=True)


def _set_up(database: Connection, *, in_wal: bool) -> None:
    for pragma in _PRAGMAS:
        if in_wal or not pragma.startswith("journal_mode"):
            database.execute(f"PRAGMA {pragma}")


def uri_of(path: Path) -> str:
    """Return a file's name as SQLite takes it with options."""
    return "file:" + str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _instant(clock: Clock) -> str:
    return clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


_SIGNS = (
    *("malformed", "not a database", "unsupported file format", "Could not decode", "codec can't decode"),
    *("no such table", "no such column", "no such index"),
)
"""What SQLite says of a file that is not whole; the tables are our own, and always there."""


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Let no foreign error out."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter for the name of a column
        reason = str(error)
        if any(sign in reason for sign in _SIGNS):
            raise damaged(path, reason) from error
        raise WorkspaceError(f"{path} could not be read or saved: {reason}") from error
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be used: {reason_of(error)}") from error
