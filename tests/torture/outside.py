"""Outside: what leaves the program, by the system's own account and not by what it says of itself.

Each scene is followed with strace(1) from its first call to its last, under a umask that keeps nothing
private, with leave to dump core, and without any network where unshare(1) allows that.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.torture import tracing
from tests.torture.home import ENDS_WITHIN, ENTRY, PRINCIPAL, SIGNERS, Done
from tests.torture.site import (
    PASSPHRASE,
    PYTHON,
    WORD,
    Site,
    alone,
    followed_script,
    furnish_site,
    give_key,
    left_behind,
    load,
    put,
    rate,
    strays,
)
from tests.torture.trial import Report, Trial, numbered
from tests.tui.terminal import CONTROLLING, Terminal, environment_of

from raterterm.bundle.keys import SigningKey
from raterterm.settings import Identity, write_identity

UMASKS = (0o000, 0o022, 0o077)
"""The first keeps nothing private."""


def outside(trial: Trial) -> Report:
    """Play the scenes, first under a umask that keeps nothing private."""
    if not tracing.IS_HERE:
        return Report("strace is not here: nothing was followed")
    cases = [(name, umask) for umask in UMASKS for name in SCENES][: trial.amount]
    faults: list[str] = []
    for name, umask in cases:
        with TemporaryDirectory(prefix="outside-") as folder:
            site = furnish_site(Path(folder), umask, trial.patch)
            found = [*SCENES[name](site), *left_behind(site)]
        faults += numbered(found, f"{name}, umask {umask:03o}")
    network = "without a network" if len(alone()) > 1 else "with the machine's network"
    return Report(f"{len(cases)} scenes {network}: {', '.join(f'{n} {u:03o}' for n, u in cases)}", faults)


# On a terminal


@contextmanager
def _seat(site: Site, *arguments: str, script: str = CONTROLLING, log: str = "calls") -> Iterator[Terminal]:
    watched = followed_script(site, log, script)
    with Terminal(*arguments, home=site.work, script=watched, environment=site.environment) as terminal:
        yield terminal


def _shown(terminal: Terminal) -> Iterator[str]:
    """Yield what a terminal keeps that it must not."""
    if PASSPHRASE in terminal.written:
        yield "the passphrase was echoed"
    if WORD in "".join(re.findall(r"\x1b[\]P_^X].*?(?:\x07|\x1b\\)", terminal.written, re.DOTALL)):
        yield "words of the batch are in a title"
    if "\x1b[?1049l" in terminal.written and WORD in terminal.written.rpartition("\x1b[?1049l")[2]:
        yield "words of the batch are left on the terminal"


def _write(terminal: Terminal) -> None:
    """Answer a task and write a rationale."""
    terminal.wait_for("saved")
    terminal.send("3452\r")
    terminal.wait_for("words")
    terminal.send(f"both praise the {WORD} alike")
    terminal.wait_for("alike")


def _sitting(site: Site) -> Iterator[str]:
    """Rate, write, also in $EDITOR, submit, export with a passphrase, and leave."""
    give_key(site)
    with _seat(site, "rate", "rubric.yaml", "b.jsonl") as terminal:
        _write(terminal)
        terminal.press("ctrl+o")
        terminal.wait_for("outside")
        terminal.press("esc enter")
        terminal.wait_for("t-2")
        terminal.send("X")
        terminal.wait_for("export")
        terminal.send("X")
        terminal.wait_for("Passphrase")
        terminal.send(f"{PASSPHRASE}\r")
        terminal.wait_for("written")
        terminal.press("ctrl+q")
        code = terminal.wait_for_exit()
    yield from [f"exit {code}"] * bool(code)
    yield from _shown(terminal)
    yield from strays(site, keeps=r"[\w-]+\.rtb\.zip", programs=PYTHON | {"editor"})


def _prompts(site: Site) -> Iterator[str]:
    """Make a key with a passphrase, and sign with it, once wrongly; nothing of it is echoed."""
    load(site)
    rate(site)
    dialogues = {
        ("key", "new", "--principal", PRINCIPAL): ("new passphrase", PASSPHRASE, "again", PASSPHRASE),
        ("key", "show"): ("passphrase of", PASSPHRASE),
        ("export", "-o", "typo.rtb.zip"): ("passphrase of", PASSPHRASE[:-1]),
        ("export", "-o", "out.rtb.zip"): ("passphrase of", PASSPHRASE),
    }
    for number, (arguments, talk) in enumerate(dialogues.items()):
        with _seat(site, *arguments, log=f"calls-{number}") as terminal:
            for asked, said in zip(talk[::2], talk[1::2], strict=True):
                terminal.wait_for(asked)
                terminal.send(f"{said}\r")
            code = terminal.wait_for_exit()
        is_wrong = "typo.rtb.zip" in arguments
        found = [*([] if code == is_wrong else [f"exit {code}"]), *_shown(terminal)]
        yield from numbered([*found, *strays(site, f"calls-{number}", r"out\.rtb\.zip")], " ".join(arguments))
        if PASSPHRASE[:-1] in terminal.written:
            yield "the wrong passphrase was echoed"


def _demo(site: Site) -> Iterator[str]:
    """Begin the demo, whose folder is thrown away."""
    with _seat(site, "demo") as terminal:
        terminal.wait_for("task 1 of 5")
        terminal.press("ctrl+q")
        code = terminal.wait_for_exit()
    yield from [f"exit {code}"] * bool(code)
    yield from strays(site)


# Ended on its way


_BREAKS = f"""
import raterterm.tui.screens.rating as rating
def breaks(self, step):
    secret = self.sheet.task
    raise RuntimeError({WORD[::-1]!r}[::-1], secret)
