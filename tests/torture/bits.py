"""Flipped bits: what a bad disk changes in a workspace is found by the doctor, and leaves in no bundle."""

import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.torture.files import at_home, call
from tests.torture.home import ENTRY, SIGNERS, WORKSPACE, command, copied, furnished, rate
from tests.torture.soundness import bundle_faults
from tests.torture.trial import Report, Trial, numbered
from tests.worlds import RUBRIC_YAML, task_line

from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.core.events import Flagged
from raterterm.core.words import QuestionId, TaskId
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.exposure import Exposures
from raterterm.store.purging import purge_batch
from raterterm.store.queue import Place
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

PAGE = 4096
HEAD, FRAME = 32, 24 + PAGE
"""Bytes of a log's header, and of a page in it with what stands before it."""

OWN = frozenset(
    {"drafts", "places", "acknowledged", "exposures", "bookmarks", "origins", "_sqlite_migrations"}
)
"""Tables of what is no decision and leaves in no bundle: nothing vouches for each word of it."""

IN_A_PROCESS = 50
"""One damaged workspace of so many is given to commands in processes of their own."""

Content = dict[str, list[tuple[object, ...]] | None]
"""The rows of each table, None where they cannot be read."""


class Site(NamedTuple):
    """A workspace as it was before the damage."""

    home: Path
    ending: str
    """Of the file that is damaged."""
    content: Content
    bundle: bytes
    """What an export of it writes."""


class Damage(NamedTuple):
    """What a bad disk does to a file."""

    name: str
    do: Callable[[bytearray, Random], object]


def bits(trial: Trial) -> Report:
    """Damage a workspace that was closed, one that a crash left, and the log of that, and look at each."""
    exec(trial.patch, {})  # noqa: S102 - a deliberate defect, from the list of them
    with furnished(lines=[task_line(f"t-{n}", prompt=f"Why {n}?" * 80) for n in range(1, 31)]) as template:
        with at_home(_filled(template)):
            sites = list(_sites(template))
        home = template.with_name("home")
        home.mkdir()
        with at_home(home):
            return _try_all(sites, home, trial)


def _try_all(sites: Sequence[Site], home: Path, trial: Trial) -> Report:
    random, faults, counts = trial.random, list[str](), Counter[str]()
    for number in range(trial.amount):
        site, damage = sites[number % len(sites)], random.choices(_DAMAGES, (6, 2, 1))[0]
        for file in home.iterdir():
            file.unlink()
        for file in site.home.iterdir():
            (home / file.name).write_bytes(file.read_bytes())
            (home / file.name).chmod(0o600)
        damaged = home / (WORKSPACE + site.ending)
        data = bytearray(damaged.read_bytes())
        damage.do(data, random)
        damaged.write_bytes(data)
        script = trial.patch + ENTRY if number % IN_A_PROCESS == IN_A_PROCESS - 1 else None
        found = _seen(site, home, counts, script)
        faults += numbered(found, f"{number}, {damage.name} in {site.home.name}{site.ending}")
    told = ", ".join(f"{counts[what]} {what}" for what in _COUNTED)
    return Report(f"{trial.amount} damaged workspaces: {told}", faults)


_COUNTED = (
    "changed",
    "of them found",
    "changed in what is the rater's own alone",
    "harmless",
    "exports refused",
)


def _seen(site: Site, home: Path, counts: Counter[str], script: str | None) -> Iterator[str]:
    """Yield what the doctor misses, and what an export lets through; with a ``script``, each in its process."""
    run = partial(command, script=script) if script else call
    doctor = run(home, "doctor")
    yield from doctor.faults
    # What stands for a terminal in this process has no encoding.
    told = [line for line in doctor.out.splitlines() if line[:5] == "BAD  " and "encoding: none" not in line]
    is_found = bool(told)
    if doctor.code != is_found and (script or doctor.code != 1):
        yield f"the doctor ended with {doctor.code}: {doctor.err[-200:]!r}"
    content = _content(home / WORKSPACE)
    changed = {table for table, rows in site.content.items() if content[table] != rows}
    is_own = bool(changed) and changed <= OWN
    counts[_COUNTED[2] if is_own else "changed" if changed else "harmless"] += 1
    counts["of them found"] += is_found and bool(changed - OWN)
    if changed - OWN and not is_found:
        yield f"the doctor does not find that {', '.join(sorted(changed))} changed"
    done = run(home, "export", "--batch", "b", "-o", "out.rtb.zip")
    yield from done.faults
    counts["exports refused"] += done.code != 0
    if done.code and "raterterm: error: " not in done.err:
        yield f"an export failed without a word: {done.err[-200:]!r}"
    if done.code and not is_found:
        yield f"an export is refused, and the doctor finds nothing: {done.err[:300]!r}"
    yield from bundle_faults(home, (site.home / SIGNERS).read_bytes())
    if not done.code and (home / "out.rtb.zip").read_bytes() != site.bundle:
        yield "another bundle was exported"


