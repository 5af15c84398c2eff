"""What screens may ask of the app around them."""

from collections.abc import Callable
from typing import Protocol

from raterterm.errors import RatertermError
from raterterm.preferences import Preferences
from raterterm.store.workspace import BatchSummary
from raterterm.tui.desk import Desk

Exported = Callable[[list[str], RatertermError | None], None]
"""Told how an export went: lines for the rater, or why it failed."""


class Desktop(Protocol):
    """Opens screens and exports batches."""

    @property
    def preferences(self) -> Preferences:
        """What the person set."""

    def prefer(self, preferences: Preferences) -> str:
        """Apply changed settings and keep them; return why they are not kept, if they are not."""

    @property
    def break_due(self) -> int | None:
        """The minutes worked without a rest, once a rest is due."""

    def open_batch(self, batch: BatchSummary) -> None:
        """Go on rating a batch."""

    def show_overview(self, desk: Desk) -> None:
        """List the tasks of a batch."""

    def show_preflight(self, desk: Desk) -> None:
        """List what is missing before a batch can be exported."""

    def export(self, desk: Desk, done: Exported) -> None:
        """Sign and write the bundle of a batch."""
