"""Runs in the process that is measured: pages through a batch, and notes when the event loop was held up."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any, NamedTuple, NoReturn

from textual.events import Key
from textual.pilot import Pilot

from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.cli.shipped import rubric_path
from raterterm.errors import InputError
from raterterm.settings import Identity
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.app import RatertermApp, Start
from raterterm.tui.keymap import KEYMAP
from raterterm.tui.widgets.pane import Pane

BEAT = 0.005
"""Seconds after which the loop should come round again."""

STALL = 0.05
"""Seconds of delay that are noted."""

SETTLED = 2.5
"""Seconds after which all that a start leaves to be done later is over."""

LOOKING = 0.15
"""Seconds after a task is opened, in which the next one is laid out."""

MOST_PAGES = 200

_TIMES = 2
"""How often each key is pressed that turns something on and off again."""

_RUBRICS = ("pairwise-helpfulness", "factuality-reasoning", "red-team")
"""For two responses, for any number, for none."""

_TOGGLES = ("difference", "raw", "conversation", "zoom", "guidelines")

_KEYS = {command.id: command.keys[0] for command in KEYMAP}


class Stall(NamedTuple):
    """A time for which nothing else could run."""

    ms: float
    work_ms: float
    """How much of it the loop was at work, rather than the machine with others."""
    doing: str
    """Task and command."""


class Heart:
    """Beats in the event loop, and notes each beat that came late."""

    def __init__(self) -> None:
        self.doing = "start"
        self.stalls: list[Stall] = []

    async def beat(self) -> NoReturn:
        """Beat for ever."""
        while True:
            began, used = perf_counter(), thread_time()
            await asyncio.sleep(BEAT)
            late, used = perf_counter() - began - BEAT, thread_time() - used
            if late > STALL:
                self.stalls.append(Stall(1_000 * late, 1_000 * used, self.doing))


class Reader:
    """Reads every task of a batch with the keys of a rater."""

    def __init__(self, app: RatertermApp, heart: Heart, tasks: int) -> None:
        self._app = app
        self._heart = heart
        self._tasks = tasks
        self.keys = 0
        self.first = self.last = 0.0
        """Mebibytes that the process has in memory after the first task, and at the end."""

    async def read(self, pilot: Pilot[object]) -> None:
        """Read all, then end the app."""
        del pilot
        beating = asyncio.create_task(self._heart.beat())
        await asyncio.sleep(SETTLED)
        self.first = resident()
        self._heart.stalls.clear()
        for task in range(1, self._tasks + 1):
            await self._read_task(task)
        self.last = resident()
        beating.cancel()
        self._app.exit(0)

    async def _read_task(self, task: int) -> None:
        await asyncio.sleep(LOOKING)
        await self._to_end(task)
        for command in ("top", "bottom", "top"):
            await self._press(task, command)
        for command in _TOGGLES:
            for _ in range(_TIMES):
                await self._press(task, command)
        for _ in self._app.screen.query(Pane):
            await self._press(task, "next-pane")
        await self._press(task, "next-task")

    async def _to_end(self, task: int) -> None:
        """Page on until nothing moves."""
        for _ in range(MOST_PAGES):
            before = self._places()
            await self._press(task, "page-down")
            if self._places() == before:
                return

    def _places(self) -> list[int]:
        return [pane.position for pane in self._app.screen.query(Pane)]

    async def _press(self, task: int, command: str) -> None:
        """Press the key of a command and wait until what it changed is painted."""
        self.keys += 1
        self._heart.doing = f"task {task}, {command}"
        key = _KEYS[command]
        self._app.post_message(Key(key, key if len(key) == 1 else None))
        await _done(self._app.call_later)
        await _done(self._app.screen.call_after_refresh)


def run(folder: str, batch: str, report: str) -> None:
    """Page through ``batch`` in a new workspace in ``folder``; write what was found to ``report``."""
    with Workspace.open(Path(folder, "paging.db")) as workspace:
        summary = _load(workspace, Path(batch))
        app = RatertermApp(workspace, _nobody, Start(summary.id))
        heart = Heart()
        reader = Reader(app, heart, summary.tasks)
        app.run(mouse=False, auto_pilot=reader.read)
        if app.defect is not None:
            raise app.defect
    found = {
        "keys": reader.keys,
        "first_mib": reader.first,
        "last_mib": reader.last,
        "stalls": [stall._asdict() for stall in heart.stalls],
    }
    Path(report).write_text(json.dumps(found))


def _load(workspace: Workspace, batch: Path) -> BatchSummary:
    for name in _RUBRICS[:-1]:
        try:
            return load_file(workspace, read_rubric_file(rubric_path(name)), batch, "batch")
        except InputError:
            continue
    return load_file(workspace, read_rubric_file(rubric_path(_RUBRICS[-1])), batch, "batch")


def _nobody() -> Identity:
    raise LookupError("nobody signs here")


def resident() -> float:
    """Return the mebibytes that this process has in memory; Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


async def _done(schedule: Callable[[Callable[[], object]], Any]) -> None:
    handled = asyncio.Event()
    schedule(handled.set)
    await handled.wait()
