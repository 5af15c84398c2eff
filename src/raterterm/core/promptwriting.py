"""Prompt writing: raters try to make a model fail, or show what it can do, and say how it went."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from raterterm.core.choices import ChoiceQuestion, Taxonomy
from raterterm.core.presentation import Presentation
from raterterm.core.question import Question, RubricPart
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

TURNS = QuestionId("attempt:turns")

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
        yield RecordsQuestion(
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

    def _choice(self, name: str, title: str, text: str, taxonomy: Taxonomy) -> ChoiceQuestion:
        return ChoiceQuestion(
            id=QuestionId(f"attempt:{name}"),
            title=title,
            text=text,
            see=self.see,
            choice=name,
            taxonomy=taxonomy,
        )


_TURN: tuple[Question, ...] = (
    ChoiceQuestion(
        id=QuestionId("speaker"), title="Who", text="Who says it?", choice="speaker", taxonomy=_SPEAKERS
    ),
    TextQuestion(id=QuestionId("said"), title="Said", text="What is said, word for word"),
)
