"""Quotes: words of a response or of the prompt, with where they stand, so that a reader can check them."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from raterterm.core.question import Answer, Letters, Question
from raterterm.core.task import Task
from raterterm.core.words import ResponseId

MAX_QUOTE = 10_000
"""Characters of a quote."""
SKETCHED = 40
"""Characters of a quote that a row shows."""


class QuoteAnswer(Answer):
    """A stretch of a text as the batch has it, and its words."""

    response: ResponseId | None = None
    """Whose text; None for the conversation's last turn."""
    start: Annotated[int, Field(ge=0)]
    """Offset of the first character, in Unicode code points of the text as it is in the batch."""
    end: int
    quote: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUOTE)]
    """The characters from ``start`` to before ``end``."""

    @model_validator(mode="after")
    def _is_as_long_as_it_says(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError("quotes another number of characters than its offsets say")
        return self

    def overlaps(self, other: "QuoteAnswer") -> bool:
        """Tell whether the two have a character of the same text in common."""
        return self.response == other.response and self.start < other.end and other.start < self.end

    def stands_in(self, task: Task) -> bool:
        """Tell whether the quoted words are where the offsets say."""
        texts = {response.id: response.text for response in task.responses}
        text = task.conversation[-1].content if self.response is None else texts.get(self.response, "")
        return text[self.start : self.end] == self.quote


class QuoteQuestion(Question):
    """Which words are meant."""

    answer_type: ClassVar[type[Answer]] = QuoteAnswer

    responses: tuple[ResponseId, ...]
    """Those that can be quoted."""

    def sketch(self, answer: Answer | None, letters: Letters) -> str | None:
        """Return the beginning of the quote behind the letter of its response."""
        if not isinstance(answer, QuoteAnswer):
            return "v in the text, then ⏎"
        words = " ".join(answer.quote.split())
        cut = words if len(words) <= SKETCHED else f"{words[: SKETCHED - 1]}…"
        return f"{letters.letter(answer.response) if answer.response else 'prompt'} “{cut}”"

    def objection(self, answer: Answer) -> str | None:
        """Return why the quote is not allowed, or None."""
        if not isinstance(answer, QuoteAnswer):
            return super().objection(answer)
        if answer.response is not None and answer.response not in self.responses:
            return "quotes a response that the task does not have"
        return None
