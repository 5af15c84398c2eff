"""The search line: where a rater types what to look for, while the texts show where it is."""

from collections.abc import Callable

from raterterm.tui.bindings import bindings
from raterterm.tui.widgets.typed import TypedLine

MAX_WANTED = 200
"""Characters that can be searched for."""


class SearchLine(TypedLine):
    """One line of text that is searched for with every key."""

    BINDINGS = bindings("searching")

    def __init__(self, search: Callable[[str], None]) -> None:
        super().__init__(id="search", compact=True, max_length=MAX_WANTED, placeholder="search in all texts")
        self._search = search

    def on_input_changed(self) -> None:
        """Search for what stands there now."""
        self._search(self.value)
