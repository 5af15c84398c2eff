"""The statement: what a bundle says about itself, ``data/bundle.json``."""

import re
from datetime import datetime
from importlib.metadata import version
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, ValidationError, field_validator

from raterterm.bundle.refusals import Refusal, refuse
from raterterm.core import jsontext
from raterterm.core.task import Id
from raterterm.core.words import BatchId, Instant, Json, Part, Sha256, Slug
from raterterm.errors import UsageError

FORMAT: Final = "raterterm.bundle/1"
KNOWN_REQUIREMENTS: frozenset[str] = frozenset()
"""Words of ``requires`` that this version understands."""

_PRINCIPAL = r"[A-Za-z0-9][A-Za-z0-9._+@-]{0,99}"
_FOREIGN = re.compile(r"[^a-z0-9]+")
Principal = Annotated[str, StringConstraints(pattern=f"^{_PRINCIPAL}$")]
"""The name by which the team knows a signer; OpenSSH's, less its wildcards, quotes and spaces."""
Fingerprint = Annotated[str, StringConstraints(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]{0,31}$")]
Count = Annotated[int, Field(ge=0)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]


class Tool(Part):
    """What wrote the bundle."""

    name: Slug
    version: Version


class BatchRef(Part):
    """The batch that was rated."""

    id: Annotated[BatchId, Id]
    sha256: Sha256
    """Of the batch file."""
    tasks: Count
    """How many it has."""


class RubricRef(Part):
    """The rubric that was used."""

    id: Slug
    version: Version
    sha256: Sha256
    """Of ``data/rubric.json``."""
    source_sha256: Sha256
    """Of the file that the lead wrote."""


class Counts(Part):
    """How many tasks were touched, and how they stand."""

    ratings: Count
    """Tasks about which anything is decided; the next three add up to it."""
    submitted: Count
    skipped: Count
    open: Count
    flagged: Count
    escalated: Count = Field(default=0, exclude_if=lambda escalated: not escalated)
    """Tasks with a flag at which someone of the team must look; left out where there are none."""


class Audit(Part):
    """Where the chain of events begins and ends."""

    genesis: Sha256
    """The batch's SHA-256."""
    events: Count
    head: Sha256
    """SHA-256 of the last line; the genesis when there is none."""


class Statement(Part):
    """What a bundle says about itself."""

    format: Literal["raterterm.bundle/1"]
    tool: Tool
    principal: Principal
    key: Fingerprint
    """Of the key that signs."""
    batch: BatchRef
    rubric: RubricRef
    guidelines_sha256: Sha256 | None
    presentation_seed: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """By which the order of the responses can be worked out again."""
    audience: Name | None
    """For whom the bundle is meant."""
    sequence: Annotated[int, Field(ge=1)]
    """1 for the first bundle of this batch by this principal."""
    previous: Sha256 | None
    """Id of the bundle before it."""
    created: Instant
    """When, by the rater's own clock: claimed, not proven."""
    counts: Counts
    audit: Audit
    requires: tuple[str, ...]
    """Words that a reader must understand, or refuse."""

    @field_validator("created")
    @classmethod
    def _is_a_moment(cls, created: str) -> str:
        if not created.isascii():
            raise ValueError("expected ASCII digits")
        datetime.fromisoformat(created)
        return created

    @property
    def name(self) -> str:
        """The top folder, and the file's name before ``.rtb.zip``."""
        return f"{_slug(self.batch.id)}-{_slug(self.principal)}-{self.sequence}"

    def encoded(self) -> bytes:
        """Return the statement as ``data/bundle.json`` holds it."""
        return jsontext.encode(self.model_dump(mode="json"))


def this_tool() -> Tool:
    """Return the installed raterterm."""
    return Tool(name="raterterm", version=version("raterterm"))


def check_principal(principal: str) -> str:
    """Return ``principal``; raise UsageError when it cannot name a signer."""
    if not re.fullmatch(_PRINCIPAL, principal):
        raise UsageError(
            "expected the principal as ASCII letters, digits and . _ + @ -", hints=["alice@example.org"]
        )
    return principal


def read_statement(text: bytes) -> Statement:
    """Return the statement in ``data/bundle.json``; raise BundleRefused when it is none of this format."""
    try:
        value = read_json(text)
    except ValueError as error:
        raise refuse(Refusal.STATEMENT, str(error)) from error
    _check_format(value)
    try:
        statement = Statement.model_validate_json(text)
    except ValidationError as error:
        raise refuse(Refusal.STATEMENT, first_problem(error)) from error
    if unknown := [word for word in statement.requires if word not in KNOWN_REQUIREMENTS]:
        raise refuse(Refusal.REQUIRES, unknown[0])
    return statement


def _check_format(value: Json) -> None:
    stated = value.get("format") if isinstance(value, dict) else None
    if isinstance(stated, str) and stated != FORMAT:
        raise refuse(Refusal.FORMAT_VERSION, stated)


def read_json(text: bytes) -> Json:
    """Return the JSON value in ``text``; raise ValueError unless it has the one spelling that is written."""
    value = jsontext.decode(text)
    if jsontext.encode(value) != text:
        raise ValueError("is not spelled in the one way that raterterm writes")
    return value


def first_problem(error: ValidationError) -> str:
    """Return the first problem that a model found, with its place."""
    problem = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, problem['loc']))} {problem['msg'].lower()}"


def _slug(text: str) -> str:
    return _FOREIGN.sub("-", text.lower()).strip("-")[:64].rstrip("-") or "x"
