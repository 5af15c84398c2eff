"""A rescue: everything that can be read goes into a new workspace, and the damaged one is only read."""

import json
import stat
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from sqlite3 import connect

import pytest
from tests.store.rated import (
    BATCH_FILE,
    ENDINGS,
    GUIDELINES,
    LINES,
    PAGE,
    RUBRIC,
    check_chains,
    copied,
    damages,
    rate_much,
    states,
    table,
    tables,
)
from tests.worlds import rubric_source

from raterterm.core import jsontext
from raterterm.errors import UsageError, WorkspaceDamaged, WorkspaceError, WorkspaceHeld
from raterterm.store.examination import examine
from raterterm.store.log import Log
from raterterm.store.pages import Pages
from raterterm.store.queue import Queue
from raterterm.store.rescue import LOST, rescue
from raterterm.store.rescued import Given, GivenBatch, Rescued, RescuedBatch
from raterterm.store.salvage import KEPT, LEFT, TaskRow
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

TASKS = tuple(TaskRow(jsontext.decode(line)["id"], line) for line in LINES)
BATCH = GivenBatch("named", sha256(BATCH_FILE).hexdigest(), TASKS)


@pytest.fixture
def old(rated: Path, tmp_path: Path) -> Path:
    """Return a workspace of one's own to damage."""
    return copied(rated, tmp_path / "old.db")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Return where the new one goes."""
    return tmp_path / "new.db"


def spoil(path: Path, number: int, content: bytes = bytes(PAGE)) -> None:
    """Overwrite a page, 1 for the first."""
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(content)


def pages_with(path: Path, words: bytes) -> list[int]:
    """Return the pages on which ``words`` stand."""
    with Pages(path) as pages:
        return [number for number in range(1, pages.count + 1) if words in pages.page(number)]


def pages_of_events(path: Path) -> list[int]:
    """Return the pages that events are on, the oldest first."""
    return pages_with(path, b'"with_previous"')


def altered(path: Path, sql: str, *values: object) -> None:
    """Change a closed workspace as only damage would."""
    with closing(connect(path)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(sql, values)
        database.commit()


def the_batch(done: Rescued) -> RescuedBatch:
    """Return the one batch of a rescue."""
    (batch,) = done.batches
    return batch


class TestWhole:
    """Of a workspace that is whole, everything is there again."""

    @pytest.mark.parametrize("name", sorted(KEPT - {"batches", "rubrics", "events"}))
    def test_a_table_is_as_it_was(self, old: Path, new: Path, name: str) -> None:
        """Row by row; each has something in it."""
        rescue(old, new)

        assert table(new, name) == table(old, name) != []

    def test_the_log_and_what_is_rated_are_as_they_were(self, old: Path, new: Path) -> None:
        """Byte for byte, but for the number that counts over all batches."""
        done = rescue(old, new)

        assert done.is_whole
        assert done.rest is None
        assert [row[1:] for row in table(new, "events")] == [row[1:] for row in table(old, "events")] != []
        assert table(new, "batches") == table(old, "batches")
        assert table(new, "rubrics") == table(old, "rubrics")

    def test_no_table_is_forgotten(self, old: Path) -> None:
        """A new one is either rescued, or meant not to be."""
        assert tables(old) == KEPT | LEFT

    def test_what_a_crash_left_in_the_log_counts(self, new: Path, tmp_path: Path) -> None:
        """Nothing of it need have reached the file."""
        with Workspace.open(tmp_path / "open.db") as workspace:
            rate_much(workspace)
            crashed = copied(tmp_path / "open.db", tmp_path / "crashed.db")
            saved = workspace.saved

        done = rescue(crashed, new)

        assert the_batch(done).found == saved > 60
        assert done.is_whole

    def test_it_is_private(self, old: Path, new: Path) -> None:
        """As every workspace, and what lies beside it."""
        spoil(old, pages_of_events(old)[1])
        done = rescue(old, new)

        assert done.rest is not None
        assert {stat.S_IMODE(file.stat().st_mode) for file in (new, done.rest)} == {0o600}


class TestDamage:
    """Whatever happened to the file."""

    @pytest.mark.parametrize("part", range(6))
    def test_what_is_left_is_sound_and_the_old_file_stays(self, old: Path, new: Path, part: int) -> None:
        """Each page lost, many lengths, flipped bits: the original is not written to, the new one is whole."""
        whole = old.read_bytes()
        for number, damage in enumerate(damages(len(whole))):
            if number % 6 != part:
                continue
            data = bytearray(whole)
            damage.do(data)
            old.write_bytes(data)
            _check_rescue(old, new.with_name(f"{number}.db"), damage.name)

            assert old.read_bytes() == data, damage.name
            assert not any(old.with_name(old.name + ending).exists() for ending in ENDINGS[1:]), damage.name

    @pytest.mark.parametrize("at", [0, 16, 68], ids=["all of it", "page size", "application id"])
    def test_a_header_that_is_overwritten_costs_nothing(self, old: Path, new: Path, at: int) -> None:
        """The pages say enough by themselves."""
        data = bytearray(old.read_bytes())
        data[at : 100 if at == 0 else at + 4] = b"\xff" * (100 if at == 0 else 4)
        before = states(old)
        old.write_bytes(data)

        assert rescue(old, new).is_whole
        assert states(new) == before

    def test_nothing_that_the_rater_decided_is_lost_with_events(self, old: Path, new: Path) -> None:
        """The state of each task stands in another place, and says what the lost events said."""
        before = states(old)
        for page in pages_of_events(old)[1:3]:
            spoil(old, page)

        done = rescue(old, new)

        assert the_batch(done).lost
        assert states(new) == before

    def test_lost_events_are_numbered(self, old: Path, new: Path) -> None:
        """Those that are there and those that are not make up all."""
        total = len(table(old, "events"))
        spoil(old, pages_of_events(old)[1])
        batch = the_batch(rescue(old, new))

        ((first, last),) = batch.lost
        assert batch.found + last - first + 1 == total
        assert batch.relinked == total - last

    def test_the_chain_up_to_the_gap_is_as_it_was(self, old: Path, new: Path) -> None:
        """And what is behind it stands in the file beside, byte for byte."""
        lines = [bytes(row[5]) for row in table(old, "events") if isinstance(row[5], bytes)]
        spoil(old, pages_of_events(old)[1])
        done = rescue(old, new)

        ((first, last),) = the_batch(done).lost
        with Workspace.look(new) as workspace:
            kept = list(Log(workspace, workspace.batches()[0].key).lines())
        assert kept[: first - 1] == lines[: first - 1] != []
        assert done.rest is not None
        beside = [json.loads(entry)["event"].encode() for entry in done.rest.read_text().splitlines()]
        assert beside == lines[last:]

    def test_an_event_that_was_altered_is_not_taken(self, old: Path, new: Path) -> None:
        """The one behind it says so, although it still is an event."""
        data = old.read_bytes()
        at = data.index(b'"at":"20', pages_of_events(old)[1] * PAGE - PAGE) + len(b'"at":"20')
        old.write_bytes(data[:at] + b"9" + data[at + 1 :])

        (lost,) = the_batch(rescue(old, new)).lost
        assert lost[0] == lost[1]

    def test_it_can_be_gone_on_with(self, old: Path, new: Path) -> None:
        """Decisions, undo and redo work on the mended chain."""
        spoil(old, pages_of_events(old)[1])
        rescue(old, new)
        with Workspace.open(new) as workspace:
            desk = Desk(workspace, workspace.batches()[0])
            sheet = desk.sheet(11)
            desk.answer(sheet, sheet.questions[0], sheet.questions[0].options(sheet.form.letters)[3].answer)
            undone = [desk.undo() for _ in range(3)]
            desk.redo()

            check_chains(workspace)
        assert None not in undone
        assert {found.mark for found in examine(new) if found.about in {"batch", "integrity"}} == {"good"}

    def test_a_rubric_that_is_lost_is_asked_for(self, old: Path, new: Path, tmp_path: Path) -> None:
        """Until then what was decided stands in the file beside."""
        total = len(table(old, "events"))
        spoil(old, pages_with(old, b'"raterterm":"rubric/1"')[0])
        without = rescue(old, new)
        again = rescue(
            old, tmp_path / "again.db", Given(rubrics=(rubric_source(RUBRIC, guidelines=GUIDELINES),))
        )

        assert not the_batch(without).is_rebuilt
        assert without.rest is not None
        assert (
            len([1 for line in without.rest.read_text().splitlines() if "event" in json.loads(line)]) == total
        )
        assert the_batch(again).is_rebuilt
        assert states(tmp_path / "again.db") == states(old)

    def test_a_task_that_is_lost_says_so(self, old: Path, new: Path, tmp_path: Path) -> None:
        """It can be opened and skipped; with the batch file it is there again."""
        page = pages_with(old, b'{"id":"t-7"')[0]
        spoil(old, page)
        batch = the_batch(rescue(old, new))
        again = rescue(old, tmp_path / "again.db", Given(batches=(BATCH,)))

        assert "t-7" in batch.lost_tasks
        assert batch.tasks == 20
        with Workspace.look(new) as workspace:
            assert Queue(workspace, workspace.batches()[0].key).task(7).prompt == LOST
        assert again.is_whole
        assert [row[1:] for row in table(tmp_path / "again.db", "tasks")] == [
            (1, n, row.id, row.raw, sha256(row.raw).hexdigest()) for n, row in enumerate(TASKS, start=1)
        ]

    def test_a_batch_whose_name_is_lost_is_named_by_its_file(
        self, old: Path, new: Path, tmp_path: Path
    ) -> None:
        """Its tasks and events are there all the same."""
        # The row of the batch is the only place of its title's digest and name together.
        digest = BATCH.sha256.encode()
        for page in pages_with(old, digest):
            if b'"kind"' not in _page(old, page):
                spoil(old, page)
        unnamed = the_batch(rescue(old, new))
        named = the_batch(rescue(old, tmp_path / "again.db", Given(batches=(BATCH,))))

        assert (unnamed.id, unnamed.is_named, unnamed.is_whole) == ("rescued-1", False, False)
        assert (named.id, named.is_whole) == ("named", True)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE tasks SET position = ? WHERE position = 20",
            "UPDATE ratings SET position = ? WHERE position = 20",
        ],
        ids=["task", "rating"],
    )
    @pytest.mark.parametrize("place", [1 << 40, 1 << 62, 0, -3])
    def test_a_place_that_is_damaged_costs_no_task(self, old: Path, new: Path, sql: str, place: int) -> None:
        """Nobody waits for as many tasks as its number says."""
        altered(old, sql, place)
        batch = the_batch(rescue(old, new))

        assert batch.tasks in {20, 21}
        assert {row[4] for row in table(new, "tasks")} >= set(LINES)

    def test_an_id_that_is_damaged_is_read_from_the_task(self, old: Path, new: Path) -> None:
        """Its line is vouched for by a digest, and two tasks of one name could not be stored."""
        altered(old, "UPDATE tasks SET id = ? WHERE position = 20", "t-5 ")

        assert the_batch(rescue(old, new)).is_whole
        assert table(new, "tasks")[-1][3] == "t-20"

    def test_a_name_that_another_batch_has_is_not_taken(self, old: Path, new: Path) -> None:
        """Neither batch stands in the way of the other."""
        with Workspace.open(old) as workspace:
            rate_much(workspace, "other", decisions=9)
        altered(old, "DELETE FROM batches WHERE id = ?", "other")
        (first, second) = rescue(old, new, Given(batches=(BATCH._replace(id="b"),))).batches

        assert (first.id, second.id) == ("b", "b-2")
        assert second.is_rebuilt


class TestLogBeside:
    """What lies beside the file."""

    def test_the_log_of_another_workspace_is_not_read(self, old: Path, new: Path, tmp_path: Path) -> None:
        """SQLite would replay it."""
        with Workspace.open(tmp_path / "other.db") as workspace:
            rate_much(workspace)
            other = copied(tmp_path / "other.db", tmp_path / "copy.db")
        before = states(old)
        old.with_name("old.db-wal").write_bytes(other.with_name("copy.db-wal").read_bytes())
        done = rescue(old, new)

        assert "belongs to another database" in done.notes[0]
        assert states(new) == before

    def test_a_log_that_is_gone_is_told(self, new: Path, tmp_path: Path) -> None:
        """The lock says that the last session did not end well."""
        with Workspace.open(tmp_path / "open.db") as workspace:
            rate_much(workspace)
            workspace.rows("PRAGMA wal_checkpoint(PASSIVE)")
            crashed = copied(tmp_path / "open.db", tmp_path / "crashed.db")
            lock = (tmp_path / "open.db.lock").read_bytes()
        crashed.with_name("crashed.db.lock").write_bytes(lock)
        crashed.with_name("crashed.db-wal").unlink()

        assert "crashed.db-wal is missing" in rescue(crashed, new).notes[0]

    def test_the_seed_is_kept_by_the_lock(self, old: Path, new: Path) -> None:
        """Without it the team could not check the orders in which responses were shown."""
        with Workspace.open(old) as workspace:
            seed = workspace.seed
        for page in pages_with(old, seed.encode()):
            spoil(old, page)
        done = rescue(old, new)

        assert done.is_whole
        with Workspace.look(new) as workspace:
            assert workspace.seed == seed

    def test_a_seed_that_is_lost_is_told(self, old: Path, new: Path, rated: Path) -> None:
        """Where the lock is not there either."""
        with Workspace.look(rated) as workspace:
            seed = workspace.seed
        for page in pages_with(old, seed.encode()):
            spoil(old, page)

        assert "the seed of the order of responses is lost" in rescue(old, new).notes[0]


class TestRefusals:
    """What cannot be done is told, and nothing is made."""

    @pytest.mark.parametrize(
        "content", [b"", b"not a database " * 999, bytes(3 * PAGE)], ids=["empty", "text", "zeros"]
    )
    def test_a_file_without_anything(self, new: Path, tmp_path: Path, content: bytes) -> None:
        """There is nothing to rescue."""
        (tmp_path / "old.db").write_bytes(content)

        with pytest.raises(WorkspaceDamaged, match="nothing of a workspace can be read in"):
            rescue(tmp_path / "old.db", new)

        assert sorted(file.name for file in tmp_path.iterdir()) == ["old.db", "old.db.lock"]

    @pytest.mark.parametrize("there", ["new.db", "new.db-wal", "new.db.rest.jsonl"])
    def test_what_is_there_is_not_overwritten(self, old: Path, new: Path, there: str) -> None:
        """Nor is it taken for a part of the new one."""
        new.with_name(there).write_text("keep")

        with pytest.raises(UsageError, match="is there already, and is not overwritten"):
            rescue(old, new)

        assert new.with_name(there).read_text() == "keep"

    def test_no_file(self, new: Path, tmp_path: Path) -> None:
        """Nothing is made of nothing."""
        with pytest.raises(WorkspaceError, match="there is no file to rescue from"):
            rescue(tmp_path / "none.db", new)

    def test_a_workspace_in_use(self, old: Path, new: Path) -> None:
        """What is written meanwhile would be lost."""
        with Workspace.open(old), pytest.raises(WorkspaceHeld, match="is in use by process"):
            rescue(old, new)

        assert not new.exists()

    def test_a_place_that_cannot_be(self, old: Path, tmp_path: Path) -> None:
        """Told in the system's words."""
        (tmp_path / "file").touch()

        with pytest.raises(WorkspaceError, match="cannot be rescued to "):
            rescue(old, tmp_path / "file" / "new.db")


def _page(path: Path, number: int) -> bytes:
    return path.read_bytes()[(number - 1) * PAGE : number * PAGE]


def _check_rescue(old: Path, new: Path, name: str) -> None:
    try:
        done = rescue(old, new)
    except WorkspaceDamaged:
        assert not new.exists(), name
        return
    with Workspace.look(new) as workspace:
        check_chains(workspace)
        for batch in done.batches:
            found = workspace.find_batch(batch.id)
            assert (found is not None) == batch.is_rebuilt, name
    assert [found for found in examine(new) if found.mark == "BAD" and found.about != "free space"] == [], (
        name
    )
