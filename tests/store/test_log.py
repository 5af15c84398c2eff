"""The log: decisions are appended, and the state that is kept follows from them."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.worlds import TASKS, Clock, Move, Remembered, answered, load, moves, seen

from raterterm.core.events import Flagged, Reopened, Skipped, Submitted, Undid, read_chain
from raterterm.core.rating import Rating
from raterterm.errors import WorkspaceError
from raterterm.store.log import Log
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, T3 = TASKS
YES = answered("preference", {"better": "r1", "by": 1, "both_bad": False})
NO = answered("preference", {"better": None, "by": 0, "both_bad": True})


def log_genesis(workspace: Workspace) -> str:
    """Return where the chain of the only batch begins."""
    return workspace.batches()[0].sha256


def numbers(workspace: Workspace) -> tuple[int, int, int]:
    """Return how many tasks of batch b are submitted, skipped and flagged, as its counters say."""
    batch = workspace.find_batch("b")
    assert batch is not None
    return batch.submitted, batch.skipped, batch.flagged


class TestDeciding:
    """A decision is a line of the chain and a change of its task's state."""

    def test_a_decision_is_durable_and_returned(self, log: Log, workspace: Workspace) -> None:
        """The state, the chain and the number shown as saved agree."""
        rating = log.decide(T1, seen("r2", "r1"), YES)

        assert rating.order == ("r2", "r1")
        assert rating.answers == {"preference": YES.answer}
        assert log.rating(T1) == rating
        assert (log.head().events, workspace.saved) == (2, 2)

    def test_an_untouched_task_is_open(self, log: Log) -> None:
        """It has no events."""
        assert log.rating(T1) == log.replayed(T1) == Rating(task=T1)

    def test_the_chain_begins_with_the_batch_and_is_whole(self, log: Log, batch: BatchSummary) -> None:
        """Events of all its tasks are in one chain, by the clock that was passed in."""
        log.decide(T1, YES)
        log.decide(T2, Flagged(category="unsafe"), Submitted())
        log.undo()

        events = list(read_chain(batch.sha256, log.lines()))

        assert [(each.n, each.task, each.act.kind) for each in events] == [
            (1, T1, "answered"),
            (2, T2, "flagged"),
            (3, T2, "submitted"),
            (4, T2, "undid"),
            (5, T2, "undid"),
        ]
        assert [each.with_previous for each in events] == [False, False, True, False, True]
        assert sorted({each.at for each in events}) == [each.at for each in events]
        assert log.event(3) == events[2]

    def test_each_batch_has_its_own_chain(self, workspace: Workspace) -> None:
        """A bundle of one tells nothing of another; what is saved counts both."""
        one, two = (Log(workspace, load(workspace, batch=name).key) for name in ("one", "two"))

        one.decide(T1, YES)
        two.decide(T1, YES, Submitted())

        assert (one.head().events, two.head().events, workspace.saved) == (1, 2, 3)
        assert two.rating(T1).status == "submitted"
        assert one.rating(T1).status == "open"

    def test_counters_follow(self, log: Log, workspace: Workspace) -> None:
        """Submitted, skipped, flagged: up and down."""
        log.decide(T1, Submitted())
        log.decide(T2, Skipped(reason="language"), Flagged(category="unsafe"), Flagged(category="other"))

        assert numbers(workspace) == (1, 1, 1)
        log.decide(T1, Reopened())
        log.decide(T2, Submitted())
        assert numbers(workspace) == (1, 0, 1)

    def test_what_cannot_be_saved_changes_nothing(self, log: Log, workspace: Workspace) -> None:
        """Neither the chain nor the state nor what undo takes back next."""
        log.decide(T1, YES)
        workspace.rows("PRAGMA query_only = ON")

        with pytest.raises(WorkspaceError):
            log.decide(T1, Submitted())

        workspace.rows("PRAGMA query_only = OFF")
        assert (log.head().events, log.rating(T1).status) == (1, "open")
        assert log.undo() is not None
        assert log.rating(T1) == Rating(task=T1)

    def test_a_state_is_read_back_after_a_restart(
        self, log: Log, workspace: Workspace, workspace_path: Path
    ) -> None:
        """Exactly as it was, text and all."""
        note = answered("rationale", {"text": "Zeile\nשורה \u2028 😀 \0"})
        rating = log.decide(T1, seen("r2", "r1"), YES, note, Skipped(reason="other", note="é"))
        key = workspace.batches()[0].key
        workspace.close()

        with Workspace.open(workspace_path) as again:
            assert Log(again, key).rating(T1) == rating


