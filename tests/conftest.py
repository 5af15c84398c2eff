"""Fixtures that the tests of every area share."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest
from hypothesis import settings
from tests.worlds import Clock, load

from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import BatchSummary, Workspace

# The same examples in every run: a red one can be repeated. --hypothesis-profile=explore draws new ones.
settings.register_profile("raterterm", deadline=None, database=None, derandomize=True)
settings.register_profile("explore", deadline=None, database=None, max_examples=2000)
settings.load_profile("raterterm")


def pytest_collection_finish() -> None:
    """Keep the collector off what was imported and collected: to look through it took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that moves one second each time it is read."""
    return Clock()


@pytest.fixture
def workspace_path(tmp_path: Path) -> Path:
    """Return where a workspace can be made."""
    return tmp_path / "home" / "raterterm.db"


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a workspace in which nothing is yet; to make it takes longer than to copy it."""
    path = tmp_path_factory.mktemp("blank") / "raterterm.db"
    Workspace.open(path).close()
    return path


@pytest.fixture
def workspace(workspace_path: Path, blank: Path, clock: Clock) -> Iterator[Workspace]:
    """Return a new workspace, open for writing."""
    workspace_path.parent.mkdir(mode=0o700)
    workspace_path.write_bytes(blank.read_bytes())
    workspace_path.chmod(0o600)
    with closing(sqlite3.connect(workspace_path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("UPDATE facts SET value = ? WHERE name = 'seed'", [token_hex(16)])
        database.commit()
    with Workspace.open(workspace_path, clock=clock) as opened:
        yield opened


@pytest.fixture
def batch(workspace: Workspace) -> BatchSummary:
    """Return batch b with the tasks t-1, t-2 and t-3."""
    return load(workspace)


@pytest.fixture
def log(workspace: Workspace, batch: BatchSummary) -> Log:
    """Return the decisions about batch b."""
    return Log(workspace, batch.key)


@pytest.fixture
def queue(workspace: Workspace, batch: BatchSummary) -> Queue:
    """Return the tasks of batch b."""
    return Queue(workspace, batch.key)
