"""Chooses the batch that a command works on."""

from raterterm.errors import UsageError
from raterterm.store.workspace import BatchSummary, Workspace


def chosen_batch(workspace: Workspace, batch_id: str | None, command: str) -> BatchSummary:
    """Return the batch that a command is to work on: the one named, or the only one there is.

    Raises UsageError with what can be typed instead.
    """
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
        raise UsageError(said, hints=[f"raterterm {command} --batch {known}" for known in ids[:5]])
    return found
