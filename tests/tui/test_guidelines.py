"""Guidelines that change: what is different since the rater acknowledged them is marked."""

from tests.tui.seat import FULL, load_tasks, seated
from tests.worlds import task_line

from raterterm.store.workspace import Workspace

FIRST = b"# Guide\n\nRead all.\n\n## Preference\n\nThink of the reader.\n\n## Accuracy\n\nLook it up.\n"
SECOND = FIRST.replace(b"Look it up.", b"Look it up twice.") + b"\n## Tone\n\nListen.\n"


async def acknowledge_the_first(workspace: Workspace) -> None:
    """Load a batch with the first guidelines, acknowledge them, and load one with the second."""
    load_tasks(workspace, FULL, batch="old", guidelines=FIRST)
    async with seated(workspace, "old") as seat:
        await seat.press("a")
        assert "are acknowledged" in seat.status
    load_tasks(workspace, FULL, batch="new", guidelines=SECOND, lines=[task_line("t-9")])


async def test_what_changed_since_is_said_when_the_batch_opens(workspace: Workspace) -> None:
    """With how many sections, and the keys that show them."""
    await acknowledge_the_first(workspace)
    async with seated(workspace, "new") as seat:
        assert "the guidelines changed in 2 sections" in seat.status


async def test_changed_sections_are_marked_in_the_contents_and_in_the_title(workspace: Workspace) -> None:
    """And brackets go from one to the next."""
    await acknowledge_the_first(workspace)
    async with seated(workspace, "new", size=(160, 20)) as seat:
        await seat.press("g t")
        assert "Accuracy  ● changed" in seat.text
        assert "Tone  + new" in seat.text
        assert "Preference  ●" not in seat.text
        await seat.press("escape right_square_bracket")
        assert "Accuracy · ● changed" in seat.text
        await seat.press("right_square_bracket")

        assert "Tone · + new" in seat.text


async def test_a_acknowledges_and_the_marks_go(workspace: Workspace) -> None:
    """For good: opened again, nothing is said."""
    await acknowledge_the_first(workspace)
    async with seated(workspace, "new") as seat:
        await seat.press("a t")
        assert "changed" not in seat.text
    async with seated(workspace, "new") as seat:
        assert "changed" not in seat.status


async def test_guidelines_that_were_never_acknowledged_have_no_marks(workspace: Workspace) -> None:
    """All of them are new; to mark everything would mark nothing."""
    load_tasks(workspace, FULL, guidelines=FIRST)
    async with seated(workspace) as seat:
        await seat.press("t")

        assert "+ new" not in seat.text
