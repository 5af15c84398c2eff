"""``export``: sign a batch's ratings and write the bundle."""

from pathlib import Path

import click

from raterterm.cli.choosing import chosen_batch
from raterterm.cli.console import say_json, say_line, tell
from raterterm.cli.keys import ask_passphrase
from raterterm.core.words import Times
from raterterm.delivery import SEALED_ENDING, Destination, Wishes, deliver, free_path, make_bundle
from raterterm.preferences import read_preferences
from raterterm.settings import data_directory, read_identity, workspace_path
from raterterm.store.receipts import times_due
from raterterm.store.workspace import Workspace


@click.command(short_help="Sign the ratings of a batch and write the bundle.")
@click.option("--batch", "batch_id", metavar="ID", help="The batch; not needed when there is only one.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write. [default: named after the batch]",
)
@click.option(
    "--seal-to",
    multiple=True,
    metavar="RECIPIENT",
    help="Encrypt to age1... or 'ssh-ed25519 ...'; repeatable.",
)
@click.option("--audience", help="The team that the bundle is for.")
@click.option(
    "--times",
    type=click.Choice(["day", "exact"]),
    help="Tell the day of each decision, or its moment. [default: as set in raterterm; the day]",
)
@click.option("--replace", is_flag=True, help="Overwrite a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@click.pass_obj
def export(  # noqa: PLR0913 - one parameter an option
    workspace: Path | None,
    batch_id: str | None,
    output: Path | None,
    *,
    seal_to: tuple[str, ...],
    audience: str | None,
    times: Times | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Write the signed bundle of everything decided about a batch so far.

    It discloses the answers, reasons and notes, with what was taken back; the order in which responses were
    shown; the day of each decision, or its moment (--times); the name that signs; and the rubric. It holds
    no prompts and no responses, and nothing of other batches.
    """
    identity = read_identity(data_directory())
    path = workspace or workspace_path()
    Workspace.look(path).close()
    with Workspace.open(path) as opened:
        batch = chosen_batch(opened, batch_id, "export")
        due = times_due(opened, batch, times or read_preferences(data_directory()).preferences.times)
        wishes = Wishes(audience, due.times)
        bundle = make_bundle(opened, batch, identity, lambda: ask_passphrase(identity.key), wishes)
        target = output or (Path(bundle.name + SEALED_ENDING) if seal_to else free_path(Path(), bundle))
        deliver(opened, batch, bundle, Destination(target, replace, seal_to))
    if times not in {None, due.times}:
        tell(f"note: {due}")
    if batch.left:
        tell(f"note: {batch.left} of {batch.tasks} tasks are not decided; export again when they are")
    if as_json:
        say_json(
            {"file": str(target), "id": bundle.id, "statement": bundle.statement.model_dump(mode="json")}
        )
    else:
        say_line(
            f"{target}: bundle {bundle.id}, {bundle.statement.counts.submitted} ratings by {identity.principal}"
        )
