"""What was removed and added between two texts."""

from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.diff import MOST_WORK, Segment, difference, tokens

WORDS = [
    "the",
    "cat",
    "sat",
    "on",
    ",",
    ".",
    " ",
    "  ",
    "\n",
    "\n\n",
    "字",
    "符",
    "é",
    "e\u0301",
    "👩\u200d👧",
    "don't",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=80).map("".join) | st.text()


def short(base: str, other: str) -> str:
    """Return a difference as a reader sees it."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[kind].format(text) for kind, text in difference(base, other))


def sides(segments: tuple[Segment, ...]) -> tuple[str, str]:
    """Return the two texts that a difference was made of."""
    return (
        "".join(text for kind, text in segments if kind != "added"),
        "".join(text for kind, text in segments if kind != "removed"),
    )


@pytest.mark.parametrize(
    ("base", "other", "expected"),
    [
        ("", "", ""),
        ("", "x", "{+x+}"),
        ("x", "", "[-x-]"),
        ("same words", "same words", "same words"),
        ("the quick fox", "the slow fox", "the [-quick-]{+slow+} fox"),
        ("I don't know", "I do know", "I [-don't-]{+do+} know"),
        ("one two", "one, two", "one{+,+} two"),
        ("a b c", "d e f", "[-a b c-]{+d e f+}"),
        ("字符串", "字串", "字[-符-]串"),
        ("line one\nline two", "line one\nline 2", "line one\nline [-two-]{+2+}"),
        ("caf\u00e9", "cafe\u0301", "[-caf\u00e9-]{+cafe\u0301+}"),
    ],
)
def test_words_that_changed(base: str, other: str, expected: str) -> None:
    """What changed is told by words, ideographs one by one, what was removed first."""
    assert short(base, other) == expected


@given(TEXT, TEXT)
def test_a_difference_holds_both_texts(base: str, other: str) -> None:
    """What stayed and was removed is the one text, what stayed and was added the other, exactly."""
    segments = difference(base, other)

    assert sides(segments) == (base, other)
    assert all(text for _, text in segments)


@given(TEXT)
def test_nothing_changed(text: str) -> None:
    """A text does not differ from itself, and its tokens are the text."""
    assert [kind for kind, _ in difference(text, text)] == ["same"] * bool(text)
    assert "".join(tokens(text)) == text


def test_a_word_that_happens_to_be_in_both_parts_no_change() -> None:
    """Between long changes a short word that stayed is no news."""
    base, other = "entirely different words of anybody", "completely unlike phrase of somebody"

    assert [kind for kind, _ in difference(base, other)] == ["removed", "added"]


def shuffled(texts: list[str], between: str) -> str:
    """Return ``texts`` in an order that chance gives."""
    return between.join(Random(7).sample(texts, len(texts)))  # noqa: S311 - a fixed order


NUMBERED = [f"word{n}" for n in range(11_000)]
COMMON = [f"w{int(Random(n).paretovariate(0.8)) % 3000}" for n in range(25_000)]  # noqa: S311


@pytest.mark.parametrize(
    ("base", "other"),
    [
        ("a b " * 25_000, "b a c " * 16_000),
        (" \n" * 50_000, "\n " * 50_000),
        ("." * 100_000, ".," * 50_000),
        ("字" * 33_000, "字符" * 16_000),
        (" ".join(NUMBERED), shuffled(NUMBERED, " ")),
        ("\n".join(NUMBERED), "\n".join(NUMBERED[::-1])),
        (" ".join(COMMON), shuffled(COMMON, " ")),
        ("\n".join(COMMON), shuffled(COMMON, "\n")),
    ],
    ids=["period", "blanks", "marks", "ideographs", "words", "lines", "common words", "common lines"],
)
def test_two_large_texts_take_no_time(base: str, other: str) -> None:
    """Two texts of 100 kB are compared in less than half a second, whatever they say."""
    started = process_time()
    segments = difference(base, other)
    took = process_time() - started

    assert sides(segments) == (base, other)
    assert took < 0.5


def test_small_changes_in_a_large_text_are_found() -> None:
    """In a large text every change is still told by the word."""
    base = " ".join(NUMBERED)
    other = base.replace("word500 ", "word-500 ").replace("word9000 ", "other\n")

    assert difference(base, other).count(Segment("removed", "word9000 ")) == 1
    assert len(difference(base, other)) == 7
    assert MOST_WORK < 10_000_000
