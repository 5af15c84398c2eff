"""Guidelines: the Markdown that explains a rubric, its sections, and what changed in them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

from raterterm.core.outline import Title, outline

Change = Literal["changed", "new"]
"""What is said of a section that was not there like this before."""

_LINE_END = re.compile(r"\r\n?|\n")


class Heading(NamedTuple):
    """A heading that a ``see:`` can name."""

    anchor: str
    """As GitHub makes it: lower case, spaces to hyphens, punctuation dropped, repeated ones numbered."""
    title: str
    level: int
    """1 to 6."""
    line: int
    """0-based line of the Markdown."""
    start: int
    """Offset of that line, in characters."""
    text_end: int
    """Offset where its own text ends: at the next heading of any level."""
    end: int
    """Offset where its section ends: at the next heading of its level or a higher one."""


class Section(NamedTuple):
    """A heading with its own text."""

    heading: Heading
    text: str
    """From the heading to the next one of any level, without the blanks that end lines."""


class Changes(NamedTuple):
    """How guidelines differ from what they were."""

    sections: Mapping[str, Change]
    """By anchor, in the order of the text; a section that did not change is not there."""
    gone: tuple[str, ...]
    """Titles of sections that are no longer there."""
    opening: bool = False
    """Whether the text before the first heading changed."""

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(self.sections or self.gone or self.opening)


def headings(markdown: str) -> tuple[Heading, ...]:
    """Return the headings in order; text inside code fences is none."""
    titles = tuple(outline(markdown))
    lines = [0, *(line.end() for line in _LINE_END.finditer(markdown))] if titles else []
    starts = [*(lines[title.line] for title in titles), len(markdown)]
    uses: dict[str, int] = {}
    anchors = [_numbered(_slug(title.plain), uses) for title in titles]
    return tuple(
        Heading(anchor, title.written, title.level, title.line, start, text_end, end)
        for anchor, title, (start, text_end), end in zip(
            anchors, titles, pairwise(starts), _section_ends(titles, starts), strict=True
        )
    )


def sections(markdown: str) -> tuple[Section, ...]:
    """Return the sections in order; the text before the first heading belongs to none."""
    return tuple(
        Section(heading, _trimmed(markdown[heading.start : heading.text_end]))
        for heading in headings(markdown)
    )


def changes(old: str, new: str) -> Changes:
    """Return how the guidelines ``new`` differ from ``old``.

    A section is found again by its anchor, else by its title.  One that only moved did not change, nor
    one that only has other blanks at the ends of lines.
    """
    if old == new:
        return Changes(MappingProxyType({}), ())
    before, after = sections(old), sections(new)
    gone, differing = _without_partners(before, after, attrgetter("text"))
    fresh = differing
    for same in ("heading.anchor", "heading.title"):
        gone, fresh = _without_partners(gone, fresh, attrgetter(same))
    added = {section.heading.anchor for section in fresh}
    found: dict[str, Change] = {
        anchor: "new" if anchor in added else "changed"
        for anchor in (section.heading.anchor for section in differing)
    }
    return Changes(
        sections=MappingProxyType(found),
        gone=tuple(section.heading.title for section in gone),
        opening=_opening(old, before) != _opening(new, after),
    )


def _section_ends(titles: Sequence[Title], starts: Sequence[int]) -> list[int]:
    """Return where each section ends; ``starts`` has the end of the text behind it."""
    nearest = [starts[-1]] * 7
    """By level: where the next heading of this level or a higher one starts."""
    ends = []
    for title, start in zip(reversed(titles), reversed(starts[:-1]), strict=True):
        ends.append(nearest[title.level])
        nearest[title.level :] = [start] * (7 - title.level)
    return ends[::-1]


def _without_partners(
    before: Sequence[Section], after: Sequence[Section], by: Callable[[Section], str]
) -> tuple[list[Section], list[Section]]:
    """Return the sections of each that have no equal in the other."""
    return _lonely(before, after, by), _lonely(after, before, by)


def _lonely(
    these: Sequence[Section], those: Sequence[Section], by: Callable[[Section], str]
) -> list[Section]:
    partners = Counter(map(by, those))
    lonely = []
    for section in these:
        if partners[by(section)]:
            partners[by(section)] -= 1
        else:
            lonely.append(section)
    return lonely


def _opening(markdown: str, found: Sequence[Section]) -> str:
    return _trimmed(markdown[: found[0].heading.start] if found else markdown)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in _LINE_END.split(text)).rstrip()


def _slug(title: str) -> str:
    return "".join(filter(_stays, title.lower())).replace(" ", "-")


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
