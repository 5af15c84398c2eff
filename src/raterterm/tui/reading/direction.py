"""Text written from the right: finds it, and puts it in visual order for a reader who asks for that.

Terminals differ: some order what they are given, most show it from left to right as it comes.  Text is
laid out, searched and quoted in its logical order; only what is drawn last is reordered, line by line,
with the optional ``python-bidi``: its steps in Python, because its fast function does not tell which
character went where.  They do not know the rule for paired brackets, so that a bracket may turn wrongly
between Latin and a number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.clusters import clusters
from raterterm.tui.reading.wrap import Line, plain, width_of

REORDERED = "⇄ visual order"
"""What a title says while lines are reordered."""
STORED = "⇠ as stored"
"""What it says while they are not: most terminals show such text from left to right."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_STRONG_LEFT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u058f\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufaff]")
_STEPS = (
    "explicit_embed_and_overrides",
    "resolve_weak_types",
    "resolve_neutral_types",
    "resolve_implicit_levels",
    "reorder_resolved_levels",
    "apply_mirroring",
)
_CODE = ("│ ", "↪ ", "┌ ")

_Character = tuple[str, Style]


@lru_cache(maxsize=16)
def direction_of(text: str, *, is_reordered: bool) -> str:
    """Return what a title has to say of the direction of ``text``: something only if it is from the right."""
    if not has_right_to_left(text):
        return ""
    return REORDERED if is_reordered else STORED


def has_right_to_left(text: str) -> bool:
    """Tell whether ``text`` has a letter of Hebrew, Arabic or a like script."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter of ``text`` is Hebrew, Arabic or of a like script."""
    if text.isascii() or not (right := _RIGHT_TO_LEFT.search(text)):
        return False
    left = _STRONG_LEFT.search(text)
    return left is None or right.start() < left.start()


def can_reorder() -> bool:
    """Tell whether ``python-bidi`` is installed."""
    return find_spec("bidi") is not None


def reordered(row: Line, width: int) -> Line:
    """Return a line in visual order: each cell of a table by itself, and code as it is."""
    text = plain(row)
    if not has_right_to_left(text) or text.startswith(_CODE):
        return row
    is_flush = text.startswith("  ") and width_of(row) == width
    line: list[_Character] = []
    cell: list[_Character] = []
    for character in _characters(row, text):
        if character[0] == "│":
            line += [*_cell(cell, is_flush=is_flush), character]
            cell = []
        else:
            cell.append(character)
    return _runs([*line, *_cell(cell, is_flush=is_flush)])


def _characters(row: Line, text: str) -> Iterator[_Character]:
    """Yield what a reader sees as single characters, with their styles."""
    styles = [run.style or Style.null() for run in row for _ in run.text]
    for start, end, _ in clusters(text):
        yield text[start:end], styles[start]


def _cell(cell: Sequence[_Character], *, is_flush: bool) -> list[_Character]:
    """Reorder what stands between the blanks and bars at either end."""
    texts = [text for text, _ in cell]
    first = next((n for n, text in enumerate(texts) if text not in " ▌"), len(texts))
    last = next((n for n in range(len(texts), first, -1) if texts[n - 1] != " "), first)
    inner = "".join(texts[first:last])
    if not has_right_to_left(inner):
        return list(cell)
    order = _visual("".join(text[0] for text in texts[first:last]), is_flush or is_right_to_left(inner))
    middle = [(mirrored or texts[first + n], cell[first + n][1]) for n, mirrored in order]
    return [*cell[:first], *middle, *cell[last:]]


@lru_cache(maxsize=512)
def _visual(letters: str, from_right: bool) -> tuple[tuple[int, str], ...]:
    """Return the places of ``letters`` from left to right, and the bracket to show instead of one."""
    steps: Any = import_module("bidi.algorithm")
    storage = steps.get_empty_storage()
    storage["base_level"] = int(from_right)
    storage["base_dir"] = "R" if from_right else "L"
    steps.get_embedding_levels(letters, storage)
    for index, character in enumerate(storage["chars"]):
        character["index"] = index
    for step in _STEPS:
        getattr(steps, step)(storage, False)
    return tuple(
        (each["index"], each["ch"] if each["ch"] != letters[each["index"]] else "")
        for each in storage["chars"]
    )


def _runs(characters: Iterable[_Character]) -> Line:
    line: Line = []
    for text, style in characters:
        if line and line[-1].style == style:
            line[-1] = Segment(line[-1].text + text, style)
        else:
            line.append(Segment(text, style))
    return line
