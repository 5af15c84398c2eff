"""``check``, ``status`` and ``schema``: what is in a file, in the workspace, in a format."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raterterm.cli.console import say_json, say_line, tell_error
from raterterm.cli.shipped import rubric_path
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.errors import InputError, UsageError
from raterterm.files.batches import BatchReader
from raterterm.files.rubrics import read_rubric
from raterterm.settings import workspace_path

if TYPE_CHECKING:
    from raterterm.store.workspace import BatchSummary, Workspace


@click.command(short_help="Check rubrics and batches: all faults, with places.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--rubric", help="Check that batches can be rated by this rubric.")
def check(files: tuple[Path, ...], rubric: str | None) -> int:
    """Check FILES: rubrics (.yaml) and batches (.jsonl)."""
    by = read_rubric(rubric_path(rubric)).rubric if rubric else None
    return max(_checked(file, by) for file in files)


def _checked(file: Path, rubric: Rubric | None) -> int:
    try:
        say_line(f"{file}: {_checker(file)(file, rubric)}")
    except InputError as error:
        tell_error(error)
        return error.exit_code
    return 0


def _checker(file: Path) -> Callable[[Path, Rubric | None], str]:
    match file.suffix:
        case ".yaml" | ".yml":
            return _check_rubric
        case ".jsonl" | ".ndjson":
            return _check_batch
        case ".zip" | ".age":
            raise UsageError(
                f"{file} is a bundle", hints=[f"raterterm verify {file} --signers ALLOWED_SIGNERS"]
            )
        case _:
            raise UsageError(f"{file}: expected a name that ends in .yaml or .jsonl")


def _check_rubric(file: Path, rubric: Rubric | None) -> str:
    del rubric
    read = read_rubric(file).rubric
    blocks = Counter(str(path[0]).replace("_", " ") for path in read.places())
    asked = [
        name if count == 1 and name != "criteria" else f"{count} {name}" for name, count in blocks.items()
    ]
    return f"good rubric {read.label}: {', '.join(asked)}"


def _check_batch(file: Path, rubric: Rubric | None) -> str:
    count = sum(1 for _ in BatchReader(file, rubric))
    return f"good batch of {count} tasks" + (f" for {rubric.label}" if rubric else "")


@click.command(short_help="How far each batch is.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@click.pass_obj
def status(workspace: Path | None, as_json: bool) -> None:
    """Show the batches of the workspace: rated, skipped, flagged, left, and the escalated flags."""
    from raterterm.cli.purging import facts, told  # noqa: PLC0415 - as below
    from raterterm.store.purging import purged  # noqa: PLC0415 - as below
    from raterterm.store.workspace import Workspace  # noqa: PLC0415 - SQLite's tools take a tenth of a second

    with Workspace.look(workspace or workspace_path()) as opened:
        batches, left = opened.batches(), purged(opened)
        urgent = {batch.id: _escalated(opened, batch) for batch in batches}
    if as_json:
        say_json([*(_facts(batch, urgent[batch.id]) for batch in batches), *map(facts, left)])
        return
    if batches or not left:
        _say_table(batches)
    for name, flags in urgent.items():
        for rating, category in flags:
            say_line(f"escalated: {name}, task {rating.task}: {rating.told(category)}")
    for gone in left:
        say_line(told(gone))


def _say_table(batches: "list[BatchSummary]") -> None:
    width = max([len("batch"), *(len(batch.id) for batch in batches)])
    say_line(
        f"{'batch':<{width}}  {'tasks':>7}  {'rated':>7}  {'skipped':>7}  {'flagged':>7}  {'left':>7}  exported"
    )
    for batch in batches:
        counts = (batch.tasks, batch.submitted, batch.skipped, batch.flagged, batch.left)
        exported = (
            "yes" if batch.is_delivered else "before the last change" if batch.exported_events else "no"
        )
        say_line(f"{batch.id:<{width}}  " + "  ".join(f"{count:>7}" for count in counts) + f"  {exported}")


def _escalated(workspace: "Workspace", batch: "BatchSummary") -> list[tuple[Rating, str]]:
    """Return the flags at which someone of the team must look: the category, and the rating that has it."""
    if not batch.flagged:
        return []
    from raterterm.store.flagged import flagged_tasks  # noqa: PLC0415 - as above
    from raterterm.store.queue import Queue  # noqa: PLC0415 - as above

    tasks = flagged_tasks(workspace, batch.key, Queue(workspace, batch.key).rubric().flags)
    return [(task.rating, category) for task in tasks for category in task.escalated]


def _facts(batch: "BatchSummary", escalated: list[tuple[Rating, str]]) -> dict[str, object]:
    return {
        "batch": batch.id,
        "sha256": batch.sha256,
        "rubric": batch.rubric_label,
        "tasks": batch.tasks,
        "submitted": batch.submitted,
        "skipped": batch.skipped,
        "flagged": batch.flagged,
        "left": batch.left,
        "events": batch.events,
        "exported_events": batch.exported_events,
        "escalated": [
            {
                "task": rating.task,
                "category": category,
                "severity": rating.flags[category].severity,
                "response": rating.flags[category].response,
                "note": rating.flags[category].note,
            }
            for rating, category in escalated
        ],
    }


@click.command(short_help="The JSON Schema of a format.")
@click.argument("name", metavar="FORMAT", type=click.Choice(["rubric", "batch", "bundle"]))
def schema(name: str) -> None:
    """Print the JSON Schema of FORMAT: rubric, batch (one line of it) or bundle (its statement)."""
    if name == "bundle":
        from raterterm.bundle.statement import Statement  # noqa: PLC0415 - brings cryptography

        say_json(Statement.model_json_schema())
    else:
        say_json((Rubric if name == "rubric" else Task).model_json_schema())
