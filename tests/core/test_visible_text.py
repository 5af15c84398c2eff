"""Untrusted text is seen as itself or as a mark, and none of it acts."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raterterm.core.visible import MAX_COMBINING, visible, visible_line

JOINERS = "\u200c\u200d\ufe0e\ufe0f"
"""They shape Persian, Hindi and emoji, so that they stay where they have something to shape."""

# DerivedCoreProperties.txt of Unicode 16: Default_Ignorable_Code_Point, nothing is drawn for these.
INVISIBLE = {
    chr(code)
    for first, last in [
        (0x00AD, 0x00AD),
        (0x034F, 0x034F),
        (0x061C, 0x061C),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ]
    for code in range(first, last + 1)
}
ACTIVE = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - {"\n"}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SEPARATORS = {"\u2028", "\u2029"}
SURROGATES = {chr(code) for code in range(0xD800, 0xE000)}
NEVER = ACTIVE | BIDI | SEPARATORS | SURROGATES | (INVISIBLE - set(JOINERS))

any_text = st.text(st.characters(exclude_categories=()))
"""Over all of Unicode, surrogates included."""

hostile_text = st.lists(
    st.sampled_from(
        [*"ab \n\r\t", *JOINERS, "\u0301", "\u0e47", "\u202e", "\x1b", "❤", "👩", "ה", "\ud800", "⟧"]
    )
).map("".join)
"""Dense in what interacts."""


@settings(max_examples=300)
@given(any_text | hostile_text)
def test_nothing_that_acts_or_hides_survives(text: str) -> None:
    """No control, no bidi control, no surrogate, no invisible character, no line or paragraph separator."""
    assert not NEVER & set(visible(text))


@pytest.mark.parametrize(
    "kind", [ACTIVE, BIDI, SEPARATORS, SURROGATES, INVISIBLE], ids=["act", "bidi", "sep", "sur", "inv"]
)
def test_each_character_that_acts_or_hides_is_marked(kind: set[str]) -> None:
    """Every one of them, alone in a word, is replaced by something that is seen."""
    shown = {character: visible(f"a{character}b") for character in kind}

    assert [c for c, seen in shown.items() if c in seen or not re.fullmatch(r"a(.| +|⟦.+⟧)b", seen)] == []


def test_different_characters_have_different_marks() -> None:
    """The rater can tell what is there: a tab and a form feed, one bidi control and another."""
    marks = {visible(f"a{character}b") for character in NEVER}

    assert len(marks) == len(NEVER)


@settings(max_examples=300)
@given(any_text | hostile_text)
def test_what_is_visible_already_stays(text: str) -> None:
    """Making text visible twice is making it visible once."""
    once = visible(text)

    assert visible(once) == once


@given(any_text | hostile_text)
def test_nothing_that_is_seen_is_dropped(text: str) -> None:
    """Letters, digits, punctuation and symbols all stay, in their order."""
    plain = [c for c in text if unicodedata.category(c)[0] in "LNPS" and c not in NEVER and c not in "⟦⟧"]
    shown = iter(visible(text))

    assert all(character in shown for character in plain)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a␍b"),
        ("a\tb", "a   b"),
        ("abc\tb\n\tc", "abc b\n    c"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x7f", "␀␇␡"),
        ("\x9b31m", "⟦U+009B⟧31m"),
        ("\u202eevil", "⟦U+202E⟧evil"),
        ("zero\u200bwidth", "zero⟦ZWSP⟧width"),
        ("\ufeffmark", "⟦BOM⟧mark"),
        ("a\u2028b", "a⟦LS⟧b"),
        ("\ud800", "⟦U+D800⟧"),
        ("\U000e0041", "⟦U+E0041⟧"),
        ("[red]x[/red] <b>", "[red]x[/red] <b>"),
    ],
)
def test_marks_say_what_was_there(text: str, seen: str) -> None:
    """Controls by their pictures, the others by name or number; markup is text like any other."""
    assert visible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "שָׁלוֹם עֲלֵיכֶם, בְּרֵאשִׁית",
        "مرحبًا بكم، اللُّغَةُ العَرَبِيَّة",
        "می‌خواهم کتاب‌ها",
        "हिन्दी में क्ष, क्‍ष और क्‌ष",
        "বাংলা র‍্যাব",
        "ශ්‍රී ලංකා",
        "ภาษาไทย น้ำ ที่นี่ เก็บ",
        "བོད་སྐད།",
        "မြန်မာဘာသာ",
        "ភាសាខ្មែរ",
        "Tiê\u0301ng Viê\u0323t, Zürich, naïve",
        "漢字とかな、ガギグ 한국어 \u1112\u1161\u11ab",
        "👩‍👩‍👧‍👦 👩🏽‍🤝‍👨🏻 🏳️‍🌈 🧑🏿‍💻 ❤️‍🔥",
        "☺️ ☺︎ 1️⃣ #️⃣ ©️ 🇪🇸🇯🇵 👍🏾",
        "x² + y₂ ≤ ∑ 𝒜 → ℝ  e\u0302\u0301\u0323",
        "a\u00a0b\u3000c\u2003d",
        "line one\nline two\n",
    ],
)
def test_ordinary_text_of_any_language_passes_unchanged(text: str) -> None:
    """Joiners between letters that join, families of emoji, vowel points, decomposed accents."""
    assert visible(text) == text


STACKING = [
    "\u0301",
    "\u0489",
    "\u05b0",
    "\u064b",
    "\u0e47",
    "\u0947",
    "\u0f71",
    "\u20dd",
    "\u302a",
    "\ufe20",
    "\U0001e8d0",
]


@pytest.mark.parametrize("mark", STACKING, ids=ascii)
def test_a_pile_of_combining_marks_is_bounded_and_says_so(mark: str) -> None:
    """More than any script stacks would cover the lines above and below."""
    assert (
        visible("a" + mark * 1000 + "b")
        == "a" + mark * MAX_COMBINING + f"⟦{1000 - MAX_COMBINING} more marks⟧b"
    )
    assert visible("a" + mark * MAX_COMBINING) == "a" + mark * MAX_COMBINING


def test_a_pile_of_different_marks_is_one_pile() -> None:
    """Taking turns does not get around the bound."""
    assert visible("a" + "".join(STACKING) * 50).endswith("more marks⟧")
    assert len(visible("a" + "\u0301\u200d" * 500)) < 40


@given(st.text(st.sampled_from(["a", "ก", "\u200d", "\ufe0f", *STACKING]), max_size=60))
def test_no_character_carries_more_marks_than_the_bound(text: str) -> None:
    """Whatever they are mixed with."""
    marks = f"[{''.join(STACKING)}{JOINERS}]{{{MAX_COMBINING + 1}}}"

    assert not re.search(marks, visible(text))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("pass\u200dword", "pass⟦ZWJ⟧word"),
        ("pass\u200cword", "pass⟦ZWNJ⟧word"),
        ("\u200d", "⟦ZWJ⟧"),
        ("a \u200db", "a ⟦ZWJ⟧b"),
        ("a\ufe0fb", "a⟦VS16⟧b"),
        ("❤\ufe0f\ufe0e\ufe0f", "❤⟦VS16⟧⟦VS15⟧⟦VS16⟧"),
        ("ה\u200c\u200d\u200c", "ה⟦ZWNJ⟧⟦ZWJ⟧⟦ZWNJ⟧"),
        ("\u202e\u200d", "⟦U+202E⟧⟦ZWJ⟧"),
    ],
)
def test_a_joiner_with_nothing_to_shape_is_marked(text: str, seen: str) -> None:
    """Rows of them could carry a hidden message, or tell two words apart that look the same."""
    assert visible(text) == seen


def test_an_endless_family_of_emoji_is_one_mark() -> None:
    """A terminal would give it the width of one; it says how long it is instead."""
    assert re.fullmatch(r"👩⟦\d+ joined characters⟧", visible("👩" + "\u200d👩" * 500))
    assert re.fullmatch(r"👩🏽⟦\d+ joined characters⟧", visible("👩🏽" + "\u200d👩🏽" * 500))


@pytest.mark.parametrize(
    "unit",
    [
        "\u200d" * 16 + "ab",
        "\u200d",
        "👩\u200d" * 16 + "ab",
        "\u0301",
        "\t",
        "\r",
        "\x1b",
        "\u202e",
        "a\u0301" * 9,
    ],
    ids=ascii,
)
def test_anything_is_quick(unit: str) -> None:
    """No pattern goes back and forth over hostile text."""
    text = unit * (200_000 // len(unit))
    started = time.process_time()

    visible(text)

    assert time.process_time() - started < 1.2


class TestOneLine:
    """Names and ids are shown on one line of a bounded length."""

    @given(any_text | hostile_text, st.integers(1, 40))
    def test_it_is_one_line_within_its_limit(self, text: str, limit: int) -> None:
        """Marks count too: they are what is shown."""
        shown = visible_line(text, limit)

        assert len(shown) <= limit
        assert not (NEVER | {"\n"}) & set(shown)

    @pytest.mark.parametrize(
        ("text", "limit", "shown"),
        [
            ("short", 5, "short"),
            ("longer", 5, "long…"),
            ("two\nlines", 40, "two␊lines"),
            ("\u202e" * 9, 12, "⟦U+202E⟧⟦U+…"),
        ],
    )
    def test_what_was_cut_off_shows_it(self, text: str, limit: int, shown: str) -> None:
        """By an ellipsis at the end."""
        assert visible_line(text, limit) == shown
