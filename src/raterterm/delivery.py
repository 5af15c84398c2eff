"""Delivery: turns a rated batch of the workspace into a signed bundle, and keeps the receipt."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.statement import BatchRef
from raterterm.bundle.write import Bundle, Contents, save, write_bundle
from raterterm.core.words import BatchId
from raterterm.errors import RatertermError
from raterterm.settings import Identity
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.receipts import Receipt, outgoing, record_receipt
from raterterm.store.workspace import BatchSummary, Workspace

ENDING = ".rtb.zip"
SEALED_ENDING = ".rtb.zip.age"


def make_bundle(
    workspace: Workspace,
    batch: BatchSummary,
    identity: Identity,
    ask_passphrase: Callable[[], str],
    *,
    audience: str | None = None,
) -> Bundle:
    """Return the signed bundle of everything decided about ``batch`` so far.

    It depends on the decisions alone, not on when it is made: twice gives the same bytes.  Raises
    RatertermError when nothing was decided, and what reading the key raises.
    """
    log = Log(workspace, batch.key)
    audit = list(log.lines())
    if not audit:
        raise RatertermError(
            f"nothing is rated in {batch.id} yet", hints=[f"raterterm, then choose {batch.id}"]
        )
    due = outgoing(workspace, batch)
    contents = Contents(
        batch=BatchRef(id=BatchId(batch.id), sha256=batch.sha256, tasks=batch.tasks),
        rubric=Queue(workspace, batch.key).rubric(),
        rubric_source_sha256=due.rubric_sha256,
        guidelines_sha256=due.guidelines_sha256,
        presentation_seed=workspace.seed,
        audit=audit,
        sequence=due.sequence,
        previous=due.previous,
        created=log.event(len(audit)).at,
        audience=audience,
    )
    return write_bundle(contents, identity.principal, SigningKey.load(identity.key, ask_passphrase))


class Destination(NamedTuple):
    """Where a bundle goes."""

    path: Path
    replace: bool = False
    """Whether a file that is there may be overwritten."""
    seal_to: tuple[str, ...] = ()
    """Recipients that it is encrypted to; none leaves it readable."""


def deliver(workspace: Workspace, batch: BatchSummary, bundle: Bundle, destination: Destination) -> None:
    """Write ``bundle`` where it goes, sealed if recipients are named, then keep its receipt."""
    data = bundle.data
    if destination.seal_to:
        from raterterm.bundle.seal import seal  # noqa: PLC0415 - an optional part

        data = seal(data, destination.seal_to)
    save(data, destination.path, replace=destination.replace)
    audit = bundle.statement.audit
    record_receipt(workspace, batch, Receipt(bundle.statement.sequence, bundle.id, audit.events, audit.head))
