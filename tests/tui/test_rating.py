"""Rating: digits answer, Enter goes on, and keys typed ahead land where they would have."""

import pytest
from tests.tui.seat import FULL, PAIRWISE, SCORED, Seat, count_events, load_tasks, seated
from tests.worlds import a_criterion, a_rubric, task_line

from raterterm.core.events import Answered, Viewed
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.preflight import PreflightScreen
from raterterm.tui.widgets.lines import StatusLine


async def test_a_pairwise_task_takes_two_keys(workspace: Workspace) -> None:
    """A digit prefers, Enter submits and shows the next task."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 enter")

        assert seat.statuses() == {"t-1": "submitted", "t-2": "open", "t-3": "open"}
        assert seat.task == "t-2"
        assert "Question 2?" in seat.text
        assert "submitted t-1" in seat.status


async def test_a_preference_and_three_criteria_of_two_responses_take_eight_keys(workspace: Workspace) -> None:
    """One digit a question, then Enter."""
    load_tasks(workspace, SCORED)
    async with seated(workspace) as seat:
        await seat.press("6 1 2 3 4 5 1 enter")

        points = [
            act.answer["point"]
            for _, act in seat.acts()
            if isinstance(act, Answered) and "point" in act.answer
        ]
        assert points == [1, 2, 3, 4, 5, 1]
        assert seat.statuses()["t-1"] == "submitted"
        assert seat.task == "t-2"


async def test_auto_submit_makes_it_one_key_a_task(workspace: Workspace) -> None:
    """The task is submitted as soon as nothing is missing."""
    rubric = a_rubric(auto_submit=True, preference={"question": "Which?"})
    load_tasks(workspace, rubric)
    async with seated(workspace) as seat:
        await seat.press("2")
        assert seat.statuses()["t-1"] == "submitted"

        await seat.press("3 4")
        assert set(seat.statuses().values()) == {"submitted"}


async def test_keys_typed_ahead_land_in_the_tasks_that_they_were_meant_for(workspace: Workspace) -> None:
    """Across Enter too, however many come at once."""
    load_tasks(workspace, SCORED, tasks=6)
    async with seated(workspace) as seat:
        seat.type_ahead(" ".join(f"{number} " + f"{number} " * 6 + "enter" for number in range(1, 6)))
        await seat.until(lambda: seat.task == "t-6")

        for number in range(1, 6):
            given = [act for task, act in seat.acts() if task == f"t-{number}" and isinstance(act, Answered)]
            assert [act.answer.get("point", number) for act in given] == [number] * 7
        assert list(seat.statuses().values()) == ["submitted"] * 5 + ["open"]


async def test_the_answers_name_responses_whichever_side_they_stood_on(workspace: Workspace) -> None:
    """The first key prefers what stands left, and is kept as the id of the response there."""
    load_tasks(workspace, tasks=12)
    async with seated(workspace) as seat:
        seat.type_ahead("1 enter " * 12)
        await seat.until(lambda: isinstance(seat.screen, PreflightScreen))

        orders = {task: act.order for task, act in seat.acts() if isinstance(act, Viewed)}
        given = {task: act.answer for task, act in seat.acts() if isinstance(act, Answered)}
        assert set(orders.values()) == {("r1", "r2"), ("r2", "r1")}
        assert given == {
            task: {"better": order[0], "by": 3, "both_bad": False} for task, order in orders.items()
        }


async def test_the_response_that_is_preferred_is_the_one_on_the_screen(workspace: Workspace) -> None:
    """What stands on the left of the screen is what the record of the presentation says."""
    load_tasks(workspace, tasks=8)
    async with seated(workspace) as seat:
        for _ in range(8):
            row = next(line for line in seat.lines if "Answer 1" in line and "Answer 2" in line)
            left = "r1" if row.index("Answer 1") < row.index("Answer 2") else "r2"

            assert seat.sheet.rating.order[0] == left
            await seat.press("n")


async def test_x_says_that_a_criterion_does_not_apply(workspace: Workspace) -> None:
    """And the cursor goes on as with a digit."""
    load_tasks(workspace, a_rubric(criteria=[a_criterion(not_applicable=True)]))
    async with seated(workspace) as seat:
        await seat.press("x 3 enter")

        answers = [act.answer for _, act in seat.acts() if isinstance(act, Answered)]
        assert answers == [{"point": None, "not_applicable": True}, {"point": 3, "not_applicable": False}]
        assert seat.task == "t-2"


async def test_zero_says_that_both_are_bad(workspace: Workspace) -> None:
    """Where the rubric offers it."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("0")

        assert seat.answers == {"preference": {"better": None, "by": 0, "both_bad": True}}


async def test_backspace_takes_the_answer_under_the_cursor_back(workspace: Workspace) -> None:
    """It is a decision of its own, and may be repeated without harm."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 backspace backspace")

        assert seat.kinds() == ["answered", "withdrew"]
        assert seat.answers == {}
        assert "[" not in seat.text


@pytest.mark.parametrize(
    ("key", "told"),
    [("8", "8 is no answer here; press 1, 2, 3, 4, 5, 6, 7, 0"), ("x", "x is no answer here; press 1, 2,")],
)
async def test_a_key_that_is_no_answer_is_told_and_decides_nothing(
    workspace: Workspace, key: str, told: str
) -> None:
    """With the keys that are."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press(key)

        assert told in seat.status
        assert seat.kinds() == []


async def test_a_digit_changes_an_answer(workspace: Workspace) -> None:
    """The last one stands; both are in the log."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 4")

        assert seat.answers == {"preference": {"better": None, "by": 0, "both_bad": False}}
        assert seat.kinds() == ["answered", "answered"]


async def test_a_digit_on_a_submitted_task_takes_it_up_again(workspace: Workspace) -> None:
    """The reopening is in the log before the new answer."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 enter p 6")

        assert seat.kinds() == ["answered", "submitted", "reopened", "answered"]
        assert seat.statuses()["t-1"] == "open"
        assert "not submitted" in seat.status


