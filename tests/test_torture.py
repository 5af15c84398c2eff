"""What the promises say, tried briefly on the real program; ``python -m tests.torture --full`` tries it at length."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import click
import pytest
from tests.torture import check_corpora, mutants, tracing
from tests.torture import texts as hostile
from tests.torture.__main__ import PARTS, main
from tests.torture.bits import bits
from tests.torture.crashes import commands, sittings
from tests.torture.defects import DEFECTS
from tests.torture.disk import failing_commands, failing_sittings, full_commands, full_sittings
from tests.torture.disks import Disk
from tests.torture.errands import ERRANDS
from tests.torture.files import call, files
from tests.torture.guards import locks, screens
from tests.torture.home import ENTRY, age, command, furnish, rate
from tests.torture.hostile_text import texts
from tests.torture.outside import outside
from tests.torture.power import power
from tests.torture.printed import acting
from tests.torture.replies import replies
from tests.torture.signers import signers
from tests.torture.soundness import faults_of, leftovers, shown_as_saved
from tests.torture.trial import Instrument, Trial, spread
from tests.tui.wire import CANARY

from raterterm import privatefile
from raterterm.cli.main import main as cli
from raterterm.core.visible import inert, visible
from raterterm.store.workspace import Workspace

needs_strace = pytest.mark.skipif(not tracing.IS_HERE, reason="strace is not on this machine")

BRIEFLY = [
    pytest.param(sittings, 2, id="sittings are killed"),
    pytest.param(commands, 2, id="commands are killed", marks=needs_strace),
    pytest.param(power, 6, id="the power goes out", marks=needs_strace),
    pytest.param(full_sittings, 1, id="a sitting fills the disk"),
    pytest.param(full_commands, 2, id="commands fill the disk"),
    pytest.param(failing_sittings, 1, id="writes fail in a sitting", marks=needs_strace),
    pytest.param(failing_commands, 2, id="writes of commands fail", marks=needs_strace),
    pytest.param(screens, 1, id="hostile text is shown"),
    pytest.param(texts, 12, id="hostile texts are everywhere"),
    pytest.param(replies, 1, id="a terminal answers"),
    pytest.param(locks, 1, id="a second window is opened"),
    pytest.param(bits, 15, id="bits flip"),
    pytest.param(outside, 2, id="nothing leaves", marks=needs_strace),
    pytest.param(signers, 60, id="keys come and go"),
]


@pytest.mark.parametrize(("instrument", "amount"), BRIEFLY)
def test_it_holds(instrument: Instrument, amount: int) -> None:
    """Nothing that was shown as saved is lost, everything is whole, and what failed was told."""
    assert instrument(Trial(amount)).faults == []


@pytest.mark.parametrize("seed", range(4))
def test_hostile_files_are_refused(seed: int) -> None:
    """In one line, soon, with exit 1 or 2; the workspace is as it was."""
    assert files(Trial(500, seed)).faults == []


QUICK = {"no-lock": 1, "escape": 1, "half-refused": 90, "passphrase-in-environment": 1}
"""The deliberate defects that are found soonest, and what is enough; ``defects`` tries them all."""


@pytest.mark.parametrize("name", QUICK)
def test_an_instrument_finds_what_it_is_there_for(name: str) -> None:
    """With a deliberate defect in the program it fails; else it would prove nothing."""
    arguments = [DEFECTS[name].instrument, "--defect", name, "--amount", str(QUICK[name])]
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture", *arguments],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode == 1
    assert "FAILED" in done.stdout


class TestFaultsThatWereFound:
    """Each was shown by an instrument first."""

    def test_what_a_killed_export_left_is_removed(self, tmp_path: Path) -> None:
        """By the next file that is written there; what another process is writing stays."""
        (tmp_path / ".raterterm-abcd1234").write_bytes(b"half a bundle")
        (tmp_path / ".raterterm-notes").write_bytes(b"not ours")
        privatefile.write(tmp_path / "out", b"whole")

        assert sorted(file.name for file in tmp_path.iterdir()) == [".raterterm-notes", "out"]

    def test_a_file_that_is_being_written_is_not_swept(self, tmp_path: Path) -> None:
        """Its writer holds a lock on it."""
        script = (
            "import os, sys\nfrom pathlib import Path\nfrom raterterm import privatefile\n"
            "privatefile.os.fsync = lambda _: (print('writing', flush=True), sys.stdin.read())\n"
            f"privatefile.write(Path({str(tmp_path / 'slow')!r}), b'slow')"
        )
        with subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "writing\n"
            privatefile.write(tmp_path / "quick", b"quick")
            writer.communicate("")

        assert writer.returncode == 0
        assert sorted(file.name for file in tmp_path.iterdir()) == ["quick", "slow"]

    @needs_strace
    @pytest.mark.parametrize("nth", [30, 34, 38, 42])
    def test_a_disk_that_fails_leaves_no_broken_workspace(self, tmp_path: Path, nth: int) -> None:
        """Whichever write of the very first load it is."""
        home = furnish(tmp_path / "home")
        for file in home.glob("workspace.db*"):
            file.unlink()
        strace = tracing.failing(["pwrite64"] * nth, nth, "ENOSPC", for_ever=False)
        command(home, "load", "rubric.yaml", "b.jsonl", script=tracing.under(strace, ENTRY))

        assert faults_of(home / "workspace.db") == []
        assert command(home, "load", "rubric.yaml", "b.jsonl").code == 0

    def test_a_long_line_of_signers_takes_little_memory(self) -> None:
        """One of three million characters took 370 MB."""
        script = (
            "import resource\nfrom raterterm.bundle.signers import AllowedSigners\n"
            "from raterterm.errors import InputError\n"
            "now = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
            "resource.setrlimit(resource.RLIMIT_AS, (now + (150 << 20),) * 2)\n"
            "try:\n    AllowedSigners.parse(b'x' * 3_000_000, 'signers')\n"
            "except InputError as error:\n    print(error.message)"
        )
        if not Path("/proc/self/statm").exists():
            pytest.skip("this system does not say how much memory a process has")
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

        assert (done.stdout, done.stderr) == ("signers: 1 fault\n", "")

    def test_a_rubric_of_60_000_keys_is_refused_soon(self, tmp_path: Path) -> None:
        """It fits into the size that a rubric may have, and took three seconds to read."""
        (tmp_path / "r.yaml").write_bytes(b"".join(b"k%d: v\n" % number for number in range(60_000)))
        done = call(tmp_path, "check", str(tmp_path / "r.yaml"))

        assert done.code == 1
        assert "found more than 20,000 values" in done.err


READS = {"check", "library", "schema", "status", "verify"}
"""The commands that write nothing."""

SAT_AT = {"demo", "rate"}
"""Those that open a screen: the sittings are killed."""


def test_every_command_that_writes_is_an_errand() -> None:
    """So that a new one is killed, cut off from power and short of room as the others are."""
    commands = set(cli.list_commands(click.Context(cli)))

    assert {errand.arguments[0] for errand in ERRANDS.values()} == commands - READS - SAT_AT


class TestSoundness:
    """What the instruments look at shows what is wrong."""

    def test_a_workspace_that_is_whole(self, tmp_path: Path) -> None:
        """Also one of the first version, which is brought up to date."""
        home = furnish(tmp_path / "home", tasks=3)
        rate(home, 1, 2)

        assert faults_of(home / "workspace.db", shown=3) == []
        age(home / "workspace.db")
        assert faults_of(home / "workspace.db", shown=3) == []

    @pytest.mark.parametrize(
        ("damage", "told"),
        [
            ("DELETE FROM events WHERE n = 2", "event"),
            (
                "UPDATE ratings SET state = CAST(replace(CAST(state AS TEXT), 'more', 'less') AS BLOB)",
                "is not its replay",
            ),
            ("UPDATE batches SET submitted = 2", "the counters say other"),
            ("UPDATE batches SET events = events + 1", "the head is not the end"),
        ],
    )
    def test_what_is_wrong_is_told(self, tmp_path: Path, damage: str, told: str) -> None:
        """Whether in the chain, in what follows from it, or in the counts."""
        home = furnish(tmp_path / "home", tasks=3)
        rate(home, 1)
        with Workspace.open(home / "workspace.db") as workspace, workspace.transaction() as database:
            database.execute(damage)

        assert any(told in fault for fault in faults_of(home / "workspace.db"))

    def test_a_decision_that_is_not_there(self, tmp_path: Path) -> None:
        """Although a screen showed it as saved."""
        home = furnish(tmp_path / "home", tasks=3)
        rate(home, 1)

        assert faults_of(home / "workspace.db", shown=99) == ["99 was shown as saved, 7 is there"]

    def test_what_a_screen_showed(self) -> None:
        """The last number, unless its digits were still being written."""
        assert shown_as_saved("\x1b[1msaved 8 \x1b[0m saved 12\x1b[0m saved 13") == 12

    def test_what_is_left_behind(self, tmp_path: Path) -> None:
        """Temporary files of all kinds."""
        for name in (".raterterm-x", "w.db.new", "w.db.new-wal", "w.db-wal", "w.db", "editor-x"):
            (tmp_path / name).touch()

        assert len(leftovers(tmp_path)) == 4


class TestDisks:
    """A disk keeps what was synced."""

    def test_a_power_cut(self, tmp_path: Path) -> None:
        """What was synced is there; the rest is, or is not."""
        (tmp_path / "before").mkdir()
        (tmp_path / "before" / "a").write_bytes(b"old")
        home = tmp_path / "home"
        disk = Disk(tmp_path / "before", home)
        named = f"3<{home / 'a'}>".encode()
        disk.take(tracing.Call(1, "pwrite64", (named, b"new", b"3", b"0"), 3, None))
        disk.take(tracing.Call(2, "fdatasync", (named,), 0, None))
        disk.take(tracing.Call(3, "pwrite64", (named, b"er!", b"3", b"3"), 3, None))

        kept = set()
        for seed in range(20):
            disk.cut(_chance(seed), tmp_path / f"cut-{seed}")
            kept.add((tmp_path / f"cut-{seed}" / "a").read_bytes())

        assert kept == {b"new", b"newer!"}

    def test_a_name_that_was_not_synced(self, tmp_path: Path) -> None:
        """The file may be there under the old name, until the folder is synced."""
        (tmp_path / "before").mkdir()
        (tmp_path / "before" / "a").write_bytes(b"old")
        home = tmp_path / "home"
        disk = Disk(tmp_path / "before", home)
        disk.take(tracing.Call(1, "rename", (bytes(home / "a"), bytes(home / "b")), 0, None))

        assert self._names(disk, tmp_path, "early") == {"a", "b"}
        disk.take(tracing.Call(2, "fsync", (f"3<{home}>".encode(),), 0, None))
        assert self._names(disk, tmp_path, "late") == {"b"}

    @staticmethod
    def _names(disk: Disk, folder: Path, stem: str) -> set[str]:
        names = set()
        for seed in range(20):
            disk.cut(_chance(seed), folder / f"{stem}-{seed}")
            names |= {file.name for file in (folder / f"{stem}-{seed}").iterdir()}
        return names


def _chance(seed: int) -> Random:
    return Trial(1, seed).random


class TestHostileTexts:
    """The texts that are put everywhere, and what is seen of each."""

    def test_there_are_many(self) -> None:
        """Each once; every control sequence carries the number that nothing honest writes, or is a question."""
        everything = list(hostile.enumerated())

        assert len(everything) == len(set(everything)) > 27_000
        assert sum(CANARY in text for text in everything) > 18_000

    def test_each_is_shown_whole_and_differently(self) -> None:
        """What is seen can be read back to what was there, apart from line ends, tabs and piles, which are counted."""
        assert list(hostile.visible_faults(hostile.enumerated(), visible)) == []

    @pytest.mark.parametrize(
        "shown",
        [
            lambda text: text,
            lambda text: visible(re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", text)),
            lambda text: visible(text.replace("\x1b[", "").replace("\x07", "")),
            lambda text: visible(text)[:40],
            lambda text: visible(text).replace("⟦ZWSP⟧", "⟦ZWNJ⟧"),
            lambda text: visible(text).replace("8 more marks", "7 more marks"),
            inert,
        ],
        ids=[
            "as it is",
            "parsed and stripped",
            "deleted",
            "cut",
            "named alike",
            "counted wrong",
            "all alike",
        ],
    )
    def test_what_is_shown_otherwise_is_found(self, shown: Callable[[str], str]) -> None:
        """Else the test above would prove nothing."""
        assert list(hostile.visible_faults([*hostile.enumerated(), "a" + "\u0301" * 16, "x" * 41], shown))

    @pytest.mark.parametrize("behind", ["\nnext line", " word", "b", "日本"])
    def test_what_stands_behind_an_endless_family_is_shown(self, behind: str) -> None:
        """The mark says how many characters were joined, and no newline or word is among them."""
        shown = visible("👩" + "\u200d👩" * 40 + behind)

        assert shown == f"👩⟦80 joined characters⟧{behind}"

    def test_what_a_command_prints_is_judged(self) -> None:
        """Whatever a terminal would do with it; newlines alone may be there."""
        assert acting("two\nlines ␛[31m ⟦U+202E⟧ 日本\n") == []
        assert all(map(acting, ("\x1b[0m", "a\rb", "\x07", "\x9b1m", "\u202e", "\udc9b", "\t")))


def test_mutants_differ_and_can_be_made_again() -> None:
    """The same seed gives the same file."""
    tasks = [{"id": "t", "prompt": "?", "responses": [{"id": "r", "text": "x"}]}]
    made = [
        mutants.batch(_chance(seed), json.dumps(tasks[0]).encode(), tasks)
        for seed in (*range(50), *range(50))
    ]

    assert made[:50] == made[50:]
    assert len(set(made)) > 40


def test_cases_are_spread_evenly() -> None:
    """From the first to the last, each once."""
    assert spread(1, 10, 5) == [1, 3, 5, 7, 9]
    assert spread(1, 3, 9) == [1, 2, 3]
    assert spread(1, 0, 9) == []


def test_the_public_suites_find_what_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that must be refused, and is not, is told; so is one that must not be."""
    (tmp_path / "n_fine.json").write_text('{"a": 1}')
    (tmp_path / "y_broken.json").write_text('{"a": NaN}')
    (tmp_path / "fine.yaml").write_text("- yaml: 'a: b'\n  fail: true\n")

    assert check_corpora.main(["--json", str(tmp_path), "--yaml", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert "n_fine.json is accepted" in told
    assert "y_broken.json is refused" in told
    assert "fine.yaml, case 1, is accepted" in told


def test_every_part_can_be_run() -> None:
    """Each names a function that is there, and more is done in full."""
    for name, part in PARTS.items():
        assert callable(part.instrument(name))
        assert part.amount <= part.in_full


def test_every_defect_has_its_instrument() -> None:
    """Which is one of the parts."""
    assert {defect.instrument for defect in DEFECTS.values()} <= PARTS.keys()


def test_the_command_says_what_was_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """With figures, and exit 0 when everything held."""
    assert main(["files", "--amount", "20"]) == 0
    assert capsys.readouterr().out.startswith("files: ok, seed 1, ")
