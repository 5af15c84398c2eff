"""Rationales: what the rater wrote for other tasks."""

import pytest
from tests.worlds import TASKS, answered, load

from raterterm.core.events import Withdrew
from raterterm.core.rating import Rating
from raterterm.core.rationale import RATIONALE
from raterterm.core.words import TaskId
from raterterm.errors import WorkspaceError
from raterterm.store import rationales
from raterterm.store.log import Log
from raterterm.store.rationales import Rationales
from raterterm.store.workspace import BatchSummary, Workspace

T1, T2, T3 = TASKS


def write(workspace: Workspace, batch: BatchSummary, task: TaskId, text: str) -> None:
    """Answer the rationale of a task."""
    Log(workspace, batch.key).decide(task, answered(RATIONALE, {"text": text}))


def test_there_are_none_at_first(workspace: Workspace, batch: BatchSummary) -> None:
    """Nothing was written, whatever else was answered."""
    Log(workspace, batch.key).decide(T2, answered("preference", {}))

    assert Rationales(workspace, batch.key).of_others(T1) == ()


def test_the_newest_come_first_and_those_of_the_batch_before_all(
    workspace: Workspace, batch: BatchSummary
) -> None:
    """A rationale of the task itself is none of another's."""
    other = load(workspace, batch="other")
    for where, task in ((batch, T1), (batch, T3), (batch, T2), (other, T2), (other, T3)):
        write(workspace, where, task, f"{where.id} {task}")

    assert Rationales(workspace, batch.key).of_others(T1) == ("b t-2", "b t-3", "other t-3", "other t-2")


def test_what_was_withdrawn_or_undone_is_gone(workspace: Workspace, batch: BatchSummary) -> None:
    """Only what stands counts, with the words that stand."""
    log = Log(workspace, batch.key)
    write(workspace, batch, T2, "first words")
    write(workspace, batch, T2, "last words")
    write(workspace, batch, T3, "taken back")
    log.decide(T3, Withdrew(question=RATIONALE))
    assert Rationales(workspace, batch.key).of_others(T1) == ("last words",)
    log.undo()
    log.undo()
    log.undo()

    assert Rationales(workspace, batch.key).of_others(T1) == ("first words",)


def test_at_most_so_many_are_read(
    workspace: Workspace, batch: BatchSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest, however many there are."""
    monkeypatch.setattr(rationales, "MOST", 1)
    write(workspace, batch, T2, "older")
    write(workspace, batch, T3, "newer")

    assert Rationales(workspace, batch.key).of_others(T1) == ("newer",)


def test_what_is_decided_here_needs_no_reading(workspace: Workspace, batch: BatchSummary) -> None:
    """Who notes each decision has the same as who reads all again."""
    known = Rationales(workspace, batch.key)
    write(workspace, batch, T2, "one")
    assert known.of_others(T1) == ("one",)
    workspace.close()  # from here on nothing can be read

    for text in ("two", "three"):
        known.note(rated(T3, text))
    assert known.of_others(T1) == ("three", "one")
    known.note(rated(T3, None))
    assert known.of_others(T1) == ("one",)


def rated(task: TaskId, text: str | None) -> Rating:
    """Return the state of a task with this rationale, or none."""
    answers = {RATIONALE: {"text": text}} if text else {}
    return Rating(task=task, answers=answers)


def test_a_damaged_state_is_told_as_damage(workspace: Workspace, batch: BatchSummary) -> None:
    """And not as SQLite's own error."""
    write(workspace, batch, T2, "whole")
    with workspace.transaction() as database:
        database.execute("UPDATE ratings SET state = CAST('{' AS BLOB) WHERE task = 't-2'")

    with pytest.raises(WorkspaceError, match="damaged"):
        Rationales(workspace, batch.key).of_others(T1)
