"""Skip: why a task may be left unrated, which no lead can narrow to nothing."""

import pytest
from pydantic import ValidationError
from tests.worlds import a_rubric

from raterterm.core.rubric import MAX_REASONS, WELLBEING, Rubric


def offered(**reasons: str) -> list[tuple[str, str]]:
    """Return the reasons of a rubric whose lead lists these, or none."""
    asked = {"preference": {"question": "Which?"}}
    rubric = a_rubric(**asked, **({"skip": {"reasons": reasons}} if reasons else {}))
    return list(rubric.skip.reasons.items())


def reasons(count: int) -> dict[str, str]:
    """Return so many reasons of a lead's, wellbeing not among them."""
    return {f"reason-{number}": f"Reason {number}" for number in range(count)}


def test_wellbeing_is_offered_by_default() -> None:
    """Once, among the other reasons."""
    assert [reason for reason, _ in offered()] == [
        "outside-expertise",
        "language",
        "broken-task",
        WELLBEING,
        "other",
    ]


def test_wellbeing_is_offered_beside_a_leads_own_reasons() -> None:
    """The last, in words that ask for no explanation."""
    assert offered(long="Too long", dull="Too dull") == [
        ("long", "Too long"),
        ("dull", "Too dull"),
        (WELLBEING, "I would rather not read this"),
    ]


def test_a_leads_words_and_place_for_wellbeing_are_kept() -> None:
    """Nothing is added when it is there."""
    assert offered(wellbeing="Not today", dull="Too dull") == [
        (WELLBEING, "Not today"),
        ("dull", "Too dull"),
    ]


@pytest.mark.parametrize(
    "listed", [reasons(9), {**reasons(9), WELLBEING: "Not today"}], ids=["9", "10 with it"]
)
def test_there_is_a_digit_for_every_reason(listed: dict[str, str]) -> None:
    """A lead may list nine beside wellbeing."""
    assert len(offered(**listed)) == MAX_REASONS


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (reasons(10), "expected at most 9 reasons beside 'wellbeing', which is always offered"),
        (reasons(11), "at most 10 items"),
    ],
    ids=["10 without it", "11"],
)
def test_more_reasons_are_refused(listed: dict[str, str], message: str) -> None:
    """There would be none for wellbeing."""
    with pytest.raises(ValidationError, match=message):
        offered(**listed)


def test_a_rubric_that_was_stored_without_wellbeing_offers_it_too() -> None:
    """One that was loaded before it was always offered."""
    stored = a_rubric().model_dump(mode="json")
    del stored["skip"]["reasons"][WELLBEING]

    assert WELLBEING in Rubric.model_validate(stored).skip.reasons
