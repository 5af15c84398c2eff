"""Bad files: one line that says which file and why, the right code, and nothing changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.world import make_key
from tests.tui.terminal import Terminal

from raterterm.store.workspace import Workspace


def _unreadable(path: Path) -> None:
    # A link to itself cannot be opened by anybody, not even by root.
    path.symlink_to(path.name)


def _missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def _newer(path: Path) -> None:
    path.write_text("raterterm: rubric/2\nid: x\n")


BAD: dict[str, Callable[[Path], object]] = {
    "missing": _missing,
    "directory": Path.mkdir,
    "empty": Path.touch,
    "binary": lambda path: path.write_bytes(b"\x00\x01\xfe\xff\x1b[31m" * 50),
    "unreadable": _unreadable,
    "newer": _newer,
}

USES = {
    "check rubric": ["check", "bad.yaml"],
    "check batch": ["check", "bad.jsonl"],
    "check by": ["check", "batch.jsonl", "--rubric", "bad.yaml"],
    "load rubric": ["load", "bad.yaml", "batch.jsonl"],
    "load batch": ["load", "rubric.yaml", "bad.jsonl"],
    "load second batch": ["load", "rubric.yaml", "batch.jsonl", "bad.jsonl"],
    "signers": ["verify", "x.zip", "--signers", "bad.signers"],
    "seen": ["verify", "x.zip", "--signers", "allowed_signers", "--seen", "bad.seen"],
    "key": ["key", "use", "bad.key", "--principal", "x"],
    "status": ["-w", "bad.db", "status"],
    "export": ["-w", "bad.db", "export"],
    "load into": ["-w", "bad.db", "load", "rubric.yaml", "batch.jsonl"],
}

GOOD = {("load into", "missing"), ("seen", "empty"), ("seen", "binary"), ("seen", "newer")}
"""A new workspace is made, and any words may be ids."""

CASES = [
    pytest.param(use, kind, id=f"{name}: {kind}")
    for name, use in USES.items()
    for kind in BAD
    if (name, kind) not in GOOD
]


@pytest.mark.parametrize(("use", "kind"), CASES)
def test_a_bad_file_is_told_in_one_line(run: Run, home: Path, use: list[str], kind: str) -> None:
    """With its name, and a code that is not zero; nothing is loaded, and no traceback is shown."""
    make_key(run)
    bad = home / next(part for part in use if part.startswith("bad."))
    BAD[kind](bad)
    done = run(*use)
    errors = [line for line in done.err.splitlines() if line.startswith("raterterm: error: ")]

    assert done.code in {1, 2}
    assert errors
    assert bad.name in errors[0]
    assert all(line.startswith(("raterterm: error: ", "hint: ", "  ")) for line in done.err.splitlines())
    assert "defect" not in done.err
    assert "\x1b" not in done.err
    assert _batches(home) in ([], ["batch"])


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_bundle_is_refused(run: Run, home: Path, kind: str) -> None:
    """On stdout with its code: it is a result, not a mistake of whoever asked."""
    signers = make_key(run)
    bad = home / "bad.rtb.zip"
    BAD[kind](bad)
    done = run("verify", bad, "--signers", signers)

    assert done.code == 1
    assert done.out.startswith(f"REFUSED {bad}: ")
    assert done.out.count("\n") == 1
    assert done.err == ""


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "missing"])
def test_a_file_that_is_no_workspace_is_left_as_it_is(run: Run, home: Path, kind: str) -> None:
    """Whatever is asked of it."""
    bad = home / "bad.db"
    BAD[kind](bad)
    before = bad.read_bytes() if kind not in {"directory", "unreadable"} else b""
    for command in (["status"], ["export"], ["load", "rubric.yaml", "batch.jsonl"]):
        assert run("-w", bad, *command).code == 1

    assert kind in {"directory", "unreadable"} or bad.read_bytes() == before


def test_a_workspace_of_a_newer_raterterm_is_not_touched(run: Run, home: Path) -> None:
    """It says what to do."""
    run("load", "rubric.yaml", "batch.jsonl")
    with closing(sqlite3.connect(home / "workspace.db")) as database:
        database.execute("PRAGMA user_version = 99")
    done = run("status")

    assert done.code == 1
    assert "was made by a newer raterterm (schema 99" in done.err
    assert "hint: upgrade raterterm; nothing was changed" in done.err


def test_a_database_of_another_program_is_not_taken_for_ours(run: Run, home: Path) -> None:
    """Nor written to."""
    with closing(sqlite3.connect(home / "workspace.db")) as database:
        database.execute("CREATE TABLE notes (text)")
        database.commit()
    before = (home / "workspace.db").read_bytes()

    assert "is not a raterterm workspace" in run("load", "rubric.yaml", "batch.jsonl").err
    assert (home / "workspace.db").read_bytes() == before


def test_a_faulty_batch_is_not_half_loaded(run: Run, home: Path) -> None:
    """A fault in the last line keeps out the first."""
    with (home / "batch.jsonl").open("ab") as batch:
        batch.write(b'{"id": "t-4"}\n')
    done = run("load", "rubric.yaml", "batch.jsonl")

    assert done.code == 1
    assert "batch.jsonl:4" in done.err
    assert _batches(home) == []


def test_a_batch_that_the_rubric_cannot_judge_is_refused(run: Run, home: Path) -> None:
    """With the line and the reason."""
    (home / "batch.jsonl").write_text('{"id": "t", "prompt": "?", "responses": [{"id": "r", "text": "x"}]}\n')
    done = run("check", "batch.jsonl", "--rubric", "rubric.yaml")

    assert done.code == 1
    assert "batch.jsonl:1: the task 't' has 1 response; a pairwise preference compares exactly 2" in done.err


@pytest.mark.parametrize(("rubric", "batch"), [("bad.yaml", "batch.jsonl"), ("rubric.yaml", "bad.jsonl")])
def test_rate_tells_a_bad_file_before_the_screen_opens(home: Path, rubric: str, batch: str) -> None:
    """Nothing is drawn over it."""
    with Terminal("rate", rubric, batch, home=home) as terminal:
        assert terminal.wait_for_exit() == 1
        terminal.wait_for("there is no such file")

        assert "raterterm: error: bad." in terminal.text
        assert "\x1b" not in terminal.written


def _batches(home: Path) -> list[str]:
    if not (home / "workspace.db").exists():
        return []
    with Workspace.look(home / "workspace.db") as looked:
        return [batch.id for batch in looked.batches()]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["load", "batch.jsonl", "rubric.yaml"], "batch.jsonl is a batch, expected a rubric here"),
        (["load", "rubric.yaml", "rubric.yaml"], "rubric.yaml is a rubric, expected a batch here"),
    ],
)
def test_a_rubric_and_a_batch_that_were_exchanged_are_told_apart(
    run: Run, arguments: list[str], found: str
) -> None:
    """By their names, before either is read."""
    done = run(*arguments)

    assert done.code == 2
    assert done.err == (
        f"raterterm: error: {found}\nhint: the rubric comes first: raterterm rate RUBRIC.yaml BATCH.jsonl\n"
    )
