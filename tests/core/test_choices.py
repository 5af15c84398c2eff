"""Choices: categories, one or several of them, and those that exclude all others."""

import pytest
from pydantic import ValidationError
from tests.worlds import a_rubric

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion
from raterterm.core.form import compile_form
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Letters
from raterterm.core.words import Json

NOBODY = Letters(())
OPTIONS = {
    "data": "Gives data away",
    "abuse": "Insults",
    "none": "Nothing of the kind",
    "unsure": "Cannot tell",
}


def choice(**changes: Json) -> ChoiceQuestion:
    """Return a choice of several, two of which stand alone."""
    written = {
        "id": "faults",
        "title": "Faults",
        "question": "Which?",
        "options": OPTIONS,
        "several": True,
        "alone": ["none", "unsure"],
        **changes,
    }
    (question,) = compile_form(a_rubric(choices=[written]), Presentation()).questions
    assert isinstance(question, ChoiceQuestion)
    return question


def pressed(keys: str, question: ChoiceQuestion) -> Answer | None:
    """Return the answer after ``keys``."""
    answer: Answer | None = None
    for key in keys:
        answer = question.press(key, answer, NOBODY)
    return answer


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ("12", ["data", "abuse"]),
        ("123", ["none"]),
        ("34", ["unsure"]),
        ("31", ["data"]),
        ("312", ["data", "abuse"]),
        ("33", None),
        ("11", None),
        ("1231", ["data"]),
    ],
)
def test_a_category_that_stands_alone_takes_the_place_of_all_others(
    keys: str, chosen: list[str] | None
) -> None:
    """By key and from the list alike; any other takes its place."""
    answer = pressed(keys, choice())

    assert (list(answer.chosen) if isinstance(answer, ChoiceAnswer) else None) == chosen


def test_nothing_follows_a_category_that_stands_alone() -> None:
    """The cursor may go on, as after the only answer of another question."""
    assert choice().is_settled(ChoiceAnswer(chosen=("none",)))
    assert not choice().is_settled(ChoiceAnswer(chosen=("data",)))


def test_it_is_enough_where_more_are_demanded() -> None:
    """Nobody can choose two things beside "nothing"."""
    question = choice(least=2)

    assert question.shortfall(ChoiceAnswer(chosen=("none",))) is None
    assert question.shortfall(ChoiceAnswer(chosen=("data",))) == "1 of at least 2 chosen"


@pytest.mark.parametrize("together", [["data", "none"], ["none", "unsure"]])
def test_it_is_read_alone(together: list[str]) -> None:
    """No bundle can say both."""
    with pytest.raises(ValueError, match=r"^none cannot be chosen beside others$"):
        choice().read({"chosen": together})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"several": False}, "expected 'several: true' beside 'alone'"),
        ({"alone": ["nothing"]}, "expected one of the categories of 'options'"),
    ],
)
def test_alone_names_categories_of_a_choice_of_several(changes: Json, message: str) -> None:
    """Of a choice of one, each excludes the others already."""
    with pytest.raises(ValidationError, match=message):
        choice(**changes)
