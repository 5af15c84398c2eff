"""Draws the form: a row for each question, with the answers that one key gives.

One function a kind of cell: whatever has options is drawn as a scale, the rest as the start of its
text.  Questions that differ only in the response they judge share a row.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from raterterm.core.question import Letters, Option, Question
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer, TextQuestion, count_words
from raterterm.tui.page import Page
from raterterm.tui.show import counted, fitted, shown, spread
from raterterm.tui.widgets.still import StillLines

MARK_WIDTH = 4
GAP = "   "


class Row(NamedTuple):
    """Questions that stand on one line."""

    questions: tuple[Question, ...]


def rows_of(questions: Sequence[Question]) -> list[Row]:
    """Return the rows of the form: the same question about several responses makes one."""
    groups = (tuple(group) for _, group in groupby(questions, key=lambda question: question.group))
    return [Row(group) for group in groups]


class FormView(StillLines):
    """The form of the task on the desk, as many rows as fit around the cursor."""

    _before: Sequence[tuple["_Line", Content]] = ()
    """The rows drawn last: those that nothing changed in are not drawn again."""

    def show(self, page: Page, cursor: QuestionId | None) -> None:
        """Draw the form; the widget keeps its size, so that no layout is needed."""
        width, height = self.size
        rows = rows_of(page.questions)
        at = next((n for n, row in enumerate(rows) if any(q.id == cursor for q in row.questions)), 0)
        first = max(0, min(at - height // 2, len(rows) - height))
        shown_rows = rows[first : first + max(1, height)]
        lines = [_line(page, row, cursor, width) for row in shown_rows]
        self._before = [(line, self._drawn(line)) for line in lines]
        above, below = first, len(rows) - first - len(shown_rows)
        self.put(_with_rest([drawn for _, drawn in self._before], above, below, width))

    def _drawn(self, line: "_Line") -> Content:
        return next((drawn for before, drawn in self._before if before == line), None) or line.draw()


def _with_rest(lines: list[Content], above: int, below: int, width: int) -> list[Content]:
    """Say at the first and the last row how many more there are, where not all have room."""
    for at, count, sign in ((0, above, "↑"), (-1, below, "↓")):
        if count and lines:
            lines[at] = spread(lines[at], Content.styled(f"{sign} {count} more", "$text-muted"), width)
    return lines


def _line(page: Page, row: Row, cursor: QuestionId | None, width: int) -> "_Line":
    heading = row.questions[0].heading(page.answers)
    here = cursor if any(question.id == cursor for question in row.questions) else None
    return _Line(page.part(row.questions), heading, here, width)


class _Line(NamedTuple):
    """One row of the form at a certain width, and all that it depends on."""

    page: Page
    heading: str
    cursor: QuestionId | None
    """The question under the cursor, if it is in the row."""
    width: int

    def draw(self) -> Content:
        """Draw the row."""
        row, is_current = Row(self.page.questions), self.cursor is not None
        title_width = max(10, min(26, self.width // 4))
        title = fitted(self.heading, title_width, "bold" if is_current else "")
        room = self.width - MARK_WIDTH - title_width - 1
        return Content.assemble(self._mark(row, is_current), title, " ", self._cells(row, room))

    def _mark(self, row: Row, is_current: bool) -> Content:
        done = all(question.id in self.page.answers for question in row.questions)
        state = "○" if any(q.id in self.page.lacking for q in row.questions) else "✓" if done else " "
        return Content.assemble(("▸ " if is_current else "  ", "$accent bold"), (f"{state} ", "$text-muted"))

    def _cells(self, row: Row, room: int) -> Content:
        """Return the cells; where they do not fit, only the one under the cursor keeps its scale."""
        share = (room - cell_len(GAP) * (len(row.questions) - 1)) // len(row.questions)
        cells = [self._cell(question, share, short=False) for question in row.questions]
        at = next((n for n, question in enumerate(row.questions) if question.id == self.cursor), 0)
        if _total(cells) > room and len(cells) > 1:
            cells = [self._cell(q, share, short=n != at) for n, q in enumerate(row.questions)]
        while _total(cells) > room and at > 0:
            # The cell under the cursor is never the one that is cut off.
            cells, at = cells[1:], at - 1
        return Content(GAP).join(cells).truncate(max(1, room), ellipsis=True)

    def _cell(self, question: Question, share: int, *, short: bool) -> Content:
        letters = self.page.letters
        about = f"{question.about(letters)} ".lstrip()
        style = "$accent bold" if question.id == self.cursor else "$text-muted"
        options = question.options(letters)
        sketch = question.sketch(self.page.answers.get(question.id), letters)
        if sketch is not None:
            body = self._sketched(question, sketch)
        elif not options:
            body = self._text(question, share - len(about))
        else:
            body = self._chosen(question, options) if short else self._scale(question, options)
        return Content.assemble((about, style), body)

    def _sketched(self, question: Question, sketch: str) -> Content:
        is_answered = question.id in self.page.answers
        return shown(sketch, "bold" if is_answered else "$text-muted italic")

    def _scale(self, question: Question, options: tuple[Option, ...]) -> Content:
        given = self.page.answers.get(question.id)
        is_current = question.id == self.cursor
        return Content("").join(
            _option(option, question.chosen(option, given), is_current) for option in options
        )

    def _chosen(self, question: Question, options: tuple[Option, ...]) -> Content:
        given = self.page.answers.get(question.id)
        labels = [option.label for option in options if question.chosen(option, given)]
        return shown(" ".join(labels) or "·", "bold")

    def _text(self, question: Question, room: int) -> Content:
        draft = self.page.drafts.get(question.id)
        answer = self.page.answers.get(question.id)
        written = draft if draft is not None else answer.text if isinstance(answer, TextAnswer) else None
        if written is None:
            return Content.styled(_invitation(question), "$text-muted italic")
        count = Content.styled(f"  {self._count(question, written, draft is not None)}", "$text-muted")
        return Content.assemble(fitted(written, max(8, room - count.cell_length)), count)

    def _count(self, question: Question, written: str, is_draft: bool) -> str:
        lack = question.lack(written) if isinstance(question, TextQuestion) else None
        words = counted(count_words(written), "word")
        return f"draft · {words}" if is_draft else lack or f"{words} ✓"


def _invitation(question: Question) -> str:
    if not question.required:
        return "optional"
    least = question.min_words if isinstance(question, TextQuestion) else 0
    return f"not written yet, at least {least} words" if least else "not written yet"


def named(question: Question, letters: Letters) -> str:
    """Return the title of a question with the letter of the response that it is about."""
    about = question.about(letters)
    return f"{question.title} · {about}" if about else question.title


def _option(option: Option, is_given: bool, is_current: bool) -> Content:
    text = option.key if option.label == option.key else f"{option.key} {option.label}"
    if is_given:
        return Content.assemble(("[", "$accent bold"), shown(text, "bold reverse"), ("]", "$accent bold"))
    return Content.assemble(" ", shown(text, "" if is_current else "$text-muted"), " ")


def _total(cells: list[Content]) -> int:
    return sum(cell.cell_length for cell in cells) + cell_len(GAP) * (len(cells) - 1)


def is_written(question: Question) -> bool:
    """Tell whether a question is answered by typing."""
    return isinstance(question, TextQuestion)
