"""A window onto a document: what it shows, where it stands, what was searched; drawn by a pane."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, takewhile

from rich.style import Style

from raterterm.core.units import Span, Unit, extended, next_unit, unit_at
from raterterm.tui.reading.cuts import Kind
from raterterm.tui.reading.difference import FOLD, Comparison, Difference, compare
from raterterm.tui.reading.direction import can_reorder, reordered
from raterterm.tui.reading.document import TOP, Document, Place
from raterterm.tui.reading.layout import LEAST_WIDTH
from raterterm.tui.reading.marks import Mark, marked, tagged
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import WORD
from raterterm.tui.reading.search import Search, Special, highlighted, search
from raterterm.tui.reading.transcript import Conversation, Transcript, Turn, converse
from raterterm.tui.reading.wrap import Line

PREPARED = 6
"""Documents kept: what the panes of this task and of the next show."""

_HEADINGS: frozenset[Kind] = frozenset({"heading", "turn"})
_TURNS: frozenset[Kind] = frozenset({"turn"})
_CODE: frozenset[Kind] = frozenset({"fence", "code", "json", "listing"})


class View:
    """Shows one text in a window of a size, from a line on.  Moves return whether anything changed."""

    def __init__(self, text: str = "", *, raw: bool = False, palette: Palette | None = None) -> None:
        self.text = text
        self.source = text
        """What selection and marks are of: the text, or the other one of two compared."""
        self.raw = raw
        self.palette = palette or Palette()
        self.place = 0
        """The offset in the text at which the reader is; a change of width or view does not change it."""
        self.width = LEAST_WIDTH
        self.height = 1
        self.bidi = False
        """Whether lines with text from the right are drawn in visual order."""
        self.selected: Span | None = None
        """The stretch of the source that is selected."""
        self.marks: tuple[Mark, ...] = ()
        self.search: Search | None = None
        self.difference: Difference | None = None
        """What the text is, if it is two texts compared."""
        self.conversation: Conversation | None = None
        """What the text is, if it is a conversation."""
        self._document: Document | None = None
        self._former: Document | None = None
        """The document before, if it is of the same text."""
        self._top = TOP
        self._ready: OrderedDict[tuple[str, bool, int], Document] = OrderedDict()
        self._rows: list[Line] | None = None
        self._unit: Unit | None = None
        """What the selection was last moved or extended by."""

    def show(self, text: str, *, raw: bool | None = None, place: int = 0) -> None:
        """Show ``text`` from ``place`` on; the view stays raw or rendered unless ``raw`` says.

        Another text has no selection and no marks.
        """
        self._begin(text, text)
        self.raw = self.raw if raw is None else raw
        self.place = place

    def compare(self, base: str, other: str, *, fold: int | None = FOLD, place: int = 0) -> None:
        """Show how ``other`` differs from ``base``, from an offset in ``other`` on."""
        difference = compare(base, other, fold)
        self._begin(difference.text, other)
        self.difference = difference
        self.place = difference.place_of(place)

    def converse(self, turns: Sequence[Turn], place: int = 0) -> None:
        """Show a conversation turn by turn, from an offset in its text on."""
        conversation = converse(turns)
        self.show(conversation.text, place=place)
        self.conversation = conversation

    def _begin(self, text: str, source: str) -> None:
        self.text = text
        self.search = self.difference = self.conversation = None
        self._document = self._former = None
        if source != self.source:
            self.source = source
            self.selected, self.marks = None, ()

    @property
    def place_in_other(self) -> int:
        """The offset in the text itself, or in the other one of two compared."""
        return self.difference.place_in_other(self.place) if self.difference else self.place

    def change(self, direction: int) -> bool:
        """Scroll to the next change of two texts compared, or to the one before."""
        if not self.difference:
            return False
        document, changes = self.document, self.difference.changes
        at = bisect_left(changes, document.offset(self._top))
        if direction > 0:
            below = (document.find(change) for change in changes[at:])
            return self._move(next((place for place in below if place > self._top), None))
        above = (document.find(change) for change in reversed(changes[:at]))
        return self._move(next((place for place in above if place < self._top), None))

    def stand(self, place: int) -> None:
        """Stand at an offset read earlier, perhaps at another width."""
        self.place = place
        self._leave()

    def _leave(self) -> None:
        """Drop the document, and keep what can be used again of it."""
        if self._document is not None:
            self._former = self._document
        self._document = None

    def resize(self, width: int, height: int) -> None:
        """Take a new size; the place stays."""
        size = (max(width, LEAST_WIDTH), max(height, 1))
        if size != (self.width, self.height):
            self.width, self.height = size
            self._leave()

    def restyle(self, palette: Palette) -> None:
        """Draw with other styles."""
        self.palette = palette
        self._ready.clear()
        self._document = self._former = None

    def reorder(self, on: bool) -> None:
        """Draw text from the right in visual order, or as it is stored."""
        self.bidi = on and can_reorder()
        self._rows = None

    def toggle_raw(self) -> bool:
        """Change between rendered and raw at the same place; return whether it is raw now."""
        self.raw = not self.raw
        self._document = self._former = None
        return self.raw

    def prepare(self, text: str, *, raw: bool | None = None) -> None:
        """Lay out the first window of a text, so that showing it later costs no time."""
        self._document_of(text, self.raw if raw is None else raw).window(TOP, self.height)

    @property
    def rows(self) -> list[Line]:
        """The lines the window shows, with the hits, the marks and the selection drawn on them."""
        document = self.document
        if self._rows is None:
            self._rows = document.window(self._top, self.height)
            if self.search:
                self._rows = self._found(self._rows, self.search)
            if marks := list(self._drawn_marks()):
                self._rows = self._with_marks(self._rows, marks)
            elif self.bidi:
                self._rows = [reordered(row, self.width) for row in self._rows]
        return self._rows

    def _with_marks(self, rows: list[Line], marks: Sequence[Mark]) -> list[Line]:
        places = list(islice(self.document.places(self._top), len(rows)))
        drawn = marked(self.document, places, rows, marks)
        if self.bidi:
            drawn = [each._replace(row=reordered(each.row, self.width)) for each in drawn]
        return tagged(drawn, self.width)

    @property
    def document(self) -> Document:
        """The document at this width."""
        if self._document is None:
            self._document = self._document_of(self.text, self.raw)
            self._top = self._document.settle(self._document.find(self.place), self.height)
            self._rows = None
        return self._document

    @property
    def at_end(self) -> bool:
        """Whether the last line is shown."""
        document = self.document
        return document.ends_within(self._top, self.height)

    @property
    def percent(self) -> int:
        """How much of the text stands above the window's end."""
        if self.at_end:
            return 100
        below = self.document.down(self._top, self.height)
        return min(99, 100 * self.document.offset(below) // len(self.text))

    def lines(self, count: int) -> bool:
        """Scroll down by ``count`` lines, or up by a negative one."""
        document = self.document
        move = document.down if count > 0 else document.up
        return self._move(move(self._top, abs(count)))

    def top(self) -> bool:
        """Scroll to the first line."""
        return self._move(TOP)

    def bottom(self) -> bool:
        """Scroll until the last line is shown."""
        return self._move(self.document.last())

    def paragraph(self, direction: int) -> bool:
        """Scroll to the next paragraph, or to the one before."""
        find = self.document.next_paragraph if direction > 0 else self.document.previous_paragraph
        return self._move(find(self._top))

    def heading(self, direction: int) -> bool:
        """Scroll to the next heading or turn, or to the one before."""
        return self._block(_HEADINGS, direction)

    def turn(self, direction: int) -> bool:
        """Scroll to the next turn of a conversation, or to the one before."""
        return self._block(_TURNS, direction)

    def code(self, direction: int) -> bool:
        """Scroll to the next code block, or to the one before."""
        return self._block(_CODE, direction)

    def find(self, wanted: str) -> int:
        """Search for words, show the first hit from here on, and return how many there are."""
        self.search = search(wanted, self.text, self.place)
        self._rows = None
        if self.search:
            self._reveal(self.search.offset)
        return len(self.search.hits) if self.search else 0

    def mark(self, wanted: str) -> int:
        """Mark words without scrolling to them, and return how many hits there are."""
        found = search(wanted, self.text)
        self.search = found and found._replace(is_followed=False)
        self._rows = None
        return len(found.hits) if found else 0

    def count_hits(self, wanted: str) -> int:
        """Return how often words stand in the text; nothing is marked, and a search goes on."""
        found = search(wanted, self.text)
        return len(found.hits) if found else 0

    def to_mark(self, direction: int) -> bool:
        """Show the next hit of a search, or the next change of two texts compared if there is none."""
        return self.next_hit(direction) if self.search else self.change(direction)

    def next_hit(self, direction: int) -> bool:
        """Show the next hit, or the one before; after the last comes the first."""
        if not self.search:
            return False
        self.search = self.search.step(direction, self.place)
        self._rows = None
        self._reveal(self.search.offset)
        return True

    def clear_search(self) -> None:
        """Forget what was searched for."""
        self.search = None
        self._rows = None

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw these marks instead of those before; their offsets are in the source."""
        self.marks = tuple(marks)
        self._rows = None

    def marks_in(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the marks on any character of a stretch of the source."""
        return tuple(mark for mark in self.marks if mark.start < end and start < mark.end)

    def reveal(self, start: int, end: int) -> None:
        """Scroll as little as shows a stretch of the source, or as much of it as the window holds."""
        first, last = self._ends(Span(start, end))
        self._show(last)
        self._show(first)

    def _drawn_marks(self) -> Iterator[Mark]:
        """Yield the marks and the selection, by offsets in the text shown."""
        selected = [Mark(*self.selected, self.palette.cursor, "")] if self.selected else []
        for mark in (*map(self._styled, self.marks, count()), *selected):
            if self.difference is None:
                yield mark
            else:
                stretches = self._stretches(mark.start, mark.end)
                yield from (mark._replace(start=start, end=end) for start, end in stretches)

    def _styled(self, mark: Mark, number: int) -> Mark:
        meant = self.palette.of(mark.sense) if mark.sense else Style.null()
        current = self.palette.current_hit if mark.is_current else Style.null()
        return mark._replace(style=meant + mark.style + current, number=number)

    def _stretches(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """Return where in the text shown a stretch of the source is."""
        return self.difference.stretches_of(start, end) if self.difference else [(start, end)]

    def select(self, start: int, end: int) -> None:
        """Select a stretch of the source, and scroll as little as shows its start."""
        first, last = max(start, 0), min(end, len(self.source))
        self.selected = Span(first, last) if first < last else None
        self._unit = None
        self._rows = None
        if self.selected:
            self._show(self._ends(self.selected)[0])

    def clear_selection(self) -> None:
        """Select nothing."""
        self.selected = None
        self._rows = None

    def select_first(self, unit: Unit) -> bool:
        """Select the first unit that starts in the window, or else the one that fills it; tell whether there is one."""
        top = self.document.offset(self._top)
        offset = self.difference.place_in_other(top) if self.difference else top
        span = unit_at(self.source, offset, unit)
        if span and WORD.search(self.source, span.start, max(offset, span.start)):
            after = next_unit(self.source, span, unit, 1)
            span = after if after and self._is_shown(self._ends(after)[0]) else span
        self.selected, self._unit = span, unit
        self._rows = None
        return span is not None

    def move_selection(self, step: int, unit: Unit) -> bool:
        """Select the next unit, or the one before; with another unit than before first that at the selection's start."""
        if self.selected is None:
            return False
        here = None if unit == self._unit else unit_at(self.source, self.selected.start, unit)
        if here is None or here == self.selected:
            here = next_unit(self.source, self.selected, unit, step)
        return here is not None and self._select(here, unit)

    def extend_selection(self, step: int, unit: Unit) -> bool:
        """Take a unit more into the selection, at its end, or one less."""
        if self.selected is None:
            return False
        longer = extended(self.source, self.selected, unit, step)
        if longer == self.selected:
            return False
        self._select(longer, unit)
        self._show(self._ends(longer)[1])
        return True

    def _select(self, span: Span, unit: Unit) -> bool:
        """Select a stretch, and scroll as little as shows it, or as much of it as the window holds."""
        changed = span != self.selected
        self.selected, self._unit = span, unit
        self._rows = None
        self.reveal(*span)
        return changed

    def _ends(self, span: Span) -> tuple[Place, Place]:
        """Return the first and the last line that show a stretch of the source, or the fold that it is in."""
        document, stretches = self.document, list(self._stretches(*span))
        if not stretches and self.difference:
            fold = document.find(self.difference.place_of(span.start))
            return fold, fold
        return document.first_of(*stretches[0]), document.last_of(*stretches[-1])

    def _is_shown(self, place: Place) -> bool:
        return place in set(islice(self.document.places(self._top), self.height))

    def _show(self, place: Place) -> None:
        """Scroll as little as shows the line at ``place``."""
        if place < self._top:
            self._move(place)
        elif not self._is_shown(place):
            self._move(self.document.up(place, self.height - 1))

    def _block(self, kinds: frozenset[Kind], direction: int) -> bool:
        find = self.document.next_block if direction > 0 else self.document.previous_block
        return self._move(find(self._top, kinds))

    def _reveal(self, offset: int) -> None:
        document = self.document
        place = document.find(offset)
        if not self._is_shown(place):
            self._move(document.up(place, self.height // 3))

    def _move(self, top: Place | None) -> bool:
        """Make ``top`` the first line, or the one from which the text fills the window to its end."""
        if top is None:
            return False
        document = self.document
        before, self._top = self._top, document.settle(top, self.height)
        if self._top == before:
            return False
        self.place = document.offset(self._top)
        self._rows = None
        return True

    def _found(self, rows: list[Line], searched: Search) -> list[Line]:
        document, palette = self.document, self.palette
        if not searched.is_followed:
            return highlighted(rows, searched.pattern, palette.hit, Special(-1, 0, palette.hit))
        current = document.find(searched.offset)
        row = next(
            (n for n, place in enumerate(islice(document.places(self._top), len(rows))) if place == current),
            -1,
        )
        before = takewhile(
            lambda hit: document.find(hit) == current, reversed(searched.hits[: searched.current])
        )
        special = Special(row, sum(1 for _ in before), palette.current_hit)
        return highlighted(rows, searched.pattern, palette.hit, special)

    def _document_of(self, text: str, raw: bool) -> Document:
        former = self._former
        if former and former.text is text and raw == self.raw:
            return former if former.width == self.width else former.at_width(self.width)
        if self.difference and text == self.difference.text:
            return Comparison(self.difference, self.width, self.palette)
        if self.conversation and text == self.conversation.text:
            return Transcript(self.conversation, self.width, self.palette, raw=raw)
        key = (text, raw, self.width)
        document = self._ready.pop(key, None) or Document(text, self.width, self.palette, raw=raw)
        self._ready[key] = document
        while len(self._ready) > PREPARED:
            self._ready.popitem(last=False)
        return document
