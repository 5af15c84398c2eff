"""One writer at a time: an own lock file beside the workspace.

SQLite's locks are not enough on file systems where they silently do nothing, and cannot say who holds
them.  The kernel drops this lock when its process ends, however it ends, so none is ever stale.  It is a
``flock``: one of ``fcntl`` would go with any descriptor of the file that the process closes.  Where
other machines share the file system, and may not see each other's locks, what stands in the file counts too.
"""

import fcntl
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from raterterm.core.words import Json
from raterterm.store.extent import Extent
from raterterm.store.filesystem import is_shared, kind_of


class Holder(NamedTuple):
    """Who writes to a workspace."""

    process: int
    """0 when it is closed."""
    machine: str
    since: str
    is_certain: bool = True
    """Whether the lock itself was met; else only what another machine has written."""

    def __str__(self) -> str:
        """Name the holder for a person."""
        return f"process {self.process} on {self.machine}, since {self.since}"


class Left(NamedTuple):
    """What a lock says of its workspace after the session that held it."""

    keepsake: str | None
    extent: Extent
    """What had been saved, or less: it is written after each commit, and not synced."""
    is_closed: bool
    """Whether the session closed the workspace; else it was ended."""


class Lock:
    """The right to write to one workspace."""

    def __init__(self, workspace: Path, *, shared: bool | None = None) -> None:
        self.path = workspace.with_name(workspace.name + ".lock")
        self.keepsake: str | None = None
        """What the workspace gave the lock to keep, for the day on which it cannot be read itself."""
        self.was_left_open = False
        """Whether who held it last has ended without closing the workspace."""
        self.before: Left | None = None
        """What who held it last has left; None when that is not known."""
        self._found = _NOBODY
        self._extent: Extent | None = None
        self._descriptor: int | None = None
        self._holder: Holder | None = None
        self._is_shared = shared

    def acquire(self, since: str) -> Holder | None:
        """Take the lock; return None, or who holds it already.  Raises OSError."""
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = _Note.read(descriptor).holder
                os.close(descriptor)
                return held
            except BaseException:
                os.close(descriptor)
                raise
            if _is_at(descriptor, self.path):
                return self._take(descriptor, since)
            os.close(descriptor)  # it was removed between opening and locking

    def _take(self, descriptor: int, since: str) -> Holder | None:
        found = _Note.read(descriptor)
        here = socket.gethostname()
        if found.holder.process and found.holder.machine != here and self._may_be_shared():
            os.close(descriptor)
            return found.holder._replace(is_certain=False)
        self._descriptor = descriptor
        self._holder = Holder(os.getpid(), here, since)
        self._found, self.before = found, found.before
        self.keepsake, self._extent = found.keepsake, found.extent
        self.was_left_open = bool(found.holder.process)
        self._write(self._holder)
        return None

    def keep(self, keepsake: str | None, extent: Extent | None = None) -> None:
        """Keep a line beside the workspace, and how much it holds.  Raises OSError."""
        extent = extent or self._extent
        if self._holder is not None and (keepsake, extent) != (self.keepsake, self._extent):
            self.keepsake, self._extent = keepsake, extent
            self._write(self._holder)

    def reach(self, extent: Extent) -> None:
        """Keep how much the workspace holds, once that is on the disk."""
        # To say less than there is does no harm; to fail would deny what was saved.
        with suppress(OSError):
            self.keep(self.keepsake, extent)

    def regain(self) -> Holder | None:
        """Take the lock again when its file was removed while it was held; return who came first, or None.

        Raises OSError.
        """
        if self._descriptor is None or self._holder is None or _is_at(self._descriptor, self.path):
            return None
        lost, keepsake, extent = self._descriptor, self.keepsake, self._extent
        if other := self.acquire(self._holder.since):
            return other
        os.close(lost)
        if keepsake is not None:
            self.keep(keepsake, extent)
        return None

    def release(self) -> None:
        """Give the lock up; harmless when it is not held."""
        if self._holder is not None:
            self._give_up(self._holder._replace(process=0))

    def give_back(self) -> None:
        """Give the lock up and leave in it what was found: the workspace was not opened."""
        self.keepsake, self._extent = self._found.keepsake, self._found.extent
        self._give_up(self._found.holder)

    def _give_up(self, holder: Holder) -> None:
        if self._descriptor is not None:
            # On a disk that is full or gone it only is not said that all ended well.
            with suppress(OSError):
                self._write(holder)
            os.close(self._descriptor)
            self._descriptor = self._holder = None

    def _write(self, holder: Holder) -> None:
        assert self._descriptor is not None  # noqa: S101 - called while it is held
        written = _Note(holder, self.keepsake, self._extent).written()
        os.pwrite(self._descriptor, written, 0)
        os.ftruncate(self._descriptor, len(written))

    def _may_be_shared(self) -> bool:
        return is_shared(kind_of(self.path)) if self._is_shared is None else self._is_shared


def holder_of(workspace: Path) -> Holder | None:
    """Return who writes to a workspace now, as far as its lock file says, or None; no lock is taken.

    Raises OSError.
    """
    named = _note_of(workspace).holder
    is_there = named.process and (named.machine != socket.gethostname() or _is_alive(named.process))
    return named if is_there else None


def left_of(workspace: Path) -> Left | None:
    """Return what the lock file says of the last session, None when that is not known; no lock is taken.

    It says nothing while ``holder_of`` names someone.  Raises OSError.
    """
    return _note_of(workspace).before


def _note_of(workspace: Path) -> "_Note":
    path = workspace.with_name(workspace.name + ".lock")
    if not path.is_file():
        return _NOBODY
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        return _Note.read(descriptor)
    finally:
        os.close(descriptor)


class _Note(NamedTuple):
    """What stands in the lock file."""

    holder: Holder
    keepsake: str | None = None
    extent: Extent | None = None

    @classmethod
    def read(cls, descriptor: int) -> "_Note":
        """Read it; where it cannot be read, nobody is named."""
        try:
            content: Json = json.loads(os.pread(descriptor, 4000, 0) or b"{}")
            holder = Holder(int(content["process"]), str(content["machine"]), str(content["since"]))
            keepsake, extent = content.get("keepsake"), content.get("extent")
            return cls(
                holder,
                None if keepsake is None else str(keepsake),
                None if extent is None else Extent(*map(int, extent)),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return _NOBODY

    @property
    def before(self) -> Left | None:
        """What it says of the last session."""
        return Left(self.keepsake, self.extent, not self.holder.process) if self.extent else None

    def written(self) -> bytes:
        """Return it as it stands in the file."""
        kept = {} if self.keepsake is None else {"keepsake": self.keepsake}
        reached = {} if self.extent is None else {"extent": self.extent}
        named = {"process": self.holder.process, "machine": self.holder.machine, "since": self.holder.since}
        return json.dumps({**named, **kept, **reached}).encode()


_NOBODY = _Note(Holder(0, "this machine", "just now"))


def _is_at(descriptor: int, path: Path) -> bool:
    """Tell whether an open file still is the one with this name."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
