"""Picks one of many: type to narrow the list down, arrows to move, Enter to take."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.core.precedents import has_words
from raterterm.core.visible import visible_line
from raterterm.tui.bindings import modal_bindings
from raterterm.tui.show import shown
from raterterm.tui.widgets.lines import FooterLine
from raterterm.tui.widgets.rows import Rows
from raterterm.tui.widgets.typed import TypedLine


class Choice(NamedTuple):
    """One of what can be picked."""

    id: str
    label: str
    depth: int = 0
    """How far below the top of a tree; 0 is the top."""
    mark: str = ""
    """What is to be seen at once, after the label."""
    detail: tuple[str, ...] = ()
    """Lines about it that are shown while the cursor is on it, and searched."""

    def has(self, words: Sequence[str]) -> bool:
        """Tell whether it has all these words."""
        return has_words(" ".join((self.label, *self.detail)), words)


OWN = Choice("", "… in your own words")
"""What is offered, whatever is typed, where the list need not have what is wanted."""

MOST_DETAIL = 2000
"""Characters of a line about a choice that are shown."""


class PickerScreen(ModalScreen[str | None]):
    """A list that what is typed narrows down; gives back the id of what was picked, or None."""

    BINDINGS = modal_bindings("picking")

    def __init__(
        self, title: str, choices: Sequence[Choice], here: str = "", *, has_own: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._here = here
        self._own = [OWN] if has_own else []
        self._offered: list[Choice] = []
        self._rows = Rows(self._draw_row, id="picks")
        self._filter = TypedLine(placeholder="type to narrow down", compact=True, id="narrow", max_length=100)
        self._detail = Static(id="pick-detail")

    @property
    def typed(self) -> str:
        """What the list was narrowed down with."""
        return self._filter.value.strip()

    def compose(self) -> ComposeResult:
        """Show the list under what narrows it down."""
        with Vertical(id="picker"):
            yield Static(shown(self._title, "bold $accent"))
            yield self._filter
            yield self._rows
            yield self._detail
            yield FooterLine(id="picker-keys")

    def on_mount(self) -> None:
        """Wait for letters."""
        self._detail.display = any(choice.detail for choice in self._choices)
        self.set_focus(self._filter)

    def on_resize(self) -> None:
        """Draw into the new size."""
        self.call_after_refresh(self._narrow)

    def on_input_changed(self) -> None:
        """Offer what has every word that was typed."""
        self._narrow()

    def _narrow(self) -> None:
        words = self.typed.split()
        self._offered = [choice for choice in self._choices if choice.has(words)] + self._own
        ids = [choice.id for choice in self._offered]
        at = ids.index(self._here) if self._here and self._here in ids else 0
        self._rows.show(len(self._offered), at)
        self._tell()
        self.query_one(FooterLine).show("picking")

    def _tell(self) -> None:
        """Say what there is to say of the choice under the cursor."""
        told = self._offered[self._rows.cursor].detail if self._offered else ()
        lines = [Content(visible_line(line, MOST_DETAIL)) for line in told]
        self._detail.update(Content("\n").join(lines), layout=False)

    def _draw_row(self, row: int, is_current: bool, width: int) -> Content:
        del width
        choice = self._offered[row]
        # Narrowed down, the tree above a choice is not there: its indentation would say nothing.
        indent = "" if self._filter.value else "  " * choice.depth
        return Content.assemble(
            ("▸ " if is_current else "  ", "$accent bold"),
            indent,
            shown(choice.label, "bold" if is_current else ""),
            (f"  {choice.mark}" if choice.mark else "", "$warning"),
        )

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._rows.move_to(self._rows.cursor + step)
        self._tell()

    def action_take(self) -> None:
        """Give back what the cursor is on."""
        if self._offered:
            self.dismiss(self._offered[self._rows.cursor].id)

    def action_cancel(self) -> None:
        """Pick nothing."""
        self.dismiss(None)
