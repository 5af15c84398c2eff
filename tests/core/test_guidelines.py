"""Guidelines: the headings that a rubric's ``see:`` can name, as GitHub makes them."""

import pytest

from raterterm.core.guidelines import Heading, headings


def anchors(markdown: str) -> list[str]:
    """Return the anchors of ``markdown`` in order."""
    return [heading.anchor for heading in headings(markdown)]


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Accuracy", "accuracy"),
        ("Tone and empathy", "tone-and-empathy"),
        ("What counts as “supported”?", "what-counts-as-supported"),
        ("1. Facts, first!", "1-facts-first"),
        ("Both bad: when neither helps", "both-bad-when-neither-helps"),
        ("A & B", "a--b"),
        ("a -- b", "a----b"),
        ("snake_case stays", "snake_case-stays"),
        ("`code` and *emphasis*", "code-and-emphasis"),
        ("_underlined_ words", "underlined-words"),
        ("See [the policy](policy.md)", "see-the-policy"),
        ("AT&amp;T", "att"),
        ("Größe und Ähnliches", "größe-und-ähnliches"),
        ("准确性", "准确性"),
        ("सटीकता की जाँच", "सटीकता-की-जाँच"),
        ("דיוק", "דיוק"),
        ("Café (cafe\u0301)", "café-cafe\u0301"),
        ("Fast 🚀 mode", "fast--mode"),
        ("Closed ##", "closed"),
    ],
)
def test_an_anchor_is_the_title_in_lower_case_with_hyphens(title: str, anchor: str) -> None:
    """Markup and punctuation go, letters of every script with their marks stay."""
    assert anchors(f"# {title}\n") == [anchor]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Notes", "Notes", "Notes"], ["notes", "notes-1", "notes-2"]),
        (["Notes", "notes!", "NOTES"], ["notes", "notes-1", "notes-2"]),
        (["Notes", "Notes", "Notes 1"], ["notes", "notes-1", "notes-1-1"]),
        (["Notes 1", "Notes", "Notes"], ["notes-1", "notes", "notes-2"]),
    ],
)
def test_repeated_headings_are_numbered(titles: list[str], expected: list[str]) -> None:
    """No two headings share an anchor, also when one is named like a number of another."""
    assert anchors("".join(f"## {title}\n\n" for title in titles)) == expected


def test_a_heading_knows_its_title_level_and_line() -> None:
    """A screen can be opened there."""
    markdown = "Intro\n\n# One\n\ntext\n\nTwo\n---\n\n###### Six\n"

    assert headings(markdown) == (
        Heading("one", "One", 1, 2),
        Heading("two", "Two", 2, 6),
        Heading("six", "Six", 6, 9),
    )


@pytest.mark.parametrize(
    "markdown",
    [
        "",
        "#hashtag\n",
        "```\n# in a fence\n```\n",
        "~~~\n# in a fence\n",
        "    # in indented code\n",
        "<!--\n# in a comment\n-->\n",
        r"\# escaped",
        "####### seven\n",
        "text # not at the start\n",
    ],
)
def test_what_only_looks_like_a_heading_is_none(markdown: str) -> None:
    """Code, comments and escaped signs."""
    assert headings(markdown) == ()
