"""A workspace in which a good deal was decided, and ways to damage it."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import NamedTuple

from tests.worlds import a_rubric, rubric_source, source_of, task_line

from raterterm.core.events import read_chain
from raterterm.core.words import QuestionId, TaskId
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.exposure import Exposures
from raterterm.store.loading import load_batch
from raterterm.store.log import Log
from raterterm.store.purging import purge_batch
from raterterm.store.queue import Place
from raterterm.store.receipts import Receipt, record_receipt
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.desk import Desk

PAGE = 4096
GUIDELINES = b"# Guidelines\n\nThink of the reader.\n"
RUBRIC = a_rubric(preference={"question": "Which is better?"}, rationale={"required": False})
LINES = [task_line(f"t-{n}", prompt=f"Why {n}?" + " And so on." * 60) for n in range(1, 21)]
BATCH_FILE = b"\n".join(LINES) + b"\n"
BUNDLE = "ab" * 32
ENDINGS = ("", "-wal", "-shm")


def rate_much(workspace: Workspace, batch: str = "b", decisions: int = 60) -> BatchSummary:
    """Load twenty tasks and decide about them, with submitting, undo and redo in between."""
    source = rubric_source(RUBRIC, guidelines=GUIDELINES)
    summary = load_batch(workspace, source, source_of(LINES, batch))
    desk = Desk(workspace, summary)
    for count in range(decisions):
        _decide(desk, count)
    return summary


def _decide(desk: Desk, count: int) -> None:
    sheet = desk.sheet(count * 7 % 20 + 1)
    options = sheet.questions[0].options(sheet.form.letters)
    sheet = desk.answer(sheet, sheet.questions[0], options[count % 3].answer)
    if count % 3 == 0:
        desk.submit(sheet)
    if count % 8 == 0:
        desk.undo()
    if count % 16 == 0:
        desk.redo()


def make_rated(path: Path) -> None:
    """Make a workspace that has something in each of its tables."""
    with Workspace.open(path) as workspace:
        gone = load_batch(workspace, rubric_source(), source_of([task_line("old")], "gone"))
        _receive(workspace, gone, "cd" * 32)
        purge_batch(workspace, gone, undelivered=True)
        summary = rate_much(workspace, decisions=30)
        _receive(workspace, summary, BUNDLE)
        rate_much(workspace)
        desk = Desk(workspace, summary)
        desk.keep_draft(desk.sheet(5), QuestionId("rationale"), "Half a sen")
        desk.queue.remember(Place(5, QuestionId("rationale")))
        desk.acknowledge()
        Exposures(workspace).record(summary.key, TaskId("t-3"), workspace.today())
        Bookmarks(workspace, summary.key).put(TaskId("t-4"))


def _receive(workspace: Workspace, batch: BatchSummary, bundle: str) -> None:
    head = Log(workspace, batch.key).head()
    with workspace.transaction() as database:
        record_receipt(database, batch, Receipt(1, bundle, head.events, head.sha256), workspace.now())


def copied(path: Path, to: Path) -> Path:
    """Copy a workspace with all that lies beside it, as a crash would leave it."""
    for ending in ENDINGS:
        file = path.with_name(path.name + ending)
        if file.exists():
            to.with_name(to.name + ending).write_bytes(file.read_bytes())
    return to


def table(path: Path, name: str) -> list[tuple[object, ...]]:
    """Return the rows of a table in the order of their keys."""
    with closing(connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608


def tables(path: Path) -> set[str]:
    """Return the names of our own tables."""
    with closing(connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {name for (name,) in rows if not name.startswith(("sqlite_", "_sqlite"))}


def states(path: Path) -> list[tuple[object, ...]]:
    """Return how each task stands: what the rater had decided."""
    with closing(connect(f"file:{path}?mode=ro", uri=True)) as database:
        asked = "SELECT task, status, flagged, json_extract(CAST(state AS TEXT), '$.answers') FROM ratings ORDER BY 1"
        return database.execute(asked).fetchall()


def check_chains(workspace: Workspace) -> None:
    """Raise ValueError where a chain does not hold."""
    for batch in workspace.batches():
        events = list(read_chain(batch.sha256, Log(workspace, batch.key).lines()))
        assert len(events) == batch.events


class Damage(NamedTuple):
    """One way to damage a file."""

    name: str
    do: Callable[[bytearray], object]


def _zero(number: int) -> Callable[[bytearray], object]:
    def do(data: bytearray) -> None:
        data[number * PAGE : (number + 1) * PAGE] = bytes(PAGE)

    return do


def _garble(number: int) -> Callable[[bytearray], object]:
    def do(data: bytearray) -> None:
        data[number * PAGE : (number + 1) * PAGE] = random.Random(number).randbytes(PAGE)  # noqa: S311

    return do


def _cut(length: int) -> Callable[[bytearray], object]:
    def do(data: bytearray) -> None:
        del data[length:]

    return do


def _flip(seed: int, count: int) -> Callable[[bytearray], object]:
    def do(data: bytearray) -> None:
        chance = random.Random(seed)  # noqa: S311
        for _ in range(count):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

    return do


def damages(size: int) -> Iterator[Damage]:
    """Yield ways to damage a file of this size: each page, many lengths, flips."""
    for number in range(size // PAGE):
        yield Damage(f"page {number + 1} zeroed", _zero(number))
        if number % 3 == 0:
            yield Damage(f"page {number + 1} garbled", _garble(number))
    yield from (Damage(f"cut off at {length}", _cut(length)) for length in range(1, size, size // 16))
    yield from (Damage(f"one bit flipped, {seed}", _flip(seed, 1)) for seed in range(16))
    yield from (Damage(f"thirty bits flipped, {seed}", _flip(seed, 30)) for seed in range(8))
    yield Damage("the header overwritten", lambda data: data.__setitem__(slice(0, 100), b"\xff" * 100))
    yield Damage("another application's", lambda data: data.__setitem__(slice(68, 72), b"MPBX"))
