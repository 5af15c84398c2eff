"""Conditions: a block is asked where an answer says what the lead wrote, and nowhere else."""

import pytest
from pydantic import ValidationError
from tests.worlds import ASKS_NOTHING, a_criterion, a_rubric, order

from raterterm.core import jsontext
from raterterm.core.checks import CheckAnswer
from raterterm.core.choices import ChoiceAnswer
from raterterm.core.completeness import missing
from raterterm.core.contradictions import contradictions
from raterterm.core.criteria import ScoreAnswer
from raterterm.core.form import Form, compile_form
from raterterm.core.preference import PreferenceAnswer
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, QuestionId, ResponseId

R1, R2 = map(ResponseId, ("r1", "r2"))
PAIR = Presentation(order("r1", "r2"), turns=(2, 4))
TARGETS = {"truth": "Says what is true", "calm": "Stays calm"}


def a_choice(name: str = "kind", **changes: Json) -> dict[str, Json]:
    """Return a choice of three categories as a lead writes it."""
    options = {"law": "Law", "tax": "Tax", "none": "Neither"}
    return {"id": name, "title": name.title(), "question": "Which?", "options": options, **changes}


SUBJECTS: dict[str, Json] = {
    "preference": {"question": "Which is better?", "both_bad": True},
    "criteria": [
        a_criterion("accuracy", not_applicable=True),
        a_criterion("tone", per="task", scale={"bad": "Rude", "fair": "Flat", "good": "Warm"}),
        a_criterion("pace", per="turn"),
    ],
    "choices": [a_choice(several=True), a_choice("own", per="response")],
    "checks": {"demands": {"polite": "Greets the reader"}},
    "prompt_writing": {"targets": TARGETS},
}
"""Every kind of question that a condition can name."""


def asking(when: Json) -> Form:
    """Return the form of a rubric whose ``confidence`` depends on ``when``."""
    return compile_form(a_rubric(**SUBJECTS, confidence={"when": when}), PAIR)


def answers(**given: Answer) -> dict[QuestionId, Answer]:
    """Return answers by ids, in which ``_at_`` stands for @, ``_of_`` for a colon and ``_no_`` for #."""
    spelt = {"_at_": "@", "_of_": ":", "_no_": "#"}
    found = {}
    for name, answer in given.items():
        of = name
        for written, sign in spelt.items():
            of = of.replace(written, sign)
        found[QuestionId(of)] = answer
    return found


def point(value: int | str) -> ScoreAnswer:
    """Return the score of a point."""
    return ScoreAnswer(point=value)


def chosen(*categories: str) -> ChoiceAnswer:
    """Return the choice of these categories."""
    return ChoiceAnswer(chosen=categories)


def better(response: ResponseId, by: int = 1) -> PreferenceAnswer:
    """Return that one response is better."""
    return PreferenceAnswer(better=response, by=by)


