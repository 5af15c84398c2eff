"""Asks for a name: one line that has a proposal already."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.tui.bindings import modal_bindings
from raterterm.tui.show import shown
from raterterm.tui.widgets.typed import TypedLine

LONGEST = 60
"""Characters of a name."""


class NamingScreen(ModalScreen[str | None]):
    """One line for a name; gives back None when there is to be none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, priority=True),
        Binding("enter", "take", show=False, priority=True),
        *modal_bindings(),
    ]

    def __init__(self, question: str, proposed: str) -> None:
        super().__init__()
        self._question = question
        self._line = TypedLine(proposed, id="naming", compact=True, max_length=LONGEST)

    def compose(self) -> ComposeResult:
        """Show what is asked."""
        with Vertical(id="reason"):
            yield Static(shown(self._question, "bold $accent"))
            yield self._line
            yield Static(shown("⏎ keeps   esc cancels", "$text-muted"))

    def on_mount(self) -> None:
        """Wait for letters: the first replaces the proposal."""
        self.set_focus(self._line)

    def action_take(self) -> None:
        """Give the name back, unless it is blank."""
        if self._line.value.strip():
            self.dismiss(self._line.value.strip())

    def action_cancel(self) -> None:
        """Name nothing."""
        self.dismiss(None)
