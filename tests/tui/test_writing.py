"""Writing: every printable key is text, Esc leaves, and what is typed is kept while it is typed."""

import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from tests.tui.seat import FULL, Seat, load_tasks, seated
from tests.tui.terminal import DEADLINE, Terminal
from tests.worlds import a_criterion, a_rubric

from raterterm.core.events import Answered
from raterterm.core.rationale import RATIONALE
from raterterm.core.words import TaskId
from raterterm.preferences import MAX_SNIPPET, Preferences, read_preferences
from raterterm.store.queue import Queue
from raterterm.store.workspace import BatchSummary, Workspace

ONLY_WORDS = a_rubric(rationale={"min_words": 3})


async def test_esc_keeps_the_text_as_the_answer(workspace: Workspace) -> None:
    """And Enter then submits: digits, Enter, text, Esc, Enter."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 3 3 enter")
        await seat.write("It reads well")
        await seat.press("escape")
        assert seat.answers["rationale"] == {"text": "It reads well"}
        assert not seat.rating.is_writing

        await seat.press("enter")
        assert seat.statuses()["t-1"] == "submitted"


async def test_every_printable_key_is_text_while_writing(workspace: Workspace) -> None:
    """Also those that decide, undo, skip and quit elsewhere."""
    load_tasks(workspace, FULL)
    typed = "12890 xuUsSfFgqQrejkhlnpoNXmzcwb:?/JK"
    async with seated(workspace) as seat:
        await seat.press("r")
        await seat.write(typed)

        assert seat.editor.text == typed
        assert seat.kinds() == []
        assert seat.app.is_running


async def test_enter_and_backspace_are_the_editor_s_while_writing(workspace: Workspace) -> None:
    """They neither submit nor withdraw."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 r")
        await seat.write("ab")
        await seat.press("backspace enter")
        await seat.write("c")

        assert seat.editor.text == "a\nc"
        assert seat.answers == {
            "preference": {"better": seat.sheet.rating.order[0], "by": 2, "both_bad": False}
        }


async def test_text_typed_ahead_lands_in_the_editor(workspace: Workspace) -> None:
    """Digits, Enter, a sentence, Esc, Enter and the next task's digits without one pause."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        words = " space ".join(" ".join(word) for word in ("clear", "and", "right"))
        seat.type_ahead(f"2 3 3 enter {words} escape enter 6 4")
        await seat.until(lambda: seat.task == "t-2" and len(seat.answers) == 2)

        texts = [
            act.answer["text"] for _, act in seat.acts() if isinstance(act, Answered) and "text" in act.answer
        ]
        assert len(texts) == 1
        assert "".join(texts[0].split()) == "clearandright"
        assert seat.answers["preference"] == {
            "better": seat.sheet.rating.order[1],
            "by": 2,
            "both_bad": False,
        }


async def test_a_text_that_is_too_short_is_kept_and_asked_for_again(workspace: Workspace) -> None:
    """Enter says how many words there are and how many are needed."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 3 3 enter")
        await seat.write("Too short")
        await seat.press("escape enter")

        assert "2 of at least 3 words" in seat.text
        assert seat.rating.is_writing
        assert seat.editor.text == "Too short"


async def test_leaving_an_emptied_text_withdraws_the_answer(workspace: Workspace) -> None:
    """An answer of no words is none."""
    load_tasks(workspace, ONLY_WORDS)
    async with seated(workspace) as seat:
        await seat.press("r a b c escape r ctrl+u escape")

        assert seat.kinds() == ["answered", "withdrew"]
        assert seat.answers == {}


async def test_leaving_an_unchanged_text_decides_nothing(workspace: Workspace) -> None:
    """A look into the editor leaves no event."""
    load_tasks(workspace, ONLY_WORDS)
    async with seated(workspace) as seat:
        await seat.press("r a escape r escape r escape")

        assert seat.kinds() == ["answered"]


async def test_e_says_when_the_question_is_answered_with_a_digit(workspace: Workspace) -> None:
    """Nothing opens."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("e")

        assert "this question is answered with a digit" in seat.status
        assert not seat.rating.is_writing


async def test_a_rubric_without_words_says_so(workspace: Workspace) -> None:
    """R is told, not swallowed."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("r")

        assert "this rubric asks for nothing in words" in seat.status


