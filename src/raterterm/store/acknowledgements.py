"""Acknowledgements: which text of the guidelines a rater has taken note of.

They tell what changed since.  They are for the rater alone and leave in no bundle: whether somebody read
is theirs to say.
"""

from typing import NamedTuple

from raterterm.core.words import Instant, Sha256
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import Workspace


class Acknowledged(NamedTuple):
    """Guidelines that were taken note of."""

    sha256: Sha256
    """Of the Markdown file."""
    at: Instant
    markdown: str | None
    """None when the workspace no longer holds the text."""


class Acknowledgements:
    """What was taken note of, by rubric id; the last one counts."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def last(self, rubric: str) -> Acknowledged | None:
        """Return the guidelines of ``rubric`` that were acknowledged last, or None before the first time.

        Raises WorkspaceDamaged when the text is not as it was stored.
        """
        if self._workspace.row(HAS_TABLE, ["acknowledged"]) == (0,):
            return None
        rows = self._workspace.rows(
            """
            SELECT a.guidelines_sha256, a.at,
                   (SELECT guidelines FROM rubrics r
                    WHERE r.guidelines_sha256 = a.guidelines_sha256 AND guidelines IS NOT NULL LIMIT 1)
            FROM acknowledged a WHERE a.rubric = ? ORDER BY a.key DESC LIMIT 1
            """,
            [rubric],
        )
        return self._read(*rows[0]) if rows else None

    def acknowledge(self, rubric: str, sha256: Sha256) -> None:
        """Take note that the rater knows the guidelines with this digest.

        Nothing is kept when they are the last already, or when this process may only look.  Raises
        WorkspaceError when it could not be saved.
        """
        known = self.last(rubric)
        if not self._workspace.is_writable or (known and known.sha256 == sha256):
            return
        with self._workspace.transaction() as database:
            database.execute(
                "INSERT INTO acknowledged (rubric, guidelines_sha256, at) VALUES (?, ?, ?)",
                [rubric, sha256, self._workspace.now()],
            )

    def _read(self, sha256: str, at: str, source: bytes | None) -> Acknowledged:
        with self._workspace.reading("the text of acknowledged guidelines"):
            return Acknowledged(sha256, at, None if source is None else source.decode())
