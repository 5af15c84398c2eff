"""Claims: what a response states as fact, whether it holds, and by which source."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, NamedTuple, Self

from pydantic import Discriminator, Field, Tag, field_validator, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.criteria import ScoreQuestion
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Letters, Question, RubricPart
from raterterm.core.quotes import QuoteAnswer, QuoteQuestion
from raterterm.core.records import RecordsAnswer, RecordsQuestion
from raterterm.core.words import Json, Line, Part, QuestionId, ResponseId, Slug
from raterterm.core.writing import TextAnswer, TextQuestion

CLAIMS = QuestionId("claims")
QUOTE = QuestionId("quote")
VERDICT = QuestionId("verdict")
SOURCES = QuestionId("sources")
ACCESSED = QuestionId("accessed")

VERDICTS = Taxonomy.model_validate(
    {
        "supported": "A source that can be trusted says so",
        "refuted": "A source that can be trusted says otherwise",
        "unverifiable": "No source that can be trusted settles it",
        "outdated": "It was true once, and is not now",
    }
)
"""What fact-checking can end with."""

_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


class DayQuestion(TextQuestion):
    """A day, as ISO 8601 writes it."""

    def shortfall(self, answer: Answer) -> str | None:
        """Return that it is no day, or None."""
        is_day = isinstance(answer, TextAnswer) and _DAY.fullmatch(answer.text.strip())
        return None if is_day else "expected a day as 2026-03-31"


class ClaimsQuestion(RecordsQuestion):
    """What the responses claim, and whether it holds."""

    verdicts: Taxonomy
    sourced: frozenset[str]
    """The verdicts that need sources."""
    feeds: str | None = None
    """The criterion that is scored with the claims in mind."""

    def asked_of(self, entry: Answers) -> tuple[Question, ...]:
        """Return the fields of a claim; sources are required where its verdict needs them."""
        verdict = entry.get(VERDICT)
        if isinstance(verdict, ChoiceAnswer) and self.sourced.issuperset(verdict.chosen):
            return super().asked_of(entry)
        unbound = {"required": False, "least": 0}
        return tuple(
            field.model_copy(update=unbound) if field.id == SOURCES else field
            for field in super().asked_of(entry)
        )

    def is_fed(self, question: Question) -> bool:
        """Tell whether ``question`` scores, or compares by, the criterion that the claims feed."""
        if isinstance(question, ScoreQuestion):
            return question.criterion == self.feeds
        return question.id == f"prefer:{self.feeds}"

    def count(self, answer: Answer | None) -> dict[ResponseId, dict[str, int]]:
        """Return how many claims of each response have which verdict, in the order of the rubric.

        Responses without a claim and claims without a verdict are left out.
        """
        pairs = Counter(
            (quote.response, verdict.chosen[0])
            for entry in self.entries(answer)
            if isinstance(quote := entry.get(QUOTE), QuoteAnswer)
            and isinstance(verdict := entry.get(VERDICT), ChoiceAnswer)
        )
        quoted = {response for response, _ in pairs if response is not None}
        return {
            response: {
                known.id: pairs[response, known.id]
                for known in self.verdicts.all
                if pairs[response, known.id]
            }
            for response in quoted
        }

    def told(self, answer: RecordsAnswer, letters: Letters) -> str:
        """Return how the verdicts stand."""
        del letters
        verdicts = [entry.get(VERDICT) for entry in self.entries(answer)]
        counts = Counter(verdict.chosen[0] for verdict in verdicts if isinstance(verdict, ChoiceAnswer))
        return "   " + " · ".join(f"{name} {count}" for name, count in counts.items()) if counts else ""


class Sources(Part):
    """How many sources a claim needs, where not every verdict needs them."""

    least: Annotated[int, Field(ge=1, le=10)] = 1
    required_for: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """The verdicts that need them."""

    @field_validator("required_for", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written


class _Needed(NamedTuple):
    """The sources that a claim needs."""

    least: int
    verdicts: tuple[str, ...]
    """Those of which it needs them."""


def _form_of(sources: Json) -> str:
    return "some" if isinstance(sources, dict | Sources) else "all"


class Claims(RubricPart):
    """The rubric's ``claims``: a ledger for fact-checking."""

    question: Line = "Which claims decide whether the responses are right?"
    verdicts: Taxonomy = VERDICTS
    sources: Annotated[
        Annotated[int, Field(ge=0, le=10), Tag("all")] | Annotated[Sources, Tag("some")],
        Discriminator(_form_of),
    ] = 0
    """How many sources each claim needs, whatever its verdict; or which verdicts need them."""
    feeds: Annotated[Slug | None, Field(exclude_if=lambda criterion: criterion is None)] = None
    """The criterion at which it is told how the claims stand; never what follows from it."""
    least: Annotated[int, Field(ge=0, le=50)] = 0
    required: bool = False
    see: str | None = None

    @model_validator(mode="after")
    def _needs_sources_for_its_own_verdicts(self) -> Self:
        for place, verdict in enumerate(self._needed.verdicts):
            if verdict not in self.verdicts:
                known = ", ".join(category.id for category in self.verdicts.all)
                raise PydanticCustomError(
                    "sources",
                    "expected one of the verdicts: {known}",
                    {"known": known, "at": ("sources", "required_for", place)},
                )
        return self

    @property
    def _needed(self) -> "_Needed":
        if isinstance(self.sources, Sources):
            return _Needed(self.sources.least, self.sources.required_for)
        return _Needed(self.sources, tuple(category.id for category in self.verdicts.all))

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one ledger."""
        yield ClaimsQuestion(
            id=CLAIMS,
            title="Claims",
            text=self.question,
            required=self.required,
            see=self.see,
            noun="claim",
            fields=tuple(self._fields(shown)),
            least=self.least,
            verdicts=self.verdicts,
            sourced=frozenset(self._needed.verdicts),
            feeds=self.feeds,
        )

    def _fields(self, shown: Presentation) -> Iterator[Question]:
        yield QuoteQuestion(id=QUOTE, title="Claim", text="Where is it said?", responses=shown.order)
        yield ChoiceQuestion(
            id=VERDICT,
            title="Verdict",
            text="Does it hold?",
            choice="verdict",
            taxonomy=self.verdicts,
            see=self.see,
        )
        yield RecordsQuestion(
            id=SOURCES,
            title="Sources",
            text="What says so?",
            required=self._needed.least > 0,
            noun="source",
            fields=_SOURCE,
            least=self._needed.least,
        )
        yield TextQuestion(
            id=QuestionId("note"), title="Note", text="What else is to be said?", required=False
        )


_SOURCE: tuple[Question, ...] = (
    TextQuestion(id=QuestionId("address"), title="Address", text="A web address, or a book and its page"),
    DayQuestion(id=ACCESSED, title="Accessed", text="The day on which it was read, as 2026-03-31"),
    TextQuestion(id=QuestionId("evidence"), title="Evidence", text="The words of the source that settle it"),
)
