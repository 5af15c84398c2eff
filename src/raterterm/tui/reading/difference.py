"""Shows what differs between two texts, with marks that need no colour, and long stretches that stayed folded."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from rich.style import Style

from raterterm.core.diff import Segment, difference
from raterterm.core.visible import visible
from raterterm.tui.reading.cuts import LINES, Block, parts
from raterterm.tui.reading.document import Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.wrap import Line, runs, split_rows, wrap_whole

FOLD = 30
"""Words that stay to be read on either side of a change."""
NEAR = 80
"""Characters within which a fold keeps a line whole."""
MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}")}

_WORD = re.compile(r"\S+")


class _Span(NamedTuple):
    start: int
    kind: Literal["same", "removed", "added", "folded"]
    other: int
    """Where in the other text it starts."""


class Difference(NamedTuple):
    """Two texts as one, with marks around what was removed and added."""

    text: str
    spans: tuple[_Span, ...]
    removed: int
    """Words that only the first text has."""
    added: int

    @property
    def changes(self) -> list[int]:
        """Where each change starts."""
        return [
            span.start
            for before, span in zip((None, *self.spans), self.spans, strict=False)
            if span.kind == "removed"
            or (span.kind == "added" and (before is None or before.kind != "removed"))
        ]

    def place_in_other(self, place: int) -> int:
        """Return where in the other text ``place`` is."""
        index = bisect_right(self.spans, place, key=lambda span: span.start) - 1
        if index < 0:
            return 0
        span = self.spans[index]
        into = place - span.start - len(MARKS["added"][0]) * (span.kind == "added")
        following = self.spans[index + 1].other if index + 1 < len(self.spans) else span.other + into
        return min(span.other + max(into, 0) * (span.kind in ("same", "added")), following)

    def place_of(self, other: int) -> int:
        """Return where an offset in the other text is shown."""
        if not self.spans:
            return 0
        index = bisect_left(self.spans, other, key=lambda span: span.other)
        if index == len(self.spans) or self.spans[index].other > other:
            index = max(index - 1, 0)
        span = self.spans[index]
        into = other - span.other if span.kind in ("same", "added") else 0
        return span.start + into + len(MARKS["added"][0]) * (span.kind == "added")

    def stretches_of(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where the words from ``start`` to before ``end`` in the other text are shown, as far as they are."""
        first = max(bisect_right(self.spans, start, key=lambda span: span.other) - 1, 0)
        for index in range(first, len(self.spans)):
            span = self.spans[index]
            if span.other >= end:
                return
            if span.kind in ("same", "added"):
                margin = len(MARKS["added"][0]) * (span.kind == "added")
                stop = self.spans[index + 1].start if index + 1 < len(self.spans) else len(self.text)
                shift = span.start + margin - span.other
                yield max(start, span.other) + shift, min(end + shift, stop - margin)


@lru_cache(maxsize=4)
def compare(base: str, other: str, fold: int | None = FOLD) -> Difference:
    """Return how ``other`` differs from ``base``; what stayed is folded but for ``fold`` words at its ends."""
    segments = difference(base, other)
    texts: list[str] = []
    spans: list[_Span] = []
    start = at = 0
    for index, segment in enumerate(segments):
        edges = (index > 0, index < len(segments) - 1)
        for kind, text, length in _pieces(segment, fold, edges):
            spans.append(_Span(start, kind, at))
            texts.append(text)
            start, at = start + len(text), at + length
    removed, added = (
        sum(len(_WORD.findall(text)) for kind, text in segments if kind == wanted)
        for wanted in ("removed", "added")
    )
    return Difference("".join(texts), tuple(spans), removed, added)


_Piece = tuple[Literal["same", "removed", "added", "folded"], str, int]


def _pieces(segment: Segment, fold: int | None, edges: tuple[bool, bool]) -> Iterator[_Piece]:
    """Yield what is shown of a segment, and how much of the other text that is."""
    kind, text = segment
    if kind != "same":
        opening, closing = MARKS[kind]
        yield kind, f"{opening}{text}{closing}", len(text) * (kind == "added")
        return
    first, last = _folded(text, fold, edges)
    if first >= last:
        yield "same", text, len(text)
        return
    count = len(_WORD.findall(text, first, last))
    before = "\n" if first and text[first - 1] != "\n" else ""
    if first:
        yield "same", text[:first], first
    yield "folded", f"{before}⋯ {count:,} unchanged words ⋯\n", last - first
    if last < len(text):
        yield "same", text[last:], len(text) - last


def _folded(text: str, fold: int | None, edges: tuple[bool, bool]) -> tuple[int, int]:
    """Return the part of ``text`` to fold, if it has more words than the fold's own line."""
    if fold is None:
        return 0, 0
    words = [found.span() for found in _WORD.finditer(text)]
    head, tail = (fold * edge for edge in edges)
    if len(words) - head - tail <= max(fold, 5):
        return 0, 0
    first = _line_after(text, words[head - 1][1]) if head else 0
    last = _line_before(text, words[len(words) - tail][0]) if tail else len(text)
    return first, last


def _line_after(text: str, at: int) -> int:
    """Return the end of the line, unless it is far."""
    return text.find("\n", at, at + NEAR) + 1 or at


def _line_before(text: str, at: int) -> int:
    """Return the start of the line, unless it is far."""
    return text.rfind("\n", max(at - NEAR, 0), at) + 1 or at


class Comparison(Document):
    """A difference as lines at a width: the words as they stand, nothing of them rendered."""

    def __init__(self, compared: Difference, width: int, palette: Palette) -> None:
        super().__init__(compared.text, width, palette, raw=True)
        self.compared = compared
        self._rest = parts(compared.text, "raw", (0, len(compared.text)), LINES)
        self._styles: dict[str, Style] = {
            "same": palette.text,
            "removed": palette.removed,
            "added": palette.added,
            "folded": palette.faint,
        }

    def _lay_out(self, block: Block) -> list[Line]:
        line: Line = []
        for start, end, kind in self._spans(block):
            line += runs(visible(self.text[start:end]), self._styles[kind])
        rows = split_rows(line)
        if len(rows) > 1 and not rows[-1]:
            rows.pop()
        return [part for row in rows for part in wrap_whole(row, self.width)]

    def _spans(self, block: Block) -> Iterator[tuple[int, int, str]]:
        spans = self.compared.spans
        index = max(bisect_right(spans, block.start, key=lambda span: span.start) - 1, 0)
        for number in range(index, len(spans)):
            start = max(spans[number].start, block.start)
            end = spans[number + 1].start if number + 1 < len(spans) else len(self.text)
            if start >= block.end:
                break
            yield start, min(end, block.end), spans[number].kind
