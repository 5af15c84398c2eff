"""Crashes: the program is killed, at any moment and at any system call, and nothing that was saved is lost."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.torture import tracing
from tests.torture.errands import ERRANDS, Errand
from tests.torture.home import ENTRY, SIGNERS, WORKSPACE, command, copied, furnished
from tests.torture.sitting import Ended, Stop, after, on_saving, sit, strokes
from tests.torture.soundness import bundle_faults, faults_of, leftovers
from tests.torture.trial import Report, Trial, joined, numbered, spread
from tests.tui.terminal import CONTROLLING

from raterterm.store.workspace import Workspace

LOSES_AT_MOST = 1.0
"""Seconds of typing that a crash may cost."""

ROUNDS = 6
"""Kills after which a sitting begins in a new home: until then it goes on from its own crash."""

KILLED = -9


class Kill(NamedTuple):
    """How a sitting ends."""

    told: str
    stop: Stop
    script: str


def sittings(trial: Trial) -> Report:
    """Kill sittings: at random moments, as soon as something is shown as saved, at random system calls."""
    random = trial.random
    faults: list[str] = []
    shown, slowest = 0, 0.0
    with furnished() as template:
        home, doing = template, strokes()
        for number in range(trial.amount):
            if number % ROUNDS == 0:
                home, doing = copied(template, template.with_name("home")), strokes()
            kill = _chosen(random, home, trial.patch)
            ended = sit(home, doing, kill.stop, script=kill.script)
            shown += ended.saved > 0
            lost = _oldest_lost(home, ended)
            slowest = max(slowest, lost)
            faults += numbered(_after_sitting(home, ended, lost), f"kill {number + 1}, {kill.told}")
            if number % ROUNDS == ROUNDS - 1 or number == trial.amount - 1:
                faults += numbered(_at_last(home), f"after kill {number + 1}")
    figures = f"{trial.amount} sittings killed, {shown} of them showed saved decisions; "
    return Report(figures + f"at most {slowest:.2f} s of typing lost", faults)


def _chosen(random: Random, home: Path, patch: str) -> Kill:
    way = random.choice(["moment", "moment", "saved", "call"] if tracing.IS_HERE else ["moment", "saved"])
    script = patch + CONTROLLING
    if way == "moment":
        seconds = random.uniform(0, 4)
        return Kill(f"{seconds:.2f} s after it began", after(seconds), script)
    if way == "saved":
        more = random.randint(1, 20)
        return Kill(f"at the {more}. decision", on_saving(_saved(home) + more), script)
    name, most = random.choice(_CALLS)
    nth = random.randint(1, most)
    strace = tracing.killed_at([name] * nth, nth)
    return Kill(f"at {name} {nth}", after(12), tracing.under(strace, script))


_CALLS = (("pwrite64", 250), ("fdatasync", 60), ("write", 60), ("unlink", 6), ("link", 2), ("ftruncate", 3))
"""System calls of a sitting, and how many of each there are within some seconds."""


def _saved(home: Path) -> int:
    with Workspace.look(home / WORKSPACE) as workspace:
        return workspace.saved


def _after_sitting(home: Path, ended: Ended, lost: float) -> Iterator[str]:
    yield from faults_of(home / WORKSPACE, ended.saved)
    yield from bundle_faults(home, (home / SIGNERS).read_bytes())
    if lost > LOSES_AT_MOST:
        yield f"a word that stood there for {lost:.2f} s is lost"
    if "Traceback" in ended.written or "a defect of" in ended.written:
        yield f"a defect was told: {ended.written[-300:]!r}"


def _oldest_lost(home: Path, ended: Ended) -> float:
    """Return how many seconds the oldest word had been there that is neither kept nor an answer."""
    with Workspace.open(home / WORKSPACE) as workspace:
        texts = [text for (text,) in workspace.rows("SELECT text FROM drafts")]
        texts += [line.decode() for (line,) in workspace.rows("SELECT line FROM events")]
    kept = " ".join(texts)
    return max((age for word, age in ended.typed.items() if word not in kept), default=0.0)


def _at_last(home: Path) -> Iterator[str]:
    """Yield what keeps the rater from delivering after all these crashes."""
    done = command(home, "export", "-o", "last.rtb.zip")
    if done.code and "nothing is rated" not in done.err:
        yield f"export: {done.err.strip()}"
    yield from leftovers(home)
    yield from bundle_faults(home, (home / SIGNERS).read_bytes())


# Commands


def commands(trial: Trial) -> Report:
    """Kill commands at system calls, spread evenly over all that each makes."""
    faults: list[str] = []
    figures = []
    with furnished() as template:
        for name, errand in ERRANDS.items():
            ready = copied(template, template.with_name("ready"))
            errand.prepare(ready)
            calls = _calls(copied(ready, ready.with_name("home")), errand, trial.patch)
            kills = spread(1, len(calls), trial.amount // len(ERRANDS))
            for nth in kills:
                home = copied(ready, ready.with_name("home"))
                script = tracing.under(tracing.killed_at(calls, nth), trial.patch + ENTRY)
                about = f"{name}, killed at call {nth}, {calls[nth - 1]}"
                faults += numbered(_killed(home, errand, script, trial.patch), about)
            figures.append(f"{name} at {len(kills)} of {len(calls)} calls")
    return Report("killed: " + ", ".join(figures), faults)


CALLS = f"{tracing.CHANGING},write"


def _calls(home: Path, errand: Errand, patch: str) -> list[str]:
    log = home / "calls"
    done = command(
        home, *errand.arguments, script=tracing.under(tracing.recording(log, CALLS), patch + ENTRY)
    )
    assert done.code == 0, done.err
    return tracing.names_of(log)


def _killed(home: Path, errand: Errand, script: str, patch: str) -> Iterator[str]:
    done = command(home, *errand.arguments, script=script)
    if done.code not in {KILLED, 0}:
        yield f"it ended with {done.code}: {done.err.strip()}"
    as_left = copied(home, home.with_name("as-left"))  # to look at a workspace recovers it
    yield from bundle_faults(home, (home / SIGNERS).read_bytes())
    yield from faults_of(home / WORKSPACE)
    yield from errand.check(home) if (home / WORKSPACE).exists() else ()
    again = command(as_left, *(errand.again or errand.arguments), script=patch + ENTRY)
    if again.code:
        yield f"the same command again: {again.err.strip()}"
    yield from leftovers(as_left)


def crashes(trial: Trial) -> Report:
    """Kill sittings and commands, a third of the kills for the commands."""
    of_commands = trial.amount // 3 if tracing.IS_HERE else 0
    reports = [sittings(trial._replace(amount=trial.amount - of_commands))]
    if of_commands:
        reports.append(commands(trial._replace(amount=of_commands)))
    return joined(reports)
