"""Times single keys, from the write into the terminal to the last byte of the frame that they lead to.

What is timed is what a rater waits for: reading the key, the rules, the durable commit where there is one,
the drawing, and the writing of all bytes into the pseudo-terminal.  What is not: the terminal emulator, an
SSH connection, the keyboard.  The product and its peer are open at the same time; each key goes to one and
then to the other, and a key is pressed only when what the one before led to is over.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from string import ascii_lowercase

from benchmarks.figures import Figure, Target, Times
from benchmarks.terminal import Expected, Painted, Terminal, environment, python
from benchmarks.workloads import QUESTIONS, SEED, Home, make_home, mark, markdown

SETTLED = 2.5
"""Seconds after which all that a start leaves to be done later is over."""

READING = 0.3
"""Seconds that a task is looked at before it is decided: less than any reader needs."""

SIZES = (10_000, 100_000)
"""Bytes of each of the two responses that are shown next."""

PEER_EVERY = 3
"""One key in so many goes to the Markdown widgets: they take a second for each."""

_SAVED = re.compile(r"saved (\d+)")
_WORD = re.compile(r"\b[a-z]+\d+\b")


def answers(folder: Path, samples: int) -> Iterator[Figure]:
    """Time a digit until its answer and ``saved N`` are painted, which is durable by then.

    Peer: one line that shows the digit pressed.
    """
    home = make_home(folder, samples // QUESTIONS + 2, 3_000)
    ours, theirs = Times("raterterm"), Times("digit echoed")
    with _rating(home) as rater, _peer(folder, "Echo", "ready") as peer:
        for number in range(samples):
            if number and number % QUESTIONS == 0:
                rater.submit()
            digit = "45"[number % 2]
            ours.add(rater.answer(digit))
            theirs.add(peer.press(digit, _there(f"echoed {number + 1}")))
    yield Figure("answer a question", ours, theirs, Target(p50=5, p99=16))


def scrolling(folder: Path, samples: int) -> Iterator[Figure]:
    """Time scrolling two responses of 100 kB by a line, and by a page that was not seen before.

    Peer: the same texts, not rendered as Markdown, in two scrolled Static widgets.
    """
    home = make_home(folder, 2, 100_000)
    with _rating(home) as rater, _peer(folder, "Scrolling", mark(1, "a"), *_texts(home, 2, 100_000)) as peer:
        for what, key, most in (("scroll a line", "J", 200), ("scroll a page", " ", 40)):
            ours, theirs = Times("raterterm"), Times("two Statics")
            for _ in range(min(samples, most)):
                ours.add(rater.terminal.press(key, _is_full))
                theirs.add(peer.press(key, _is_full))
            yield Figure(what, ours, theirs, Target(p50=10))
            if what == "scroll a line":
                rater.move()
                peer.press("n", _there(mark(2, "a"), mark(2, "b")))


def next_tasks(folder: Path, samples: int) -> Iterator[Figure]:
    """Time Enter on a rated task until the next one is painted, its responses and its form.

    Peer: two Markdown widgets of 10 kB each that get other texts, whatever the product's responses weigh.
    """
    for size in SIZES:
        home = make_home(folder / str(size), samples + 2, size)
        texts = _texts(home, 4, 10_000)
        ours, theirs = Times("raterterm"), Times("two Markdowns")
        with _rating(home) as rater, _peer(folder, "Replacing", mark(1, "a"), *texts) as peer:
            for number in range(samples):
                for digit in "4" * QUESTIONS:
                    rater.answer(digit)
                ours.add(rater.submit())
                if number % PEER_EVERY == 0:
                    shown = (number // PEER_EVERY + 1) % 4 + 1
                    theirs.add(peer.press("\r", _there(mark(shown, "a"), mark(shown, "b"))))
        yield Figure(f"next task, 2 x {size // 1000} kB", ours, theirs, Target(p50=16, p99=50))


def hurried(folder: Path, samples: int) -> Iterator[Figure]:
    """Time going on to the next task as soon as one is painted, before it was laid out in advance."""
    for size in SIZES:
        home = make_home(folder / str(size), samples + 2, size)
        ours = Times("raterterm")
        with _rating(home) as rater:
            for _ in range(samples):
                ours.add(rater.move())
        yield Figure(f"next task at once, 2 x {size // 1000} kB", ours, None, Target(p50=16, p99=50))


def typing(folder: Path, samples: int) -> Iterator[Figure]:
    """Time letters of a rationale until they are painted, while drafts of it are kept.

    Peer: a text area that has the screen for itself.
    """
    home = make_home(folder, 1, 10_000)
    ours, theirs = Times("raterterm"), Times("text area")
    with _rating(home) as rater, _peer(folder, "Typing", "ready") as peer:
        rater.terminal.press("r", _there("Rationale"))
        rater.terminal.rest(SETTLED)
        for word, letter in _letters(samples):
            expected = _there(word) if len(word) > 3 else bool
            painted = [terminal.press(letter, expected) for terminal in (rater.terminal, peer)]
            if len(word) > 3:
                ours.add(painted[0])
                theirs.add(painted[1])
    yield Figure("type in the rationale", ours, theirs, Target(p50=8))


def _letters(samples: int) -> Iterator[tuple[str, str]]:
    """Yield what stands of a word with its last letter; no two words begin with the same four letters."""
    random = Random(SEED)  # noqa: S311 - words are no secret
    for _ in range(samples // 4):
        word = "".join(random.choices(ascii_lowercase, k=7))
        yield from ((word[:end], word[end - 1]) for end in range(1, 8))
        yield "", " "


class _Rater:
    """Someone who rates in a terminal, and knows what each key must lead to."""

    def __init__(self, terminal: Terminal, started: Painted) -> None:
        self.terminal = terminal
        self._saved = int(_SAVED.findall(started.text)[-1])
        self._task = 1

    def answer(self, digit: str) -> Painted:
        """Answer the question under the cursor."""
        self._saved += 1
        return self.terminal.press(digit, _there(f"saved {self._saved} ", f"[{digit}"))

    def submit(self) -> Painted:
        """Submit the task and go on to the next, when it could be looked at for a while."""
        self.terminal.rest(READING)
        self._saved += 1
        return self.move("\r")

    def move(self, key: str = "n") -> Painted:
        """Go on to the next task, which was never shown before: that is one more event."""
        self._saved += 1
        self._task += 1
        marks = (mark(self._task, "a"), mark(self._task, "b"))
        return self.terminal.press(key, _there(*marks, f"saved {self._saved} "))


@contextmanager
def _rating(home: Home) -> Iterator[_Rater]:
    with Terminal(*home.rate, environment=home.environment) as terminal:
        started = terminal.start(_there(mark(1, "a"), mark(1, "b"), "saved "))
        terminal.rest(SETTLED)
        yield _Rater(terminal, started)


@contextmanager
def _peer(folder: Path, app: str, ready: str, *texts: Path) -> Iterator[Terminal]:
    command = python(
        f"import sys; from benchmarks.peers import {app} as A; A(*sys.argv[1:]).run(mouse=False)", *texts
    )
    with Terminal(*command, environment=environment(folder)) as terminal:
        terminal.start(_there(ready))
        terminal.rest(SETTLED)
        yield terminal


def _texts(home: Home, tasks: int, size: int) -> list[Path]:
    """Write the texts of the first responses for a peer to show."""
    paths = []
    for task in range(1, tasks + 1):
        for response in "ab":
            path = home.folder / f"{mark(task, response)}.md"
            path.write_text(markdown(task, response, size))
            paths.append(path)
    return paths


def _there(*wanted: str) -> Expected:
    return lambda text: all(words in text for words in wanted)


def _is_full(text: str) -> bool:
    """Tell whether two panes were painted anew; a title alone has no such words."""
    return len(set(_WORD.findall(text))) > 20
