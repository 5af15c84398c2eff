"""``verify``: the team's check of bundles that came back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from raterterm.bundle.seal import is_sealed, open_sealed
from raterterm.bundle.signers import AllowedSigners, read_moment
from raterterm.bundle.verify import Delivery, Expectations, Verified, verify_bundle
from raterterm.cli.console import say_json, say_line
from raterterm.errors import BundleRefused, InputError, UsageError
from raterterm.files.source import open_source

MAX_BYTES = (256 << 20) + (1 << 20)
"""More than a bundle may have, so that one that is too large is refused as such."""


@click.command(short_help="Verify bundles: exit 0 only if all are good.")
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--signers",
    required=True,
    type=click.Path(path_type=Path),
    help="The team's OpenSSH allowed_signers file.",
)
@click.option("--principal", help="Who must have signed.")
@click.option("--batch", "batch_id", metavar="ID", help="The batch that must have been rated.")
@click.option(
    "--rubric",
    "rubric_sha256",
    metavar="SHA256",
    help="The rubric's digest: of the YAML file, or of rubric.json.",
)
@click.option("--audience", help="Whom the bundle must be for.")
@click.option(
    "--received",
    metavar="WHEN",
    help="When it came (YYYY-MM-DD, or in UTC as 20261123153000Z), for keys that expired since. [default: now]",
)
@click.option(
    "--identity", type=click.Path(path_type=Path), help="An age or OpenSSH key that opens sealed bundles."
)
@click.option("--seen", type=click.Path(path_type=Path), help="Ids of bundles received before, one a line.")
@click.option("--json", "as_json", is_flag=True, help="For a program.")
def verify(  # noqa: PLR0913 - one parameter an option
    bundles: tuple[Path, ...],
    *,
    signers: Path,
    principal: str | None,
    batch_id: str | None,
    rubric_sha256: str | None,
    audience: str | None,
    received: str | None,
    identity: Path | None,
    seen: Path | None,
    as_json: bool,
) -> int:
    """Verify BUNDLES; what to expect comes from the options, never from a bundle."""
    known: set[str | Delivery] = set(_lines(seen)) if seen else set()
    allowed = AllowedSigners.parse(_read(signers), str(signers))
    at = _moment(received)
    outcomes = []
    for path in bundles:
        expected = Expectations(
            signers=allowed,
            at=at,
            principal=principal,
            batch_id=batch_id,
            rubric_sha256=rubric_sha256,
            audience=audience,
            seen=frozenset(known),
        )
        outcomes.append(_outcome(path, expected, identity))
        known.update(outcomes[-1].marks)
    for outcome in outcomes if not as_json else ():
        say_line(outcome.line)
    if as_json:
        say_json([outcome.facts for outcome in outcomes])
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


class _Outcome:
    """How one bundle fared."""

    def __init__(self, path: Path, verified: Verified | None, refusal: tuple[str, str] | None) -> None:
        self.is_good = verified is not None
        self.facts: dict[str, object] = {"file": str(path), "good": self.is_good}
        self.marks: set[str | Delivery] = set()
        if verified is not None:
            told = verified.statement
            self.marks = {verified.id, (told.batch.id, told.principal, told.sequence)}
            self.facts |= {"id": verified.id, "statement": told.model_dump(mode="json")}
            counts = f"{told.counts.submitted} submitted, {told.counts.skipped} skipped, {told.counts.flagged} flagged"
            counts += f", {told.counts.escalated} escalated" * bool(told.counts.escalated)
            self.line = f"good {path}: {told.batch.id} by {told.principal}, {counts}, bundle {verified.id}"
        elif refusal is not None:
            self.facts |= {"code": refusal[0], "reason": refusal[1]}
            self.line = f"REFUSED {path}: {refusal[0]}: {refusal[1]}"


def _outcome(path: Path, expected: Expectations, identity: Path | None) -> _Outcome:
    try:
        data = _read(path)
        if is_sealed(data) and identity is not None:
            data = open_sealed(data, identity)
        return _Outcome(path, verify_bundle(data, expected), None)
    except BundleRefused as refused:
        return _Outcome(path, None, (refused.code, refused.message))
    except InputError as error:
        return _Outcome(path, None, ("not-readable", error.faults[0].message))


def _read(path: Path) -> bytes:
    with open_source(path) as source:
        return source.read(MAX_BYTES)


def _lines(path: Path) -> list[str]:
    return _read(path).decode("utf-8", "replace").split()


def _moment(written: str | None) -> datetime:
    if written is None:
        return datetime.now(UTC)
    try:
        if written.endswith("Z"):
            return read_moment(written)
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(
            f"--received: expected a date such as 2026-11-23, or a time such as 20261123153000Z, found {written}"
        ) from None
