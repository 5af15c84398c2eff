"""Hostile text: nothing in a batch, a rubric or a name can act on the terminal, and nothing of it is hidden."""

import time
from pathlib import Path

import pytest
from tests.torture.hostile_text import NO_GATE, NO_MARKS
from tests.tui import wire
from tests.tui.seat import seated
from tests.tui.terminal import CONTROLLING, DEADLINE, Terminal
from tests.worlds import rubric_source, source_of

from raterterm.core import jsontext
from raterterm.core.rubric import Rubric
from raterterm.core.visible import visible
from raterterm.core.words import Json
from raterterm.store.loading import load_batch
from raterterm.store.workspace import Workspace

SEQUENCES = [
    "\x1b[77731m",
    "\x1b[77731;1H",
    "\x1b[3J",
    "\x1b[c",
    "\x1b[6n",
    "\x1b]0;77731\x07",
    "\x1b]52;c;Nzc3MzE=\x07",
    "\x1b]8;;https://77731.example\x1b\\",
    "\x1bP77731\x1b\\",
    "\x1b_77731\x1b\\",
    "\x1bc",
    "\x9b77731m",
    "\x9d0;77731\x9c",
    "\x00\x07\x08\x0e\x7f",
    "\u202e77731\u202c",
    "\u2066x\u2069",
    "\U000e0041\U000e0042",
]
MARKUP = [
    "[/foo]",
    "[@click=app.bell]a[/]",
    "[link=https://77731.example]b[/link]",
    "[bold red]c",
    "[$accent]d",
    "[/",
    "%s{0}",
]
LINE = " ".join([*SEQUENCES, *MARKUP])
TEXT = f"plain\r\n\r\n{LINE}\n\n- {LINE}\n\n```\n{LINE}\n```\n\n| {LINE} |\n| --- |\n| x |\n\nend of text"
NAME = "\u202e[/foo][@click=app.bell]x"
"""What passes for an id: no control characters, but all else."""


def _hostile_rubric() -> Rubric:
    scale: Json = {1: f"low {LINE}", 5: f"high {LINE}"}
    return Rubric.model_validate(
        {
            "raterterm": "rubric/1",
            "id": "hostile",
            "version": "1",
            "title": f"A title {LINE}"[:500],
            "preference": {"question": f"Which {LINE}", "both_bad": True, "see": "#part"},
            "criteria": [
                {
                    "id": "c",
                    "title": f"Title {LINE}",
                    "question": f"How {LINE}",
                    "scale": scale,
                    "note_at_or_below": 2,
                }
            ],
            "rationale": {"question": f"Why {LINE}"},
            "flags": {"categories": {"bad": f"Flag {LINE}", "worse": "Another"}},
            "skip": {"reasons": {"no": f"Skip {LINE}", "other": "Another"}},
        }
    )


