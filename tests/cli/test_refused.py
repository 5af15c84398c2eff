"""What the system refuses is told in one line, and never as a defect."""

import os
import stat
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.world import PRINCIPAL, deliver, make_key

LONG = "x" * 300
NEW_KEY = ["key", "new", "--principal", PRINCIPAL, "--no-passphrase", "-o"]


@pytest.mark.parametrize(
    "command",
    [
        ["-w", LONG, "status"],
        ["-w", LONG, "load", "rubric.yaml", "batch.jsonl"],
        ["-w", "rubric.yaml/w.db", "load", "rubric.yaml", "batch.jsonl"],
        ["-w", "rubric.yaml/w.db", "status"],
        ["load", LONG, "batch.jsonl"],
        ["load", "rubric.yaml", LONG],
        ["check", f"{LONG}.yaml"],
        ["check", "batch.jsonl", "--rubric", LONG],
        ["verify", LONG, "--signers", LONG],
        ["key", "use", LONG, "--principal", PRINCIPAL],
        [*NEW_KEY, "rubric.yaml/key"],
        [*NEW_KEY, "/proc/key"],
        [*NEW_KEY, LONG],
    ],
    ids=lambda command: " ".join(part.replace(LONG, "LONG") for part in command),
)
def test_it_is_one_line(run: Run, home: Path, command: list[str]) -> None:
    """With the reason in the system's words."""
    done = run(*command)

    assert done.code in {1, 2}
    errors = [line for line in done.err.splitlines() if not line.startswith("hint: ")]
    assert len(errors) == 1
    assert errors[0].startswith("raterterm: error: ")
    assert "defect" not in done.err


@pytest.mark.parametrize("output", ["/proc/out.zip", LONG, "rubric.yaml/out.zip"])
def test_a_bundle_that_cannot_be_written(run: Run, home: Path, output: str) -> None:
    """And there is no receipt."""
    deliver(run, home)
    done = run("export", "-o", output, "--audience", "another")

    assert done.code == 1
    assert done.err.startswith("raterterm: error: cannot write ")
    assert done.err.count("\n") == 1


def test_a_working_folder_that_is_gone(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where nothing is said of it."""
    (home / "gone").mkdir()
    monkeypatch.chdir(home / "gone")
    (home / "gone").rmdir()

    for command in (["-w", "w.db", "status"], [*NEW_KEY, "key"], ["load", "a", "b"]):
        done = run(*command)

        assert done.code in {1, 2}
        assert "defect" not in done.err
        assert done.err.startswith("raterterm: error: ")


def test_a_signer_that_cannot_be_read_is_not_called_damaged(run: Run, home: Path) -> None:
    """The file is whole; the system does not give it."""
    (home / "signer.json").symlink_to("signer.json")

    assert "signer.json cannot be read: " in run("key", "show").err


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_closed_folder(run: Run, home: Path) -> None:
    """What is in it is not known."""
    (home / "closed").mkdir(mode=0)

    done = run("-w", "closed/w.db", "status")

    assert done.err == "raterterm: error: closed/w.db cannot be used: permission denied\n"


def test_a_file_where_the_demo_needs_a_folder(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the screen opens."""
    monkeypatch.setattr("raterterm.cli.demo.require_terminal", lambda: None)

    done = run("demo", "--keep", "rubric.yaml")

    assert done.code == 2
    assert "rubric.yaml cannot be a folder: file exists" in done.err


def test_the_signer_is_private(run: Run, home: Path) -> None:
    """As every file that is written."""
    make_key(run)

    assert stat.S_IMODE((home / "signer.json").stat().st_mode) == 0o600


class TestOneLine:
    """A result is one line: a name that holds a newline cannot forge another."""

    FORGED = "a\ngood forged"

    def test_verify(self, run: Run, home: Path) -> None:
        """Neither good nor refused."""
        bundle, signers = deliver(run, home)
        (home / self.FORGED).write_bytes(bundle.read_bytes())
        done = run("verify", self.FORGED, f"no{self.FORGED}", "--signers", signers)

        assert [line.split()[0] for line in done.out.splitlines()] == ["good", "REFUSED"]
        assert "a␊good forged" in done.out

    def test_check(self, run: Run, home: Path) -> None:
        """Of rubrics and batches."""
        (home / f"{self.FORGED}.jsonl").write_bytes((home / "batch.jsonl").read_bytes())

        assert len(run("check", f"{self.FORGED}.jsonl").out.splitlines()) == 1

    def test_export(self, run: Run, home: Path) -> None:
        """Where the bundle went."""
        deliver(run, home)

        assert len(run("export", "-o", self.FORGED).out.splitlines()) == 1

    def test_a_passphrase_prompt(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key's name cannot act on the terminal either."""
        from raterterm.cli.keys import ask_passphrase  # noqa: PLC0415

        asked: list[str] = []
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("raterterm.cli.keys.getpass", asked.append)
        ask_passphrase(Path("key\x1b[31m\n"))

        assert asked == ["passphrase of key␛[31m␊: "]


class TestBatchIds:
    """An id is given or comes from the file's name."""

    @pytest.mark.parametrize("given", ["", "x" * 201, "a\nb", "\x1b"], ids=ascii)
    def test_what_cannot_be_one_is_refused(self, run: Run, home: Path, given: str) -> None:
        """An empty one is not the same as none."""
        done = run("load", "rubric.yaml", "batch.jsonl", "--batch", given)

        assert done.code == 2
        assert "expected a batch id" in done.err
        assert "hint: give it one: --batch NAME" in done.err
        assert len(run("status").out.splitlines()) == 1

    def test_an_empty_id_is_not_exported(self, run: Run, home: Path) -> None:
        """Nor taken for the only batch."""
        deliver(run, home)

        assert "there is no batch " in run("export", "--batch", "").err

    def test_a_long_name_is_cut(self, run: Run, home: Path) -> None:
        """To the longest id."""
        name = "n" * 240
        (home / f"{name}.jsonl").write_bytes((home / "batch.jsonl").read_bytes())

        assert run("load", "rubric.yaml", f"{name}.jsonl").out.startswith("n" * 200 + ": 3 tasks")
