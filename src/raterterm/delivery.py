"""Delivery: turns a rated batch of the workspace into a signed bundle, and keeps the receipt."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from raterterm.bundle.agentkey import load_key
from raterterm.bundle.statement import BatchRef
from raterterm.bundle.write import Bundle, Contents, holds, save, write_bundle
from raterterm.core.events import by_day, read_event
from raterterm.core.words import BatchId, Times
from raterterm.errors import RatertermError, WorkspaceDamaged
from raterterm.settings import Identity
from raterterm.store.examination import check
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.receipts import Numbering, Receipt, outgoing, record_receipt, times_due
from raterterm.store.workspace import BatchSummary, Workspace

ENDING = ".rtb.zip"
SEALED_ENDING = ".rtb.zip.age"


class Wishes(NamedTuple):
    """What a rater chooses about a bundle."""

    audience: str | None = None
    """Whom it is for."""
    times: Times = "day"
    """How exactly it tells when each decision was made, where neither the rubric nor an earlier one settles it."""


USUAL = Wishes()


def make_bundle(
    workspace: Workspace,
    batch: BatchSummary,
    identity: Identity,
    ask_passphrase: Callable[[], str],
    wishes: Wishes = USUAL,
) -> Bundle:
    """Return the signed bundle of everything decided about ``batch`` so far.

    It depends on the decisions alone, not on when it is made: twice gives the same bytes.  Raises
    RatertermError when nothing was decided, WorkspaceDamaged when what was decided is not as it was
    stored, WorkspaceHeld when no receipt could be kept, and what reading the key raises.
    """
    workspace.check_writable()
    check(workspace, batch)
    contents, last = _contents(workspace, batch, wishes)
    key = load_key(identity.key, ask_passphrase)
    if last is not None:
        known = contents._replace(sequence=last.sequence, previous=last.previous)
        again = write_bundle(known, identity.principal, key)
        if again.id == last.bundle:
            return again
    return write_bundle(contents, identity.principal, key)


def _contents(workspace: Workspace, batch: BatchSummary, wishes: Wishes) -> tuple[Contents, Numbering | None]:
    """Return what goes into the next bundle, and the last one's number if it may be that one again."""
    found = workspace.find_batch(batch.id)
    if found is None or not found.changes:
        raise RatertermError(
            f"nothing is rated in {batch.id} yet", hints=[f"raterterm, then choose {batch.id}"]
        )
    audit = _audit(workspace, batch, times_due(workspace, batch, wishes.times).times)
    due = outgoing(workspace, batch)
    contents = Contents(
        batch=BatchRef(id=BatchId(batch.id), sha256=batch.sha256, tasks=batch.tasks),
        rubric=Queue(workspace, batch.key).rubric(),
        rubric_source_sha256=due.rubric_sha256,
        guidelines_sha256=due.guidelines_sha256,
        presentation_seed=workspace.seed,
        audit=audit,
        sequence=due.next.sequence,
        previous=due.next.previous,
        created=read_event(audit[-1]).at,
        audience=wishes.audience,
    )
    return contents, due.last


def _audit(workspace: Workspace, batch: BatchSummary, times: Times) -> list[bytes]:
    lines = list(Log(workspace, batch.key).lines())
    if times == "exact":
        return lines
    try:
        return list(by_day(batch.sha256, lines))
    except ValueError as error:
        raise WorkspaceDamaged(f"the audit log does not hold: {error}") from error


def free_path(folder: Path, bundle: Bundle) -> Path:
    """Return where ``bundle`` can be written in ``folder`` without replacing another file.

    An export that was killed before its receipt was kept leaves a file, and the next bundle has its name.
    """
    names = (f"{bundle.name}{ending}{ENDING}" for ending in ("", *(f"-again-{n}" for n in range(2, 100))))
    paths = [folder / name for name in names]
    return next((path for path in paths if _may_be_written(path, bundle.data)), paths[0])


def _may_be_written(path: Path, data: bytes) -> bool:
    try:
        return not os.path.lexists(path) or holds(path, data)
    except OSError:
        return False


class Destination(NamedTuple):
    """Where a bundle goes."""

    path: Path
    replace: bool = False
    """Whether a file that is there may be overwritten."""
    seal_to: tuple[str, ...] = ()
    """Recipients that it is encrypted to; none leaves it readable."""


def deliver(workspace: Workspace, batch: BatchSummary, bundle: Bundle, destination: Destination) -> None:
    """Write ``bundle`` where it goes, sealed if recipients are named, and keep its receipt, or neither."""
    data = bundle.data
    if destination.seal_to:
        from raterterm.bundle.seal import seal  # noqa: PLC0415 - an optional part

        data = seal(data, destination.seal_to)
    audit = bundle.statement.audit
    receipt = Receipt(bundle.statement.sequence, bundle.id, audit.events, audit.head)
    is_new = False
    try:
        with workspace.transaction() as database:
            # The receipt first: what it cannot be kept of must not leave.
            record_receipt(database, batch, receipt, workspace.now())
            is_new = save(data, destination.path, replace=destination.replace)
    except BaseException:
        if is_new:
            destination.path.unlink(missing_ok=True)
        raise
