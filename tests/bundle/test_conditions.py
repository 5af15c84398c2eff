"""Conditions in a bundle: what was asked is worked out again from the rubric enclosed."""

import json

import pytest
from pydantic import ValidationError
from tests.worlds import GENESIS, a_criterion, a_rubric, answered, event, seen

from raterterm.bundle.content import judge
from raterterm.bundle.statement import first_problem
from raterterm.core.events import Act, Submitted, Viewed
from raterterm.core.presentation import order_of
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, ResponseId, TaskId
from raterterm.errors import BundleRefused

WHY: dict[str, Json] = {
    "id": "why",
    "title": "Why",
    "question": "What is wrong?",
    "options": {"fact": "A fact", "source": "A source"},
    "when": {"criterion": "accuracy", "at_or_below": 2},
}
RUBRIC = a_rubric(criteria=[a_criterion(per="task")], choices=[WHY])
FACT = answered("choice:why", {"chosen": ["fact"]})


def score(point: int) -> Act:
    """Return the act of scoring the task."""
    return answered("score:accuracy", {"point": point, "not_applicable": False})


def judged(*acts: Act) -> Rating:
    """Return what a team is told of a task that was seen, then decided about like this."""
    events = [event(n, act) for n, act in enumerate((seen("r1"), *acts), start=1)]
    (rating,) = judge(events, RUBRIC, "seed")
    return rating


@pytest.mark.parametrize(
    ("acts", "answers"),
    [
        ([score(5), Submitted()], {"score:accuracy"}),
        ([score(1), FACT, Submitted()], {"score:accuracy", "choice:why"}),
        ([score(1), FACT, score(5), Submitted()], {"score:accuracy"}),
        ([score(1), FACT, score(5), score(2), Submitted()], {"score:accuracy", "choice:why"}),
        ([FACT, score(5), Submitted()], {"score:accuracy"}),
        ([FACT], set()),
    ],
)
def test_a_team_is_told_the_answers_to_what_is_asked(acts: list[Act], answers: set[str]) -> None:
    """Whatever was answered before the condition stopped holding, or before it held."""
    assert set(judged(*acts).answers) == answers


def test_a_rating_that_lacks_what_its_answers_ask_for_is_refused() -> None:
    """A low score asks why; a team that gets none got no whole rating."""
    with pytest.raises(BundleRefused) as refused:
        judged(score(1), Submitted())

    assert refused.value.code == "rating-incomplete"


@pytest.mark.parametrize("chosen", [["nothing"], ["fact", "source"], []])
def test_an_answer_that_is_not_asked_must_be_a_possible_one(chosen: list[str]) -> None:
    """The app records no other, so a log that holds one was not written by it."""
    with pytest.raises(BundleRefused) as refused:
        judged(answered("choice:why", {"chosen": chosen}), score(5), Submitted())

    assert refused.value.code == "rating-answer"


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ({"criterion": "acuracy", "answered": True}, "expected a criterion with a scale"),
        ({"criterion": "accuracy", "is": 7}, "expected 1, 2, 3, 4 or 5 of accuracy"),
        ({"choice": "why", "has": "fact"}, "depends on itself: why → why"),
        ({"criterion": "accuracy"}, "expected one of"),
    ],
)
def test_a_rubric_whose_condition_cannot_be_is_no_rubric(when: Json, problem: str) -> None:
    """The one enclosed is read as strictly as the lead's file."""
    enclosed = RUBRIC.model_dump(mode="json")
    enclosed["choices"][0]["when"] = when

    with pytest.raises(ValidationError) as caught:
        Rubric.model_validate(json.loads(json.dumps(enclosed)))

    assert problem in first_problem(caught.value)


def test_the_anchors_that_were_shown_do_not_decide_what_is_valid() -> None:
    """They are told to the team, and a point is a point of the rubric."""
    order = order_of("seed", TaskId("t-1"), [ResponseId("r1")])
    shown = Viewed(order=order, task_sha256=GENESIS, anchors={"accuracy": {"5": "Names 1998"}})
    acts = (shown, score(5), Submitted())

    (rating,) = judge([event(n, act) for n, act in enumerate(acts, start=1)], RUBRIC, "seed")

    assert rating.shown.anchors == {"accuracy": {"5": "Names 1998"}}
