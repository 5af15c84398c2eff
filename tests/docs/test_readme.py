"""The README tells the truth: its sessions are run and compared."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from raterterm.core.events import Answered, Skipped, Submitted
from raterterm.core.words import QuestionId
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk, Sheet

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
SESSIONS = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
DRAFT = """raterterm: rubric/1
id: draft
version: 1.0.0
titel: Reply quality
preference:
  question: Which reply is better?
  points: 4
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a directory with what the README's sessions find around them."""
    for folder in ("rubrics", "sample_batches"):
        copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "draft.yaml").write_text(DRAFT)
    return tmp_path


def run(command: str, home: Path) -> str:
    """Run a command of a session; return what it wrote, stdout before stderr."""
    environment = {**os.environ, "RATERTERM_HOME": str(home / "home")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def rate_a_third(home: Path) -> None:
    """Rate three tasks of the batch and skip one, as the README's reader did before exporting."""
    with Workspace.open(home / "home" / "workspace.db") as workspace:
        desk = Desk(workspace, workspace.batches()[0])
        for position in (1, 2, 3):
            sheet = desk.sheet(position)
            desk.log.decide(sheet.task.id, *answers(sheet), Submitted())
        desk.log.decide(desk.sheet(4).task.id, Skipped(reason=next(iter(desk.rubric.skip.reasons))))


def answers(sheet: Sheet) -> list[Answered]:
    """Return the best answer to each question that has options, and enough words for the others."""
    given = []
    for question in sheet.questions:
        options = question.options(sheet.form.letters)
        numbered = [option for option in options if option.key.isdigit() and option.key != "0"]
        value = numbered[-1].answer.model_dump(mode="json", exclude_defaults=True) if numbered else None
        given.append(Answered(question=QuestionId(question.id), answer=value or {"text": "word " * 20}))
    return given


def matches(line: str, shown: str) -> bool:
    """Tell whether a line of output is the one shown, where ``...`` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, shown.split("..."))), line) is not None


@pytest.mark.parametrize("session", SESSIONS, ids=range(len(SESSIONS)))
def test_a_session_prints_what_the_readme_shows(session: str, home: Path) -> None:
    """Each command of a session is run in order, and its output is the one shown."""
    for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, *shown = step.rstrip("\n").split("\n")
        if command.startswith("raterterm status"):
            rate_a_third(home)
        printed = run(command, home).rstrip("\n").split("\n") if shown else []

        assert len(printed) == len(shown), (command, printed)
        for line, expected in zip(printed, shown, strict=True):
            assert matches(line, expected), (command, line)


def test_the_rubric_of_the_readme_is_good(home: Path) -> None:
    """The YAML that the README shows is a rubric."""
    written = README.split("```yaml\n")[1].split("```")[0]
    (home / "shown.yaml").write_text(written)
    (home / "reply-quality.md").write_text("# Reply quality\n\n## Accuracy\n")

    assert "good rubric reply-quality 1.0.0" in run("raterterm check shown.yaml", home)


def test_the_batch_of_the_readme_is_good(home: Path) -> None:
    """The line of JSON that the README shows is a batch for a pairwise rubric."""
    written = README.split("```json\n")[1].split("```")[0]
    (home / "shown.jsonl").write_text(written)

    said = run("raterterm check --rubric pairwise-helpfulness shown.jsonl", home)

    assert said.startswith("shown.jsonl: good batch of 1 tasks")


def test_the_setup_commands_are_two_lines_that_stand_first() -> None:
    """Whoever copies the first two blocks has the demo and the tests."""
    demo, tests = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)[:2]

    assert demo.count("\n") == tests.count("\n") == 1
    assert demo.rstrip().endswith("raterterm demo")
    assert "pytest" in tests
