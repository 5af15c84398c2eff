"""A sitting: someone rates, types, takes back and exports through a real terminal, until something ends it."""

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from tests.torture.soundness import is_shown, shown_as_saved
from tests.tui.terminal import CONTROLLING, Terminal

TASK = "3 4 5 2 enter"
"""Answers all but the rationale of a task, and opens that."""

DEEDS = (
    "3 u U 3 backspace 2",
    "f 2 odd-one enter",
    "n 1 p u u",
    "s 1 not-for-me enter",
    "X X esc",
    "2 5 4 1",
    "p enter n",
)
"""What is done between tasks: undo and redo, flag, move, skip, export, answer, look back."""

WORDS = 8
"""How many are typed for a task, each of them once, so that it can be told which ones are kept."""

GAP = 0.03
"""Seconds between two keys."""

THINKS = 0.3
"""Seconds between two words of every other rationale: long enough that what is not kept is missed."""

_KEYS = {"esc": "\x1b", "enter": "\r", "backspace": "\x7f"}

Stop = Callable[["Desktop"], bool]
"""Tells whether the sitting is to end now."""


class Stroke(NamedTuple):
    """What is sent at once: a key, or a word."""

    text: str
    is_word: bool = False
    pause: float = GAP


class Ended(NamedTuple):
    """A sitting that is over."""

    saved: int
    """The highest number of decisions that was shown as saved."""
    typed: dict[str, float]
    """The words that stand on the screen, and how many seconds before the end each was first there."""
    written: str
    """Everything that was written to the terminal."""
    code: int


class Desktop(Terminal):
    """A terminal that someone sits at."""

    is_ready = False
    """Whether the first task was shown."""

    def rest(self, seconds: float) -> None:
        """Read what is written for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and (self._read(left) or self.process.poll() is None):
            pass
        self.is_ready = self.is_ready or is_shown(self.written[-100_000:])

    @property
    def saved(self) -> int:
        """The number of decisions shown as saved last."""
        return shown_as_saved(self.written[-100_000:])


def strokes() -> Iterator[Stroke]:
    """Yield what someone does who never stops."""
    for task, deed in enumerate(cycle(DEEDS)):
        yield from keys(TASK)
        for number in range(task * WORDS, (task + 1) * WORDS):
            yield Stroke(f"word{number} ", is_word=True, pause=GAP if task % 2 else THINKS)
        yield from keys(f"esc enter esc {deed}")


def keys(script: str) -> Iterator[Stroke]:
    """Yield keys by their names, and words as they are."""
    return (Stroke(_KEYS.get(key, key)) for key in script.split())


def sit(home: Path, doing: Iterator[Stroke], stop: Stop, *, script: str = CONTROLLING) -> Ended:
    """Rate in ``home`` until ``stop`` says so, then kill the process."""
    typed: list[str] = []
    seen: dict[str, float] = {}
    with Desktop("rate", "rubric.yaml", "b.jsonl", home=home, script=script) as desktop:
        while desktop.process.poll() is None and not stop(desktop):
            stroke = next(doing) if desktop.is_ready else Stroke("")
            desktop.send(stroke.text)
            typed += [stroke.text.strip()] if stroke.is_word else []
            desktop.rest(stroke.pause)
            seen = {word: time.monotonic() for word in typed[-WORDS:] if word in desktop.text} | seen
        desktop.process.kill()
        end = time.monotonic()
        code = desktop.wait_for_exit()
        last = set(desktop.text.split())
        ages = {word: end - at for word, at in seen.items() if word in last}
        return Ended(shown_as_saved(desktop.written), ages, desktop.written, code)


def after(seconds: float) -> Stop:
    """Return a stop that comes so long after the first task is shown, or after a minute."""
    begun = time.monotonic()
    ready: list[float] = []

    def stop(desktop: Desktop) -> bool:
        now = time.monotonic()
        if desktop.is_ready and not ready:
            ready.append(now)
        return (bool(ready) and now > ready[0] + seconds) or now > begun + 60

    return stop


def on_saving(number: int) -> Stop:
    """Return a stop that comes when one more decision than ``number`` is shown as saved, or after a minute."""
    latest = after(20)
    return lambda desktop: desktop.saved > number or latest(desktop)
