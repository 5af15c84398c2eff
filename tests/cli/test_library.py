"""``library``: the failures and rulings of all batches, searched, printed and written out."""

import json
import stat
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.worlds import a_rubric, answered, rubric_source, source_of, task_line

from raterterm.core.words import Json, TaskId
from raterterm.store.loading import load_batch
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

MODES = {"script": "Could be sent to anyone", "invented": "States what nobody can know"}
RUBRIC = a_rubric(failures={"modes": MODES}, ambiguities={})
QUOTE = {"response": "r2", "start": 0, "end": 6, "quote": "Answer"}
MENTION = {"start": 9, "end": 10, "response": "r2"}


def listed(mode: str, **parts: Json) -> dict[str, Json]:
    """Return a failure as it is stored."""
    return {"mode": {"chosen": [mode]}, "cause": {"chosen": ["unknown"]}, **parts}


@pytest.fixture
def rated(home: Path) -> Path:
    """Return a home with a workspace in which two failures and a ruling were listed."""
    lines = [task_line("t-1"), task_line("t-2", sensitive=["self-harm"])]
    why = {"hypothesis": {"text": "Response A repeats\nitself", "mentions": [MENTION]}}
    with Workspace.open(home / "workspace.db") as workspace:
        batch = load_batch(workspace, rubric_source(RUBRIC), source_of(lines))
        log = Log(workspace, batch.key)
        first = answered("failures", {"entries": [listed("script", quote=QUOTE, **why)]})
        parts = {"section": "#tone", "case": "\x1b[31mirony", "ruling": "as if meant"}
        report = {"entries": [{name: {"text": text} for name, text in parts.items()}]}
        log.decide(TaskId("t-1"), first, answered("ambiguities", report))
        log.decide(TaskId("t-2"), answered("failures", {"entries": [listed("invented", quote=QUOTE)]}))
    return home


def decoded(text: str) -> list[Json]:
    """Return the values of lines of JSON."""
    return [json.loads(line) for line in text.splitlines()]


def test_failures_are_told_in_a_line_each(run: Run, rated: Path) -> None:
    """The latest first; words of a sensitive task are not shown."""
    done = run("library", "failures")
    second, first = done.out.splitlines()

    assert (done.code, done.err) == (0, "")
    assert first.split()[0] == "1×"
    assert first.endswith("b t-1  script · unknown · Response A repeats itself · “Answer”")
    assert second.endswith("b t-2  invented · unknown · “words of a sensitive task”")


def test_rulings_are_told_with_case_and_tags(run: Run, rated: Path) -> None:
    """What could act on the terminal is shown, not sent."""
    (line,) = run("library", "rulings").out.splitlines()

    assert line.endswith("b t-1  #tone · ruling: as if meant · case: ␛[31mirony · failure script")


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        (["REPEATS"], ["t-1"]),
        (["nobody can", "unknown"], ["t-2"]),
        (["unknown"], ["t-2", "t-1"]),
        (["answer"], ["t-1"]),
        (["t-2"], ["t-2"]),
        (["repeats", "invented"], []),
    ],
)
def test_words_narrow_failures_down(run: Run, rated: Path, words: list[str], tasks: list[str]) -> None:
    """All of them must be there: in kind, cause, hypothesis, quote, batch or task."""
    found = decoded(run("library", "failures", "--json", *words).out)

    assert [failure["seen"][0]["task"] for failure in found] == tasks


def test_words_narrow_rulings_down(run: Run, rated: Path) -> None:
    """In section, case, ruling, tags, batch or task."""
    assert [len(run("library", "rulings", word).out.splitlines()) for word in ("IRONY", "script", "no")] == [
        1,
        1,
        0,
    ]


def test_a_failure_in_json_has_offsets_and_response_ids(run: Run, rated: Path) -> None:
    """A line for each, with every time it was seen; letters name responses by id."""
    (failure,) = decoded(run("library", "failures", "--json", "script").out)
    (seen,) = failure.pop("seen")

    assert failure == {
        "mode": {"id": "script", "words": MODES["script"]},
        "cause": {"id": "unknown", "words": "I cannot tell"},
        "hypothesis": "Response A repeats\nitself",
        "times": 1,
    }
    assert seen.pop("at").startswith("20")
    assert seen == {
        "batch": "b",
        "task": "t-1",
        "number": 0,
        "rubric": "r",
        "hypothesis": {"text": "Response A repeats\nitself", "mentions": [MENTION]},
        "quote": {**QUOTE, "is_sensitive": False},
    }


def test_a_ruling_in_json_has_its_case_and_tags(run: Run, rated: Path) -> None:
    """As it was written."""
    (ruling,) = decoded(run("library", "rulings", "--json").out)
    (seen,) = ruling.pop("seen")

    assert ruling == {"rubric": "r", "section": "#tone", "ruling": "as if meant", "times": 1}
    assert (seen["case"], seen["tags"]) == ({"text": "\x1b[31mirony"}, ["failure script"])


@pytest.mark.parametrize("what", ["failures", "rulings"])
def test_a_file_has_what_is_printed(run: Run, rated: Path, what: str) -> None:
    """The same bytes each time, for its owner alone."""
    printed = run("library", what, "--json").out
    done = run("library", what, "--json", "-o", "out.jsonl")

    file = rated / "out.jsonl"
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (printed, 0o600)
    assert (done.code, done.out) == (0, f"out.jsonl: {len(printed.splitlines())} listed\n")


def test_a_file_that_is_there_is_kept(run: Run, rated: Path) -> None:
    """Unless it is to be replaced."""
    (rated / "mine").write_text("mine")
    refused = run("library", "failures", "-o", "mine")
    assert (refused.code, (rated / "mine").read_text()) == (1, "mine")
    assert refused.err == "raterterm: error: mine is there already\nhint: --replace overwrites it\n"

    assert run("library", "failures", "-o", "mine", "--replace").code == 0
    assert "script" in (rated / "mine").read_text()


def test_a_file_that_cannot_be_written_is_told(run: Run, rated: Path) -> None:
    """In one line, and nothing is left."""
    done = run("library", "rulings", "-o", "no/such/folder")

    assert (done.code, done.out) == (1, "")
    assert done.err == "raterterm: error: no/such/folder could not be written: no such file or directory\n"


def test_without_a_workspace_none_is_made(run: Run, home: Path) -> None:
    """Looking makes nothing."""
    done = run("library", "failures")

    assert (done.code, done.out, (home / "workspace.db").exists()) == (1, "", False)


def test_an_empty_library_prints_nothing(run: Run, home: Path) -> None:
    """And is no error."""
    assert run("load", "rubric.yaml", "batch.jsonl").code == 0

    assert run("library", "failures") == (0, "", "")
