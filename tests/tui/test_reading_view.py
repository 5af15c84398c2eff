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


def test_search_reads_over_marks_and_line_ends() -> None:
    """Words are found with Markdown's marks between them, and capitals matter only if given."""
    text = "A **bold**\nclaim. A bold Claim."

    assert view_of(text).find("bold claim") == 2
    assert view_of(text).find("bold Claim") == 1
    assert view_of(text).find("  ") == 0
    assert view_of("a.b axb").find("a.b") == 1


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
