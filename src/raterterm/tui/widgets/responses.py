"""The responses side by side: as many panes as there is room for, each with its letter."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from raterterm.core.question import Question
from raterterm.core.quotes import QuoteAnswer
from raterterm.core.visible import visible_line
from raterterm.core.words import ResponseId
from raterterm.core.writing import count_words
from raterterm.tui.desk import Sheet
from raterterm.tui.reading.difference import FOLD, compare
from raterterm.tui.reading.marks import SIGNS, Mark
from raterterm.tui.reading.search import search
from raterterm.tui.shape import Length, is_uneven
from raterterm.tui.show import counted
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.still import Still

COMPARED_AT_ONCE = 20_000
"""Characters of texts that are compared while a key waits."""

MAX_PANES = 3
WIDE_ENOUGH = (0, 100, 180)
"""Columns from which one, two, three panes stand side by side."""


class Revision(NamedTuple):
    """A text that was made from a response."""

    base: ResponseId
    before: str
    """The text of the response."""
    after: str
    at: int | None = None
    """The offset in ``after`` that is to be seen first; None for where it was read last."""


class Column(Vertical):
    """One pane with its title."""

    def __init__(self) -> None:
        super().__init__(classes="column")
        self.title = Still(classes="pane-title")
        self.pane = Pane()

    def compose(self) -> ComposeResult:
        """Put the title over the pane."""
        yield self.title
        yield self.pane


class Responses(Horizontal):
    """The panes, and which of them the keys move."""

    def __init__(self) -> None:
        super().__init__(id="responses")
        self._columns = [Column() for _ in range(MAX_PANES)]
        self._sheet: Sheet | None = None
        self._lengths: list[Length] = []
        self._is_uneven = False
        self._places: dict[tuple[str, str], int] = {}
        self._panes = 1
        self._width = 0
        self._first = 0
        self.active = 0
        """Number of the response that the keys move when each scrolls alone."""
        self.is_linked = True
        self.is_zoomed = False
        self.is_raw = False
        self.is_compared = False
        """Whether it is shown how responses differ from the base."""
        self._base = 0
        """Number of the response that the others are compared with."""
        self._revision: Revision | None = None
        self._revision_wanted: Revision | None = None
        """What is shown once it is compared."""
        self._revision_place = 0
        self._marks: Mapping[ResponseId | None, Sequence[Mark]] = {}
        self._wanted = ""

    def compose(self) -> ComposeResult:
        """Put the columns side by side."""
        yield from self._columns

    def show(self, sheet: Sheet) -> None:
        """Show the responses of a task, each where it was left."""
        self._keep_places()
        is_new = self._sheet is None or sheet.task.id != self._sheet.task.id
        self._sheet = sheet
        if is_new:
            self._lengths = [Length.of(response.text) for response in sheet.responses]
            was_uneven = self._is_uneven
            self._is_uneven = any(map(is_uneven, (response.text for response in sheet.responses)))
            if was_uneven:
                self.refresh()
            self._first = self.active = self._base = 0
            self.is_compared = False
            self._revision = self._revision_wanted = None
            self._wanted = ""
            self.resize(self.size.width)
            self._lay_out()

    def prepare(self, texts: list[str]) -> None:
        """Lay out what is likely to be shown next."""
        for column, text in zip(self._visible_columns(), texts, strict=False):
            column.pane.prepare(text)
            count_words(text)  # which remembers it: long texts take milliseconds

    def resize(self, width: int) -> None:
        """Use the number of panes that ``width`` columns have room for."""
        self._width = width
        count = len(self._sheet.responses) if self._sheet else MAX_PANES
        panes = max(1, 1 if self.is_zoomed else min(self._fitting, count, MAX_PANES))
        for number, column in enumerate(self._columns):
            column.display = number < panes
        if panes != self._panes:
            self._keep_places()
            self._panes = panes
            self._first = max(0, min(self._first, count - panes))
            self._lay_out()
        # Again when the new widths are known.
        self.call_after_refresh(self.draw_titles)

    @property
    def _fitting(self) -> int:
        return sum(self._width >= columns for columns in WIDE_ENOUGH)

    def on_resize(self) -> None:
        """Draw the titles over the new widths."""
        self.call_after_refresh(self.draw_titles)

    def move(self, step: int) -> None:
        """Make the next response the one that the keys move, paging sideways when it is not shown."""
        if self._sheet is None:
            return
        self.active = (self.active + step) % len(self._sheet.responses)
        first = max(min(self._first, self.active), self.active - self._panes + 1)
        if first != self._first:
            self._keep_places()
            self._first = first
            self._lay_out()
        self.draw_titles()

    def follow(self, question: Question | None) -> None:
        """Show the response that a question is about, where not all are on the screen."""
        if self._sheet is None or question is None or question.response is None:
            return
        self.bring(question.response)

    def bring(self, response: ResponseId) -> None:
        """Show a response, where not all are on the screen."""
        if self._sheet is None:
            return
        number = self._sheet.form.letters.order.index(response)
        if not self._first <= number < self._first + self._panes:
            self.move(number - self.active)

    def toggle_zoom(self) -> bool:
        """Show one response over the whole width, or all again; return False when one is all there is room for."""
        if self._fitting < 2 and not self.is_zoomed:
            return False
        self.is_zoomed = not self.is_zoomed
        self._first = self.active
        self.resize(self._width)
        self.move(0)
        return True

    def toggle_raw(self) -> None:
        """Show the raw text, or the Markdown."""
        self.is_raw = not self.is_raw
        for column in self._visible_columns():
            if column.pane.raw != self.is_raw:
                column.pane.toggle_raw()
        self.draw_titles()

    def toggle_difference(self) -> bool:
        """Show how the others differ from the base, or each as it is; return False when it is alone."""
        if not self._is_comparable():
            return False
        self._keep_places()
        self.is_compared = not self.is_compared
        self._lay_out_compared()
        return True

    def compare_with_active(self) -> bool:
        """Compare the others with the response that the keys move; return False when it is alone."""
        if not self._is_comparable():
            return False
        self._keep_places()
        self._base = self.active
        self.is_compared = True
        self._lay_out_compared()
        return True

    @property
    def has_changes(self) -> bool:
        """Whether changes are shown that can be gone through."""
        return self.is_compared or self._revision is not None

    def revise(self, revision: Revision | None) -> None:
        """Show in place of a response how what was made from it differs, or with None the response again."""
        if revision == self._revision_wanted:
            return
        self._keep_places()
        if revision is not None and self._revision is None:
            self.bring(revision.base)
            self._revision_place = self._place_of(revision.base)
        self._revision_wanted = revision
        if revision is None or len(revision.before) + len(revision.after) <= COMPARED_AT_ONCE:
            self._show_revision()
        else:
            self.run_worker(self._compare_revision(revision), group="revision", exclusive=True)

    async def _compare_revision(self, revision: Revision) -> None:
        """Compare texts that are long, which is remembered, then show what differs."""
        await asyncio.to_thread(compare, revision.before, revision.after, FOLD)
        if revision == self._revision_wanted:
            self._show_revision()

    def _show_revision(self) -> None:
        self._revision = self._revision_wanted
        if self._revision is not None and self._revision.at is not None:
            self._revision_place = self._revision.at
        self._lay_out()

    def is_revised(self, response: ResponseId | None) -> bool:
        """Tell whether a response's place shows what was made from it."""
        return self._revision is not None and self._revision.base == response

    def _place_of(self, response: ResponseId) -> int:
        return self._places.get((self._sheet.task.id, response), 0) if self._sheet else 0

    def _lay_out_compared(self) -> None:
        """Lay out at once, or when long texts are compared beside what else goes on: that takes a while."""
        responses = self._sheet.responses if self._sheet else ()
        shown = range(self._first, min(self._first + self._panes, len(responses)))
        bases = [(self._base_of(number), responses[number].text) for number in shown]
        pairs = [(responses[base].text, text) for base, text in bases if base is not None]
        if sum(len(base) + len(text) for base, text in pairs) > COMPARED_AT_ONCE:
            self.run_worker(self._compare(pairs), group="difference", exclusive=True)
        else:
            self._lay_out()

    async def _compare(self, pairs: list[tuple[str, str]]) -> None:
        """Compare texts, which is remembered, then show what differs."""
        for base, text in pairs:
            await asyncio.to_thread(compare, base, text, FOLD)
        self._lay_out()

    def _is_comparable(self) -> bool:
        return self._sheet is not None and len(self._sheet.responses) > 1

    def _base_of(self, number: int) -> int | None:
        """Return which response ``number`` is compared with: the base; the base, when it is alone, with the next."""
        if not self.is_compared:
            return None
        if number != self._base:
            return self._base
        return (number + 1) % len(self._lengths) if self._panes == 1 else None

    def targets(self) -> list[Pane]:
        """Return the panes that a key scrolls."""
        shown = [column.pane for column in self._visible_columns()]
        return shown if self.is_linked else [self.pane]

    @property
    def pane(self) -> Pane:
        """The pane of the active response."""
        return self._columns[self.active - self._first].pane

    @property
    def active_id(self) -> ResponseId | None:
        """The id of the active response."""
        responses = self._sheet.responses if self._sheet else ()
        return responses[self.active].id if responses else None

    def show_marks(self, marks: Mapping[ResponseId | None, Sequence[Mark]]) -> None:
        """Show the words of responses that are marked."""
        self._marks = marks
        self._draw_marks()
        self.draw_titles()

    def reveal(self, quote: QuoteAnswer) -> None:
        """Make the response that is quoted the one that the keys move, and scroll as little as shows the words."""
        self.move(self.number_of(quote) - self.active)
        self.pane.reveal(quote.start, quote.end)
        self.draw_titles()

    def number_of(self, quote: QuoteAnswer) -> int:
        """Return the number of the response that is quoted; -1 for the prompt."""
        order = self._sheet.form.letters.order if self._sheet else ()
        return order.index(quote.response) if quote.response in order else -1

    def _draw_marks(self) -> None:
        responses = self._sheet.responses if self._sheet else ()
        for number, column in enumerate(self._visible_columns(), start=self._first):
            # Marks are of the response, not of what was made from it.
            own = () if self.is_revised(responses[number].id) else self._marks.get(responses[number].id, ())
            column.pane.set_marks(own)

    @property
    def letter(self) -> str:
        """The letter of the active response."""
        return self._letter(self.active)

    def mark(self, wanted: str) -> None:
        """Mark what is searched for wherever it stands, or nothing when it is empty."""
        self._wanted = wanted
        for column in self._visible_columns():
            column.pane.mark(wanted)
        self.draw_titles()

    def hits(self) -> list[tuple[int, str, int]]:
        """Return the number, the letter, and how often it has what is searched for, of each response."""
        responses = self._sheet.responses if self._sheet else ()
        return [
            (number, self._letter(number), len(found.hits) if found else 0)
            for number, response in enumerate(responses)
            for found in [search(self._wanted, response.text)]
        ]

    def draw_titles(self) -> None:
        """Draw letter, length and place over each pane."""
        if self._is_uneven:
            # Also between the panes: what such text leaves there, nothing else would draw over.
            self.refresh()
        for number, column in enumerate(self._visible_columns(), start=self._first):
            column.title.put(self._title(number, column))

    def _visible_columns(self) -> list[Column]:
        count = len(self._sheet.responses) if self._sheet else 0
        return self._columns[: min(self._panes, count - self._first)]

    def _lay_out(self) -> None:
        if self._sheet is None:
            return
        for number, column in enumerate(self._visible_columns(), start=self._first):
            response = self._sheet.responses[number]
            place = self._place_of(response.id)
            base = self._base_of(number)
            if self._revision is not None and self.is_revised(response.id):
                _, before, after, _ = self._revision
                column.pane.set_difference(before, after, position=self._revision_place)
            elif base is None:
                column.pane.set_document(response.text, raw=self.is_raw, position=place)
            else:
                column.pane.set_difference(self._sheet.responses[base].text, response.text, position=place)
            if self._wanted:
                column.pane.mark(self._wanted)
        if self._marks:
            self._draw_marks()
        self.draw_titles()

    def _keep_places(self) -> None:
        if self._sheet is None:
            return
        for number, column in enumerate(self._visible_columns(), start=self._first):
            response = self._sheet.responses[number]
            if self.is_revised(response.id):
                self._revision_place = column.pane.position_in_other
            else:
                self._places[self._sheet.task.id, response.id] = column.pane.position_in_other

    def _title(self, number: int, column: Column) -> Content:
        is_active = number == self.active and (self._is_alone_moved or self._panes == 1)
        width = max(8, column.title.size.width)
        name = Content.assemble((f"{'▶' if is_active else '─'} {self._letter(number)} ", "$accent bold"))
        beside = self._beside()
        room = max(1, width - name.cell_length - len(beside) - 3)
        facts = next((told for told in self._facts(number, column.pane) if len(told) < room), "")
        rule = "─" * max(1, room - len(facts))
        return Content.assemble(name, (f"{rule} {facts} {beside}─", "$text-muted"))

    @property
    def _is_alone_moved(self) -> bool:
        """Tell whether keys move only one of several panes, so that it must be seen which."""
        return not self.is_linked or bool(self._wanted) or self.pane.selected is not None

    def _facts(self, number: int, pane: Pane) -> Iterator[str]:
        """Yield what is worth knowing of a response, the most first."""
        rest = " · ".join(self._states(pane))
        base = self._base_of(number)
        if marked := ", ".join(f"{SIGNS[mark.sense or 'words']} {mark.tag}" for mark in pane.marks_here):
            yield from (f"{visible_line(marked)} · {rest}", visible_line(marked))
        if pane.difference is not None and self._sheet and self.is_revised(self._sheet.responses[number].id):
            changed = f"rewritten -{pane.difference.removed} +{pane.difference.added} words"
            yield f"{changed} · {rest}"
            yield changed
        elif base is not None and pane.difference is not None:
            changed = f"-{pane.difference.removed} +{pane.difference.added} words"
            yield f"against {self._letter(base)} {changed} · {rest}"
            yield f"against {self._letter(base)} {changed}"
        yield from (f"{length} · {rest}" for length in self._lengths[number].told())
        yield from self._lengths[number].told()

    def _states(self, pane: Pane) -> Iterator[str]:
        if self._wanted:
            at, hits = pane.hit
            yield f"hit {at} of {hits}" if at else counted(hits, "hit") if hits else "no hit"
        yield _shown_part(pane)
        if self.is_raw:
            yield "raw"
        if pane.direction:
            yield pane.direction

    def _letter(self, number: int) -> str:
        if self._sheet is None or not self._sheet.responses:
            return ""
        return self._sheet.form.letters.letter(self._sheet.responses[number].id)

    def _beside(self) -> str:
        """Return the letters of the responses that are not on the screen."""
        count = len(self._sheet.responses) if self._sheet else 0
        shown = range(self._first, self._first + self._panes)
        hidden = [self._letter(number) for number in range(count) if number not in shown]
        return f"· tab: {' '.join(hidden)} " if hidden else ""


def _shown_part(pane: Pane) -> str:
    return "all" if pane.at_end and pane.position == 0 else f"{pane.percent} %"
