"""One writer at a time: an own lock file beside the workspace.

SQLite's locks are not enough on file systems where they silently do nothing, and cannot say who holds
them.  The kernel drops this lock when its process ends, however it ends, so none is ever stale.
"""

import fcntl
import json
import os
import socket
from pathlib import Path
from typing import NamedTuple


class Holder(NamedTuple):
    """Who writes to a workspace."""

    process: int
    machine: str
    since: str

    def __str__(self) -> str:
        """Name the holder for a person."""
        return f"process {self.process} on {self.machine}, since {self.since}"


class Lock:
    """The right to write to one workspace."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace.with_name(workspace.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self, since: str) -> Holder | None:
        """Take the lock; return None, or who holds it already.  Raises OSError."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(descriptor)
            os.close(descriptor)
            return holder
        self._descriptor = descriptor
        written = json.dumps(Holder(os.getpid(), socket.gethostname(), since)).encode()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, written, 0)
        return None

    def release(self) -> None:
        """Give the lock up; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _read(descriptor: int) -> Holder:
    try:
        process, machine, since = json.loads(os.pread(descriptor, 1000, 0))
        return Holder(int(process), str(machine), str(since))
    except (ValueError, TypeError):
        return Holder(0, "this machine", "just now")
