"""docs/bundle-format.md says what the product does."""

import re
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic.fields import FieldInfo
from tests.bundle.conftest import World
from tests.worlds import a_rubric

from raterterm.bundle import bag
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.ratings import ratings_of, rows
from raterterm.bundle.refusals import Refusal
from raterterm.core import jsontext
from raterterm.core.events import Event, Flagged, Head, Viewed, read_chain
from raterterm.core.form import compile_form
from raterterm.core.presentation import Presentation, order_of
from raterterm.core.question import Answer, Question, RubricPart
from raterterm.core.records import RecordsQuestion
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, ResponseId, TaskId

FORMAT = (Path(__file__).parents[2] / "docs" / "bundle-format.md").read_text()


def indented(text: str) -> str:
    """Return text as it stands in a block of the document."""
    return "".join(f"    {line}\n" for line in text.splitlines())


def test_every_refusal_is_listed_with_its_sentence() -> None:
    """The codes that scripts rely on are those of the product, no more and no fewer."""
    table = FORMAT.partition("## Refusals")[2]
    listed = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", table, re.MULTILINE)

    assert listed == [(str(refusal), refusal.sentence) for refusal in Refusal]


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_one_sentence(refusal: Refusal) -> None:
    """Lower case, on one line, without a period at the end."""
    assert re.fullmatch(r"[a-z][^\n]*[^.\n]", refusal.sentence)


def test_the_files_are_listed_in_their_order() -> None:
    """The example at the top shows every file."""
    shown = [name for name in re.findall(r"^ {8}(\S+)", FORMAT, re.MULTILINE) if name in bag.LIMITS]

    assert shown == list(bag.LIMITS)


def test_the_document_is_short() -> None:
    """A format that needs 200 lines to explain, its list of refusals aside, is too complicated."""
    assert len(FORMAT.partition("## Refusals")[0].splitlines()) < 200


def test_the_worked_vector_is_what_is_written() -> None:
    """Whoever writes a reader of their own can start from the vector."""
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    order = order_of("seed", TaskId("t-1"), [ResponseId("r1"), ResponseId("r2")])
    genesis = sha256(b"").hexdigest()
    head, lines = Head(events=0, sha256=genesis), []
    for act in (Viewed(order=order, task_sha256=genesis), Flagged(category="unsafe", note="ü")):
        at = f"2026-11-23T09:00:0{head.events}.000Z"
        event = Event(n=head.events + 1, at=at, task=TaskId("t-1"), act=act, prev=head.sha256)
        lines.append(event.line())
        head = head.next(lines[-1])
    signed = bag.manifest(dict.fromkeys(bag.TAGS, b""), bag.TAGS)
    ratings = rows(ratings_of(read_chain(genesis, lines)))

    assert indented(f"{key.public_key}\n{key.fingerprint}") in FORMAT
    assert indented(b"\n".join(lines).decode()) + "\n" + indented(head.sha256) in FORMAT
    assert indented(ratings.decode()) in FORMAT
    assert indented(signed.decode()) + "\n" + indented(sha256(signed).hexdigest()) in FORMAT
    assert indented(key.sign(signed).decode()) in FORMAT


def test_the_example_statement_has_the_keys_of_the_product(world: World) -> None:
    """Every key of the statement is shown once at the top of the document."""
    start = FORMAT.index('{"format"')
    example = FORMAT[start : FORMAT.index("## Conventions")]

    assert re.findall(r'"(\w+)":', example) == re.findall(r'"(\w+)":', world.files[bag.STATEMENT].decode())


