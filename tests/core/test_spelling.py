"""Spelling: which words of a text a dictionary is asked about, and in which language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.spelling import Place, folded, language_of, spelled


def asked(text: str, language: str = "en", *read: str) -> list[str]:
    """Return the words that a dictionary is asked about."""
    return [place.word for place in spelled(text, language, read)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("It is, as said, well-known.", "It is as said well known", id="punctuation"),
        pytest.param("don't – won’t", "don't won’t", id="apostrophes of both kinds"),
        pytest.param("cafe\u0301 naïve", "cafe\u0301 naïve", id="marks apart from their letter"),
        pytest.param("B's rule, I. A", "rule", id="letters alone"),
        pytest.param("the API and two APIs", "the and two", id="abbreviations"),
        pytest.param("call toString now", "call now", id="names of code"),
        pytest.param("see http://x.org/Pth or a@b.org", "see or", id="addresses"),
        pytest.param("in src/main.py, x_max, 5km, v2", "in", id="paths, numbers, units"),
        pytest.param("A says “recieved” twice", "says twice", id="what is quoted"),
        pytest.param("run `grpe` first", "run first", id="code"),
        pytest.param("the word Привет stands", "the word stands", id="another script"),
        pytest.param("x" * 61 + " end", "end", id="what is too long for a word"),
    ],
)
def test_words_are_told_from_what_is_none(text: str, words: str) -> None:
    """A dictionary knows words, and nothing of the rest."""
    assert asked(text) == words.split()


def test_words_that_were_read_are_taken_for_right() -> None:
    """Names and terms of the task, whatever their case; marks count, as they are what goes wrong in Spanish."""
    assert asked("Ottawa y la informacion", "es", "OTTAWA", "información") == ["la", "informacion"]


def test_a_script_that_the_language_is_not_written_in_is_left_alone() -> None:
    """Russian words are Russian's, English ones English's."""
    assert asked("Привет world", "ru") == ["Привет"]


@given(text=st.text(), read=st.text())
def test_any_text_can_be_read(text: str, read: str) -> None:
    """Each word stands where it is said to stand, and none of them was read."""
    for place in spelled(text, "en", [read]):
        assert isinstance(place, Place)
        assert text[place.start : place.end] == place.word
        assert folded(place.word) not in folded(read).split()


SPANISH = "La respuesta de la primera es mejor porque no se olvida de lo que el cliente pide en su mensaje."


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("Too short.", "en", "en", id="too short to tell"),
        pytest.param("Too short.", None, None, id="too short, and nobody said"),
        pytest.param(SPANISH, "es-MX", "es-MX", id="the region stays"),
        pytest.param(SPANISH, "en", "es", id="written in another language than the task's"),
        pytest.param(SPANISH, None, "es", id="nobody said"),
    ],
)
def test_the_language_is_that_of_the_text_where_it_is_plain(
    text: str, language: str | None, expected: str | None
) -> None:
    """A rationale may be in the rubric's language, and not in the task's."""
    assert language_of(text, language) == expected
