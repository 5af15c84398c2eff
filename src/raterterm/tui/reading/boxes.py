"""Sets parts of a formula side by side: one row each, or several with brackets around them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from rich.cells import cell_len

Side = Literal["<", "^", ">"]
Cells = Sequence[Sequence[str]]

_BRACKETS = {
    "(": "(⎛⎜⎝",
    ")": ")⎞⎟⎠",
    "[": "[⎡⎢⎣",
    "]": "]⎤⎥⎦",
    "{": "{⎧⎪⎩",
    "}": "}⎫⎪⎭",
    "|": "||||",
    "‖": "‖‖‖‖",
}
"""Each bracket alone, and its top, middle and bottom."""


class Piece(NamedTuple):
    """A part of a formula, and what has to be known of it to set another beside it."""

    rows: tuple[str, ...]
    kind: Literal["plain", "word", "ratio", "script", "tail"] = "plain"
    """A tail is a script behind its mark, which would swallow a letter that follows."""


def text_piece(text: str) -> Piece:
    """Return a piece of one row."""
    return Piece((text,))


def joined(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the rows of the pieces side by side, with the brackets and blanks that keep their sense."""
    pieces = [piece for piece in pieces if any(piece.rows)]
    rows: tuple[str, ...] = ("",)
    in_word = False
    for piece, following in zip_longest(pieces, pieces[1:]):
        rows = _closed_up(rows) if len(piece.rows) > 1 else rows
        before, after = rows[0][-1:], following.rows[0][:1] if following else ""
        is_base = following is not None and following.kind in ("script", "tail")
        in_word = piece.kind in ("word", "tail") or (in_word and piece.kind == "script")
        rows = _beside(rows, _before(_fitted(piece, before, after, is_base=is_base), before))
        if in_word and not is_base and _binds(after, "√∑∫" if piece.kind == "word" else "(√∑∫"):
            rows = _beside(rows, (" ",))
    return rows


def _closed_up(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the blank after an opening bracket: what follows is as tall as the bracket will be."""
    text = rows[0].rstrip()
    return (text, *rows[1:]) if text.endswith(("(", "[", "{")) else rows


def _fitted(piece: Piece, before: str, after: str, *, is_base: bool) -> tuple[str, ...]:
    text = piece.rows[0]
    match piece.kind:
        case "ratio" if before.isdigit() and text[:1].isdigit() and not (is_base or after.isalnum()):
            return (f" {text}",)
        case "ratio" if is_base or _binds(before, ")]°") or _binds(after, "([√∑∏∫"):
            return (f"({text})",)
        case "word" if _binds(before, ")"):
            return (f" {text}",)
    return piece.rows


def _binds(character: str, marks: str) -> bool:
    return character.isalnum() or (character != "" and character in marks)


def _before(right: tuple[str, ...], before: str) -> tuple[str, ...]:
    """Make the bracket before several rows as tall as they are; ``_beside`` drops the short one."""
    return bracketed(right, before, "") if len(right) > 1 and before and before in "([{" else right


def _beside(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Set ``right`` behind ``left``, their first rows on one line."""
    if len(left) == len(right) == 1:
        return (left[0] + right[0],)
    if len(right) > 1 and left[0][-1:] in tuple("([{"):
        left = (left[0][:-1], *left[1:])
    elif len(left) > 1 and right[0].startswith((")", "]", "}", " )", " ]", " }")):
        closing = right[0].lstrip()
        return _beside(bracketed(left, "", closing[0]), (closing[1:],))
    width = max(map(cell_len, left))
    return tuple(padded(a, width) + b for a, b in zip_longest(left, right, fillvalue=""))


def padded(text: str, width: int, side: Side = "<") -> str:
    """Return ``text`` with blanks up to ``width`` cells."""
    spare = width - cell_len(text)
    before = {"<": 0, "^": spare // 2, ">": spare}[side]
    return " " * before + text + " " * (spare - before)


def columns(cells: Cells, sides: Callable[[int], Side], between: str | Sequence[str]) -> list[str]:
    """Return a row of text for each row of cells, set in columns; a row without cells is a line.

    What stands between two columns is the same everywhere, or one text for each but the last.
    """
    widths = [max(map(cell_len, column)) for column in zip_longest(*cells, fillvalue="")]
    gaps = [between] * len(widths) if isinstance(between, str) else [*between, *["  "] * len(widths)]
    rows = ["".join(_row(row, widths, sides, gaps)) for row in cells]
    rule = "─" * max(map(cell_len, rows), default=0)
    return [text if row else rule for row, text in zip(cells, rows, strict=True)]


def _row(
    row: Sequence[str], widths: Sequence[int], sides: Callable[[int], Side], gaps: Sequence[str]
) -> Iterator[str]:
    for index, cell in enumerate(row):
        if index:
            yield gaps[index - 1]
        yield padded(cell, widths[index], sides(index))


def bracketed(rows: Iterable[str], opening: str, closing: str) -> tuple[str, ...]:
    """Return ``rows`` with a bracket as tall as they are on either side, where one is named."""
    rows = list(rows)
    width = max(map(cell_len, rows), default=0)
    return tuple(
        _part(opening, index, len(rows)) + padded(row, width) + _part(closing, index, len(rows))
        for index, row in enumerate(rows)
    )


def _part(bracket: str, index: int, count: int) -> str:
    if not bracket:
        return ""
    alone, top, middle, bottom = tuple(_BRACKETS[bracket])
    if count == 1:
        return alone
    return top if index == 0 else bottom if index == count - 1 else middle
