"""The log of one batch: appends decisions and keeps the projection that follows from them."""

from collections.abc import Iterator, Sequence
from functools import reduce
from sqlite3 import Connection
from typing import Any, NamedTuple

from raterterm.core import jsontext
from raterterm.core.events import Act, Event, Head, Redid, Undid, Viewed, read_event
from raterterm.core.history import History, Step
from raterterm.core.rating import Rating, advance, replay
from raterterm.core.words import Json, TaskId
from raterterm.errors import DecisionRefused
from raterterm.store.workspace import Workspace


class Moved(NamedTuple):
    """What undo took back or redo brought again."""

    events: tuple[Event, ...]
    """The decisions, in the order in which they were made."""
    rating: Rating
    """The state of their task now."""


class Log:
    """The decisions about one batch, oldest first, and the state of each task."""

    def __init__(self, workspace: Workspace, batch: int) -> None:
        self._workspace = workspace
        self._batch = batch
        self._history: History | None = None

    def rating(self, task: TaskId) -> Rating:
        """Return the state of ``task``."""
        with self._workspace.reading(f"the state of task {task}"):
            return _read_rating(task, self._state(task))

    def _state(self, task: TaskId) -> bytes | None:
        found = self._workspace.row(
            "SELECT state FROM ratings WHERE batch = ? AND task = ?", [self._batch, task]
        )
        return found[0]  # type: ignore[no-any-return]

    def head(self) -> Head:
        """Return where the chain ends."""
        events, digest = self._workspace.row("SELECT events, head FROM batches WHERE key = ?", [self._batch])
        return Head(events=events, sha256=digest)

    def lines(self) -> Iterator[bytes]:
        """Yield the events as they are stored."""
        yield from (
            line
            for (line,) in self._workspace.rows(
                "SELECT line FROM events WHERE batch = ? ORDER BY n", [self._batch]
            )
        )

    def decide(self, task: TaskId, *acts: Act) -> Rating:
        """Append ``acts`` about ``task`` as one step; return its state when they are durable.

        Raises WorkspaceError when nothing could be saved; then nothing has changed.
        """
        with self._workspace.transaction() as database:
            before = self.rating(task)
            events = [self._append(database, task, act, is_first=not n) for n, act in enumerate(acts)]
            after = self._projected(before, events)
            self._project(database, before, after)
        if self._history is not None:
            for event in events:
                self._history.record(event)
        return after

    def undo(self) -> Moved | None:
        """Take back the last step that counts, or return None.

        Raises DecisionRefused when it is in a bundle already.
        """
        step = self._past.undo
        if step is None:
            return None
        if step.events[0] <= self._exported_events():
            raise DecisionRefused("this decision is in a bundle already; open the task again to change it")
        return self._moved(step, [Undid(event=n) for n in reversed(step.events)])

    def redo(self) -> Moved | None:
        """Let the step that was last taken back count again, or return None."""
        step = self._past.redo
        return None if step is None else self._moved(step, [Redid(event=n) for n in step.events])

    def _moved(self, step: Step, acts: Sequence[Act]) -> Moved:
        events = tuple(self.event(n) for n in step.events)
        return Moved(events, self.decide(step.task, *acts))

    def event(self, n: int) -> Event:
        """Return event ``n`` of the batch, which must exist."""
        return next(self._events("n = ?", n))

    def _events(self, condition: str = "TRUE", *values: Any) -> Iterator[Event]:
        rows = self._workspace.rows(
            f"SELECT n, task, line FROM events WHERE batch = ? AND {condition} ORDER BY n",  # noqa: S608
            [self._batch, *values],
        )
        for n, task, line in rows:
            with self._workspace.reading(f"event {n}, about task {task},"):
                event = read_event(line)
            yield event

    @property
    def _past(self) -> History:
        if self._history is None:
            with self._workspace.reading("the order of undone decisions"):
                self._history = History(self._events())
        return self._history

    def _append(self, database: Connection, task: TaskId, act: Act, *, is_first: bool) -> Event:
        head = self.head()
        event = Event(
            n=head.events + 1,
            at=self._workspace.now(),
            task=task,
            act=act,
            with_previous=not is_first,
            prev=head.sha256,
        )
        line = event.line()
        database.execute(
            """
            INSERT INTO events (batch, n, task, line, changes) VALUES (?, ?, ?, ?,
                ? + coalesce((SELECT changes FROM events WHERE batch = ? AND n = ?), 0))
            """,
            [self._batch, event.n, task, line, not isinstance(act, Viewed), self._batch, head.events],
        )
        after = head.next(line)
        database.execute(
            "UPDATE batches SET events = ?, head = ? WHERE key = ?", [after.events, after.sha256, self._batch]
        )
        return event

    def _projected(self, rating: Rating, events: list[Event]) -> Rating:
        if any(isinstance(event.act, Undid | Redid) for event in events):
            return self.replayed(rating.task)
        return reduce(advance, events, rating)

    def replayed(self, task: TaskId) -> Rating:
        """Return the state of ``task`` as its events give it, whatever the projection says."""
        return replay(task, self._events("task = ?", task))

    def _project(self, database: Connection, before: Rating, after: Rating) -> None:
        database.execute(
            "UPDATE ratings SET status = ?, flagged = ?, touched = ?, state = ? WHERE batch = ? AND task = ?",
            [after.status, bool(after.flags), after.touched, _state_of(after), self._batch, after.task],
        )
        changes = [_count(after)[name] - _count(before)[name] for name in ("submitted", "skipped", "flagged")]
        database.execute(
            """
            UPDATE batches SET submitted = submitted + ?, skipped = skipped + ?, flagged = flagged + ?
            WHERE key = ?
            """,
            [*changes, self._batch],
        )

    def _exported_events(self) -> int:
        found = self._workspace.row(
            "SELECT coalesce(max(events), 0) FROM receipts WHERE batch = ?", [self._batch]
        )
        return int(found[0])


def _count(rating: Rating) -> dict[str, int]:
    return {
        "submitted": rating.status == "submitted",
        "skipped": rating.status == "skipped",
        "flagged": bool(rating.flags),
    }


def _state_of(rating: Rating) -> bytes:
    return jsontext.encode(rating.model_dump(mode="json"))


def _read_rating(task: TaskId, state: bytes | None) -> Rating:
    if state is None:
        return Rating(task=task)
    stored: Json = jsontext.decode(state)
    return Rating.model_validate(stored, strict=False)
