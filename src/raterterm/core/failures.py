"""Failures: what kind of failure a response shows, what may have caused it, and whether it is new."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from raterterm.core.choices import ChoiceQuestion, Taxonomy
from raterterm.core.presentation import Presentation
from raterterm.core.question import Question, RubricPart
from raterterm.core.quotes import QuoteQuestion
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

FAILURES = QuestionId("failures")
MODE = QuestionId("mode")
CAUSE = QuestionId("cause")
NOVELTY = QuestionId("novelty")
HYPOTHESIS = QuestionId("hypothesis")

CAUSES = Taxonomy.model_validate(
    {
        "prompt-misread": "It answers another question than was asked",
        "missing-knowledge": "It does not know what it would need to know",
        "bad-reasoning": "It knows enough, and concludes wrongly",
        "lost-context": "It forgets or contradicts what was said before",
        "over-refusal": "It refuses what it should do",
        "under-refusal": "It does what it should refuse",
        "sycophancy": "It gives way to what the user wants to hear",
        "training-artefact": "A habit of its training: boilerplate, a format, a persona",
        "unknown": "I cannot tell",
    }
)
"""Why a model may fail: hypotheses, since a reader sees only the text."""

_NOVELTY = Taxonomy.model_validate(
    {"known": "I have seen this failure before", "new": "I have not", "unsure": "I cannot tell"}
)


class Failures(RubricPart):
    """The rubric's ``failures``: a taxonomy of failures, with a hypothesis of the cause."""

    question: Line = "Which failures do the responses show?"
    modes: Taxonomy
    causes: Taxonomy = CAUSES
    novelty: bool = True
    """Whether it is asked if the failure is new."""
    least: Annotated[int, Field(ge=0, le=50)] = 0
    required: bool = False
    see: str | None = None

    def needs_responses(self) -> bool:
        """Tell that what a rater tried on a model can fail too."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the one list."""
        yield RecordsQuestion(
            id=FAILURES,
            title="Failures",
            text=self.question,
            required=self.required,
            see=self.see,
            noun="failure",
            fields=tuple(self._fields(shown)),
            least=self.least,
        )

    def _fields(self, shown: Presentation) -> Iterator[Question]:
        yield QuoteQuestion(
            id=QuestionId("quote"),
            title="Words",
            text="Where does it show?",
            responses=shown.order,
            required=False,
        )
        yield ChoiceQuestion(
            id=MODE, title="Failure", text=self.question, choice="failure", taxonomy=self.modes, see=self.see
        )
        yield ChoiceQuestion(
            id=CAUSE, title="Cause", text="What may have caused it?", choice="cause", taxonomy=self.causes
        )
        if self.novelty:
            yield ChoiceQuestion(
                id=NOVELTY,
                title="Seen before",
                text="Is this failure new to you?",
                choice="novelty",
                taxonomy=_NOVELTY,
            )
        yield TextQuestion(
            id=HYPOTHESIS,
            title="Hypothesis",
            text="Why do you think so, in a sentence or two?",
            required=False,
            responses=shown.order,
        )
