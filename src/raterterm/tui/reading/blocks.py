"""Splits Markdown into its top-level blocks, one at a time, each bounded in size.

What decides is CommonMark's block structure, seen from the outermost level only.  A block may be cut
where the text goes on (``spaced`` is then false and nothing is drawn between the parts), and none is
ever left out: the blocks and the blank lines between them are the whole text.
"""

import re
from collections.abc import Callable, Iterator

from raterterm.tui.reading.cuts import (
    CHARACTERS,
    HUGE,
    LINES,
    Block,
    Kind,
    fence_end,
    line_end,
    parts,
    place_to_cut,
    size_of,
)
from raterterm.tui.reading.formula import formula_end
from raterterm.tui.reading.lists import ITEM, split_list
from raterterm.tui.reading.references import DEFINITION, NOTE

CODE_LINES = 100
TABLE_CELLS = 1_000
SHORT = 2_000
"""Characters up to which a block is never too large, whatever they are."""

_BLANKS = re.compile(r"(?:[ \t\n]++|\r\n)*+")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`\n]{0,1000}$)|~{3,}(?=[^\n]{0,1000}$))", re.MULTILINE)
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t\r\n]|\Z)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}+[ \t]*\r?(?:\n|\Z)")
_QUOTE = re.compile(r" {0,3}>")
_INDENTED = re.compile(r" {4}| {0,3}\t")
_INDENTED_LINES = re.compile(r"(?:(?:[ \t]*+\r?\n)*+(?: {4}| {0,3}\t)[ \t]*+(?!\r?\n|\Z)[^\n]*+(?:\n|\Z))*+")
_MATH = re.compile(r" {0,3}(?=\$\$|\\\[|\\begin\{)")
_MATH_REST = re.compile(r"[ \t.,;]*\r?(?:\n|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_DELIMITERS = r" {0,3}(?=[^\n]*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*\r?(?:\n|\Z)"
_TABLE = re.compile(r"[^\n|]*\|[^\n]*\n" + _DELIMITERS)
_INTERRUPT = (
    r" *`{3,}[^`\n]*\n"  # indented deeper it is none by the rules, but its writer meant one
    r"| {0,3}(?:#{1,6}[ \t\n]|>|~{3,}|\$\$|\\\[|\\begin\{|(?:[-+*]|1[.)])[ \t]+\S"
    r"|\[\^[^\[\]\s]{1,99}\]:|(?:\*[ \t]*){3,}+\r?\n|(?:_[ \t]*){3,}+\r?\n)"
)
_PARAGRAPH_END = re.compile(
    r"\n(?=(?P<under> {0,3}(?:=+|-+)[ \t]*\r?(?:\n|\Z))|[ \t]*\r?\n|"
    + _INTERRUPT
    + r"|[^\n|]*\|[^\n]*\n"
    + _DELIMITERS
    + ")"
)
_QUOTE_END = re.compile(r"\n(?! {0,3}>)(?=[ \t]*\r?\n|" + _INTERRUPT + ")")
_ROWS_END = re.compile(r"\n(?=[ \t]*\r?\n|" + _INTERRUPT + ")")


def split(text: str) -> Iterator[Block]:
    """Yield the blocks of ``text`` in order."""
    at = _skip_blanks(text, 0)
    while at < len(text):
        held: Block | None = None
        is_long = line_end(text, at) - at > HUGE
        for block in _paragraph(text, at) if is_long else _blocks_at(text, at):
            if held:
                yield from _bounded(text, held)
            held = block
        if held is None:
            return
        at = _skip_blanks(text, held.end)
        yield from _bounded(text, held._replace(spaced=at > held.end))


def split_raw(text: str) -> Iterator[Block]:
    """Yield ``text`` in stretches of whole lines, or parts of very long ones, blank lines and all."""
    return parts(text, "raw", (0, len(text)), CODE_LINES)


def _bounded(text: str, block: Block) -> Iterator[Block]:
    if _is_bounded(text, block):
        yield block
        return
    held: Block | None = None
    for part in parts(text, "raw", (block.start, block.end), CODE_LINES):
        if held:
            yield held
        held = part
    if held:
        yield held._replace(spaced=block.spaced)


def _is_bounded(text: str, block: Block) -> bool:
    """Tell whether a block is small enough, also as it is displayed: some characters become a dozen."""
    size = block.end - block.start
    return size <= SHORT or (size <= HUGE and size_of(text[block.start : block.end]) <= HUGE + LINES)


def _skip_blanks(text: str, at: int) -> int:
    """Return the start of the next line that is not blank."""
    found = _BLANKS.match(text, at)
    stop = found.end() if found else at
    return text.rfind("\n", at, stop) + 1 or at if stop < len(text) else stop


def _blocks_at(text: str, at: int) -> Iterator[Block]:
    if text[at].isalpha():
        return _table(text, at) if _TABLE.match(text, at) else _paragraph(text, at)
    if _INDENTED.match(text, at):
        return parts(text, "code", (at, _indented_end(text, at)), CODE_LINES)
    if found := _FENCE.match(text, at):
        return _fence(text, at, found[1])
    for kind, pattern, end in _SIMPLE:
        if pattern.match(text, at):
            return iter([Block(kind, at, end(text, at))])
    if ITEM.match(text, at):
        return split_list(text, at)
    if _TABLE.match(text, at):
        return _table(text, at)
    if stop := _math_end(text, at):
        return iter([Block("math", at, stop)])
    return _paragraph(text, at)


def _indented_end(text: str, at: int) -> int:
    """Take the indented lines, and the blank ones between them."""
    found = _INDENTED_LINES.match(text, at)
    return found.end() if found else at


def _quote_end(text: str, at: int) -> int:
    """Take the lines with a bar, and those that continue a paragraph lazily, up to a bound."""
    found = _QUOTE_END.search(text, at, at + HUGE)
    limit = found.end() if found else min(at + HUGE, len(text))
    for _ in range(LINES):
        at = line_end(text, at)
        if at >= limit:
            break
    return at


def _fence(text: str, start: int, mark: str) -> Iterator[Block]:
    opened = line_end(text, start)
    return parts(text, "fence", (start, fence_end(text, opened, mark)), CODE_LINES, opened)


def _table(text: str, start: int) -> Iterator[Block]:
    opened = line_end(text, line_end(text, start))
    columns = text.count("|", start, opened) // 2 + 1
    found = _ROWS_END.search(text, opened - 1)
    end = found.end() if found else len(text)
    return parts(text, "table", (start, end), 2 + max(1, min(LINES, TABLE_CELLS // columns)))


def _definitions_end(text: str, at: int) -> int:
    """Take the lines that define labels and follow one another."""
    for _ in range(LINES):
        if not DEFINITION.match(text, at):
            break
        at = line_end(text, at)
    return at


def _note_end(text: str, at: int) -> int:
    """Take the lines of a footnote, and the indented ones after blank lines, up to a bound."""
    limit = min(at + CHARACTERS, len(text))
    found = _PARAGRAPH_END.search(text, at, limit)
    end = line_end(text, found.start()) if found else limit
    while (after := _skip_blanks(text, end)) < limit and _INDENTED.match(text, after):
        end = line_end(text, after)
    return end


def _math_end(text: str, start: int) -> int:
    """Return the end of a formula that has its lines to itself, or 0."""
    if not (found := _MATH.match(text, start)):
        return 0
    close = formula_end(text, found.end(), len(text))
    if not close or _BLANK_LINE.search(text, start, close):
        return 0
    rest = _MATH_REST.match(text, close)
    return rest.end() if rest else 0


def _paragraph(text: str, start: int) -> Iterator[Block]:
    while True:
        found = _PARAGRAPH_END.search(text, start, start + HUGE)
        if found:
            under = found["under"] is not None
            end = line_end(text, found.end()) if under else found.end()
            yield Block("heading" if under else "paragraph", start, end)
            return
        if len(text) - start <= HUGE:
            yield Block("paragraph", start, len(text))
            return
        end = place_to_cut(text, start)
        yield Block("paragraph", start, end)
        start = end


_SIMPLE: tuple[tuple[Kind, re.Pattern[str], Callable[[str, int], int]], ...] = (
    ("heading", _HEADING, line_end),
    ("rule", _RULE, line_end),
    ("quote", _QUOTE, _quote_end),
    ("note", NOTE, _note_end),
    ("definition", DEFINITION, _definitions_end),
)
