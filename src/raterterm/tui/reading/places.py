"""Maps lines to places in the source and back, by counting letters: rendering keeps each, in order.

Only the cells of a table that are wrapped stand in another order, and a ``Leap`` says so before each.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from raterterm.core.visible import visible
from raterterm.tui.reading.wrap import Leap, Line, written

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> str:
    """Return the letters and digits of ``text``: what a rendering must keep."""
    return "".join(WORD.findall(text))


def letters(text: str) -> int:
    """Return how many letters and digits ``text`` has."""
    return sum(map(len, WORD.findall(text)))


def ranges(line: Line, number: int) -> list[tuple[int, int]]:
    """Return the numbers of the letters in a line between its leaps, each from the first to behind the last.

    ``number`` is where the source is before the line; behind it, it is where the last range ends.
    """
    # Lines of coloured code have many runs, and this is asked of every line above a place.
    if Leap not in map(type, line):
        return [(number, number + letters(written(line)))]
    found: list[tuple[int, int]] = []
    part: Line = []
    for run in [*line, Leap(0)]:
        if isinstance(run, Leap):
            last = number + letters(written(part))
            found.append((number, last))
            number, part = last + run.letters, []
        else:
            part.append(run)
    return [*found, (number, number)]


def first_letter(lines: Sequence[Line], row: int) -> int:
    """Return the number, from 0, of the first letter in ``row``, or of the next one if it has none."""
    number = 0
    for line in lines[:row]:
        number = ranges(line, number)[-1][1]
    return next((first for first, last in ranges(lines[row], number) if first < last), number)


def row_of(lines: Sequence[Line], letter: int) -> int:
    """Return the row in which the letter with this number, from 0, stands."""
    number = 0
    for row, line in enumerate(lines):
        found = ranges(line, number)
        if any(first <= letter < last for first, last in found):
            return row
        number = found[-1][1]
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
