"""Amounts: how many of something there are, and how many are asked for."""

from typing import NamedTuple


class Count(NamedTuple):
    """How many there are: a range where it can be told in more than one way."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


class Amount(NamedTuple):
    """How many are asked for; nothing is set that was not said."""

    least: int | None = None
    most: int | None = None
    about: int | None = None
    """A number that need not be met exactly."""

    def fits(self, count: Count) -> bool | None:
        """Tell whether a count is what was asked for; None when that depends on how it is counted."""
        if self.about is not None:
            return None
        least = 0 if self.least is None else self.least
        if count.high < least or (self.most is not None and count.low > self.most):
            return False
        return True if least <= count.low and (self.most is None or count.high <= self.most) else None

    def distance(self, count: Count) -> str:
        """Return how far a count is from what was asked for, ``13 over 50``; empty when one of them is none."""
        if not count.high or self == NONE:
            return ""
        least, most = (self.least, self.most) if self.about is None else (self.about, self.about)
        if most is not None and count.low > most:
            return f"{count.low - most:,} over {most:,}"
        if least is not None and count.high < least:
            return f"{least - count.high:,} under {least:,}"
        return ""


NONE = Amount(most=0)
"""There is to be none."""


def amount_of(relations: set[str], first: int, last: int | None = None) -> Amount | None:
    """Return what relations such as ``≥`` and numbers ask for; None when they contradict each other.

    ``relations`` are of ``≥ ≤ > < = ~``; none of them means exactly.
    """
    if last is not None:
        return Amount(least=first, most=last) if relations <= {"="} and first <= last else None
    match sorted(relations):
        case [] | ["="]:
            return Amount(least=first, most=first)
        case ["≥"]:
            return Amount(least=first)
        case [">"]:
            return Amount(least=first + 1)
        case ["≤"]:
            return Amount(most=first)
        case ["<"]:
            return Amount(most=max(0, first - 1))
        case ["~"]:
            return Amount(about=first)
        case _:
            return None
