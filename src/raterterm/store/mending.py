"""Mending: makes one whole chain of what is left of a damaged one, and says what was lost.

The unbroken start of a chain stays byte for byte.  What stood behind a gap is decided again, in its
order and at its times, in links of its own; the state that the workspace kept of each task is the last
word on what the rater had decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from raterterm.core.events import (
    Act,
    Answered,
    Event,
    Flagged,
    Head,
    Redid,
    Reopened,
    Submitted,
    Undid,
    Unflagged,
    Viewed,
    Withdrew,
    digest,
)
from raterterm.core.history import History
from raterterm.core.rating import Rating, replay
from raterterm.core.words import TaskId
from raterterm.store.salvage import event_of


class Sorted(NamedTuple):
    """The events of a batch that are what they were."""

    genesis: str
    unbroken: tuple[bytes, ...]
    """The start of the chain, every link of which holds."""
    behind: tuple[bytes, ...]
    """What stood behind the first gap."""
    lost: tuple[tuple[int, int], ...]
    """The numbers that are missing, as ranges: first and last."""

    @property
    def lines(self) -> tuple[bytes, ...]:
        """All that is there."""
        return (*self.unbroken, *self.behind)


def sort_out(candidates: Mapping[int, Sequence[bytes]], stored: Head, genesis: str | None) -> Sorted:
    """Choose among what was read for each number; an event that the one behind it disowns is lost.

    ``stored`` is where the chain ended as the workspace has it, ``genesis`` where it began.
    """
    chosen = _vouched(candidates, stored)
    start = event_of(chosen[1]).prev if 1 in chosen else genesis or ""
    lines = [line for _, line in sorted(chosen.items())]
    head, unbroken = Head(events=0, sha256=start), 0
    for n, line in sorted(chosen.items()):
        if n != head.events + 1 or event_of(line).prev != head.sha256:
            break
        head, unbroken = head.next(line), unbroken + 1
    last = max([stored.events, *candidates])
    return Sorted(start, tuple(lines[:unbroken]), tuple(lines[unbroken:]), tuple(_gaps(chosen, last)))


def _vouched(candidates: Mapping[int, Sequence[bytes]], stored: Head) -> dict[int, bytes]:
    """Return one line for each number, from the last to the first: each carries the digest of the one before."""
    chosen: dict[int, bytes] = {}
    wanted = {stored.events: stored.sha256}
    is_sure = False
    for n in sorted(candidates, reverse=True):
        lines = candidates[n]
        good = [line for line in lines if digest(line) == wanted.get(n)]
        if not good and n in wanted and is_sure:
            is_sure = False
            continue
        is_sure = bool(good)
        chosen[n] = (good or _linked(lines, candidates.get(n - 1, ())) or list(lines))[0]
        wanted = {n - 1: event_of(chosen[n]).prev}
    return chosen


def _linked(lines: Iterable[bytes], before: Iterable[bytes]) -> list[bytes]:
    known = {digest(line) for line in before}
    return [line for line in lines if event_of(line).prev in known]


def _gaps(chosen: Mapping[int, bytes], last: int) -> Iterator[tuple[int, int]]:
    before = 0
    for n in [*sorted(chosen), last + 1]:
        if n > before + 1:
            yield before + 1, n - 1
        before = n


class Mend:
    """A chain that is being written anew."""

    def __init__(self, found: Sorted) -> None:
        self.lines: list[bytes] = []
        self.events: list[Event] = []
        self.head = Head(events=0, sha256=found.genesis)
        self._history = History()
        self._by_task: dict[TaskId, list[Event]] = {}
        self._numbers: dict[int, int] = {}
        self._last = 0
        """Number that the event before had when it was found."""
        for line in found.unbroken:
            self._take(event_of(line), line)
        self.dropped = [line for line in found.behind if not self._relink(event_of(line))]
        """Events that undo or redo what is not there."""

    def decide(self, task: TaskId, at: str, *acts: Act) -> None:
        """Append ``acts`` about ``task`` as one step."""
        before: Act | None = None
        for act in acts:
            self._append(task, at, act, with_previous=before is not None and before.is_decision)
            before = act

    def rating(self, task: TaskId) -> Rating:
        """Return the state of ``task`` by the events so far."""
        return replay(task, self._by_task.get(task, ()))

    def ratings(self) -> dict[TaskId, Rating]:
        """Return the state of every task that an event is about."""
        return {task: self.rating(task) for task in self._by_task}

    def _take(self, event: Event, line: bytes) -> None:
        self._add(event, line)
        self._numbers[event.n] = event.n
        self._last = event.n

    def _add(self, event: Event, line: bytes) -> None:
        self.lines.append(line)
        self.events.append(event)
        self.head = self.head.next(line)
        self._history.record(event)
        self._by_task.setdefault(event.task, []).append(event)

    def _relink(self, event: Event) -> bool:
        act, follows = event.act, event.with_previous and self._last == event.n - 1
        if isinstance(act, Undid | Redid):
            step = self._history.undo if isinstance(act, Undid) else self._history.redo
            target = self._numbers.get(act.event)
            if target is None or not (follows or (step is not None and target in step.events)):
                return False
            act = act.model_copy(update={"event": target})
        follows = follows and self.events[-1].task == event.task
        self._numbers[event.n] = self._append(event.task, event.at, act, with_previous=follows)
        self._last = event.n
        return True

    def _append(self, task: TaskId, at: str, act: Act, *, with_previous: bool) -> int:
        event = Event(
            n=self.head.events + 1,
            at=at,
            task=task,
            act=act,
            with_previous=with_previous,
            prev=self.head.sha256,
        )
        self._add(event, event.line())
        return event.n


def ratings_of(lines: Iterable[bytes]) -> dict[TaskId, Rating]:
    """Return the state of every task as events give it whose numbers are the ones they had."""
    by_task: dict[TaskId, list[Event]] = {}
    for event in map(event_of, lines):
        by_task.setdefault(event.task, []).append(event)
    return {task: replay(task, events) for task, events in by_task.items()}


def acts_between(before: Rating, after: Rating) -> list[Act]:
    """Return what leads from one state of a task to another, to be decided in one step."""
    acts: list[Act] = []
    if after.task_sha256 and (before.shown, before.task_sha256) != (after.shown, after.task_sha256):
        acts.append(Viewed(**after.shown._asdict(), task_sha256=after.task_sha256))
    changes = [*_answers_between(before, after), *_flags_between(before, after)]
    if before.status != "open" and (changes or before.status != after.status):
        acts.append(Reopened())
    acts += changes
    is_open = before.status == "open" or bool(changes) or before.status != after.status
    if after.status == "submitted" and is_open:
        acts.append(Submitted())
    elif after.status == "skipped" and after.skip is not None and is_open:
        acts.append(after.skip)
    return acts


def _answers_between(before: Rating, after: Rating) -> Iterator[Act]:
    for question, answer in after.answers.items():
        if before.answers.get(question) != answer:
            yield Answered(question=question, answer=answer)
    yield from (Withdrew(question=gone) for gone in before.answers if gone not in after.answers)


def _flags_between(before: Rating, after: Rating) -> Iterator[Act]:
    for category, flag in after.flags.items():
        if before.flags.get(category) != flag:
            told = {"note": flag.note, "response": flag.response, "severity": flag.severity}
            yield Flagged.model_validate({"category": category, **told})
    yield from (Unflagged(category=gone) for gone in before.flags if gone not in after.flags)
