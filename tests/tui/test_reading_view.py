"""Moving through a text, keeping the place, searching."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raterterm.tui.reading.cuts import Block
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.layout import lay_out
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import Line, plain

ARTICLE = "\n\n".join(
    f"## Part {n}\n\nText of part {n}, "
    + "with some words in it, " * 6
    + f"end {n}.\n\n```python\nx = {n}\n```"
    for n in range(1, 30)
)


def view_of(text: str, *, width: int = 40, height: int = 10) -> View:
    """Return a view of ``text`` in a window."""
    view = View(text)
    view.resize(width, height)
    return view


def shown(view: View) -> list[str]:
    """Return the lines in the window."""
    return [plain(row) for row in view.rows]


def every_line(text: str, width: int) -> list[str]:
    """Return all lines of ``text``."""
    document = Document(text, width, Palette())
    return [plain(document.line(place)) for place in document.places(TOP)]


@given(st.lists(st.integers(-60, 60), max_size=12))
@settings(max_examples=40)
def test_a_window_is_always_a_stretch_of_the_text(moves: list[int]) -> None:
    """However one scrolls, the window shows the text's lines, full to the end, as if laid out at once."""
    lines = every_line(ARTICLE, 40)
    view, top = view_of(ARTICLE), 0
    for move in moves:
        view.lines(move)
        top = max(0, min(top + move, len(lines) - 10))

    assert shown(view) == lines[top : top + 10]


def test_the_bottom_shows_the_last_line() -> None:
    """At the bottom the window is full and says that it is at the end."""
    view = view_of(ARTICLE)

    assert not view.at_end
    assert view.bottom()
    assert shown(view) == every_line(ARTICLE, 40)[-10:]
    assert (view.at_end, view.percent) == (True, 100)
    assert not view.lines(1)
    assert view.top()
    assert view.place == 0


def test_a_short_text_neither_moves_nor_goes_on() -> None:
    """A text that fits its window is at its end at once."""
    view = view_of("short")

    assert view.at_end
    moves = [view.lines(5), view.bottom(), view.paragraph(1), view.heading(1), view.code(1)]
    assert not any(moves)


def test_an_empty_text_is_shown_empty() -> None:
    """Nothing to show is no error."""
    view = view_of("")

    assert shown(view) == []
    assert view.percent == 100
    assert not any([view.lines(1), view.bottom(), view.heading(-1)])
    assert view.find("x") == 0


def test_little_is_laid_out_for_the_first_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long text only the blocks in the window are laid out."""
    laid_out: list[Block] = []

    def counted(text: str, block: Block, width: int, palette: Palette) -> list[Line]:
        laid_out.append(block)
        return lay_out(text, block, width, palette)

    monkeypatch.setattr("raterterm.tui.reading.document.lay_out", counted)
    shown(view_of(ARTICLE * 100))

    assert 0 < len(laid_out) < 12


@pytest.mark.parametrize("lines", [0, 13, 60, 500])
def test_a_new_width_keeps_the_place(lines: int) -> None:
    """Made narrow and wide again, the window shows the line it showed."""
    view = view_of(ARTICLE)
    view.lines(lines)
    before, first = shown(view), view.place
    for width in (23, 80, 31, 40):
        view.resize(width, 10)
        shown(view)

    assert view.place == first
    assert shown(view) == before


def test_the_raw_view_stands_at_the_same_place() -> None:
    """Toggling between rendered and raw keeps the place, however often."""
    view = view_of(ARTICLE)
    view.lines(77)
    before = shown(view)
    assert view.toggle_raw()
    raw = shown(view)
    view.toggle_raw()

    assert shown(view) == before
    assert raw[0].lstrip("↪ #")[:12] in before[0] or before[0][:12] in raw[0]


def test_jumps() -> None:
    """One jumps by heading, by code block and by paragraph, both ways."""
    view = view_of(ARTICLE)
    assert view.heading(1)
    assert shown(view)[0] == "## Part 2"
    assert view.code(1)
    assert shown(view)[:2] == ["┌ python", "│ x = 2"]
    assert view.paragraph(-1)
    assert shown(view)[0].startswith("Text of part 2")
    assert view.paragraph(1)
    assert view.paragraph(1)
    assert shown(view)[0] == "## Part 3"
    assert view.heading(-1)
    assert shown(view)[0] == "## Part 2"


def test_search_shows_and_marks_each_hit() -> None:
    """A search counts the hits, goes to the first from here on, and around."""
    view = view_of(ARTICLE)
    view.lines(40)
    assert view.find("end 2") == 11
    assert "end 20." in " ".join(shown(view))
    current = [run for row in view.rows for run in row if run.style == view.palette.current_hit]
    assert "".join(run.text for run in current) == "end2"
    assert view.next_hit(-1)
    assert "end 2." in " ".join(shown(view))
    view.clear_search()
    assert not view.next_hit(1)


def test_hits_are_marked_without_moving() -> None:
    """Words can be marked, or only counted, without scrolling; the next step then goes to the first from here."""
    view = view_of(ARTICLE)
    view.lines(100)
    before = shown(view)
    assert view.count_hits("end 2") == 11
    assert not view.next_hit(1)
    assert view.mark("words") == 29 * 6
    assert shown(view) == before
    styles = {run.style for row in view.rows for run in row}
    assert view.palette.hit in styles
    assert view.palette.current_hit not in styles
    assert view.mark("end 2") == 11
    assert view.next_hit(1)
    assert view.search
    assert view.search.offset > view.text.index(before[0].strip("# │"))
    assert view.mark("") == 0
    assert not view.next_hit(1)


@pytest.mark.parametrize("direction", [1, -1])
def test_the_first_step_is_taken_from_where_one_reads(direction: int) -> None:
    """After marking, the next hit is the one below, or above, the window's first line."""
    view = view_of("\n\n".join(f"hit {n}" for n in range(100)), height=4)
    view.mark("hit")
    view.lines(100)
    view.to_mark(direction)

    assert view.search
    assert view.search.current == (50 if direction > 0 else 49)
    view.to_mark(direction)
    assert view.search.current == (51 if direction > 0 else 48)


