"""Flags: a digit is enough, and all else that can be said of what is wrong is a key away."""

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_rubric

from raterterm.core.events import Flagged
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json
from raterterm.errors import DecisionRefused
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk
from raterterm.tui.screens.flagging import FlagScreen
from raterterm.tui.screens.rating import RatingScreen


def flagging(**flags: Json) -> Rubric:
    """Return a rubric with this block of flags."""
    return a_rubric(preference={"question": "Which?"}, flags=flags)


GRADED = flagging(
    categories={
        "broken": "Cut off",
        "leak": {"words": "Shows a secret", "escalated": True, "severity": True},
        "tone": {"words": "Rude", "severity": ["slight", "gross"]},
        "other": "Something else",
    }
)
"""One category that asks for nothing, one that is escalated and graded, one with grades of its own."""


def raised(seat: Seat) -> list[tuple[str, str | None, str | None, str]]:
    """Return each flag that was raised: category, letter of the response, severity, note."""
    letters = {response: letter for letter, response in seat.sheet.form.letters.as_json().items()}
    acts = [act for _, act in seat.acts() if isinstance(act, Flagged)]
    return [
        (act.category, letters[act.response] if act.response else None, act.severity, act.note)
        for act in acts
    ]


async def test_f_and_a_digit_raise_a_flag(workspace: Workspace) -> None:
    """At once: the next keys are those of the task again, also when they are typed ahead."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f 1 2")

        assert raised(seat) == [("broken-task", None, None, "")]
        assert list(seat.answers) == ["preference"]
        assert "⚑ broken-task" in seat.status
        assert "⚑1 " in seat.lines[0]


async def test_the_same_keys_take_it_back(workspace: Workspace) -> None:
    """The list marks what stands."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f 1 f")
        assert next(line for line in seat.lines if "1  The prompt" in line).split()[1:3] == ["▸⚑", "1"]
        assert "a digit raises, or takes it back" in seat.text

        await seat.press("1")
        assert seat.kinds() == ["flagged", "unflagged"]
        assert "⚑" not in seat.status


async def test_several_flags_stand_together(workspace: Workspace) -> None:
    """Each with its own note, written before its digit."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f tab a 1 enter 1 f tab b enter 2")

        assert raised(seat) == [("broken-task", None, None, "a1"), ("wrong-language", None, None, "b")]
        assert "⚑ broken-task, wrong-language" in seat.status


async def test_a_letter_before_the_digit_says_which_response(workspace: Workspace) -> None:
    """It is stored by its id; the letter is where it stands for this rater."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f b 1")

        assert raised(seat) == [("broken-task", "B", None, "")]
        assert "⚑ broken-task (B)" in seat.status


async def test_the_same_letter_again_means_the_task(workspace: Workspace) -> None:
    """And a letter that no response has means nothing."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f b")
        assert "[b B]" in seat.text
        await seat.press("b z")
        assert "[the task]" in seat.text
        await seat.press("1")

        assert raised(seat) == [("broken-task", None, None, "")]


async def test_enter_opens_a_category_with_all_that_can_be_said(workspace: Workspace) -> None:
    """The response and the note follow the category there; Enter raises it."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f up down enter a tab h i enter")

        assert raised(seat) == [("broken", "A", None, "hi")]


async def test_a_flag_that_stands_can_be_changed(workspace: Workspace) -> None:
    """A letter before its digit, or Enter on it; what was said before stays, and undo goes back to it."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f tab n o enter 1 f b 1 f enter a enter")

        assert raised(seat) == [
            ("broken", None, None, "no"),
            ("broken", "B", None, "no"),
            ("broken", "A", None, "no"),
        ]
        await seat.press("u")
        assert "⚑ broken (B)" in seat.status


async def test_a_flag_left_as_it_is_is_no_decision(workspace: Workspace) -> None:
    """Opened and closed with Enter."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f b 1 f enter enter")

        assert isinstance(seat.screen, RatingScreen)
        assert seat.kinds() == ["flagged"]


async def test_a_severity_is_asked_where_the_rubric_asks(workspace: Workspace) -> None:
    """One digit more; the letter may stand between the two."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f 2")
        assert "1 low  2 medium  3 high" in seat.text
        await seat.press("a 3 f 3 enter 9")
        assert isinstance(seat.screen, FlagScreen)
        assert "a digit: how grave is it?" in seat.text
        await seat.press("2")

        assert raised(seat) == [("leak", "A", "high", ""), ("tone", None, "gross", "")]
        assert "⚑ leak (high, A)!, tone (gross)" in seat.status


async def test_the_severity_of_a_flag_that_stands_can_be_changed(workspace: Workspace) -> None:
    """It is shown, and another digit takes its place."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f 2 1 f down enter")
        assert "[1 low]" in seat.text
        await seat.press("3")

        assert [severity for _, _, severity, _ in raised(seat)] == ["low", "high"]


