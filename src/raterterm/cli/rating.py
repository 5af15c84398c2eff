"""``raterterm``, ``rate`` and ``load``: bring batches into the workspace and open the screen."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raterterm.cli.console import say_line, tell
from raterterm.cli.shipped import batch_path, rubric_path
from raterterm.core.task import Id, Task
from raterterm.errors import RatertermError, UsageError
from raterterm.files.batches import BatchReader
from raterterm.files.rubrics import RubricFile, read_rubric
from raterterm.settings import data_directory, read_identity, workspace_path
from raterterm.store.loading import RubricSource, Source, load_batch
from raterterm.store.workspace import BatchSummary, Workspace

if TYPE_CHECKING:
    from raterterm.tui.app import RatertermApp

PROGRESS_EVERY = 1000


@click.command(short_help="Load a batch if it is new, and rate it.")
@click.argument("rubric")
@click.argument("batch")
@click.option("--batch", "batch_id", metavar="ID", help="The batch's id; usually its file's name.")
@click.pass_obj
def rate(workspace: Path | None, rubric: str, batch: str, batch_id: str | None) -> int:
    """Rate BATCH, a JSONL file of tasks, by RUBRIC, a YAML file.

    Each may also be the name of one that comes with raterterm: raterterm rate pairwise-helpfulness general
    """
    require_terminal()
    rubric_file = read_rubric(rubric_path(rubric))
    with Workspace.open(workspace or workspace_path(), looking=True) as opened:
        if opened.is_writable:
            summary = load_file(opened, rubric_file, batch_path(batch), batch_id)
        else:
            tell(f"the workspace is in use by {opened.holder}: you can look, but not rate")
            known = opened.find_batch(id_of(batch_path(batch)) if batch_id is None else batch_id)
            summary = known or _absent(batch)
        return run_app(opened, summary.id)


@click.command(short_help="Load batches without opening them.")
@click.argument("rubric")
@click.argument("batches", nargs=-1, required=True)
@click.option("--batch", "batch_id", metavar="ID", help="The batch's id; usually its file's name.")
@click.pass_obj
def load(workspace: Path | None, rubric: str, batches: tuple[str, ...], batch_id: str | None) -> None:
    """Load BATCHES, JSONL files of tasks, to be rated by RUBRIC."""
    if batch_id is not None and len(batches) > 1:
        raise UsageError("--batch names one batch, but several were given")
    rubric_file = read_rubric(rubric_path(rubric))
    with Workspace.open(workspace or workspace_path()) as opened:
        for batch in batches:
            summary = load_file(opened, rubric_file, batch_path(batch), batch_id)
            say_line(f"{summary.id}: {summary.tasks} tasks, by {summary.rubric_label}")


def open_home(workspace: Path | None) -> None:
    """Open the app on the list of batches."""
    require_terminal()
    with Workspace.open(workspace or workspace_path(), looking=True) as opened:
        sys.exit(run_app(opened, None))


def load_file(
    workspace: Workspace, rubric: RubricFile, path: Path, batch_id: str | None = None
) -> BatchSummary:
    """Load the batch at ``path``, showing progress on a terminal."""
    reader = BatchReader(path, rubric.rubric)

    def tasks() -> Iterator[tuple[bytes, Task]]:
        yield from ((line.raw, line.task) for line in reader)

    source = Source(id_of(path) if batch_id is None else batch_id, tasks(), reader.sha256)
    guidelines = rubric.guidelines.source if rubric.guidelines else None
    parts = RubricSource(rubric.source, rubric.rubric, guidelines)
    return load_batch(workspace, parts, source, progress=_progress())


def id_of(path: Path) -> str:
    """Return the batch id that a file's name gives."""
    name = re.sub(r"[^a-z0-9._-]+", "-", path.name.removesuffix(".jsonl").lower())
    return name[: Id.max_length].strip("-.") or "batch"


def run_app(workspace: Workspace, batch: str | None) -> int:
    """Run the app until it ends; return its exit code."""
    from raterterm.tui.app import RatertermApp, Start  # noqa: PLC0415 - Textual takes a fifth of a second

    start = Start(batch, outgoing=Path.cwd(), settings=data_directory())
    code = run_screen(RatertermApp(workspace, lambda: read_identity(data_directory()), start))
    if batch and (known := workspace.find_batch(batch)):
        tell(f"all saved: {known.id}, {known.tasks - known.left} of {known.tasks} tasks decided")
    return code


def run_screen(app: "RatertermApp") -> int:
    """Run an app in this terminal."""
    app.run(mouse=False)
    if app.defect is not None:
        raise app.defect
    return app.return_code or 0


def require_terminal() -> None:
    """Refuse at once where Textual would hang."""
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.__stderr__ or sys.stderr)):
        raise UsageError(
            "the screen needs a terminal, but input or output is redirected",
            hints=["raterterm load RUBRIC BATCH", "raterterm status"],
        )
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UsageError(
            "the screen needs a terminal that can move its cursor", hints=["TERM=xterm-256color raterterm"]
        )


def _progress() -> Callable[[int], None]:
    if not sys.stderr.isatty():
        return lambda _: None

    def show(count: int) -> None:
        if count % PROGRESS_EVERY == 0:
            print(f"\r{count} tasks", end="\r", file=sys.stderr, flush=True)

    return show


def _absent(batch: str) -> BatchSummary:
    raise RatertermError(f"{batch} is not loaded yet", hints=["close the other raterterm, then try again"])
