"""A deadline: it ends what would hang, and says nothing of what is merely slow."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

HANGS_AFTER = 10
"""Seconds: a hundred times what is expected, so that a busy machine fails no test."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Raise TimeoutError in what runs inside and does not end."""
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(HANGS_AFTER)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"it had not ended after {HANGS_AFTER} s")
