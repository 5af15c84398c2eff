"""Completeness: what a task still lacks, and where."""

import pytest
from tests.worlds import a_criterion, a_rubric, order

from raterterm.core.completeness import missing
from raterterm.core.criteria import ScoreAnswer
from raterterm.core.form import Form, compile_form
from raterterm.core.preference import PreferenceAnswer
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answers
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer, count_words

FORM: Form = compile_form(
    a_rubric(
        preference={"question": "Which is better?"},
        criteria=[
            a_criterion("accuracy", note_at_or_below=2, scale={1: "Wrong", 5: "Right"}),
            a_criterion("charm", per="task", required=False),
        ],
        rationale={"min_words": 3, "max_words": 5},
    ),
    Presentation(order("r2", "r1")),
)
COMPLETE: Answers = {
    QuestionId("preference"): PreferenceAnswer(),
    QuestionId("score:accuracy@r1"): ScoreAnswer(point=3),
    QuestionId("score:accuracy@r2"): ScoreAnswer(point=5),
    QuestionId("rationale"): TextAnswer(text="Both say it"),
}


def lacks(answers: Answers) -> list[tuple[str, str | None, str]]:
    """Return id, response and lack of what is missing."""
    return [(each.question.id, each.question.response, each.lack) for each in missing(FORM, answers)]


def test_an_untouched_task_lacks_every_required_answer_in_order() -> None:
    """Each is named with its response; what is optional is not asked for, nor are notes yet."""
    assert lacks({}) == [
        ("preference", None, "not answered"),
        ("score:accuracy@r2", "r2", "not answered"),
        ("score:accuracy@r1", "r1", "not answered"),
        ("rationale", None, "not answered"),
    ]


def test_a_complete_task_lacks_nothing() -> None:
    """An optional criterion may stay open."""
    assert lacks(COMPLETE) == []


@pytest.mark.parametrize("question", COMPLETE)
def test_one_missing_answer_is_named(question: QuestionId) -> None:
    """And only that one."""
    answers = {known: answer for known, answer in COMPLETE.items() if known != question}

    assert [(name, lack) for name, _, lack in lacks(answers)] == [(question, "not answered")]


def test_a_low_score_lacks_its_note() -> None:
    """The note is named with the response it is about."""
    low = {**COMPLETE, QuestionId("score:accuracy@r1"): ScoreAnswer(point=2)}

    assert lacks(low) == [("note:accuracy@r1", "r1", "not answered")]


def test_a_note_that_is_no_longer_asked_is_not_missed() -> None:
    """Raising the score again makes the task complete, whether or not the note was written."""
    raised = {**COMPLETE, QuestionId("note:accuracy@r1"): TextAnswer(text="Wrong year")}

    assert lacks(raised) == []


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("Two words", ["2 of at least 3 words"]),
        ("- ... !", ["0 of at least 3 words"]),
        ("Three whole words", []),
        ("Exactly five words are fine", []),
        ("But six words are too many", ["6 words, at most 5"]),
    ],
)
def test_a_text_of_the_wrong_length_says_how_long_it_is(text: str, lack: list[str]) -> None:
    """The rater sees what is there and what is wanted."""
    written = {**COMPLETE, QuestionId("rationale"): TextAnswer(text=text)}

    assert [said for _, _, said in lacks(written)] == lack


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000"])
def test_blank_text_is_no_answer(text: str) -> None:
    """It cannot be stored as one."""
    with pytest.raises(ValueError, match=r"^is not an answer to rationale$"):
        FORM.questions[-1].read({"text": text})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("A quotes the 14-day rule; B invents a fee.", 9),
        ("it's — fine …", 2),
        ("שלום עולם", 2),
        ("مرحبا بكم", 2),
        ("हिन्दी में लिखा", 3),
        ("回答很好", 2),
        ("ไทย", 2),
        ("かな", 1),
        ("GPT 很好 ok", 3),
        ("x² + y² = 1", 3),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    """Where no spaces stand between words two characters make about one."""
    assert count_words(text) == words
