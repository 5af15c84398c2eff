"""Flagged tasks: where something is wrong in a batch, and at which of them someone of the team must look."""

from typing import NamedTuple

from raterterm.core.flags import Flags
from raterterm.core.rating import Rating
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace


class FlaggedTask(NamedTuple):
    """A task with the flags that stand."""

    position: int
    """1 for the first of the batch."""
    rating: Rating
    categories: tuple[str, ...]
    """Of its flags, the escalated first."""
    escalated: tuple[str, ...]
    """Those at which someone of the team must look."""


FLAGGED = "SELECT position, task FROM ratings WHERE +batch = ? AND flagged ORDER BY position"
"""With the plus SQLite takes the index of flagged tasks; else it would read all tasks of the batch."""


def flagged_tasks(workspace: Workspace, batch: int, flags: Flags) -> list[FlaggedTask]:
    """Return the flagged tasks of a batch: those with an escalated flag first, then by position.

    ``flags`` are those of the rubric that the batch is rated by.
    """
    log = Log(workspace, batch)
    tasks = []
    for position, task in workspace.rows(FLAGGED, [batch]):
        rating = log.rating(task)
        escalated = tuple(filter(flags.is_escalated, rating.flags))
        tasks.append(FlaggedTask(position, rating, flags.escalated_first(rating.flags), escalated))
    return sorted(tasks, key=lambda task: not task.escalated)
