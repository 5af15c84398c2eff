"""Two at once: one writes, the other is told who; nothing is lost whatever happens to the lock."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.store.rated import check_chains
from tests.worlds import TASKS, load

from raterterm.core.events import Submitted
from raterterm.errors import WorkspaceHeld
from raterterm.store.examination import examine
from raterterm.store.filesystem import is_shared, kind_of
from raterterm.store.lock import Lock, holder_of
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

HAMMER = """
import sys, time
from pathlib import Path
from raterterm.core.events import Flagged
from raterterm.errors import WorkspaceHeld
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace
path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
done = refused = 0
while done < rounds:
    try:
        with Workspace.open(path) as workspace:
            log = Log(workspace, 1)
            for _ in range(5):
                log.decide("t-1", Flagged(category=f"{name}-{done}"))
                done += 1
    except WorkspaceHeld:
        refused += 1
        time.sleep(0.001)
print(done, refused)
"""

HOLD = """
import sys
from pathlib import Path
from raterterm.store.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as workspace:
    print("held", flush=True)
    sys.stdin.read()
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a process another machine's name")


@pytest.fixture
def path(workspace_path: Path) -> Path:
    """Return a closed workspace with a batch."""
    with Workspace.open(workspace_path) as workspace:
        load(workspace)
    return workspace_path


def lock_of(path: Path) -> Path:
    """Return the lock file."""
    return path.with_name(path.name + ".lock")


