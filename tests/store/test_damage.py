"""A damaged workspace is told to be one, wherever the damage is met, and is never made worse."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from tests.store.rated import PAGE, copied, damages, rate_much
from tests.worlds import TASKS, load

from raterterm.core.events import Submitted
from raterterm.errors import WorkspaceDamaged, WorkspaceError
from raterterm.store.examination import Finding, _content, check, damage_of, examine
from raterterm.store.log import Log
from raterterm.store.purging import purge_batch
from raterterm.store.queue import Queue
from raterterm.store.rescue import rescue
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


ENDED = """
import os, signal, sys
from pathlib import Path
from raterterm.core.events import Flagged
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace:
    for number in range(int(sys.argv[2])):
        Log(workspace, workspace.batches()[0].key).decide("t-1", Flagged(category=f"last-{number}"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_in(path: Path, decisions: int) -> None:
    """Decide something more in a process that is killed before it closes the workspace."""
    subprocess.run([sys.executable, "-c", ENDED, str(path), str(decisions)], check=False)
    assert path.with_name(path.name + "-wal").exists()


class TestLostLog:
    """After a crash the last decisions are in the log: without it they would be gone, and nobody told."""

    @ways
    def test_one_that_was_taken_away_is_missed(self, path: Path, way: Way) -> None:
        """However often it is tried; and nothing is changed, so that the log may still be put back."""
        kill_in(path, decisions=3)
        log = path.with_name("w.db-wal")
        log.rename(path.with_name("elsewhere"))
        before = path.read_bytes()

        for _ in range(2):
            with pytest.raises(
                WorkspaceDamaged, match=r"lacks 3 events .* w\.db-wal was taken away"
            ) as caught:
                way(path)
        assert caught.value.hints[0].endswith(f"doctor --rescue {path.with_name('w-rescued.db')}")
        assert path.read_bytes() == before

        path.with_name("elsewhere").rename(log)
        with way(path) as workspace:
            assert set(Log(workspace, workspace.batches()[0].key).rating(TASKS[0]).flags) >= {"last-2"}

    def test_the_doctor_misses_it_too(self, path: Path) -> None:
        """In the same words."""
        kill_in(path, decisions=1)
        path.with_name("w.db-wal").unlink()
        damage = damage_of(path)

        assert damage is not None
        assert "lacks 1 event that had been saved: w.db-wal was taken away" in damage.message

    def test_a_rescue_keeps_what_is_left(self, path: Path) -> None:
        """And says that there was more; what is missed stays missed in the old file."""
        kill_in(path, decisions=1)
        path.with_name("w.db-wal").unlink()
        done = rescue(path, path.with_name("new.db"))

        assert any("w.db-wal is missing" in note for note in done.notes)
        with Workspace.open(path.with_name("new.db")) as workspace:
            assert workspace.batches()[0].events == done.batches[0].found > 60
        assert damage_of(path) is not None

    @ways
    @pytest.mark.parametrize("cut", [1, 30_000])
    def test_one_that_lost_its_end_is_missed(self, path: Path, way: Way, cut: int) -> None:
        """What it lost had been acknowledged."""
        kill_in(path, decisions=9)
        log = path.with_name("w.db-wal")
        os.truncate(log, log.stat().st_size - cut)

        with pytest.raises(WorkspaceDamaged, match=r"lacks \d events? .* w\.db-wal is not whole"):
            way(path)

    @ways
    def test_a_batch_that_was_only_in_it_is_missed(self, path: Path, way: Way) -> None:
        """Although no event is."""
        load_one = f"import sys; sys.path[:0] = {sys.path!r}\n" + ENDED.replace(
            "    for", "    from tests.worlds import load; load(workspace, batch='new')\n    for"
        )
        subprocess.run([sys.executable, "-c", load_one, str(path), "0"], check=False)
        path.with_name("w.db-wal").unlink()

        with pytest.raises(WorkspaceDamaged, match=r"lacks 1 batch that had been saved"):
            way(path)


class TestNoLogIsMissed:
    """Where nothing that was saved is gone, nothing is said."""

    def test_a_crash_before_anything_was_decided(self, path: Path) -> None:
        """The log held nothing then."""
        kill_in(path, decisions=0)
        path.with_name("w.db-wal").unlink()

        with Workspace.open(path) as workspace:
            assert workspace.batches()[0].events > 60

    def test_another_program_has_folded_the_log_in(self, path: Path) -> None:
        """As the sqlite3 shell does when it is closed."""
        kill_in(path, decisions=3)
        with closing(sqlite3.connect(path)) as database:
            database.execute("SELECT count(*) FROM events").fetchall()
        assert not path.with_name("w.db-wal").exists()

        with Workspace.open(path) as workspace:
            assert Log(workspace, workspace.batches()[0].key).rating(TASKS[0]).flags

    def test_a_copy_without_the_lock(self, path: Path, tmp_path: Path) -> None:
        """Nobody can know what else there was."""
        kill_in(path, decisions=3)
        (tmp_path / "copy.db").write_bytes(path.read_bytes())

        with Workspace.open(tmp_path / "copy.db") as workspace:
            assert workspace.is_writable

    def test_another_workspace_in_its_place(self, path: Path, tmp_path: Path) -> None:
        """The lock speaks of the one before."""
        Workspace.open(tmp_path / "new.db").close()
        kill_in(path, decisions=3)
        path.with_name("w.db-wal").unlink()
        (tmp_path / "new.db").rename(path)

        with Workspace.open(path) as workspace:
            assert workspace.saved == 0

    def test_an_older_copy_that_was_put_back(self, path: Path) -> None:
        """After a session that was closed that is meant; the doctor tells it, and calls it no damage."""
        older = path.read_bytes()
        with Workspace.open(path) as workspace:
            Log(workspace, workspace.batches()[0].key).decide(TASKS[0], Submitted())
        path.write_bytes(older)
        (told,) = [found for found in examine(path) if found.about == "lock"]

        assert (told.mark, "lacks 1 event of the last session" in told.words) == ("note", True)
        assert damage_of(path) is None
        Workspace.open(path).close()
        assert {found.words for found in examine(path) if found.about == "lock"} == {"not in use"}

    def test_a_purge_before_the_crash(self, path: Path) -> None:
        """What it removed is not missed."""
        with Workspace.open(path) as workspace:
            purge_batch(workspace, workspace.batches()[0], undelivered=True)
            load(workspace)
        kill_in(path, decisions=1)

        with Workspace.open(path) as workspace:
            assert workspace.batches()[0].events == 1

    def test_who_decides_while_the_doctor_looks(self, path: Path) -> None:
        """It sees one moment of the workspace."""
        with Workspace.open(path) as workspace:
            log = Log(workspace, workspace.batches()[0].key)
            looks = 0
            for finding in findings_of(path):
                looks += 1
                log.decide(TASKS[0], Submitted())
                assert finding.mark == "good", finding

        assert looks > 3


class TestStored:
    """What no chain and no counter speaks of has a digest of its own."""

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (
                "UPDATE rubrics SET compiled = CAST(replace(CAST(compiled AS TEXT), 'A rubric', 'A rubrik') AS BLOB)",
                "rubrics",
            ),
            ("UPDATE rubrics SET title = 'Another'", "rubrics"),
            ("UPDATE rubrics SET guidelines = x'41'", "rubrics"),
            ("UPDATE batches SET id = 'c' WHERE id = 'b'", "batches"),
            ("UPDATE batches SET loaded_at = '2020-01-01T00:00:00.000Z'", "batches"),
            ("UPDATE receipts SET bundle = replace(bundle, 'a', 'c')", "receipts"),
            ("UPDATE purged SET submitted = 9", "purged"),
            ("UPDATE purged_receipts SET bundle = 'ef'", "purged_receipts"),
            ("UPDATE facts SET value = 'ab' WHERE name = 'seed'", "facts seed"),
            ("UPDATE facts SET name = 'digest of nothing' WHERE name LIKE 'digest of batches%'", "nothing"),
        ],
    )
    def test_a_change_is_found_and_not_exported(self, path: Path, change: str, told: str) -> None:
        """Although SQLite finds nothing wrong with it."""
        with Workspace.open(path) as workspace:
            with workspace.transaction() as database:
                database.execute(change)
            with pytest.raises(WorkspaceDamaged, match="not what was stored"):
                check(workspace, workspace.batches()[0])
        damage = damage_of(path)

        assert damage is not None
        assert f"not what was stored: {told}" in damage.message

    @pytest.mark.parametrize(
        ("change", "about"),
        [
            ("DROP TRIGGER events_are_never_changed", "schema"),
            ("DROP INDEX events_by_task", "schema"),
            ("PRAGMA user_version = 3", "schema"),
            ("DELETE FROM _sqlite_migrations WHERE id = 2", "schema"),
            ("UPDATE sqlite_sequence SET seq = seq + 7", "integrity"),
            ("UPDATE ratings SET touched = 1 - touched WHERE position = 3", "batch"),
            ("UPDATE ratings SET task = 't-x' WHERE task = 't-20'", "batch"),
            ("UPDATE tasks SET id = 't-x' WHERE id = 't-20'", "batch"),
            (
                "INSERT INTO events SELECT seq + 1, batch, n + 1, task, changes, line FROM events ORDER BY n DESC LIMIT 1",
                "batch",
            ),
        ],
    )
    def test_what_does_not_follow_is_found(self, path: Path, change: str, about: str) -> None:
        """Tables, numbers, states and tasks."""
        with Workspace.open(path) as workspace, workspace.transaction() as database:
            database.execute(change)

        assert about in {found.about for found in examine(path) if found.mark == "BAD"}

    def test_what_was_made_before_there_were_digests_is_good(self, path: Path) -> None:
        """It has them once it is loaded into, exported from or purged; older tables are good ones too."""
        with Workspace.open(path) as workspace, workspace.transaction() as database:
            database.execute("DELETE FROM facts WHERE name <> 'seed'")
        assert damage_of(path) is None
        with Workspace.open(path) as workspace:
            load(workspace, batch="new")
            count = workspace.row("SELECT count(*) FROM facts")

        assert count > (6,)
        assert damage_of(path) is None


def findings_of(path: Path) -> Iterator[Finding]:
    """Yield what is found inside of a workspace, one after the other."""
    return _content(path)


def _stopping(workspace: Workspace) -> Workspace:
    """Return a workspace whose file is not compacted: as if the machine went off before."""

    def stop() -> None:
        raise KeyboardInterrupt

    workspace.compact = stop  # type: ignore[method-assign]
    return workspace
