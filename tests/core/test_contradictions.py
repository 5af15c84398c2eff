"""Contradictions: what is pointed out among the answers, and the much that is left to the rater."""

import re
from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import a_criterion, a_rubric, order

from raterterm.core.contradictions import RULES, Contradiction, contradictions
from raterterm.core.form import Form, compile_form
from raterterm.core.presentation import Presentation
from raterterm.core.words import Json, QuestionId

Given = Mapping[str, Json]

PAIRWISE: dict[str, Json] = {"preference": {"question": "Which is better?", "points": 7, "both_bad": True}}
RANKED: dict[str, Json] = {"ranking": {"question": "In which order?", "unacceptable": True}}
SCORES: dict[str, Json] = {
    "criteria": [a_criterion("accuracy", not_applicable=True), a_criterion("tone"), a_criterion("brevity")]
}
COMPARED: dict[str, Json] = {
    "criteria": [
        {"id": name, "title": name.title(), "question": "Which?", "prefer": {"points": 5}}
        for name in ("style", "depth")
    ]
}
CHECKED: dict[str, Json] = {
    "checks": {"demands": {"short": "Is short", "polite": "Is polite", "english": "In English"}}
}
ONE_CHECK: dict[str, Json] = {"checks": {"demands": {"short": "Is short"}, "required": False}}
CLAIMED: dict[str, Json] = {"claims": {}}
MARKED: dict[str, Json] = {
    "spans": [
        {
            "id": "errors",
            "title": "Errors",
            "question": "What is wrong?",
            "labels": {
                "accuracy": {"words": "Accuracy", "under": {"omission": "Left out"}},
                "style": "Style",
            },
            "severities": {"minor": "Small", "major": "Large", "critical": "Grave"},
        }
    ]
}

BOTH_BAD: Given = {"preference": {"both_bad": True}}
NONE_ACCEPTABLE: Given = {"ranking": {"none_acceptable": True}}


def prefers(response: str | None, by: int = 1) -> Given:
    """Return the preference for a response; for None that they are about the same."""
    return {"preference": {"better": response, "by": by} if response else {}}


def scores(**points: tuple[int | None, ...]) -> Given:
    """Return the scores of r1, r2, ... on each criterion; None is not applicable."""
    return {
        f"score:{name}@r{number}": {"point": point} if point else {"not_applicable": True}
        for name, given in points.items()
        for number, point in enumerate(given, start=1)
    }


def ranks(*responses: str) -> Given:
    """Return an order; ``r1=r2`` are tied."""
    return {"ranking": {"ranks": [rank.split("=") for rank in responses]}}


def checks(**states: tuple[str, str]) -> Given:
    """Return the states of r1 and r2 on each check."""
    return {
        f"check:{name}@r{number}": {"state": state}
        for name, given in states.items()
        for number, state in enumerate(given, start=1)
    }


def claim(response: str | None, verdict: str) -> Given:
    """Return a ledger of one claim."""
    return {"claims": {"entries": [{"quote": quote(response), "verdict": {"chosen": [verdict]}}]}}


def span(response: str, label: str, severity: str) -> Given:
    """Return a list of one span."""
    entry = {"quote": quote(response), "label": {"chosen": [label]}, "severity": {"chosen": [severity]}}
    return {"spans:errors": {"entries": [entry]}}


def quote(response: str | None) -> Json:
    """Return the first word of a response, or of the prompt."""
    return {"response": response, "start": 0, "end": 6, "quote": "Answer"}


def form_of(*blocks: Mapping[str, Json], shown: tuple[str, ...] = ("r1", "r2")) -> Form:
    """Return the form of a rubric of these blocks."""
    written = {name: block for each in blocks for name, block in each.items()}
    return compile_form(a_rubric(**written), Presentation(order(*shown)))


def found(form: Form, *given: Given) -> tuple[Contradiction, ...]:
    """Return the contradictions among these answers."""
    answers = {QuestionId(question): answer for each in given for question, answer in each.items()}
    return contradictions(form, form.read(answers))


def told(form: Form, *given: Given) -> list[str]:
    """Return the sentences."""
    return [each.words for each in found(form, *given)]