# How a file is damaged


def _flip_bit(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _change_byte(data: bytearray, random: Random) -> None:
    data[random.randrange(len(data))] ^= random.randrange(1, 256)


def _swap_pages(data: bytearray, random: Random) -> None:
    head, size = (HEAD, FRAME) if data[:2] == b"\x37\x7f" else (0, PAGE)
    one, other = (head + size * at for at in random.sample(range((len(data) - head) // size), 2))
    data[one : one + size], data[other : other + size] = (
        data[other : other + size],
        data[one : one + size],
    )


_DAMAGES = (
    Damage("a bit", _flip_bit),
    Damage("a byte", _change_byte),
    Damage("two pages", _swap_pages),
)


# What is damaged


def _sites(template: Path) -> Iterator[Site]:
    yield _site(copied(template, template.with_name("closed")), "")
    crashed = copied(template, template.with_name("crashed"))
    script = f"import sys; sys.path[:0] = {[str(Path(__file__).parents[2])]!r}\n"
    done = command(crashed, script=f"{script}from tests.torture.bits import crash; crash()")
    assert done.code == -signal.SIGKILL, done.err
    yield _site(crashed, "")
    yield _site(crashed, "-wal")


def _site(home: Path, ending: str) -> Site:
    tried = copied(home, home.with_name("tried"))
    done = command(tried, "doctor")
    assert not done.code, done.out
    content = _content(tried / WORKSPACE)
    done = command(tried, "export", "--batch", "b", "-o", "out.rtb.zip")
    assert not done.code, done.err
    return Site(home, ending, content, (tried / "out.rtb.zip").read_bytes())


def _filled(home: Path) -> Path:
    """Put something into each table: two batches by rubrics of their own, a bundle, a batch that was purged."""
    (home / "guide.md").write_text("# Guidelines\n\n" + "Think of the reader, and of what was asked.\n" * 40)
    (home / "guided.yaml").write_text(
        RUBRIC_YAML.replace("version: 1.2.0", "version: 2\nguidelines: guide.md")
    )
    rubric = read_rubric_file(home / "guided.yaml")
    rate(home, *range(1, 9))
    done = command(home, "export", "--batch", "b", "-o", "first.rtb.zip")
    assert not done.code, done.err
    with Workspace.open(home / WORKSPACE) as workspace:
        (home / "c.jsonl").write_bytes((home / "b.jsonl").read_bytes() + b"\n")
        (home / "gone.jsonl").write_bytes(task_line("old") + b"\n")
        for name in ("c", "gone"):
            load_file(workspace, rubric, home / f"{name}.jsonl", name)
        purge_batch(workspace, workspace.batches()[0], undelivered=True)
        _decide(workspace, "c", 11)
    for file in ("first.rtb.zip", "c.jsonl", "gone.jsonl"):
        (home / file).unlink()
    rate(home, *range(9, 13))
    return home


def _decide(workspace: Workspace, batch: str, task: int) -> None:
    """Flag and begin to write, bookmark, acknowledge, uncover and stand somewhere."""
    summary = workspace.find_batch(batch)
    assert summary is not None
    desk, name = Desk(workspace, summary), TaskId(f"t-{task}")
    sheet = desk.sheet(task)
    desk.log.decide(name, Flagged(category="other", note="It is odd"))
    desk.keep_draft(sheet, QuestionId("rationale"), "Half a sentence, " * 9)
    desk.queue.remember(Place(task, QuestionId("rationale")))
    desk.acknowledge()
    Bookmarks(workspace, summary.key).put(name)
    Exposures(workspace).record(summary.key, name, workspace.today())


def crash() -> None:
    """Decide in the workspace of the present folder, with a log that is not folded into it, and be killed."""
    home = Path.cwd()
    with Workspace.open(home / WORKSPACE) as workspace:
        workspace.rows("PRAGMA wal_autocheckpoint = 0")
        for task in range(13, 17):
            _decide(workspace, "b", task)
            _decide(workspace, "c", task)
        os.kill(os.getpid(), signal.SIGKILL)


def _content(path: Path) -> Content:
    """Return what is stored, as SQLite reads it."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return {table: _rows(database, table) for table in _TABLES}
    except sqlite3.Error:
        return dict.fromkeys(_TABLES)


def _rows(database: sqlite3.Connection, table: str) -> list[tuple[object, ...]] | None:
    # The words of another library's table may be others with its next version.
    which = "WHERE name || tbl_name NOT LIKE '%sqlite_migrations%'" if table == "sqlite_schema" else ""
    try:
        return database.execute(f"SELECT * FROM {table} {which}").fetchall()  # noqa: S608 - one of ours
    except (sqlite3.Error, ValueError):  # the latter when the name of a column is no text
        return None


_TABLES = (
    *("facts", "rubrics", "batches", "tasks", "ratings", "events", "receipts", "purged", "purged_receipts"),
    *("sqlite_schema", "sqlite_sequence", *sorted(OWN)),
)