def _task(name: str) -> bytes:
    return jsontext.encode(
        {
            "id": f"{NAME} {name}",
            "messages": [
                {"role": "user", "content": TEXT},
                {"role": "assistant", "content": TEXT},
                {"role": "user", "content": TEXT},
            ],
            "responses": [{"id": f"1{NAME}", "text": TEXT}, {"id": f"2{NAME}", "text": TEXT}],
            "context": TEXT,
            "sensitive": ["\x1b[77731m"],
            "metadata": {"lang": "[/]\x9b77731m"},
        }
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a workspace of hostile tasks, whose own name is hostile too."""
    path = tmp_path / f"w{LINE[:60]}".replace("/", "_").replace("\x00", "")
    with Workspace.open(path) as opened:
        guidelines = f"# Part\n\n{TEXT}\n".encode()
        source = source_of([_task("one"), _task("two")], f"b{NAME}")
        load_batch(opened, rubric_source(_hostile_rubric(), guidelines=guidelines), source)
    return path


STEPS = [
    ("", "Next: ⏎ starts b"),
    ("\r", "saved 1"),
    ("8", "this task is covered"),
    ("V", "─ user"),
    ("8", "8 is no answer here"),
    ("211", "saved 4"),
    ("g", "─ Guidelines"),
    ("g", "g guideline"),
    ("c", "conversation"),
    ("c", "─ user"),
    ("m", "· raw"),
    ("t", "Contents of the guidelines"),
    ("\x1b", "!Contents of the guidelines"),
    ("/", "search in all texts"),
    ("a\r", "prompt"),
    ("]", "hit 1 of"),
    ("\x1b", "!hit 1 of"),
    ("v", "a line of"),
    ("\x1b", "!a line of"),
    ("a", "are acknowledged"),
    ("z  b", "tab: B"),
    ("zm", "A ──"),
    ("e", "Why so low"),
    ("\x1b[200~typed \x07 text\x1b[201~", "typed"),
    ("\x1b", "saved 5"),
    ("\r", "Why so low"),
    ("x\x1b", "saved 6"),
    ("u", "undid: answered"),
    ("f", "What is wrong here?"),
    ("\tnote\r1", "⚑ bad"),
    ("f", "What is wrong here?"),
    ("\r", "(raised)"),
    ("\x1b", "!What is wrong here?"),
    ("o", "Tasks"),
    ("\x1b", "!Tasks"),
    ("X", "Before the export"),
    ("X", "not exported"),
    ("\x1b", "!Before the export"),
    ("?", "While rating"),
    ("\x1b", "!While rating"),
    (":skip", "Skip this task"),
    ("\x1b", "!▔▔▔"),
    ("s", "Why skip it?"),
    ("1\r", "skipped"),
    ("q", "Next: ⏎ goes on"),
]
"""What is typed, and what is read then, or no longer, on every screen there is."""


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_no_content_reaches_the_terminal_as_a_sequence(path: Path, size: tuple[int, int]) -> None:
    """Every byte of a sitting is on the list of what the program itself writes, and the program lives."""
    with Terminal("-w", path, home=path.parent, size=size) as terminal:
        for keys, told in STEPS:
            terminal.send(keys)
            if told.startswith("!"):
                terminal.wait_until_gone(told[1:])
            else:
                terminal.wait_for(told)
        terminal.press("Q")

        assert terminal.wait_for_exit() == 0
        assert wire.strays(terminal.written) == []


def _written_with(path: Path, patch: str) -> str:
    """Return what is written when the program is opened, a task is looked at, and a text is pasted."""
    with Terminal("-w", path, home=path.parent, size=(120, 36), script=patch + CONTROLLING) as terminal:
        for keys, told in (
            ("", "Next:"),
            ("\r", "saved 1"),
            ("V", "!this task is"),
            ("m", "· raw"),
            ("o", "Tasks"),
        ):
            terminal.send(keys)
            if told.startswith("!"):
                terminal.wait_until_gone(told[1:])
            else:
                terminal.wait_for(told)
        terminal.send("\x1b")
        terminal.wait_until_gone("Tasks")
        terminal.send(f"s1\x1b[200~{LINE}\x1b[201~")
        terminal.wait_for("77731")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
        return terminal.written


@pytest.mark.parametrize("patch", [NO_GATE, NO_MARKS], ids=["the marks alone", "the gate alone"])
def test_either_layer_alone_keeps_the_terminal_clean(path: Path, patch: str) -> None:
    """What is shown is marked, and what is written is filtered: each would be enough."""
    assert wire.strays(_written_with(path, patch)) == []


def test_without_both_layers_content_acts(path: Path) -> None:
    """Else the tests above prove nothing: the name of the workspace alone draws what it likes."""
    script = NO_GATE + NO_MARKS + CONTROLLING
    with Terminal("-w", path, home=path.parent, size=(120, 36), script=script) as terminal:
        end = time.monotonic() + DEADLINE
        while not {"\x1b[77731m", "\x1b[3J"} <= set(wire.strays(terminal.written)):
            assert time.monotonic() < end
            terminal._read(0.05)


async def test_no_cell_of_any_screen_is_one_to_click_on(path: Path) -> None:
    """No style carries an action or a link, although the content asks for both."""
    with Workspace.open(path) as opened:
        async with seated(opened, f"b{NAME}", size=(120, 36)) as seat:
            for keys in ("", "V", "m", "g", "t", "escape", "o", "escape", "f", "escape", "question_mark"):
                await seat.press(keys)
                styles = [segment.style for strip in seat.strips for segment in strip if segment.style]

                assert "[@click=app.bell]" in seat.text or keys == "question_mark"
                assert not any(style.link or style.meta.get("@click") for style in styles)


def test_the_raw_view_hides_nothing(tmp_path: Path) -> None:
    """Each character of a response is on the screen, as itself or as a mark."""
    rubric = Rubric.model_validate(
        {
            "raterterm": "rubric/1",
            "id": "r",
            "version": "1",
            "title": "R",
            "criteria": [{"id": "c", "title": "C", "question": "?", "scale": {1: "Bad", 2: "Good"}}],
        }
    )
    line = jsontext.encode({"id": "t", "prompt": "?", "responses": [{"id": "r", "text": TEXT}]})
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_batch(opened, rubric_source(rubric), source_of([line]))

    with Terminal(home=tmp_path, size=(120, 60)) as terminal:
        terminal.wait_for("starts b")
        terminal.press("enter")
        terminal.wait_for("saved 1")
        terminal.press("m")
        whole = _joined(visible(TEXT.replace("\r", "␍")))
        terminal.wait_for(lambda: whole in _joined(terminal.text).replace("↪", ""))


def _joined(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("sequence", [*SEQUENCES, "\x1b[77731H", "\x1b[31;77731m", "\x1b[?1000h", "\x1b[5n"])
def test_the_scanner_finds_what_it_is_there_for(sequence: str) -> None:
    """Each hostile sequence, alone and within what the program writes; else the tests above prove nothing."""
    assert wire.strays(sequence)
    assert wire.strays(f"\x1b[?2026h\x1b[1;1H\x1b[38;2;1;2;3mtext {sequence} text\x1b[0m\x1b[?2026l")


def test_the_scanner_passes_what_the_program_writes() -> None:
    """Colours, moves, modes and text of every script."""
    assert (
        wire.strays(
            "\x1b[?1049h\x1b[?25l\x1b[>1u\x1b[1;31m日本語 नमस्ते ␛[31m⟦U+202E⟧\r\n\x1b[2;5H\x1b[0m\x1b[<u"
        )
        == []
    )
