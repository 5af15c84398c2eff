"""Events: every decision of a rater, in a chain that shows when it was altered.

An event is one line of JSON.  Each carries ``prev``, the SHA-256 of the line before it in the same
batch (without newline); the first carries the batch's genesis, the SHA-256 of the batch file.  Lines
are hashed as they stand, so that no canonical form of JSON is needed to check a chain: ``sha256sum``
does it.  One chain a batch, because a bundle must be whole without telling of other batches.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Annotated, ClassVar, Literal

from pydantic import Field, SerializerFunctionWrapHandler, ValidationError, model_serializer

from raterterm.core import jsontext
from raterterm.core.presentation import Presentation
from raterterm.core.task import Anchors, Id
from raterterm.core.words import Instant, Json, Part, QuestionId, ResponseId, Sha256, Slug, TaskId


class _Act(Part):
    is_decision: ClassVar[bool] = True
    """Whether undo takes it back."""


class Viewed(_Act):
    """The task was shown for the first time, its responses in this order."""

    is_decision = False

    kind: Literal["viewed"] = "viewed"
    order: tuple[Annotated[ResponseId, Id], ...]
    task_sha256: Sha256
    """Of the task's line in the batch, without its line end."""
    constraints: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    anchors: Anchors = Field(default_factory=dict)
    """The rest of the presentation; left out of the line where there is none."""

    @model_serializer(mode="wrap")
    def _brief(self, write: SerializerFunctionWrapHandler) -> dict[str, Json]:
        written: dict[str, Json] = write(self)
        return {
            name: value
            for name, value in written.items()
            if value or name in {"kind", "order", "task_sha256"}
        }

    @property
    def shown(self) -> Presentation:
        """What was put before the rater."""
        return Presentation(self.order, self.constraints, self.turns, self.anchors)


class Answered(_Act):
    """A question was answered, or answered differently."""

    kind: Literal["answered"] = "answered"
    question: QuestionId
    answer: dict[str, Json]


class Withdrew(_Act):
    """An answer was taken back."""

    kind: Literal["withdrew"] = "withdrew"
    question: QuestionId


class Submitted(_Act):
    """The rating was declared complete."""

    kind: Literal["submitted"] = "submitted"


class Skipped(_Act):
    """The task was left unrated, for a reason of the rubric's."""

    kind: Literal["skipped"] = "skipped"
    reason: str
    note: str = ""


class Reopened(_Act):
    """A submitted or skipped task was taken up again."""

    kind: Literal["reopened"] = "reopened"


class Flagged(_Act):
    """Something is wrong with the task or a response."""

    kind: Literal["flagged"] = "flagged"
    category: str
    note: str = ""
    response: Annotated[ResponseId, Id] | None = None
    """What is wrong; None when it is the task."""
    severity: Slug | None = Field(default=None, exclude_if=lambda severity: severity is None)
    """None where the rubric asks for none; then it is left out of the line."""


class Unflagged(_Act):
    """A flag was taken back."""

    kind: Literal["unflagged"] = "unflagged"
    category: str


class Undid(_Act):
    """An earlier event of the same task no longer counts."""

    is_decision = False

    kind: Literal["undid"] = "undid"
    event: int


class Redid(_Act):
    """An undone event counts again."""

    is_decision = False

    kind: Literal["redid"] = "redid"
    event: int


Act = Annotated[
    Viewed | Answered | Withdrew | Submitted | Skipped | Reopened | Flagged | Unflagged | Undid | Redid,
    Field(discriminator="kind"),
]
"""What happened."""


class Event(Part):
    """One link of the chain."""

    n: Annotated[int, Field(ge=1)]
    """1 for the first of its batch, then without a gap."""
    at: Instant
    """When, by the rater's own clock."""
    task: Annotated[TaskId, Id]
    act: Act
    with_previous: bool = False
    """Whether it was one step with the event before, which is of the same task: undo takes back both."""
    prev: Sha256
    """SHA-256 of the line before, or the batch's genesis."""

    def line(self) -> bytes:
        """Return the event as it is stored, without a newline."""
        return jsontext.encode(self.model_dump(mode="json"))


class Head(Part):
    """Where a chain ends: its length and the SHA-256 of its last line."""

    events: int
    sha256: Sha256

    def next(self, line: bytes) -> "Head":
        """Return the head after ``line`` is appended."""
        return Head(events=self.events + 1, sha256=digest(line))


def digest(line: bytes) -> str:
    """Return the SHA-256 that the next event carries as ``prev``."""
    return sha256(line).hexdigest()


def read_event(line: bytes) -> Event:
    """Return the event that a stored line holds; raise ValueError when it holds none."""
    try:
        return Event.model_validate(jsontext.decode(line), strict=False)
    except ValidationError as error:
        raise ValueError(f"is not an event: {error.errors()[0]['msg']}") from error


def is_day(at: Instant) -> bool:
    """Tell whether a moment is the start of a day, which is how a day is written."""
    return at.endswith(_START_OF_DAY)


def by_day(genesis: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a chain with the day (UTC) of each event instead of its moment, linked anew.

    What is appended to the chain leaves the earlier lines as they are.  Raises ValueError as read_chain.
    """
    head = Head(events=0, sha256=genesis)
    for event in read_chain(genesis, lines):
        day = event.at[: -len(_START_OF_DAY)] + _START_OF_DAY
        line = event.model_copy(update={"at": day, "prev": head.sha256}).line()
        head = head.next(line)
        yield line


_START_OF_DAY = "T00:00:00.000Z"


def read_chain(genesis: str, lines: Iterable[bytes]) -> Iterator[Event]:
    """Yield the events of a chain; raise ValueError at the first link that does not hold."""
    head = Head(events=0, sha256=genesis)
    for line in lines:
        event = read_event(line)
        if event.n != head.events + 1:
            raise ValueError(f"event {head.events + 1} is missing")
        if event.prev != head.sha256:
            raise ValueError(f"event {event.n} does not continue the chain")
        head = head.next(line)
        yield event
