"""Finds what a reader searches for, in the source and again in the lines drawn from it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.wrap import Line, plain, runs

MOST_HITS = 10_000
_GAP = r"[\s*_`~>|▌│↪]+"
"""What may stand between two words: blanks, Markdown's marks, and the bars of the lines drawn from it."""


class Search(NamedTuple):
    """What is searched for, and where it stands in the text."""

    pattern: re.Pattern[str]
    hits: tuple[int, ...]
    """Offsets, at most ``MOST_HITS``; never empty."""
    current: int = 0

    @property
    def offset(self) -> int:
        """Where the current hit is."""
        return self.hits[self.current]

    def step(self, direction: int) -> "Search":
        """Return the search at its next hit, or at the one before."""
        return self._replace(current=(self.current + direction) % len(self.hits))


class Special(NamedTuple):
    """The one hit that has a style of its own: which of those that start in a row."""

    row: int
    number: int
    style: Style


class _Span(NamedTuple):
    start: int
    end: int
    style: Style


def search(wanted: str, text: str, place: int = 0) -> Search | None:
    """Search ``text`` for literal words, Markdown's marks allowed between them.

    Case counts only if a capital is searched for.  The first hit from ``place`` on is the current one.
    """
    words = [re.escape(word) for word in wanted.split()]
    if not words:
        return None
    pattern = re.compile(_GAP.join(words), re.NOFLAG if wanted != wanted.lower() else re.IGNORECASE)
    hits = tuple(found.start() for found in islice(pattern.finditer(text), MOST_HITS))
    return Search(pattern, hits, bisect_left(hits, place) % len(hits)) if hits else None


def highlighted(rows: Sequence[Line], pattern: re.Pattern[str], style: Style, special: Special) -> list[Line]:
    """Return ``rows`` with ``style`` laid over the hits in them, also over those that go on in the next row."""
    texts = [plain(row) for row in rows]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    seen: Counter[int] = Counter()
    spans: list[_Span] = []
    for found in pattern.finditer("\n".join(texts)):
        row = bisect_right(starts, found.start()) - 1
        is_special = (row, seen[row]) == (special.row, special.number)
        spans.append(_Span(*found.span(), special.style if is_special else style))
        seen[row] += 1
    return (
        [_marked_row(row, at, spans) for row, at in zip(rows, starts, strict=False)] if spans else list(rows)
    )


def _marked_row(row: Line, at: int, spans: Sequence[_Span]) -> Line:
    marked: Line = []
    for run in row:
        marked += _marked(run, at, spans)
        at += len(run.text)
    return marked


def _marked(run: Segment, at: int, spans: Sequence[_Span]) -> Line:
    text, own = run.text, run.style or Style.null()
    parts: Line = []
    done = 0
    for start, end, style in spans:
        first, last = max(start - at, done), min(end - at, len(text))
        if first < last:
            parts += runs(text[done:first], own) + runs(text[first:last], own + style)
            done = last
    return parts + runs(text[done:], own)