def test_the_next_mark_is_a_hit_or_a_change() -> None:
    """Without a search one goes from change to change, and in a single text nowhere."""
    view = view_of(ARTICLE, height=4)
    assert not view.to_mark(1)
    view.compare(ARTICLE, ARTICLE.replace("part 9,", "chapter 9,"), fold=None)
    assert view.to_mark(1)
    assert any("chapter" in row for row in shown(view))
    view.find("Part 20")
    assert view.to_mark(1)
    assert any("Part 20" in row for row in shown(view))


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("so $\\frac{a}{b}$ is", "frac", "a/b"),
        ("so $x_1$ is", "x_1", "x₁"),
        ("$x_1+y$ and x", "x", "x"),
        ("**so**", "**", "so"),
    ],
)
def test_a_hit_that_is_not_drawn_is_marked_where_it_is(text: str, wanted: str, marked: str) -> None:
    """A formula that is drawn without the words of its source is marked as a whole, and else the line."""
    view = view_of(text)
    assert view.find(wanted) > 0
    found = [run.text for row in view.rows for run in row if run.style and run.style.reverse]

    assert "".join(found) == marked


def test_one_row_of_a_formula_is_not_marked_for_another() -> None:
    """Of a formula in rows only the hit is marked where it can be seen."""
    view = view_of("$$\n\\begin{pmatrix}x & 1\\\\ 2 & 3\\end{pmatrix}\n$$")
    view.find("x")
    marked = [run.text for row in view.rows for run in row if run.style and run.style.underline]

    assert marked == ["x"]


@pytest.mark.parametrize("wanted", ["* * x", "_", "* *", "| a |"])
def test_marks_can_be_searched_for(wanted: str) -> None:
    """A search for nothing but marks is literal; marks beside words are as optional as in the text."""
    text = "**" * 50_000 + " * * x | a | _ b"

    assert view_of(text).count_hits(wanted) > 0


def test_headings_in_lists_and_quotes_are_reached() -> None:
    """A heading inside an item or a quote is one to jump to; a comment in code is none."""
    view = view_of(
        "- item, `# ` and\n  ```sh\n  # no heading\n  ```\n- ## First\n  text\n\nwords\n\n> said\n> # Second\n> end\n\n"
        + "more\n\n" * 20
    )
    seen = []
    while view.heading(1):
        seen.append(shown(view)[0])

    assert seen == ["• ## First", "▌ # Second"]
    assert view.heading(-1)
    assert shown(view)[0] == "• ## First"
    assert not view.heading(-1)


def test_long_blanks_are_jumped_over() -> None:
    """The next paragraph and the next line with words are found without laying out what has none."""
    view = view_of("first\n" + "\n" * 100_000 + "second\n" + "}\n" * 100_000 + "third")
    view.toggle_raw()
    assert view.paragraph(1)
    assert shown(view)[0] == "second"
    assert view.select_first("line")
    assert view.move_selection(1, "line")
    assert "third" in "".join(shown(view))
    assert len(view.document._lines) < 20


def test_another_width_finds_no_blocks_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is split once, however often its width changes."""
    view = view_of(ARTICLE)
    expected = every_line(ARTICLE, 70)[-10:]
    view.bottom()
    monkeypatch.setattr("raterterm.tui.reading.document.split", None)
    view.resize(70, 10)

    assert shown(view) == expected


def test_search_reads_over_marks_and_line_ends() -> None:
    """Words are found with Markdown's marks between them, and capitals matter only if given."""
    text = "A **bold**\nclaim. A bold Claim."

    assert view_of(text).find("bold claim") == 2
    assert view_of(text).find("bold Claim") == 1
    assert view_of(text).find("  ") == 0
    assert view_of("a.b axb").find("a.b") == 1
    assert view_of("bold * x, bold x").find("bold * x") == 2


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize("text", ["a\u200b b\u200b\n\nc\td\r\n\r\ne *f*\n" * 9, ARTICLE])
def test_each_line_knows_its_place(text: str, raw: bool) -> None:
    """The place of a line leads back to it, or to the lines without a letter above it."""
    document = Document(text, 12, Palette(), raw=raw)
    for place in document.places(TOP):
        offset = document.offset(place)
        assert document.find(offset) >= TOP
        assert document.offset(document.find(offset)) <= offset


def test_a_prepared_text_is_not_laid_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was prepared is shown from memory."""
    view = view_of("first")
    view.prepare(ARTICLE)
    monkeypatch.setattr("raterterm.tui.reading.document.lay_out", None)
    view.show(ARTICLE)

    assert shown(view)[0] == "## Part 1"
