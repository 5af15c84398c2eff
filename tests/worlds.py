"""Builders that the tests of every area share: small rubrics, tasks, chains of events, and a clock."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol

from hypothesis import strategies as st

from raterterm.core import jsontext
from raterterm.core.events import (
    Act,
    Answered,
    Event,
    Flagged,
    Head,
    Redid,
    Reopened,
    Skipped,
    Submitted,
    Undid,
    Unflagged,
    Viewed,
    Withdrew,
)
from raterterm.core.history import History
from raterterm.core.question import Answer, Letters, Question
from raterterm.core.rating import Rating, replay
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.words import Json, QuestionId, ResponseId, TaskId
from raterterm.store.loading import RubricSource, Source, load_batch
from raterterm.store.workspace import BatchSummary, Workspace

GENESIS = "0" * 64

RUBRIC_YAML = """\
raterterm: rubric/1
id: support-reply
version: 1.2.0
title: Customer-support reply quality
preference:
  question: Which reply would the customer rather get?
  points: 7
  both_bad: true
criteria:
  - id: accuracy
    title: Accuracy
    question: Is every statement supported?
    scale:
      1: Contradicts the policy
      3: Correct, but misses a caveat
      5: Every statement is supported
    not_applicable: true
    note_at_or_below: 2
  - id: tone
    title: Tone
    question: How does it sound?
    per: task
    scale:
      bad: Rude
      fair: Flat
      good: Warm
rationale:
  required: true
  min_words: 3
"""
"""A rubric that uses every block."""


class Clock:
    """A clock that moves one second each time it is read."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time, one second later than before."""
        self._now += timedelta(seconds=1)
        return self._now


ASKS_NOTHING = frozenset(
    "raterterm id version title guidelines auto_submit times order flags skip".split()  # noqa: SIM905 - read as a list
)
"""The keys of a rubric that are no kind of question."""


def a_rubric(**blocks: Json) -> Rubric:
    """Return a rubric of these blocks; a seven-point preference when there is none."""
    asked = blocks or {"preference": {"question": "Which is better?"}}
    return Rubric.model_validate(
        {"raterterm": "rubric/1", "id": "r", "version": "1", "title": "A rubric", **asked}
    )


def a_criterion(name: str = "accuracy", **changes: Json) -> dict[str, Json]:
    """Return a criterion as a lead writes it: scored 1 to 5 for each response."""
    scale = {1: "Wrong", 5: "Right"}
    return {"id": name, "title": name.title(), "question": "How good?", "scale": scale, **changes}


def task_json(name: str = "t-1", responses: int = 2, **changes: Json) -> dict[str, Json]:
    """Return a task as it stands in a batch."""
    candidates = [{"id": f"r{number}", "text": f"Answer {number}"} for number in range(1, responses + 1)]
    return {"id": name, "prompt": "Why?", "responses": candidates, **changes}


def task_line(name: str = "t-1", responses: int = 2, **changes: Json) -> bytes:
    """Return a line of a batch, without its newline."""
    return jsontext.encode(task_json(name, responses, **changes))


def a_task(name: str = "t-1", responses: int = 2, **changes: Json) -> Task:
    """Return a task with this many responses, called r1, r2, ..."""
    return Task.model_validate(task_json(name, responses, **changes))


def order(*responses: str) -> tuple[ResponseId, ...]:
    """Return response ids in the order in which they are shown."""
    return tuple(ResponseId(response) for response in responses)


def seen(*responses: str) -> Viewed:
    """Return the act of seeing a task for the first time."""
    return Viewed(order=order(*responses), task_sha256=GENESIS)


def answered(question: str, answer: Json) -> Answered:
    """Return the act of answering ``question``."""
    return Answered(question=QuestionId(question), answer=answer)


def pick(question: Question, key: str, letters: Letters) -> Answer:
    """Return the answer that pressing ``key`` gives to ``question``."""
    return next(option.answer for option in question.options(letters) if option.key == key)


def event(n: int, act: Act, *, task: str = "t-1", prev: str = GENESIS, with_previous: bool = False) -> Event:
    """Return event ``n``, which happened n seconds after nine."""
    return Event(
        n=n,
        at=f"2026-03-01T09:00:{n % 60:02}.000Z",
        task=TaskId(task),
        act=act,
        with_previous=with_previous,
        prev=prev,
    )


def chained(acts: Iterable[Act]) -> list[bytes]:
    """Return a chain of lines, one for each act."""
    head = Head(events=0, sha256=GENESIS)
    lines = []
    for act in acts:
        line = event(head.events + 1, act, prev=head.sha256).line()
        head = head.next(line)
        lines.append(line)
    return lines


class Desk(Protocol):
    """Where decisions are made: the workspace's log, or the ledger below."""

    def decide(self, task: TaskId, *acts: Act) -> Rating:
        """Decide about a task."""

    def rating(self, task: TaskId) -> Rating:
        """Return the state of a task."""

    def undo(self) -> object | None:
        """Take back the last decision, or return None."""

    def redo(self) -> object | None:
        """Bring back what was taken back last, or return None."""


