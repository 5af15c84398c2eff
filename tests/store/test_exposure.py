"""Exposure: how many sensitive tasks a rater uncovered on a day, for the rater alone."""

from datetime import date

import pytest
from tests.worlds import TASKS, load

from raterterm.errors import WorkspaceError
from raterterm.store.exposure import Exposures
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, _ = TASKS
TODAY, TOMORROW = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def exposures(workspace: Workspace) -> Exposures:
    """Return what was uncovered in a new workspace: nothing yet."""
    return Exposures(workspace)


def test_nothing_was_uncovered_at_first(exposures: Exposures, batch: BatchSummary) -> None:
    """Loading a batch shows nothing of it."""
    assert exposures.count(TODAY) == 0


def test_tasks_are_counted_by_day(exposures: Exposures, batch: BatchSummary) -> None:
    """Each once a day, however often it is uncovered."""
    for task, day in ((T1, TODAY), (T2, TODAY), (T1, TODAY), (T1, TOMORROW)):
        exposures.record(batch.key, task, day)

    assert [exposures.count(day) for day in (TODAY, TOMORROW)] == [2, 1]


def test_all_batches_count(exposures: Exposures, workspace: Workspace, batch: BatchSummary) -> None:
    """Tasks of one name in two batches are two tasks."""
    exposures.record(batch.key, T1, TODAY)
    exposures.record(load(workspace, batch="other").key, T1, TODAY)

    assert exposures.count(TODAY) == 2


def test_it_is_kept_when_the_workspace_is_closed(
    exposures: Exposures, workspace: Workspace, batch: BatchSummary
) -> None:
    """It is durable, but is no decision."""
    exposures.record(batch.key, T1, TODAY)

    with Workspace.look(workspace.path) as again:
        assert (Exposures(again).count(TODAY), again.saved) == (1, 0)


def test_who_may_only_look_records_nothing(
    exposures: Exposures, workspace: Workspace, batch: BatchSummary
) -> None:
    """And is told no error."""
    with Workspace.open(workspace.path, looking=True) as looker:
        Exposures(looker).record(batch.key, T1, TODAY)

    assert exposures.count(TODAY) == 0


def test_a_batch_that_is_not_there_is_refused(exposures: Exposures, batch: BatchSummary) -> None:
    """Nothing is counted that belongs nowhere."""
    with pytest.raises(WorkspaceError, match="FOREIGN KEY"):
        exposures.record(batch.key + 1, T1, TODAY)

    assert exposures.count(TODAY) == 0
