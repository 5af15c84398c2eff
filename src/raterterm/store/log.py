"""The log of one batch: appends decisions and keeps the projection that follows from them."""

from collections.abc import Iterator

from sqlite_utils import Database

from raterterm.core import jsontext
from raterterm.core.events import Act, Event, Head, Redid, Undid, read_event
from raterterm.core.history import History
from raterterm.core.rating import Rating, advance, replay
from raterterm.core.words import Json, TaskId
from raterterm.errors import DecisionRefused
from raterterm.store.workspace import Workspace


class Log:
    """The decisions about one batch, oldest first, and the state of each task."""

    def __init__(self, workspace: Workspace, batch: int) -> None:
        self._workspace = workspace
        self._batch = batch
        self._history: History | None = None

    def rating(self, task: TaskId) -> Rating:
        """Return the state of ``task``."""
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
        """Append ``acts`` about ``task`` in one transaction; return its state when they are durable.

        Raises WorkspaceError when nothing could be saved; then nothing has changed.
        """
        before, past = self.rating(task), self._past
        with self._workspace.transaction() as database:
            events = [self._append(database, task, act) for act in acts]
            after = self._projected(before, events)
            self._project(database, before, after)
        for event in events:
            past.record(event)
        return after

    def undo(self) -> tuple[Event, Rating] | None:
        """Take back the last decision that counts; return it with the state of its task, or None."""
        step = self._past.undo
        if step is None:
            return None
        if step.event <= self._exported_events():
            raise DecisionRefused("this decision is in a bundle already; open the task again to change it")
        return self.event(step.event), self.decide(step.task, Undid(event=step.event))

    def redo(self) -> tuple[Event, Rating] | None:
        """Let the decision that was last taken back count again; return it, or None."""
        step = self._past.redo
        if step is None:
            return None
        return self.event(step.event), self.decide(step.task, Redid(event=step.event))

    def event(self, n: int) -> Event:
        """Return event ``n`` of the batch, which must exist."""
        (line,) = self._workspace.row("SELECT line FROM events WHERE batch = ? AND n = ?", [self._batch, n])
        return read_event(line)

    @property
    def _past(self) -> History:
        if self._history is None:
            self._history = History(map(read_event, self.lines()))
        return self._history

    def _append(self, database: Database, task: TaskId, act: Act) -> Event:
        head = self.head()
        event = Event(n=head.events + 1, at=self._workspace.now(), task=task, act=act, prev=head.sha256)
        line = event.line()
        database.execute(
            "INSERT INTO events (batch, n, task, line) VALUES (?, ?, ?, ?)",
            [self._batch, event.n, task, line],
        )
        after = head.next(line)
        database.execute(
            "UPDATE batches SET events = ?, head = ? WHERE key = ?", [after.events, after.sha256, self._batch]
        )
        return event

    def _projected(self, rating: Rating, events: list[Event]) -> Rating:
        for event in events:
            revises = isinstance(event.act, Undid | Redid)
            rating = self.replayed(rating.task) if revises else advance(rating, event)
        return rating

    def replayed(self, task: TaskId) -> Rating:
        """Return the state of ``task`` as its events give it, whatever the projection says."""
        lines = self._workspace.rows(
            "SELECT line FROM events WHERE batch = ? AND task = ? ORDER BY n", [self._batch, task]
        )
        return replay(task, (read_event(line) for (line,) in lines))

    def _project(self, database: Database, before: Rating, after: Rating) -> None:
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
