"""Leftovers: whether the log that a crash left beside a workspace is there, and that workspace's own.

SQLite does not bind a log to its file: one that is copied beside another workspace, or a workspace that
is put back from a copy, is overwritten with the log's pages without a word, and for good.  Nor does it
miss a log that was removed, or the rest of one of which a page is damaged.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from raterterm.store.extent import extent_of
from raterterm.store.lock import Left
from raterterm.store.pages import Pages, logged_pages
from raterterm.store.salvage import Salvaged, named_among, salvage
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import damaged, uri_of


def check_left(path: Path, left: Left | None) -> None:
    """Raise WorkspaceDamaged when a crash left another log beside a workspace than its own, or lost any of it.

    ``left`` is what the lock says.  Raises OSError and what SQLite raises on a file that is not whole.
    """
    log = path.with_name(path.name + "-wal")
    is_logged = log.is_file() and log.stat().st_size > 0
    if is_logged:
        check_log(path)
    if left and not left.is_closed and (gone := missing_of(path, left)):
        why = "is not whole" if is_logged else "was taken away"
        raise damaged(path, f"it lacks {' and '.join(gone)} that had been saved: {log.name} {why}")


def check_log(path: Path) -> None:
    """Raise WorkspaceDamaged unless all that lasts is still there when the log is read over the file.

    Nothing is written but what SQLite keeps in memory beside the file.  Raises OSError and what SQLite
    raises on a file that is not whole.
    """
    log = path.with_name(path.name + "-wal")
    with Pages(path, with_log=False) as pages:
        replaced = sorted(number for number in logged_pages(log) if number <= pages.in_file)
        before = salvage(pages, replaced)
    with closing(sqlite3.connect(f"{uri_of(path)}?mode=ro", uri=True)) as database:
        if not (_lasts(before, database) and _chains_end(database)):
            raise damaged(path, f"{log.name} does not belong to it, or to another time of it")


def missing_of(path: Path, left: Left) -> list[str]:
    """Return what is not there of what had been saved, as ``3 events``; nothing when it is another workspace.

    Raises what SQLite raises on a file that is not whole.
    """
    if path.with_name(path.name + "-journal").exists():
        # A step to a newer schema that was ended in the middle: to be taken back first, and never in a log.
        return []
    with closing(sqlite3.connect(f"{uri_of(path)}?mode=ro", uri=True)) as database:
        seed = database.execute("SELECT value FROM facts WHERE name = 'seed'").fetchone()
        return extent_of(database).lacks(left.extent) if seed == (left.keepsake,) else []


def _lasts(before: Salvaged, database: Connection) -> bool:
    """Tell whether rows that never change are what they were."""
    if before.seed and database.execute("SELECT value FROM facts WHERE name = 'seed'").fetchone() != (
        before.seed,
    ):
        return False
    gone = _purged_since(before, database)
    for key, batch in before.batches.items():
        is_there = (
            "SELECT count(*) FROM batches WHERE id = ? AND sha256 = ? AND loaded_at = ? AND events >= ?"
        )
        known = [batch.id, batch.sha256, batch.loaded_at, batch.events]
        if key not in gone and database.execute(is_there, known).fetchone() == (0,):
            return False
    stored = "SELECT line FROM events WHERE batch = ? AND n = ?"
    return all(
        key[0] in gone or database.execute(stored, key).fetchone() in [(line,) for line in lines]
        for key, lines in before.events.items()
    )


def _purged_since(before: Salvaged, database: Connection) -> frozenset[int]:
    """Return the batches of ``before`` that were purged, also those of which the events alone could be read."""
    if database.execute(HAS_TABLE, ["purged"]).fetchone() == (0,):
        return frozenset()
    purged = set(database.execute("SELECT batch, sha256 FROM purged"))
    here = {key for (key,) in database.execute("SELECT key FROM batches")}
    gone = named_among(before, purged)
    nameless = {key for key, _ in before.events if key not in before.batches and key not in here}
    return gone | nameless if purged else gone


def _chains_end(database: Connection) -> bool:
    """Tell whether each batch has as many events as it says, and ends where it says."""
    batches = database.execute("SELECT key, events, head FROM batches").fetchall()
    for key, events, head in batches:
        count, last = database.execute(
            "SELECT count(*), max(n) FROM events WHERE batch = ?", [key]
        ).fetchone()
        if count != events or (last or 0) != events:
            return False
        if events:
            (line,) = database.execute(
                "SELECT line FROM events WHERE batch = ? AND n = ?", [key, events]
            ).fetchone()
            if sha256(line).hexdigest() != head:
                return False
    return True
