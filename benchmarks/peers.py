"""What the product is compared with: bare Textual apps that do one thing each, and nothing else.

They save nothing and know no rubric; so they are the floor that the framework sets, not rivals.  Each
imports only the widgets it shows, which ``textual.widgets`` loads when they are named.
"""

from pathlib import Path

from textual import widgets
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key


class Hello(App[None]):
    """Says hello: the least that a start can cost."""

    def compose(self) -> ComposeResult:
        """Show one line."""
        yield widgets.Static("hello")


class Echo(App[None]):
    """Shows the key that was pressed, with a number that grows."""

    CSS = "Static { height: 1; }"
    count = 0

    def compose(self) -> ComposeResult:
        """Show one line."""
        yield widgets.Static("ready")

    def on_key(self, event: Key) -> None:
        """Show the key without a layout."""
        self.count += 1
        self.query_one(widgets.Static).update(f"{event.character} echoed {self.count}", layout=False)


class Typing(App[None]):
    """Nothing but a text area."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield widgets.TextArea("ready", soft_wrap=True, show_line_numbers=False)


class Scrolling(App[None]):
    """Two plain texts side by side that scroll together; J a line, space a page, n to the next text."""

    CSS = "Horizontal > * { width: 1fr; } VerticalScroll { scrollbar-size-vertical: 0; }"
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        ("J", "go('line')"),
        ("space", "go('page')"),
        ("n", "next"),
    ]
    AUTO_FOCUS = None

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = [Content(Path(text).read_text("utf-8")) for text in texts]

    def compose(self) -> ComposeResult:
        """Put them side by side."""
        with Horizontal():
            for text in self._texts[:2]:
                with VerticalScroll():
                    yield widgets.Static(text)

    def action_go(self, by: str) -> None:
        """Scroll both."""
        for text in self.query(VerticalScroll):
            lines = 1 if by == "line" else text.size.height - 1
            text.scroll_relative(y=lines, animate=False)

    def action_next(self) -> None:
        """Show the next two texts from their start."""
        self._texts = [*self._texts[2:], *self._texts[:2]]
        for pane, text in zip(self.query(VerticalScroll), self._texts, strict=False):
            pane.query_one(widgets.Static).update(text)
            pane.scroll_home(animate=False)


class Replacing(App[None]):
    """Two of Textual's Markdown widgets side by side; enter shows the next two texts."""

    CSS = "Horizontal > * { width: 1fr; }"
    BINDINGS = [("enter", "next")]  # noqa: RUF012 - as Textual declares it
    AUTO_FOCUS = None

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = [Path(text).read_text("utf-8") for text in texts]

    def compose(self) -> ComposeResult:
        """Put them side by side."""
        with Horizontal():
            for text in self._texts[:2]:
                with VerticalScroll():
                    yield widgets.Markdown(text)

    async def action_next(self) -> None:
        """Replace both texts at once."""
        self._texts = [*self._texts[2:], *self._texts[:2]]
        with self.batch_update():
            for markdown, text in zip(self.query(widgets.Markdown), self._texts, strict=False):
                await markdown.update(text)
