"""A list of any length with a cursor: only the rows in the window are made."""

from collections.abc import Callable

from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

Draw = Callable[[int, bool, int], Content]
"""Row number, whether the cursor is on it, and the width: what the row shows."""


class Rows(Static):
    """Rows that are drawn when they are seen."""

    def __init__(self, draw: Draw, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._draw = draw
        self._count = 0
        self._top = 0
        self.cursor = 0
        """Number of the row that the cursor is on."""

    def show(self, count: int, cursor: int) -> None:
        """Show ``count`` rows with the cursor on one of them."""
        self._count = count
        self.move_to(cursor)

    def move_to(self, row: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        self.cursor = max(0, min(row, self._count - 1))
        width, height = self.size
        if self.cursor < self._top or self.cursor >= self._top + height:
            self._top = max(0, min(self.cursor - height // 2, self._count - height))
        window = range(self._top, min(self._top + height, self._count))
        lines = [self._draw(row, row == self.cursor, width).truncate(width, ellipsis=True) for row in window]
        self.update(Content("\n").join(lines), layout=False)

    def on_resize(self, event: Resize) -> None:
        """Fill the new window."""
        del event
        self.move_to(self.cursor)
