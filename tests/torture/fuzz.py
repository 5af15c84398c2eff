"""Fuzzes the parsers, guided by the code that each input reaches.

    pip install atheris
    python -m tests.torture.fuzz rubric|batch|bundle|payload|signers|signature|events [SECONDS] [FOLDER]

FOLDER keeps what was found to reach new code, so that another run goes on from there.  What a parser may
raise is an error of ours; anything else ends the run, and the input is left in FOLDER as ``crash-...``.
"""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parents[2]
RELEASED = ROOT / "tests" / "released" / "raterterm.bundle-1" / "kind-13.rtb.zip"
"""A bundle with a list of claims and their sources."""
SIGNERS = RELEASED.parents[1] / "allowed_signers"
SLOW = 5
"""Seconds after which an input is reported as one that hangs."""
MOST_MEMORY = 600
"""MiB, of which the interpreter with all that is watched takes about half."""

Target = Callable[[bytes], None]


def rubric(folder: Path) -> Target:
    """Read a rubric, with every fault and its place."""
    from raterterm.errors import InputError  # noqa: PLC0415 - what is imported here is watched
    from raterterm.files.rubrics import read_rubric  # noqa: PLC0415

    path = folder / "r.yaml"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read_rubric(path)
        except InputError as error:
            _check_inert(fault.message for fault in error.faults)

    return read


def batch(folder: Path) -> Target:
    """Read a batch that a rubric of many kinds of question is to judge."""
    from raterterm.errors import InputError  # noqa: PLC0415
    from raterterm.files.batches import BatchReader  # noqa: PLC0415
    from raterterm.files.rubrics import read_rubric  # noqa: PLC0415

    path = folder / "b.jsonl"
    by = read_rubric(ROOT / "rubrics" / "factuality-reasoning.yaml").rubric

    def read(data: bytes) -> None:
        path.write_bytes(data)
        try:
            for _ in BatchReader(path, by):
                pass
        except InputError as error:
            _check_inert(fault.message for fault in error.faults)

    return read


def bundle(folder: Path) -> Target:
    """Verify a bundle, as far as a zip that was altered gets."""
    del folder
    from raterterm.bundle.signers import AllowedSigners  # noqa: PLC0415

    return _verifier(AllowedSigners.parse(SIGNERS.read_bytes(), "signers"))


def payload(folder: Path) -> Target:
    """Verify a bundle whose signer, who is allowed, put anything into one of its files.

    The first byte says which file, the rest is what is in it.
    """
    del folder
    from raterterm.bundle import bag  # noqa: PLC0415
    from raterterm.bundle.archive import unpack  # noqa: PLC0415
    from raterterm.bundle.keys import SigningKey  # noqa: PLC0415
    from raterterm.bundle.signers import AllowedSigners  # noqa: PLC0415
    from raterterm.bundle.statement import read_statement  # noqa: PLC0415
    from raterterm.bundle.write import seal_bag  # noqa: PLC0415

    key = SigningKey.generate()
    files = unpack(RELEASED.read_bytes(), bag.LIMITS).members
    statement = read_statement(files[bag.STATEMENT]).model_copy(update={"key": key.fingerprint})
    whole = {name: files[name] for name in bag.PAYLOAD} | {bag.STATEMENT: statement.encoded()}
    verify = _verifier(AllowedSigners.parse(key.public_line(statement.principal).encode(), "signers"))

    def read(data: bytes) -> None:
        name = bag.PAYLOAD[(data or b"\0")[0] % len(bag.PAYLOAD)]
        altered = {**whole, name: data[1:]}
        filled = bag.fill_bag(altered, bag.bag_info(statement, altered))
        verify(seal_bag(statement.name, filled, key))

    return read


def _verifier(allowed: Any) -> Target:
    from raterterm.bundle.refusals import Refusal  # noqa: PLC0415
    from raterterm.bundle.verify import Expectations, verify_bundle  # noqa: PLC0415
    from raterterm.errors import BundleRefused  # noqa: PLC0415

    expected = Expectations(signers=allowed, at=datetime(2026, 12, 1, tzinfo=UTC))

    def read(data: bytes) -> None:
        try:
            verify_bundle(data, expected)
        except BundleRefused as refused:
            _check_inert([refused.message])
            if refused.code == Refusal.UNREADABLE:
                raise AssertionError("a check met what it did not foresee") from refused

    return read


def signers(folder: Path) -> Target:
    """Read a list of allowed signers."""
    del folder
    from raterterm.bundle.signers import AllowedSigners  # noqa: PLC0415
    from raterterm.errors import RatertermError  # noqa: PLC0415

    def read(data: bytes) -> None:
        try:
            AllowedSigners.parse(data, "signers")
        except RatertermError as error:
            _check_inert([error.message])

    return read


def signature(folder: Path) -> Target:
    """Read an armored signature."""
    del folder
    from raterterm.bundle.sshsig import read_signature  # noqa: PLC0415
    from raterterm.errors import BundleRefused  # noqa: PLC0415

    def read(data: bytes) -> None:
        try:
            read_signature(data)
        except BundleRefused as refused:
            _check_inert([refused.message])

    return read


def events(folder: Path) -> Target:
    """Read the lines of an audit log."""
    del folder
    from raterterm.core.events import read_event  # noqa: PLC0415

    def read(data: bytes) -> None:
        try:
            for line in data.splitlines():
                read_event(line)
        except ValueError as error:
            _check_inert([str(error)])

    return read


TARGETS = {make.__name__: make for make in (rubric, batch, bundle, payload, signers, signature, events)}


def seeds(name: str) -> Iterator[bytes]:
    """Yield inputs of a target that are good."""
    match name:
        case "rubric":
            yield from (file.read_bytes() for file in ROOT.glob("rubrics/*.yaml"))
        case "batch":
            for file in ROOT.glob("sample_batches/*.jsonl"):
                yield b"".join(file.read_bytes().splitlines(keepends=True)[:3])
        case "signers":
            yield SIGNERS.read_bytes()
        case "bundle":
            yield RELEASED.read_bytes()
        case _:
            yield from _members(name)


def _members(name: str) -> Iterator[bytes]:
    from raterterm.bundle import bag  # noqa: PLC0415
    from raterterm.bundle.archive import unpack  # noqa: PLC0415

    for file in RELEASED.parent.glob("*.rtb.zip"):
        members = unpack(file.read_bytes(), bag.LIMITS).members
        if name == "signature":
            yield next(content for path, content in members.items() if path.endswith(".sig"))
        elif name == "events":
            yield members[bag.AUDIT]
        else:
            yield from (bytes([at]) + members[path] for at, path in enumerate(bag.PAYLOAD))


_ACTS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, marks of direction, separators of lines, halves of characters."""


def _check_inert(messages: Iterator[str] | list[str]) -> None:
    """Raise AssertionError when a message could act on a terminal once it is made safe as all are."""
    from raterterm.core.visible import visible_line  # noqa: PLC0415

    for message in messages:
        assert not _ACTS.search(visible_line(message)), message


def main(name: str, seconds: str = "60", folder: str = "") -> None:
    """Fuzz one target."""
    atheris = import_module("atheris")
    with TemporaryDirectory() as scratch, atheris.instrument_imports(include=["raterterm"]):
        read = TARGETS[name](Path(scratch))
        corpus = Path(folder or scratch)
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
        limits = [f"-max_total_time={seconds}", f"-timeout={SLOW}", f"-rss_limit_mb={MOST_MEMORY}"]
        atheris.Setup(
            [sys.argv[0], *limits, "-max_len=20000", f"-artifact_prefix={corpus}/", str(corpus)], read
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
