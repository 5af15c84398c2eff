"""No bytes make the verifier raise anything but a refusal, and no refusal acts on a terminal."""

import json
import random
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bundle.conftest import World

from raterterm.bundle import bag
from raterterm.bundle.archive import SIGNATURE, SIGNED
from raterterm.bundle.ratings import counts_of, ratings_of, rows
from raterterm.bundle.verify import verify_bundle
from raterterm.core import jsontext
from raterterm.core.events import read_chain
from raterterm.errors import BundleRefused

ODD: list[Any] = [
    None, True, -1, 0, 10**30, 1e300, "", "\x1b[2J\u202e", "x" * 70_000, [], {}, [[]], {"a": {}},
    ["r1", "r1"], {"kind": "undid", "event": 10**30}, {"0": "x", "-0": None}, "0" * 64,
]  # fmt: skip


def refusal(world: World, data: bytes) -> BundleRefused | None:
    """Return why ``data`` is refused."""
    try:
        verify_bundle(data, world.expected())
    except BundleRefused as refused:
        return refused
    return None


def mutate(value: Any, chance: random.Random) -> Any:
    """Return a JSON value with one part of it exchanged, removed or doubled."""
    if not value or not isinstance(value, dict | list) or chance.random() < 0.15:
        return chance.choice(ODD)
    key = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
    changed: Any = value.copy()
    if chance.random() < 0.2:
        del changed[key]
    elif isinstance(value, dict) and chance.random() < 0.1:
        changed[chance.choice(["extra", "\x1b[31m", "prev"])] = chance.choice(ODD)
    else:
        changed[key] = mutate(value[key], chance)
    return changed


def remade(world: World, name: str, chance: random.Random) -> bytes:
    """Return a bundle with one mutated line in a file, everything that depends on it made to fit."""
    lines = world.files[name].splitlines()
    place = chance.randrange(len(lines))
    lines[place] = jsontext.encode(mutate(json.loads(lines[place]), chance))
    content = b"".join(line + b"\n" * (name.endswith("l")) for line in lines)
    files = {name: content}
    if name == bag.RUBRIC:
        files[bag.STATEMENT] = world.statement(rubric__sha256=sha256(content).hexdigest())
    return world.signed(files)


@pytest.mark.parametrize("name", bag.PAYLOAD)
def test_a_signer_cannot_make_the_verifier_stumble(world: World, name: str) -> None:
    """Mutated content, properly signed, is accepted or refused by a foreseen check."""
    chance = random.Random(name)  # noqa: S311 repeatable

    refusals = [refusal(world, remade(world, name, chance)) for _ in range(400)]

    told = [refused for refused in refusals if refused]
    assert [refused for refused in told if refused.code == "unreadable"] == []
    assert all(str(refused).isprintable() and not str(refused).endswith(".") for refused in told)
    assert len(told) > 300


def rechained(world: World, chance: random.Random) -> bytes:
    """Return a bundle whose events are mutated and then chained, counted and signed as if they were true."""
    lines = world.files[bag.AUDIT].splitlines()
    place = chance.randrange(len(lines))
    head = world.bundle.statement.audit.genesis
    for number, line in enumerate(lines):
        event = json.loads(line)
        if number == place:
            event["act"] = mutate(event["act"], chance)
        lines[number] = jsontext.encode({**event, "prev": head})
        head = sha256(lines[number]).hexdigest()
    files = {bag.AUDIT: b"".join(line + b"\n" for line in lines)}
    stated: dict[str, Any] = {"audit__head": head}
    with suppress(ValueError):
        ratings = ratings_of(read_chain(world.bundle.statement.audit.genesis, lines))
        files[bag.RATINGS] = rows(ratings)
        stated["counts"] = counts_of(ratings).model_dump()
    return world.signed({**files, bag.STATEMENT: world.statement(**stated)})


def test_a_signer_cannot_make_the_verifier_stumble_over_events(world: World) -> None:
    """Events that no raterterm writes, in a chain that holds, are foreseen."""
    chance = random.Random(0)  # noqa: S311 repeatable

    refusals = [refusal(world, rechained(world, chance)) for _ in range(600)]

    assert [refused for refused in refusals if refused and refused.code == "unreadable"] == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_anyone_may_send_anything(small: World, data: st.DataObject) -> None:
    """Bytes cut out, put in and exchanged in a bundle are refused by a foreseen check."""
    whole = small.bundle.data
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    piece = data.draw(st.binary(max_size=60))
    changed = whole[:start] + piece + whole[end:]

    refused = refusal(small, changed)

    assert changed == whole or (refused is not None and refused.code != "unreadable")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([SIGNED, SIGNATURE, bag.BAG_INFO, bag.MANIFEST]), st.binary(max_size=300))
def test_any_tag_file_may_hold_anything(small: World, name: str, content: bytes) -> None:
    """Tag files that are properly signed, or are the signature, are refused by a foreseen check."""
    refused = refusal(small, small.signed({name: content}))

    assert refused is not None
    assert refused.code != "unreadable"


def test_a_refusal_that_quotes_the_file_cannot_act(world: World) -> None:
    """What a refusal quotes is made displayable."""
    refused = refusal(world, world.stating(format="raterterm\x1b[2J\u202e"))

    assert refused is not None
    assert str(refused).endswith(": raterterm␛[2J⟦U+202E⟧")


def test_a_moment_without_its_time_zone_is_a_mistake(world: World) -> None:
    """Validity cannot be judged by a clock on some wall."""
    with pytest.raises(ValueError, match="time zone"):
        world.expected(at=world.expected().at.replace(tzinfo=None))
