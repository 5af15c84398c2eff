"""Receipts: which bundles left the workspace, and what the next one is to say."""

from sqlite3 import Connection
from typing import Literal, NamedTuple

from raterterm.core.events import Head, by_day, digest
from raterterm.core.words import Times
from raterterm.store.digests import vouch
from raterterm.store.queue import Queue
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


class TimesDue(NamedTuple):
    """How exactly the next bundle tells when each decision was made."""

    times: Times
    because: Literal["rubric", "before", "wish"]
    """The rubric requires it, the bundles before have it so, or the rater chose it."""

    def __str__(self) -> str:
        """Say it: ``the day of each decision, as in the bundle before``."""
        what = {"day": "the day", "exact": "the moment"}[self.times]
        why = {"rubric": ", as the rubric requires", "before": ", as in the bundle before", "wish": ""}
        return f"{what} of each decision{why[self.because]}"


def receipts(workspace: Workspace, batch: BatchSummary) -> list[Receipt]:
    """Return the bundles of ``batch``, oldest first."""
    rows = workspace.rows(
        "SELECT sequence, bundle, events, head FROM receipts WHERE batch = ? ORDER BY sequence", [batch.key]
    )
    return [Receipt(*row) for row in rows]


def times_due(workspace: Workspace, batch: BatchSummary, wish: Times) -> TimesDue:
    """Return how exactly the next bundle of ``batch`` tells its times when the rater wishes ``wish``.

    A bundle continues the chain of the one before, so that the first one settles it for the batch.
    """
    if Queue(workspace, batch.key).rubric().times == "exact":
        return TimesDue("exact", "rubric")
    written = receipts(workspace, batch)
    if not written:
        return TimesDue(wish, "wish")
    return TimesDue("exact" if _is_exact(workspace, batch, written[-1]) else "day", "before")


def strange(workspace: Workspace, batch: BatchSummary) -> list[int]:
    """Return the numbers of the bundles that hold other events than the workspace, as after a rescue."""
    other = [receipt for receipt in receipts(workspace, batch) if not _is_exact(workspace, batch, receipt)]
    if not other:
        return []
    lines = (line for (line,) in workspace.rows(_LINES, [batch.key]))
    heads = dict(enumerate(map(digest, by_day(batch.sha256, lines)), start=1))
    return [receipt.sequence for receipt in other if heads.get(receipt.events) != receipt.head]


_LINES = "SELECT line FROM events WHERE batch = ? ORDER BY n"


def _is_exact(workspace: Workspace, batch: BatchSummary, receipt: Receipt) -> bool:
    """Tell whether a bundle holds the events as they are in the workspace, with the moment of each."""
    found = workspace.rows("SELECT line FROM events WHERE batch = ? AND n = ?", [batch.key, receipt.events])
    return [digest(line) for (line,) in found] == [receipt.head]


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
    last = Numbering(len(written), ids[-2], ids[-1]) if written and written[-1].events == events else None
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
    vouch(database)