LOW = {"criterion": "accuracy", "at_or_below": 2}
HOLDS = [
    (LOW, answers(score_of_accuracy_at_r2=point(2)), True),
    (LOW, answers(score_of_accuracy_at_r1=point(3), score_of_accuracy_at_r2=point(5)), False),
    (LOW, answers(score_of_accuracy_at_r1=ScoreAnswer(not_applicable=True)), False),
    (LOW, {}, False),
    ({"criterion": "accuracy", "at_or_above": 4}, answers(score_of_accuracy_at_r1=point(4)), True),
    ({"criterion": "accuracy", "at_or_above": 4}, answers(score_of_accuracy_at_r1=point(3)), False),
    ({"criterion": "accuracy", "is": 3}, answers(score_of_accuracy_at_r1=point(3)), True),
    ({"criterion": "accuracy", "is": 3}, answers(score_of_accuracy_at_r1=point(2)), False),
    (
        {"criterion": "accuracy", "is": "not_applicable"},
        answers(score_of_accuracy_at_r1=ScoreAnswer(not_applicable=True)),
        True,
    ),
    ({"criterion": "accuracy", "is": "not_applicable"}, answers(score_of_accuracy_at_r1=point(1)), False),
    ({"criterion": "accuracy", "answered": True}, answers(score_of_accuracy_at_r1=point(5)), True),
    ({"criterion": "accuracy", "answered": True}, answers(score_of_tone=point("bad")), False),
    ({"criterion": "tone", "at_or_below": "fair"}, answers(score_of_tone=point("bad")), True),
    ({"criterion": "tone", "at_or_below": "fair"}, answers(score_of_tone=point("good")), False),
    ({"criterion": "tone", "at_or_above": "fair"}, answers(score_of_tone=point("good")), True),
    ({"criterion": "pace", "at_or_below": 1}, answers(score_of_pace_no_4=point(1)), True),
    ({"choice": "kind", "has": "law"}, answers(choice_of_kind=chosen("law", "tax")), True),
    ({"choice": "kind", "has": "law"}, answers(choice_of_kind=chosen("tax")), False),
    ({"choice": "kind", "any_of": ["law", "none"]}, answers(choice_of_kind=chosen("none")), True),
    ({"choice": "kind", "any_of": ["law", "none"]}, answers(choice_of_kind=chosen("tax")), False),
    ({"choice": "own", "has": "tax"}, answers(choice_of_own_at_r2=chosen("tax")), True),
    ({"choice": "own", "answered": True}, answers(choice_of_own_at_r2=chosen("tax")), True),
    ({"check": "polite", "is": "met"}, answers(check_of_polite_at_r1=CheckAnswer(state="met")), True),
    ({"check": "polite", "is": "not met"}, answers(check_of_polite_at_r1=CheckAnswer(state="not met")), True),
    (
        {"check": "polite", "is": "not met"},
        answers(check_of_polite_at_r1=CheckAnswer(state="unclear")),
        False,
    ),
    (
        {"attempt": "outcome", "any_of": ["failed", "in-part"]},
        answers(attempt_of_outcome=chosen("failed")),
        True,
    ),
    (
        {"attempt": "outcome", "any_of": ["failed", "in-part"]},
        answers(attempt_of_outcome=chosen("held")),
        False,
    ),
    ({"attempt": "target", "has": "truth"}, answers(attempt_of_target=chosen("truth")), True),
    ({"preference": "both_bad"}, answers(preference=PreferenceAnswer(both_bad=True)), True),
    ({"preference": "both_bad"}, answers(preference=PreferenceAnswer()), False),
    ({"preference": "tie"}, answers(preference=PreferenceAnswer()), True),
    ({"preference": "tie"}, answers(preference=better(R1)), False),
    ({"preference": "better"}, answers(preference=better(R2)), True),
    ({"preference": "better"}, answers(preference=PreferenceAnswer()), False),
    ({"preference": "better", "at_or_above": 2}, answers(preference=better(R2, 2)), True),
    ({"preference": "better", "at_or_above": 2}, answers(preference=better(R2, 1)), False),
]


@pytest.mark.parametrize(("when", "given", "stands"), HOLDS)
def test_a_question_stands_where_the_answer_says_so(
    when: Json, given: dict[QuestionId, Answer], stands: bool
) -> None:
    """Of a question about each response, one answer is enough where the task as a whole is asked about."""
    form = asking(when)

    assert ("confidence" in [question.id for question in form.asked(given)]) == stands


def test_what_is_named_is_what_the_other_block_asks() -> None:
    """Each condition above names questions that the form has, so that it can hold at all."""
    for when, _, _ in HOLDS:
        form = asking(when)
        (condition,) = next(known for known in form.questions if known.id == "confidence").conditions

        assert set(condition.questions) <= {known.id for known in form.questions}


def asked_of(when: Json, given: dict[QuestionId, Answer], **subjects: Json) -> list[str | None]:
    """Return of which responses a choice is asked that depends on ``when``."""
    why = a_choice("why", per="response", when=when)
    form = compile_form(a_rubric(**subjects, choices=[why]), PAIR)
    return [question.response for question in form.asked(given) if question.id.startswith("choice:why")]


