"""Writes the LaTeX commands that take arguments: fractions, roots, accents, what stands over or under."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias
from unicodedata import lookup, normalize

from raterterm.tui.reading.boxes import Piece, text_piece
from raterterm.tui.reading.scripts import ACCENTS, Mark, accented, chemical, script

BRACES = {"underbrace": "⏟", "overbrace": "⏞", "underbracket": "⎵", "overbracket": "⎴"}
"""Commands whose label is the script that follows them."""

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
_FACTOR = rf"(?:[^\W_]|[{_RAISED}₊₋'°]|√\d+|√[^\W\d_]|√?\([^()]*\)|\u20d7)"
_DIVIDEND = re.compile(rf"{_FACTOR}+|[^\W\d_]_[^\W_]+|\d+[.,]\d+%?|∞")
_DIVISOR = re.compile(rf"[\d.,]+%?|[^\W\d_]+[{_RAISED}₀-₉]*['′]*|√[^\W_]+|√?\([^()]*\)[{_RAISED}]*|∞")
_ESCAPED = re.compile(r"\\([%$#_& {}])")
_ARROWS = {
    "xrightarrow": ("─", "→"),
    "xleftarrow": ("←", "─"),
    "xRightarrow": ("═", "⇒"),
    "xLeftarrow": ("⇐", "═"),
    "xleftrightarrow": ("←", "→"),
    "xLeftrightarrow": ("⇐", "⇒"),
    "xmapsto": ("├", "→"),
    "xrightleftharpoons": ("⇌[", "]"),
    "xlongequal": ("═", "═"),
}
_AROUND = {
    "abs": ("|", "|"),
    "boxed": ("▕\xa0", "\xa0▏"),
    "bra": ("⟨", "|"),
    "braket": ("⟨", "⟩"),
    "ceil": ("⌈", "⌉"),
    "eqref": ("(", ")"),
    "fbox": ("▕\xa0", "\xa0▏"),
    "floor": ("⌊", "⌋"),
    "ket": ("|", "⟩"),
    "label": ("  ‹", "›"),
    "norm": ("‖", "‖"),
    "pmod": (" (mod ", ")"),
    "ref": ("", ""),
    "set": ("{", "}"),
    "tag": ("  (", ")"),
}
"""What stands before and after the one argument of a command."""

Writer: TypeAlias = Callable[[str, Sequence[str]], Piece]


class Command(NamedTuple):
    """How a command's arguments are read, and how it is written."""

    form: str
    """As pylatexenc spells it: a brace for each argument, a bracket for one that may be missing."""
    write: Writer
    """Takes the command's name and its arguments in one row each; one that is missing is empty."""
    is_verbatim: bool = False
    """Whether the arguments are not formulas, and are given as they stand in the source."""


def braced(name: str, inner: str, label: str) -> Piece:
    """Return what is grouped by a brace over or under it, and the brace's label."""
    grouped = inner if len(inner) == 1 else f"({inner})"
    return text_piece(f"{grouped}{BRACES[name]}" + (f"[{label}]" if label else ""))


def _words(_: str, arguments: Sequence[str]) -> Piece:
    """Write words as they stand, blanks and all."""
    return text_piece(_ESCAPED.sub(r"\1", re.sub(r"\s+", " ", _inside(arguments[-1]))))


def _inside(source: str) -> str:
    return source[1:-1] if source.startswith("{") else source


def _same(_: str, arguments: Sequence[str]) -> Piece:
    return text_piece(arguments[-1])


def _operator(_: str, arguments: Sequence[str]) -> Piece:
    text = arguments[-1]
    return Piece((text,), "word") if text[-1:].isalpha() else text_piece(text)


def _fraction(_: str, arguments: Sequence[str]) -> Piece:
    above, below = arguments
    above = above if _DIVIDEND.fullmatch(above) else f"({above})"
    below = below if _DIVISOR.fullmatch(below) else f"({below})"
    return Piece((f"{above}/{below}",), "ratio")


def _root(_: str, arguments: Sequence[str]) -> Piece:
    index, inner = arguments
    sign = f"{script('^', index)}√".replace("^", "") if index else "√"
    return text_piece(f"{sign}{inner}" if re.fullmatch(r"\d+|\w", inner) else f"{sign}({inner})")


def _binomial(_: str, arguments: Sequence[str]) -> Piece:
    above, below = arguments
    return text_piece(f"({above} choose {below})")


