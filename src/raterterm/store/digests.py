"""Digests: what vouches for rows that never change and of which no chain and no counter speaks.

A row's digest stands among the facts, written with it in one transaction.  A workspace of an earlier
version has none until it is loaded into, exported from or purged.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from sqlite3 import Connection
from typing import Any

from raterterm.core import jsontext
from raterterm.store.schema import HAS_TABLE

Value = int | str | bytes | None

Read = Callable[..., list[tuple[Any, ...]]]
"""Returns the rows of a query with its values."""

_ROWS = {
    "rubrics": "SELECT key, sha256, source, title, label, compiled, guidelines_sha256, guidelines FROM rubrics",
    "batches": "SELECT key, id, sha256, rubric, loaded_at, tasks FROM batches",
    "receipts": "SELECT key, batch, sequence, bundle, events, head, exported_at FROM receipts",
    "purged": """
        SELECT key, batch, sha256, rubric, tasks, submitted, skipped, flagged, events, head, at FROM purged
    """,
    "purged_receipts": """
        SELECT purged || '.' || sequence, bundle, events, head, exported_at FROM purged_receipts
    """,
}
"""What is vouched for, the key first."""

_FACTS = "SELECT name, value FROM facts"


def vouch(database: Connection) -> None:
    """Keep a digest of each row that has none, in a transaction of the caller's."""
    there = [(name, _digest(values)) for name, values in _rows(_reader(database))]
    database.executemany("INSERT INTO facts VALUES (?, ?) ON CONFLICT DO NOTHING", there)


def forget(database: Connection) -> None:
    """Drop the digests of rows that are gone, in a transaction of the caller's."""
    read = _reader(database)
    there = {name for name, _ in _rows(read)}
    gone = [(name,) for name in _kept(read) if name not in there]
    database.executemany("DELETE FROM facts WHERE name = ?", gone)


def unvouched(read: Read) -> list[str]:
    """Return the rows that are not what their digests say, as ``rubrics 1``; raises what ``read`` does."""
    kept = _kept(read)
    wrong = [name for name, values in _rows(read) if kept.pop(name, None) not in {None, _digest(values)}]
    return [name.removeprefix(_PREFIX) for name in (*wrong, *kept)]


_PREFIX = "digest of "


def _reader(database: Connection) -> Read:
    return lambda sql, *values: database.execute(sql, *values).fetchall()


def _rows(read: Read) -> Iterator[tuple[str, list[Value]]]:
    """Yield what is vouched for, under the name of its digest."""
    for fact, value in read(_FACTS):
        if not fact.startswith(_PREFIX):
            yield f"{_PREFIX}facts {fact}", [value]
    for table, rows in _ROWS.items():
        if read(HAS_TABLE, [table]) == [(1,)]:
            for key, *values in read(rows):
                yield f"{_PREFIX}{table} {key}", values


def _kept(read: Read) -> dict[str, str]:
    return {name: value for name, value in read(_FACTS) if name.startswith(_PREFIX)}


def _digest(values: list[Value]) -> str:
    """Return the digest of a row, bytes as the hexadecimal of them."""
    parts = [value.hex() if isinstance(value, bytes) else value for value in values]
    return sha256(jsontext.encode(parts)).hexdigest()
