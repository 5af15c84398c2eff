"""Maps lines to places in the source and back, by counting letters: rendering keeps each, in order."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from raterterm.core.visible import visible
from raterterm.tui.reading.wrap import Line, written

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> str:
    """Return the letters and digits of ``text``: what a rendering must keep."""
    return "".join(WORD.findall(text))


def letters(text: str) -> int:
    """Return how many letters and digits ``text`` has."""
    return sum(map(len, WORD.findall(text)))


def letters_before(lines: Sequence[Line], row: int) -> int:
    """Return how many letters stand in the lines above ``row``."""
    return letters("\n".join([written(line) for line in lines[:row]]))


def row_of(lines: Sequence[Line], letter: int) -> int:
    """Return the row in which the letter with this number, from 0, stands."""
    for row, line in enumerate(lines):
        letter -= letters(written(line))
        if letter < 0:
            return row
    return max(len(lines) - 1, 0)


def letter_at(source: str, offset: int) -> int:
    """Return how many displayed letters stand before ``offset`` in ``source``."""
    return letters(visible(source[:offset]))


def offset_of(source: str, letter: int) -> int:
    """Return where in ``source`` the displayed letter with this number stands, or its end if it has fewer."""
    shown = visible(source)
    at = _find_letter(shown, letter)
    if shown == source:
        return at
    offsets = range(len(source) + 1)
    return max(bisect_right(offsets, letter, key=lambda offset: letter_at(source, offset)) - 1, 0)


def _find_letter(shown: str, letter: int) -> int:
    for found in WORD.finditer(shown):
        length = found.end() - found.start()
        if letter < length:
            return found.start() + letter
        letter -= length
    return len(shown)
