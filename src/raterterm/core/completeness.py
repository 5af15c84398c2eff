"""Completeness: what a task still lacks before it can be submitted."""

from typing import NamedTuple

from raterterm.core.form import Form
from raterterm.core.question import Answers, Question


class Missing(NamedTuple):
    """A question that keeps the task from being complete."""

    question: Question
    lack: str
    """What is lacking, to stand after the question's title."""


def missing(form: Form, answers: Answers) -> tuple[Missing, ...]:
    """Return what is missing, in the order of the form."""
    lacks = ((question, _lack(question, answers)) for question in form.asked(answers))
    return tuple(Missing(question, lack) for question, lack in lacks if lack)


def _lack(question: Question, answers: Answers) -> str | None:
    answer = answers.get(question.id)
    if answer is None:
        return "not answered" if question.required else None
    return question.shortfall(answer)
