"""What a bundle says, held against itself: rubric, audit log, ratings and counts."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from pydantic import ValidationError

from raterterm.bundle import bag
from raterterm.bundle.ratings import check_events, counts_of, delivered, ratings_of, rows
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.bundle.statement import Statement, first_problem, read_json
from raterterm.core.events import Event, digest, is_day, read_chain
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric

MAX_LINE_BYTES = 1024 * 1024
"""The longest line of an audit log."""


def check_content(statement: Statement, payload: Mapping[str, bytes]) -> tuple[Rating, ...]:
    """Return the ratings; raise BundleRefused when the payload contradicts itself or the statement."""
    rubric = read_rubric(statement, payload[bag.RUBRIC])
    events = _read_audit(statement, payload[bag.AUDIT])
    ratings = judge(events, rubric, statement.presentation_seed)
    if rows(ratings) != payload[bag.RATINGS]:
        raise refuse(Refusal.RATINGS)
    check_counts(statement, events, ratings)
    return ratings


def judge(events: Sequence[Event], rubric: Rubric, seed: str) -> tuple[Rating, ...]:
    """Return the ratings as they are delivered; raise BundleRefused when the rubric does not allow them."""
    check_events(events, seed)
    if rubric.times == "exact" and events and all(is_day(event.at) for event in events):
        raise refuse(Refusal.AUDIT_TIMES)
    return tuple(delivered(rating, rubric) for rating in ratings_of(events))


def check_counts(statement: Statement, events: Sequence[Event], ratings: Sequence[Rating]) -> None:
    """Raise BundleRefused when the statement does not count what is there."""
    tasks = len({event.task for event in events})
    if counts_of(ratings) != statement.counts or tasks > statement.batch.tasks:
        raise refuse(Refusal.COUNTS)


def read_rubric(statement: Statement, text: bytes) -> Rubric:
    """Return the rubric enclosed; raise BundleRefused when it is not the one that is stated."""
    stated = statement.rubric
    if sha256(text).hexdigest() != stated.sha256:
        raise refuse(Refusal.RUBRIC_MISMATCH)
    try:
        rubric = Rubric.model_validate(read_json(text))
    except ValidationError as error:
        raise refuse(Refusal.RUBRIC_INVALID, first_problem(error)) from error
    except ValueError as error:
        raise refuse(Refusal.RUBRIC_INVALID, str(error)) from error
    if (rubric.id, rubric.version) != (stated.id, stated.version):
        raise refuse(Refusal.RUBRIC_MISMATCH)
    return rubric


def _read_audit(statement: Statement, text: bytes) -> tuple[Event, ...]:
    stated = statement.audit
    if stated.genesis != statement.batch.sha256:
        raise refuse(Refusal.AUDIT_GENESIS)
    *lines, rest = text.split(b"\n")
    if rest:
        raise refuse(Refusal.AUDIT_TORN)
    events = read_lines(stated.genesis, lines)
    head = digest(lines[-1]) if lines else stated.genesis
    if (stated.events, stated.head) != (len(lines), head):
        raise refuse(Refusal.AUDIT_HEAD)
    return events


def read_lines(genesis: str, lines: Sequence[bytes]) -> tuple[Event, ...]:
    """Return the events of a chain; raise BundleRefused at the first line that is not as it must be."""
    if any(len(line) > MAX_LINE_BYTES for line in lines):
        raise refuse(Refusal.AUDIT_EVENT, "it is too long")
    events = []
    try:
        for event, line in zip(read_chain(genesis, lines), lines, strict=True):
            # Nothing may pass that people who check the chain by hand would read differently.
            if event.line() != line:
                raise refuse(Refusal.AUDIT_EVENT, f"event {event.n}")
            events.append(event)
    except ValueError as error:
        raise refuse(Refusal.AUDIT_CHAIN, str(error)) from error
    return tuple(events)
