"""Breaks styled text into lines of at most a width, never inside what a reader sees as one character."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple, Self, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.clusters import NARROW, Piece, atoms, clusters


class Formula(Segment):
    """A run that is not written as in the source, and the source it stands for."""

    source: str
    """Nothing where the run was added, such as the address that is defined elsewhere in the text."""
    whole: "Formula | None"
    """The formula as it was before it was broken into lines, if it was."""

    def __new__(cls, text: str, style: Style, source: str, whole: "Formula | None" = None) -> Self:
        """Take what is shown and what it stands for, and what it is a part of if it is not all of it."""
        self = super().__new__(cls, text, style)
        self.source = source
        self.whole = whole
        return self


class Leap(Segment):
    """Nothing to see: the letters behind it are not those that come next in the source."""

    letters: int
    """How many of the source lie between, or with a minus how many it goes back."""

    def __new__(cls, letters: int) -> Self:
        """Take how far it leads."""
        self = super().__new__(cls, "")
        self.letters = letters
        return self


Line: TypeAlias = list[Segment]
"""One row of the screen, without what pads it to the pane's width."""

_WORD = re.compile(r"( *[^ ]+)( *)")


class _Word(NamedTuple):
    start: int
    end: int
    width: int
    blanks: int
    """Blanks after it, which take room only when another word follows on the line."""


def runs(text: str, style: Style) -> Line:
    """Return ``text`` as a list of one styled run, or of none."""
    return [Segment(text, style)] if text else []


def plain(line: Iterable[Segment]) -> str:
    """Return the characters of a line."""
    return "".join([segment.text for segment in line])


def written(line: Iterable[Segment]) -> str:
    """Return the characters of the source that a line stands for, marks aside."""
    return "".join([run.source if isinstance(run, Formula) else run.text for run in line])


def part_of(run: Segment, start: int, end: int) -> Segment:
    """Return a part of a run; that of a formula takes its share of the source."""
    text, style = run.text[start:end], run.style or Style.null()
    if not isinstance(run, Formula):
        return Segment(text, style)
    # Blanks have no share: a line that is broken loses them.
    ink = list(accumulate((character not in " \n" for character in run.text), initial=0))
    total = max(ink[-1], 1)
    first, last = (len(run.source) * ink[max(0, min(at, len(run.text)))] // total for at in (start, end))
    return Formula(text, style, run.source[first:last], run.whole or run)


def split_rows(line: Line) -> list[Line]:
    """Break ``line`` at its newlines only."""
    if not any("\n" in run.text for run in line):
        return [line]
    rows: list[Line] = [[]]
    for run in line:
        at = 0
        for index, part in enumerate(run.text.split("\n")):
            if index:
                rows.append([])
            if part:
                rows[-1].append(part_of(run, at, at + len(part)))
            at += len(part) + 1
    return rows


def width_of(line: Iterable[Segment]) -> int:
    """Return the cells a line takes."""
    return cell_len(plain(line))


def laid_over(line: Line, start: int, end: int, style: Style) -> Line:
    """Return ``line`` with ``style`` over its characters from ``start`` to before ``end``.

    What is reversed already is underlined when it is to be reversed, so that it looks different; what has
    a background keeps its ink, which was chosen for it.
    """
    styled: Line = []
    at = 0
    for run in line:
        length = len(run.text)
        first, last = max(start - at, 0), min(end - at, length)
        at += length
        if first >= last:
            styled.append(run)
            continue
        text, own = run.text, run.style or Style.null()
        over = own + (style.without_color if own.bgcolor and not style.bgcolor else style)
        if own.reverse and style.reverse:
            over += Style(underline=True)
        styled += [*runs(text[:first], own), Segment(text[first:last], over), *runs(text[last:], own)]
    return styled


def wrap(line: Line, width: int) -> list[Line]:
    """Break ``line`` at its newlines and between words where it is wider than ``width``.

    A break inside a paragraph drops the blanks it falls on.
    """
    text = plain(line)
    if len(text) <= width and "\n" not in text and NARROW.match(text):
        return [line]
    return list(_cut(line, _spans(text, width, whole=False)))


def wrap_whole(line: Line, width: int) -> list[Line]:
    """Break ``line`` at its newlines and after blanks, keeping every blank, for code and raw text."""
    text = plain(line)
    if len(text) <= width and "\n" not in text and NARROW.match(text):
        return [line]
    return list(_cut(line, _spans(text, width, whole=True)))


def _spans(text: str, width: int, *, whole: bool) -> Iterator[tuple[int, int]]:
    start = 0
    for part in text.split("\n"):
        narrow = NARROW.match(part) is not None
        if whole:
            fill = _fill_cells(part, width) if narrow else _fill_clusters(part, width)
        else:
            fill = _fill_narrow(part, width) if narrow else _fill_words(part, width)
        for begin, end in fill:
            yield start + begin, start + end
        start += len(part) + 1


def _fill_narrow(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while length - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start or text[start:cut].isspace():
            cut = start + width
        yield start, start + len(text[start:cut].rstrip(" "))
        start = cut
        while start < length and text[start] == " ":
            start += 1
    if start < length or not text:
        yield start, length


def _fill_cells(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while length - start > width:
        cut = text.rfind(" ", start, start + width) + 1
        if cut <= start + width // 2:
            cut = start + width
        yield start, cut
        start = cut
    yield start, length


def _fill_clusters(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = used = 0
    blank = after_blank = 0
    for piece in clusters(text):
        if used + piece.width > width and piece.start > start:
            cut, used = (blank, used - after_blank) if after_blank > width // 2 else (piece.start, 0)
            yield start, cut
            start, after_blank = cut, 0
        used += piece.width
        if text[piece.start] == " ":
            blank, after_blank = piece.end, used
    yield start, len(text)


def _fill_words(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = end = used = 0
    for word in _words(text, width):
        if used + word.width > width and end > start:
            yield start, end
            start, used = word.start, 0
        used += word.width + word.blanks
        end = word.end
    yield start, end


def _words(text: str, width: int) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        start, end = found.span(1)
        for piece in _parts(found[1], width):
            last = start + piece.end == end
            yield _Word(start + piece.start, start + piece.end, piece.width, len(found[2]) if last else 0)


def _parts(word: str, width: int) -> Iterator[Piece]:
    """Yield the unbreakable parts of a word; one wider than the line falls into its characters."""
    if NARROW.match(word) and len(word) <= width:
        yield Piece(0, len(word), len(word))
        return
    for atom in atoms(word):
        if atom.width <= width:
            yield atom
            continue
        for piece in clusters(word[atom.start : atom.end]):
            yield Piece(atom.start + piece.start, atom.start + piece.end, piece.width)


def _cut(line: Line, spans: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """Yield the parts of ``line`` that the ascending ``spans`` cover."""
    index = at = 0
    for start, end in spans:
        row: Line = []
        while index < len(line):
            length = len(line[index].text)
            first, last = max(start - at, 0), max(min(end - at, length), 0)
            if first < last:
                row.append(line[index] if last - first == length else part_of(line[index], first, last))
            if at + length > end:
                break
            at += length
            index += 1
        yield row
