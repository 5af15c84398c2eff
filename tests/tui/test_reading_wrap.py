"""Where lines break, and what never breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from raterterm.tui.reading.clusters import clusters
from raterterm.tui.reading.wrap import plain, runs, width_of, wrap, wrap_whole

WHOLE = ["👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "é̀", "हि", "न्दी", "กำ", "❤️", "한", "字"]
TEXT = st.lists(st.sampled_from([*WHOLE, "a", "word", " ", "  ", "、", "（", "\n"]), max_size=60).map("".join)


def wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` wrapped, as plain lines."""
    return [plain(line) for line in wrap(runs(text, Style.null()), width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one   two", 5, ["one", "two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]),
        ("one\n\ntwo", 9, ["one", "", "two"]),
        ("  indented text here", 10, ["  indented", "text here"]),
        ("为什么天空是蓝色的？因为光", 10, ["为什么天空", "是蓝色的？", "因为光"]),
        ("天空是蓝色，对", 10, ["天空是蓝", "色，对"]),
        ("见Munich保险", 8, ["见Munich", "保险"]),
        ("những trường hợp", 11, ["những", "trường hợp"]),
        ("한국어 문장입니다", 8, ["한국어", "문장입니", "다"]),
    ],
)
def test_wrap(text: str, width: int, expected: list[str]) -> None:
    """Lines break at blanks and around ideographs, and not before a mark that closes."""
    assert wrapped(text, width) == expected


@given(TEXT, st.integers(2, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    """A wrapped line fits, and only blanks and newlines are left out."""
    lines = wrapped(text, width)

    assert all(width_of(runs(line, Style.null())) <= max(width, 4) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXT, st.integers(2, 30))
def test_code_keeps_its_blanks(text: str, width: int) -> None:
    """Code and raw text lose nothing but the newlines."""
    lines = wrap_whole(runs(text, Style.null()), width)

    assert "".join(map(plain, lines)) == text.replace("\n", "")


@pytest.mark.parametrize("character", WHOLE)
def test_what_a_reader_sees_as_one_character_is_one(character: str) -> None:
    """Joined emoji, flags, skin tones, stacked marks and Indic syllables are not split."""
    assert len(list(clusters(character))) == 1
    assert all(line.count("a") + line.count(character) for line in wrapped(f"a{character}" * 6, 3))
