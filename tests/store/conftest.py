"""A workspace that is copied to be damaged."""

from pathlib import Path

import pytest
from tests.store.rated import make_rated


@pytest.fixture(scope="session")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed workspace with something in each of its tables."""
    path = tmp_path_factory.mktemp("rated") / "rated.db"
    make_rated(path)
    return path
