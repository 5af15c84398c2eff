"""Says that the window is too small, in place of screens that could not be read in it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.tui.bindings import bindings

LEAST = Size(60, 20)
"""The columns and rows that every screen needs."""


def is_too_small(size: Size) -> bool:
    """Tell whether a window has too few columns or rows."""
    return size.width < LEAST.width or size.height < LEAST.height


class SmallScreen(ModalScreen[None]):
    """One sentence, until the window is larger; nothing below it can be pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        known for known in bindings("everywhere") if isinstance(known, Binding) and known.id == "quit"
    ]

    def compose(self) -> ComposeResult:
        """Leave room for the sentence."""
        yield Static(id="small")

    def on_resize(self) -> None:
        """Say how large the window is and has to be."""
        size = self.app.size
        told = f"{size.width} × {size.height} is too small: {LEAST.width} × {LEAST.height} is needed. Nothing is lost."
        self.query_one(Static).update(Content(told))

    def on_screen_resume(self) -> None:
        """Go away where the window grew while another screen was shown."""
        if not is_too_small(self.app.size):
            self.dismiss()
