"""The process: however it ends, everything is kept and the terminal is as it was."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tui import wire
from tests.tui.seat import FULL, load_tasks
from tests.tui.terminal import CONTROLLING, Terminal, environment_of

from raterterm.store.workspace import Workspace

WITHOUT_CONTROL = "from raterterm.cli.main import run; run()"
"""A program that the kernel sends no SIGHUP when its terminal goes away."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose workspace holds batch b."""
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_tasks(opened, FULL)
    return tmp_path


@pytest.fixture
def writing(home: Path) -> Iterator[Terminal]:
    """Return a terminal in which two answers were given and a text is being written."""
    with Terminal(home=home) as terminal:
        _write_in(terminal)
        yield terminal


def _write_in(terminal: Terminal) -> None:
    terminal.wait_for("⏎ starts b")
    terminal.send("\r23")
    terminal.wait_for("saved 3")
    terminal.send("runsaved text")
    terminal.wait_for("unsaved text")


def test_a_batch_opens_with_its_task(home: Path) -> None:
    """The first frame after home has the task in it; no empty screen is drawn before."""
    with Terminal(home=home) as terminal:
        terminal.wait_for("⏎ starts b")
        before = len(terminal.written)
        terminal.press("enter")
        terminal.wait_for("Question 1?")
        frames = terminal.written[before:].split("\x1b[?2026l")
        first = next(frame for frame in frames if "starts b" not in frame)

    assert "Question 1?" in first


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_it_in_good_order(
    writing: Terminal, home: Path, number: signal.Signals, code: int
) -> None:
    """With the code that shells expect, the draft kept and the terminal as it was."""
    writing.signal(number)

    assert writing.wait_for_exit() == code
    assert _kept(home) == (3, "unsaved text")
    assert wire.modes_left_on(writing.written) == set()
    assert writing.settings_now() == writing.settings
    assert "Traceback" not in writing.written


def test_quitting_leaves_the_terminal_as_it_was(writing: Terminal) -> None:
    """Every mode that was set is unset, and nothing is left on the screen."""
    writing.press("ctrl+c")  # copies, and ends nothing: a text is not lost to a habit
    writing.send(" goes on")
    writing.wait_for("unsaved text goes on")
    writing.press("ctrl+q")

    assert writing.wait_for_exit() == 0
    assert wire.modes_left_on(writing.written) == set()
    assert writing.settings_now() == writing.settings
    assert writing.text.strip() == ""


@pytest.mark.parametrize("script", [CONTROLLING, WITHOUT_CONTROL])
def test_a_closed_terminal_ends_it(home: Path, script: str) -> None:
    """Whether or not the kernel says so; nothing is lost, and the workspace is free again."""
    with Terminal(home=home, script=script) as terminal:
        _write_in(terminal)
        terminal.hang_up()

        assert terminal.wait_for_exit() == 129
        assert _kept(home) == (3, "unsaved text")
    with Workspace.open(home / "workspace.db") as opened:
        assert opened.is_writable


@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_without_a_terminal_it_says_so_at_once(home: Path, arguments: list[str]) -> None:
    """Input or output that is redirected: one line, exit 2, and nothing is drawn."""
    done = _run(home, arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(
        "raterterm: error: the screen needs a terminal, but input or output is redirected\n"
    )
    assert all(line.startswith("hint: ") for line in done.stderr.splitlines()[1:])


def test_a_dumb_terminal_is_told_so(home: Path) -> None:
    """Before a sequence is written that it would not understand."""
    with Terminal(home=home, environment={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_exit() == 2
        terminal.wait_for("raterterm: error: the screen needs a terminal that can move its cursor")

        assert "\x1b" not in terminal.written


def test_a_defect_shows_no_content(home: Path) -> None:
    """What breaks inside the screen is told as its place, without a word of what was being rated."""
    broken = f"""
import raterterm.tui.screens.rating as rating
def breaks(self, step):
    secret = 'Question 1?'
    raise RuntimeError(secret)
rating.RatingScreen.action_move_task = breaks
{WITHOUT_CONTROL}
"""
    with Terminal(home=home, script=broken) as terminal:
        terminal.wait_for("⏎ starts b")
        terminal.press("enter")
        terminal.wait_for("Question 1?")
        terminal.press("n")
        code = terminal.wait_for_exit()
        left = re.split(r"\x1b\[\?1049l", terminal.written)[-1]

    assert code == 1
    assert "raterterm: error: this is a defect of raterterm" in terminal.text
    assert "RuntimeError at" in terminal.text
    assert "Question" not in left
    assert "secret" not in left
    assert wire.modes_left_on(terminal.written) == set()


def _run(home: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_CONTROL, *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=environment_of(home) | {"TERM": "xterm"},
        timeout=20,
        check=False,
    )


def _kept(home: Path) -> tuple[int, str]:
    with Workspace.look(home / "workspace.db") as looked:
        return looked.saved, looked.rows("SELECT text FROM drafts")[0][0]
