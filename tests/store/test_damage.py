"""A damaged workspace is told to be one, wherever the damage is met, and is never made worse."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from tests.store.rated import PAGE, copied, damages, rate_much
from tests.worlds import TASKS

from raterterm.core.events import Submitted
from raterterm.errors import WorkspaceDamaged, WorkspaceError
from raterterm.store.examination import damage_of, examine
from raterterm.store.log import Log
from raterterm.store.purging import purge_batch
from raterterm.store.queue import Queue
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

Way = Callable[[Path], Workspace]
ways = pytest.mark.parametrize("way", [Workspace.open, Workspace.look], ids=["open", "look"])


@pytest.fixture
def path(rated: Path, tmp_path: Path) -> Path:
    """Return a workspace of one's own to damage."""
    copied(rated, tmp_path / "w.db").chmod(0o600)
    return tmp_path / "w.db"


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """Return a workspace as a crash leaves it: half of what was decided is in the log."""
    with Workspace.open(tmp_path / "open.db") as workspace:
        rate_much(workspace, decisions=30)
        workspace.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        rate_much(workspace, decisions=30)
        return copied(tmp_path / "open.db", tmp_path / "crashed.db")


def read_all(path: Path) -> None:
    """Read everything that a session would, deciding nothing."""
    with Workspace.look(path) as workspace:
        for batch in workspace.batches():
            desk = Desk(workspace, batch)
            for position in range(1, batch.tasks + 1):
                desk.sheet(position)
            desk.log.undo()


def error_of(step: Callable[[], object]) -> Exception | None:
    """Return what a step raises."""
    try:
        step()
    except Exception as error:
        return error
    return None


def contents(path: Path) -> dict[str, str]:
    """Return what lies beside a workspace, but for what SQLite keeps in memory."""
    files = [file for file in path.parent.glob(f"{path.name}*") if not file.name.endswith((".lock", "-shm"))]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


class TestRecognised:
    """No error of SQLite's and none of ours but the one that says what is wrong, and what can be typed."""

    @pytest.mark.parametrize("part", range(4))
    def test_damage_is_told_or_does_not_matter(self, path: Path, part: int) -> None:
        """Whatever the damage: no other error comes out but of what the workspace is found to be broken by."""
        whole = path.read_bytes()
        for number, damage in enumerate(damages(len(whole))):
            if number % 4 != part:
                continue
            data = bytearray(whole)
            damage.do(data)
            path.write_bytes(data)
            error = error_of(lambda: read_all(path))

            assert isinstance(error, WorkspaceError | None) or damage_of(path) is not None, damage.name
            assert path.read_bytes() == data, damage.name

    @ways
    @pytest.mark.parametrize("part", range(24))
    def test_a_file_that_was_cut_off_is_not_opened(self, path: Path, way: Way, part: int) -> None:
        """At any length: between pages, and within the last one, which SQLite would fill up."""
        length = path.stat().st_size * part // 24 + part % 3 - (part % 3 == 2) * PAGE // 2
        os.truncate(path, max(0, length))
        before = contents(path)

        with pytest.raises(WorkspaceDamaged, match=r"is damaged: |is empty: "):
            way(path)

        assert contents(path) == before

    def test_the_last_bytes_are_missed(self, path: Path) -> None:
        """SQLite would take zeros for them."""
        os.truncate(path, path.stat().st_size - 1)

        with pytest.raises(WorkspaceDamaged, match="is damaged: it was cut off"):
            Workspace.open(path)

    def test_it_says_what_can_be_typed(self, tmp_path: Path) -> None:
        """Also where the name needs quotes."""
        path = tmp_path / "my work.db"
        path.write_bytes(b"not a database " * 999)

        with pytest.raises(WorkspaceDamaged) as caught:
            Workspace.open(path)

        fresh = tmp_path / "my work-rescued.db"
        assert caught.value.hints == (f"raterterm -w '{path}' doctor --rescue '{fresh}'",)

    def test_text_that_is_none(self, path: Path) -> None:
        """Bytes that are no UTF-8 are damage, not a defect."""
        data = path.read_bytes()
        path.write_bytes(data.replace(b"A rubric", b"\xff rubric"))

        with (
            Workspace.look(path) as workspace,
            pytest.raises(WorkspaceDamaged, match="Could not decode to UTF-8"),
        ):
            workspace.batches()

    def test_nothing_is_written_once_damage_was_met(self, path: Path) -> None:
        """SQLite would write on, into pages that it believes to be free."""
        data = path.read_bytes()
        at = data.index(b'{"id":"t-7"') // PAGE * PAGE
        path.write_bytes(data[:at] + bytes(PAGE) + data[at + PAGE :])
        with Workspace.open(path) as workspace:
            batch = workspace.batches()[0]
            Log(workspace, batch.key).decide(TASKS[0], Submitted())
            saved = workspace.saved
            with pytest.raises(WorkspaceDamaged):
                Queue(workspace, batch.key).task(7)

            with pytest.raises(WorkspaceDamaged, match="malformed"):
                Log(workspace, batch.key).decide(TASKS[0], Submitted())

            assert workspace.saved == saved


