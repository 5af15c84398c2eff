"""What a text is made of, for comparing one with another: words, stems, quoted passages.

Words are compared without case, accents and marks, so that a quote is found whatever typography, Markdown
and spacing stand around it.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from raterterm.core.lint_words import ENDINGS

MAX_PASSAGE = 2000
"""Characters of a quoted passage; a longer one is taken for marks that do not belong together."""

_UNSPACED = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’][^\W\d_{_UNSPACED}]+)*+")
_ENDINGS = sorted(ENDINGS.split(), key=lambda ending: (-len(ending), ending))
"""The longest first."""
_LONGEST = 40
"""Letters of a word that are looked at; what is longer is no word."""
_APOSTROPHE = r"(?<=\w)['’](?=\w)"
_LENGTH = f"{{1,{MAX_PASSAGE}}}?"
_QUOTES = re.compile(
    "|".join(
        [
            rf"`+(?P<code>[^`]{_LENGTH})`+",
            rf"“(?P<curly>[^“”]{_LENGTH})”",
            rf"„(?P<low>[^„“”]{_LENGTH})[“”]",
            rf"«(?P<angle>[^«»]{_LENGTH})»",
            rf"「(?P<corner>[^「」]{_LENGTH})」|『(?P<white>[^『』]{_LENGTH})』",
            rf'(?<![\w"])"(?P<straight>(?=\S)[^"]{_LENGTH})(?<=\S)"(?!\w)',
            rf"(?<!\w)‘(?P<single>(?=\S)(?:[^‘’\n]|{_APOSTROPHE}){_LENGTH})(?<=\S)’(?!\w)",
            rf"(?<![\w'])'(?P<plain>(?=\S)(?:[^'\n]|{_APOSTROPHE}){_LENGTH})(?<=\S)'(?!\w)",
        ]
    )
)


def any_of(alternatives: str) -> str:
    """Return a group of the alternatives of a pattern that is written over several lines."""
    return f"(?:{''.join(part.lstrip() for part in alternatives.splitlines())})"


class Passage(NamedTuple):
    """What stands between quotation marks, or between backticks."""

    start: int
    """Offset of its first character, in Unicode code points, without the mark."""
    end: int
    text: str
    is_code: bool


def passages(text: str) -> tuple[Passage, ...]:
    """Return the quoted passages of ``text`` in order; a passage does not run over an empty line."""
    found = []
    for match in _QUOTES.finditer(text):
        kind = match.lastgroup or ""
        start, end = match.span(kind)
        if "\n\n" not in match[kind] or kind == "code":
            found.append(Passage(start, end, match[kind], kind == "code"))
    return tuple(found)


def without(text: str, found: tuple[Passage, ...]) -> str:
    """Return ``text`` with blanks in place of the passages, so that offsets stay."""
    kept, last = [], 0
    for passage in found:
        kept += [text[last : passage.start], " " * (passage.end - passage.start)]
        last = passage.end
    return "".join([*kept, text[last:]])


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """Return the words in lower case, without accents; in scripts without spaces, the characters."""
    return tuple(map(plain, _WORD.findall(unicodedata.normalize("NFC", text))))


@lru_cache(maxsize=16)
def spoken(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the words with where they start and end in ``text``, in Unicode code points."""
    return tuple((plain(match[0]), *match.span()) for match in _WORD.finditer(text))


@lru_cache(maxsize=64)
def _line(text: str) -> str:
    return f" {' '.join(words(text))} "


def holds(text: str, passage: str) -> bool:
    """Tell whether the words of ``passage`` stand one after the other in ``text``."""
    return _line(passage) in _line(text)


def plain(word: str) -> str:
    """Return ``word`` in lower case, without accents, and with the apostrophe of the keyboard."""
    folded = word.casefold().replace("’", "'")
    if folded.isascii():
        return folded
    return "".join(part for part in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(part))


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return what a plain word has in common with its other forms, in English or Spanish."""
    word = word.split("'", 1)[0][:_LONGEST]
    if len(word) == 4 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    shorter = _cut(word)
    while shorter != word:
        word, shorter = shorter, _cut(shorter)
    return word


def _cut(word: str) -> str:
    """Return a word without its longest ending that leaves four letters."""
    longest = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), "")
    return word.removesuffix(longest)


@lru_cache(maxsize=64)
def stems(text: str) -> frozenset[str]:
    """Return the stems of all words of ``text``."""
    return frozenset(map(stem, words(text)))


def opening(text: str, most: int = 8) -> str:
    """Return the first words of ``text`` that can be quoted: of one line, at most so many; empty if under 3."""
    for line in text.split("\n"):
        found = list(_WORD.finditer(line))[:most]
        if len(found) >= 3:
            return line[found[0].start() : found[-1].end()]
    return ""
