"""A small world: a rubric, a batch, a rater who decided something, her key, and the team that checks it."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from raterterm.bundle import bag
from raterterm.bundle.archive import SIGNATURE, SIGNED, unpack
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.ratings import counts_of, delivered, ratings_of, rows
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.sshsig import RESULT
from raterterm.bundle.statement import BatchRef
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.bundle.write import Bundle, Contents, write_bundle
from raterterm.core import jsontext
from raterterm.core.events import Act, Answered, Event, Flagged, Head, Skipped, Submitted, Viewed, read_chain
from raterterm.core.presentation import order_of
from raterterm.core.rubric import Rubric
from raterterm.core.words import QuestionId, ResponseId, TaskId
from raterterm.errors import BundleRefused

ALICE = "alice@example.org"
SEED = "seed of the workspace"
GENESIS = sha256(b'{"id": "t-1", ...}\n').hexdigest()
RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)

RUBRIC: dict[str, Any] = {
    "raterterm": "rubric/1",
    "id": "support-reply",
    "version": "1.2.0",
    "title": "Réponses du support",
    "preference": {"question": "Which is better?", "points": 7, "both_bad": True},
    "criteria": [
        {
            "id": "accuracy",
            "title": "Accuracy",
            "question": "Is it true?",
            "scale": {"1": "invents", "3": None, "5": "supported"},
            "note_at_or_below": 2,
            "required": False,
        },
        {
            "id": "tone",
            "title": "Tone",
            "question": "Is it kind?",
            "per": "task",
            "scale": {"rude": None, "plain": None, "kind": "Warm, without flattery"},
            "required": False,
        },
    ],
    "rationale": {"required": True, "min_words": 3},
}


def shown(task: str) -> Viewed:
    """Return the first look at a task with two responses."""
    order = order_of(SEED, TaskId(task), [ResponseId("r1"), ResponseId("r2")])
    return Viewed(order=order, task_sha256=GENESIS)


def answered(question: str, **answer: object) -> Answered:
    """Return an answer to a question."""
    return Answered(question=QuestionId(question), answer=answer)


def chained(decisions: Iterable[tuple[str, Act]], genesis: str = GENESIS) -> tuple[bytes, ...]:
    """Return the event lines of decisions, each with the task that it is about."""
    head, lines = Head(events=0, sha256=genesis), []
    for task, act in decisions:
        at = f"2026-11-23T09:{head.events % 60:02}:00.000Z"
        event = Event(n=head.events + 1, at=at, task=TaskId(task), act=act, prev=head.sha256)
        lines.append(event.line())
        head = head.next(lines[-1])
    return tuple(lines)


def submitted_task(task: str) -> list[tuple[str, Act]]:
    """Return a task rated as far as the rubric requires."""
    return [
        (task, shown(task)),
        (task, answered("preference", better="r1", by=2)),
        (task, answered("score:accuracy@r1", point=2)),
        (task, answered("note:accuracy@r1", text="misses the fee")),
        (task, answered("score:tone", point="kind")),
        (task, answered("rationale", text="r1 quotes § 14 — « oui »")),
        (task, Submitted()),
    ]


DECISIONS: Sequence[tuple[str, Act]] = (
    *submitted_task("t-1"),
    ("t-2", shown("t-2")),
    ("t-2", Skipped(reason="language", note="Polish")),
    ("t-3", shown("t-3")),
    ("t-3", Flagged(category="unsafe")),
)


@dataclass(frozen=True)
class World:
    """A rater, her bundle and the team's expectations; what attackers need to make worse ones of it."""

    rubric: Rubric = field(default_factory=lambda: Rubric.model_validate(RUBRIC))
    decisions: Sequence[tuple[str, Act]] = DECISIONS
    key: SigningKey = field(default_factory=SigningKey.generate)

    @cached_property
    def contents(self) -> Contents:
        """What Alice delivers."""
        return Contents(
            batch=BatchRef.model_validate({"id": "batch-0419", "sha256": GENESIS, "tasks": 120}),
            rubric=self.rubric,
            rubric_source_sha256=sha256(b"raterterm: rubric/1").hexdigest(),
            guidelines_sha256=None,
            presentation_seed=SEED,
            audit=chained(self.decisions),
            sequence=1,
            previous=None,
            created="2026-11-23T10:00:00.000Z",
            audience="team-blue",
        )

    @cached_property
    def bundle(self) -> Bundle:
        """Her bundle."""
        return write_bundle(self.contents, ALICE, self.key)

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The files in it."""
        return unpack(self.bundle.data, bag.LIMITS).members

    @cached_property
    def signers(self) -> str:
        """The team's list."""
        return self.key.public_line(ALICE) + "\n"

    def expected(self, *, signers: str | None = None, **known: Any) -> Expectations:
        """Return what the team expects."""
        allowed = AllowedSigners.parse((signers or self.signers).encode(), "allowed_signers")
        return Expectations(signers=allowed, **{"at": RECEIVED, **known})

    def verdict(self, data: bytes, **known: Any) -> str:
        """Return the code by which ``data`` is refused, or ACCEPT."""
        try:
            verify_bundle(data, self.expected(**known))
        except BundleRefused as refused:
            return refused.code
        return "ACCEPT"

    def signed(self, changed: Mapping[str, bytes], **how: Any) -> bytes:
        """Return a bundle with other files, manifests and signature made anew over them."""
        return zipped(self.resigned(changed, **how), self.bundle.name)

    def resigned(
        self, changed: Mapping[str, bytes], *, key: SigningKey | None = None, namespace: str = RESULT
    ) -> dict[str, bytes]:
        """Return the files with some changed; what depends on them follows, unless it is among them."""
        files = {**self.files, **changed}
        octets = sum(len(files[name]) for name in bag.PAYLOAD)
        info = self.files[bag.BAG_INFO].decode().rpartition("Payload-Oxum")[0] + f"Payload-Oxum: {octets}.4\n"
        files[bag.BAG_INFO] = changed.get(bag.BAG_INFO, info.encode())
        files[bag.MANIFEST] = changed.get(bag.MANIFEST, bag.manifest(files, bag.PAYLOAD))
        files[SIGNED] = changed.get(SIGNED, bag.manifest(files, bag.TAGS))
        signature = (key or self.key).sign(files[SIGNED], namespace)
        return {**files, SIGNATURE: changed.get(SIGNATURE, signature)}

    def stating(self, **changed: Any) -> bytes:
        """Return a bundle whose statement says something else; ``a__b`` names a key inside ``a``."""
        return self.signed({bag.STATEMENT: self.statement(**changed)})

    def statement(self, **changed: Any) -> bytes:
        """Return another statement."""
        stated = json.loads(self.files[bag.STATEMENT])
        for path, value in changed.items():
            outer, _, inner = path.partition("__")
            if inner:
                stated[outer][inner] = value
            else:
                stated[outer] = value
        return jsontext.encode(stated)

    def deciding(self, *decisions: tuple[str, Act]) -> bytes:
        """Return a bundle of other decisions, consistent in itself, not judged by any rubric."""
        lines = chained(decisions)
        ratings = ratings_of(read_chain(GENESIS, lines))
        with suppress(BundleRefused):
            ratings = tuple(delivered(rating, self.rubric) for rating in ratings)
        head = sha256(lines[-1]).hexdigest() if lines else GENESIS
        statement = self.statement(
            counts=counts_of(ratings).model_dump(), audit__events=len(lines), audit__head=head
        )
        audit = b"".join(line + b"\n" for line in lines)
        return self.signed({bag.AUDIT: audit, bag.RATINGS: rows(ratings), bag.STATEMENT: statement})


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """Return the headers of a member as the format fixes them."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def zipped(files: Mapping[str, bytes], folder: str, *more: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    """Return a zip as Python's own zipfile writes it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(entry(f"{folder}/{name}"), content)
        for info, content in more:
            archive.writestr(info, content, info.compress_type)
    return target.getvalue()


@pytest.fixture(scope="session")
def world() -> World:
    """Return the small world."""
    return World()


@pytest.fixture(scope="session")
def small() -> World:
    """Return a world whose bundle is as small as one can be that has a rating."""
    rubric = {key: RUBRIC[key] for key in ("raterterm", "id", "version", "preference")} | {"title": "T"}
    task = submitted_task("t-1")
    return World(rubric=Rubric.model_validate(rubric), decisions=[*task[:2], task[-1]])


Run = Callable[..., subprocess.CompletedProcess[bytes]]


_RECIPE_NEEDS = ("ssh-keygen", "sha256sum", "unzip", "zipinfo")
"""What the recipe for verifying by hand calls."""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a foreign program in the temporary folder and return what became of it."""

    def runner(*command: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        for program in {command[0], *(_RECIPE_NEEDS if command[0] == "sh" else ())}:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not on this machine")
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.run(
            command, input=stdin, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=60
        )

    return runner
