"""``purge``: remove a delivered batch from the workspace and keep its receipt."""

import sys
from pathlib import Path

import click

from raterterm.cli.choosing import chosen_batch
from raterterm.cli.console import say_json, say_line, tell
from raterterm.cli.shipped import shipped
from raterterm.errors import UsageError
from raterterm.settings import workspace_path
from raterterm.store.purging import Purged, purge_batch, purged, still_there
from raterterm.store.receipts import receipts
from raterterm.store.workspace import BatchSummary, Workspace


@click.command(short_help="Remove a delivered batch, and keep its receipt.")
@click.option("--batch", "batch_id", metavar="ID", help="The batch; not needed when there is only one.")
@click.option("--undelivered", is_flag=True, help="Also when work would be lost that is in no bundle.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@click.pass_obj
def purge(
    workspace: Path | None, batch_id: str | None, *, undelivered: bool, yes: bool, as_json: bool
) -> None:
    """Remove tasks, responses, ratings and notes of a batch from the workspace, and from its free pages.

    What stays: how many tasks were rated, and the ids of the bundles that hold the ratings.  What was
    loaded from files, and bundles that were written, are not touched.  A disk, a backup or a snapshot
    may keep older copies of the workspace: no program can promise to remove those.
    """
    path = workspace or workspace_path()
    Workspace.look(path).close()
    with Workspace.open(path) as opened:
        left = next((known for known in reversed(purged(opened)) if known.batch == batch_id), None)
        # Another batch may have come under the same name since.
        if left is not None and opened.find_batch(left.batch) is None:
            opened.compact()  # what a window that was still open kept the last time
        else:
            batch = chosen_batch(opened, batch_id, "purge")
            left = _purged(opened, batch, yes=yes, undelivered=undelivered)
    if as_json:
        say_json(facts(left))
    else:
        say_line(told(left))


def _purged(workspace: Workspace, batch: BatchSummary, *, yes: bool, undelivered: bool) -> Purged:
    if not yes:
        _ask(workspace, batch)
    files = still_there(workspace, batch)
    left = purge_batch(workspace, batch, undelivered=undelivered)
    own = (shipped("rubrics"), shipped("sample_batches"))
    for file in (file for file in files if file.parent not in own):
        tell(f"note: {file} is still there; it is yours to remove")
    return left


def _ask(workspace: Workspace, batch: BatchSummary) -> None:
    sent = receipts(workspace, batch)
    tell(f"{batch.id}: {batch.tasks} tasks, {batch.submitted} rated; bundles that were written: {len(sent)}")
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked", hints=[f"raterterm purge --batch {batch.id} --yes"])
    tell("Remove it from this workspace for good? [y/N]")
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise click.Abort


def told(left: Purged) -> str:
    """Return what is left of a batch as one line."""
    bundles = " ".join(receipt.bundle for receipt in left.receipts)
    delivered = f"delivered in bundle {bundles}" if bundles else "never delivered"
    return f"{left.batch}: purged {left.at[:10]}; {left.submitted} rated, {delivered}"


def facts(left: Purged) -> dict[str, object]:
    """Return what is left of a batch for a program."""
    return {**left._asdict(), "receipts": [receipt._asdict() for receipt in left.receipts]}
