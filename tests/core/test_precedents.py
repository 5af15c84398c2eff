"""Precedents: what was listed before, which of it is offered, and what is taken from it."""

from types import MappingProxyType

import pytest
from tests.worlds import a_rubric, order

from raterterm.core.choices import ChoiceAnswer
from raterterm.core.failures import CAUSE, HYPOTHESIS, MODE, NOVELTY, Failure, Term, filled, offered
from raterterm.core.form import compile_form
from raterterm.core.precedents import Known, Occasion, distinct, has_words, without
from raterterm.core.presentation import Presentation
from raterterm.core.records import RecordsQuestion
from raterterm.core.reports import CASE, RULING, SECTION, Position, Ruling, ruled, tags
from raterterm.core.words import BatchId, Json, QuestionId, TaskId
from raterterm.core.writing import TextAnswer

SCRIPT, INVENTED = Term("script", "Could be sent to anyone"), Term("invented", "Made up")
UNKNOWN = Term("unknown", "I cannot tell")


def occasion(at: int = 1, task: str = "t-1", rubric: str = "r") -> Occasion:
    """Return an occasion; a greater ``at`` is later."""
    return Occasion(f"2026-03-0{at}", BatchId("b"), TaskId(task), 0, rubric)


def failed(mode: Term = SCRIPT, hypothesis: str = "one word", at: int = 1, cause: Term = UNKNOWN) -> Failure:
    """Return a failure that was listed."""
    return Failure(mode, cause, hypothesis, (), None, occasion(at))


def decided(section: str = "#tone", ruling: str = "as if meant", rubric: str = "r", *marks: str) -> Ruling:
    """Return a ruling that was made."""
    return Ruling(section, "irony", (), ruling, (), frozenset(marks), occasion(rubric=rubric))


def asked(of: str, **blocks: Json) -> RecordsQuestion:
    """Return the list that a rubric of these blocks asks for, about a pair that is shown swapped."""
    question = compile_form(a_rubric(**blocks), Presentation(order("r2", "r1"))).question(QuestionId(of))
    assert isinstance(question, RecordsQuestion)
    return question


FAILURES = asked("failures", failures={"modes": dict([SCRIPT, INVENTED])})
REPORTS = asked("ambiguities", preference={"question": "Which?"}, ambiguities={})


def test_what_says_the_same_is_one_precedent() -> None:
    """The latest first, among them and in each."""
    first, second, third = failed(at=1), failed(INVENTED, at=2), failed(hypothesis="One  Word", at=3)

    assert distinct([second, third, first]) == (Known((third, first)), Known((second,)))


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (("b", "t-1"), [(SCRIPT, 1)]),
        (("b", "t-1", 0), [(SCRIPT, 1)]),
        (("b", "t-1", 1), [(SCRIPT, 2), (INVENTED, 1)]),
        (("other", "t-1"), [(SCRIPT, 2), (INVENTED, 1)]),
    ],
)
def test_a_place_can_be_left_out(place: tuple[str, str], left: list[tuple[Term, int]]) -> None:
    """A task or an entry of it; what was seen nowhere else is no precedent."""
    elsewhere = failed(at=2)._replace(occasion=occasion(2, "t-2"))
    known = distinct([failed(), elsewhere, failed(INVENTED)])

    assert [(entry.latest.mode, entry.times) for entry in without(known, *place)] == left


@pytest.mark.parametrize(
    ("words", "is_found"),
    [([], True), (["SEA"], True), (["strand", "am"], True), (["am", "hill"], False), (["straße"], True)],
)
def test_words_are_searched_in_any_case(words: list[str], is_found: bool) -> None:
    """All of them, in any order, also as parts of words."""
    assert has_words("Am STRAND der Seashells, STRASSE", words) is is_found


def test_failures_of_the_same_taxonomy_are_offered() -> None:
    """The kind's id and words are the same; words alone or an id alone are not enough."""
    known = distinct([failed(), failed(Term("script", "A play")), failed(Term("odd", "Made up"))])

    assert [failure.latest.mode for failure in offered(known, FAILURES)] == [SCRIPT]


def test_an_entry_takes_what_it_lacks() -> None:
    """What is answered stays, and the failure is no longer new."""
    entry = {CAUSE: ChoiceAnswer(chosen=("sycophancy",))}

    taken = filled(FAILURES, entry, failed())

    assert taken == {
        MODE: ChoiceAnswer(chosen=("script",)),
        CAUSE: ChoiceAnswer(chosen=("sycophancy",)),
        NOVELTY: ChoiceAnswer(chosen=("known",)),
        HYPOTHESIS: TextAnswer(text="one word"),
    }
    assert FAILURES.objection(FAILURES.answer_of([taken])) is None


def test_only_what_is_asked_is_taken() -> None:
    """A rubric may not ask whether it is new, and may have other causes."""
    other = asked(
        "failures",
        failures={
            "modes": dict([SCRIPT, INVENTED]),
            "causes": {"haste": "It was rash", "other": "Another"},
            "novelty": False,
        },
    )

    assert set(filled(other, {}, failed())) == {MODE, HYPOTHESIS}


def test_letters_of_a_text_that_is_taken_name_responses_of_this_task() -> None:
    """A is another response here than it was there."""
    taken = filled(FAILURES, {}, failed(hypothesis="Response A invents a fee"))[HYPOTHESIS]

    assert isinstance(taken, TextAnswer)
    assert [mention.response for mention in taken.mentions] == ["r2"]


HERE = Position(
    "r",
    MappingProxyType({"tone": "#tone", "irony and wit": "#irony"}),
    MappingProxyType({"#tone": frozenset({"#tone", "#irony"}), "#irony": frozenset({"#irony"})}),
    "#tone",
    tags(["script"], ["other"]),
)

NEAR = [
    (decided("#tone"), 0),
    (decided(" Tone"), 0),
    (decided("#irony"), 0),
    (decided("Irony  and wit"), 0),
    (decided("#facts"), 2),
    (decided(""), 2),
    (decided("#facts", "so", "r", "failure script"), 1),
    (decided("#facts", "so", "r", "flag other"), 1),
    (decided("#facts", "so", "r", "flag script"), 2),
    (decided("#tone", "so", "another"), 3),
    (decided("#facts", "so", "another", "flag other"), 3),
]


@pytest.mark.parametrize(("ruling", "nearness"), NEAR)
def test_a_ruling_is_near_by_its_section_then_by_its_tags(ruling: Ruling, nearness: int) -> None:
    """A section is named by its link or its title, and has sections in it; other rubrics are far."""
    assert HERE.nearness(ruling) == nearness


@pytest.mark.parametrize(("section", "is_near"), [("#irony", False), ("the annex", False), ("tone", True)])
def test_a_section_in_own_words_is_known_by_them(section: str, is_near: bool) -> None:
    """And a part of a section is not the whole of it."""
    assert HERE._replace(section=section).is_about(decided("#tone")) is is_near


def test_own_words_that_are_no_title_match_themselves() -> None:
    """Whatever their case."""
    assert HERE._replace(section="The annex").is_about(decided("the  Annex"))


def test_a_report_takes_ruling_and_section() -> None:
    """Not the case, which is this task's; no section of other guidelines."""
    kept = TextAnswer(text="mine")

    assert ruled(REPORTS, {CASE: kept}, decided(), "r") == {
        SECTION: TextAnswer(text="#tone"),
        CASE: kept,
        RULING: TextAnswer(text="as if meant"),
    }
    assert set(ruled(REPORTS, {}, decided(), "another")) == {RULING}
    assert ruled(REPORTS, {RULING: kept}, decided(), "r")[RULING] == kept
