"""Presentation: what a task puts before the rater, and in which order its responses are shown.

The order must not depend on who made a response, must not change from one look to the next, and must
be reproducible by the team: responses are sorted by SHA-256 of ``seed LF task id LF response id``.
The seed is the workspace's and travels in the bundle.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from raterterm.core.task import Task
from raterterm.core.words import ResponseId, TaskId


class Presentation(NamedTuple):
    """What the questions about a task depend on; it is recorded, so that a team can tell them without the task."""

    order: tuple[ResponseId, ...] = ()
    """The responses as they are shown."""
    constraints: tuple[str, ...] = ()
    """What the prompt demands that can be checked."""
    turns: tuple[int, ...] = ()
    """Numbers, from 1, of the turns of the conversation that a model said."""
    anchors: Mapping[str, Mapping[str, str]] = {}
    """What points mean for this task, by criterion, where that is not what the rubric says."""


def present(task: Task, seed: str) -> Presentation:
    """Return what ``task`` puts before the rater."""
    said = enumerate(task.conversation, start=1)
    turns = tuple(number for number, message in said if message.role == "assistant")
    return Presentation(order_of(seed, task.id, task.response_ids), task.constraints, turns, task.anchors)


def order_of(seed: str, task: TaskId, responses: Iterable[ResponseId]) -> tuple[ResponseId, ...]:
    """Return the responses in the order in which they are shown."""

    def rank(response: ResponseId) -> bytes:
        return sha256(f"{seed}\n{task}\n{response}".encode()).digest()

    return tuple(sorted(responses, key=rank))
