"""Origins: from which files a batch was loaded, so that they need not be read again to rate on.

A file counts as the same while its path, size and time of modification are: as for ``make`` and ``git``.
What is rated is in the workspace either way.
"""

from collections.abc import Iterable
from pathlib import Path

from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import Workspace


class Origins:
    """The files that batches were loaded from."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def record(self, batch: int, files: Iterable[Path]) -> None:
        """Remember the files of the batch with this key.  Raises WorkspaceError when it could not be saved."""
        if not self._workspace.is_writable:
            return
        with self._workspace.transaction() as database:
            database.execute("DELETE FROM origins WHERE batch = ?", [batch])
            for file in files:
                size, modified = _seen(file)
                database.execute(
                    "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?)", [batch, _name(file), size, modified]
                )

    def are_unchanged(self, batch: int, named: Iterable[Path]) -> bool:
        """Tell whether the batch was loaded from files of which ``named`` are some, and none has changed."""
        if self._workspace.row(HAS_TABLE, ["origins"]) == (0,):
            return False
        rows = self._workspace.rows("SELECT path, size, modified FROM origins WHERE batch = ?", [batch])
        known = {path: (size, modified) for path, size, modified in rows}
        if not known or not {_name(file) for file in named} <= known.keys():
            return False
        try:
            return all(_seen(Path(path)) == seen for path, seen in known.items())
        except OSError:
            return False


def _name(file: Path) -> str:
    # As the file system has it, also where that is no Unicode.
    return str(file.resolve()).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _seen(file: Path) -> tuple[int, int]:
    found = file.stat()
    return found.st_size, found.st_mtime_ns
