"""What a program writes to a terminal, taken apart: text, and the sequences that a terminal obeys."""

import re
from collections.abc import Iterator
from typing import NamedTuple

CANARY = "77731"
"""A number that no honest program writes; hostile content carries it in every sequence."""

_ALLOWED = re.compile(
    r"""
    \x1b\[ (?:
        [0-9;]* m                               # colours and weight
      | [0-9;]* [HABCDG]                        # where the cursor is
      | [012]? [JK]                             # erase
      | \? (?:7|25|1004|1049|2004|2026|2048) [hl] # modes
      | \? (?:2026|2048) \$p                    # questions about modes
      | [<>=] [0-9]* u                          # the keyboard protocol
      | \?u
    )
    | \x1b\]22;default\x07                       # the usual pointer
    | [\r\n]
    """,
    re.VERBOSE,
)
"""Everything that Textual itself writes when it draws with the mouse off."""

_SEQUENCE = re.compile(
    r"""
      \x1b\[ [0-?]* [ -/]* [@-~]?
    | \x1b[\]P_^X] [^\x07\x1b]* (?:\x07|\x1b\\)?
    | \x1b [ -/]* [0-~]?
    | [\x00-\x1f\x7f-\x9f]
    """,
    re.VERBOSE,
)
_RANGES = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0D), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0xD800, 0xDFFF)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
UNSEEN = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))
"""Characters that reorder, hide or tag others, or that no encoding has; joiners are none, as they shape."""

_UNSEEN = re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _RANGES) + "]")
_MODE = re.compile(r"\x1b\[\?(\d+)([hl])")
_KEYBOARD = re.compile(r"\x1b\[([<>])\d*u")

_ON_AT_FIRST = {"7", "25"}
"""Long lines wrap, and the cursor is seen."""


class Token(NamedTuple):
    """A run of text, or one sequence."""

    text: str
    is_sequence: bool


def tokens(written: str) -> Iterator[Token]:
    """Yield what was written, in order."""
    end = 0
    for found in _SEQUENCE.finditer(written):
        if found.start() > end:
            yield Token(written[end : found.start()], is_sequence=False)
        yield Token(found[0], is_sequence=True)
        end = found.end()
    if end < len(written):
        yield Token(written[end:], is_sequence=False)


def strays(written: str) -> list[str]:
    """Return what should never have reached the terminal."""
    found = []
    for token in tokens(written):
        if token.is_sequence and (not _ALLOWED.fullmatch(token.text) or CANARY in token.text):
            found.append(token.text)
        elif not token.is_sequence:
            found += _UNSEEN.findall(token.text)
    return found


def modes_left_on(written: str) -> set[str]:
    """Return the modes that were changed and not changed back."""
    state = {number: letter == "h" for number, letter in _MODE.findall(written)}
    left = {number for number, is_on in state.items() if is_on != (number in _ON_AT_FIRST)}
    pushed = _KEYBOARD.findall(written)
    return left | ({"keyboard"} if pushed.count(">") > pushed.count("<") else set())
