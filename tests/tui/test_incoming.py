"""What a terminal sends: keys and pastes are read, its answers press nothing."""

import time
from collections.abc import Iterable

import pytest
from tests.torture.replies import REPLIES
from textual.constants import ESCAPE_DELAY
from textual.events import Key, Paste
from textual.message import Message

from raterterm.tui.escape import separate_escape
from raterterm.tui.incoming import PATIENCE, Incoming, decoder

separate_escape()


def told(messages: Iterable[Message]) -> list[str]:
    """Return the keys, and the pasted texts in quotation marks."""
    return [
        message.key if isinstance(message, Key) else f"“{message.text}”"
        for message in messages
        if isinstance(message, Key | Paste)
    ]


def later(incoming: Incoming, seconds: float) -> list[str]:
    """Return what comes when nothing more is sent for so long."""
    incoming._held_since -= seconds
    if incoming._timeout_time is not None:
        incoming._timeout_time -= seconds
    return told(incoming.tick())


def read(*parts: str) -> list[str]:
    """Return what is read of text that comes in parts, and when nothing follows."""
    incoming = Incoming()
    keys = [key for part in parts for key in told(incoming.feed(part))]
    return [*keys, *later(incoming, ESCAPE_DELAY), *later(incoming, PATIENCE)]


@pytest.mark.parametrize("reply", REPLIES, ids=ascii)
def test_an_answer_presses_nothing(reply: str) -> None:
    """Whole, between two keys, and wherever it is cut in two; ESC alone at the end is held for what follows."""
    assert read(reply) == []
    assert read(f"a{reply}b") == ["a", "b"]
    for cut in range(1, len(reply)):
        assert read(reply[:cut], reply[cut:] + "b") == ["b"], reply[:cut]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("2\r", ["2", "enter"]),
        ("\x1b[A\x1b[1;5B\x1bOC", ["up", "ctrl+down", "right"]),
        ("\x1b[5~\x1b[3~\x1b[H\x1b[Z", ["pageup", "delete", "home", "shift+tab"]),
        ("\x1b[3$\x1b[23$", ["shift+delete", "f23"]),
        ("\x1b[[A", ["f1"]),
        ("\x1b[97;5u\x1b[13u\x1b[32u", ["ctrl+a", "enter", "space"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1bj", ["escape", "j"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b]", ["escape", "right_square_bracket"]),
        ("\x1bP", ["escape", "P"]),
        ("\x07\x0f\x11", ["ctrl+g", "ctrl+o", "ctrl+q"]),
        ("ñ日", ["ñ", "日"]),
    ],
)
def test_keys_are_read_as_before(sent: str, keys: list[str]) -> None:
    """Whole, and character by character."""
    assert read(sent) == keys
    assert read(*sent) == keys


def test_escape_is_told_as_soon_as_nothing_follows() -> None:
    """And not before: what follows at once may be an answer."""
    incoming = Incoming()

    assert told(incoming.feed("\x1b")) == []
    assert later(incoming, ESCAPE_DELAY) == ["escape"]
    assert told(incoming.feed("2")) == ["2"]


def test_an_answer_without_an_end_does_not_silence_the_keys() -> None:
    """What was begun is forgotten after a moment without a character."""
    incoming = Incoming()
    assert told(incoming.feed("\x1b]52;c;MTIz")) == []
    assert later(incoming, PATIENCE) == []

    assert told(incoming.feed("2")) == ["2"]


class TestPaste:
    """What is pasted is text, whatever it holds."""

    @pytest.mark.parametrize(
        "text",
        ["two\nlines", "\x1b[31m12\x1b[c3", "\x1b]0;x\x07", "\x1b[20", "\x9b1m\r2", "\x1b" * 40, ""],
        ids=ascii,
    )
    def test_it_is_one_event(self, text: str) -> None:
        """With Textual's own reading, what follows an ESC in it was pressed as keys."""
        sent = f"a\x1b[200~{text}\x1b[201~b"

        assert read(sent) == ["a", f"“{text}”", "b"]
        assert read(*sent) == ["a", f"“{text}”", "b"]

    def test_two_pastes(self) -> None:
        """Each for itself, and an end without a start is nothing."""
        assert read("\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~") == ["“a”", "“b”"]
        assert read("\x1b[201~2") == ["2"]


def test_a_byte_that_is_no_text_does_not_end_the_reading() -> None:
    """It is read by itself; Textual's thread ended with it, and with that all keys."""
    decode = decoder("utf-8")().decode

    assert decode(b"2\x9b?62c\xff\xc3\xa9") == "2\x9b?62cÿé"


@pytest.mark.parametrize("unit", ["\x1b", "\x1b]1;", "\x1b[", "\x1bP1", "\x1b[200~", "\x9d", "a"], ids=ascii)
def test_anything_is_quick(unit: str) -> None:
    """No pattern goes back and forth over what is sent."""
    started = time.process_time()
    read(unit * (100_000 // len(unit)))
    read(f"{unit}{'1' * 50_000}y")

    assert time.process_time() - started < 5
