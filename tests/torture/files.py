"""Hostile files: mutants of everything that a command reads, through the real commands."""

import os
import re
import resource
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, closing, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory, gettempdir
from types import FrameType
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from tests.torture import mutants
from tests.torture.home import SIGNERS, WORKSPACE, Done, command, copied, furnish, rate
from tests.torture.trial import Report, Trial
from tests.worlds import RUBRIC_YAML

from raterterm.cli.main import _outcome
from raterterm.core import jsontext
from raterterm.preferences import Found, read_preferences, write_preferences

SECONDS = 2.0
"""Of processor time that a command may take."""

MEGABYTES = 300
"""Of memory that a command may take."""

IN_A_PROCESS = 400
"""One mutant of so many is given to a process of its own."""

_SHIPPED = Path(__file__).parents[2]
_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Kind(NamedTuple):
    """A kind of file, how it is made worse, and what reads it."""

    name: str
    """Of the file, in the home."""
    mutate: Callable[[Random], bytes]
    arguments: Sequence[str]
    """A command that reads it."""
    check: Callable[[Path, bytes, Done], Sequence[str]] = lambda home, content, done: ()
    """Returns what may not be, once the command has read it."""


class _TooLongError(BaseException):
    """A command took more than its time; no handler of errors may take it for its own."""


def files(trial: Trial) -> Report:
    """Give mutants of each kind of file to the command that reads it."""
    exec(trial.patch, {})  # noqa: S102 - a deliberate defect, from the list of them
    with TemporaryDirectory(prefix="torture-") as folder:
        template = _furnish(Path(folder, "template"))
        kinds = _kinds(template)
        home = copied(template, Path(folder, "home"))
        with at_home(home):
            return _try_all(kinds, template, home, trial)


def _try_all(kinds: Sequence[Kind], template: Path, home: Path, trial: Trial) -> Report:
    random, faults, codes = trial.random, list[str](), Counter[str]()
    slowest, most = 0.0, 0
    for number in range(trial.amount):
        kind = kinds[number % len(kinds)]
        content = kind.mutate(random)
        (home / kind.name).write_bytes(content)
        begun, before = time.process_time(), _megabytes_now()
        done = (command if number % IN_A_PROCESS == 0 else call)(home, *kind.arguments)
        slowest, taken = max(slowest, time.process_time() - begun), _megabytes_at_most() - before
        most = max(most, taken)
        codes[f"exit {done.code}"] += 1
        found = [*done.faults, *_faults(done), *kind.check(home, content, done)]
        found += [f"it took {taken} MB"] if taken > MEGABYTES else []
        if found:
            kept = _keep(content, trial.seed, number, kind)
            faults += [
                f"mutant {number} of {kind.name} ({' '.join(kind.arguments)}), {kept}: {one}" for one in found
            ]
        (home / kind.name).write_bytes((template / kind.name).read_bytes())
    told = ", ".join(f"{count} {code}" for code, count in sorted(codes.items()))
    figures = f"{trial.amount} mutants: {told}; slowest {slowest:.2f} s, at most {most} MB"
    return Report(figures, faults)


def call(home: Path, *arguments: str) -> Done:
    """Call the command line in this process, from the home that is the present folder."""
    del home
    out, err = StringIO(), StringIO()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = _outcome(list(arguments))
    except _TooLongError:
        return Done(-signal.SIGPROF, out.getvalue(), f"it took more than {SECONDS} s")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Done(code, out.getvalue(), err.getvalue())


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooLongError


