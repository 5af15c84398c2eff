"""Rewrite: the response as it should have been, from one of the responses or from nothing."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Question, RubricPart
from raterterm.core.words import Line, QuestionId, ResponseId
from raterterm.core.writing import TextAnswer, TextQuestion

REWRITE = QuestionId("rewrite")


class RewriteAnswer(TextAnswer):
    """What the rater wrote, and which response it was made from."""

    base: ResponseId | None = None
    """None when it was written from nothing."""


class RewriteQuestion(TextQuestion):
    """A better response, in full."""

    answer_type: ClassVar[type[Answer]] = RewriteAnswer
    is_long: ClassVar[bool] = True

    bases: tuple[ResponseId, ...]
    """The responses that it can start from."""

    def written(self, text: str, begun_from: str = "") -> TextAnswer:
        """Return the rewrite that ``text`` is, made from the response that ``begun_from`` names."""
        base = next((known for known in self.bases if known == begun_from), None)
        return RewriteAnswer(text=text, base=base)

    def objection(self, answer: Answer) -> str | None:
        """Return why the rewrite is not allowed, or None."""
        if not isinstance(answer, RewriteAnswer):
            return super().objection(answer)
        is_known = answer.base is None or answer.base in self.bases
        return super().objection(answer) if is_known else "starts from a response that the task does not have"


class Rewrite(RubricPart):
    """The rubric's ``rewrite``: an ideal response."""

    question: Line = "Write the response as it should have been."
    required: bool = True
    min_words: Annotated[int, Field(ge=0, le=5000)] = 0
    max_words: Annotated[int, Field(ge=1, le=50_000)] | None = None
    see: str | None = None

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one question."""
        yield RewriteQuestion(
            id=REWRITE,
            title="Rewrite",
            text=self.question,
            required=self.required,
            see=self.see,
            min_words=self.min_words,
            max_words=self.max_words,
            bases=shown.order,
        )