async def test_the_space_that_some_terminals_send_without_its_character_is_typed(
    workspace: Workspace,
) -> None:
    """CSI 32 u arrives as the key ``space`` with no character."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("r a space b")

        assert seat.editor.text == "a b"


async def test_what_is_typed_is_kept_within_a_second(workspace: Workspace) -> None:
    """As a draft, which is no decision: the number of saved events stays."""
    batch = load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        saved = workspace.saved
        await seat.press("r")
        await seat.write("half a th")

        await seat.until(lambda: _drafts(workspace, batch))
        assert _drafts(workspace, batch) == {"rationale": "half a th"}
        assert workspace.saved == saved


async def test_a_draft_is_taken_up_where_it_was_left(workspace: Workspace) -> None:
    """Closing in the middle of a text keeps it; opening again continues in it, and Esc makes it the answer."""
    batch = load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("n r")
        await seat.write("half a th")
        await seat.press("ctrl+q")
    assert _drafts(workspace, batch, "t-2") == {"rationale": "half a th"}

    async with seated(workspace) as seat:
        assert seat.task == "t-2"
        assert seat.rating.is_writing
        await seat.write("ought")
        await seat.press("escape")
        assert seat.answers == {"rationale": {"text": "half a thought"}}
    assert _drafts(workspace, batch, "t-2") == {}


async def test_an_abandoned_draft_is_shown_as_one(workspace: Workspace) -> None:
    """On the form, and as something missing before the export."""
    batch = load_tasks(workspace, FULL)
    Queue(workspace, batch.key).keep_draft(TaskId("t-1"), RATIONALE, "half a thought")
    async with seated(workspace, None) as seat:
        await seat.press("X")

        assert "t-1: Rationale is still a draft" in seat.text


async def test_the_task_and_the_question_are_found_again(workspace: Workspace) -> None:
    """Where the rater stood, as long as it is not done."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("n 2 l q")
        position, question = workspace.rows("SELECT position, question FROM places")[0]
    assert position == 2
    assert question.startswith("score:accuracy@")

    async with seated(workspace) as seat:
        assert seat.sheet.position == position
        assert seat.rating.cursor == question


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose workspace holds batch b."""
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_tasks(opened, FULL)
    return tmp_path


@contextmanager
def writing(home: Path, **environment: str) -> Iterator[Terminal]:
    """Open the editor in a real terminal."""
    with Terminal(home=home, environment=environment) as terminal:
        terminal.wait_for("⏎ starts b")
        terminal.press("enter")
        terminal.wait_for("saved 1")
        terminal.press("2 3 3 r")
        terminal.wait_for("esc done")
        yield terminal


def test_a_kill_loses_no_decision_and_at_most_a_second_of_text(home: Path) -> None:
    """SIGKILL while writing: the draft is there, and the editor opens with it; all files are private."""
    with writing(home) as terminal:
        terminal.send("kept as it is typed")
        terminal.wait_for(lambda: _draft_in(home) == "kept as it is typed")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.glob("workspace.db*")}
        terminal.process.kill()
        terminal.process.wait()
    assert len(modes) == 4
    assert set(modes.values()) == {0o600}

    with Terminal(home=home) as terminal:
        terminal.wait_for("⏎ goes on with b")
        terminal.press("enter")
        terminal.wait_for("kept as it is typed")
        terminal.wait_for("esc done")
        terminal.wait_for("saved 4")


def test_text_can_be_written_in_another_editor(home: Path) -> None:
    """$EDITOR gets a private file, and the screen comes back with what it wrote."""
    editor = home / "editor"
    modes = home / "modes"
    editor.write_text(
        f'#!/bin/sh\nstat -c %a "$1" "$(dirname "$1")" > {modes}\nprintf "written elsewhere today" > "$1"\n'
    )
    editor.chmod(0o700)

    with writing(home, EDITOR=str(editor)) as terminal:
        terminal.press("ctrl+o")
        terminal.wait_for("written elsewhere today")
        terminal.press("esc")
        terminal.wait_for("saved 5")

    assert modes.read_text().split() == ["600", "700"]
    assert not list(home.glob(".raterterm-*"))


def test_an_editor_that_outlives_the_program_keeps_its_file(home: Path) -> None:
    """SIGKILL while $EDITOR is open: its folder goes at the first opening after the editor is gone too."""
    editor, started = home / "editor", home / "started"
    editor.write_text(
        f"#!/bin/sh\ntrap '' HUP\necho $$ $1 > {started}.new\nmv {started}.new {started}\nexec sleep 60\n"
    )
    editor.chmod(0o700)
    with writing(home, EDITOR=str(editor)) as terminal:
        terminal.send("half a sentence")
        terminal.press("ctrl+o")
        terminal.wait_for(started.exists)
        process, file = started.read_text().split()
        terminal.process.kill()
        terminal.process.wait()
    Workspace.open(home / "workspace.db").close()
    assert Path(file).read_text() == "half a sentence"

    os.kill(int(process), signal.SIGKILL)
    end = monotonic() + DEADLINE
    while Path(file).exists() and monotonic() < end:
        Workspace.open(home / "workspace.db").close()
    assert not Path(file).parent.exists()
    assert not list(home.glob(".raterterm-*"))


def test_an_editor_that_is_not_there_is_told(home: Path) -> None:
    """The text stays as it was."""
    with writing(home, EDITOR="no-such-editor") as terminal:
        terminal.send("mine")
        terminal.press("ctrl+o")
        terminal.wait_for("cannot write with no-such-editor")
        terminal.press("esc")
        terminal.wait_for("saved 5")


def _drafts(workspace: Workspace, batch: BatchSummary, task: str = "t-1") -> dict[str, str]:
    rows = workspace.rows("SELECT question, text FROM drafts WHERE batch = ? AND task = ?", [batch.key, task])
    return dict(rows)


def _draft_in(home: Path) -> str | None:
    with Workspace.look(home / "workspace.db") as looked:
        rows = looked.rows("SELECT text FROM drafts")
    return str(rows[0][0]) if rows else None


LINTED = {"preference": {"question": "Which is better?"}}


async def test_a_rationale_that_teaches_nothing_gets_a_hint(workspace: Workspace) -> None:
    """With what would satisfy it; it is a hint, and the task can be submitted."""
    load_tasks(workspace, a_rubric(**LINTED, rationale={"lint": "warn"}), tasks=2)
    async with seated(workspace, size=(240, 36)) as seat:
        await seat.press("2 r")
        await seat.write("It is clearer and flows better overall.")
        await seat.press("escape")
        assert "hint" in seat.status
        assert "Try:" in seat.status
        await seat.press("enter")

        assert seat.statuses()["t-1"] == "submitted"


async def test_hints_must_be_met_where_the_rubric_requires_it(workspace: Workspace) -> None:
    """The cursor goes to the rationale, and nothing is submitted."""
    load_tasks(workspace, a_rubric(**LINTED, rationale={"lint": "require"}), tasks=2)
    async with seated(workspace, size=(240, 36)) as seat:
        await seat.press("2 r")
        await seat.write("It is clearer and flows better overall.")
        await seat.press("escape enter")

        assert "Try:" in seat.status
        assert seat.statuses()["t-1"] == "open"


VAGUE = "It is clearer and flows better overall."
POINTED = "A names 40 steps and Answer 1, while B stops at Answer 2 with 7 fewer."
HINTED = a_rubric(**LINTED, rationale={"lint": "warn"})
CRITERIA = a_rubric(
    **LINTED,
    criteria=[a_criterion("accuracy", title="Factual accuracy"), a_criterion("tone")],
    rationale={"lint": "warn"},
)


class TestHints:
    """What a reader would miss is told under the editor, once the keys rest."""

    async def test_the_gravest_hint_stands_under_the_text(self, workspace: Workspace) -> None:
        """With what would satisfy it, and how many there are; it goes when there is nothing left to say."""
        load_tasks(workspace, HINTED, tasks=1)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            assert "Hints come when you pause" in seat.text
            await seat.write(VAGUE)
            await seat.until(lambda: "hint 1 of 1 · It would fit any other task" in seat.text)
            assert "Try:" in seat.text
            seat.editor.load_text(POINTED)

            await seat.until(lambda: "✓ no hints" in seat.text)

    async def test_tab_steps_through_the_hints(self, workspace: Workspace) -> None:
        """After the last comes the first, and the text stays as it is."""
        load_tasks(workspace, CRITERIA, tasks=1)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            await seat.write("I like the one which came first, as my gut says so.")
            await seat.until(lambda: "hint 1 of 3" in seat.text)
            first = _hint(seat)
            await seat.press("tab")
            assert "hint 2 of 3" in seat.text
            assert _hint(seat) != first
            await seat.press("tab tab")

            assert _hint(seat) == first
            assert seat.editor.text.endswith("gut says so.")
            assert seat.rating.is_writing

    async def test_the_words_that_a_hint_means_are_marked(self, workspace: Workspace) -> None:
        """In the text, by more than colour."""
        load_tasks(workspace, HINTED, tasks=1)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            await seat.write("A is better, for it says “the train was late again”.")
            await seat.until(lambda: "in quotation marks" in seat.text)

            marked = [
                segment for strip in seat.strips for segment in strip if "the train was" in segment.text
            ]
            assert [segment.text for segment in marked] == ["the train was late again"]
            assert marked[0].style
            assert marked[0].style.underline

    async def test_the_hint_that_is_read_stays_while_it_holds(self, workspace: Workspace) -> None:
        """Typing on does not bring the first back."""
        load_tasks(workspace, CRITERIA, tasks=1)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            await seat.write("I like the one which came first, as my gut says so.")
            await seat.until(lambda: "hint 1 of 3" in seat.text)
            await seat.press("tab")
            second = _hint(seat)
            await seat.write(" So there.")
            read = seat.editor.text
            await seat.until(lambda: seat.rating.answering.hints.of == read)

            assert _hint(seat) == second

    async def test_what_is_missing_is_not_told_of_a_text_that_has_just_begun(
        self, workspace: Workspace
    ) -> None:
        """It may be about to be written; what is wrong already is told."""
        load_tasks(workspace, HINTED, tasks=1)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            await seat.write("It is clearer")
            await seat.until(lambda: seat.rating.answering.hints.of == "It is clearer")
            assert "hint 1" not in seat.text
            await seat.write(" like GPT-4")

            await seat.until(lambda: "“GPT-4” guesses" in seat.text)

    async def test_a_copy_of_an_earlier_rationale_is_told_as_one(self, workspace: Workspace) -> None:
        """Of another task of the workspace; undo of that one takes the hint away."""
        load_tasks(workspace, HINTED, tasks=2)
        text = POINTED + " That is what the one who asked needs to know."
        async with seated(workspace) as seat:
            await seat.press("2 r")
            seat.editor.load_text(text)
            await seat.press("escape n 2 r")
            seat.editor.load_text(text)
            await seat.until(lambda: "nearly what you wrote for another task" in seat.text)
            await seat.press("escape u u u n n r")
            seat.editor.load_text(text)

            await seat.until(lambda: "✓ no hints" in seat.text)

    @pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), (160, 24), (160, 48)])
    async def test_there_is_room_for_hint_and_text(self, workspace: Workspace, size: tuple[int, int]) -> None:
        """At every size three lines of text at least, on the smallest two, and three of hints."""
        load_tasks(workspace, HINTED, tasks=1)
        async with seated(workspace, size=size) as seat:
            await seat.press("2 r")
            await seat.write(VAGUE)
            await seat.until(lambda: "hint 1 of 1" in seat.text)

            hints = seat.rating.answering.hints
            assert seat.editor.content_size.height >= min(3, size[1] // 10)
            assert hints.size.height == 3
            assert hints.region.bottom <= size[1] - 2

    async def test_a_rubric_without_hints_has_no_place_for_them(self, workspace: Workspace) -> None:
        """And says so when one is asked for."""
        load_tasks(workspace, FULL)
        async with seated(workspace) as seat:
            await seat.press("r")
            assert not seat.rating.answering.hints.display
            await seat.press("tab")

            assert "this rubric asks for no hints here" in seat.text
            assert seat.rating.is_writing

    async def test_hints_on_a_text_that_was_left_are_not_shown_for_another(
        self, workspace: Workspace
    ) -> None:
        """Each text begins without any."""
        load_tasks(workspace, HINTED, tasks=2)
        async with seated(workspace) as seat:
            await seat.press("2 r")
            await seat.write(VAGUE)
            await seat.until(lambda: "hint 1 of 1" in seat.text)
            await seat.press("escape n r")

            assert "Hints come when you pause" in seat.text


def _hint(seat: Seat) -> str:
    hint = seat.rating.answering.hints.current
    return hint.rule if hint else ""


class TestNaming:
    """The rubric's words are at hand while writing."""

    async def test_a_criterion_is_inserted_by_its_name(self, workspace: Workspace) -> None:
        """At the cursor, apart from the word before it."""
        load_tasks(workspace, CRITERIA)
        async with seated(workspace) as seat:
            await seat.press("r")
            await seat.write("It is about")
            await seat.press("ctrl+t")
            await seat.write("factual")
            await seat.press("enter")

            assert seat.editor.text == "It is about Factual accuracy"

    async def test_the_meaning_of_a_point_that_was_given_can_be_inserted(self, workspace: Workspace) -> None:
        """Each score stands under its criterion with the letter of its response; those not given do not."""
        load_tasks(workspace, CRITERIA)
        async with seated(workspace) as seat:
            await seat.press("2 5 r ctrl+t")
            listed = [line for line in seat.lines if "Factual accuracy: " in line]
            assert len(listed) == 1
            assert "Factual accuracy: A 5 · Right" in listed[0]
            await seat.press("down enter")

            assert seat.editor.text == "Right"

    async def test_a_rubric_without_criteria_says_so(self, workspace: Workspace) -> None:
        """Nothing opens."""
        load_tasks(workspace, HINTED)
        async with seated(workspace) as seat:
            await seat.press("r ctrl+t x")

            assert seat.editor.text == "x"

    async def test_a_title_cannot_bring_in_what_acts_on_the_terminal(self, workspace: Workspace) -> None:
        """It is made visible before it is inserted."""
        rubric = a_rubric(criteria=[a_criterion(title="Depth \u202e reversed")], rationale={})
        load_tasks(workspace, rubric)
        async with seated(workspace) as seat:
            await seat.press("r ctrl+t enter")

            assert seat.editor.text == "Depth ⟦U+202E⟧ reversed"


