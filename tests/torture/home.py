"""A rater's home to be broken: a workspace with a batch, a key, the files that commands read."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlite_utils import Database
from tests.tui.terminal import environment_of
from tests.worlds import RUBRIC_YAML, answered, task_line

from raterterm.bundle.keys import SigningKey
from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.core.events import Submitted
from raterterm.core.words import Json
from raterterm.settings import Identity, write_identity
from raterterm.store.migrations import migrations
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

ENTRY = "from raterterm.cli.main import run; run()"
WORKSPACE = "workspace.db"
PRINCIPAL = "rater@example.org"
SIGNERS = "allowed_signers"
ENDS_WITHIN = 60
"""Seconds after which a command is taken to hang."""


class Done(NamedTuple):
    """How a command ended."""

    code: int
    """Below zero: killed by the signal of this number."""
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """What no command may do, whatever it was given."""
        told = self.out + self.err
        faults = [f"exit {self.code}"] if self.code not in {0, 1, 2} else []
        faults += ["a traceback"] if "Traceback (most recent call last)" in told else []
        return faults + (["a defect was told"] if "a defect of raterterm" in told else [])


def furnish(home: Path, tasks: int = 30, *, lines: Sequence[bytes] = ()) -> Path:
    """Fill a new folder with a rubric, a batch of some tasks or of ``lines``, loaded as ``b``, and a key."""
    home.mkdir(mode=0o700, parents=True)
    (home / "rubric.yaml").write_text(RUBRIC_YAML)
    write_batch(home / "b.jsonl", tasks, lines)
    key = SigningKey.generate()
    key.save(home / "signing_key", None)
    # Relative, so that the home may be copied: commands run in it.
    write_identity(home, Identity(PRINCIPAL, Path("signing_key")))
    (home / SIGNERS).write_text(key.public_line(PRINCIPAL) + "\n")
    with Workspace.open(home / WORKSPACE) as workspace:
        load_file(workspace, read_rubric_file(home / "rubric.yaml"), home / "b.jsonl", "b")
    return home


@contextmanager
def furnished(tasks: int = 30, *, lines: Sequence[bytes] = ()) -> Iterator[Path]:
    """Furnish a home in a folder of its own, with room beside it for copies; remove both in the end."""
    with TemporaryDirectory(prefix="torture-") as folder:
        yield furnish(Path(folder, "template"), tasks, lines=lines)


def write_batch(path: Path, tasks: int, lines: Sequence[bytes] = ()) -> None:
    """Write a batch of ``lines``, or of tasks t-1, t-2, ..."""
    lines = lines or [task_line(f"t-{n}", prompt=f"Question {n}?") for n in range(1, tasks + 1)]
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def rate(home: Path, *tasks: int) -> None:
    """Submit tasks of the batch by their numbers."""
    with Workspace.open(home / WORKSPACE) as workspace:
        batch = workspace.find_batch("b")
        assert batch is not None
        desk = Desk(workspace, batch)
        for number in tasks:
            task = desk.sheet(number).task.id
            desk.log.decide(task, *(answered(*pair) for pair in ANSWERS), Submitted())


ANSWERS: Sequence[tuple[str, Json]] = (
    ("preference", {"better": "r1", "by": 1}),
    ("score:accuracy@r1", {"point": 4}),
    ("score:accuracy@r2", {"point": 3}),
    ("score:tone", {"point": "fair"}),
    ("rationale", {"text": "It says more"}),
)
"""A whole rating by the rubric."""


def copied(home: Path, to: Path) -> Path:
    """Return a new copy of a home; what was there is removed."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(home, to)
    to.chmod(0o700)
    return to


def command(home: Path, *arguments: str, script: str = ENTRY) -> Done:
    """Run the command line in a home as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=home,
        env=environment_of(home) | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=ENDS_WITHIN,
        check=False,
    )
    return Done(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def age(path: Path) -> None:
    """Turn a workspace into one of the first version, with all that it holds."""
    today = path.with_name("today.db")
    path.rename(today)
    database = Database(sqlite3.connect(path), execute_plugins=False)
    migrations.apply(database, stop_before=[step.name for step in migrations.pending(database)][1])
    database.execute("ATTACH ? AS today", [str(today)])
    for (table,) in database.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%STRICT%'").fetchall():
        columns = ", ".join(column.name for column in database[table].columns)
        database.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM today.{table}")  # noqa: S608
    database.conn.commit()
    database.conn.close()
    for file in path.parent.glob("today.db*"):
        file.unlink()
    os.chmod(path, 0o600)  # noqa: PTH101
