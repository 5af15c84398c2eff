"""The queue: the tasks of one batch in order, found without reading all of them."""

from hashlib import sha256
from typing import Literal, NamedTuple

from raterterm.core import jsontext
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.words import QuestionId, TaskId
from raterterm.store.workspace import Workspace

Filter = Literal["all", "open", "started", "submitted", "skipped", "flagged"]

FILTERS: dict[Filter, str] = {
    "all": "1",
    "open": "status = 'open'",
    "started": "status = 'open' AND touched",
    "submitted": "status = 'submitted'",
    "skipped": "status = 'skipped'",
    "flagged": "flagged",
}


class Entry(NamedTuple):
    """One task of the queue, as a list shows it."""

    position: int
    """1 for the first of the batch."""
    task: TaskId
    status: str
    is_flagged: bool
    is_touched: bool


class Place(NamedTuple):
    """Where the rater stood."""

    position: int
    question: QuestionId


class Queue:
    """The tasks of one batch."""

    def __init__(self, workspace: Workspace, batch: int) -> None:
        self._workspace = workspace
        self._batch = batch

    def __len__(self) -> int:
        return int(self._workspace.row("SELECT tasks FROM batches WHERE key = ?", [self._batch])[0])

    def task(self, position: int) -> Task:
        """Return the task at ``position``, which must exist."""
        task, raw, digest = self._workspace.row(
            "SELECT id, raw, sha256 FROM tasks WHERE batch = ? AND position = ?", [self._batch, position]
        )
        with self._workspace.reading(f"task {task}"):
            if sha256(raw).hexdigest() != digest:
                raise ValueError("is not the line that was loaded")
            return Task.model_validate(jsontext.decode(raw))

    def sha256(self, position: int) -> str:
        """Return the digest of the line that the task at ``position`` was loaded from."""
        (digest,) = self._workspace.row(
            "SELECT sha256 FROM tasks WHERE batch = ? AND position = ?", [self._batch, position]
        )
        return str(digest)

    def position(self, task: TaskId) -> int:
        """Return where ``task`` stands."""
        found = self._workspace.row(
            "SELECT position FROM ratings WHERE batch = ? AND task = ?", [self._batch, task]
        )
        return int(found[0])

    def next_open(self, after: int) -> int | None:
        """Return the first open position behind ``after``, else the first of all, else None."""
        return self._first_open("position > ?", after) or self._first_open("position <= ?", after)

    def _first_open(self, condition: str, *values: int) -> int | None:
        found = self._workspace.rows(
            f"""
            SELECT position FROM ratings WHERE batch = ? AND status = 'open' AND {condition}
            ORDER BY position LIMIT 1
            """,  # noqa: S608 - one of our own conditions
            [self._batch, *values],
        )
        return int(found[0][0]) if found else None

    def is_open(self, position: int) -> bool:
        """Tell whether the task at ``position`` is neither submitted nor skipped."""
        found = self._workspace.rows(
            "SELECT status = 'open' FROM ratings WHERE batch = ? AND position = ?", [self._batch, position]
        )
        return found == [(1,)]

    def entries(self, kind: Filter = "all", *, limit: int | None = None) -> list[Entry]:
        """Return the tasks that ``kind`` lets through, in order; the first ``limit`` of them, or all."""
        rows = self._workspace.rows(
            f"""
            SELECT position, task, status, flagged, touched FROM ratings
            WHERE batch = ? AND {FILTERS[kind]} ORDER BY position LIMIT ?
            """,  # noqa: S608 - one of our own conditions
            [self._batch, -1 if limit is None else limit],
        )
        return [
            Entry(position, task, status, bool(flag), bool(touch))
            for position, task, status, flag, touch in rows
        ]

    def first_untouched(self) -> int | None:
        """Return the first open position where nothing was decided, or None."""
        return self._first_open("NOT touched")

    def count_untouched(self) -> int:
        """Return how many open tasks have nothing decided and no text begun."""
        (count,) = self._workspace.row(
            """
            SELECT count(*) FROM ratings r WHERE batch = ? AND status = 'open' AND NOT touched
            AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.batch = r.batch AND d.task = r.task)
            """,
            [self._batch],
        )
        return int(count)

    def drafted(self) -> list[TaskId]:
        """Return the tasks that have text which is not an answer yet."""
        rows = self._workspace.rows("SELECT DISTINCT task FROM drafts WHERE batch = ?", [self._batch])
        return [task for (task,) in rows]

    def rubric(self) -> Rubric:
        """Return the rubric that the batch is rated by."""
        (compiled,) = self._workspace.row(f"SELECT r.compiled {_OF_BATCH}", [self._batch])
        with self._workspace.reading("the rubric of a batch"):
            return Rubric.model_validate(jsontext.decode(compiled), strict=False)

    def guidelines(self) -> str | None:
        """Return the Markdown of the guidelines, or None when the rubric has none."""
        (source,) = self._workspace.row(f"SELECT r.guidelines {_OF_BATCH}", [self._batch])
        with self._workspace.reading("the guidelines of a batch"):
            return None if source is None else source.decode()

    def place(self) -> Place | None:
        """Return where the rater last stood, or None before the first time."""
        rows = self._workspace.rows("SELECT position, question FROM places WHERE batch = ?", [self._batch])
        return Place(*rows[0]) if rows else None

    def remember(self, place: Place) -> None:
        """Keep where the rater stands."""
        with self._workspace.transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO places (batch, position, question, at) VALUES (?, ?, ?, ?)",
                [self._batch, place.position, place.question, self._workspace.now()],
            )

    def drafts(self, task: TaskId) -> dict[QuestionId, str]:
        """Return the text that was being typed when the rater left, by question."""
        rows = self._workspace.rows(
            "SELECT question, text FROM drafts WHERE batch = ? AND task = ?", [self._batch, task]
        )
        return dict(rows)

    def keep_draft(self, task: TaskId, question: QuestionId, text: str) -> None:
        """Keep text that is being typed."""
        with self._workspace.transaction() as database:
            database.execute(
                "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", [self._batch, task, question, text]
            )

    def drop_draft(self, task: TaskId, question: QuestionId) -> None:
        """Forget a draft: it became an answer."""
        with self._workspace.transaction() as database:
            database.execute(
                "DELETE FROM drafts WHERE batch = ? AND task = ? AND question = ?",
                [self._batch, task, question],
            )


_OF_BATCH = "FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?"
