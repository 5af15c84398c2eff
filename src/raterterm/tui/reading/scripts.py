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
    "ddot": "\u0308",
    "dot": "\u0307",
    "hat": "\u0302",
    "overline": "\u0305",
    "tilde": "\u0303",
    "underline": "\u0332",
    "vec": "\u20d7",
    "widehat": "\u0302",
    "widetilde": "\u0303",
}
ACCENTS = frozenset(_ACCENTS)
_LETTERS = re.compile(r"[^\W_]{1,8}")
_ADJACENT = re.compile(r"[^\W\d_]{2}")


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


def accented(name: str, text: str) -> str | None:
    """Return ``text`` under an accent, or nothing if an accent cannot show it."""
    over_each = name in ("overline", "bar", "underline")
    if not _LETTERS.fullmatch(text) or (len(text) > 1 and not over_each):
        return None
    return "".join(character + _ACCENTS[name] for character in text)
