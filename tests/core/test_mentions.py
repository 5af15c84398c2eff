"""Mentions: which response each letter of a rater's text stood for."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.worlds import order

from raterterm.core.mentions import mentions
from raterterm.core.question import Letters
from raterterm.core.words import QuestionId
from raterterm.core.writing import Mention, TextQuestion

PAIR = Letters(order("r1", "r2"))
SWAPPED = Letters(order("r2", "r1"))
FOUR = Letters(order("r1", "r2", "r3", "r4"))


def marked(text: str, letters: Letters = PAIR, language: str | None = None) -> str:
    """Return ``text`` with the number of the response behind each mention, as ``B→2``."""
    for mention in reversed(mentions(text, letters, language)):
        text = f"{text[: mention.end]}→{mention.response[1:]}{text[mention.end :]}"
    return text


@pytest.mark.parametrize(
    "text",
    [
        "A→1 is right and B→2 is wrong.",
        "A→1 quotes the rule; B→2 invents a fee.",
        "B→2 is clearer than A→1.",
        "I prefer A→1. It is shorter.",
        "Response A→1, answer B→2, option B→2, assistant A→1, @Response B→2",
        "response a→1 is better than response b→2",
        "(A→1) names the date, (B→2) does not.",
        "A→1 > B→2, B→2 ≫ A→1, A→1 = B→2, A→1/B→2",
        "A→1: no source. B→2: two sources.",
        "A→1's tone is warmer than B→2's.",
        "**A→1** is right, *B→2* is not, and “B→2” again",
        "A→1 used the right formula.",
        "A→1 correctly names it. A→1 never says why.",
        "Response 1→1 is shorter than response 2→2.",
        "The first response→1 is shorter; the second reply→2 is not.",
    ],
)
def test_a_letter_names_a_response_in_english(text: str) -> None:
    """Letters, possessives, numbers after a noun, and signs between letters are mentions."""
    assert marked(text.replace("→1", "").replace("→2", "")) == text


@pytest.mark.parametrize(
    "text",
    [
        "La A→1 falla y la B→2 no.",
        "La respuesta B→2 es mejor que la respuesta A→1.",
        "A→1 da la capital y B→2 se equivoca.",
        "A→1 respondió bien; prefiero A→1 porque es breve.",
        "A diferencia de B→2, la opción A→1 cumple.",
        "A pesar de todo gana B→2.",
        "A veces B→2 acierta. A mi juicio, no.",
        "La primera respuesta→1 es correcta.",
    ],
)
def test_a_letter_names_a_response_in_spanish(text: str) -> None:
    """The preposition at the head of a sentence is no mention, a letter with a verb is one."""
    assert marked(text.replace("→1", "").replace("→2", ""), language="es") == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("回答A→1は詳しい。回答B→2は短い。", "ja"),
        ("Antwort A→1 ist falsch, B→2 stimmt.", "de"),
        ("La réponse B→2 est juste, à part la fin.", "fr"),
        ("A resposta B→2 é melhor.", "pt"),
    ],
)
def test_a_letter_names_a_response_in_other_languages(text: str, language: str) -> None:
    """A noun before the letter, or a letter that is no word of the language, is enough."""
    assert marked(text.replace("→1", "").replace("→2", ""), language=language) == text


def test_a_text_that_is_long_enough_tells_its_own_language() -> None:
    """The language of the task is a guess for short texts alone."""
    text = "A→1 quotes the rule, and that is what the other one should have done as well."

    assert marked(text.replace("→1", ""), language="es") == text
    assert marked("A quotes the rule.", language="es") == "A quotes the rule."


@pytest.mark.parametrize(
    "text",
    [
        "A good answer would say so.",
        "A serious error. A few dates. A previous turn. A clearly written reply.",
        "vitamin B, plan B, hepatitis B, Type A, section A, point B",
        "B-side, A-level, A4, A+, A.I., B2B, an A, straight A's",
        "George A. Smith and Mary B. Jones",
        "A/B testing",
        "x = A, A = 3, A + B, A > 5",
        "He says “A is for apple” and `B = 2`.",
        "A) Paris\nB) Rome",
        "THIS HAS A BETTER FLOW",
        "In A Tale of Two Cities",
        "a response a child can read, to answer a question",
        "C and D are no responses here, nor is response E or Response 3.",
        "In its first response the agent asked.",
    ],
)
def test_what_is_not_plainly_a_response_is_left_out(text: str) -> None:
    """Articles, other things with letters, formulas, quotes and letters of no response are no mentions."""
    assert mentions(text, PAIR) == ()


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Both are fine.", True),
        ("They are equal: both responses refuse.", True),
        ("Neither answer is right.", True),
        ("Las dos respuestas fallan.", True),
        ("Ambas dicen lo mismo.", True),
        ("Ninguna de las dos sirve.", True),
        ("It gives both the date and the place.", False),
        ("It gets both right.", False),
    ],
)
def test_both_is_a_mention_of_each(text: str, is_said: bool) -> None:
    """Where "both" means the responses, the two share its place."""
    found = mentions(text, PAIR)

    assert [mention.response for mention in found] == (["r1", "r2"] if is_said else [])
    assert len({(mention.start, mention.end) for mention in found}) == int(is_said)


def test_both_of_four_is_no_mention() -> None:
    """Nobody can tell which two of four are meant."""
    assert mentions("Both are fine.", FOUR) == ()


def test_letters_go_as_far_as_there_are_responses() -> None:
    """The same text mentions D only where a fourth response stands."""
    text = "D > B > A = C. D is right."

    assert [mention.response for mention in mentions(text, FOUR)] == ["r4", "r2", "r1", "r3", "r4"]
    assert marked(text) == "D > B > A = C. D is right."


def test_offsets_count_characters_and_not_bytes() -> None:
    """An emoji or a letter with an accent before a mention is one place, as in quotes and spans."""
    assert mentions("Sí 👩 la B", PAIR, "es") == (Mention(start=8, end=9, response=order("r2")[0]),)


PIECES = [
    "A is better than B",
    "Response A names it",
    "I prefer B",
    "la respuesta B falla",
    "(A) and (B)",
    "A > B",
    "B's tone",
    "neither response helps",
    "vitamin C",
    "the first part",
    "no letter at all",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map(". ".join)


def exchanged(text: str) -> str:
    """Return ``text`` with A for B and B for A."""
    return re.sub(r"\b[AB]\b", lambda match: "AB"["BA".index(match[0])], text)


@given(TEXTS)
def test_the_same_responses_whichever_stood_left(text: str) -> None:
    """Exchanging the letters and the order of the responses changes no id, and no place."""
    assert mentions(exchanged(text), SWAPPED) == mentions(text, PAIR)


@given(st.text() | st.lists(st.sampled_from([*PIECES, *"AB.,:;\"'`*()>=«» \n", "A ", "both "])).map("".join))
@example("A\u0301 is B")
@example("'" * 100 + "A")
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is typed, mentions stand in it, in order, and name responses that are there."""
    found = mentions(text, PAIR)

    assert [mention.start for mention in found] == sorted(mention.start for mention in found)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)
    assert {mention.response for mention in found} <= set(PAIR.order)


