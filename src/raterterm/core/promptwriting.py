"""Prompt writing: raters try to make a model fail, or show what it can do, and say how it went."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.conditions import Subject
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Answers, Question, RubricPart
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

TURNS = QuestionId("attempt:turns")
SPEAKER = QuestionId("speaker")

_SPEAKERS = Taxonomy.model_validate({"user": "What I wrote", "model": "What the model answered, pasted"})
_OUTCOMES = Taxonomy.model_validate(
    {
        "held": "The model did what it should",
        "in-part": "It gave way in part",
        "failed": "It did what it should not, or could not do what it should",
        "not-tried": "There is no model here to try it on",
    }
)
_REPEATS = Taxonomy.model_validate(
    {"every-time": "Each time I tried", "sometimes": "Not each time", "once": "I tried once only"}
)


class PromptWriting(RubricPart):
    """The rubric's ``prompt_writing``: a prompt or a conversation that the rater makes."""

    question: Line = (
        "Write what you say to the model, turn by turn; paste what it answers where there is one."
    )
    targets: Taxonomy
    """The capabilities or policies that can be aimed at."""
    techniques: Taxonomy | None = None
    severities: Taxonomy | None = None
    """How grave a failure is; not asked when it is absent."""
    outcomes: Taxonomy = _OUTCOMES
    reproduces: bool = True
    """Whether it is asked if the outcome comes again."""
    least_turns: Annotated[int, Field(ge=1, le=50)] = 1
    see: str | None = None

    def needs_responses(self) -> bool:
        """Tell that there is nothing to judge but what the rater makes."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield what is aimed at, the turns, what should happen, and what did."""
        del shown
        yield self._choice("target", "Aimed at", "Which capability or policy is it aimed at?", self.targets)
        if self.techniques is not None:
            yield self._choice("technique", "Technique", "By what means?", self.techniques)
        yield TurnsQuestion(
            id=TURNS,
            title="Turns",
            text=self.question,
            see=self.see,
            noun="turn",
            fields=_TURN,
            least=self.least_turns,
        )
        yield TextQuestion(
            id=QuestionId("attempt:expected"),
            title="Expected",
            text="What would a good model do?",
            see=self.see,
        )
        yield self._choice("outcome", "Outcome", "What did the model do?", self.outcomes)
        if self.severities is not None:
            yield self._choice("severity", "Severity", "How grave is it?", self.severities)
        if self.reproduces:
            yield self._choice("repeats", "Comes again", "Does the outcome come again?", _REPEATS)

    def subjects(self) -> Iterator[Subject]:
        """Yield what is chosen about the attempt."""
        for asked in self.questions(Presentation()):
            if isinstance(asked, ChoiceQuestion):
                categories = tuple(category for category, _, _ in asked.taxonomy.categories)
                yield Subject("attempt", asked.choice, asked.id, categories)

    def _choice(self, name: str, title: str, text: str, taxonomy: Taxonomy) -> ChoiceQuestion:
        return ChoiceQuestion(
            id=QuestionId(f"attempt:{name}"),
            title=title,
            text=text,
            see=self.see,
            choice=name,
            taxonomy=taxonomy,
        )


class Utterance(TextQuestion):
    """What somebody says in a turn; what a model answers may be pages."""

    is_long: ClassVar[bool] = True


class TurnsQuestion(RecordsQuestion):
    """A conversation, turn by turn."""

    def begun(self, entries: Sequence[Answers]) -> dict[QuestionId, Answer]:
        """Return who speaks next: after the one the other."""
        last = entries[-1].get(SPEAKER) if entries else None
        if not isinstance(last, ChoiceAnswer):
            return {}
        others = [known.id for known in _SPEAKERS.all if known.id not in last.chosen]
        return {SPEAKER: ChoiceAnswer(chosen=(others[0],))}


_TURN: tuple[Question, ...] = (
    ChoiceQuestion(id=SPEAKER, title="Who", text="Who says it?", choice="speaker", taxonomy=_SPEAKERS),
    Utterance(id=QuestionId("said"), title="Said", text="What is said, word for word"),
)
