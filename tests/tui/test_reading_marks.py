"""Marks are drawn on the words that they are of, wherever and however these are drawn."""

import re
from collections import Counter
from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.style import Style
from tests.tui.test_reading_words import BLANKS, MARKS, STARTS

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP
from raterterm.tui.reading.marks import Mark
from raterterm.tui.reading.places import words
from raterterm.tui.reading.transcript import Turn
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import Formula, plain

RED, BLUE = Style.parse("underline red"), Style.parse("bold on blue")
TABLE = "|one|two|\n|---|---|\n|the first cell|the second of them|\n|👍|no|\n"
ROW = "\n|word|word|\n|-|-|\n|word word word|word word word|\n"


def numbered(text: str) -> str:
    """Return ``text`` with another word in each place where "word" stands."""
    numbers = count(10)
    return re.sub("word", lambda _: f"w{next(numbers)}x", text)


MARKDOWN = (
    st.lists(st.sampled_from([*MARKS.split(), *BLANKS, *STARTS, ROW, "\n|", "|\n"]), max_size=60)
    .map("".join)
    .map(numbered)
)
"""Texts made of Markdown's marks, hard scripts and hostile characters, in which words can be told apart."""


def view_of(text: str, *marks: tuple[int, int], width: int = 40, raw: bool = False) -> View:
    """Return a view with marks, as high as its text."""
    view = View(text, raw=raw)
    view.resize(width, 5_000)
    view.set_marks([Mark(*each, RED, str(number)) for number, each in enumerate(marks)])
    return view


def on(view: View, words_of: str) -> View:
    """Mark the first place where these words stand in the view's text."""
    start = view.source.index(words_of)
    view.set_marks([Mark(start, start + len(words_of), RED, "")])
    return view


def drawn(view: View, style: Style = RED) -> list[str]:
    """Return what is drawn in the colour of a style, run by run."""
    return [
        run.text
        for row in view.rows
        for run in row
        if run.style and (style.color or style.bgcolor) in (run.style.color, run.style.bgcolor)
    ]


def drawn_letters(view: View) -> tuple[str, str]:
    """Return the letters that are drawn in red: those of the source as they are, and those of formulas."""
    written, formulas = [], []
    for place, row in zip(view.document.places(TOP), view.rows, strict=False):
        red = [bool(run.style and run.style.color == RED.color) for run in row for _ in run.text]
        at = 0
        for run in view.document.line(place):
            marked = [letter for letter, is_red in zip(run.text, red[at:], strict=False) if is_red]
            at += len(run.text)
            if not isinstance(run, Formula):
                written += marked
            elif marked:
                formulas.append(run.source)
    return words("".join(written)), words("".join(formulas))


@given(MARKDOWN, st.integers(8, 70), st.booleans(), st.data())
@example("1. 2. 3. w1x", 8, False, None)
@example(TABLE, 20, False, None)
def test_the_letters_drawn_are_those_of_the_source(
    text: str, width: int, raw: bool, data: st.DataObject | None
) -> None:
    """All letters of a stretch are marked and no others, in both views; a formula is marked as a whole."""
    found = [each.span() for each in re.finditer(r"\S+", text)]
    if not found:
        return
    numbers = st.integers(0, len(found) - 1)
    first, last = sorted(data.draw(st.tuples(numbers, numbers))) if data else (1, 2)
    start, end = found[first][0], found[last][1]

    written, formulas = drawn_letters(view_of(text, (start, end), width=width, raw=raw))

    expected = words(visible(text[:end]))[len(words(visible(text[:start]))) :]
    assert Counter(written) <= Counter(expected) <= Counter(written) + Counter(formulas)
    assert formulas or "|" in text or written == expected


@given(
    MARKDOWN, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=5), st.integers(8, 70)
)
def test_marks_change_no_character(text: str, stretches: list[tuple[int, int]], width: int) -> None:
    """Whatever is marked, every line has the characters that it has without."""
    marked, bare = view_of(text, *stretches, width=width), view_of(text, width=width)

    assert [plain(row) for row in marked.rows] == [plain(row) for row in bare.rows]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("A **bold claim**, here.", "**bold claim**,", ["bold claim", ","]),
        ("She said (“no”). Then", "(“no”).", ["(“no”)."]),
        ("- first item\n- second item", "item\n- second", ["item", "second"]),
        ("# A title\n\nand text", "title\n\nand", ["title", "and"]),
        ("> quoted words\n> go on", "words\n> go", ["words", "go"]),
        ("```\nx = f(1)\n}\ny = 2\n```", "f(1)\n}\ny", ["f(1)", "}", "y"]),
        ("}\n```\n}\n)\n}\n```", "```\n}\n)", ["}", ")"]),
        ("see [the page](http://a.b) now", "page](http://a.b)", ["page", " ‹http://a.b"]),
        ("an é̀lan\u0301 here", "é̀lan\u0301", ["é̀lan\u0301"]),
        ("👍 and 👎!", "👎", ["👎"]),
        ("👍\n👍\n👎", "👍\n👎", ["👍", "👎"]),
        ("so $\\frac{a}{b}$ is", "frac", ["a/b"]),
        ("so $x_1+y$ is", "$x_1+y$ is", ["x₁+y", " is"]),
        (TABLE, "first cell", ["first cell"]),
        (TABLE, "👍", ["👍"]),
        ("a\tb\r\nc  d", "b\r\nc", ["b", "c"]),
        ("bad \x1b[2J words", "\x1b[2J", ["␛[2J"]),
    ],
)
def test_what_stands_between_letters_is_marked_with_them(text: str, marked: str, expected: list[str]) -> None:
    """Marks on words, emoji and formulas are drawn; what only the renderer adds at their ends is not."""
    assert drawn(on(view_of(text), marked)) == expected


