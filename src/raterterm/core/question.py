"""What every kind of question has in common.

A kind of question is one module of the core with three classes: the *part* of a rubric that a lead
writes, the *question* that it becomes for one task, and the *answer* that a rater gives.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field, ValidationError

from raterterm.core.conditions import Subject, When, Word
from raterterm.core.presentation import Presentation
from raterterm.core.task import Task
from raterterm.core.words import Json, Part, QuestionId, ResponseId


class Answer(Part):
    """What a rater decided; it names responses by id, never by their place on the screen."""

    def says(self) -> frozenset[Word]:
        """Return what a condition can name of it: a point, categories, a state; nothing for most kinds."""
        return frozenset()


Answers = Mapping[QuestionId, Answer]


class Condition(Part):
    """What must have been answered for a question to stand."""

    questions: tuple[QuestionId, ...]
    """Of which one at least must be answered like this."""
    says: frozenset[Word] | None = None
    """Of which the answer must say one at least; None when any answer will do."""

    def holds(self, answers: Answers) -> bool:
        """Tell whether it was answered like this."""
        given = [answers[question] for question in self.questions if question in answers]
        return any(self.says is None or not self.says.isdisjoint(answer.says()) for answer in given)


class Option(NamedTuple):
    """One answer that a single key gives."""

    key: str
    label: str
    """Short enough for a row of them."""
    answer: Answer
    anchor: str = ""
    """What the point means, in the lead's words."""


class Letters(NamedTuple):
    """What the responses are called on the screen: A is the first shown."""

    order: tuple[ResponseId, ...]

    def letter(self, response: ResponseId) -> str:
        """Return the letter of ``response``."""
        return chr(ord("A") + self.order.index(response))

    def as_json(self) -> dict[str, str]:
        """Return the letters with the ids that they stood for."""
        return {self.letter(response): response for response in self.order}


class Question(Part):
    """One thing on the form that a rater answers."""

    answer_type: ClassVar[type[Answer]] = Answer

    id: QuestionId
    title: str
    """Names the question in a list."""
    text: str
    """What is asked."""
    response: ResponseId | None = None
    """The response that is judged; None when it is the task as a whole."""
    turn: int | None = None
    """The number, from 1, of the turn of the conversation that is judged."""
    required: bool = True
    see: str | None = None
    """The heading of the guidelines that explains it, as a link: ``#accuracy``."""
    conditions: tuple[Condition, ...] = ()
    """What must hold for it to stand."""

    @property
    def group(self) -> str:
        """What questions share that differ in the response alone."""
        return self.id

    joiners: ClassVar[tuple[str, ...]] = ()
    """Keys that say how the next one is meant, and nothing by themselves."""

    def heading(self, answers: Answers) -> str:
        """Return what names the question in a list, given the other answers."""
        del answers
        return self.title

    def about(self, letters: Letters) -> str:
        """Return what is judged, in a word or less: the letter of a response, a turn; empty for the task."""
        if self.response is not None:
            return letters.letter(self.response)
        return f"turn {self.turn}" if self.turn is not None else ""

    def asked(self, answers: Answers) -> bool:
        """Tell whether the question stands, given the other answers."""
        return all(condition.holds(answers) for condition in self.conditions)

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return the answers that one key gives, in the order of the scale; none for free text."""
        del letters
        return ()

    def answer_keys(self, letters: Letters) -> tuple[str, ...]:
        """Return the keys that answer the question, or a part of it."""
        return tuple(option.key for option in self.options(letters))

    def press(self, key: str, given: Answer | None, letters: Letters) -> Answer | None:
        """Return the answer after ``key`` is pressed on the ``given`` one.

        None when nothing is left of it, or when ``key`` is not among ``answer_keys``.
        """
        del given
        return next((option.answer for option in self.options(letters) if option.key == key), None)

    def retract(self, given: Answer) -> Answer | None:
        """Return what is left when the last key is taken back; None when nothing is."""
        del given
        return None

    def chosen(self, option: Option, given: Answer | None) -> bool:
        """Tell whether an option is part of the answer."""
        return option.answer == given

    def is_settled(self, answer: Answer) -> bool:
        """Tell whether no further key belongs to the answer, so that the next question may follow."""
        del answer
        return True

    def sketch(self, answer: Answer | None, letters: Letters) -> str | None:
        """Return the answer in a few words, for kinds whose options do not show it; None for the others."""
        del answer, letters
        return None

    def objection(self, answer: Answer) -> str | None:
        """Return why ``answer`` is not one that this question allows, or None."""
        return None if isinstance(answer, self.answer_type) else "is an answer to another kind of question"

    def shortfall(self, answer: Answer) -> str | None:
        """Return what an allowed answer still lacks before the task can be submitted, or None."""
        del answer
        return None

    def read(self, value: Json) -> Answer:
        """Return the answer that ``value`` holds; raise ValueError when it is not allowed here."""
        try:
            answer = self.answer_type.model_validate(value)
        except ValidationError as error:
            raise ValueError(f"is not an answer to {self.id}") from error
        if problem := self.objection(answer):
            raise ValueError(problem)
        return answer


class RubricPart(Part):
    """A block of the rubric that asks something."""

    when: Annotated[When | None, Field(exclude_if=lambda when: when is None)] = None
    """On which answer it depends whether anything is asked; None when it always is."""

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield what is asked of a task that is ``shown`` like this."""
        raise NotImplementedError

    def needs_responses(self) -> bool:
        """Tell whether there is nothing to ask where a task has no responses."""
        return True

    def subjects(self) -> Iterator[Subject]:
        """Yield what a condition can name of this part."""
        yield from ()

    def misfits(self, task: Task) -> Iterator[str]:
        """Yield a sentence for each reason why ``task`` cannot be judged by this part."""
        del task
        yield from ()
