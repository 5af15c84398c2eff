"""Finds what a text defines for all of it, in one pass: the targets of reference links, and its footnotes.

markdown-it takes definitions out of the text while it parses all of it, and the footnotes of
mdit-py-plugins go to the end, or vanish where nothing refers to them.  Here each block is parsed alone,
and what a model wrote stays where it wrote it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from raterterm.tui.reading.cuts import fence_end, line_end

MOST_DEFINITIONS = 2_000
"""Definitions, and fences between them, beyond which no more are looked for."""
MOST_CHARACTERS = 2_000_000
"""Characters from the start within which they are."""

NOTE = re.compile(r" {0,3}\[\^([^\[\]\s]{1,99})\]:[ \t]*")
"""The start of a footnote."""
_DEFINITION = (
    r"\[(?!\^)((?:[^\[\]\\\n]++|\\[^\n])++)\]:[ \t]*(<[^<>\n]*>|[^\s<]\S*+)"
    r"(?:[ \t]+(\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\r?"
)
DEFINITION = re.compile(rf" {{0,3}}{_DEFINITION}(?:\n|\Z)")
"""A line that says where the links with a label lead."""
# To start with a newline makes this ten times as fast as to start with a line's start.
_MARK = re.compile(
    rf"\n {{0,3}}(?:(`{{3,}}(?=[^`\n]*(?:\n|\Z))|~{{3,}})|\[\^([^\[\]\s]{{1,99}})\]:|{_DEFINITION}(?=\n|\Z))"
)
_BEFORE = re.compile(r"(?:[ \t]*| {0,3}#{1,6}[ \t][^\n]*)\r?")


class Target(NamedTuple):
    """Where a link leads."""

    address: str
    title: str


@dataclass(frozen=True, eq=False)
class References:
    """What the labels of a text stand for."""

    targets: Mapping[str, Target] = field(default_factory=dict)
    """By label, as ``label_of`` writes it."""
    notes: frozenset[str] = frozenset()
    """The labels of footnotes."""


NONE = References()


def label_of(text: str) -> str:
    """Return a label as it is compared: without regard to case or the width of blanks."""
    return " ".join(text.split()).casefold()


@lru_cache(maxsize=16)
def references(text: str) -> References:
    """Return what ``text`` defines outside of its code; the first definition of a label counts."""
    if "]:" not in text:
        return NONE
    targets: dict[str, Target] = {}
    notes: set[str] = set()
    for found in _marks(f"\n{text[:MOST_CHARACTERS]}"):
        if found[2]:
            notes.add(found[2])
        else:
            title = (found[5] or "")[1:-1]
            targets.setdefault(label_of(found[3]), Target(found[4].strip("<>"), title))
    return References(targets, frozenset(notes)) if targets or notes else NONE


def _marks(text: str) -> Iterator[re.Match[str]]:
    """Yield the definitions that no fence and no paragraph is around."""
    at = after = 0
    for _ in range(MOST_DEFINITIONS):
        found = _MARK.search(text, at)
        if found is None:
            return
        at = found.end()
        if fence := found[1]:
            at = after = fence_end(text, line_end(text, at), fence) - 1
        elif found[2] or found.start() == after or _may_precede(text, found.start()):
            after = at
            yield found


def _may_precede(text: str, end: int) -> bool:
    """Tell whether a definition may follow the line that ends at ``end``: it never interrupts a paragraph."""
    return _BEFORE.fullmatch(text, text.rfind("\n", 0, end) + 1, end) is not None
