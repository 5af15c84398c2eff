"""Prints: results to stdout, all else to stderr, nothing unfiltered."""

import json
import sys
from collections.abc import Sequence
from unicodedata import east_asian_width

from raterterm.core.visible import visible, visible_line
from raterterm.core.words import Json
from raterterm.errors import Fault, InputError, RatertermError


def say(text: str = "") -> None:
    """Print a result."""
    _write(sys.stdout, visible(text))


def say_line(text: str) -> None:
    """Print a result that is one line, whatever names it quotes."""
    _write(sys.stdout, visible(text).replace("\n", "␊"))


def say_json(value: Json) -> None:
    """Print a result that a program reads; every character outside ASCII is escaped."""
    _write(sys.stdout, json.dumps(value, indent=2).replace("\x7f", "\\u007f"))


def tell(text: str) -> None:
    """Print what is no result: progress, advice, warnings."""
    _write(sys.stderr, visible(text))


def tell_error(error: RatertermError) -> None:
    """Print an error with its hints, and all faults of a file."""
    if isinstance(error, InputError):
        for fault in error.faults:
            tell_fault(fault)
        if error.unlisted:
            tell(f"raterterm: error: {error.faults[0].file}: {error.unlisted} more faults")
        return
    tell(f"raterterm: error: {visible_line(error.message)}")
    _tell_hints(error.hints)


def tell_fault(fault: Fault) -> None:
    """Print where a file is wrong, the line with a caret, and what to do."""
    tell(f"raterterm: error: {visible_line(fault.place)}: {visible_line(fault.message)}")
    if fault.source and fault.column:
        start = max(0, fault.column - 60)
        tell(f"  {visible_line(fault.source[start : start + 120])}")
        # The caret stands below the character although marks may be wider than what they replace.
        tell("  " + " " * _width(visible_line(fault.source[start : fault.column - 1])) + "^")
    _tell_hints([fault.hint] if fault.hint else [])


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _tell_hints(hints: Sequence[str]) -> None:
    for hint in hints:
        tell(f"hint: {visible_line(hint)}")


def _write(stream: object, text: str) -> None:
    print(text, file=stream, flush=True)  # type: ignore[call-overload]
