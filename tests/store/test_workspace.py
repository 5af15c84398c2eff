"""The workspace: private, guarded, held by one writer, and refused when it is not what it should be."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.worlds import TASKS, Clock, load

from raterterm.core.events import Submitted
from raterterm.errors import WorkspaceDamaged, WorkspaceError, WorkspaceHeld, WorkspaceTooNew
from raterterm.store.log import Log
from raterterm.store.queue import Queue
from raterterm.store.schema import SCHEMA_VERSION
from raterterm.store.workspace import BatchSummary, Workspace

HOLD = """
import sys
from pathlib import Path
from raterterm.store.workspace import Workspace
with Workspace.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def mode(path: Path) -> int:
    """Return the permissions of ``path``."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set the umask for one test."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def other_process(workspace_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Return a process that holds the workspace for writing."""
    command = [sys.executable, "-c", HOLD, str(workspace_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


class TestPrivacy:
    """Nobody else on the machine reads what a rater does."""

    def test_every_file_is_private_whatever_the_umask(
        self, umask: int, workspace_path: Path, clock: Clock
    ) -> None:
        """The folder 0700; the database, its log, its index and the lock 0600."""
        with Workspace.open(workspace_path, clock=clock) as workspace:
            batch = load(workspace)
            Log(workspace, batch.key).decide(TASKS[0], Submitted())

            names = sorted(path.name for path in workspace_path.parent.iterdir())
            modes = {mode(path) for path in workspace_path.parent.iterdir()}

        assert names == ["raterterm.db", "raterterm.db-shm", "raterterm.db-wal", "raterterm.db.lock"]
        assert modes == {0o600}
        assert mode(workspace_path.parent) == 0o700

    def test_nothing_is_left_beside_it_when_it_is_closed(self, workspace_path: Path) -> None:
        """The log is folded into the file; only the lock stays."""
        Workspace.open(workspace_path).close()

        assert sorted(path.name for path in workspace_path.parent.iterdir()) == [
            "raterterm.db",
            "raterterm.db.lock",
        ]

    def test_a_link_in_the_place_of_the_lock_is_not_followed(
        self, workspace_path: Path, tmp_path: Path
    ) -> None:
        """Nor is what it leads to changed."""
        (tmp_path / "precious").write_text("keep")
        workspace_path.parent.mkdir()
        workspace_path.with_name("raterterm.db.lock").symlink_to(tmp_path / "precious")

        with pytest.raises(WorkspaceError):
            Workspace.open(workspace_path)

        assert (tmp_path / "precious").read_text() == "keep"


class TestSettings:
    """What SQLite is told each time."""

    @pytest.mark.parametrize(
        ("pragma", "value"),
        [
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("trusted_schema", 0),
            ("cell_size_check", 1),
            ("mmap_size", 0),
            ("secure_delete", 1),
            ("temp_store", 2),
            ("busy_timeout", 5000),
            ("application_id", 0x52544552),
            ("user_version", SCHEMA_VERSION),
        ],
    )
    def test_a_setting_is_in_force(self, workspace_path: Path, pragma: str, value: object) -> None:
        """In a new workspace and in one that is opened again."""
        for _ in range(2):
            with Workspace.open(workspace_path) as workspace:
                found = workspace.rows(f"PRAGMA {pragma}")

            assert found in ([(value,)], []) if pragma == "mmap_size" else found == [(value,)]

    def test_time_comes_from_the_clock_in_utc(self, workspace: Workspace) -> None:
        """To the millisecond."""
        assert workspace.now().startswith("2026-03-01T09:00:")
        assert workspace.now().endswith(".000Z")

    def test_the_seed_stays_and_is_the_workspaces_own(self, workspace_path: Path, tmp_path: Path) -> None:
        """Sides are the same after a restart, and others for another rater."""
        with Workspace.open(workspace_path) as workspace:
            seed = workspace.seed
        with Workspace.open(workspace_path) as again, Workspace.open(tmp_path / "other.db") as other:
            assert again.seed == seed
            assert other.seed != seed

    def test_a_name_may_hold_any_character(self, tmp_path: Path) -> None:
        """Also those that mean something in a URI."""
        path = tmp_path / "a ?b#c%20d&e=é.db"

        Workspace.open(path).close()

        assert path.stat().st_size > 0


class TestOneWriter:
    """Two windows do not write over each other."""

    def test_a_second_writer_is_told_who_holds_it(
        self, other_process: subprocess.Popen[str], workspace_path: Path
    ) -> None:
        """The process, the machine, and since when; and what can be done."""
        with pytest.raises(WorkspaceHeld) as caught:
            Workspace.open(workspace_path)

        assert f"is in use by process {other_process.pid} on {os.uname().nodename}, since 20" in str(
            caught.value
        )
        assert caught.value.hints == ("close it there, or only look here",)

    def test_a_second_window_of_the_same_process_is_refused_too(
        self, workspace: Workspace, workspace_path: Path
    ) -> None:
        """It would be as harmful."""
        with pytest.raises(WorkspaceHeld, match=f"process {os.getpid()} "):
            Workspace.open(workspace_path)

    def test_a_looker_reads_and_is_told_who_writes(
        self, workspace: Workspace, batch: BatchSummary, workspace_path: Path
    ) -> None:
        """What is decided meanwhile is seen at the next look."""
        with Workspace.open(workspace_path, looking=True) as looker:
            Log(workspace, batch.key).decide(TASKS[0], Submitted())

            (seen,) = looker.batches()

            assert (seen.submitted, looker.saved, looker.is_writable) == (1, 1, False)
            assert looker.holder is not None
            assert looker.holder.process == os.getpid()

    def test_a_looker_cannot_write(
        self, workspace: Workspace, batch: BatchSummary, workspace_path: Path
    ) -> None:
        """Neither through the log nor behind its back."""
        with Workspace.open(workspace_path, looking=True) as looker:
            with pytest.raises(WorkspaceHeld, match=r"is open to be read only$"):
                Log(looker, batch.key).decide(TASKS[0], Submitted())
            with pytest.raises(WorkspaceError, match=r"attempt to write a readonly database"):
                looker.rows("UPDATE batches SET submitted = 9")

        assert workspace.batches()[0].submitted == 0

    def test_who_looks_first_may_write_when_nobody_else_does(self, workspace_path: Path) -> None:
        """Looking is what is left when writing is taken."""
        with Workspace.open(workspace_path, looking=True) as workspace:
            assert workspace.is_writable

    def test_a_mere_look_takes_no_lock(self, workspace: Workspace, workspace_path: Path) -> None:
        """Nor does it need a writer to be there."""
        load(workspace)
        with Workspace.look(workspace_path) as looker:
            assert len(looker.batches()) == 1
        workspace.close()
        with Workspace.look(workspace_path) as looker:
            assert len(looker.batches()) == 1
            assert not looker.is_writable

    def test_the_lock_vanishes_with_its_process(
        self, other_process: subprocess.Popen[str], workspace_path: Path
    ) -> None:
        """However it ended: no lock is ever stale."""
        other_process.kill()
        other_process.wait()

        with Workspace.open(workspace_path) as workspace:
            assert workspace.is_writable

    def test_closing_gives_the_lock_up(self, workspace_path: Path) -> None:
        """The next one may write."""
        Workspace.open(workspace_path).close()

        with Workspace.open(workspace_path) as workspace:
            assert workspace.is_writable

    def test_a_refused_workspace_is_not_held(self, workspace_path: Path) -> None:
        """Once it is mended it can be opened."""
        workspace_path.parent.mkdir()
        workspace_path.touch()
        with pytest.raises(WorkspaceDamaged):
            Workspace.open(workspace_path)
        workspace_path.unlink()

        with Workspace.open(workspace_path) as workspace:
            assert workspace.is_writable


def newer(path: Path) -> None:
    """Make a workspace of a later version."""
    Workspace.open(path).close()
    with sqlite3.connect(path) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()


def foreign(path: Path) -> None:
    """Make another program's database."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.close()


def cut_off(path: Path) -> None:
    """Make a workspace that lost its end."""
    with Workspace.open(path) as workspace:
        load(workspace, tasks=200)
    os.truncate(path, 8192)


class TestRefusals:
    """A file that is no whole workspace of ours is refused in one sentence and left as it was."""

    @pytest.mark.parametrize(
        ("make", "kind", "message"),
        [
            (newer, WorkspaceTooNew, f"was made by a newer raterterm (schema {SCHEMA_VERSION + 1}; this"),
            (foreign, WorkspaceDamaged, "is not a raterterm workspace"),
            (Path.touch, WorkspaceDamaged, "is empty: it was cut off, or never was a workspace"),
            (
                lambda path: path.write_bytes(b"not a database " * 99),
                WorkspaceDamaged,
                "is damaged: file is not a",
            ),
            (lambda path: path.write_bytes(b"x"), WorkspaceDamaged, "is "),
            (Path.mkdir, WorkspaceError, "is not a file"),
            (os.mkfifo, WorkspaceError, "is not a file"),
        ],
        ids=["newer", "foreign", "empty", "garbage", "one byte", "directory", "fifo"],
    )
    @pytest.mark.parametrize("way", [Workspace.open, Workspace.look], ids=["open", "look"])
    def test_it_is_refused_and_not_changed(
        self, way: object, make: object, kind: type[WorkspaceError], message: str, tmp_path: Path
    ) -> None:
        """Whether it was to be written or only looked at."""
        path = tmp_path / "w.db"
        assert callable(make)
        assert callable(way)
        make(path)
        before = path.read_bytes() if path.is_file() else b""

        with pytest.raises(kind) as caught:
            way(path)

        assert str(caught.value).startswith(f"{path} {message}")
        assert caught.value.hints
        assert (path.read_bytes() if path.is_file() else b"") == before

    def test_a_workspace_that_lost_its_end_is_damaged(self, workspace_path: Path) -> None:
        """It is told at the latest when what is missing is read."""
        cut_off(workspace_path)

        with (
            pytest.raises(WorkspaceDamaged, match="is damaged: "),
            Workspace.open(workspace_path) as workspace,
        ):
            workspace.rows("SELECT raw FROM tasks")

    def test_looking_at_nothing_says_how_to_start(self, tmp_path: Path) -> None:
        """And makes nothing."""
        with pytest.raises(WorkspaceError, match="there is no workspace") as caught:
            Workspace.look(tmp_path / "none.db")

        assert caught.value.hints == ("raterterm demo", "raterterm rate RUBRIC BATCH")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        """The system's words say why."""
        (tmp_path / "file").touch()

        with pytest.raises(WorkspaceError, match="cannot be used: "):
            Workspace.open(tmp_path / "file" / "w.db")

    def test_what_a_crash_left_of_a_new_workspace_is_no_obstacle(self, workspace_path: Path) -> None:
        """It is made beside its place and moved there whole."""
        workspace_path.parent.mkdir()
        workspace_path.with_name("raterterm.db.new").write_bytes(b"half")

        with Workspace.open(workspace_path) as workspace:
            assert workspace.saved == 0


class TestFileInPlace:
    """A workspace that was moved away while it is open takes no decision into nowhere."""

    def test_a_deleted_file_is_noticed(self, workspace: Workspace, log: Log, workspace_path: Path) -> None:
        """At the next write."""
        workspace_path.unlink()

        with pytest.raises(WorkspaceError, match=r"was moved or deleted while it was open$"):
            log.decide(TASKS[0], Submitted())

    def test_a_replaced_file_is_noticed(
        self, workspace: Workspace, log: Log, workspace_path: Path, tmp_path: Path
    ) -> None:
        """Also when another one stands in its place."""
        workspace_path.rename(tmp_path / "moved.db")
        workspace_path.write_bytes((tmp_path / "moved.db").read_bytes())

        with pytest.raises(WorkspaceError, match=r"was moved or deleted while it was open$"):
            log.decide(TASKS[0], Submitted())


class TestTransactions:
    """All of it is durable, or nothing is."""

    def test_an_error_inside_takes_everything_back(self, workspace: Workspace, batch: BatchSummary) -> None:
        """Whatever it was."""
        with suppress(KeyboardInterrupt), workspace.transaction() as database:
            database.execute("UPDATE batches SET submitted = 9")
            raise KeyboardInterrupt

        assert workspace.batches()[0].submitted == 0
        with workspace.transaction() as database:
            database.execute("UPDATE batches SET submitted = 1")
        assert workspace.batches()[0].submitted == 1

    def test_no_error_of_sqlite_leaks(self, workspace: Workspace) -> None:
        """It becomes one sentence with the file's name."""
        with pytest.raises(WorkspaceError, match="could not be read or saved: near "):
            workspace.rows("SELECT 1 FROM facts facts facts")
        with (
            pytest.raises(WorkspaceError, match="could not be read or saved: "),
            workspace.transaction() as database,
        ):
            database.execute("INSERT INTO facts VALUES ('seed', 'again')")

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE events SET line = x'7b7d'",
            "UPDATE events SET n = n + 1",
            "UPDATE OR IGNORE events SET task = 't'",
        ],
    )
    def test_events_are_never_changed(self, workspace: Workspace, log: Log, change: str) -> None:
        """The database itself refuses."""
        log.decide(TASKS[0], Submitted())
        before = list(log.lines())

        with (
            pytest.raises(WorkspaceError, match="events are never changed"),
            workspace.transaction() as database,
        ):
            database.execute(change)

        assert list(log.lines()) == before


