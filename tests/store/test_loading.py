"""Loading: a batch is in the workspace whole, with its bytes, or not at all."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from tests.worlds import TASKS, a_criterion, a_rubric, load, rubric_source, source_of, task_line

from raterterm.core import jsontext
from raterterm.core.events import Submitted
from raterterm.core.task import Task
from raterterm.errors import Fault, InputError, UsageError
from raterterm.store.loading import Source, load_batch
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.workspace import Workspace

TABLES = ("rubrics", "batches", "tasks", "ratings", "events", "receipts")


def counts(workspace: Workspace) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {table: workspace.row(f"SELECT count(*) FROM {table}")[0] for table in TABLES}  # noqa: S608


def test_a_loaded_batch_says_what_it_is(workspace: Workspace) -> None:
    """Nothing is decided yet, and its chain begins with the file's digest."""
    source = source_of([task_line("t-1"), task_line("t-2")], "batch-0419")

    batch = load_batch(workspace, rubric_source(), source)

    assert (batch.id, batch.sha256, batch.tasks, batch.left) == ("batch-0419", source.sha256(), 2, 2)
    assert (batch.rubric_title, batch.rubric_label) == ("A rubric", "r 1")
    assert (batch.submitted, batch.skipped, batch.flagged, batch.events, batch.is_delivered) == (
        0,
        0,
        0,
        0,
        False,
    )
    assert Log(workspace, batch.key).head().sha256 == source.sha256()


def test_tasks_keep_their_bytes(workspace: Workspace) -> None:
    """Spaces, escapes and the order of keys stay, and so does the digest."""
    raw = b'{ "responses" : [ {"text":"\\u00e9\\u2028","id":"r1"},{"id":"r2","text":"x"} ],"prompt":"?", "id":"t" }'
    task = Task.model_validate(jsontext.decode(raw))
    batch = load_batch(workspace, rubric_source(), Source("b", [(raw, task)], lambda: "0" * 64))

    stored = workspace.row("SELECT raw, sha256 FROM tasks")

    assert stored == (raw, sha256(raw).hexdigest())
    assert Queue(workspace, batch.key).task(1) == task


def test_the_rubric_is_kept_as_it_was_written_and_as_it_was_read(workspace: Workspace) -> None:
    """With its guidelines."""
    rubric = a_rubric(criteria=[a_criterion(scale={-3: "Low", 0: None, 3: "High"}, note_at_or_below=-1)])
    batch = load_batch(
        workspace, rubric_source(rubric, guidelines="# Über\n".encode()), source_of([task_line()])
    )

    queue = Queue(workspace, batch.key)

    assert queue.rubric() == rubric
    assert queue.guidelines() == "# Über\n"
    assert workspace.row("SELECT source FROM rubrics")[0] == rubric_source(rubric).source


def test_the_same_batch_twice_is_one(workspace: Workspace) -> None:
    """What was decided stays."""
    first = load(workspace)
    Log(workspace, first.key).decide(TASKS[0], Submitted())
    before = counts(workspace)

    again = load(workspace)

    assert again.key == first.key
    assert again.submitted == 1
    assert counts(workspace) == before


def test_two_batches_of_one_rubric_share_it(workspace: Workspace) -> None:
    """The rubric is stored once; the last loaded batch comes first."""
    load(workspace, batch="one")
    load(workspace, batch="two")

    assert counts(workspace)["rubrics"] == 1
    assert [batch.id for batch in workspace.batches()] == ["two", "one"]


def test_the_same_file_may_be_loaded_under_two_ids(workspace: Workspace) -> None:
    """They are rated apart."""
    one, two = load(workspace, batch="one"), load(workspace, batch="two")

    Log(workspace, one.key).decide(TASKS[0], Submitted())

    assert Log(workspace, two.key).rating(TASKS[0]).status == "open"


def test_another_file_under_the_same_id_is_refused(workspace: Workspace) -> None:
    """With another id to type, and nothing changed."""
    load(workspace)
    before = counts(workspace)

    with pytest.raises(UsageError, match=r"^another file is loaded as batch b already$") as caught:
        load(workspace, tasks=4)

    assert caught.value.hints == ("load this one under another id: --batch b-2",)
    assert counts(workspace) == before


@pytest.mark.parametrize("change", ["rubric", "guidelines"])
def test_another_rubric_for_the_same_batch_is_refused(workspace: Workspace, change: str) -> None:
    """Also when only its guidelines are others; both ways on are named."""
    lines = [task_line("t-1")]
    load_batch(workspace, rubric_source(guidelines=b"# One\n"), source_of(lines))
    other = {
        "rubric": rubric_source(a_rubric(criteria=[a_criterion()]), guidelines=b"# One\n"),
        "guidelines": rubric_source(guidelines=b"# Two\n"),
    }[change]
    before = counts(workspace)

    with pytest.raises(UsageError, match=r"^batch b is loaded with another rubric") as caught:
        load_batch(workspace, other, source_of(lines))

    assert [hint.split(":")[0] for hint in caught.value.hints] == ["rate it as it is", "or load it again"]
    assert counts(workspace) == before


@pytest.mark.parametrize(
    "error", [InputError([Fault("b", "is faulty")]), KeyboardInterrupt(), ValueError()], ids=repr
)
def test_a_load_that_fails_leaves_nothing_behind(workspace: Workspace, error: BaseException) -> None:
    """Neither tasks nor the batch nor its rubric; the next one loads as if nothing had been."""

    def tasks() -> Iterator[tuple[bytes, Task]]:
        yield from source_of([task_line("t-1"), task_line("t-2")]).tasks
        raise error

    with pytest.raises(type(error)):
        load_batch(workspace, rubric_source(), Source("b", tasks(), lambda: "0" * 64))

    assert set(counts(workspace).values()) == {0}
    assert load(workspace).tasks == 3


def test_progress_is_told_task_by_task(workspace: Workspace) -> None:
    """So that a bar can move."""
    told: list[int] = []

    load_batch(workspace, rubric_source(), source_of([task_line("a"), task_line("b")]), progress=told.append)

    assert told == [1, 2]


def test_an_unknown_batch_is_not_found(workspace: Workspace) -> None:
    """By its whole id only."""
    load(workspace, batch="batch-1")

    assert workspace.find_batch("batch") is None
    assert workspace.find_batch("batch-1") is not None


def test_a_batch_that_is_known_is_not_read_again(workspace: Workspace) -> None:
    """Its digest is enough, and nobody else is kept from writing meanwhile."""
    first = load(workspace)
    source = source_of([task_line(f"t-{number}") for number in (1, 2, 3)])
    tasks = iter(source.tasks)

    before = workspace.row("SELECT total_changes()")
    again = load_batch(workspace, rubric_source(), source._replace(tasks=tasks))

    assert again == first
    assert len(list(tasks)) == 3
    assert workspace.row("SELECT total_changes()") == before


@pytest.mark.parametrize("batch", ["", "x" * 201, "two\nlines", "\x1b[31m", "\udcff"], ids=ascii)
def test_what_cannot_be_an_id_is_refused(workspace: Workspace, batch: str) -> None:
    """It would stand in bundles and file names; nothing is stored."""
    with pytest.raises(UsageError, match="expected a batch id") as caught:
        load(workspace, batch=batch)

    assert caught.value.hints == ("give it one: --batch NAME",)
    assert set(counts(workspace).values()) == {0}
