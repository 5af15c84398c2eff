"""A screen that shows a task to be read, and the keys that move through it."""

from textual.screen import Screen

from raterterm.tui.widgets.reading import Reading


class ReadingScreen(Screen[None]):
    """The reading half of the rating screen."""

    reading: Reading
    """The prompt, the responses and the guidelines."""

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened."""
        raise NotImplementedError

    def action_scroll(self, by: str, direction: int) -> None:
        """Scroll what is read by a line, a page, or to its end."""
        self.reading.scroll_text(by, direction)

    def action_next_pane(self, step: int) -> None:
        """Make another response the one that the keys move."""
        self.reading.responses.move(step)

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

    def action_zoom(self) -> None:
        """Show one response over the whole width."""
        self.reading.responses.toggle_zoom(self.reading.responses.size.width)

    def action_raw(self) -> None:
        """Show the raw text, or the Markdown."""
        self.reading.responses.toggle_raw()

    def action_conversation(self) -> None:
        """Open the whole conversation, or fold it."""
        self.reading.toggle_conversation()

    def action_close(self) -> None:
        """Close what is open beside the task."""
        self.reading.close_panels()
