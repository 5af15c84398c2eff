"""Where questions are answered: the form, the card that explains it, and the editor."""

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal

from raterterm.core.question import Question
from raterterm.core.words import QuestionId
from raterterm.tui.page import Page
from raterterm.tui.show import set_height
from raterterm.tui.widgets.card import Card
from raterterm.tui.widgets.form import FormView, rows_of
from raterterm.tui.widgets.writing import Editor

WIDE = 140
"""Columns from which the card, or the editor, stands beside the form."""

_LEAST_ROWS = ((44, 11), (32, 8), (0, 6))
"""Rows of the screen, and how many the form and the card have then at least."""

_EDITOR_ROWS = 7


class Answering(Horizontal):
    """The lower part of the rating screen; it never takes more than a third of it and a little."""

    def __init__(self, keep_draft: Callable[[Question, str], bool], directory: Path) -> None:
        super().__init__(id="bottom")
        self.editor = Editor(keep_draft, directory)
        self._form = FormView(id="form")
        self._card = Card(id="card")
        self._asides: Sequence[str] = ()
        self._shown: tuple[Page, QuestionId | None] | None = None

    def compose(self) -> ComposeResult:
        """Put the form beside or above the card."""
        yield self._form
        yield self._card
        yield self.editor

    def on_mount(self) -> None:
        """Start with the keys, not with the text."""
        self.editor.display = False

    @property
    def is_writing(self) -> bool:
        """Tell whether keys are text."""
        return bool(self.editor.display)

    def write(self, question: Question, title: str, text: str) -> None:
        """Open the editor on the answer of ``question``."""
        self.editor.begin(question, title, text)
        self._set_writing(True)

    def stop_writing(self) -> None:
        """Close the editor."""
        self._set_writing(False)

    def _set_writing(self, is_writing: bool) -> None:
        self.editor.display = is_writing
        self.set_class(is_writing, "-writing")
        # Not focus(), which waits a turn: keys typed ahead must land in the text.
        self.screen.set_focus(self.editor if is_writing else None)
        # What was hidden has no size until the layout.
        self.call_after_refresh(self._draw)

    def show(self, page: Page, cursor: QuestionId | None, asides: Sequence[str] = ()) -> None:
        """Draw the form and the card; when they need more rows, once more after the layout.

        ``asides`` are lines about the question under the cursor, such as what was measured.
        """
        self._shown = (page, cursor)
        self._asides = asides
        if set_height(self, self._needed_height(len(rows_of(page.questions)))):
            self.call_after_refresh(self._draw)
        self._draw()

    def _draw(self) -> None:
        """Draw what was shown last: keys typed ahead may have changed it since a redraw was asked for."""
        if self._shown is not None:
            self._form.show(*self._shown)
            self._card.show(*self._shown, self._asides)

    def _needed_height(self, rows: int) -> int:
        """Return the rows of form, card or editor, and of the line above them."""
        width, height = self.screen.size
        rows = min(rows, max(4, height // 3 - 4))
        if width < WIDE:
            return (_EDITOR_ROWS if self.is_writing else rows + 2) + 1
        return max(rows, next(least for screen, least in _LEAST_ROWS if height >= screen)) + 1
