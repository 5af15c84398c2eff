"""Finds what a reader searches for, in the source and again in the lines drawn from it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.wrap import Line, plain, runs

MOST_HITS = 10_000
_GAP = r"[\s*_`~>|]+"


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


def highlighted(line: Line, searched: Search, style: Style) -> Line:
    """Return ``line`` with ``style`` laid over the hits in it."""
    spans = [found.span() for found in searched.pattern.finditer(plain(line))]
    if not spans:
        return line
    marked: Line = []
    at = 0
    for run in line:
        marked += _marked(run, at, spans, style)
        at += len(run.text)
    return marked


def _marked(run: Segment, at: int, spans: Sequence[tuple[int, int]], style: Style) -> Line:
    text, own = run.text, run.style or Style.null()
    parts: Line = []
    done = 0
    for start, end in spans:
        first, last = max(start - at, done), min(end - at, len(text))
        if first < last:
            parts += runs(text[done:first], own) + runs(text[first:last], own + style)
            done = last
    return parts + runs(text[done:], own)