class TestSnippets:
    """Texts of the rater's own, kept with the settings."""

    async def test_what_is_selected_is_kept_and_inserted_by_its_name(
        self, workspace: Workspace, tmp_path: Path
    ) -> None:
        """Also after the program was closed, in any workspace; the name is proposed and may be changed."""
        load_tasks(workspace, FULL)
        async with seated(workspace, settings=tmp_path) as seat:
            await seat.press("r")
            await seat.write("mind the gap")
            await seat.press("shift+left shift+left shift+left ctrl+r")
            assert "Keep as a snippet" in seat.text
            await seat.write("hole")
            await seat.press("enter")
            assert "kept as the snippet “hole”" in seat.text
            assert seat.editor.text == "mind the gap"
            await seat.press("ctrl+q")
        assert read_preferences(tmp_path).preferences.snippets == {"hole": "gap"}

        async with seated(workspace, settings=tmp_path) as seat:
            await seat.press("end")
            await seat.write(" and the")
            await seat.press("ctrl+g")
            assert "nearly another of yours" in seat.text
            await seat.press("enter")

            assert seat.editor.text == "mind the gap and the gap"

    async def test_all_is_kept_where_nothing_is_selected(self, workspace: Workspace, tmp_path: Path) -> None:
        """Under its first words, where no other name is given."""
        load_tasks(workspace, FULL)
        async with seated(workspace, settings=tmp_path) as seat:
            await seat.press("r a b enter c ctrl+r enter")

            assert read_preferences(tmp_path).preferences.snippets == {"ab c": "ab\nc"}

    async def test_a_snippet_is_taken_away(self, workspace: Workspace, tmp_path: Path) -> None:
        """By the same key that inserts; the others stay."""
        load_tasks(workspace, FULL)
        async with seated(workspace, settings=tmp_path) as seat:
            seat.app.prefer(Preferences(snippets={"one": "1", "two": "2"}))
            await seat.press("r ctrl+g")
            await seat.write("take two")
            await seat.press("enter")

            assert "“two” is gone" in seat.text
            assert read_preferences(tmp_path).preferences.snippets == {"one": "1"}
            assert seat.editor.text == ""

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            pytest.param(" ", "nothing is written", id="blank"),
            pytest.param("x" * (MAX_SNIPPET + 1), "too long for a snippet", id="too long"),
        ],
    )
    async def test_what_cannot_be_kept_is_told(
        self, workspace: Workspace, tmp_path: Path, text: str, told: str
    ) -> None:
        """No name is asked for."""
        load_tasks(workspace, FULL)
        async with seated(workspace, settings=tmp_path) as seat:
            await seat.press("r")
            seat.editor.load_text(text)
            await seat.press("ctrl+r")

            assert told in seat.text

    async def test_without_a_snippet_the_way_to_one_is_told(self, workspace: Workspace) -> None:
        """Nothing opens."""
        load_tasks(workspace, FULL)
        async with seated(workspace) as seat:
            await seat.press("r ctrl+g")

            assert "ctrl+r keeps" in seat.text

    async def test_settings_that_cannot_be_kept_are_told(self, workspace: Workspace, tmp_path: Path) -> None:
        """The snippet is there until the program is closed."""
        load_tasks(workspace, FULL)
        (tmp_path / "file").write_text("no directory")
        async with seated(workspace, settings=tmp_path / "file") as seat:
            await seat.press("r a ctrl+r enter")
            assert "not kept" in seat.text
            await seat.press("ctrl+g enter")

            assert seat.editor.text == "a a"
