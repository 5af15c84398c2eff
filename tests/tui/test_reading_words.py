"""The rendered view hides nothing, and nothing in it acts."""

import json
import re
from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.wrap import Formula, plain, width_of, written

PALETTE = Palette()
SAMPLES = sorted((Path(__file__).parents[2] / "sample_batches").glob("*.jsonl"))
MARKS = (
    "word a1 ** * _ ` ``` ```python ~~~ [ ] ( ) ]( ![ < > | |---|---| # ## --- === $ $$ \\( \\) \\[ \\] \\ &amp; &#27; "
    '<b> <!-- http://x.y/z_a "t" مرحبا 字符 é̀ हिन्दी 🇫🇷 👩‍👩‍👧 [x] [x]: [^1] [^1]: [y][x] ~~ ! :'
)
BLANKS = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\x1b[2J", "\u200b", "\u2028", "\u202e"]
STARTS = ["- ", "* ", "1. ", "12) ", "> ", "[ ] "]
MARKDOWN = st.lists(st.sampled_from([*MARKS.split(), *BLANKS, *STARTS]), max_size=60).map("".join)
"""Texts made of Markdown's marks, hard scripts and hostile characters."""


def rendered(text: str, width: int, *, raw: bool = False) -> list[str]:
    """Return the lines of ``text``."""
    document = Document(text, width, PALETTE, raw=raw)
    return [plain(document.line(place)) for place in document.places(TOP)]


def own(text: str, width: int, *, raw: bool = False) -> str:
    """Return what is rendered of ``text`` without the targets that are added to its reference links."""
    document = Document(text, width, PALETTE, raw=raw)
    shown = [run for place in document.places(TOP) for run in document.line(place)]
    return "\n".join(run.text for run in shown if not (isinstance(run, Formula) and not run.source))


def folded(text: str) -> str:
    """Return the letters and digits of ``text``, raised and lowered ones as ordinary ones."""
    return words(normalize("NFKD", text))


def texts(path: Path) -> list[str]:
    """Return every string of a batch."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    for line in path.read_text("utf-8").split("\n"):
        collect(json.loads(line or "null"))
    return found


@given(MARKDOWN)
def test_every_letter_is_shown_in_order(text: str) -> None:
    """Rendered without narrow columns, a text has the letters of its source in their order."""
    assert folded(own(text, 3_000)) == folded(visible(text))


@given(MARKDOWN, st.integers(8, 60), st.booleans())
def test_no_width_loses_a_letter_or_a_column(text: str, width: int, raw: bool) -> None:
    """At any width every letter is on a line, and every line fits."""
    assert Counter(folded(own(text, width, raw=raw))) == Counter(folded(visible(text)))
    assert all(width_of(line) <= width for line in Document(text, width, PALETTE, raw=raw).window(TOP, 99))


@given(MARKDOWN | st.text(), st.booleans())
def test_no_line_acts(text: str, raw: bool) -> None:
    """Lines hold no control, bidi or invisible character, however it was written."""
    for line in rendered(text, 40, raw=raw):
        assert visible(line) == line
        assert "\n" not in line


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_shown_whole(path: Path) -> None:
    """The texts of the shipped samples lose no letter but those of LaTeX's commands."""
    for text in texts(path):
        document = Document(text, 3_000, PALETTE)
        lines = [document.line(place) for place in document.places(TOP)]
        kept = folded(re.sub(r"\\[A-Za-z]+", "", visible(text)))

        assert words("\n".join(map(written, lines))) == words(visible(text))
        assert Counter(kept) <= Counter(folded("\n".join(map(plain, lines))))
