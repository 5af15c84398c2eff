"""A site: where a scene takes place, how it is followed, and what is found there once it is over."""

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.torture import witness
from tests.torture.home import ANSWERS, PRINCIPAL, SIGNERS, WORKSPACE
from tests.torture.tracing import recorded, recording, under
from tests.torture.witness import Leave, Secrets
from tests.worlds import RUBRIC_YAML, answered

from raterterm.bundle.keys import SigningKey
from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.core import jsontext
from raterterm.core.events import Submitted
from raterterm.settings import Identity, write_identity
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

WORD = "marzipan-elephant"
"""Stands in every text of the batch, and in all that is written about it."""
PASSPHRASE = "quince.orbit.77"
"""Locks the key."""
SECRETS = Secrets(WORD.encode(), PASSPHRASE.encode())

PYTHON = frozenset({Path(sys.executable).name})
"""What is run at the very least."""

_EDITOR = f"#!/bin/sh\nprintf ' outside {WORD}' >> \"$1\"\n"


class Site(NamedTuple):
    """Where a scene takes place: a folder for each of what the program could confuse."""

    root: Path
    umask: int
    patch: str

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.root / "data"

    @property
    def work(self) -> Path:
        """The working directory: with the team's files, and for what is exported."""
        return self.root / "work"

    @property
    def environment(self) -> Mapping[str, str]:
        """What the program is told of it."""
        told = {"RATERTERM_HOME": "data", "HOME": "house", "TMPDIR": "tmp", "EDITOR": "editor"}
        return {name: str(self.root / folder) for name, folder in told.items()} | {
            "PYTHONDONTWRITEBYTECODE": "1"
        }


def furnish_site(root: Path, umask: int, patch: str) -> Site:
    """Fill a folder with what the team sent, the word in every text of it, and an editor."""
    for folder in ("data", "work", "house", "tmp", "log"):
        (root / folder).mkdir(mode=0o700)
    site = Site(root, umask, patch)
    (root / "editor").write_text(_EDITOR)
    (root / "editor").chmod(0o700)
    responses = [{"id": name, "text": f"{name} praises the {WORD}."} for name in ("r1", "r2")]
    task = {"prompt": f"Who is {WORD}?", "context": WORD, "metadata": {"of": WORD}, "responses": responses}
    inputs = {
        "rubric.yaml": f"{RUBRIC_YAML}guidelines: guidelines.md\n",
        "guidelines.md": f"# Of the {WORD}\n",
        "b.jsonl": "".join(f"{jsontext.encode({'id': f't-{n}', **task}).decode()}\n" for n in (1, 2, 3)),
        "bad.jsonl": f'{{"id": "t-1", "prompt": "{WORD}", "prompt": "{WORD}"}}\n',
    }
    for name, text in inputs.items():
        put(site.work / name, text)
    return site


def put(path: Path, text: str) -> None:
    """Write a file as its owner keeps it."""
    path.touch(0o600)
    path.write_text(text)


def give_key(site: Site, passphrase: str | None = PASSPHRASE) -> None:
    """Give the rater a key, and the team its line."""
    key = SigningKey.generate()
    key.save(site.data / "signing_key", passphrase)
    write_identity(site.data, Identity(PRINCIPAL, site.data / "signing_key"))
    (site.work / SIGNERS).write_text(key.public_line(PRINCIPAL) + "\n")


def load(site: Site) -> None:
    """Load the batch, by this process and not by the program."""
    with Workspace.open(site.data / WORKSPACE) as workspace:
        load_file(workspace, read_rubric_file(site.work / "rubric.yaml"), site.work / "b.jsonl", "b")


def rate(site: Site) -> None:
    """Submit a task with words of the batch in its rationale."""
    with Workspace.open(site.data / WORKSPACE) as workspace:
        desk = Desk(workspace, workspace.batches()[0])
        acts = (answered(*pair) for pair in (*ANSWERS[:-1], ("rationale", {"text": f"It has the {WORD}"})))
        desk.log.decide(desk.sheet(1).task.id, *acts, Submitted())


# How a scene is followed


@cache
def alone() -> Sequence[str]:
    """Return the command that runs another without any network, or as it is where that is not allowed."""
    for command in (["unshare", "-n"], ["unshare", "--map-current-user", "-n"]):
        done = subprocess.run(["env", *command, "true"], check=False, capture_output=True)
        if done.returncode == 0:
            return command
    return ["env"]


def followed_script(site: Site, log: str, script: str) -> str:
    """Return a script that runs ``script`` in its own place, followed and alone."""
    inner = under(["-v", "-a", "1", *recording(site.root / "log" / log, witness.CALLS)], site.patch + script)
    start = [*alone(), sys.executable, "-c", inner]
    return f"{_DUMPING}os.umask({site.umask})\nos.execvp({start[0]!r}, {start!r} + sys.argv[1:])\n"


_DUMPING = """
import os, resource, sys
for limit in (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_CORE)[1]):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))
        break
    except (OSError, ValueError):
        pass
"""
"""Lets whatever comes next write a core dump, as large as the system allows."""


def strays(site: Site, log: str = "calls", keeps: str = "", **leave: Any) -> list[str]:
    """Return what a followed program did that it has no leave for."""
    kept = [
        rf"{re.escape(str(site.data))}/(?:workspace\.db[-.\w]*|(?:editor-|\.raterterm-folder-)\w+/text\.md)"
    ]
    kept += (
        [rf"{re.escape(str(site.work))}/(?:\.raterterm-folder-\w+/)?(?:\.raterterm-\w+|{keeps})"]
        if keeps
        else []
    )
    allowed = Leave(
        umask=site.umask,
        folder=site.work,
        places=(site.data, site.work, site.root / "tmp"),
        keepers=re.compile("|".join(kept)),
        **{"programs": PYTHON, **leave},
    )
    return list(witness.faults_in(recorded(site.root / "log" / log), allowed, SECRETS))


def left_behind(site: Site) -> Iterator[str]:
    """Yield what the files of a scene hold, once it is over, that they must not."""
    inputs = {"rubric.yaml", "guidelines.md", "b.jsonl", "bad.jsonl", SIGNERS, "editor"}
    for file in sorted(site.root.rglob("*")):
        name = str(file.relative_to(site.root))
        if name.startswith(("house/", "tmp/")):
            yield f"{name} is left"
        if file.name in inputs or name.startswith("log") or not file.is_file():
            continue
        if file.stat().st_mode & 0o077 and file.suffix != ".pub":
            yield f"{name} has mode {file.stat().st_mode & 0o777:04o}"
        content = file.read_bytes()
        is_kept = re.fullmatch(r"data/workspace.*|data/editor-.*|work/.*\.(?:rtb\.zip|db)", name)
        if SECRETS.passphrase in content or (SECRETS.word in content and not is_kept):
            yield f"{name} holds a secret"
