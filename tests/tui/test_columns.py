"""Columns: the tasks of the sample batches stand straight, as a terminal draws them, at every size.

The screens are those of a real run in a pseudo-terminal, and the judge of widths is wcwidth.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from rich.cells import cell_len
from tests.shipped.test_batches import FOLDER, ROOT, RUBRIC_AND_COUNT
from tests.tui.cells import Cells, Drawn, clusters, measure_of
from tests.tui.columns import faults
from tests.tui.walk import Walk
from tests.worlds import rubric_source, source_of

from raterterm.core import jsontext
from raterterm.core.task import Task
from raterterm.core.visible import visible
from raterterm.files.batches import BatchReader
from raterterm.files.rubrics import read_rubric
from raterterm.store.loading import RubricSource, load_batch
from raterterm.store.workspace import Workspace

SIZES = [(160, 48), (100, 30), (80, 24), (60, 20)]
ODD_SCRIPTS = {"ml-0059"}
"""Tasks with text to which wcwidth and Textual give different widths: Devanagari."""


SIDE_BY_SIDE = [batch for batch in RUBRIC_AND_COUNT if batch != "missions"]
"""The batches whose tasks have responses."""

TABLE = """\
| name | 名前 | value |
| :--- | :--: | ----: |
| a | 日本語のセル | 1 |
| é́ | 한국어 | ✓ 22 |
| مرحبا | ไทย | 333 ｆｕｌｌ |
"""


def _is_odd(task: Task) -> bool:
    texts = [*(response.text for response in task.responses), *(turn.content for turn in task.conversation)]
    found = {pair for text in texts for pair in clusters(visible(text)) if not pair[0].isascii()}
    return any(width != cell_len(cluster) for cluster, width in found)


def _stands_side_by_side(task: Task) -> bool:
    return len(task.responses) > 1 and task.id not in ODD_SCRIPTS


def _load(home: Path, batch: str, half: int) -> None:
    """Load every other task of a sample batch, by the rubric that it comes with."""
    read = read_rubric(ROOT / "rubrics" / f"{RUBRIC_AND_COUNT[batch][0]}.yaml")
    guidelines = read.guidelines.source if read.guidelines else None
    known = BatchReader(FOLDER / f"{batch}.jsonl", read.rubric)
    lines = [line.raw for line in known if _stands_side_by_side(line.task)][half::2]
    with Workspace.open(home / "workspace.db") as workspace:
        load_batch(workspace, RubricSource(read.source, read.rubric, guidelines), source_of(lines, batch))


def _load_tables(home: Path) -> None:
    """Load a task whose responses are tables of many scripts."""
    responses = [{"id": name, "text": f"{TABLE}\n{name}"} for name in ("r1", "r2")]
    lines = [jsontext.encode({"id": "t-1", "prompt": TABLE, "responses": responses})]
    with Workspace.open(home / "workspace.db") as workspace:
        load_batch(workspace, rubric_source(guidelines=TABLE.encode()), source_of(lines, "tables"))


@pytest.mark.parametrize("number", range(len(SIZES)), ids=lambda number: "x".join(map(str, SIZES[number])))
def test_the_tasks_stand_straight(tmp_path: Path, number: int) -> None:
    """Nothing stands beyond its pane or the screen, and each line of the frame is where it belongs.

    Every task is looked at in two of the sizes; every other one also raw, compared, with the guidelines or
    with the whole conversation, in turn.
    """
    half = number % 2
    views = cycle(("m", "", "d", "", "g", "", "c", ""))
    for batch in SIDE_BY_SIDE:
        _load(tmp_path, batch, half)
    _load_tables(tmp_path)
    found = []
    with Drawn(home=tmp_path, size=SIZES[number]) as terminal:
        walk = Walk(terminal)
        for _ in (*SIDE_BY_SIDE, "tables"):
            walk.open_batch()
            for position in range(1, walk.tasks + 1):
                stop = walk.go_to(position)
                found += [(stop, fault) for fault in walk.look()]
                found += [(stop, fault) for view in next(views) for fault in walk.look_with(view)]

    assert found == []


def test_the_odd_scripts_are_these() -> None:
    """No other sample has text to which wcwidth and Textual give different widths."""
    odd = {
        line.task.id
        for batch, (rubric, _) in RUBRIC_AND_COUNT.items()
        for line in BatchReader(
            FOLDER / f"{batch}.jsonl", read_rubric(ROOT / f"rubrics/{rubric}.yaml").rubric
        )
        if _is_odd(line.task)
    }

    assert odd == ODD_SCRIPTS


ODD = "उत्तर प्रदेश में आज की तारीख 👨‍👩‍👧 क्षि বাংলা ❤️ " * 4
"""Text to which terminals give different widths."""


@contextmanager
def _odd_task(home: Path, name: str) -> Iterator[Walk]:
    """Open a task whose responses are odd, behind a plain one and before another."""
    texts = ("plain\n\n" * 9, ODD, "plain\n\n" * 9)
    pairs = [[{"id": response, "text": text} for response in ("r1", "r2")] for text in texts]
    tasks = [{"id": f"t-{n}", "prompt": "Why?", "responses": pair} for n, pair in enumerate(pairs)]
    with Workspace.open(home / "workspace.db") as workspace:
        load_batch(workspace, rubric_source(), source_of([jsontext.encode(task) for task in tasks]))
    with Drawn(home=home, size=(120, 36), measures=[measure_of(name)]) as terminal:
        walk = Walk(terminal)
        walk.open_batch()
        walk.look()
        walk.go_to(2)
        yield walk


@pytest.mark.xfail(raises=AssertionError, reason="a row is drawn from its start, whatever stands in it")
@pytest.mark.parametrize("name", ["ghostty", "vte"])
def test_odd_text_moves_nothing_beside_it(tmp_path: Path, name: str) -> None:
    """The second pane begins where it does, although terminals differ in the width of what is before it."""
    with _odd_task(tmp_path, name) as walk:
        walk.draw_again()
        found = walk.look()

    assert found == []


def test_odd_text_leaves_nothing_behind(tmp_path: Path) -> None:
    """When another task is shown, all of it is gone."""
    with _odd_task(tmp_path, "vte") as walk:
        walk.look()
        walk.go_to(3)
        found = walk.look()

    assert found == []


GOOD = [
    " raterterm r 1 · b          0/3",
    "─ user",
    " Why?",
    "─ A ─ all ─     ─ B ─ all ─",
    " a │ b           日本",
    " ──┼──           x",
    "───────────────────────────────",
    "▸ ○ Preference  1 A  2 B",
    " saved 1           task 1 of 3",
    " ⏎ go on",
]
"""A screen of 31 columns on which all is well."""


def _cells(lines: Sequence[str]) -> Cells:
    cells = Cells((31, len(lines)))
    for number, line in enumerate(lines, start=1):
        cells.feed(f"\x1b[{number};1H{line}")
    return cells


def test_a_good_screen_has_no_faults() -> None:
    """The checker passes what is right."""
    assert faults(_cells(GOOD), panes=2) == []


@pytest.mark.parametrize(
    ("row", "text", "told"),
    [
        (0, "", "no header"),
        (2, f" Why?{'?' * 30}", "beyond the right edge"),
        (2, " 日\x1b[3;3Hx", "half a character"),
        (3, "─ A ─ all ─", "fewer than 2 panes"),
        (3, " ─ A ─ all ─    ─ B ─ all ─", "begins in column 1"),
        (3, "─ A ─ all ─     ─ B ─ all", "is cut off"),
        (4, "a│ b             日本", "between panes, before column 0"),
        (4, " a │ b          日本", "between panes, before column 16"),
        (4, " a │ b         日本", "between panes, before column 16"),
        (5, " ───┼──          x", "bars in columns [3] over crosses in [4]"),
        (6, " ──────────────────────────────", "not one line"),
        (8, " task 1 of 3", "no status"),
        (9, "", "no hints"),
    ],
)
def test_a_bad_screen_has_a_fault(row: int, text: str, told: str) -> None:
    """The checker finds what it is there for; else the tests above prove nothing."""
    found = faults(_cells([*GOOD[:row], text, *GOOD[row + 1 :]]), panes=2)

    assert told in " ".join(found)
