"""History: what undo takes back next, and redo brings again, across the tasks of a batch."""

from hypothesis import given, settings
from tests.worlds import Ledger, Move, Remembered, answered, event, moves, order

from raterterm.core.events import Act, Redid, Submitted, Undid, Viewed
from raterterm.core.history import History, Step
from raterterm.core.words import TaskId

T1, T2 = TaskId("t-1"), TaskId("t-2")
YES = answered("p", {"by": 1})


def history(*acts: tuple[TaskId, Act]) -> History:
    """Return the history of ``acts``."""
    return History(event(n, act, task=task) for n, (task, act) in enumerate(acts, start=1))


def test_nothing_to_undo_at_first() -> None:
    """Nor to redo."""
    assert (history().undo, history().redo) == (None, None)


def test_undo_takes_back_the_last_decision_on_whatever_task() -> None:
    """The newest first, then the one before it."""
    assert history((T1, YES), (T2, YES)).undo == Step(2, T2)
    assert history((T1, YES), (T2, YES), (T2, Undid(event=2))).undo == Step(1, T1)


def test_seeing_a_task_is_not_undone() -> None:
    """It decided nothing."""
    seen = Viewed(order=order("r1", "r2"))

    assert history((T1, YES), (T2, seen)).undo == Step(1, T1)


def test_seeing_a_task_does_not_empty_redo() -> None:
    """Undo may lead to a task that is shown for the first time since."""
    seen = Viewed(order=order("r1", "r2"))

    assert history((T1, YES), (T1, Undid(event=1)), (T2, seen)).redo == Step(1, T1)


def test_redo_brings_back_what_was_undone_last() -> None:
    """Two undos are redone in the opposite order."""
    undone = history((T1, YES), (T2, YES), (T2, Undid(event=2)), (T1, Undid(event=1)))

    assert undone.redo == Step(1, T1)
    undone.record(event(5, Redid(event=1), task=T1))
    assert (undone.undo, undone.redo) == (Step(1, T1), Step(2, T2))


def test_a_fresh_decision_empties_redo() -> None:
    """Also when it is about another task."""
    assert history((T1, YES), (T1, Undid(event=1)), (T2, Submitted())).redo is None


@settings(max_examples=200)
@given(moves)
def test_undo_restores_and_redo_brings_back_whatever_was_decided(script: list[Move]) -> None:
    """The laws hold for every sequence of decisions, undos and redos over three tasks."""
    Remembered(Ledger()).play(script)


@settings(max_examples=200)
@given(moves)
def test_undoing_everything_leaves_nothing_decided(script: list[Move]) -> None:
    """However the present state was reached."""
    ledger = Ledger()
    Remembered(ledger).play(script)

    while ledger.undo():
        pass

    assert not any(ledger.rating(task).touched for task in {each.task for each in ledger.events})


@given(moves)
def test_a_history_read_from_the_log_is_the_one_that_was_kept(script: list[Move]) -> None:
    """After a restart undo and redo go on where they were."""
    ledger = Ledger()
    Remembered(ledger).play(script)
    kept = History()

    for each in ledger.events:
        kept.record(each)

    read = History(ledger.events)
    assert (read.undo, read.redo) == (kept.undo, kept.redo)
