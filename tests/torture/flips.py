"""Altered bundles: each bit of released bundles is flipped, each length cut, and each is refused."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.torture.trial import Report, Trial, spread

from raterterm.bundle import bag
from raterterm.bundle.archive import Archive, pack, unpack
from raterterm.bundle.refusals import Refusal
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.errors import BundleRefused

RELEASED = Path(__file__).parents[1] / "released"
ACCEPTED = "ACCEPTED"
RECEIVED = datetime(2026, 12, 1, tzinfo=UTC)


class Way(NamedTuple):
    """One way to alter a bundle, at one of several places."""

    name: str
    places: int
    alter: Callable[[int], bytes]


def flips(trial: Trial) -> Report:
    """Alter bundles of every kind of question, at places spread evenly over all that there are."""
    if trial.patch:
        exec(compile(trial.patch, "defect", "exec"), {})  # noqa: S102 - in a process of its own
    signers = AllowedSigners.parse((RELEASED / "allowed_signers").read_bytes(), "allowed_signers")
    expected = Expectations(signers=signers, at=RECEIVED)
    told, faults = Counter[str](), list[str]()
    ways = [(file.name, way) for file in _bundles() for way in _ways(file.read_bytes())]
    total = sum(way.places for _, way in ways)
    for file, way in ways:
        for place in spread(0, way.places - 1, -(-trial.amount * way.places // total)):
            verdict = _verdict(way.alter(place), expected)
            told[way.name] += 1
            if verdict in {ACCEPTED, Refusal.UNREADABLE}:
                faults.append(f"{file}: {way.name} at {place}: {verdict}")
    figures = ", ".join(f"{count:,} {name}" for name, count in told.items())
    return Report(f"{figures}, of {len(_bundles())} bundles; {len(faults)} accepted", faults)


def _bundles() -> Sequence[Path]:
    return sorted(RELEASED.glob("*/*.rtb.zip"))


def _verdict(data: bytes, expected: Expectations) -> str:
    try:
        verify_bundle(data, expected)
    except BundleRefused as refused:
        return refused.code
    return ACCEPTED


def _ways(data: bytes) -> Iterator[Way]:
    """Yield the ways to alter one bundle."""
    yield Way("bits flipped", 8 * len(data), partial(_flipped, data))
    yield Way("lengths cut", len(data), lambda length: data[:length])
    archive = unpack(data, bag.LIMITS)
    for name, content in archive.members.items():
        yield Way("bits of a file, zipped again", 8 * len(content), partial(_repacked, archive, name))


def _flipped(data: bytes, bit: int) -> bytes:
    altered = bytearray(data)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def _repacked(archive: Archive, name: str, bit: int) -> bytes:
    """Return the bundle with a bit of one file flipped, and a zip that is right again around it."""
    altered = _flipped(archive.members[name], bit)
    return pack(Archive(archive.folder, {**archive.members, name: altered}))
