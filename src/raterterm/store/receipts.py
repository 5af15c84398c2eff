"""Receipts: which bundles left the workspace, and what the next one is to say."""

from sqlite3 import Connection
from typing import NamedTuple

from raterterm.core.events import Head
from raterterm.store.workspace import BatchSummary, Workspace


class Receipt(NamedTuple):
    """One bundle that was written."""

    sequence: int
    """1 for the first of its batch."""
    bundle: str
    """The bundle's id."""
    events: int
    head: str


class Numbering(NamedTuple):
    """Where a bundle stands among those of its batch."""

    sequence: int
    previous: str | None
    """Id of the bundle before it."""
    bundle: str | None = None
    """Id of the bundle that has this number already."""


class Outgoing(NamedTuple):
    """What the next bundle of a batch needs to know beyond its rubric and its events."""

    next: Numbering
    last: Numbering | None
    """The last bundle's, when nothing was appended since: the next one may be that one again."""
    head: Head
    rubric_sha256: str
    guidelines_sha256: str | None


def receipts(workspace: Workspace, batch: BatchSummary) -> list[Receipt]:
    """Return the bundles of ``batch``, oldest first."""
    rows = workspace.rows(
        "SELECT sequence, bundle, events, head FROM receipts WHERE batch = ? ORDER BY sequence", [batch.key]
    )
    return [Receipt(*row) for row in rows]


def outgoing(workspace: Workspace, batch: BatchSummary) -> Outgoing:
    """Return what the next bundle says."""
    events, head, rubric, guidelines = workspace.row(
        """
        SELECT b.events, b.head, r.sha256, r.guidelines_sha256
        FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?
        """,
        [batch.key],
    )
    written = receipts(workspace, batch)
    ids = [None, *(receipt.bundle for receipt in written)]
    last = Numbering(len(written), ids[-2], ids[-1]) if written and written[-1].head == head else None
    return Outgoing(
        next=Numbering(len(written) + 1, ids[-1]),
        last=last,
        head=Head(events=events, sha256=head),
        rubric_sha256=rubric,
        guidelines_sha256=guidelines,
    )


def record_receipt(database: Connection, batch: BatchSummary, receipt: Receipt, now: str) -> None:
    """Remember a bundle, in a transaction of the caller's; harmless when it is known."""
    database.execute(
        """
        INSERT INTO receipts (batch, sequence, bundle, events, head, exported_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (bundle) DO NOTHING
        """,
        [batch.key, receipt.sequence, receipt.bundle, receipt.events, receipt.head, now],
    )
