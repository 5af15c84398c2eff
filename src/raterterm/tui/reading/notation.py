"""Writes a parsed LaTeX formula in Unicode: one row, or several where it is drawn as a block.

The parser and the names of the symbols are pylatexenc's.  The writing is ours, because its own drops
what the braces say: it writes ``a+b/2c`` for ``\\frac{a+b}{2c}``, and ``x_i+1`` for ``x_{i+1}``.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Protocol
from unicodedata import category, lookup

from raterterm.tui.reading.boxes import Piece, bracketed, columns, joined, text_piece
from raterterm.tui.reading.scripts import ACCENTS, accented, script

_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])[ \t]*\.?")
_ROW_GAP = re.compile(r"(?<=\\\\)[ \t]*\[[-\d.]+[ \t]*(?:pt|em|ex|mm|cm)\]")
_NAMES = "arg bmod cot coth csc csch deg det dim gcd hom ker mod Pr sec sech"
WORDS = frozenset(f"{_NAMES} arccos arcsin arctan cos cosh exp inf lim ln log max min sin sinh sup tan tanh".split())
_SYMBOLS = {
    **dict.fromkeys("! displaystyle textstyle limits nolimits hline nonumber notag allowbreak".split(), ""),
    **dict.fromkeys([",", ";", ":", ">", " ", "\n", "quad", "qquad", "enspace", "thinspace"], " "),
    **dict(zip(r"{}%$#_&", r"{}%$#_&", strict=True)),
    **{"|": "‖", "ne": "≠", "neg": "¬", "lnot": "¬", "land": "∧", "lor": "∨", "degree": "°", "Re": "ℜ", "Im": "ℑ"},
    **{"implies": "⟹", "iff": "⟺", "impliedby": "⟸", "triangle": "△", "checkmark": "✓", "bot": "⊥"},
    **{"models": "⊨", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "colon": ":", "gets": "←"},
    **{"limsup": "lim sup", "liminf": "lim inf", "ast": "*", "lvert": "|", "rvert": "|", "blacksquare": "■"},
}
_UNPADDED = "∑∏∐∫∬∭∮⋃⋂⨁√∂∇∞¬∀∃∄∅∠°⌊⌋⌈⌉ℜℑ△□■✓∁⟨⟩|‖"
_PLAIN = frozenset("text textrm textnormal mbox hbox textsf texttt textup".split())
_FONTS = frozenset(
    "boldsymbol bm mathbf mathcal mathfrak mathit mathnormal mathrm mathscr mathsf mathtt textbf textit emph".split()
)
_FRACTIONS = frozenset("frac dfrac tfrac cfrac".split())
_ARGUMENTS = (
    dict.fromkeys(_PLAIN | _FONTS | ACCENTS | {"boxed", "fbox", "mathbb", "operatorname", "pmod", "tag"}, "{")
    | dict.fromkeys(_FRACTIONS | {"binom", "dbinom", "tbinom"}, "{{")
    | {"sqrt": "[{", "xrightarrow": "[{", "xleftarrow": "[{"}
)
_MATRICES = {"pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖"}
_BARE = frozenset("matrix smallmatrix array".split())
_ALIGNED = frozenset("align aligned split eqnarray gather gathered multline equation math displaymath".split())
ENVIRONMENTS = frozenset(_MATRICES) | _BARE | _ALIGNED | {"cases"}
"""The environments that are drawn; a star behind the name changes nothing."""
_SIMPLE = re.compile(r"[^\W_]+['′°]*|[^\W\d_]_[^\W_]+|\d+[.,]\d+%?|∞|√[^\W_]+|[^\W_]\u20d7")
_DIVISOR = re.compile(r"[\d.,]+%?|[^\W\d][⁰¹²³⁴-⁹ⁿ₀-₉]*['′]*|[^\W\d_]+|d[^\W_]²|∞|√[^\W_]")


class Unreadable(Exception):
    """The formula has something that is not written here."""


class _Arguments(Protocol):
    argnlist: Sequence["Node | None"]


class Node(Protocol):
    """What is read of pylatexenc's nodes; each kind has some of these."""

    chars: str
    comment: str
    comment_post_space: str
    delimiters: Sequence[str]
    environmentname: str
    macro_post_space: str
    macroname: str
    nodeargd: _Arguments
    nodelist: Sequence["Node"]
    specials_chars: str

    def latex_verbatim(self) -> str:
        """Return the source of the node."""
        ...


