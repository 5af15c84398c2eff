"""d shows how the responses differ, word by word."""

from tests.tui.seat import load_tasks, seated
from tests.worlds import a_rubric

from raterterm.core import jsontext
from raterterm.store.workspace import Workspace


def task_of(*texts: str) -> bytes:
    """Return a task with these responses."""
    responses = [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]
    return jsontext.encode({"id": "t-1", "prompt": "What colour?", "responses": responses})


PAIR = task_of("The sky is blue.", "The sky is grey today.")


async def test_d_marks_what_was_removed_and_added_against_the_first(workspace: Workspace) -> None:
    """Readable without colour; d again shows each as it is."""
    load_tasks(workspace, lines=[PAIR])
    async with seated(workspace, size=(120, 36)) as seat:
        first, second = (response.text for response in seat.sheet.responses)
        await seat.press("d")
        assert "against A" in seat.text
        assert "{+" in seat.text
        assert "[-" in seat.text
        assert first in seat.text

        await seat.press("d")
        assert "against A" not in seat.text
        assert second in seat.text


async def test_one_pane_alone_is_compared_too(workspace: Workspace) -> None:
    """At 80 columns the response on the screen is compared with the other one."""
    load_tasks(workspace, lines=[PAIR])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("d")
        assert "against B" in seat.text
        await seat.press("tab")
        assert "against A" in seat.text


async def test_the_next_task_is_shown_as_it_is(workspace: Workspace) -> None:
    """Reading comes before comparing."""
    load_tasks(workspace, tasks=2)
    async with seated(workspace, size=(120, 36)) as seat:
        await seat.press("d n")

        assert "against" not in seat.text


async def test_there_is_nothing_to_compare_with_one_response(workspace: Workspace) -> None:
    """It says so."""
    load_tasks(workspace, a_rubric(rationale={}), lines=[task_of("The sky is blue.")])
    async with seated(workspace) as seat:
        await seat.press("d")

        assert "nothing to compare" in seat.status


async def test_long_responses_are_compared_beside_what_else_goes_on(workspace: Workspace) -> None:
    """Keys go on doing what they do; what differs is shown as soon as it is known."""
    words = [f"word{number}" for number in range(4000)]
    load_tasks(workspace, lines=[task_of(" ".join(words), " ".join(words[::-1]))])
    async with seated(workspace, size=(120, 36)) as seat:
        await seat.press("d 2")
        assert seat.kinds() == ["answered"]

        await seat.until(lambda: "against A" in seat.text)
