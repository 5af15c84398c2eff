"""History: what undo takes back next and redo brings again, across the tasks of a batch."""

from collections.abc import Iterable
from typing import NamedTuple

from raterterm.core.events import Event, Redid, Undid
from raterterm.core.words import TaskId


class Step(NamedTuple):
    """What one key decided: events that are undone and redone together."""

    events: tuple[int, ...]
    """Their numbers, the first decided first."""
    task: TaskId


class History:
    """The two stacks of undo and redo; a fresh decision empties the second."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        for event in events:
            self.record(event)

    def record(self, event: Event) -> None:
        """Take note of an event that was appended; raise ValueError when it takes back what is not there."""
        if event.act.is_decision:
            self._decide(event)
        elif event.with_previous:
            return  # the first event of an undo or redo moved the whole step
        elif isinstance(event.act, Undid):
            _move(self._done, self._undone)
        elif isinstance(event.act, Redid):
            _move(self._undone, self._done)

    def _decide(self, event: Event) -> None:
        self._undone.clear()
        if event.with_previous and self._done and self._done[-1].events[-1] == event.n - 1:
            begun = self._done.pop()
            self._done.append(begun._replace(events=(*begun.events, event.n)))
        else:
            self._done.append(Step((event.n,), event.task))

    @property
    def undo(self) -> Step | None:
        """What undo takes back next."""
        return self._done[-1] if self._done else None

    @property
    def redo(self) -> Step | None:
        """What redo brings again next."""
        return self._undone[-1] if self._undone else None


def _move(source: list[Step], target: list[Step]) -> None:
    if not source:
        raise ValueError("nothing is there to be taken back or brought again")
    target.append(source.pop())
