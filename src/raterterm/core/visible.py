"""Makes untrusted text displayable: every character is seen as itself or as a mark, none acts.

A terminal obeys control characters, and answers some of them on standard input, so that a response
could press keys.  Text is therefore mapped character by character: nothing is parsed, nothing is
deleted (CVE-2021-25743 shows what stripping misses).
"""

import re
from functools import cache
from unicodedata import category

TAB_WIDTH = 4
MAX_COMBINING = 8
"""Combining marks kept on one character: more than any script stacks."""

_NAMED = {
    0x2028: "LS",
    0x2029: "PS",
    0xFEFF: "BOM",
    0x200E: "LRM",
    0x200F: "RLM",
    0x00AD: "SHY",
    0x200B: "ZWSP",
    0x200C: "ZWNJ",
    0x200D: "ZWJ",
    0xFE0E: "VS15",
    0xFE0F: "VS16",
}
_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ACTIVE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""Nothing is drawn for these either, but Persian, Hindi and emoji need them, one behind a character."""
_SHAPING = f"(?<=[^\x00-\u02ff\\s⟧])(?:\ufe0f\u200d|[{_JOINERS}])|(?<=[#*0-9©®])[\ufe0e\ufe0f]"
_STRAY = re.compile(f"(?=[{_JOINERS}])(?<![{_JOINERS}])(?!(?:{_SHAPING})(?![{_JOINERS}]))[{_JOINERS}]+")
_ANY = re.compile(".")
_LINK = "\u200d[^\u200d\\s!-~]"
_JOINED = re.compile(
    f"(?:(?:{_LINK}{{1,2}}|\u200d)(?=\u200d)){{16,}}+(?:{_LINK}[\ufe0f\U0001f3fb-\U0001f3ff]?|\u200d)"
)


@cache
def _pile() -> re.Pattern[str]:
    """Find marks of any script that stack on one character; Unicode scatters them over 300 ranges."""
    codes = {code for code in range(0x300, 0x1F000) if category(chr(code)) in {"Mn", "Me"}}
    firsts = sorted(code for code in codes if code - 1 not in codes)
    lasts = sorted(code for code in codes if code + 1 not in codes)
    # As ranges, not one by one: that is four times as fast to search for.
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
    stacking = f"[{ranges}{_JOINERS}]"
    return re.compile(f"({stacking}{{{MAX_COMBINING}}})({stacking}+)")


def visible(text: str) -> str:
    """Return ``text`` with only newlines left to act; tabs become spaces, CR LF a newline."""
    text = text.replace("\r\n", "\n")
    if "\t" in text:
        text = text.expandtabs(TAB_WIDTH)
    text = _ACTIVE.sub(_mark, text)
    if text.isascii():
        return text
    text = _STRAY.sub(lambda stray: _ANY.sub(_mark, stray[0]), text)
    text = _JOINED.sub(lambda chain: f"⟦{len(chain[0])} joined characters⟧", text)
    return _pile().sub(lambda pile: f"{pile[1]}⟦{len(pile[2])} more marks⟧", text)


def visible_line(text: str, limit: int = 400) -> str:
    """Return ``text`` displayable on one line of at most ``limit`` characters."""
    shown = visible(text[:limit]).replace("\n", "␊")
    return shown[: limit - 1] + "…" if len(text) > limit or len(shown) > limit else shown


def inert(text: str) -> str:
    """Return ``text`` with each character that could act replaced by one of the same width: a last gate."""
    return _ACTIVE.sub("\ufffd", text)


def _mark(found: re.Match[str]) -> str:
    return _mark_of(found[0])


@cache
def _mark_of(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟦{_NAMED.get(code, f'U+{code:04X}')}⟧"