def write(body: str, *, boxed: bool) -> str:
    """Return the formula ``body`` readable, in rows if ``boxed``; raise if it cannot be parsed."""
    rows = _Writer(boxed=boxed).rows(_parse(_ROW_GAP.sub("", _SIZES.sub("", body))))
    return "\n".join(row.rstrip() for row in rows).strip()


def _parse(body: str) -> Sequence[Node]:
    walker = import_module("pylatexenc.latexwalker")
    parser = walker.LatexWalker(body, latex_context=_context(), tolerant_parsing=False)
    nodes: Sequence[Node] = parser.get_latex_nodes()[0]
    return nodes


@cache
def _context() -> object:
    spec = import_module("pylatexenc.macrospec")
    context = spec.LatexContextDb()
    arguments = spec.MacroStandardArgsParser
    context.add_context_category(
        "formulas",
        macros=[spec.MacroSpec(name, arguments(form)) for name, form in _ARGUMENTS.items()],
        environments=[spec.EnvironmentSpec("array", arguments("{"))],
        specials=[spec.SpecialsSpec(mark, args_parser=arguments("{")) for mark in "^_"]
        + [spec.SpecialsSpec(mark) for mark in "&~"],
    )
    context.set_unknown_macro_spec(spec.MacroSpec(""))
    context.set_unknown_environment_spec(spec.EnvironmentSpec(""))
    return context


@cache
def _symbols() -> Any:  # noqa: ANN401 - a table of a library without types
    return import_module("pylatexenc.latex2text").get_default_latex_context_db()


@cache
def symbol(name: str) -> str | None:
    """Return what stands for a command without arguments, or nothing if it is not known."""
    if (own := _SYMBOLS.get(name)) is not None:
        return own if own.isspace() else _spaced(own)
    spec = _symbols().get_macro_spec(name)
    found = spec.simplify_repl if spec else None
    return _spaced(found) if isinstance(found, str) and found and "%" not in found else None


def _spaced(text: str) -> str:
    """Give a relation or an operator room."""
    operator = len(text) == 1 and (category(text) == "Sm" or text in "·⋯†") and text not in _UNPADDED
    return f" {text} " if operator else text


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
            kind = type(node).__name__
            if is_unknown and kind == "LatexGroupNode":
                pieces.append(text_piece(node.latex_verbatim()))
                continue
            is_unknown = kind == "LatexMacroNode" and _is_unknown(node)
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
                text = script(mark, _flat(node.nodeargd.argnlist[0]))
                return Piece((text,), "tail" if text.startswith(mark) else "script")
            case "~":
                return text_piece(" ")
        raise Unreadable(node.specials_chars)

    def macro(self, node: Node) -> Piece:
        name = node.macroname
        if writer := _MACROS.get(name):
            return writer(name, [argument for argument in node.nodeargd.argnlist])
        if name == "\\":
            raise Unreadable(name)
        if name in WORDS:
            return Piece((name.removeprefix("b") if name == "bmod" else name,), "word")
        if (text := symbol(name)) is not None:
            return text_piece(text + " " * (node.macro_post_space != "" and text != ""))
        return text_piece(f"\\{name}{node.macro_post_space}")

    def environment(self, node: Node) -> Piece:
        name = node.environmentname.removesuffix("*")
        if name not in ENVIRONMENTS:
            raise Unreadable(name)
        cells = [[_Writer(boxed=False).rows(cell)[0].strip() for cell in row] for row in _cells(node.nodelist)]
        if self.boxed:
            return Piece(_drawn(name, cells))
        between = " " if name in _ALIGNED else ", "
        flat = "; ".join(between.join(filter(None, row)) for row in cells)
        opening, closing = _MATRICES.get(name, "{}" if name == "cases" else "[]" if name in _BARE else ("", ""))
        return text_piece(f"{opening}{flat}{closing}")


