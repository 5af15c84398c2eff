"""How many keys a task takes: counted as they are sent to the real app, and no more are needed."""

from random import Random
from string import ascii_lowercase

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_criterion, a_rubric, task_line

from raterterm.core.task import MAX_RESPONSES
from raterterm.core.words import Json
from raterterm.store.workspace import Workspace

RANKED = a_rubric(ranking={"question": "In which order?"})
SCORED = a_rubric(criteria=[a_criterion(name) for name in ("one", "two", "three", "four", "five", "six")])
COUNTS = range(4, MAX_RESPONSES + 1)


def ranking(count: int, ties: int, random: Random) -> list[list[str]]:
    """Return letters in ranks, so many of which are tied with the rank before."""
    letters = list(ascii_lowercase[:count])
    random.shuffle(letters)
    tied = set(random.sample(range(1, count), ties))
    ranks: list[list[str]] = []
    for place, letter in enumerate(letters):
        if place in tied:
            ranks[-1].append(letter)
        else:
            ranks.append([letter])
    return ranks


def keys_for(ranks: list[list[str]]) -> list[str]:
    """Return the keys that rank like this and go on: one a response, one a tie, one to submit."""
    return [*" ".join(" equals_sign ".join(tied) for tied in ranks).split(), "enter"]


def ranked(seat: Seat, ranks: list[list[str]]) -> Json:
    """Return the answer that is to come of it."""
    order = seat.sheet.form.letters.order
    return [sorted(order[ascii_lowercase.index(letter)] for letter in tied) for tied in ranks]


@pytest.mark.parametrize("ties", [0, 1, 3])
async def test_a_ranking_takes_a_key_a_response_and_one_to_go_on(workspace: Workspace, ties: int) -> None:
    """From 4 responses to 26, whatever their order; each tie is one more."""
    random = Random(4)  # noqa: S311 - no secret
    load_tasks(workspace, RANKED, lines=[task_line(f"t-{count}", count) for count in COUNTS])
    async with seated(workspace) as seat:
        for count in COUNTS:
            ranks = ranking(count, ties, random)
            keys, wanted = keys_for(ranks), ranked(seat, ranks)
            await seat.press(" ".join(keys[:-1]))
            given = seat.answers["ranking"]["ranks"]
            await seat.press(keys[-1])

            assert len(keys) == count + ties + 1
            assert [sorted(tied) for tied in given] == wanted
            assert seat.statuses()[f"t-{count}"] == "submitted"


@pytest.mark.parametrize("count", [5, 26])
async def test_a_ranking_with_a_key_too_few_is_not_submitted(workspace: Workspace, count: int) -> None:
    """The number is what is needed, not what happens to be enough."""
    load_tasks(workspace, RANKED, lines=[task_line("t-1", count)])
    async with seated(workspace) as seat:
        keys = keys_for([[letter] for letter in ascii_lowercase[:count]])
        await seat.press(" ".join([*keys[:-2], "enter"]))
        assert seat.statuses() == {"t-1": "open"}
        await seat.press(" ".join(keys[-2:]))

        assert seat.statuses() == {"t-1": "submitted"}


@pytest.mark.parametrize(("auto_submit", "keys"), [(False, 13), (True, 12)])
async def test_six_criteria_on_two_responses_take_twelve_digits(
    workspace: Workspace, auto_submit: bool, keys: int
) -> None:
    """And one key to submit, unless the rubric submits what is complete."""
    load_tasks(workspace, SCORED.model_copy(update={"auto_submit": auto_submit}), tasks=2)
    async with seated(workspace) as seat:
        pressed = [*"451324531425", *([] if auto_submit else ["enter"])]
        await seat.press(" ".join(pressed[:-1]))
        assert seat.statuses()["t-1"] == "open"
        await seat.press(pressed[-1])

        assert len(pressed) == keys
        assert seat.statuses()["t-1"] == "submitted"
        assert seat.task == "t-2"
        assert seat.kinds().count("answered") == 12
