"""What a bundle says, held against itself: rubric, audit log, ratings and counts."""

from collections.abc import Mapping
from hashlib import sha256

from pydantic import ValidationError

from raterterm.bundle import bag
from raterterm.bundle.ratings import check_events, check_rating, counts_of, ratings_of, rows
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.bundle.statement import Statement, first_problem, read_json
from raterterm.core.events import Event, digest, read_chain
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric

MAX_LINE_BYTES = 1024 * 1024
"""The longest line of an audit log."""


def check_content(statement: Statement, payload: Mapping[str, bytes]) -> tuple[Rating, ...]:
    """Return the ratings; raise BundleRefused when the payload contradicts itself or the statement."""
    rubric = _read_rubric(statement, payload[bag.RUBRIC])
    events = _read_audit(statement, payload[bag.AUDIT])
    check_events(events, statement.presentation_seed)
    ratings = ratings_of(events)
    if rows(ratings) != payload[bag.RATINGS]:
        raise refuse(Refusal.RATINGS)
    for rating in ratings:
        check_rating(rating, rubric)
    tasks = len({event.task for event in events})
    if counts_of(ratings) != statement.counts or tasks > statement.batch.tasks:
        raise refuse(Refusal.COUNTS)
    return ratings


def _read_rubric(statement: Statement, text: bytes) -> Rubric:
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
    for line in lines:
        _check_spelling(line)
    try:
        events = tuple(read_chain(stated.genesis, lines))
    except ValueError as error:
        raise refuse(Refusal.AUDIT_CHAIN, str(error)) from error
    head = digest(lines[-1]) if lines else stated.genesis
    if (stated.events, stated.head) != (len(lines), head):
        raise refuse(Refusal.AUDIT_HEAD)
    return events


def _check_spelling(line: bytes) -> None:
    """Let nothing pass that people who check the chain by hand would read differently."""
    if len(line) > MAX_LINE_BYTES:
        raise refuse(Refusal.AUDIT_EVENT, "it is too long")
    try:
        event = read_json(line)
    except ValueError as error:
        raise refuse(Refusal.AUDIT_EVENT, str(error)) from error
    if not isinstance(event, dict) or list(event)[-1:] != ["prev"]:
        raise refuse(Refusal.AUDIT_EVENT, "'prev' does not stand last")