class TestWritten:
    """What a rater wrote is kept with the responses that its letters named."""

    question = TextQuestion(id=QuestionId("rationale"), title="Why", text="Why?", responses=PAIR.order)

    def test_a_text_is_kept_with_its_mentions(self) -> None:
        """The answer holds the words unchanged, and the place of each letter."""
        answer = self.question.written("B is right.")
        assert answer.model_dump(mode="json") == {
            "text": "B is right.",
            "mentions": [{"start": 0, "end": 1, "response": "r2"}],
        }
        assert self.question.read(answer.model_dump(mode="json")) == answer

    def test_a_text_that_names_none_is_stored_without_mentions(self) -> None:
        """It looks as texts did before mentions were kept."""
        assert self.question.written("Neither.").model_dump(mode="json") == {"text": "Neither."}

    @pytest.mark.parametrize(
        ("mention", "fault"),
        [
            ({"start": 0, "end": 1, "response": "r9"}, "that the task does not have"),
            ({"start": 0, "end": 99, "response": "r1"}, "outside of the text"),
            ({"start": 1, "end": 1, "response": "r1"}, "outside of the text"),
        ],
    )
    def test_a_mention_of_nothing_is_refused(self, mention: dict[str, object], fault: str) -> None:
        """A response that is not there, or words that are not, make the answer one that is not allowed."""
        with pytest.raises(ValueError, match=fault):
            self.question.read({"text": "A is right.", "mentions": [mention]})
