r"""Writes a parsed LaTeX formula in Unicode: one row, or several where it is drawn as a block.

The parser and the names of the symbols are pylatexenc's.  The writing is ours, because its own drops
what the braces say: it writes ``a+b/2c`` for ``\frac{a+b}{2c}``, and ``x_i+1`` for ``x_{i+1}``.
"""

import re
from collections.abc import Callable, Sequence
from unicodedata import lookup

from raterterm.tui.reading.boxes import Piece, bracketed, columns, joined, text_piece
from raterterm.tui.reading.latex import BINOMIALS, FONTS, FRACTIONS, TEXTS, Node, kind_of, parse, verbatim
from raterterm.tui.reading.scripts import ACCENTS, accented, script
from raterterm.tui.reading.symbols import ALIGNED, BARE, ENVIRONMENTS, MATRICES, WORDS, symbol

_FLAT = MATRICES | {"cases": ("{", "}")} | dict.fromkeys(BARE, ("[", "]"))
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
_FACTOR = rf"(?:[^\W_]|[{_RAISED}₊₋'°]|√\d+|√[^\W\d_]|√?\([^()]*\)|\u20d7)"
_DIVIDEND = re.compile(rf"{_FACTOR}+|[^\W\d_]_[^\W_]+|\d+[.,]\d+%?|∞")
_DIVISOR = re.compile(rf"[\d.,]+%?|[^\W\d_]+[{_RAISED}₀-₉]*['′]*|√[^\W_]+|√?\([^()]*\)[{_RAISED}]*|∞")
_RELATION = re.compile(r"([=<>≤≥≈≡])(?=[^\s=])")


class Unreadable(Exception):
    """The formula has something that is not written here."""


def write(body: str, *, boxed: bool) -> str:
    """Return the formula ``body`` readable, in rows if ``boxed``; raise if it cannot be parsed."""
    rows = [row.rstrip() for row in _Writer(boxed=boxed).rows(parse(body))]
    return "\n".join(rows) if len(rows) > 1 else re.sub(" {2,}", " ", rows[0]).strip()


class _Writer:
    """Writes nodes; what nests is always written in one row."""

    def __init__(self, *, boxed: bool) -> None:
        self.boxed = boxed

    def rows(self, nodes: Sequence[Node]) -> tuple[str, ...]:
        """Return the rows of ``nodes`` side by side."""
        return joined(self._pieces(nodes))

    def _pieces(self, nodes: Sequence[Node]) -> list[Piece]:
        pieces: list[Piece] = []
        is_unknown = False
        for node in nodes:
            kind = kind_of(node)
            if is_unknown and kind == "Group":
                pieces.append(text_piece(node.latex_verbatim()))
                continue
            is_unknown = kind == "Macro" and _is_unknown(node)
            pieces.append(_WRITERS[kind](self, node))
        return pieces

    def chars(self, node: Node) -> Piece:
        return text_piece(re.sub(r"\s+", " ", node.chars))

    def group(self, node: Node) -> Piece:
        return Piece(self.rows(node.nodelist))

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
        if writer := _MACROS.get(name):
            return writer(name, node.nodeargd.argnlist)
        if name == "\\":
            raise Unreadable(name)
        if name in WORDS:
            return Piece((name.removeprefix("b") if name == "bmod" else name,), "word")
        if (text := symbol(name)) is not None:
            blank = node.macro_post_space != "" and text != "" and not text.endswith(" ")
            return text_piece(text + " " * blank)
        return text_piece(f"\\{name}{node.macro_post_space}")

    def environment(self, node: Node) -> Piece:
        name = node.environmentname.removesuffix("*")
        if name not in ENVIRONMENTS:
            raise Unreadable(name)
        cells = [
            [_Writer(boxed=False).rows(cell)[0].strip() for cell in row] for row in _cells(node.nodelist)
        ]
        if self.boxed:
            return Piece(_drawn(name, cells))
        between = " " if name in ALIGNED else ", "
        flat = "; ".join(between.join(filter(None, row)) for row in cells)
        opening, closing = _FLAT.get(name, ("", ""))
        return text_piece(f"{opening}{flat}{closing}")


def _is_unknown(node: Node) -> bool:
    name = node.macroname
    return name not in _MACROS and name not in WORDS and symbol(name) is None


def _flat(node: Node | None) -> str:
    """Return an argument in one row, without its braces."""
    if node is None:
        return ""
    nodes = node.nodelist if kind_of(node) == "Group" else [node]
    return _Writer(boxed=False).rows(nodes)[0].strip()


