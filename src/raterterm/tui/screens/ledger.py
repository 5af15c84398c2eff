"""A list of entries: what was listed so far, to be added to, changed and taken away."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.core.question import Answers, Letters
from raterterm.core.records import RecordsQuestion
from raterterm.tui.bindings import modal_bindings
from raterterm.tui.page import told_of
from raterterm.tui.show import counted, shown
from raterterm.tui.widgets.lines import FooterLine
from raterterm.tui.widgets.rows import Rows


class LedgerScreen(ModalScreen[int | None]):
    """The entries; gives back the number of the one to open, -1 for a new one, or None."""

    BINDINGS = modal_bindings("ledger")

    def __init__(
        self,
        asked: RecordsQuestion,
        letters: Letters,
        entries: Sequence[Answers],
        rearrange: Callable[[Sequence[int]], bool],
    ) -> None:
        super().__init__()
        self._asked = asked
        self._letters = letters
        self._entries = list(entries)
        self._rearrange = rearrange

    def compose(self) -> ComposeResult:
        """Show the entries under what they are."""
        with Vertical(id="ledger"):
            yield Static(id="ledger-title")
            yield Rows(self._draw_row, id="entries")
            yield FooterLine(id="ledger-keys")

    def on_resize(self) -> None:
        """Draw into the new size."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        rows = self.query_one(Rows)
        rows.show(len(self._entries), rows.cursor)
        title = f"{self._asked.title} · {counted(len(self._entries), self._asked.noun)}"
        self.query_one("#ledger-title", Static).update(shown(title, "bold $accent"))
        self.query_one(FooterLine).show("ledger")

    def _draw_row(self, row: int, is_current: bool, width: int) -> Content:
        del width
        entry = self._entries[row]
        told = [told_of(field, entry.get(field.id), self._letters) for field in self._asked.asked_of(entry)]
        lacks = next(iter(self._asked.lacks(entry)), None)
        missing = f"   ○ {lacks[0].title}: {lacks[1]}" if lacks else ""
        return Content.assemble(
            ("▸ " if is_current else "  ", "$accent bold"),
            f"{row + 1:>3}  ",
            shown(" · ".join(filter(None, told)), "bold" if is_current else ""),
            shown(missing, "$warning"),
        )

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        rows = self.query_one(Rows)
        rows.move_to(rows.cursor + step)

    def action_open(self) -> None:
        """Open the entry under the cursor, or a new one where there is none."""
        self.dismiss(self.query_one(Rows).cursor if self._entries else -1)

    def action_add(self) -> None:
        """Open a new entry."""
        self.dismiss(-1)

    def action_remove(self) -> None:
        """Take the entry under the cursor away."""
        at = self.query_one(Rows).cursor
        if self._entries:
            self._put([number for number in range(len(self._entries)) if number != at])

    def action_shift(self, step: int) -> None:
        """Put the entry under the cursor behind the next one, or before the one before."""
        rows = self.query_one(Rows)
        to = rows.cursor + step
        if 0 <= to < len(self._entries):
            order = list(range(len(self._entries)))
            order[rows.cursor], order[to] = to, rows.cursor
            if self._put(order):
                rows.move_to(to)

    def _put(self, order: Sequence[int]) -> bool:
        """Have the entries in another order, or without some; return whether that is safe."""
        is_kept = self._rearrange(order)
        if is_kept:
            self._entries = [self._entries[number] for number in order]
            self._fill()
        return is_kept

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
