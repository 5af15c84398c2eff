"""The cells of a screen as a terminal draws them: what was written, placed with measured widths.

pyte places code points one by one, and fails where half of a wide character is overwritten; terminals
place clusters.  Which widths a terminal gives them differs, so the measure is a parameter.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path

from tests.tui.terminal import Terminal
from wcwidth import iter_graphemes, wcstwidth, wcswidth

TORN = "\ue000"
"""Stands where half of a wide character was overwritten and nothing else was drawn since."""
BEHIND = ""
"""The second cell of a wide character."""

Measure = Callable[[str], Sequence[tuple[str, int]]]
"""Takes a text apart into clusters, each with the cells that it takes."""

_PLAIN = re.compile(r"[ -~\xa0-\xac\xae-\xff─│▇▁…·]*\Z")
_PIECE = re.compile(r"\x1b\[([\d;]*)([ABCDGHJK])|([\r\n\x08])|([^\x1b\r\n\x08]+)")


@lru_cache(maxsize=4096)
def clusters(text: str) -> tuple[tuple[str, int], ...]:
    """Measure clusters as the Unicode standard and wcwidth have it."""
    return tuple((cluster, wcswidth(cluster)) for cluster in iter_graphemes(text))


@cache
def measure_of(terminal: str) -> Measure:
    """Return how a terminal measures: ``kitty``, ``xterm``, ``vte``..., from wcwidth's tables of real ones."""
    return lru_cache(maxsize=4096)(partial(_as_in, terminal))


def _as_in(terminal: str, text: str) -> tuple[tuple[str, int], ...]:
    return tuple((cluster, wcstwidth(cluster, term_program=terminal)) for cluster in iter_graphemes(text))


class Cells:
    """A screen of cells that knows what did not fit."""

    def __init__(self, size: tuple[int, int], measure: Measure = clusters) -> None:
        self.columns, self.rows = size
        self._measure = measure
        self._grid = [[" "] * self.columns for _ in range(self.rows)]
        self._x = self._y = 0
        self.spilled: list[str] = []
        """What was written beyond the right edge.  Lines do not wrap: it overwrites what stands last."""

    @property
    def display(self) -> list[str]:
        """The rows as text; that of a wide character's second cell is nothing."""
        return ["".join(row) for row in self._grid]

    def row(self, y: int) -> Sequence[str]:
        """Return the cells of a row."""
        return self._grid[y]

    def column_of(self, y: int, index: int) -> int:
        """Return the column at which the character at ``index`` of the row's text stands."""
        seen = 0
        for column, cell in enumerate(self._grid[y]):
            if seen + len(cell) > index:
                return column
            seen += len(cell)
        return self.columns

    def feed(self, written: str) -> None:
        """Draw text, and obey what moves and erases."""
        for arguments, letter, control, text in _PIECE.findall(written):
            if text:
                self._write(text)
            elif control:
                self._control(control)
            else:
                numbers = [int(number or 0) for number in arguments.split(";")]
                self._erase(letter, numbers[0]) if letter in "JK" else self._move(letter, numbers)

    def _write(self, text: str) -> None:
        if _PLAIN.match(text) and self._x + len(text) <= self.columns:
            self._untie(self._x, self._x + len(text))
            self._grid[self._y][self._x : self._x + len(text)] = text
            self._x += len(text)
            return
        for cluster, width in self._measure(text):
            self._put(cluster, width)

    def _put(self, cluster: str, width: int) -> None:
        if width < 1:
            self._grid[self._y][max(self._x - 1, 0)] += cluster
            return
        if self._x + width > self.columns:
            if cluster != " ":
                self.spilled.append(f"row {self._y}: {cluster}")
            self._x = self.columns - width
        self._untie(self._x, self._x + width)
        self._grid[self._y][self._x : self._x + width] = [cluster, *[BEHIND] * (width - 1)]
        self._x += width

    def _untie(self, start: int, end: int) -> None:
        """Leave a mark in the cells of wide characters of which only a part is about to be overwritten."""
        row = self._grid[self._y]
        before = start
        while before > 0 and row[before] == BEHIND:
            before -= 1
        row[before:start] = [TORN] * (start - before)
        while end < self.columns and row[end] == BEHIND:
            row[end] = TORN
            end += 1

    def _control(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\n":
            self._y = min(self._y + 1, self.rows - 1)
        else:
            self._x = max(self._x - 1, 0)

    def _move(self, letter: str, numbers: Sequence[int]) -> None:
        first = max(numbers[0], 1)
        match letter:
            case "H":
                self._x, self._y = max(numbers[-1], 1) - 1 if len(numbers) > 1 else 0, first - 1
            case "G":
                self._x = first - 1
            case "A" | "B":
                self._y += first if letter == "B" else -first
            case _:
                self._x += first if letter == "C" else -first
        self._x = max(0, min(self._x, self.columns - 1))
        self._y = max(0, min(self._y, self.rows - 1))

    def _erase(self, letter: str, what: int) -> None:
        if letter == "J" and what == 2:
            self._grid = [[" "] * self.columns for _ in range(self.rows)]
            return
        start, end = (self._x, self.columns) if what == 0 else (0, self._x + 1 if what == 1 else self.columns)
        self._untie(start, end)
        self._grid[self._y][start:end] = [" "] * (end - start)


class Drawn(Terminal):
    """A terminal whose screen is read cell by cell."""

    def __init__(
        self,
        *arguments: str | Path,
        home: Path,
        size: tuple[int, int],
        measures: Sequence[Measure] = (clusters,),
    ) -> None:
        self.screens = [Cells(size, measure) for measure in measures]
        """The same screen, as each measure draws it."""
        super().__init__(*arguments, home=home, size=size)
        # Instead of pyte, with what is used of it.
        self._screen = self.screens[0]  # type: ignore[assignment]
        self._stream = self  # type: ignore[assignment]

    def feed(self, written: str) -> None:
        """Draw on every screen."""
        for screen in self.screens:
            screen.feed(written)

    @property
    def cells(self) -> Cells:
        """The screen, as the first measure draws it."""
        return self.screens[0]

    def settle(self, quiet: float = 0.005) -> None:
        """Read until nothing is written any more."""
        while self._read(quiet) or (self._is_drawing and self.process.poll() is None):
            pass

    def steady(self, check: Callable[[Cells], list[str]], patience: float = 0.3) -> list[str]:
        """Return what ``check`` finds on the screen when nothing is written to it any more."""
        self.settle()
        found = check(self.cells)
        while found and self._read(patience):
            self.settle()
            found = check(self.cells)
        return found

    def forget(self) -> None:
        """Forget what was written so far, which costs time to carry along, and what did not fit."""
        self.written = ""
        for screen in self.screens:
            screen.spilled.clear()
