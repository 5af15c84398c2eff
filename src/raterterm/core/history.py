"""History: what undo takes back next and redo brings again, across the tasks of a batch."""

from collections.abc import Iterable
from typing import NamedTuple

from raterterm.core.events import Event, Redid, Undid, Viewed
from raterterm.core.words import TaskId


class Step(NamedTuple):
    """An event that can be undone or redone."""

    event: int
    task: TaskId


class History:
    """The two stacks of undo and redo; a fresh decision empties the second."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        for event in events:
            self.record(event)

    def record(self, event: Event) -> None:
        """Take note of an event that was appended."""
        match event.act:
            case Viewed():
                pass  # seeing a task decides nothing
            case Undid():
                self._undone.append(self._done.pop())
            case Redid():
                self._done.append(self._undone.pop())
            case _:
                self._done.append(Step(event.n, event.task))
                self._undone.clear()

    @property
    def undo(self) -> Step | None:
        """What undo takes back next."""
        return self._done[-1] if self._done else None

    @property
    def redo(self) -> Step | None:
        """What redo brings again next."""
        return self._undone[-1] if self._undone else None
