"""Rescue: a new workspace from everything of a damaged one that can be read; the damaged one is only read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from raterterm import privatefile
from raterterm.core import jsontext
from raterterm.core.completeness import missing
from raterterm.core.events import Head, Reopened, Viewed
from raterterm.core.form import compile_form
from raterterm.core.presentation import present
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.words import Json, TaskId
from raterterm.errors import UsageError, WorkspaceDamaged, WorkspaceError, WorkspaceHeld, reason_of
from raterterm.store.digests import vouch
from raterterm.store.loading import RubricSource
from raterterm.store.lock import Lock
from raterterm.store.mending import Mend, acts_between, ratings_of, sort_out
from raterterm.store.pages import Pages
from raterterm.store.rescued import Given, Rescued, RescuedBatch
from raterterm.store.salvage import BatchRow, RubricRow, Salvaged, TaskRow, event_of, is_foreign, salvage
from raterterm.store.workspace import Clock, Workspace, utc_now

_FAR = 100_000
"""Places between two tasks that are not believed to be lost: the number of a place is what is damaged."""

LOST = "This task was lost when the workspace was damaged. Skip it, or rescue again with the batch file."


def rescue(damaged: Path, fresh: Path, given: Given = Given(), *, clock: Clock = utc_now) -> Rescued:  # noqa: B008 - frozen
    """Make the workspace ``fresh`` from what is left of ``damaged``, of which no byte is changed.

    Raises UsageError when ``fresh`` is there already, WorkspaceHeld when ``damaged`` is in use, and
    WorkspaceDamaged when nothing of it can be read; then nothing is made.
    """
    rest = fresh.with_name(fresh.name + ".rest.jsonl")
    _check_free([fresh, rest, *(fresh.with_name(fresh.name + end) for end in ("-wal", "-shm", "-journal"))])
    try:
        found, notes = _read(damaged)
        privatefile.sweep(fresh.parent)
        # Made beside its place and named when it is whole: a rescue that is killed leaves nothing by this name.
        with privatefile.folder(fresh.parent) as (folder, _):
            with Workspace.open(folder / fresh.name, clock=clock) as workspace:
                work = _Work(found, given, workspace.now(), notes)
                with workspace.transaction() as database:
                    work.fill(database)
                workspace.compact()
            done = work.finish(rest)
            try:
                privatefile.name(folder / fresh.name, fresh)
            except BaseException:
                rest.unlink(missing_ok=True)
                raise
        privatefile.sync_directory(fresh.parent)
    except OSError as error:
        raise WorkspaceError(f"{damaged} cannot be rescued to {fresh}: {reason_of(error)}") from error
    return done


def _check_free(files: Iterable[Path]) -> None:
    for file in files:
        if os.path.lexists(file):
            raise UsageError(
                f"{file} is there already, and is not overwritten", hints=["choose another name"]
            )


def _read(damaged: Path) -> tuple[Salvaged, list[str]]:
    if not damaged.is_file():
        raise WorkspaceError(f"{damaged}: there is no file to rescue from")
    with _undisturbed(damaged) as lock:
        notes = []
        log = damaged.with_name(damaged.name + "-wal")
        foreign = is_foreign(damaged)
        if foreign:
            notes.append(
                f"{log.name} belongs to another database, or to another time of this one; it was not read"
            )
        elif lock.was_left_open and not log.exists():
            notes.append(
                f"{log.name} is missing, and the last session did not end well: its decisions may be lost"
            )
        with Pages(damaged, with_log=not foreign) as pages:
            found = salvage(pages)
        if found.seed is None:
            found.seed = lock.keepsake
            if found.seed is None:
                notes.append(
                    "the seed of the order of responses is lost: the team cannot check the orders that were shown"
                )
    if not found.count:
        raise WorkspaceDamaged(f"nothing of a workspace can be read in {damaged}; nothing was made")
    return found, notes


@contextmanager
def _undisturbed(path: Path) -> Iterator[Lock]:
    """Keep others from writing to a workspace while it is read, where that can be done."""
    lock = Lock(path)
    # In a folder that cannot be written to there is no lock, and nobody who writes.
    with suppress(OSError):
        if holder := lock.acquire(""):
            raise WorkspaceHeld(f"{path} is in use by {holder}", hints=["close it there first"])
    try:
        yield lock
    finally:
        lock.give_back()


@dataclass
class _Work:
    """A rescue that is under way."""

    found: Salvaged
    given: Given
    now: str
    notes: list[str]
    rest: list[Json] = field(default_factory=list)
    batches: list[RescuedBatch] = field(default_factory=list)

    def fill(self, database: Connection) -> None:
        """Write everything that was found into a new workspace."""
        found = self.found
        if found.seed:
            database.execute("UPDATE facts SET value = ? WHERE name = 'seed'", [found.seed])
        for key, row in found.rubrics.items():
            _insert(database, "rubrics", [key, *_without_lost(row)])
            if row.source is None or (row.guidelines_sha256 and row.guidelines is None):
                self.notes.append(f"of rubric {row.label} the text of the file or of its guidelines is lost")
        for key in found.keys:
            self.batches.append(_Batch(self, key).fill(database))
        for acknowledged, row_of in found.acknowledged.items():
            _insert(database, "acknowledged", [acknowledged, *row_of])
        for purged, left in found.purged.items():
            _insert(database, "purged", [purged, *left])
        for receipt in found.purged_receipts.values():
            if receipt[0] in found.purged:
                _insert(database, "purged_receipts", receipt)
        vouch(database)

    def finish(self, rest: Path) -> Rescued:
        """Write the file beside, and tell what was done."""
        if self.rest:
            content = b"".join(jsontext.encode(entry) + b"\n" for entry in self.rest)
            privatefile.write(rest, content)
        return Rescued(
            tuple(self.batches),
            tuple(self.notes),
            len(self.found.drafts),
            len(self.found.receipts),
            rest if self.rest else None,
        )


class _Batch:
    """One batch that is rebuilt."""

    def __init__(self, work: _Work, key: int) -> None:
        self._work = work
        self._key = key
        found = work.found
        self._row = found.batches.get(key)
        candidates = {n: lines for (batch, n), lines in found.events.items() if batch == key}
        stored = Head(events=0, sha256="0" * 64)
        if self._row is not None:
            stored = Head(events=self._row.events, sha256=found.heads.get(key, stored.sha256))
        self._receipts = [receipt for receipt in found.receipts.values() if receipt.batch == key]
        acknowledged = max([0, *(receipt.events for receipt in self._receipts)])
        if stored.events < acknowledged:
            stored = Head(events=acknowledged, sha256=stored.sha256)
        self._sorted = sort_out(candidates, stored, self._row.sha256 if self._row else None)
        genesis = self._sorted.genesis
        self._given = next((given for given in work.given.batches if given.sha256 == genesis), None)
        self._id = self._row.id if self._row else self._new_id()
        self._lost_tasks: list[str] = []
        self._reopened: list[str] = []

    def fill(self, database: Connection) -> RescuedBatch:
        """Write the batch, its tasks, its events and what follows from them."""
        tasks = self._tasks()
        rubric = self._rubric(database)
        if rubric is None or not tasks:
            return self._give_up(tasks)
        mend = Mend(self._sorted)
        self._work.rest += [self._left(line, "undoes what is lost") for line in mend.dropped]
        self._work.rest += [self._left(line, "linked anew") for line in self._sorted.behind]
        if self._sorted.lost:
            self._settle(mend, tasks, rubric[1])
        self._write(database, mend, tasks, rubric[0])
        return self._told(tasks, is_rebuilt=True)

    def _told(self, tasks: Sequence[TaskRow], *, is_rebuilt: bool) -> RescuedBatch:
        unbroken = len(self._sorted.unbroken)
        return RescuedBatch(
            id=self._id,
            is_rebuilt=is_rebuilt,
            found=len(self._sorted.lines),
            lost=self._sorted.lost,
            relinked=len(self._sorted.behind),
            tasks=len(tasks),
            lost_tasks=tuple(self._lost_tasks),
            reopened=tuple(self._reopened),
            bundles=sum(receipt.events > unbroken for receipt in self._receipts),
            is_named=bool(self._row or self._given),
        )

    def _give_up(self, tasks: Sequence[TaskRow]) -> RescuedBatch:
        """Put all that is left of a batch into the file beside."""
        self._work.rest += [
            self._left(line, "its rubric or its tasks are lost") for line in self._sorted.lines
        ]
        self._work.rest += [{"batch": self._id, "task": task.id, "line": task.raw.decode()} for task in tasks]
        return self._told(tasks, is_rebuilt=False)

    def _left(self, line: bytes, why: str) -> Json:
        return {"batch": self._id, "why": why, "event": line.decode()}

    # What is rated, and by what

    def _new_id(self) -> str:
        """Return an id that no other batch has: what its file is called, else its number."""
        named = self._given.id if self._given else f"rescued-{self._key}"
        taken = {row.id for row in self._work.found.batches.values()} | {b.id for b in self._work.batches}
        return f"{named}-{self._key}" if named in taken else named

    def _tasks(self) -> list[TaskRow]:
        """Return the tasks in order; what is lost is a task that says so."""
        if self._given:
            return list(self._given.tasks)
        known = {at: task for (batch, at), task in self._work.found.tasks.items() if batch == self._key}
        there = {task.id for task in known.values()}
        ratings = self._work.found.ratings.items()
        named = {at: task for (batch, task), (at, _) in ratings if batch == self._key and task not in there}
        last = _last_place([*known, *named])
        placed = [
            known.get(at) or self._lost_task(named.get(at) or f"lost-{at}") for at in range(1, last + 1)
        ]
        misplaced = [task for at, task in sorted(known.items()) if not 0 < at <= last]
        rated = {event_of(line).task for line in self._sorted.lines}
        nameless = sorted(rated - there - {task.id for task in placed})
        return placed + misplaced + [self._lost_task(task) for task in nameless]

    def _lost_task(self, task: str) -> TaskRow:
        self._lost_tasks.append(task)
        seen = (event_of(line) for line in self._sorted.lines)
        orders = [event.act.order for event in seen if event.task == task and isinstance(event.act, Viewed)]
        responses = [{"id": response, "text": LOST} for response in (orders[-1] if orders else ())]
        return TaskRow(task, jsontext.encode({"id": task, "prompt": LOST, "responses": responses}))

    def _rubric(self, database: Connection) -> tuple[int, Rubric] | None:
        known = self._work.found.rubrics
        if self._row and self._row.rubric in known:
            return self._row.rubric, _read_rubric(known[self._row.rubric])
        given = [_row_of(source) for source in self._work.given.rubrics]
        # A batch whose own row is lost may be rated by any that is there.
        found = [] if self._row else list(known.items())
        fitting = [(self._fit(row), key, row) for key, row in [*found, *((0, row) for row in given)]]
        if not fitting or (len(fitting) > 1 and not self._sorted.lines):
            return None
        _, key, row = max(fitting, key=lambda fit: fit[0])
        if not key:
            key = max([0, *known]) + 1
            known[key] = row
            _insert(database, "rubrics", [key, *_without_lost(row)])
        return key, _read_rubric(row)

    def _fit(self, row: RubricRow) -> int:
        """Return how many answers are to questions that a rubric asks."""
        fitting, rubric = 0, _read_rubric(row)
        for rating in ratings_of(self._sorted.lines).values():
            # A task of which it is not known how it was shown has no form.
            with suppress(ValueError):
                asked = {question.id for question in compile_form(rubric, rating.shown).questions}
                fitting += len(asked & rating.answers.keys())
        return fitting

    # What was decided

    def _settle(self, mend: Mend, tasks: Sequence[TaskRow], rubric: Rubric) -> None:
        """Bring every task to the state that the workspace kept, and take up again what is not complete."""
        raw = {task.id: task.raw for task in tasks if task.id not in self._lost_tasks}
        # What the workspace kept beside the events is newer than what is left of them.
        replayed = ratings_of(self._sorted.lines)
        kept = self._kept()
        for task in sorted({*replayed, *(TaskId(known.id) for known in tasks)}):
            rating = kept.get(task) or replayed.get(task) or Rating(task=task)
            try:
                acts = acts_between(mend.rating(task), rating)
            except ValueError:  # a state is in no chain: what it says may be damaged too
                acts = acts_between(mend.rating(task), replayed.get(task, mend.rating(task)))
            mend.decide(task, self._work.now, *acts)
            if rating.task_sha256 is None and rating.answers and task in raw:
                mend.decide(task, self._work.now, self._seen(raw[task]))
            after = mend.rating(task)
            if after.status == "submitted" and not _is_complete(after, rubric):
                mend.decide(task, self._work.now, Reopened())
                self._reopened.append(task)

    def _kept(self) -> dict[str, Rating]:
        """Return the states that the workspace kept beside the events."""
        ratings = self._work.found.ratings.items()
        return {
            task: state
            for (batch, task), (_, state) in ratings
            if batch == self._key and state is not None and state.task == task
        }

    def _seen(self, raw: bytes) -> Viewed:
        """Return how a task was shown: the seed and the task alone decide it."""
        shown = present(Task.model_validate(jsontext.decode(raw)), self._work.found.seed or "")
        return Viewed(**shown._asdict(), task_sha256=sha256(raw).hexdigest())

    # Writing

    def _write(self, database: Connection, mend: Mend, tasks: Sequence[TaskRow], rubric: int) -> None:
        row = self._row or BatchRow(self._id, "", rubric, self._work.now, len(tasks), 0)
        genesis = self._sorted.genesis or _digest_of(tasks)
        ratings = mend.ratings()
        stand = list(ratings.values())
        counts = [sum(rating.status == status for rating in stand) for status in ("submitted", "skipped")]
        flagged = sum(bool(rating.flags) for rating in stand)
        head = [mend.head.events, mend.head.sha256]
        batch = [self._key, self._id, genesis, rubric, row.loaded_at, len(tasks), *counts, flagged, *head]
        _insert(database, "batches", batch)
        for at, task in enumerate(tasks, start=1):
            digest = sha256(task.raw).hexdigest()
            database.execute(
                "INSERT INTO tasks (batch, position, id, raw, sha256) VALUES (?, ?, ?, ?, ?)",
                [self._key, at, task.id, task.raw, digest],
            )
            _insert(database, "ratings", [self._key, at, task.id, *_projected(ratings.get(TaskId(task.id)))])
        changes = 0
        for event, line in zip(mend.events, mend.lines, strict=True):
            changes += not isinstance(event.act, Viewed)
            database.execute(
                "INSERT INTO events (batch, n, task, changes, line) VALUES (?, ?, ?, ?, ?)",
                [self._key, event.n, event.task, changes, line],
            )
        self._write_rest(database, {task.id for task in tasks})

    def _write_rest(self, database: Connection, tasks: set[str]) -> None:
        """Write what is no decision, and the receipts."""
        found = self._work.found
        for (batch, task, question), text in found.drafts.items():
            if batch == self._key and task in tasks:
                _insert(database, "drafts", [batch, task, question, text])
        for batch, (position, *place) in found.places.items():
            if batch == self._key and position <= len(tasks):
                _insert(database, "places", [batch, position, *place])
        for receipt in sorted(self._receipts):
            _insert(database, "receipts", [None, *receipt])
        for batch, task, day in found.exposures:
            if batch == self._key:
                _insert(database, "exposures", [batch, task, day])
        for (batch, task), marked in found.bookmarks.items():
            if batch == self._key:
                _insert(database, "bookmarks", [batch, task, marked])


def _insert(database: Connection, table: str, values: Sequence[object]) -> None:
    marks = ", ".join("?" * len(values))
    database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", list(values))  # noqa: S608 - one of ours


def _last_place(places: Iterable[int]) -> int:
    """Return the last of these places; one that is far behind all before it is none."""
    last = 0
    for place in sorted(places):
        if place - last > _FAR:
            break
        last = max(last, place)
    return last


def _without_lost(row: RubricRow) -> list[object]:
    return list(row._replace(source=row.source or b""))


def _row_of(given: RubricSource) -> RubricRow:
    digest, guidelines = given.digests
    compiled = jsontext.encode(given.rubric.model_dump(mode="json"))
    return RubricRow(
        digest, given.source, given.rubric.title, given.rubric.label, compiled, guidelines, given.guidelines
    )


def _read_rubric(row: RubricRow) -> Rubric:
    return Rubric.model_validate(jsontext.decode(row.compiled), strict=False)


def _is_complete(rating: Rating, rubric: Rubric) -> bool:
    try:
        form = compile_form(rubric, rating.shown)
        return rating.task_sha256 is not None and not missing(form, form.read(rating.answers))
    except ValueError:
        return False


def _projected(rating: Rating | None) -> Iterator[object]:
    if rating is None:
        yield from ("open", 0, 0, None)
        return
    yield from (rating.status, bool(rating.flags), rating.touched)
    yield jsontext.encode(rating.model_dump(mode="json"))


def _digest_of(tasks: Iterable[TaskRow]) -> str:
    """Return what the batch file's digest was, if its lines were as most files have them."""
    return sha256(b"".join(task.raw + b"\n" for task in tasks)).hexdigest()