class TestPreferences:
    """A preference is held against scores, comparisons and checks only where these are unanimous."""

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (
                [prefers("r1"), scores(accuracy=(2, 4), tone=(3, 5), brevity=(1, 2))],
                ["A is preferred, yet B scores higher on Accuracy, Tone and Brevity, and A on nothing."],
            ),
            (
                [prefers("r1"), scores(accuracy=(2, 4), tone=(3, 3), brevity=(5, 5))],
                ["A is preferred, yet B scores higher on Accuracy, and A on nothing."],
            ),
            (
                [prefers("r2", 3), scores(accuracy=(None, 1), tone=(4, 3), brevity=(5, 4))],
                ["B is preferred, yet A scores higher on Tone and Brevity, and B on nothing."],
            ),
            ([prefers("r1"), scores(accuracy=(2, 4), tone=(4, 3), brevity=(1, 2))], []),
            ([prefers("r2"), scores(accuracy=(2, 4), tone=(3, 5), brevity=(1, 2))], []),
            ([prefers(None), scores(accuracy=(2, 4), tone=(3, 5), brevity=(1, 2))], []),
            ([prefers("r1"), scores(accuracy=(2, 4), tone=(3, 5))], []),
            ([scores(accuracy=(2, 4), tone=(3, 5), brevity=(1, 2))], []),
            ([prefers("r1")], []),
        ],
    )
    def test_scores_that_all_favour_the_other_are_told(self, given: list[Given], words: list[str]) -> None:
        """Ties and what does not apply are left aside; one score for the preferred one, or one open, is enough."""
        assert told(form_of(PAIRWISE, SCORES), *given) == words

    def test_more_than_three_criteria_are_counted(self) -> None:
        """The sentence stays short."""
        form = form_of(PAIRWISE, {"criteria": [a_criterion(name) for name in "wxyz"]})

        assert told(form, prefers("r1"), scores(w=(1, 2), x=(1, 2), y=(1, 2), z=(1, 2))) == [
            "A is preferred, yet B scores higher on 4 criteria, and A on nothing."
        ]

    def test_an_optional_score_may_stay_open(self) -> None:
        """Nobody has to give it."""
        form = form_of(PAIRWISE, {"criteria": [a_criterion(), a_criterion("tone", required=False)]})

        assert told(form, prefers("r1"), scores(accuracy=(1, 2))) != []

    def test_what_is_not_about_a_response_may_stay_open(self) -> None:
        """How sure the rater is, and a score of the task, favour nobody."""
        form = form_of(
            PAIRWISE, {"criteria": [a_criterion(), a_criterion("mood", per="task")], "confidence": {}}
        )

        assert told(form, prefers("r1"), scores(accuracy=(1, 2))) != []

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (
                [prefers("r1", 2), scores(accuracy=(4, 4), tone=(3, 3), brevity=(2, 2))],
                ["A is preferred by 2 points, yet both have the same score on every criterion."],
            ),
            (
                [prefers("r2", 3), scores(accuracy=(None, None), tone=(3, 3), brevity=(2, 2))],
                ["B is preferred by 3 points, yet both have the same score on every criterion."],
            ),
            ([prefers("r1", 1), scores(accuracy=(4, 4), tone=(3, 3), brevity=(2, 2))], []),
            ([prefers("r1", 2), scores(accuracy=(4, 4), tone=(3, 3), brevity=(3, 2))], []),
            ([prefers("r1", 2), scores(accuracy=(4, 4), tone=(3, 3))], []),
        ],
    )
    def test_a_strong_preference_needs_a_difference(self, given: list[Given], words: list[str]) -> None:
        """One point may rest on what no criterion asks; two or three want a reason."""
        assert told(form_of(PAIRWISE, SCORES), *given) == words

    def test_one_criterion_is_too_few_to_say_that_nothing_differs(self) -> None:
        """The preference may rest on all that it leaves out."""
        form = form_of(PAIRWISE, {"criteria": [a_criterion()]})

        assert told(form, prefers("r1", 3), scores(accuracy=(4, 4))) == []

    @pytest.mark.parametrize(
        ("style", "depth", "words"),
        [
            ("r2", "r2", ["A is preferred, yet B is better on Style and Depth, and A on nothing."]),
            ("r2", None, ["A is preferred, yet B is better on Style, and A on nothing."]),
            ("r2", "r1", []),
            ("r1", "r1", []),
            (None, None, []),
        ],
    )
    def test_comparisons_that_all_favour_the_other_are_told(
        self, style: str | None, depth: str | None, words: list[str]
    ) -> None:
        """The preferences by criterion are criteria like the others."""
        compared = {
            f"prefer:{name}": {"better": better, "by": 1} if better else {}
            for name, better in {"style": style, "depth": depth}.items()
        }

        assert told(form_of(PAIRWISE, COMPARED), prefers("r1"), compared) == words

    @pytest.mark.parametrize(
        ("states", "words"),
        [
            (
                {"short": ("not met", "met"), "polite": ("not met", "met"), "english": ("met", "met")},
                ["A is preferred, yet it misses 2 checks and B misses none."],
            ),
            (
                {"short": ("not met", "unclear"), "polite": ("met", "met"), "english": ("met", "met")},
                ["A is preferred, yet it misses 1 check and B misses none."],
            ),
            ({"short": ("not met", "not met"), "polite": ("not met", "met"), "english": ("met", "met")}, []),
            ({"short": ("not met", "met"), "polite": ("met", "unclear"), "english": ("met", "met")}, []),
            ({"short": ("unclear", "met"), "polite": ("met", "met"), "english": ("met", "met")}, []),
            ({"short": ("met", "not met"), "polite": ("met", "met"), "english": ("met", "met")}, []),
            ({"short": ("not met", "met"), "polite": ("not met", "met")}, []),
        ],
    )
    def test_checks_that_only_the_preferred_one_misses_are_told(
        self, states: dict[str, tuple[str, str]], words: list[str]
    ) -> None:
        """One check that the other one misses, or that is clearer for the preferred one, is enough for silence."""
        assert told(form_of(PAIRWISE, CHECKED), prefers("r1"), checks(**states)) == words

    @pytest.mark.parametrize("favoured", ["scores", "comparisons", "checks"])
    def test_evidence_of_another_kind_for_the_preferred_one_silences(self, favoured: str) -> None:
        """Unanimous means all that was answered, not the scores alone."""
        worse = {
            **scores(accuracy=(1, 2)),
            "prefer:style": {"better": "r2", "by": 1},
            **checks(short=("not met", "met")),
        }
        change: dict[str, Given] = {
            "scores": scores(accuracy=(2, 1)),
            "comparisons": {"prefer:style": {"better": "r1", "by": 1}},
            "checks": checks(short=("met", "not met")),
        }
        form = form_of(
            PAIRWISE,
            {
                "criteria": [
                    a_criterion(),
                    {"id": "style", "title": "S", "question": "?", "prefer": {"points": 5}},
                ]
            },
            ONE_CHECK,
        )

        assert len(told(form, prefers("r1"), worse)) == 3
        assert told(form, prefers("r1"), worse, change[favoured]) == []


