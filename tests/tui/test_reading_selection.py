"""Words are selected in a text line by line, sentence by sentence or word by word, and seen to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tui.test_reading_marks import MARKDOWN, TABLE

from raterterm.core.units import Unit, next_unit, unit_at
from raterterm.core.visible import visible
from raterterm.tui.reading.clusters import clusters
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import plain

TEXT = "# Title\n\nSome **bold** words (in brackets), and more. The rest!\n\n- an item\n- another\n\n```\nx = 1\n}\n```\n"
UNITS: tuple[Unit, ...] = ("line", "sentence", "word")


def view_of(text: str, *, width: int = 24, height: int = 6, unit: Unit = "line") -> View:
    """Return a view in which the first unit is selected."""
    view = View(text)
    view.resize(width, height)
    view.select_first(unit)
    return view


def selected(view: View) -> str:
    """Return the words that are selected, as the source has them."""
    return view.source[slice(*view.selected)] if view.selected else ""


def drawn(view: View) -> str:
    """Return what is drawn reversed, line by line."""
    return "\n".join(
        text
        for row in view.rows
        if (text := "".join(run.text for run in row if run.style and run.style.reverse))
    )


def walked(view: View, unit: Unit) -> list[str]:
    """Return what is selected from here to the end of the text."""
    found = [selected(view)]
    while view.move_selection(1, unit):
        found.append(selected(view))
    return found


def test_one_goes_line_by_line() -> None:
    """Lines without words are passed, the window follows, and at either end the selection stays."""
    view = view_of(TEXT)

    assert walked(view, "line") == [
        "Title",
        "Some **bold** words (in brackets), and more. The rest!",
        "an item",
        "another",
        "x = 1",
    ]
    assert drawn(view) == "x = 1"
    assert view.place > 0
    while view.move_selection(-1, "line"):
        pass
    assert selected(view) == "Title"
    assert "Title" in plain(view.rows[0])
    assert not view.move_selection(-1, "line")


def test_one_goes_by_sentences_and_words() -> None:
    """A smaller unit starts in what is selected, and a larger one takes all around it."""
    view = view_of(TEXT)
    view.move_selection(1, "line")
    assert view.move_selection(1, "sentence")
    assert selected(view) == "Some **bold** words (in brackets), and more."
    assert drawn(view) == "Some bold words (in\nbrackets), and more."
    assert view.move_selection(1, "sentence")
    assert selected(view) == "The rest!"
    assert view.move_selection(1, "word")
    assert selected(view) == "The"
    assert view.move_selection(-1, "word")
    assert selected(view) == "more"
    assert view.move_selection(-1, "line")
    assert selected(view).startswith("Some")


def test_the_selection_grows_and_shrinks() -> None:
    """Its end moves by a unit; one word at least stays."""
    view = view_of("One two. Three four.", unit="word")
    assert view.extend_selection(1, "word")
    assert selected(view) == "One two"
    assert view.extend_selection(1, "sentence")
    assert selected(view) == "One two."
    assert view.extend_selection(1, "sentence")
    assert selected(view) == drawn(view) == "One two. Three four."
    assert not view.extend_selection(1, "line")
    for expected in ("One two. Three four", "One two. Three", "One two", "One"):
        assert view.extend_selection(-1, "word")
        assert selected(view) == expected
    assert not view.extend_selection(-1, "word")
    assert view.move_selection(1, "word")
    assert selected(view) == "two"


def test_the_first_unit_of_the_window_is_selected() -> None:
    """Not one that starts above, unless nothing else starts in the window; nothing scrolls for it."""
    text = "One sentence that is long enough for several rows. (Another) one is here.\n\n" + "word " * 200
    view = view_of(text, height=3)
    view.lines(1)
    assert view.select_first("sentence")
    assert selected(view) == "(Another) one is here."
    assert view.select_first("word")
    assert selected(view) == "long"
    view.bottom()
    place = view.place
    assert view.select_first("line")
    assert selected(view) == ("word " * 200).strip()
    assert view.place == place
    assert len(drawn(view).split("\n")) == 3


def test_as_little_is_scrolled_as_shows_the_start() -> None:
    """A stretch below is brought to the last row, one above to the first, and one in sight nowhere."""
    text = "\n\n".join(f"Paragraph {number} has words." for number in range(50))
    view = view_of(text, width=40)
    view.select(text.index("Paragraph 30"), len(text))
    assert plain(view.rows[-1]).startswith("Paragraph 30")
    view.select(text.index("Paragraph 29"), len(text))
    assert plain(view.rows[-1]).startswith("Paragraph 30")
    view.select(text.index("graph 9"), text.index(" 10"))
    assert plain(view.rows[0]).startswith("Paragraph 9")
    assert selected(view) == "graph 9 has words.\n\nParagraph"


def test_a_longer_selection_shows_its_end() -> None:
    """What is taken in at the end is seen, and what is moved to is seen whole where it fits."""
    text = "\n\n".join(f"Paragraph {number} has some words." for number in range(9))
    view = view_of(text, height=5)
    for _ in range(4):
        view.extend_selection(1, "line")
    assert plain(view.rows[-1]) == "words."
    view.select_first("line")
    while view.move_selection(1, "line"):
        assert drawn(view).endswith("words.")


def test_what_is_selected_stays() -> None:
    """Through another size, the raw view, another palette and the same text again; not in another text."""
    view = view_of(TEXT)
    view.move_selection(1, "line")
    view.move_selection(1, "sentence")
    before = selected(view)
    view.resize(60, 8)
    assert drawn(view) == "Some bold words (in brackets), and more."
    view.toggle_raw()
    assert drawn(view) == before
    view.restyle(view.palette)
    view.show(TEXT)
    assert drawn(view) == before
    view.clear_selection()
    assert drawn(view) == ""
    view.select_first("line")
    view.show("new text")
    assert view.selected is None


def test_without_a_selection_nothing_moves() -> None:
    """Moving and extending say that they did nothing; an empty stretch is no selection."""
    view = view_of(TEXT)
    view.select(5, 5)

    assert view.selected is None
    assert not view.move_selection(1, "line")
    assert not view.extend_selection(1, "word")


@pytest.mark.parametrize("text", ["", "\n\n", "---", "}\n\n)"])
def test_a_text_without_words_has_nothing_to_select(text: str) -> None:
    """It is said that there is none."""
    view = view_of(text)

    assert not view.select_first("line")
    assert view.selected is None
    assert drawn(view) == ""


def test_cells_are_walked_through() -> None:
    """The window follows the selection through the cells of a table, which are wrapped side by side."""
    view = view_of(TABLE, width=20, height=2, unit="word")
    seen = []
    while view.move_selection(1, "word"):
        seen.append(drawn(view))

    assert seen == ["two", "the", "first", "cell", "the", "second", "of", "them", "👍", "no"]


def test_a_response_is_selected_in_while_it_is_compared() -> None:
    """Units are those of the response itself; what it was compared with is never selected."""
    base, other = "It was an old claim. More of it.", "It was a new claim. More of it."
    view = view_of(other)
    view.compare(base, other, fold=None)
    assert selected(view) == other
    assert view.move_selection(1, "sentence")
    assert selected(view) == "It was a new claim."
    assert "old" not in drawn(view)
    assert view.extend_selection(-1, "word")
    assert selected(view) == "It was a new claim"
    assert view.move_selection(1, "word")
    assert drawn(view) == "More"


@given(MARKDOWN, st.sampled_from(UNITS), st.integers(8, 60), st.integers(1, 8), st.booleans())
def test_what_is_selected_is_in_sight(text: str, unit: Unit, width: int, height: int, raw: bool) -> None:
    """Wherever one goes, some of the selection is seen in the window; and one comes to the text's end."""
    view = view_of(text, width=width, height=height, unit=unit)
    if raw:
        view.toggle_raw()
    while view.move_selection(1, unit):
        assert drawn(view)

    assert view.selected is None or next_unit(text, view.selected, unit, 1) is None


@given(MARKDOWN | st.text(), st.sampled_from(UNITS))
def test_no_character_is_split(text: str, unit: Unit) -> None:
    """Where a unit starts and ends, the screen too begins a new character."""
    for row in visible(text).split("\n"):
        starts = {piece.start for piece in clusters(row)} | {len(row)}
        for at in range(len(row)):
            found = unit_at(row, at, unit)

            assert found is None or {found.start, found.end} <= starts


def test_a_long_text_is_not_laid_out_to_move_in_it() -> None:
    """Only the blocks around the selection are laid out."""
    view = view_of("\n\n".join(f"Paragraph {number}." for number in range(10_000)))
    view.select(len(view.text) // 2, len(view.text) // 2 + 9)
    view.move_selection(1, "line")

    assert len(view.rows) == 6
    assert len(view.document._lines) < 20
