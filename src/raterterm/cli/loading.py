"""Loads rubrics and batches from files into the workspace, showing progress on a terminal."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from raterterm.core.task import Task
from raterterm.files.batches import BatchReader
from raterterm.files.rubrics import RubricFile, read_rubric
from raterterm.store.loading import RubricSource, Source, load_batch
from raterterm.store.origins import Origins
from raterterm.store.workspace import BatchSummary, Workspace

PROGRESS_EVERY = 1000


class Rubric(NamedTuple):
    """A rubric that was read, and the files that it was read from."""

    read: RubricFile
    files: tuple[Path, ...]


def read_rubric_file(path: Path) -> Rubric:
    """Return the rubric at ``path``; raise InputError with all its faults."""
    read = read_rubric(path)
    guidelines = read.rubric.guidelines
    return Rubric(read, (path, path.with_name(guidelines)) if guidelines else (path,))


def load_file(workspace: Workspace, rubric: Rubric, path: Path, name: str) -> BatchSummary:
    """Load the batch at ``path`` under a name, or find it there already."""
    reader = BatchReader(path, rubric.read.rubric)

    def tasks() -> Iterator[tuple[bytes, Task]]:
        yield from ((line.raw, line.task) for line in reader)

    source = Source(name, tasks(), reader.sha256)
    summary = load_batch(workspace, rubric_source(rubric), source, progress=_progress())
    Origins(workspace).record(summary.key, [*rubric.files, path])
    return summary


def rubric_source(rubric: Rubric) -> RubricSource:
    """Return a rubric as the workspace takes it."""
    guidelines = rubric.read.guidelines.source if rubric.read.guidelines else None
    return RubricSource(rubric.read.source, rubric.read.rubric, guidelines)


def _progress() -> Callable[[int], None]:
    if not sys.stderr.isatty():
        return lambda _: None

    def show(count: int) -> None:
        if count % PROGRESS_EVERY == 0:
            print(f"\r{count} tasks", end="\r", file=sys.stderr, flush=True)

    return show
