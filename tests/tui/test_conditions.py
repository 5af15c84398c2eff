"""Conditions on the screen: rows come and go, nothing that is not asked stands in the way."""

from pathlib import Path

import pytest
from tests.tui.delivered import delivered
from tests.tui.seat import load_tasks, seated
from tests.worlds import a_criterion, a_rubric

from raterterm.core import jsontext
from raterterm.core.words import Json
from raterterm.store.workspace import Workspace

WHY = {
    "id": "why",
    "title": "What is wrong",
    "question": "What is wrong?",
    "per": "response",
    "options": {"fact": "A fact", "source": "A source"},
    "when": {"criterion": "accuracy", "at_or_below": 2},
}
RUBRIC = a_rubric(
    criteria=[a_criterion()], choices=[WHY], rewrite={"when": {"choice": "why", "has": "source"}}
)
"""A low score asks why, for the same response; a wrong source asks for a rewrite."""


async def test_a_row_appears_when_it_is_asked_and_goes_with_the_reason(workspace: Workspace) -> None:
    """And the cursor goes there next, since it is required."""
    load_tasks(workspace, RUBRIC, tasks=1)
    async with seated(workspace) as seat:
        assert "What is wrong" not in seat.text

        await seat.press("1 5")
        first = seat.sheet.form.letters.order[0]
        assert "What is wrong" in seat.text
        assert seat.rating.cursor == f"choice:why@{first}"

        await seat.press("2")
        assert "Rewrite" in seat.text
        assert seat.rating.cursor == "rewrite"

        await seat.press("u u u 4")
        assert "What is wrong" not in seat.text
        assert "Rewrite" not in seat.text


async def test_the_cursor_goes_to_what_an_answer_asks_before_what_is_asked_anyway(
    workspace: Workspace,
) -> None:
    """Digits typed ahead for the same row land there first."""
    rubric = a_rubric(criteria=[a_criterion(), a_criterion("depth")], choices=[WHY])
    load_tasks(workspace, rubric, tasks=1)
    async with seated(workspace) as seat:
        first, second = seat.sheet.form.letters.order
        cursors = []
        for key in "12123":
            await seat.press(key)
            cursors.append(seat.rating.cursor)

        assert cursors == [
            f"score:accuracy@{second}",
            f"choice:why@{first}",
            f"choice:why@{second}",
            f"score:depth@{first}",
            f"score:depth@{second}",
        ]


