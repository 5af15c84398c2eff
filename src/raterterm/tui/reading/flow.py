"""Lays out what nests, lists and quotes, from markdown-it's block tokens."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from rich.segment import Segment
from rich.style import Style

from raterterm.core.visible import visible
from raterterm.tui.reading.code import code, label
from raterterm.tui.reading.direction import is_right_to_left
from raterterm.tui.reading.inline import DEFINED, READER, token_runs
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.references import NONE, References
from raterterm.tui.reading.tables import Row, nested_table
from raterterm.tui.reading.wrap import Line, plain, width_of, wrap

QUOTE_BAR = "▌ "
BULLETS = "•◦▪"
_TASK = re.compile(r"\[[ xX]\](?= )")
_NOTHING = re.compile(r"[\s>]*\Z")


def flow(text: str, width: int, palette: Palette, defined: References = NONE, lead: str = "") -> list[Line]:
    """Return the lines of a list, a quote, or any other Markdown, behind the mark ``lead`` if there is one."""
    writer = _Flow(text, width, palette)
    if lead:
        writer.lead(lead)
    for token in READER.parse(text, {DEFINED: defined}):
        writer.take(token)
    if lead:
        writer.close_lead()
    return writer.lines


@dataclass
class _Lead:
    """What stands before the lines of an item or a quote: once, and on every further line."""

    first: str
    rest: str
    style: Style
    used: bool = False


class _Flow:
    """The lines so far, and what the open items and quotes put before the next."""

    def __init__(self, text: str, width: int, palette: Palette) -> None:
        self.source = text.split("\n")
        self.width = width
        self.palette = palette
        self.lines: list[Line] = []
        self.leads: list[_Lead] = []
        self.lists: list[str] = []
        self.heading = ""
        self.row = 0
        """The last row of the source at which something started."""
        self.rows: list[Row] | None = None
        self.sides: list[str] = []

    def take(self, token: Token) -> None:
        """Write what ``token`` stands for."""
        if token.map and token.type in _LEAVES and self.rows is None:
            self._gap(token.map[0])
        if writer := _WRITERS.get(token.type):
            writer(self, token)

    def open_list(self, token: Token) -> None:
        depth = sum(kind != "" for kind in self.lists)
        self.lists.append(BULLETS[depth % len(BULLETS)] if token.type.startswith("bullet") else "")

    def close_list(self, _: Token) -> None:
        del self.lists[-1:]

    def open_item(self, token: Token) -> None:
        self.lead(f"{self.lists[-1] or token.info + token.markup} ")

    def lead(self, mark: str) -> None:
        """Put ``mark`` before what follows, and as many blanks before its further lines."""
        self.leads.append(_Lead(mark, " " * len(mark), self.palette.marker))

    def open_quote(self, _: Token) -> None:
        self.leads.append(_Lead(QUOTE_BAR, QUOTE_BAR, self.palette.faint, used=True))

    def close_lead(self, _: Token | None = None) -> None:
        """End what the last lead stands before; one without anything behind it is shown all the same."""
        if self.leads and not self.leads[-1].used:
            self._put_wrapped([])
        del self.leads[-1:]

    def open_heading(self, token: Token) -> None:
        self.heading = "#" * int(token.tag[1:]) + " "

    def close_heading(self, _: Token) -> None:
        self.heading = ""

    def inline(self, token: Token) -> None:
        style = self._style()
        line = token_runs(token.children or (), self.palette, style)
        if self.rows is not None:
            self.rows[-1].append(line)
            return
        if self.heading:
            line = [Segment(self.heading, self.palette.faint), *line]
        self._put_wrapped(self._task(line))

    def code(self, token: Token) -> None:
        info = visible(token.info).strip()
        room = self._room()
        lines = code(token.content.removesuffix("\n"), info, room, self.palette)
        self._put(label(info, room, self.palette) + lines)

    def rule(self, _: Token) -> None:
        self._put([[Segment("─" * self._room(), self.palette.faint)]])

    def open_table(self, _: Token) -> None:
        self.rows, self.sides = [], []

    def open_header(self, token: Token) -> None:
        alignment = str(token.attrGet("style") or "").removeprefix("text-align:")
        self.sides.append({"right": ">", "center": "^"}.get(alignment, "<"))

    def open_row(self, _: Token) -> None:
        if self.rows is not None:
            self.rows.append([])

    def close_table(self, _: Token) -> None:
        rows, self.rows = self.rows or [], None
        self._put(nested_table(rows, tuple(self.sides), self._room(), self.palette))

    def _style(self) -> Style:
        if self.heading:
            return self.palette.heading
        quoted = any(lead.first == QUOTE_BAR for lead in self.leads)
        return self.palette.quote if quoted else self.palette.text

    def _task(self, line: Line) -> Line:
        """Give the box of a task item the marker's style; its letter stays."""
        if not (self.leads and not self.leads[-1].used and line):
            return line
        text, style, _ = line[0]
        found = _TASK.match(text)
        if not found:
            return line
        return [Segment(found[0], self.palette.marker), Segment(text[found.end() :], style), *line[1:]]

    def _gap(self, row: int) -> None:
        """Leave a blank line where the source has one."""
        if self.lines and row > self.row and _NOTHING.match(self.source[row - 1]):
            bars = [lead for lead in self.leads if lead.used]
            while bars and bars[-1].rest.isspace():
                bars.pop()
            self.lines.append([Segment(lead.rest, lead.style) for lead in bars])
        self.row = max(row, self.row)

    def _room(self) -> int:
        return max(self.width - sum(len(lead.rest) for lead in self._fitting()), 2)

    def _fitting(self) -> list[_Lead]:
        """Return the leads that leave at least half of the width to the text."""
        fitting: list[_Lead] = []
        left = self.width // 2
        for lead in self.leads:
            left -= len(lead.rest)
            if left < 0:
                break
            fitting.append(lead)
        return fitting

    def _squeezed(self) -> Line:
        """Return the marks for which there is no margin; each is written once."""
        squeezed = [lead for lead in self.leads[len(self._fitting()) :] if not lead.used]
        for lead in squeezed:
            lead.used = True
        return [Segment(lead.first, lead.style) for lead in squeezed]

    def _put_wrapped(self, line: Line) -> None:
        line = [*self._squeezed(), *line]
        self._put(wrap(line, self._room()), from_right=is_right_to_left(plain(line)))

    def _put(self, lines: Sequence[Line], *, from_right: bool = False) -> None:
        fitting = self._fitting()
        room = self._room()
        squeezed = self._squeezed()
        for line in [*(wrap(squeezed, room) if squeezed else []), *lines]:
            before: Line = []
            for lead in fitting:
                before.append(Segment(lead.rest if lead.used else lead.first, lead.style))
                lead.used = True
            if from_right:
                before.insert(self._bars(fitting), Segment(" " * max(room - width_of(line), 0)))
            self.lines.append(before + line)

    def _bars(self, leads: Sequence[_Lead]) -> int:
        """Return how many leads stay at the left where text is set to the right: those of quotes."""
        return max((index for index, lead in enumerate(leads, 1) if lead.first == QUOTE_BAR), default=0)


_LEAVES = frozenset(
    {
        "blockquote_open",
        "code_block",
        "fence",
        "heading_open",
        "hr",
        "list_item_open",
        "paragraph_open",
        "table_open",
    }
)
_WRITERS: dict[str, Callable[[_Flow, Token], None]] = {
    "bullet_list_open": _Flow.open_list,
    "ordered_list_open": _Flow.open_list,
    "bullet_list_close": _Flow.close_list,
    "ordered_list_close": _Flow.close_list,
    "list_item_open": _Flow.open_item,
    "list_item_close": _Flow.close_lead,
    "blockquote_open": _Flow.open_quote,
    "blockquote_close": _Flow.close_lead,
    "heading_open": _Flow.open_heading,
    "heading_close": _Flow.close_heading,
    "inline": _Flow.inline,
    "fence": _Flow.code,
    "code_block": _Flow.code,
    "hr": _Flow.rule,
    "table_open": _Flow.open_table,
    "th_open": _Flow.open_header,
    "tr_open": _Flow.open_row,
    "table_close": _Flow.close_table,
}