def _cells(nodes: Sequence[Node]) -> list[list[list[Node]]]:
    """Split the nodes of an environment at its row and column marks."""
    table: list[list[list[Node]]] = [[[]]]
    for node in nodes:
        kind = kind_of(node)
        if kind == "Macro" and node.macroname == "\\":
            table.append([[]])
        elif kind == "Specials" and node.specials_chars == "&":
            table[-1].append([])
        else:
            table[-1][-1].append(node)
    return [row for row in table if any(verbatim(cell).strip() for cell in row)]


def _drawn(name: str, cells: list[list[str]]) -> tuple[str, ...]:
    if name == "cases":
        return bracketed([f" {row}" for row in columns(cells, lambda _: "<", "   ")], "{", "")
    if name in ALIGNED:
        spaced = [
            [_RELATION.sub(r"\1 ", cell, count=1) if cell[:1] in "=<>≤≥≈≡" else cell for cell in row]
            for row in cells
        ]
        return tuple(columns(spaced, lambda index: "<" if index % 2 else ">", " ")) or ("",)
    opening, closing = MATRICES.get(name, ("", ""))
    return bracketed(columns(cells, lambda _: ">", "  "), opening, closing)


def _plain(_: str, arguments: Sequence[Node | None]) -> Piece:
    """Write words as they stand, blanks and all."""
    source = verbatim(arguments)
    inner = source[1:-1] if source.startswith("{") else source
    return text_piece(re.sub(r"\\([%$#_& {}])", r"\1", re.sub(r"\s+", " ", inner)))


def _same(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(_flat(arguments[0]))


def _word(_: str, arguments: Sequence[Node | None]) -> Piece:
    return Piece((_flat(arguments[0]),), "word")


def _fraction(_: str, arguments: Sequence[Node | None]) -> Piece:
    above, below = map(_flat, arguments)
    above = above if _DIVIDEND.fullmatch(above) else f"({above})"
    below = below if _DIVISOR.fullmatch(below) else f"({below})"
    return Piece((f"{above}/{below}",), "ratio")


def _root(_: str, arguments: Sequence[Node | None]) -> Piece:
    index, inner = map(_flat, arguments)
    sign = f"{script('^', index)}√".replace("^", "") if index else "√"
    return text_piece(f"{sign}{inner}" if re.fullmatch(r"\d+|\w", inner) else f"{sign}({inner})")


def _binomial(_: str, arguments: Sequence[Node | None]) -> Piece:
    above, below = map(_flat, arguments)
    return text_piece(f"({above} choose {below})")


def _box(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(f"▕\xa0{_flat(arguments[0])}\xa0▏")


def _double_struck(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(re.sub("[A-Z]", lambda found: _struck(found[0]), _flat(arguments[0])))


def _struck(letter: str) -> str:
    kind = "DOUBLE-STRUCK CAPITAL" if letter in "CHNPQRZ" else "MATHEMATICAL DOUBLE-STRUCK CAPITAL"
    return lookup(f"{kind} {letter}")


def _accent(name: str, arguments: Sequence[Node | None]) -> Piece:
    inner = _flat(arguments[0])
    return text_piece(accented(name, inner) or f"\\{name}{{{inner}}}")


def _arrow(name: str, arguments: Sequence[Node | None]) -> Piece:
    below, above = map(_flat, arguments)
    label = f"{below}; {above}" if below else above
    return text_piece(f" ─{label}→ " if name == "xrightarrow" else f" ←{label}─ ")


def _modulo(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(f" (mod {_flat(arguments[0])})")


def _number(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(f"  ({_flat(arguments[0])})")


_WRITERS: dict[str, Callable[[_Writer, Node], Piece]] = {
    "Chars": _Writer.chars,
    "Comment": _Writer.comment,
    "Environment": _Writer.environment,
    "Group": _Writer.group,
    "Macro": _Writer.macro,
    "Math": _Writer.group,
    "Specials": _Writer.special,
}
_MACROS: dict[str, Callable[[str, Sequence[Node | None]], Piece]] = {
    **dict.fromkeys(TEXTS, _plain),
    **dict.fromkeys(FONTS, _same),
    **dict.fromkeys(FRACTIONS, _fraction),
    **dict.fromkeys(BINOMIALS, _binomial),
    **dict.fromkeys(("boxed", "fbox"), _box),
    **dict.fromkeys(("xrightarrow", "xleftarrow"), _arrow),
    **dict.fromkeys(ACCENTS, _accent),
    "mathbb": _double_struck,
    "operatorname": _word,
    "pmod": _modulo,
    "sqrt": _root,
    "tag": _number,
}
