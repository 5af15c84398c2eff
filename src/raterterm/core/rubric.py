"""A rubric: what is asked of every task, how it is scored, and where the guidelines explain it."""

from collections.abc import Iterator
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.checks import Checks
from raterterm.core.choices import Choices
from raterterm.core.claims import Claims
from raterterm.core.confidence import Confidence
from raterterm.core.criteria import Criteria
from raterterm.core.failures import Failures
from raterterm.core.preference import Preference
from raterterm.core.presentation import Presentation
from raterterm.core.promptwriting import PromptWriting
from raterterm.core.question import RubricPart
from raterterm.core.ranking import Ranking
from raterterm.core.rationale import Rationale
from raterterm.core.reports import Ambiguities, ReviewerNote
from raterterm.core.rewrite import Rewrite
from raterterm.core.spans import SpanKinds
from raterterm.core.task import Task
from raterterm.core.words import Json, Line, Part, ResponseId, Slug

FORMAT = "rubric/1"


class Flags(Part):
    """The rubric's ``flags``: what a rater can say is wrong with a task or a response."""

    categories: dict[Slug, Line] = Field(
        default_factory=lambda: {
            "broken-task": "The prompt or a response is cut off, garbled or missing",
            "wrong-language": "The task is not in the language it is meant to be in",
            "unsafe": "Content that someone on the team must see",
            "personal-data": "Names, addresses or numbers of a real private person",
            "unclear-guidelines": "The guidelines do not settle this case",
            "other": "Something else; say what in the note",
        },
        min_length=1,
        max_length=10,
    )


WELLBEING = "wellbeing"
"""The reason to skip that every rubric offers: nobody has to read what harms them, nor to explain it."""

_WELLBEING = "I would rather not read this"

MAX_REASONS = 10
"""As many as there are digits to choose by."""


class Skip(Part):
    """The rubric's ``skip``: why a task may be left unrated.

    ``wellbeing`` is always among the reasons.  It counts against nobody: a skipped task is delivered with
    its reason, and nothing is worked out from that.
    """

    reasons: dict[Slug, Line] = Field(
        default_factory=lambda: {
            "outside-expertise": "I do not know enough about the subject",
            "language": "I do not read the language well enough",
            "broken-task": "The task cannot be judged as it is",
            WELLBEING: _WELLBEING,
            "other": "Something else; say what in the note",
        },
        min_length=1,
        max_length=MAX_REASONS,
    )
    """In the lead's order and words; what the lead leaves out stands last."""

    @field_validator("reasons")
    @classmethod
    def _offers_wellbeing(cls, reasons: dict[str, str]) -> dict[str, str]:
        if WELLBEING not in reasons and len(reasons) == MAX_REASONS:
            raise PydanticCustomError(
                "skip",
                "expected at most {most} reasons beside 'wellbeing', which is always offered",
                {"most": MAX_REASONS - 1},
            )
        return {**reasons, WELLBEING: reasons.get(WELLBEING, _WELLBEING)}


class Named(Protocol):
    """A block that a rubric may have several of."""

    @property
    def id(self) -> str:
        """Tells it from the others."""


class Rubric(Part):
    """What is asked of every task of a batch."""

    raterterm: Literal["rubric/1"]
    id: Slug
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,31}$")]
    title: Line
    guidelines: (
        Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f]+\.md$", max_length=200)] | None
    ) = None
    """The name of a Markdown file beside the rubric."""
    auto_submit: bool = False
    """Whether a task is submitted as soon as nothing required is missing."""
    preference: Preference | None = None
    ranking: Ranking | None = None
    criteria: Criteria = ()
    checks: Checks | None = None
    choices: Choices = ()
    spans: SpanKinds = ()
    claims: Claims | None = None
    failures: Failures | None = None
    prompt_writing: PromptWriting | None = None
    rewrite: Rewrite | None = None
    confidence: Confidence | None = None
    rationale: Rationale | None = None
    ambiguities: Ambiguities | None = None
    reviewer_note: ReviewerNote | None = None
    flags: Flags = Flags()
    skip: Skip = Skip()

    @field_validator("version", mode="before")
    @classmethod
    def _version_as_text(cls, written: Json) -> Json:
        return str(written) if type(written) is int else written

    @field_validator("criteria", "choices", "spans", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written

    @field_validator("criteria", "choices", "spans")
    @classmethod
    def _ids_differ(cls, parts: tuple[Named, ...]) -> tuple[Named, ...]:
        seen: set[str] = set()
        for place, part in enumerate(parts):
            if part.id in seen:
                raise PydanticCustomError("ids", "expected an id that is new here", {"at": (place, "id")})
            seen.add(part.id)
        return parts

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not any(self.parts()):
            raise PydanticCustomError(
                "rubric", "expected 'preference', 'criteria' or 'rationale': nothing is asked"
            )
        return self

    @model_validator(mode="after")
    def _submits_only_what_is_required(self) -> Self:
        pair = Presentation((ResponseId("a"), ResponseId("b")))
        asked = (question for part in self.parts() for question in part.questions(pair))
        if self.auto_submit and not all(question.required for question in asked):
            raise PydanticCustomError(
                "rubric",
                "but auto_submit submits at the first moment nothing required is missing, "
                "so every question must be required",
                {"at": ("auto_submit",)},
            )
        return self

    def parts(self) -> Iterator[RubricPart]:
        """Yield the blocks that ask something, in the order of the form."""
        yield from self.places().values()

    def places(self) -> dict[tuple[str | int, ...], RubricPart]:
        """Return the blocks that ask something by where they stand, in the order of the form."""
        found: dict[tuple[str | int, ...], object] = {}
        for name in type(self).model_fields:
            block = getattr(self, name)
            if isinstance(block, tuple):
                found |= {(name, place): part for place, part in enumerate(block)}
            else:
                found[name,] = block
        return {path: part for path, part in found.items() if isinstance(part, RubricPart)}

    def misfits(self, task: Task) -> Iterator[str]:
        """Yield a sentence for each reason why ``task`` cannot be judged by this rubric."""
        if not task.responses and any(part.needs_responses() for part in self.parts()):
            yield "has no responses to judge"
            return
        for part in self.parts():
            yield from part.misfits(task)

    @property
    def label(self) -> str:
        """The id and version, as people name it."""
        return f"{self.id} {self.version}"
