"""Pages through whole batches and watches the process that does it: its stalls and its memory.

Everything runs as for a rater, in a terminal; but the keys are given inside the process, by
``benchmarks.inside``, which knows when each is done and can tell what the event loop was doing.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Fact
from benchmarks.terminal import Terminal, environment, python
from benchmarks.workloads import make_home

STALL = 50.0
"""Milliseconds for which nothing else may wait."""

GROWTH = 20.0
"""Mebibytes that a long batch may add to what the first task took."""

LONG, REPORT = 30, 50_000
"""Tasks of the long batch, and bytes of each of its reports."""

PATIENCE = 3_600.0

_SAMPLES = Path(__file__).parents[1] / "sample_batches"


def stalls(folder: Path, batches: Sequence[Path]) -> Iterator[Fact]:
    """Report for each batch the longest time for which the event loop was held up by work.

    Each task is opened, read to its end by pages, compared, shown raw, zoomed, and so on.  A task of the
    loop that wants to run every few milliseconds tells when it could not.  What counts is how long the loop
    was at work meanwhile: the rest of the time the machine was with others, or the disk was waited for.
    There are no pauses of a reader, except one when a task is opened, in which the next is laid out.
    """
    for batch in batches or sorted(_SAMPLES.glob("*.jsonl")):
        found = _paged(folder / batch.stem, batch)
        worst = sorted(found["stalls"], key=lambda stall: stall["work_ms"], reverse=True)
        over = sum(stall["work_ms"] > STALL for stall in worst)
        where = ", ".join(
            f"{stall['doing']} {stall['work_ms']:.0f} of {stall['ms']:.0f}" for stall in worst[:3]
        )
        longest = worst[0]["work_ms"] if worst else 0.0
        yield Fact(f"stall, {batch.stem}", longest, "ms", STALL, f"{over} in {found['keys']} keys  {where}")


def memory(folder: Path) -> Iterator[Fact]:
    """Report by how much the process has grown when all of a batch of long reports was read.

    Compared are resident sets, when the first task has been on the screen for a while and at the end.
    """
    home = make_home(folder / "home", LONG, REPORT)
    found = _paged(folder, home.batch)
    first, last = found["first_mib"], found["last_mib"]
    note = f"{first:.0f} MiB after the first task, {last:.0f} MiB after {LONG} with 2 x {REPORT // 1000} kB"
    yield Fact("memory that reading adds", last - first, "MiB", GROWTH, note)


def _paged(folder: Path, batch: Path) -> dict[str, Any]:
    """Page through ``batch`` in a process of its own, and return what it found."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "report.json"
    command = python(
        "import sys; from benchmarks.inside import run; run(*sys.argv[1:])", folder, batch, report
    )
    with Terminal(*command, environment=environment(folder)) as terminal:
        terminal.start(lambda text: "saved " in text)
        terminal.wait(PATIENCE)
    found: dict[str, Any] = json.loads(report.read_text())
    return found
