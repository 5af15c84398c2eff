"""The extent of a workspace: numbers that only grow, by which it is missed when what was saved is gone."""

from sqlite3 import Connection
from typing import NamedTuple

from raterterm.store.schema import HAS_TABLE


class Extent(NamedTuple):
    """How much was ever saved in a workspace; a purge makes none of it less."""

    events: int
    batches: int
    receipts: int

    def lacks(self, other: "Extent") -> list[str]:
        """Return what ``other`` has and this one has not, as ``3 events``."""
        less = [(more - own, name) for own, more, name in zip(self, other, self._fields, strict=True)]
        return [f"{count} {_ONE[name] if count == 1 else name}" for count, name in less if count > 0]


_ONE = {"events": "event", "batches": "batch", "receipts": "receipt"}

_GROWS = """
    SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),
           (SELECT count(*) FROM batches), (SELECT count(*) FROM receipts)
"""

_GONE = "SELECT 0, (SELECT count(*) FROM purged), (SELECT count(*) FROM purged_receipts)"


def extent_of(database: Connection) -> Extent:
    """Return the extent of the workspace that ``database`` is open on; raises what SQLite does."""
    there = Extent(*database.execute(_GROWS).fetchone())
    if database.execute(HAS_TABLE, ["purged"]).fetchone() == (0,):
        return there
    gone = database.execute(_GONE).fetchone()
    return Extent(*(one + other for one, other in zip(there, gone, strict=True)))
