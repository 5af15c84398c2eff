"""Spans: words of a response that are marked with a label, perhaps with how grave it is and why."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from raterterm.core.choices import ChoiceQuestion, Taxonomy
from raterterm.core.presentation import Presentation
from raterterm.core.question import Letters, Question, RubricPart
from raterterm.core.quotes import QuoteAnswer, QuoteQuestion
from raterterm.core.records import RecordsAnswer, RecordsQuestion
from raterterm.core.words import Line, QuestionId, Slug
from raterterm.core.writing import TextQuestion

QUOTE = QuestionId("quote")
LABEL = QuestionId("label")
SEVERITY = QuestionId("severity")
COMMENT = QuestionId("comment")

Marks = Literal["error", "strength", "words"]
"""What a span is of: something wrong, something good, or words that are neither."""


class SpansQuestion(RecordsQuestion):
    """Which words of the responses carry which label."""

    marks: Marks = "error"

    def told(self, answer: RecordsAnswer, letters: Letters) -> str:
        """Return how many spans each response has."""
        quotes = [entry.get(QUOTE) for entry in self.entries(answer)]
        counts = Counter(
            quote.response for quote in quotes if isinstance(quote, QuoteAnswer) and quote.response
        )
        told = [
            f"{letters.letter(response)} {counts[response]}" for response in letters.order if counts[response]
        ]
        return f"   {' · '.join(told)}" if told else ""


class Spans(RubricPart):
    """One of the rubric's ``spans``: a taxonomy that words are marked with."""

    id: Slug
    title: Line
    question: Line
    labels: Taxonomy
    marks: Annotated[Marks, Field(exclude_if=lambda marks: marks == "error")] = "error"
    """What a span is of; it is drawn accordingly."""
    severities: Taxonomy | None = None
    """How grave a span is, from the least on; not asked when it is absent."""
    comment: Literal["no", "may", "must"] = "may"
    required: bool = False
    least: Annotated[int, Field(ge=0, le=50)] = 0
    see: str | None = None

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one list."""
        yield SpansQuestion(
            id=QuestionId(f"spans:{self.id}"),
            title=self.title,
            text=self.question,
            required=self.required,
            see=self.see,
            noun="span",
            fields=tuple(self._fields(shown)),
            least=self.least,
            marks=self.marks,
        )

    def _fields(self, shown: Presentation) -> Iterator[Question]:
        yield QuoteQuestion(id=QUOTE, title="Words", text="Which words are meant?", responses=shown.order)
        yield ChoiceQuestion(
            id=LABEL,
            title="Label",
            text=self.question,
            choice=f"{self.id}-label",
            taxonomy=self.labels,
            see=self.see,
        )
        if self.severities is not None:
            yield ChoiceQuestion(
                id=SEVERITY,
                title="Severity",
                text="How grave is it?",
                choice=f"{self.id}-severity",
                taxonomy=self.severities,
            )
        if self.comment != "no":
            yield TextQuestion(
                id=COMMENT,
                title="Comment",
                text="What is to be said of it?",
                required=self.comment == "must",
                responses=shown.order,
            )


SpanKinds = Annotated[tuple[Spans, ...], Field(max_length=10)]
