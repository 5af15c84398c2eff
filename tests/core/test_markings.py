"""Markings and claims: what the lists of a form say of words, and which sources a claim needs."""

import pytest
from pydantic import ValidationError
from tests.worlds import a_criterion, a_rubric, order

from raterterm.core.claims import CLAIMS, ClaimsQuestion
from raterterm.core.completeness import missing
from raterterm.core.form import Form, compile_form
from raterterm.core.markings import Marking, markings, path
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answers
from raterterm.core.quotes import QuoteAnswer
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, QuestionId, ResponseId

TREE = {"truth": {"words": "Truth", "under": {"made-up": "Made up"}}, "style": "Style"}
SOURCE = {"address": {"text": "u"}, "accessed": {"text": "2026-03-31"}, "evidence": {"text": "w"}}


def form_of(**blocks: Json) -> Form:
    """Return what is asked of a task with the responses r1 and r2."""
    return compile_form(a_rubric(**blocks), Presentation(order("r1", "r2")))


def a_span(**changes: Json) -> dict[str, Json]:
    """Return a kind of spans as a lead writes it."""
    return {"id": "s", "title": "Spans", "question": "Which?", "labels": TREE, **changes}


def quote(start: int = 0, words: str = "Words", response: str | None = "r1") -> Json:
    """Return a quote as it is stored."""
    return {"response": response, "start": start, "end": start + len(words), "quote": words}


def read(form: Form, question: str, *entries: Json) -> Answers:
    """Return the answer to one list."""
    return form.read({QuestionId(question): {"entries": list(entries)}})


def found(form: Form, answers: Answers) -> tuple[Marking, ...]:
    """Return what is marked."""
    return markings(form.questions, answers)


# Markings


def test_a_marking_tells_label_severity_and_comment() -> None:
    """The label with what is above it; the tag, which has less room, in ids."""
    form = form_of(spans=[a_span(severities={"minor": "Hardly matters", "major": "Misleads"})])
    entry = {
        "quote": quote(),
        "label": {"chosen": ["made-up"]},
        "severity": {"chosen": ["major"]},
        "comment": {"text": "not\n in the source"},
    }
    (marking,) = found(form, read(form, "spans:s", entry))

    assert marking.told == "Truth/Made up · major · “not in the source”"
    assert marking.tag == "made-up·major"
    assert (marking.question, marking.entry, marking.noun, marking.sense) == ("spans:s", 0, "span", "error")


@pytest.mark.parametrize("marks", ["error", "strength", "words"])
def test_the_rubric_says_what_a_span_is_of(marks: str) -> None:
    """An error, unless it says otherwise; words without a label are called what they are."""
    form = form_of(spans=[a_span(marks=marks)])

    (marking,) = found(form, read(form, "spans:s", {"quote": quote()}))

    assert (marking.sense, marking.tag, marking.told) == (marks, "span", "")


def test_claims_and_failures_mark_words_too() -> None:
    """A claim by its verdict, a failure by its kind; one without words marks nothing."""
    form = form_of(claims={}, failures={"modes": TREE})
    claims = read(form, "claims", {"quote": quote(), "verdict": {"chosen": ["refuted"]}})
    failures = read(
        form,
        "failures",
        {"mode": {"chosen": ["style"]}},
        {"quote": quote(3), "mode": {"chosen": ["made-up"]}, "cause": {"chosen": ["unknown"]}},
    )

    told = [
        (known.sense, known.entry, known.tag, known.told) for known in found(form, {**claims, **failures})
    ]
    assert told == [("claim", 0, "refuted", "refuted"), ("failure", 1, "made-up", "Truth/Made up · unknown")]


def test_a_category_is_told_with_those_above_it() -> None:
    """And by its id, if the taxonomy does not have it."""
    (spans,) = a_rubric(spans=[a_span()]).spans

    assert path(spans.labels, "made-up") == ("Truth", "Made up")
    assert path(spans.labels, "style") == ("Style",)
    assert path(spans.labels, "gone") == ("gone",)


@pytest.mark.parametrize(
    ("start", "length", "response", "expected"),
    [(0, 5, "r1", True), (4, 9, "r1", True), (5, 9, "r1", False), (0, 5, "r2", False), (0, 5, None, False)],
)
def test_quotes_overlap_in_the_same_text_alone(
    start: int, length: int, response: str | None, expected: bool
) -> None:
    """By a character at least."""
    one = QuoteAnswer(response=ResponseId("r1"), start=0, end=5, quote="Words")
    other = QuoteAnswer.model_validate(quote(start, "w" * length, response))

    assert one.overlaps(other) is other.overlaps(one) is expected


# Claims


