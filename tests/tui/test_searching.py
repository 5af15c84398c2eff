"""Searching and marking: / looks in all texts at once, v marks a line, t finds a section of the guidelines."""

import pytest
from tests.tui.seat import FULL, load_tasks, seated
from tests.worlds import a_rubric

from raterterm.core import jsontext
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.hidden import HiddenScreen
from raterterm.tui.screens.picker import PickerScreen

LONG = "\n\n".join(
    f"Paragraph {number} speaks of {'whales' if number % 10 == 0 else 'ships'}." for number in range(60)
)
SHORT = "One line about whales."
TASK = jsontext.encode(
    {
        "id": "t-1",
        "prompt": "Where are the whales?",
        "responses": [
            {"id": "r0", "text": LONG},
            {"id": "r1", "text": SHORT},
            {"id": "r2", "text": "Nothing."},
        ],
    }
)
RATED_ALONE = a_rubric(rationale={})


def letter_of(seat_sheet: object, text: str) -> str:
    """Return the letter of the response with this text."""
    responses = seat_sheet.responses  # type: ignore[attr-defined]
    return next("ABC"[n] for n, response in enumerate(responses) if response.text == text)


async def test_a_search_counts_the_hits_in_every_text(workspace: Workspace) -> None:
    """Also in responses that have no pane; what is typed is searched for at once."""
    load_tasks(workspace, RATED_ALONE, lines=[TASK])
    async with seated(workspace, size=(120, 36)) as seat:
        await seat.press("slash")
        await seat.write("whales")

        counts = {
            letter_of(seat.sheet, LONG): 6,
            letter_of(seat.sheet, SHORT): 1,
            letter_of(seat.sheet, "Nothing."): 0,
        }
        told = " · ".join(f"{letter} {counts[letter]}" for letter in "ABC")
        assert f"{told} · prompt 1" in seat.status


async def test_what_is_searched_for_is_no_command(workspace: Workspace) -> None:
    """Digits and letters are text until Enter or Esc."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("slash")
        await seat.write("2snu Q")
        assert seat.kinds() == []
        await seat.press("escape 2")

        assert seat.kinds() == ["answered"]


async def test_brackets_go_from_hit_to_hit_and_esc_ends_it(workspace: Workspace) -> None:
    """In the response that is read; the status line says where one is."""
    load_tasks(workspace, RATED_ALONE, lines=[TASK])
    async with seated(workspace, size=(80, 30)) as seat:
        while seat.sheet.responses[seat.rating.reading.responses.active].text != LONG:
            await seat.press("tab")
        await seat.press("slash")
        await seat.write("whales")
        await seat.press("enter right_square_bracket right_square_bracket")
        assert "hit 3 of 6" in seat.status
        assert "Paragraph 20 speaks of whales" in seat.text
        await seat.press("left_square_bracket")
        assert "hit 2 of 6" in seat.status
        await seat.press("escape right_square_bracket")

        assert "nothing is marked" in seat.status


async def test_a_response_without_a_hit_leads_to_one_that_has_some(workspace: Workspace) -> None:
    """Nobody has to look for the response that a hit is in."""
    load_tasks(workspace, RATED_ALONE, lines=[TASK])
    async with seated(workspace, size=(80, 30)) as seat:
        await seat.press("slash")
        await seat.write("One line")
        await seat.press("enter right_square_bracket")

        assert f"hit 1 of 1 in {letter_of(seat.sheet, SHORT)}" in seat.status
        assert SHORT in seat.text


async def test_nothing_found_is_said(workspace: Workspace) -> None:
    """With what was searched for."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("slash")
        await seat.write("zebra")
        await seat.press("enter right_square_bracket")

        assert "nothing here has “zebra”" in seat.status


async def test_braces_go_from_paragraph_to_paragraph(workspace: Workspace) -> None:
    """In all responses that scroll together."""
    load_tasks(
        workspace,
        a_rubric(rationale={}),
        lines=[TASK.replace(b"Nothing.", LONG.encode().replace(b"\n", b"\\n"))],
    )
    async with seated(workspace, size=(200, 30)) as seat:
        await seat.press("right_curly_bracket right_curly_bracket")

        assert sum(line.count("Paragraph 2 ") for line in seat.lines[:6]) == 2
        await seat.press("left_curly_bracket")
        assert sum(line.count("Paragraph 1 ") for line in seat.lines[:6]) == 2


async def test_v_marks_a_line_that_the_scroll_keys_move(workspace: Workspace) -> None:
    """Of one response; v or Esc takes the mark away."""
    load_tasks(workspace, RATED_ALONE, lines=[TASK])
    async with seated(workspace, size=(80, 30)) as seat:
        while seat.sheet.responses[seat.rating.reading.responses.active].text != LONG:
            await seat.press("tab")
        await seat.press("v J J")
        pane = seat.rating.reading.pane
        start, end = pane.selected or (0, 0)
        assert LONG[start:end] == "Paragraph 2 speaks of ships."
        await seat.press("escape")

        assert pane.selected is None


async def test_big_d_compares_with_another_response(workspace: Workspace) -> None:
    """Any two of several: tab to one, D, and the others are shown against it."""
    load_tasks(workspace, RATED_ALONE, lines=[TASK])
    async with seated(workspace, size=(120, 36)) as seat:
        await seat.press("tab D")

        assert "against B" in seat.text
        await seat.press("tab")
        assert seat.text.count("against B") == 1
        assert "C ─" in seat.text


async def test_t_lists_the_sections_of_the_guidelines_and_opens_one(workspace: Workspace) -> None:
    """Letters narrow the list down; B goes back to where the guidelines were read before."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("g t")
        assert isinstance(seat.screen, PickerScreen)
        await seat.write("acc")
        assert "▸ Accuracy" in seat.text
        await seat.press("enter")
        assert "Guidelines · Accuracy" in seat.text
        await seat.press("B")

        assert "Guidelines · Preference" in seat.text


async def test_h_hides_everything_until_it_is_pressed_again(workspace: Workspace) -> None:
    """No word of the task, and no key does anything to it; Ctrl+L also while writing."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("H 2 enter")
        assert "Question" not in seat.text
        assert seat.kinds() == []
        await seat.press("H")
        assert "Question 1?" in seat.text
        await seat.press("r")
        await seat.write("So far")
        await seat.press("ctrl+l")
        assert "So far" not in seat.text
        await seat.press("ctrl+l")

        assert "So far" in seat.text


@pytest.mark.parametrize(
    "keys", ["question_mark", "ctrl+f", "f", "s", "comma", "g t"], ids=lambda keys: keys.replace(" ", "-")
)
async def test_everything_is_hidden_whatever_lies_over_the_task(workspace: Workspace, keys: str) -> None:
    """And what lay over it is there again."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press(keys)
        over = seat.screen
        await seat.press("ctrl+l")
        assert isinstance(seat.screen, HiddenScreen)
        await seat.press("ctrl+l")

        assert seat.screen is over