async def test_enter_goes_to_the_first_thing_that_is_missing(workspace: Workspace) -> None:
    """And says what it lacks; nothing is submitted."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("j j enter")

        assert seat.rating.cursor == "preference"
        assert "Preference: not answered" in seat.status
        assert seat.statuses()["t-1"] == "open"


async def test_enter_goes_into_the_editor_when_a_text_is_missing(workspace: Workspace) -> None:
    """So that all of a task can be done without a look at the keys."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 3 3 enter")

        assert seat.rating.is_writing
        assert seat.rating.cursor == "rationale"


async def test_a_low_score_asks_for_its_reason(workspace: Workspace) -> None:
    """Enter goes to the note of that response."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 3 1 enter")
        second = seat.sheet.rating.order[1]

        assert seat.rating.is_writing
        assert seat.rating.cursor == f"note:accuracy@{second}"


async def test_the_cursor_moves_along_questions_and_responses(workspace: Workspace) -> None:
    """J and k change the row, h and l the response in it."""
    load_tasks(workspace, SCORED)
    async with seated(workspace) as seat:
        first, second = seat.sheet.rating.order
        seen = []
        for key in ("j", "l", "j", "h", "k", "k"):
            await seat.press(key)
            seen.append(seat.rating.cursor)

        assert seen == [
            f"score:accuracy@{first}",
            f"score:accuracy@{second}",
            f"score:depth@{second}",
            f"score:depth@{first}",
            f"score:accuracy@{first}",
            "preference",
        ]


async def test_the_card_tells_what_the_points_under_the_cursor_mean(workspace: Workspace) -> None:
    """The anchors that the lead wrote are always on the screen."""
    load_tasks(workspace, SCORED)
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("j")

        assert "1  Wrong" in seat.text
        assert "5  Right" in seat.text


async def test_saved_counts_the_events_that_are_in_the_database(workspace: Workspace) -> None:
    """At every moment that it is shown, as another process counts them."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        for keys in (
            "2",
            "3",
            "1",
            "enter",
            "w",
            "h",
            "y",
            "escape",
            "backspace",
            "u",
            "U",
            "f",
            "2",
            "enter",
            "s",
            "1",
            "enter",
            "n",
            "p",
        ):
            await seat.press(keys)
            if isinstance(seat.screen, type(seat.rating)):
                assert _saved(seat) == count_events(workspace.path)


async def test_saved_is_never_drawn_before_the_decision_is_durable(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each drawing of the line is compared with what another process finds at that instant."""
    load_tasks(workspace, SCORED)
    drawn: list[tuple[str, int]] = []
    show = StatusLine.show

    def watched(line: StatusLine, *parts: object) -> None:
        drawn.append((str(parts[0]), count_events(workspace.path)))
        show(line, *parts)  # type: ignore[arg-type]

    monkeypatch.setattr(StatusLine, "show", watched)
    async with seated(workspace) as seat:
        await seat.press("2 1 2 3 4 5 1 enter 3 u U 8 backspace p 6")

    assert len(drawn) > 12
    assert all(told == f"saved {count}" for told, count in drawn)


def _saved(seat: Seat) -> int:
    return int(seat.status.split()[1])


async def test_a_decision_that_cannot_be_saved_is_told_and_not_shown(workspace: Workspace) -> None:
    """The number stays, and the answer is not drawn."""
    load_tasks(workspace)
    async with seated(workspace, size=(240, 36)) as seat:
        before = _saved(seat)
        workspace.path.rename(workspace.path.with_suffix(".moved"))
        await seat.press("2")

        assert "NOT SAVED" in seat.status
        assert "was moved or deleted" in seat.status
        assert _saved(seat) == before
        assert seat.answers == {}


async def test_two_points_need_no_more_keys(workspace: Workspace) -> None:
    """A coarser scale starts at plain "better"."""
    load_tasks(workspace, a_rubric(preference={"question": "Which?", "points": 2}))
    async with seated(workspace) as seat:
        assert "1 A>  2 B>" in seat.text
        await seat.press("3")
        assert "3 is no answer here; press 1, 2" in seat.status


async def test_the_last_task_leads_to_the_export(workspace: Workspace) -> None:
    """When nothing is open any more."""
    load_tasks(workspace, PAIRWISE, tasks=1)
    async with seated(workspace) as seat:
        await seat.press("2 enter")

        assert isinstance(seat.screen, PreflightScreen)
        assert "Nothing is missing" in seat.text


async def test_answers_that_contradict_each_other_are_pointed_out(workspace: Workspace) -> None:
    """On one quiet line before submitting, with a key that goes there; nothing is held up."""
    load_tasks(workspace, SCORED, tasks=2)
    async with seated(workspace, size=(240, 44)) as seat:
        await seat.press("1 1 5 1 5 1 5")
        assert "! goes there" in seat.status
        await seat.press("exclamation_mark")
        assert seat.rating.cursor == "preference"
        await seat.press("enter")

        assert seat.statuses()["t-1"] == "submitted"


async def test_what_a_check_measures_is_shown_beside_it(workspace: Workspace) -> None:
    """As evidence: the answer stays the rater's."""
    rubric = a_rubric(checks={})
    load_tasks(workspace, rubric, lines=[task_line("t-1", constraints=["at most 5 words"])])
    async with seated(workspace, size=(160, 44)) as seat:
        assert "measured: 2 words" in seat.text
        assert seat.answers == {}
