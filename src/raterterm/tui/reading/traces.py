"""Traces lines back to their source, character by character, to draw on what comes from a part of it.

Letters and digits are found by their number (``places``).  What is drawn between two of them is looked for
between the same two in the source, so that a comma is found there, and a bullet or a bar is not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from rich.segment import Segment

from raterterm.core.visible import visible
from raterterm.tui.reading.places import WORD, letters, ranges
from raterterm.tui.reading.wrap import Formula, Leap, Line

NOWHERE = -1
"""The offset of what the renderer adds."""

_NEWLINE = re.compile("\n")
_UNEVEN = frozenset({Formula, Leap})


class _Row(NamedTuple):
    """Where in the displayed source each character of a line stands."""

    offsets: list[int]
    wholes: list["_Whole"]
    cells: list[tuple[int, int]]
    """From where to where the line follows the source: all of it, but in a table."""

    def columns(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        shown = [column for column, offset in enumerate(self.offsets) if start <= offset < end]
        for whole in self.wholes:
            if whole.first < end and start < whole.last:
                shown += (whole.start, whole.end - 1)
        for cell in self.cells:
            if inside := [column for column in shown if cell[0] <= column < cell[1]]:
                yield min(inside), max(inside) + 1


class _Whole(NamedTuple):
    """Characters of a line that stand only all together for a stretch of the source."""

    start: int
    end: int
    first: int
    last: int


class _Ink(NamedTuple):
    """Characters of a line that stand for letters, from one number to before another."""

    start: int
    end: int
    first: int
    last: int
    formula: Formula | None = None
    """The whole formula that the letters are of, if they are not written as in the source."""


class _Cell(NamedTuple):
    """A part of a line that follows the source."""

    start: int
    end: int
    number: int
    """Of the letter that comes next where it starts."""
    inks: list[_Ink]


class Trace:
    """Where the lines of one block stand in its source."""

    def __init__(self, source: str, lines: Sequence[Line]) -> None:
        self._source = source
        self._shown = visible(source)
        self._letters = list(
            chain.from_iterable(range(*found.span()) for found in WORD.finditer(self._shown))
        )
        self._lines = lines
        self._numbers = [0]
        """Where the source is before each line, and behind the last, in letters."""
        for line in lines:
            self._numbers.append(ranges(line, self._numbers[-1])[-1][1])
        self._uneven = {row for row, line in enumerate(lines) if not _UNEVEN.isdisjoint(map(type, line))}
        """Lines that show more or other letters than come next in the source."""
        self._formulas = dict(self._numbered_formulas())
        self._rows: dict[int, _Row] = {}
        self._ends: dict[int, int] = {}
        """Up to where the displayed source is drawn in a line and those above."""

    def displayed(self, offset: int) -> int:
        """Return where in the displayed source an offset in the source is."""
        if self._source == self._shown:
            return offset
        line = min(self._source.count("\n", 0, offset), len(self._line_starts) - 1)
        start = self._source.rfind("\n", 0, offset) + 1
        return min(self._line_starts[line] + len(visible(self._source[start:offset])), len(self._shown))

    def columns(self, index: int, start: int, end: int) -> Iterable[tuple[int, int]]:
        """Return the stretches of a line that show the displayed source from ``start`` to before ``end``."""
        low, high = self._gap(self._numbers[index])[0], self._gap(self._numbers[index + 1])[1]
        is_apart = (end <= low or high <= start) and index not in self._uneven
        return () if is_apart else self._row(index).columns(start, end)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in _NEWLINE.finditer(self._shown))]

    def _row(self, index: int) -> _Row:
        first = index
        # Lines without a letter follow one another, and only the line above tells where one starts.
        while first > 0 and first - 1 not in self._rows and self._numbers[first] == self._numbers[first + 1]:
            first -= 1
        for each in range(first, index + 1):
            if each not in self._rows:
                self._rows[each] = self._traced(each)
        return self._rows[index]

    def _numbered_formulas(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Yield the numbers of the letters of each formula; one in several lines gets them from all."""
        first: dict[int, int] = {}
        for row in sorted(self._uneven):
            inks = (ink for cell in _cells(self._lines[row], self._numbers[row]) for ink in cell.inks)
            for ink in inks:
                if ink.formula:
                    yield id(ink.formula), (first.setdefault(id(ink.formula), ink.first), ink.last)

    def _traced(self, index: int) -> _Row:
        line = self._lines[index]
        text = "".join([_comparable(run) for run in line])
        cells = list(_cells(line, self._numbers[index]))
        offsets = [NOWHERE] * len(text)
        at = self._ends.get(index - 1, 0)
        for cell in cells:
            at = self._follow(cell, text, offsets, at)
        self._ends[index] = at
        wholes = [self._whole(ink) for cell in cells for ink in cell.inks if ink.formula]
        return _Row(offsets, wholes, [(cell.start, cell.end) for cell in cells])

    def _follow(self, cell: _Cell, text: str, offsets: list[int], at: int) -> int:
        """Enter the offsets of a cell, and return where the source is then."""
        inks = cell.inks
        low, high = self._gap(inks[0].first if inks else cell.number)
        low = at if low <= at <= high else low
        if not inks:
            return self._forward(text, range(cell.start, cell.end), offsets, (low, high))
        self._back(text, range(cell.start, inks[0].start), offsets, (low, high))
        for ink, stop in zip(inks, [*(ink.start for ink in inks[1:]), cell.end], strict=True):
            if not ink.formula:
                found = self._letters[ink.first : ink.last]
                offsets[ink.start : ink.start + len(found)] = found
            at = self._forward(text, range(ink.end, stop), offsets, self._gap(ink.last))
        return at

    def _gap(self, number: int) -> tuple[int, int]:
        """Return what stands before the letter with this number, up to the one before."""
        count = len(self._letters)
        low = self._letters[min(number, count) - 1] + 1 if number and count else 0
        return low, self._letters[number] if number < count else len(self._shown)

    def _forward(self, text: str, columns: range, offsets: list[int], gap: tuple[int, int]) -> int:
        at, limit = gap
        for column in columns:
            if text[column] != " " and (found := self._shown.find(text[column], at, limit)) >= 0:
                offsets[column] = found
                at = found + 1
        return at

    def _back(self, text: str, columns: range, offsets: list[int], gap: tuple[int, int]) -> None:
        at, limit = gap
        for column in reversed(columns):
            if text[column] != " " and (found := self._shown.rfind(text[column], at, limit)) >= 0:
                offsets[column] = limit = found

    def _whole(self, ink: _Ink) -> _Whole:
        first, last = self._formulas[id(ink.formula)]
        return _Whole(ink.start, ink.end, self._gap(first)[1], self._gap(last)[0])


def _cells(line: Line, number: int) -> Iterator[_Cell]:
    """Yield the parts of a line between its leaps; ``number`` is that of the first letter."""
    start = at = 0
    first = number
    inks: list[_Ink] = []
    for run in line:
        if isinstance(run, Leap):
            yield _Cell(start, at, first, inks)
            number += run.letters
            start, first, inks = at, number, []
        else:
            inks += _inks(run, at, number)
            number += letters(run.source if isinstance(run, Formula) else run.text)
        at += len(run.text)
    yield _Cell(start, at, first, inks)


def _inks(run: Segment, at: int, number: int) -> Iterator[_Ink]:
    if isinstance(run, Formula):
        whole = run.whole or run
        if letters(whole.source):
            yield _Ink(at, at + len(run.text), number, number + letters(run.source), whole)
        return
    for found in WORD.finditer(run.text):
        last = number + found.end() - found.start()
        yield _Ink(at + found.start(), at + found.end(), number, last)
        number = last


def _comparable(run: Segment) -> str:
    """Return the characters of a run, blanks for those that are not in the source."""
    if isinstance(run, Formula) and (not run.source or letters((run.whole or run).source)):
        return " " * len(run.text)
    return run.text
