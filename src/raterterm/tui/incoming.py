"""Tells keys from what a terminal sends by itself: its answers to questions, which are no keys.

Textual gives the characters of every sequence that it does not know to the app as keys, so that an answer
such as ``ESC [ ? 6 2 ; 2 2 c`` rates a task; a paste with an ESC in it presses keys as well.
"""

import codecs
import re
from collections.abc import Callable, Generator, Iterable
from functools import partial
from time import monotonic

# No public name exists for what reads the keys.
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.constants import ESCAPE_DELAY
from textual.events import Key, Paste
from textual.message import Message

LONGEST = 1 << 20
"""Characters of an answer after which its end is waited for no more."""

PATIENCE = 1.0
"""Seconds without a character after which an answer that was begun is taken to have no end."""

_TYPED = 4
"""Characters that someone may have typed quickly, ESC among them, although an answer begins like that."""

_LONGEST_KEY = 32
"""Characters of a sequence that Textual still looks up."""

_ANSWER = re.compile(
    r"""
      (?:\x1b\]|\x9d) [^\x07\x1b\x9c]* (?:\x07|\x1b\\|\x9c)
    | (?:\x1b[P_^X]|[\x90\x98\x9e\x9f]) [^\x1b\x9c]* (?:\x1b\\|\x9c)
    | (?:\x1b\[|\x9b) M [\s\S]{3}
    | (?:\x1b\[|\x9b) (?![\[M]) [0-?]* [ -/]* [@-~]
    """,
    re.VERBOSE,
)
"""A whole sequence that may be no key: a string, an old report of the mouse, a control sequence."""

_UNDERSTOOD = re.compile(
    r"""
    \x1b\[ (?:
        [IO]                                            # the focus
      | (?:[\d:]*;?){2,3} [u~ABCDEFHPQRS]               # keys, and where the cursor is
      | 48; [\d:;]* t                                   # the size
      | \? (?:2026|2048) ; \d \$y                       # modes
    )
    """,
    re.VERBOSE,
)
"""What Textual makes use of beside the keys in its table."""

_BEGUN = re.compile(
    r"""
    (?: \x1b (?: \[ [0-?]* [ -/]*
               | \[M [\s\S]{0,2}
               | \] (?: [lL] [^\x07\x1b\x9c]* | \d{1,4} (?: ; [^\x07\x1b\x9c]* )? )? \x1b?
               | P (?: [01!>] [^\x1b\x9c]* )? \x1b?
               | _ (?: G [^\x1b\x9c]* )? \x1b?
             )?
      | \x9b [0-?]* [ -/]*
      | \x9d [^\x07\x1b\x9c]* \x1b?
      | [\x90\x9f] [^\x1b\x9c]* \x1b?
    ) \Z
    """,
    re.VERBOSE,
)
"""The beginning of a sequence at the end of what came; one that no terminal begins an answer with is keys."""


class Incoming(XTermParser):
    """Reads keys and pastes, and drops what is neither."""

    def __init__(self, debug: bool = False) -> None:
        self._held = ""
        self._held_since = 0.0
        self._pasted: str | None = None
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events of ``data``; an empty one is the end."""
        if not data:
            yield from super().feed(data)
            return
        text, self._held = self._held + data, ""
        while text:
            read = self._read_keys if self._pasted is None else self._read_paste
            text = yield from read(text)
        self._held_since = monotonic()

    def tick(self) -> Iterable[Message]:
        """Yield what waited for more that did not come: Esc alone, and keys that begin as an answer does."""
        waited = monotonic() - self._held_since
        is_short = self._held.startswith("\x1b") and len(self._held) <= _TYPED
        if self._held and waited >= (ESCAPE_DELAY if is_short else PATIENCE):
            typed, self._held = self._held[1:], ""
            if is_short:
                yield Key("escape", "\x1b")
                yield from super().feed(typed) if typed else ()
        yield from super().tick()

    def _read_keys(self, text: str) -> Generator[Message, None, str]:
        """Yield the events before the next paste; return what comes behind its start."""
        keys, start, behind = text.partition(BRACKETED_PASTE_START)
        if start:
            self._pasted = ""
        elif (begun := _BEGUN.search(keys)) and not _is_key(begun[0]):
            keys, self._held = keys[: begun.start()], begun[0][:LONGEST]
        if keys := _ANSWER.sub(_kept, keys):
            yield from super().feed(keys)
        return behind

    def _read_paste(self, text: str) -> Generator[Message, None, str]:
        """Yield the paste if its end is there; return what comes behind that."""
        pasted = (self._pasted or "") + text
        pasted, end, behind = pasted.partition(BRACKETED_PASTE_END)
        self._pasted = None if end else pasted
        if end:
            # Textual drops NUL from pastes too: some terminals put them between the lines.
            yield Paste(pasted.replace("\x00", ""))
        return behind


def _is_key(sequence: str) -> bool:
    return sequence not in {"\x1b", "\x9b"} and sequence in ANSI_SEQUENCES_KEYS


def _kept(found: re.Match[str]) -> str:
    if len(found[0]) > _LONGEST_KEY:
        return ""
    sequence = found[0].replace("\x9b", "\x1b[", 1)
    return sequence if _is_key(sequence) or _UNDERSTOOD.fullmatch(sequence) else ""


def decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Return a decoder that no byte can stop: with Textual's the keys are dead behind one that is no text."""
    codecs.register_error("raterterm.single-bytes", _single_bytes)
    return partial(codecs.getincrementaldecoder(encoding), "raterterm.single-bytes")


def _single_bytes(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 byte by byte, as a terminal means it that sends eight-bit controls."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - nothing is encoded here
    return error.object[error.start : error.end].decode("latin-1"), error.end
