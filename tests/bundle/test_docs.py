"""docs/bundle-format.md says what the product does."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.bundle.conftest import World

from raterterm.bundle import bag
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.ratings import ratings_of, rows
from raterterm.bundle.refusals import Refusal
from raterterm.core import jsontext
from raterterm.core.criteria import ScoreAnswer
from raterterm.core.events import Event, Flagged, Head, Viewed, read_chain
from raterterm.core.preference import PreferenceAnswer
from raterterm.core.presentation import order_of
from raterterm.core.question import Answer
from raterterm.core.words import ResponseId, TaskId
from raterterm.core.writing import TextAnswer

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


def test_the_example_answers_are_answers() -> None:
    """Each with every key, as it is written."""
    table = FORMAT.partition("Answers name responses by id.")[2].partition("`ratings.jsonl` MUST")[0]
    examples = [example.encode() for example in re.findall(r"`(\{.+?\})`", table)]
    kinds: list[type[Answer]] = [*[PreferenceAnswer] * 3, *[ScoreAnswer] * 2, *[TextAnswer] * 2]

    assert [
        jsontext.encode(kind.model_validate(jsontext.decode(example)).model_dump(mode="json"))
        for kind, example in zip(kinds, examples, strict=True)
    ] == examples
