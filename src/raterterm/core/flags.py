"""Flags: what a rater can say is wrong with a task or a response, and which of it cannot wait."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from raterterm.core.words import Json, Line, Part, Slug

OTHER = "other"
"""The category, and the reason to skip, that says nothing without a note."""

SEVERITIES = ("low", "medium", "high")
"""Those that are asked for where a rubric asks and lists none, the least grave first."""


def _distinct(severities: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(severities)) < len(severities):
        raise PydanticCustomError("severity", "expected severities that differ")
    return severities


_Listed = Annotated[
    tuple[Slug, ...], BeforeValidator(tuple), Field(min_length=2, max_length=9), AfterValidator(_distinct)
]

# Told apart before they are read, so that a fault is told once and about what was meant.
Severity = Annotated[
    Annotated[bool, Tag("asked")] | Annotated[_Listed, Tag("listed")],
    Discriminator(lambda written: "listed" if isinstance(written, list | tuple) else "asked"),
]
"""Whether a flag needs a severity, or which ones there are: two to nine, the least grave first."""


class FlagCategory(Part):
    """One thing that can be wrong."""

    words: Line
    escalated: bool = Field(default=False, exclude_if=lambda escalated: not escalated)
    """Whether someone of the team must look."""
    severity: Severity | None = Field(default=None, exclude_if=lambda severity: severity is None)
    """None where the block decides."""


def _kind_of(written: Json) -> str:
    return "category" if isinstance(written, dict | FlagCategory) else "line"


Written = Annotated[
    Annotated[Line, Tag("line")] | Annotated[FlagCategory, Tag("category")], Discriminator(_kind_of)
]
"""A category as a lead writes it; where nothing but its words is to be said, these alone."""

_DEFAULT: Mapping[str, str | FlagCategory] = {
    "broken-task": "The prompt or a response is cut off, garbled or missing",
    "wrong-language": "The task is not in the language it is meant to be in",
    "unsafe": FlagCategory(words="Content that someone on the team must see", escalated=True),
    "personal-data": FlagCategory(
        words="Names, addresses or numbers of a real private person", escalated=True
    ),
    "unclear-guidelines": "The guidelines do not settle this case",
    OTHER: "Something else; say what in the note",
}


class Flags(Part):
    """The rubric's ``flags``: what a rater can say is wrong with a task or a response."""

    categories: dict[Slug, Written] = Field(
        default_factory=lambda: dict(_DEFAULT), min_length=1, max_length=10
    )
    severity: Severity = Field(default=False, exclude_if=lambda severity: severity is False)
    """For the categories that do not say it themselves."""

    @property
    def words(self) -> dict[str, str]:
        """What each category means, in the lead's order."""
        return {name: self._category(name).words for name in self.categories}

    def is_escalated(self, category: str) -> bool:
        """Tell whether someone of the team must look at what has this category."""
        return self._category(category).escalated

    def escalated_first(self, categories: Iterable[str]) -> tuple[str, ...]:
        """Return categories in their order, but those that are escalated first."""
        return tuple(sorted(categories, key=lambda category: not self.is_escalated(category)))

    def severities(self, category: str) -> tuple[str, ...]:
        """Return what a flag of this category must choose among; nothing where it is not asked."""
        own = self._category(category).severity
        asked = self.severity if own is None else own
        if isinstance(asked, tuple):
            return asked
        return SEVERITIES if asked else ()

    def allow(self, category: str, severity: str | None) -> bool:
        """Tell whether a flag may have this category and severity."""
        return category in self.categories and severity in (self.severities(category) or (None,))

    def _category(self, name: str) -> FlagCategory:
        """Return a category; one that the rubric does not have asks for nothing."""
        written = self.categories.get(name, name)
        return written if isinstance(written, FlagCategory) else FlagCategory.model_construct(words=written)
