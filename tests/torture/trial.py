"""What an instrument is asked to do, and what it found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import NamedTuple


class Trial(NamedTuple):
    """One run of an instrument."""

    amount: int
    """How many kills, cuts, failures or mutants."""
    seed: int = 1
    patch: str = ""
    """Python that the program under test runs before it starts: a deliberate defect, or nothing."""

    @property
    def random(self) -> Random:
        """A source of chance that gives the same in every run of this trial."""
        return Random(self.seed)  # noqa: S311 - no secret hangs on it


class Report(NamedTuple):
    """What an instrument found."""

    figures: str
    """What was tried and measured, for a person."""
    faults: Sequence[str] = ()
    """Where the program broke a promise."""


Instrument = Callable[[Trial], Report]


def spread(first: int, last: int, count: int) -> list[int]:
    """Return at most ``count`` whole numbers from ``first`` to ``last``, evenly apart, each once."""
    if last < first:
        return []
    step = max(1.0, (last - first + 1) / max(1, count))
    return sorted({min(last, first + int(step * n)) for n in range(min(count, last - first + 1))})


def numbered(faults: Iterable[str], what: str) -> Iterator[str]:
    """Yield faults with the case that showed them."""
    return (f"{what}: {fault}" for fault in faults)


def joined(reports: Sequence[Report]) -> Report:
    """Return what several instruments found as one."""
    faults = [fault for report in reports for fault in report.faults]
    return Report("; ".join(report.figures for report in reports), faults)
