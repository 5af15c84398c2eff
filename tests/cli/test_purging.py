"""``purge``: a delivered batch leaves the workspace, its receipt stays."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.world import deliver, rate
from tests.worlds import task_line


def test_a_delivered_batch_is_removed_and_its_receipt_kept(run: Run, home: Path) -> None:
    """The line names the bundle; the file that was loaded is left alone, and named."""
    bundle, _ = deliver(run, home)
    done = run("purge", "--yes")

    assert done.code == 0
    assert done.out.startswith("batch: purged 2")
    (left,) = json.loads(run("status", "--json").out)
    assert done.out.endswith(f"; 1 rated, delivered in bundle {left['receipts'][0]['bundle']}\n")
    assert "batch.jsonl is still there; it is yours to remove" in done.err
    assert bundle.exists()
    assert done.out.strip() in run("status").out


def test_what_no_bundle_holds_is_refused(run: Run, home: Path) -> None:
    """With both ways on, as they can be typed."""
    deliver(run, home)
    rate(home, tasks=2)
    done = run("purge", "--yes")

    assert done.code == 1
    assert done.err == (
        "raterterm: error: batch holds work that is in no bundle yet\n"
        "hint: raterterm export --batch batch\n"
        "hint: raterterm purge --batch batch --undelivered\n"
    )
    assert run("purge", "--yes", "--undelivered").code == 0


def test_nothing_is_removed_unasked(run: Run, home: Path) -> None:
    """Where nobody can answer, the question is not taken for granted."""
    deliver(run, home)
    done = run("purge")

    assert (done.code, done.out) == (2, "")
    assert "hint: raterterm purge --batch batch --yes\n" in done.err
    assert "batch " in run("status").out


def test_purging_again_finishes_what_a_window_kept(run: Run, home: Path) -> None:
    """The same line, and no error."""
    deliver(run, home)
    first = run("purge", "--yes")
    again = run("purge", "--batch", "batch", "--yes")

    assert (again.code, again.out) == (0, first.out)


def test_another_batch_of_the_same_name_is_purged_too(run: Run, home: Path) -> None:
    """What is left of the first one does not stand for the second."""
    deliver(run, home)
    run("purge", "--yes")
    (home / "batch.jsonl").write_bytes(task_line("later") + b"\n")
    run("load", "rubric.yaml", "batch.jsonl")
    done = run("purge", "--batch", "batch", "--yes", "--undelivered")

    assert (done.code, done.out.endswith("; 0 rated, never delivered\n")) == (0, True)
    assert run("status").out.count("purged") == 2
    assert "batch.jsonl is still there" in done.err


@pytest.mark.parametrize("name", ["batch", "another"])
def test_loading_it_again_is_refused(run: Run, home: Path, name: str) -> None:
    """Rated anew it would be delivered twice."""
    deliver(run, home)
    run("purge", "--yes")
    (home / "batch.jsonl").rename(home / f"{name}.jsonl")
    done = run("load", "rubric.yaml", f"{name}.jsonl")

    assert done.code == 2
    assert "batch batch was purged on" in done.err


def test_what_comes_with_raterterm_is_nobodys_to_remove(run: Run, home: Path) -> None:
    """Nothing is said of it; and where no batch is left, no empty table is drawn."""
    run("load", "pairwise-helpfulness", "general")
    done = run("purge", "--yes", "--undelivered")

    assert (done.code, done.err) == (0, "")
    assert run("status").out == done.out
