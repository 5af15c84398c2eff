"""What a signed bundle says must follow from its audit log and be allowed by its rubric."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

import pytest
from tests.bundle.conftest import (
    ALICE,
    DECISIONS,
    GENESIS,
    RUBRIC,
    SEED,
    World,
    answered,
    chained,
    shown,
    submitted_task,
)

from raterterm.bundle import bag
from raterterm.bundle.archive import unpack
from raterterm.bundle.content import read_lines
from raterterm.bundle.ratings import check_events
from raterterm.bundle.verify import verify_bundle
from raterterm.bundle.write import rubric_json
from raterterm.core import jsontext
from raterterm.core.events import (
    Act,
    Flagged,
    Redid,
    Reopened,
    Skipped,
    Submitted,
    Undid,
    Unflagged,
    Viewed,
    Withdrew,
    read_event,
)
from raterterm.core.presentation import order_of
from raterterm.core.rubric import Rubric
from raterterm.core.words import QuestionId, ResponseId, TaskId
from raterterm.errors import BundleRefused

Decisions = Sequence[tuple[str, Act]]


def viewed(*order: str) -> Viewed:
    """Return a look at responses in an order."""
    return Viewed(order=tuple(map(ResponseId, order)), task_sha256=GENESIS)


def after_looking(*acts: Act) -> Decisions:
    """Return acts on one task that was shown."""
    return [("t-1", act) for act in (shown("t-1"), *acts)]


WHOLE = submitted_task("t-1")
WRONG_ORDER = tuple(reversed(order_of(SEED, TaskId("t-1"), [ResponseId("r1"), ResponseId("r2")])))
RATIONALE = QuestionId("rationale")

CASES: Mapping[str, tuple[Decisions, str]] = {
    "nothing decided": ([], "ACCEPT"),
    "only looked": (after_looking(), "ACCEPT"),
    "half answered": (WHOLE[:3], "ACCEPT"),
    "skipped unseen": ([("t-1", Skipped(reason="other"))], "ACCEPT"),
    "undone and redone": ([*WHOLE, ("t-1", Undid(event=7)), ("t-1", Redid(event=7))], "ACCEPT"),
    "submission undone": ([*WHOLE[:2], ("t-1", Submitted()), ("t-1", Undid(event=3))], "ACCEPT"),
    "reopened and emptied": ([*WHOLE, ("t-1", Reopened()), ("t-1", Withdrew(question=RATIONALE))], "ACCEPT"),
    "flag taken back": (
        after_looking(Flagged(category="nonsense"), Unflagged(category="nonsense")),
        "ACCEPT",
    ),
    "flagged response": (after_looking(Flagged(category="unsafe", response=ResponseId("r2"))), "ACCEPT"),
    "flagged response that is not there": (
        after_looking(Flagged(category="unsafe", response=ResponseId("r3"))),
        "rating-flag",
    ),
    "flagged response unseen": (
        [("t-1", Flagged(category="unsafe", response=ResponseId("r1")))],
        "rating-flag",
    ),
    "note for a score that was raised": (
        [*WHOLE, ("t-1", Reopened()), ("t-1", answered("score:accuracy@r1", point=5)), WHOLE[-1]],
        "ACCEPT",
    ),
    "rationale missing": ([*WHOLE[:-2], WHOLE[-1]], "rating-incomplete"),
    "rationale too short": (
        [*WHOLE[:-2], ("t-1", answered("rationale", text="too short")), WHOLE[-1]],
        "rating-incomplete",
    ),
    "low score without its reason": ([*WHOLE[:3], *WHOLE[4:]], "rating-incomplete"),
    "preference undone after submitting": ([*WHOLE, ("t-1", Undid(event=2))], "rating-incomplete"),
    "submitted unseen": ([("t-1", Submitted())], "rating-answer"),
    "answered unseen": ([("t-1", WHOLE[1][1])], "rating-answer"),
    "off the scale": (after_looking(answered("score:accuracy@r1", point=6)), "rating-answer"),
    "no point of words": (after_looking(answered("score:tone", point="grim")), "rating-answer"),
    "not applicable where not offered": (
        after_looking(answered("score:tone", not_applicable=True)),
        "rating-answer",
    ),
    "question that is not asked": (after_looking(answered("score:style", point=1)), "rating-answer"),
    "response that is not there": (after_looking(answered("preference", better="r3", by=1)), "rating-answer"),
    "answer of another kind": (after_looking(answered("preference", text="r1")), "rating-answer"),
    "three responses in a comparison": (
        [("t-1", viewed(*order_of(SEED, TaskId("t-1"), map(ResponseId, "abc")))), ("t-1", WHOLE[1][1])],
        "rating-answer",
    ),
    "shown in another order": ([("t-1", viewed(*WRONG_ORDER)), *WHOLE[1:]], "rating-order"),
    "one response twice": ([("t-1", viewed("r1", "r1"))], "rating-order"),
    "more responses than letters": (
        [("t-1", viewed(*order_of(SEED, TaskId("t-1"), [ResponseId(f"r{n}") for n in range(27)])))],
        "rating-order",
    ),
    "unknown reason to skip": (after_looking(Skipped(reason="bored")), "rating-word"),
    "unknown flag": (after_looking(Flagged(category="ugly")), "rating-word"),
    "severity that is not asked": (after_looking(Flagged(category="unsafe", severity="high")), "rating-word"),
    "other without a note": (after_looking(Flagged(category="other")), "ACCEPT"),
    "undo of nothing": (after_looking(Undid(event=9)), "audit-undo"),
    "undo of a look": (after_looking(Undid(event=1)), "audit-undo"),
    "undo of an undo": ([*WHOLE, ("t-1", Undid(event=7)), ("t-1", Undid(event=8))], "audit-undo"),
    "undo of itself": (after_looking(Undid(event=2)), "audit-undo"),
    "redo of what comes later": ([("t-1", Redid(event=2)), *WHOLE], "audit-undo"),
    "undo across tasks": ([*WHOLE, ("t-2", shown("t-2")), ("t-2", Undid(event=7))], "audit-undo"),
}


@pytest.mark.parametrize(("decisions", "verdict"), CASES.values(), ids=CASES.keys())
def test_a_history_is_judged_by_the_rubric_enclosed(world: World, decisions: Decisions, verdict: str) -> None:
    """A signer can sign anything; what cannot have happened in raterterm is refused."""
    data = world.deciding(*decisions)

    assert world.verdict(data) == verdict


def test_ratings_are_the_fold_of_the_audit_log(world: World) -> None:
    """The rows name responses by id, say which letters stood for them, and follow the log's order."""
    first, second, third = map(json.loads, world.files[bag.RATINGS].splitlines())

    order = list(order_of(SEED, TaskId("t-1"), [ResponseId("r1"), ResponseId("r2")]))
    assert first["letters"] == dict(zip("AB", order, strict=True))
    assert first["answers"]["preference"] == {"better": "r1", "by": 2, "both_bad": False}
    assert (second["status"], second["skip"]) == ("skipped", {"reason": "language", "note": "Polish"})
    flag = {"note": "", "response": None, "escalated": True}
    assert (third["status"], third["flags"]) == ("open", {"unsafe": flag})
    assert [row["task"] for row in (first, second, third)] == ["t-1", "t-2", "t-3"]


