"""Checks that every task of some batches stands straight on the screen, as terminals draw it.

    python -m tests.torture.check_columns BATCH... --rubric RUBRIC [--size 160x48] [--terminal vte]

Each task is looked at rendered, raw and compared, at each size, by wcwidth's measure or as the named
terminals measure.  Exit 0: nothing is wrong; 1: something is.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.tui.cells import Drawn, Measure, clusters, measure_of
from tests.tui.columns import faults
from tests.tui.walk import Stop, Walk

from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.cli.shipped import rubric_path
from raterterm.store.workspace import Workspace

SIZES = ("160x48", "100x30", "80x24", "60x20")
VIEWS = "md"
STANDARD = "wcwidth"


class Found(NamedTuple):
    """Something that is wrong on one terminal."""

    terminal: str
    stop: Stop
    fault: str


def main(arguments: Sequence[str]) -> int:
    """Return the exit code for these arguments."""
    asked = _parser().parse_args(arguments)
    terminals = asked.terminal or [STANDARD]
    is_bad = False
    for batch in asked.batches:
        for size in asked.size or SIZES:
            found = list(_walk(batch, asked.rubric, size, terminals))
            is_bad = is_bad or bool(found)
            _tell(f"{batch.name} {size}", terminals, found, asked.most)
    return 1 if is_bad else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("batches", nargs="+", type=Path)
    parser.add_argument("--rubric", required=True)
    parser.add_argument("--size", action="append", help="columns and rows, 80x24; repeatable")
    parser.add_argument("--terminal", action="append", help="vte, kitty, xterm...; repeatable")
    parser.add_argument("--most", type=int, default=5, help="faults told of each batch, size and terminal")
    return parser


def _walk(batch: Path, rubric: str, size: str, terminals: Sequence[str]) -> Iterator[Found]:
    columns, rows = map(int, size.split("x"))
    measures: list[Measure] = [clusters if name == STANDARD else measure_of(name) for name in terminals]
    with tempfile.TemporaryDirectory(prefix="columns-") as folder:
        with Workspace.open(Path(folder, "workspace.db")) as workspace:
            load_file(workspace, read_rubric_file(rubric_path(rubric)), batch, "batch")
        with Drawn(home=Path(folder), size=(columns, rows), measures=measures) as terminal:
            walk = Walk(terminal)
            walk.open_batch()
            for position in range(1, walk.tasks + 1):
                stop = walk.go_to(position)
                walk.look()
                yield from _seen(terminal, terminals, stop, "rendered")
                for view in VIEWS:
                    with walk.view(view):
                        yield from _seen(terminal, terminals, stop, view)


def _seen(terminal: Drawn, names: Sequence[str], stop: Stop, view: str) -> Iterator[Found]:
    for name, cells in zip(names, terminal.screens, strict=True):
        for fault in faults(cells):
            yield Found(name, stop, f"{view}: {fault}")


def _tell(title: str, terminals: Sequence[str], found: Sequence[Found], most: int) -> None:
    tasks = {name: len({one.stop for one in found if one.terminal == name}) for name in terminals}
    counts = Counter(one.terminal for one in found)
    told = ", ".join(f"{name} {counts[name]} faults on {tasks[name]} tasks" for name in terminals)
    print(f"{title}: {told}", flush=True)
    for name in terminals:
        for one in [one for one in found if one.terminal == name][:most]:
            print(f"    {name}: task {one.stop.position}: {one.fault}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
