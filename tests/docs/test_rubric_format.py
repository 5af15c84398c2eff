"""The reference of the rubric format tells the truth: its rubrics load, its answers are read, its rows are drawn."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from tests.tui.seat import load_tasks, seated

from raterterm.core import jsontext
from raterterm.core.choices import Choice
from raterterm.core.completeness import missing
from raterterm.core.conditions import When
from raterterm.core.criteria import Criterion
from raterterm.core.events import Answered
from raterterm.core.form import Form, compile_form
from raterterm.core.presentation import Presentation
from raterterm.core.rubric import Rubric
from raterterm.core.spans import Spans
from raterterm.core.words import Json, Part, QuestionId, ResponseId
from raterterm.files.rubrics import read_rubric
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

PAGE = (Path(__file__).parents[2] / "docs" / "rubric-format.md").read_text(encoding="utf-8")
HEADER = {"raterterm": "rubric/1", "id": "shown", "version": "1", "title": "Shown"}
LISTED: dict[str, type[Part]] = {"criteria": Criterion, "choices": Choice, "spans": Spans}
"""Blocks that are lists: what one entry is."""
MOST_LINES = 330


class Block(NamedTuple):
    """A section of the page that is about one block or two."""

    names: tuple[str, ...]
    written: str
    """The YAML."""
    rows: tuple[str, ...]
    """Of the screen."""
    answers: str
    """As JSON."""
    keys: dict[str, str]
    """With the defaults that are told."""

    @property
    def rubric(self) -> Rubric:
        """The smallest rubric that has these blocks."""
        asked: Json = {"rationale": {}} if self.names == ("flags", "skip") else {}
        return Rubric.model_validate(HEADER | asked | YAML(typ="safe").load(self.written))


def _keys(section: str) -> dict[str, str]:
    told = re.findall(r"^- ((?:`\w+` \(.+?\)(?:, )?)+):", section, flags=re.MULTILINE)
    return dict(chain.from_iterable(re.findall(r"`(\w+)` \((.+?)\)", keys) for keys in told))


def _block(section: str) -> Block:
    names = re.findall(r"`(\w+)`", section.split("\n", maxsplit=1)[0])
    written, *shown = re.findall(r"^```\w*\n(.*?)^```$", section, flags=re.DOTALL | re.MULTILINE)
    rows, brace, answers = "".join(shown).partition("{")
    return Block(tuple(names), written, tuple(rows.splitlines()), brace + answers, _keys(section))


BLOCKS = [_block(section) for section in PAGE.split("\n## ")[1:] if "```yaml" in section]
ASKING = [block for block in BLOCKS if block.rows]

every_block = pytest.mark.parametrize("block", BLOCKS, ids=lambda block: "-".join(block.names))
every_question = pytest.mark.parametrize("block", ASKING, ids=lambda block: "-".join(block.names))


def shown_for(block: Block) -> Presentation:
    """Return a task as the page means it, with as many responses as the answers name."""
    named = max(["2", *re.findall(r"\br(\d)\b", block.answers)])
    responses = tuple(ResponseId(f"r{number}") for number in range(1, int(named) + 1))
    return Presentation(responses, ("at most 50 words",), (2,))


def squeezed(row: str) -> str:
    """Return a row without the blanks that fill the screen's width."""
    return " ".join(row.split())


def form_of(block: Block) -> Form:
    """Return what the block asks of that task."""
    return compile_form(block.rubric, shown_for(block))


def test_the_example_at_the_top_is_a_rubric(tmp_path: Path) -> None:
    """It loads as a file, with guidelines that have its headings."""
    path = tmp_path / "reply-quality.yaml"
    path.write_text(PAGE.split("```yaml\n")[1].split("```")[0])
    (tmp_path / "reply-quality.md").write_text("# Reply quality\n\n## Preference\n\n## Accuracy\n")

    assert read_rubric(path).rubric.label == "reply-quality 1.0.0"


@every_block
def test_a_fragment_makes_a_rubric(block: Block, tmp_path: Path) -> None:
    """Put below the four keys that every rubric has, it loads, and turns its blocks on."""
    asked = "rationale: {}\n" if block.names == ("flags", "skip") else ""
    header = "".join(f"{key}: {value}\n" for key, value in HEADER.items())
    path = tmp_path / "shown.yaml"
    path.write_text(header + asked + block.written)

    assert set(block.names) <= read_rubric(path).rubric.model_fields_set


