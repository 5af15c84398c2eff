"""Home: the batches of the workspace, how far each is, and what to do next."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from raterterm.errors import RatertermError
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.bindings import bindings
from raterterm.tui.desk import Desk
from raterterm.tui.desktop import Desktop
from raterterm.tui.show import fitted, shown, told
from raterterm.tui.widgets.lines import FooterLine, HeaderLine, progress_bar
from raterterm.tui.widgets.rows import Rows

_EMPTY = (
    "No batch is loaded yet.\n\n"
    "  raterterm demo               learn the keys on five tasks\n"
    "  raterterm rate RUBRIC BATCH  load a batch and start to rate"
)
_EXPORTED = "  ✓ exported"
LEAST_TITLE = 14
"""Columns below which the beginning of a rubric's title says nothing."""


class HomeScreen(Screen[None]):
    """The list of batches; Enter goes on with one."""

    BINDINGS = bindings("home")

    def __init__(self, workspace: Workspace, desktop: Desktop) -> None:
        super().__init__()
        self._workspace = workspace
        self._desktop = desktop
        self._batches: list[BatchSummary] = []
        self._selected: str | None = None
        self._told: RatertermError | None = None
        self.notice = ""
        """A sentence about raterterm itself, shown above what to do next."""

    def compose(self) -> ComposeResult:
        """Show the list."""
        yield HeaderLine(id="header")
        yield Rows(self._draw_row, id="rows")
        yield Static(id="next")
        yield FooterLine(id="footer")

    def on_resize(self) -> None:
        """Draw into the new size."""
        self.call_after_refresh(self._fill)

    def on_screen_resume(self) -> None:
        """Draw again: a batch may have moved on."""
        self.call_after_refresh(self._fill)

    def look_again(self) -> None:
        """Show what another window has decided meanwhile."""
        self._fill()

    def tell(self, error: RatertermError) -> None:
        """Say why something cannot be shown, until the cursor moves."""
        self._told = error
        # Not at once: at the start nothing is there yet to say it in.
        self.call_after_refresh(self._draw_next)

    def _fill(self) -> None:
        try:
            self._draw()
        except RatertermError as error:
            self.tell(error)

    def _draw(self) -> None:
        self._batches = self._workspace.batches()
        rows = self.query_one(Rows)
        ids = [batch.id for batch in self._batches]
        rows.show(len(ids), ids.index(self._selected) if self._selected in ids else rows.cursor)
        held = f"  looking only: in use by {self._workspace.holder}" if self._workspace.holder else ""
        title = Content.assemble(
            ("raterterm ", "$accent bold"), shown(f"· {self._workspace.path}"), shown(held, "$warning")
        )
        self.query_one("#header", HeaderLine).show(title, Content(f"saved {self._workspace.saved} "))
        self.query_one(FooterLine).show("home", "everywhere")
        self._draw_next()

    def select(self, batch: str) -> None:
        """Put the cursor on a batch: the one that is being rated."""
        self._selected = batch

    def _draw_next(self) -> None:
        batch = self._batch()
        lines = [told(self._told)] if self._told else []
        lines += [shown(self.notice, "$warning")] if self.notice else []
        lines.append(shown(_advice(batch), "bold") if batch else Content(_EMPTY))
        self.query_one("#next", Static).update(Content("\n").join(lines))

    def _draw_row(self, row: int, is_current: bool, width: int) -> Content:
        batch = self._batches[row]
        done = batch.tasks - batch.left
        facts = f"  {f'{done}/{batch.tasks}':>13} {progress_bar(done, batch.tasks)}  {batch.left:>6} left"
        state = f"  » {batch.skipped}  ⚑ {batch.flagged}"
        if any(known.is_delivered for known in self._batches):
            state += _EXPORTED if batch.is_delivered else " " * len(_EXPORTED)
        cursor = ("▸ " if is_current else "  ", "$accent bold")
        room = width - len(cursor[0] + facts + state)
        name = fitted(batch.id, max(12, min(36, width // 3, room)), "bold" if is_current else "")
        line = Content.assemble(cursor, name, facts, (state, "$text-muted"))
        title = Content.assemble("  ", shown(batch.rubric_title, "$text-muted"))
        has_room = width - line.cell_length >= min(title.cell_length, LEAST_TITLE)
        return Content.assemble(line, title) if has_room else line

    def _batch(self) -> BatchSummary | None:
        return self._batches[self.query_one(Rows).cursor] if self._batches else None

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        rows = self.query_one(Rows)
        rows.move_to(rows.cursor + step)
        self._selected = self._told = None
        self._draw_next()

    def action_open(self) -> None:
        """Go on with the batch under the cursor."""
        if batch := self._batch():
            self._desktop.open_batch(batch)

    def action_overview(self) -> None:
        """List the tasks of the batch under the cursor."""
        self._with_desk(self._desktop.show_overview)

    def action_preflight(self) -> None:
        """List what is missing before the batch under the cursor can be exported."""
        self._with_desk(self._desktop.show_preflight)

    def _with_desk(self, show: Callable[[Desk], None]) -> None:
        batch = self._batch()
        if batch is None:
            return
        try:
            show(Desk(self._workspace, batch))
        except RatertermError as error:
            self.tell(error)


def _advice(batch: BatchSummary) -> str:
    if batch.left and batch.events:
        return f"Next: ⏎ goes on with {batch.id}, {batch.left} of {batch.tasks} tasks left"
    if batch.left:
        return f"Next: ⏎ starts {batch.id}, {batch.tasks} tasks"
    if batch.is_delivered:
        return f"{batch.id} is exported. Nothing was decided since."
    return f"Next: {batch.id} is rated. X checks it and exports the bundle"
