"""Presentation: stable, seeded, blind to who wrote what."""

from itertools import permutations

import pytest
from tests.worlds import a_task, order

from raterterm.core.events import Viewed
from raterterm.core.presentation import order_of, present
from raterterm.core.words import Json, TaskId

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


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({}, ["kind", "order", "task_sha256"]),
        ({"constraints": ["short"]}, ["kind", "order", "task_sha256", "constraints"]),
        ({"anchors": {"depth": {"1": "None"}}}, ["kind", "order", "task_sha256", "anchors"]),
    ],
)
def test_what_was_shown_is_recorded_as_far_as_there_is_any(told: dict[str, Json], keys: list[str]) -> None:
    """So that a team can remake the form without the task; lines of tasks that have nothing of it stay short."""
    shown = present(a_task(**told), "seed")
    viewed = Viewed(**shown._asdict(), task_sha256="0" * 64)

    written = viewed.model_dump(mode="json")

    assert list(written) == keys
    assert Viewed.model_validate(written, strict=False).shown == shown
