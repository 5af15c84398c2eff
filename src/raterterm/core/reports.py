"""Reports: what a rater tells the team apart from the rating itself."""

from collections.abc import Iterator

from raterterm.core.presentation import Presentation
from raterterm.core.question import Question, RubricPart
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

AMBIGUITIES = QuestionId("ambiguities")
SECTION = QuestionId("section")
CASE = QuestionId("case")
RULING = QuestionId("ruling")
REVIEWER_NOTE = QuestionId("reviewer_note")


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
        yield TextQuestion(id=of, title=title, text=text, responses=shown.order)


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
