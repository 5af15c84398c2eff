"""Measures the whole app as a rater meets it, beside bare Textual apps: python -m benchmarks.screen.

    python -m benchmarks.screen                       all of it, some minutes
    python -m benchmarks.screen answers typing        only these
    python -m benchmarks.screen stalls --batch F...   other batches than the shipped ones

Only ratios within one run count: everything else depends on the machine and on what else it does.
"""

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.figures import Fact, Figure, table
from benchmarks.latency import answers, hurried, next_tasks, scrolling, typing
from benchmarks.paging import memory, stalls
from benchmarks.starts import starts

Result = Figure | Fact
Measure = Callable[[Path, argparse.Namespace], Iterable[Result]]

MEASURES: dict[str, Measure] = {
    "answers": lambda folder, given: answers(folder, given.samples),
    "scrolling": lambda folder, given: scrolling(folder, given.samples),
    "next": lambda folder, given: next_tasks(folder, max(given.samples // 4, 5)),
    "hurried": lambda folder, given: hurried(folder, max(given.samples // 4, 5)),
    "typing": lambda folder, given: typing(folder, given.samples),
    "starts": lambda folder, given: starts(folder, max(given.samples // 20, 3), given.tasks),
    "stalls": lambda folder, given: stalls(folder, given.batch),
    "memory": lambda folder, _: memory(folder),
}


def main() -> int:
    """Measure, print, and return 0 when every target is met."""
    given = _arguments()
    # A pass of the collector here would be measured there.
    gc.disable()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="raterterm-benchmark-") as folder:
        for name in given.measures or MEASURES:
            print(f"{name} ...", file=sys.stderr)
            results += MEASURES[name](Path(folder, name), given)
    if given.json:
        print(json.dumps([result.as_json() for result in results], indent=1))
    else:
        print(table(results))
    return 0 if all(result.is_met for result in results) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screen", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--samples", type=int, default=200, help="keys of each kind; fewer of slow ones")
    parser.add_argument(
        "--tasks", type=int, default=100_000, help="in the large workspace that is started on"
    )
    parser.add_argument("--batch", type=Path, nargs="+", default=[], help="to be paged through, JSONL")
    parser.add_argument("--json", action="store_true", help="print every single time")
    given = parser.parse_args()
    if unknown := set(given.measures) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose from {', '.join(MEASURES)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
