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
from raterterm.core.dependencies import Misfit, misfits, questions
from raterterm.core.failures import Failures
from raterterm.core.flags import OTHER, Flags
from raterterm.core.preference import Preference
from raterterm.core.presentation import Presentation
from raterterm.core.promptwriting import PromptWriting
from raterterm.core.question import Question, RubricPart
from raterterm.core.ranking import Ranking
from raterterm.core.rationale import Rationale
from raterterm.core.reports import Ambiguities, ReviewerNote
from raterterm.core.rewrite import Rewrite
from raterterm.core.spans import SpanKinds
from raterterm.core.task import Task
from raterterm.core.words import Json, Line, Part, ResponseId, Slug

FORMAT = "rubric/1"


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
            OTHER: "Something else; say what in the note",
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
    times: Annotated[Literal["exact"] | None, Field(exclude_if=lambda times: times is None)] = None
    """Set where bundles must tell the moment of each decision; else its day is enough."""
    order: Annotated[tuple[str, ...], Field(exclude_if=lambda order: not order)] = ()
    """Blocks, or entries of one as ``criteria.accuracy``, that come first on the form, in this order."""
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

    @field_validator("order", "criteria", "choices", "spans", mode="before")
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
    def _claims_feed_a_criterion(self) -> Self:
        feeds = self.claims.feeds if self.claims else None
        known = [criterion.id for criterion in self.criteria]
        if feeds is not None and feeds not in known:
            raise PydanticCustomError(
                "feeds",
                "expected a criterion of this rubric: {known}",
                {"known": ", ".join(known) or "it has none", "at": ("claims", "feeds")},
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

    @model_validator(mode="after")
    def _names_what_it_has(self) -> Self:
        found = (*self._misplaced(), *misfits(self.places()))
        if found:
            raise PydanticCustomError("when", found[0].message, {"misfits": found})
        return self

    def _misplaced(self) -> Iterator[Misfit]:
        """Yield what is wrong with the order."""
        named = {name for path in self._blocks() for name in self._names(path)}
        for place, name in enumerate(self.order):
            if name in self.order[:place]:
                yield Misfit(("order", place), "expected each block once")
            elif name not in named:
                yield Misfit(
                    ("order", place),
                    "expected a block of this rubric, or an entry of one as 'criteria.accuracy'",
                    f"known here: {', '.join(sorted(named))}",
                )

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield what is asked of a task that is ``shown`` like this, in the order of the form."""
        return questions(self.places(), shown)

    def parts(self) -> Iterator[RubricPart]:
        """Yield the blocks that ask something, in the order of the form."""
        yield from self.places().values()

    def places(self) -> dict[tuple[str | int, ...], RubricPart]:
        """Return the blocks that ask something by where they stand, in the order of the form."""
        blocks = self._blocks()
        return {path: blocks[path] for path in sorted(blocks, key=self._rank)}

    def _rank(self, path: tuple[str | int, ...]) -> int:
        ranks = [self.order.index(name) for name in self._names(path) if name in self.order]
        return ranks[0] if ranks else len(self.order)

    def _names(self, path: tuple[str | int, ...]) -> Iterator[str]:
        """Yield by what ``order`` can name a block: itself before the list that it is an entry of."""
        name, *place = path
        if place:
            yield f"{name}.{getattr(self, str(name))[place[0]].id}"
        yield str(name)

    def _blocks(self) -> dict[tuple[str | int, ...], RubricPart]:
        """Return the blocks that ask something by where they stand, in their usual order."""
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
        criteria = [criterion.id for criterion in self.criteria]
        for name in task.anchors:
            if name not in criteria:
                known = ", ".join(criteria) or "none"
                yield f"has anchors for '{name}', but the criteria of {self.label} are {known}"

    @property
    def label(self) -> str:
        """The id and version, as people name it."""
        return f"{self.id} {self.version}"