@pytest.mark.parametrize(
    ("when", "given", "judged"),
    [
        (LOW, answers(score_of_accuracy_at_r2=point(1)), ["r2"]),
        (LOW, answers(score_of_accuracy_at_r1=point(1), score_of_accuracy_at_r2=point(2)), ["r1", "r2"]),
        ({"criterion": "tone", "is": 1}, answers(score_of_tone=point(1)), ["r1", "r2"]),
        ({"preference": "preferred"}, answers(preference=better(R2)), ["r2"]),
        ({"preference": "not_preferred"}, answers(preference=better(R2)), ["r1"]),
        ({"preference": "not_preferred", "at_or_above": 2}, answers(preference=better(R2)), []),
        ({"preference": "not_preferred", "at_or_above": 2}, answers(preference=better(R2, 3)), ["r1"]),
        ({"preference": "preferred"}, answers(preference=PreferenceAnswer()), []),
        ({"preference": "both_bad"}, answers(preference=PreferenceAnswer(both_bad=True)), ["r1", "r2"]),
    ],
)
def test_a_question_about_a_response_looks_at_the_same_response(
    when: Json, given: dict[QuestionId, Answer], judged: list[str]
) -> None:
    """An answer about the task counts for each response."""
    subjects = {
        "preference": {"question": "Better?", "both_bad": True},
        "criteria": [a_criterion(), a_criterion("tone", per="task")],
    }

    assert asked_of(when, given, **subjects) == judged


def test_a_question_about_a_turn_looks_at_the_same_turn() -> None:
    """A low score of the second turn asks nothing about the fourth."""
    low = {"criterion": "pace", "at_or_below": 2}
    form = compile_form(
        a_rubric(criteria=[a_criterion("pace", per="turn"), a_criterion("why", per="turn", when=low)]), PAIR
    )

    asked = [question.id for question in form.asked(answers(score_of_pace_no_2=point(1)))]

    assert asked == ["score:pace#2", "score:pace#4", "score:why#2"]


CHAIN = compile_form(
    a_rubric(
        preference={"question": "Better?"},
        choices=[
            a_choice("first", required=False),
            a_choice("second", when={"choice": "first", "has": "law"}),
            a_choice("third", when={"choice": "second", "has": "law"}),
        ],
    ),
    PAIR,
)
ALL_LAW = answers(
    preference=better(R1),
    choice_of_first=chosen("law"),
    choice_of_second=chosen("law"),
    choice_of_third=chosen("tax"),
)


TURNED = {**ALL_LAW, QuestionId("choice:first"): chosen("tax")}


class TestNoLongerAsked:
    """An answer whose condition stopped holding is kept, and counts for nothing."""

    def test_it_counts_for_no_other_question(self) -> None:
        """What depends on a question that does not stand does not stand either, however the last answer was."""
        assert [question.id for question in CHAIN.asked(ALL_LAW)][-1] == "choice:third"
        assert [question.id for question in CHAIN.asked(TURNED)] == ["preference", "choice:first"]

    def test_it_neither_counts_nor_is_missing(self) -> None:
        """The task is complete without it."""
        assert CHAIN.counted(TURNED).keys() == {"preference", "choice:first"}
        assert missing(CHAIN, TURNED) == ()

    def test_it_is_read_all_the_same(self) -> None:
        """What was once answered is no fault of a rating."""
        stored = {of: answer.model_dump(mode="json") for of, answer in TURNED.items()}

        assert CHAIN.read(stored) == TURNED

    def test_it_counts_again_when_the_condition_holds_again(self) -> None:
        """The rater does not answer twice."""
        assert CHAIN.counted({**TURNED, QuestionId("choice:first"): chosen("law")}) == ALL_LAW

    def test_it_contradicts_nothing(self) -> None:
        """Scores say nothing against a preference that is no longer asked."""
        form = compile_form(
            a_rubric(
                preference={"question": "Better?", "when": {"choice": "kind", "has": "law"}},
                choices=[a_choice()],
                criteria=[a_criterion(), a_criterion("depth")],
            ),
            PAIR,
        )
        given = answers(
            preference=better(R1),
            choice_of_kind=chosen("law"),
            score_of_accuracy_at_r1=point(1),
            score_of_accuracy_at_r2=point(5),
            score_of_depth_at_r1=point(1),
            score_of_depth_at_r2=point(5),
        )

        assert contradictions(form, given)
        assert not contradictions(form, {**given, QuestionId("choice:kind"): chosen("tax")})


