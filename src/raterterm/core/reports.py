"""Reports: what a rater tells the team apart from the rating itself."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from raterterm.core.precedents import Known, Occasion
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Question, RubricPart
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import Mention, TextAnswer, TextQuestion

AMBIGUITIES = QuestionId("ambiguities")
SECTION = QuestionId("section")
CASE = QuestionId("case")
RULING = QuestionId("ruling")
REVIEWER_NOTE = QuestionId("reviewer_note")


class SectionQuestion(TextQuestion):
    """Which section of the guidelines: a heading's link, ``#tone``, or the rater's own words."""

    def written(self, text: str, begun_from: str = "") -> TextAnswer:
        """Return the answer that ``text`` is; no letter in it names a response."""
        del begun_from
        return TextAnswer(text=text)


class Ambiguities(RubricPart):
    """The rubric's ``ambiguities``: cases that the guidelines do not settle, and how they were decided."""

    question: Line = "What do the guidelines not settle here, and how did you decide?"
    see: str | None = None

    def needs_responses(self) -> bool:
        """Tell that guidelines can be silent about any task."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one list; nobody has to fill it."""
        yield RecordsQuestion(
            id=AMBIGUITIES,
            title="Not settled",
            text=self.question,
            required=False,
            see=self.see,
            noun="report",
            fields=tuple(_fields(shown)),
        )


def _fields(shown: Presentation) -> Iterator[Question]:
    asked = {
        SECTION: ("Section", "Which section of the guidelines comes nearest?"),
        CASE: ("Case", "What in this task does it not settle?"),
        RULING: ("Ruling", "How did you decide, by which rule for a like case?"),
    }
    for of, (title, text) in asked.items():
        kind = SectionQuestion if of == SECTION else TextQuestion
        yield kind(id=of, title=title, text=text, responses=shown.order)


class ReviewerNote(RubricPart):
    """The rubric's ``reviewer_note``: a word to the reviewer that is no part of the rationale."""

    question: Line = "Anything that only the reviewer should read?"

    def needs_responses(self) -> bool:
        """Tell that a word can be said of any task."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one question; nobody has to answer it."""
        yield TextQuestion(
            id=REVIEWER_NOTE,
            title="To the reviewer",
            text=self.question,
            required=False,
            responses=shown.order,
        )


# What was ruled before


class Ruling(NamedTuple):
    """How a rater decided what the guidelines do not settle."""

    section: str
    """As it was answered; empty when it was not."""
    case: str
    """Empty when it was not answered."""
    case_mentions: tuple[Mention, ...]
    """Where the case names responses of its task."""
    ruling: str
    mentions: tuple[Mention, ...]
    """Where the ruling does."""
    tags: frozenset[str]
    """Of the task: the failures listed there, ``failure script``, and its flags, ``flag other``."""
    occasion: Occasion

    @property
    def meaning(self) -> tuple[str, str, str]:
        """What it has in common with others that say the same."""
        return self.occasion.rubric, self.section.casefold(), " ".join(self.ruling.casefold().split())


KnownRuling = Known[Ruling]


class Position(NamedTuple):
    """Where a rater stands when a ruling may be wanted."""

    rubric: str
    titles: Mapping[str, str]
    """Links to the sections of its guidelines, by their titles in lower case."""
    parts: Mapping[str, frozenset[str]]
    """By the link to a section: the links to it and to the sections in it."""
    section: str | None = None
    """The link to one of them, or words that may be its title."""
    tags: frozenset[str] = frozenset()
    """Of the task, as those of a ruling."""

    def is_about(self, ruling: Ruling) -> bool:
        """Tell whether a ruling names this section, or one in it."""
        if not self.section or ruling.occasion.rubric != self.rubric:
            return False
        here = self._link(self.section)
        return self._link(ruling.section) in self.parts.get(here, {here})

    def nearness(self, ruling: Ruling) -> int:
        """Return 0 for a ruling on this section, 1 on a task with a like tag, 2 by this rubric, else 3."""
        if self.is_about(ruling):
            return 0
        if self.tags & ruling.tags and ruling.occasion.rubric == self.rubric:
            return 1
        return 2 if ruling.occasion.rubric == self.rubric else 3

    def _link(self, written: str) -> str:
        folded = " ".join(written.casefold().split())
        return self.titles.get(folded, folded)


def tags(failures: Iterable[str], flags: Iterable[str]) -> frozenset[str]:
    """Return the tags of a task with these kinds of failure and these flags."""
    return frozenset([f"failure {mode}" for mode in failures] + [f"flag {category}" for category in flags])


def ruled(asked: RecordsQuestion, entry: Answers, ruling: Ruling, rubric: str) -> dict[QuestionId, Answer]:
    """Return a report by ``rubric`` with what it lacks taken from a ruling; what is answered stays."""
    known = {RULING: ruling.ruling}
    # Another rubric has other guidelines.
    if ruling.section and ruling.occasion.rubric == rubric:
        known[SECTION] = ruling.section
    fields = (field for field in asked.fields if field.id in known and isinstance(field, TextQuestion))
    # Its letters name the responses of this task from now on.
    return {**{field.id: field.written(known[field.id]) for field in fields}, **entry}
