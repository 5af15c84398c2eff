"""Leftovers: whether the log that a crash left beside a workspace is that workspace's own.

SQLite does not bind a log to its file: one that is copied beside another workspace, or a workspace that
is put back from a copy, is overwritten with the log's pages without a word, and for good.
"""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import Connection

from raterterm.store.pages import Pages, logged_pages
from raterterm.store.salvage import BatchRow, Salvaged, salvage
from raterterm.store.schema import HAS_TABLE
from raterterm.store.workspace import damaged, uri_of


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


def _lasts(before: Salvaged, database: Connection) -> bool:
    """Tell whether rows that never change are what they were."""
    if before.seed and database.execute("SELECT value FROM facts WHERE name = 'seed'").fetchone() != (
        before.seed,
    ):
        return False
    gone = {key for key, batch in before.batches.items() if _is_purged(batch, database)}
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


def _is_purged(batch: BatchRow, database: Connection) -> bool:
    if database.execute(HAS_TABLE, ["purged"]).fetchone() == (0,):
        return False
    named = "SELECT count(*) FROM purged WHERE batch = ? AND sha256 = ?"
    return bool(database.execute(named, [batch.id, batch.sha256]).fetchone()[0])


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
