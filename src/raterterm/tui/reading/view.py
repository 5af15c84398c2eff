"""A window onto a document: what it shows, where it stands, what was searched; drawn by a pane."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from itertools import islice, takewhile

from rich.style import Style

from raterterm.tui.reading.cuts import Kind
from raterterm.tui.reading.difference import FOLD, Comparison, Difference, compare
from raterterm.tui.reading.direction import can_reorder, reordered
from raterterm.tui.reading.document import TOP, Document, Place
from raterterm.tui.reading.layout import LEAST_WIDTH
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.search import Search, Special, highlighted, search
from raterterm.tui.reading.spans import Span, span_of
from raterterm.tui.reading.transcript import Conversation, Transcript, Turn, converse
from raterterm.tui.reading.wrap import Line, emphasised

PREPARED = 8
"""Documents kept: what the panes of this task and of the next show."""

_HEADINGS: frozenset[Kind] = frozenset({"heading", "turn"})
_TURNS: frozenset[Kind] = frozenset({"turn"})
_CODE: frozenset[Kind] = frozenset({"fence", "code", "json", "listing"})


class View:
    """Shows one text in a window of a size, from a line on.  Moves return whether anything changed."""

    def __init__(self, text: str = "", *, raw: bool = False, palette: Palette | None = None) -> None:
        self.text = text
        self.raw = raw
        self.palette = palette or Palette()
        self.place = 0
        """The offset in the text at which the reader is; a change of width or view does not change it."""
        self.width = LEAST_WIDTH
        self.height = 1
        self.bidi = False
        """Whether lines with text from the right are drawn in visual order."""
        self.cursor: int | None = None
        """The offset of the line that the cursor marks, if there is a cursor."""
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

    def show(self, text: str, *, raw: bool | None = None, place: int = 0) -> None:
        """Show ``text`` from ``place`` on; the view stays raw or rendered unless ``raw`` says."""
        self.text = text
        self.raw = self.raw if raw is None else raw
        self.search = self.difference = self.conversation = None
        self._document = self._former = None
        self.place = place
        self.cursor = None if self.cursor is None else place

    def compare(self, base: str, other: str, *, fold: int | None = FOLD, place: int = 0) -> None:
        """Show how ``other`` differs from ``base``, from an offset in ``other`` on."""
        difference = compare(base, other, fold)
        self.show(difference.text)
        self.difference = difference
        self.stand(difference.place_of(place))

    def converse(self, turns: Sequence[Turn], place: int = 0) -> None:
        """Show a conversation turn by turn, from an offset in its text on."""
        conversation = converse(turns)
        self.show(conversation.text, place=place)
        self.conversation = conversation

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
        """The lines the window shows, with the hits in them marked."""
        document = self.document
        if self._rows is None:
            self._rows = document.window(self._top, self.height)
            if self.search:
                self._rows = self._marked(self._rows, self.search)
            if self.cursor is not None:
                self._rows = self._pointed(self._rows, self.document.find(self.cursor))
            if self.bidi:
                self._rows = [reordered(row, self.width) for row in self._rows]
        return self._rows

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

    def to(self, place: int) -> bool:
        """Scroll until the line at this offset is the first, or the text's end is shown."""
        return self._move(self.document.find(place))

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

    def point(self, on: bool) -> None:
        """Mark the first line shown with a cursor, or take the cursor away."""
        self.cursor = self.document.offset(self._top) if on else None
        self._rows = None

    def point_lines(self, count: int) -> bool:
        """Move the cursor down by ``count`` lines that have words, or up by a negative one."""
        if self.cursor is None:
            return False
        place = self.document.find(self.cursor)
        for _ in range(abs(count)):
            place = self.document.next_words(place, 1 if count > 0 else -1) or place
        return self._point(place)

    def point_paragraph(self, direction: int) -> bool:
        """Move the cursor to the next paragraph, or to the one before."""
        if self.cursor is None:
            return False
        document = self.document
        find = document.next_paragraph if direction > 0 else document.previous_paragraph
        return self._point(find(document.find(self.cursor)))

    def pointed(self) -> Span | None:
        """Return the stretch of the text that the line under the cursor shows."""
        return None if self.cursor is None else span_of(self.document, self.document.find(self.cursor))

    def _point(self, place: Place | None) -> bool:
        if place is None:
            return False
        before, self.cursor = self.cursor, self.document.offset(place)
        self._rows = None
        self._show(self.document.find(self.cursor))
        return self.cursor != before

    def _show(self, place: Place) -> None:
        """Scroll as little as shows the line at ``place``."""
        if place < self._top:
            self._move(place)
        elif place not in set(islice(self.document.places(self._top), self.height)):
            self._move(self.document.up(place, self.height - 1))

    def _pointed(self, rows: list[Line], cursor: Place) -> list[Line]:
        """Lay the cursor's style over its line, to the full width; a title is reversed already."""
        places = islice(self.document.places(self._top), len(rows))
        return [
            emphasised(row, self.width, self.palette.cursor + _underlined(row)) if place == cursor else row
            for row, place in zip(rows, places, strict=False)
        ]

    def _block(self, kinds: frozenset[Kind], direction: int) -> bool:
        find = self.document.next_block if direction > 0 else self.document.previous_block
        return self._move(find(self._top, kinds))

    def _reveal(self, offset: int) -> None:
        document = self.document
        place = document.find(offset)
        if place not in set(islice(document.places(self._top), self.height)):
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

    def _marked(self, rows: list[Line], searched: Search) -> list[Line]:
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


def _underlined(row: Line) -> Style:
    """Return what tells the cursor on a line that is reversed itself."""
    return Style(underline=any(run.style and run.style.reverse for run in row) or None)
