"""Events: a chain of lines that shows when one was altered."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from tests.worlds import GENESIS, answered, chained, event, seen

from raterterm.core import jsontext
from raterterm.core.events import (
    Act,
    Event,
    Flagged,
    Head,
    Redid,
    Reopened,
    Skipped,
    Submitted,
    Undid,
    Unflagged,
    Withdrew,
    digest,
    read_chain,
    read_event,
)
from raterterm.core.words import QuestionId, ResponseId

ACTS: list[Act] = [
    seen("r2", "r1"),
    answered("preference", {"better": "r1", "by": 2, "both_bad": False}),
    Withdrew(question=QuestionId("preference")),
    Undid(event=3),
    Redid(event=3),
    Flagged(category="unsafe", note="Zeile\nzwei \u2028 drei"),
    Flagged(category="unsafe", response=ResponseId("r1"), severity="high"),
    Unflagged(category="unsafe"),
    Skipped(reason="language"),
    Reopened(),
    Submitted(),
]
"""One of each."""

Tamper = Callable[[list[bytes], int], list[bytes]]


def head_of(lines: list[bytes]) -> Head:
    """Return where a chain of ``lines`` ends."""
    head = Head(events=0, sha256=GENESIS)
    for line in lines:
        head = head.next(line)
    return head


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind)
def test_an_event_is_read_as_it_was_written(act: Act) -> None:
    """Every kind of act, and its line holds no newline."""
    written = event(7, act)

    assert read_event(written.line()) == written
    assert b"\n" not in written.line()


def test_a_whole_chain_is_read_in_order() -> None:
    """Each event carries the SHA-256 of the line before; the first the genesis."""
    lines = chained(ACTS)

    events = list(read_chain(GENESIS, lines))

    assert [each.act for each in events] == ACTS
    assert [each.n for each in events] == list(range(1, len(ACTS) + 1))
    assert [each.prev for each in events] == [GENESIS, *(sha256(line).hexdigest() for line in lines[:-1])]


def test_an_empty_chain_is_whole() -> None:
    """Nothing was decided yet."""
    assert list(read_chain(GENESIS, [])) == []


def test_a_chain_of_another_batch_is_refused() -> None:
    """The genesis is the batch file's digest."""
    with pytest.raises(ValueError, match=r"^event 1 does not continue the chain$"):
        list(read_chain("f" * 64, chained(ACTS)))


def drop(lines: list[bytes], at: int) -> list[bytes]:
    """Leave a line out."""
    return lines[:at] + lines[at + 1 :]


def swap(lines: list[bytes], at: int) -> list[bytes]:
    """Exchange a line with the next."""
    return [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def double(lines: list[bytes], at: int) -> list[bytes]:
    """Write a line twice."""
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]]


def respace(lines: list[bytes], at: int) -> list[bytes]:
    """Change bytes of a line but nothing of what it says."""
    return [*lines[:at], lines[at].replace(b'"at":', b'"at": '), *lines[at + 1 :]]


def redate(lines: list[bytes], at: int) -> list[bytes]:
    """Say that it happened on another day."""
    return [*lines[:at], lines[at].replace(b"2026-03-01", b"2026-03-02"), *lines[at + 1 :]]


def insert(lines: list[bytes], at: int) -> list[bytes]:
    """Forge an event that continues the line before, and renumber nothing."""
    forged = event(at + 2, Submitted(), prev=digest(lines[at])).line()
    return [*lines[: at + 1], forged, *lines[at + 1 :]]


@pytest.mark.parametrize("at", range(len(ACTS) - 1))
@pytest.mark.parametrize("tamper", [drop, swap, double, respace, redate, insert])
def test_a_change_anywhere_breaks_the_chain(tamper: Tamper, at: int) -> None:
    """Every line but the last is held by the one after it."""
    altered = tamper(chained(ACTS), at)

    with pytest.raises(ValueError, match=r"^event \d+ (is missing|does not continue the chain)$"):
        list(read_chain(GENESIS, altered))


@pytest.mark.parametrize("tamper", [drop, double, respace, redate, insert])
def test_a_change_of_the_last_line_changes_the_head(tamper: Tamper) -> None:
    """The head is what a receipt keeps: a chain that was cut short or prolonged has another."""
    lines = chained(ACTS)

    assert head_of(tamper(lines, len(lines) - 1)) != head_of(lines)


def test_a_number_left_out_is_noticed_in_a_chain_that_was_made_anew() -> None:
    """Events that hold together by their digests are counted too."""
    first = event(1, Submitted()).line()
    third = event(3, Reopened(), prev=digest(first)).line()

    with pytest.raises(ValueError, match=r"^event 2 is missing$"):
        list(read_chain(GENESIS, [first, third]))


def test_the_chain_is_read_up_to_the_break() -> None:
    """The events before it are good, and the error names the first that is not."""
    reading = read_chain(GENESIS, respace(chained(ACTS), 3))

    assert [next(reading).n for _ in range(4)] == [1, 2, 3, 4]
    with pytest.raises(ValueError, match=r"^event 5 does not continue the chain$"):
        next(reading)


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 0},
        {"n": -1},
        {"at": "2026-03-01T09:00:00Z"},
        {"at": "2026-03-01T09:00:00.000+00:00"},
        {"at": "yesterday"},
        {"task": ""},
        {"task": "two\nlines"},
        {"act": {"kind": "forgot"}},
        {"act": {}},
        {"act": {"kind": "submitted", "by": "me"}},
        {"act": {"kind": "answered", "question": "preference"}},
        {"prev": "F" * 64},
        {"prev": "0" * 63},
        {"more": 1},
    ],
    ids=str,
)
def test_what_is_no_event_is_refused(changes: dict[str, object]) -> None:
    """Unknown keys and kinds, moments that are not UTC to the millisecond, digests in capitals."""
    good = jsontext.decode(event(1, Submitted()).line())

    with pytest.raises(ValueError, match=r"^is not an event: "):
        read_event(jsontext.encode({**good, **changes}))


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b'{"n":1,"n":2}', b"\xff"])
def test_what_is_no_json_object_is_refused(line: bytes) -> None:
    """A garbled line is never skipped."""
    with pytest.raises(ValueError, match=r"."):
        list(read_chain(GENESIS, [line]))


def test_an_event_is_hashed_as_it_stands() -> None:
    """``sha256sum`` of a line is the ``prev`` of the next: no canonical form is needed."""
    first, second = chained([Submitted(), Reopened()])

    assert Event.model_validate(jsontext.decode(second)).prev == sha256(first).hexdigest() == digest(first)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind)
def test_a_decision_is_what_can_be_undone(act: Act) -> None:
    """All but a look, an undo and a redo."""
    assert act.is_decision == (act.kind not in {"viewed", "undid", "redid"})


def test_a_line_has_every_key_in_one_order() -> None:
    """So that an event has one spelling; ``prev`` stands last."""
    line = jsontext.decode(event(1, Flagged(category="unsafe")).line())

    assert list(line) == ["n", "at", "task", "act", "with_previous", "prev"]
    assert list(line["act"]) == ["kind", "category", "note", "response"]


def test_a_flag_has_a_severity_in_its_line_only_where_there_is_one() -> None:
    """So that the lines of a rubric that asks for none are spelled as they always were."""
    line = jsontext.decode(event(1, Flagged(category="unsafe", severity="high")).line())

    assert list(line["act"]) == ["kind", "category", "note", "response", "severity"]