async def test_enter_does_not_submit_what_is_asked_since(workspace: Workspace) -> None:
    """It goes to the question that is missing."""
    load_tasks(workspace, RUBRIC, tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 5 enter")

        assert seat.statuses() == {"t-1": "open"}
        assert "What is wrong · A: not answered" in seat.status


async def test_an_answer_that_is_no_longer_asked_is_kept_but_not_delivered(
    workspace: Workspace, tmp_path: Path
) -> None:
    """It blocks nothing, is in no rating, and the bundle verifies."""
    load_tasks(workspace, RUBRIC, tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 5 1")
        first = seat.sheet.form.letters.order[0]
        await seat.press("k 5 enter")
        assert seat.statuses() == {"t-1": "submitted"}
        kept = f"choice:why@{first}"
        assert kept in seat.answers

    (rating,) = delivered(workspace, tmp_path)

    assert sorted(rating.answers) == ["score:accuracy@r1", "score:accuracy@r2"]


async def test_hints_on_a_rationale_that_is_no_longer_asked_stand_in_no_way(workspace: Workspace) -> None:
    """Also where the rubric requires that hints are met."""
    rationale = {"lint": "require", "min_words": 1, "when": {"criterion": "accuracy", "at_or_below": 2}}
    rubric = a_rubric(criteria=[a_criterion(per="task")], rationale=rationale)
    load_tasks(workspace, rubric, tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 r")
        await seat.write("It is clearer and flows better overall.")
        await seat.press("escape enter")
        assert "hint" in seat.status
        assert seat.statuses() == {"t-1": "open"}

        await seat.press("k 4 enter")

        assert seat.statuses() == {"t-1": "submitted"}


async def test_a_draft_that_is_no_longer_asked_stands_in_no_way(workspace: Workspace) -> None:
    """What was begun is not lost, and keeps nothing from being submitted."""
    rewrite = {"when": {"criterion": "accuracy", "at_or_below": 2}}
    load_tasks(workspace, a_rubric(criteria=[a_criterion(per="task")], rewrite=rewrite), tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 e enter h i")
        seat.rating.keep()
        await seat.press("escape u u 4 enter")

        assert seat.statuses() == {"t-1": "submitted"}


@pytest.mark.parametrize(
    ("keys", "statuses"),
    [
        ("4 4", {"t-1": "submitted", "t-2": "open"}),
        ("1 4", {"t-1": "open", "t-2": "open"}),
        ("1 4 1", {"t-1": "submitted", "t-2": "open"}),
        ("1 1 1", {"t-1": "open", "t-2": "open"}),
        ("1 1 1 1", {"t-1": "submitted", "t-2": "open"}),
    ],
)
async def test_auto_submit_waits_for_what_an_answer_asks(
    workspace: Workspace, keys: str, statuses: Json
) -> None:
    """The last score submits only where it asks nothing more."""
    load_tasks(workspace, a_rubric(auto_submit=True, criteria=[a_criterion()], choices=[WHY]), tasks=2)
    async with seated(workspace) as seat:
        await seat.press(keys)

        assert seat.statuses() == statuses


async def test_a_lead_says_what_comes_first(workspace: Workspace) -> None:
    """The cursor starts there, and the rows stand like that."""
    load_tasks(
        workspace,
        a_rubric(order=["criteria"], preference={"question": "Which?"}, criteria=[a_criterion(per="task")]),
    )
    async with seated(workspace) as seat:
        rows = [line for line in seat.lines if line[4:].startswith(("Accuracy", "Preference"))]

        assert seat.rating.cursor == "score:accuracy"
        assert rows[0][4:].startswith("Accuracy")
        assert rows[1][4:].startswith("Preference")


async def test_the_card_shows_what_points_mean_for_this_task(workspace: Workspace) -> None:
    """In place of what the rubric says, and for this task alone."""
    tasks = [
        {
            "id": "t-1",
            "prompt": "?",
            "responses": [{"id": "r1", "text": "x"}],
            "anchors": {"accuracy": {"1": "No year"}},
        },
        {"id": "t-2", "prompt": "?", "responses": [{"id": "r1", "text": "x"}]},
    ]
    load_tasks(workspace, a_rubric(criteria=[a_criterion()]), lines=[jsontext.encode(task) for task in tasks])
    async with seated(workspace) as seat:
        assert "No year" in seat.text
        assert "Wrong" not in seat.text

        await seat.press("1 enter")
        assert seat.task == "t-2"
        assert "Wrong" in seat.text


async def test_a_bundle_of_anchored_tasks_verifies_without_the_batch(
    workspace: Workspace, tmp_path: Path
) -> None:
    """What the rater was shown is in the audit log."""
    task = {
        "id": "t-1",
        "prompt": "?",
        "responses": [{"id": "r1", "text": "x"}],
        "anchors": {"accuracy": {"1": "No year"}},
    }
    load_tasks(workspace, a_rubric(criteria=[a_criterion()]), lines=[jsontext.encode(task)])
    async with seated(workspace) as seat:
        await seat.press("1 enter")

    (rating,) = delivered(workspace, tmp_path)

    assert rating.shown.anchors == {"accuracy": {"1": "No year"}}


async def test_a_category_that_excludes_others_is_one_key(workspace: Workspace) -> None:
    """It takes the place of what was chosen, and the cursor goes on."""
    several = {
        **WHY,
        "per": "task",
        "several": True,
        "alone": ["none"],
        "options": {"fact": "A fact", "source": "A source", "none": "None"},
    }
    del several["when"]
    load_tasks(workspace, a_rubric(choices=[several], confidence={}), tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 2")
        assert seat.rating.cursor == "choice:why"

        await seat.press("3")
        assert seat.answers["choice:why"] == {"chosen": ["none"]}
        assert seat.rating.cursor == "confidence"
