"""The form: the questions that a rubric asks about one task, in order."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Letters, Question
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, QuestionId


class Form(NamedTuple):
    """The questions about one task whose responses are shown in a certain order."""

    letters: Letters
    questions: tuple[Question, ...]

    def question(self, question: QuestionId) -> Question | None:
        """Return the question with this id, or None when the form has none."""
        return next((known for known in self.questions if known.id == question), None)

    def asked(self, answers: Answers) -> tuple[Question, ...]:
        """Return the questions that stand, given the answers so far.

        An answer to a question that does not stand counts for no other.
        """
        while True:
            asked = tuple(question for question in self.questions if question.asked(answers))
            standing = _answers_to(asked, answers)
            if len(standing) == len(answers):
                return asked
            answers = standing

    def counted(self, answers: Answers) -> dict[QuestionId, Answer]:
        """Return the answers to the questions that stand; the others are kept, and count for nothing."""
        return _answers_to(self.asked(answers), answers)

    def read(self, answers: Mapping[QuestionId, Json]) -> dict[QuestionId, Answer]:
        """Return the answers that ``answers`` hold; raise ValueError on the first that is not allowed."""
        known = {question.id: question for question in self.questions}
        if strangers := [given for given in answers if given not in known]:
            raise ValueError(f"{strangers[0]} is not asked")
        return {given: known[given].read(value) for given, value in answers.items()}


def compile_form(rubric: Rubric, shown: Presentation) -> Form:
    """Return the questions that ``rubric`` asks about a task that is ``shown`` like this."""
    return Form(Letters(shown.order), tuple(rubric.questions(shown)))


def _answers_to(questions: Iterable[Question], answers: Answers) -> dict[QuestionId, Answer]:
    ids = {question.id for question in questions}
    return {question: answer for question, answer in answers.items() if question in ids}
