"""Lays out code: each line behind a bar, in colours where the language is a known one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Protocol

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.wrap import Line, runs, wrap_whole

BAR = "│ "
LABEL = "┌ "
CONTINUED = "↪ "
LONG_LINE = 1_000
"""Characters beyond which a line is not coloured: colouring is for people, and lexers can be slow."""

_LANGUAGES = re.compile(
    r"bash|c|c\+\+|clojure|console|cpp|cs|csharp|css|dart|diff|docker|dockerfile|"
    r"elixir|go|golang|graphql|haskell|html|http|ini|java|javascript|js|json|jsx|julia|"
    r"kotlin|latex|lua|make|makefile|markdown|matlab|md|objc|ocaml|perl|php|powershell|ps1|"
    r"py|py3|python|python3|r|rb|rs|ruby|rust|scala|sh|shell|sql|swift|tex|toml|"
    r"ts|tsx|typescript|vim|vue|xml|yaml|yml|zig|zsh"
)
_OPENING = re.compile(r" {0,3}(`+|~+)[ \t]*([^\n]*)")


class _Lexer(Protocol):
    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, object, str]]: ...


def fence(text: str, opening: str, width: int, palette: Palette) -> list[Line]:
    """Return the lines of a fenced block, or of the part of it that ``text`` is.

    The language stands on a line of its own before the first part; the closing fence is the bar's end.
    """
    found = _OPENING.match(opening)
    mark, info = (found[1], found[2].rstrip()) if found else ("```", "")
    indent = len(opening) - len(opening.lstrip(" "))
    first = text.startswith(opening)
    rows = (text[len(opening) :] if first else text).split("\n")
    if rows and not rows[-1]:
        rows.pop()
    if rows and _closes(rows[-1], mark):
        rows.pop()
    head = label(info, width, palette) if first else []
    return head + code("\n".join(_dedent(rows, indent)), info, width, palette)


def label(info: str, width: int, palette: Palette) -> list[Line]:
    """Return the line above a block that names its language, if it has a name."""
    return wrap_whole(runs(f"{LABEL}{info}", palette.faint), width) if info else []


def code(text: str, info: str, width: int, palette: Palette) -> list[Line]:
    """Return the lines of a program text; one that goes on is continued behind an arrow."""
    room = max(width - len(BAR), 2)
    lines: list[Line] = []
    for row in _rows(_coloured(text, info, palette)):
        for index, part in enumerate(wrap_whole(row, room)):
            lines.append([Segment(CONTINUED if index else BAR, palette.faint), *part])
    return lines


def _closes(row: str, mark: str) -> bool:
    row = row.strip()
    return len(row) >= len(mark) and set(row) == {mark[0]}


def _dedent(rows: list[str], indent: int) -> list[str]:
    if not indent:
        return rows
    return [row[min(indent, len(row) - len(row.lstrip(" "))) :] for row in rows]


def _coloured(text: str, info: str, palette: Palette) -> Line:
    """Return ``text`` in runs; a lexer that changed as much as a blank is not believed."""
    lexer = _lexer(info)
    if lexer is None or any(len(row) > LONG_LINE for row in text.split("\n")):
        return runs(text, palette.code)
    line = [
        Segment(value, _style(str(kind), palette))
        for _, kind, value in lexer.get_tokens_unprocessed(text)
        if value
    ]
    return line if "".join([run.text for run in line]) == text else runs(text, palette.code)


@lru_cache(maxsize=64)
def _lexer(info: str) -> "_Lexer | None":
    """Return the lexer of a known language; only texts with code pay for loading Pygments."""
    name = re.split(r"[^\w+#]", info.strip().lower(), maxsplit=1)[0]
    if not _LANGUAGES.fullmatch(name):
        return None
    lexer: _Lexer = import_module("pygments.lexers").get_lexer_by_name(name)
    return lexer


@lru_cache(maxsize=512)
def _style(kind: str, palette: Palette) -> Style:
    for prefix, style in (
        ("Token.Comment", palette.comment),
        ("Token.Keyword", palette.keyword),
        ("Token.Operator.Word", palette.keyword),
        ("Token.Literal.String", palette.string),
        ("Token.Literal.Number", palette.number),
        ("Token.Name.Function", palette.name),
        ("Token.Name.Class", palette.name),
        ("Token.Name.Builtin", palette.name),
        ("Token.Name.Tag", palette.keyword),
        ("Token.Name.Attribute", palette.name),
        ("Token.Generic.Deleted", palette.keyword),
        ("Token.Generic.Inserted", palette.string),
    ):
        if kind.startswith(prefix):
            return style
    return palette.text


def _rows(line: Line) -> Iterator[Line]:
    """Yield the runs of each row of ``line``."""
    row: Line = []
    for text, style, _ in line:
        pieces = text.split("\n")
        for index, piece in enumerate(pieces):
            if index:
                yield row
                row = []
            if piece:
                row.append(Segment(piece, style))
    yield row
