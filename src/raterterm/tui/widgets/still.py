"""Widgets that repaint only when, and only where, what they show has changed."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import cast

from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget
from textual.widgets import Static


class Still(Static):
    """Text that stands still while keys are pressed that do not concern it."""

    auto_links = False
    _shown: Content | None = None

    def put(self, content: Content) -> None:
        """Show ``content`` without a layout; the widget keeps its size."""
        if self._shown is None or not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=False)


class StillLines(Widget):
    """Lines that stand still each by itself: a key repaints those that it concerns."""

    auto_links = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._content: Sequence[Content] = ()
        self._strips: dict[int, Strip] = {}
        self._drawn_with: tuple[int, object] | None = None

    def put(self, lines: Sequence[Content]) -> None:
        """Show ``lines`` without a layout, each at the row of its number."""
        for row, (new, old) in enumerate(zip_longest(lines, self._content)):
            if new is None or old is None or not new.is_same(old):
                self._strips.pop(row, None)
                self.refresh(Region(0, row, self.size.width, 1))
        self._content = lines

    def render_line(self, y: int) -> Strip:
        """Draw one line; those that were drawn before at this width, in this style, are kept."""
        width, style = self.size.width, self.visual_style
        if self._drawn_with != (width, style):
            self._drawn_with = (width, style)
            self._strips.clear()
        if y >= len(self._content):
            return Strip.blank(width, style.rich_style)
        if y not in self._strips:
            # As Textual's own visuals are drawn; what is asked of the rules is in the styles too.
            options = RenderOptions(self._get_style, cast("RulesMap", self.styles))
            drawn = self._content[y].render_strips(width, 1, style, options)
            self._strips[y] = drawn[0] if drawn else Strip.blank(width, style.rich_style)
        return self._strips[y]
