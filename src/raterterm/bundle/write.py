"""Writes a bundle: the same content and key always give the same bytes."""

import os
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from raterterm.bundle import bag
from raterterm.bundle.archive import SIGNATURE, SIGNED, Archive, pack
from raterterm.bundle.content import check_content
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.ratings import counts_of, ratings_of, rows
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
from raterterm.core.events import digest, read_chain
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.visible import visible_line
from raterterm.errors import RatertermError, UsageError, WorkspaceDamaged


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


def write_bundle(contents: Contents, principal: str, key: SigningKey) -> Bundle:
    """Return the signed bundle.

    Raises WorkspaceDamaged when the audit log does not hold together, BundleRefused when a verifier
    would refuse its ratings, and UsageError when something cannot be stated.
    """
    ratings = _ratings(contents)
    rubric = rubric_json(contents.rubric)
    statement = _statement(contents, ratings, check_principal(principal), key)
    payload = {
        bag.AUDIT: b"".join(line + b"\n" for line in contents.audit),
        bag.STATEMENT: statement.encoded(),
        bag.RATINGS: rows(ratings),
        bag.RUBRIC: rubric,
    }
    check_content(statement, payload)
    files = bag.fill_bag(payload, bag.bag_info(statement, payload))
    return Bundle(bag.bundle_id(files), statement.name, seal_bag(statement.name, files, key), statement)


def seal_bag(name: str, files: dict[str, bytes], key: SigningKey) -> bytes:
    """Return a bag as a zip with the signature over its tag manifest."""
    return pack(Archive(name, {**files, SIGNATURE: key.sign(files[SIGNED])}))


def rubric_json(rubric: Rubric) -> bytes:
    """Return ``data/rubric.json``."""
    return jsontext.encode(rubric.model_dump(mode="json"))


def save(data: bytes, path: Path, *, replace: bool) -> None:
    """Write a file whole or not at all, readable by its owner alone.

    Raises UsageError when other bytes are there and ``replace`` is not set, RatertermError when the
    system refuses.
    """
    try:
        if os.path.lexists(path) and not replace:
            _check_same(data, path)
        else:
            _write(data, path)
    except OSError as error:
        reason = (error.strerror or "the system refused").lower()
        raise RatertermError(f"cannot write {visible_line(str(path))}: {reason}") from error


def _ratings(contents: Contents) -> tuple[Rating, ...]:
    try:
        return ratings_of(read_chain(contents.batch.sha256, contents.audit))
    except ValueError as error:
        raise WorkspaceDamaged(f"the audit log does not hold: {visible_line(str(error))}") from error


def _statement(contents: Contents, ratings: Sequence[Rating], principal: str, key: SigningKey) -> Statement:
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


def _check_same(data: bytes, path: Path) -> None:
    if not path.is_file() or path.read_bytes() != data:
        raise UsageError(
            f"{visible_line(str(path))} exists with other content", hints=["choose another name"]
        )


def _write(data: bytes, path: Path) -> None:
    # 1. A new file beside it, which mkstemp makes 0600 whatever the umask.  2. Its bytes on the disk.
    # 3. Its name.  4. The name on the disk.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".raterterm-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
