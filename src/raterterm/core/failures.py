"""Failures: what kind of failure a response shows, what may have caused it, and whether it is new."""

from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.precedents import Known, Occasion
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Question, RubricPart
from raterterm.core.quotes import QuoteQuestion
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId, ResponseId
from raterterm.core.writing import Mention, TextQuestion

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


# What was listed before


class Cited(NamedTuple):
    """The words in which a failure showed, and where they stand, as in a quote."""

    response: ResponseId | None
    start: int
    end: int
    quote: str
    is_sensitive: bool
    """Whether the task is marked as sensitive, so that its words are not to be shown unasked."""


class Term(NamedTuple):
    """A category with its words: both have to be the same where a taxonomy is the same."""

    id: str
    words: str


class Failure(NamedTuple):
    """A failure that a rater listed."""

    mode: Term
    cause: Term | None
    hypothesis: str
    """Empty when there is none."""
    mentions: tuple[Mention, ...]
    """Where the hypothesis names responses of its task."""
    cited: Cited | None
    occasion: Occasion

    @property
    def meaning(self) -> tuple[Term, Term | None, str]:
        """What it has in common with others that say the same."""
        return self.mode, self.cause, " ".join(self.hypothesis.casefold().split())

    @property
    def told(self) -> str:
        """The failure in a line."""
        cause = self.cause.id if self.cause else ""
        return " · ".join(filter(None, [self.mode.id, cause, " ".join(self.hypothesis.split())]))


KnownFailure = Known[Failure]


def offered(known: Sequence[KnownFailure], asked: RecordsQuestion) -> list[KnownFailure]:
    """Return those whose kind is one that is asked for here."""
    terms = _terms(asked, MODE)
    return [failure for failure in known if failure.latest.mode in terms]


def filled(asked: RecordsQuestion, entry: Answers, failure: Failure) -> dict[QuestionId, Answer]:
    """Return an entry with what it lacks taken from a failure that is known; what is answered stays."""
    known: dict[QuestionId, Answer] = {MODE: ChoiceAnswer(chosen=(failure.mode.id,))}
    if failure.cause is not None and failure.cause in _terms(asked, CAUSE):
        known[CAUSE] = ChoiceAnswer(chosen=(failure.cause.id,))
    fields = {field.id: field for field in asked.fields}
    hypothesis = fields.get(HYPOTHESIS)
    if failure.hypothesis and isinstance(hypothesis, TextQuestion):
        # Its letters name the responses of this task from now on.
        known[HYPOTHESIS] = hypothesis.written(failure.hypothesis)
    known[NOVELTY] = ChoiceAnswer(chosen=("known",))
    return {**{of: answer for of, answer in known.items() if of in fields}, **entry}


def modes(entries: Sequence[Answers]) -> list[str]:
    """Return the kinds of failure that entries name, in their order."""
    answers = (entry.get(MODE) for entry in entries)
    return [answer.chosen[0] for answer in answers if isinstance(answer, ChoiceAnswer)]


def _terms(asked: RecordsQuestion, of: QuestionId) -> set[Term]:
    fields = (field for field in asked.fields if field.id == of and isinstance(field, ChoiceQuestion))
    return {Term(known.id, known.words) for field in fields for known in field.taxonomy.all}
