"""A rating: all that one rater decided about one task, as a fold over its events."""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Literal, TypeVar

from pydantic import Field

from raterterm.core.events import (
    Act,
    Answered,
    Event,
    Flagged,
    Redid,
    Reopened,
    Skipped,
    Submitted,
    Undid,
    Unflagged,
    Viewed,
    Withdrew,
)
from raterterm.core.presentation import Presentation
from raterterm.core.question import Letters
from raterterm.core.words import Json, Part, QuestionId, ResponseId, TaskId

K = TypeVar("K")
V = TypeVar("V")
Status = Literal["open", "submitted", "skipped"]


class Flag(Part):
    """What was said to be wrong."""

    note: str = ""
    response: ResponseId | None = None
    """With which response; None when it is the task."""
    severity: str | None = Field(default=None, exclude_if=lambda severity: severity is None)
    """One of the rubric's; None where it asks for none."""
    escalated: bool = Field(default=False, exclude_if=lambda escalated: not escalated)
    """Whether someone of the team must look, as the rubric says; known once it is delivered."""


class Rating(Part):
    """The state of one task for one rater."""

    task: TaskId
    status: Status = "open"
    order: tuple[ResponseId, ...] = ()
    """The responses as they were shown; empty until the task was viewed."""
    task_sha256: str | None = None
    """Of the task's line in the batch; None until the task was viewed."""
    constraints: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    anchors: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    answers: Mapping[QuestionId, Json] = Field(default_factory=dict)
    """As they are stored; the form reads them."""
    flags: Mapping[str, Flag] = Field(default_factory=dict)
    """By category."""
    skip: Skipped | None = None
    """Why it was left unrated; kept when it is taken up again, until it is submitted."""
    decided_at: str | None = None
    """When it was last submitted or skipped."""

    @property
    def shown(self) -> Presentation:
        """What was put before the rater."""
        return Presentation(self.order, self.constraints, self.turns, self.anchors)

    def facts(self, category: str) -> tuple[str, ...]:
        """Return what a flag that stands says beside its category and note: severity, letter of a response."""
        flag = self.flags[category]
        letter = Letters(self.order).letter(flag.response) if flag.response in self.order else flag.response
        return tuple(filter(None, [flag.severity, letter]))

    def told(self, category: str) -> str:
        """Return a flag that stands in a few words: ``unsafe (high, A)``."""
        facts = ", ".join(self.facts(category))
        return f"{category} ({facts})" if facts else category

    @property
    def touched(self) -> bool:
        """Tell whether anything was decided."""
        return self.status != "open" or bool(self.answers or self.flags)


def replay(task: TaskId, events: Iterable[Event]) -> Rating:
    """Return the state of ``task`` after ``events``, which are all its own, oldest first."""
    history = tuple(events)
    counted = _counted(history)
    return reduce(advance, (event for event in history if event.n in counted), Rating(task=task))


def _counted(events: Iterable[Event]) -> set[int]:
    """Return the numbers of the events that are not undone."""
    counted: set[int] = set()
    for event in events:
        match event.act:
            case Undid(event=undone):
                counted.discard(undone)
            case Redid(event=redone):
                counted.add(redone)
            case _:
                counted.add(event.n)
    return counted


def advance(rating: Rating, event: Event) -> Rating:
    """Return the state after ``event``, which neither undoes nor redoes another."""
    return rating.model_copy(update=_changes(rating, event.act, event.at))


def _changes(rating: Rating, act: Act, at: str) -> dict[str, object]:
    match act:
        case Viewed(task_sha256=digest):
            return {**act.shown._asdict(), "task_sha256": digest}
        case Answered(question=question, answer=answer):
            return {"answers": {**rating.answers, question: answer}}
        case Withdrew(question=question):
            return {"answers": _without(rating.answers, question)}
        case Submitted():
            return {"status": "submitted", "skip": None, "decided_at": at}
        case Skipped():
            return {"status": "skipped", "skip": act, "decided_at": at}
        case Reopened():
            return {"status": "open", "decided_at": None}
        case Flagged(category=category):
            flag = Flag(note=act.note, response=act.response, severity=act.severity)
            return {"flags": {**rating.flags, category: flag}}
        case Unflagged(category=category):
            return {"flags": _without(rating.flags, category)}
        case Undid() | Redid():
            return {}


def _without(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    return {known: value for known, value in mapping.items() if known != key}
