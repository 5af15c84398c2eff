"""Rewrites and attempts: long texts have room, and it is seen how a rewrite differs from its response."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.tui.terminal import Terminal
from tests.worlds import a_rubric
from textual.events import Paste

from raterterm.core import jsontext
from raterterm.core.promptwriting import TURNS
from raterterm.core.records import MAX_ENTRIES, RecordsQuestion
from raterterm.core.words import QuestionId
from raterterm.store.workspace import Workspace
from raterterm.tui.widgets.writing import Editor

REWRITE = a_rubric(rewrite={}, rationale={"required": False})
PAIR = a_rubric(preference={"question": "Which is better?"}, rewrite={"required": False})
MISSION = a_rubric(
    prompt_writing={"targets": {"truth": "Says what is true", "harm": "Does no harm"}, "reproduces": False}
)

FROM_B = "e down down enter"
"""The keys that begin a rewrite from the second response."""


def task_of(*texts: str) -> bytes:
    """Return a task with these responses."""
    responses = [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]
    return jsontext.encode({"id": "t-1", "prompt": "What colour?", "responses": responses})


SKIES = task_of("The sky is blue.", "The sky is grey today.", "The sky is white.")


def base_of(seat: Seat, letter: str) -> str:
    """Return the text of the response with this letter."""
    return seat.sheet.responses[ord(letter) - ord("A")].text


# Room


@pytest.mark.parametrize("size", [(160, 48), (100, 30), (80, 24)])
async def test_a_rewrite_is_written_in_half_of_the_screen(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    """The response that it is made from is read above, whatever was read before."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace, size=size) as seat:
        await seat.press(FROM_B)
        top = next(number for number, line in enumerate(seat.lines) if "Rewrite ─" in line)
        above = "\n".join(seat.lines[:top])

        assert len(seat.lines) // 2 - 3 <= len(seat.lines) - top - 2 <= len(seat.lines) // 2
        assert base_of(seat, "B") in " ".join(above.split())
        assert seat.editor.text == base_of(seat, "B")
        assert seat.editor.cursor_location == (0, 0)


async def test_what_is_read_above_scrolls_while_one_writes(workspace: Workspace) -> None:
    """With Ctrl and an arrow; the text stays as it is."""
    paragraphs = "\n\n".join(f"paragraph {number}" for number in range(60))
    load_tasks(workspace, REWRITE, lines=[task_of(paragraphs)])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("e down enter")
        await seat.press("ctrl+down ctrl+down")
        assert seat.rating.reading.responses.pane.position > 0
        await seat.press("ctrl+up ctrl+up")

        assert seat.rating.reading.responses.pane.position == 0
        assert seat.editor.text == paragraphs


async def test_the_form_is_back_when_the_text_is_left(workspace: Workspace) -> None:
    """In full, at once, with no further key."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press(f"{FROM_B} ! escape")

        await seat.until(lambda: any(line.startswith("  ✓ Rewrite") for line in seat.lines))
        assert any(line.startswith("▸   Rationale") for line in seat.lines)


# What differs


async def test_the_form_tells_how_many_words_differ(workspace: Workspace) -> None:
    """And from which response."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace) as seat:
        await seat.press(FROM_B)
        await seat.write("Today ")
        await seat.press("escape")

        assert "-0 +1 against B" in seat.text


