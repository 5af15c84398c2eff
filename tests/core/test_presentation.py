"""Presentation: stable, seeded, blind to who wrote what."""

from itertools import permutations

import pytest
from tests.worlds import order

from raterterm.core.presentation import order_of
from raterterm.core.words import TaskId

PAIR = order("r1", "r2")


def shown(seed: str, task: str, *responses: str) -> tuple[str, ...]:
    """Return the order in which ``responses`` are shown."""
    return order_of(seed, TaskId(task), order(*(responses or PAIR)))


def test_the_order_is_the_same_at_every_look() -> None:
    """Nothing but seed, task and ids goes in."""
    assert shown("seed", "t-1") == shown("seed", "t-1")


@pytest.mark.parametrize("given", list(permutations(["r1", "r2", "r3"])))
def test_the_order_does_not_depend_on_the_order_of_the_batch(given: tuple[str, ...]) -> None:
    """A team that always writes its own model first changes nothing."""
    assert shown("seed", "t-1", *given) == shown("seed", "t-1", "r1", "r2", "r3")


def test_a_team_can_reproduce_the_order_from_its_description() -> None:
    r"""``printf 'seed\nt-1\nr1' | sha256sum`` starts with 0c1c, r2's with 4043; for t-5, d202 and 03e2."""
    assert shown("seed", "t-1") == ("r1", "r2")
    assert shown("seed", "t-5") == ("r2", "r1")


def test_about_half_of_all_pairs_are_swapped() -> None:
    """Of 2,000 pairs 1,000, give or take four standard deviations."""
    swapped = sum(shown("seed", f"t-{number}") != PAIR for number in range(2000))

    assert abs(swapped - 1000) < 90


def test_another_seed_swaps_other_pairs() -> None:
    """Two raters do not see the same sides: about half of all pairs differ."""
    differing = sum(shown("one", f"t-{number}") != shown("two", f"t-{number}") for number in range(2000))

    assert abs(differing - 1000) < 90


def test_every_response_is_shown_once() -> None:
    """Nothing is lost or doubled, for as many as there can be."""
    many = [f"r{number}" for number in range(26)]

    assert sorted(shown("seed", "t-1", *many)) == sorted(many)