class TestRankings:
    """A ranking is held against the preference, and against the scores of each two responses."""

    @pytest.mark.parametrize(
        ("ranking", "preference", "words"),
        [
            (ranks("r2", "r1"), prefers("r1"), ["A is preferred, yet B is ranked above it."]),
            (ranks("r1", "r2"), prefers("r1"), []),
            (ranks("r1=r2"), prefers("r1"), []),
            (ranks("r2"), prefers("r1"), []),
            (ranks("r2", "r1"), prefers(None), []),
        ],
    )
    def test_a_ranking_against_the_preference_is_told(
        self, ranking: Given, preference: Given, words: list[str]
    ) -> None:
        """A tie, or a rank that is missing, says nothing."""
        assert told(form_of(PAIRWISE, RANKED), ranking, preference) == words

    @pytest.mark.parametrize(
        ("ranking", "words"),
        [
            (ranks("r1", "r2", "r3"), []),
            (
                ranks("r2", "r1", "r3"),
                ["B is ranked above A, yet A scores higher on Accuracy and Tone, and B on nothing."],
            ),
            (
                ranks("r3", "r2", "r1"),
                [
                    "C is ranked above B, yet B scores higher on Accuracy, and C on nothing.",
                    "C is ranked above A, yet A scores higher on Accuracy and Tone, and C on nothing.",
                ],
            ),
            (ranks("r1=r2=r3"), []),
            (ranks("r1=r2", "r3"), []),
            (
                ranks("r3", "r1"),
                ["C is ranked above A, yet A scores higher on Accuracy and Tone, and C on nothing."],
            ),
        ],
    )
    def test_a_response_below_one_that_is_nowhere_better_is_told(
        self, ranking: Given, words: list[str]
    ) -> None:
        """Each is told once, with the best that stands above it."""
        form = form_of(RANKED, {"criteria": [a_criterion(), a_criterion("tone")]}, shown=("r1", "r2", "r3"))

        assert told(form, ranking, scores(accuracy=(5, 4, 3), tone=(5, 3, 3))) == words

    def test_one_criterion_for_the_higher_one_silences(self) -> None:
        """The rater may weigh it more than all the others."""
        form = form_of(RANKED, SCORES)

        assert told(form, ranks("r2", "r1"), scores(accuracy=(5, 1), tone=(5, 1), brevity=(1, 2))) == []


