"""Asks for the passphrase of a key; it is kept nowhere."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from raterterm.tui.bindings import modal_bindings
from raterterm.tui.show import shown


class PassphraseScreen(ModalScreen[str | None]):
    """One line that does not show what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, priority=True),
        *modal_bindings(),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def compose(self) -> ComposeResult:
        """Show whose passphrase is meant."""
        with Vertical(id="reason"):
            yield Static(shown(f"Passphrase of {self._key}", "bold $accent"))
            yield Input(password=True, id="passphrase", compact=True)
            yield Static(shown("⏎ signs   esc cancels", "$text-muted"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the passphrase over."""
        self.dismiss(event.value)

    def action_cancel(self) -> None:
        """Sign nothing."""
        self.dismiss(None)
