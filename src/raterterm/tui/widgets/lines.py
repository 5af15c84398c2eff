"""The one-line parts of a screen: where you are, what is saved, what to press."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from textual.content import Content

from raterterm.tui.bindings import shown_key
from raterterm.tui.command import Command, Where
from raterterm.tui.keymap import commands
from raterterm.tui.show import spread
from raterterm.tui.widgets.still import Still

BAR_WIDTH = 10


class HeaderLine(Still):
    """Where you are, and how far."""

    def show(self, left: Content, right: Content) -> None:
        """Draw the two ends."""
        self.put(spread(left, right, self.size.width))


class StatusLine(Still):
    """What is saved, and what just happened."""

    def show(self, saved: Content, message: Content, right: Content) -> None:
        """Draw the line: what is saved is always there, then the message, then what has room."""
        width = self.size.width
        message = message.truncate(max(0, width - saved.cell_length - 3), ellipsis=True)
        left = Content.assemble(saved, "   ", message)
        room = max(0, width - left.cell_length - 2)
        self.put(spread(left, right.truncate(room, ellipsis=True), width))


class FooterLine(Still):
    """The keys that matter here, as many as fit."""

    def show(
        self, *where: Where, first: Sequence[str] = (), words: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Draw the hints of these places; ``first`` names the commands that must not be cut off.

        ``words`` holds what commands do just here, in a word; nothing where they do nothing.
        """
        self.put(_hints(where, tuple(first), tuple(words.items()), self.size.width))


@lru_cache(maxsize=64)
def _hints(
    where: tuple[Where, ...], first: tuple[str, ...], words: tuple[tuple[str, str], ...], width: int
) -> Content:
    """Return the hints that fit: the same for every key that is pressed at one place."""
    here = dict(words)
    told = (command._replace(hint=here.get(command.id, command.hint)) for command in commands(*where))
    hints = sorted((command for command in told if command.hint), key=lambda known: known.id not in first)
    line = Content()
    for hint in map(_hint, hints):
        if line.cell_length + hint.cell_length + 2 > width:
            break
        line = Content.assemble(line, "  " if line else "", hint)
    return line


def _hint(command: Command) -> Content:
    return Content.assemble((shown_key(command.keys[0]), "$accent bold"), (f" {command.hint}", "$text-muted"))


def progress_bar(done: int, total: int) -> str:
    """Return how far, as a bar of text."""
    filled = BAR_WIDTH * done // total if total else 0
    return "▇" * filled + "▁" * (BAR_WIDTH - filled)
