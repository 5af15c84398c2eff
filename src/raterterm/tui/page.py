"""A page: the questions of a form as they are answered so far; what the form, the card and the keys go by."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.style import Style

from raterterm.core.markings import Marking
from raterterm.core.question import Answer, Letters, Question
from raterterm.core.visible import visible_line
from raterterm.core.words import QuestionId, ResponseId
from raterterm.core.writing import TextAnswer
from raterterm.tui.reading.marks import Mark

TOLD = 60
"""Characters of a text that a list shows."""


class Page(NamedTuple):
    """Questions that stand together, with their answers."""

    letters: Letters = Letters(())
    questions: tuple[Question, ...] = ()
    """Those that stand, given the answers."""
    answers: Mapping[QuestionId, Answer] = {}
    drafts: Mapping[QuestionId, str] = {}
    """Text that is being typed and no answer yet."""
    lacking: frozenset[QuestionId] = frozenset()
    """What keeps the whole from being complete."""

    def question(self, of: QuestionId | None) -> Question | None:
        """Return the question with this id, or None when it does not stand."""
        return next((known for known in self.questions if known.id == of), None)

    def part(self, questions: tuple[Question, ...]) -> "Page":
        """Return what concerns these questions, and nothing else: equal while they stand unchanged."""
        ids = {question.id for question in questions}
        return Page(
            self.letters,
            questions,
            {of: self.answers[of] for of in ids & self.answers.keys()},
            {of: self.drafts[of] for of in ids & self.drafts.keys()},
            self.lacking & ids,
        )

    def next_question(self, after: QuestionId | None) -> QuestionId | None:
        """Return the question that is open next behind ``after``, else from the top, else None.

        Those that one key answers come first, so that a hand on the digits is never stopped by a text, and
        what nobody has to answer comes last.  Once the row is done, what an answer made to be asked comes
        before what is asked anyway.
        """
        ids = [question.id for question in self.questions]
        start = ids.index(after) + 1 if after in ids else 0
        row = self.questions[start - 1].group if start else None
        behind = {question.id for question in self.questions[start:] if question.group == row}

        def rank(question: Question) -> tuple[int, bool, bool]:
            is_keyed = bool(question.answer_keys(self.letters))
            need = is_keyed + 1 if question.required else 0
            return -need, question.id not in behind, not question.conditions

        ahead = self.questions[start:] + self.questions[:start]
        found = [question for question in ahead if question.id not in self.answers]
        return min(found, key=rank).id if found else None


NOTHING = Page()
"""Before there is anything to answer."""


def told_of(question: Question, answer: Answer | None, letters: Letters) -> str:
    """Return an answer in a few words; nothing when there is none."""
    if answer is None:
        return ""
    if isinstance(answer, TextAnswer):
        return visible_line(" ".join(answer.text.split()), TOLD)
    sketch = question.sketch(answer, letters)
    if sketch is not None:
        return sketch
    chosen = (option.label for option in question.options(letters) if question.chosen(option, answer))
    return " ".join(chosen)


def begun_from(question: QuestionId) -> QuestionId:
    """Return under what it is kept which text the answer of a question is being made from."""
    return QuestionId(f"{question}/begun-from")


def marks_of(
    found: Iterable[Marking], current: Marking | None = None
) -> dict[ResponseId | None, tuple[Mark, ...]]:
    """Return what is drawn of markings in each response, the current one last: over the others.

    Under None stands what is drawn in the prompt's last turn.
    """
    marks: dict[ResponseId | None, tuple[Mark, ...]] = {}
    for marking in sorted(found, key=lambda known: known == current):
        quote = marking.quote
        mark = Mark(quote.start, quote.end, Style.null(), marking.told, marking.tag, marking.sense)
        drawn = mark._replace(is_current=marking == current)
        marks[quote.response] = (*marks.get(quote.response, ()), drawn)
    return marks
