"""A disk that is followed: which writes of a folder's files were synced, and what a power cut would leave.

What was synced is kept; of the rest what chance keeps: nothing, all, or some sectors of some writes.  Names
count as written once their folder is synced, or as chance keeps them, in order.  That is stricter than any
one file system, and asks for no mounting and no root.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.torture.tracing import Call

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,link,linkat"
)
"""The system calls that are followed."""

Keep = Callable[[bytes], bytes]
"""Returns how much of a write reaches the disk."""


@dataclass
class Inode:
    """A file, whatever its name."""

    durable: bytes = b""
    """What is on the disk whatever happens."""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """What was written since, and where; None cuts the file there."""
    end: int = 0
    """Where the next write goes that says nothing else."""

    def sync(self) -> None:
        """Write all to the disk."""
        self.durable = self.after(lambda data: data)
        self.pending = []

    def append(self, data: bytes) -> None:
        """Write at the end of what was written so far."""
        self.pending.append((self.end, data))
        self.end += len(data)

    def after(self, keep: Keep) -> bytes:
        """Return the content when of each pending write only what ``keep`` leaves reaches the disk."""
        content = bytearray(self.durable)
        for offset, data in self.pending:
            kept = b"" if data is None else keep(data)
            if data is None:
                del content[offset:]
            if data is None or kept:
                content += bytes(max(0, offset - len(content)))
                content[offset : offset + len(kept)] = kept
        return bytes(content)


class Disk:
    """The files of one folder, as programs see them and as they are on the disk."""

    def __init__(self, before: Path, folder: Path) -> None:
        """Begin with the files that ``before`` holds, as those of ``folder``."""
        self._folder = folder
        self._names = {folder / file.name: Inode(file.read_bytes()) for file in before.iterdir()}
        self._kept: list[dict[Path, Inode]] = [dict(self._names)]

    def has(self, path: Path | None) -> bool:
        """Tell whether ``path`` is one of the files."""
        return path in self._names

    def take(self, call: Call) -> None:
        """Do what a system call did."""
        if call.result < 0:
            return
        match call.name:
            case "openat":
                self._open(call)
            case "rename" | "renameat" | "renameat2":
                old, new = self._paths(call)
                self._name(old, new, is_moved=True)
            case "link" | "linkat":
                old, new = self._paths(call)
                self._name(old, new, is_moved=False)
            case "unlink" | "unlinkat":
                self._unname(self._paths(call)[0])
            case "fsync" | "fdatasync" if call.path_of(0) == self._folder:
                del self._kept[:-1]
            case _:
                self._change(call)

    def _open(self, call: Call) -> None:
        path, flags = call.path, call.arguments[2]
        if path is None or path.parent != self._folder:
            return
        if path not in self._names and b"O_CREAT" in flags:
            self._names[path] = Inode()
            self._note()
        if inode := self._names.get(path):
            inode.end = 0
            if b"O_TRUNC" in flags:
                inode.pending.append((0, None))

    def _paths(self, call: Call) -> Sequence[Path]:
        named = [part for part in call.arguments if not part.startswith(b"AT_") and not part.isdigit()]
        return [self._folder / os.fsdecode(part) for part in named]

    def _name(self, old: Path, new: Path, *, is_moved: bool) -> None:
        if old in self._names:
            self._names[new] = self._names.pop(old) if is_moved else self._names[old]
            self._note()

    def _unname(self, path: Path) -> None:
        if self._names.pop(path, None) is not None:
            self._note()

    def _note(self) -> None:
        self._kept.append(dict(self._names))

    def _change(self, call: Call) -> None:
        inode = self._names.get(call.path_of(0) or self._folder)
        if inode is None:
            return
        match call.name:
            case "write":
                inode.append(call.arguments[1])
            case "pwrite64":
                inode.pending.append((int(call.arguments[3]), call.arguments[1]))
            case "ftruncate":
                inode.pending.append((int(call.arguments[1]), None))
            case _:
                inode.sync()

    def cut(self, random: Random, to: Path) -> None:
        """Write into ``to`` what the disk would hold if the power went out now."""
        to.mkdir(mode=0o700)
        keep = random.choice([_nothing, _all, _some(random)])
        for path, inode in random.choice(self._kept).items():
            if not path.name.endswith("-shm"):  # it is memory, and gone
                (to / path.name).write_bytes(inode.after(keep))
                (to / path.name).chmod(0o600)


def _nothing(data: bytes) -> bytes:
    del data
    return b""


def _all(data: bytes) -> bytes:
    return data


def _some(random: Random) -> Keep:
    return lambda data: data[: random.choice([0, len(data), random.randrange(0, len(data) + 1, SECTOR)])]