class TestLeftovers:
    """What is left of a workspace that is gone is not replayed over a new one."""

    @pytest.mark.parametrize("endings", [["-wal"], ["-shm"], ["-journal"], ["-wal", "-shm"]], ids=" ".join)
    @pytest.mark.parametrize("way", [Workspace.open, Workspace.look], ids=["open", "look"])
    def test_a_log_without_its_database_is_damage(
        self, way: object, endings: list[str], workspace_path: Path
    ) -> None:
        """The files are named and stay, and nothing is made."""
        assert callable(way)
        workspace_path.parent.mkdir()
        left = [workspace_path.with_name(workspace_path.name + ending) for ending in endings]
        for file in left:
            file.write_bytes(b"old")

        with pytest.raises(WorkspaceDamaged) as caught:
            way(workspace_path)

        assert all(file.name in str(caught.value) and file.read_bytes() == b"old" for file in left)
        assert not workspace_path.exists()

    def test_what_a_crash_left_beside_a_new_one_is_removed(self, workspace_path: Path) -> None:
        """The log of a workspace that was never finished holds nothing of a rater's."""
        workspace_path.parent.mkdir()
        for ending in ("", "-wal", "-shm"):
            workspace_path.with_name(f"raterterm.db.new{ending}").write_bytes(b"half")

        with Workspace.open(workspace_path) as workspace:
            assert workspace.saved == 0

        assert sorted(file.name for file in workspace_path.parent.iterdir()) == [
            "raterterm.db",
            "raterterm.db.lock",
        ]


