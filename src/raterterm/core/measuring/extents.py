"""Extents: how many words, sentences, items and marks a response has, as its reader sees it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from raterterm.core.measuring.amounts import Count
from raterterm.core.measuring.plaintext import UNSPACED, Line, lines, plain
from raterterm.core.measuring.sentences import count_sentences
from raterterm.core.writing import count_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*+")
_ENDED = re.compile(r"[.!?…:。！？؟।][\"'”’»)\]」』]*$")
_PART = re.compile(
    r"(?<!\w)(?:section|part|chapter|paragraph|sección|seccion|parte|capítulo|capitulo|párrafo)"
    r"\s+(?:\d{1,3}|[ivx]{1,5}|[a-z])\b",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"(?<!\S)(?:\*{3,}|-{3,}|_{3,})(?!\S)")
_HIGHLIGHT = re.compile(r"\*{1,3}(?=[^\s*])[^*\n]*(?<=[^\s*])\*{1,3}")
_STARS = re.compile(r"\*+(?=\S)|(?<=\S)\*+")
_BRACKETED = re.compile(r"\[([^\[\]\n]{1,100})\](?!\()")
_NO_PLACEHOLDER = re.compile(r"[\d\s,;–-]+|\^.*")
_PICTURE = re.compile(
    "(?:[\U0001f000-\U0001faff]|[\u2600-\u27bf\u2b00-\u2bff]\ufe0f)"
    "(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f000-\U0001faff\u2600-\u27bf])*+"
)
_SIGN = re.compile("[\u2600-\u27bf\u2b00-\u2bff]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

Counting = Callable[[str], Count | None]
"""Counts in the text of a response as the batch has it; None when it cannot be told."""


class Unit(NamedTuple):
    """What can be counted."""

    one: str
    many: str
    counted: Counting


def _exactly(number: int) -> Count:
    return Count(number, number)


def _matches(pattern: str) -> Counting:
    found = re.compile(pattern)
    return lambda text: _exactly(sum(1 for _ in found.finditer(text)))


def _words(text: str) -> Count:
    """Count what stands between blanks; where a script has none, a word is one to three characters."""
    seen = plain(text)
    unspaced = len(UNSPACED.findall(seen))
    if not unspaced:
        return _exactly(count_words(seen))
    spaced = count_words(UNSPACED.sub(" ", seen))
    return Count(spaced + (unspaced + 2) // 3, spaced + unspaced)


def _characters(text: str) -> Count:
    """Count code points, blanks included; with the markers of Markdown they are more."""
    seen, raw = (unicodedata.normalize("NFC", each.strip()) for each in (plain(text), text))
    return Count(min(len(seen), len(raw)), max(len(seen), len(raw)))


def _lines(text: str) -> Count:
    kinds = [line.kind for line in lines(text) if line.kind not in {"blank", "rule"}]
    return Count(len(kinds) - kinds.count("heading"), len(kinds))


def _paragraphs(text: str) -> Count:
    """Count blocks between blank lines; a greeting, a list, a line alone and a divider make it a range."""
    seen = list(lines(text))
    blocks = list(_blocks(seen))
    prose = [block for block in blocks if any(line.kind == "text" for line in block)]
    ended = [block for block in prose if _ENDED.search(block[-1].text)]
    alone = [len([line for line in block if line.kind == "text"]) for block in prose]
    found = [max(len(ended), min(len(prose), 1)), sum(alone)]
    found.append(sum(1 for block in blocks if any(line.kind != "heading" for line in block)))
    if len(divided := _DIVIDER.split(text)) > 1:
        found.append(sum(1 for part in divided if part.strip()))
    return Count(min(found), max(found))


def _blocks(seen: Iterable[Line]) -> Iterator[list[Line]]:
    for apart, group in groupby(seen, lambda line: line.kind in {"blank", "rule"}):
        if not apart:
            yield list(group)


def _items(*kinds: str) -> Counting:
    """Count items; those below others, and all of another kind where there is none, may count."""

    def count(text: str) -> Count:
        items = [line for line in lines(text) if line.kind in {"bullet", "number"}]
        asked = [line for line in items if line.kind in kinds]
        top = min((line.depth for line in items), default=0)
        return Count(sum(1 for line in asked if line.depth <= top + 1), len(asked) or len(items))

    return count


def _headings(text: str) -> Count:
    kinds = [line.kind for line in lines(text)]
    return Count(kinds.count("heading"), kinds.count("heading") + kinds.count("bold"))


def _sections(text: str) -> Count | None:
    """Count parts that are numbered as such, else headings of one level; None where there are neither."""
    seen = list(lines(text))
    if numbered := sum(1 for line in seen if _starts_part(line.text)):
        return Count(numbered, sum(len(_PART.findall(line.text)) for line in seen))
    levels = Counter(line.depth for line in seen if line.kind == "heading")
    if not levels:
        return None
    if len(levels) > 1 and levels[min(levels)] == 1:
        del levels[min(levels)]  # the title
    return Count(levels[min(levels)], sum(levels.values()))


def _starts_part(line: str) -> bool:
    found = _PART.search(line[:40])
    return found is not None and not any(map(str.isalnum, line[: found.start()]))


def _highlights(text: str) -> Count:
    """Count emphasised stretches of a line; one inside another, or over several lines, may count."""
    closed = sum(1 for _ in _HIGHLIGHT.finditer(text))
    return Count(closed, max(closed, sum(1 for _ in _STARS.finditer(text)) // 2))


def _placeholders(text: str) -> Count:
    inside = [found[1].strip() for found in _BRACKETED.finditer(text)]
    inside = [each for each in inside if each and each not in {"x", "X"}]
    return Count(sum(1 for each in inside if not _NO_PLACEHOLDER.fullmatch(each)), len(inside))


def _capitals(text: str) -> Count:
    """Count words in capitals; a single letter, such as the word I, may count."""
    found = [word for word in _WORD.findall(plain(text)) if word.isupper()]
    return Count(sum(1 for word in found if len(word) > 1), len(found))


def _commas(text: str) -> Count:
    """Count commas of every script; one between thousands may count."""
    commas = sum(map(text.count, ",，、،"))
    return Count(commas - len(_THOUSANDS.findall(text)), commas)


def _pictures(text: str) -> Count:
    """Count emoji; a sign such as ✓ may count."""
    rest, pictures = _PICTURE.subn("", text)
    return Count(pictures, pictures + len(_SIGN.findall(rest)))


UNITS: Mapping[str, Unit] = {
    "word": Unit("word", "words", _words),
    "sentence": Unit("sentence", "sentences", lambda text: count_sentences(lines(text))),
    "character": Unit("character", "characters", _characters),
    "line": Unit("line", "lines", _lines),
    "paragraph": Unit("paragraph", "paragraphs", _paragraphs),
    "bullet": Unit("bullet point", "bullet points", _items("bullet")),
    "number": Unit("numbered item", "numbered items", _items("number")),
    "item": Unit("list item", "list items", _items("bullet", "number")),
    "heading": Unit("heading", "headings", _headings),
    "section": Unit("section", "sections", _sections),
    "highlight": Unit("highlighted part", "highlighted parts", _highlights),
    "placeholder": Unit("placeholder", "placeholders", _placeholders),
    "capital": Unit("word in capitals", "words in capitals", _capitals),
    "comma": Unit("comma", "commas", _commas),
    "semicolon": Unit("semicolon", "semicolons", _matches("[;；؛]")),
    "exclamation": Unit("exclamation mark", "exclamation marks", _matches(r"!(?!\[)|！")),
    "question": Unit("question mark", "question marks", _matches("[?？؟]")),
    "hashtag": Unit("hashtag", "hashtags", _matches(r"(?<![\w&/#])#\w+")),
    "emoji": Unit("emoji", "emoji", _pictures),
    "link": Unit("link", "links", _matches(r"https?://|(?<![\w/.])www\.")),
}
"""By the names that ``raterterm.core.measuring.idioms`` gives them."""
