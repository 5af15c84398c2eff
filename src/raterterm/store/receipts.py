"""Receipts: which bundles left the workspace, and what the next one is to say."""

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


class Outgoing(NamedTuple):
    """What the next bundle of a batch needs to know beyond its rubric and its events."""

    sequence: int
    previous: str | None
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
    """Return what the next bundle says; when nothing was decided since the last, it is that one again."""
    events, head, rubric, guidelines = workspace.row(
        """
        SELECT b.events, b.head, r.sha256, r.guidelines_sha256
        FROM batches b JOIN rubrics r ON r.key = b.rubric WHERE b.key = ?
        """,
        [batch.key],
    )
    written = receipts(workspace, batch)
    if written and written[-1].head == head:
        written.pop()
    previous = written[-1].bundle if written else None
    return Outgoing(len(written) + 1, previous, Head(events=events, sha256=head), rubric, guidelines)


def record_receipt(workspace: Workspace, batch: BatchSummary, receipt: Receipt) -> None:
    """Remember a bundle; harmless when it is known."""
    with workspace.transaction() as database:
        database.execute(
            """
            INSERT INTO receipts (batch, sequence, bundle, events, head, exported_at)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (bundle) DO NOTHING
            """,
            [batch.key, receipt.sequence, receipt.bundle, receipt.events, receipt.head, workspace.now()],
        )
