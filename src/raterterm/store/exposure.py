"""Exposure: on which day a rater uncovered which sensitive tasks.

It is there so that raters see how much they have taken in today.  It is theirs alone and leaves in no
bundle: nobody is to be measured by how much harm they can read.
"""

from datetime import date

from raterterm.core.words import TaskId
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import Workspace


class Exposures:
    """The sensitive tasks that were uncovered, by day."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def record(self, batch: int, task: TaskId, day: date) -> None:
        """Remember that ``task`` of the batch with this key was uncovered on ``day``, by the rater's own clock.

        A task counts once a day.  Nothing is kept when this process may only look.  Raises
        WorkspaceError when it could not be saved.
        """
        if not self._workspace.is_writable:
            return
        with self._workspace.transaction() as database:
            database.execute(
                "INSERT INTO exposures (batch, task, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [batch, task, day.isoformat()],
            )

    def count(self, day: date) -> int:
        """Return how many tasks were uncovered on ``day``, over all batches."""
        if self._workspace.row(HAS_TABLE, ["exposures"]) == (0,):
            return 0
        (count,) = self._workspace.row("SELECT count(*) FROM exposures WHERE day = ?", [day.isoformat()])
        return int(count)
