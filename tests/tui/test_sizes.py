"""Sizes: every screen can be used from a large terminal down to 60 columns by 20 rows."""

import pytest
from tests.tui.seat import FULL, Seat, load_tasks, seated
from tests.tui.test_kinds import KINDS
from tests.worlds import a_criterion, a_rubric, task_line

from raterterm.core import jsontext
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.rating import RatingScreen

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
    """On a small screen the form says how many more there are, above and below, and if any is open."""
    load_tasks(workspace, MANY)
    async with seated(workspace, size=(80, 24)) as seat:
        assert "↓7○" in seat.text
        assert "↑" not in seat.text
        await seat.press("k")

        assert "↑7○" in seat.text
        assert "↓" not in seat.text


@pytest.mark.parametrize("name", KINDS)
async def test_whatever_is_asked_leaves_room_to_read(workspace: Workspace, name: str) -> None:
    """A third of the rows at any size; the question under the cursor and what it asks are seen as well."""
    kind = KINDS[name]
    load_tasks(workspace, kind.rubric, lines=[jsontext.encode(kind.task)])
    async with seated(workspace, size=(160, 48)) as seat:
        for columns, rows in ((60, 20), (80, 24), (100, 30), (139, 40), (160, 48), (200, 60)):
            await seat.resize(columns, rows)
            for question in seat.rating.page.questions:
                seat.rating.put_cursor(question.id)
                await seat.settle()
                shown = seat.lines
                assert seat.rating.reading.responses.region.height >= rows / 3
                assert any(line.startswith("▸") for line in shown)
                assert " ".join(question.text.split()[:3]) in "\n".join(shown)


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (80, 24)])
async def test_writing_a_rationale_leaves_room_to_read(workspace: Workspace, size: tuple[int, int]) -> None:
    """Also where hints stand under it."""
    load_tasks(workspace, a_rubric(rationale={"lint": "warn"}), lines=[a_line("t-1")])
    async with seated(workspace, size=size) as seat:
        await seat.press("r x")

        assert seat.rating.reading.responses.region.height >= size[1] / 3


LONG_QUESTION = "Is every statement supported by the policy excerpt or by the conversation? " * 2
GRADED = a_rubric(
    criteria=[
        a_criterion(question=LONG_QUESTION.strip(), scale={1: "Invents facts", 10: "Holds throughout"}),
        a_criterion("tone"),
    ]
)


@pytest.mark.parametrize("size", SIZES)
async def test_the_anchor_of_the_answer_is_seen(workspace: Workspace, size: tuple[int, int]) -> None:
    """Also beside a long question; before there is one, both ends of the scale are told."""
    load_tasks(workspace, GRADED)
    async with seated(workspace, size=size) as seat:
        assert "Invents facts" in seat.text
        assert "10  Holds throughout" in seat.text
        await seat.press("0 h")

        assert "● 0 10  Holds throughout" in seat.text
        assert "A · Is every statement" in seat.text


@pytest.mark.parametrize("size", SIZES)
async def test_the_scale_under_the_cursor_is_whole_among_many_responses(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    """Those that have no room are counted, and it is seen if any of them is open."""
    load_tasks(workspace, a_rubric(criteria=[a_criterion()]), lines=[task_line(responses=26)])
    async with seated(workspace, size=size) as seat:
        for number in range(26):
            row = next(line for line in seat.lines if line.startswith("▸"))
            assert f"{chr(ord('A') + number)}  1  2  3  4  5 " in row
            assert ("›" in row) == ("Z " not in row)
            assert ("‹" in row) == ("A " not in row)
            assert "○" in row.split("›")[-1][:4] or "›" not in row
            await seat.press("3")


async def test_what_was_chosen_is_seen_in_a_long_row(workspace: Workspace) -> None:
    """Under the cursor every option is, on as many lines as that takes; elsewhere the answer alone."""
    options = {f"category-{number}": f"The category {number}" for number in range(1, 10)}
    choices = [
        {"id": name, "title": name.title(), "question": "Which?", "several": True, "options": options}
        for name in ("first", "second")
    ]
    load_tasks(workspace, a_rubric(choices=choices))
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("2 9")
        assert "[9 category-9]" in seat.text
        assert all(f"{number} category-{number}" in seat.text for number in range(1, 10))
        await seat.press("j")

        first = next(line for line in seat.lines if "✓ First" in line)
        assert first.split()[2:] == ["category-2", "category-9"]


async def test_an_order_of_many_is_seen_whole(workspace: Workspace) -> None:
    """It goes on below."""
    load_tasks(workspace, a_rubric(ranking={"question": "Order?"}), lines=[task_line(responses=26)])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press(" ".join("zyxwvutsrqponmlkjihgfedc"))

        told = " ".join(" ".join(seat.lines[-8:]).split())
        assert " > ".join("ZYXWVUTSRQPONMLKJIHGFEDC") + " left: A B" in told


@pytest.mark.parametrize("columns", [100, 120, 160, 200])
async def test_a_constraint_is_read_as_far_as_there_is_room(workspace: Workspace, columns: int) -> None:
    """Its row leaves no column empty before the answers, and all answers stand below each other."""
    constraint = "Answer in at most 50 words, without lists, and name the day by which the refund arrives"
    load_tasks(workspace, a_rubric(checks={}), lines=[task_line(constraints=[constraint, "In one line"])])
    async with seated(workspace, size=(columns, 48)) as seat:
        rows = [line for line in seat.lines if "1 ✓  2 ✗  3 ?    B" in line]
        room = min(columns, max(86, columns * 55 // 100) if columns >= 140 else columns)

        assert len(rows) == 2
        assert rows[0][:room].rstrip().endswith("3 ?")
        assert len(rows[0][:room].rstrip()) == room - 1
        assert rows[0].index("A  1 ✓") == rows[1].index("A  1 ✓")


async def test_what_a_rater_added_is_told_whole_where_it_is_checked(workspace: Workspace) -> None:
    """The row has no room for it, the card has."""
    load_tasks(workspace, a_rubric(checks={"added": 1}))
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("e")
        await seat.write("names the fourteen days and the address to write to")
        await seat.press("escape")

        assert "A · names the fourteen days and the address to write to: Does" in seat.text


# Windows that are too small


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (20, 5)])
async def test_a_window_that_is_too_small_is_told(workspace: Workspace, size: tuple[int, int]) -> None:
    """Nothing else is shown or pressed; when it grows, all is as it was."""
    load_tasks(workspace, FULL)
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("2 r a b")
        await seat.resize(*size)
        assert "too small: 60 × 20 is needed." in " ".join(seat.text.split())
        assert "Rationale" not in seat.text
        await seat.press("c escape 5")

        await seat.resize(60, 20)
        assert "Rationale" in seat.text
        await seat.press("d")
        assert seat.editor.text == "abd"
        assert list(seat.answers) == ["preference"]


async def test_a_window_may_be_too_small_from_the_start(workspace: Workspace) -> None:
    """And what is opened meanwhile waits behind the sentence."""
    load_tasks(workspace)
    async with seated(workspace, size=(40, 12)) as seat:
        assert "too small" in " ".join(seat.text.split())
        await seat.resize(80, 24)

        assert isinstance(seat.screen, RatingScreen)
