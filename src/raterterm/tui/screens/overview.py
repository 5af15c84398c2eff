"""All tasks of a batch: what is done, what is left, and a way to each."""

from contextlib import suppress
from typing import Literal

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen

from raterterm.core.task import Task
from raterterm.core.visible import visible_line
from raterterm.errors import RatertermError
from raterterm.store.queue import FILTERS, Entry, Filter
from raterterm.tui.bindings import bindings
from raterterm.tui.desk import Desk
from raterterm.tui.show import counted, fitted, shown
from raterterm.tui.widgets.lines import FooterLine, HeaderLine
from raterterm.tui.widgets.rows import Rows

GIST = 400
"""Characters of a prompt that are read for the list."""

_MARKS = {"open": "○", "submitted": "✓", "skipped": "»"}
_NAMES: tuple[Filter | Literal["bookmarked"], ...] = (*FILTERS, "bookmarked")


class OverviewScreen(Screen[int | None]):
    """The list of tasks; Enter opens one."""

    BINDINGS = bindings("overview")

    def __init__(self, desk: Desk, position: int, *, covering: bool = True) -> None:
        super().__init__()
        self._is_covering = covering
        self._desk = desk
        self._position = position
        self._filter = 0
        self._entries: list[Entry] = []
        self._gists: dict[int, str] = {}
        self._message = Content()

    def compose(self) -> ComposeResult:
        """Show the list under what it lets through."""
        yield HeaderLine(id="header")
        yield HeaderLine(id="filters")
        yield Rows(self._draw_row, id="rows")
        yield FooterLine(id="footer")

    def on_resize(self) -> None:
        """Draw into the new size."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        self._entries = self._let_through()
        at = next((n for n, entry in enumerate(self._entries) if entry.position >= self._position), 0)
        self.query_one(Rows).show(len(self._entries), at)
        title = Content.assemble(("Tasks ", "$accent bold"), shown(f"· {self._desk.summary.id}"))
        total = self._desk.summary.tasks
        shown_count = len(self._entries)
        count = f"{counted(total, 'task')} " if shown_count == total else f"{shown_count} of {total} tasks "
        tally = f"{self._desk.tally}   " if self._desk.tally else ""
        self.query_one("#header", HeaderLine).show(title, Content(f"{tally}{count}"))
        self.query_one("#filters", HeaderLine).show(self._filters(), self._message)
        self.query_one(FooterLine).show("overview", "everywhere")

    def _let_through(self) -> list[Entry]:
        name = _NAMES[self._filter]
        if name != "bookmarked":
            return self._desk.queue.entries(name)
        return [entry for entry in self._desk.queue.entries() if entry.position in self._desk.bookmarked]

    def _filters(self) -> Content:
        names = [
            (f"[{name}]", "bold $accent") if n == self._filter else (f" {name} ", "$text-muted")
            for n, name in enumerate(_NAMES)
        ]
        return Content.assemble(" ", *names)

    def _draw_row(self, row: int, is_current: bool, width: int) -> Content:
        entry = self._entries[row]
        mark = "◐" if entry.status == "open" and entry.is_touched else _MARKS[entry.status]
        told = self._told(entry)
        flag = ("⚑!" if "!" in told else "⚑ ") if entry.is_flagged else "  "
        star = "★" if entry.position in self._desk.bookmarked else " "
        cursor = ("▸ " if is_current else "  ", "$accent bold")
        facts = Content.assemble(
            cursor, f"{entry.position:>5} {mark}{flag}{star} ", fitted(entry.task, 18), " "
        )
        flags = shown(f"{told}  " if told else "", "$warning")
        gist = visible_line(self._gist(entry.position), max(10, width))
        return Content.assemble(facts, flags, (gist, "bold" if is_current else "$text-muted"))

    def _told(self, entry: Entry) -> str:
        """Return the flags of a task."""
        if not entry.is_flagged:
            return ""
        with suppress(RatertermError):  # what is damaged is told when the task is opened
            return self._desk.told_flags(self._desk.log.rating(entry.task))
        return ""

    def _gist(self, position: int) -> str:
        """Return how the prompt begins; each is read once."""
        if position not in self._gists:
            try:
                self._gists[position] = self._gist_of(self._desk.queue.task(position))
            except RatertermError as error:
                self._gists[position] = error.message
        return self._gists[position]

    def _gist_of(self, task: Task) -> str:
        if self._is_covering and not self._desk.is_uncovered(task):
            return f"(covered: {', '.join(task.sensitive)})"
        return " ".join(task.conversation[-1].said[:GIST].split())

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        rows = self.query_one(Rows)
        rows.move_to(rows.cursor + step)

    def action_filter(self, step: int) -> None:
        """Let other tasks through."""
        if self._entries:
            self._position = self._entries[self.query_one(Rows).cursor].position
        self._filter = (self._filter + step) % len(_NAMES)
        self._fill()

    def action_bookmark(self) -> None:
        """Bookmark the task under the cursor, or take its bookmark away."""
        if not self._entries:
            return
        entry = self._entries[self.query_one(Rows).cursor]
        self._position, self._message = entry.position, Content()
        try:
            self._desk.toggle_bookmark(entry.position, entry.task)
        except RatertermError as error:
            self._message = shown(f"NOT SAVED: {error.message} ", "$error bold")
        self._fill()

    def action_open(self) -> None:
        """Open the task under the cursor."""
        if self._entries:
            self.dismiss(self._entries[self.query_one(Rows).cursor].position)

    def action_back(self) -> None:
        """Go back to where the list was opened."""
        self.dismiss(None)
