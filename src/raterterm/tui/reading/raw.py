"""The raw view: what is there, character by character, with blanks, tabs and controls made visible."""

import re

from rich.segment import Segment

from raterterm.core.visible import TAB_WIDTH, visible
from raterterm.tui.reading.code import CONTINUED
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.wrap import Line, runs, width_of, wrap_whole

_MARKS = re.compile(r"⟦[^⟦⟧]*⟧|[␀-␡]+|·+|(?:→ *)++")
_TRAILING = re.compile(r"[ \u3000\xa0]+\Z")


def raw(text: str, width: int, palette: Palette) -> list[Line]:
    """Return the lines of ``text`` as it stands; a line that goes on is continued behind an arrow."""
    rows = text.split("\n")
    if len(rows) > 1 and not rows[-1]:
        rows.pop()
    room = max(width - len(CONTINUED), 2)
    lines: list[Line] = []
    for row in rows:
        marked = _marked(raw_text(row), palette)
        if width_of(marked) <= width:
            lines.append(marked)
            continue
        for index, part in enumerate(wrap_whole(marked, room)):
            lines.append([Segment(CONTINUED, palette.faint), *part] if index else part)
    return lines


def raw_text(row: str) -> str:
    """Return one line of text with a shape for everything in it that has none."""
    body = _TRAILING.sub(lambda blanks: "·" * len(blanks[0]), row.removesuffix("\r"))
    body += row[len(row.removesuffix("\r")) :]
    return visible(_tabs(body))


def _tabs(row: str) -> str:
    """Show each tab as an arrow that reaches to the next tab stop."""
    first, *rest = row.split("\t")
    for part in rest:
        first += "→".ljust(TAB_WIDTH - len(first) % TAB_WIDTH) + part
    return first


def _marked(row: str, palette: Palette) -> Line:
    line: Line = []
    at = 0
    for found in _MARKS.finditer(row):
        line += runs(row[at : found.start()], palette.text)
        line.append(Segment(found[0], palette.faint if found[0][0] in "→·" else palette.control))
        at = found.end()
    return line + runs(row[at:], palette.text)