def _stacked(_: str, arguments: Sequence[str]) -> Piece:
    above, below = arguments
    return text_piece(f"({above}; {below})")


def _around(name: str, arguments: Sequence[str]) -> Piece:
    opening, closing = _AROUND[name]
    return text_piece(f"{opening}{_inside(arguments[-1])}{closing}")


def _double_struck(_: str, arguments: Sequence[str]) -> Piece:
    return text_piece(re.sub("[A-Z]", lambda found: _struck(found[0]), arguments[0]))


def _struck(letter: str) -> str:
    kind = "DOUBLE-STRUCK CAPITAL" if letter in "CHNPQRZ" else "MATHEMATICAL DOUBLE-STRUCK CAPITAL"
    return lookup(f"{kind} {letter}")


def _accent(name: str, arguments: Sequence[str]) -> Piece:
    return text_piece(accented(name, arguments[0]))


def _arrow(name: str, arguments: Sequence[str]) -> Piece:
    below, above = arguments
    opening, closing = _ARROWS[name]
    return text_piece(f" {opening}{f'{below}; {above}' if below else above}{closing} ")


def _labelled(name: str, arguments: Sequence[str]) -> Piece:
    """Write what stands over or under a sign as its script."""
    label, base = arguments
    mark: Mark = "_" if name == "underset" else "^"
    text = base + script(mark, label)
    if base.isalpha():
        return Piece((text,), "word")
    return text_piece(f" {text} ")


def _crossed(name: str, arguments: Sequence[str]) -> Piece:
    stroke = "\u0336" if name == "sout" else "\u0338"
    text = "".join(letter if letter == " " else letter + stroke for letter in arguments[-1])
    return text_piece(f"{text}→{arguments[0]}" if name == "cancelto" else text)


def _negated(_: str, arguments: Sequence[str]) -> Piece:
    return text_piece(f" {normalize('NFC', arguments[0] + chr(0x338))} ")


def _unseen(_: str, arguments: Sequence[str]) -> Piece:
    """Leave the room of a sign that LaTeX does not draw; words are hidden from nobody here."""
    text = arguments[0]
    return text_piece(f"[unseen {text}]" if re.search(r"\w", text) else " " * len(text))


def _coloured(_: str, arguments: Sequence[str]) -> Piece:
    colour, text = arguments
    return text_piece(f"[{colour}: {text}]")


def _chemistry(_: str, arguments: Sequence[str]) -> Piece:
    return text_piece(chemical(_inside(arguments[0])))


def _each(names: str | Iterable[str], command: Command) -> dict[str, Command]:
    return dict.fromkeys(names.split() if isinstance(names, str) else names, command)


COMMANDS: dict[str, Command] = {
    **_each(
        "text textrm textnormal textmd textsc textsf texttt textup mbox hbox intertext shortintertext",
        Command("{", _words, is_verbatim=True),
    ),
    **_each(
        "bm boldsymbol emph ensuremath pmb smash substack textbf textit vcenter mathbf mathbin mathcal "
        "mathclose mathfrak mathinner mathit mathnormal mathopen mathord mathpunct mathrel mathrm mathscr "
        "mathsf mathtt",
        Command("{", _same),
    ),
    **_each("mathop", Command("{", _operator)),
    **_each("operatorname", Command("*{", _operator)),
    **_each("cfrac dfrac frac tfrac", Command("{{", _fraction)),
    **_each("binom dbinom tbinom", Command("{{", _binomial)),
    **_each("abs boxed bra braket ceil fbox floor ket norm pmod set tag", Command("{", _around)),
    **_each("eqref label ref", Command("{", _around, is_verbatim=True)),
    **_each("overset stackrel underset", Command("{{", _labelled)),
    **_each("bcancel cancel sout xcancel", Command("{", _crossed)),
    **_each("colorbox textcolor", Command("{{", _coloured)),
    **_each("cancelto", Command("{{", _crossed)),
    **_each("hphantom phantom vphantom", Command("{", _unseen)),
    **_each(ACCENTS, Command("{", _accent)),
    **_each(_ARROWS, Command("[{", _arrow)),
    **_each(BRACES, Command("{", _same)),
    "ce": Command("{", _chemistry, is_verbatim=True),
    "mathbb": Command("{", _double_struck),
    "not": Command("{", _negated),
    "sqrt": Command("[{", _root),
}
"""The commands that are written, by name."""
INFIX: dict[str, Writer] = {"over": _fraction, "choose": _binomial, "atop": _stacked}
"""How the commands are written that stand between their arguments."""
