"""JSON text, strictly: what is decoded has one meaning, what is encoded has one spelling.

Decoding is jiter's, the parser inside pydantic: RFC 8259, UTF-8 only, no byte order mark, no NaN, no
duplicate keys, no lone surrogates, at most 200 levels.  What it lets through (``1e400`` becomes
infinity) is refused here.
"""

import json
import math
from collections.abc import Iterator

import jiter

from raterterm.core.words import Json


def decode(text: bytes) -> Json:
    """Return the one JSON value that ``text`` holds.

    Raises ValueError, with a message that quotes nothing but a key or a position.
    """
    value = jiter.from_json(
        text, allow_inf_nan=False, cache_mode="keys", catch_duplicate_keys=True, partial_mode=False
    )
    if any(isinstance(leaf, float) and not math.isfinite(leaf) for leaf in _leaves(value)):
        raise ValueError("number out of range")
    return value


def encode(value: Json) -> bytes:
    """Return ``value`` as one compact line without its newline, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _leaves(value: Json) -> Iterator[Json]:
    open_values = [value]
    while open_values:
        current = open_values.pop()
        if isinstance(current, dict):
            open_values.extend(current.values())
        elif isinstance(current, list):
            open_values.extend(current)
        else:
            yield current
