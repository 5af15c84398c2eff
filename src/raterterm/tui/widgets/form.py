"""Draws the form: a row for each question, with the answers that one key gives.

Questions that differ only in the response they judge share a row.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from raterterm.core.question import Letters, Question
from raterterm.core.words import QuestionId
from raterterm.tui.page import Page
from raterterm.tui.show import fitted, spread
from raterterm.tui.widgets.cells import GAP, MOST_LINES, Cells, width_of
from raterterm.tui.widgets.still import StillLines

MARK_WIDTH = 4
FEW = 3
"""Cells of a row that always have room once they show nothing but the answer."""
MAX_TITLE = 400
"""Characters of a title that can matter to its width."""
EDGE = len(" ↓40○")
"""Columns that a row leaves to the count of those that have no room."""


class Row(NamedTuple):
    """Questions that stand on one line."""

    questions: tuple[Question, ...]


def rows_of(questions: Sequence[Question]) -> list[Row]:
    """Return the rows of the form: the same question about several responses makes one."""
    groups = (tuple(group) for _, group in groupby(questions, key=lambda question: question.group))
    return [Row(group) for group in groups]


def lines_of(page: Page, width: int) -> int:
    """Return how many lines all rows take, whichever of the scales the cursor is on."""
    rows = rows_of(page.questions)
    widest = max((width_of(row.questions[0], page) for row in rows), default=0)
    return len(rows) + _more_lines(widest, width)


def lines_at(page: Page, cursor: QuestionId | None, width: int) -> int:
    """Return how many lines all rows take with the answer under the cursor in full, if it is told in words."""
    question = page.question(cursor)
    sketch = question.sketch(page.answers.get(question.id), page.letters) if question else None
    return len(rows_of(page.questions)) + _more_lines(cell_len(sketch or ""), width)


def _more_lines(needed: int, width: int) -> int:
    room = max(1, width - MARK_WIDTH - title_width(width) - 1)
    return min(-(-needed // room), MOST_LINES) - 1 if needed else 0


class FormView(StillLines):
    """The form of the task on the desk, as many rows as fit around the cursor."""

    _given: tuple[Page, QuestionId | None, Mapping[QuestionId, str]] | None = None
    _before: Sequence[tuple["_Line", list[Content]]] = ()
    """The rows drawn last: those that nothing changed in are not drawn again."""
    _now: Sequence[tuple["_Line", list[Content]]] = ()
    """Those that were asked for since."""

    def show(
        self, page: Page, cursor: QuestionId | None, beside: Mapping[QuestionId, str] = MappingProxyType({})
    ) -> None:
        """Draw the form; the widget keeps its size, so that no layout is needed.

        ``beside`` holds what else is to be said of answers.
        """
        self._given = page, cursor, beside
        rows = rows_of(page.questions)
        # What is hidden has no size; it is drawn when it gets one.
        if rows and self.size:
            self._draw(rows, _Look(page, cursor, beside, self.size.width))

    def on_resize(self) -> None:
        """Draw into the new size."""
        if self._given is not None:
            self.show(*self._given)

    def _draw(self, rows: list[Row], look: "_Look") -> None:
        """Draw the row under the cursor in full, and as many others as there is room for."""
        height = self.size.height
        at = next((n for n, row in enumerate(rows) if look.is_in(row)), 0)
        look = look._replace(titles=look.title_widths(rows[max(0, at - height) : at + height]))
        window = _window(len(rows), at, height - len(self._drawn(look.line(rows[at]))))
        if at in _edges(window, len(rows)):
            window = _window(len(rows), at, height - len(self._drawn(look.line(rows[at], EDGE))))
        edges = _edges(window, len(rows))
        lines = [look.line(rows[number], EDGE * (number in edges)) for number in window]
        drawn = [part for line in lines for part in self._drawn(line)][:height]
        self._before, self._now = self._now, ()
        above, below = look.rest("↑", rows[: window.start]), look.rest("↓", rows[window.stop :])
        self.put(_with_rest(drawn, above, below, look.width))

    def _drawn(self, line: "_Line") -> list[Content]:
        """Return a row as it was drawn already, else draw it."""
        known = next((drawn for before, drawn in (*self._now, *self._before) if before == line), None)
        drawn = known or line.draw()
        self._now = (*self._now, (line, drawn))
        return drawn


def _window(count: int, at: int, others: int) -> range:
    """Return the numbers of the rows that are shown when so many ``others`` have room beside row ``at``."""
    shown = max(0, others) + 1
    first = max(0, min(at - (shown - 1) // 2, count - shown))
    return range(first, min(first + shown, count))


def _edges(window: range, count: int) -> set[int]:
    """Return the rows of ``window`` that tell of others before or behind them."""
    return {*window[: window.start > 0], *window[-1 : -1 - (window.stop < count) : -1]}


class _Look(NamedTuple):
    """What all rows of one drawing share."""

    page: Page
    cursor: QuestionId | None
    beside: Mapping[QuestionId, str]
    width: int
    titles: Mapping[type[Question], int] = MappingProxyType({})
    """The columns of titles, by the kind of question that stands in a row."""

    def is_in(self, row: Row) -> bool:
        """Tell whether the cursor is in a row."""
        return any(question.id == self.cursor for question in row.questions)

    def line(self, row: Row, edge: int = 0) -> "_Line":
        """Return a row with all that it depends on, ``edge`` columns at its end left free."""
        # Elsewhere it would have every row drawn again whenever the cursor goes to another response.
        focus = self._focus(row) if self.is_in(row) or len(row.questions) > FEW else 0
        beside = next((self.beside[q.id] for q in row.questions if q.id in self.beside), "")
        cursor = self.cursor if self.is_in(row) else None
        cells = Cells(self.page.part(row.questions), cursor, focus, beside)
        heading = row.questions[0].heading(self.page.answers)
        title = self.titles.get(type(row.questions[0]), title_width(self.width))
        return _Line(cells, heading, title, self.width - edge)

    def _focus(self, row: Row) -> int:
        """Return the number of the cell about the same response as the cursor, else of the first."""
        asked = self.page.question(self.cursor)
        return next((n for n, q in enumerate(row.questions) if asked and q.response == asked.response), 0)

    def title_widths(self, rows: Sequence[Row]) -> dict[type[Question], int]:
        """Return the columns of the titles that need more than others, and get it if all scales still fit."""
        least = title_width(self.width)
        kinds: dict[type[Question], list[Row]] = {}
        for row in rows:
            kinds.setdefault(type(row.questions[0]), []).append(row)
        # One more: a title must not run into the letter of the response behind it.
        needed = {kind: max(map(self._length, same)) + 1 for kind, same in kinds.items()}
        return {
            kind: max(least, min(needed[kind], self.width - MARK_WIDTH - 1 - max(map(self._taken, same))))
            for kind, same in kinds.items()
            if needed[kind] > least
        }

    def _length(self, row: Row) -> int:
        return cell_len(row.questions[0].heading(self.page.answers)[:MAX_TITLE])

    def _taken(self, row: Row) -> int:
        """Return the columns that the cells of a row take; half of them each that have no scale."""
        first, *others = row.questions
        width = width_of(first, self.page) if first.options(self.page.letters) else self.width // 2
        return width + len(others) * (width + cell_len(GAP))

    def rest(self, sign: str, rows: Sequence[Row]) -> Content:
        """Return how many rows have no room, marked when one of them is open."""
        is_open = any(question.id in self.page.lacking for row in rows for question in row.questions)
        return Content.styled(f"{sign}{len(rows)}{'○' if is_open else ''}" if rows else "", "$text-muted")


class _Line(NamedTuple):
    """One row of the form at a certain width, and all that it depends on."""

    cells: Cells
    heading: str
    title_width: int
    width: int

    def draw(self) -> list[Content]:
        """Draw the row, on more lines than one where a scale under the cursor needs them."""
        is_current = self.cells.cursor is not None
        title = fitted(self.heading, self.title_width, "bold" if is_current else "")
        before = Content.assemble(self._mark(is_current), title, " ")
        lines = self.cells.lines(max(1, self.width - before.cell_length))
        indent = " " * before.cell_length
        return [Content.assemble(indent if number else before, line) for number, line in enumerate(lines)]

    def _mark(self, is_current: bool) -> Content:
        page = self.cells.page
        done = all(question.id in page.answers for question in page.questions)
        state = "○" if page.lacking else "✓" if done else " "
        return Content.assemble(("▸ " if is_current else "  ", "$accent bold"), (f"{state} ", "$text-muted"))


def title_width(width: int) -> int:
    """Return the columns that a title has at least, on a form of this width."""
    return max(10, min(26, width // 4))


def _with_rest(lines: list[Content], above: Content, below: Content, width: int) -> list[Content]:
    """Say at the end of the first and of the last row how many more there are."""
    rests = [above, *[Content()] * (len(lines) - 2), below] if len(lines) > 1 else [above + below]
    return [spread(line, rest, width) if rest else line for line, rest in zip(lines, rests, strict=False)]


def named(question: Question, letters: Letters) -> str:
    """Return the title of a question with the letter of the response that it is about."""
    about = question.about(letters)
    return f"{question.title} · {about}" if about else question.title
