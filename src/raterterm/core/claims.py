"""Claims: what a response states as fact, whether it holds, and by which source."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Letters, Question, RubricPart
from raterterm.core.quotes import QuoteQuestion
from raterterm.core.records import RecordsAnswer, RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextAnswer, TextQuestion

CLAIMS = QuestionId("claims")
VERDICT = QuestionId("verdict")
SOURCES = QuestionId("sources")
ACCESSED = QuestionId("accessed")

VERDICTS = Taxonomy.model_validate(
    {
        "supported": "A source that can be trusted says so",
        "refuted": "A source that can be trusted says otherwise",
        "unverifiable": "No source that can be trusted settles it",
        "outdated": "It was true once, and is not now",
    }
)
"""What fact-checking can end with."""

_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


class DayQuestion(TextQuestion):
    """A day, as ISO 8601 writes it."""

    def shortfall(self, answer: Answer) -> str | None:
        """Return that it is no day, or None."""
        is_day = isinstance(answer, TextAnswer) and _DAY.fullmatch(answer.text.strip())
        return None if is_day else "expected a day as 2026-03-31"


class ClaimsQuestion(RecordsQuestion):
    """What the responses claim, and whether it holds."""

    def told(self, answer: RecordsAnswer, letters: Letters) -> str:
        """Return how the verdicts stand."""
        del letters
        verdicts = [entry.get(VERDICT) for entry in self.entries(answer)]
        counts = Counter(verdict.chosen[0] for verdict in verdicts if isinstance(verdict, ChoiceAnswer))
        return "   " + " · ".join(f"{name} {count}" for name, count in counts.items()) if counts else ""


class Claims(RubricPart):
    """The rubric's ``claims``: a ledger for fact-checking."""

    question: Line = "Which claims decide whether the responses are right?"
    verdicts: Taxonomy = VERDICTS
    sources: Annotated[int, Field(ge=0, le=10)] = 0
    """How many sources each claim needs."""
    least: Annotated[int, Field(ge=0, le=50)] = 0
    required: bool = False
    see: str | None = None

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one ledger."""
        yield ClaimsQuestion(
            id=CLAIMS,
            title="Claims",
            text=self.question,
            required=self.required,
            see=self.see,
            noun="claim",
            fields=tuple(self._fields(shown)),
            least=self.least,
        )

    def _fields(self, shown: Presentation) -> Iterator[Question]:
        yield QuoteQuestion(
            id=QuestionId("quote"), title="Claim", text="Where is it said?", responses=shown.order
        )
        yield ChoiceQuestion(
            id=VERDICT,
            title="Verdict",
            text="Does it hold?",
            choice="verdict",
            taxonomy=self.verdicts,
            see=self.see,
        )
        yield RecordsQuestion(
            id=SOURCES,
            title="Sources",
            text="What says so?",
            required=self.sources > 0,
            noun="source",
            fields=_SOURCE,
            least=self.sources,
        )
        yield TextQuestion(
            id=QuestionId("note"), title="Note", text="What else is to be said?", required=False
        )


_SOURCE: tuple[Question, ...] = (
    TextQuestion(id=QuestionId("address"), title="Address", text="A web address, or a book and its page"),
    DayQuestion(id=ACCESSED, title="Accessed", text="The day on which it was read, as 2026-03-31"),
    TextQuestion(id=QuestionId("evidence"), title="Evidence", text="The words of the source that settle it"),
)
