"""The schema: a workspace of an earlier version is brought up to date with nothing lost."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlite_utils import Database
from tests.worlds import TASKS, Clock, answered, load, seen

from raterterm.core.events import Flagged, Submitted
from raterterm.core.flags import Flags
from raterterm.core.words import QuestionId
from raterterm.errors import WorkspaceError
from raterterm.store.acknowledgements import Acknowledgements
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.exposure import Exposures
from raterterm.store.flagged import flagged_tasks
from raterterm.store.log import Log
from raterterm.store.migrations import migrations
from raterterm.store.origins import Origins
from raterterm.store.queue import Place, Queue
from raterterm.store.receipts import Receipt, receipts, record_receipt
from raterterm.store.schema import HAS_TABLE, SCHEMA_VERSION
from raterterm.store.workspace import Workspace

FIRST = ("facts", "rubrics", "batches", "tasks", "ratings", "events", "drafts", "places", "receipts")
TABLES = {1: FIRST, 2: (*FIRST, "acknowledged", "exposures", "origins")}
"""Those of each version that is out there."""

RELEASED = {
    1: "823647e3f9d2bd7d906489831018358620ca4467d17ad261d41b4084b833a7c9",
    2: "43dec5a2e4be34018e58b1d73313e02801f773f9c542492b0ae8185acfe08a66",
}
"""SHA-256 of the statements of each, sorted, as they went out."""

IN_THE_WAY = {1: "exposures", 2: "ratings_flagged"}
"""What the step after each makes last but not first."""
MADE_BEFORE = {1: "acknowledged", 2: "bookmarks"}
"""What it makes first."""

T1, T2, T3 = TASKS
RATIONALE = QuestionId("rationale")

Rows = dict[str, list[tuple[object, ...]]]


class Former(NamedTuple):
    """A workspace of an earlier version, with all that this version can hold."""

    path: Path
    version: int


def rows_of(former: Former) -> Rows:
    """Return what the tables of its version hold."""
    tables = TABLES[former.version]
    with sqlite3.connect(former.path) as database:
        held = {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608
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
        Acknowledgements(workspace).acknowledge("r", "0" * 64)
        Exposures(workspace).record(batch.key, T1, clock().date())
        Origins(workspace).record(batch.key, [path])


@pytest.fixture(params=TABLES)
def former(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Former:
    """Return a workspace that the first migrations alone made."""
    rated(tmp_path / "today.db", clock)
    version: int = request.param
    path = tmp_path / "former.db"
    database = Database(sqlite3.connect(path), execute_plugins=False)
    migrations.apply(database, stop_before=[step.name for step in migrations.pending(database)][version])
    database.execute("ATTACH ? AS today", [str(tmp_path / "today.db")])
    for table in TABLES[version]:
        database.execute(f"INSERT INTO {table} SELECT * FROM today.{table}")  # noqa: S608
    database.conn.commit()
    database.conn.close()
    return Former(path, version)


def test_a_version_is_what_it_was(former: Former) -> None:
    """It is released: its tables are never edited, or files that are out there would differ from it."""
    with sqlite3.connect(former.path) as database:
        statements = database.execute(
            "SELECT sql FROM sqlite_schema WHERE sql NOT LIKE '%sqlite_%' ORDER BY 1"
        )
        text = "\n".join(sql for (sql,) in statements)
    database.close()

    assert {table for table, rows in rows_of(former).items() if not rows} == set()
    assert pragma(former.path, "user_version") == former.version
    assert sha256(text.encode()).hexdigest() == RELEASED[former.version]


def test_opening_it_brings_it_up_to_date_with_nothing_lost(former: Former, clock: Clock) -> None:
    """Every row stays as it was, and the batch can be rated further."""
    before = rows_of(former)

    Workspace.open(former.path, clock=clock).close()

    assert rows_of(former) == before
    assert pragma(former.path, "user_version") == SCHEMA_VERSION
    assert pragma(former.path, "integrity_check") == "ok"


def test_its_batch_is_rated_further(former: Former, clock: Clock) -> None:
    """Its chain goes on, its receipt holds, and what is new can be kept."""
    with Workspace.open(former.path, clock=clock) as workspace:
        batch = workspace.batches()[0]
        log, queue = Log(workspace, batch.key), Queue(workspace, batch.key)
        log.decide(T2, Submitted())
        Acknowledgements(workspace).acknowledge("r", "1" * 64)
        Exposures(workspace).record(batch.key, T1, clock().date())
        Bookmarks(workspace, batch.key).put(T3)

        assert Bookmarks(workspace, batch.key).positions() == {3}
        assert (log.head().events, log.rating(T1).status, log.rating(T2).status) == (
            5,
            "submitted",
            "submitted",
        )
        assert [receipt.bundle for receipt in receipts(workspace, batch)] == ["bundle-1"]
        assert queue.drafts(T3) == {"rationale": "half a sent"}
        assert Exposures(workspace).count(clock().date()) == 1


def test_it_is_brought_up_to_date_once(former: Former, clock: Clock) -> None:
    """Opening it again changes nothing."""
    Workspace.open(former.path, clock=clock).close()
    once = former.path.read_bytes()

    Workspace.open(former.path, clock=clock).close()

    assert former.path.read_bytes() == once


def test_a_look_leaves_it_as_it_is(former: Former) -> None:
    """Nothing was acknowledged, uncovered or bookmarked in a version that could not keep it."""
    before = former.path.read_bytes()

    with Workspace.look(former.path) as looker:
        batch = looker.batches()[0]
        assert batch.submitted == 1
        assert (Acknowledgements(looker).last("r") is None) == (former.version == 1)
        assert Exposures(looker).count(Clock()().date()) == former.version - 1
        assert Bookmarks(looker, batch.key).positions() == frozenset()
        assert [task.position for task in flagged_tasks(looker, batch.key, Flags())] == [2]

    assert former.path.read_bytes() == before


def test_a_failed_step_leaves_the_version_before(former: Former) -> None:
    """A step is done whole or not at all."""
    with sqlite3.connect(former.path) as database:
        database.execute(f"CREATE TABLE {IN_THE_WAY[former.version]} (in_the_way TEXT)")
    database.close()
    before = rows_of(former)

    with pytest.raises(WorkspaceError, match="already"):
        Workspace.open(former.path)

    assert (pragma(former.path, "user_version"), rows_of(former)) == (former.version, before)
    with sqlite3.connect(former.path) as database:
        found = database.execute(HAS_TABLE, [MADE_BEFORE[former.version]])
        assert found.fetchone() == (0,)
    database.close()
