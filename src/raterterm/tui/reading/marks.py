"""Draws marks on lines: over the words that come from a part of the source, and what stands between them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rich.style import Style

from raterterm.tui.reading.clusters import NARROW, clusters
from raterterm.tui.reading.document import Document, Place
from raterterm.tui.reading.wrap import Line, laid_over, plain


class Mark(NamedTuple):
    """A stretch of a text that is drawn in a style of its own."""

    start: int
    end: int
    style: Style
    """Laid over that of the words; it should not tell by colour alone."""
    label: str
    """What it says, for whoever asks what is marked; it is not drawn."""


def marked(
    document: Document, places: Sequence[Place], rows: Sequence[Line], marks: Sequence[Mark]
) -> list[Line]:
    """Return ``rows``, which are those at ``places``, with the marks on them; later ones lie over earlier."""
    drawn: list[Line] = []
    near = _within(document, places, marks)
    for index, group in groupby(zip(places, rows, strict=True), key=lambda each: each[0].block):
        displayed = list(_displayed(document, index, near))
        drawn += [_drawn(document, place, row, displayed) if displayed else row for place, row in group]
    return drawn


def _within(document: Document, places: Sequence[Place], marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks of the blocks that have these places."""
    if not places:
        return []
    first, last = document.block(places[0].block), document.block(places[-1].block)
    return [mark for mark in marks if first and last and mark.start < last.end and first.start < mark.end]


def _displayed(document: Document, index: int, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks of a block, with offsets in what is displayed of it."""
    block = document.block(index)
    inside = [mark for mark in marks if block and mark.start < block.end and block.start < mark.end]
    trace = document.trace(index) if inside else None
    if not block or not trace:
        return
    for mark in inside:
        start, end = max(mark.start, block.start), min(mark.end, block.end)
        yield mark._replace(
            start=trace.displayed(start - block.start), end=trace.displayed(end - block.start)
        )


def _drawn(document: Document, place: Place, row: Line, marks: Sequence[Mark]) -> Line:
    trace = document.trace(place.block)
    if trace is None:
        return row
    text = plain(row)
    for mark in marks:
        for start, end in trace.columns(place.line, mark.start, mark.end):
            row = laid_over(row, *_whole(text, start, end), mark.style)
    return row


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a line with all of the characters that a reader sees in it."""
    if NARROW.match(text):
        return start, end
    edges = _edges(text)
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]


@lru_cache(maxsize=256)
def _edges(text: str) -> list[int]:
    return [*(piece.start for piece in clusters(text)), len(text)]
