"""What Markdown looks like as lines."""

import re

import pytest
from rich.segment import Segment

from raterterm.tui.reading.code import _LANGUAGES, _lexer
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.wrap import plain

PALETTE = Palette()


def lines(text: str, width: int = 40) -> list[str]:
    """Return the rendered lines of ``text``."""
    document = Document(text, width, PALETTE)
    return [plain(document.line(place)) for place in document.places(TOP)]


def segments(text: str, width: int = 40) -> list[Segment]:
    """Return the styled runs of ``text``."""
    document = Document(text, width, PALETTE)
    return [run for place in document.places(TOP) for run in document.line(place)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\ntext", ["# Title", "text"]),
        ("Title\n===\n\ntext", ["# Title", "", "text"]),
        ("one\n\n\n\ntwo", ["one", "", "two"]),
        ("line\nline", ["line", "line"]),
        ("- a\n- b\n  - c\n    1. d", ["• a", "• b", "  ◦ c", "    1. d"]),
        ("7. a\n7. b", ["7. a", "7. b"]),
        ("- [ ] open\n- [x] done", ["• [ ] open", "• [x] done"]),
        ("1. a\n\n   more\n2. b", ["1. a", "", "   more", "2. b"]),
        ("- \n- b", ["• ", "• b"]),
        ("> said\n> > twice", ["▌ said", "▌ ▌ twice"]),
        ("- > in\n  > item", ["• ▌ in", "  ▌ item"]),
        ("---", ["─" * 40]),
        ("```python\nx = 1\n\n  y\n```", ["┌ python", "│ x = 1", "│ ", "│   y"]),
        (
            "```\n" + "word " * 12 + "\n```",
            ["│ word word word word word word word ", "↪ word word word word word "],
        ),
        ("~~~\n~~~", ["│ "]),
        ("- ```js\n  let x\n  ```", ["• ┌ js", "  │ let x"]),
        ('see [text](http://x.y "t") now', ['see text ‹http://x.y "t"› now']),
        ("[a](javascript:b&amp;c)", ["a ‹javascript:b&amp;c›"]),
        ("![alt *x*](a.png)", ["▣ alt x ‹a.png›"]),
        ("<http://x.y>", ["http://x.y"]),
        ("[a]: http://x.y", ["[a]: http://x.y"]),
        ("a <b>b</b> <!-- c --> &lt;", ["a <b>b</b> <!-- c --> &lt;"]),
        ("<div hidden>\ntext\n</div>", ["<div hidden>", "text", "</div>"]),
        (r"\(a_1 * b_2\) and $x_1*y*z$ \*", ["a₁ * b₂ and x₁*y*z *"]),
        ("$$\n x = 1\n$$", ["  x = 1"]),
        ("**b** *e* ~~s~~ `c`", ["b e s c"]),
    ],
)
def test_rendering(text: str, expected: list[str]) -> None:
    """Marks become styles or shapes; addresses, markup and numbers stay to be read."""
    assert lines(text) == expected


def test_table_cells_wrap_in_their_columns() -> None:
    """A table wider than the pane shares the width out, and its cells wrap."""
    text = "| a | long column |\n|--:|:-:|\n| 1 | " + "word " * 8 + "|\n| 22 | x |"

    assert lines(text, 24) == [
        " a │     long column",
        "───┼────────────────────",
        " 1 │ word word word word",
        "   │ word word word word",
        "22 │          x",
    ]


def test_a_table_with_too_many_columns_flows() -> None:
    """Where columns cannot fit, each row flows, with bars between the cells."""
    text = "|" + "head|" * 9 + "\n" + "|-" * 9 + "|\n|" + "cell|" * 9

    assert lines(text, 24)[0] == "head │ head │ head │"
    assert "".join(lines(text, 24)).count("cell") == 9


def test_a_row_with_too_many_cells_loses_none() -> None:
    """GFM drops the cells a header has no column for; a rater sees them."""
    assert "3" in "".join(lines("|a|b|\n|-|-|\n|1|2|3|"))
    assert "3" in "".join(lines("- x\n\n  |a|b|\n  |-|-|\n  |1|2|3|"))


def test_columns_of_a_cut_table_agree() -> None:
    """The later parts of a long table stand under the columns of its first."""
    text = "|name|value|\n|-|-|\n" + "".join(f"|n{n}|some text|\n" for n in range(500))

    assert {line.index("│") for line in lines(text) if "│" in line} == {5}


@pytest.mark.parametrize("text", ["مرحبا بالعالم", "# שלום עולם"])
def test_text_from_the_right_stands_right(text: str) -> None:
    """A paragraph that starts in Hebrew or Arabic is set to the right, in logical order."""
    (line,) = lines(text, 30)

    assert line.endswith(text)
    assert line.startswith("     ")


def test_styles() -> None:
    """Emphasis, code and links take the palette's styles, added up where they nest."""
    styled = {run.text: run.style for run in segments("***x*** `c` [l](u)")}

    assert styled["x"] == PALETTE.text + PALETTE.emphasis + PALETTE.strong
    assert styled["c"] == PALETTE.code
    assert styled["l"] == PALETTE.link
    assert styled[" ‹u›"] == PALETTE.target


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12 * 1/3 = <<12*1/3=4.0>>4 and 12 *", "12 * 1/3 = <<12*1/3=4.0>>4 and 12 *"),
        ("3*4*5 and 2**8**2", "3*4*5 and 2**8**2"),
        ("a *word* and un*believ*able", "a word and un*believ*able"),
    ],
)
def test_stars_between_letters_or_digits_are_shown(text: str, shown: str) -> None:
    """A sum whose stars Markdown takes for emphasis would be another one without them."""
    assert lines(text) == [shown]


def test_code_is_coloured_without_changing_it() -> None:
    """A known language is coloured; an unknown one is code all the same."""
    known = {run.text: run.style for run in segments("```python\ndef f(): return 'x'\n```")}
    unknown = {run.text: run.style for run in segments("```klingon\ndef f()\n```")}

    assert known["def"] == PALETTE.keyword
    assert unknown["def f()"] == PALETTE.code


@pytest.mark.parametrize("name", re.sub(r"\\", "", _LANGUAGES.pattern).split("|"))
def test_every_listed_language_has_a_lexer(name: str) -> None:
    """Pygments knows each language that the list names."""
    assert _lexer(name) is not None


def test_a_parser_that_fails_shows_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """If rendering a block raises, or loses a letter, its source is shown."""
    monkeypatch.setattr("raterterm.tui.reading.layout.inline", lambda *_: [Segment("lost")])
    assert lines("*kept*") == ["*kept*"]

    monkeypatch.setattr("raterterm.tui.reading.layout.inline", lambda *_: 1 / 0)
    assert lines("*kept*") == ["*kept*"]


def test_raw_shows_what_is_there() -> None:
    """The raw view marks trailing blanks, tabs and controls, and keeps every mark."""
    document = Document("**a**  \n\tb\tc\r\n\x1b[31m\n\n字", 40, PALETTE, raw=True)

    assert [plain(document.line(place)) for place in document.places(TOP)] == [
        "**a**··",
        "→   b→  c␍",
        "␛[31m",
        "",
        "字",
    ]
