"""The workspace's tables, as numbered migrations that are never edited once released.

``events`` is the truth and only grows; ``ratings`` and the counters of ``batches`` follow from it and
change in the same transaction.  ``drafts`` and ``places`` are no decisions: text that is being typed,
and where the rater stood.  ``acknowledged``, ``exposures`` and ``bookmarks`` are the rater's own and
leave in no bundle.  ``purged`` says what was delivered of batches that are no longer there.

sqlite-utils takes a twelfth of a second to import: only here, for a workspace that is new or old.
"""

from collections.abc import Callable
from sqlite3 import Connection

from sqlite_utils import Database, Migrations

from raterterm.store.schema import APPLICATION_ID

migrations = Migrations("raterterm")
_step: Callable[..., Callable[[Callable[[Database], None]], object]] = migrations
# sqlite-utils leaves its decorator without types.


def migrate(connection: Connection) -> None:
    """Bring a workspace to the schema of this version; each step is done whole or not at all."""
    migrations.apply(Database(connection, execute_plugins=False))


def make_tables(connection: Connection, version: int) -> None:
    """Make the tables of a version in a database that has none."""
    database = Database(connection, execute_plugins=False)
    later = [step.name for step in migrations.pending(database)][version:]
    migrations.apply(database, stop_before=later)


_FIRST = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE rubrics (
    key INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL,
    source BLOB NOT NULL,
    title TEXT NOT NULL,
    label TEXT NOT NULL,
    compiled BLOB NOT NULL,
    guidelines_sha256 TEXT,
    guidelines BLOB,
    UNIQUE (sha256, guidelines_sha256)
) STRICT;

CREATE TABLE batches (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    rubric INTEGER NOT NULL REFERENCES rubrics (key),
    loaded_at TEXT NOT NULL,
    tasks INTEGER NOT NULL,
    submitted INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    events INTEGER NOT NULL DEFAULT 0,
    head TEXT NOT NULL
) STRICT;

CREATE TABLE tasks (
    key INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    raw BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (batch, position),
    UNIQUE (batch, id)
) STRICT;

CREATE TABLE ratings (
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    task TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'submitted', 'skipped')),
    flagged INTEGER NOT NULL DEFAULT 0,
    touched INTEGER NOT NULL DEFAULT 0,
    state BLOB,
    PRIMARY KEY (batch, position),
    UNIQUE (batch, task)
) STRICT, WITHOUT ROWID;

CREATE INDEX ratings_by_status ON ratings (batch, status, position);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batches (key),
    n INTEGER NOT NULL,
    task TEXT NOT NULL,
    changes INTEGER NOT NULL,
    line BLOB NOT NULL,
    UNIQUE (batch, n)
) STRICT;

CREATE INDEX events_by_task ON events (batch, task, n);

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE (ABORT, 'events are never changed'); END;

CREATE TABLE drafts (
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    task TEXT NOT NULL,
    question TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (batch, task, question)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    batch INTEGER PRIMARY KEY REFERENCES batches (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    question TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE receipts (
    key INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batches (key),
    sequence INTEGER NOT NULL,
    bundle TEXT NOT NULL UNIQUE,
    events INTEGER NOT NULL,
    head TEXT NOT NULL,
    exported_at TEXT NOT NULL,
    UNIQUE (batch, sequence)
) STRICT;
"""


@_step(name="001 a workspace of one rater")
def _first(database: Database) -> None:
    # Not executescript(), which would commit the transaction that the migration runs in.
    for statement in _statements(_FIRST):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute("PRAGMA user_version = 1")


_SECOND = """
CREATE TABLE acknowledged (
    key INTEGER PRIMARY KEY,
    rubric TEXT NOT NULL,
    guidelines_sha256 TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX acknowledged_by_rubric ON acknowledged (rubric, key);

CREATE TABLE exposures (
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    task TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (batch, task, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX exposures_by_day ON exposures (day);

CREATE TABLE origins (
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    PRIMARY KEY (batch, path)
) STRICT, WITHOUT ROWID;
"""


@_step(name="002 guidelines acknowledged, sensitive tasks uncovered, files read")
def _second(database: Database) -> None:
    for statement in _statements(_SECOND):
        database.execute(statement)
    database.execute("PRAGMA user_version = 2")


_THIRD = """
CREATE TABLE bookmarks (
    batch INTEGER NOT NULL REFERENCES batches (key) ON DELETE CASCADE,
    task TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (batch, task)
) STRICT, WITHOUT ROWID;

CREATE INDEX ratings_flagged ON ratings (batch, position) WHERE flagged;
"""


@_step(name="003 tasks bookmarked, flagged tasks found at once")
def _third(database: Database) -> None:
    for statement in _statements(_THIRD):
        database.execute(statement)
    database.execute("PRAGMA user_version = 3")


_FOURTH = """
CREATE TABLE purged (
    key INTEGER PRIMARY KEY,
    batch TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    rubric TEXT NOT NULL,
    tasks INTEGER NOT NULL,
    submitted INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    flagged INTEGER NOT NULL,
    events INTEGER NOT NULL,
    head TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE purged_receipts (
    purged INTEGER NOT NULL REFERENCES purged (key) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    events INTEGER NOT NULL,
    head TEXT NOT NULL,
    exported_at TEXT NOT NULL,
    PRIMARY KEY (purged, sequence)
) STRICT, WITHOUT ROWID;
"""


@_step(name="004 receipts of batches that were purged")
def _fourth(database: Database) -> None:
    for statement in _statements(_FOURTH):
        database.execute(statement)
    database.execute("PRAGMA user_version = 4")


def _statements(script: str) -> list[str]:
    return [statement for statement in script.strip().split("\n\n") if statement]
