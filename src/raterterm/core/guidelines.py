"""Guidelines: the Markdown that explains a rubric, and the headings that it can be opened at."""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt

_PUNCTUATION = re.compile(r"[^\w\- ]")


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
    seen: Counter[str] = Counter()
    found = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map:
            anchor = _PUNCTUATION.sub("", inline.content.lower()).replace(" ", "-")
            numbered = f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor
            seen[anchor] += 1
            found.append(Heading(numbered, inline.content, int(opening.tag[1]), opening.map[0]))
    return tuple(found)
