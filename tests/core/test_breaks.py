"""Breaks: a reminder is due after so many minutes of work without a rest."""

from collections.abc import Sequence
from functools import reduce
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.breaks import REST, Pace

MINUTE = 60.0

gaps = st.lists(st.integers(0, 2 * REST), max_size=30)
"""Seconds between keys, the first since the clock began."""


def after(moments: Sequence[float]) -> Pace:
    """Return the pace after keys at these moments."""
    return reduce(Pace.pressed, moments, Pace())


def steadily(start: float, stop: float) -> list[float]:
    """Return moments a minute apart."""
    return [start + MINUTE * number for number in range(int((stop - start) // MINUTE) + 1)]


@pytest.mark.parametrize(
    ("moments", "now", "due"),
    [
        ([], 3600, None),
        (steadily(0, 3000), 2999, None),
        (steadily(0, 3000), 3000, 50),
        (steadily(1000, 4000), 4000, 50),
        (steadily(0, 4200), 4259, 70),
        ([*steadily(0, 2000), *steadily(2400, 3000)], 3000, None),
        ([*steadily(0, 1980), *steadily(2279, 3000)], 3000, 50),
        (steadily(0, 3000), 3299, 54),
        (steadily(0, 3000), 3300, None),
    ],
    ids=[
        "no key",
        "a second too early",
        "to the second",
        "by no other clock",
        "whole minutes",
        "a rest in between",
        "a second short of a rest",
        "not yet at rest",
        "at rest",
    ],
)
def test_a_reminder_is_due_after_fifty_minutes(moments: Sequence[float], now: float, due: int | None) -> None:
    """Counted from the first key after the last five minutes without one."""
    assert after(moments).due(now, 50) == due


@given(gaps, st.integers(0, 10_000), st.integers(1, 90))
def test_work_counts_from_the_key_that_ended_the_last_rest(
    gaps: Sequence[int], idle: int, minutes: int
) -> None:
    """Whatever was pressed before it."""
    moments = list(accumulate(gaps))
    now = (moments[-1] if moments else 0) + idle
    starts = moments[:1] + [later for earlier, later in pairwise(moments) if later - earlier >= REST]
    worked = (now - starts[-1]) // 60 if starts and idle < REST else 0

    assert after(moments).due(now, minutes) == (worked if worked >= minutes else None)


@given(gaps, st.integers(0, 10_000))
def test_who_wants_no_reminder_gets_none(gaps: Sequence[int], idle: int) -> None:
    """Zero minutes mean never."""
    assert after(list(accumulate(gaps))).due(sum(gaps) + idle, 0) is None


@given(gaps)
def test_a_key_never_makes_a_reminder_due_sooner(gaps: Sequence[int]) -> None:
    """Pressing keys faster is not working longer."""
    moments = list(accumulate(gaps))
    pace, again = after(moments), after([moment for moment in moments for _ in range(2)])

    assert again == pace
