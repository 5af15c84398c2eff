"""``raterterm``, ``rate`` and ``load``: bring batches into the workspace and open the screen."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raterterm.cli.console import say_line, tell
from raterterm.cli.shipped import batch_path, rubric_path
from raterterm.core.task import Id
from raterterm.errors import RatertermError, UsageError
from raterterm.settings import data_directory, read_identity, workspace_path
from raterterm.store.origins import Origins
from raterterm.store.workspace import BatchSummary, Workspace

if TYPE_CHECKING:
    from raterterm.tui.app import RatertermApp


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
    path = workspace or workspace_path()
    rubric_file, batch_file = rubric_path(rubric), batch_path(batch)
    name = id_of(batch_file) if batch_id is None else batch_id
    if path.exists():
        with Workspace.open(path, looking=True) as opened:
            known = opened.find_batch(name)
            if not opened.is_writable:
                tell(f"the workspace is in use by {opened.holder}: you can look, but not rate")
                return run_app(opened, (known or _absent(batch)).id)
            if known and Origins(opened).are_unchanged(known.key, [rubric_file, batch_file]):
                return run_app(opened, known.id)
    return _load_and_rate(path, rubric_file, batch_file, name)


def _load_and_rate(path: Path, rubric: Path, batch: Path, name: str) -> int:
    from raterterm.cli.loading import load_file, read_rubric_file  # noqa: PLC0415 - YAML is slow to import

    # Before the workspace: a fault in the rubric leaves nothing behind.
    rubric_file = read_rubric_file(rubric)
    with Workspace.open(path) as opened:
        return run_app(opened, load_file(opened, rubric_file, batch, name).id)


@click.command(short_help="Load batches without opening them.")
@click.argument("rubric")
@click.argument("batches", nargs=-1, required=True)
@click.option("--batch", "batch_id", metavar="ID", help="The batch's id; usually its file's name.")
@click.pass_obj
def load(workspace: Path | None, rubric: str, batches: tuple[str, ...], batch_id: str | None) -> None:
    """Load BATCHES, JSONL files of tasks, to be rated by RUBRIC."""
    if batch_id is not None and len(batches) > 1:
        raise UsageError("--batch names one batch, but several were given")
    from raterterm.cli.loading import load_file, read_rubric_file  # noqa: PLC0415 - as above

    rubric_file = read_rubric_file(rubric_path(rubric))
    with Workspace.open(workspace or workspace_path()) as opened:
        for batch in batches:
            file = batch_path(batch)
            summary = load_file(opened, rubric_file, file, id_of(file) if batch_id is None else batch_id)
            say_line(f"{summary.id}: {summary.tasks} tasks, by {summary.rubric_label}")


def open_home(workspace: Path | None) -> None:
    """Open the app on the list of batches."""
    require_terminal()
    with Workspace.open(workspace or workspace_path(), looking=True) as opened:
        sys.exit(run_app(opened, None))


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


def _absent(batch: str) -> BatchSummary:
    raise RatertermError(f"{batch} is not loaded yet", hints=["close the other raterterm, then try again"])
