"""Finds where a list ends, and cuts a long one between items; numbers are the text's own, so they stay."""

import re
from collections.abc import Iterator

from raterterm.tui.reading.cuts import CHARACTERS, HUGE, LINES, Block, Kind, line_end

ITEM = re.compile(r"([ \t]*)([-+*]|\d{1,9}[.)])(?:([ \t]+)(?=[^\s])|[ \t]*\r?(?:\n|\Z))")
_STARTS = re.compile(
    r" {0,3}(?:#{1,6}(?:[ \t\r\n]|\Z)|>|`{3,}[^`\n]*$|~{3,}|([-*_])(?:[ \t]*\1){2,}+[ \t]*\r?$)", re.MULTILINE
)
_MARKERS = r"[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+){0,9}"
_FENCE = re.compile(_MARKERS + r"(?:`{3,}[^`\n]*$|~{3,})", re.MULTILINE)
_FENCE_END = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*\r?$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}+[ \t]*\r?$", re.MULTILINE)
_LINE_END = re.compile(r"\r?\n|\Z")
_LEADING = re.compile(r"[ \t]*")


def split_list(text: str, start: int) -> Iterator[Block]:
    """Yield the list that starts at ``start`` as one block, or as several if it is long."""
    scan = _Scan(text)
    chunk = at = last = start
    lines = indent = 0
    kind: Kind = "list"
    while at < len(text) and scan.take(at):
        if scan.item and (kind == "raw" or scan.may_cut(lines, at - chunk)):
            yield Block(kind, chunk, last, spaced=last < at, indent=indent)
            chunk, lines, indent, kind = at, 0, scan.indent, "list"
        elif at - chunk > HUGE:
            # What is inside an item has no meaning without its start, so that the rest of it is not parsed.
            kind = "raw"
            yield Block(kind, chunk, at)
            chunk = last = at
        at, lines = line_end(text, at), lines + 1
        last = last if scan.blank else at
    if last > chunk:
        yield Block(kind, chunk, last, indent=indent)


class _Scan:
    """Where a list stands after the lines taken so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.reach = 1
        """Columns of indentation that keep a line inside the outermost item."""
        self.indent = 0
        self.item = False
        """Whether the line just taken starts an item."""
        self.fenced = False
        self.blank = False

    def take(self, at: int) -> bool:
        """Take the line at ``at`` if it belongs to the list; say whether it does."""
        leading = _LEADING.match(self.text, at)
        stop = leading.end() if leading else at
        self.item = False
        if _LINE_END.match(self.text, stop):
            self.blank = True
            return True
        self.indent = len(self.text[at:stop].expandtabs(4))
        if not self._belongs(at):
            return False
        self._watch_fence(at)
        self.blank = False
        return True

    def may_cut(self, lines: int, characters: int) -> bool:
        """Tell whether the part so far is long enough: sooner before an outer item than before an inner."""
        depth = 1 if self.indent < 2 else 2
        return lines >= LINES * depth or characters >= CHARACTERS * depth

    def _belongs(self, at: int) -> bool:
        found = None if self.fenced and self.indent >= self.reach else ITEM.match(self.text, at)
        self.item = found is not None and not _RULE.match(self.text, at)
        if self.indent >= self.reach:
            return True
        if found and self.item:
            spaces = len((found[3] or " ").expandtabs(4))
            self.reach = self.indent + len(found[2]) + (spaces if spaces <= 4 else 1)
            self.fenced = False
            return True
        return not (self.fenced or self.blank or _STARTS.match(self.text, at))

    def _watch_fence(self, at: int) -> None:
        if self.fenced:
            self.fenced = not _FENCE_END.match(self.text, at)
        else:
            self.fenced = _FENCE.match(self.text, at) is not None
