"""Writes what stands above or below the line: raised and lowered characters where they can be read."""

import re
from typing import Literal
from unicodedata import normalize

Mark = Literal["^", "_"]

_RAISED = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
)
_LOWERED = str.maketrans("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_TABLES: dict[Mark, dict[int, int]] = {"^": _RAISED, "_": _LOWERED}
_LONGEST = 6
_ACCENTS = {
    "acute": "\u0301",
    "bar": "\u0304",
    "breve": "\u0306",
    "check": "\u030c",
    "dddot": "\u20db",
    "ddot": "\u0308",
    "dot": "\u0307",
    "grave": "\u0300",
    "hat": "\u0302",
    "mathring": "\u030a",
    "overleftarrow": "\u20d6",
    "overleftrightarrow": "\u20e1",
    "overline": "\u0305",
    "overparen": "\u0361",
    "overrightarrow": "\u20d7",
    "tilde": "\u0303",
    "underline": "\u0332",
    "vec": "\u20d7",
    "wideparen": "\u0361",
    "widehat": "\u0302",
    "widetilde": "\u0303",
}
ACCENTS = frozenset(_ACCENTS)
_NAMES = {
    "overparen": "arc",
    "overrightarrow": "vec",
    "widehat": "hat",
    "wideparen": "arc",
    "widetilde": "tilde",
}
"""What accents are called over more than a letter, where it is not their own name."""
_LETTERS = re.compile(r"[^\W_]{1,8}")
_ADJACENT = re.compile(r"[^\W\d_]{2}")
_REACTIONS = {"<=>": "⇌", "<->": "↔", "->": "→", "<-": "←"}
_CHARGE = re.compile(r"\^\{(\d*[-+])\}|\^(\d*[-+])|(?<=[A-Za-z0-9)\]])([-+])(?=[ )\]]|\Z)")
_COUNT = re.compile(r"(?<=[A-Za-z)\]])_?\{?(\d+)\}?")


def script(mark: Mark, text: str) -> str:
    """Return ``text`` raised or lowered, or behind its mark where that would be hard to read."""
    text = text.strip()
    if mark == "^" and text in ("∘", "°"):
        return "°"
    if mark == "^" and text and not text.strip("'′"):
        return text
    packed = text.replace(" ", "")
    table = _TABLES[mark]
    if (
        len(packed) <= _LONGEST
        and not _ADJACENT.search(packed)
        and all(ord(each) in table for each in packed)
    ):
        return packed.translate(table)
    alone = len(text) == 1 or (text.isalnum() and normalize("NFKC", text) == text)
    return f"{mark}{text}" if alone else f"{mark}({text})"


def accented(name: str, text: str) -> str:
    """Return ``text`` under an accent, or as the argument of its name if that cannot show it."""
    over_each = name in ("overline", "bar", "underline")
    if not _LETTERS.fullmatch(text) or (len(text) > 1 and not over_each):
        return f"{_NAMES.get(name, name)}({text})"
    return "".join(character + _ACCENTS[name] for character in text)


def chemical(text: str) -> str:
    r"""Return a substance or a reaction, as mhchem's ``\ce`` has it, with its counts and charges in place."""
    for mark, arrow in _REACTIONS.items():
        text = re.sub(rf"\s*{re.escape(mark)}\s*", f" {arrow} ", text)
    text = _CHARGE.sub(lambda found: (found[1] or found[2] or found[3]).translate(_RAISED), text)
    return _COUNT.sub(lambda found: found[1].translate(_LOWERED), text)