def _faults(done: Done) -> Iterator[str]:
    told = f"\n{done.err}"
    if done.code and not ("\nraterterm: error: " in told or done.out.startswith("REFUSED ")):
        yield f"it was not told: {(done.err or done.out)[:200]!r}"
    if found := _ACTS.search(done.out + done.err):
        yield f"{found[0]!r} was printed"


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Be in a home, where commands that are called in this process find their files, and end in time."""
    patch = {"RATERTERM_HOME": str(home)}
    before = signal.signal(signal.SIGPROF, _stop)
    with chdir(home), _environment(patch):
        try:
            yield
        finally:
            signal.signal(signal.SIGPROF, before)


@contextmanager
def _environment(names: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(names)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _megabytes_now() -> int:
    """Return how much this process has, and begin to measure how much it will have at most: proc(5)."""
    if not _STATUS.exists():
        return _megabytes_at_most()
    Path("/proc/self/clear_refs").write_text("5")
    return _megabytes("VmRSS")


def _megabytes_at_most() -> int:
    if not _STATUS.exists():  # elsewhere the system tells the most that it ever had
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return _megabytes("VmHWM")


def _megabytes(which: str) -> int:
    _, _, rest = _STATUS.read_text().partition(f"{which}:")
    return int(rest.split()[0]) >> 10


_STATUS = Path("/proc/self/status")


def _keep(content: bytes, seed: int, number: int, kind: Kind) -> Path:
    """Keep a mutant that showed a fault, so that it can be looked at."""
    kept = Path(gettempdir(), f"mutant-{seed}-{number}-{Path(kind.name).name}")
    kept.write_bytes(content)
    return kept


# The files


def _furnish(home: Path) -> Path:
    furnish(home, tasks=3)
    rate(home, 1, 2)
    assert command(home, "export", "-o", "good.rtb.zip").code == 0
    for name in ("bad.rtb.zip", "bad.key", "bad.signers", "settings.json"):
        (home / name).write_bytes(b"")
    (home / "settings.json").write_bytes(b'{"theme": "dark", "break_after": 50}')
    copytree(_SHIPPED / "rubrics", home / "rubrics")
    (home / "bad.yaml").write_text(RUBRIC_YAML)
    (home / "bad.jsonl").write_bytes((home / "b.jsonl").read_bytes())
    return home


def _kinds(home: Path) -> Sequence[Kind]:
    loads = ("load", "bad.yaml", "b.jsonl", "--batch", "x")
    good, key = (home / "good.rtb.zip").read_bytes(), (home / "signing_key").read_bytes()
    signers = (home / SIGNERS).read_bytes()
    verify = ("verify", "bad.rtb.zip", "--signers", SIGNERS)
    by_signers = ("verify", "good.rtb.zip", "--signers", "bad.signers")
    key_use = ("key", "use", "bad.key", "--principal", "x")
    loaded = _unchanged(_state(home))
    rubrics, batches = _rubrics(home), _batches(home)
    return (
        Kind("bad.yaml", rubrics, ("check", "bad.yaml")),
        Kind("rubrics/bad.yaml", rubrics, ("check", "rubrics/bad.yaml")),
        Kind("bad.yaml", rubrics, loads, loaded),
        Kind("bad.jsonl", batches, ("check", "bad.jsonl", "--rubric", "rubric.yaml")),
        Kind("bad.jsonl", batches, ("load", "rubric.yaml", "bad.jsonl"), loaded),
        Kind("bad.rtb.zip", lambda random: mutants.bundle(random, good), verify, _refused(good)),
        Kind("bad.key", lambda random: mutants.bent_bytes(random, key), key_use, _restored(home)),
        Kind(
            "bad.signers", lambda random: mutants.bent_bytes(random, signers), by_signers, _vouched(signers)
        ),
        Kind("signer.json", _settings(home / "signer.json"), ("key", "show")),
        Kind("settings.json", _settings(home / "settings.json"), ("status",), _kept),
    )


def _rubrics(home: Path) -> Callable[[Random], bytes]:
    shipped = sorted((home / "rubrics").glob("*.yaml"))
    sources = [path.read_bytes() for path in shipped]
    reader = YAML(typ="safe", pure=True)
    trees = [reader.load(source.decode()) for source in sources]
    (home / "rubrics" / "bad.yaml").write_bytes(sources[0])

    def mutate(random: Random) -> bytes:
        at = random.randrange(len(sources))
        return mutants.rubric(random, sources[at], trees[at])

    return mutate


def _batches(home: Path) -> Callable[[Random], bytes]:
    shipped = sorted((_SHIPPED / "sample_batches").glob("*.jsonl"))
    firsts = (b"".join(path.read_bytes().splitlines(keepends=True)[:2]) for path in shipped)
    seeds = [(home / "b.jsonl").read_bytes(), *firsts]
    tasks = [[jsontext.decode(line) for line in seed.splitlines()] for seed in seeds]

    def mutate(random: Random) -> bytes:
        at = random.randrange(len(seeds))
        return mutants.batch(random, seeds[at], tasks[at])

    return mutate


def _settings(path: Path) -> Callable[[Random], bytes]:
    seed = path.read_bytes()
    tree: Any = jsontext.decode(seed)

    def mutate(random: Random) -> bytes:
        if random.random() < 0.5:
            return mutants.bent_bytes(random, seed)
        return mutants.encoded(mutants.as_json(mutants.bent_tree(random, tree)))

    return mutate


Check = Callable[[Path, bytes, Done], Sequence[str]]


def _state(home: Path) -> Sequence[object]:
    with closing(sqlite3.connect(home / WORKSPACE)) as database:
        tables = ("rubrics", "batches", "tasks", "ratings", "events", "origins")
        return [database.execute(f"SELECT * FROM {table}").fetchall() for table in tables]  # noqa: S608


def _unchanged(state: Sequence[object]) -> Check:
    """Hold that a file that is refused changes nothing; one that is good is taken out again."""

    def check(home: Path, content: bytes, done: Done) -> Sequence[str]:
        del content
        now = _state(home)
        if done.code == 0 and now != state:
            _put_back(home)
        return ["the workspace was changed"] if done.code and now != state else ()

    return check


def _put_back(home: Path) -> None:
    for file in home.glob(f"{WORKSPACE}*"):
        file.unlink()
    for file in home.with_name("template").glob(f"{WORKSPACE}*"):
        (home / file.name).write_bytes(file.read_bytes())
        (home / file.name).chmod(0o600)


def _refused(good: bytes) -> Check:
    def check(home: Path, content: bytes, done: Done) -> Sequence[str]:
        return ["an altered bundle was accepted"] if done.code == 0 and content != good else ()

    return check


def _restored(template: Path) -> Check:
    """Hold that a key that is refused is not remembered; one that is accepted is forgotten again."""
    signer = (template / "signer.json").read_bytes()

    def check(home: Path, content: bytes, done: Done) -> Sequence[str]:
        (home / "bad.key").chmod(0o600)
        now = (home / "signer.json").read_bytes()
        (home / "signer.json").write_bytes(signer)
        return ["who signs was changed"] if done.code and now != signer else ()

    return check


def _kept(home: Path, content: bytes, done: Done) -> Sequence[str]:
    """Hold that what is read as settings can be kept as such."""
    del content, done
    try:
        found = read_preferences(home)
        write_preferences(home, found.preferences)
        is_same = read_preferences(home) == Found(found.preferences)
    except Exception as error:
        return [f"{type(error).__name__} was raised"]
    return [] if is_same else ["the settings change when they are kept"]


def _vouched(signers: bytes) -> Check:
    key = signers.split()[-1]

    def check(home: Path, content: bytes, done: Done) -> Sequence[str]:
        return ["nobody vouches for the bundle"] if done.code == 0 and key not in content else ()

    return check
