"""The sample batches that ship with raterterm are valid, licensed, blind and fit their rubrics."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from raterterm.core.rubric import Rubric
from raterterm.core.task import Task

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_batches"
BATCHES = sorted(FOLDER.glob("*.jsonl"))
RUBRIC_AND_COUNT = {
    "checks": ("instruction-checks", 6),
    "contacts": ("support-scorecard", 5),
    "demo": ("tutorial", 5),
    "dialogues": ("dialogue-turns", 5),
    "facts": ("fact-check", 5),
    "general": ("pairwise-helpfulness", 20),
    "instructions": ("instruction-following", 10),
    "missions": ("red-team", 7),
    "multilingual": ("pairwise-helpfulness", 16),
    "plans": ("biggen-planning", 4),
    "ranking": ("ranking-nway", 6),
    "reasoning": ("factuality-reasoning", 10),
    "rewrites": ("rewrite-support", 5),
    "safety": ("safety-policy", 8),
    "support": ("support-reply", 12),
    "translation": ("error-spans-mqm", 6),
}
LICENCES = {"MIT", "Apache-2.0", "CC-BY-4.0"}
TELLTALES = {"gold", "rewards", "note", "human_pairs"}
"""Keys of the source data that give an answer away."""


def _tasks(path: Path) -> Iterator[Task]:
    # U+2028 and its like occur inside real responses, so lines end at "\n" alone.
    for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n"):
        yield Task.model_validate(json.loads(line))


def _rubric(name: str) -> Rubric:
    return Rubric.model_validate(YAML(typ="safe").load(ROOT / "rubrics" / f"{name}.yaml"))


every_batch = pytest.mark.parametrize("path", BATCHES, ids=lambda path: path.stem)


def test_the_table_names_every_batch() -> None:
    """No batch ships without a rubric to judge it by."""
    assert {path.stem for path in BATCHES} == set(RUBRIC_AND_COUNT)


@every_batch
def test_every_line_is_a_task(path: Path) -> None:
    """Each line is a valid task, and there are as many as the table says."""
    assert len(list(_tasks(path))) == RUBRIC_AND_COUNT[path.stem][1]


@every_batch
def test_it_fits_its_rubric(path: Path) -> None:
    """The rubric made for the batch can judge every task of it."""
    rubric = _rubric(RUBRIC_AND_COUNT[path.stem][0])

    assert [(task.id, list(rubric.misfits(task))) for task in _tasks(path) if any(rubric.misfits(task))] == []


@every_batch
def test_every_task_names_source_path_and_licence(path: Path) -> None:
    """Each task says where it is from, and its licence allows passing it on."""
    for task in _tasks(path):
        assert task.metadata["source"], task.id
        assert task.metadata["path"], task.id
        assert task.metadata["licence"] in LICENCES, task.id


@every_batch
def test_a_licence_that_asks_for_attribution_gets_it(path: Path) -> None:
    """A CC-BY task names its authors, its licence, its source and what was changed."""
    for task in _tasks(path):
        if task.metadata["licence"] == "CC-BY-4.0":
            assert {"attribution", "licence_url", "source_url", "changes"} <= task.metadata.keys()


@every_batch
def test_nothing_gives_an_answer_away(path: Path) -> None:
    """Published labels and rewards stay out of the file."""
    for task in _tasks(path):
        assert not TELLTALES & task.metadata.keys(), task.id


@every_batch
def test_every_task_states_its_language(path: Path) -> None:
    """Each task carries a language tag, so that a rater can skip what they do not read."""
    assert all(task.language for task in _tasks(path))


@every_batch
def test_every_source_is_listed_in_the_readme(path: Path) -> None:
    """The page that travels with the batches names each repository and each batch."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert f"`{path.name}`" in readme
    assert all(f"[{task.metadata['source']}]" in readme for task in _tasks(path))


def test_no_task_ships_twice() -> None:
    """All batches can be loaded into one workspace without a task being rated twice."""
    ids = [task.id for path in BATCHES for task in _tasks(path)]

    assert len(set(ids)) == len(ids)


def test_every_safety_task_carries_a_warning() -> None:
    """A rater is told what kind of content is coming before it is shown."""
    assert all(task.sensitive for task in _tasks(FOLDER / "safety.jsonl"))


@pytest.mark.parametrize("name", ["instructions", "checks"])
def test_every_instruction_task_lists_its_constraints(name: str) -> None:
    """The constraints that can be counted are shown with the task."""
    assert all(task.constraints for task in _tasks(FOLDER / f"{name}.jsonl"))


def test_multilingual_covers_many_scripts() -> None:
    """The batch exercises right-to-left, CJK, Thai and Devanagari text."""
    spoken = {task.language for task in _tasks(FOLDER / "multilingual.jsonl")}

    assert {"ar", "zh", "he", "hi", "ja", "es", "th", "ko"} <= spoken


def test_reasoning_has_tasks_with_more_than_two_responses() -> None:
    """The batch exercises a rubric without a preference on two to four responses."""
    counts = {len(task.responses) for task in _tasks(FOLDER / "reasoning.jsonl")}

    assert counts == {2, 3, 4}


def test_ranking_has_up_to_six_responses() -> None:
    """The batch exercises orders that do not fit side by side."""
    counts = {len(task.responses) for task in _tasks(FOLDER / "ranking.jsonl")}

    assert counts == {4, 5, 6}


def test_missions_have_nothing_but_a_prompt() -> None:
    """The batch exercises tasks without responses."""
    assert not any(task.responses for task in _tasks(FOLDER / "missions.jsonl"))


def test_every_dialogue_has_a_turn_of_a_model_to_score() -> None:
    """The batch exercises one turn and several."""
    turns = [
        sum(message.role == "assistant" for message in task.conversation)
        for task in _tasks(FOLDER / "dialogues.jsonl")
    ]

    assert min(turns) == 1
    assert max(turns) >= 5


def test_the_sources_table_counts_what_ships() -> None:
    """The page says of each repository how many tasks of which batch are its own."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    shipped = Counter((task.metadata["source"], path.stem) for path in BATCHES for task in _tasks(path))

    told = {
        (row.split("]")[0].removeprefix("| ["), batch): int(count)
        for row in readme.splitlines()
        if row.startswith("| [")
        for batch, count in re.findall(r"([a-z]+) (\d+)", row.rsplit("|", 2)[1])
    }
    assert told == shipped


def test_every_batch_has_its_rubric_in_both_tables() -> None:
    """The page that travels with the batches and the README agree on what is rated by what."""
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for name, (rubric, count) in RUBRIC_AND_COUNT.items():
        assert f"| `{name}.jsonl` | {count} | `{rubric}` |" in table
        (row,) = (line for line in readme.splitlines() if line.startswith(f"| `{rubric}` |"))
        assert f"`{name}`" in row


def test_the_demo_is_in_its_teaching_order() -> None:
    """A clear winner, a close call, a list with code, both bad, and another language."""
    tasks = list(_tasks(FOLDER / "demo.jsonl"))

    assert [task.id for task in tasks] == ["gp-0061", "gp-0072", "cm-0032", "gp-0043", "ml-0105"]
    assert "```" in tasks[2].responses[0].text
    assert tasks[4].language == "ja"
