"""The names that the other modules share: ids, and the base of every frozen model."""

import re
from typing import Annotated, Any, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_SLUG = r"^[a-z0-9][a-z0-9._-]*$"
_LINE = r"^[^\r\n]*\S[^\r\n]*$"
PLAIN = r"^[^\x00-\x1f\x7f-\x9f]+$"

BatchId = NewType("BatchId", str)
TaskId = NewType("TaskId", str)
ResponseId = NewType("ResponseId", str)
QuestionId = NewType("QuestionId", str)

Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=64)]
"""An id that a lead writes: it appears in file names, reports and shell commands."""

Point = int | Slug
"""A point of a scale: a number or a word."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_LINE)]
"""One line of human text, not blank."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Lower-case hexadecimal SHA-256."""

Instant = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$")]
"""A moment in UTC as RFC 3339 writes it, to the millisecond."""

Times = Literal["day", "exact"]
"""How exactly a bundle tells when each decision was made: by its day, or by its moment."""

Json = Any
"""A decoded JSON value."""


_INTEGER = re.compile(r"0|-?[1-9][0-9]*")


def as_point(written: Json) -> Json:
    """Return a point as YAML or JSON gives it: JSON has only text for a key."""
    return int(written) if isinstance(written, str) and _INTEGER.fullmatch(written) else written


class Part(BaseModel):
    """A frozen model that takes exactly its own keys and coerces nothing."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


SHAPES = {
    _SLUG: "lower-case letters, digits, '.', '_' and '-'",
    _LINE: "one line of text",
    PLAIN: "text without control characters",
}
"""Patterns in words, for people."""
