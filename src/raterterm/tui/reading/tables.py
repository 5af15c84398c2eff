"""Lays out tables: columns share the width and cells wrap; rows flow where columns cannot fit."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, zip_longest
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.inline import inline
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import letters
from raterterm.tui.reading.references import NONE, References
from raterterm.tui.reading.wrap import Leap, Line, width_of, wrap, written

SEPARATOR = " │ "
LEAST = 6
"""Cells below which a column does not shrink."""

_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t|:]*-[-| \t:]*\Z")

Row = list[Line]


class _Columns(NamedTuple):
    widths: tuple[int, ...]
    """Empty where no columns fit."""
    sides: tuple[str, ...]
    """How each column is aligned: '<', '>' or '^'."""


class _Opening(NamedTuple):
    """The first part of a table, which decides how all of it looks."""

    rows: list[Row]
    """The header and the rows below it."""
    sides: tuple[str, ...]


def table(text: str, head: str, width: int, palette: Palette, defined: References = NONE) -> list[Line]:
    """Return the lines of a table, or of the part ``text`` of the one whose first part is ``head``."""
    opening = _opening(head, palette, defined)
    columns = _Columns(_share(opening.rows, width), opening.sides)
    if text != head:
        rows = [_cells(source, palette.text, palette, defined) for source in _sources(text)]
        return rows_of(rows, columns, width, palette)
    return _whole(opening.rows, columns, width, palette)


def nested_table(rows: Sequence[Row], sides: tuple[str, ...], width: int, palette: Palette) -> list[Line]:
    """Return the lines of a table whose first row is the header, from cells already read."""
    return _whole(rows, _Columns(_share(rows, width), sides), width, palette)


def _whole(rows: Sequence[Row], columns: _Columns, width: int, palette: Palette) -> list[Line]:
    return [
        *rows_of(rows[:1], columns, width, palette),
        _rule(columns, width, palette),
        *rows_of(rows[1:], columns, width, palette),
    ]


def rows_of(rows: Sequence[Row], columns: _Columns, width: int, palette: Palette) -> list[Line]:
    """Return the lines of ``rows``; one with more cells than columns flows."""
    lines: list[Line] = []
    for row in rows:
        if len(row) > len(columns.widths):
            lines += _flow(row, width, palette)
        else:
            lines += _side_by_side(row, columns, palette)
    return lines


def _sources(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _cells(source: str, style: Style, palette: Palette, defined: References) -> Row:
    return [inline(cell, palette, style, defined) for cell in split_cells(source)]


def split_cells(source: str) -> list[str]:
    r"""Return the cells of a table's line; ``\|`` is a bar inside a cell."""
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(source.strip())]
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1]:
        del cells[-1]
    return cells


@lru_cache(maxsize=8)
def _opening(head: str, palette: Palette, defined: References) -> _Opening:
    header, delimiters, *body = _sources(head)
    rows = [
        _cells(header, palette.strong, palette, defined),
        *(_cells(source, palette.text, palette, defined) for source in body),
    ]
    sides = [_side(cell) for cell in split_cells(delimiters)]
    columns = max(map(len, rows))
    return _Opening(rows, tuple(sides + ["<"] * (columns - len(sides))))


def _side(delimiter: str) -> str:
    if delimiter.endswith(":"):
        return "^" if delimiter.startswith(":") else ">"
    return "<"


def _share(rows: Sequence[Row], width: int) -> tuple[int, ...]:
    """Return a width for each column: its own if all fit, else a fair part; none if there is no room."""
    natural = [max(1, *map(width_of, column)) for column in zip_longest(*rows, fillvalue=[])]
    room = width - len(SEPARATOR) * (len(natural) - 1)
    if sum(min(each, LEAST) for each in natural) > room:
        return ()
    widths = natural
    cap = max(natural, default=0)
    while sum(widths) > room:
        cap = max(LEAST, min(cap - 1, _level(natural, room)))
        widths = [min(each, cap) for each in natural]
        if cap == LEAST:
            break
    return tuple(_spread(widths, natural, room))


def _level(natural: Sequence[int], room: int) -> int:
    """Return the width at which columns are capped so that together they fill ``room``."""
    ordered = sorted(natural)
    for index, each in enumerate(ordered):
        fair = room // (len(ordered) - index)
        if each > fair:
            return fair
        room -= each
    return ordered[-1]


def _spread(widths: Sequence[int], natural: Sequence[int], room: int) -> Iterator[int]:
    """Give the cells that rounding left over to the first columns that want them."""
    spare = room - sum(widths)
    for width, wanted in zip(widths, natural, strict=True):
        extra = 1 if spare > 0 and wanted > width else 0
        spare -= extra
        yield width + extra


def _rule(columns: _Columns, width: int, palette: Palette) -> Line:
    rule = "─┼─".join("─" * each for each in columns.widths) or "─" * width
    return [Segment(rule, palette.faint)]


def _side_by_side(row: Row, columns: _Columns, palette: Palette) -> list[Line]:
    wrapped = [wrap(cell, width) for cell, width in zip(row, columns.widths, strict=False)]
    lines: list[Line] = []
    for parts in _woven(wrapped):
        line: Line = []
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            line += _aligned(part, columns.widths[index], columns.sides[index], last=last)
            if not last:
                line.append(Segment(SEPARATOR, palette.faint))
        lines.append(line)
    return lines


def _woven(cells: Sequence[list[Line]]) -> list[list[Line]]:
    """Return what stands side by side; where a part does not go on in the source, a leap leads to it."""
    rows = [list(parts) for parts in zip_longest(*cells, fillvalue=[])]
    if len(rows) < 2:
        return rows
    *numbers, total = accumulate((sum(_letters_of(part) for part in cell) for cell in cells), initial=0)
    at = 0
    for row in rows:
        for index, part in enumerate(row):
            if part:
                row[index] = [*_leap(numbers[index] - at), *part]
                at = numbers[index] = numbers[index] + _letters_of(part)
    rows[-1][-1] = [*rows[-1][-1], *_leap(total - at)]
    return rows


def _leap(letters: int) -> Line:
    return [Leap(letters)] if letters else []


def _letters_of(part: Line) -> int:
    return letters(written(part))


def _aligned(part: Line, width: int, side: str, *, last: bool) -> Line:
    spare = width - width_of(part)
    before = {"<": 0, ">": spare, "^": spare // 2}[side]
    line = [Segment(" " * before), *part] if before > 0 else list(part)
    if spare - before > 0 and not last:
        line.append(Segment(" " * (spare - before)))
    return line


def _flow(row: Row, width: int, palette: Palette) -> list[Line]:
    line: Line = []
    for index, cell in enumerate(row):
        line += [Segment(SEPARATOR, palette.faint)] * (index > 0) + cell
    return wrap(line, width)
