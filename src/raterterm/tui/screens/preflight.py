"""Pre-flight: what is missing before a batch is exported, a jump to each, and the export itself."""

from typing import NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from raterterm.core.words import QuestionId
from raterterm.errors import RatertermError
from raterterm.store.flagged import FlaggedTask
from raterterm.store.queue import Place
from raterterm.store.receipts import TimesDue
from raterterm.tui.bindings import bindings
from raterterm.tui.desk import Desk
from raterterm.tui.desktop import Desktop
from raterterm.tui.show import shown, told
from raterterm.tui.widgets.form import named
from raterterm.tui.widgets.lines import FooterLine, HeaderLine
from raterterm.tui.widgets.rows import Rows

LISTED = 200
"""Tasks of one kind that are listed; the rest are counted."""

_DISCLOSED = (
    "A bundle holds your answers, reasons and notes, with what you took back; the order in which responses were "
    "shown; ",
    "; the name that you sign with; and the rubric. "
    "It holds no prompts and no responses, and nothing of other batches.",
)
"""What is told before the times, and after them."""


_START = QuestionId("")


class Finding(NamedTuple):
    """One thing to look at before the export."""

    mark: str
    text: str
    place: Place
    is_missing: bool = True
    """Whether something is left to do; else it is only worth a look."""


class PreflightScreen(Screen[Place | None]):
    """The findings; Enter goes to one, X exports."""

    BINDINGS = bindings("preflight")

    def __init__(self, desk: Desk, desktop: Desktop) -> None:
        super().__init__()
        self._desk = desk
        self._desktop = desktop
        self._findings: list[Finding] = []
        self._due = TimesDue(desktop.preferences.times, "wish")
        self._outcome = Content()

    def compose(self) -> ComposeResult:
        """Show the counts, the findings, and what a bundle discloses."""
        yield HeaderLine(id="header")
        yield Static(id="counts")
        yield Rows(self._draw_row, id="rows")
        yield Static(id="disclosed")
        yield Static(id="outcome")
        yield FooterLine(id="footer")

    def on_resize(self) -> None:
        """Draw into the new size."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        try:
            self._desk.look_again()
            self._findings = find_all(self._desk)
            self._due = self._desk.times_due(self._desktop.preferences.times)
        except RatertermError as error:
            self._outcome = shown(error.message, "$error bold")
        summary = self._desk.summary
        rows = self.query_one(Rows)
        rows.show(len(self._findings), rows.cursor)
        title = Content.assemble(("Before the export ", "$accent bold"), shown(f"· {summary.id}"))
        self.query_one("#header", HeaderLine).show(title, Content(f"saved {self._desk.saved} "))
        urgent = f", {self._desk.escalated} escalated" if self._desk.escalated else ""
        counts = (
            f"✓ {summary.submitted} submitted   » {summary.skipped} skipped   ⚑ {summary.flagged} flagged{urgent}"
            f"   ○ {summary.left} of {summary.tasks} not decided"
        )
        is_ready = not any(finding.is_missing for finding in self._findings)
        is_done = self._desk.summary.is_delivered
        then = "it is exported, and nothing was decided since" if is_done else "X exports"
        ready = f"\nNothing is missing: {then}" if is_ready else ""
        self.query_one("#counts", Static).update(Content.assemble((counts, "bold"), (ready, "$success bold")))
        first, last = (shown(part, "$text-muted") for part in _DISCLOSED)
        told = Content.assemble(first, shown(str(self._due), "bold"), last)
        self.query_one("#disclosed", Static).update(told)
        self.query_one("#outcome", Static).update(self._outcome)
        self.query_one(FooterLine).show(
            "preflight", "everywhere", first=("export", "preflight-times", "preflight-back")
        )

    def _draw_row(self, row: int, is_current: bool, width: int) -> Content:
        finding = self._findings[row]
        cursor = ("▸ " if is_current else "  ", "$accent bold")
        text = shown(finding.text, "bold" if is_current else "")
        return Content.assemble(cursor, (f"{finding.mark} ", "$warning bold"), text).truncate(
            width, ellipsis=True
        )

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        rows = self.query_one(Rows)
        rows.move_to(rows.cursor + step)

    def action_open(self) -> None:
        """Go to the task and question of the finding under the cursor."""
        if self._findings:
            self.dismiss(self._findings[self.query_one(Rows).cursor].place)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_change_times(self) -> None:
        """Have bundles tell the moment of each decision, or its day alone, where that is the rater's choice."""
        if self._due.because == "wish":
            times = "day" if self._due.times == "exact" else "exact"
            fault = self._desktop.prefer(self._desktop.preferences.model_copy(update={"times": times}))
            self._outcome = shown(fault, "$error bold")
        else:
            self._outcome = shown(f"The bundle tells {self._due}", "$warning bold")
        self._fill()

    def action_export(self) -> None:
        """Sign and write the bundle."""
        self._desktop.export(self._desk, self._exported)

    def _exported(self, lines: list[str], error: RatertermError | None) -> None:
        if error is not None:
            self._outcome = told(error, "not exported: ")
        else:
            written = [shown(lines[0], "$success bold"), *(shown(line) for line in lines[1:])]
            self._outcome = Content("\n").join(written)
        self._fill()


def find_all(desk: Desk) -> list[Finding]:
    """Return what is worth a look before the batch is exported: escalated flags, then the unfinished."""
    flagged = desk.flagged()
    findings = [_flagged(task) for task in flagged if task.escalated]
    started = {entry.position for entry in desk.queue.entries("started", limit=LISTED)}
    started |= {desk.queue.position(task) for task in desk.queue.drafted()}
    findings += [finding for position in sorted(started) if (finding := _unfinished(desk, position))]
    untouched = desk.queue.count_untouched()
    if untouched > 0 and (first := desk.queue.first_untouched()):
        text = f"{untouched} task{'s are' if untouched > 1 else ' is'} not rated; the first is task {first}"
        findings.append(Finding("○", text, Place(first, _START)))
    findings += [_flagged(task) for task in flagged if not task.escalated][:LISTED]
    return findings + _skipped(desk)


def _unfinished(desk: Desk, position: int) -> Finding | None:
    sheet = desk.sheet(position)
    if not sheet.drafted and sheet.rating.status != "open":
        return None  # the draft was of a question that is no longer asked, or of a note
    lacks = sheet.missing
    what = ", ".join(f"{named(lack.question, sheet.form.letters)} {lack.lack}" for lack in lacks)
    place = Place(position, lacks[0].question.id if lacks else _START)
    return Finding("◐", f"{sheet.task.id}: {what or 'complete, but not submitted'}", place)


def _flagged(task: FlaggedTask) -> Finding:
    rating = task.rating
    flags = ((rating.told(category), rating.flags[category].note) for category in task.categories)
    told = "; ".join(": ".join(part for part in flag if part) for flag in flags)
    mark = "⚑!" if task.escalated else "⚑"
    urgent = "escalated, " if task.escalated else ""
    return Finding(mark, f"{rating.task}: {urgent}{told}", Place(task.position, _START), is_missing=False)


def _skipped(desk: Desk) -> list[Finding]:
    findings = []
    for entry in desk.queue.entries("skipped", limit=LISTED):
        skip = desk.log.rating(entry.task).skip
        why = [part for part in (skip.reason, skip.note) if part] if skip else []
        text = f"{entry.task}: skipped, {': '.join(why)}"
        findings.append(Finding("»", text, Place(entry.position, _START), is_missing=False))
    return findings
