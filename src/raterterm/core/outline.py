"""The outline of a Markdown text: its headings, found without parsing all the rest.

markdown-it decides what a heading is, but takes 150 ms for 100 pages.  So it is given only heading lines
and those stretches in which a heading may hide: in a list or quote, or underlined.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n?")

# At a line that starts in the first column after a blank one, every list, quote and paragraph is over.
_SEAM = re.compile(r"\n[ \t]*\n(?=[^ \t\n])")

_MARKED = r"^[ \t>*+0-9.)]*+(?:#|[-=][ \t>*+0-9.)=-]*+(?:#|$))"
"""What a line with a heading, or one that underlines a heading, starts with."""
_DEFINITION = r"\]:"
"""Of a link that a title may refer to."""
_FENCE_OR_HTML = r"```|~~~|<(?:script|pre|style|textarea|[!?])"
"""What may swallow blank lines and headings."""
_TELLING = re.compile(f"{_MARKED}|{_DEFINITION}|{_FENCE_OR_HTML}", re.MULTILINE | re.IGNORECASE)
_SWALLOWING = re.compile(_FENCE_OR_HTML, re.IGNORECASE)

_PLAIN_LINES = re.compile(r"(?:[^\W\d_].*\n)*+")
_HEADING_LINE = re.compile(r"#{1,6}(?:[ \t].*)?(?:\n|\Z)")
_FENCE_LINE = re.compile(r"(`{3,})[^`\n]*(?:\n|\Z)|(~{3,}).*(?:\n|\Z)")

_INLINE_MARKUP = re.compile(r"[\\`*_\[<&\n]")

_PROBE = "\n\n#\n"
"""A heading, unless something that is still open swallows it."""


class Title(NamedTuple):
    """A heading as it is written."""

    written: str
    """Its inline Markdown."""
    plain: str
    """Its text and code without the markup."""
    level: int
    """1 to 6."""
    line: int
    """0-based line of the text."""


def outline(text: str) -> Iterator[Title]:
    """Yield the headings of ``text`` in order."""
    scan = _Scan(_LINE_END.sub("\n", text).replace("\0", "\ufffd"))
    # All of them first: a title can refer to a link that is defined below it.
    for opening, inline, line in list(scan.headings()):
        yield Title(inline.content, scan.plain(inline.content), int(opening.tag[1]), line)


class _Scan:
    """One pass over a text, from one place where nothing is open to the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parser = MarkdownIt("commonmark")
        self._links: dict[str, Any] = {}
        self._next_seam = 0

    def headings(self) -> Iterator[tuple[Token, Token, int]]:
        """Yield the two tokens of each heading, and its line."""
        at = line = 0
        while at < len(self._text):
            tokens, end = self._step(at)
            for opening, inline in pairwise(tokens):
                if opening.type == "heading_open" and opening.map:
                    yield opening, inline, line + opening.map[0]
            line += self._text.count("\n", at, end)
            at = end

    def plain(self, written: str) -> str:
        """Return the text of a title without its markup."""
        if not _INLINE_MARKUP.search(written):
            return written
        children = self._parser.parseInline(written, self._links)[0].children or ()
        return "".join(part.content for part in children if part.type in {"text", "code_inline"})

    def _step(self, at: int) -> tuple[list[Token], int]:
        """Return the blocks that matter in the next stretch, and where it ends."""
        if at >= self._next_seam:
            self._next_seam = self._seam(at)
        seam = self._next_seam
        if not _TELLING.search(self._text, at, seam):
            return [], seam
        if heading := _HEADING_LINE.match(self._text, at):
            return self._blocks(heading[0]), heading.end()
        plain = _PLAIN_LINES.match(self._text, at, seam)
        end = plain.end() if plain else at
        if fence := _FENCE_LINE.match(self._text, end):
            return [], self._after_fence(fence)
        if end > at and _HEADING_LINE.match(self._text, end):
            return [], end
        return self._parsed(at, seam)

    def _seam(self, at: int) -> int:
        found = _SEAM.search(self._text, max(at - 1, 0))
        return found.end() if found else len(self._text)

    def _after_fence(self, fence: re.Match[str]) -> int:
        marker = fence[1] or fence[2]
        closing = re.compile(rf"^ {{0,3}}{marker[0]}{{{len(marker)},}}[ \t]*(?:\n|\Z)", re.MULTILINE)
        closed = closing.search(self._text, fence.end())
        return closed.end() if closed else len(self._text)

    def _parsed(self, at: int, end: int) -> tuple[list[Token], int]:
        """Return the blocks of a stretch; one that is still open at its end takes in as much again."""
        while _SWALLOWING.search(stretch := self._text[at:end]):
            tokens = self._blocks(stretch + _PROBE)
            if tokens[-1].type == "heading_close":
                return tokens[:-3], end
            if end == len(self._text):
                return tokens, end
            end = self._seam(end + len(stretch))
        return self._blocks(stretch), end

    def _blocks(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        self._parser.block.parse(text, self._parser, self._links, tokens)
        return tokens
