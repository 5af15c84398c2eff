"""System calls: which a program makes, and what happens when one of them kills it or fails.

All by strace(1), which needs no root and misses nothing, whichever library makes the call.
"""

import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

IS_HERE = shutil.which("strace") is not None
"""Whether system calls can be followed on this machine."""

DEADLINE = 20.0

CHANGING = (
    "pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,fchmod,chmod"
)
"""What changes files and is not how a terminal is written to."""

_LINE = re.compile(r"(\d+\.\d+) (\w+)\((.*)\) = (-?\d+)(?:<([^>]*)>)?.* <(\d+\.\d+)>")
_BYTE = re.compile(rb"\\x(..)")


class Call(NamedTuple):
    """One system call that returned."""

    end: float
    """When, in seconds of the clock."""
    name: str
    arguments: Sequence[bytes]
    """Strings as their bytes, without quotes; a descriptor as its number with its path behind it."""
    result: int
    path: Path | None
    """The file that was opened."""

    def path_of(self, argument: int) -> Path | None:
        """Return the path of a descriptor among the arguments, None where it has none."""
        _, _, path = self.arguments[argument].partition(b"<")
        return Path(path[:-1].decode()) if path[:1] == b"/" else None


_QUIETLY = "--quiet=attach,personality,path-resolution"
"""What strace would say among what the program says."""


def killed_at(names: Sequence[str], nth: int) -> list[str]:
    """Return how strace kills a program that makes these calls at the ``nth`` of them."""
    name = names[nth - 1]
    # strace counts the calls of each name by themselves.
    return [*_ALONE, f"trace={name}", "-e", f"inject={name}:signal=KILL:when={names[:nth].count(name)}"]


def failing(
    names: Sequence[str], nth: int, error: str, *, for_ever: bool, paths: Iterable[Path] = ()
) -> list[str]:
    """Return how strace lets the ``nth`` of these calls fail, and with ``for_ever`` all that come after it.

    With ``paths`` only calls that are about one of them count.
    """
    before = Counter(names[: nth - 1])
    failed = set(names) if for_ever else {names[nth - 1]}
    faults = [f"inject={name}:error={error}:when={before[name] + 1}{'+' * for_ever}" for name in failed]
    only = [part for path in paths for part in ("-P", str(path))]
    return [
        *only,
        *_ALONE,
        f"trace={','.join(failed)}",
        *(part for fault in faults for part in ("-e", fault)),
    ]


_ALONE = ("-f", "-o", "/dev/null", "-e")


def recording(log: Path, calls: str) -> list[str]:
    """Return how strace writes down some calls with all their bytes, a file for each thread."""
    return ["-ff", "-ttt", "-T", "-y", "-xx", "-s", "10000000", "-e", f"trace={calls}", "-o", str(log)]


def under(strace: Sequence[str], script: str) -> str:
    """Return a script that runs ``script`` in its own place, followed by strace."""
    # -D: strace is not its parent, so that a signal to the process reaches the program itself.
    start = ["strace", "-D", _QUIETLY, *strace, sys.executable, "-c", script]
    return f"import os, sys\nos.execvp('strace', {start!r} + sys.argv[1:])\n"


def recorded(log: Path) -> list[Call]:
    """Return the calls of a program that has ended, by when they returned."""
    return sorted((call for file in _finished(log) for call in _calls(file)), key=lambda call: call.end)


def names_of(log: Path) -> list[str]:
    """Return the names of the calls of the thread that made most of them, in order."""
    return max(([call.name for call in _calls(file)] for file in _finished(log)), key=len)


def _finished(log: Path) -> list[Path]:
    """Return the file of each thread, once it is written to its end: strace is not waited for otherwise."""
    end = time.monotonic() + DEADLINE
    while True:
        files = sorted(log.parent.glob(f"{log.name}.*"))
        if files and all(file.read_bytes()[-100:].rstrip().endswith(b"+++") for file in files):
            return files
        assert time.monotonic() < end, f"{log} is never finished"
        time.sleep(0.02)


def _calls(file: Path) -> Iterator[Call]:
    for line in file.read_text("ascii", "replace").splitlines():
        if found := _LINE.fullmatch(line):
            begun, name, arguments, result, opened, took = found.groups()
            parts = tuple(_plain(part) for part in arguments.split(", "))
            path = Path(_plain(opened).decode()) if opened else None
            yield Call(float(begun) + float(took), name, parts, int(result), path)


def _plain(written: str) -> bytes:
    """Return an argument with its bytes as they were."""
    if written.startswith('"') and written.endswith('"'):
        return bytes.fromhex(written.strip('"').replace("\\x", ""))
    return _BYTE.sub(lambda found: bytes.fromhex(found[1].decode()), written.encode("ascii"))
