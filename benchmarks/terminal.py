"""A terminal that only takes the time: a pseudo-terminal whose output is stamped, and read later.

Nothing is drawn here, so that no terminal emulator is measured.  While a key is timed, each piece of
output gets the time at which it came and no more; what it says is looked at when the program is quiet.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from time import clock_gettime, perf_counter
from typing import NamedTuple, Self

COLUMNS, ROWS = 160, 48

QUIET = 0.04
"""Seconds without output after which a program is taken to have done what a key does."""

PATIENCE = 60.0
"""Seconds after which what should have been painted is given up."""

_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[?u": b"\x1b[?0u",
}
"""What a modern terminal replies: without the first, Textual would not mark where a frame ends."""

_FRAME_END = b"\x1b[?2026l"
_STYLE = re.compile(rb"\x1b\[[0-9;:]*m")
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|[^\[\]P_^X])")

Expected = Callable[[str], bool]
"""Tells from the words painted since the key whether what it leads to is there."""


class Painted(NamedTuple):
    """What a key, or a start, led to; times in milliseconds."""

    shown: float
    """Until the last byte of the frame in which all was there that was expected."""
    settled: float
    """Until the last byte before the program was quiet."""
    work: float
    """How long the program was at work until it was quiet, on any processor; other load hardly changes it."""
    text: str
    """All words painted, without styles; a newline where the cursor moved."""


class Terminal:
    """Runs a program in a terminal of 160 by 48; use it as a context manager."""

    def __init__(self, *argv: str | Path, environment: Mapping[str, str]) -> None:
        self._argv = [str(argument) for argument in argv]
        self._environment = environment
        self._pid = 0
        self._master = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def start(self, expected: Expected) -> Painted:
        """Start the program; time it from just before the process is made."""
        began = perf_counter()
        self._pid, self._master = pty.fork()
        if not self._pid:
            self._become_program()
        return self._until(expected, began, 0.0)

    def _become_program(self) -> None:
        # Here, since the parent may be too late with it.
        fcntl.ioctl(1, termios.TIOCSWINSZ, _SIZE)
        try:
            os.execvpe(self._argv[0], self._argv, self._environment)
        finally:
            os._exit(127)

    def press(self, keys: str, expected: Expected = bool) -> Painted:
        """Send keys as a terminal does, all in one write; time it until what is expected is painted."""
        worked = self._work()
        began = perf_counter()
        os.write(self._master, keys.encode())
        return self._until(expected, began, worked)

    def rest(self, seconds: float) -> None:
        """Let the program do what it does while someone reads."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self._read(left)

    def wait(self, seconds: float) -> None:
        """Read until the program ends; raise TimeoutError when it does not."""
        end = perf_counter() + seconds
        while os.waitpid(self._pid, os.WNOHANG) == (0, 0):
            if perf_counter() > end:
                raise TimeoutError(f"{self._argv} did not end")
            self._read(0.05)
        self._pid = 0

    def close(self) -> None:
        """End the program at once; a workspace bears that."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        if self._master >= 0:
            os.close(self._master)
        self._pid, self._master = 0, -1

    def _until(self, expected: Expected, began: float, worked: float) -> Painted:
        pieces: list[tuple[float, bytes]] = []
        while perf_counter() < began + PATIENCE:
            if piece := self._read(QUIET):
                pieces.append((perf_counter(), piece))
            elif (shown := _when(pieces, expected)) is not None:
                settled = 1_000 * (pieces[-1][0] - began)
                work = 1_000 * (self._work() - worked)
                return Painted(1_000 * (shown - began), settled, work, _text(pieces))
        raise TimeoutError(f"{self._argv} painted what was not expected: {_text(pieces)[-2_000:]!r}")

    def _work(self) -> float:
        """Return the seconds that the program has been at work: Linux has a clock for each process."""
        return clock_gettime((~self._pid << 3) | 2)

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            piece = os.read(self._master, 1 << 16)
        except OSError:  # Linux says so when the program has ended
            return b""
        for question, answer in _ANSWERS.items():
            if question in piece:
                os.write(self._master, answer)
        return piece


_SIZE = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)


def _when(pieces: list[tuple[float, bytes]], expected: Expected) -> float | None:
    """Return when the first frame was complete after which all stood there that was expected."""
    written, seen = b"", -1
    for at, piece in pieces:
        written += piece
        if (end := written.rfind(_FRAME_END)) > seen:
            seen = end
            if expected(_words(written[:end])):
                return at
    return None


def _text(pieces: list[tuple[float, bytes]]) -> str:
    return _words(b"".join(piece for _, piece in pieces))


def _words(written: bytes) -> str:
    return _SEQUENCE.sub(b"\n", _STYLE.sub(b"", written)).decode(errors="replace")


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which a program finds this checkout, and keeps its files in ``home``."""
    dropped = ("COLUMNS", "LINES", "NO_COLOR", "RATERTERM", "TEXTUAL", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    root = str(Path(__file__).parents[1])
    places = [place for place in (kept.get("PYTHONPATH"), root) if place]
    return {
        **kept,
        "HOME": str(home),
        "RATERTERM_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(places),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


def python(code: str, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs ``code`` with the Python that runs this."""
    return [sys.executable, "-c", code, *arguments]
