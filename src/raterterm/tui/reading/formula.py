"""Finds LaTeX formulas and makes them readable, or leaves them as they are: no letter is ever lost."""

import re
from collections import Counter
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol
from unicodedata import normalize

from raterterm.core.visible import visible
from raterterm.tui.reading.symbols import ENVIRONMENTS, LENGTHS

MOST_CHARACTERS = 2_000
DEEPEST = 24
"""Braces in one another beyond which a formula stays as it is."""

_DOLLARS = re.compile(
    r"\$\$[^$]{1,2000}\$\$|(?<![^\W_])\$(?![\s$])(?:[^$\n\\]++|\\[^\n]){0,400}+(?<![\s\\])\$(?![^\W_])"
)
_BEGIN = re.compile(r"\\begin\{(" + "|".join(sorted(ENVIRONMENTS)) + r")(\*?)\}")
_BOXED = r"\boxed{"
"""The one command that stands for a formula without delimiters: models end their answers with it."""
_LONGEST_BOX = 400
_DELIMITED = re.compile(
    r"\$\$(.*)\$\$|\\\[(.*)\\\]|\\\((.*)\\\)|\$(.*)\$|(\\(?:begin|boxed)\{.*\})", re.DOTALL
)
_DISPLAY = re.compile(r"[ \t\n]*(\$\$.*\$\$|\\\[.*\\\]|\\begin\{.*\})([ \t.,;]*)\s*\Z", re.DOTALL)
_MATHEMATICAL = re.compile(
    r"\\[A-Za-z{|,;!]|[\^_=<>≤≥≠]|[^\W_]\s*[-+*/×÷]\s*[^\W_]|(?<!\w)[^\W\d_]'*\([-+*/\w, ]+\)|\{,\}"
)
_IDENTIFIER = re.compile(r"-?[\d.,]*[^\W\d_]{0,2}'*|\(?-?\w(?:, ?-?\w)*\)?")
_PROSE = re.compile(r"(?<![\\\w{])[^\W\d_]{3,}")
_COMMANDS = re.compile(
    r"\\begin\{(?:array|tabular|alignat|alignedat)\*?\}\s*(?:\[[a-z]\])?\s*\{[^{}]*\}"
    r"|\\(?:begin|end)\{[a-zA-Z]+\*?\}(?:\[[a-z]\])?|\\\\\s*\[[-\d.]+\s*[a-z]{2}\]"
    r"|\\[hv]?phantom\{[-+=<>/!%* .,()]*\}|\\operatorname\*|\\[A-Za-z]+|\\[!:;,> ]"
)
_REACTIONS = re.compile("<?[-=]>|<-")
_CONTENT = re.compile(r"[^\W_]|[-+=<>/!%*]")


def formula_end(source: str, start: int, limit: int) -> int:
    """Return where the formula that starts at ``start`` ends, or 0 if none does."""
    if source[start] == "$":
        found = _DOLLARS.match(source, start, limit)
        return found.end() if found else 0
    if source.startswith(_BOXED, start):
        return _closed(source, start + len(_BOXED), min(limit, start + _LONGEST_BOX))
    if begin := _BEGIN.match(source, start, limit):
        close = rf"\end{{{begin[1]}{begin[2]}}}"
    elif not (close := {r"\(": r"\)", r"\[": r"\]"}.get(source[start : start + 2], "")):
        return 0
    end = source.find(close, start + 2, min(limit, start + MOST_CHARACTERS))
    return end + len(close) if end >= 0 else 0


def _closed(source: str, at: int, limit: int) -> int:
    """Return where the brace that was opened before ``at`` closes on its line, or 0."""
    depth = 1
    while at < limit and source[at] != "\n":
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        at += 2 if source[at] == "\\" else 1
        if not depth:
            return at
    return 0


def is_display(source: str) -> bool:
    """Tell whether a formula is meant to stand on lines of its own."""
    return source.startswith(("$$", r"\[", r"\begin"))


class _Write(Protocol):
    def __call__(self, body: str, *, boxed: bool) -> str: ...


@lru_cache(maxsize=4096)
def readable(source: str, *, boxed: bool = False) -> str | None:
    """Return a formula with its delimiters as Unicode text, in several rows only if ``boxed``.

    Returns nothing where it should be shown as it is: it is no mathematics (a price, a bracket that
    Markdown escapes), too large, cannot be parsed, or would lose something.
    """
    body = _body(source)
    if len(body) > MOST_CHARACTERS or not _is_mathematical(source, body) or _depth(body) > DEEPEST:
        return None
    if _IDENTIFIER.fullmatch(body):
        return body
    try:
        text = _write()(body, boxed=boxed)
    except Exception:
        # Whatever a formula's writer got wrong, the rater must see it.
        return None
    kept = text.strip() and visible(text) == text and _keeps(body, text)
    return text if kept else None


def display(source: str, width: int) -> str | None:
    """Return a formula that has its lines to itself, in rows if they fit the width."""
    if not (found := _DISPLAY.match(source)):
        return None
    for boxed in (True, False):
        text = readable(found[1], boxed=boxed)
        if text and max(map(len, text.split("\n"))) <= width:
            break
    return text and text + found[2].strip()


@cache
def _write() -> _Write:
    """Load what writes formulas when the first one is met."""
    write: _Write = import_module("raterterm.tui.reading.notation").write
    return write


def _body(source: str) -> str:
    found = _DELIMITED.fullmatch(source)
    return next((part for part in found.groups() if part is not None), "").strip() if found else ""


def _is_mathematical(source: str, body: str) -> bool:
    """Tell a formula from prices, from variables of a shell, from brackets that Markdown escapes."""
    if source[0] == "$" != source[1] and (body[:1] == "{" or '"' in body):
        return False
    if _MATHEMATICAL.search(body):
        commanded = "\\" in body
        return commanded or not (len(_PROSE.findall(body)) > 1 or (body[0].isdigit() and _PROSE.search(body)))
    return not source.startswith(r"\[") and _IDENTIFIER.fullmatch(body) is not None


def _depth(body: str) -> int:
    deepest = depth = 0
    for character in body:
        if character in "{}":
            depth += 1 if character == "{" else -1
            deepest = max(deepest, depth)
    return deepest


def _keeps(body: str, text: str) -> bool:
    """Tell whether every letter, digit and sign is in ``text`` that is no part of a command's name."""
    if r"\ce{" in body:
        body = _REACTIONS.sub(" ", body)
    wanted, found = _counted(_COMMANDS.sub(" ", LENGTHS.sub(" ", body))), _counted(text)
    return wanted <= found


def _counted(text: str) -> Counter[str]:
    return Counter(_CONTENT.findall(normalize("NFKD", text).replace("−", "-")))
