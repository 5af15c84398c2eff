"""What a block is, and how one that is too large is cut without losing a character."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal[
    "heading",
    "paragraph",
    "list",
    "quote",
    "table",
    "fence",
    "code",
    "rule",
    "math",
    "definition",
    "note",
    "turn",
    "json",
    "listing",
    "raw",
]
"""The last four are not found in Markdown: the title of a turn, data, code without a fence, the source."""

LINES = 200
"""Source lines after which a list, quote or table is cut."""
CHARACTERS = 8_000
"""Characters after which a block is cut, if it offers a place."""
LEAST = 100
"""Characters that a part has, if the text goes on."""
HUGE = 20_000
"""Characters no block exceeds."""


class Block(NamedTuple):
    """A stretch of the text that is laid out as a whole."""

    kind: Kind
    start: int
    end: int
    spaced: bool = False
    """Whether a blank line follows it in the text."""
    indent: int = 0
    """Columns of indentation at which the part of a cut list stands."""
    head: tuple[int, int] | None = None
    """Of a later part of a fence or table: where its opening line, or its first part, is."""


def moved(block: Block, by: int) -> Block:
    """Return ``block`` as it is in a text that has ``by`` characters more before it."""
    head = (block.head[0] + by, block.head[1] + by) if block.head else None
    return block._replace(start=block.start + by, end=block.end + by, head=head)


def line_end(text: str, at: int) -> int:
    """Return the offset after the line that ``at`` is in."""
    return text.find("\n", at) + 1 or len(text)


def fence_end(text: str, at: int, mark: str) -> int:
    """Return where the fence ends that ``mark`` has opened before the line at ``at``."""
    closing = re.compile(rf"^ {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*\r?$", re.MULTILINE)
    found = closing.search(text, at)
    return line_end(text, found.end()) if found else len(text)


def parts(text: str, kind: Kind, span: tuple[int, int], lines: int, head_end: int = 0) -> Iterator[Block]:
    """Yield blocks that cover the span, each of at most ``lines`` lines and not much text.

    All but the first refer to it, or to its opening line if ``head_end`` tells where that ends.
    """
    start, end = span
    head: tuple[int, int] | None = None
    while start < end:
        stop = _lines_end(text, start, end, lines)
        if stop - start > CHARACTERS or size_of(text[start:stop]) > CHARACTERS + lines:
            stop = min(stop, place_to_cut(text, start))
        yield Block(kind, start, stop, head=head)
        head = head or (start, head_end or stop)
        start = stop


def _lines_end(text: str, start: int, end: int, lines: int) -> int:
    at = start
    for _ in range(lines):
        at = line_end(text, at)
        if at >= end:
            return end
    return at


def size_of(text: str) -> int:
    """Return about how many characters ``text`` takes when it is displayed, newlines as two."""
    # Python writes the same characters by their codes that a reader sees by their names.
    return len(repr(text))


def place_to_cut(text: str, start: int) -> int:
    """Return where to cut after about ``CHARACTERS``: after a line, a word, else between characters.

    What counts is what is displayed: a character that is shown by its name takes a dozen.
    """
    size = size_of(text[start : start + CHARACTERS])
    limit = start + max(CHARACTERS * CHARACTERS // max(size, CHARACTERS), LEAST)
    if limit >= len(text):
        return len(text)
    for mark in "\n ":
        cut = text.rfind(mark, start + 1, limit)
        if cut > start:
            return cut + 1
    return _between_characters(text, limit)


def _between_characters(text: str, cut: int) -> int:
    for at in range(cut, cut - 64, -1):
        if (
            unicodedata.category(text[at])[0] not in "MC"
            and text[at - 1] != "\u200d"
            and not _paired(text[at])
        ):
            return at
    return cut


def _paired(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff" or "\U0001f3fb" <= character <= "\U0001f3ff"
