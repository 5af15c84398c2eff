"""Guards: what stands between two windows on one workspace, and between content and the terminal."""

from collections.abc import Iterator
from pathlib import Path

from tests.torture.home import ENTRY, WORKSPACE, command, copied, furnished, write_batch
from tests.torture.soundness import faults_of
from tests.torture.trial import Report, Trial, numbered
from tests.tui import wire
from tests.tui.terminal import CONTROLLING, Terminal

from raterterm.core import jsontext

HOSTILE = (
    f"\x1b[{wire.CANARY}m",
    "\x1b[c",
    f"\x1b]0;{wire.CANARY}\x07",
    f"\x1b]8;;https://{wire.CANARY}.example\x1b\\",
    f"\x9b{wire.CANARY}m",
    "\x00\x07\x0e\x7f",
    f"\u202e{wire.CANARY}\u202c",
    "[@click=app.bell]a[/]",
)
"""What content may try to do to a terminal."""

STEPS = (
    ("\r", "saved 1"),
    ("m", "· raw"),
    ("m", "!· raw"),
    ("c", "conversation"),
    ("c", "!conversation"),
    ("d", "against"),
    ("o", "Tasks"),
)
"""What is pressed, and what is read then, or no longer."""


def locks(trial: Trial) -> Report:
    """Let a second process write while a rater is at work: it is told who is there, and writes nothing."""
    faults: list[str] = []
    with furnished() as template:
        for number in range(trial.amount):
            home = copied(template, template.with_name("home"))
            write_batch(home / "more.jsonl", 5)
            with Terminal(home=home, script=trial.patch + CONTROLLING) as terminal:
                terminal.wait_for("starts b")
                faults += numbered(_second(home, trial.patch), f"second window {number + 1}")
                terminal.press("ctrl+q")
                terminal.wait_for_exit()
            faults += faults_of(home / WORKSPACE)
    return Report(f"{trial.amount} second windows", faults)


def _second(home: Path, patch: str) -> Iterator[str]:
    done = command(home, "load", "rubric.yaml", "more.jsonl", script=patch + ENTRY)
    if done.code != 1 or "is in use by process" not in done.err:
        yield f"it was let in: exit {done.code}, {done.out}{done.err}"


SIZES = ((100, 30), (80, 24), (120, 36), (160, 48))


def screens(trial: Trial) -> Report:
    """Show hostile texts everywhere: nothing but what the program itself writes reaches the terminal."""
    faults, written = list[str](), 0
    with furnished(lines=[_hostile_task(number) for number in (1, 2)]) as home:
        for size in (SIZES * trial.amount)[: trial.amount]:
            with Terminal(home=home, size=size, script=trial.patch + CONTROLLING) as terminal:
                terminal.wait_for(" b ")
                _look_around(terminal)
                code = terminal.wait_for_exit()
            written += len(terminal.written)
            strays = sorted(set(wire.strays(terminal.written)))
            found = [*([f"exit {code}"] if code else []), *(f"{stray!r} was written" for stray in strays)]
            faults += numbered(found, f"at {size[0]} by {size[1]}")
    return Report(f"{trial.amount} sittings with hostile texts, {written:,} characters written", faults)


def _look_around(terminal: Terminal) -> None:
    for keys, told in STEPS:
        terminal.send(keys)
        if told.startswith("!"):
            terminal.wait_until_gone(told[1:])
        else:
            terminal.wait_for(told)
    terminal.press("ctrl+q")


def _hostile_task(number: int) -> bytes:
    text = "".join(f"{line} and more\n\n" for line in HOSTILE)
    responses = [{"id": f"r{n}", "text": f"{text}- {n}"} for n in (1, 2)]
    turns = [{"role": role, "content": text} for role in ("user", "assistant", "user")]
    return jsontext.encode({"id": f"t-{number}", "messages": turns, "responses": responses, "context": text})
