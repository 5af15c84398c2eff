"""Text written from the right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from raterterm.tui.reading.direction import is_right_to_left, reordered
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import Line, plain, width_of

HEBREW = "שלום עולם"
MIXED = st.lists(
    st.sampled_from([*"אבגمرحabc123 .,()[]•▌│", "ب\u0651", "👩\u200d👧", "字"]), max_size=40
).map("".join)


def lines(text: str, width: int = 24) -> list[str]:
    """Return the rendered lines of ``text``."""
    document = Document(text, width, Palette())
    return [plain(document.line(place)) for place in document.places(TOP)]


def visual(text: str, width: int = 99) -> str:
    """Return a line in visual order."""
    return plain(reordered([Segment(text)], width))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"- {HEBREW}\n- left", [f"             • {HEBREW}", "• left"]),
        (f"1. {HEBREW}\n   {HEBREW}", [f"            1. {HEBREW}", f"               {HEBREW}"]),
        (f"> {HEBREW}", [f"▌              {HEBREW}"]),
        (f"> - {HEBREW}", [f"▌            • {HEBREW}"]),
    ],
)
def test_lists_and_quotes_stand_right(text: str, expected: list[str]) -> None:
    """An item that starts in Hebrew is set to the right with its marker; the bar of a quote stays."""
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("logical", "expected"),
    [
        ("abc", "abc"),
        ("שלום", "םולש"),
        ("שלום (abc) טוב", "בוט (abc) םולש"),
        ("שלום 12", "12 םולש"),
        ("abc שלום def", "abc םולש def"),
        ("  • שלום", "  םולש •"),
        ("▌ שלום", "▌ םולש"),
        ("אב │ גד", "בא │ דג"),
        ("│ x = 'שלום'", "│ x = 'שלום'"),
        ("ب\u0651ا", "اب\u0651"),
    ],
)
def test_visual_order(logical: str, expected: str) -> None:
    """Letters turn round, numbers and Latin do not; marks stay on their letters, cells in their columns."""
    assert visual(logical) == expected


def test_a_line_set_to_the_right_is_read_from_there() -> None:
    """A line that goes on from the one above in Latin letters still has its words from the right."""
    assert visual("   abc שלום", 11) == "   םולש abc"


@given(MIXED, st.integers(1, 60))
def test_reordering_keeps_every_character(text: str, width: int) -> None:
    """A reordered line takes the same cells, and has the same characters, mirrored brackets aside."""
    row: Line = [Segment(text[:7], Style(bold=True)), Segment(text[7:], Style.null())]
    shown = reordered(row, width)
    same = str.maketrans("([", ")]")

    assert width_of(shown) == width_of(row)
    assert sorted(plain(shown).translate(same)) == sorted(text.translate(same))


def test_the_view_reorders_only_what_it_draws() -> None:
    """Switched on, lines are drawn in visual order; search and places stay in logical order."""
    view = View(f"{HEBREW} abc")
    view.resize(20, 4)
    logical = plain(view.rows[0])
    view.reorder(on=True)

    assert plain(view.rows[0]) == "       abc םלוע םולש"
    assert view.find("שלום") == 1
    view.reorder(on=False)
    assert plain(view.rows[0]) == logical


def test_without_the_library_nothing_is_reordered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where python-bidi is not installed the switch stays off."""
    monkeypatch.setattr("raterterm.tui.reading.view.can_reorder", lambda: False)
    view = View(HEBREW)
    view.reorder(on=True)

    assert not view.bidi
    assert is_right_to_left(HEBREW)
