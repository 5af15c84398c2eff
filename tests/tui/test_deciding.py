"""Undo, skip and flag: nothing is confirmed, everything can be taken back."""

import pytest
from tests.tui.seat import FULL, SCORED, load_tasks, seated
from tests.tui.terminal import Terminal
from tests.worlds import a_rubric

from raterterm.core.events import Skipped
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.reason import ReasonScreen


async def test_undo_takes_back_the_last_decision_and_goes_to_its_question(workspace: Workspace) -> None:
    """The cursor stands where the answer was."""
    load_tasks(workspace, SCORED)
    async with seated(workspace) as seat:
        first = seat.sheet.rating.order[0]
        await seat.press("2 5 4 u u")

        assert seat.rating.cursor == f"score:accuracy@{first}"
        assert list(seat.answers) == ["preference"]
        assert "undid: answered Accuracy · A · t-1" in seat.status


async def test_undo_jumps_to_the_task_that_was_submitted(workspace: Workspace) -> None:
    """Also from the next one: the task is open again and its answers stand."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 enter u")

        assert seat.task == "t-1"
        assert seat.statuses()["t-1"] == "open"
        assert list(seat.answers) == ["preference"]
        assert "undid: submitted · t-1" in seat.status


async def test_undo_and_redo_walk_through_all_tasks(workspace: Workspace) -> None:
    """Back to the very first answer, and forth to the last."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("1 enter 2 enter 3")
        await seat.press("u u u u u")
        assert (seat.task, seat.answers) == ("t-1", {})
        assert set(seat.statuses().values()) == {"open"}

        await seat.press("U U U U U")
        assert (seat.task, list(seat.answers)) == ("t-3", ["preference"])
        assert list(seat.statuses().values()) == ["submitted", "submitted", "open"]


@pytest.mark.parametrize(
    ("key", "told"), [("u", "nothing to undo"), ("U", "nothing to redo"), ("ctrl+r", "nothing to redo")]
)
async def test_what_is_not_there_to_undo_is_told(workspace: Workspace, key: str, told: str) -> None:
    """And leaves no event."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press(key)

        assert told in seat.status
        assert seat.kinds() == []


async def test_undo_works_after_a_restart(workspace: Workspace) -> None:
    """The history is the log, not the process."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 enter ctrl+q")
    async with seated(workspace) as seat:
        await seat.press("u u")

        assert (seat.task, seat.answers) == ("t-1", {})


async def test_undo_of_a_text_goes_to_its_question(workspace: Workspace) -> None:
    """A rationale is a decision like a digit."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("r a escape k u")

        assert seat.rating.cursor == "rationale"
        assert seat.answers == {}


async def test_a_task_is_skipped_with_a_reason_and_a_note(workspace: Workspace) -> None:
    """A digit chooses the reason, what follows is the note, Enter decides."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("s 2")
        assert "● 2  I do not read the language well enough" in seat.text
        await seat.write("only 2 words")
        await seat.press("enter")

        assert [act for _, act in seat.acts() if isinstance(act, Skipped)] == [
            Skipped(reason="language", note="only 2 words")
        ]
        assert seat.task == "t-2"
        assert "skipped t-1: language" in seat.status


async def test_a_skip_can_be_typed_ahead(workspace: Workspace) -> None:
    """``s 2 Enter`` and the next task's keys, without one pause."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        seat.type_ahead("s 2 enter 3 enter s 1 n o enter")
        await seat.until(lambda: list(seat.statuses().values()) == ["skipped", "submitted", "skipped"])

        assert [act.note for _, act in seat.acts() if isinstance(act, Skipped)] == ["", "no"]


async def test_a_skip_that_is_thought_better_of_decides_nothing(workspace: Workspace) -> None:
    """Esc closes, with or without a reason; so does Enter without one do nothing."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("s enter")
        assert isinstance(seat.screen, ReasonScreen)
        await seat.press("escape s 2 a escape")

        assert seat.kinds() == []
        assert seat.task == "t-1"


async def test_a_digit_without_a_reason_is_ignored(workspace: Workspace) -> None:
    """There are five; the sixth waits for another key."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("s 9 enter")

        assert isinstance(seat.screen, ReasonScreen)
        assert seat.kinds() == []


async def test_a_skip_for_another_reason_needs_a_note(workspace: Workspace) -> None:
    """The words of that reason say nothing; Enter waits until something is written, blanks are nothing."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("s 5 enter space enter")
        assert "this reason needs a note" in seat.text
        assert seat.kinds() == []

        await seat.press("n o enter")
        assert [act for _, act in seat.acts() if isinstance(act, Skipped)] == [
            Skipped(reason="other", note="no")
        ]


async def test_the_team_s_own_reasons_are_offered(workspace: Workspace) -> None:
    """As the rubric lists them."""
    rubric = a_rubric(
        preference={"question": "Which?"},
        skip={"reasons": {"too-long": "Longer than a page"}},
        flags={"categories": {"leak": "Shows a secret"}},
    )
    load_tasks(workspace, rubric)
    async with seated(workspace) as seat:
        await seat.press("s")
        assert "1  Longer than a page" in seat.text
        await seat.press("escape f")
        assert "1  Shows a secret" in seat.text


async def test_second_window_may_look_but_not_decide(workspace: Workspace) -> None:
    """It says who holds the workspace, shows everything, and refuses each decision in words."""
    load_tasks(workspace, FULL)
    before = workspace.saved
    with Workspace.open(workspace.path, looking=True) as looked:
        async with seated(looked, None, size=(200, 36)) as seat:
            assert "looking only: in use by process" in seat.text
            await seat.press("enter")
            assert "looking only" in seat.status
            assert "Question 1?" in seat.text

            for keys in ("2", "backspace", "f 1 enter", "s 1 enter", "u", "U", "r a b c escape", "enter"):
                await seat.press(keys)
                assert "saved" not in seat.status
                assert seat.answers == {}
            await seat.press("n n p")
            assert seat.task == "t-2"
    assert workspace.saved == before


async def test_a_refused_decision_is_told_in_words(workspace: Workspace) -> None:
    """A looker who presses a digit learns why nothing happens."""
    load_tasks(workspace)
    with Workspace.open(workspace.path, looking=True) as looked:
        async with seated(looked, size=(240, 36)) as seat:
            await seat.press("2")

            assert "NOT SAVED" in seat.status
            assert "is open to be read only" in seat.status


def test_second_process_names_the_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two terminals on one workspace: the second says which process holds it, and writes nothing."""
    home = tmp_path_factory.mktemp("home")
    with Workspace.open(home / "workspace.db") as opened:
        load_tasks(opened)
    with Terminal(home=home) as first:
        first.wait_for("⏎ starts b")
        with Terminal(home=home, size=(160, 30)) as second:
            second.wait_for(f"looking only: in use by process {first.process.pid}")
            second.press("enter 2")
            second.wait_for("NOT SAVED")
            first.press("enter 2")
            first.wait_for("saved 2")
    with Workspace.look(home / "workspace.db") as looked:
        assert looked.saved == 2