def test_claims_are_counted_by_response_and_verdict() -> None:
    """In the order of the rubric's verdicts; one without a verdict does not count."""
    form = form_of(claims={})
    judged = [
        ("r1", "refuted"),
        ("r1", "supported"),
        ("r1", "supported"),
        ("r2", "outdated"),
        (None, "refuted"),
    ]
    entries = [
        {"quote": quote(response=response), "verdict": {"chosen": [verdict]}} for response, verdict in judged
    ]
    answers = read(form, "claims", *entries, {"quote": quote(response="r2")})
    ledger = form.question(CLAIMS)
    assert isinstance(ledger, ClaimsQuestion)

    counts = ledger.count(answers[CLAIMS])

    assert counts == {"r1": {"supported": 2, "refuted": 1}, "r2": {"outdated": 1}}
    assert list(counts[ResponseId("r1")]) == ["supported", "refuted"]
    assert ledger.count(None) == {}


@pytest.mark.parametrize(
    "criterion", [a_criterion(), a_criterion(scale=None, prefer={"points": 3}), a_criterion(per="task")]
)
def test_claims_feed_one_criterion(criterion: Json) -> None:
    """Scored or compared by, and no other question."""
    form = form_of(claims={"feeds": "accuracy"}, criteria=[criterion, a_criterion("depth")], rationale={})
    ledger = form.question(CLAIMS)
    assert isinstance(ledger, ClaimsQuestion)

    fed = [question.id for question in form.questions if ledger.is_fed(question)]

    assert fed
    assert all("accuracy" in question for question in fed)


def test_claims_that_feed_nothing_say_so_nowhere() -> None:
    """Unless the rubric names a criterion."""
    form = form_of(claims={}, criteria=[a_criterion()])
    ledger = form.question(CLAIMS)
    assert isinstance(ledger, ClaimsQuestion)

    assert not any(map(ledger.is_fed, form.questions))


@pytest.mark.parametrize(
    ("sources", "verdict", "given", "lack"),
    [
        (0, "refuted", 0, None),
        (1, "unverifiable", 0, "sources not answered"),
        (2, "refuted", 1, "sources 1 of at least 2"),
        ({"required_for": ["refuted"]}, "refuted", 0, "sources not answered"),
        ({"required_for": ["refuted"]}, "refuted", 1, None),
        ({"required_for": ["refuted"]}, "supported", 0, None),
        ({"required_for": ["refuted"], "least": 2}, "refuted", 1, "sources 1 of at least 2"),
        ({"required_for": ["refuted"], "least": 2}, "supported", 1, None),
    ],
)
def test_a_claim_needs_the_sources_of_its_verdict(
    sources: Json, verdict: str, given: int, lack: str | None
) -> None:
    """A number for all of them, or for those that the rubric names."""
    form = form_of(claims={"sources": sources})
    entry = {"quote": quote(), "verdict": {"chosen": [verdict]}}
    listed = {"sources": {"entries": [SOURCE] * given}} if given else {}
    answers = read(form, "claims", {**entry, **listed})

    told = [each.lack for each in missing(form, answers)]

    assert told == ([f"claim 1: {lack}"] if lack else [])


def test_a_source_that_is_begun_must_be_whole() -> None:
    """Also where none is needed."""
    form = form_of(claims={"sources": {"required_for": ["refuted"]}})
    entry = {"quote": quote(), "verdict": {"chosen": ["supported"]}, "sources": {"entries": [{}]}}

    (lack,) = missing(form, read(form, "claims", entry))

    assert lack.lack.startswith("claim 1: sources source 1")


@pytest.mark.parametrize(
    ("claims", "at"),
    [
        ({"sources": 11}, ("sources",)),
        ({"sources": "one"}, ("sources",)),
        ({"sources": {}}, ("sources", "required_for")),
        ({"sources": {"required_for": []}}, ("sources", "required_for")),
        ({"sources": {"required_for": ["refuted"], "least": 0}}, ("sources", "least")),
        ({"sources": {"required_for": ["refuted", "false"]}}, ("sources", "required_for", 1)),
        ({"feeds": "depth"}, ("feeds",)),
    ],
)
def test_what_claims_name_must_be_there(claims: Json, at: tuple[str | int, ...]) -> None:
    """A verdict of the rubric's own, a criterion that it has; a fault says where."""
    with pytest.raises(ValidationError) as refused:
        a_rubric(claims=claims, criteria=[a_criterion()])

    (fault,) = refused.value.errors()
    steps = [
        step for step in (*fault["loc"], *fault.get("ctx", {}).get("at", ())) if step not in {"all", "some"}
    ]
    assert tuple(steps)[-len(at) :] == at


@pytest.mark.parametrize(
    "claims", [{}, {"sources": 2}, {"sources": {"required_for": ["refuted"]}, "feeds": "accuracy"}]
)
def test_claims_travel_in_the_rubric(claims: Json) -> None:
    """As JSON, and back; what is not said is not written, so that earlier rubrics stay as they were."""
    rubric = a_rubric(claims=claims, criteria=[a_criterion()])

    written = rubric.model_dump(mode="json")

    assert Rubric.model_validate(written) == rubric
    assert ("feeds" in written["claims"]) is ("feeds" in claims)