rating.RatingScreen.action_move_task = breaks
"""


def _defect(site: Site) -> Iterator[str]:
    """Meet a defect in the middle of a screen, with words of the batch in its message and its locals."""
    give_key(site)
    with _seat(site, "rate", "rubric.yaml", "b.jsonl", script=_BREAKS + CONTROLLING) as terminal:
        _write(terminal)
        terminal.press("esc")
        terminal.send("n")
        code = terminal.wait_for_exit()
    yield from [f"exit {code}"] * (code != 1)
    yield from [] if "RuntimeError at" in terminal.text else ["the defect is not told"]
    yield from _shown(terminal)
    yield from strays(site)


def _ended_by(number: signal.Signals) -> Callable[[Site], Iterator[str]]:
    def scene(site: Site) -> Iterator[str]:
        give_key(site)
        with _seat(site, "rate", "rubric.yaml", "b.jsonl") as terminal:
            _write(terminal)
            terminal.signal(number)
            code = terminal.wait_for_exit()
        yield from [f"exit {code}"] * (code != -number)
        yield from strays(site)

    return scene


# Commands


class Step(NamedTuple):
    """A command, and what it may do beyond what any may."""

    command: str
    code: int = 0
    keeps: str = ""
    """Which files of the working directory hold words of the batch from then on."""
    programs: frozenset[str] = frozenset()
    environment: Mapping[str, str] = {}


def _commands(site: Site) -> Iterator[str]:
    """Run every command, with what makes it fail too."""
    for number, step in enumerate(_steps(site)):
        script = followed_script(site, f"calls-{number}", ENTRY)
        done = _run(site, script, step)
        found = [] if done.code == step.code else [f"exit {done.code}: {done.err}"]
        found += ["words of the batch were told"] if WORD in done.err else []
        found += strays(
            site,
            f"calls-{number}",
            step.keeps,
            programs=PYTHON | step.programs,
            sockets=frozenset(step.environment.values()),
        )
        yield from numbered(found, step.command)


def _run(site: Site, script: str, step: Step) -> Done:
    done = subprocess.run(
        [sys.executable, "-c", script, *shlex.split(step.command)],
        cwd=site.work,
        env=environment_of(site.data) | {"TERM": "xterm", **site.environment, **step.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ENDS_WITHIN,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _steps(site: Site) -> Iterator[Step]:
    yield from map(Step, ("--version", "--help", "schema rubric", "check rubric.yaml b.jsonl"))
    yield from (Step("check bad.jsonl", 1), Step("load rubric.yaml bad.jsonl", 1))
    yield from (Step("rate rubric.yaml b.jsonl", 2), Step("demo", 2), Step("load rubric.yaml b.jsonl"))
    rate(site)
    yield from map(Step, ("status", "status --json"))
    yield from (Step(f"key new --principal {PRINCIPAL} --no-passphrase"), Step("key show"))
    yield Step("export -o out.rtb.zip", keeps=r"out\.rtb\.zip")
    line = SigningKey.load(site.data / "signing_key", str).public_line(PRINCIPAL)
    (site.work / SIGNERS).write_text(f"{line}\n")
    yield Step(f"verify out.rtb.zip --signers {SIGNERS}")
    yield Step(f"verify b.jsonl --signers {SIGNERS}", 1)
    yield Step("doctor", programs=frozenset({"tmux"}), environment={"TMUX": str(site.root / "none")})
    yield Step("doctor --rescue rescued.db", keeps=r"rescued\.db[-.\w]*")
    yield from (Step("library failures"), Step("library rulings -o rulings.txt"))
    yield from _by_agent(site)
    yield from _sealed(site)
    yield from (Step("purge --batch b --yes"), Step("status"))


def _by_agent(site: Site) -> Iterator[Step]:
    """Sign with a key that an ssh-agent holds."""
    if not (agent := shutil.which("ssh-agent")):
        return
    socket, public = site.root / "agent", site.work / "own.pub"
    with subprocess.Popen([agent, "-D", "-a", socket], stdout=subprocess.DEVNULL) as process:
        while not socket.exists():
            time.sleep(0.01)
        asked = {"SSH_AUTH_SOCK": str(socket)}
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", public.with_suffix("")], check=True
        )
        subprocess.run(["ssh-add", "-q", public.with_suffix("")], check=True, env=os.environ | asked)
        public.with_suffix("").unlink()
        yield Step(f"key use own.pub --principal {PRINCIPAL}")
        known = frozenset({"ssh-keygen"})
        yield Step("export -o agent.rtb.zip", 0, r"agent\.rtb\.zip", programs=known, environment=asked)
        process.terminate()
    write_identity(site.data, Identity(PRINCIPAL, site.data / "signing_key"))


def _sealed(site: Site) -> Iterator[Step]:
    """Seal a bundle: its words are in no file then, not even for an instant."""
    if find_spec("pyrage") is None:
        return
    own = import_module("pyrage").x25519.Identity.generate()
    put(site.root / "age", f"{own}\n")
    yield Step(f"export -o out.rtb.zip.age --seal-to {own.to_public()}")
    yield Step(f"verify out.rtb.zip.age --signers {SIGNERS} --identity ../age")


# Links


_LINKS = {
    "load rubric.yaml b.jsonl": ("data/workspace.db.lock", "data/workspace.db.new", "data/workspace.db-wal"),
    f"key new --principal {PRINCIPAL} --no-passphrase": (
        "data/signing_key",
        "data/signing_key.pub",
        "data/signer.json",
    ),
    "export -o out.rtb.zip": ("work/out.rtb.zip",),
    "export -o out.rtb.zip --replace": ("work/out.rtb.zip",),
    "library rulings -o rulings.txt": ("work/rulings.txt",),
    "library rulings -o rulings.txt --replace": ("work/rulings.txt",),
    "doctor --rescue new.db": (
        "work/new.db",
        "work/new.db.new",
        "work/new.db.lock",
        "work/new.db.rest.jsonl",
    ),
}
"""What each command writes, where a link lies in wait."""


def _links(site: Site) -> Iterator[str]:
    """Put links where files are written: what they lead to is neither made nor changed."""
    cases = [(command, place) for command, places in _LINKS.items() for place in places]
    for command, place in cases:
        for leads in ("victim", "nowhere"):
            with TemporaryDirectory(dir=site.root / "tmp") as folder:
                here = furnish_site(Path(folder), site.umask, site.patch)
                yield from numbered(_linked(here, command, place, leads), f"{command}, link at {place}")


def _linked(site: Site, command: str, place: str, leads: str) -> Iterator[str]:
    if not command.startswith("load"):
        load(site)
        rate(site)
    if not command.startswith("key"):
        give_key(site, None)
    put(site.root / "victim", "untouched")
    (site.root / place).symlink_to(site.root / leads)
    done = _run(site, f"import os\nos.umask({site.umask})\n{site.patch}{ENTRY}", Step(command))
    yield from done.faults
    if (site.root / "victim").read_text() != "untouched" or (site.root / "nowhere").exists():
        yield f"it was followed, to {leads}"


SCENES = {
    "sitting": _sitting,
    "prompts": _prompts,
    "defect": _defect,
    "aborted": _ended_by(signal.SIGABRT),
    "killed": _ended_by(signal.SIGKILL),
    "commands": _commands,
    "demo": _demo,
    "links": _links,
}
"""What is done at a site, and what was found there."""
