"""Flags: what a lead can say of the categories, in the short form and in the long one."""

import pytest
from pydantic import ValidationError
from tests.worlds import a_rubric

from raterterm.core import jsontext
from raterterm.core.flags import Flags
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json


def flags_of(**block: Json) -> Flags:
    """Return the flags of a rubric with this block."""
    return a_rubric(preference={"question": "Which?"}, flags=block).flags


MIXED = {
    "broken": "Cut off",
    "leak": {"words": "Shows a secret", "escalated": True},
    "tone": {"words": "Rude", "severity": ["slight", "gross"]},
    "typo": {"words": "A typo", "severity": False},
}


def test_both_forms_give_words_in_the_leads_order() -> None:
    """Nothing but the words is said by the words alone."""
    assert list(flags_of(categories=MIXED).words.items()) == [
        ("broken", "Cut off"),
        ("leak", "Shows a secret"),
        ("tone", "Rude"),
        ("typo", "A typo"),
    ]


def test_content_for_the_team_is_escalated_where_a_lead_lists_nothing() -> None:
    """Two of the categories that every rubric has cannot wait; none asks for a severity."""
    flags = flags_of()

    assert [category for category in flags.categories if flags.is_escalated(category)] == [
        "unsafe",
        "personal-data",
    ]
    assert {flags.severities(category) for category in flags.categories} == {()}


def test_what_a_lead_lists_is_escalated_where_it_says_so() -> None:
    """The name of a category escalates nothing."""
    flags = flags_of(categories={"unsafe": "Unsafe", "leak": {"words": "Leak", "escalated": True}})

    assert (flags.is_escalated("unsafe"), flags.is_escalated("leak")) == (False, True)


@pytest.mark.parametrize(
    ("severity", "asked"),
    [
        (False, [(), (), ("slight", "gross"), ()]),
        (True, [("low", "medium", "high"), ("low", "medium", "high"), ("slight", "gross"), ()]),
        (["a", "b"], [("a", "b"), ("a", "b"), ("slight", "gross"), ()]),
    ],
    ids=str,
)
def test_a_category_asks_for_a_severity_as_it_says_or_as_the_block_does(
    severity: Json, asked: list[tuple[str, ...]]
) -> None:
    """Its own word counts, also where it asks for none."""
    flags = flags_of(categories=MIXED, severity=severity)

    assert [flags.severities(category) for category in MIXED] == asked


@pytest.mark.parametrize(
    ("category", "severity", "is_allowed"),
    [
        ("broken", None, True),
        ("broken", "low", False),
        ("tone", "gross", True),
        ("tone", "low", False),
        ("tone", None, False),
        ("gone", None, False),
    ],
)
def test_a_flag_has_a_severity_just_where_it_is_asked(
    category: str, severity: str | None, is_allowed: bool
) -> None:
    """And one of those that are listed."""
    assert flags_of(categories=MIXED).allow(category, severity) == is_allowed


def test_escalated_categories_come_first() -> None:
    """Those of one kind stay in their order; one that the rubric does not have is not escalated."""
    flags = flags_of(categories=MIXED)

    assert flags.escalated_first(["typo", "gone", "leak", "broken"]) == ("leak", "typo", "gone", "broken")


SHORT = {"broken": "Cut off", "unsafe": "Unsafe"}


@pytest.mark.parametrize(
    "block",
    [
        {"categories": SHORT},
        {"categories": MIXED},
        {"categories": SHORT, "severity": True},
        {"categories": SHORT, "severity": ["a", "b"]},
    ],
    ids=str,
)
def test_a_block_is_stored_as_it_is_written(block: Json) -> None:
    """What says nothing is not written: rubrics from before have the JSON that they had."""
    stored = jsontext.encode(flags_of(**block).model_dump(mode="json"))

    assert jsontext.decode(stored) == block
    assert Flags.model_validate(jsontext.decode(stored)) == flags_of(**block)


@pytest.mark.parametrize(
    ("block", "at"),
    [
        ({"categories": {"a": 5}}, "categories.a"),
        ({"categories": {"a": ""}}, "categories.a"),
        ({"categories": {"a": {"escalated": True}}}, "words"),
        ({"categories": {"a": {"words": "A", "escalated": "yes"}}}, "escalated"),
        ({"categories": {"a": {"words": "A", "urgent": True}}}, "urgent"),
        ({"categories": {}}, "categories"),
        ({"severity": "low"}, "severity"),
        ({"severity": ["low"]}, "severity"),
        ({"severity": ["low", "low"]}, "severity"),
        ({"severity": ["Low", "high"]}, "severity"),
        ({"severity": [f"s{number}" for number in range(10)]}, "severity"),
    ],
    ids=str,
)
def test_a_faulty_block_is_refused_once(block: Json, at: str) -> None:
    """One fault, at the key that is wrong."""
    with pytest.raises(ValidationError) as refused:
        Rubric.model_validate(
            {
                "raterterm": "rubric/1",
                "id": "r",
                "version": "1",
                "title": "R",
                "rationale": {},
                "flags": block,
            }
        )

    (error,) = refused.value.errors()
    assert at in ".".join(map(str, error["loc"]))
