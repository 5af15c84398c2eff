"""The card: what the question under the cursor asks, and what each point of its scale means."""

from collections.abc import Sequence

from textual.content import Content

from raterterm.core.criteria import NOT_APPLICABLE
from raterterm.core.question import Option, Question
from raterterm.core.words import QuestionId
from raterterm.tui.page import Page
from raterterm.tui.show import shown
from raterterm.tui.widgets.still import StillLines

TEN = 10
GAP = "   "
WRAP_LOSS = 8
"""Columns that wrapping leaves empty at the end of a line, about."""


def lines_of(longest: int, width: int) -> int:
    """Return the lines that a question of so many characters takes, with one for what its points mean."""
    return -(-(longest + len("A · ")) // max(1, width - WRAP_LOSS)) + 1


class Card(StillLines):
    """What is asked, and the meaning of the points, as many as there is room for; that of the answer always."""

    _given: tuple[Page, QuestionId | None, Sequence[str]] | None = None

    def show(self, page: Page, cursor: QuestionId | None, asides: Sequence[str] = ()) -> None:
        """Draw the card of the question under the cursor."""
        self._given = page, cursor, asides
        question = page.question(cursor)
        width = self.size.width
        lines = self._composed(page, question, asides) if question and self.size else []
        self.put([line.truncate(max(1, width), ellipsis=True) for line in lines])

    def on_resize(self) -> None:
        """Draw into the new size."""
        if self._given is not None:
            self.show(*self._given)

    def _composed(self, page: Page, question: Question, asides: Sequence[str]) -> list[Content]:
        """Return what is asked, what is worth knowing, and what the points mean, in the lines that there are."""
        width, height = self.size
        notes = [shown(f"  {aside}", "$accent") for aside in asides]
        has_points = bool(_meant(page, question))
        whole = _asked(page, question, width, height)
        if len(whole) + len(notes) + has_points <= height:
            meanings = self._meanings(page, question, height - len(whole) - len(notes)) if has_points else []
            return [*whole, *notes, *meanings]
        # What was answered comes first; before that, what helps to answer.
        is_answered = question.id in page.answers
        told = self._meanings(page, question, 1 if is_answered else 2) if has_points else []
        rest = [*told, *notes] if is_answered else [*notes, *told]
        asked = _asked(page, question, width, max(1, height - bool(rest)))
        return [*asked, _beside(rest, width)] if rest else asked

    def _meanings(self, page: Page, question: Question, room: int) -> list[Content]:
        """Return all meanings, wrapped as far as that fits, else those that matter most."""
        width = self.size.width
        given = page.answers.get(question.id)
        meant = _meant(page, question)
        chosen = [option for option in meant if question.chosen(option, given)]
        wrapped = [line for option in meant for line in _meaning(option, option in chosen, width)]
        if len(wrapped) <= room:
            return wrapped
        points = [option for option in meant if option.key != NOT_APPLICABLE or option in chosen]
        if len(points) <= room:
            return _wrapped_that_fit(points, chosen, width, room)
        if chosen:
            return _chosen_meanings(chosen, width, max(1, room))
        ends = [_meaning(end, False, 0)[0] for end in _ends(page, question)]
        return ends if len(ends) <= room else [_beside(ends, width)]


def _meant(page: Page, question: Question) -> list[Option]:
    """Return the points that mean something, and those that are the answer."""
    given = page.answers.get(question.id)
    options = question.options(page.letters)
    return [option for option in options if option.anchor or question.chosen(option, given)]


def _asked(page: Page, question: Question, width: int, most: int) -> list[Content]:
    """Return what is asked, wrapped to ``width``, cut at the end of line ``most``."""
    about = question.about(page.letters)
    heading = question.heading(page.answers)
    # What the rater wrote is in the heading alone.
    text = question.text if heading == question.title else f"{heading}: {question.text}"
    asked = Content.assemble((f"{about} · " if about else "", "$accent bold"), shown(text, "bold"))
    lines = asked.wrap(max(1, width))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], Content(" ").join(lines[most - 1 :]).truncate(width, ellipsis=True)]


def _chosen_meanings(chosen: list[Option], width: int, room: int) -> list[Content]:
    """Return what was chosen: wrapped, else a line each, else all on one line."""
    wrapped = [line for option in chosen for line in _meaning(option, True, width)]
    if len(wrapped) <= room:
        return wrapped
    lines = [_meaning(option, True, 0)[0] for option in chosen]
    return lines if len(lines) <= room else [Content(" ").join(lines)]


def _wrapped_that_fit(
    points: Sequence[Option], chosen: Sequence[Option], width: int, room: int
) -> list[Content]:
    """Return a line for each point, and more for those that are wrapped as long as there are any."""
    spare = room - len(points)
    lines: list[Content] = []
    for option in points:
        wrapped = _meaning(option, option in chosen, width)
        has_room = len(wrapped) - 1 <= spare
        spare -= (len(wrapped) - 1) * has_room
        lines += wrapped if has_room else _meaning(option, option in chosen, 0)
    return lines


def _ends(page: Page, question: Question) -> tuple[Option, Option]:
    """Return the lowest and the highest point that mean something."""
    meant = _meant(page, question)
    # 0 is the tenth point of a long scale, and on a short one no point at all.
    is_long = len(question.options(page.letters)) >= TEN
    points = [option for option in meant if option.key != NOT_APPLICABLE and (is_long or option.key != "0")]
    return meant[0], (points or meant)[-1]


def _beside(parts: Sequence[Content], width: int) -> Content:
    """Return parts on one line; where they do not fit, none of them is cut off for the sake of another."""
    room = max(0, width - len(GAP) * (len(parts) - 1))
    cut: list[tuple[int, Content]] = []
    for number, part in sorted(enumerate(parts), key=lambda numbered: numbered[1].cell_length):
        cut.append((number, part.truncate(room // (len(parts) - len(cut)), ellipsis=True)))
        room -= cut[-1][1].cell_length
    return Content(GAP).join(part for _, part in sorted(cut, key=lambda numbered: numbered[0]))


def _meaning(option: Option, is_given: bool, width: int) -> list[Content]:
    """Return what a point means, wrapped to ``width``, or on one line when that is 0."""
    label = option.label if option.key == option.label else f"{option.key} {option.label}"
    name = Content.assemble(("● " if is_given else "  ", "$accent bold"), shown(f"{label}  ", "bold"))
    anchor = shown(option.anchor, "bold" if is_given else "$text-muted")
    lines = anchor.wrap(width - name.cell_length) if width > name.cell_length + 10 else [anchor]
    indent = " " * name.cell_length
    return [Content.assemble(name if number == 0 else indent, line) for number, line in enumerate(lines)] or [
        name
    ]
