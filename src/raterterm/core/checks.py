"""Checks: what a response had to do, met or not, one by one."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.conditions import Subject, Word
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Condition, Letters, Option, Question, RubricPart
from raterterm.core.words import Line, QuestionId, ResponseId, Slug
from raterterm.core.writing import TextAnswer, TextQuestion

State = Literal["met", "not met", "unclear"]

_STATES: tuple[tuple[str, State, str, str], ...] = (
    ("1", "met", "✓", "the response does what is demanded"),
    ("2", "not met", "✗", "it does not"),
    ("3", "unclear", "?", "it cannot be told, or is met in part"),
)

MAX_CONSTRAINT = 2000
"""Characters of a check: constraints come with tasks."""


class CheckAnswer(Answer):
    """Whether a response does what was demanded."""

    state: State

    def says(self) -> frozenset[Word]:
        """Return the state."""
        return frozenset({self.state})


class CheckQuestion(Question):
    """Whether one response does what one check demands."""

    answer_type: ClassVar[type[Answer]] = CheckAnswer

    check: str
    demand: Annotated[str, StringConstraints(max_length=MAX_CONSTRAINT)]
    """What is demanded; empty when the rater wrote it."""
    written: QuestionId | None = None
    """The question whose answer is the demand."""

    @property
    def group(self) -> str:
        """The check's id."""
        return f"check:{self.check}"

    def heading(self, answers: Answers) -> str:
        """Return what is demanded."""
        written = answers.get(self.written) if self.written else None
        return written.text if isinstance(written, TextAnswer) else self.title

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return met, not met and unclear."""
        del letters
        return tuple(
            Option(key, label, CheckAnswer(state=state), f"{state}: {words}")
            for key, state, label, words in _STATES
        )


class Checks(RubricPart):
    """The rubric's ``checks``: what each response had to do."""

    question: Line = "Does the response do this?"
    demands: Mapping[Slug, Line] = Field(default_factory=dict, max_length=40)
    """Asked of every task."""
    constraints: bool = True
    """Whether the constraints that a task carries are checks too."""
    added: Annotated[int, Field(ge=0, le=9)] = 0
    """How many checks a rater may add."""
    required: bool = True
    see: str | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not (self.demands or self.constraints or self.added):
            raise PydanticCustomError(
                "checks", "expected 'demands', 'constraints' or 'added': nothing is checked"
            )
        return self

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield a question for each check and response, then the checks that the rater may add."""
        for name, demand in self.demands.items():
            yield from self._checked(name, demand, shown)
        for number, constraint in enumerate(shown.constraints if self.constraints else (), start=1):
            yield from self._checked(f"task-{number}", constraint, shown)
        before: QuestionId | None = None
        for number in range(1, self.added + 1):
            added = QuestionId(f"added:{number}")
            yield TextQuestion(
                id=added,
                title="Another check",
                text="What else did the prompt demand? It is checked for each response.",
                required=False,
                see=self.see,
                conditions=_after(before),
            )
            yield from self._checked(f"added-{number}", "", shown, written=added)
            before = added

    def _checked(
        self, name: str, demand: str, shown: Presentation, *, written: QuestionId | None = None
    ) -> Iterator[Question]:
        for response in shown.order:
            yield self._check(name, demand[:MAX_CONSTRAINT], response, written)

    def _check(
        self, name: str, demand: str, response: ResponseId, written: QuestionId | None
    ) -> CheckQuestion:
        return CheckQuestion(
            id=QuestionId(f"check:{name}@{response}"),
            title=demand or "Added check",
            text=f"{demand}: {self.question}" if demand else self.question,
            response=response,
            required=self.required,
            see=self.see,
            check=name,
            demand=demand,
            written=written,
            conditions=_after(written),
        )

    def subjects(self) -> Iterator[Subject]:
        """Yield the checks that every task has."""
        for name in self.demands:
            yield Subject(
                "check", name, f"check:{name}", tuple(state for _, state, *_ in _STATES), per="response"
            )


def _after(question: QuestionId | None) -> tuple[Condition, ...]:
    """Return that a question must have been answered, where one is named."""
    return () if question is None else (Condition(questions=(question,)),)
