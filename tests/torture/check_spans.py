"""Checks that words marked in every task of some batches are found again in the bundle, by code points.

    python -m tests.torture.check_spans BATCH... [--each 4] [--seed 7]

Words are selected with a rater's keys in the real app, rendered and raw, exported to a signed bundle,
verified and read back.  Exit 0: every quote is the slice of the batch's own text; 1: one is not.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.tui.delivered import delivered
from tests.tui.seat import load_tasks
from tests.tui.spanning import RUBRIC, mark_words, misplaced, quotes_in, texts_of

from raterterm.store.workspace import Workspace


def main(arguments: Sequence[str]) -> int:
    """Return the exit code for these arguments."""
    asked = _parser().parse_args(arguments)
    return max([_check(batch, asked.each, asked.seed) for batch in asked.batches])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("batches", nargs="+", type=Path)
    parser.add_argument("--each", type=int, default=4, help="how often words are marked in each task")
    parser.add_argument("--seed", type=int, default=7, help="another one marks other words")
    return parser


def _check(batch: Path, each: int, seed: int) -> int:
    lines = [line for line in batch.read_bytes().splitlines() if line.strip()]
    texts = texts_of(lines)
    with (
        tempfile.TemporaryDirectory(prefix="spans-") as folder,
        Workspace.open(Path(folder, "workspace.db")) as workspace,
    ):
        summary = load_tasks(workspace, RUBRIC, lines=lines)
        taken = asyncio.run(mark_words(workspace, tasks=summary.tasks, each=each, seed=seed))
        found = quotes_in(delivered(workspace, Path(folder)))
    wrong = misplaced(texts, found)
    wrong += [
        f"task {one.task}, {one.response}: other words than were selected"
        for one, (task, quote) in zip(taken, found, strict=True)
        if (one.task, one.response, one.words) != (task, quote.response, quote.quote)
    ]
    raw, prompt = sum(one.is_raw for one in taken), sum(one.response is None for one in taken)
    points = sum(len(one.words) for one in taken)
    print(
        f"{batch.name}: {len(taken)} quotes of {points:,} code points in {len({one.task for one in taken})} "
        f"of {summary.tasks} tasks ({raw} raw, {prompt} of the prompt), {len(wrong)} wrong",
        flush=True,
    )
    print("".join(f"    {line}\n" for line in wrong[:10]), end="")
    return 1 if wrong or not taken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
