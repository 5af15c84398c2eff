r"""Writes a parsed LaTeX formula in Unicode: one row, or several where it is drawn as a block.

The parser and the names of the symbols are pylatexenc's.  The writing is ours, because its own drops
what the braces say: it writes ``a+b/2c`` for ``\frac{a+b}{2c}``, and ``x_i+1`` for ``x_{i+1}``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from raterterm.tui.reading.boxes import Piece, Side, bracketed, columns, joined, text_piece
from raterterm.tui.reading.commands import BRACES, COMMANDS, INFIX, braced
from raterterm.tui.reading.latex import Node, kind_of, parse, verbatim
from raterterm.tui.reading.scripts import script
from raterterm.tui.reading.symbols import ALIGNED, BARE, CASES, ENVIRONMENTS, MATRICES, RULES, WORDS, symbol

_FLAT = MATRICES | dict.fromkeys(CASES, ("{", "}")) | dict.fromkeys(BARE, ("[", "]"))
_BREAKS = frozenset(["\\", "newline", "cr", "tabularnewline"])
_RELATION = re.compile(r"([=<>≤≥≈≡])(?=[^\s=])")
_COLUMN = re.compile(r"\||[lcr]")
_SIDES: dict[str, Side] = {"l": "<", "c": "^", "r": ">"}


class Unreadable(Exception):
    """The formula has something that is not written here."""


def write(body: str, *, boxed: bool) -> str:
    """Return the formula ``body`` readable, in rows if ``boxed``; raise if it cannot be parsed."""
    nodes = parse(body)
    writer = _Writer(boxed=boxed)
    has_rows = boxed and any(map(_is_break, nodes))
    drawn = writer.table("aligned", nodes, "").rows if has_rows else writer.whole(nodes).rows
    rows = [row.rstrip() for row in drawn]
    return "\n".join(rows) if len(rows) > 1 else re.sub(" {2,}", " ", rows[0]).strip()


class _Writer:
    """Writes nodes; what nests is always written in one row."""

    def __init__(self, *, boxed: bool) -> None:
        self.boxed = boxed

    def whole(self, nodes: Sequence[Node]) -> Piece:
        """Return ``nodes`` side by side as one piece."""
        for index, node in enumerate(nodes):
            if kind_of(node) == "Macro" and (write_between := INFIX.get(node.macroname)):
                sides = [_in_one_row(nodes[:index]), _in_one_row(nodes[index + 1 :])]
                return write_between(node.macroname, sides)
        return Piece(joined(list(self._pieces(nodes))))

    def _pieces(self, nodes: Sequence[Node]) -> Iterator[Piece]:
        is_unknown = False
        brace: Node | None = None
        for node in nodes:
            kind = kind_of(node)
            if brace:
                label, brace = _braced(brace, node), None
                yield label.piece
                if label.is_taken:
                    continue
            if is_unknown and kind == "Group":
                yield text_piece(node.latex_verbatim())
                continue
            is_unknown = kind == "Macro" and _is_unknown(node)
            if kind == "Macro" and node.macroname in BRACES:
                brace = node
            else:
                yield _WRITERS[kind](self, node)
        if brace:
            yield _braced(brace, None).piece

    def chars(self, node: Node) -> Piece:
        return text_piece(re.sub(r"\s+", " ", node.chars))

    def group(self, node: Node) -> Piece:
        return self.whole(node.nodelist)

    def comment(self, node: Node) -> Piece:
        """Keep what LaTeX hides: models write a percent sign without a backslash."""
        return text_piece(f"%{node.comment} ")

    def special(self, node: Node) -> Piece:
        match node.specials_chars:
            case "^" | "_" as mark:
                argument = node.nodeargd.argnlist[0]
                text = script(mark, _flat(argument))
                blank = " " * (
                    argument is not None and kind_of(argument) == "Macro" and argument.macro_post_space != ""
                )
                return Piece((text + blank,), "tail" if text.startswith(mark) else "script")
            case "~":
                return text_piece(" ")
        raise Unreadable(node.specials_chars)

    def macro(self, node: Node) -> Piece:
        name = node.macroname
        if command := COMMANDS.get(name):
            read = _source if command.is_verbatim else _flat
            return command.write(name, [read(argument) for argument in node.nodeargd.argnlist])
        if _is_break(node):
            return text_piece("; ")
        if name in WORDS:
            return Piece((name.removeprefix("b") if name == "bmod" else name,), "word")
        if name in RULES:
            return text_piece("")
        if (text := symbol(name)) is not None:
            blank = node.macro_post_space != "" and text != "" and not text.endswith(" ")
            return text_piece(text + " " * blank)
        return text_piece(f"\\{name}{node.macro_post_space}")

    def environment(self, node: Node) -> Piece:
        name = node.environmentname.removesuffix("*")
        if name not in ENVIRONMENTS:
            raise Unreadable(name)
        return self.table(name, node.nodelist, _source(node.nodeargd.argnlist[-1]))

    def table(self, name: str, nodes: Sequence[Node], spec: str) -> Piece:
        """Return the rows and columns of an environment, set apart as it and its columns say."""
        rows = [row for row in _cells(nodes) if row.is_rule or any(map(_says_something, row.cells))]
        if name in ALIGNED and len(rows) == 1 == len(rows[0].cells):
            return self.whole(rows[0].cells[0])
        cells = [[_in_one_row(cell) for cell in row.cells] for row in rows]
        if self.boxed:
            return Piece(_drawn(name, cells, _COLUMN.findall(spec)))
        between = " " if name in ALIGNED else ", "
        flat = "; ".join(between.join(filter(None, row)) for row in cells if row)
        opening, closing = _FLAT.get(name, ("", ""))
        return text_piece(f"{opening}{flat}{closing}")


class _Braced(NamedTuple):
    piece: Piece
    is_taken: bool
    """Whether the node after the brace is its label."""


def _braced(brace: Node, following: Node | None) -> _Braced:
    """Write a brace over or under something, with the script that follows it as its label."""
    inner = _flat(brace.nodeargd.argnlist[0])
    mark = "_" if brace.macroname.startswith("under") else "^"
    is_taken = following is not None and kind_of(following) == "Specials" and following.specials_chars == mark
    label = _flat(following.nodeargd.argnlist[0]) if following and is_taken else ""
    return _Braced(braced(brace.macroname, inner, label), is_taken)


def _is_unknown(node: Node) -> bool:
    name = node.macroname
    known = name in COMMANDS or name in INFIX or name in WORDS or name in RULES or name in _BREAKS
    return not known and symbol(name) is None


def _is_break(node: Node) -> bool:
    return kind_of(node) == "Macro" and node.macroname in _BREAKS


def _flat(node: Node | None) -> str:
    """Return an argument in one row, without its braces."""
    if node is None:
        return ""
    return _in_one_row(node.nodelist if kind_of(node) == "Group" else [node])


def _source(node: Node | None) -> str:
    return node.latex_verbatim() if node else ""


def _in_one_row(nodes: Sequence[Node]) -> str:
    return _Writer(boxed=False).whole(nodes).rows[0].strip()


class _Row(NamedTuple):
    cells: list[list[Node]]
    is_rule: bool = False


def _cells(nodes: Sequence[Node]) -> list[_Row]:
    """Split the nodes of an environment at its row and column marks, and at the lines between rows."""
    rows = [_Row([[]])]
    for node in nodes:
        kind = kind_of(node)
        if _is_break(node):
            rows.append(_Row([[]]))
        elif kind == "Macro" and node.macroname in RULES:
            rows += [_Row([], is_rule=True), _Row([[]])]
        elif kind == "Specials" and node.specials_chars == "&":
            rows[-1].cells.append([])
        else:
            rows[-1].cells[-1].append(node)
    return rows


def _says_something(cell: Sequence[Node]) -> bool:
    return verbatim(cell).strip() != ""


def _drawn(name: str, cells: list[list[str]], spec: Sequence[str]) -> tuple[str, ...]:
    if name in CASES:
        opening, closing = CASES[name]
        blank = " " * (opening != "")
        return bracketed([f"{blank}{row}" for row in columns(cells, lambda _: "<", "   ")], opening, closing)
    if name in ALIGNED:
        spaced = [
            [_RELATION.sub(r"\1 ", cell, count=1) if cell[:1] in "=<>≤≥≈≡" else cell for cell in row]
            for row in cells
        ]
        return tuple(columns(spaced, lambda index: "<" if index % 2 else ">", " ")) or ("",)
    if name in BARE:
        return tuple(_columns_as(spec, cells)) or ("",)
    return bracketed(columns(cells, lambda _: ">", "  "), *MATRICES[name])


def _columns_as(spec: Sequence[str], cells: list[list[str]]) -> list[str]:
    """Return rows in columns set as ``spec`` says, such as ``l|cr``, with the lines between columns."""
    sides = [_SIDES[letter] for letter in spec if letter != "|"]
    bars = {sum(each != "|" for each in spec[:index]) for index, each in enumerate(spec) if each == "|"}
    between = [" │ " if column in bars else "  " for column in range(1, len(sides))]
    return columns(cells, lambda index: sides[index] if index < len(sides) else ">", between)


_WRITERS: dict[str, Callable[[_Writer, Node], Piece]] = {
    "Chars": _Writer.chars,
    "Comment": _Writer.comment,
    "Environment": _Writer.environment,
    "Group": _Writer.group,
    "Macro": _Writer.macro,
    "Math": _Writer.group,
    "Specials": _Writer.special,
}