class TestLeftLog:
    """The log that a crash left is replayed when it is the workspace's own."""

    @ways
    def test_its_own_is_read(self, crashed: Path, way: Way) -> None:
        """Nothing that was acknowledged is lost, and no question asked."""
        with way(crashed) as workspace:
            assert workspace.batches()[0].events == workspace.saved > 60

    def test_one_that_was_half_written_is_read_as_far_as_it_was_finished(self, crashed: Path) -> None:
        """The rest was never acknowledged."""
        log = crashed.with_name("crashed.db-wal")
        os.truncate(log, log.stat().st_size - 1000)
        with Workspace.open(crashed) as workspace:
            (batch,) = workspace.batches()

            assert 30 < batch.events == workspace.saved
            assert {found.mark for found in examine(crashed) if found.about == "batch"} == {"good"}

    @ways
    @pytest.mark.parametrize("shm", [False, True])
    def test_anothers_is_refused(self, crashed: Path, path: Path, way: Way, shm: bool) -> None:
        """SQLite would overwrite the file with it, without a word; whether its index came along or not."""
        for ending in ["-wal", "-shm"] if shm else ["-wal"]:
            left = crashed.with_name(f"crashed.db{ending}").read_bytes()
            path.with_name(f"w.db{ending}").write_bytes(left)
        before = contents(path)

        with pytest.raises(WorkspaceDamaged, match=r"w\.db-wal does not belong to it|malformed"):
            way(path)

        assert contents(path) == before

    def test_sqlite_itself_would_replay_it(self, crashed: Path, rated: Path, tmp_path: Path) -> None:
        """The reason for the check, and the day to drop it."""
        victim = copied(rated, tmp_path / "victim.db")
        victim.with_name("victim.db-wal").write_bytes(crashed.with_name("crashed.db-wal").read_bytes())
        before = victim.read_bytes()
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(victim)) as database:
            database.execute("SELECT count(*) FROM facts").fetchall()

        assert victim.read_bytes() != before

    def test_a_newer_log_beside_an_older_copy_is_refused(self, crashed: Path, tmp_path: Path) -> None:
        """The copy lacks what was folded into the file in between."""
        with Workspace.open(tmp_path / "live.db") as workspace:
            rate_much(workspace, decisions=5)
            workspace.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            older = (tmp_path / "live.db").read_bytes()
            rate_much(workspace, decisions=60)
            workspace.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            Log(workspace, workspace.batches()[0].key).decide(TASKS[0], Submitted())
            mixed = copied(tmp_path / "live.db", tmp_path / "mixed.db")
        mixed.write_bytes(older)

        with pytest.raises(WorkspaceDamaged):
            Workspace.open(mixed)

        assert mixed.read_bytes() == older

    def test_an_older_log_beside_a_newer_file_is_refused(self, tmp_path: Path) -> None:
        """It would take decisions back."""
        with Workspace.open(tmp_path / "live.db") as workspace:
            rate_much(workspace, decisions=5)
            log = (tmp_path / "live.db-wal").read_bytes()
            rate_much(workspace, decisions=60)
        (tmp_path / "live.db-wal").write_bytes(log)
        newer = (tmp_path / "live.db").read_bytes()

        with pytest.raises(WorkspaceDamaged, match=r"live\.db-wal does not belong to it"):
            Workspace.open(tmp_path / "live.db")

        assert (tmp_path / "live.db").read_bytes() == newer

    def test_a_purge_that_a_crash_left_in_the_log_is_no_loss(self, tmp_path: Path) -> None:
        """What is gone was meant to go."""
        with Workspace.open(tmp_path / "open.db") as workspace:
            batch = rate_much(workspace)
            workspace.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            folded = (tmp_path / "open.db").read_bytes()
            with suppress(KeyboardInterrupt):
                purge_batch(_stopping(workspace), batch, undelivered=True)
            crashed = copied(tmp_path / "open.db", tmp_path / "w.db")
        crashed.write_bytes(folded)

        with Workspace.open(crashed) as workspace:
            assert workspace.batches() == []


def _stopping(workspace: Workspace) -> Workspace:
    """Return a workspace whose file is not compacted: as if the machine went off before."""

    def stop() -> None:
        raise KeyboardInterrupt

    workspace.compact = stop  # type: ignore[method-assign]
    return workspace
