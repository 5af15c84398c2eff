"""The form: what is asked about one task, and the keys that it takes."""

import json

import pytest
from tests.worlds import a_criterion, a_rubric, order, pick

from raterterm.core import jsontext
from raterterm.core.completeness import missing
from raterterm.core.form import Form, compile_form
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Question
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, QuestionId

PREFERENCE = {"question": "Which is better?", "both_bad": True}
FIVE = {1: "Wrong", 5: "Right"}
WORDS = {"bad": "Rude", "good": "Warm"}
RATIONALE = {"min_words": 2}


def form(**blocks: Json) -> Form:
    """Return the form about a pair that is shown swapped."""
    return compile_form(a_rubric(**blocks), Presentation(order("r2", "r1")))


EVERY_KIND = form(
    preference=PREFERENCE,
    criteria=[
        a_criterion("accuracy", scale=FIVE, not_applicable=True, note_at_or_below=5),
        a_criterion("tone", scale=WORDS, per="task", note_at_or_below="good"),
        a_criterion("depth", scale={-3: "Less", 3: "More"}),
        a_criterion("reach", scale={1: "Less", 10: "More"}),
        a_criterion("range", scale={0: "Less", 9: "More"}),
    ],
    rationale=RATIONALE,
)


OFFERED = [
    pytest.param(question, option.answer, id=f"{question.id} {option.key}")
    for question in EVERY_KIND.questions
    for option in question.options(EVERY_KIND.letters)
]
"""Each answer that a key gives, with its question."""


@pytest.mark.parametrize(("question", "answer"), OFFERED)
def test_every_option_is_an_answer_to_its_own_question(question: Question, answer: Answer) -> None:
    """No key of a question gives what the question refuses."""
    assert question.objection(answer) is None
    assert question.shortfall(answer) is None


@pytest.mark.parametrize(("question", "answer"), OFFERED)
def test_every_option_survives_json(question: Question, answer: Answer) -> None:
    """What a key gave is read back from the workspace as it was given."""
    stored = jsontext.encode(answer.model_dump(mode="json"))

    assert question.read(jsontext.decode(stored)) == answer


def test_the_answers_to_a_whole_form_survive_json() -> None:
    """Text as well as points."""
    answers: dict[QuestionId, Answer] = {
        question.id: question.read({"text": "Line one\nשורה שתיים  "}) if not options else options[0].answer
        for question in EVERY_KIND.questions
        for options in [question.options(EVERY_KIND.letters)]
    }
    stored = jsontext.encode({name: answer.model_dump(mode="json") for name, answer in answers.items()})

    assert EVERY_KIND.read(jsontext.decode(stored)) == answers


def test_no_two_options_share_a_key() -> None:
    """One key, one answer; and each key is a single character."""
    for question in EVERY_KIND.questions:
        keys = [option.key for option in question.options(EVERY_KIND.letters)]

        assert len(set(keys)) == len(keys)
        assert all(len(key) == 1 for key in keys)


def test_no_two_questions_share_an_id() -> None:
    """An answer belongs to one question."""
    ids = [question.id for question in EVERY_KIND.questions]

    assert len(set(ids)) == len(ids)


def test_questions_stand_in_the_order_of_the_design() -> None:
    """Preference, criteria as the lead wrote them, rationale last."""
    assert [question.id for question in EVERY_KIND.questions][:3] == [
        "preference",
        "score:accuracy@r2",
        "score:accuracy@r1",
    ]
    assert EVERY_KIND.questions[-1].id == "rationale"


def test_an_answer_to_no_question_is_refused() -> None:
    """A rating cannot hold what was never asked."""
    with pytest.raises(ValueError, match=r"^score:charm@r1 is not asked$"):
        EVERY_KIND.read({QuestionId("score:charm@r1"): {"point": 1}})


def test_a_question_is_found_by_its_id() -> None:
    """An id that the form does not have finds nothing."""
    assert EVERY_KIND.question(QuestionId("rationale")) is EVERY_KIND.questions[-1]
    assert EVERY_KIND.question(QuestionId("nothing")) is None


