"""Turns times into figures, and figures into a table."""

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from benchmarks.terminal import Painted


class Times:
    """What one thing took, each time, in milliseconds."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.shown: list[float] = []
        self.settled: list[float] = []
        self.work: list[float] = []

    def add(self, painted: Painted) -> None:
        """Take one more."""
        self.shown.append(painted.shown)
        self.settled.append(painted.settled)
        self.work.append(painted.work)

    @property
    def p50(self) -> float:
        """What half of the times are below."""
        return median(self.shown)

    @property
    def p99(self) -> float:
        """What 99 of 100 are below; of fewer than 100 the longest."""
        return sorted(self.shown)[len(self.shown) * 99 // 100]

    def as_json(self) -> dict[str, list[float]]:
        """Return every single time."""
        return {"shown": self.shown, "settled": self.settled, "work": self.work}


class Target(NamedTuple):
    """What a figure should be at most."""

    p50: float | None = None
    """Milliseconds."""
    p99: float | None = None
    ratio: float | None = None
    """Times the peer's p50."""

    def __str__(self) -> str:
        """Say it in a few letters."""
        times = "/".join(f"{limit:g}" for limit in (self.p50, self.p99) if limit is not None)
        return f"{times} ms" if times else f"{self.ratio:g} x" if self.ratio else ""


class Figure(NamedTuple):
    """One row of the table: the product beside its peer, measured in turns in the same run."""

    what: str
    product: Times
    peer: Times | None
    target: Target

    @property
    def ratio(self) -> float | None:
        """How many times the peer's p50 the product's is."""
        return self.product.p50 / self.peer.p50 if self.peer else None

    @property
    def is_met(self) -> bool:
        """Whether every limit is kept that there is."""
        found = (self.product.p50, self.product.p99, self.ratio)
        return all(
            limit is None or value is None or value <= limit
            for value, limit in zip(found, self.target, strict=True)
        )

    def as_json(self) -> dict[str, Any]:
        """Return all of it, each single time too."""
        sides = {side.who: side.as_json() for side in (self.product, self.peer) if side}
        return {
            "what": self.what,
            "p50": self.product.p50,
            "p99": self.product.p99,
            "ratio": self.ratio,
            "target": self.target._asdict(),
            "met": self.is_met,
            "ms": sides,
        }


class Fact(NamedTuple):
    """Something measured that is no time of a key: a stall, memory."""

    what: str
    value: float
    unit: str
    limit: float
    note: str
    """Where it was, in a few words."""

    @property
    def is_met(self) -> bool:
        """Whether the limit is kept."""
        return self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """Return all of it."""
        return {**self._asdict(), "met": self.is_met}


def table(results: Sequence[Figure | Fact]) -> str:
    """Return all of it as aligned text, times first."""
    figures = [result for result in results if isinstance(result, Figure)]
    facts = [result for result in results if isinstance(result, Fact)]
    side = f"{'p50':>7} {'p99':>7} {'work':>7}"
    head = f"{'':34} {'n':>4} {side}   {'peer':14} {side} {'ratio':>6}   target"
    return "\n".join([*([head] if figures else []), *map(_row, figures), *map(_fact_row, facts)])


def _row(figure: Figure) -> str:
    ours, peer = figure.product, figure.peer
    beside = f"{peer.who:14} {_side(peer)} {figure.ratio:6.2f}" if peer else " " * 45
    verdict = _verdict(str(figure.target), figure.is_met)
    return f"{figure.what:34} {len(ours.shown):4} {_side(ours)}   {beside}   {verdict}"


def _side(times: Times) -> str:
    return f"{times.p50:7.1f} {times.p99:7.1f} {median(times.work):7.1f}"


def _fact_row(fact: Fact) -> str:
    verdict = _verdict(f"{fact.limit:g} {fact.unit}", fact.is_met)
    return f"{fact.what:34} {fact.value:13.1f} {fact.unit}   {verdict}   {fact.note}"


def _verdict(target: str, is_met: bool) -> str:
    return f"{target} {'met' if is_met else 'MISSED'}" if target else ""
