"""Lines, sentences and words of a text, found near the place they are asked for."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from raterterm.core.units import Span, Unit, extended, next_unit, unit_at

UNITS: tuple[Unit, ...] = ("line", "sentence", "word")
PARTS = (
    "word a1 don't well-known 3.14 snake_case ** * _ ` ``` - 1. > # | |---|---| $x_1$ ( ) e.g. etc. J. U.S. Dr. "
    "مرحبا 字符 é̀ हिन्दी ภาษาไทย ひらがな 🇫🇷 👩‍👩‍👧 👍🏽 1️⃣ ! ? . … 。 : --- === [x] क्‍ष 각"
)
BLANKS = [" ", "  ", "\t", "\n", "\n\n", "\r\n", "\n> ", "\n- ", ". ", "! "]
TEXTS = st.lists(st.sampled_from([*PARTS.split(" "), *BLANKS]), max_size=60).map("".join) | st.text()
"""Texts of Markdown's marks, hard scripts and abbreviations, and any text at all."""

UNIT = st.sampled_from(UNITS)


def every(text: str, unit: Unit) -> list[Span]:
    """Return the units of ``text`` one after another."""
    found = []
    span = unit_at(text, 0, unit)
    while span:
        found.append(span)
        span = next_unit(text, span, unit, 1)
    return found