class TestUndoing:
    """Everything can be undone, across tasks, in the order in which it was decided."""

    def test_nothing_to_undo_or_redo_at_first(self, log: Log) -> None:
        """Seeing a task is nothing either."""
        log.decide(T1, seen("r1", "r2"))

        assert (log.undo(), log.redo()) == (None, None)

    def test_one_decision_is_undone_once(self, log: Log) -> None:
        """The first decision in a log that was just opened counts once."""
        log.decide(T1, YES)

        assert log.undo() is not None
        assert log.undo() is None

    def test_undo_tells_what_it_took_back(self, log: Log) -> None:
        """The event and the state of its task, wherever the rater stands now."""
        log.decide(T1, YES)
        log.decide(T2, seen("r1", "r2"))

        undone = log.undo()

        assert undone is not None
        assert [(event.task, event.act) for event in undone.events] == [(T1, YES)]
        assert undone.rating == Rating(task=T1)

    def test_redo_tells_what_it_brought_back(self, log: Log) -> None:
        """In the same way."""
        after = log.decide(T1, YES)
        log.undo()

        redone = log.redo()

        assert redone is not None
        assert ([event.act for event in redone.events], redone.rating) == ([YES], after)

    def test_a_submitted_task_is_open_again(self, log: Log, workspace: Workspace) -> None:
        """With its answers."""
        before = log.decide(T1, YES)
        log.decide(T1, Submitted())

        log.undo()

        assert log.rating(T1) == before
        assert numbers(workspace) == (0, 0, 0)

    def test_undo_goes_on_after_a_restart(self, log: Log, workspace: Workspace, workspace_path: Path) -> None:
        """So does redo: both follow from the events."""
        log.decide(T1, YES)
        log.decide(T2, Submitted())
        log.undo()
        key = workspace.batches()[0].key
        workspace.close()

        with Workspace.open(workspace_path) as again:
            reopened = Log(again, key)
            assert reopened.redo() is not None
            assert reopened.rating(T2).status == "submitted"
            assert [reopened.undo() is not None for _ in range(3)] == [True, True, False]

    def test_what_one_key_did_is_undone_at_once(self, log: Log, workspace: Workspace) -> None:
        """To answer again in a submitted task opens it: one step back, one forth."""
        log.decide(T1, YES, Submitted())
        before = log.rating(T1)
        after = log.decide(T1, Reopened(), NO)

        undone = log.undo()
        assert undone is not None
        assert [event.act for event in undone.events] == [Reopened(), NO]
        assert undone.rating == log.rating(T1) == before
        assert [event.act for event in read_chain(log_genesis(workspace), log.lines())][-2:] == [
            Undid(event=4),
            Undid(event=3),
        ]

        redone = log.redo()
        assert redone is not None
        assert (redone.events, redone.rating) == (undone.events, after)

    def test_steps_are_told_apart_after_a_restart(self, log: Log, workspace: Workspace) -> None:
        """Two keys and one key that did two things leave different chains."""
        log.decide(T1, YES)
        log.decide(T1, Submitted())
        log.decide(T1, Reopened(), NO)

        again = Log(workspace, workspace.batches()[0].key)

        assert [len(moved.events) for moved in iter(again.undo, None)] == [2, 1, 1]

    def test_a_first_decision_reads_no_history(self, log: Log, workspace: Workspace) -> None:
        """Only undo and redo need it: a damaged line elsewhere does not keep a rater from working."""
        log.decide(T1, YES)
        with workspace.transaction() as database:
            database.execute("DROP TRIGGER events_are_never_changed")
            database.execute("UPDATE events SET line = x'7b7d'")

        again = Log(workspace, workspace.batches()[0].key)

        assert again.decide(T2, YES).answers == {"preference": YES.answer}

    def test_undoing_adds_to_the_chain(self, log: Log) -> None:
        """Nothing is ever taken out of it."""
        log.decide(T1, YES)

        log.undo()

        assert log.head().events == 2
        assert log.event(2).act == Undid(event=1)


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[tuple[Workspace, BatchSummary]]]:
    """Return a new batch each time it is asked for one, all in one workspace: making those is slow."""
    with Workspace.open(tmp_path_factory.mktemp("laws") / "w.db", clock=Clock()) as workspace:
        yield ((workspace, load(workspace, batch=f"b-{number}")) for number in count())


