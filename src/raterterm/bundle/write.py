"""Writes a bundle: the same content and key always give the same bytes."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from raterterm import privatefile
from raterterm.bundle import bag
from raterterm.bundle.archive import SIGNATURE, SIGNED, Archive, pack
from raterterm.bundle.content import check_counts, judge, read_lines, read_rubric
from raterterm.bundle.ratings import counts_of, rows
from raterterm.bundle.secretkey import SecretKey
from raterterm.bundle.statement import (
    FORMAT,
    Audit,
    BatchRef,
    RubricRef,
    Statement,
    check_principal,
    first_problem,
    this_tool,
)
from raterterm.core import jsontext
from raterterm.core.events import Event, digest
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.visible import visible_line
from raterterm.errors import BundleRefused, RatertermError, UsageError, WorkspaceDamaged, reason_of


class Contents(NamedTuple):
    """What goes into a bundle."""

    batch: BatchRef
    rubric: Rubric
    rubric_source_sha256: str
    """Of the file that the lead wrote."""
    guidelines_sha256: str | None
    presentation_seed: str
    audit: Sequence[bytes]
    """All event lines of the batch, without newlines."""
    sequence: int
    """1 for the first bundle of this batch by this principal."""
    previous: str | None
    """Id of the bundle before it."""
    created: str
    audience: str | None


class Bundle(NamedTuple):
    """A signed bundle, not yet on disk."""

    id: str
    """SHA-256 of the tag manifest."""
    name: str
    """Top folder, and the file's name before ``.rtb.zip``."""
    data: bytes
    statement: Statement


def write_bundle(contents: Contents, principal: str, key: SecretKey) -> Bundle:
    """Return the signed bundle.

    Raises WorkspaceDamaged when the audit log does not hold together, BundleRefused when a verifier
    would refuse its ratings, and UsageError when something cannot be stated.
    """
    events = _events(contents)
    ratings = judge(events, contents.rubric, contents.presentation_seed)
    statement = _statement(contents, ratings, check_principal(principal), key)
    rubric = rubric_json(contents.rubric)
    # As a verifier does, so that the rater learns of it before the delivery and not after.
    read_rubric(statement, rubric)
    check_counts(statement, events, ratings)
    payload = {
        bag.AUDIT: b"".join(line + b"\n" for line in contents.audit),
        bag.STATEMENT: statement.encoded(),
        bag.RATINGS: rows(ratings),
        bag.RUBRIC: rubric,
    }
    files = bag.fill_bag(payload, bag.bag_info(statement, payload))
    return Bundle(bag.bundle_id(files), statement.name, seal_bag(statement.name, files, key), statement)


def seal_bag(name: str, files: dict[str, bytes], key: SecretKey) -> bytes:
    """Return a bag as a zip with the signature over its tag manifest."""
    return pack(Archive(name, {**files, SIGNATURE: key.sign(files[SIGNED])}))


def rubric_json(rubric: Rubric) -> bytes:
    """Return ``data/rubric.json``."""
    return jsontext.encode(rubric.model_dump(mode="json"))


def save(data: bytes, path: Path, *, replace: bool) -> bool:
    """Write a file whole or not at all, readable by its owner alone; tell whether there was none before.

    Raises UsageError when other bytes are there and ``replace`` is not set, RatertermError when the
    system refuses.
    """
    try:
        is_new = not os.path.lexists(path)
        if is_new or replace:
            privatefile.write(path, data, replace=replace)
        else:
            privatefile.sweep(path.parent)
            _check_same(data, path)
    except (OSError, ValueError) as error:
        raise RatertermError(f"cannot write {visible_line(str(path))}: {reason_of(error)}") from error
    return is_new


def _events(contents: Contents) -> tuple[Event, ...]:
    try:
        return read_lines(contents.batch.sha256, contents.audit)
    except BundleRefused as refused:
        raise WorkspaceDamaged(f"the audit log does not hold: {refused.message}") from refused


def _statement(contents: Contents, ratings: Sequence[Rating], principal: str, key: SecretKey) -> Statement:
    rubric, lines = contents.rubric, contents.audit
    genesis = contents.batch.sha256
    try:
        return Statement(
            format=FORMAT,
            tool=this_tool(),
            principal=principal,
            key=key.fingerprint,
            batch=contents.batch,
            rubric=RubricRef(
                id=rubric.id,
                version=rubric.version,
                sha256=sha256(rubric_json(rubric)).hexdigest(),
                source_sha256=contents.rubric_source_sha256,
            ),
            guidelines_sha256=contents.guidelines_sha256,
            presentation_seed=contents.presentation_seed,
            audience=contents.audience,
            sequence=contents.sequence,
            previous=contents.previous,
            created=contents.created,
            counts=counts_of(ratings),
            audit=Audit(genesis=genesis, events=len(lines), head=digest(lines[-1]) if lines else genesis),
            requires=(),
        )
    except ValidationError as error:
        raise UsageError(f"the bundle cannot state {visible_line(first_problem(error))}") from error


def holds(path: Path, data: bytes) -> bool:
    """Tell whether the file at ``path`` has just these bytes.  Raises OSError."""
    return path.is_file() and path.read_bytes() == data


def _check_same(data: bytes, path: Path) -> None:
    if not holds(path, data):
        raise UsageError(
            f"{visible_line(str(path))} exists with other content",
            hints=["move it away, or choose another name"],
        )