async def test_other_needs_a_note(workspace: Workspace) -> None:
    """The digit opens the note, and Enter waits for a word."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f 4 enter space enter")
        assert "this category needs a note" in seat.text
        assert seat.kinds() == []
        await seat.press("a 1 enter")

        assert raised(seat) == [("other", None, None, "a1")]


@pytest.mark.parametrize("keys", ["f escape", "f tab a escape", "f b escape", "f 2 escape", "f 4 a escape"])
async def test_esc_decides_nothing(workspace: Workspace, keys: str) -> None:
    """Wherever it is pressed; what was written of a note is there the next time."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press(keys)

        assert isinstance(seat.screen, RatingScreen)
        assert seat.kinds() == []


async def test_a_note_that_was_begun_is_kept(workspace: Workspace) -> None:
    """When the program ends meanwhile; what is emptied is forgotten."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f tab h a l f ctrl+q")
    async with seated(workspace) as seat:
        await seat.press("f")
        assert "half" in seat.text
        await seat.press("tab backspace backspace backspace backspace ctrl+q")
    async with seated(workspace) as seat:
        assert seat.sheet.drafts == {}


async def test_a_note_of_another_time_is_looked_at_before_it_is_said(workspace: Workspace) -> None:
    """A flag that was not raised leaves its note to no other unseen; it takes one key more."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("f tab h a l f escape f 1")
        assert isinstance(seat.screen, FlagScreen)
        assert "half" in seat.text
        await seat.press("enter f 2")

        flags = [(act.category, act.note) for _, act in seat.acts() if isinstance(act, Flagged)]
        assert flags == [("broken-task", "half"), ("wrong-language", "")]


async def test_a_task_without_responses_is_flagged_as_a_whole(workspace: Workspace) -> None:
    """No letters are offered."""
    rubric = a_rubric(prompt_writing={"targets": {"a": "One", "b": "Two"}})
    load_tasks(workspace, rubric, lines=[b'{"id":"t-1","prompt":"Try.","responses":[]}'])
    async with seated(workspace) as seat:
        await seat.press("f a")
        assert "a letter" not in seat.text
        await seat.press("1")

        assert [act.response for _, act in seat.acts() if isinstance(act, Flagged)] == [None]


async def test_ten_categories_with_long_words_fit_a_small_screen(workspace: Workspace) -> None:
    """Each takes a line, and the keys are still there; the one that is opened is shown whole."""
    long = {f"c-{number}": f"Number {number} " + "word " * 40 + "end" for number in range(10)}
    load_tasks(workspace, flagging(categories=long))
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("f")
        assert all(f"Number {number}" in seat.text for number in range(10))
        assert "esc cancels" in seat.text
        await seat.press("enter")
        assert "end" in seat.text
        assert "Number 1" not in seat.text


async def test_escalated_flags_stand_out_everywhere(workspace: Workspace) -> None:
    """By a sign and their place, not by colour: status line, header, list of tasks, pre-flight."""
    load_tasks(workspace, GRADED)
    async with seated(workspace, size=(140, 36)) as seat:
        await seat.press("f 1 f 2 3")
        assert "⚑ leak (high)!, broken" in seat.status
        assert "⚑1 !1" in seat.lines[0]
        await seat.press("n f 1 o")
        rows = [" ".join(line.split()) for line in seat.lines if " t-" in line]
        assert rows[0].startswith("1 ◐⚑! t-1 leak (high)!, broken")
        assert rows[1].startswith("▸ 2 ◐⚑ t-2 broken")
        assert "⚑2 !1" in seat.lines[0]
        await seat.press("escape X")
        assert "⚑ 2 flagged, 1 escalated" in seat.text
        assert next(line for line in seat.lines if "t-1" in line).split()[:3] == ["▸", "⚑!", "t-1:"]
        assert "t-1: escalated, leak (high); broken" in seat.text


async def test_the_count_of_escalated_tasks_follows_undo_and_a_restart(workspace: Workspace) -> None:
    """It is what stands, whoever counts."""
    load_tasks(workspace, GRADED)
    async with seated(workspace) as seat:
        await seat.press("f 2 1 n f 2 2 u")
        assert "⚑1 !1" in seat.lines[0]
        await seat.press("U")
        assert "⚑2 !2" in seat.lines[0]
    async with seated(workspace) as seat:
        assert "⚑2 !2" in seat.lines[0]


@pytest.mark.parametrize(
    "flagged",
    [
        Flagged(category="other", note=" "),
        Flagged(category="leak"),
        Flagged(category="leak", severity="grave"),
        Flagged(category="broken", severity="low"),
        Flagged(category="gone"),
    ],
    ids=lambda flagged: f"{flagged.category} {flagged.severity}",
)
def test_a_flag_that_lacks_something_is_refused(workspace: Workspace, flagged: Flagged) -> None:
    """Whatever asks for it: no such flag may stand in a bundle."""
    desk = Desk(workspace, load_tasks(workspace, GRADED))

    with pytest.raises(DecisionRefused):
        desk.flag(desk.sheet(1), flagged)


def test_a_skip_that_lacks_a_note_is_refused(workspace: Workspace) -> None:
    """Of the reason that says nothing by itself; the others need none."""
    desk = Desk(workspace, load_tasks(workspace))

    with pytest.raises(DecisionRefused, match="other says nothing without a note"):
        desk.skip(desk.sheet(1), "other", "")
    assert desk.skip(desk.sheet(1), "language", "").rating.status == "skipped"
