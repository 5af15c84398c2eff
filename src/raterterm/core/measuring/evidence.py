"""Evidence: what is found in a response of what a constraint demands, never whether that is good."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from raterterm.core.measuring.amounts import Amount, Count
from raterterm.core.measuring.extents import UNITS


class Evidence(NamedTuple):
    """What was found in one response."""

    found: str
    """In a few words: ``63 words``."""
    fits: bool | None = None
    """Whether it is what is demanded; None where that is open, for a person to judge."""
    detail: str = ""
    """What helps to see it: how far off, or where."""


Measure = Callable[[str], Evidence | None]
"""Finds the evidence in the text of a response as the batch has it; None where nothing can be told."""


def counted(unit: str, amount: Amount) -> Measure:
    """Return what counts one of ``UNITS``."""

    def measured(text: str) -> Evidence | None:
        count = UNITS[unit].counted(text)
        if count is None:
            return None
        return Evidence(_told(unit, count), amount.fits(count), amount.distance(count))

    return measured


def _told(unit: str, count: Count) -> str:
    if count == (0, 0):
        return f"no {UNITS[unit].many}"
    return f"{count} {UNITS[unit].one if count == (1, 1) else UNITS[unit].many}"


def opened(measure: Measure) -> Measure:
    """Return ``measure`` for a demand of which only a part is understood: it says nothing of whether it fits."""

    def measured(text: str) -> Evidence | None:
        evidence = measure(text)
        return evidence and evidence._replace(fits=None)

    return measured


def together(measures: Sequence[Measure | None]) -> Measure | None:
    """Return what measures each part of a demand; a None is a part that is not understood.

    Such a part may say more of the others, so that it is open whether they fit.
    """
    known = [measure for measure in measures if measure is not None]
    if len(measures) == 1 or not known:
        return known[0] if known else None

    def measured(text: str) -> Evidence | None:
        found = [evidence for measure in known if (evidence := measure(text)) is not None]
        if not found:
            return None
        fits = _all_fit(found, whole=len(found) == len(measures)) if len(known) == len(measures) else None
        detail = " · ".join(each.detail for each in found if each.detail)
        return Evidence(" · ".join(each.found for each in found), fits, detail)

    return measured


def _all_fit(found: Sequence[Evidence], *, whole: bool) -> bool | None:
    if any(each.fits is False for each in found):
        return False
    return True if whole and all(each.fits for each in found) else None
