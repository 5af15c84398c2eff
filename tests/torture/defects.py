"""Deliberate defects: each breaks one promise at run time, and the instrument for it has to fail.

This is the proof that the instruments can fail.  A defect is Python that the program runs before it starts.
"""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.torture.trial import Report, Trial, spread


class Defect(NamedTuple):
    """A broken promise."""

    what: str
    instrument: str
    """The one that has to find it."""
    amount: int
    """How much of it is enough to be sure."""
    patch: str


DEFECTS = {
    "unsynced-database": Defect(
        "decisions are shown as saved before they are on the disk",
        "power",
        60,
        """
import raterterm.store.workspace as workspace
workspace._PRAGMAS = tuple(pragma.replace("FULL", "OFF") for pragma in workspace._PRAGMAS)
""",
    ),
    "unsynced-files": Defect(
        "bundles and keys are said to be written before they are on the disk",
        "power",
        120,
        """
import os
os.fsync = lambda descriptor: None
""",
    ),
    "late-commit": Defect(
        "decisions are shown as saved before they are committed",
        "sittings",
        12,
        """
from contextlib import contextmanager
import raterterm.store.workspace as workspace
real, counted = workspace.Workspace.transaction, [0]
@contextmanager
def late(self):
    counted[0] += 1
    if not self._database.in_transaction:
        self._database.execute("BEGIN IMMEDIATE")
    yield self._database
    if counted[0] % 7 == 0:
        self._database.commit()
workspace.Workspace.transaction = late
""",
    ),
    "late-draft": Defect(
        "text that is being typed is kept every ten seconds",
        "sittings",
        24,
        """
import raterterm.tui.widgets.writing as writing
writing.DRAFT_AFTER = 10.0
""",
    ),
    "in-place": Defect(
        "a bundle is written where it goes, not beside it",
        "commands",
        120,
        """
import raterterm.privatefile as privatefile
def write(path, content, *, replace=False, mode=0o600):
    with path.open("wb") as file:
        for start in range(0, len(content), 1000):
            file.write(content[start:start + 1000])
            file.flush()
    path.chmod(mode)
privatefile.write = write
""",
    ),
    "litter": Defect(
        "a command that is killed leaves its temporary file for ever",
        "commands",
        160,
        """
import raterterm.privatefile as privatefile
privatefile.sweep = lambda directory: None
""",
    ),
    "swallowed-error": Defect(
        "what could not be saved is shown as saved",
        "disk",
        24,
        """
from contextlib import contextmanager
import raterterm.errors as errors
import raterterm.store.log as log
real = log.Log.decide
def decide(self, task, *acts):
    try:
        return real(self, task, *acts)
    except errors.WorkspaceError:
        return self.rating(task)
log.Log.decide = decide
""",
    ),
    "half-load": Defect(
        "a batch is stored task by task",
        "commands",
        60,
        """
import raterterm.store.loading as loading
real = loading._store_task
def store(database, *rest):
    real(database, *rest)
    database.commit()
    database.execute("BEGIN IMMEDIATE")
loading._store_task = store
""",
    ),
    "no-lock": Defect(
        "a second window may write",
        "locks",
        1,
        """
import raterterm.store.lock as lock
lock.Lock.acquire = lambda self, since: None
""",
    ),
    "unmissed-log": Defect(
        "what a log held that is damaged is not missed",
        "bits",
        24,
        """
import raterterm.store.leftovers as leftovers
leftovers.missing_of = lambda *rest: []
""",
    ),
    "unread-digests": Defect(
        "rows that no chain vouches for are taken at their word",
        "bits",
        900,
        """
import raterterm.store.examination as examination
examination.unvouched = lambda read: []
""",
    ),
    "escape": Defect(
        "a control character of content reaches the terminal",
        "screens",
        1,
        r"""
import re
import raterterm.core.visible as visible
pattern = visible._ACTIVE.pattern.replace("\x0b-\x1f", "\x0b-\x1a\x1c-\x1f")
assert pattern != visible._ACTIVE.pattern
visible._ACTIVE = re.compile(pattern)
""",
    ),
    "unmarked-place": Defect(
        "one place shows content as it is, and only the gate keeps it from the terminal",
        "texts",
        40,
        """
import raterterm.tui.widgets.card as card
from textual.content import Content
card.shown = lambda text, style="": Content.styled(text.replace("\\n", " "), style)
""",
    ),
    "no-gate": Defect(
        "the gate lets everything through, so that what is shown elsewhere unmarked would act",
        "texts",
        60,
        """
import raterterm.tui.gate as gate
gate.inert = lambda text: text
""",
    ),
    "markup": Defect(
        "a message is read as markup",
        "texts",
        40,
        """
import raterterm.tui.screens.task as task
real = task.TaskScreen.say
def say(self, message, style=""):
    real(self, message, style)
    self.app.notify(message)
task.TaskScreen.say = say
""",
    ),
    "unfiltered-error": Defect(
        "one command prints an error as it is",
        "texts",
        40,
        """
import sys
import raterterm.cli.checking as checking
checking.tell_error = lambda error: print(*(f"{fault.place} {fault.source}" for fault in error.faults), file=sys.stderr)
""",
    ),
    "reply-keys": Defect(
        "what a terminal answers is read as keys",
        "replies",
        1,
        """
import raterterm.tui.incoming as incoming
from textual._xterm_parser import XTermParser
incoming.Incoming = XTermParser
""",
    ),
    "duplicate-entry": Defect(
        "a bundle with two files of one name is accepted",
        "files",
        3000,
        """
import raterterm.bundle.archive as archive
real = archive._directory
def directory(listing):
    return list({entry.name: entry for entry in real(listing)}.values())
archive._directory = directory
archive._check_rebuilt = lambda *rest: None
archive._cut = lambda data, folder, found: (
    (path, data[entry.offset + 30 + len(entry.name):][:entry.size]) for path, entry in found
)
""",
    ),
    "unhashed": Defect(
        "files of a bundle are not held against their manifests",
        "flips",
        5000,
        """
import raterterm.bundle.bag as bag
bag.check_bag = lambda files: None
""",
    ),
    "traceback": Defect(
        "a file that cannot be read is a defect",
        "files",
        300,
        """
import raterterm.core.jsontext as jsontext
real = jsontext.decode
def decode(text, *rest):
    try:
        return real(text, *rest)
    except ValueError as error:
        raise KeyError("unforeseen") from error
jsontext.decode = decode
""",
    ),
    "endless": Defect(
        "a file of a hundred kilobytes takes as long as it likes",
        "files",
        600,
        """
import raterterm.files.source as source, raterterm.files.rubrics as rubrics
real = source.read_text
def read_text(path, limit):
    content, text = real(path, limit)
    while len(content) > 100_000:
        pass
    return content, text
source.read_text = rubrics.read_text = read_text
""",
    ),
    "half-refused": Defect(
        "a batch that is refused stays in the workspace",
        "files",
        300,
        """
import raterterm.store.workspace as workspace
from contextlib import contextmanager
@contextmanager
def transaction(self):
    try:
        yield self._database
    finally:
        self._database.commit()
workspace.Workspace.transaction = transaction
""",
    ),
    "connection": Defect(
        "a command opens a socket to the network",
        "outside",
        1,
        """
import socket
import raterterm.store.workspace as workspace
real = workspace.Workspace.close
def close(self):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    real(self)
workspace.Workspace.close = close
""",
    ),
    "private-too-late": Defect(
        "a file is made for all to read, and closed to them at once",
        "outside",
        1,
        """
import os
import raterterm.privatefile as privatefile
def write(path, content, *, replace=False, mode=0o600):
    before = os.umask(0)
    with path.open("wb") as file:
        os.umask(before)
        path.chmod(mode)
        file.write(content)
privatefile.write = write
""",
    ),
    "passphrase-in-environment": Defect(
        "another program is given the passphrase",
        "outside",
        1,
        """
import os, subprocess
import raterterm.bundle.keys as keys
real = keys._unlock
def unlock(path, text, passphrase):
    subprocess.run(["true"], env={**os.environ, "PASSPHRASE": passphrase})
    return real(path, text, passphrase)
keys._unlock = unlock
""",
    ),
    "overdue-key": Defect(
        "a key may sign a second longer than its list says",
        "signers",
        1200,
        """
from datetime import timedelta
import raterterm.bundle.signers as signers
real = signers._read_period
def period(options):
    after, before = real(options)
    return after, before and before + timedelta(seconds=1)
signers._read_period = period
""",
    ),
    "talking-crash": Defect(
        "what a defect says goes to the terminal",
        "outside",
        3,
        """
import raterterm.cli.main as main
from raterterm.cli.console import tell
real = main._crashed
def crashed(error, arguments):
    tell(str(error))
    return real(error, arguments)
main._crashed = crashed
""",
    ),
}


def defects(trial: Trial) -> Report:
    """Give each defect to its instrument, in a process of its own; one that finds nothing is the fault."""
    faults, told = [], []
    names = [list(DEFECTS)[at] for at in spread(0, len(DEFECTS) - 1, trial.amount)]
    for name in names:
        found = _findings(name, trial.seed)
        told.append(f"{name} ({DEFECTS[name].instrument}): {found or 'NOT FOUND'}")
        if not found:
            faults.append(f"{DEFECTS[name].instrument} does not find that {DEFECTS[name].what}")
    return Report(f"{len(names)} deliberate defects\n    " + "\n    ".join(told), faults)


def _findings(name: str, seed: int) -> str:
    """Return the first fault that the instrument tells; empty when it is content."""
    defect = DEFECTS[name]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.torture", defect.instrument, "--defect", name),
            *("--amount", str(defect.amount), "--seed", str(seed)),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.strip() for line in done.stdout.splitlines() if line.startswith("    ")]
    return lines[0][:160] if done.returncode == 1 and lines else ""
