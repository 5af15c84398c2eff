"""Fixtures that the tests of every area share."""

from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture
def clock() -> Clock:
    """Return a clock that moves one second each time it is read."""
    return Clock()


@pytest.fixture
def workspace_path(tmp_path: Path) -> Path:
    """Return where a workspace can be made."""
    return tmp_path / "home" / "raterterm.db"


@pytest.fixture
def workspace(workspace_path: Path, clock: Clock) -> Iterator[Workspace]:
    """Return a new workspace, open for writing."""
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
