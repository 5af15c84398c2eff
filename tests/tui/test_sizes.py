"""Sizes: every screen can be used from a large terminal down to 60 columns by 20 rows."""

import pytest
from tests.tui.seat import FULL, Seat, load_tasks, seated
from tests.worlds import a_criterion, a_rubric

from raterterm.core import jsontext
from raterterm.store.workspace import Workspace

SIZES = [(160, 48), (100, 30), (80, 24), (60, 20)]

PLACES = [
    ("", "raterterm r 1 · b"),
    ("g", "Guidelines"),
    ("c", "conversation"),
    ("r", "Rationale"),
    ("o", "Tasks · b"),
    ("X", "Before the export · b"),
    ("question_mark", "While rating"),
    ("s", "Why skip it?"),
    ("f", "What is wrong here?"),
    ("colon", "Search for commands"),
    ("q", "Next: ⏎ goes on with b, 2 of 3 tasks left"),
]
"""Keys that lead to each place from the rating screen, and what is read there."""

MANY = a_rubric(
    preference={"question": "Which is better?", "both_bad": True},
    criteria=[a_criterion(f"c{number}", note_at_or_below=2) for number in range(9)],
    rationale={"min_words": 3},
)
"""More questions than a small screen has rows for."""

TEXT = "word " * 1500


def a_line(name: str, text: str = TEXT) -> bytes:
    """Return a task with a long conversation and two long responses."""
    turns = [{"role": role, "content": f"{role} {TEXT[:2000]}"} for role in ("user", "assistant", "user")]
    return jsontext.encode(
        {"id": name, "messages": turns, "responses": [{"id": "r1", "text": text}, {"id": "r2", "text": text}]}
    )


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_fits(workspace: Workspace, size: tuple[int, int]) -> None:
    """It says where one is, what is saved, and what to press next."""
    load_tasks(workspace, MANY, lines=[a_line(f"t-{number}") for number in range(1, 4)])
    async with seated(workspace, size=size) as seat:
        await seat.press("2 s 1 enter")
        for keys, told in PLACES:
            await seat.press(keys)
            await seat.until(lambda told=told: told in seat.text)  # type: ignore[misc]
            assert len(seat.lines) == size[1]
            await _back(seat, keys)


@pytest.mark.parametrize("size", SIZES)
async def test_header_status_and_footer_are_always_seen(workspace: Workspace, size: tuple[int, int]) -> None:
    """On the rating screen, whatever is open in it."""
    load_tasks(workspace, MANY, lines=[a_line("t-1")])
    async with seated(workspace, size=size) as seat:
        for keys in ("r", "escape", "g", "c"):
            await seat.press(keys)

            assert seat.lines[0].startswith(" raterterm r 1 · b")
            assert seat.lines[-2].startswith(" saved 1 ")
            assert ("esc done" if keys == "r" else "⏎ go on") in seat.lines[-1]


@pytest.mark.parametrize("size", SIZES[:3])
@pytest.mark.parametrize("rubric", [FULL, MANY])
async def test_the_responses_keep_a_third_of_the_height(
    workspace: Workspace, size: tuple[int, int], rubric: object
) -> None:
    """However many questions there are."""
    load_tasks(workspace, FULL if rubric is FULL else MANY, lines=[a_line("t-1")])
    async with seated(workspace, size=size) as seat:
        title = next(number for number, line in enumerate(seat.lines) if "─ A ─" in line or "▶ A ─" in line)
        rows = [line for line in seat.lines[title:] if line.count("word") > 4]

        assert len(rows) >= size[1] / 3


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_under_the_cursor_is_always_seen(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    """With what it asks, on each of more questions than there are rows."""
    load_tasks(workspace, MANY, lines=[a_line("t-1")])
    async with seated(workspace, size=size) as seat:
        for title in ("Preference", *(f"C{number}" for number in range(9)), "Rationale"):
            row = next(line for line in seat.lines if line.startswith("▸"))
            assert title in row
            await seat.press("j")


async def test_below_a_hundred_columns_one_response_is_shown_at_a_time(workspace: Workspace) -> None:
    """Tab switches; the title names the other."""
    load_tasks(workspace)
    async with seated(workspace, size=(80, 24)) as seat:
        assert ("Answer 1" in seat.text) != ("Answer 2" in seat.text)
        before = "Answer 1" in seat.text
        assert "tab: B" in seat.text
        await seat.press("tab")
        assert ("Answer 1" in seat.text) != before
        assert "tab: A" in seat.text


async def test_resizing_keeps_the_reading_place(workspace: Workspace) -> None:
    """What stood on top is still there after the window shrank, and after it grew again."""
    text = "\n\n".join(f"paragraph {number} ." for number in range(300))
    load_tasks(workspace, lines=[a_line("t-1", text)])
    async with seated(workspace, size=(160, 48)) as seat:
        await seat.press("space space")
        top = _first_paragraph(seat)
        assert top > 10
        for size in ((100, 30), (80, 24), (160, 48)):
            await seat.resize(*size)
            await seat.until(lambda: _first_paragraph(seat) == top)


async def test_resizing_keeps_the_question_and_the_text_being_written(workspace: Workspace) -> None:
    """Nothing that was typed depends on the size."""
    load_tasks(workspace, FULL)
    async with seated(workspace, size=(160, 48)) as seat:
        await seat.press("2 3 3 r")
        await seat.write("in the middle")
        await seat.resize(60, 20)
        assert "in the middle" in seat.text
        await seat.press("escape")
        await seat.resize(160, 48)

        assert seat.answers["rationale"] == {"text": "in the middle"}


async def _back(seat: Seat, keys: str) -> None:
    if keys == "q":
        await seat.press("enter")
    elif keys:
        await seat.press("escape")


def _first_paragraph(seat: Seat) -> int:
    bodies = [line.split("paragraph ")[1].split(" ")[0] for line in seat.lines[4:] if "paragraph " in line]
    return int(bodies[0]) if bodies else -1


async def test_rows_that_have_no_room_are_counted(workspace: Workspace) -> None:
    """On a small screen the form says how many more there are, above and below."""
    load_tasks(workspace, MANY)
    async with seated(workspace, size=(80, 24)) as seat:
        assert "↓ 7 more" in seat.text
        assert "↑ 7 more" not in seat.text
        await seat.press("k")

        assert "↑ 7 more" in seat.text
        assert "↓ 7 more" not in seat.text
