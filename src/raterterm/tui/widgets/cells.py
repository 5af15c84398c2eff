"""What stands in a row of the form: a cell for each question, fitted to the room there is.

Whatever has options is drawn as a scale, the rest as the start of its text.  Where the cells of a
row do not fit, those that the cursor is not on keep only what was chosen, then give way altogether
and are counted; the scale under the cursor is never cut off, it takes more lines.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from raterterm.core.question import Option, Question
from raterterm.core.visible import visible_line
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer, TextQuestion, count_words
from raterterm.tui.page import Page
from raterterm.tui.show import counted, fitted, shown

GAP = "   "
_SHORT_GAP = "  "
MOST_LINES = 3
"""Lines that the scale under the cursor may take."""
_SHORTER = (24, 16, 10, 7, 5, 3)
"""Letters that a label is cut to, one after the other, until the scale fits its lines."""
_MARKS_WIDTH = len("‹26○  ›26○")
_TOLD = 14
"""Letters of an answer in words that a short cell shows."""


class Cells(NamedTuple):
    """The cells of a row, and all that they depend on."""

    page: Page
    """What concerns the questions of the row."""
    cursor: QuestionId | None
    """The question under the cursor, if it is in the row."""
    focus: int
    """Number of the cell that is shown where not all have room."""
    beside: str = ""
    """What else is to be said of an answer."""

    def lines(self, room: int) -> list[Content]:
        """Return the cells in lines of at most ``room``: one, or more for a scale under the cursor."""
        questions = self.page.questions
        at = min(self.focus, len(questions) - 1)
        share = (room - cell_len(GAP) * (len(questions) - 1)) // len(questions)
        own = self._full(questions[at], share)
        # The scales of a row are equally long: one tells whether all can have room.
        if own.cell_length * len(questions) <= room + len(questions):
            cells = [self._full(question, share) for question in questions]
            if _total(cells) <= room:
                return [Content(GAP).join(cells)]
        if self.cursor is not None and (len(questions) == 1 or own.cell_length > room - _MARKS_WIDTH):
            return self._wrapped(at, room)
        is_whole = self.cursor is not None or (len(questions) == 1 and not self._is_answered(questions[0]))
        shown_at = own if is_whole else self._short(questions[at])
        return [self._windowed(at, shown_at, room).truncate(max(1, room), ellipsis=True)]

    def _windowed(self, at: int, own: Content, room: int) -> Content:
        """Return as many cells around ``at`` as fit, and how many there are before and behind them."""
        cells = deque([own])
        width, first, last = own.cell_length, at, at + 1
        is_wider = True
        while is_wider:
            is_wider = False
            for step in (1, -1):
                number, start, end = (last, first, last + 1) if step > 0 else (first - 1, first - 1, last)
                if not 0 <= number < len(self.page.questions):
                    continue
                cell = self._short(self.page.questions[number])
                wider = width + len(_SHORT_GAP) + cell.cell_length
                if wider + sum(mark.cell_length + 1 for mark in self._marks(start, end)) <= room:
                    cells.append(cell) if step > 0 else cells.appendleft(cell)
                    width, first, last, is_wider = wider, start, end, True
        before, behind = self._marks(first, last)
        parts = (before, Content(_SHORT_GAP).join(cells), behind)
        return Content(" ").join([part for part in parts if part])

    def _marks(self, first: int, last: int) -> tuple[Content, Content]:
        """Return how many cells before and behind have no room."""
        return self._hidden("‹", slice(0, first)), self._hidden("›", slice(last, None))

    def _hidden(self, sign: str, part: slice) -> Content:
        """Return how many cells have no room, marked when one of them is open; nothing when all have."""
        hidden = self.page.questions[part]
        is_open = any(question.id in self.page.lacking for question in hidden)
        told = f"{sign}{len(hidden)}{'○' if is_open else ''}" if hidden else ""
        return Content.styled(told, "$text-muted")

    def _wrapped(self, at: int, room: int) -> list[Content]:
        """Return one cell in as many lines as it needs."""
        question = self.page.questions[at]
        marks = Content(" ").join([mark for mark in self._marks(at, at + 1) if mark])
        head = Content.assemble(self._about(question), marks, " " if marks else "")
        lines = self._body_lines(question, max(8, room - head.cell_length))
        indent = " " * head.cell_length
        return [Content.assemble(indent if number else head, line) for number, line in enumerate(lines)]

    def _body_lines(self, question: Question, room: int) -> list[Content]:
        sketch = self._sketch(question)
        if sketch is not None:
            wrapped = self._sketched(question, sketch).wrap(room)
            return wrapped[-MOST_LINES:] or [Content()]
        options = question.options(self.page.letters)
        if not options:
            return [self._text(question, room)]
        return self._scale_lines(question, options, room)

    def _scale_lines(self, question: Question, options: tuple[Option, ...], room: int) -> list[Content]:
        """Return the scale in lines, its labels cut where it would take too many."""
        lines: list[Content] = []
        for longest in (max(len(option.label) for option in options), *_SHORTER):
            lines = list(_packed([self._option(question, option, longest) for option in options], room))
            if len(lines) <= MOST_LINES:
                break
        return lines[:MOST_LINES]

    def _about(self, question: Question) -> Content:
        about = f"{question.about(self.page.letters)} ".lstrip()
        return Content.styled(about, "$accent bold" if question.id == self.cursor else "$text-muted")

    def _full(self, question: Question, share: int) -> Content:
        about = self._about(question)
        sketch = self._sketch(question)
        if sketch is not None:
            return Content.assemble(about, self._sketched(question, sketch))
        options = question.options(self.page.letters)
        if not options:
            return Content.assemble(about, self._text(question, share - about.cell_length))
        return Content.assemble(about, *(self._option(question, option) for option in options))

    def _short(self, question: Question) -> Content:
        """Return a cell that shows nothing but the answer."""
        return Content.assemble(self._about(question), self._told(question))

    def _told(self, question: Question) -> Content:
        letters, given = self.page.letters, self.page.answers.get(question.id)
        if given is None:
            return Content.styled("draft" if question.id in self.page.drafts else "·", "$text-muted")
        if isinstance(given, TextAnswer):
            return shown(visible_line(given.text, _TOLD))
        sketch = self._sketch(question)
        if sketch is not None:
            return shown(visible_line(sketch, _TOLD) if len(self.page.questions) > 1 else sketch, "bold")
        chosen = [o.label for o in question.options(letters) if question.chosen(o, given)]
        return shown(" ".join(chosen), "bold")

    def _is_answered(self, question: Question) -> bool:
        return question.id in self.page.answers

    def _sketch(self, question: Question) -> str | None:
        return question.sketch(self.page.answers.get(question.id), self.page.letters)

    def _sketched(self, question: Question, sketch: str) -> Content:
        return shown(sketch, "bold" if self._is_answered(question) else "$text-muted italic")

    def _option(self, question: Question, option: Option, longest: int = 0) -> Content:
        """Return a point of a scale; what is chosen is told by brackets, not by colour alone."""
        label = visible_line(option.label, longest) if longest else option.label
        text = option.key if option.label == option.key else f"{option.key} {label}"
        if question.chosen(option, self.page.answers.get(question.id)):
            return Content.assemble(("[", "$accent bold"), shown(text, "bold reverse"), ("]", "$accent bold"))
        return Content.assemble(" ", shown(text, "" if question.id == self.cursor else "$text-muted"), " ")

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
        if is_draft:
            return f"draft · {words}"
        return " · ".join(filter(None, [lack or f"{words} ✓", self.beside]))


def width_of(question: Question, page: Page) -> int:
    """Return the columns that the scale of a question takes, about as many as that of its answer in words."""
    letters = page.letters
    about = cell_len(f"{question.about(letters)} ".lstrip())
    options = question.options(letters)
    if not options:
        return about + cell_len(_invitation(question))
    labels = (o.key if o.key == o.label else f"{o.key} {o.label}" for o in options)
    return about + sum(cell_len(visible_line(label)) + 2 for label in labels)


def _invitation(question: Question) -> str:
    if not question.required:
        return "optional"
    least = question.min_words if isinstance(question, TextQuestion) else 0
    return f"not written yet, at least {least} words" if least else "not written yet"


def _packed(pieces: Sequence[Content], room: int) -> Iterator[Content]:
    """Yield lines of as many pieces as fit."""
    line = Content()
    for piece in pieces:
        if line and line.cell_length + piece.cell_length > room:
            yield line
            line = Content()
        line = Content.assemble(line, piece)
    yield line


def _total(cells: list[Content]) -> int:
    return sum(cell.cell_length for cell in cells) + cell_len(GAP) * (len(cells) - 1)
