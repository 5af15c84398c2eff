"""Lets Esc be followed at once by another key.

Legacy terminals send Alt with a key as ESC and that key, so a quick ``Esc Enter`` and ``Alt+Enter`` are
the same bytes; tmux joins what comes within its escape-time, half a second by default.  Textual reads
them as Alt, or as another character.  Nothing here is bound to Alt, so both keys are what was meant.
"""

import string
from typing import Any, NamedTuple

# No public table exists; the entries that Textual has for Alt with a digit are replaced by ours.
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.drivers import linux_driver
from textual.keys import Keys

from raterterm.tui.incoming import Incoming, decoder

_INTRODUCERS = "OPX"
"""ESC with one of these begins a longer sequence."""


class _Plain(NamedTuple):
    """Stands where Textual expects one of its ``Keys``: only the value is read."""

    value: str


def separate_escape() -> None:
    """Have ESC followed by a letter, a digit, space, Enter, ``:`` or ``?`` read as two keys.

    What else begins with ESC is read by ``Incoming``, as the driver has no other place for it.
    """
    linux_driver.XTermParser = Incoming  # type: ignore[attr-defined]
    linux_driver.getincrementaldecoder = decoder  # type: ignore[attr-defined, assignment]
    table: dict[str, Any] = ANSI_SEQUENCES_KEYS  # type: ignore[assignment]
    for character in set(string.ascii_letters + string.digits) - set(_INTRODUCERS):
        table[f"\x1b{character}"] = (Keys.Escape, _Plain(character))
    table["\x1b "] = (Keys.Escape, _Plain("space"))
    table["\x1b\r"] = (Keys.Escape, Keys.Enter)
    table["\x1b:"] = (Keys.Escape, _Plain("colon"))
    table["\x1b?"] = (Keys.Escape, _Plain("question_mark"))