def test_a_note_belongs_to_a_score_that_is_asked() -> None:
    """A low score that does not count needs no reason."""
    score = a_criterion(per="task", note_at_or_below=2, when={"choice": "kind", "has": "law"})
    form = compile_form(a_rubric(criteria=[score], choices=[a_choice()]), PAIR)
    given = answers(choice_of_kind=chosen("law"), score_of_accuracy=point(1))

    assert "note:accuracy" in [question.id for question in form.asked(given)]
    turned = {**given, QuestionId("choice:kind"): chosen("tax")}
    assert [question.id for question in form.asked(turned)] == ["choice:kind"]


EVERY_BLOCK: dict[str, Json] = {
    "ranking": {"question": "Order?"},
    "checks": {"demands": {"polite": "Greets"}, "added": 1},
    "spans": [{"id": "errors", "title": "Errors", "question": "Which?", "labels": TARGETS}],
    "claims": {},
    "failures": {"modes": TARGETS},
    "prompt_writing": {"targets": TARGETS},
    "rewrite": {},
    "confidence": {},
    "rationale": {},
    "ambiguities": {},
    "reviewer_note": {},
}
"""One block of each kind that is no subject below."""


@pytest.mark.parametrize("name", EVERY_BLOCK)
def test_every_block_that_asks_can_depend_on_an_answer(name: str) -> None:
    """All its questions wait for it."""
    block = EVERY_BLOCK[name]
    when = {"when": {"choice": "kind", "has": "law"}}
    dependent = [{**block[0], **when}] if isinstance(block, list) else {**block, **when}
    form = compile_form(a_rubric(choices=[a_choice()], **{name: dependent}), PAIR)

    assert [question.id for question in form.asked({})] == ["choice:kind"]
    assert len(form.asked(answers(choice_of_kind=chosen("law")))) > 1


def test_every_block_is_tried_above() -> None:
    """A kind of question that is added is tried too."""
    others = {"preference", "criteria", "choices"}
    asking = {name for name, *_ in a_rubric(**EVERY_BLOCK, **{k: SUBJECTS[k] for k in others}).places()}

    assert asking == {*EVERY_BLOCK, *others}
    assert asking == Rubric.model_fields.keys() - ASKS_NOTHING


@pytest.mark.parametrize(("when", "given", "stands"), HOLDS)
def test_a_condition_survives_json(when: Json, given: object, stands: bool) -> None:
    """The rubric travels as JSON; a condition is written as the lead wrote it."""
    del given, stands
    rubric = a_rubric(**SUBJECTS, confidence={"when": when})
    stored = jsontext.decode(jsontext.encode(rubric.model_dump(mode="json")))

    assert Rubric.model_validate(stored) == rubric
    assert stored["confidence"]["when"] == when


def test_a_rubric_without_conditions_is_written_as_before() -> None:
    """Its digest, and so that of what a bundle encloses, does not change."""
    written = a_rubric(choices=[a_choice()], rationale={}).model_dump(mode="json")

    assert "order" not in written
    assert "when" not in written["rationale"]
    assert not {"when", "alone"} & written["choices"][0].keys()


def test_auto_submit_asks_for_what_is_required_under_a_condition() -> None:
    """An optional question could never be answered, whether or not it depends on another."""
    optional = {
        "auto_submit": True,
        "choices": [a_choice(), a_choice("b", required=False, when={"choice": "kind", "has": "law"})],
    }

    with pytest.raises(ValidationError, match="every question must be required"):
        a_rubric(**optional)


def test_a_form_of_many_conditions_is_worked_out_in_passes() -> None:
    """A chain of forty that all stand takes one pass; each link that breaks may take one more."""
    links = [
        a_choice("c0"),
        *(a_choice(f"c{n}", when={"choice": f"c{n - 1}", "has": "law"}) for n in range(1, 40)),
    ]
    form = compile_form(a_rubric(choices=links), PAIR)
    every = {QuestionId(f"choice:c{n}"): chosen("law") for n in range(40)}

    assert len(form.asked(every)) == 40
    assert len(form.asked({**every, QuestionId("choice:c0"): chosen("tax")})) == 1


def test_a_fault_does_not_list_a_taxonomy() -> None:
    """Of two thousand categories the nearest is named."""
    many = {f"c{n}": f"Category {n}" for n in range(1500)}
    choices = [a_choice(options=many), a_choice("why", when={"choice": "kind", "has": "c1500"})]

    with pytest.raises(ValidationError, match="expected one of the 1500 categories of kind"):
        a_rubric(choices=choices)