class TestErrors:
    """The highest score does not go with an error that was marked in the same response."""

    @pytest.mark.parametrize(
        ("criterion", "given", "words"),
        [
            (
                "accuracy",
                claim("r2", "refuted"),
                ["B has the highest score on Accuracy, yet a claim in it is refuted."],
            ),
            ("accuracy", claim("r1", "refuted"), []),
            ("accuracy", claim(None, "refuted"), []),
            ("accuracy", claim("r2", "outdated"), []),
            ("accuracy", claim("r2", "unverifiable"), []),
            (
                "factuality",
                claim("r2", "refuted"),
                ["B has the highest score on Factuality, yet a claim in it is refuted."],
            ),
            (
                "exactitud",
                claim("r2", "refuted"),
                ["B has the highest score on Exactitud, yet a claim in it is refuted."],
            ),
            ("satisfaction", claim("r2", "refuted"), []),
            ("grammar-correctness", claim("r2", "refuted"), []),
            (
                "accuracy",
                span("r2", "omission", "critical"),
                ["B has the highest score on Accuracy, yet a span in it is marked “critical”."],
            ),
            ("accuracy", span("r2", "omission", "major"), []),
            ("accuracy", span("r2", "style", "critical"), []),
            ("accuracy", span("r1", "omission", "critical"), []),
        ],
    )
    def test_facts_with_the_highest_score_have_no_error_marked(
        self, criterion: str, given: Given, words: list[str]
    ) -> None:
        """Known by the criterion's name, the verdict, and a label that is about facts or below one that is."""
        form = form_of({"criteria": [a_criterion(criterion)]}, CLAIMED, MARKED)

        assert told(form, scores(**{criterion: (4, 5)}), given) == words

    @pytest.mark.parametrize(
        ("accuracy", "tone", "words"),
        [
            (5, 5, ["B has the highest score on every criterion, yet a span in it is marked “critical”."]),
            (5, 4, []),
            (4, 5, []),
        ],
    )
    def test_another_grave_error_does_not_go_with_the_highest_scores_throughout(
        self, accuracy: int, tone: int, words: list[str]
    ) -> None:
        """Which criterion it belongs to is not known, so one that is lower accounts for it."""
        form = form_of({"criteria": [a_criterion(), a_criterion("tone")]}, MARKED)

        assert (
            told(form, scores(accuracy=(1, accuracy), tone=(1, tone)), span("r2", "style", "critical"))
            == words
        )

    def test_an_empty_list_is_no_error(self) -> None:
        """Nor are spans without a severity."""
        plain = {
            "spans": [
                {"id": "errors", "title": "E", "question": "?", "labels": {"accuracy": "A", "style": "S"}}
            ]
        }
        entry = {"quote": quote("r1"), "label": {"chosen": ["accuracy"]}}

        assert told(form_of(SCORES, MARKED), scores(accuracy=(5, 5)), {"spans:errors": {"entries": []}}) == []
        assert (
            told(form_of(SCORES, plain), scores(accuracy=(5, 5)), {"spans:errors": {"entries": [entry]}})
            == []
        )


