"""The ratings in a bundle: worked out from the audit log, and judged by the rubric enclosed."""

from collections.abc import Iterable, Mapping, Sequence

from raterterm.bundle.refusals import Refusal, refuse
from raterterm.bundle.statement import Counts
from raterterm.core import jsontext
from raterterm.core.completeness import missing
from raterterm.core.events import Event, Redid, Undid, Viewed
from raterterm.core.flags import Flags
from raterterm.core.form import compile_form
from raterterm.core.presentation import order_of
from raterterm.core.question import Letters
from raterterm.core.rating import Rating, replay
from raterterm.core.rubric import Rubric
from raterterm.core.task import MAX_RESPONSES
from raterterm.core.words import ResponseId, TaskId


def ratings_of(events: Iterable[Event]) -> tuple[Rating, ...]:
    """Return the ratings about which anything is decided, in the order in which their tasks first came up."""
    by_task: dict[TaskId, list[Event]] = {}
    for event in events:
        by_task.setdefault(event.task, []).append(event)
    ratings = (replay(task, own) for task, own in by_task.items())
    return tuple(rating for rating in ratings if rating.touched)


def rows(ratings: Iterable[Rating]) -> bytes:
    """Return ``data/ratings.jsonl``."""
    return b"".join(jsontext.encode(_row(rating)) + b"\n" for rating in ratings)


def counts_of(ratings: Sequence[Rating]) -> Counts:
    """Return how the ratings stand."""
    standing = [rating.status for rating in ratings]
    return Counts(
        ratings=len(ratings),
        submitted=standing.count("submitted"),
        skipped=standing.count("skipped"),
        open=standing.count("open"),
        flagged=sum(bool(rating.flags) for rating in ratings),
        escalated=sum(any(flag.escalated for flag in rating.flags.values()) for rating in ratings),
    )


def check_events(events: Iterable[Event], seed: str) -> None:
    """Raise BundleRefused when what was shown, undone, redone or done in one step cannot have been."""
    decided: dict[int, TaskId] = {}
    before: TaskId | None = None
    for event in events:
        if event.with_previous and event.task != before:
            raise refuse(Refusal.AUDIT_STEP, f"event {event.n}")
        before = event.task
        match event.act:
            case Viewed(order=order):
                _check_order(event.task, order, seed)
            case Undid(event=number) | Redid(event=number):
                if decided.get(number) != event.task:
                    raise refuse(Refusal.AUDIT_UNDO, f"event {event.n}")
            case act if act.is_decision:
                decided[event.n] = event.task


def delivered(rating: Rating, rubric: Rubric) -> Rating:
    """Return ``rating`` with its escalated flags first, and the answers to what is asked alone.

    Raises BundleRefused when it says what the rubric does not allow.
    """
    _check_words(rating, rubric)
    rating = _escalated(rating, rubric.flags)
    if not rating.answers and rating.status != "submitted":
        return rating
    try:
        form = compile_form(rubric, rating.shown)
        answers = form.read(rating.answers)
    except ValueError as error:
        raise refuse(Refusal.RATING_ANSWER, f"task {rating.task}") from error
    lacks = missing(form, answers) if rating.status == "submitted" else ()
    if lacks or rating.task_sha256 is None:
        raise refuse(Refusal.RATING_INCOMPLETE, f"task {rating.task}")
    asked = {question.id for question in form.asked(answers)}
    told = {given: answers[given].model_dump(mode="json") for given in rating.answers if given in asked}
    return rating.model_copy(update={"answers": told})


def _escalated(rating: Rating, flags: Flags) -> Rating:
    told = {
        category: rating.flags[category].model_copy(update={"escalated": flags.is_escalated(category)})
        for category in flags.escalated_first(rating.flags)
    }
    return rating.model_copy(update={"flags": told})


def _row(rating: Rating) -> Mapping[str, object]:
    skip = rating.skip and {"reason": rating.skip.reason, "note": rating.skip.note}
    demanded = {"constraints": rating.constraints} if rating.constraints else {}
    return {
        "task": rating.task,
        "task_sha256": rating.task_sha256,
        "status": rating.status,
        "order": rating.order,
        "letters": Letters(rating.order).as_json(),
        **demanded,
        "answers": rating.answers,
        "flags": {category: flag.model_dump(mode="json") for category, flag in rating.flags.items()},
        "skip": skip,
        "decided_at": rating.decided_at,
    }


def _check_order(task: TaskId, order: tuple[ResponseId, ...], seed: str) -> None:
    distinct = len(set(order)) == len(order) <= MAX_RESPONSES
    if not distinct or order_of(seed, task, order) != order:
        raise refuse(Refusal.RATING_ORDER, f"task {task}")


def _check_words(rating: Rating, rubric: Rubric) -> None:
    reasons = {rating.skip.reason} if rating.skip else set()
    flags = all(rubric.flags.allow(category, flag.severity) for category, flag in rating.flags.items())
    if not (flags and reasons <= rubric.skip.reasons.keys()):
        raise refuse(Refusal.RATING_WORD, f"task {rating.task}")
    if not {flag.response for flag in rating.flags.values()} <= {None, *rating.order}:
        raise refuse(Refusal.RATING_FLAG, f"task {rating.task}")
