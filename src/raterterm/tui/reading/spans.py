"""Finds the stretch of the source that a line shows, for quoting it."""

import re
from collections import Counter
from typing import NamedTuple

from raterterm.core.visible import visible
from raterterm.tui.reading.document import Document, Place
from raterterm.tui.reading.places import letters, letters_before, offset_of, words
from raterterm.tui.reading.wrap import written

_BLANK = re.compile(r"\s+")
_NEWLINE = re.compile("\n")


class Span(NamedTuple):
    """A stretch of a text, by offsets."""

    start: int
    end: int


def span_of(document: Document, place: Place) -> Span:
    """Return the stretch of the document's text that has every word of the line at ``place``.

    Marks before and after the words belong to it up to the next blank.  Of a table's line it is the row,
    since the parts of its cells are not next to one another.
    """
    block = document.block(place.block)
    if block is None:
        return Span(0, 0)
    source = document.text[block.start : block.end]
    lines = document.lines(place.block)
    first = letters_before(lines, place.line)
    line = written(lines[place.line])
    span = _between(source, first, first + letters(line))
    for wider in (span, _whole_lines(source, span), Span(0, len(source))):
        if Counter(words(line)) <= Counter(words(visible(source[slice(*wider)]))):
            span = wider
            break
    return Span(block.start + span.start, block.start + span.end)


def _between(source: str, first: int, last: int) -> Span:
    """Return where the letters from number ``first`` to before ``last`` stand, with the marks on them."""
    begin = offset_of(source, first - 1) + 1 if first else 0
    upto = offset_of(source, last)
    if last > first:
        begin = _line_start(source, begin, offset_of(source, first))
        upto = _line_end(source, offset_of(source, last - 1) + 1, upto)
    text = source[begin:upto]
    end = begin + len(text.rstrip())
    return Span(min(begin + len(text) - len(text.lstrip()), end), end)


def _line_start(source: str, begin: int, ink: int) -> int:
    """Return where, between two letters, the line of the second starts: its marks belong to it."""
    if newline := source.rfind("\n", begin, ink) + 1:
        return newline
    blank = _BLANK.search(source, begin, ink)
    return blank.end() if begin and blank else begin


def _line_end(source: str, inked: int, upto: int) -> int:
    """Return where, after the last letter of a line, the marks end that belong to it."""
    pattern = _NEWLINE if upto == len(source) else _BLANK
    found = pattern.search(source, inked, upto)
    return found.start() if found else upto


def _whole_lines(source: str, span: Span) -> Span:
    end = source.find("\n", span.end)
    return Span(source.rfind("\n", 0, span.start) + 1, len(source) if end < 0 else end)
