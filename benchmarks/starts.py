"""Times starts: from just before the process is made to the frame with the first task on it.

The process is new each time; what the machine has read before (files, compiled modules) is in its cache.
Timed are the interpreter, the imports, reading the rubric, opening the workspace, and painting.  The batch
is loaded already: ``rate`` compares the file with what was loaded, then opens the task that was left.
"""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, Target, Times
from benchmarks.terminal import Painted, Terminal, environment, python
from benchmarks.workloads import make_home, mark

TARGET = Target(ratio=1.4)

_HELLO = python("from benchmarks.peers import Hello; Hello().run(mouse=False)")


def starts(folder: Path, samples: int, tasks: int) -> Iterator[Figure]:
    """Time starts on a workspace of 10 tasks and on one of ``tasks``.  Peer: a Textual app that says hello."""
    homes = [make_home(folder / str(count), count, 600) for count in (10, tasks)]
    ours = [Times("raterterm") for _ in homes]
    theirs = Times("hello")
    for _ in range(samples):
        for times, home in zip(ours, homes, strict=True):
            times.add(_started(home.rate, home.environment, mark(1, "a"), mark(1, "b"), "saved "))
        theirs.add(_started(_HELLO, environment(folder), "hello"))
    for times, count in zip(ours, (10, tasks), strict=True):
        yield Figure(f"start, {count:,} tasks", times, theirs, TARGET)


def _started(command: list[str | Path], variables: dict[str, str], *expected: str) -> Painted:
    with Terminal(*command, environment=variables) as terminal:
        return terminal.start(lambda text: all(words in text for words in expected))
