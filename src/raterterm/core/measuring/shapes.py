"""Shapes: the case, the wrapping, the format and the language of a response."""

import re
from collections.abc import Callable

from raterterm.core import jsontext
from raterterm.core.measuring.evidence import Evidence, Measure
from raterterm.core.measuring.plaintext import lines, plain
from raterterm.core.measuring.tongues import NAMES, tongue_of
from raterterm.core.words import Json

_SHOWN = 40
"""Characters of the response that are shown."""
_REASON = 100

_TITLE = re.compile(r"<<[ \t]*([^<>\s][^<>\n]*)>>")
_FENCE = re.compile(r"^[ \t]*```[^\n`]*$", re.MULTILINE)
_POSTSCRIPT = re.compile(r"\W*(?:p\.? ?(?:p\.? ?)?[sd](?:[.:]| )|post-?script|post?data)", re.IGNORECASE)
_INSIDE = re.compile(r"(?<=[.!?] )(?:p\. ?(?:p\. ?)?[sd]\b|p[sd]:)", re.IGNORECASE)
_QUOTES = ('"', "“", "”", "„")


def in_lower_case(text: str) -> Evidence:
    """Look for capital letters."""
    return _cased(text, str.isupper, "all in lower case", "capital letter")


def in_capitals(text: str) -> Evidence:
    """Look for small letters."""
    return _cased(text, str.islower, "all in capitals", "small letter")


def _cased(text: str, differs: Callable[[str], bool], told: str, noun: str) -> Evidence:
    seen = plain(text)
    count = sum(map(differs, seen))
    if count:
        first = next(word for word in seen.split() if any(map(differs, word)))
        return Evidence(f"{count:,} {noun}{'s' * (count > 1)}", False, f"first in “{first[:_SHOWN]}”")
    has_case = seen.lower() != seen.upper()
    return Evidence(told if has_case else "no letters with case", True if has_case else None)


def json_text(kind: type | None = None) -> Measure:
    """Return what reads JSON, strictly: alone, or as the one block of code; of ``kind`` where that is said."""

    def measured(text: str) -> Evidence:
        parts = _FENCE.split(text)
        fenced = len(parts) == 3
        around = fenced and bool((parts[0] + parts[2]).strip())
        where = " in a code block" * fenced + ", with text around it" * around
        try:
            value = jsontext.decode((parts[1] if fenced else text).encode(errors="surrogatepass"))
        except ValueError as error:
            return Evidence(f"not JSON{where}", False, str(error)[:_REASON])
        fits = kind is None or isinstance(value, kind)
        return Evidence(f"JSON, {_kind(value)}{where}", None if fits and around else fits)

    return measured


def _kind(value: Json) -> str:
    match value:
        case dict():
            return f"an object of {len(value)}"
        case list():
            return f"a list of {len(value)}"
        case _:
            return "a single value"


def titled(text: str) -> Evidence:
    """Look for a title in double angular brackets."""
    found = _TITLE.search(text)
    return Evidence(f"title “{found[1].strip()[:_SHOWN]}”", True) if found else Evidence("no << >>", False)


def in_quotation_marks(text: str) -> Evidence:
    """Look at the first and the last character."""
    ends = text.strip()
    within = len(ends) > 1 and ends.startswith(_QUOTES) and ends.endswith(_QUOTES)
    return Evidence(f"{'in' if within else 'not in'} double quotation marks", within)


def postscript(marker: str | None = None) -> Measure:
    """Return what looks for a line that starts with ``marker``, or as postscripts in English and Spanish do."""
    begins = re.compile(rf"[^\w\n]*{re.escape(marker.strip())}", re.IGNORECASE) if marker else _POSTSCRIPT

    def measured(text: str) -> Evidence:
        seen = plain(text)
        found = [line.strip() for line in seen.split("\n") if begins.match(line)]
        inside = _INSIDE.search(seen)
        if found or inside:
            shown = found[-1] if found else seen[inside.start() :] if inside else ""
            return Evidence(f"postscript “{shown[:_SHOWN].strip()}”", True if found else None)
        return Evidence("no postscript", False)

    return measured


def in_tongue(tongue: str) -> Measure:
    """Return what tells the language, code left out; it finds nothing where that is not sure."""

    def measured(text: str) -> Evidence | None:
        found = tongue_of("\n".join(line.text for line in lines(text) if line.kind != "code"))
        return None if found is None else Evidence(NAMES[found][0], found == tongue)

    return measured
