"""Purging: what was rated is gone from the disk, and what proves its delivery stays."""

from pathlib import Path

import pytest
from tests.worlds import TASKS, Clock, answered, load, rubric_source, source_of, task_line

from raterterm.core.events import Skipped, Submitted
from raterterm.core.words import QuestionId
from raterterm.errors import DecisionRefused, UsageError, WorkspaceError
from raterterm.store.loading import load_batch
from raterterm.store.log import Log
from raterterm.store.purging import find_purged, purge_batch, purged
from raterterm.store.queue import Queue
from raterterm.store.receipts import Receipt, outgoing, record_receipt
from raterterm.store.workspace import BatchSummary, Workspace

SECRET = "marzipan-elephant"
"""Stands in everything that a rater reads and writes."""


def secret_batch(workspace: Workspace, batch: str = "b") -> BatchSummary:
    """Load a batch whose every text has the secret in it, and rate it."""
    lines = [task_line(f"t-{n}", prompt=f"{SECRET} {n}") for n in range(1, 4)]
    guidelines = f"# {SECRET}\n".encode()
    loaded = load_batch(workspace, rubric_source(guidelines=guidelines), source_of(lines, batch))
    log = Log(workspace, loaded.key)
    log.decide(TASKS[0], answered("rationale", {"text": SECRET * 50}))
    log.decide(TASKS[0], Submitted())
    log.decide(TASKS[1], Skipped(reason="other", note=SECRET))
    Queue(workspace, loaded.key).keep_draft(TASKS[2], QuestionId("rationale"), SECRET)
    return found(workspace, batch)


def found(workspace: Workspace, batch: str = "b") -> BatchSummary:
    """Return how far the batch is."""
    summary = workspace.find_batch(batch)
    assert summary is not None
    return summary


def deliver(workspace: Workspace, batch: BatchSummary) -> BatchSummary:
    """Keep the receipt of a bundle that holds everything."""
    going = outgoing(workspace, batch)
    receipt = Receipt(going.next.sequence, f"bundle-{batch.id}", going.head.events, going.head.sha256)
    with workspace.transaction() as database:
        record_receipt(database, batch, receipt, workspace.now())
    return found(workspace, batch.id)


def files_with(secret: str, folder: Path) -> list[str]:
    """Return the files in which the secret can be found."""
    return [
        file.name for file in folder.rglob("*") if file.is_file() and secret.encode() in file.read_bytes()
    ]


def test_no_file_of_the_workspace_has_a_word_of_it_left(workspace: Workspace) -> None:
    """Neither the database nor its log, also while it is open, nor in free pages."""
    batch = deliver(workspace, secret_batch(workspace))
    folder = workspace.path.parent
    assert files_with(SECRET, folder)

    purge_batch(workspace, batch)

    assert files_with(SECRET, folder) == []
    assert workspace.batches() == []
    workspace.close()
    assert files_with(SECRET, folder) == []


def test_the_receipt_stays(workspace: Workspace, clock: Clock) -> None:
    """How much was rated, where the chain ended, and the bundle that holds it."""
    batch = deliver(workspace, secret_batch(workspace))
    head = Log(workspace, batch.key).head()

    purge_batch(workspace, batch)

    (left,) = purged(workspace)
    assert (left.batch, left.sha256, left.tasks, left.submitted, left.skipped) == ("b", batch.sha256, 3, 1, 1)
    assert (left.events, left.head) == (head.events, head.sha256)
    assert [receipt.bundle for receipt in left.receipts] == ["bundle-b"]


def test_other_batches_are_untouched(workspace: Workspace) -> None:
    """Their tasks, events, drafts and rubric are there, and events go on as before."""
    batch = deliver(workspace, secret_batch(workspace))
    other = load(workspace, batch="other")
    log = Log(workspace, other.key)
    log.decide(TASKS[0], Submitted())
    before = list(log.lines())

    purge_batch(workspace, batch)

    assert [known.id for known in workspace.batches()] == ["other"]
    assert list(Log(workspace, other.key).lines()) == before
    Log(workspace, other.key).decide(TASKS[1], Submitted())
    assert found(workspace, "other").submitted == 2


def test_work_that_is_in_no_bundle_is_not_purged_unasked(workspace: Workspace) -> None:
    """Before the first export, and after a change since the last one; nothing is removed."""
    batch = secret_batch(workspace)
    with pytest.raises(DecisionRefused, match="in no bundle"):
        purge_batch(workspace, batch)
    batch = deliver(workspace, batch)
    Log(workspace, batch.key).decide(TASKS[2], Submitted())
    with pytest.raises(DecisionRefused, match="in no bundle"):
        purge_batch(workspace, found(workspace))
    assert found(workspace).submitted == 2

    purge_batch(workspace, found(workspace), undelivered=True)
    assert workspace.batches() == []


def test_a_purged_batch_is_not_loaded_by_accident(workspace: Workspace) -> None:
    """Rated anew it would make a first bundle twice; nothing is loaded."""
    purge_batch(workspace, deliver(workspace, secret_batch(workspace)))
    with pytest.raises(UsageError, match="was purged"):
        secret_batch(workspace)
    with pytest.raises(UsageError, match="was purged"):
        secret_batch(workspace, "another name")
    assert workspace.batches() == []


def test_a_window_that_still_reads_is_told(workspace: Workspace) -> None:
    """The log cannot be emptied then: that is said, and purging again finishes it."""
    batch = deliver(workspace, secret_batch(workspace))
    workspace.rows("PRAGMA busy_timeout = 10")
    with Workspace.look(workspace.path) as other:
        other.rows("BEGIN")
        other.rows("SELECT * FROM tasks")
        with pytest.raises(WorkspaceError, match="another window"):
            purge_batch(workspace, batch)
    assert find_purged(workspace, batch.sha256) is not None
    workspace.compact()
    assert files_with(SECRET, workspace.path.parent) == []
