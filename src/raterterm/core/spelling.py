"""Spelling: which words of a text a dictionary is asked about.

The rest is left alone: what is quoted, names and terms that the rater has read in the task, abbreviations,
code, addresses, and words of another script.  A wrong reproach costs more than a missed slip.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from raterterm.core.lint_language import script, scripts, tongue
from raterterm.core.lint_text import passages, without

LONGEST = 60
"""Letters of a word that is looked up; what is longer is no word."""

_LETTER = "[^\\W\\d_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})++(?:['’](?:{_LETTER})++)*+")
_PIECE = re.compile(r"\S+")
_OTHER = re.compile(r"[@#/\\_\d=<>{}|~^]|\w\.\w|::|--\w")
"""In a piece between blanks: an address, a path, a number with its unit, code."""


class Place(NamedTuple):
    """A word, with where it stands."""

    word: str
    """As it stands in the text."""
    start: int
    """Offset of its first character, in Unicode code points."""
    end: int


def language_of(text: str, language: str | None) -> str | None:
    """Return the language that ``text`` is plainly in, else ``language``, as BCP 47 writes them.

    A rationale may be in the language of the rubric and not in that of the task.
    """
    spoken = tongue(text).language
    if spoken is None or (language and primary(language) == spoken):
        return language
    return spoken


def primary(language: str) -> str:
    """Return the language itself, without a region or a script: ``es`` of ``es-MX``."""
    return language.split("-", 1)[0].lower()


def spelled(text: str, language: str, read: Iterable[str] = ()) -> Iterator[Place]:
    """Yield the words of ``text`` that a dictionary of ``language`` may know; none of those in ``read``."""
    seen = frozenset[str]().union(*map(_words, read))
    written = scripts(primary(language))
    for place in _places(without(text, passages(text))):
        if script(place.word[0]) in written and folded(place.word) not in seen:
            yield place


def folded(word: str) -> str:
    """Return a word in the form in which two are compared: the same whatever case, marks composed."""
    return unicodedata.normalize("NFC", word).casefold().replace("’", "'")


def _places(text: str) -> Iterator[Place]:
    for piece in _PIECE.finditer(text):
        if _OTHER.search(piece[0].rstrip(".,;:!?)/")):
            continue
        for word in _WORD.finditer(piece[0]):
            if _is_plain(word[0]):
                yield Place(word[0], piece.start() + word.start(), piece.start() + word.end())


def _is_plain(word: str) -> bool:
    """Tell whether a word is neither a letter ("B's") nor an abbreviation or a name of code ("APIs", "toString")."""
    is_letter = len(word) == 1 or word[1] in "'’"
    return not is_letter and len(word) <= LONGEST and word[1:] == word[1:].lower()


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(map(folded, _WORD.findall(text)))
