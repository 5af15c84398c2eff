"""A wide terminal in which nothing goes unjudged."""

import codecs
import re
import time
from collections.abc import Mapping
from pathlib import Path

from tests.tui import wire
from tests.tui.cells import Cells
from tests.tui.terminal import Terminal

SIZE = (400, 72)


class Watched(Terminal):
    """A terminal that judges every byte that it is sent."""

    def __init__(self, *, home: Path, script: str, environment: Mapping[str, str]) -> None:
        self.cells = Cells(SIZE)
        super().__init__(home=home, size=SIZE, script=script, environment=environment)
        # In place of pyte, with what is used of it.
        self._screen = self.cells  # type: ignore[assignment]
        self._stream = self.cells  # type: ignore[assignment]
        # A byte that is no text is judged as well.
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.strays: set[str] = set()
        self.count = 0
        """Bytes that were judged."""
        self._modes = ""
        self._cut = ""

    def judge(self, *, is_end: bool = False) -> None:
        """Judge what was written since; what may be cut off is judged the next time."""
        written = self._cut + self.written
        cut = len(written) if is_end else max(written.rfind("\x1b"), 0)
        self._cut, written, self.written = written[cut:], written[:cut], ""
        self.count += len(written.encode("utf-8", "surrogateescape"))
        self.strays |= set(wire.strays(written))
        self._modes += "".join(found[0] for found in re.finditer(r"\x1b\[[?<>=][0-9;]*[hlu]", written))

    @property
    def modes_left_on(self) -> set[str]:
        """The modes that were not changed back."""
        return wire.modes_left_on(self._modes)

    def settle(self, quiet: float = 0.04) -> None:
        """Read until nothing is written any more, then judge it."""
        while self._read(quiet) or (self._is_drawing and self.process.poll() is None):
            pass
        self.judge()

    def read_to_the_end(self, seconds: float) -> None:
        """Read until the program ends, for so long at most."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.1)
        self.wait_for_exit()
