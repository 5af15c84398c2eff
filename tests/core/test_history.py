"""History: what undo takes back next, and redo brings again, across the tasks of a batch."""

import pytest
from hypothesis import given, settings
from tests.worlds import Ledger, Move, Remembered, answered, event, moves, seen

from raterterm.core.events import Act, Redid, Reopened, Submitted, Undid
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
    assert history((T1, YES), (T2, YES)).undo == Step((2,), T2)
    assert history((T1, YES), (T2, YES), (T2, Undid(event=2))).undo == Step((1,), T1)


def test_seeing_a_task_is_not_undone() -> None:
    """It decided nothing."""
    looked = seen("r1", "r2")

    assert history((T1, YES), (T2, looked)).undo == Step((1,), T1)


def test_seeing_a_task_does_not_empty_redo() -> None:
    """Undo may lead to a task that is shown for the first time since."""
    looked = seen("r1", "r2")

    assert history((T1, YES), (T1, Undid(event=1)), (T2, looked)).redo == Step((1,), T1)


def test_redo_brings_back_what_was_undone_last() -> None:
    """Two undos are redone in the opposite order."""
    undone = history((T1, YES), (T2, YES), (T2, Undid(event=2)), (T1, Undid(event=1)))

    assert undone.redo == Step((1,), T1)
    undone.record(event(5, Redid(event=1), task=T1))
    assert (undone.undo, undone.redo) == (Step((1,), T1), Step((2,), T2))


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


def test_events_of_one_step_are_undone_together() -> None:
    """Whatever they are; the first event of an undo or redo moves the whole step."""
    events = [
        event(1, YES),
        event(2, Submitted()),
        event(3, Reopened()),
        event(4, YES, with_previous=True),
    ]
    assert History(events).undo == Step((3, 4), T1)

    events += [event(5, Undid(event=4)), event(6, Undid(event=3), with_previous=True)]
    assert (History(events).undo, History(events).redo) == (Step((2,), T1), Step((3, 4), T1))

    events += [event(7, Redid(event=3)), event(8, Redid(event=4), with_previous=True)]
    assert (History(events).undo, History(events).redo) == (Step((3, 4), T1), None)


def test_a_look_is_no_part_of_a_step() -> None:
    """Undo takes back the decision that was made with it."""
    assert History([event(1, seen("r1", "r2")), event(2, YES, with_previous=True)]).undo == Step((2,), T1)


@pytest.mark.parametrize("act", [Undid(event=1), Redid(event=1)])
def test_what_takes_back_nothing_is_refused(act: Act) -> None:
    """No program of ours appends such an event: the log is damaged, or was made by somebody else."""
    with pytest.raises(ValueError, match="nothing is there"):
        History([event(1, act)])
