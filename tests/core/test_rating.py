"""A rating: all that one rater decided about one task, as a fold over its events."""

import pytest
from tests.worlds import GENESIS, answered, event, order, seen

from raterterm.core.events import (
    Act,
    Flagged,
    Redid,
    Reopened,
    Skipped,
    Submitted,
    Undid,
    Unflagged,
    Withdrew,
)
from raterterm.core.rating import Rating, replay
from raterterm.core.words import QuestionId, ResponseId, TaskId

TASK = TaskId("t-1")
SKIP = Skipped(reason="language", note="Finnish")


def after(*acts: Act) -> Rating:
    """Return the state of a task after ``acts``, the first at nine and one second."""
    return replay(TASK, [event(n, act) for n, act in enumerate(acts, start=1)])


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([], {}),
        ([seen("r2", "r1")], {"order": order("r2", "r1"), "task_sha256": GENESIS}),
        ([answered("p", {"by": 1})], {"answers": {"p": {"by": 1}}}),
        ([answered("p", {"by": 1}), answered("p", {"by": 2})], {"answers": {"p": {"by": 2}}}),
        (
            [answered("p", {}), answered("q", {}), Withdrew(question=QuestionId("p"))],
            {"answers": {"q": {}}},
        ),
        ([Withdrew(question=QuestionId("p"))], {}),
        ([Submitted()], {"status": "submitted", "decided_at": "2026-03-01T09:00:01.000Z"}),
        ([SKIP], {"status": "skipped", "skip": SKIP, "decided_at": "2026-03-01T09:00:01.000Z"}),
        ([Submitted(), Reopened()], {}),
        ([SKIP, Reopened()], {"skip": SKIP}),
        (
            [SKIP, Reopened(), Submitted()],
            {"status": "submitted", "decided_at": "2026-03-01T09:00:03.000Z"},
        ),
        ([Flagged(category="unsafe", note="n")], {"flags": {"unsafe": {"note": "n", "response": None}}}),
        (
            [Flagged(category="unsafe", response=ResponseId("r1"))],
            {"flags": {"unsafe": {"note": "", "response": "r1"}}},
        ),
        (
            [Flagged(category="unsafe"), Flagged(category="unsafe", severity="high")],
            {"flags": {"unsafe": {"note": "", "response": None, "severity": "high"}}},
        ),
        ([Flagged(category="unsafe"), Unflagged(category="unsafe")], {}),
        ([answered("p", {"by": 1}), Undid(event=1)], {}),
        ([answered("p", {"by": 1}), Undid(event=1), Redid(event=1)], {"answers": {"p": {"by": 1}}}),
        (
            [answered("p", {"by": 1}), answered("p", {"by": 2}), Undid(event=2)],
            {"answers": {"p": {"by": 1}}},
        ),
    ],
)
def test_a_state_follows_from_its_events(acts: list[Act], state: dict[str, object]) -> None:
    """Each act does what its name says, and an undone one counts for nothing."""
    assert after(*acts) == Rating.model_validate({"task": TASK, **state})


@pytest.mark.parametrize(
    ("acts", "touched"),
    [
        ([], False),
        ([seen("r1", "r2")], False),
        ([answered("p", {})], True),
        ([Flagged(category="unsafe")], True),
        ([Submitted()], True),
        ([SKIP], True),
        ([SKIP, Reopened()], False),
        ([answered("p", {}), Undid(event=1)], False),
    ],
)
def test_a_task_is_touched_once_something_stands_decided(acts: list[Act], touched: bool) -> None:
    """Having been seen is not enough."""
    assert after(*acts).touched is touched
