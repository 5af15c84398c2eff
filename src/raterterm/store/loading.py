"""Loads a batch with its rubric into the workspace: whole or not at all."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

from sqlite_utils import Database

from raterterm.core import jsontext
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.errors import UsageError
from raterterm.store.workspace import BatchSummary, Workspace


class RubricSource(NamedTuple):
    """A rubric and its guidelines as the lead wrote them."""

    source: bytes
    rubric: Rubric
    guidelines: bytes | None


class Source(NamedTuple):
    """A batch that is being read; iterating ``tasks`` raises when the file turns out to be faulty."""

    id: str
    tasks: Iterable[tuple[bytes, Task]]
    """Raw line and what it says."""
    sha256: Callable[[], str]
    """Digest of the whole file, known once the tasks are read."""


def load_batch(
    workspace: Workspace,
    rubric: RubricSource,
    source: Source,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> BatchSummary:
    """Add a batch, or return it when the same file is there under the same rubric already.

    ``progress`` is told the number of tasks read so far.  Raises UsageError when another file has the
    id, whatever iterating the tasks raises, and WorkspaceError.
    """
    with workspace.transaction() as database:
        rubric_key = _store_rubric(database, rubric)
        known = workspace.rows("SELECT key, sha256, rubric FROM batches WHERE id = ?", [source.id])
        batch = known[0][0] if known else _new_batch(database, source, rubric_key, workspace.now())
        for position, (raw, task) in enumerate(source.tasks, start=1):
            if not known:
                _store_task(database, batch, position, raw, task)
            progress(position)
        digest = source.sha256()
        if known:
            _check_same(source.id, known[0][1:], (digest, rubric_key))
        else:
            _complete(database, batch, digest)
    found = workspace.find_batch(source.id)
    assert found is not None  # noqa: S101 - it was just stored
    return found


def _store_rubric(database: Database, rubric: RubricSource) -> int:
    digest = sha256(rubric.source).hexdigest()
    guidelines = sha256(rubric.guidelines).hexdigest() if rubric.guidelines is not None else None
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


def _new_batch(database: Database, source: Source, rubric: int, now: str) -> int:
    stored = database.execute(
        "INSERT INTO batches (id, sha256, rubric, loaded_at, tasks, head) VALUES (?, '', ?, ?, 0, '')",
        [source.id, rubric, now],
    )
    return int(stored.lastrowid or 0)


def _store_task(database: Database, batch: int, position: int, raw: bytes, task: Task) -> None:
    database.execute(
        "INSERT INTO tasks (batch, position, id, raw, sha256) VALUES (?, ?, ?, ?, ?)",
        [batch, position, task.id, raw, sha256(raw).hexdigest()],
    )
    database.execute(
        "INSERT INTO ratings (batch, position, task) VALUES (?, ?, ?)", [batch, position, task.id]
    )


def _complete(database: Database, batch: int, digest: str) -> None:
    """Fill in what is known only at the end; the file's digest is where the chain of events begins."""
    database.execute(
        """
        UPDATE batches SET sha256 = ?1, head = ?1, tasks = (SELECT count(*) FROM tasks WHERE batch = ?2)
        WHERE key = ?2
        """,
        [digest, batch],
    )


def _check_same(batch: str, stored: tuple[str, int], given: tuple[str, int]) -> None:
    if stored[0] != given[0]:
        raise UsageError(
            f"another file is loaded as batch {batch} already",
            hints=[f"load this one under another id: --batch {batch}-2"],
        )
    if stored[1] != given[1]:
        raise UsageError(
            f"batch {batch} is loaded with another rubric, or another version of it",
            hints=[
                f"rate it as it is: raterterm, then choose {batch}",
                f"or load it again: --batch {batch}-2",
            ],
        )
