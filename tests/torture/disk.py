"""Failing disks: full at any size, and each file operation refused in turn; it is told, and nothing saved is lost."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.torture.errands import ERRANDS, Errand
from tests.torture.home import ENTRY, SIGNERS, WORKSPACE, Done, command, copied, furnished
from tests.torture.sitting import Ended, after, sit, strokes
from tests.torture.soundness import bundle_faults, faults_of, leftovers
from tests.torture.tracing import CHANGING, IS_HERE, Call, failing, recorded, recording, under
from tests.torture.trial import Report, Trial, joined, numbered, spread
from tests.tui.terminal import CONTROLLING

SECONDS = 3.0
"""How long someone rates on a failing disk."""

FAILING = f"{CHANGING},write,openat"
"""The system calls of a command that are refused, one after another."""

_LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
"""
"""Lets no file grow beyond a size: what a full disk is for who writes, and needs no root."""

_NAMES = """
import itertools, tempfile
tempfile._get_candidate_names = lambda: iter([f"torture{n}" for n in range(9)])
"""
"""Gives temporary files names that are known before, so that they can fail too."""


def disk(trial: Trial) -> Report:
    """Rate and run every command on disks that are full, and on disks that refuse one operation or all."""
    parts = [full_sittings, full_commands, *([failing_sittings, failing_commands] if IS_HERE else [])]
    reports = [part(trial._replace(amount=trial.amount // len(parts))) for part in parts]
    return joined(reports)


def full_sittings(trial: Trial) -> Report:
    """Rate until no file can grow; the sizes begin where the workspace can just be opened."""
    faults, told = list[str](), 0
    with furnished() as template:
        begins = (template / WORKSPACE).stat().st_size
        sizes = spread(begins, begins + 400_000, trial.amount)
        for size in sizes:
            home = copied(template, template.with_name("home"))
            ended = _sit(home, trial.patch + _LIMIT.format(size=size) + CONTROLLING)
            told += "NOT SAVED" in ended.written
            faults += numbered(_after_sitting(home, ended), f"files of at most {size} bytes")
    return Report(f"{len(sizes)} sittings on full disks, {told} of them told NOT SAVED", faults)


def failing_sittings(trial: Trial) -> Report:
    """Rate while one write or sync of the workspace fails, or all from one on."""
    faults, told = list[str](), 0
    with furnished() as template:
        for number, nth in enumerate(spread(1, 160, trial.amount)):
            failure = _failure(number)
            home = copied(template, template.with_name("home"))
            call = "fdatasync" if number % 3 == 2 else "pwrite64"
            strace = failing([call] * nth, nth, failure.error, for_ever=failure.for_ever)
            ended = _sit(home, under(strace, trial.patch + CONTROLLING))
            told += "NOT SAVED" in ended.written
            faults += numbered(_after_sitting(home, ended), f"{call} {nth}{failure}")
    return Report(f"{trial.amount} sittings with failing calls, {told} of them told NOT SAVED", faults)


class _Failure(NamedTuple):
    """How calls fail."""

    error: str
    for_ever: bool

    def __str__(self) -> str:
        return f"{'+' * self.for_ever} {self.error}"


def _failure(number: int) -> _Failure:
    return _Failure(("EIO", "ENOSPC", "EROFS")[number % 3], number % 4 < 2)


def _sit(home: Path, script: str) -> Ended:
    return sit(home, strokes(), after(SECONDS), script=script)


def _after_sitting(home: Path, ended: Ended) -> Iterator[str]:
    yield from faults_of(home / WORKSPACE, ended.saved)
    yield from bundle_faults(home, (home / SIGNERS).read_bytes())
    if "Traceback" in ended.written or "a defect of" in ended.written:
        yield f"a defect was told: {ended.written[-300:]!r}"
    # Decisions were made all the time: either they count on, or it is told that they do not.
    if not ended.saved and "NOT SAVED" not in ended.written and "error:" not in ended.written:
        yield "nothing was saved, and nothing was told"


def full_commands(trial: Trial) -> Report:
    """Run each command where no file may become larger than a size."""
    faults, tried = list[str](), 0
    with furnished() as template:
        for name, errand in ERRANDS.items():
            ready = _prepared(template, errand)
            for size in spread(0, 120_000, max(1, trial.amount // len(ERRANDS))):
                home = copied(ready, template.with_name("home"))
                done = command(home, *errand.arguments, script=trial.patch + _LIMIT.format(size=size) + ENTRY)
                faults += numbered(
                    _after_command(home, errand, done), f"{name}, files of at most {size} bytes"
                )
                tried += 1
    return Report(f"{tried} commands on full disks", faults)


def failing_commands(trial: Trial) -> Report:
    """Run each command while one of its calls is refused, or all from one on."""
    faults, tried = list[str](), 0
    with furnished() as template:
        for name, errand in ERRANDS.items():
            ready = _prepared(template, errand)
            for nth, strace in _failures(ready, errand, max(1, trial.amount // len(ERRANDS))):
                home = copied(ready, template.with_name("home"))
                done = command(home, *errand.arguments, script=under(strace, trial.patch + _NAMES + ENTRY))
                faults += numbered(_after_command(home, errand, done), f"{name}, call {nth}")
                tried += 1
    return Report(f"{tried} commands with failing calls", faults)


def _failures(ready: Path, errand: Errand, amount: int) -> Iterator[tuple[str, list[str]]]:
    """Yield how calls of a command are refused, spread over all that it makes in its home."""
    home = copied(ready, ready.with_name("home"))
    script = under(recording(home / "calls", FAILING), _NAMES + ENTRY)
    assert command(home, *errand.arguments, script=script).code == 0
    touched = [(call.name, path) for call in recorded(home / "calls") if (path := _touched(call, home))]
    names = [name for name, _ in touched]
    # As the system call names them, which may be as seen from the home.
    paths = sorted({Path(name) for _, path in touched for name in (path, path.name)})
    for number, nth in enumerate(spread(1, len(touched), amount)):
        failure = _failure(number)
        strace = failing(names, nth, failure.error, for_ever=failure.for_ever, paths=paths)
        yield f"{nth}, {names[nth - 1]}{failure}", strace


def _touched(call: Call, home: Path) -> Path | None:
    """Return the file of the home that a call is about, if it is one that is written there."""
    names = () if "write" in call.name else call.arguments
    named = [home / os.fsdecode(part) for part in names if not part.startswith(b"AT_")]
    paths = [path for path in (call.path, call.path_of(0), *named) if path and path.parent == home]
    return next((path for path in paths if path.exists() or path.name.startswith((".", WORKSPACE))), None)


def _prepared(template: Path, errand: Errand) -> Path:
    ready = copied(template, template.with_name("ready"))
    errand.prepare(ready)
    return ready


def _after_command(home: Path, errand: Errand, done: Done) -> Iterator[str]:
    yield from done.faults
    if done.code and "\nraterterm: error: " not in f"\n{done.err}":
        yield f"it was not told: {done.err!r}"
    yield from bundle_faults(home, (home / SIGNERS).read_bytes())
    yield from faults_of(home / WORKSPACE)
    yield from errand.check(home) if (home / WORKSPACE).exists() else ()
    again = command(home, *(errand.again if errand.again and done.code else errand.arguments))
    if again.code and not (errand.again and not done.code):
        yield f"the same command again: {again.err.strip()}"
    yield from leftovers(home)