def _is_unknown(node: Node) -> bool:
    name = node.macroname
    return name not in _MACROS and name not in WORDS and symbol(name) is None


def _flat(node: Node | None) -> str:
    """Return an argument in one row, without its braces."""
    if node is None:
        return ""
    nodes = node.nodelist if type(node).__name__ == "LatexGroupNode" else [node]
    return _Writer(boxed=False).rows(nodes)[0].strip()


def _cells(nodes: Sequence[Node]) -> list[list[list[Node]]]:
    """Split the nodes of an environment at its row and column marks."""
    table: list[list[list[Node]]] = [[[]]]
    for node in nodes:
        kind = type(node).__name__
        if kind == "LatexMacroNode" and node.macroname == "\\":
            table.append([[]])
        elif kind == "LatexSpecialsNode" and node.specials_chars == "&":
            table[-1].append([])
        else:
            table[-1][-1].append(node)
    return [row for row in table if any(cell.strip() for each in row for cell in (_verbatim(each),))]


def _verbatim(nodes: Sequence[Node]) -> str:
    return "".join([node.latex_verbatim() for node in nodes])


def _drawn(name: str, cells: list[list[str]]) -> tuple[str, ...]:
    if name == "cases":
        return bracketed([f" {row}" for row in columns(cells, lambda _: "<", "   ")], "{", "")
    if name in _ALIGNED:
        return tuple(columns(cells, lambda index: "<" if index % 2 else ">", " ")) or ("",)
    opening, closing = _MATRICES.get(name, ("", ""))
    return bracketed(columns(cells, lambda _: ">", "  "), opening, closing)


def _plain(_: str, arguments: Sequence[Node | None]) -> Piece:
    """Write words as they stand, blanks and all."""
    source = _verbatim([node for node in arguments if node is not None])
    inner = source[1:-1] if source.startswith("{") else source
    return text_piece(re.sub(r"\\([%$#_& {}])", r"\1", re.sub(r"\s+", " ", inner)))


def _same(_: str, arguments: Sequence[Node | None]) -> Piece:
    return text_piece(_flat(arguments[0]))


def _word(_: str, arguments: Sequence[Node | None]) -> Piece:
    return Piece((_flat(arguments[0]),), "word")


def _fraction(_: str, arguments: Sequence[Node | None]) -> Piece:
    above, below = map(_flat, arguments)
    above = above if _SIMPLE.fullmatch(above) else f"({above})"
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
    return text_piece(f"▕ {_flat(arguments[0])} ▏")


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
    "LatexCharsNode": _Writer.chars,
    "LatexCommentNode": _Writer.comment,
    "LatexEnvironmentNode": _Writer.environment,
    "LatexGroupNode": _Writer.group,
    "LatexMacroNode": _Writer.macro,
    "LatexMathNode": _Writer.group,
    "LatexSpecialsNode": _Writer.special,
}
_MACROS: dict[str, Callable[[str, Sequence[Node | None]], Piece]] = {
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(_FONTS, _same),
    **dict.fromkeys(_FRACTIONS, _fraction),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    **dict.fromkeys(("boxed", "fbox"), _box),
    **dict.fromkeys(("xrightarrow", "xleftarrow"), _arrow),
    **dict.fromkeys(ACCENTS, _accent),
    "mathbb": _double_struck,
    "operatorname": _word,
    "pmod": _modulo,
    "sqrt": _root,
    "tag": _number,
}
