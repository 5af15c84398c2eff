"""Units: the lines, sentences and words of a text, one after another, for someone who selects some of it.

All is found near the place it is asked for, so that a step takes as long in a book as in a note.  A unit
has a letter, a digit or a picture, and never ends inside what a reader sees as one character.

A word is letters and digits with what combines with them, and apostrophes, hyphens and the points of
numbers between them.  In scripts without blanks (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each
character is one, and so is each emoji.  A line is one of the source, without its Markdown marker and the
blanks around it.  A sentence ends with ``. ! ? …`` before a blank and what does not go on in lower case, or
with a full stop of Chinese or Japanese, and with its paragraph, list item, heading or table's row; a known
abbreviation ends none, also where it might.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from raterterm.core.stops import BEFORE_NUMBER, LONGEST, NEVER_LAST, SHORTENED, STOP, UNSPACED_STOPS

Unit = Literal["line", "sentence", "word"]

STRETCHES: dict[Unit, int] = {"sentence": 4_000, "word": 500}
"""Characters after which units are looked for anew, at the first place that parts two of them."""
NEAR = 4_000
"""Characters that are looked through at a time for what stands before."""


class Span(NamedTuple):
    """A stretch of a text, by offsets in code points; never empty."""

    start: int
    end: int


_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_PICTURES = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_WORD = re.compile(
    "(?P<alone>[\U0001f1e6-\U0001f1ff]{2}"
    rf"|[{_PICTURES}]|(?=[^\W_])[{_UNSPACED}])|[^\W_{_UNSPACED}{_PICTURES}]+"
)
_SOMETHING = re.compile(r"[^\x00-/:-@\[-`{-\x7f]")
"""What no long stretch of blanks, braces or dots has: ten times as fast to search for as a word."""
_INNER = frozenset("'’‘-‐‑_·")
_POINTS = frozenset(".,:")

_MARKER = re.compile(
    r"(?:[ \t>]|[-+*•‣◦▪●][ \t]+(?:\[[ xX]\][ \t]+)?|\(?\d{1,9}[.)][ \t]+|#{1,6}[ \t]+|`{3,}|~{3,})*+"
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_BLANK = re.compile(r"\s")
_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"[ \t>]*(?:[-+*•‣◦▪●][ \t]|\(?\d{1,9}[.)][ \t])")
_ALONE = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|`{3}|~{3}|\||[-=*_ \t]{3,}\r?\Z|\r?\Z)")
"""A line that is no part of a paragraph."""
_LAST_WORD = re.compile(r"[\w.'’]+\Z")
_LEAD = re.compile(r"(?:\n[ \t]*>|\s)*+")


def unit_at(text: str, offset: int, unit: Unit) -> Span | None:
    """Return the unit at ``offset``, or the one after it, or else before it; None if the text has none."""
    offset = max(offset, 0)
    found = next(_following(text, offset, unit), None)
    return found or next(_preceding(text, offset, unit), None)


def next_unit(text: str, span: Span, unit: Unit, step: int) -> Span | None:
    """Return the first unit after the span, or with a negative step the last before it."""
    if step < 0:
        return next(_preceding(text, span.start, unit), None)
    return next((each for each in _following(text, span.end, unit) if each.start >= span.end), None)


def extended(text: str, span: Span, unit: Unit, step: int) -> Span:
    """Return the span with its end moved to that of a unit behind it, or with a negative step before it.

    The span stays as it is if there is no such unit, or if nothing of it would be left.
    """
    units = _preceding(text, span.end - 1, unit) if step < 0 else _following(text, span.end, unit)
    found = next(units, None)
    return Span(span.start, found.end) if found and found.end > span.start else span


def _following(text: str, at: int, unit: Unit) -> Iterator[Span]:
    """Yield the units that end behind ``at``."""
    place = at
    while place < len(text):
        region = _region(text, place, unit)
        yield from (span for span in _UNITS[unit](text, region) if span.end > at)
        something = _SOMETHING.search(text, region.end)
        found = something and _WORD.search(text, something.start())
        place = found.start() if found else len(text)


def _preceding(text: str, at: int, unit: Unit) -> Iterator[Span]:
    """Yield the units that do not end behind ``at``, the nearest first."""
    place = min(at, len(text))
    while place > 0:
        region = _region(text, place - 1, unit)
        yield from reversed([span for span in _UNITS[unit](text, region) if span.end <= at])
        place = _last_word_end(text, region.start)


def _last_word_end(text: str, at: int) -> int:
    """Return where the last word before ``at`` ends, or 0."""
    while at > 0:
        start = max(at - NEAR, 0)
        found = _WORD.finditer(text, start, at) if _SOMETHING.search(text, start, at) else ()
        if last := deque(found, maxlen=1):
            return last[0].end()
        at = start
    return 0


def _region(text: str, at: int, unit: Unit) -> Span:
    """Return a stretch around the character at ``at`` that no unit goes beyond."""
    if unit == "line":
        end = text.find("\n", at)
        return Span(text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text))
    length = STRETCHES[unit]
    first = at - at % length
    if (start := _seam(text, first, unit)) > at:
        return Span(_seam(text, first - length, unit), start)
    return Span(start, _seam(text, first + length, unit))


def _seam(text: str, at: int, unit: Unit) -> int:
    """Return the first place from ``at`` on that parts two units, or else ``at``: never far."""
    if not 0 < at < len(text):
        return min(at, len(text))
    limit = at + STRETCHES[unit]
    found = (_paragraph_end(text, at, limit) if unit == "sentence" else None) or _BLANK.search(
        text, at, limit
    )
    return _whole_end(text, found.end() if found else at, limit)


def _paragraph_end(text: str, at: int, limit: int) -> re.Match[str] | None:
    """Return what ends a paragraph, or else a sentence."""
    if found := _BLANK_LINE.search(text, at, limit):
        return found
    return next((stop for stop in STOP.finditer(text, at, limit) if _ends(text, stop, lower=False)), None)


def _lines(text: str, region: Span) -> Iterator[Span]:
    marker = _MARKER.match(text, *region)
    return _trimmed(text, marker.end() if marker else region.start, region.end)


def _sentences(text: str, region: Span) -> Iterator[Span]:
    for stretch in _stretches(text, region):
        marker = _MARKER.match(text, *stretch)
        at = marker.end() if marker else stretch.start
        written = text[at : stretch.end]
        lower = written == written.lower()
        for stop in STOP.finditer(text, at, stretch.end):
            if _ends(text, stop, lower=lower):
                yield from _trimmed(text, at, stop.end())
                at = stop.end()
        yield from _trimmed(text, at, stretch.end)


def _ends(text: str, stop: re.Match[str], *, lower: bool) -> bool:
    """Tell whether a sentence surely ends with the marks; ``lower`` is a text that has no capitals at all."""
    if stop[1][0] in UNSPACED_STOPS:
        return True
    after = text[stop.end() : stop.end() + 8]
    following = after.lstrip()[:1]
    if after[:1].strip() or (following.islower() and not lower):
        return False
    word = _LAST_WORD.search(text, max(0, stop.start() - LONGEST), stop.start()) if stop[1] == "." else None
    last = word[0].lower().strip("'’.") if word and following else ""
    if BEFORE_NUMBER.fullmatch(last) and following.isdigit():
        return False
    return not (NEVER_LAST.fullmatch(last) or SHORTENED.fullmatch(last))


def _stretches(text: str, region: Span) -> Iterator[Span]:
    """Yield what a sentence cannot go beyond: a paragraph, an item, a line that stands alone."""
    held: Span | None = None
    for found in _LINE.finditer(text, *region):
        alone = _ALONE.match(found[0]) is not None
        if held and (alone or found.start() > held.end + 1 or _ITEM.match(found[0])):
            yield held
            held = None
        held = Span(held.start if held else found.start(), found.end())
        if alone:
            yield held
            held = None
    if held:
        yield held


def _words(text: str, region: Span) -> Iterator[Span]:
    held: Span | None = None
    stands_alone = True
    for found in _WORD.finditer(text, *region):
        start = max(found.start(), held.end if held else region.start)
        if start >= found.end():
            continue
        end = _whole_end(text, found.end(), region.end)
        alone = found["alone"] is not None
        if held and not (alone or stands_alone) and _goes_on(text, held.end, start):
            held = Span(held.start, end)
            continue
        if held:
            yield held
        held = Span(_whole_start(text, start, held.end if held else region.start), end)
        stands_alone = alone
    if held:
        yield held


def _goes_on(text: str, end: int, start: int) -> bool:
    """Tell whether a word that ends goes on at the start of the next run of letters."""
    between = text[end:start]
    if between in _POINTS:
        return text[end - 1].isdigit() and text[start].isdigit()
    return not between or between in _INNER


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the stretch without the blanks around it, if there is a word in it."""
    if not _WORD.search(text, start, end):
        return
    lead = _LEAD.match(text, start, end)
    first = lead.end() if lead else start
    last = first + len(text[first:end].rstrip())
    yield Span(_whole_start(text, first, start), _whole_end(text, last, end))


def _whole_start(text: str, at: int, limit: int) -> int:
    while at > limit and _is_inside(text, at):
        at -= 1
    return at


def _whole_end(text: str, at: int, limit: int) -> int:
    while at < min(limit, len(text)) and _is_inside(text, at):
        at += 1
    return at


def _is_inside(text: str, at: int) -> bool:
    """Tell whether the characters before and after an offset are seen as one: rather too often than not."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if "\n" in (before, after):
        return False
    return _leans(after) or before == "\u200d" or (after >= "\u0300" and _reaches(before))


@lru_cache(maxsize=2048)
def _leans(character: str) -> bool:
    """Tell what is drawn on the character before: marks, joiners, jamo within a syllable, skin tones."""
    return character >= "\xad" and (
        unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}
        or character in "\u0e33\u0eb3"
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


@lru_cache(maxsize=2048)
def _reaches(character: str) -> bool:
    """Tell a virama, which ties the next letter to the one before."""
    return unicodedata.combining(character) == 9


_UNITS: dict[Unit, Callable[[str, Span], Iterator[Span]]] = {
    "line": _lines,
    "sentence": _sentences,
    "word": _words,
}
