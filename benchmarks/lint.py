"""Measures the linter of rationales: precision and recall of each rule over labelled rationales.

    python benchmarks/lint.py [--misses] [more.jsonl ...]

A row of the table is a rationale with what it was written about, and the ids of the rules that should speak.
Part 1 was written before the rules, part 2 tried them and mended them, part 3 was held back until they stood.
``--misses`` prints the rows that go wrong.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from raterterm.core.form import compile_form
from raterterm.core.lint import RULES, Case, Hint, lint
from raterterm.core.presentation import Presentation
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.words import ResponseId
from raterterm.files.rubrics import read_rubric

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "tests" / "core" / "rationales.jsonl"


class Row(NamedTuple):
    """A labelled rationale."""

    id: str
    part: int
    text: str
    case: Case
    expect: frozenset[str]


class Figures(NamedTuple):
    """How often a rule spoke rightly, wrongly, and should have spoken."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of the hints, how many were right; 1 when there was none."""
        return self.right / (self.right + self.wrong or 1) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of those that should have come, how many came; 1 when there was none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def rows(*paths: Path) -> Iterator[Row]:
    """Yield the rows of the tables; a line with a ``rubric`` alone defines one that later rows name."""
    rubrics: dict[str, Rubric] = {}
    for path in paths:
        for line in path.read_text("utf-8").split("\n"):
            if not line:
                continue
            written = json.loads(line)
            if "id" in written:
                yield row(written, rubrics)
            else:
                own = Rubric.model_validate(written["rubric"])
                rubrics[own.id] = own


def row(written: dict[str, Any], rubrics: dict[str, Rubric]) -> Row:
    """Return a row, with its rubric from the table or from those that are shipped."""
    name = written["rubric"]
    if name not in rubrics:
        rubrics[name] = read_rubric(ROOT / "rubrics" / f"{name}.yaml").rubric
    responses = [
        {"id": known, "text": written["responses"][letter]} for letter, known in written["letters"].items()
    ]
    task = Task.model_validate(
        {"id": "t", "prompt": written["prompt"], "responses": responses, "language": written["language"]}
    )
    shown = Presentation(tuple(ResponseId(known) for known in written["letters"].values()))
    form = compile_form(rubrics[name], shown)
    case = Case.of(rubrics[name], task, form, form.read(written["answers"]))
    case = case._replace(earlier=tuple(written.get("earlier", ())), asked=written.get("asked"))
    return Row(written["id"], written["part"], written["text"], case, frozenset(written["expect"]))


def spoken(given: Row) -> frozenset[str]:
    """Return the ids of the rules that speak."""
    return frozenset(hint.rule for hint in lint(given.text, given.case))


def figures(given: Iterable[Row]) -> dict[str, Figures]:
    """Return the figures of each rule, and of all under ``all``."""
    counts: Counter[tuple[str, str]] = Counter()
    for known in given:
        said = spoken(known)
        for rule in said | known.expect:
            kind = "right" if rule in said & known.expect else "wrong" if rule in said else "missed"
            counts[rule, kind] += 1
            counts["all", kind] += 1
    names = [*(rule.id for rule in RULES), "all"]
    return {name: Figures(*(counts[name, kind] for kind in Figures._fields)) for name in names}


def table(given: list[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    good = [known for known in given if not known.expect]
    silent = sum(not spoken(known) for known in good)
    yield f"{len(given)} rationales, {len(good)} of them good; no hint for {silent} of those"
    yield f"{'':14} {'right':>6} {'wrong':>6} {'missed':>6} {'precision':>10} {'recall':>7}"
    for name, found in figures(given).items():
        yield f"{name:14} {found.right:6} {found.wrong:6} {found.missed:6} {found.precision:10.2f} {found.recall:7.2f}"


def misses(given: Iterable[Row]) -> Iterator[str]:
    """Yield what went wrong, row by row."""
    for known in given:
        hints: dict[str, Hint] = {hint.rule: hint for hint in lint(known.text, known.case)}
        for rule in sorted(hints.keys() ^ known.expect):
            said = f"said {hints[rule]}" if rule in hints else "was silent"
            yield f"{known.id}: {rule} {said}\n    {known.text}"


def main(arguments: list[str]) -> None:
    """Print the table for each part, then for both."""
    paths = [Path(argument) for argument in arguments if not argument.startswith("--")]
    given = list(rows(*(paths or [TABLE])))
    for part in sorted({known.part for known in given}):
        print(f"part {part}: ", end="")
        print("\n".join(table([known for known in given if known.part == part])), end="\n\n")
    print("\n".join(table(given)))
    if "--misses" in arguments:
        print("\n" + "\n".join(misses(given)))


if __name__ == "__main__":
    main(sys.argv[1:])
