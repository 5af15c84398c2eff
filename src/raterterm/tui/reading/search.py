"""Finds what a reader searches for, in the source and again in the lines drawn from it."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.wrap import Formula, Line, plain, runs

MOST_HITS = 10_000
_BETWEEN = r"[\s*_`~>|▌│↪]+"
"""What may stand between two words: blanks, Markdown's marks, and the bars of the lines drawn from it."""
_MARKS = re.compile(_BETWEEN)


class Search(NamedTuple):
    """What is searched for, and where it stands in the text."""

    pattern: re.Pattern[str]
    hits: tuple[int, ...]
    """Offsets, at most ``MOST_HITS``; never empty."""
    current: int = 0
    is_followed: bool = True
    """Whether a reader goes from hit to hit; else all are only marked, and none is the current one."""

    @property
    def offset(self) -> int:
        """Where the current hit is."""
        return self.hits[self.current]

    def step(self, direction: int, place: int) -> "Search":
        """Return the search at its next hit, or at the one before; the first step is taken from ``place``."""
        if self.is_followed:
            return self._replace(current=(self.current + direction) % len(self.hits))
        first = bisect_left(self.hits, place) - (direction < 0)
        return self._replace(current=first % len(self.hits), is_followed=True)


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
    if not wanted.strip():
        return None
    pattern = re.compile(_pattern(wanted), re.NOFLAG if wanted != wanted.lower() else re.IGNORECASE)
    hits = tuple(found.start() for found in islice(pattern.finditer(text), MOST_HITS))
    return Search(pattern, hits, bisect_left(hits, place) % len(hits)) if hits else None


def _pattern(wanted: str) -> str:
    # A word of nothing but marks would match from each mark to the end of them all.
    words = [re.escape(word) for word in wanted.split() if not _MARKS.fullmatch(word)]
    return _BETWEEN.join(words) or re.escape(wanted.strip())


def highlighted(rows: Sequence[Line], pattern: re.Pattern[str], style: Style, special: Special) -> list[Line]:
    """Return ``rows`` with ``style`` laid over the hits in them, also over those that go on in the next row.

    A formula is marked as a whole if its source has a hit that is not drawn, and so is the row in which
    the special hit must be if it is not to be seen there.
    """
    texts = [plain(row) for row in rows]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    seen: Counter[int] = Counter()
    spans: list[_Span] = []
    is_special_seen = False
    for found in pattern.finditer("\n".join(texts)):
        row = bisect_right(starts, found.start()) - 1
        is_special = (row, seen[row]) == (special.row, special.number)
        is_special_seen |= is_special
        spans.append(_Span(*found.span(), special.style if is_special else style))
        seen[row] += 1
    marked = [_marked_row(row, at, spans) for row, at in zip(rows, starts, strict=False)] if spans else rows
    hidden = [_with_hidden(row, pattern, style) for row in marked]
    if special.row >= 0 and not is_special_seen:
        hidden[special.row] = _with_special(marked[special.row], pattern, special.style)
    return hidden


def _with_hidden(row: Line, pattern: re.Pattern[str], style: Style) -> Line:
    return [_over(run, style) if _hides(run, pattern) else run for run in row]


def _with_special(row: Line, pattern: re.Pattern[str], style: Style) -> Line:
    hiding = any(_hides(run, pattern) for run in row)
    return _with_hidden(row, pattern, style) if hiding else [_over(run, style) for run in row]


def _hides(run: Segment, pattern: re.Pattern[str]) -> bool:
    """Tell whether a run stands for a hit that it does not show."""
    if not isinstance(run, Formula):
        return False
    whole = run.whole or run
    return pattern.search(whole.source) is not None and not pattern.search(whole.text)


def _over(run: Segment, style: Style) -> Segment:
    return Segment(run.text, (run.style or Style.null()) + style)


def _marked_row(row: Line, at: int, spans: Sequence[_Span]) -> Line:
    marked: Line = []
    first = bisect_right(spans, at, key=lambda span: span.end)
    last = bisect_left(spans, at + sum(len(run.text) for run in row), key=lambda span: span.start)
    for run in row:
        marked += _marked(run, at, spans[first:last])
        at += len(run.text)
    return marked


def _marked(run: Segment, at: int, spans: Sequence[_Span]) -> Line:
    """Return ``run`` in parts where a span covers some of it."""
    text, own = run.text, run.style or Style.null()
    parts: Line = []
    done = 0
    for start, end, style in spans:
        first, last = max(start - at, done), min(end - at, len(text))
        if first < last:
            parts += runs(text[done:first], own) + runs(text[first:last], own + style)
            done = last
    return [*parts, *runs(text[done:], own)] if parts else [run]
