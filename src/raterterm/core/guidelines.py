"""Guidelines: the Markdown that explains a rubric, and the headings that it can be opened at."""

import unicodedata
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token


class Heading(NamedTuple):
    """A heading that a ``see:`` can name."""

    anchor: str
    """As GitHub makes it: lower case, spaces to hyphens, punctuation dropped, repeated ones numbered."""
    title: str
    level: int
    """1 to 6."""
    line: int
    """0-based line of the Markdown."""


def headings(markdown: str) -> tuple[Heading, ...]:
    """Return the headings in order; text inside code fences is none."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    uses: dict[str, int] = {}
    found = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map:
            anchor = _numbered(_slug(inline), uses)
            found.append(Heading(anchor, inline.content, int(opening.tag[1]), opening.map[0]))
    return tuple(found)


def _slug(inline: Token) -> str:
    text = "".join(part.content for part in inline.children or () if part.type in {"text", "code_inline"})
    return "".join(filter(_stays, text.lower())).replace(" ", "-")


def _stays(character: str) -> bool:
    # Not \w, which drops the vowel signs of Hindi and Thai.
    return character in "-_ " or character.isalnum() or unicodedata.category(character).startswith("M")


def _numbered(slug: str, uses: dict[str, int]) -> str:
    anchor = slug
    while anchor in uses:
        uses[slug] += 1
        anchor = f"{slug}-{uses[slug]}"
    uses[anchor] = 0
    return anchor
