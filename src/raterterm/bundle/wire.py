"""The wire encoding of SSH (RFC 4251, section 5): strings with their length in front."""

from typing import NamedTuple


def string(value: bytes) -> bytes:
    """Return ``value`` with its length in front."""
    return len(value).to_bytes(4, "big") + value


def mpint(number: int) -> bytes:
    """Return a number that is not negative as a string, in the one shortest form."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


class Cut(NamedTuple):
    """A value and the bytes that follow it."""

    value: bytes
    rest: bytes


def take(text: bytes, length: int) -> Cut:
    """Cut off ``length`` bytes; raise ValueError when there are fewer."""
    if len(text) < length:
        raise ValueError("ends too early")
    return Cut(text[:length], text[length:])


def take_string(text: bytes) -> Cut:
    """Cut off a string; raise ValueError when it is not whole."""
    length, rest = take(text, 4)
    return take(rest, int.from_bytes(length, "big"))


def strings(text: bytes, count: int) -> list[bytes]:
    """Return exactly ``count`` strings; raise ValueError when ``text`` holds anything else."""
    values = []
    for _ in range(count):
        value, text = take_string(text)
        values.append(value)
    if text:
        raise ValueError("goes on too long")
    return values