@every_question
def test_its_answers_are_those_of_the_bundle(block: Block) -> None:
    """They are read, with every key that an answer has, and nothing is missing beside them."""
    answers = jsontext.decode(block.answers.encode())
    form = form_of(block)

    read = form.read(answers)

    assert {question: answer.model_dump(mode="json") for question, answer in read.items()} == answers
    assert missing(form, read) == ()


@every_question
async def test_its_rows_are_those_of_the_screen(block: Block, workspace: Workspace) -> None:
    """The form draws these answers as the page shows them."""
    shown = shown_for(block)
    task = {
        "id": "t-1",
        "messages": [{"role": role, "content": role} for role in ("user", "assistant", "user")],
        "responses": [{"id": response, "text": "You have never 14 days."} for response in shown.order],
        "constraints": list(shown.constraints),
    }
    desk = Desk(workspace, load_tasks(workspace, block.rubric, lines=[json.dumps(task).encode()]))
    sheet = desk.sheet(1)
    order = sheet.form.letters.order
    named = re.sub(r"\br(\d)\b", lambda found: order[int(found[1]) - 1], block.answers)
    for question, answer in jsontext.decode(named.encode()).items():
        desk.log.decide(sheet.task.id, Answered(question=QuestionId(question), answer=answer))

    async with seated(workspace, size=(120, 40)) as seat:
        drawn = {squeezed(line[4:]) for line in seat.lines}

    assert [row for row in block.rows if squeezed(row) not in drawn] == []


def model_of(name: str) -> type[Part]:
    """Return what is written in a block, or in one entry of it."""
    if name in LISTED:
        return LISTED[name]
    annotation = Rubric.model_fields[name].annotation
    models = [annotation, *getattr(annotation, "__args__", ())]
    return next(model for model in models if isinstance(model, type) and issubclass(model, Part))


def told_default(name: str, field: FieldInfo) -> str:
    """Return how the page tells a default."""
    if field.is_required():
        return "must"
    default = field.get_default(call_default_factory=True)
    if default is None or default in ({}, ()):
        return "none"
    is_plain = isinstance(default, int) or (isinstance(default, str) and name != "question")
    return f"`{str(default).lower()}`" if is_plain else "its own"


def usual(name: str) -> str | None:
    """Return the default that the page tells once for all blocks."""
    return {"question": "must", "required": "`true`", "see": "none", "when": "none"}.get(name)


@every_block
def test_it_tells_every_key_and_its_default(block: Block) -> None:
    """No key is left out, none is invented, and each default is the one that holds."""
    for name in block.names:
        defaults = {key: told_default(key, field) for key, field in model_of(name).model_fields.items()}

        unusual = {key: default for key, default in defaults.items() if default != usual(key)}
        assert unusual.items() <= block.keys.items()
        assert block.keys.keys() <= set().union(*(model_of(own).model_fields for own in block.names))


def test_it_tells_every_key_of_the_top_level() -> None:
    """What is no block stands under a heading of its own, with its default."""
    (section,) = (section for section in PAGE.split("\n## ") if section.startswith("Top level"))
    blocks = set(chain.from_iterable(block.names for block in BLOCKS))

    plain = {key: field for key, field in Rubric.model_fields.items() if key not in blocks}
    assert _keys(section) == {key: told_default(key, field) for key, field in plain.items()}


def test_the_blocks_stand_in_the_order_of_the_form() -> None:
    """The page says that they do."""
    told = list(chain.from_iterable(block.names for block in BLOCKS))

    assert told == [name for name in Rubric.model_fields if name in told]


def test_it_is_short_enough_to_be_read() -> None:
    """A reference that grows is split or cut."""
    assert len(PAGE.splitlines()) <= MOST_LINES


def test_it_tells_every_key_of_a_condition() -> None:
    """What can be named, and what can be said of the answer."""
    told = set(re.findall(r"`(\w+)", PAGE.split("**Conditions.**")[1].split("\n## ")[0]))

    assert {field.alias or name for name, field in When.model_fields.items()} <= told


def test_its_example_of_a_condition_is_one() -> None:
    """It is read as it stands."""
    (written,) = re.findall(r"^(when: .+)$", PAGE, flags=re.MULTILINE)

    assert When.model_validate(YAML(typ="safe").load(written)["when"]).at_or_below == 2
