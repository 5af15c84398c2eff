"""A widget that repaints only when what it shows has changed."""

from textual.content import Content
from textual.widgets import Static


class Still(Static):
    """Text that stands still while keys are pressed that do not concern it."""

    _shown: Content | None = None

    def put(self, content: Content) -> None:
        """Show ``content`` without a layout; the widget keeps its size."""
        if self._shown is None or not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=False)