class TestNoneAcceptable:
    """A response with the highest scores throughout is hardly a bad one."""

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            (BOTH_BAD, ["Both are called bad, yet A has the highest score on every criterion."]),
            (NONE_ACCEPTABLE, ["None is called acceptable, yet A has the highest score on every criterion."]),
            (prefers(None), []),
            (ranks("r1=r2"), []),
        ],
    )  # fmt: skip
    def test_the_highest_scores_throughout_are_told(self, given: Given, words: list[str]) -> None:
        """What does not apply is left aside."""
        form = form_of(PAIRWISE, RANKED, SCORES)

        assert told(form, given, scores(accuracy=(None, 1), tone=(5, 5), brevity=(5, 5))) == words

    @pytest.mark.parametrize(
        "given",
        [
            scores(accuracy=(4, 1), tone=(5, 1)),
            scores(accuracy=(5, 1)),
            {**scores(accuracy=(5, 1), tone=(5, 1)), **checks(short=("not met", "met"))},
            {**scores(accuracy=(5, 1), tone=(5, 1)), **span("r1", "style", "critical")},
        ],
        ids=["one lower", "one open", "a check missed", "a grave error"],
    )
    def test_what_may_account_for_it_silences(self, given: Given) -> None:
        """Both may be bad for a reason that the scores do not show."""
        form = form_of(
            PAIRWISE,
            {"criteria": [a_criterion("ease"), a_criterion("tone")]},
            ONE_CHECK,
            MARKED,
        )
        renamed = {question.replace("accuracy", "ease"): answer for question, answer in given.items()}

        assert told(form, BOTH_BAD, scores(ease=(5, 1), tone=(5, 1))) != []
        assert [each.rule for each in found(form, BOTH_BAD, renamed) if "none" in each.rule] == []


class TestPlaces:
    """A contradiction says where to look."""

    def test_it_names_the_answer_to_look_at_and_those_against_it(self) -> None:
        """The ids are those of the form, so that the cursor can go there."""
        (only,) = found(
            form_of(PAIRWISE, SCORES), prefers("r1"), scores(accuracy=(2, 4), tone=(3, 3), brevity=(5, 5))
        )

        assert only[:1] + only[2:] == (
            "scores-against-preference",
            "preference",
            ("score:accuracy@r1", "score:accuracy@r2"),
        )

    def test_an_error_leads_to_the_scores_it_does_not_go_with(self) -> None:
        """To the first of them; the others follow, and the list that the error is in."""
        form = form_of({"criteria": [a_criterion(), a_criterion("tone")]}, MARKED)
        top = scores(accuracy=(1, 5), tone=(1, 5))

        (only,) = found(form, top, span("r2", "style", "critical"))

        assert (only.question, only.others) == ("score:accuracy@r2", ("score:tone@r2", "spans:errors"))

    def test_each_rule_has_its_own_id(self) -> None:
        """Reports and settings name them."""
        compared = {f"prefer:{name}": {"better": "r2", "by": 1} for name in ("style", "depth")}
        top = scores(accuracy=(5, 1), tone=(5, 1), brevity=(5, 1))
        given: list[tuple[Form, Given, Given]] = [
            (form_of(PAIRWISE, COMPARED), prefers("r1"), compared),
            (form_of(PAIRWISE, ONE_CHECK), prefers("r1"), checks(short=("not met", "met"))),
            (
                form_of(PAIRWISE, SCORES),
                prefers("r1", 2),
                scores(accuracy=(3, 3), tone=(3, 3), brevity=(3, 3)),
            ),
            (form_of(PAIRWISE, SCORES), prefers("r2"), top),
            (form_of(RANKED, SCORES), ranks("r2", "r1"), top),
            (form_of(PAIRWISE, RANKED), prefers("r1"), ranks("r2", "r1")),
            (form_of(SCORES, CLAIMED), top, claim("r1", "refuted")),
            (form_of(SCORES, MARKED), top, span("r1", "style", "critical")),
            (form_of(PAIRWISE, SCORES), BOTH_BAD, top),
        ]

        rules = [each.rule for form, *answers in given for each in found(form, *answers)]

        assert len(set(rules)) == len(rules) == len(RULES)