@settings(max_examples=60)
@given(script=moves)
def test_the_state_kept_is_the_one_that_follows_from_the_events(
    batches: Iterator[tuple[Workspace, BatchSummary]], script: list[Move]
) -> None:
    """After any decisions, undos and redos: the laws of undo, the projection, the counters and the chain."""
    workspace, batch = next(batches)
    log = Log(workspace, batch.key)

    Remembered(log).play(script)

    ratings = [log.rating(task) for task in TASKS]
    assert ratings == [log.replayed(task) for task in TASKS]
    assert ratings == [Log(workspace, batch.key).rating(task) for task in TASKS]
    found = workspace.find_batch(batch.id)
    assert found is not None
    assert (found.submitted, found.skipped, found.flagged, found.events) == (
        sum(rating.status == "submitted" for rating in ratings),
        sum(rating.status == "skipped" for rating in ratings),
        sum(bool(rating.flags) for rating in ratings),
        log.head().events,
    )
    assert len(list(read_chain(batch.sha256, log.lines()))) == log.head().events


DECIDE_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from raterterm.core.events import Answered, Submitted
from raterterm.core.words import QuestionId, TaskId
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

with Workspace.open(Path(sys.argv[1])) as workspace:
    log = Log(workspace, workspace.batches()[0].key)
    for number in count():
        task = TaskId(f"t-{number % 3 + 1}")
        log.decide(task, Answered(question=QuestionId("preference"), answer={"by": number}))
        if number % 5 == 0:
            log.undo()
        print(workspace.saved, flush=True)
"""


def test_what_was_shown_as_saved_survives_a_kill(workspace_path: Path) -> None:
    """Killed five times in the middle of deciding: every event is there, the chain is whole."""
    with Workspace.open(workspace_path) as workspace:
        batch = load(workspace)
    moment = random.Random(7)  # noqa: S311 - moments, not secrets
    shown = 0

    for _ in range(5):
        command = [sys.executable, "-c", DECIDE_FOR_EVER, str(workspace_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            first = int(process.stdout.readline())
            time.sleep(moment.uniform(0, 0.15))
            process.send_signal(signal.SIGKILL)
            rest = process.stdout.read()
        shown = int((f"{first}\n" + rest[: rest.rfind("\n") + 1]).split()[-1])

        with Workspace.open(workspace_path) as workspace:
            log = Log(workspace, batch.key)
            events = list(read_chain(batch.sha256, log.lines()))
            assert workspace.rows("PRAGMA integrity_check") == [("ok",)]
            assert shown <= len(events) <= shown + 2
            assert log.head().events == workspace.saved == len(events)
            assert all(log.rating(task) == log.replayed(task) for task in TASKS)

    assert shown > 10
