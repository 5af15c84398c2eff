"""What is printed: nothing that a terminal obeys, quiet when nobody reads, and no more than is needed when it breaks."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import ENTRY, Run
from tests.cli.world import deliver

from raterterm.core import jsontext
from raterterm.store.workspace import Workspace

PLAIN = "\u202e\u200b"
"""What an id may hold, though a terminal would obey or hide it."""
HOSTILE = "\x1b]0;77731\x07\x1b[77731m\x9b31m\u202e\x7f"
_ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(run: Run, home: Path) -> Path:
    """Return a file whose name, and a workspace whose batch ids, hold sequences."""
    name = home / f"x{HOSTILE.replace('/', '')}.jsonl"
    name.write_bytes((home / "batch.jsonl").read_bytes())
    assert run("load", "rubric.yaml", name, "--batch", f"id{PLAIN}").code == 0
    return name


def test_no_command_prints_a_control_character(run: Run, home: Path, hostile: Path) -> None:
    """Whatever names, ids and contents of files are made of: newlines alone act."""
    bundle, signers = deliver(run, home)
    bad = home / f"bad{HOSTILE}.yaml"
    bad.write_text(f'raterterm: rubric/1\n"k\\e[77731m": "\\u202e{chr(0x202E)}"\nid: 1\n')
    lines = home / f"bad{HOSTILE}.jsonl"
    lines.write_bytes(jsontext.encode({"id": HOSTILE, HOSTILE: 1}) + b'\n{"\x1b": 1}\n')
    zipped = home / f"b{HOSTILE}.zip"
    zipped.write_bytes(bundle.read_bytes())
    commands: list[list[str | Path]] = [
        ["check", hostile, bad, lines],
        ["check", f"{HOSTILE}.txt"],
        ["status"],
        ["status", "--json"],
        ["load", "rubric.yaml", hostile],
        ["load", "rubric.yaml", hostile, "--batch", HOSTILE],
        ["load", bad, hostile],
        ["load", "rubric.yaml", lines],
        ["export", "--batch", HOSTILE],
        ["export", "--batch", "batch", "-o", home / f"no{HOSTILE}" / "x"],
        ["export", "--batch", "batch", "-o", home / f"{HOSTILE}.out"],
        ["export", "--batch", "batch", "--audience", HOSTILE],
        ["verify", zipped, lines, home / HOSTILE, "--signers", signers],
        ["verify", zipped, "--signers", signers, "--json"],
        ["verify", zipped, "--signers", bad],
        ["verify", zipped, "--signers", signers, "--received", HOSTILE],
        ["key", "use", bad, "--principal", "x"],
        ["key", "new", "--principal", HOSTILE, "--no-passphrase", "-o", home / HOSTILE],
        ["key", "new", "--principal", "x", "--no-passphrase", "-o", home / f"k{HOSTILE}"],
        ["key", "show"],
        ["schema", HOSTILE],
        [HOSTILE],
        ["-w", home / f"w{HOSTILE}", "status"],
        ["-w", bad, "status"],
        [f"--{HOSTILE}"],
    ]
    for command in commands:
        done = run(*command)

        assert not _ACTIVE.search(done.out), (command, done.out)
        assert not _ACTIVE.search(done.err), (command, done.err)
        assert "defect" not in done.err, (command, done.err)


def test_a_hostile_batch_id_is_shown_with_marks(run: Run, home: Path, hostile: Path) -> None:
    """Nothing of it is dropped."""
    assert "id⟦U+202E⟧⟦ZWSP⟧" in run("status").out


def test_a_reader_that_has_enough_is_no_error(home: Path, run: Run) -> None:
    """As in ``raterterm status | head -1``: no message, no traceback."""
    with Workspace.open(home / "workspace.db"):
        pass
    program = subprocess.Popen(
        [sys.executable, "-c", ENTRY, "schema", "rubric"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=home,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    told = program.stderr.read()
    program.stderr.close()

    assert program.wait(timeout=20) in {0, 1}
    assert told == b""


def test_results_go_to_stdout_and_all_else_to_stderr(run: Run, home: Path) -> None:
    """So that a pipe carries results alone."""
    deliver(run, home)

    assert run("status").err == ""
    assert run("export", "-o", "out.rtb.zip").out.count("\n") == 1
    assert run("no-such-command").out == ""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every look at the workspace break in a way that nobody thought of."""

    def breaks(path: Path) -> Workspace:
        secret = "what was being rated"
        raise ZeroDivisionError(secret)

    monkeypatch.setattr(Workspace, "look", breaks)


@pytest.mark.usefixtures("broken")
def test_a_defect_is_one_line_with_its_place(run: Run) -> None:
    """No traceback, and not a word of what the program held."""
    done = run("status")

    assert done.code == 1
    assert re.match(
        r"raterterm: error: this is a defect of raterterm \S+: ZeroDivisionError at \w+\.py:\d+\n", done.err
    )
    assert "hint: raterterm --debug status" in done.err
    assert "rated" not in done.err


@pytest.mark.usefixtures("broken")
def test_debug_shows_the_traceback_of_a_defect(run: Run) -> None:
    """It was asked for."""
    with pytest.raises(ZeroDivisionError):
        run("--debug", "status")


def test_debug_shows_no_traceback_of_a_mistake(run: Run) -> None:
    """A file that is missing is no defect."""
    done = run("--debug", "check", "missing.yaml")

    assert done.code == 1
    assert done.err.startswith("raterterm: error: missing.yaml: there is no such file\n")
    assert "Traceback" not in done.err
