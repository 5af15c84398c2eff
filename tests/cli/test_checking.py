"""``check``, ``load`` and ``status``: all faults with their places, and how far each batch is."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.cli.conftest import Run
from tests.cli.world import rate

from raterterm.core.events import Flagged
from raterterm.core.words import TaskId
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace


def test_good_files_are_told_good(run: Run) -> None:
    """One line each, on stdout."""
    done = run("check", "rubric.yaml", "batch.jsonl")

    assert done == (
        0,
        "rubric.yaml: good rubric support-reply 1.2.0: preference, 2 criteria, rationale\n"
        "batch.jsonl: good batch of 3 tasks\n",
        "",
    )


def test_all_faults_of_all_files_are_told(run: Run, home: Path) -> None:
    """Good files among them too; one bad makes the whole not good."""
    text = (home / "rubric.yaml").read_text()
    (home / "bad.yaml").write_text(text.replace("points: 7", "points: 8").replace("per: task", "per: person"))
    (home / "bad.jsonl").write_bytes(b'{"id": 1}\n[]\n{"id": "x", "prompt": "?", "model": 1}\n')
    done = run("check", "bad.yaml", "rubric.yaml", "bad.jsonl")

    assert done.code == 1
    assert done.out == "rubric.yaml: good rubric support-reply 1.2.0: preference, 2 criteria, rationale\n"
    assert done.err.count("raterterm: error: bad.yaml:") == 2
    assert {line.split(":")[3] for line in done.err.splitlines() if "error: bad.jsonl" in line} == {
        "1",
        "2",
        "3",
    }


CARETS = [
    ("points: 7", "points: 8", "8"),
    ("per: task", "per: person", "person"),
    ("title: Tone", "titel: Tone", "titel"),
    ("required: true", "required: maybe", "maybe"),
    ("scale:\n      bad: Rude", "scale: {日本語: x, bad: Rude, 9: y}\n    x:\n      bad: Rude", "日本語"),
    ("preference:", "preference: {question: 日本語, points: 8}\nother:", "8"),
    ("    title: Tone", '    title: "\\e[31m" # \u202e\n    titel: x', "titel"),
]


@pytest.mark.parametrize(("good", "bad", "pointed"), CARETS)
def test_the_caret_stands_under_the_fault(run: Run, home: Path, good: str, bad: str, pointed: str) -> None:
    """In the line as it is shown, however wide its characters are."""
    text = (home / "rubric.yaml").read_text()
    assert good in text
    (home / "bad.yaml").write_text(text.replace(good, bad, 1))
    done = run("check", "bad.yaml")
    lines = done.err.splitlines()
    carets = [(above, below.index("^")) for above, below in pairwise(lines) if below.strip() == "^"]

    assert any(_from_cell(above, cell).startswith(pointed) for above, cell in carets), done.err


def _from_cell(line: str, cell: int) -> str:
    """Return what a terminal shows from this column on."""
    return next(line[at:] for at in range(len(line)) if cell_len(line[:at]) == cell)


def test_a_fault_names_line_and_column(run: Run, home: Path) -> None:
    """As editors and terminals link them."""
    (home / "bad.yaml").write_text((home / "rubric.yaml").read_text().replace("points: 7", "points: 8"))

    assert run("check", "bad.yaml").err.startswith(
        "raterterm: error: bad.yaml:7:11: found 8, expected 2, 3, 5 or 7\n"
    )


def test_load_tells_what_it_loaded_and_loads_it_once(run: Run) -> None:
    """A second time is harmless."""
    told = "batch: 3 tasks, by support-reply 1.2.0\n"

    assert run("load", "rubric.yaml", "batch.jsonl") == (0, told, "")
    assert run("load", "rubric.yaml", "batch.jsonl") == (0, told, "")
    assert len(json.loads(run("status", "--json").out)) == 1


def test_another_file_under_the_same_id_is_refused(run: Run, home: Path) -> None:
    """With the way around."""
    run("load", "rubric.yaml", "batch.jsonl")
    with (home / "batch.jsonl").open("ab") as batch:
        batch.write(b'{"id":"t-4","prompt":"?","responses":[{"id":"a","text":""},{"id":"b","text":""}]}\n')
    done = run("load", "rubric.yaml", "batch.jsonl")

    assert done.code == 2
    assert "another file is loaded as batch batch already" in done.err
    assert "hint: load this one under another id: --batch batch-2" in done.err
    assert run("load", "rubric.yaml", "batch.jsonl", "--batch", "batch-2").code == 0


def test_shipped_rubrics_and_batches_can_be_named(run: Run) -> None:
    """Without a path."""
    assert run("load", "pairwise-helpfulness", "general").code == 0


def test_status_counts(run: Run, home: Path) -> None:
    """For people and for programs, the same numbers."""
    run("load", "rubric.yaml", "batch.jsonl")
    rate(home, 2)
    (facts,) = json.loads(run("status", "--json").out)

    assert (facts["tasks"], facts["submitted"], facts["skipped"], facts["flagged"], facts["left"]) == (
        3,
        2,
        0,
        0,
        1,
    )
    assert run("status").out.splitlines()[1].split() == ["batch", "3", "2", "0", "0", "1", "no"]


def test_status_names_the_escalated_flags(run: Run, home: Path) -> None:
    """Each with its task; those that can wait are counted alone, and no note is put on the screen."""
    run("load", "rubric.yaml", "batch.jsonl")
    with Workspace.open(home / "workspace.db") as opened:
        log = Log(opened, opened.batches()[0].key)
        log.decide(TaskId("t-1"), Flagged(category="other", note="typo"))
        log.decide(TaskId("t-2"), Flagged(category="unsafe", note="see the end"))
    (facts,) = json.loads(run("status", "--json").out)
    told = run("status").out.splitlines()

    assert facts["flagged"] == 2
    assert facts["escalated"] == [
        {"task": "t-2", "category": "unsafe", "severity": None, "response": None, "note": "see the end"}
    ]
    assert told[2:] == ["escalated: batch, task t-2: unsafe"]


def test_status_looks_at_a_workspace_that_is_in_use(run: Run, home: Path) -> None:
    """It changes nothing, so it need not wait."""
    run("load", "rubric.yaml", "batch.jsonl")
    with Workspace.open(home / "workspace.db"):
        assert run("status").code == 0
        held = run("load", "rubric.yaml", "batch.jsonl")

    assert held.code == 1
    assert "is in use by process" in held.err
