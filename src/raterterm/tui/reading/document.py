"""A text as lines at a width, laid out block by block when someone looks there."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import islice
from typing import NamedTuple, Self

from raterterm.tui.reading.blocks import split, split_raw
from raterterm.tui.reading.cuts import Block, Kind
from raterterm.tui.reading.layout import lay_out
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import first_letter, letter_at, offset_of, row_of
from raterterm.tui.reading.traces import Trace
from raterterm.tui.reading.wrap import Line, plain


class Place(NamedTuple):
    """A line of a document: which block, and which of its lines."""

    block: int
    line: int


TOP = Place(0, 0)
_INNER_HEADING = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t>]+)*+#{1,6}[ \t]", re.MULTILINE)
_HASHES = re.compile("#{1,6} ")


class Document:
    """One text at one width.  Nothing is laid out until it is asked for, and then only once."""

    def __init__(self, text: str, width: int, palette: Palette, *, raw: bool = False) -> None:
        self.text = text
        self.width = width
        self.palette = palette
        self.raw = raw
        self._blocks: list[Block] = []
        self._rest: Iterator[Block] = split_raw(text) if raw else split(text)
        self._lines: dict[int, list[Line]] = {}
        self._traces: dict[int, Trace] = {}

    def at_width(self, width: int) -> Self:
        """Return the same text at another width; into which blocks it falls is found once for both."""
        other = copy(self)
        vars(other).update(width=width, _lines={}, _traces={})
        return other

    def block(self, index: int) -> Block | None:
        """Return the block with this number, or nothing after the last."""
        self._blocks += islice(self._rest, max(index + 1 - len(self._blocks), 0))
        return self._blocks[index] if index < len(self._blocks) else None

    def lines(self, index: int) -> list[Line]:
        """Return the lines of a block, with the blank one that parts it from the next."""
        if (lines := self._lines.get(index)) is not None:
            return lines
        if (block := self.block(index)) is None:
            return []
        lines = self._lay_out(block)
        if block.spaced and self.block(index + 1):
            lines = [*lines, []]
        self._lines[index] = lines
        return lines

    def trace(self, index: int) -> Trace | None:
        """Return where in a block's source its lines stand; nothing after the last block."""
        if index not in self._traces and (block := self.block(index)):
            self._traces[index] = Trace(self.text[block.start : block.end], self.lines(index))
        return self._traces.get(index)

    def _lay_out(self, block: Block) -> list[Line]:
        return lay_out(self.text, block, self.width, self.palette)

    def line(self, place: Place) -> Line:
        """Return the line at ``place``."""
        return self.lines(place.block)[place.line]

    def places(self, start: Place) -> Iterator[Place]:
        """Yield ``start`` and the places after it."""
        index, first = start
        while lines := self.lines(index):
            yield from (Place(index, row) for row in range(first, len(lines)))
            index, first = index + 1, 0

    def window(self, top: Place, height: int) -> list[Line]:
        """Return the lines a window of this height shows."""
        return [self.line(place) for place in islice(self.places(top), height)]

    def down(self, place: Place, count: int) -> Place:
        """Return the place ``count`` lines below, or the last."""
        index, row = place
        row += count
        while row >= (height := len(self.lines(index))):
            if self.block(index + 1) is None:
                return Place(index, max(height - 1, 0))
            index, row = index + 1, row - height
        return Place(index, row)

    def up(self, place: Place, count: int) -> Place:
        """Return the place ``count`` lines above, or the first."""
        index, row = place
        row -= count
        while row < 0 and index > 0:
            index -= 1
            row += len(self.lines(index))
        return Place(index, max(row, 0))

    def last(self) -> Place:
        """Return the place of the last line; this finds every block, and lays out one."""
        self._blocks += self._rest
        index = max(len(self._blocks) - 1, 0)
        return Place(index, max(len(self.lines(index)) - 1, 0))

    def settle(self, top: Place, height: int) -> Place:
        """Return ``top``, or the place above it from which the text fills the window to its end."""
        if sum(1 for _ in islice(self.places(top), height)) == height:
            return top
        return self.up(self.last(), height - 1)

    def ends_within(self, top: Place, height: int) -> bool:
        """Tell whether the window shows the last line."""
        return sum(1 for _ in islice(self.places(top), height + 1)) <= height

    def offset(self, place: Place) -> int:
        """Return where in the text the line at ``place`` starts."""
        block = self.block(place.block)
        if block is None:
            return 0
        if place.line == 0:
            return block.start
        source = self.text[block.start : block.end]
        letter = first_letter(self.lines(place.block), place.line)
        at = offset_of(source, letter)
        return block.start + (at if at < len(source) else (len(source) - 1) * (letter > 0))

    def find(self, offset: int) -> Place:
        """Return the place of the line in which the character at ``offset`` stands."""
        while not self._blocks or self._blocks[-1].end <= offset:
            if self.block(len(self._blocks)) is None:
                break
        index = max(bisect_right(self._blocks, offset, key=lambda block: block.start) - 1, 0)
        if (block := self.block(index)) is None or offset <= block.start:
            return Place(index, 0)
        letter = letter_at(self.text[block.start : block.end], offset - block.start)
        return Place(index, row_of(self.lines(index), letter))

    def first_of(self, start: int, end: int) -> Place:
        """Return the first line that shows some of a stretch of the text."""
        place = self.find(start)
        return next(self._showing(place.block, start, end, 1), place)

    def last_of(self, start: int, end: int) -> Place:
        """Return the last line that shows some of a stretch of the text."""
        place = self.find(end - 1)
        return next(self._showing(place.block, start, end, -1), place)

    def _showing(self, index: int, start: int, end: int, direction: int) -> Iterator[Place]:
        """Yield the lines of a block that show some of a stretch, the first or with -1 the last of them first."""
        block, trace = self.block(index), self.trace(index)
        if block and trace:
            first, last = (
                trace.displayed(min(max(at, block.start), block.end) - block.start) for at in (start, end)
            )
            for row in range(len(self.lines(index)))[::direction]:
                if any(trace.columns(row, first, last)):
                    yield Place(index, row)

    def next_block(self, place: Place, kinds: frozenset[Kind]) -> Place | None:
        """Return the next place where a block of one of these kinds starts."""
        index = place.block
        while block := self.block(index):
            below = (Place(index, row) for row in self._starts(index, block, kinds))
            if found := next((each for each in below if each > place), None):
                return found
            index += 1
        return None

    def previous_block(self, place: Place, kinds: frozenset[Kind]) -> Place | None:
        """Return the place before where a block of one of these kinds starts."""
        for index in range(min(place.block, len(self._blocks) - 1), -1, -1):
            above = [Place(index, row) for row in self._starts(index, self._blocks[index], kinds)]
            if found := next((each for each in reversed(above) if each < place), None):
                return found
        return None

    def _starts(self, index: int, block: Block, kinds: frozenset[Kind]) -> Iterable[int]:
        """Return the rows of a block at which one of these kinds starts; a list may have headings in it."""
        if block.kind in kinds:
            return () if block.head else (0,)
        if not ("heading" in kinds and block.kind in ("list", "quote")):
            return ()
        if not _INNER_HEADING.search(self.text, block.start, block.end):
            return ()
        return (row for row, line in enumerate(self.lines(index)) if self._is_heading(line))

    def _is_heading(self, line: Line) -> bool:
        return any(run.style == self.palette.faint and _HASHES.fullmatch(run.text) for run in line)

    def next_paragraph(self, place: Place) -> Place | None:
        """Return the next line that starts a block or follows a blank line."""
        return next(filter(self._starts_paragraph, self._walk(place, 1)), None)

    def previous_paragraph(self, place: Place) -> Place | None:
        """Return the line before that starts a block or follows a blank line."""
        return next(filter(self._starts_paragraph, self._walk(place, -1)), None)

    def _walk(self, place: Place, direction: int) -> Iterator[Place]:
        """Yield the places after ``place``, or before it, but for blocks of blank lines."""
        index, row = place
        rows = range(row + 1, len(self.lines(index))) if direction > 0 else range(row - 1, -1, -1)
        yield from (Place(index, each) for each in rows)
        while (index := index + direction) >= 0 and (block := self.block(index)):
            if self.text[block.start : block.end].strip("\n"):
                yield from (Place(index, each) for each in range(len(self.lines(index)))[::direction])

    def _starts_paragraph(self, place: Place) -> bool:
        index, row = place
        return not self._blank(place) and (row == 0 or self._blank(Place(index, row - 1)))

    def _blank(self, place: Place) -> bool:
        return not plain(self.line(place)).strip(" ▌")
