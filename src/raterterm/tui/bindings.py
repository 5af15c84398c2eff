"""Bindings: what Textual is told of the keymap, and how people read its keys."""

from functools import cache

from textual.binding import Binding, BindingType

from raterterm.tui.command import Command, Where
from raterterm.tui.keymap import KEYMAP, commands

_SHOWN = {
    "question_mark": "?",
    "comma": ",",
    "slash": "/",
    "exclamation_mark": "!",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "colon": ":",
    "enter": "⏎",
    "escape": "esc",
    "backspace": "⌫",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "delete": "del",
}


@cache
def actions(where: Where) -> frozenset[str]:
    """Return the names of the actions that the keys of a place run, without their arguments."""
    return frozenset(command.action.split("(")[0].rpartition(".")[2] for command in commands(where))


def bindings(*where: Where) -> list[BindingType]:
    """Return Textual's bindings for a screen or the app.

    They have priority, because only such are run in the order of the keys: all others wait in a queue
    of their own, and keys typed ahead would overtake what they lead to.
    """
    return [_binding(command) for command in commands(*where)]


def modal_bindings(*where: Where) -> list[BindingType]:
    """Return the bindings of a screen over others: those of the app do not reach it, but these two must."""
    reaching = {"hide", "write-elsewhere"}
    return [*bindings(*where), *(_binding(command) for command in KEYMAP if command.id in reaching)]


def _binding(command: Command) -> Binding:
    return Binding(
        ",".join(command.keys),
        command.action,
        command.title,
        show=False,
        id=command.id,
        priority=not command.yields,
    )


def shown_key(key: str) -> str:
    """Return a key as people read it."""
    return _SHOWN.get(key, key)