POINTS = st.sampled_from([None, 1, 3, 5])
STATES = st.sampled_from(["met", "not met", "unclear"])
BETTER = st.sampled_from([None, "r1", "r2"])
EVERYTHING = (
    PAIRWISE,
    RANKED,
    {
        "criteria": [
            *(a_criterion(name, not_applicable=True) for name in ("accuracy", "tone")),
            *COMPARED["criteria"],
        ]
    },
    CHECKED,
    CLAIMED,
    MARKED,
)


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, Json]:
    """Return answers to a form of everything, some of them open."""
    response = draw(st.sampled_from(["r1", "r2"]))
    label, severity = (
        draw(st.sampled_from(["omission", "style"])),
        draw(st.sampled_from(["minor", "critical"])),
    )
    every: dict[str, Json] = {
        **scores(accuracy=draw(st.tuples(POINTS, POINTS)), tone=draw(st.tuples(POINTS, POINTS))),
        **checks(**{name: draw(st.tuples(STATES, STATES)) for name in ("short", "polite", "english")}),
        **draw(st.sampled_from([prefers("r1"), prefers("r2", 3), prefers(None), BOTH_BAD])),
        **draw(st.sampled_from([ranks("r1", "r2"), ranks("r2", "r1"), ranks("r1=r2"), NONE_ACCEPTABLE])),
        **claim(draw(BETTER), draw(st.sampled_from(["refuted", "supported"]))),
        **span(response, label, severity),
    }
    for name in ("style", "depth"):
        better = draw(BETTER)
        every[f"prefer:{name}"] = {"better": better, "by": 1} if better else {}
    for question in draw(st.sampled_from([[], [], *([each] for each in every)])):
        del every[question]
    return every


@given(any_answers())
def test_swapped_presentations_have_the_same_contradictions(answers: dict[str, Json]) -> None:
    """Only the letters are exchanged."""
    plain, swapped = (
        found(form_of(*EVERYTHING, shown=shown), answers) for shown in [("r1", "r2"), ("r2", "r1")]
    )

    exchanged = [
        each._replace(words=re.sub(r"\b[AB]\b", lambda letter: "BA"["AB".index(letter[0])], each.words))
        for each in swapped
    ]

    assert sorted(exchanged) == sorted(plain)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 4)), min_size=3, max_size=3), st.integers(1, 3))
def test_a_preference_for_what_is_nowhere_worse_is_never_contradicted(
    pairs: list[tuple[int, int]], by: int
) -> None:
    """Nor is a ranking of the same; a strong one needs one difference."""
    points = [(min(5, low + more), low) for low, more in pairs]
    differs = any(first != second for first, second in points)
    given_scores = scores(**dict(zip(("accuracy", "tone", "brevity"), points, strict=True)))

    assert (
        told(
            form_of(PAIRWISE, RANKED, SCORES),
            prefers("r1", by if differs else 1),
            ranks("r1", "r2"),
            given_scores,
        )
        == []
    )


@pytest.mark.parametrize("mixed", [pair for pair in product((-1, 0, 1), repeat=3) if {-1, 1} <= set(pair)])
def test_scores_that_differ_in_both_directions_contradict_no_preference(mixed: tuple[int, ...]) -> None:
    """How much a criterion weighs is the rater's to say."""
    points = {name: (3 + lean, 3) for name, lean in zip(("accuracy", "tone", "brevity"), mixed, strict=True)}
    form = form_of(PAIRWISE, RANKED, SCORES)

    assert told(form, prefers("r1", 3), ranks("r1", "r2"), scores(**points)) == []
    assert told(form, prefers("r2", 3), ranks("r2", "r1"), scores(**points)) == []
