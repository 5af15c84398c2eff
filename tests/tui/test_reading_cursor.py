"""A cursor marks a line, and knows what of the source the line shows."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.spans import span_of
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import plain, written

TEXT = "# Title\n\nSome **bold** words (in brackets), and more of them.\n\n- an item\n- another\n\n```\nx = 1\n}\n```\n"
PARTS = (
    r"word a1 ** * _ ` ``` - 1. > # | |---|---| $x_1$ \[\frac{a}{b}\] ( ) [ ]( <b> مرحبا 字符 é̀ हिन्दी ! : --- === "
    "[x] ~~"
)
BLANKS = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\x1b[2J", "\u200b"]
MARKDOWN = st.lists(st.sampled_from([*PARTS.split(" "), *BLANKS]), max_size=50).map("".join)


def view_of(text: str, *, width: int = 24, height: int = 6) -> View:
    """Return a view with a cursor on its first line."""
    view = View(text)
    view.resize(width, height)
    view.point(on=True)
    return view


def quoted(view: View) -> str:
    """Return the source of the line under the cursor."""
    span = view.pointed()
    assert span
    return view.text[span.start : span.end]


def test_the_cursor_goes_line_by_line() -> None:
    """Each line gives the stretch of the source it shows, marks and all."""
    view = view_of(TEXT)
    found = [quoted(view)]
    while view.point_lines(1):
        found.append(quoted(view))

    assert found == [
        "# Title",
        "Some **bold** words (in",
        "brackets), and more of",
        "them.",
        "- an item",
        "- another",
        "x = 1",
    ]
    assert view.place > 0
    assert view.point_lines(-99)
    assert quoted(view) == "# Title"
    assert view.place == 0


def test_the_cursor_passes_lines_without_words() -> None:
    """Code that starts with lone brackets does not hold the cursor up."""
    view = view_of("```json\n{\n  [\n    1,\n    2\n```\n\n    {\n      {\n    a\n    b")
    found = []
    while view.point_lines(1):
        found.append(quoted(view))

    assert found == ["1,", "2", "a", "b"]
    assert view.point_lines(-1)
    assert quoted(view) == "a"


def test_the_cursor_goes_by_paragraph() -> None:
    """The cursor jumps from paragraph to paragraph, and says if there is none."""
    view = view_of(TEXT)
    assert view.point_paragraph(1)
    assert quoted(view).startswith("Some")
    assert view.point_paragraph(1)
    assert quoted(view) == "- an item"
    assert view.point_paragraph(-1)
    assert view.point_paragraph(-1)
    assert not view.point_paragraph(-1)


def test_the_line_under_the_cursor_stands_out() -> None:
    """The cursor's line is drawn in its style to the full width; its text is not changed."""
    view = view_of(TEXT)
    before = [plain(row).rstrip() for row in view_of(TEXT).rows]
    row = view.rows[0]

    assert all(run.style and run.style.reverse for run in row)
    assert len(plain(row)) == 24
    assert [plain(each).rstrip() for each in view.rows] == before
    view.point(on=False)
    assert not any(run.style and run.style.reverse for each in view.rows for run in each)
    assert view.pointed() is None
    assert not view.point_lines(1)
    assert not view.point_paragraph(1)


def test_the_cursor_keeps_its_place() -> None:
    """At another width the cursor stands on the line with the same words; a new text starts it anew."""
    view = view_of(TEXT)
    view.point_lines(2)
    place = view.cursor
    view.resize(60, 6)

    assert "brackets" in quoted(view)
    view.resize(24, 6)
    assert view.cursor == place
    view.show("new text")
    assert quoted(view) == "new text"


def test_the_row_of_a_table_is_quoted_whole() -> None:
    """A line of wrapped cells stands for the row it is in."""
    view = view_of("|a|b|\n|-|-|\n|one two three|four five six|\n|x|y|", width=20)
    view.point_lines(1)

    assert quoted(view) == "|one two three|four five six|"


@given(MARKDOWN, st.integers(10, 50), st.booleans())
def test_the_source_has_the_words_of_the_line(text: str, width: int, raw: bool) -> None:
    """The stretch of the source that a line stands for has every word that the line shows."""
    document = Document(text, width, Palette(), raw=raw)
    for place in document.places(TOP):
        start, end = span_of(document, place)
        line = words(written(document.line(place)))

        assert 0 <= start <= end <= len(text)
        assert Counter(line) <= Counter(words(visible(text[start:end])))


@pytest.mark.parametrize("text", ["", "\n\n", "---", "}\n\n)"])
def test_a_text_without_words_has_a_cursor_too(text: str) -> None:
    """Where there is no letter, the cursor neither fails nor moves."""
    view = view_of(text)

    assert quoted(view) in text
    assert not view.point_lines(1) or quoted(view) in text
