"""Makes what is rated: tasks of a given size, the same from the same seed, and workspaces that hold them."""

import json
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.terminal import environment, python

SEED = 20_260_301

RUN = "from raterterm.cli.main import run; run()"
"""The command line, as the installed script starts it."""

QUESTIONS = 7
"""How many digits answer all that the rubric requires: a preference, and three criteria of two responses."""

_PREFERENCE = """\
raterterm: rubric/1
id: benchmark
version: 1.0.0
title: Benchmark
preference:
  question: Which response helps the user more?
  points: 7
  both_bad: true
rationale:
  required: false
criteria:
"""

_CRITERION = """\
  - id: {0}
    title: {0}
    question: How good is it in its {0}?
    per: response
    scale:
      1: Cannot be used as it is; unreadable, cut off early or almost empty
      2: Usable only after the reader writes it again or looks up a large part elsewhere
      3: Usable, but a part is missing or must be dug out of repetition and padding
      4: Complete and easy to follow; some padding, or one point needs a second reading
      5: Complete, easy to follow, and nothing in it could be left out
"""

_WORDS = (
    "account answer because before between carrier charge clearly context could customer delivered detail "
    "either enough evening every example figure follow general however invoice known language later least "
    "matter measure nearly number often order other parcel people policy question reader reason receive "
    "refund reply response result second several should simple state station support table thing though "
    "through ticket under until value where which without would written"
)

_VOCABULARY = _WORDS.split()


class Home(NamedTuple):
    """A folder with a rubric, a batch, and a workspace in which the batch is loaded."""

    folder: Path

    @property
    def rubric(self) -> Path:
        """The rubric's file."""
        return self.folder / "rubric.yaml"

    @property
    def batch(self) -> Path:
        """The batch's file."""
        return self.folder / "batch.jsonl"

    @property
    def environment(self) -> dict[str, str]:
        """In which all of the product's files are in this folder."""
        return environment(self.folder)

    @property
    def rate(self) -> list[str | Path]:
        """The command that opens the batch."""
        return python(RUN, "rate", self.rubric, self.batch)

    def load(self) -> None:
        """Load the batch; raise CalledProcessError when it is refused."""
        command = python(RUN, "load", self.rubric, self.batch)
        subprocess.run(command, env=self.environment, check=True, capture_output=True)


def make_home(folder: Path, tasks: int, size: int) -> Home:
    """Load ``tasks`` tasks with two responses of about ``size`` bytes each into a new workspace."""
    home = Home(folder)
    folder.mkdir(parents=True)
    criteria = map(_CRITERION.format, ("accuracy", "clarity", "completeness"))
    home.rubric.write_text(_PREFERENCE + "".join(criteria))
    with home.batch.open("w") as file:
        file.writelines(_line(number, size) for number in range(1, tasks + 1))
    home.load()
    return home


def mark(task: int, response: str) -> str:
    """Return the word that a response begins with, and no other."""
    return f"task{task}{response}"


def markdown(task: int, response: str, size: int) -> str:
    """Return Markdown of about ``size`` bytes as models write it; many of its words stand there only once."""
    random = Random(f"{SEED} {task} {response}")  # noqa: S311 - texts are no secret
    words = _text(random)
    text = f"## {mark(task, response)} {' '.join(next(words) for _ in range(5))}\n\n"
    while len(text) < size:
        text += random.choice(_BLOCKS)(words) + "\n\n"
    return text[:size]


def _line(task: int, size: int) -> str:
    prompt = f"Prompt {task}: {' '.join(_VOCABULARY[:40])}?"
    responses = [{"id": name, "text": markdown(task, name, size)} for name in ("a", "b")]
    return json.dumps({"id": f"t-{task}", "prompt": prompt, "responses": responses}) + "\n"


def _text(random: Random) -> Iterator[str]:
    for number in count():
        word = random.choice(_VOCABULARY)
        yield f"{word}{number}" if number % 5 == 0 else word


def _sentence(words: Iterator[str], length: int) -> str:
    return " ".join(next(words) for _ in range(length)).capitalize() + "."


def _paragraph(words: Iterator[str]) -> str:
    return f"{_sentence(words, 18)} **{_sentence(words, 4)}** {_sentence(words, 25)} `{next(words)}` {_sentence(words, 14)}"


def _list(words: Iterator[str]) -> str:
    return "\n".join(f"{number}. *{next(words)}*: {_sentence(words, 12)}" for number in range(1, 6))


def _code(words: Iterator[str]) -> str:
    lines = (f'    {next(words)} = find("{next(words)}", {number})  # {next(words)}' for number in range(8))
    return "\n".join(["```python", "def main():", *lines, "```"])


def _table(words: Iterator[str]) -> str:
    rows = [" | ".join(next(words) for _ in range(3)) for _ in range(5)]
    return "\n".join(f"| {row} |" for row in [rows[0], "--- | --- | ---", *rows[1:]])


_BLOCKS = (_paragraph, _paragraph, _paragraph, _list, _code, _table)
