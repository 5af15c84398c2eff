"""``export``: sign a batch's ratings and write the bundle."""

from pathlib import Path

import click

from raterterm.cli.console import say_json, say_line, tell
from raterterm.cli.keys import ask_passphrase
from raterterm.delivery import ENDING, SEALED_ENDING, Destination, deliver, make_bundle
from raterterm.errors import UsageError
from raterterm.settings import data_directory, read_identity, workspace_path
from raterterm.store.workspace import BatchSummary, Workspace


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
    replace: bool,
    as_json: bool,
) -> None:
    """Write the signed bundle of everything decided about a batch so far."""
    identity = read_identity(data_directory())
    path = workspace or workspace_path()
    Workspace.look(path).close()
    with Workspace.open(path) as opened:
        batch = _chosen(opened, batch_id)
        bundle = make_bundle(opened, batch, identity, lambda: ask_passphrase(identity.key), audience=audience)
        target = output or Path(bundle.name + (SEALED_ENDING if seal_to else ENDING))
        deliver(opened, batch, bundle, Destination(target, replace, seal_to))
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


def _chosen(workspace: Workspace, batch_id: str | None) -> BatchSummary:
    batches = workspace.batches()
    ids = [batch.id for batch in batches]
    if batch_id is None and len(batches) == 1:
        return batches[0]
    found = next((batch for batch in batches if batch.id == batch_id), None)
    if found is None:
        said = (
            f"there is no batch {batch_id}"
            if batch_id is not None
            else "there are several batches"
            if ids
            else "there is no batch"
        )
        raise UsageError(said, hints=[f"raterterm export --batch {known}" for known in ids[:5]])
    return found
