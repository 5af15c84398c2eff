"""Two texts compared, as lines to read."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from raterterm.core.visible import visible
from raterterm.tui.reading.difference import FOLD, Comparison, compare
from raterterm.tui.reading.document import TOP
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import plain

PALETTE = Palette()
WORDS = "".join(f"word{n} " for n in range(200))
PARTS = [
    "the ",
    "cat ",
    "sat",
    ", ",
    "\n",
    "\n\n",
    "字",
    "é",
    "\t",
    "\x1b[31m",
    "**b** ",
    "$x_1$ ",
    "e\u0301 ",
    WORDS,
]
TEXT = st.lists(st.sampled_from(PARTS), max_size=20).map("".join)


def lines(base: str, other: str, width: int = 60, fold: int | None = FOLD) -> list[str]:
    """Return the lines of a comparison."""
    document = Comparison(compare(base, other, fold), width, PALETTE)
    return [plain(document.line(place)) for place in document.places(TOP)]


def test_changes_are_read_without_colour() -> None:
    """What was removed and added stands between marks, in the words of the source, and has a style too."""
    base, other = "**The** old cat\nsat here.", "**The** new cat\nlay here."

    assert lines(base, other) == ["**The** [-old-]{+new+} cat", "[-sat-]{+lay+} here."]
    document = Comparison(compare(base, other), 60, PALETTE)
    styles = {run.text: run.style for run in document.line(TOP)}
    assert (styles["[-old-]"], styles["{+new+}"]) == (PALETTE.removed, PALETTE.added)


def test_what_stayed_is_folded() -> None:
    """Of a long stretch that stayed, the words beside a change are kept and the others counted."""
    shown = lines(f"{WORDS}old {WORDS}", f"{WORDS}new {WORDS}", fold=3)

    assert shown == [
        "⋯ 197 unchanged words ⋯",
        "word197 word198 word199 [-old-]{+new+} word0 word1 word2",
        "⋯ 197 unchanged words ⋯",
    ]
    assert "word100" in "".join(lines(f"{WORDS}old", f"{WORDS}new", fold=None))
    assert lines("a b c d\n" * 40 + "old", "a b c d\n" * 40 + "new", fold=3) == [
        "⋯ 156 unchanged words ⋯",
        "a b c d",
        "[-old-]{+new+}",
    ]
    assert lines("same", "same") == ["same"]
    assert lines(WORDS, WORDS) == ["⋯ 200 unchanged words ⋯"]
    assert lines("", "") == []


@given(TEXT, TEXT, st.integers(12, 60), st.sampled_from([None, 0, 3, 30]))
def test_no_change_is_hidden(base: str, other: str, width: int, fold: int | None) -> None:
    """Every character that changed is shown, whatever is folded, and every line fits and is inert."""
    shown = lines(base, other, width, fold)
    compared = compare(base, other, fold)

    assert "".join(shown).replace(" ", "") == visible(compared.text).replace("\n", "").replace(" ", "")
    assert all(visible(line) == line and cell_len(line) <= width for line in shown)


@given(TEXT, TEXT, st.sampled_from([None, 0, 3]))
def test_a_place_leads_there_and_back(base: str, other: str, fold: int | None) -> None:
    """An offset in the other text is found in the comparison, or the fold it is in."""
    compared = compare(base, other, fold)
    for place in range(0, len(other), 7):
        back = compared.place_in_other(compared.place_of(place))
        assert back <= place
        if fold is None:
            assert back == place


def test_a_comparison_is_read_as_any_text() -> None:
    """One scrolls, searches and goes from change to change."""
    view = View()
    view.resize(30, 4)
    view.compare(f"{WORDS}old {WORDS}", f"{WORDS}new {WORDS}end", fold=None)

    assert view.place == 0
    assert view.find("word150") == 2
    assert view.top()
    assert view.change(1)
    assert "[-old-]{+new+}" in plain(view.rows[0])
    assert view.change(1)
    assert "{+end+}" in "".join(map(plain, view.rows))
    assert not view.change(1)
    assert view.change(-1)
    assert abs(view.place_in_other - len(WORDS)) < 60
    view.show("text")
    assert not view.change(1)
