"""Rationale: the written reason for the other answers."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from raterterm.core.presentation import Presentation
from raterterm.core.question import Question, RubricPart
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

RATIONALE = QuestionId("rationale")


class Rationale(RubricPart):
    """The rubric's ``rationale``: the written reason for the other answers."""

    question: Line = "Why? Say what in the responses decided it."
    required: bool = True
    min_words: Annotated[int, Field(ge=0, le=2000)] = 0
    max_words: Annotated[int, Field(ge=1, le=10_000)] | None = None
    lint: Literal["off", "warn", "require"] = "off"
    see: str | None = None

    def needs_responses(self) -> bool:
        """Tell that reasons can be given for any answers."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one question."""
        yield TextQuestion(
            id=RATIONALE,
            title="Rationale",
            text=self.question,
            required=self.required,
            see=self.see,
            min_words=self.min_words,
            max_words=self.max_words,
            responses=shown.order,
        )