def test_letters_follow_the_order_shown() -> None:
    """A is what stood left."""
    assert EVERY_KIND.letters.as_json() == {"A": "r2", "B": "r1"}


def keys_of(asked: Form, *, wanted: str) -> str:
    """Return the keys that complete ``asked``: for each question a wanted digit if it has one, then Enter."""
    answers: dict[QuestionId, Answer] = {}
    pressed = ""
    while lacking := [each.question for each in missing(asked, answers)]:
        question = lacking[0]
        keys = [option.key for option in question.options(asked.letters)]
        assert keys, f"{question.id} cannot be answered by a key"
        key = wanted if wanted in keys else keys[0]
        answers[question.id] = pick(question, key, asked.letters)
        pressed += key
    return pressed + "⏎"


@pytest.mark.parametrize("wanted", "1234567")
def test_a_pairwise_task_takes_two_keys(wanted: str) -> None:
    """A digit says which is better, Enter goes on."""
    assert keys_of(form(preference=PREFERENCE), wanted=wanted) == f"{wanted}⏎"


@pytest.mark.parametrize("wanted", "12345")
def test_a_pair_with_three_criteria_takes_eight_keys(wanted: str) -> None:
    """One digit for the preference, six for the scores, and Enter."""
    asked = form(
        preference=PREFERENCE,
        criteria=[a_criterion(name, scale=FIVE) for name in ("accuracy", "resolution", "tone")],
    )

    keys = keys_of(asked, wanted=wanted)

    assert keys == wanted * 7 + "⏎"
    assert len(keys) == 8


@pytest.mark.parametrize(("wanted", "notes"), [("2", 2), ("3", 0)])
def test_only_low_scores_cost_more_than_their_digit(wanted: str, notes: int) -> None:
    """A note is asked for each low score and for no other."""
    asked = form(criteria=[a_criterion(scale=FIVE, note_at_or_below=2)])
    scores = {
        question.id: pick(question, wanted, asked.letters)
        for question in asked.questions
        if question.options(asked.letters)
    }

    assert len(missing(asked, scores)) == notes


def test_questions_that_differ_in_the_response_alone_share_a_group() -> None:
    """So that a screen can put them on one row."""
    asked = form(
        preference=PREFERENCE,
        criteria=[a_criterion("accuracy", note_at_or_below=2), a_criterion("tone", per="task")],
        rationale=RATIONALE,
    )

    assert [question.group for question in asked.questions] == [
        "preference",
        *["accuracy"] * 2,
        *["note:accuracy"] * 2,
        "tone",
        "rationale",
    ]


BLOCKS: dict[str, Json] = {
    "preference": PREFERENCE,
    "criteria": [a_criterion("accuracy", per="task"), a_criterion("tone", per="task")],
    "rationale": RATIONALE,
}


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ([], ["preference", "score:accuracy", "score:tone", "rationale"]),
        (["criteria"], ["score:accuracy", "score:tone", "preference", "rationale"]),
        (["rationale", "preference"], ["rationale", "preference", "score:accuracy", "score:tone"]),
        (["criteria.tone", "preference"], ["score:tone", "preference", "score:accuracy", "rationale"]),
        (
            ["criteria.tone", "rationale", "criteria"],
            ["score:tone", "rationale", "score:accuracy", "preference"],
        ),
    ],
)
def test_a_lead_may_say_what_comes_first(named: list[str], asked: list[str]) -> None:
    """Blocks and entries of lists; what is not named follows in the usual order."""
    assert [question.id for question in form(order=named, **BLOCKS).questions] == asked


def test_the_order_survives_json_whose_keys_were_sorted() -> None:
    """Tools sort the keys of an object; they leave a list as it is."""
    rubric = a_rubric(order=["rationale", "criteria.tone"], **BLOCKS)
    shuffled = json.dumps(rubric.model_dump(mode="json"), sort_keys=True)

    again = Rubric.model_validate(json.loads(shuffled))

    assert list(again.places()) == list(rubric.places())
