"""A form as it is filled in: what follows from its answers, worked out once for as long as they stand."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from raterterm.core.completeness import Missing, missing
from raterterm.core.form import Form
from raterterm.core.markings import Marking, markings
from raterterm.core.question import Answer, Question
from raterterm.core.words import QuestionId

if TYPE_CHECKING:
    from raterterm.core.contradictions import Contradiction


class Filled:
    """A form with answers that nobody changes: another answer makes another of these."""

    def __init__(self, form: Form, answers: Mapping[QuestionId, Answer]) -> None:
        self._form = form
        self._answers = answers

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that stand."""
        return self._form.asked(self._answers)

    @cached_property
    def counted(self) -> Mapping[QuestionId, Answer]:
        """The answers to them; those to others are kept, and count for nothing."""
        return self._form.counted(self._answers)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What the answers lack."""
        return missing(self._form, self._answers)

    @cached_property
    def contradictions(self) -> "tuple[Contradiction, ...]":
        """Which answers can hardly all be meant."""
        from raterterm.core.contradictions import contradictions  # noqa: PLC0415 - 30 ms that the first screen need not wait for

        return contradictions(self._form, self._answers)

    @cached_property
    def markings(self) -> tuple[Marking, ...]:
        """Which words of the responses and of the prompt are marked, in the order in which they stand."""
        order = [None, *self._form.letters.order]
        found = markings(self.questions, self._answers)
        return tuple(
            sorted(
                found,
                key=lambda known: (order.index(known.quote.response), known.quote.start, known.quote.end),
            )
        )
