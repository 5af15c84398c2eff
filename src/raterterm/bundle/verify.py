"""Verifies a bundle, strictly and without extracting it.

What is expected comes from the caller, never from the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from raterterm.bundle import bag
from raterterm.bundle.archive import SIGNATURE, SIGNED, Archive, unpack
from raterterm.bundle.content import check_content
from raterterm.bundle.publickey import fingerprint
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.bundle.seal import is_sealed
from raterterm.bundle.signers import AllowedSigners, principals_at
from raterterm.bundle.sshsig import RESULT, check_signature, check_terms, read_signature
from raterterm.bundle.statement import Statement, read_statement
from raterterm.core.rating import Rating
from raterterm.errors import BundleRefused

Delivery = tuple[str, str, int]
"""Batch id, principal and sequence: what no two bundles may share."""


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """What the one who verifies knows from elsewhere; None where anything will do."""

    signers: AllowedSigners
    at: datetime
    """When the bundle was received: signatures carry no time, so keys are judged by this one."""
    principal: str | None = None
    batch_id: str | None = None
    batch_sha256: str | None = None
    rubric_sha256: str | None = None
    """Of the lead's file or of ``rubric.json``."""
    audience: str | None = None
    seen: frozenset[str | Delivery] = frozenset()
    """Ids and deliveries of the bundles received before."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("expected a moment with its time zone")


class Verified(NamedTuple):
    """A good bundle."""

    id: str
    statement: Statement
    ratings: tuple[Rating, ...]


class _Signed(NamedTuple):
    key: str
    """Fingerprint of the key that signed."""
    principals: frozenset[str]
    """Whose key it is."""


def verify_bundle(data: bytes, expected: Expectations) -> Verified:
    """Return what a bundle holds; raise BundleRefused, and nothing else, when any check fails."""
    try:
        return _verified(data, expected)
    except BundleRefused:
        raise
    except Exception as error:  # whatever a check failed to foresee must not pass for "good", nor crash
        raise refuse(Refusal.UNREADABLE) from error


def _verified(data: bytes, expected: Expectations) -> Verified:
    # The order is the safety: nothing is parsed before the signature holds but the zip and the signature.
    if is_sealed(data):
        raise refuse(Refusal.SEALED)
    archive = unpack(data, bag.LIMITS)
    signed = _check_signature(archive.members, expected)
    bag.check_bag(archive.members)
    statement = read_statement(archive.members[bag.STATEMENT])
    _check_signer(statement, signed)
    _check_frame(statement, archive)
    _check_asked(statement, expected)
    ratings = check_content(statement, archive.members)
    verified = Verified(bag.bundle_id(archive.members), statement, ratings)
    _check_new(verified, expected)
    return verified


def _check_signature(files: Mapping[str, bytes], expected: Expectations) -> _Signed:
    signature = read_signature(files[SIGNATURE])
    check_terms(signature, RESULT)
    lines = expected.signers.lines_of(signature.key)
    check_signature(signature, lines[0].key, files[SIGNED], RESULT)
    return _Signed(fingerprint(signature.key), principals_at(lines, RESULT, expected.at))


def _check_signer(statement: Statement, signed: _Signed) -> None:
    if statement.principal not in signed.principals:
        raise refuse(Refusal.SIGNER_PRINCIPAL)
    if statement.key != signed.key:
        raise refuse(Refusal.SIGNER_KEY)


def _check_frame(statement: Statement, archive: Archive) -> None:
    if archive.folder != statement.name:
        raise refuse(Refusal.ZIP_ROOT)
    if archive.members[bag.BAG_INFO] != bag.bag_info(statement, archive.members):
        raise refuse(Refusal.BAG_INFO)


def _check_asked(statement: Statement, expected: Expectations) -> None:
    rubric = (statement.rubric.sha256, statement.rubric.source_sha256)
    asked = {
        "principal": (expected.principal, (statement.principal,)),
        "batch id": (expected.batch_id, (statement.batch.id,)),
        "batch": (expected.batch_sha256, (statement.batch.sha256,)),
        "rubric": (expected.rubric_sha256, rubric),
        "audience": (expected.audience, (statement.audience,)),
    }
    for what, (wanted, found) in asked.items():
        if wanted is not None and wanted not in found:
            raise refuse(Refusal.NOT_WHAT_WAS_ASKED, f"another {what}")


def _check_new(verified: Verified, expected: Expectations) -> None:
    statement = verified.statement
    delivery = (statement.batch.id, statement.principal, statement.sequence)
    if not expected.seen.isdisjoint((verified.id, delivery)):
        raise refuse(Refusal.REPLAY)
