"""Receipts: what left the workspace, and what the next bundle is to say."""

import pytest
from tests.worlds import TASKS, load, seen

from raterterm.core.events import Reopened, Submitted
from raterterm.errors import DecisionRefused
from raterterm.store.log import Log
from raterterm.store.receipts import Numbering, Outgoing, Receipt, outgoing, receipts, record_receipt
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, T3 = TASKS


def export(workspace: Workspace, batch: BatchSummary, bundle: str) -> Receipt:
    """Remember that the present state left as ``bundle``."""
    going = outgoing(workspace, batch)
    receipt = Receipt(going.next.sequence, bundle, going.head.events, going.head.sha256)
    remember(workspace, batch, receipt)
    return receipt


def remember(workspace: Workspace, batch: BatchSummary, receipt: Receipt) -> None:
    """Keep a receipt."""
    with workspace.transaction() as database:
        record_receipt(database, batch, receipt, workspace.now())


def going_out(workspace: Workspace, batch: BatchSummary) -> tuple[int, str | None, int]:
    """Return sequence, previous bundle and number of events of the next bundle."""
    going: Outgoing = outgoing(workspace, batch)
    return going.next.sequence, going.next.previous, going.head.events


def test_the_first_bundle_has_none_before_it(log: Log, workspace: Workspace, batch: BatchSummary) -> None:
    """It says where the chain ends, and by which rubric."""
    log.decide(T1, Submitted())

    going = outgoing(workspace, batch)

    assert (going.next, going.last, going.head) == (Numbering(1, None), None, log.head())
    assert len(going.rubric_sha256) == 64
    assert going.guidelines_sha256 is None


def test_while_nothing_changed_it_may_be_the_last_one_again(
    log: Log, workspace: Workspace, batch: BatchSummary
) -> None:
    """The first or any other; whether it is depends on what else it says."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")
    assert outgoing(workspace, batch).last == Numbering(1, None, "bundle-1")

    log.decide(T2, Submitted())
    assert outgoing(workspace, batch).last is None
    export(workspace, batch, "bundle-2")

    going = outgoing(workspace, batch)
    assert (going.last, going.next) == (Numbering(2, "bundle-1", "bundle-2"), Numbering(3, "bundle-2"))


def test_the_next_in_sequence_after_a_change(log: Log, workspace: Workspace, batch: BatchSummary) -> None:
    """It names the bundle before it."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")

    log.decide(T2, Submitted())

    assert going_out(workspace, batch) == (2, "bundle-1", 2)


def test_receipts_are_listed_oldest_first_and_once(
    log: Log, workspace: Workspace, batch: BatchSummary
) -> None:
    """Remembering one again is harmless."""
    log.decide(T1, Submitted())
    first = export(workspace, batch, "bundle-1")
    log.decide(T2, Submitted())
    second = export(workspace, batch, "bundle-2")

    remember(workspace, batch, second)

    assert receipts(workspace, batch) == [first, second]


def test_receipts_of_another_batch_do_not_count(log: Log, workspace: Workspace, batch: BatchSummary) -> None:
    """Each batch has a sequence of its own."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")
    other = load(workspace, batch="other")

    assert going_out(workspace, other) == (1, None, 0)
    assert receipts(workspace, other) == []


def test_a_batch_is_delivered_until_something_changes(
    log: Log, workspace: Workspace, batch: BatchSummary
) -> None:
    """What the last bundle holds is known."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")

    assert [each.is_delivered for each in workspace.batches()] == [True]
    log.decide(T2, Submitted())
    assert [(each.is_delivered, each.exported_events) for each in workspace.batches()] == [(False, 1)]


@pytest.mark.parametrize("kind", ["the same", "a new one"])
def test_what_left_is_not_undone(log: Log, workspace: Workspace, batch: BatchSummary, kind: str) -> None:
    """Neither in the log that was open meanwhile nor after a restart; nothing changes."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")
    asked = log if kind == "the same" else Log(workspace, batch.key)

    with pytest.raises(DecisionRefused, match="is in a bundle already"):
        asked.undo()

    assert asked.rating(T1).status == "submitted"
    assert log.head().events == 1


def test_what_was_decided_since_can_be_undone(log: Log, workspace: Workspace, batch: BatchSummary) -> None:
    """Down to what left; a task that left is changed by opening it again."""
    log.decide(T1, Submitted())
    export(workspace, batch, "bundle-1")
    log.decide(T1, Reopened())
    log.decide(T2, Submitted())

    assert [log.undo() is not None for _ in range(2)] == [True, True]
    with pytest.raises(DecisionRefused):
        log.undo()
    assert log.rating(T1).status == "submitted"


def test_a_look_after_the_delivery_changes_nothing(
    log: Log, workspace: Workspace, batch: BatchSummary
) -> None:
    """It is an event, but no decision; an undo or redo is a change."""
    log.decide(T1, Submitted())
    log.decide(T2, Submitted())
    log.undo()
    export(workspace, batch, "bundle-1")

    log.decide(T3, seen("r1", "r2"))
    assert [each.is_delivered for each in workspace.batches()] == [True]

    log.redo()
    assert [each.is_delivered for each in workspace.batches()] == [False]


def test_a_batch_where_nothing_was_decided_is_not_delivered(
    log: Log, workspace: Workspace, batch: BatchSummary
) -> None:
    """To have looked is not enough."""
    log.decide(T1, seen("r1", "r2"))

    assert [(each.changes, each.is_delivered) for each in workspace.batches()] == [(0, False)]
