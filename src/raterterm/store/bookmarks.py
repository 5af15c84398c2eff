"""Bookmarks: the tasks that a rater wants to find again.

They are the rater's own and leave in no bundle.  They are no decisions: undo does not touch them.
"""

from raterterm.core.words import TaskId
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import Workspace


class Bookmarks:
    """The bookmarks of one batch."""

    def __init__(self, workspace: Workspace, batch: int) -> None:
        self._workspace = workspace
        self._batch = batch

    def positions(self) -> frozenset[int]:
        """Return where the bookmarked tasks stand in the batch, 1 for the first."""
        if self._workspace.row(HAS_TABLE, ["bookmarks"]) == (0,):
            return frozenset()
        rows = self._workspace.rows(
            "SELECT r.position FROM bookmarks m JOIN ratings r USING (batch, task) WHERE m.batch = ?",
            [self._batch],
        )
        return frozenset(position for (position,) in rows)

    def put(self, task: TaskId) -> None:
        """Bookmark ``task``; one that has a bookmark keeps it.

        Raises WorkspaceHeld when this process may only look, WorkspaceError when it could not be saved.
        """
        with self._workspace.transaction() as database:
            database.execute(
                "INSERT INTO bookmarks (batch, task, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [self._batch, task, self._workspace.now()],
            )

    def remove(self, task: TaskId) -> None:
        """Take the bookmark of ``task`` away, if it has one; raises what ``put`` does."""
        with self._workspace.transaction() as database:
            database.execute("DELETE FROM bookmarks WHERE batch = ? AND task = ?", [self._batch, task])
