"""Where questions are answered: the form, the card that explains it, and the editor."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from raterterm.core.question import Question
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextQuestion
from raterterm.tui.page import Page
from raterterm.tui.show import set_height
from raterterm.tui.widgets import card, form
from raterterm.tui.widgets.card import Card
from raterterm.tui.widgets.form import FormView
from raterterm.tui.widgets.hints import HINT_ROWS, HintLines
from raterterm.tui.widgets.writing import Editor

WIDE = 140
"""Columns from which the card, or the editor, stands beside the form."""

FORM_WIDTH = 86
"""Columns of the form then, at least."""

_LEAST_ROWS = ((44, 11), (32, 8), (0, 6))
"""Rows of the screen, and how many the form and the card have then at least."""

_EDITOR_ROWS = 8
_ROOMY = 30
"""Rows of the screen from which hints take none from the editor."""
_LEAST_CARD = 2
_LINE = 1
"""The line above the form, the card and the editor."""


class _Needs(NamedTuple):
    """The lines that a page would fill at a width."""

    form: int = 0
    card: int = 0


class Answering(Horizontal):
    """The lower part of the rating screen; it takes no more than a third of it, but for a long text half.

    Another ``share`` than the third part may be given.
    """

    def __init__(
        self, keep_draft: Callable[[Question, str], bool], directory: Path, *, share: int = 3
    ) -> None:
        super().__init__(id="bottom")
        self._share = share
        self.editor = Editor(keep_draft, directory)
        self.hints = HintLines(id="hints")
        """Under the editor, where the rubric asks for hints on what is written in it."""
        self._writing = Vertical(self.editor, self.hints, id="writing")
        self._form = FormView(id="form")
        self._card = Card(id="card")
        self._needed: tuple[object, _Needs] = (None, _Needs())

    def compose(self) -> ComposeResult:
        """Put the form beside or above the card."""
        yield self._form
        yield self._card
        yield self._writing

    def on_mount(self) -> None:
        """Start with the keys, not with the text."""
        self.editor.display = self._writing.display = False

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
        self.editor.display = self._writing.display = is_writing
        self.set_class(is_writing, "-writing")
        self.set_class(self.is_writing_long, "-long")
        # Not focus(), which waits a turn: keys typed ahead must land in the text.
        self.screen.set_focus(self.editor if is_writing else None)

    @property
    def is_writing_long(self) -> bool:
        """Tell whether a text is written that takes half of the screen."""
        question = self.editor.question
        return self.is_writing and isinstance(question, TextQuestion) and question.is_long

    @property
    def needs_room(self) -> bool:
        """Tell whether what is read above has to give way to a text: a long one, or hints on a small screen."""
        has_hints = self.is_writing and bool(self.hints.display)
        return self.is_writing_long or (has_hints and self.screen.size.height < _ROOMY)

    def show(
        self,
        page: Page,
        cursor: QuestionId | None,
        asides: Sequence[str] = (),
        beside: Mapping[QuestionId, str] = MappingProxyType({}),
    ) -> None:
        """Draw the form and the card; what gets another size by it is drawn again when it has it.

        ``asides`` are lines about the question under the cursor, such as what was measured; ``beside`` is
        what rows of the form say beside answers.
        """
        self._fit(page, cursor)
        self._form.show(page, cursor, beside)
        self._card.show(page, cursor, asides)

    def _fit(self, page: Page, cursor: QuestionId | None) -> None:
        """Give the form, the card or the editor their rows."""
        width, height = self.screen.size
        most = max(6, height // self._share - 1) - _LINE
        if self.is_writing_long:
            set_height(self, height // 2)
        elif width >= WIDE:
            self._card.styles.height = "100%"
            rows = self._needs(page, cursor, FORM_WIDTH).form
            least = next(least for screen, least in _LEAST_ROWS if height >= screen)
            set_height(self, min(max(rows, least), most) + self._hint_rows + _LINE)
        elif self.is_writing:
            set_height(self, min(_EDITOR_ROWS, height // 3) + self._hint_rows)
        else:
            needs = self._needs(page, cursor, width)
            rows = max(_LEAST_CARD, min(needs.card, most - min(needs.form, most // 2)))
            # What the form leaves over lets the lowest and the highest point have a line each.
            rows = max(rows, min(needs.card + 1, most - needs.form))
            set_height(self._card, rows)
            set_height(self, min(needs.form, most - rows) + rows + _LINE)

    @property
    def _hint_rows(self) -> int:
        """The rows that are added for hints; on a small screen they have one of the editor's."""
        if not (self.is_writing and self.hints.display):
            return 0
        return HINT_ROWS - (self.screen.size.height < _ROOMY)

    def _needs(self, page: Page, cursor: QuestionId | None, width: int) -> _Needs:
        """Return the lines that are needed; those of the scales are worked out once for all keys."""
        longest = max((len(question.text) for question in page.questions), default=0)
        key = width, longest, tuple(question.id for question in page.questions)
        if self._needed[0] != key:
            # The card is indented.
            self._needed = key, _Needs(form.lines_of(page, width), card.lines_of(longest, width - 2))
        needs = self._needed[1]
        return needs._replace(form=max(needs.form, form.lines_at(page, cursor, width)))
