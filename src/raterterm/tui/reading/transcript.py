"""A conversation as one document, whose turns no content can fake.

The title of each turn has a style that content never gets, whatever it writes, so that a turn that a
text only pretends to is seen to be a part of the turn it is in.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import jiter
from rich.cells import cell_len
from rich.segment import Segment

from raterterm.core.visible import visible_line
from raterterm.tui.reading.blocks import CODE_LINES, split, split_raw
from raterterm.tui.reading.cuts import Block, Kind, moved, parts
from raterterm.tui.reading.document import Document
from raterterm.tui.reading.layout import lay_out
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.wrap import Line, plain, runs, wrap

MOST_JSON = 1_000_000
"""Characters beyond which data is not parsed to tell whether to colour it as JSON."""
LEAD, REST = "── ", "   "


class Turn(NamedTuple):
    """Who says something, and what."""

    title: str
    """One line of ours; it may quote an untrusted name."""
    text: str
    is_code: bool = False
    """Whether it is data for a program: a tool's call or its result."""


class Conversation(NamedTuple):
    """Turns as one text, and where in it the title and the text of each start."""

    text: str
    turns: tuple[Turn, ...]
    titles: tuple[int, ...]
    bodies: tuple[int, ...]


def converse(turns: Sequence[Turn]) -> Conversation:
    """Return ``turns`` as one text; titles are made displayable on one line, texts stay as they are."""
    safe = tuple(turn._replace(title=visible_line(turn.title)) for turn in turns)
    written = [(f"{turn.title}\n", f"{turn.text}\n\n") for turn in safe]
    ends = list(accumulate((len(part) for pair in written for part in pair), initial=0))
    text = "".join([part for pair in written for part in pair])
    return Conversation(text, safe, tuple(ends[:-1:2]), tuple(ends[1::2]))


class Transcript(Document):
    """A conversation as lines at a width: Markdown or raw, with data as code, title by title."""

    def __init__(
        self, conversation: Conversation, width: int, palette: Palette, *, raw: bool = False
    ) -> None:
        super().__init__(conversation.text, width, palette, raw=raw)
        self.conversation = conversation
        self._rest = self._all_blocks()

    def _all_blocks(self) -> Iterator[Block]:
        for turn, title, body in zip(*self.conversation[1:], strict=True):
            held = Block("turn", title, body)
            for block in self._blocks_of(turn):
                yield held
                held = moved(block, body)
            yield held._replace(spaced=True)

    def _blocks_of(self, turn: Turn) -> Iterator[Block]:
        if self.raw:
            return split_raw(turn.text)
        if turn.is_code:
            return parts(turn.text, _kind_of(turn.text), (0, len(turn.text)), CODE_LINES)
        return split(turn.text)

    def _lay_out(self, block: Block) -> list[Line]:
        number = bisect_right(self.conversation.titles, block.start) - 1
        turn = self.conversation.turns[number]
        if block.kind == "turn":
            return _titled(turn.title, self.width, self.palette)
        return lay_out(turn.text, moved(block, -self.conversation.bodies[number]), self.width, self.palette)


def _kind_of(text: str) -> Kind:
    if len(text) > MOST_JSON:
        return "listing"
    try:
        jiter.from_json(text.encode(errors="replace"))
    except ValueError:
        return "listing"
    return "json"


def _titled(title: str, width: int, palette: Palette) -> list[Line]:
    """Return a rule over the full width with ``title`` in it, in more lines if it is longer."""
    lines: list[Line] = []
    rows = wrap(runs(title, palette.turn), max(width - len(LEAD) - 2, 2)) or [[]]
    for number, row in enumerate(rows, start=1):
        shown = f"{REST if lines else LEAD}{plain(row)} "
        fill = ("─" if number == len(rows) else " ") * (width - cell_len(shown))
        lines.append([Segment(shown + fill, palette.turn)])
    return lines
