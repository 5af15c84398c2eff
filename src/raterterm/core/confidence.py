"""Confidence: how sure a rater is, and whether the subject is theirs."""

from collections.abc import Iterator

from raterterm.core.conditions import DOES_NOT_APPLY
from raterterm.core.criteria import NOT_APPLICABLE, Scale, ScoreAnswer, ScoreQuestion
from raterterm.core.presentation import Presentation
from raterterm.core.question import Condition, Letters, Option, Question, RubricPart
from raterterm.core.words import Line, QuestionId
from raterterm.core.writing import TextQuestion

CONFIDENCE = QuestionId("confidence")
_USUAL = {
    1: "A guess",
    2: "Leaning one way",
    3: "Fairly sure",
    4: "Sure: I checked what matters",
}


class ConfidenceQuestion(ScoreQuestion):
    """How sure the rater is of the other answers."""

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return the points, then that the subject is not the rater's."""
        outside = Option(NOT_APPLICABLE, "not mine", ScoreAnswer(not_applicable=True), "outside my expertise")
        points = [option for option in super().options(letters) if option.key != NOT_APPLICABLE]
        return (*points, *((outside,) if self.not_applicable else ()))


class Confidence(RubricPart):
    """The rubric's ``confidence``: how sure the rater is."""

    question: Line = "How sure are you of this rating?"
    scale: Scale = Scale.model_validate(_USUAL)
    expertise: bool = True
    """Whether x says that the subject is outside the rater's expertise; the domain is asked then."""
    required: bool = True
    see: str | None = None

    def needs_responses(self) -> bool:
        """Tell that one can be sure of any answers."""
        return False

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield the scale, and the domain."""
        del shown
        yield ConfidenceQuestion(
            id=CONFIDENCE,
            title="Confidence",
            text=self.question,
            required=self.required,
            see=self.see,
            criterion="confidence",
            scale=self.scale,
            not_applicable=self.expertise,
        )
        if self.expertise:
            outside = Condition(questions=(CONFIDENCE,), says=frozenset({DOES_NOT_APPLY}))
            yield TextQuestion(
                id=QuestionId("domain"),
                title="Which expertise",
                text="Which knowledge does this task need that you do not have?",
                see=self.see,
                conditions=(outside,),
            )
