"""What has to be true of the columns of the rating screen, whatever is being rated."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tests.tui.cells import TORN, Cells

_TITLE = re.compile(r"(?:(?<=^)|(?<= ))[─▶] ([A-Z]|Guidelines) (?=─|·)")
_HEADER = re.compile(r" raterterm ")
_STATUS = re.compile(r" (saved \d+|looking only) ")
_FOOTER = "⏎ go on"
GUIDE = "Guidelines"
"""The title of the one pane that has a border, and a blank behind it."""


class Titles(NamedTuple):
    """The line over the panes."""

    row: int
    starts: tuple[int, ...]
    """Columns at which the panes begin."""
    names: tuple[str, ...]

    def panes(self, columns: int) -> list[tuple[int, int]]:
        """Return where each pane begins and ends, borders aside."""
        ends = [start - 2 * (name == GUIDE) for start, name in zip(self.starts, self.names, strict=True)]
        return list(zip(self.starts, [*ends[1:], columns], strict=True))


def titles_of(cells: Cells) -> Titles | None:
    """Return the line of the pane titles, the first that has one; nothing where there is none."""
    for number, text in enumerate(cells.display):
        if found := list(_TITLE.finditer(text)):
            starts = tuple(cells.column_of(number, match.start()) for match in found)
            return Titles(number, starts, tuple(match[1] for match in found))
    return None


def rule_of(cells: Cells) -> int | None:
    """Return the row of the line over the form."""
    rule = "─" * cells.columns
    return next((number for number, text in enumerate(cells.display) if text == rule), None)


def faults(cells: Cells, panes: int = 1) -> list[str]:
    """Return what is wrong with the rating screen, which has at least so many panes; nothing on a good one."""
    return [*_misfits(cells), *_misplaced(cells), *_crooked(cells, panes)]


def _misfits(cells: Cells) -> Iterator[str]:
    """Yield what did not fit into its cells."""
    yield from (f"beyond the right edge: {spilled}" for spilled in cells.spilled)
    for number, text in enumerate(cells.display):
        if TORN in text:
            yield f"row {number}: half a character: {text}"


def _misplaced(cells: Cells) -> Iterator[str]:
    """Yield which of the lines that frame the screen are not where they belong."""
    lines = cells.display
    if not _HEADER.match(lines[0]):
        yield f"no header in the first row: {lines[0]}"
    if not _STATUS.match(lines[-2]):
        yield f"no status in the last row but one: {lines[-2]}"
    if _FOOTER not in lines[-1]:
        yield f"no hints in the last row: {lines[-1]}"
    if sum(text == "─" * cells.columns for text in lines) != 1:
        yield "not one line between what is read and the form"


def _crooked(cells: Cells, least: int) -> Iterator[str]:
    """Yield which columns are not straight."""
    titles, rule = titles_of(cells), rule_of(cells)
    if titles is None and cells.display[1].startswith("─ conversation"):
        return  # which may take all the room there is
    if titles is None or rule is None:
        yield "no pane titles, or no line below the panes"
        return
    if len(titles.names) < least:
        yield f"row {titles.row}: fewer than {least} panes"
    if titles.starts[0] != (2 if titles.names[0] == GUIDE else 0):
        yield f"row {titles.row}: the first pane begins in column {titles.starts[0]}"
    panes = titles.panes(cells.columns)
    for pane in panes:
        yield from _title_faults(cells, titles.row, *pane)
    rows = range(titles.row + 1, rule)
    for start, name in zip(titles.starts, titles.names, strict=True):
        yield from _border_faults(cells, rows, start, is_guide=name == GUIDE)
    for pane in panes:
        yield from _table_faults(cells, rows, *pane)


def _title_faults(cells: Cells, row: int, start: int, end: int) -> Iterator[str]:
    text = "".join(cells.row(row)[start:end])
    if not text.startswith(("─ Guidelines", "▶ Guidelines")) and not text.rstrip().endswith("─"):
        yield f"row {row}: the title from column {start} is cut off: {text}"


def _border_faults(cells: Cells, rows: Sequence[int], start: int, *, is_guide: bool) -> Iterator[str]:
    """Yield the rows in which the text of one pane stands in the cells that part it from the next."""
    between = slice(start - 2, start) if is_guide else slice(max(start - 1, 0), start + 1)
    wanted = ["▏", " "] if is_guide else [" "] * (between.stop - between.start)
    for row in rows:
        if (found := cells.row(row)[between]) != wanted:
            yield f"row {row}: {found} between panes, before column {start}: {cells.display[row]}"


def _table_faults(cells: Cells, rows: Sequence[int], start: int, end: int) -> Iterator[str]:
    """Yield the tables whose bars do not meet the crosses of the line under their header."""
    for above, row in pairwise(rows):
        crosses = _columns_of(cells, row, start, end, "┼")
        bars = _columns_of(cells, above, start, end, "│")
        # A text may draw boxes of its own, with more or fewer bars than crosses.
        if len(crosses) == len(bars) and crosses != bars:
            yield f"row {row}: bars in columns {bars} over crosses in {crosses}"


def _columns_of(cells: Cells, row: int, start: int, end: int, mark: str) -> list[int]:
    return [column for column in range(start, end) if cells.row(row)[column] == mark]
