"""Plain text: what a reader sees of a response's Markdown, line by line.

What is counted in a response is counted here, so that a marker is no word.  This is no Markdown
renderer: it looks at one line at a time, takes the same time for every text of a length, and where it
cannot tell a marker from text it leaves the text.
"""

import html
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["text", "bold", "heading", "bullet", "number", "code", "table", "rule", "blank"]


class Line(NamedTuple):
    """One line without its markers."""

    kind: Kind
    text: str
    depth: int = 0
    """The level of a heading, from 1; the columns before an item's marker."""


UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""A character of a script that puts no blanks between words: Chinese, Japanese, Thai."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_WRAPPED = re.compile(r"```(?:markdown|md|plaintext|text|txt)?[ \t]*\n(.*)\n```", re.DOTALL)
_QUOTED = re.compile(r"(?:[ \t]{0,3}>[ \t]?)++")
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(?=\S)")
_CLOSING = re.compile(r"[ \t]#+[ \t]*$")
_RULE = re.compile(r"(?:\*[ \t]*){3,}+|(?:-[ \t]*){3,}+|(?:_[ \t]*){3,}+|={3,}")
_DELIMITER = frozenset("|:- \t")
_BULLET = re.compile(r"([ \t]*)[-*+•‣◦▪●][ \t]+(?=\S)(?:\[[ xX]\][ \t]+)?")
_NUMBER = re.compile(r"([ \t]*)(?:\d{1,3}\.|\(?(?:\d{1,3}|[a-zA-Z])\))[ \t]+(?=\S)(?:\[[ xX]\][ \t]+)?")
_BOLD = re.compile(r"[ \t]*(\*\*|__)(?=\S)([^*_]{1,200})\1:?[ \t]*$")

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?:[ \t]+\"[^\"\n]*\")?\)")
_TAG = re.compile(
    r"(?<!<)</?(?:a|b|br|center|code|details|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub"
    r"|summary|sup|table|tbody|td|th|thead|tr|u|ul)(?:[\s/][^<>\n]*)?>",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\*{2,}|`+|~~+|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
_ESCAPED = re.compile(r"\\([^\w\s])")


def lines(markdown: str) -> Iterator[Line]:
    """Yield the lines that are seen, rules and blanks among them; fences and a table's delimiters are not."""
    fence = ""
    for raw in _unwrapped(markdown.replace("\r\n", "\n")).split("\n"):
        marker = _FENCE.match(raw)
        if fence and marker and marker[1].startswith(fence) and not raw[marker.end() :].strip("`~ \t"):
            fence = ""
        elif fence:
            yield Line("code" if raw.strip() else "blank", raw)
        elif marker and "`" not in raw[marker.end() :]:
            fence = marker[1]
        elif not _delimits(raw):
            yield _line(raw)


def _unwrapped(markdown: str) -> str:
    """Return what is inside when the whole text is one block that is no code, as some models wrap it."""
    whole = _WRAPPED.fullmatch(markdown.strip())
    return whole[1] if whole and "```" not in whole[1] else markdown


def plain(markdown: str) -> str:
    """Return the lines of ``markdown`` as a reader sees them, rules left out."""
    return "\n".join(line.text for line in lines(markdown) if line.kind != "rule")


def _delimits(raw: str) -> bool:
    """Tell whether a line stands between a table's head and its rows."""
    return "|" in raw and "-" in raw and _DELIMITER.issuperset(raw)


def _line(raw: str) -> Line:
    quoted = _QUOTED.match(raw)
    text = raw[quoted.end() :] if quoted else raw
    if not text.strip():
        return Line("blank", "")
    if _RULE.fullmatch(text.strip()):
        return Line("rule", "")
    if heading := _HEADING.match(text):
        return Line("heading", inline(_CLOSING.sub("", text[heading.end() :])), len(heading[1]))
    if bold := _BOLD.match(text):
        return Line("bold", inline(bold[2]))
    return _item(text) or _row(text)


def _item(text: str) -> Line | None:
    if bullet := _BULLET.match(text):
        return Line("bullet", inline(text[bullet.end() :]), len(bullet[1].expandtabs(4)))
    if number := _NUMBER.match(text):
        return Line("number", inline(text[number.end() :]), len(number[1].expandtabs(4)))
    return None


def _row(text: str) -> Line:
    if text.lstrip().startswith("|"):
        return Line("table", inline(text.replace("|", " ")))
    return Line("text", inline(text))


def inline(text: str) -> str:
    """Return a line's text without emphasis, tags and the targets of links."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _ESCAPED.sub(r"\1", _MARKS.sub("", text))
    return html.unescape(text).strip()