async def test_d_on_a_rewrite_shows_how_it_differs_from_its_response(workspace: Workspace) -> None:
    """D again, or leaving the question, shows the response."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace) as seat:
        await seat.press(FROM_B)
        await seat.write("Today ")
        await seat.press("escape k d")
        assert "{+Today +}" in seat.text
        assert "rewritten -0 +1 words" in seat.text

        for keys in ("d", "d j"):
            await seat.press(keys)
            assert "rewritten" not in seat.text
            assert base_of(seat, "B") in seat.text


async def test_d_elsewhere_compares_the_responses(workspace: Workspace) -> None:
    """As it does where nothing is rewritten."""
    load_tasks(workspace, PAIR, lines=[task_of("The sky is blue.", "The sky is grey today.")])
    async with seated(workspace) as seat:
        await seat.press("j e down enter x escape d")

        assert "against A" in seat.text
        assert "rewritten" not in seat.text


async def test_ctrl_d_shows_the_difference_of_the_draft_and_follows_it(workspace: Workspace) -> None:
    """And shows the response again; what is typed goes into the text all the while."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace) as seat:
        await seat.press(FROM_B)
        await seat.write("Well ")
        await seat.press("ctrl+d")
        assert "{+Well +}" in seat.text
        await seat.write("then ")
        await seat.until(lambda: "{+Well then +}" in seat.text)

        await seat.press("ctrl+d")
        assert "rewritten" not in seat.text
        assert seat.editor.text == f"Well then {base_of(seat, 'B')}"
        assert seat.rating.is_writing


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("d", "nothing is rewritten yet"),
        ("e enter a escape k d", "written from nothing"),
        ("e enter a ctrl+d", "written from nothing"),
        ("j e a ctrl+d", "only a rewrite has a response to be compared with"),
    ],
)
async def test_where_there_is_nothing_to_compare_it_is_said(
    workspace: Workspace, keys: str, told: str
) -> None:
    """Nothing changes."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace) as seat:
        await seat.press(keys)

        assert told in seat.status
        assert "rewritten -" not in seat.text


async def test_words_of_a_rewrite_are_no_words_of_the_response(workspace: Workspace) -> None:
    """They cannot be quoted as such while the difference is shown."""
    load_tasks(workspace, REWRITE, lines=[SKIES])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("e down enter x escape k d v enter")

        assert "only words of a response" in seat.status
        assert not seat.rating.is_writing


async def test_changes_of_a_rewrite_are_gone_through(workspace: Workspace) -> None:
    """With the keys that go through hits."""
    words = [f"word{number}" for number in range(900)]
    load_tasks(workspace, REWRITE, lines=[task_of(" ".join(words))])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("e down enter")
        seat.editor.load_text(" ".join("other" if n % 40 == 0 else word for n, word in enumerate(words)))
        await seat.press("escape k d")
        place = seat.rating.reading.responses.pane.position
        await seat.press("right_square_bracket")

        assert seat.rating.reading.responses.pane.position > place
        assert "nothing is marked" not in seat.status


async def test_long_rewrites_are_compared_beside_what_else_goes_on(workspace: Workspace) -> None:
    """Keys do at once what they do; what differs follows."""
    words = [f"word{number}" for number in range(4000)]
    load_tasks(workspace, PAIR, lines=[task_of(" ".join(words), "short")])
    async with seated(workspace, size=(120, 36)) as seat:
        base = "AB"[[len(response.text) > 9 for response in seat.sheet.responses].index(True)]
        await seat.press("j e down " + "down " * (base == "B") + "enter")
        seat.editor.load_text(" ".join(words[::-1]))
        await seat.press("escape")
        assert seat.kinds() == ["answered"]
        await seat.until(lambda: f"against {base}" in seat.text)

        await seat.press("j d k 2")
        assert seat.kinds() == ["answered"] * 2
        await seat.press("j d")
        await seat.until(lambda: "rewritten -" in seat.text)


def test_a_rewrite_can_be_written_in_another_editor(tmp_path: Path) -> None:
    """$EDITOR gets the response that it is made from."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/sky/sea/" "$1"\n')
    editor.chmod(0o700)
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_tasks(opened, REWRITE, lines=[task_of("The sky is blue.")])
    with Terminal(home=tmp_path, environment={"EDITOR": str(editor)}) as terminal:
        terminal.wait_for("⏎ starts b")
        terminal.press("enter")
        terminal.wait_for("saved 1")
        terminal.press("e")
        terminal.wait_for("from A")
        terminal.press("down enter")
        terminal.wait_for("ctrl+d")
        terminal.press("ctrl+o")
        terminal.wait_for("The sea is blue.")
        terminal.press("esc")
        terminal.wait_for("-1 +1 against A")


# Attempts


