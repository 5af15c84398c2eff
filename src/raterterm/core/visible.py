"""Makes untrusted text displayable: every character is seen as itself or as a mark, none acts.

A terminal obeys control characters, and answers some of them on standard input, so that a response
could press keys.  Text is therefore mapped character by character: nothing is parsed, nothing is
deleted (CVE-2021-25743 shows what stripping misses).
"""

import re

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
}
_INVISIBLE = (
    "\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ACTIVE = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_PILE = re.compile(f"([{_COMBINING}]{{{MAX_COMBINING}}})([{_COMBINING}]+)")
_JOINED = re.compile("(?:\u200d.?){17,}", re.DOTALL)


def visible(text: str) -> str:
    """Return ``text`` with only newlines left to act; tabs become spaces, CR LF a newline."""
    text = text.replace("\r\n", "\n")
    if "\t" in text:
        text = text.expandtabs(TAB_WIDTH)
    text = _ACTIVE.sub(_mark, text)
    text = _PILE.sub(lambda pile: f"{pile[1]}⟦{len(pile[2])} more marks⟧", text)
    return _JOINED.sub(lambda chain: f"⟦{len(chain[0])} joined characters⟧", text)


def visible_line(text: str, limit: int = 400) -> str:
    """Return ``text`` displayable on one line of at most ``limit`` characters."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return visible(text).replace("\n", "␊")


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"⟦{_NAMED.get(code, f'U+{code:04X}')}⟧"
