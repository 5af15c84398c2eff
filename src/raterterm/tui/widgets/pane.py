"""The reading pane: one widget that shows one text, and moves through it without a layout pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Region
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from raterterm.core.units import Unit
from raterterm.tui.reading.difference import FOLD, Difference
from raterterm.tui.reading.direction import direction_of
from raterterm.tui.reading.marks import Mark
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.transcript import Turn
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import Line

WHEEL_LINES = 3

_Paint = tuple[int, Style, list[Line]]
"""What all rows of one painting share: the width, the pane's own style, and what stands in them."""


class Pane(ScrollView, can_focus=False):
    """Shows Markdown, rendered or raw.  Nothing in the text acts, and nothing of it is hidden.

    The pane keeps its own first line instead of a scroll offset, so that a text need not be laid out
    above what is shown.  No method here causes a layout pass; moves return whether the pane moved.
    """

    DEFAULT_CSS = """
    Pane { overflow: hidden hidden; }
    """

    @dataclass
    class Scrolled(Message):
        """Sent when the mouse wheel moved the pane; whoever calls a method knows already."""

        pane: "Pane"

    def __init__(
        self,
        text: str = "",
        *,
        raw: bool = False,
        palette: Palette | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._view = View(text, raw=raw, palette=palette)
        self._painted: _Paint | None = None

    @property
    def text(self) -> str:
        """The text shown."""
        return self._view.text

    @property
    def source(self) -> str:
        """What selection and marks are of: the text shown, or of two compared the other one."""
        return self._view.source

    @property
    def raw(self) -> bool:
        """Whether the source is shown as it stands."""
        return self._view.raw

    @property
    def palette(self) -> Palette:
        """The styles drawn with; set it when the theme changes."""
        return self._view.palette

    @palette.setter
    def palette(self, palette: Palette) -> None:
        self._view.restyle(palette)
        self.refresh()

    @property
    def bidi(self) -> bool:
        """Whether text from the right is drawn in visual order; stays off without ``python-bidi``."""
        return self._view.bidi

    @bidi.setter
    def bidi(self, on: bool) -> None:
        self._view.reorder(on)
        self.refresh()

    @property
    def direction(self) -> str:
        """What a title has to say of the direction: something only if some of this text is from the right."""
        return direction_of(self.text, is_reordered=self.bidi)

    def set_document(self, text: str, *, raw: bool | None = None, position: int = 0) -> None:
        """Show ``text`` from ``position`` on; it stays raw or rendered unless ``raw`` says."""
        self._view.show(text, raw=raw, place=position)
        self.refresh()

    def set_difference(self, base: str, other: str, *, fold: int | None = FOLD, position: int = 0) -> None:
        """Show how ``other`` differs from ``base``, from an offset in ``other`` on.

        What was removed stands as ``[-words-]``, what was added as ``{+words+}``; what stayed is folded but
        for ``fold`` words beside each change, or not at all.
        """
        self._view.compare(base, other, fold=fold, place=position)
        self.refresh()

    def set_conversation(self, turns: Sequence[Turn], position: int = 0) -> None:
        """Show a conversation turn by turn, from an offset in ``text`` on, which is then all of it as one text."""
        self._view.converse(turns, position)
        self.refresh()

    @property
    def difference(self) -> Difference | None:
        """What is compared, and how many words were removed and added; nothing for a single text."""
        return self._view.difference

    def prepare(self, text: str, *, raw: bool | None = None) -> None:
        """Lay out the first window of a text in advance, so that ``set_document`` shows it at once."""
        if self.content_size:
            self._fit()
            self._view.prepare(text, raw=raw)

    def toggle_raw(self) -> bool:
        """Change between rendered and raw at the same place; return whether it is raw now."""
        raw = self._view.toggle_raw()
        self.refresh()
        return raw

    @property
    def position(self) -> int:
        """The offset in the text at which the reader is, for ``restore``."""
        return self._view.place

    @property
    def position_in_other(self) -> int:
        """The position as an offset in the text itself, also while it is compared with another."""
        return self._view.place_in_other

    def restore(self, position: int) -> None:
        """Go back to a position read earlier, perhaps at another width or in the other view."""
        self._view.stand(position)
        self.refresh()

    @property
    def at_end(self) -> bool:
        """Whether the last line is shown."""
        return self._fit().at_end

    @property
    def more_below(self) -> bool:
        """Whether text follows below what is shown."""
        return not self.at_end

    @property
    def percent(self) -> int:
        """How much of the text stands above the window's end; 100 only at the end."""
        return self._fit().percent

    @property
    def visible_text(self) -> list[str]:
        """The lines shown, as plain text."""
        return ["".join(run.text for run in row) for row in self._fit().rows]

    def scroll_lines(self, count: int = 1) -> bool:
        """Scroll down by ``count`` lines, or up by a negative one."""
        return self._moved(self._fit().lines(count))

    def scroll_page(self, pages: float = 1) -> bool:
        """Scroll by pages, one line kept in sight; by half of one with 0.5."""
        lines = max(int(abs(pages) * self._fit().height) - (abs(pages) >= 1), 1)
        return self.scroll_lines(lines if pages > 0 else -lines)

    def scroll_top(self) -> bool:
        """Scroll to the first line."""
        return self._moved(self._fit().top())

    def scroll_bottom(self) -> bool:
        """Scroll until the last line is shown."""
        return self._moved(self._fit().bottom())

    def scroll_paragraph(self, direction: int = 1) -> bool:
        """Scroll to the next paragraph, or with -1 to the one before."""
        return self._moved(self._fit().paragraph(direction))

    def scroll_heading(self, direction: int = 1) -> bool:
        """Scroll to the next heading or turn, or with -1 to the one before."""
        return self._moved(self._fit().heading(direction))

    def scroll_turn(self, direction: int = 1) -> bool:
        """Scroll to the next turn of a conversation, or with -1 to the one before."""
        return self._moved(self._fit().turn(direction))

    def scroll_code(self, direction: int = 1) -> bool:
        """Scroll to the next code block, or with -1 to the one before."""
        return self._moved(self._fit().code(direction))

    def scroll_change(self, direction: int = 1) -> bool:
        """Scroll to the next change of two texts compared, or with -1 to the one before."""
        return self._moved(self._fit().change(direction))

    @property
    def selected(self) -> tuple[int, int] | None:
        """Where in ``source`` the selection starts and ends; nothing without one."""
        return self._view.selected

    def select(self, start: int, end: int) -> None:
        """Select a stretch of ``source``, and scroll as little as shows its start.

        It is drawn with ``Palette.cursor``, and stays through another size, view or palette and while the
        text is compared; another text has none.
        """
        self._fit().select(start, end)
        self.refresh()

    def clear_selection(self) -> None:
        """Select nothing."""
        self._view.clear_selection()
        self.refresh()

    def select_first(self, unit: Unit) -> bool:
        """Select the first unit that starts in the window, or else the one that fills it; False if there is none."""
        return self._moved(self._fit().select_first(unit))

    def move_selection(self, step: int = 1, unit: Unit = "line") -> bool:
        """Select the next unit, or with -1 the one before, and scroll if it leaves the window.

        With another unit than it was last moved by, the one at the selection's start is selected first.
        """
        return self._moved(self._fit().move_selection(step, unit))

    def extend_selection(self, step: int = 1, unit: Unit = "word") -> bool:
        """Take a unit more into the selection, at its end, or with -1 one less; one always stays."""
        return self._moved(self._fit().extend_selection(step, unit))

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Draw these marks instead of those before; their offsets are in ``source``, and they may overlap."""
        self._view.set_marks(marks)
        self.refresh()

    def reveal(self, start: int, end: int) -> bool:
        """Scroll as little as shows a stretch of ``source``."""
        view = self._fit()
        before = view.place
        view.reveal(start, end)
        return self._moved(view.place != before)

    def marks_in(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the marks on any character of a stretch of ``source``, in the order they were given in."""
        return self._view.marks_in(start, end)

    @property
    def marks_here(self) -> tuple[Mark, ...]:
        """The marks on the words that are selected, else the mark that was gone to."""
        if self.selected is not None:
            return self.marks_in(*self.selected)
        return tuple(mark for mark in self._view.marks if mark.is_current)

    def find(self, wanted: str) -> int:
        """Search for words, show and mark the first hit from here on, and return how many there are."""
        count = self._fit().find(wanted)
        self.refresh()
        return count

    def next_hit(self, direction: int = 1) -> bool:
        """Show the next hit, or with -1 the one before; after the last comes the first."""
        return self._moved(self._fit().next_hit(direction))

    @property
    def hit(self) -> tuple[int, int]:
        """The number of the current hit, from 1, or 0 while hits are only marked, and how many there are."""
        found = self._view.search
        return (found.is_followed * (found.current + 1), len(found.hits)) if found else (0, 0)

    def mark(self, wanted: str) -> int:
        """Mark words without scrolling to them, and return how many hits there are."""
        count = self._view.mark(wanted)
        self.refresh()
        return count

    def count_hits(self, wanted: str) -> int:
        """Return how often words stand in the text; nothing is marked, and a search goes on."""
        return self._view.count_hits(wanted)

    def to_mark(self, direction: int = 1) -> bool:
        """Show the next hit of a search, or the next change of two texts compared if there is none."""
        return self._moved(self._fit().to_mark(direction))

    def clear_search(self) -> None:
        """Take the marks of a search away."""
        self._view.clear_search()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the rows of a part; what is the same for all of them is looked up once."""
        self._painted = self._paint()
        try:
            return super().render_lines(crop)
        finally:
            self._painted = None

    def _paint(self) -> _Paint:
        return self.content_size.width, self.visual_style.rich_style, self._fit().rows

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, base, rows = self._painted or self._paint()
        if y >= len(rows):
            return Strip.blank(width, base)
        return Strip(Segment.apply_style(rows[y], base)).adjust_cell_length(width, base)

    def on_resize(self, _: Resize) -> None:
        """Lay the text out anew, at the same place."""
        self.refresh()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Follow the wheel."""
        self._wheel(event, WHEEL_LINES)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Follow the wheel."""
        self._wheel(event, -WHEEL_LINES)

    def _wheel(self, event: MouseScrollDown | MouseScrollUp, lines: int) -> None:
        event.stop()
        if self.scroll_lines(lines):
            self.post_message(self.Scrolled(self))

    def _fit(self) -> View:
        """Return the view at the pane's present size."""
        self._view.resize(*self.content_size)
        return self._view

    def _moved(self, moved: bool) -> bool:
        if moved:
            self.refresh()
        return moved
