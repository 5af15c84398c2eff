"""A terminal to run raterterm in: a pseudo-terminal, a screen that can be read, and every byte that was written."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte
from tests.tui import wire

DEADLINE = 20.0
"""Seconds after which something that should have happened is given up, even on a busy machine."""

_KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "ctrl+c": "\x03",
    "ctrl+o": "\x0f",
    "ctrl+q": "\x11",
}

_ANSWERS = {
    "\x1b[?2026$p": "\x1b[?2026;2$y",
    "\x1b[?2048$p": "\x1b[?2048;2$y",
    "\x1b[?u": "\x1b[?0u",
}
"""What a modern terminal replies; a question without a reply would hide what the program does then."""

_MOVES = re.compile(r"\x1b\[[\d;]*[ABCDGHJK]|[\r\n\x08]")
"""What changes where text stands; pyte takes its time over colours, which nobody here looks at."""

CONTROLLING = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from raterterm.cli.main import run
run()
"""
"""The command line as the leader of its terminal, as a shell starts it."""


class Terminal:
    """Runs the command line in a terminal of its own; use it as a context manager."""

    def __init__(
        self,
        *arguments: str | Path,
        home: Path,
        size: tuple[int, int] = (100, 30),
        script: str = CONTROLLING,
        environment: Mapping[str, str] = {},
    ) -> None:
        self.written = ""
        """Everything that was written to the terminal."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._pending = ""
        self._master, slave = pty.openpty()
        self._is_open = True
        self._is_drawing = False
        self._text: str | None = None
        _set_size(self._master, size)
        self.settings = termios.tcgetattr(self._master)
        """The terminal's settings before the program began."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=home,
            env={**environment_of(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    # Reading

    @property
    def lines(self) -> Sequence[str]:
        """What stands on the screen now."""
        lines: Sequence[str] = self._screen.display
        return lines

    @property
    def text(self) -> str:
        """What stands on the screen now, as one text."""
        if self._text is None:
            self._text = "\n".join(self.lines)
        return self._text

    def wait_for(self, expected: str | Callable[[], object]) -> None:
        """Read until ``expected`` stands on the screen or holds; raise AssertionError after the deadline."""
        told = (lambda: expected in self.text) if isinstance(expected, str) else expected
        self._wait(told, f"waited in vain for {expected}")

    def wait_until_gone(self, text: str) -> None:
        """Read until ``text`` stands on the screen no more; raise AssertionError after the deadline."""
        self._wait(lambda: text not in self.text, f"{text} stays")

    def _wait(self, holds: Callable[[], object], otherwise: str) -> None:
        end = time.monotonic() + DEADLINE
        while self._is_drawing or not holds():
            ended = not self._read(0.02) and self.process.poll() is not None
            if time.monotonic() > end or (ended and not holds()):
                raise AssertionError(f"{otherwise}; the screen shows\n{self.text}")

    def _read(self, seconds: float) -> bool:
        if not self._is_open or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return False
        self._take(self._decoder.decode(data))
        return bool(data)

    def _take(self, written: str) -> None:
        self.written += written
        self._pending += written
        # A sequence that is cut off waits for its end.
        cut = self._pending.rfind("\x1b")
        whole = (
            cut if cut >= 0 and len(self._pending) - cut < 40 and not _is_whole(self._pending[cut:]) else None
        )
        ready, self._pending = self._pending[:whole], self._pending[whole:] if whole is not None else ""
        self._text = None
        drawn = []
        for token in wire.tokens(ready):
            if token.text.startswith("\x1b[?2026") and token.text[-1] in "hl":
                self._is_drawing = token.text[-1] == "h"
            if token.text in _ANSWERS:
                self.send(_ANSWERS[token.text])
            elif token.text in {"\x1b[?1049h", "\x1b[?1049l"}:
                # pyte has one screen only; what the program draws must not be read after it left.
                drawn.append("\x1b[2J\x1b[H")
            elif not token.is_sequence or _MOVES.fullmatch(token.text):
                drawn.append(token.text)
        self._stream.feed("".join(drawn))

    # Acting

    def press(self, keys: str) -> None:
        """Press keys by name, all in one go: ``2 enter``."""
        self.send("".join(_KEYS.get(key, key) for key in keys.split(" ")))

    def send(self, text: str) -> None:
        """Send characters as they are."""
        if self._is_open:
            os.write(self._master, text.encode())

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size, and tell the program in both ways."""
        columns, rows = size
        self._screen.resize(rows, columns)
        self._text = None
        _set_size(self._master, size)
        if "\x1b[?2048h" in self.written:
            self.send(f"\x1b[48;{rows};{columns};0;0t")

    def hang_up(self) -> None:
        """Close the terminal, as closing its window does."""
        if self._is_open:
            self._is_open = False
            os.close(self._master)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def wait_for_exit(self) -> int:
        """Read until the program ends; return its exit code."""
        end = time.monotonic() + DEADLINE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it did not end; the screen shows\n{self.text}"
            self._read(0.01) if self._is_open else time.sleep(0.01)
        while self._read(0):
            pass
        return self.process.returncode

    def settings_now(self) -> list[Any]:
        """Return the terminal's settings."""
        return termios.tcgetattr(self._master)


def environment_of(home: Path) -> dict[str, str]:
    """Return an environment in which raterterm keeps its files in ``home`` and nowhere else."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("RATERTERM", "TEXTUAL"))
    }
    drop = {"NO_COLOR", "VISUAL", "EDITOR", "COLUMNS", "LINES"}
    return {
        **{name: value for name, value in kept.items() if name not in drop},
        "HOME": str(home),
        "RATERTERM_HOME": str(home),
        "LANG": "C.UTF-8",
    }


def _is_whole(sequence: str) -> bool:
    first = next(wire.tokens(sequence)).text
    return bool(
        re.fullmatch(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X].*(?:\x07|\x1b\\)|[^\[\]P_^X].*)", first, re.DOTALL)
    )


def _set_size(descriptor: int, size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
