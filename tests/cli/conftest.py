"""A home of its own for each test, and a way to call the command line in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.worlds import RUBRIC_YAML, task_line

from raterterm.cli.main import _outcome

ENTRY = "from raterterm.cli.main import run; run()"


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home with a rubric and a batch in it, which is also where commands run."""
    for name in [known for known in os.environ if known.startswith("RATERTERM")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RATERTERM_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rubric.yaml").write_text(RUBRIC_YAML)
    (tmp_path / "batch.jsonl").write_bytes(b"".join(task_line(f"t-{n}") + b"\n" for n in (1, 2, 3)))
    return tmp_path


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that calls the command line in this process."""

    def call(*arguments: str | Path) -> Done:
        capfd.readouterr()
        code = _outcome([str(argument) for argument in arguments])
        return Done(code, *capfd.readouterr())

    return call


@pytest.fixture
def process(home: Path) -> Run:
    """Return a function that runs the command line as a process of its own."""

    def start(*arguments: str | Path, script: str = ENTRY) -> Done:
        done = subprocess.run(
            [sys.executable, "-c", script, *map(str, arguments)],
            cwd=home,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return start
