"""Breaks raterterm in every way that its promises speak of, and tells what held.

    python -m tests.torture [all|crashes|power|disk|files|...] [--full]

Exit 0: everything held; 1: something did not.  Without ``--full`` each part takes a minute or so; with it,
hours.  The system calls are followed with strace(1); without it the parts that need it are left out.

What is new in the program is tried by one entry each: a command that writes among ``errands.ERRANDS``, a file
that is read among the kinds of ``files.py``, a place where content goes in ``places.py``, a view of it in
``hostile_text.py``, and a promise by a row in ``docs/trust.md`` and the defect that breaks it among
``defects.DEFECTS``.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from tests.torture.trial import Instrument, Trial

MOST = 20
"""Faults of one part that are printed; the rest are counted."""


class Part(NamedTuple):
    """An instrument, and how much of it is run."""

    module: str
    amount: int
    in_full: int
    is_own: bool = True
    """Whether it is run with ``all``; else another part runs it."""

    def instrument(self, name: str) -> Instrument:
        """Return the function that runs it."""
        found: Instrument = getattr(import_module(f"tests.torture.{self.module}"), name)
        return found


PARTS = {
    "crashes": Part("crashes", 60, 1000),
    "sittings": Part("crashes", 40, 600, is_own=False),
    "commands": Part("crashes", 60, 600, is_own=False),
    "power": Part("power", 200, 4000),
    "disk": Part("disk", 48, 600),
    "files": Part("files", 2000, 100_000),
    "flips": Part("flips", 20_000, 4_000_000),
    "screens": Part("guards", 4, 16),
    "texts": Part("hostile_text", 960, 1_000_000),
    "replies": Part("replies", 1, 24),
    "locks": Part("guards", 2, 20),
    "bits": Part("bits", 200, 4000),
    "outside": Part("outside", 8, 24),
    "signers": Part("signers", 400, 10_000),
    "defects": Part("defects", 100, 100),
}


def main(arguments: Sequence[str]) -> int:
    """Return the exit code for these arguments."""
    asked = _parser().parse_args(arguments)
    names = [name for name, part in PARTS.items() if part.is_own] if asked.part == "all" else [asked.part]
    is_good = True
    for name in names:
        part = PARTS[name]
        amount = asked.amount or (part.in_full if asked.full else part.amount)
        is_good = _run(name, part, Trial(amount, asked.seed, _patch(asked.defect))) and is_good
    return 0 if is_good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.torture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", nargs="?", default="all", choices=["all", *PARTS])
    parser.add_argument("--full", action="store_true", help="as much as a release needs")
    parser.add_argument("--amount", type=int, help="how many kills, cuts, failures or mutants")
    parser.add_argument("--seed", type=int, default=1, help="another one tries other cases")
    parser.add_argument("--defect", help="run the program with this deliberate defect")
    return parser


def _patch(defect: str | None) -> str:
    if defect is None:
        return ""
    from tests.torture.defects import DEFECTS  # noqa: PLC0415 - it runs this module

    return DEFECTS[defect].patch


def _run(name: str, part: Part, trial: Trial) -> bool:
    begun = time.monotonic()
    report = part.instrument(name)(trial)
    mark = "FAILED" if report.faults else "ok"
    print(
        f"{name}: {mark}, seed {trial.seed}, {time.monotonic() - begun:.0f} s: {report.figures}", flush=True
    )
    for fault in report.faults[:MOST]:
        print(f"    {fault}")
    if len(report.faults) > MOST:
        print(f"    and {len(report.faults) - MOST} more")
    return not report.faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
