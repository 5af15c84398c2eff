"""The schema: a workspace of an earlier version is brought up to date with nothing lost."""

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from sqlite_utils import Database
from tests.worlds import TASKS, Clock, answered, load, seen

from raterterm.core.events import Flagged, Submitted
from raterterm.core.words import QuestionId
from raterterm.errors import WorkspaceError
from raterterm.store.acknowledgements import Acknowledgements
from raterterm.store.exposure import Exposures
from raterterm.store.log import Log
from raterterm.store.migrations import migrations
from raterterm.store.queue import Place, Queue
from raterterm.store.receipts import Receipt, receipts, record_receipt
from raterterm.store.schema import SCHEMA_VERSION
from raterterm.store.workspace import Workspace

FIRST = ("facts", "rubrics", "batches", "tasks", "ratings", "events", "drafts", "places", "receipts")
"""The tables of version 1."""

RELEASED = "823647e3f9d2bd7d906489831018358620ca4467d17ad261d41b4084b833a7c9"
"""SHA-256 of its statements, sorted, as they went out."""

T1, T2, T3 = TASKS
RATIONALE = QuestionId("rationale")

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(path: Path) -> Rows:
    """Return what the tables of version 1 hold."""
    with sqlite3.connect(path) as database:
        held = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in FIRST}  # noqa: S608
    database.close()
    return held


def pragma(path: Path, name: str) -> object:
    """Return a number of the file's header, or what a check says."""
    with sqlite3.connect(path) as database:
        (value,) = database.execute(f"PRAGMA {name}").fetchone()
    database.close()
    return value


def rated(path: Path, clock: Clock) -> None:
    """Make a workspace in which a batch was rated, delivered, and rated further."""
    with Workspace.open(path, clock=clock) as workspace:
        batch = load(workspace)
        log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
        log.decide(T1, seen("r1", "r2"))
        log.decide(T1, answered("preference", {"better": "r1", "by": 1, "both_bad": False}))
        log.decide(T1, Submitted())
        head = log.head()
        with workspace.transaction() as database:
            receipt = Receipt(1, "bundle-1", head.events, head.sha256)
            record_receipt(database, batch, receipt, workspace.now())
        log.decide(T2, Flagged(category="unsafe"))
        queue.keep_draft(T3, RATIONALE, "half a sent")
        queue.remember(Place(3, RATIONALE))


@pytest.fixture
def first(tmp_path: Path, clock: Clock) -> Path:
    """Return a workspace that the first migration alone made, with all that version 1 can hold."""
    rated(tmp_path / "today.db", clock)
    path = tmp_path / "first.db"
    database = Database(sqlite3.connect(path), execute_plugins=False)
    migrations.apply(database, stop_before=[step.name for step in migrations.pending(database)][1])
    database.execute("ATTACH ? AS today", [str(tmp_path / "today.db")])
    for table in FIRST:
        database.execute(f"INSERT INTO {table} SELECT * FROM today.{table}")  # noqa: S608
    database.conn.commit()
    database.conn.close()
    return path


def test_version_1_is_what_it_was(first: Path) -> None:
    """It is released: its tables are never edited, or files that are out there would differ from it."""
    with sqlite3.connect(first) as database:
        statements = database.execute(
            "SELECT sql FROM sqlite_schema WHERE sql NOT LIKE '%sqlite_%' ORDER BY 1"
        )
        text = "\n".join(sql for (sql,) in statements)
    database.close()

    assert {table for table, rows in rows_of(first).items() if not rows} == set()
    assert pragma(first, "user_version") == 1
    assert sha256(text.encode()).hexdigest() == RELEASED


def test_opening_it_brings_it_up_to_date_with_nothing_lost(first: Path, clock: Clock) -> None:
    """Every row stays as it was, and the batch can be rated further."""
    before = rows_of(first)

    Workspace.open(first, clock=clock).close()

    assert rows_of(first) == before
    assert pragma(first, "user_version") == SCHEMA_VERSION
    assert pragma(first, "integrity_check") == "ok"


def test_a_batch_of_version_1_is_rated_further(first: Path, clock: Clock) -> None:
    """Its chain goes on, its receipt holds, and what is new can be kept."""
    with Workspace.open(first, clock=clock) as workspace:
        batch = workspace.batches()[0]
        log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
        log.decide(T2, Submitted())
        Acknowledgements(workspace).acknowledge("r", "0" * 64)
        Exposures(workspace).record(batch.key, T1, clock().date())

        assert (log.head().events, log.rating(T1).status, log.rating(T2).status) == (
            5,
            "submitted",
            "submitted",
        )
        assert [receipt.bundle for receipt in receipts(workspace, batch)] == ["bundle-1"]
        assert queue.drafts(T3) == {"rationale": "half a sent"}
        assert Exposures(workspace).count(clock().date()) == 1


def test_it_is_brought_up_to_date_once(first: Path, clock: Clock) -> None:
    """Opening it again changes nothing."""
    Workspace.open(first, clock=clock).close()
    once = first.read_bytes()

    Workspace.open(first, clock=clock).close()

    assert first.read_bytes() == once


def test_a_look_leaves_it_as_it_is(first: Path) -> None:
    """Nothing was acknowledged or uncovered in a version that could not keep it."""
    before = first.read_bytes()

    with Workspace.look(first) as looker:
        assert looker.batches()[0].submitted == 1
        assert Acknowledgements(looker).last("r") is None
        assert Exposures(looker).count(Clock()().date()) == 0

    assert first.read_bytes() == before


def test_a_failed_step_leaves_the_version_before(first: Path) -> None:
    """A step is done whole or not at all."""
    with sqlite3.connect(first) as database:
        database.execute("CREATE TABLE exposures (in_the_way TEXT)")
    database.close()
    before = rows_of(first)

    with pytest.raises(WorkspaceError, match="already exists"):
        Workspace.open(first)

    assert (pragma(first, "user_version"), rows_of(first)) == (1, before)
    with sqlite3.connect(first) as database:
        found = database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'acknowledged'")
        assert found.fetchone() == (0,)
    database.close()
