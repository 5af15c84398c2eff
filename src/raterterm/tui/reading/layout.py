"""Lays out one block: its text and a width in, lines of styled runs out; nothing of the text is lost."""

import re
from collections import Counter

from rich.segment import Segment

from raterterm.core.visible import visible
from raterterm.tui.reading.code import code, fence
from raterterm.tui.reading.cuts import Block
from raterterm.tui.reading.direction import is_right_to_left
from raterterm.tui.reading.flow import flow
from raterterm.tui.reading.formula import display
from raterterm.tui.reading.inline import inline
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.raw import raw
from raterterm.tui.reading.references import NONE, NOTE, References, references
from raterterm.tui.reading.tables import table
from raterterm.tui.reading.wrap import (
    Formula,
    Line,
    plain,
    runs,
    split_rows,
    width_of,
    wrap,
    wrap_whole,
    written,
)

LEAST_WIDTH = 8
MARGIN = "  "
"""Before a formula that has its lines to itself."""
UNCLOSED, OPENED = 200, 1_500
"""Brackets left open, and opened at all, beyond which a block is not parsed: each is tried to the end."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*\Z", re.DOTALL)
_UNDERLINE = re.compile(r"\n {0,3}(=+|-+)[ \t]*\Z")
_MARGIN = re.compile(r"^[ \t]+", re.MULTILINE)


def lay_out(text: str, block: Block, width: int, palette: Palette) -> list[Line]:
    """Return the lines of ``block``, which is a part of ``text``.

    Where rendering fails or would lose a letter, the block's source is shown as it is.
    """
    source = text[block.start : block.end]
    width = max(width, LEAST_WIDTH)
    if block.kind == "raw":
        return raw(source, width, palette)
    shown = visible(source)
    if _tangled(shown):
        return raw(source, width, palette)
    try:
        lines = _render(text, shown.removesuffix("\n"), block, width, palette)
    except Exception:
        # Whatever the parser stumbles over, the rater must see the text.
        return raw(source, width, palette)
    return lines or [[]] if _complete(shown, lines) else raw(source, width, palette)


def _tangled(shown: str) -> bool:
    opened = shown.count("[")
    return opened > OPENED or opened - shown.count("]") > UNCLOSED


def _complete(shown: str, lines: list[Line]) -> bool:
    """Tell whether every letter and digit is there; a table's wrapped cells may change their order."""
    expected, found = words(shown), words("".join([written(line) for line in lines]))
    return expected == found or (len(expected) == len(found) and Counter(expected) == Counter(found))


def _render(text: str, shown: str, block: Block, width: int, palette: Palette) -> list[Line]:
    match block.kind:
        case "rule":
            return [[Segment("─" * width, palette.faint)]]
        case "fence":
            return fence(shown, _opening(text, block, shown), width, palette)
        case "code":
            return code(_dedent(shown, 4), "", width, palette)
        case "json" | "listing":
            return code(shown, "json" if block.kind == "json" else "", width, palette)
        case "math":
            return _formula(shown, width, palette)
        case "definition":
            return _definitions(shown, width, palette)
        case _:
            return _markdown(text, shown, block, width, palette)


def _markdown(text: str, shown: str, block: Block, width: int, palette: Palette) -> list[Line]:
    defined = references(text) if "[" in shown else NONE
    match block.kind:
        case "paragraph":
            return _paragraph(shown, width, palette, defined)
        case "heading":
            return _heading(shown, width, palette, defined)
        case "table":
            return table(shown, _first_part(text, block, shown), width, palette, defined)
        case "note":
            return _note(shown, width, palette, defined)
        case _:
            return _nested(_dedent(shown, block.indent), block.indent, width, palette, defined)


def _formula(shown: str, width: int, palette: Palette) -> list[Line]:
    text = display(shown, width - len(MARGIN))
    if text is None:
        return wrap_whole(runs(shown, palette.math), width)
    rows = wrap([Formula(text, palette.math, shown)], width - len(MARGIN))
    return [[Segment(MARGIN), *row] for row in rows]


def _paragraph(shown: str, width: int, palette: Palette, defined: References) -> list[Line]:
    line = inline(_MARGIN.sub("", shown), palette, palette.text, defined)
    return [row for part in split_rows(line) for row in _directed(part, width)]


def _directed(line: Line, width: int) -> list[Line]:
    """Wrap one line, and set it to the right if it starts in a script written from the right."""
    rows = wrap(line, width)
    if not is_right_to_left(plain(line)):
        return rows
    return [[Segment(" " * (width - width_of(row))), *row] for row in rows]


def _definitions(shown: str, width: int, palette: Palette) -> list[Line]:
    """Lay out the lines that define labels as they stand: no mark in an address is Markdown."""
    lines: list[Line] = []
    for row in shown.split("\n"):
        label, colon, target = row.partition("]:")
        lines += wrap_whole([Segment(label + colon, palette.marker), Segment(target, palette.target)], width)
    return lines


def _note(shown: str, width: int, palette: Palette, defined: References) -> list[Line]:
    mark = NOTE.match(shown)
    lead, body = (mark[0], shown[mark.end() :]) if mark else ("", shown)
    return flow(_dedent(body, 4), width, palette, defined, f"{lead.strip()} ")


def _heading(shown: str, width: int, palette: Palette, defined: References) -> list[Line]:
    if found := _UNDERLINE.search(shown):
        marks, title = "#" if found[1][0] == "=" else "##", shown[: found.start()]
    else:
        matched = _HEADING.match(shown)
        marks, title = (matched[1], matched[2]) if matched else ("#", shown)
    line = inline(_MARGIN.sub("", title), palette, palette.heading, defined)
    return _directed([Segment(f"{marks} ", palette.faint), *line], width)


def _opening(text: str, block: Block, shown: str) -> str:
    if block.head:
        return visible(text[slice(*block.head)])
    first, newline, _ = shown.partition("\n")
    return first + newline


def _first_part(text: str, block: Block, shown: str) -> str:
    return visible(text[slice(*block.head)]).removesuffix("\n") if block.head else shown


def _dedent(shown: str, columns: int) -> str:
    if not columns:
        return shown
    return re.sub(rf"^ {{1,{columns}}}", "", shown, flags=re.MULTILINE)


def _nested(shown: str, indent: int, width: int, palette: Palette, defined: References) -> list[Line]:
    margin = min(indent, width // 4)
    lines = flow(shown, width - margin, palette, defined)
    return [[Segment(" " * margin), *line] for line in lines] if margin else lines
