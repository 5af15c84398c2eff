"""Knows the names of LaTeX: what stands for a command without arguments, and which environments are drawn."""

import re
from functools import cache
from importlib import import_module
from typing import Any
from unicodedata import category

LENGTHS = re.compile(
    r"\\(?:[hv]space\*?[ \t]*\{[ \t]*-?[\d.]+[ \t]*(?:pt|em|ex|mm|cm|in|mu)[ \t]*\}"
    r"|(?:hskip|vskip|kern|mkern|mskip)[ \t]*-?[\d.]+[ \t]*(?:pt|em|ex|mm|cm|in|mu))"
)
"""Commands that leave room, with how much."""
_ANGLES = {f"{arc}{name}" for arc in ["", "arc"] for name in ["cos", "cot", "csc", "sec", "sin", "tan"]}
_NAMES = {"arg", "bmod", "deg", "det", "dim", "exp", "gcd", "hom", "inf", "ker", "lim", "ln", "log"}
WORDS = _ANGLES | _NAMES | {"cosh", "coth", "max", "min", "mod", "Pr", "sech", "sinh", "sup", "tanh"}
"""Functions that are written by their names."""
MATRICES = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
BARE = frozenset(["matrix", "smallmatrix", "array", "tabular"])
ALIGNED = frozenset(
    [
        "align",
        "alignat",
        "aligned",
        "alignedat",
        "displaymath",
        "eqnarray",
        "equation",
        "flalign",
        "gather",
        "gathered",
        "math",
        "multline",
        "split",
    ]
)
CASES = {"cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"), "drcases": ("", "}")}
ENVIRONMENTS = frozenset(MATRICES) | BARE | ALIGNED | frozenset(CASES)
"""The environments that are drawn; a star behind the name changes nothing."""
_BLANKS = dict.fromkeys([",", ";", ":", ">", " ", "\n", "enspace", "thinspace"], " ")
_SWITCHES = {
    "bf",
    "cal",
    "displaystyle",
    "it",
    "rm",
    "scriptscriptstyle",
    "scriptstyle",
    "sf",
    "textstyle",
    "tt",
}
_UNDRAWN = {"!", "allowbreak", "limits", "mathstrut", "nolimits", "nonumber", "notag", "strut"}
_NOTHING = dict.fromkeys(_SWITCHES | _UNDRAWN, "")
RULES = frozenset(["hline", "toprule", "midrule", "bottomrule"])
"""Commands that draw a line between two rows."""
_SYMBOLS = {
    "ast": "*",
    "blacksquare": "■",
    "biguplus": "⨄",
    "bot": "⊥",
    "Box": "□",
    "C": "ℂ",
    "checkmark": "✓",
    "colon": ":",
    "coloneqq": "≔",
    "degree": "°",
    "Diamond": "◇",
    "eqqcolon": "≕",
    "gets": "←",
    "gt": ">",
    "hdots": "…",
    "hfill": " \xa0 ",
    "idotsint": "∫⋯∫",
    "iff": "⟺",
    "Im": "ℑ",
    "impliedby": "⟸",
    "implies": "⟹",
    "land": "∧",
    "lbrace": "{",
    "lbrack": "[",
    "liminf": "lim inf",
    "limsup": "lim sup",
    "lnot": "¬",
    "lor": "∨",
    "lt": "<",
    "lvert": "|",
    "models": "⊨",
    "N": "ℕ",
    "ne": "≠",
    "neg": "¬",
    "newline": "; ",
    "oiint": "∯",
    "Q": "ℚ",
    "qed": "∎",
    "QED": "∎",
    "qquad": " \xa0 ",
    "quad": " \xa0 ",
    "R": "ℝ",
    "rbrace": "}",
    "rbrack": "]",
    "Re": "ℜ",
    "rvert": "|",
    "slash": "/",
    "triangle": "△",
    "varliminf": "lim inf",
    "varlimsup": "lim sup",
    "Z": "ℤ",
    "|": "‖",
}
_OWN = _SYMBOLS | _BLANKS | _NOTHING | {mark: mark for mark in ["{", "}", "%", "$", "#", "_", "&"]}
_UNPADDED = "∑∏∐∫∬∭∮⋃⋂⨁√∂∇∞¬∀∃∄∅∠°⌊⌋⌈⌉ℜℑ△□■✓∁⟨⟩|‖"


@cache
def symbol(name: str) -> str | None:
    """Return what stands for a command without arguments, or nothing if it is not known."""
    if (own := _OWN.get(name)) is not None:
        return _spaced(own)
    spec = _table().get_macro_spec(name)
    found = spec.simplify_repl if spec else None
    return _spaced(found) if isinstance(found, str) and found and "%" not in found else None


@cache
def _table() -> Any:
    return import_module("pylatexenc.latex2text").get_default_latex_context_db()


def _spaced(text: str) -> str:
    """Give a relation or an operator room."""
    operator = len(text) == 1 and (category(text) == "Sm" or text in "·⋯†") and text not in _UNPADDED
    return f" {text} " if operator else text
