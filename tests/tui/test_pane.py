"""The reading pane on a screen."""

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region

from raterterm.tui.reading.marks import Mark
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.transcript import Turn
from raterterm.tui.widgets.pane import Pane

TEXT = "\n\n".join(f"## Part {n}\n\n" + "some words " * 30 for n in range(1, 40))


class Panes(App[None]):
    """Two panes side by side."""

    CSS = "Pane { width: 1fr; padding: 0 1; }"

    def compose(self) -> ComposeResult:
        """Show one text rendered and one raw."""
        with Horizontal():
            yield Pane(TEXT, id="left")
            yield Pane("**b**  ", raw=True, id="right")


@pytest.fixture
def panes() -> Panes:
    """Give an app with two panes."""
    return Panes()


async def test_a_pane_reads(panes: Panes) -> None:
    """A pane shows, scrolls, jumps, searches and toggles, and each call says whether it moved."""
    async with panes.run_test(size=(80, 20)) as pilot:
        left, right = panes.query_one("#left", Pane), panes.query_one("#right", Pane)
        assert left.visible_text[0] == "## Part 1"
        assert right.visible_text == ["**b**··"]
        assert left.more_below
        assert right.at_end
        assert not right.scroll_lines(1)
        assert left.scroll_page()
        assert left.scroll_page(-0.5)
        assert left.scroll_heading()
        place, first = left.position, left.visible_text[0]
        assert left.scroll_bottom()
        assert left.percent == 100
        left.restore(place)
        assert left.visible_text[0] == first
        assert left.find("part 3") == 11
        assert left.hit[1] == 11
        await pilot.pause()
        assert left.render_line(0).cell_length == 38


async def test_a_new_text_causes_no_layout(panes: Panes) -> None:
    """A text is replaced, prepared or not, without a layout pass."""
    async with panes.run_test(size=(80, 20)) as pilot:
        left = panes.query_one("#left", Pane)
        await pilot.pause()
        layouts: list[object] = []
        panes.screen.screen_layout_refresh_signal.subscribe(left, layouts.append)
        left.prepare("# Next")
        left.set_document("# Next")
        left.scroll_bottom()
        await pilot.pause()

        assert left.visible_text == ["# Next"]
        assert layouts == []


async def test_resizing_keeps_the_place(panes: Panes) -> None:
    """After a change of the terminal's size the pane shows the same place."""
    async with panes.run_test(size=(80, 20)) as pilot:
        left = panes.query_one("#left", Pane)
        left.scroll_heading(1)
        left.scroll_heading(1)
        await pilot.resize_terminal(50, 12)
        await pilot.pause()

        assert left.visible_text[0] == "## Part 3"


async def test_a_palette_is_drawn_with(panes: Panes) -> None:
    """Setting a palette changes how the text is drawn."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        row = Region(0, 0, 40, 1)
        (before,) = left.render_lines(row)
        left.palette = Palette()._replace(heading=Palette().code)
        (after,) = left.render_lines(row)

        assert after != before
        assert after.text == before.text


async def test_a_pane_compares(panes: Panes) -> None:
    """A pane shows how a text differs from another, and goes back to it at the same place."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        left.set_difference(TEXT, TEXT.replace("Part 30", "Chapter 30"), fold=5)
        assert left.difference
        assert (left.difference.removed, left.difference.added) == (1, 1)
        assert left.visible_text[0].startswith("⋯")
        assert "## [-Part-]{+Chapter+} 30" in left.visible_text
        assert left.find("chapter") == 1
        assert not left.scroll_change()
        left.set_document(TEXT, position=left.position_in_other)
        assert left.difference is None


async def test_a_pane_shows_a_conversation(panes: Panes) -> None:
    """A pane shows a conversation turn by turn, in both views, and goes back to where one was in it."""
    turns = [Turn(f"{number} · user", f"Words of **turn** {number}.\n\n" * 9) for number in range(30)]
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        left.set_conversation(turns)
        assert left.visible_text[0].startswith("── 0 · user ──")
        assert left.scroll_turn()
        assert left.scroll_turn()
        assert left.scroll_turn(-1)
        assert left.visible_text[0].startswith("── 1 · user ──")
        place = left.position
        left.toggle_raw()
        assert left.visible_text[1] == "Words of **turn** 1."
        left.set_document("one text")
        assert not left.scroll_turn()
        left.set_conversation(turns, place)
        assert left.visible_text[0].startswith("── 1 · user ──")
        assert left.find("turn 29") == 9


async def test_panes_beside_are_marked(panes: Panes) -> None:
    """What is searched for is marked in a pane that does not move, until one goes to a hit."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        assert left.count_hits("part 3") == 11
        assert left.hit == (0, 0)
        assert left.mark("part 3") == 11
        assert left.hit == (0, 11)
        assert left.position == 0
        assert left.to_mark()
        assert left.hit == (1, 11)
        assert left.position > 0
        left.clear_search()
        assert not left.to_mark()


async def test_a_pane_says_that_it_reorders(panes: Panes) -> None:
    """With visual order switched on, a pane with text from the right says so for its title."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        left.bidi = True
        assert left.direction == ""
        left.set_document("שלום")
        assert left.direction == "⇄ visual order"
        assert left.visible_text[0].strip() == "םולש"
        left.bidi = False
        assert left.direction == "⇠ as stored"


async def test_words_are_selected_in_a_pane(panes: Panes) -> None:
    """The selection walks through a pane, scrolls it, and tells which part of the text it is."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        assert not left.move_selection()
        assert left.select_first("line")
        assert left.selected == (3, 9)
        assert all(left.move_selection(1, "line") for _ in range(30))
        assert left.position > 0
        assert left.move_selection(1, "word")
        assert left.extend_selection(1, "word")
        assert left.source[slice(*left.selected)] == "Part 16"
        left.select(3, 9)
        assert left.position == 0
        before = left.render_line(0)
        left.clear_selection()
        assert left.render_line(0).text == before.text
        assert left.render_line(0) != before
        assert left.selected is None


async def test_marks_are_drawn_in_a_pane(panes: Panes) -> None:
    """What is marked is drawn in its style, and can be asked for; another text has no marks."""
    async with panes.run_test(size=(80, 20)):
        left = panes.query_one("#left", Pane)
        mark = Mark(3, 7, Style.parse("underline red"), "unclear")
        before = left.render_line(0)
        left.set_marks([mark])
        assert left.render_line(0).text == before.text
        assert [
            run.text for run in left.render_line(0) if run.style and run.style.color == mark.style.color
        ] == ["Part"]
        assert left.marks_in(6, 7) == (mark,)
        assert left.marks_in(7, 8) == ()
        left.set_document("another")
        assert left.marks_in(6, 7) == ()
