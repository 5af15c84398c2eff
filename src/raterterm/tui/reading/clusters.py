"""Tells where one character ends, as a reader sees it, and where a line may break between two."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import split_graphemes

_NARROW = (
    r" -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1eff"
    r"\u2010-\u2027\u2030-\u205e\u2500-\u25fc"
)
_WIDE = r"\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
NARROW = re.compile(f"[{_NARROW}]*\\Z")
"""Text whose every character takes one cell and stands alone."""
_SIMPLE = re.compile(f"[{_NARROW}{_WIDE}]*\\Z")
_REGIONAL = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
_OPENING = frozenset("([{“‘«（［｛「『【《〈〔")
_CLOSING = frozenset(
    ")]}”’».,;:!?%…、。，．：；！？）］｝」』】》〉〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)


class Piece(NamedTuple):
    """A stretch of text and the cells it takes."""

    start: int
    end: int
    width: int


def clusters(text: str) -> Iterator[Piece]:
    """Yield what a reader sees as single characters, with the width Textual gives each."""
    if _SIMPLE.match(text):
        for index, character in enumerate(text):
            yield Piece(index, index + 1, 2 if character >= "\u3000" else 1)
    else:
        yield from _joined(text)


def atoms(word: str) -> Iterator[Piece]:
    """Yield the parts of a word between which a line may break: around ideographs and kana."""
    start = width = 0
    before: Piece | None = None
    for piece in clusters(word):
        if before and _may_break(word, before, piece):
            yield Piece(start, piece.start, width)
            start, width = piece.start, 0
        width += piece.width
        before = piece
    yield Piece(start, len(word), width)


def _joined(text: str) -> Iterator[Piece]:
    held: Piece | None = None
    for start, end, width in split_graphemes(text)[0]:
        if held and _joins(text, held, start):
            held = Piece(held.start, end, held.width + width)
            continue
        if held:
            yield held
        held = Piece(start, end, width)
    if held:
        yield held


def _joins(text: str, held: Piece, start: int) -> bool:
    if (first := text[start]) < "\u0300":
        return False
    if first in _REGIONAL:
        return held.end - held.start == 1 and text[held.start] in _REGIONAL
    return _leans_back(first) or _reaches_on(text[held.end - 1])


@lru_cache(maxsize=2048)
def _leans_back(character: str) -> bool:
    """Tell a mark with a width of its own, such as a Devanagari vowel, or Thai sara am."""
    return unicodedata.category(character) in {"Mc", "Mn", "Me"} or character in "\u0e33\u0eb3"


@lru_cache(maxsize=2048)
def _reaches_on(character: str) -> bool:
    """Tell a joiner or a virama, which ties the next letter to the one before."""
    return character == "\u200d" or unicodedata.combining(character) == 9


def _may_break(word: str, before: Piece, after: Piece) -> bool:
    if before.width < 2 and after.width < 2:
        return False
    left, right = word[before.end - 1], word[after.start]
    if left in _OPENING or right in _CLOSING:
        return False
    return not (_HANGUL.match(left) and _HANGUL.match(right))
