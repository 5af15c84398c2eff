"""Power cuts: a sitting and some commands are recorded once, and cut at any moment of the recording."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.torture import tracing
from tests.torture.disks import CALLS, Disk
from tests.torture.errands import ERRANDS
from tests.torture.home import ENTRY, SIGNERS, WORKSPACE, command, copied, furnished
from tests.torture.sitting import after, sit, strokes
from tests.torture.soundness import bundle_faults, faults_of, shown_as_saved
from tests.torture.tracing import Call, recorded, recording, under
from tests.torture.trial import Report, Trial, numbered
from tests.tui.terminal import CONTROLLING

from raterterm.bundle.keys import SigningKey
from raterterm.errors import RatertermError
from raterterm.store.workspace import Workspace

SECONDS = 4.0
"""How long a sitting is recorded."""


class Recording(NamedTuple):
    """What a program did to the files of a folder, and wrote to its terminal."""

    before: Path
    """A copy of the folder as it was."""
    home: Path
    calls: Sequence[Call]


def power(trial: Trial) -> Report:
    """Cut the power in a sitting, half of the times, and in each command that writes."""
    if not tracing.IS_HERE:
        return Report("strace is not here: the power was not cut")
    random, faults, told = trial.random, list[str](), list[str]()
    with furnished() as template:
        amount = trial.amount // 2
        for name in ("sitting", *ERRANDS):
            made = _record(name, template, trial.patch)
            lost = list(_cuts(made, amount, random))
            faults += numbered(lost, name)
            told.append(f"{amount} in {name} ({len(made.calls)} calls)")
            amount = max(1, trial.amount // 2 // len(ERRANDS))
    return Report(f"power cuts: {', '.join(told)}", faults)


def _record(name: str, template: Path, patch: str) -> Recording:
    home, before = (template.with_name(part) for part in ("home", "before"))
    copied(template, home)
    if name != "sitting":
        ERRANDS[name].prepare(home)
    copied(home, before)
    log = template.with_name(f"log of {name}")
    followed = recording(log, CALLS)
    if name == "sitting":
        sit(home, strokes(), after(SECONDS), script=under(followed, patch + CONTROLLING))
    else:
        done = command(home, *ERRANDS[name].arguments, script=under(followed, patch + ENTRY))
        assert done.code == 0, done.err
    return Recording(before, home, recorded(log))


def _cuts(made: Recording, amount: int, random: Random) -> Iterator[str]:
    """Cut the power, in the order of time, and yield what is lost."""
    disk, screen, shown, at = Disk(made.before, made.home), "", 0, 0
    for moment in sorted(_moments(made.calls, amount, random)):
        for call in made.calls[at:moment]:
            if _tells(call):
                screen = screen[-500:] + call.arguments[1].decode("utf-8", "replace")
                shown = max(shown, shown_as_saved(screen))
            disk.take(call)
        at = moment
        folder = made.home.with_name("cut")
        disk.cut(random, folder)
        yield from numbered(_lost(folder, made.before, shown, screen), f"cut after {moment} calls")
        shutil.rmtree(folder)


def _moments(calls: Sequence[Call], amount: int, random: Random) -> Iterator[int]:
    """Yield after how many calls the power goes out: half of the times right after something was told."""
    told = [number for number, call in enumerate(calls, start=1) if _tells(call)]
    for number in range(amount):
        yield random.choice(told) if told and number % 2 else random.randint(0, len(calls))


def _tells(call: Call) -> bool:
    """Tell whether a call writes to the terminal, or to a pipe where that would be."""
    return call.name == "write" and (call.path_of(0) or _TERMINALS).is_relative_to(_TERMINALS)


_TERMINALS = Path("/dev")


def _lost(folder: Path, before: Path, shown: int, screen: str) -> Iterator[str]:
    """Yield what is not whole, and what was told and is not so."""
    yield from faults_of(folder / WORKSPACE, shown)
    yield from bundle_faults(folder, (before / SIGNERS).read_bytes())
    for told, holds in _TOLD.items():
        if (found := re.search(told, screen)) and not holds(folder, *found.groups()):
            yield f"{found[0]!r} was told, and is not so"


def _is_loaded(folder: Path, batch: str, tasks: str) -> bool:
    try:
        with Workspace.open(folder / WORKSPACE) as workspace:
            found = workspace.find_batch(batch)
    except RatertermError:
        return False
    return found is not None and found.tasks == int(tasks)


def _is_key(folder: Path, name: str) -> bool:
    try:
        SigningKey.load(folder / name, str)
    except RatertermError:
        return False
    return True


_TOLD: dict[str, Callable[..., bool]] = {
    r"(\S+\.rtb\.zip): bundle": lambda folder, name: (folder / name).exists(),
    r"(\w+): (\d+) tasks, by": _is_loaded,
    r"made \S*?(\w+); send": _is_key,
}
"""What a command says when it is done, and what has to hold from then on."""