class TestPermissions:
    """A workspace that came from elsewhere is made private."""

    def test_others_lose_what_they_could_read(self, workspace: Workspace, workspace_path: Path) -> None:
        """The database and what lies beside it, when it is opened to be written."""
        load(workspace)
        copy = workspace_path.with_name("copy.db")
        for ending in ("", "-wal", "-shm"):
            to = copy.with_name(copy.name + ending)
            to.write_bytes(workspace_path.with_name(workspace_path.name + ending).read_bytes())
            to.chmod(0o644)

        with Workspace.open(copy):
            modes = {file.name: mode(file) for file in copy.parent.glob("copy.db*")}

        assert set(modes.values()) == {0o600}
        assert len(modes) == 4


class TestDamagedRows:
    """A row that is not as it was stored is damage, told with the task's id."""

    @pytest.mark.parametrize("state", ["x'7b'", "CAST('{}' AS BLOB)", "CAST('[1]' AS BLOB)"])
    def test_a_state(self, workspace: Workspace, log: Log, state: str) -> None:
        """Not JSON, or no rating."""
        spoil(workspace, f"UPDATE ratings SET state = {state} WHERE task = 't-1'")  # noqa: S608

        with pytest.raises(WorkspaceDamaged, match="is damaged: the state of task t-1 "):
            log.rating(TASKS[0])

    def test_an_event(self, workspace: Workspace, log: Log) -> None:
        """When it is undone, replayed, or undo looks for its past."""
        log.decide(TASKS[0], Submitted())
        spoil(workspace, "DROP TRIGGER events_are_never_changed", "UPDATE events SET line = x'7b7d'")

        for ask in (log.undo, log.redo, lambda: log.event(1), lambda: log.replayed(TASKS[0])):
            with pytest.raises(WorkspaceDamaged, match="is damaged: event 1, about task t-1, "):
                ask()

    @pytest.mark.parametrize("way", ["replace(CAST(raw AS TEXT), 'Why', 'Who')", "'{'"])
    def test_a_task(self, workspace: Workspace, queue: Queue, way: str) -> None:
        """Also when it is still a task: its digest was stored with it."""
        spoil(workspace, f"UPDATE tasks SET raw = CAST({way} AS BLOB) WHERE id = 't-2'")  # noqa: S608

        assert queue.task(1).id == "t-1"
        with pytest.raises(WorkspaceDamaged, match="is damaged: task t-2 "):
            queue.task(2)

    def test_a_rubric(self, workspace: Workspace, queue: Queue) -> None:
        """No error of pydantic leaks."""
        spoil(workspace, "UPDATE rubrics SET compiled = CAST('{}' AS BLOB)")

        with pytest.raises(WorkspaceDamaged, match="is damaged: the rubric "):
            queue.rubric()


def spoil(workspace: Workspace, *statements: str) -> None:
    """Change what is stored behind the log's back."""
    with workspace.transaction() as database:
        for statement in statements:
            database.execute(statement)
