"""Sensitive tasks: nothing of them is shown, and nothing can be answered, before the rater says so."""

from time import monotonic

from tests.tui.seat import FULL, load_tasks, seated
from tests.worlds import task_line

from raterterm.core.breaks import Pace
from raterterm.store.exposure import Exposures
from raterterm.store.workspace import Workspace

SENSITIVE = task_line("t-1", prompt="About harm.", sensitive=["self-harm", "violence"])
PLAIN = task_line("t-2", prompt="About cats.")
TWO = [SENSITIVE, PLAIN]


async def test_a_sensitive_task_is_covered_and_names_its_category(workspace: Workspace) -> None:
    """Not a word of prompt or responses; what it is about, and which key shows it."""
    load_tasks(workspace, lines=TWO)
    async with seated(workspace) as seat:
        assert "About harm" not in seat.text
        assert "Answer 1" not in seat.text
        assert "self-harm, violence" in seat.text
        assert "V   uncover it" in seat.text


async def test_v_uncovers_it_for_as_long_as_the_batch_is_open(workspace: Workspace) -> None:
    """Coming back to it does not ask again."""
    load_tasks(workspace, lines=TWO)
    async with seated(workspace) as seat:
        await seat.press("V")
        assert "About harm" in seat.text
        await seat.press("n p")
        assert "About harm" in seat.text


async def test_nothing_is_answered_while_it_is_covered(workspace: Workspace) -> None:
    """Keys typed ahead would rate what was not seen; skipping and flagging go on working."""
    load_tasks(workspace, FULL, lines=TWO)
    async with seated(workspace) as seat:
        await seat.press("2 x backspace enter r")
        assert "V uncovers it" in seat.status
        assert seat.kinds() == []
        await seat.press("f 1 enter")

        assert seat.kinds() == ["flagged"]


async def test_not_wanting_to_read_it_is_a_reason_to_skip(workspace: Workspace) -> None:
    """The next task is shown, and it is not covered."""
    load_tasks(workspace, lines=TWO)
    async with seated(workspace) as seat:
        await seat.press("s 4 enter")

        assert seat.kinds() == ["skipped"]
        assert "About cats" in seat.text


async def test_the_day_is_counted(workspace: Workspace) -> None:
    """Each task once, over all batches; the next cover says so."""
    load_tasks(workspace, lines=[SENSITIVE, task_line("t-2", sensitive=["violence"])])
    async with seated(workspace) as seat:
        await seat.press("V n")
        assert "1 sensitive task uncovered today" in seat.text
        await seat.press("V p n")

        assert Exposures(workspace).count(workspace.today()) == 2


async def test_the_list_of_tasks_does_not_tell_either(workspace: Workspace) -> None:
    """Until it is uncovered."""
    load_tasks(workspace, lines=TWO)
    async with seated(workspace) as seat:
        await seat.press("o")
        assert "About harm" not in seat.text
        assert "(covered: self-harm, violence)" in seat.text
        await seat.press("escape V o")

        assert "About harm" in seat.text


async def test_the_cover_can_be_turned_off(workspace: Workspace) -> None:
    """For raters whose whole work is of this kind."""
    load_tasks(workspace, lines=TWO)
    async with seated(workspace) as seat:
        await seat.press("comma j j j j l escape")

        assert "About harm" in seat.text


async def test_a_break_is_called_to_mind_after_the_time_that_was_set(workspace: Workspace) -> None:
    """In the header, without a dialog; it can be turned off."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        now = monotonic()
        seat.app.pace = Pace(since=now - 52 * 60, last=now)
        await seat.press("j")
        assert "52 minutes without a break" in seat.lines[0]
        seat.app.prefer(seat.app.preferences.model_copy(update={"break_after": 0}))
        await seat.press("j")

        assert "without a break" not in seat.text


async def test_a_rest_of_five_minutes_ends_the_reminder(workspace: Workspace) -> None:
    """The next key begins a new stretch of work."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        now = monotonic()
        seat.app.pace = Pace(since=now - 60 * 60, last=now - 6 * 60)
        await seat.press("j")

        assert "without a break" not in seat.text
