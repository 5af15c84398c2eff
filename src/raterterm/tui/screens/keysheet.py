"""The keys sheet: every key of the keymap, by what it is for."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.tui.bindings import modal_bindings, shown_key
from raterterm.tui.command import Command, Where
from raterterm.tui.keymap import KEYMAP

_TITLES: dict[Where, str] = {
    "rating": "While rating",
    "writing": "While writing",
    "searching": "While searching",
    "picking": "In a list that letters narrow down",
    "entry": "In an entry of a list",
    "ledger": "In a list of entries",
    "home": "Home",
    "overview": "Tasks",
    "preflight": "Before the export",
    "everywhere": "Everywhere",
}


class KeySheet(ModalScreen[None]):
    """All keys; any of the closing ones closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss_sheet", show=False, priority=True),
        Binding("j,down", "roll(1)", show=False, priority=True),
        Binding("k,up", "roll(-1)", show=False, priority=True),
        Binding("space,pagedown", "roll(10)", show=False, priority=True),
        Binding("b,pageup", "roll(-10)", show=False, priority=True),
        *modal_bindings(),
    ]
    AUTO_FOCUS = "#sheet"  # so that the keys that scroll reach it

    def compose(self) -> ComposeResult:
        """List the keys, the place where the rater is first."""
        with VerticalScroll(id="sheet"):
            yield Static(Content("\n").join(_lines()))
        yield Static(Content.styled("j k space b scroll   esc closes", "$text-muted"), id="sheet-keys")

    def action_roll(self, rows: int) -> None:
        """Scroll the list."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def action_dismiss_sheet(self) -> None:
        """Close the sheet."""
        self.dismiss()


def _lines() -> list[Content]:
    lines: list[Content] = []
    for where, title in _TITLES.items():
        lines.append(Content.styled(title, "bold $accent"))
        shown = [command for command in KEYMAP if command.where == where and not command.is_answer]
        if where == "rating":
            lines.append(_line("1 … 9 0 x", "Answer the question under the cursor and go on"))
        lines += [_line(_keys(command), command.title) for command in shown]
        lines.append(Content())
    return lines


def _keys(command: Command) -> str:
    return " ".join(shown_key(key) for key in command.keys)


def _line(keys: str, title: str) -> Content:
    return Content.assemble((f"  {keys:<14}", "bold"), title)
