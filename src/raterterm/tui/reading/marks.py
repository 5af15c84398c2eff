"""Draws marks on lines: over the words that come from a part of the source, and what stands between them.

What a mark says is drawn beside the words only where a line leaves room, so that no word moves for it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from raterterm.core.markings import Sense
from raterterm.core.visible import visible_line
from raterterm.tui.reading.clusters import NARROW, clusters
from raterterm.tui.reading.document import Document, Place
from raterterm.tui.reading.wrap import Line, laid_over, plain, width_of

SIGNS: dict[Sense, str] = {"error": "!", "strength": "+", "claim": "?", "failure": "×", "words": "~"}
"""What a tag begins with."""
POINTER = "◂"
"""Stands before every tag."""
BARE = len(POINTER) + 1
"""Cells of a tag that is cut to its sign."""
LEAST = 8
"""Cells of a tag that is cut and still says something."""
GAP = 1
"""Cells between the words of a line and a tag."""


class Mark(NamedTuple):
    """A stretch of a text that is drawn in a style of its own."""

    start: int
    end: int
    style: Style
    """Laid over that of the words; it should not tell by colour alone."""
    label: str
    """What it says, for whoever asks what is marked; it is not drawn."""
    tag: str = ""
    """What is drawn of it beside the words, where there is room."""
    sense: Sense | None = None
    """What it means; the palette has a style for each, which is laid over ``style``."""
    is_current: bool = False
    """Whether it is the one that was gone to."""
    number: int = 0
    """Tells it from others, also where it is drawn in pieces."""


class Marked(NamedTuple):
    """A row with the marks that are drawn on it."""

    row: Line
    marks: tuple[Mark, ...] = ()


def marked(
    document: Document, places: Sequence[Place], rows: Sequence[Line], marks: Sequence[Mark]
) -> list[Marked]:
    """Return ``rows``, which are those at ``places``, with the marks on them; later ones lie over earlier."""
    drawn: list[Marked] = []
    near = _within(document, places, marks)
    for index, group in groupby(zip(places, rows, strict=True), key=lambda each: each[0].block):
        displayed = list(_displayed(document, index, near))
        drawn += [
            _drawn(document, place, row, displayed) if displayed else Marked(row) for place, row in group
        ]
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


def _drawn(document: Document, place: Place, row: Line, marks: Sequence[Mark]) -> Marked:
    trace = document.trace(place.block)
    if trace is None:
        return Marked(row)
    text = plain(row)
    seen: list[Mark] = []
    for mark in marks:
        columns = list(trace.columns(place.line, mark.start, mark.end))
        for start, end in columns:
            row = laid_over(row, *_whole(text, start, end), mark.style)
        seen += [mark] if columns else []
    return Marked(row, tuple(seen))


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a line with all of the characters that a reader sees in it."""
    if NARROW.match(text):
        return start, end
    edges = _edges(text)
    return edges[bisect_right(edges, start) - 1], edges[bisect_left(edges, end)]


@lru_cache(maxsize=256)
def _edges(text: str) -> list[int]:
    return [*(piece.start for piece in clusters(text)), len(text)]


def tagged(rows: Sequence[Marked], width: int) -> list[Line]:
    """Return ``rows`` with what each mark says at the right end of one of its rows, where there is room.

    The first that has room for all of it is taken, or an empty row beside them, else the one with most
    room; there a tag is cut, at the least to its sign.
    """
    room = [width - GAP - width_of(row.row) for row in rows]
    empty = {at for at, marked in enumerate(rows) if not plain(marked.row).strip()}
    tags: list[Line] = [[] for _ in rows]
    for mark, touched in _by_mark(rows):
        tag = f"{POINTER}{SIGNS[mark.sense or 'words']}{visible_line(mark.tag)}"
        beside = sorted(empty & {touched[-1] + 1, touched[0] - 1}, reverse=True)
        fitting = (at for at in (*touched, *beside) if room[at] >= len(tag))
        at = next(fitting, max(touched, key=room.__getitem__))
        if room[at] >= BARE:
            # Not underlined: that is for the words themselves.
            tags[at].append(Segment(_cut(tag, room[at]), mark.style + Style(underline=False)))
            room[at] -= len(tags[at][-1].text) + 1
    return [
        _with_tags(marked.row, own, width) if own else marked.row
        for marked, own in zip(rows, tags, strict=True)
    ]


def _cut(tag: str, room: int) -> str:
    if len(tag) <= room:
        return tag
    return f"{tag[: room - 1]}…" if room >= LEAST else tag[:BARE]


def _by_mark(rows: Sequence[Marked]) -> Iterator[tuple[Mark, list[int]]]:
    """Yield the marks that have a tag, each once, with the rows that it is drawn on."""
    touched: dict[int, tuple[Mark, list[int]]] = {}
    for at, marked in enumerate(rows):
        for mark in marked.marks:
            if mark.tag:
                touched.setdefault(mark.number, (mark, []))[1].append(at)
    yield from (touched[number] for number in sorted(touched))


def _with_tags(row: Line, tags: Line, width: int) -> Line:
    line = [*row, *tags[:1]]
    for tag in tags[1:]:
        line += [Segment(" "), tag]
    return [*line[: len(row)], Segment(" " * (width - width_of(line))), *line[len(row) :]]
