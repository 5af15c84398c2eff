"""Preference: which of two responses is better, and by how much."""

import pytest
from tests.worlds import a_rubric, a_task, order, pick

from raterterm.core.criteria import ScoreAnswer
from raterterm.core.form import Form, compile_form
from raterterm.core.preference import PREFERENCE, PreferenceAnswer, PreferenceQuestion
from raterterm.core.presentation import Presentation


def pairwise(points: int, *shown: str, both_bad: bool = True) -> Form:
    """Return the form of a pairwise rubric whose responses are shown in this order."""
    block = {"question": "Which is better?", "points": points, "both_bad": both_bad}
    return compile_form(a_rubric(preference=block), Presentation(order(*shown)))


def question(points: int = 7, *, both_bad: bool = True) -> PreferenceQuestion:
    """Return the question of a pairwise rubric about r1 and r2."""
    (only,) = pairwise(points, "r1", "r2", both_bad=both_bad).questions
    assert isinstance(only, PreferenceQuestion)
    return only


@pytest.mark.parametrize(
    ("points", "grades"),
    [
        (2, [("A", 1), ("B", 1)]),
        (3, [("A", 1), None, ("B", 1)]),
        (5, [("A", 2), ("A", 1), None, ("B", 1), ("B", 2)]),
        (7, [("A", 3), ("A", 2), ("A", 1), None, ("B", 1), ("B", 2), ("B", 3)]),
    ],
)
@pytest.mark.parametrize("shown", [("r1", "r2"), ("r2", "r1")], ids=["as in the batch", "swapped"])
def test_digits_name_the_response_that_stood_there(
    points: int, grades: list[tuple[str, int] | None], shown: tuple[str, str]
) -> None:
    """From 1 up the digits run from A much better to B much better; answers hold ids, not letters."""
    form = pairwise(points, *shown)
    ids = dict(zip("AB", shown, strict=True))

    given = [pick(form.questions[0], str(key), form.letters) for key in range(1, points + 1)]

    assert given == [
        PreferenceAnswer.model_validate({"better": ids[grade[0]], "by": grade[1]} if grade else {})
        for grade in grades
    ]


@pytest.mark.parametrize("points", [2, 3, 5, 7])
def test_the_same_answer_whichever_stood_left(points: int) -> None:
    """Swapping the responses mirrors the scale and changes nothing about what can be said."""
    plain, swapped = (pairwise(points, *shown) for shown in [("r1", "r2"), ("r2", "r1")])

    options = plain.questions[0].options(plain.letters)[:points]
    mirrored = swapped.questions[0].options(swapped.letters)[:points]

    assert [option.answer for option in options] == [option.answer for option in reversed(mirrored)]


@pytest.mark.parametrize("points", [2, 3, 5, 7])
def test_labels_differ_and_start_with_the_letter_they_favour(points: int) -> None:
    """No two points of a scale look the same."""
    form = pairwise(points, "r2", "r1")

    options = form.questions[0].options(form.letters)

    assert len({option.label for option in options}) == len(options)
    assert len({option.anchor for option in options}) == len(options)
    assert (options[0].label[0], options[points - 1].label[0]) == ("A", "B")


def test_zero_says_both_bad() -> None:
    """0 is not a tie: it has a key and an answer of its own."""
    form = pairwise(7, "r1", "r2")

    assert pick(form.questions[0], "0", form.letters) == PreferenceAnswer(both_bad=True)
    assert pick(form.questions[0], "4", form.letters) == PreferenceAnswer()


def test_both_bad_has_no_key_where_it_is_not_offered() -> None:
    """A rubric without ``both_bad`` has no 0."""
    form = pairwise(7, "r1", "r2", both_bad=False)

    assert [option.key for option in form.questions[0].options(form.letters)] == list("1234567")


@pytest.mark.parametrize(
    ("points", "both_bad", "answer", "because"),
    [
        (7, False, {"both_bad": True}, "'both bad' is not offered"),
        (2, True, {}, "'about the same' is not offered"),
        (3, True, {"better": "r1", "by": 2}, "is off the scale of 3 points"),
        (5, True, {"better": "r1", "by": 3}, "is off the scale of 5 points"),
        (7, True, {"better": "A", "by": 1}, "names a response that the task does not have"),
        (7, True, {"better": "r1"}, "is not an answer to preference"),
        (7, True, {"by": 1}, "is not an answer to preference"),
        (7, True, {"better": "r1", "by": 4}, "is not an answer to preference"),
        (7, True, {"better": "r1", "by": -1}, "is not an answer to preference"),
        (7, True, {"better": "r1", "by": 1, "both_bad": True}, "is not an answer to preference"),
        (7, True, {"better": "r1", "by": 1, "why": "x"}, "is not an answer to preference"),
        (7, True, {"text": "r1"}, "is not an answer to preference"),
        (7, True, [], "is not an answer to preference"),
        (7, True, None, "is not an answer to preference"),
    ],
)
def test_what_the_scale_does_not_offer_is_refused(
    points: int, both_bad: bool, answer: object, because: str
) -> None:
    """An answer that no key of this question gives cannot be read in either."""
    with pytest.raises(ValueError, match=rf"^{because}$"):
        question(points, both_bad=both_bad).read(answer)


@pytest.mark.parametrize(
    "answer", [{"both_bad": "yes"}, {"both_bad": 1}, {"better": "r1", "by": "1"}, {"better": "r1", "by": 1.0}]
)
def test_nothing_is_coerced(answer: object) -> None:
    """Text is no number and no yes: what is stored was decided in exactly these words."""
    with pytest.raises(ValueError, match=r"^is not an answer to preference$"):
        question().read(answer)


def test_an_answer_of_another_kind_is_refused() -> None:
    """A score does not say which is better."""
    assert question().objection(ScoreAnswer(point=1)) == "is an answer to another kind of question"


def test_the_question_has_one_id_for_all_tasks() -> None:
    """Ratings and reports find it under ``preference``."""
    assert question().id == PREFERENCE == "preference"


@pytest.mark.parametrize(
    ("responses", "misfit"),
    [
        (1, ["has 1 response; a pairwise preference compares exactly 2"]),
        (2, []),
        (3, ["has 3 responses; a pairwise preference compares exactly 2"]),
    ],
)
def test_a_comparison_needs_exactly_two(responses: int, misfit: list[str]) -> None:
    """A task with another number of responses says how many it has."""
    assert list(a_rubric().misfits(a_task(responses=responses))) == misfit


def test_a_task_without_responses_is_named_once() -> None:
    """One reason is enough when there is nothing to judge at all."""
    assert list(a_rubric().misfits(a_task(responses=0))) == ["has no responses to judge"]
