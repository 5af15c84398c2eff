"""Breaks styled text into lines of at most a width, never inside what a reader sees as one character."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style

type Line = list[Segment]
"""One row of the screen, without what pads it to the pane's width."""

_NARROW = re.compile(r"[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2500-\u25fc]*\Z")
_PIECE = re.compile(r" +|[^ ]+")
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]\\Z")
_OPENING = frozenset("([{“‘«（［｛「『【《〈〔")
_CLOSING = frozenset(")]}”’».,;:!?%…、。，．：；！？）］｝」』】》〉〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


class Piece(NamedTuple):
    """A stretch of text that stays on one line if it can."""

    start: int
    end: int
    width: int


def runs(text: str, style: Style) -> Line:
    """Return ``text`` as a list of one styled run, or of none."""
    return [Segment(text, style)] if text else []


def plain(line: Iterable[Segment]) -> str:
    """Return the characters of a line."""
    return "".join([segment.text for segment in line])


def width_of(line: Iterable[Segment]) -> int:
    """Return the cells a line takes."""
    return cell_len(plain(line))


def wrap(line: Line, width: int, *, hard: bool = False) -> list[Line]:
    """Break ``line`` at its newlines and wherever it is wider than ``width``.

    A soft break drops the blanks it falls on; a hard one, for code and raw text, keeps every character.
    """
    text = plain(line)
    if len(text) <= width and "\n" not in text and _NARROW.match(text):
        return [line]
    spans = hard_breaks(text, width) if hard else breaks(text, width)
    return list(_cut(line, spans))


def breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Return start and end of each line of ``text`` wrapped between words."""
    spans: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n"):
        fill = _fill_narrow if _NARROW.match(part) else _fill_pieces
        spans += [(start + begin, start + end) for begin, end in fill(part, width)]
        start += len(part) + 1
    return spans


def hard_breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Return start and end of each line of ``text`` filled to the width, blanks and all."""
    spans: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n"):
        spans += [(start + begin, start + end) for begin, end in _fill_hard(part, width)]
        start += len(part) + 1
    return spans


def clusters(text: str) -> Iterator[Piece]:
    """Yield what a reader sees as single characters, with the width Textual will give each."""
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
    first = text[start]
    if first < "\u0300":
        return False
    if _REGIONAL.match(first):
        return held.end - held.start == 1 and bool(_REGIONAL.match(text[held.start]))
    return _spacing_mark(first) or _conjoins(text[held.end - 1])


@lru_cache(maxsize=1024)
def _spacing_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mc", "Mn", "Me"} or character in "\u0e33\u0eb3"


@lru_cache(maxsize=1024)
def _conjoins(character: str) -> bool:
    return unicodedata.combining(character) == 9


def _fill_narrow(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while length - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start or text[start:cut].isspace():
            yield start, start + width
            start += width
            continue
        yield start, cut
        start = _skip_blanks(text, cut)
    if start < length or not text:
        yield start, length


def _skip_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] == " ":
        start += 1
    return start


def _fill_hard(text: str, width: int) -> Iterator[tuple[int, int]]:
    if _NARROW.match(text):
        for start in range(0, len(text) or 1, width):
            yield start, min(start + width, len(text))
    else:
        yield from _fill(clusters(text), width)


def _fill_pieces(text: str, width: int) -> Iterator[tuple[int, int]]:
    for start, end in _fill(_pieces(text, width), width):
        stop = len(text[start:end].rstrip(" ")) + start
        if stop > start or start == 0:
            yield start, stop


def _fill(pieces: Iterable[Piece], width: int) -> Iterator[tuple[int, int]]:
    start = end = used = 0
    for piece in pieces:
        if used + piece.width > width and end > start:
            yield start, end
            start, used = piece.start, 0
        used += piece.width
        end = piece.end
    yield start, end


def _pieces(text: str, width: int) -> Iterator[Piece]:
    """Yield words; blanks take no room of their own at a line's end, so they join the word before."""
    for found in _PIECE.finditer(text):
        start, end = found.span()
        word = found[0]
        if word[0] == " ":
            yield Piece(start, end, 0 if start else end)
        elif _NARROW.match(word) and end - start <= width:
            yield Piece(start, end, end - start)
        else:
            for piece in _breakable(word, width):
                yield Piece(start + piece.start, start + piece.end, piece.width)


def _breakable(word: str, width: int) -> Iterator[Piece]:
    return iter(())


def _cut(line: Sequence[Segment], spans: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """Yield the parts of ``line`` that the ascending ``spans`` cover."""
    segments = iter(line)
    current = next(segments, None)
    at = 0
    for start, end in spans:
        row: Line = []
        while current is not None and at < end:
            text, style, _ = current
            stop = at + len(text)
            piece = text[max(start - at, 0) : end - at]
            if piece:
                row.append(Segment(piece, style))
            if stop > end:
                break
            at, current = stop, next(segments, None)
        yield row
