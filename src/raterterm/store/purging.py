"""Purging: takes what was rated out of the workspace, and keeps what proves that it was delivered.

What stays says how much was rated and which bundles held it, and not a word of any task or answer.
"""

from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from raterterm.core.words import Instant, Sha256
from raterterm.errors import DecisionRefused
from raterterm.store.digests import forget, vouch
from raterterm.store.receipts import Receipt
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import BatchSummary, Workspace


class Purged(NamedTuple):
    """What is left of a batch."""

    batch: str
    sha256: Sha256
    """Of the batch file."""
    rubric: str
    tasks: int
    submitted: int
    skipped: int
    flagged: int
    events: int
    head: Sha256
    """Where the chain of events ended."""
    at: Instant
    """When it was purged."""
    receipts: tuple[Receipt, ...] = ()
    """The bundles that hold what was rated, oldest first."""


_FACTS = "batch, sha256, rubric, tasks, submitted, skipped, flagged, events, head, at"


def purge_batch(workspace: Workspace, batch: BatchSummary, *, undelivered: bool = False) -> Purged:
    """Remove everything of ``batch`` but what proves that it was delivered, also from the disk; return that.

    Raises DecisionRefused when the last change is in no bundle, unless ``undelivered`` says that it may
    be lost; WorkspaceHeld and WorkspaceError as a transaction does, and as ``Workspace.compact``.
    """
    if not (batch.is_delivered or undelivered):
        raise DecisionRefused(
            f"{batch.id} holds work that is in no bundle yet",
            hints=[
                f"raterterm export --batch {batch.id}",
                f"raterterm purge --batch {batch.id} --undelivered",
            ],
        )
    with workspace.transaction() as database:
        _keep_receipt(database, batch, workspace.now())
        for table in ("receipts", "events", "tasks", "ratings"):
            database.execute(f"DELETE FROM {table} WHERE batch = ?", [batch.key])  # noqa: S608 - our own names
        # Drafts, bookmarks and all else that belongs to a batch go with it.
        database.execute("DELETE FROM batches WHERE key = ?", [batch.key])
        database.execute("DELETE FROM rubrics WHERE key NOT IN (SELECT rubric FROM batches)")
        forget(database)
        vouch(database)
    workspace.compact()
    return purged(workspace)[-1]


def _keep_receipt(database: Connection, batch: BatchSummary, now: Instant) -> None:
    kept = database.execute(
        f"""
        INSERT INTO purged ({_FACTS})
        SELECT b.id, b.sha256, r.label, b.tasks, b.submitted, b.skipped, b.flagged, b.events, b.head, ?
        FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?
        """,  # noqa: S608 - our own names
        [now, batch.key],
    )
    database.execute(
        """
        INSERT INTO purged_receipts (purged, sequence, bundle, events, head, exported_at)
        SELECT ?, sequence, bundle, events, head, exported_at FROM receipts WHERE batch = ?
        """,
        [kept.lastrowid, batch.key],
    )


def purged(workspace: Workspace) -> list[Purged]:
    """Return what is left of the batches that were purged, oldest first."""
    if workspace.row(HAS_TABLE, ["purged"]) == (0,):
        return []
    rows = workspace.rows(f"SELECT key, {_FACTS} FROM purged ORDER BY key")  # noqa: S608 - our own names
    return [Purged(*facts)._replace(receipts=_receipts(workspace, key)) for key, *facts in rows]


def _receipts(workspace: Workspace, key: int) -> tuple[Receipt, ...]:
    rows = workspace.rows(
        "SELECT sequence, bundle, events, head FROM purged_receipts WHERE purged = ? ORDER BY sequence", [key]
    )
    return tuple(Receipt(*row) for row in rows)


def find_purged(workspace: Workspace, sha256: Sha256) -> Purged | None:
    """Return what is left of the batch whose file has this digest, or None when it was never purged."""
    return next((left for left in purged(workspace) if left.sha256 == sha256), None)


def still_there(workspace: Workspace, batch: BatchSummary) -> tuple[Path, ...]:
    """Return the files that ``batch`` was loaded from, as far as they exist: a purge leaves them alone."""
    if workspace.row(HAS_TABLE, ["origins"]) == (0,):
        return ()
    rows = workspace.rows("SELECT path FROM origins WHERE batch = ? ORDER BY path", [batch.key])
    return tuple(path for path in (Path(name) for (name,) in rows) if path.exists())
