"""Asides: what is worth knowing at a question, and is no part of it."""

from collections.abc import Iterable

from raterterm.core.checks import CheckQuestion
from raterterm.core.question import Answers, Question
from raterterm.core.task import Response


def evidence(question: Question, responses: Iterable[Response], answers: Answers) -> str:
    """Return what a response shows of a check that can be measured; nothing of others."""
    text = next((known.text for known in responses if known.id == question.response), None)
    if not isinstance(question, CheckQuestion) or text is None:
        return ""
    from raterterm.core.measures import measure  # noqa: PLC0415 - 30 ms that the first screen need not wait for

    found = measure(question.demand or question.heading(answers), text)
    return "" if found is None else " · ".join(filter(None, [f"measured: {found.found}", found.detail]))
