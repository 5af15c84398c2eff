"""Sentences: how many a text has, without a grammar."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from raterterm.core.measuring.amounts import Count
from raterterm.core.measuring.plaintext import Line
from raterterm.core.stops import BEFORE_NUMBER, LONGEST, NEVER_LAST, SHORTENED, STOP, UNSPACED_STOPS

_LAST_WORD = re.compile(r"[\w.'’]+$")


def count_sentences(lines: Iterable[Line]) -> Count:
    """Return how many sentences there are, as a range where that is open.

    A sentence ends with ``. ! ? …`` before a blank and what does not go on in lower case, or with a full
    stop of Chinese, Japanese, Arabic or Hindi.  A known abbreviation and the point in ``3.5`` end none.
    Open is what ends without a mark (a heading, an item, a line of a poem), an initial or a shortened
    word before a capital (``etc. The``), three points inside a paragraph, and a question that goes on
    in lower case.  Where no marks are used, as in Thai, a paragraph is one; rare abbreviations are missed.
    """
    low = high = 0
    for stretch in _stretches(lines):
        sure, perhaps = _ends(stretch)
        low, high = low + sure, high + perhaps
    return Count(max(low, min(high, 1)), high)


def _stretches(lines: Iterable[Line]) -> Iterator[str]:
    """Yield what a sentence cannot go beyond: a paragraph, an item, a heading."""
    for wraps, group in groupby(lines, lambda line: line.kind == "text"):
        if wraps:
            yield " ".join(line.text for line in group)
        else:
            yield from (line.text for line in group if line.kind != "code")


def _ends(text: str) -> tuple[int, int]:
    """Return how many sentences surely end in ``text``, and how many at most."""
    sure = perhaps = read = 0
    says = False
    lower = text == text.lower()
    for stop in STOP.finditer(text):
        says = says or any(map(str.isalnum, text[read : stop.start()]))
        read = stop.end()
        certain = says and _is_end(text, stop, lower)
        sure += certain is True
        perhaps += certain is not False
        says = says and certain is False
    return sure, perhaps + (says or any(map(str.isalnum, text[read:])))


def _is_end(text: str, stop: re.Match[str], lower: bool) -> bool | None:
    """Tell whether a sentence ends at ``stop``; None when it may."""
    if stop[1][0] in UNSPACED_STOPS:
        return True
    after = text[stop.end() : stop.end() + 8]
    if after and not after[0].isspace():
        return False
    following = after.lstrip()[:1]
    goes_on = following.islower() and not lower
    if stop[1] == ".":
        return False if goes_on else _ends_with_point(text, stop.start(), following)
    if stop[1].startswith(("..", "…")):
        return None if following and not goes_on else not goes_on
    return (None if stop.end() == stop.end(1) else False) if goes_on else True


def _ends_with_point(text: str, point: int, following: str) -> bool | None:
    """Tell whether the one point at ``point`` ends a sentence, or is part of an abbreviation."""
    word = _LAST_WORD.search(text[max(0, point - LONGEST) : point])
    last = word[0].lower().lstrip("'’.") if word else ""
    if not following:
        return True
    if NEVER_LAST.fullmatch(last) or (BEFORE_NUMBER.fullmatch(last) and following.isdigit()):
        return False
    return None if SHORTENED.fullmatch(last) else True
