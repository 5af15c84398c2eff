"""Loads a batch with its rubric into the workspace: whole or not at all."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from sqlite3 import Connection
from typing import Annotated, NamedTuple

from pydantic import TypeAdapter, ValidationError

from raterterm.core import jsontext
from raterterm.core.rubric import Rubric
from raterterm.core.task import Id, Task
from raterterm.errors import UsageError
from raterterm.store.digests import vouch
from raterterm.store.purging import find_purged
from raterterm.store.workspace import BatchSummary, Workspace


class RubricSource(NamedTuple):
    """A rubric and its guidelines as the lead wrote them."""

    source: bytes
    rubric: Rubric
    guidelines: bytes | None

    @property
    def digests(self) -> tuple[str, str | None]:
        """The SHA-256 of both."""
        guidelines = sha256(self.guidelines).hexdigest() if self.guidelines is not None else None
        return sha256(self.source).hexdigest(), guidelines


class Source(NamedTuple):
    """A batch that is being read; iterating ``tasks`` raises when the file turns out to be faulty."""

    id: str
    tasks: Iterable[tuple[bytes, Task]]
    """Raw line and what it says."""
    sha256: Callable[[], str]
    """Digest of the whole file; where the tasks were not read, it reads the file for that alone."""


def load_batch(
    workspace: Workspace,
    rubric: RubricSource,
    source: Source,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> BatchSummary:
    """Add a batch, or return it when the same file is there under the same rubric already.

    ``progress`` is told the number of tasks read so far.  Raises UsageError when the id is none or
    another file has it, or the batch was purged, whatever iterating the tasks raises, and WorkspaceError.
    """
    _check_id(source.id)
    if known := workspace.find_batch(source.id):
        _check_same(workspace, known, rubric, source.sha256())
        return known
    with workspace.transaction() as database:
        rubric_key = _store_rubric(database, rubric)
        batch = _new_batch(database, source, rubric_key, workspace.now())
        for position, (raw, task) in enumerate(source.tasks, start=1):
            _store_task(database, batch, position, raw, task)
            progress(position)
        digest = source.sha256()
        _check_not_purged(workspace, digest)
        _complete(database, batch, digest)
        vouch(database)
    found = workspace.find_batch(source.id)
    assert found is not None  # noqa: S101 - it was just stored
    return found


def _store_rubric(database: Connection, rubric: RubricSource) -> int:
    digest, guidelines = rubric.digests
    known = database.execute(
        "SELECT key FROM rubrics WHERE sha256 = ? AND guidelines_sha256 IS ?", [digest, guidelines]
    ).fetchone()
    if known:
        return int(known[0])
    compiled = jsontext.encode(rubric.rubric.model_dump(mode="json"))
    stored = database.execute(
        """
        INSERT INTO rubrics (sha256, source, title, label, compiled, guidelines_sha256, guidelines)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
            digest,
            rubric.source,
            rubric.rubric.title,
            rubric.rubric.label,
            compiled,
            guidelines,
            rubric.guidelines,
        ],
    )
    return int(stored.lastrowid or 0)


def _new_batch(database: Connection, source: Source, rubric: int, now: str) -> int:
    stored = database.execute(
        "INSERT INTO batches (id, sha256, rubric, loaded_at, tasks, head) VALUES (?, '', ?, ?, 0, '')",
        [source.id, rubric, now],
    )
    return int(stored.lastrowid or 0)


def _store_task(database: Connection, batch: int, position: int, raw: bytes, task: Task) -> None:
    database.execute(
        "INSERT INTO tasks (batch, position, id, raw, sha256) VALUES (?, ?, ?, ?, ?)",
        [batch, position, task.id, raw, sha256(raw).hexdigest()],
    )
    database.execute(
        "INSERT INTO ratings (batch, position, task) VALUES (?, ?, ?)", [batch, position, task.id]
    )


def _complete(database: Connection, batch: int, digest: str) -> None:
    """Fill in what is known only at the end; the file's digest is where the chain of events begins."""
    database.execute(
        """
        UPDATE batches SET sha256 = ?, head = ?, tasks = (SELECT count(*) FROM tasks WHERE batch = ?)
        WHERE key = ?
        """,
        [digest, digest, batch, batch],
    )


def _check_id(batch: str) -> None:
    try:
        _ID.validate_python(batch)
    except ValidationError as error:
        raise UsageError(
            "expected a batch id of 1 to 200 characters without control characters",
            hints=["give it one: --batch NAME"],
        ) from error


_ID: TypeAdapter[str] = TypeAdapter(Annotated[str, Id])


def _check_not_purged(workspace: Workspace, digest: str) -> None:
    left = find_purged(workspace, digest)
    if left is not None:
        raise UsageError(
            f"batch {left.batch} was purged on {left.at[:10]}; its file cannot be loaded again",
            hints=["to rate it anew, name another workspace: raterterm -w FILE ..."],
        )


def _check_same(workspace: Workspace, known: BatchSummary, rubric: RubricSource, digest: str) -> None:
    if known.sha256 != digest:
        raise UsageError(
            f"another file is loaded as batch {known.id} already",
            hints=[f"load this one under another id: --batch {known.id}-2"],
        )
    stored = workspace.row(
        "SELECT r.sha256, r.guidelines_sha256 FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?",
        [known.key],
    )
    if stored != rubric.digests:
        raise UsageError(
            f"batch {known.id} is loaded with another rubric, or another version of it",
            hints=[
                f"rate it as it is: raterterm, then choose {known.id}",
                f"or load it again: --batch {known.id}-2",
            ],
        )
