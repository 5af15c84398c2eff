"""Which language a text is in: its script, and for seven languages of the Latin one a vote of common words.

No library does this for us.  ``lingua`` weighs 96 MB, ``py3langid`` 5 MB and ``numpy`` besides; ``langdetect``,
1 MB, draws at random unless it is seeded and had its last release in 2021.  Left alone they name a language where
there is too little to tell.  A rationale is short, and a wrong reproach costs more than a missed one: what is
asked here is only whether a text is plainly in another language than the one expected.
"""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from raterterm.core.lint_text import words
from raterterm.core.lint_words import COMMON, STOCK, STOP
from raterterm.core.writing import count_words

ENOUGH = 8
"""Words below which nothing is said."""

_COMMON = {language: frozenset(common.split()) for language, common in COMMON.items()}
_SHARE = 0.2
"""Of the words that must be among the commonest of a language."""
_LEAD = 1.5
"""How many times as many as the next language's."""
_KINDS = 3
"""Different words that must be among them."""

_READ = frozenset({*COMMON["en"].split(), *COMMON["es"].split(), *STOP.split(), *STOCK.split()})

_SCRIPTS = {
    "zh": {"CJK"},
    "ja": {"CJK", "HIRAGANA", "KATAKANA"},
    "ko": {"HANGUL", "CJK"},
    "ru": {"CYRILLIC"},
    "uk": {"CYRILLIC"},
    "bg": {"CYRILLIC"},
    "ar": {"ARABIC"},
    "fa": {"ARABIC"},
    "ur": {"ARABIC"},
    "hi": {"DEVANAGARI"},
    "mr": {"DEVANAGARI"},
    "th": {"THAI"},
    "he": {"HEBREW"},
    "el": {"GREEK"},
} | {language: {"LATIN"} for language in COMMON}
_KANA = {"HIRAGANA", "KATAKANA"}


class Tongue(NamedTuple):
    """What can be said of the language of a text."""

    script: str | None
    """The script of more than three letters in four, as Unicode names it; None when they are mixed or few."""
    language: str | None
    """The primary subtag of BCP 47; None when the vote is not clear."""


NOTHING = Tongue(None, None)


@lru_cache(maxsize=64)
def tongue(text: str, least: int = ENOUGH) -> Tongue:
    """Return what can be said of a text of at least so many words."""
    if count_words(text) < least:
        return NOTHING
    found = Counter(script(letter) for letter in text if letter.isalpha())
    total = found.total()
    kana = sum(found[name] for name in _KANA)
    if kana * 10 > total:
        return Tongue("HIRAGANA", "ja")
    name, most = found.most_common(1)[0] if found else ("", 0)
    if most * 4 <= total * 3:
        return NOTHING
    return Tongue(name, _vote(words(text)) if name == "LATIN" else None)


def scripts(language: str) -> frozenset[str]:
    """Return the scripts that a language is written in, by its primary subtag; the Latin one if it is not known."""
    return frozenset(_SCRIPTS.get(language, {"LATIN"}))


@lru_cache(maxsize=4096)
def script(letter: str) -> str:
    """Return the script of a letter, as Unicode names it."""
    return unicodedata.name(letter, "?").split(" ", 1)[0].split("-", 1)[0]


def _vote(said: tuple[str, ...]) -> str | None:
    votes = {language: sum(word in common for word in said) for language, common in _COMMON.items()}
    (first, most), (_, next_most), *_ = sorted(votes.items(), key=lambda vote: -vote[1])
    is_clear = most >= _SHARE * len(said) and most >= _LEAD * next_most
    return first if is_clear and len(_COMMON[first].intersection(said)) >= _KINDS else None


def is_foreign(found: Tongue, expected: set[str]) -> bool:
    """Tell whether a text is plainly in none of the ``expected`` languages, given as BCP 47 writes them."""
    tags = {tag.split("-", 1)[0].lower() for tag in expected}
    if found.script is None or not tags <= _SCRIPTS.keys():
        return False
    if all(found.script not in _SCRIPTS[tag] for tag in tags):
        return True
    return found.language is not None and found.language not in tags


def is_read(text: str) -> bool:
    """Tell whether a text is in English or Spanish; of one that is too short, whether a third of its words may be."""
    found = tongue(text)
    if found.language is not None or found.script not in (None, "LATIN"):
        return found.language in ("en", "es")
    said = [word for word in words(text) if len(word) > 1]
    return 3 * sum(word in _READ for word in said) >= len(said)