class Ledger:
    """A desk that keeps its events in a list: history and replay with nothing around them."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def rating(self, task: TaskId) -> Rating:
        """Return the state of ``task``."""
        return replay(task, [event for event in self.events if event.task == task])

    def decide(self, task: TaskId, *acts: Act) -> Rating:
        """Append ``acts`` as one step."""
        for place, act in enumerate(acts):
            self.events.append(event(len(self.events) + 1, act, task=task, with_previous=place > 0))
        return self.rating(task)

    def undo(self) -> Rating | None:
        """Take back the last decision."""
        step = History(self.events).undo
        return (
            None if step is None else self.decide(step.task, *(Undid(event=n) for n in reversed(step.events)))
        )

    def redo(self) -> Rating | None:
        """Bring it back."""
        step = History(self.events).redo
        return None if step is None else self.decide(step.task, *(Redid(event=n) for n in step.events))


TASKS = tuple(TaskId(f"t-{number}") for number in range(1, 4))

_questions = st.sampled_from(["preference", "score:a@r1", "rationale"]).map(QuestionId)
_categories = st.sampled_from(["unsafe", "other"])

acts: st.SearchStrategy[Act] = st.one_of(
    st.permutations(["r1", "r2"]).map(lambda responses: seen(*responses)),
    st.builds(Answered, question=_questions, answer=st.dictionaries(st.text(max_size=3), st.integers())),
    st.builds(Withdrew, question=_questions),
    st.builds(Submitted),
    st.builds(Skipped, reason=st.just("language"), note=st.text(max_size=3)),
    st.builds(Reopened),
    st.builds(
        Flagged,
        category=_categories,
        note=st.text(max_size=3),
        response=st.sampled_from([None, *order("r1", "r2")]),
        severity=st.sampled_from([None, "high"]),
    ),
    st.builds(Unflagged, category=_categories),
)
"""Everything that a rater can do to a task but undo and redo."""

Move = tuple[TaskId, list[Act]] | str
"""A step about a task, or ``undo``, or ``redo``."""

moves: st.SearchStrategy[list[Move]] = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(TASKS), st.lists(acts, min_size=1, max_size=3)),
        st.sampled_from(["undo", "undo", "redo"]),
    ),
    max_size=24,
)


class Remembered:
    """Plays moves on a desk and holds it to the laws of undo and redo.

    It keeps the state before and after each decision; the desk has to find them again.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._done: list[tuple[TaskId, Rating, Rating]] = []
        self._undone: list[tuple[TaskId, Rating, Rating]] = []

    def play(self, script: Sequence[Move]) -> None:
        """Play ``script``; raise AssertionError where a law is broken."""
        for move in script:
            if move == "undo":
                self._undo()
            elif move == "redo":
                self._redo()
            else:
                assert not isinstance(move, str)
                self._decide(*move)

    def _decide(self, task: TaskId, step: Sequence[Act]) -> None:
        # A look is a step of its own, and in the product it is.
        acts = [act for act in step if act.is_decision] or step[:1]
        before = self._desk.rating(task)
        after = self._desk.decide(task, *acts)

        assert after == self._desk.rating(task)
        if acts[0].is_decision:
            self._done.append((task, before, after))
            self._undone.clear()

    def _undo(self) -> None:
        took_back = self._desk.undo()

        assert (took_back is None) == (not self._done)
        if self._done:
            task, before, after = self._done.pop()
            self._undone.append((task, before, after))
            assert self._desk.rating(task) == self._seen(task, before)

    def _redo(self) -> None:
        brought = self._desk.redo()

        assert (brought is None) == (not self._undone)
        if self._undone:
            task, before, after = self._undone.pop()
            self._done.append((task, before, after))
            assert self._desk.rating(task) == self._seen(task, after)

    def _seen(self, task: TaskId, state: Rating) -> Rating:
        """Return ``state`` with the order in which the task was shown since: seeing is not undone."""
        now = self._desk.rating(task)
        return state.model_copy(update={"order": now.order, "task_sha256": now.task_sha256})


def source_of(lines: Sequence[bytes], batch: str = "b") -> Source:
    """Return a batch whose file is these lines."""
    tasks = [(line, Task.model_validate(jsontext.decode(line))) for line in lines]
    return Source(batch, tasks, lambda: sha256(b"\n".join(lines) + b"\n").hexdigest())


def rubric_source(rubric: Rubric | None = None, *, guidelines: bytes | None = None) -> RubricSource:
    """Return a rubric as it is handed to the workspace."""
    rubric = rubric or a_rubric()
    return RubricSource(jsontext.encode(rubric.model_dump(mode="json")), rubric, guidelines)


def load(
    workspace: Workspace, *, batch: str = "b", tasks: int = 3, rubric: Rubric | None = None
) -> BatchSummary:
    """Load a batch of tasks t-1, t-2, ... into ``workspace``."""
    lines = [task_line(f"t-{number}") for number in range(1, tasks + 1)]
    return load_batch(workspace, rubric_source(rubric), source_of(lines, batch))
