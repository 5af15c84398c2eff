"""Presentation: in which order the responses of a task are shown.

The order must not depend on who made a response, must not change from one look to the next, and must
be reproducible by the team: responses are sorted by SHA-256 of ``seed LF task id LF response id``.
The seed is the workspace's and travels in the bundle.
"""

from collections.abc import Iterable
from hashlib import sha256

from raterterm.core.words import ResponseId, TaskId


def order_of(seed: str, task: TaskId, responses: Iterable[ResponseId]) -> tuple[ResponseId, ...]:
    """Return the responses in the order in which they are shown."""

    def rank(response: ResponseId) -> bytes:
        return sha256(f"{seed}\n{task}\n{response}".encode()).digest()

    return tuple(sorted(responses, key=rank))
