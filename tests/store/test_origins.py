"""Origins: a batch is rated on without reading its files again, as long as they are what they were."""

import os
from pathlib import Path

import pytest
from tests.worlds import a_rubric, rubric_source, source_of, task_line

from raterterm.store.loading import load_batch
from raterterm.store.origins import Origins
from raterterm.store.workspace import Workspace


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return the files of a batch."""
    made = [tmp_path / name for name in ("rubric.yaml", "guide.md", "batch.jsonl")]
    for file in made:
        file.write_text("content")
    return made


@pytest.fixture
def batch(workspace: Workspace, files: list[Path]) -> int:
    """Return the key of a batch whose files were recorded."""
    summary = load_batch(workspace, rubric_source(a_rubric()), source_of([task_line()], "b"))
    Origins(workspace).record(summary.key, files)
    return summary.key


def test_files_that_nobody_touched_are_the_same(workspace: Workspace, files: list[Path], batch: int) -> None:
    """Those that are named on the command line are enough: the guidelines are known beside them."""
    assert Origins(workspace).are_unchanged(batch, [files[0], files[2]])


@pytest.mark.parametrize("changed", [0, 1, 2])
def test_a_file_that_changed_is_another(
    workspace: Workspace, files: list[Path], batch: int, changed: int
) -> None:
    """Also the guidelines, which nobody names."""
    files[changed].write_text("contents")

    assert not Origins(workspace).are_unchanged(batch, [files[0], files[2]])


def test_a_file_of_the_same_size_is_told_by_its_time(
    workspace: Workspace, files: list[Path], batch: int
) -> None:
    """To the nanosecond, as the file system keeps it."""
    seen = files[2].stat()
    os.utime(files[2], ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))

    assert not Origins(workspace).are_unchanged(batch, [files[0], files[2]])


def test_other_files_and_missing_ones_are_not_the_same(
    workspace: Workspace, files: list[Path], batch: int, tmp_path: Path
) -> None:
    """A batch of this name may have come from elsewhere."""
    assert not Origins(workspace).are_unchanged(batch, [files[0], tmp_path / "other.jsonl"])
    files[1].unlink()
    assert not Origins(workspace).are_unchanged(batch, [files[0], files[2]])


def test_a_batch_without_origins_has_none(workspace: Workspace) -> None:
    """Such as one that was loaded before they were recorded."""
    summary = load_batch(workspace, rubric_source(a_rubric()), source_of([task_line()], "b"))

    assert not Origins(workspace).are_unchanged(summary.key, [])
