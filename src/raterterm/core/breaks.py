"""Breaks: when a rater has worked long enough to be reminded of a rest.

Told from the moments of key presses alone, for the rater alone: nothing of it is stored.
"""

from typing import NamedTuple

REST = 5 * 60
"""Seconds without a key that are a rest."""


class Pace(NamedTuple):
    """The work since the last rest, in seconds of a clock that never goes back."""

    since: float | None = None
    """When its first key was pressed; None before the first of all."""
    last: float = 0.0
    """When its latest key was pressed."""

    def pressed(self, now: float) -> "Pace":
        """Return the pace after a key; one that ends a rest starts the work anew."""
        return Pace(now, now) if self.since is None or self._rests(now) else Pace(self.since, now)

    def due(self, now: float, after_minutes: int) -> int | None:
        """Return the whole minutes worked once they are ``after_minutes`` or more, else None.

        None too while the rater rests, and always when ``after_minutes`` is 0, which asks for no reminder.
        """
        if self.since is None or after_minutes == 0 or self._rests(now):
            return None
        minutes = int((now - self.since) // 60)
        return minutes if minutes >= after_minutes else None

    def _rests(self, now: float) -> bool:
        return now - self.last >= REST