def test_a_wrapped_cell_is_marked_alone() -> None:
    """Of cells side by side only that is marked whose words are meant, on each of its lines."""
    view = on(view_of(TABLE, width=20), "second of them")

    assert [plain(row) for row in view.rows][2:5] == [
        "the first │ the",
        "cell      │ second",
        "          │ of them",
    ]
    assert drawn(view) == ["second", "of them"]
    assert drawn(on(view, "first cell")) == ["first", "cell"]


def test_a_formula_in_rows_is_marked_whole() -> None:
    """A part of its source marks all its rows."""
    text = "$$\n\\begin{pmatrix}x & 1\\\\ 2 & 3\\end{pmatrix}\n$$"

    assert len(drawn(on(view_of(text), "x"))) == len(view_of(text).rows) == 2


def test_no_character_is_drawn_in_two_styles() -> None:
    """An offset within what is seen as one character marks all of it."""
    text = "हिन्दी e\u0301"

    assert drawn(view_of(text, (0, 1), (7, 8))) == ["हि", "e\u0301"]
    assert drawn(view_of(text, (1, 2))) == ["हि"]


def test_marks_lie_over_one_another() -> None:
    """Where marks overlap both styles are seen, the later one over the earlier."""
    view = view_of("one two three")
    view.set_marks([Mark(0, 7, RED, "first"), Mark(4, 13, BLUE, "second")])

    assert drawn(view) == ["one ", "two"]
    assert drawn(view, BLUE) == ["two", " three"]
    both = view.rows[0][1].style
    assert both
    assert (both.underline, both.bold, both.color) == (True, True, RED.color)


def test_marks_are_found_by_offset() -> None:
    """A stretch has the marks that cover any of it, in the order they were given in."""
    view = view_of("one two three", (0, 7), (4, 13))

    assert [mark.label for mark in view.marks_in(5, 6)] == ["0", "1"]
    assert [mark.label for mark in view.marks_in(7, 9)] == ["1"]
    assert [mark.label for mark in view.marks_in(0, 4)] == ["0"]
    assert view.marks_in(13, 14) == ()


def test_marks_stay_with_their_words() -> None:
    """Through another size, the raw view, other palettes and a search marks stay; another text has none."""
    view = on(view_of("# A **bold** claim\n\nmore"), "bold")
    assert drawn(view) == ["bold"]
    view.toggle_raw()
    assert drawn(view) == ["bold"]
    view.resize(9, 5)
    assert drawn(view) == ["bold"]
    view.restyle(view.palette._replace(text=Style(bold=True)))
    view.find("claim")
    assert drawn(view) == ["bold"]
    view.show(view.text)
    assert drawn(view) == ["bold"]
    view.show("another bold text")
    assert drawn(view) == []


def test_marks_are_drawn_in_a_comparison() -> None:
    """Marks are of the text that is compared: what was removed is not marked, and what is folded not drawn."""
    base = "It was an old claim of a few words."
    other = "It was a new claim of very few words."
    view = view_of(other)
    on(view, "new claim of very")
    view.compare(base, other, fold=None)

    assert drawn(view) == ["new", "claim of", "very"]
    view.compare("old " + "word " * 200, "new " + "word " * 200, fold=3)
    view.set_marks([Mark(500, 509, RED, "")])
    assert drawn(view) == []


def test_marks_are_drawn_in_a_conversation() -> None:
    """Offsets count in the whole conversation, titles and all."""
    view = view_of("")
    view.converse([Turn("1 · user", "What is **this**?"), Turn("2 · assistant", "This is *it*.")])
    on(view, "assistant\nThis is *it*.")

    assert drawn(view) == ["assistant", "This is ", "it", "."]


def test_text_in_visual_order_is_marked() -> None:
    """Where lines are put in visual order, a mark goes with its letters."""
    view = on(view_of("שלום עולם"), "עולם")
    view.reorder(on=True)

    assert drawn(view) == ["םלוע"]


def test_only_what_is_shown_is_traced() -> None:
    """Of a long text with marks everywhere only the window's blocks are looked at."""
    view = View("Some words here.\n\n" * 1_000)
    view.resize(40, 20)
    view.set_marks([Mark(start, start + 5, RED, "") for start in range(0, 18_000, 90)])

    assert drawn(view) == ["Some", "Some"]
    assert len(view.document._traces) < 12
