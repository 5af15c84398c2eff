"""Flagged tasks: found without reading the others, those that cannot wait first."""

from tests.worlds import TASKS, seen

from raterterm.core.events import Flagged, Unflagged
from raterterm.core.flags import Flags
from raterterm.core.words import ResponseId
from raterterm.store.flagged import FLAGGED, flagged_tasks
from raterterm.store.log import Log
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, T3 = TASKS


def told(workspace: Workspace, batch: BatchSummary) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Return the flagged tasks with their categories and the escalated ones."""
    found = flagged_tasks(workspace, batch.key, Flags())
    return [(task.position, task.categories, task.escalated) for task in found]


def test_escalated_flags_come_first(workspace: Workspace, batch: BatchSummary, log: Log) -> None:
    """The task, and within it the category; else the order is that of the batch."""
    log.decide(T1, Flagged(category="broken-task"))
    log.decide(T2, Flagged(category="other", note="n"), Flagged(category="unsafe"))
    log.decide(T3, Flagged(category="wrong-language"))

    assert told(workspace, batch) == [
        (2, ("unsafe", "other"), ("unsafe",)),
        (1, ("broken-task",), ()),
        (3, ("wrong-language",), ()),
    ]


def test_what_was_taken_back_is_not_told(workspace: Workspace, batch: BatchSummary, log: Log) -> None:
    """By another key or by undo."""
    log.decide(T1, Flagged(category="unsafe"))
    log.decide(T1, Unflagged(category="unsafe"))
    log.decide(T2, Flagged(category="unsafe"))
    log.undo()

    assert told(workspace, batch) == []


def test_a_flag_comes_with_all_that_was_said(workspace: Workspace, batch: BatchSummary, log: Log) -> None:
    """The state of its task is there, with the letters that the rater saw."""
    log.decide(T1, seen("r2", "r1"))
    log.decide(T1, Flagged(category="unsafe", response=ResponseId("r1"), severity="high"))

    (task,) = flagged_tasks(workspace, batch.key, Flags())

    assert task.rating.told("unsafe") == "unsafe (high, B)"


def test_they_are_found_by_an_index(workspace: Workspace, batch: BatchSummary) -> None:
    """A batch may have a million tasks, and this is asked when it is opened."""
    plan = workspace.rows(f"EXPLAIN QUERY PLAN {FLAGGED}", [batch.key])

    assert "USING INDEX ratings_flagged" in str(plan)
