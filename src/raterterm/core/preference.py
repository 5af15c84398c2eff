"""Preference: which of two responses is better, and by how much."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from raterterm.core.conditions import Subject, Word
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Letters, Option, Question, RubricPart
from raterterm.core.task import Task
from raterterm.core.words import Line, Part, QuestionId, ResponseId

PREFERENCE = QuestionId("preference")
_GRADES = (("≥", "slightly better"), (">", "better"), ("≫", "much better"))


class PreferenceAnswer(Answer):
    """The better response and by how many points of the scale; 0 points is "about the same"."""

    better: ResponseId | None = None
    by: Annotated[int, Field(ge=0, le=3)] = 0
    both_bad: bool = False

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        if (self.better is None) != (self.by == 0) or (self.both_bad and self.by):
            raise ValueError("names a better response without saying by how much, or the reverse")
        return self

    def says(self) -> frozenset[Word]:
        """Return which response is better by how many points, or that none is."""
        if self.better is not None:
            return frozenset({f"{self.better} by {self.by}"})
        return frozenset({"both_bad" if self.both_bad else "tie"})


class PreferenceQuestion(Question):
    """Which of two responses is better, graded along one line."""

    answer_type: ClassVar[type[Answer]] = PreferenceAnswer

    responses: tuple[ResponseId, ResponseId]
    points: int
    both_bad: bool

    @property
    def _grades(self) -> range:
        return range(1, self.points // 2 + 1)

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return the scale from the first response shown to the second, then "both bad"."""
        first, second = letters.order
        line = [self._side(first, by, letters) for by in reversed(self._grades)]
        if self.points % 2:
            line.append(("=", "about the same", PreferenceAnswer()))
        line += [self._side(second, by, letters) for by in self._grades]
        scale = [Option(str(key), label, answer, words) for key, (label, words, answer) in enumerate(line, 1)]
        if self.both_bad:
            scale.append(Option("0", "both bad", PreferenceAnswer(both_bad=True), "neither is acceptable"))
        return tuple(scale)

    def _side(self, response: ResponseId, by: int, letters: Letters) -> tuple[str, str, Answer]:
        letter = letters.letter(response)
        # The coarser scales start at plain "better".
        sign, words = _GRADES[by - 1 if len(self._grades) == 3 else by]
        answer = PreferenceAnswer.model_validate({"better": response, "by": by})
        return f"{letter}{sign}", f"{letter} is {words}", answer

    def objection(self, answer: Answer) -> str | None:
        """Return why the answer is off this scale, or None."""
        if not isinstance(answer, PreferenceAnswer):
            return super().objection(answer)
        if answer.both_bad:
            return None if self.both_bad else "'both bad' is not offered"
        if answer.better is None:
            return None if self.points % 2 else "'about the same' is not offered"
        if answer.better not in self.responses:
            return "names a response that the task does not have"
        return None if answer.by in self._grades else f"is off the scale of {self.points} points"


class Comparison(Part):
    """A line between two responses."""

    points: Literal[2, 3, 5, 7] = 7
    """Odd numbers have "about the same" in the middle."""
    both_bad: bool = False
    """Whether 0 says that neither response is acceptable."""

    def compared(self, asked: Question, shown: Presentation) -> PreferenceQuestion:
        """Return what is ``asked``, with this line as its scale."""
        first, second = shown.order
        return PreferenceQuestion(
            **dict(asked), responses=(first, second), points=self.points, both_bad=self.both_bad
        )

    def misfits(self, task: Task) -> Iterator[str]:
        """Yield a sentence when there are not exactly two responses."""
        if (count := len(task.responses)) != 2:
            yield f"has {count} response{'s' if count != 1 else ''}; a pairwise preference compares exactly 2"


class Preference(Comparison, RubricPart):
    """The rubric's ``preference``: two responses compared along one line."""

    question: Line
    required: bool = True
    see: str | None = None

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one question of a comparison."""
        asked = Question(
            id=PREFERENCE, title="Preference", text=self.question, required=self.required, see=self.see
        )
        yield self.compared(asked, shown)

    def subjects(self) -> Iterator[Subject]:
        """Yield the preference."""
        yield Subject("preference", "", PREFERENCE, ())