@pytest.fixture
def other(path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """Return a process that holds the workspace, on a machine of another name where the test says so."""
    prefix: list[str] = getattr(request, "param", [])
    command = [*prefix, sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


ELSEWHERE = ["unshare", "--uts", "sh", "-c", 'hostname elsewhere; exec "$@"', "sh"]
on_another_machine = pytest.mark.parametrize("other", [ELSEWHERE], indirect=True, ids=["elsewhere"])


def test_two_processes_that_hammer_lose_nothing(path: Path) -> None:
    """Each decision of each is there once, in one chain that holds."""
    command = [sys.executable, "-c", HAMMER, str(path)]
    hammers = [
        subprocess.Popen([*command, name, "100"], stdout=subprocess.PIPE, text=True)
        for name in ("left", "right")
    ]
    told = [hammer.communicate(timeout=120)[0].split() for hammer in hammers]

    with Workspace.open(path) as workspace:
        check_chains(workspace)
        flags = Log(workspace, 1).rating(TASKS[0]).flags
    assert [done for done, _ in told] == ["100", "100"]
    assert set(flags) == {f"{name}-{n}" for name in ("left", "right") for n in range(100)}


class TestLookingOn:
    """A second window looks while the first writes."""

    def test_a_workspace_that_another_is_making_is_not_made_twice(self, path: Path) -> None:
        """Both would write into the same new file."""
        path.unlink()
        lock = Lock(path)
        assert lock.acquire("now") is None
        with pytest.raises(WorkspaceHeld, match="is in use by process"):
            Workspace.open(path, looking=True)

        lock.release()
        assert not path.exists()

    def test_it_sees_that_something_changed(self, path: Path) -> None:
        """By a number that costs nothing to ask for."""
        with Workspace.open(path) as writer, Workspace.open(path, looking=True) as looker:
            before = looker.data_version
            unchanged = looker.data_version
            Log(writer, 1).decide(TASKS[0], Submitted())

            assert unchanged == before
            assert looker.data_version != before
            assert looker.batches()[0].submitted == 1


class TestLock:
    """The lock file, and what can happen to it."""

    def test_it_says_that_all_ended_well(self, path: Path) -> None:
        """Or that it did not: a rescue asks."""
        with Workspace.open(path):
            held = json.loads(lock_of(path).read_text())
        closed = json.loads(lock_of(path).read_text())

        assert (held["process"], closed["process"]) == (os.getpid(), 0)
        assert holder_of(path) is None

    def test_who_was_killed_holds_nothing(self, path: Path, other: subprocess.Popen[str]) -> None:
        """And the next one is told by nobody to wait."""
        assert holder_of(path) is not None
        other.kill()
        other.wait()

        assert holder_of(path) is None
        with Workspace.open(path) as workspace:
            assert workspace.is_writable

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"process": "x"}', "\x00" * 50, "[1, 2, 3]"])
    def test_what_stands_in_it_may_be_anything(self, path: Path, content: str) -> None:
        """The lock itself counts."""
        lock_of(path).write_text(content)

        with Workspace.open(path) as workspace:
            assert workspace.is_writable

    def test_one_that_was_removed_is_taken_again(self, path: Path) -> None:
        """At the next decision: then a second window is refused as before."""
        with Workspace.open(path) as workspace:
            lock_of(path).unlink()
            Log(workspace, 1).decide(TASKS[0], Submitted())

            with pytest.raises(WorkspaceHeld, match=f"process {os.getpid()} "):
                Workspace.open(path)
            assert workspace.seed in lock_of(path).read_text()

    def test_who_came_meanwhile_goes_first(self, path: Path) -> None:
        """Who lost the lock decides nothing more, and what both decided is in one chain."""
        with Workspace.open(path) as first:
            Log(first, 1).decide(TASKS[0], Submitted())
            lock_of(path).unlink()
            with Workspace.open(path) as second:
                Log(second, 1).decide(TASKS[1], Submitted())
                with pytest.raises(WorkspaceHeld, match="lost its lock file, and is in use by process"):
                    Log(first, 1).decide(TASKS[2], Submitted())

                assert second.saved == 2
                check_chains(second)
            Log(first, 1).decide(TASKS[2], Submitted())
            assert first.saved == 3

    @pytest.mark.parametrize("year", [1970, 2200])
    def test_a_clock_that_jumps_changes_nothing(self, path: Path, year: int) -> None:
        """Who holds it is not told by time."""
        with Workspace.open(path, clock=lambda: datetime(year, 1, 2, tzinfo=UTC)) as workspace:
            with pytest.raises(WorkspaceHeld, match=f"since {year}-"):
                Workspace.open(path)
            Log(workspace, 1).decide(TASKS[0], Submitted())
        with Workspace.open(path) as workspace:
            assert workspace.is_writable

    def test_closing_another_descriptor_keeps_it(self, path: Path) -> None:
        """As it would not with the other kind of lock."""
        with Workspace.open(path):
            os.close(os.open(lock_of(path), os.O_RDONLY))

            with pytest.raises(WorkspaceHeld):
                Workspace.open(path)


class TestOtherMachines:
    """A folder that several machines share."""

    @as_root
    @on_another_machine
    def test_the_other_machine_is_named(self, path: Path, other: subprocess.Popen[str]) -> None:
        """Where its lock can be seen."""
        with pytest.raises(WorkspaceHeld, match="on elsewhere, since"):
            Workspace.open(path)

    @as_root
    @on_another_machine
    def test_where_locks_are_not_seen_its_word_counts(self, path: Path, other: subprocess.Popen[str]) -> None:
        """A machine that died holds it too: only a person can know, and removes the file."""
        other.kill()
        other.wait()
        shared, own = Lock(path, shared=True), Lock(path, shared=False)
        holder = shared.acquire("now")

        assert holder is not None
        assert (holder.machine, holder.is_certain) == ("elsewhere", False)
        assert own.acquire("now") is None
        own.release()
        assert shared.acquire("now") is None
        shared.release()

    @pytest.mark.parametrize(
        ("kind", "shared"),
        [
            *(("nfs4", True), ("cifs", True), ("9p", True), ("fuse.sshfs", True)),
            *(("ext4", False), ("btrfs", False), ("apfs", False), ("tmpfs", False), ("", False)),
        ],
    )
    def test_which_file_systems_are_shared(self, kind: str, shared: bool) -> None:
        """By what the system calls them."""
        assert is_shared(kind) == shared

    def test_the_innermost_mount_counts(self, tmp_path: Path) -> None:
        """Also with a space in its name."""
        (tmp_path / "my share").mkdir()
        mounts = tmp_path / "mounts"
        mounts.write_text(
            f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path}/my\\040share nfs4 rw 0 0\nnone /proc proc rw 0 0\n"
        )

        assert kind_of(tmp_path / "my share" / "w.db", mounts) == "nfs4"
        assert kind_of(tmp_path / "w.db", mounts) == "ext4"
        assert kind_of(tmp_path, tmp_path / "none") == ""

    def test_the_doctor_names_it(self, path: Path) -> None:
        """So that it can be told whether it is a shared one."""
        (found,) = [found for found in examine(path) if found.about == "file system"]

        assert found.words in {kind_of(path), "not known"}