def slices(text: str, unit: Unit) -> list[str]:
    """Return the units of ``text`` as they are written."""
    return [text[start:end] for start, end in every(text, unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One, (two) **three**!", ["One", "two", "three"]),
        ("don't well-known l’été rock-'n", ["don't", "well-known", "l’été", "rock", "n"]),
        ("3.14 is 1,000 at 12:30, v2.", ["3.14", "is", "1,000", "at", "12:30", "v2"]),
        ("a_b __init__ _emphatic_", ["a_b", "init", "emphatic"]),
        ("cafe\u0301's e\u0301", ["cafe\u0301's", "e\u0301"]),
        ("हिन्दी भाषा।", ["हिन्दी", "भाषा"]),
        ("字符 b", ["字", "符", "b"]),
        ("น้ำใจ", ["น้ำ", "ใ", "จ"]),
        ("ok 👩‍👩‍👧🇫🇷👍🏽.", ["ok", "👩‍👩‍👧", "🇫🇷", "👍🏽"]),
        ("", []),
        ("--- *** }", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """A word has what joins its letters, and neither the marks around it nor what ends a sentence."""
    assert slices(text, "word") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title\n\nText  \r\n", ["Title", "Text"]),
        ("- one\n  - [x] two\n12. three\n> > four", ["one", "two", "three", "four"]),
        ("```python\nx = {\n}\n```", ["python", "x = {"]),
        ("|a|b|\n|-|-|\n|c|d|", ["|a|b|", "|c|d|"]),
        ("**bold** line\n👍\n---", ["**bold** line", "👍"]),
    ],
)
def test_lines(text: str, expected: list[str]) -> None:
    """A line has no Markdown marker before it and no blanks after; lines without a word are passed."""
    assert slices(text, "line") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Who paid 3.5 e.g. here. Then left.", ["Dr. Who paid 3.5 e.g. here.", "Then left."]),
        ("By J. Doe of the U.S. Army etc. She left.", ["By J. Doe of the U.S. Army etc. She left."]),
        ("**One.** (Two.) “Three.” x", ["**One.**", "(Two.)", "“Three.” x"]),
        ("over\ntwo lines. Next\n\nlast", ["over\ntwo lines.", "Next", "last"]),
        ("# A title\nand text\n- An item. two\n- more", ["A title", "and text", "An item. two", "more"]),
        ("> One.\n> Two\n> goes on.", ["One.", "Two\n> goes on."]),
        ("是的。不是！", ["是的。", "不是！"]),
        ("Title\n=====\nText", ["Title", "Text"]),
        ("... ! Well", ["Well"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """A sentence ends with its marks, and with its paragraph, item or heading; a known abbreviation ends none."""
    assert slices(text, "sentence") == expected


@given(TEXTS, UNIT)
@example("b\u200d😀\u200dabc -\u094dक \u0301", "word")
def test_units_follow_one_another(text: str, unit: Unit) -> None:
    """Units are parts of the text, none empty, in order; and the one before the next is the same again."""
    found = every(text, unit)

    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for one, other in pairwise(found):
        assert next_unit(text, other, unit, -1) == one
    assert not found or next_unit(text, found[0], unit, -1) is None


@given(TEXTS, UNIT)
def test_no_word_is_left_out(text: str, unit: Unit) -> None:
    """What stands between the units has no letter, but for the numbers of list items."""
    edges = [0, *(edge for span in every(text, unit) for edge in span), len(text)]
    between = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    numbers = re.compile(r"(?:^|[ \t>])\(?\d{1,9}[.)](?=[ \t])|[-+*•‣◦▪●][ \t]+\[[xX]\]", re.MULTILINE)

    assert not any(
        re.search(r"[^\W_]", numbers.sub("", part) if unit != "word" else part) for part in between
    )


@given(TEXTS, UNIT, st.data())
def test_a_unit_is_the_same_from_everywhere_in_it(text: str, unit: Unit, data: st.DataObject) -> None:
    """Every character of a unit leads to it, whatever is around."""
    for span in every(text, unit):
        offset = data.draw(st.integers(span.start, span.end - 1))

        assert unit_at(text, offset, unit) == span


@given(TEXTS, UNIT, UNIT)
def test_what_is_extended_comes_back(text: str, first: Unit, unit: Unit) -> None:
    """A unit more and one less is what it was; the last unit is never taken away."""
    for span in every(text, first)[:5]:
        longer = extended(text, span, unit, 1)
        shorter = extended(text, span, unit, -1)

        assert span.start == longer.start == shorter.start < shorter.end <= span.end <= longer.end
        assert longer == span or extended(text, longer, unit, -1).end >= shorter.end
        if first == unit:
            assert shorter == span
            assert extended(text, longer, unit, -1) == span


def test_a_line_is_shortened_by_words() -> None:
    """Units of another size start from where the span ends."""
    text = "One two three. Four five."
    line = Span(0, len(text))

    assert extended(text, line, "word", -1) == Span(0, text.index("five") + 4)
    assert extended(text, line, "sentence", -1) == Span(0, 14)
    assert extended(text, Span(4, 6), "word", 1) == Span(4, 7)
    assert extended(text, Span(4, 6), "word", -1) == Span(4, 6)


@pytest.mark.parametrize("offset", [-5, 0, 2, 99])
def test_blanks_lead_to_the_next_unit(offset: int) -> None:
    """Between two units the next one is meant, after the last the last, without one none."""
    assert unit_at("\n\n a \n", offset, "word") == Span(3, 4)
    assert unit_at("\n\n } \n", offset, "word") is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("a" * 10_000_000, "word"),
        ("字" * 10_000_000, "word"),
        ("so it is. " * 1_000_000, "sentence"),
        ("!" * 10_000_000, "sentence"),
        ("a\n" * 5_000_000, "sentence"),
        ("a\u0301" * 5_000_000, "word"),
        ("one two " * 1_250_000, "line"),
        ("}\n" * 5_000_000, "line"),
        ("🇫🇷" * 5_000_000, "word"),
        (". " * 5_000_000, "sentence"),
    ],
    ids=lambda value: value[:9],
)
def test_ten_megabytes_are_no_hindrance(text: str, unit: Unit) -> None:
    """In a text without seams units are still found, and the same ones from both sides."""
    span = unit_at(text, 5_000_001, unit)
    if span is None:
        return

    after = next_unit(text, span, unit, 1)
    assert 5_000_001 - 10_000 < span.end <= len(text)
    assert after is None or next_unit(text, after, unit, -1) == span


@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_have_no_seams_to_see(unit: Unit) -> None:
    """Where a long text is cut to be read, no word, line or sentence is."""
    sentence = "A sentence of several words, e.g. one (or two) of Dr. Who, is here.\n"
    text = sentence * 500
    expected = [part for part in [*slices(sentence, unit)] for _ in range(500)]

    assert sorted(slices(text, unit)) == sorted(expected)
