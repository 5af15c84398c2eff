"""The queue: the tasks of a batch in order, what is next, and where the rater stood."""

from hashlib import sha256
from pathlib import Path

import pytest
from tests.worlds import TASKS, answered, load, seen, task_line

from raterterm.core.events import Flagged, Reopened, Skipped, Submitted
from raterterm.core.words import QuestionId, TaskId
from raterterm.store.log import Log
from raterterm.store.queue import FILTERS, Filter, Place, Queue
from raterterm.store.workspace import Workspace

T1, T2, T3 = TASKS
WHY = QuestionId("rationale")


class TestNextOpen:
    """The next open task is the first behind the present one, else the first of all."""

    @pytest.mark.parametrize(("after", "position"), [(0, 1), (1, 2), (2, 3), (3, 1), (99, 1)])
    def test_it_wraps_around(self, queue: Queue, after: int, position: int) -> None:
        """Behind the last comes the first."""
        assert queue.next_open(after) == position

    @pytest.mark.parametrize(("after", "position"), [(0, 1), (1, 3), (2, 3), (3, 1)])
    def test_it_passes_over_what_is_decided(self, queue: Queue, log: Log, after: int, position: int) -> None:
        """Submitted or skipped."""
        log.decide(T2, Submitted())

        assert queue.next_open(after) == position

    def test_it_may_be_the_present_one(self, queue: Queue, log: Log) -> None:
        """When no other is open."""
        log.decide(T1, Submitted())
        log.decide(T3, Skipped(reason="language"))

        assert queue.next_open(2) == 2

    def test_there_is_none_when_all_is_decided(self, queue: Queue, log: Log) -> None:
        """Until one is opened again."""
        for task in TASKS:
            log.decide(task, Submitted())
        assert queue.next_open(1) is None

        log.decide(T2, Reopened())

        assert queue.next_open(3) == 2


@pytest.mark.parametrize(
    ("kind", "tasks"),
    [
        ("all", ["t-1", "t-2", "t-3", "t-4", "t-5", "t-6"]),
        ("open", ["t-1", "t-4", "t-5", "t-6"]),
        ("started", ["t-4", "t-5"]),
        ("submitted", ["t-2"]),
        ("skipped", ["t-3"]),
        ("flagged", ["t-2", "t-5"]),
    ],
)
def test_a_filter_lets_through_what_its_name_says(
    workspace: Workspace, kind: Filter, tasks: list[str]
) -> None:
    """In the order of the batch."""
    batch = load(workspace, tasks=6)
    log = Log(workspace, batch.key)
    log.decide(TaskId("t-2"), Flagged(category="unsafe"), Submitted())
    log.decide(TaskId("t-3"), Skipped(reason="language"))
    log.decide(TaskId("t-4"), answered("rationale", {"text": "x"}))
    log.decide(TaskId("t-5"), Flagged(category="unsafe"))
    log.decide(TaskId("t-6"), seen("r1", "r2"))

    found = Queue(workspace, batch.key).entries(kind)

    assert [entry.task for entry in found] == tasks
    assert [entry.position for entry in found] == [int(task[2:]) for task in tasks]


def test_a_list_may_be_cut_short(queue: Queue) -> None:
    """For a screen that shows a few."""
    assert [entry.task for entry in queue.entries(limit=2)] == [T1, T2]


def test_every_filter_can_be_asked_for(queue: Queue) -> None:
    """Also on a batch where nothing was decided."""
    assert {kind: len(queue.entries(kind)) for kind in FILTERS} == {
        "all": 3,
        "open": 3,
        "started": 0,
        "submitted": 0,
        "skipped": 0,
        "flagged": 0,
    }


def test_positions_and_tasks_lead_to_each_other(queue: Queue) -> None:
    """1 is the first of the batch."""
    assert len(queue) == 3
    assert [queue.position(queue.task(position).id) for position in (1, 2, 3)] == [1, 2, 3]


class TestDrafts:
    """Text that is being typed is kept, but decides nothing."""

    def test_a_draft_is_kept_until_it_is_dropped(self, queue: Queue, workspace: Workspace) -> None:
        """The last text of each question, byte for byte; no event."""
        queue.keep_draft(T1, WHY, "first")
        queue.keep_draft(T1, WHY, "second  \n שורה")
        queue.keep_draft(T1, QuestionId("note:a@r1"), "x")
        queue.keep_draft(T2, WHY, "other task")

        assert queue.drafts(T1) == {"rationale": "second  \n שורה", "note:a@r1": "x"}
        queue.drop_draft(T1, WHY)
        assert queue.drafts(T1) == {"note:a@r1": "x"}
        assert workspace.saved == 0

    def test_a_draft_survives_a_restart(
        self, queue: Queue, workspace: Workspace, workspace_path: Path
    ) -> None:
        """It is as durable as a decision."""
        queue.keep_draft(T1, WHY, "typed")
        key = workspace.batches()[0].key
        workspace.close()

        with Workspace.open(workspace_path) as again:
            assert Queue(again, key).drafts(T1) == {"rationale": "typed"}

    def test_drafts_of_two_batches_are_apart(self, queue: Queue, workspace: Workspace) -> None:
        """Though their tasks have the same ids."""
        queue.keep_draft(T1, WHY, "here")

        assert Queue(workspace, load(workspace, batch="other").key).drafts(T1) == {}

    def test_dropping_what_is_not_there_is_harmless(self, queue: Queue) -> None:
        """An answer may never have been a draft."""
        queue.drop_draft(T1, WHY)

        assert queue.drafts(T1) == {}


class TestPlace:
    """Where the rater stood is where the rater goes on."""

    def test_there_is_none_at_first(self, queue: Queue) -> None:
        """Nobody was there."""
        assert queue.place() is None

    def test_the_last_place_is_remembered(self, queue: Queue, workspace: Workspace) -> None:
        """One for each batch, and no event."""
        queue.remember(Place(1, WHY))
        queue.remember(Place(3, QuestionId("preference")))

        assert queue.place() == Place(3, QuestionId("preference"))
        assert Queue(workspace, load(workspace, batch="other").key).place() is None
        assert workspace.saved == 0


def test_whether_a_task_is_open_is_known_by_its_position(queue: Queue, log: Log) -> None:
    """What is not there is not open."""
    log.decide(T2, Skipped(reason="language"))

    assert [queue.is_open(position) for position in (0, 1, 2, 3, 4)] == [False, True, False, True, False]


def test_untouched_are_those_without_a_decision_or_a_draft(queue: Queue, log: Log) -> None:
    """Seeing a task does not touch it."""
    assert queue.count_untouched() == 3
    log.decide(T1, seen("r1", "r2"))
    queue.keep_draft(T2, WHY, "typed")
    log.decide(T3, answered("rationale", {"text": "x"}))

    assert queue.count_untouched() == 1


def test_the_next_open_task_is_found_without_sorting(queue: Queue, workspace: Workspace) -> None:
    """Both questions are answered by the index alone."""
    for condition in ("position > ?", "position <= ?"):
        plan = workspace.rows(
            f"""EXPLAIN QUERY PLAN SELECT position FROM ratings
            WHERE batch = ? AND status = 'open' AND {condition} ORDER BY position LIMIT 1""",  # noqa: S608
            [1, 2],
        )
        assert all("TEMP B-TREE" not in step[-1] and "SEARCH" in step[-1] for step in plan)


def test_the_digest_of_a_task_is_that_of_its_line(queue: Queue) -> None:
    """By which the team joins ratings and tasks."""
    assert queue.sha256(2) == sha256(task_line("t-2")).hexdigest()
