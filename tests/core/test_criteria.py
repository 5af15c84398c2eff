"""Criteria: scales of numbers and of words, and the notes that low scores need."""

import pytest
from pydantic import ValidationError
from tests.worlds import a_criterion, a_rubric, order, pick

from raterterm.core import jsontext
from raterterm.core.criteria import NoteQuestion, Scale, ScoreAnswer, ScoreQuestion
from raterterm.core.form import Form, compile_form
from raterterm.core.preference import PreferenceAnswer
from raterterm.core.presentation import Presentation
from raterterm.core.question import Letters
from raterterm.core.words import Json, QuestionId
from raterterm.core.writing import TextAnswer

NOBODY = Letters(())


def scored(*responses: str, **changes: Json) -> Form:
    """Return the form of a rubric with one criterion."""
    return compile_form(
        a_rubric(criteria=[a_criterion(**changes)]), Presentation(order(*(responses or ("r1",))))
    )


def score(**changes: Json) -> ScoreQuestion:
    """Return the one score of a form."""
    first = scored(**changes).questions[0]
    assert isinstance(first, ScoreQuestion)
    return first


def words(*points: str) -> dict[str, str]:
    """Return a scale of words."""
    return {point: f"means {point}" for point in points}


class TestScales:
    """A scale has two to ten points, all numbers or all words, from the worst to the best."""

    @pytest.mark.parametrize(
        ("written", "points"),
        [
            ({1: "Wrong", 2: "Right"}, [1, 2]),
            ({5: "Right", 1: "Wrong"}, [1, 2, 3, 4, 5]),
            ({0: "None", 9: "All"}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            ({1: "None", 10: "All"}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            ({-3: "Worse", 0: "Same", 3: "Better"}, [-3, -2, -1, 0, 1, 2, 3]),
            ({10: "Low", 12: "High"}, [10, 11, 12]),
            ({"1": "Wrong", "5": "Right"}, [1, 2, 3, 4, 5]),
            (words("bad", "fair", "good"), ["bad", "fair", "good"]),
            (words("good", "bad"), ["good", "bad"]),
            (words("no", "yes"), ["no", "yes"]),
            ({"v1.0": "Old", "v1.1": "New"}, ["v1.0", "v1.1"]),
        ],
    )
    def test_points_stand_in_order(self, written: Json, points: list[int | str]) -> None:
        """Numbers are sorted and the gaps between them filled; words stay as the lead wrote them."""
        assert [point for point, _ in Scale.model_validate(written).points] == points

    def test_a_point_between_described_ones_has_no_anchor(self) -> None:
        """It can be given all the same."""
        scale = Scale.model_validate({1: "Wrong", 3: None, 4: "Right"})

        assert [anchor for _, anchor in scale.points] == ["Wrong", "", "", "Right"]

    @pytest.mark.parametrize(
        ("written", "keys"),
        [
            ({1: "Low", 5: "High"}, "12345"),
            ({0: "Low", 9: "High"}, "0123456789"),
            ({1: "Low", 10: "High"}, "1234567890"),
            ({-3: "Low", 3: "High"}, "1234567"),
            ({3: "Low", 5: "High"}, "345"),
            ({10: "Low", 12: "High"}, "123"),
            (words("bad", "fair", "good"), "123"),
            (words(*"abcdefghij"), "1234567890"),
        ],
    )
    def test_each_point_has_one_digit(self, written: Json, keys: str) -> None:
        """A point that is one digit long is given by itself; others by their place, the tenth by 0."""
        options = score(scale=written).options(NOBODY)

        assert "".join(option.key for option in options) == keys

    def test_zero_means_ten_on_a_scale_to_ten(self) -> None:
        """There is no tenth digit but 0."""
        question = score(scale={1: "Low", 10: "High"})

        assert pick(question, "0", NOBODY) == ScoreAnswer(point=10)

    def test_one_means_the_lowest_below_zero(self) -> None:
        """There is no key for a minus."""
        question = score(scale={-3: "Worse", 3: "Better"})

        assert pick(question, "1", NOBODY) == ScoreAnswer(point=-3)

    @pytest.mark.parametrize(
        "written",
        [
            {},
            {1: "Alone"},
            {0: "Low", 10: "Eleven"},
            {1: "Low", 1000: "High"},
            {1: "Low", 10**17: "High"},
            words(*"abcdefghijk"),
            {1: "One", "two": "Two"},
            {1: "Low", 2: ""},
            {1: "Low", 2: "two\nlines"},
            {1: "Low", 2: 5},
            {"Very Good": "x", "bad": "y"},
            {"": "x", "bad": "y"},
            {True: "x", False: "y"},
            {1.5: "x", 2.5: "y"},
            {"0": "x", "-0": "y"},
            ["bad", "good"],
            "1-5",
            None,
        ],
    )
    def test_what_is_no_scale_is_refused(self, written: Json) -> None:
        """Too few or too many points, mixed kinds, points or anchors that are not text."""
        with pytest.raises(ValidationError):
            Scale.model_validate(written)

    @pytest.mark.parametrize(
        "written", [{1: "Low", 3: None, 5: "High"}, {-3: "Low", 3: "High"}, words("bad", "good")]
    )
    def test_a_scale_survives_json(self, written: Json) -> None:
        """JSON turns its keys into text; reading turns them back."""
        scale = Scale.model_validate(written)

        assert Scale.model_validate(jsontext.decode(jsontext.encode(scale.model_dump(mode="json")))) == scale


class TestScores:
    """A score is a point of its scale, or "not applicable" where that is offered."""

    @pytest.mark.parametrize(
        ("answer", "because"),
        [
            ({"point": 0}, "is not a point of accuracy"),
            ({"point": 6}, "is not a point of accuracy"),
            ({"point": "3"}, "is not a point of accuracy"),
            ({"point": "good"}, "is not a point of accuracy"),
            ({"not_applicable": True}, "'not applicable' is not offered"),
            ({}, "is not an answer to score:accuracy@r1"),
            ({"point": 3, "not_applicable": True}, "is not an answer to score:accuracy@r1"),
            ({"point": None}, "is not an answer to score:accuracy@r1"),
            ({"point": True}, "is not an answer to score:accuracy@r1"),
            ({"point": 3.0}, "is not an answer to score:accuracy@r1"),
            ({"point": [3]}, "is not an answer to score:accuracy@r1"),
            ({"better": "r1"}, "is not an answer to score:accuracy@r1"),
            (3, "is not an answer to score:accuracy@r1"),
        ],
    )
    def test_what_the_scale_does_not_offer_is_refused(self, answer: object, because: str) -> None:
        """Nothing off the scale, nothing coerced."""
        with pytest.raises(ValueError, match=rf"^{because}$"):
            score().read(answer)

    def test_not_applicable_is_x_where_it_is_offered(self) -> None:
        """It is the last option and takes no digit from the scale."""
        question = score(not_applicable=True)

        assert question.options(NOBODY)[-1].key == "x"
        assert pick(question, "x", NOBODY) == ScoreAnswer(not_applicable=True)

    def test_an_answer_of_another_kind_is_refused(self) -> None:
        """A preference is no score."""
        assert score().objection(PreferenceAnswer()) == "is an answer to another kind of question"

    def test_each_response_is_scored_in_the_order_shown(self) -> None:
        """The ids name the response, so that they are the same whichever stood left."""
        assert [question.id for question in scored("r2", "r1").questions] == [
            "score:accuracy@r2",
            "score:accuracy@r1",
        ]

    def test_a_criterion_of_the_task_is_scored_once(self) -> None:
        """``per: task`` names no response."""
        (only,) = scored("r1", "r2", per="task").questions

        assert (only.id, only.response) == ("score:accuracy", None)


class TestNotes:
    """A score at ``note_at_or_below`` or lower needs a short reason."""

    @pytest.mark.parametrize(
        ("scale", "below", "asked_at"),
        [
            ({1: "Low", 5: "High"}, 2, [1, 2]),
            ({1: "Low", 5: "High"}, 5, [1, 2, 3, 4, 5]),
            ({0: "Low", 3: "High"}, 0, [0]),
            ({-2: "Low", 2: "High"}, -1, [-2, -1]),
            (words("bad", "fair", "good"), "fair", ["bad", "fair"]),
        ],
    )
    def test_a_note_is_asked_only_when_the_score_is_low(
        self, scale: Json, below: int | str, asked_at: list[int | str]
    ) -> None:
        """Words are compared by their place on the scale."""
        form = scored(scale=scale, note_at_or_below=below)
        given, note = form.questions
        assert isinstance(given, ScoreQuestion)
        assert isinstance(note, NoteQuestion)

        asked = [
            point
            for point, _ in given.scale.points
            if note in form.asked({given.id: ScoreAnswer(point=point)})
        ]

        assert asked == asked_at

    def test_no_note_before_a_score_or_without_one(self) -> None:
        """Nothing was low yet, and "not applicable" is not low."""
        form = scored(note_at_or_below=2, not_applicable=True)
        given, note = form.questions

        assert note not in form.asked({})
        assert note not in form.asked({given.id: ScoreAnswer(not_applicable=True)})
        assert note not in form.asked({given.id: TextAnswer(text="1")})

    def test_a_note_belongs_to_the_response_whose_score_is_low(self) -> None:
        """A low score of one response asks nothing about the other."""
        form = scored("r1", "r2", note_at_or_below=2)
        low = {QuestionId("score:accuracy@r2"): ScoreAnswer(point=1)}

        notes = [question for question in form.asked(low) if isinstance(question, NoteQuestion)]

        assert [(note.id, note.response) for note in notes] == [("note:accuracy@r2", "r2")]

    @pytest.mark.parametrize("below", [0, 6, "bad", True, 2.5])
    def test_the_limit_is_a_point_of_the_scale(self, below: Json) -> None:
        """A limit that no score reaches is a slip."""
        with pytest.raises(ValidationError):
            a_rubric(criteria=[a_criterion(note_at_or_below=below)])


class TestAnchorsOfATask:
    """A task may say what points mean for it alone."""

    def anchors(self, **anchors: dict[str, str]) -> list[str]:
        """Return what each point means where a task has ``anchors``."""
        shown = Presentation(order("r1"), anchors=anchors)
        (question,) = compile_form(a_rubric(criteria=[a_criterion()]), shown).questions
        return [option.anchor for option in question.options(NOBODY)]

    def test_they_stand_in_place_of_the_rubrics(self) -> None:
        """Point by point; a point that neither describes has none."""
        assert self.anchors() == ["Wrong", "", "", "", "Right"]
        assert self.anchors(accuracy={"1": "No year", "3": "A decade"}) == [
            "No year",
            "",
            "A decade",
            "",
            "Right",
        ]

    def test_they_change_no_point(self) -> None:
        """What can be answered, and when a low score needs a reason, is the rubric's."""
        told = {"accuracy": {"1": "No year", "9": "Off the scale"}}
        rubric = a_rubric(criteria=[a_criterion(note_at_or_below=2)])
        plain, anchored = (
            compile_form(rubric, Presentation(order("r1"), anchors=each)) for each in ({}, told)
        )

        assert [known.answer_keys(NOBODY) for known in plain.questions] == [
            known.answer_keys(NOBODY) for known in anchored.questions
        ]
        assert plain.questions[1] == anchored.questions[1]
