"""A text as lines at a width, laid out block by block when someone looks there."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from raterterm.tui.reading.blocks import split, split_raw
from raterterm.tui.reading.cuts import Block, Kind
from raterterm.tui.reading.layout import lay_out
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import letter_at, letters, letters_before, offset_of, row_of
from raterterm.tui.reading.wrap import Line, plain, written


class Place(NamedTuple):
    """A line of a document: which block, and which of its lines."""

    block: int
    line: int


TOP = Place(0, 0)


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
        letter = letters_before(self.lines(place.block), place.line)
        return block.start + offset_of(self.text[block.start : block.end], letter)

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

    def next_block(self, place: Place, kinds: frozenset[Kind]) -> Place | None:
        """Return the next place where a block of one of these kinds starts."""
        index = place.block + 1
        while block := self.block(index):
            if block.kind in kinds and not block.head:
                return Place(index, 0)
            index += 1
        return None

    def previous_block(self, place: Place, kinds: frozenset[Kind]) -> Place | None:
        """Return the place before where a block of one of these kinds starts."""
        start = place.block if place.line else place.block - 1
        for index in range(start, -1, -1):
            if self._blocks[index].kind in kinds and not self._blocks[index].head:
                return Place(index, 0)
        return None

    def _blank(self, place: Place) -> bool:
        return not plain(self.line(place)).strip(" ▌")

    def next_paragraph(self, place: Place) -> Place | None:
        """Return the next line that starts a block or follows a blank line."""
        blank = False
        for each in islice(self.places(place), 1, None):
            before, blank = blank, self._blank(each)
            if not blank and (before or each.line == 0):
                return each
        return None

    def previous_paragraph(self, place: Place) -> Place | None:
        """Return the line before that starts a block or follows a blank line."""
        while (above := self.up(place, 1)) != place:
            place = above
            if not self._blank(place) and (place.line == 0 or self._blank(self.up(place, 1))):
                return place
        return None

    def next_words(self, place: Place, direction: int) -> Place | None:
        """Return the next line with a letter or digit, or with -1 the one before."""
        step = self.down if direction > 0 else self.up
        while (after := step(place, 1)) != place:
            place = after
            if letters(written(self.line(place))):
                return place
        return None
