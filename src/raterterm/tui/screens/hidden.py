"""Hides everything that is on the screen, at once, until the rater wants to see it again."""

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.tui.bindings import modal_bindings


class HiddenScreen(ModalScreen[None]):
    """An empty screen; nothing below it can be seen or pressed."""

    BINDINGS = modal_bindings()

    def compose(self) -> ComposeResult:
        """Say how to come back, and that nothing is lost."""
        yield Static(Content.styled("everything is saved · H shows it again", "$text-muted"), id="hidden")