def test_the_verified_ratings_are_given_back(world: World) -> None:
    """Whoever collects bundles needs not read them a second time."""
    verified = verify_bundle(world.bundle.data, world.expected(principal=ALICE, batch_id="batch-0419"))

    assert [rating.status for rating in verified.ratings] == ["submitted", "skipped", "open"]
    assert verified.id == world.bundle.id


@pytest.mark.parametrize("digest", ["sha256", "source_sha256"])
def test_the_rubric_may_be_known_by_either_hash(world: World, digest: str) -> None:
    """The team knows the file that the lead wrote; rubric.json is made from it."""
    known = getattr(world.bundle.statement.rubric, digest)

    assert world.verdict(world.bundle.data, rubric_sha256=known) == "ACCEPT"


@pytest.mark.parametrize(
    "scale",
    [
        {"1": "bad", "5": "good"},
        {"-2": "worse", "0": None, "2": "better"},
        {"poor": None, "fair": "so so", "good": "§ «très» 好"},
        {"z": None, "a": None},
        {"007": "a word", "008": "another"},
        {10_000: "high", 10_001: "higher"},
        {"a1": None, "2b": None},
    ],
)
def test_a_rubric_survives_the_trip_through_its_json(scale: dict[str | int, str | None]) -> None:
    """Points of a scale keep their kind and their order."""
    criterion = {**RUBRIC["criteria"][1], "scale": scale}
    rubric = Rubric.model_validate({**RUBRIC, "criteria": [criterion]})

    again = Rubric.model_validate(jsontext.decode(rubric_json(rubric)))

    assert again == rubric
    assert again.criteria[0].points == rubric.criteria[0].points


def test_a_scale_with_a_point_twice_is_a_fault_and_no_crash() -> None:
    """Numbers are compared before their anchors, which may be of two kinds."""
    criterion = {**RUBRIC["criteria"][1], "scale": {"0": "x", "-0": None, "1": "y"}}

    with pytest.raises(ValueError, match="scale"):
        Rubric.model_validate({**RUBRIC, "criteria": [criterion]})


def test_a_step_is_about_one_task(world: World) -> None:
    """And the first event of a log continues none."""
    lines = chained(DECISIONS)
    first = read_event(lines[0])
    other = next(event for event in map(read_event, lines) if event.task == "t-2")

    for event in (first, other):
        events = [
            each.model_copy(update={"with_previous": each.n == event.n}) for each in map(read_event, lines)
        ]
        with pytest.raises(BundleRefused) as refused:
            check_events(events, SEED)
        assert refused.value.code == "audit-step"


def test_a_log_has_one_spelling(world: World) -> None:
    """Every key is written, also the one that says nothing."""
    line = world.contents.audit[-1].replace(b'"with_previous":false,', b"")

    with pytest.raises(BundleRefused) as refused:
        read_lines(GENESIS, [*world.contents.audit[:-1], line])

    assert refused.value.code == "audit-event"


