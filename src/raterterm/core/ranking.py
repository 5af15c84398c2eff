"""Ranking: the responses in order of preference, ties allowed where the rubric says so."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, ClassVar, Self

from pydantic import Field, field_validator, model_validator

from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Letters, Question, RubricPart
from raterterm.core.task import MAX_RESPONSES, Task
from raterterm.core.words import Json, Line, QuestionId, ResponseId

RANKING = QuestionId("ranking")
TIE = "="
NONE = "0"
"""The key that says that no response is acceptable."""


class RankingAnswer(Answer):
    """The responses from the best on; those of one rank are tied, those of none were not ranked."""

    ranks: tuple[tuple[ResponseId, ...], ...] = ()
    none_acceptable: bool = False

    @field_validator("ranks", mode="before")
    @classmethod
    def _as_tuples(cls, written: Json) -> Json:
        return tuple(tuple(rank) for rank in written) if isinstance(written, list) else written

    @model_validator(mode="after")
    def _ranks_each_once(self) -> Self:
        if len(set(self.ranked)) < len(self.ranked) or not all(self.ranks):
            raise ValueError("ranks a response twice, or nothing")
        if bool(self.ranks) == self.none_acceptable:
            raise ValueError("expected an order or 'none acceptable'")
        return self

    @property
    def ranked(self) -> tuple[ResponseId, ...]:
        """The responses that have a rank, the best first."""
        return tuple(chain.from_iterable(self.ranks))

    def rank(self, response: ResponseId) -> int | None:
        """Return the rank of a response, 0 for the best; None when it has none."""
        return next((place for place, rank in enumerate(self.ranks) if response in rank), None)


class RankingQuestion(Question):
    """In which order the responses are preferred."""

    answer_type: ClassVar[type[Answer]] = RankingAnswer
    joiners: ClassVar[tuple[str, ...]] = (TIE,)

    responses: tuple[ResponseId, ...]
    ties: bool
    top: int
    """How many must be ranked at least."""
    unacceptable: bool

    def answer_keys(self, letters: Letters) -> tuple[str, ...]:
        """Return the letters in lower case, and what else is allowed."""
        own = tuple(letters.letter(response).lower() for response in self.responses)
        return (*own, *((TIE,) if self.ties else ()), *((NONE,) if self.unacceptable else ()))

    def press(self, key: str, given: Answer | None, letters: Letters) -> Answer | None:
        """Return the order with one response more; ``=b`` ties B with the one before."""
        before = given if isinstance(given, RankingAnswer) else None
        if key == NONE:
            return RankingAnswer(none_acceptable=True) if self.unacceptable else None
        response = self._response(key.removeprefix(TIE), letters)
        ranks = before.ranks if before else ()
        if response is None:
            return None
        if response in (before.ranked if before else ()):
            return before
        if not key.startswith(TIE):
            return RankingAnswer(ranks=(*ranks, (response,)))
        if not (self.ties and ranks):
            return before
        return RankingAnswer(ranks=(*ranks[:-1], (*ranks[-1], response)))

    def _response(self, key: str, letters: Letters) -> ResponseId | None:
        return next((own for own in self.responses if letters.letter(own).lower() == key), None)

    def retract(self, given: Answer) -> Answer | None:
        """Return the order without the response that was ranked last."""
        if not isinstance(given, RankingAnswer) or len(given.ranked) < 2:
            return None
        *ranks, last = given.ranks
        left = (*ranks, last[:-1]) if len(last) > 1 else tuple(ranks)
        return RankingAnswer(ranks=left)

    def is_settled(self, answer: Answer) -> bool:
        """Tell whether every response is ranked, or none is to be."""
        return not isinstance(answer, RankingAnswer) or (
            answer.none_acceptable or len(answer.ranked) == len(self.responses)
        )

    def sketch(self, answer: Answer | None, letters: Letters) -> str | None:
        """Return the order so far, ``C > A = D``, and what is left."""
        if not isinstance(answer, RankingAnswer):
            return f"{' '.join(self.answer_keys(letters))}  the best first" + (
                f", {TIE} for a tie" * self.ties
            )
        if answer.none_acceptable:
            return "none is acceptable"
        order = " > ".join(" = ".join(map(letters.letter, rank)) for rank in answer.ranks)
        left = [letters.letter(response) for response in self.responses if response not in answer.ranked]
        return f"{order}   left: {' '.join(left)}" if left else order

    def objection(self, answer: Answer) -> str | None:
        """Return why the order is not allowed, or None."""
        if not isinstance(answer, RankingAnswer):
            return super().objection(answer)
        if answer.none_acceptable:
            return None if self.unacceptable else "'none acceptable' is not offered"
        if not set(answer.ranked) <= set(self.responses):
            return "ranks a response that the task does not have"
        if not self.ties and any(len(rank) > 1 for rank in answer.ranks):
            return "ties are not offered"
        return None

    def shortfall(self, answer: Answer) -> str | None:
        """Return how many responses still need a rank, or None."""
        if not isinstance(answer, RankingAnswer) or answer.none_acceptable:
            return None
        ranked, least = len(answer.ranked), min(self.top, len(self.responses))
        return f"{ranked} of {least} ranked" if ranked < least else None


class Ranking(RubricPart):
    """The rubric's ``ranking``: the responses in order of preference."""

    question: Line
    ties: bool = True
    top: Annotated[int, Field(ge=1, le=MAX_RESPONSES)] | None = None
    """How many must be ranked at least; all of them when it is not said."""
    unacceptable: bool = False
    """Whether 0 says that no response is acceptable."""
    required: bool = True
    see: str | None = None

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one question."""
        yield RankingQuestion(
            id=RANKING,
            title="Ranking",
            text=self.question,
            required=self.required,
            see=self.see,
            responses=shown.order,
            ties=self.ties,
            top=self.top or len(shown.order),
            unacceptable=self.unacceptable,
        )

    def misfits(self, task: Task) -> Iterator[str]:
        """Yield a sentence when there is nothing to put in order."""
        if (count := len(task.responses)) < 2:
            yield f"has {count} response{'s' if count != 1 else ''}; a ranking orders at least 2"