MODES = {"invented": "States what nobody can know", "truth": "Says what is true"}
CATEGORIES = {"maths": "Mathematics", "law": "Law"}
SCALE = {1: "Wrong", 5: "Right"}
BLOCKS: dict[str, Json] = {
    "preference": {"question": "Better?", "both_bad": True},
    "ranking": {"question": "Order?", "unacceptable": True},
    "criteria": [
        *(
            {"id": per, "title": per, "question": "?", "per": per, "scale": SCALE, "not_applicable": True}
            | {"note_at_or_below": 2}
            for per in ("response", "turn", "task")
        ),
        {"id": "depth", "title": "Depth", "question": "Deeper?", "prefer": {"both_bad": True}},
    ],
    "checks": {"demands": {"polite": "Greets"}, "added": 1},
    "choices": [
        {"id": per, "title": per, "question": "?", "per": per, "several": True, "options": CATEGORIES}
        for per in ("response", "task")
    ],
    "spans": [
        {
            "id": "errors",
            "title": "Errors",
            "question": "Which?",
            "labels": {"omission": "Left out", "addition": "Made up"},
            "severities": {"minor": "Noticed", "major": "Misleads"},
        }
    ],
    "claims": {"sources": 1},
    "failures": {"modes": MODES},
    "prompt_writing": {
        "targets": MODES,
        "techniques": MODES,
        "severities": MODES,
        "outcomes": MODES,
    },
    "rewrite": {},
    "confidence": {},
    "rationale": {},
    "ambiguities": {},
    "reviewer_note": {},
}
"""Every block that asks, with everything that it can ask."""
FORM = compile_form(
    a_rubric(**BLOCKS), Presentation((ResponseId("r1"), ResponseId("r2")), ("at most 50 words",), (2,))
)


class Row(NamedTuple):
    """A row of the table of answers, with those that continue it."""

    ids: re.Pattern[str]
    """Of the questions that it is about."""
    examples: list[bytes]


def rows_of_the_table() -> list[Row]:
    """Return the table of answers; a row whose first cell is empty continues the one before."""
    table = FORMAT.partition("Answers name responses by id.")[2].partition("`ratings.jsonl` MUST")[0]
    found: list[Row] = []
    for line in re.findall(r"^\| (.+) \|$", table, re.MULTILINE)[2:]:
        named, examples = line.split("|")[0].strip(), line.rpartition(" | ")[2]
        if named:
            ids = [re.sub(r"\*\w+\*", r"[^@#:]+", known.replace("`", "")) for known in named.split(", ")]
            found.append(Row(re.compile("|".join(ids)), []))
        found[-1].examples.extend(example.encode() for example in re.findall(r"`(\{[^`]+\})`", examples))
    return found


TABLE = rows_of_the_table()


def test_every_question_has_one_row() -> None:
    """A kind of question that is added is told, and no row tells of one that there is not."""
    asked = [question.id for question in FORM.questions]

    assert [(of, sum(bool(row.ids.fullmatch(of)) for row in TABLE)) for of in asked] == [
        (of, 1) for of in asked
    ]
    assert [row.ids for row in TABLE if not any(map(row.ids.fullmatch, asked))] == []


def test_every_block_that_asks_is_asked() -> None:
    """So that the table is held against all of them."""
    asking = {name for name, field in Rubric.model_fields.items() if asks(field)}

    assert asking == BLOCKS.keys()


def asks(field: FieldInfo) -> bool:
    """Tell whether a field of the rubric is a block that asks something, or a list of them."""
    found: list[object] = [field.annotation]
    for kind in found:
        found += get_args(kind)
    return any(isinstance(kind, type) and issubclass(kind, RubricPart) for kind in found)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.ids.pattern[:20])
def test_the_example_answers_are_answers(row: Row) -> None:
    """The real questions read them, and write them as they stand, with every key."""
    questions = [question for question in FORM.questions if row.ids.fullmatch(question.id)]
    assert row.examples

    for example in row.examples:
        answer = readable(questions, jsontext.decode(example))
        assert jsontext.encode(answer.model_dump(mode="json")) == example


def readable(questions: Sequence[Question], value: Json) -> Answer:
    """Return ``value`` as the first question reads it that can; raise ValueError when none does."""
    for question in questions:
        with suppress(ValueError):
            return question.read(value)
    raise ValueError(f"no question reads {value}")


@pytest.mark.parametrize(
    "question", [known for known in FORM.questions if isinstance(known, RecordsQuestion)], ids=lambda q: q.id
)
def test_the_examples_of_a_list_show_every_field(question: RecordsQuestion) -> None:
    """Also of the lists within it."""
    (row,) = (row for row in TABLE if row.ids.fullmatch(question.id))
    shown = set(re.findall(r'"(\w+)":', b"".join(row.examples).decode()))

    fields = list(question.fields)
    for field in fields:
        fields += field.fields if isinstance(field, RecordsQuestion) else []
    assert {str(field.id) for field in fields} <= shown