def test_rows_hold_answers_to_what_is_asked(world: World) -> None:
    """The note of a score that was raised since stays in the log; it is no part of the rating."""
    raised = [*WHOLE, ("t-1", Reopened()), ("t-1", answered("score:accuracy@r1", point=5))]
    data = world.deciding(*raised, ("t-1", Submitted()))

    (rating,) = verify_bundle(data, world.expected()).ratings
    row = json.loads(unpack(data, bag.LIMITS).members[bag.RATINGS])

    assert "note:accuracy@r1" not in rating.answers
    assert row["answers"] == rating.answers
    assert row["answers"]["score:accuracy@r1"] == {"point": 5, "not_applicable": False}


def test_rows_tell_the_line_that_was_rated(world: World) -> None:
    """So that the team can join them with its batch; null for a task that was never shown."""
    skipped = world.deciding(("t-1", shown("t-1")), *(("t-1", act) for act in (Skipped(reason="other"),)))
    unseen = world.deciding(("t-1", Skipped(reason="other")))

    for data, digest in ((skipped, GENESIS), (unseen, None)):
        row = json.loads(unpack(data, bag.LIMITS).members[bag.RATINGS])
        assert row["task_sha256"] == digest


def test_a_rubric_from_before_wellbeing_was_always_offered_is_good(world: World) -> None:
    """What an earlier raterterm enclosed is judged as it stands; the reason is allowed all the same."""
    rubric = json.loads(world.files[bag.RUBRIC])
    del rubric["skip"]["reasons"]["wellbeing"]
    enclosed = jsontext.encode(rubric)
    statement = world.statement(rubric__sha256=sha256(enclosed).hexdigest())

    assert world.verdict(world.signed({bag.RUBRIC: enclosed, bag.STATEMENT: statement})) == "ACCEPT"


GRADED = World(
    rubric=Rubric.model_validate(
        {
            **RUBRIC,
            "flags": {
                "categories": {
                    "typo": "A typo",
                    "leak": {"words": "Shows a secret", "escalated": True, "severity": True},
                }
            },
        }
    ),
    decisions=[
        *after_looking(
            Flagged(category="typo"), Flagged(category="leak", response=ResponseId("r2"), severity="high")
        ),
        ("t-2", Flagged(category="typo")),
    ],
)
"""A rubric that escalates one category and asks how grave it is."""


def test_escalated_flags_stand_first_and_are_counted() -> None:
    """In the row of their task; whoever reads the rows alone sees which cannot wait."""
    first, second = (json.loads(row) for row in GRADED.files[bag.RATINGS].splitlines())
    verified = verify_bundle(GRADED.bundle.data, GRADED.expected())

    assert list(first["flags"].items()) == [
        ("leak", {"note": "", "response": "r2", "severity": "high", "escalated": True}),
        ("typo", {"note": "", "response": None}),
    ]
    assert second["flags"] == {"typo": {"note": "", "response": None}}
    assert (verified.statement.counts.flagged, verified.statement.counts.escalated) == (2, 1)
    assert [rating.flags["leak"].escalated for rating in verified.ratings[:1]] == [True]


@pytest.mark.parametrize(
    ("severity", "verdict"), [("high", "ACCEPT"), (None, "rating-word"), ("grave", "rating-word")]
)
def test_a_flag_has_a_severity_of_the_rubrics(severity: str | None, verdict: str) -> None:
    """Where the rubric asks for one."""
    data = GRADED.deciding(*after_looking(Flagged(category="leak", severity=severity)))

    assert GRADED.verdict(data) == verdict


@pytest.mark.parametrize("escalated", [0, 2])
def test_a_wrong_count_of_escalated_tasks_is_refused(escalated: int) -> None:
    """Also one that hides them by leaving them out."""
    assert GRADED.verdict(GRADED.stating(counts__escalated=escalated)) == "counts"


def test_a_bundle_without_escalated_flags_is_spelled_as_ever(small: World) -> None:
    """Nothing new is written where nothing new is said, so that bundles from before stay good."""
    assert b"escalated" not in small.files[bag.STATEMENT]
    assert list(json.loads(small.files[bag.STATEMENT])["counts"]) == [
        "ratings",
        "submitted",
        "skipped",
        "open",
        "flagged",
    ]


def test_a_rubric_from_before_flags_were_escalated_is_good(world: World) -> None:
    """Its categories are words alone; a flag of such a bundle is told as it was then."""
    rubric = json.loads(world.files[bag.RUBRIC])
    rubric["flags"] = {"categories": {"unsafe": "Content that someone on the team must see"}}
    enclosed = jsontext.encode(rubric)
    ratings = world.files[bag.RATINGS].replace(b',"escalated":true', b"")
    stated = {"rubric__sha256": sha256(enclosed).hexdigest()}
    counts = {name: count for name, count in world.bundle.statement.counts if name != "escalated"}
    statement = world.statement(**stated, counts=counts)

    changed = {bag.RUBRIC: enclosed, bag.STATEMENT: statement, bag.RATINGS: ratings}
    assert world.verdict(world.signed(changed)) == "ACCEPT"
