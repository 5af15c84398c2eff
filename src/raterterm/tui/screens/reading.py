"""A screen on which something is read: translates the keys that read into calls of the panes."""

from functools import partial

from textual.screen import Screen

from raterterm.core.guidelines import Heading
from raterterm.tui.screens.picker import Choice, PickerScreen
from raterterm.tui.widgets.guide import CHANGE_MARKS
from raterterm.tui.widgets.reading import Reading
from raterterm.tui.widgets.searching import SearchLine


class ReadingScreen(Screen[None]):
    """What the keys for reading do."""

    def __init__(self, guidelines: str | None) -> None:
        super().__init__()
        self.reading = Reading(guidelines)
        self.search_line = SearchLine(self._search)

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened."""
        raise NotImplementedError

    def seen_heading(self) -> str | None:
        """Return the link to the heading that explains what the rater is at."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw everything that a key may have changed."""
        raise NotImplementedError

    # Moving

    def action_scroll(self, by: str, direction: int) -> None:
        """Scroll what is read by a line, a page, a paragraph, a heading, a block of code, or to its end."""
        self.reading.scroll_text(by, direction)

    def action_next_pane(self, step: int) -> None:
        """Make another response the one that the keys move."""
        self.reading.move_pane(step)

    def action_link(self) -> None:
        """Scroll the responses together, or each alone."""
        responses = self.reading.responses
        responses.is_linked = not responses.is_linked
        responses.draw_titles()
        self.say(
            "the responses scroll together"
            if responses.is_linked
            else "each response scrolls alone; tab changes"
        )

    def action_select(self) -> None:
        """Select words of what is read: a line, then a sentence, then a word."""
        unit = self.reading.select()
        if unit is None:
            self.say("there are no words here")
        else:
            self.say(f"a {unit} of {self.reading.name}: J K next, + - more, v smaller, ⏎ takes, esc ends")

    def action_extend(self, step: int) -> None:
        """Select one line, sentence or word more, or one less."""
        if not self.reading.extend(step):
            self.say("nothing is selected: v selects a line")

    # Showing it otherwise

    def action_zoom(self) -> None:
        """Show one response over the whole width."""
        if not self.reading.responses.toggle_zoom():
            self.say("one response is shown already; tab changes")

    def action_raw(self) -> None:
        """Show the raw text, or the Markdown."""
        self.reading.responses.toggle_raw()

    def action_difference(self) -> None:
        """Show how the responses differ, or each as it is."""
        if not self.reading.responses.toggle_difference():
            self.say("there is one response: nothing to compare")

    def action_compare_with(self) -> None:
        """Compare the other responses with the one that the keys move."""
        if self.reading.responses.compare_with_active():
            self.say(f"the others are compared with {self.reading.responses.letter}; tab and D take another")
        else:
            self.say("there is one response: nothing to compare")

    def action_conversation(self) -> None:
        """Open the whole conversation, or fold it."""
        self.reading.toggle_conversation()

    def action_close(self) -> None:
        """Close what was opened last, beside the task or in it."""
        if self.reading.close_one():
            self.say("")

    # Searching

    @property
    def is_searching(self) -> bool:
        """Tell whether keys are text to be searched for."""
        return bool(self.search_line.display)

    def action_search(self) -> None:
        """Type what to look for."""
        self._set_searching(True)
        self.search_line.value = ""

    def action_search_done(self) -> None:
        """Keep the hits marked and go back to the keys."""
        wanted = self.search_line.value.strip()
        self._set_searching(False)
        if wanted:
            self.say(f"{self.reading.search(wanted)} · [ ] before and next, esc ends")

    def action_search_cancel(self) -> None:
        """Forget the search and go back to the keys."""
        self._set_searching(False)
        self.reading.search("")
        self.say("")

    def action_next_mark(self, direction: int) -> None:
        """Show the next hit, change, or changed section."""
        self.say(self.reading.next_mark(direction))

    def _search(self, wanted: str) -> None:
        self.say(self.reading.search(wanted))

    def _set_searching(self, is_searching: bool) -> None:
        self.search_line.display = is_searching
        # Not focus(), which waits a turn: keys typed ahead must land in the text.
        self.set_focus(self.search_line if is_searching else None)
        self.draw()

    # Guidelines

    def action_guidelines(self) -> None:
        """Open the guidelines at what the rater is at, or close them."""
        if not self.reading.toggle_guidelines(self.seen_heading()):
            self.say("this rubric has no guidelines")

    def action_contents(self) -> None:
        """List the sections of the guidelines, and go to one."""
        guide = self.reading.guide
        if not guide.headings:
            self.say("this rubric has no guidelines" if guide.markdown is None else "they have no sections")
            return
        here = guide.section.anchor if guide.section else ""
        choices = [self._choice(heading) for heading in guide.headings]
        self.app.push_screen(PickerScreen("Contents of the guidelines", choices, here), self._turn_guide)

    def _choice(self, heading: Heading) -> Choice:
        change = self.reading.guide.changes.get(heading.anchor)
        return Choice(
            heading.anchor, heading.title, heading.level - 1, CHANGE_MARKS[change] if change else ""
        )

    def _turn_guide(self, anchor: str | None) -> None:
        if anchor is not None:
            self.call_after_refresh(partial(self.reading.turn_guide_to, anchor))

    def action_guide_back(self) -> None:
        """Go back to where the guidelines were read before the last jump."""
        if not self.reading.is_guide_open or not self.reading.guide.back():
            self.say("the guidelines were read nowhere before")
