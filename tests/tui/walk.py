"""A walk through the tasks of a workspace, in a terminal that is read cell by cell."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from tests.tui.cells import Drawn
from tests.tui.columns import faults

_PLACE = re.compile(r"task (\d+) of (\d+)")
_COVERED = "marked as sensitive"
_RANKING = "▸ ○ Ranking"
"""Where letters are answers, and show nothing otherwise."""
NO_WRAP = "\x1b[?7l"
"""What the program writes so that lines that are too long do not go on below."""
SIDE_BY_SIDE = 100
"""Columns from which two responses stand beside each other."""
VIEWS = {"m": r"· raw ", "d": r"─ against [A-Z]", "g": r"─ Guidelines", "c": r"─ conversation"}
"""Keys that show a task otherwise, and end it again, with what a title says then."""


class Stop(NamedTuple):
    """Where the walk is."""

    batch: str
    position: int


class Walk:
    """Opens one batch after the other from the list of batches, and goes from task to task."""

    def __init__(self, terminal: Drawn) -> None:
        self._terminal = terminal
        self._position = 0
        self.batch = ""
        self.tasks = 0
        terminal.wait_for("Next:")
        assert NO_WRAP in terminal.written, "lines wrap, but the cells here do not"

    def open_batch(self) -> str:
        """Open the batch under the cursor, or below the one that is open; return its id."""
        if self._position:
            self._terminal.press("q")
            self._terminal.wait_for("Next:")
            self._terminal.press("j")
        self._terminal.press("enter")
        self._terminal.wait_for(lambda: _PLACE.search(self._terminal.text))
        place = _PLACE.search(self._terminal.text)
        assert place is not None
        self._position, self.tasks = int(place[1]), int(place[2])
        self.batch = self._terminal.lines[0].split("·")[1].split()[0]
        return self.batch

    def go_to(self, position: int) -> Stop:
        """Go to a task of the batch, and look at it even if it is covered."""
        steps = position - self._position
        self._terminal.forget()
        self._terminal.send(("n" if steps > 0 else "p") * abs(steps))
        self._terminal.wait_for(f"task {position} of")
        self._position = position
        if _COVERED in self._terminal.text:
            self._terminal.send("V")
            self._terminal.wait_until_gone(_COVERED)
        if _RANKING in self._terminal.text:
            self._terminal.send("j")
            self._terminal.wait_until_gone(_RANKING)
        return Stop(self.batch, position)

    def look(self) -> list[str]:
        """Return what is wrong with the screen, once it does not change any more."""
        panes = 2 if self._terminal.cells.columns >= SIDE_BY_SIDE else 1
        return self._terminal.steady(partial(faults, panes=panes))

    def look_with(self, view: str) -> list[str]:
        """Return what is wrong after the key ``view``, and leave the screen as it was."""
        with self.view(view):
            return [f"{VIEWS[view]}: {fault}" for fault in self._terminal.steady(faults)]

    def draw_again(self) -> None:
        """Have every cell drawn again, as it is when the sheet of keys is closed."""
        self._terminal.press("?")
        self._terminal.wait_for("While rating")
        self._terminal.press("esc")
        self._terminal.wait_until_gone("While rating")
        self._terminal.settle()

    @contextmanager
    def view(self, key: str) -> Iterator[None]:
        """Show the task otherwise, and then as it was."""
        title = re.compile(VIEWS[key])
        self._terminal.send(key)
        self._terminal.wait_for(lambda: title.search(self._terminal.text))
        self._terminal.settle()
        yield
        self._terminal.send(key)
        self._terminal.wait_for(lambda: not title.search(self._terminal.text))
