"""Bookmarks: the tasks of a batch that a rater wants to find again."""

import pytest
from tests.worlds import TASKS, load

from raterterm.core.words import TaskId
from raterterm.errors import WorkspaceError, WorkspaceHeld
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, T3 = TASKS


@pytest.fixture
def bookmarks(workspace: Workspace, batch: BatchSummary) -> Bookmarks:
    """Return the bookmarks of batch b: none yet."""
    return Bookmarks(workspace, batch.key)


def test_bookmarks_are_put_and_taken_away(bookmarks: Bookmarks) -> None:
    """They are told by the places of their tasks."""
    assert bookmarks.positions() == frozenset()

    bookmarks.put(T3)
    bookmarks.put(T1)
    assert bookmarks.positions() == {1, 3}
    bookmarks.remove(T3)
    assert bookmarks.positions() == {1}


def test_twice_is_once(bookmarks: Bookmarks) -> None:
    """Neither a second bookmark nor taking away what is not there is an error."""
    bookmarks.put(T2)
    bookmarks.put(T2)
    bookmarks.remove(T1)

    assert bookmarks.positions() == {2}


def test_each_batch_has_its_own(bookmarks: Bookmarks, workspace: Workspace) -> None:
    """Tasks of one name in two batches are two tasks."""
    bookmarks.put(T1)

    assert Bookmarks(workspace, load(workspace, batch="other").key).positions() == frozenset()


def test_it_is_kept_when_the_workspace_is_closed(
    bookmarks: Bookmarks, workspace: Workspace, batch: BatchSummary
) -> None:
    """It is durable, but is no decision."""
    bookmarks.put(T1)

    with Workspace.look(workspace.path) as again:
        assert (Bookmarks(again, batch.key).positions(), again.saved) == (frozenset({1}), 0)


def test_who_may_only_look_sets_none(bookmarks: Bookmarks, workspace: Workspace, batch: BatchSummary) -> None:
    """It is a key that does something, so a refusal is told."""
    with Workspace.open(workspace.path, looking=True) as looker, pytest.raises(WorkspaceHeld):
        Bookmarks(looker, batch.key).put(T1)

    assert bookmarks.positions() == frozenset()


def test_a_batch_that_is_not_there_is_refused(bookmarks: Bookmarks, workspace: Workspace) -> None:
    """Nothing is kept that belongs nowhere."""
    with pytest.raises(WorkspaceError, match="FOREIGN KEY"):
        Bookmarks(workspace, 99).put(TaskId("t-1"))


def test_a_batch_takes_its_bookmarks_along(
    bookmarks: Bookmarks, workspace: Workspace, batch: BatchSummary
) -> None:
    """Nothing is left of what it was about."""
    bookmarks.put(T1)
    with workspace.transaction() as database:
        database.execute("DELETE FROM batches WHERE key = ?", [batch.key])

    assert workspace.row("SELECT count(*) FROM bookmarks") == (0,)