async def attempted(seat: Seat, turns: Sequence[str]) -> None:
    """Write a conversation, turn after turn, without going back to the list."""
    await seat.press("1 1 e")
    for number, said in enumerate(turns):
        await seat.press("a" if number else "1")
        await seat.press("enter")
        await seat.write(said)
        await seat.press("escape")
    await seat.press("enter")


def turns_of(seat: Seat) -> list[tuple[str, str]]:
    """Return who said what."""
    entries = seat.answers[TURNS]["entries"]
    return [(entry["speaker"]["chosen"][0], entry["said"]["text"]) for entry in entries]


async def test_turns_follow_each_other_with_the_speakers_taking_turns(workspace: Workspace) -> None:
    """A after a turn opens the next; who speaks is filled in."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one", "two", "three"])

        assert turns_of(seat) == [("user", "one"), ("model", "two"), ("user", "three")]


async def test_a_turn_that_was_opened_only_is_none(workspace: Workspace) -> None:
    """What is filled in by itself is no answer until something is said."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one"])
        await seat.press("e a escape")

        assert turns_of(seat) == [("user", "one")]


async def test_turns_are_put_in_another_order_and_edited(workspace: Workspace) -> None:
    """J and K move the one under the cursor."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one", "two", "three"])
        await seat.press("e J J")
        assert [said for _, said in turns_of(seat)] == ["two", "three", "one"]
        await seat.press("K enter j e 2 escape escape")

        assert [said for _, said in turns_of(seat)] == ["two", "one2", "three"]


async def test_what_is_being_typed_goes_with_its_turn(workspace: Workspace) -> None:
    """When turns are put in another order, and away with one that is taken away."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one", "two"])
        rating = seat.rating
        assert rating.keep_text(QuestionId(f"{TURNS}/0/said"), "one, but")
        await seat.press("e J")
        assert seat.sheet.drafts == {f"{TURNS}/1/said": "one, but"}
        await seat.press("backspace")

        assert seat.sheet.drafts == {}
        assert turns_of(seat) == [("model", "two")]


async def test_what_is_being_typed_in_a_new_turn_stays_the_new_one(workspace: Workspace) -> None:
    """Whatever happens to those before it."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one", "two"])
        assert seat.rating.keep_text(QuestionId(f"{TURNS}/2/said"), "three, but")
        await seat.press("e J")
        assert seat.sheet.drafts == {f"{TURNS}/2/said": "three, but"}
        await seat.press("backspace")
        assert seat.sheet.drafts == {f"{TURNS}/1/said": "three, but"}
        await seat.press("a e")

        assert seat.screen.query_one(Editor).text == "three, but"


async def test_an_emptied_turn_leaves_what_is_typed_in_others_where_it_is(workspace: Workspace) -> None:
    """The turns behind it move up, and their drafts with them."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one", "two"])
        assert seat.rating.keep_text(QuestionId(f"{TURNS}/1/said"), "two, but")
        await seat.press("e enter k backspace j backspace escape")

        assert turns_of(seat) == [("model", "two")]
        assert seat.sheet.drafts == {f"{TURNS}/0/said": "two, but"}


async def test_a_full_list_takes_no_more(workspace: Workspace) -> None:
    """It says so, and what is listed stays."""
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace) as seat:
        await attempted(seat, ["one"])
        question = seat.rating.page.question(QuestionId(TURNS))
        assert isinstance(question, RecordsQuestion)
        entries = question.entries(seat.rating.page.answers[question.id]) * MAX_ENTRIES
        assert seat.rating.record(question, question.answer_of(entries))
        await seat.press("e a")

        assert f"there is room for {MAX_ENTRIES} turns" in seat.status
        assert len(turns_of(seat)) == MAX_ENTRIES


async def test_a_long_answer_is_pasted(workspace: Workspace) -> None:
    """Fifty thousand characters in one go, every one of them."""
    answer = "\n\n".join(f"{number}. " + "The tower was 300 m tall. " * 20 for number in range(100))
    load_tasks(workspace, MISSION, lines=[jsontext.encode({"id": "t-1", "prompt": "Find one."})])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("1 1 e 2 enter")
        seat.app.post_message(Paste(answer))
        await seat.press("escape enter")

        assert turns_of(seat) == [("model", answer.rstrip())]
