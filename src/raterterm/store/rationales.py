"""Rationales: what the rater wrote for other tasks, so that a new one can be told from a copy."""

from raterterm.core.rating import Rating
from raterterm.core.rationale import RATIONALE
from raterterm.core.words import TaskId
from raterterm.store.workspace import Workspace

MOST = 200
"""Rationales that are held against a new one."""

_LATEST = 5_000
"""Events that are looked through for them."""

# Put in order first: only as many states are read as are needed.  Cast, because SQLite takes a BLOB for its own
# binary JSON, or refuses it.
_WRITTEN = f"""
    WITH latest AS (
        SELECT batch, task, max(seq) AS seq
        FROM (SELECT batch, task, seq FROM events ORDER BY seq DESC LIMIT {_LATEST}) GROUP BY batch, task
    ), ordered AS (
        SELECT r.batch, r.task, latest.seq, r.state
        FROM latest JOIN ratings r ON r.batch = latest.batch AND r.task = latest.task
        ORDER BY r.batch = ? DESC, latest.seq DESC LIMIT {_LATEST}
    )
    SELECT task, json_extract(CAST(state AS TEXT), '$.answers.{RATIONALE}.text') AS text
    FROM ordered WHERE text IS NOT NULL LIMIT ?
"""  # noqa: S608 - our own constants


class Rationales:
    """The newest rationales, those of one batch first; read once, then kept up to date by who writes them."""

    def __init__(self, workspace: Workspace, batch: int) -> None:
        self._workspace = workspace
        self._batch = batch
        self._texts: list[tuple[TaskId, str]] | None = None

    def of_others(self, task: TaskId) -> tuple[str, ...]:
        """Return what was written for other tasks than this one.  Raises WorkspaceError."""
        if self._texts is None:
            self._texts = self._workspace.rows(_WRITTEN, [self._batch, MOST])
        return tuple(text for other, text in self._texts if other != task)

    def note(self, rating: Rating) -> None:
        """Take note of the state that the rating of a task has now: its rationale may be new, changed or gone."""
        if self._texts is None:
            return
        text = rating.answers.get(RATIONALE, {}).get("text")
        others = [known for known in self._texts if known[0] != rating.task]
        self._texts = ([(rating.task, text)] if text else []) + others
