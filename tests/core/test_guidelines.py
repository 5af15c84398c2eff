"""Guidelines: the headings that a rubric's ``see:`` can name, as GitHub makes them, and what changed."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.guidelines import Change, changes, headings, sections


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

    assert [heading[:4] for heading in headings(markdown)] == [
        ("one", "One", 1, 2),
        ("two", "Two", 2, 6),
        ("six", "Six", 6, 9),
    ]


NESTED = """\
Intro

# One
first
## Two
second

### Three
third
## Four

> # Five
fifth
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=repr)
def test_a_heading_knows_where_its_section_stands(line_end: str) -> None:
    """By character, whatever ends the lines: its own text, and with all that is below it."""
    markdown = NESTED.replace("\n", line_end)

    found = {
        heading.title: (markdown[heading.start : heading.text_end], markdown[heading.start : heading.end])
        for heading in headings(markdown)
    }

    assert {
        title: tuple(text.replace(line_end, "|") for text in texts) for title, texts in found.items()
    } == {
        "One": ("# One|first|", "# One|first|## Two|second||### Three|third|## Four||"),
        "Two": ("## Two|second||", "## Two|second||### Three|third|"),
        "Three": ("### Three|third|", "### Three|third|"),
        "Four": ("## Four||", "## Four||"),
        "Five": ("> # Five|fifth|", "> # Five|fifth|"),
    }


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


def test_a_section_is_the_text_up_to_the_next_heading() -> None:
    """The text before the first heading belongs to none."""
    assert [(section.heading.title, section.text) for section in sections(NESTED)] == [
        ("One", "# One\nfirst"),
        ("Two", "## Two\nsecond"),
        ("Three", "### Three\nthird"),
        ("Four", "## Four"),
        ("Five", "> # Five\nfifth"),
    ]


OLD = "Intro\n\n# Facts\n\nCheck dates.\n\n## Names\n\nCheck names.\n\n# Tone\n\nBe warm.\n"


@pytest.mark.parametrize(
    ("new", "told", "gone"),
    [
        (OLD, {}, []),
        (OLD.replace("\n", "  \r\n") + "\n\n", {}, []),
        (OLD.replace("dates", "every date"), {"facts": "changed"}, []),
        (OLD.replace("Check names", "Skip names"), {"names": "changed"}, []),
        (OLD + "\n# Length\n", {"length": "new"}, []),
        (OLD.replace("# Tone\n\nBe warm.\n", ""), {}, ["Tone"]),
        (OLD.replace("## Names\n\nCheck names.\n\n", ""), {}, ["Names"]),
        (OLD.replace("# Tone", "# Voice"), {"voice": "new"}, ["Tone"]),
        (OLD.replace("# Tone", "# Tone!"), {"tone": "changed"}, []),
        (OLD.replace("## Names", "### Names"), {"names": "changed"}, []),
        ("# Tone\n\nBe warm.\n\n" + OLD.replace("# Tone\n\nBe warm.\n", "")[7:], {}, []),
        (OLD.replace("# Tone", "# Tone\n\nFirst.\n\n# Tone"), {"tone": "new"}, []),
        (
            OLD.replace("# Tone", "# Tone\n\nFirst.\n\n# Tone\n\nNow"),
            {"tone": "changed", "tone-1": "new"},
            [],
        ),
        (OLD.replace("Be", "# Names\n\nBe"), {"tone": "changed", "names-1": "new"}, []),
        ("", {}, ["Facts", "Names", "Tone"]),
    ],
)
def test_what_changed_is_told_section_by_section(
    new: str, told: dict[str, Change], gone: Sequence[str]
) -> None:
    """A section that only moved, or has other blanks at the ends of lines, did not change."""
    found = changes(OLD, new)

    assert (dict(found.sections), found.gone) == (told, tuple(gone))
    assert bool(found) == bool(told or gone or not new.startswith("Intro"))


def test_a_section_whose_number_moved_is_found_by_its_title() -> None:
    """When one of its name took its anchor."""
    old = "# Notes\n\none\n\n# Notes\n\ntwo\n"
    new = "# Notes\n\nthree\n\n# Notes\n\none\n"

    found = changes(old, new)

    assert (dict(found.sections), found.gone) == ({"notes": "changed"}, ())


@pytest.mark.parametrize(
    ("new", "is_changed"),
    [
        (OLD, False),
        (OLD.replace("Intro", "Intro  "), False),
        (OLD.replace("Intro", "Hello"), True),
        ("", True),
    ],
)
def test_the_text_before_the_first_heading_can_change(new: str, is_changed: bool) -> None:
    """Though no anchor names it."""
    assert changes(OLD, new).opening == is_changed


def test_guidelines_without_headings_change_as_a_whole() -> None:
    """They are all opening."""
    found = changes("Be warm.\n", "Be kind.\n")

    assert (dict(found.sections), found.gone, found.opening) == ({}, (), True)


titles = st.sampled_from(["# A", "## A", "# B", "### C"])
texts = st.sampled_from(["", "one\n", "two\n\nthree\n", "```\n# no\n```\n"])
documents = st.lists(st.tuples(titles, texts), max_size=8)


def written(document: Sequence[tuple[str, str]]) -> str:
    """Return the Markdown of these sections."""
    return "".join(f"{title}\n\n{text}\n" for title, text in document)


@given(documents, documents)
def test_every_section_is_kept_changed_new_or_gone(
    before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]
) -> None:
    """The counts add up, and only sections that are in neither text as they were are told."""
    found = changes(written(before), written(after))

    kept = len(after) - len(found.sections)
    changed = list(found.sections.values()).count("changed")
    assert kept + changed + len(found.gone) == len(before)
    assert kept == sum(min(before.count(each), after.count(each)) for each in set(after))


@given(documents, st.randoms(use_true_random=False))
def test_sections_that_only_moved_did_not_change(document: list[tuple[str, str]], random: Random) -> None:
    """In any order it is the same guidelines."""
    moved = list(document)
    random.shuffle(moved)

    assert not changes(written(document), written(moved))
