"""The guide to a new kind of question: followed to the letter, it leads to a rating that is verified."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pydantic.fields import FieldInfo
from tests.tui.delivered import delivered
from tests.tui.seat import load_tasks, seated
from tests.worlds import a_rubric

from raterterm.core.rubric import Rubric
from raterterm.store.workspace import Workspace

GUIDE = Path(__file__).parents[2] / "docs" / "add-a-question.md"


@pytest.fixture
def light() -> Iterator[None]:
    """Do what the guide says: the module, and the field of the rubric."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    module = ModuleType("light")
    exec(compile(code, str(GUIDE), "exec"), module.__dict__)  # noqa: S102 - our own guide
    fields = dict(Rubric.__pydantic_fields__)
    Rubric.__pydantic_fields__["light"] = FieldInfo(annotation=module.Light | None, default=None)
    Rubric.model_rebuild(force=True)
    yield
    Rubric.__pydantic_fields__.clear()
    Rubric.__pydantic_fields__.update(fields)
    Rubric.model_rebuild(force=True)


async def test_the_guide_leads_to_a_question_that_is_asked_and_delivered(
    workspace: Workspace, tmp_path: Path, light: None
) -> None:
    """Rubric, screen, keys, store, undo, bundle and verification, with nothing else written."""
    del light
    load_tasks(workspace, a_rubric(light={"question": "Which light?"}), tasks=1)
    async with seated(workspace, size=(160, 44)) as seat:
        assert "Which light?" in seat.text
        assert "may go on, watched" in seat.text
        await seat.press("1 u 2 enter")
        assert seat.statuses() == {"t-1": "submitted"}

    (rating,) = delivered(workspace, tmp_path)
    assert rating.answers == {"light": {"light": "amber"}}


def test_the_guide_names_places_that_exist() -> None:
    """So that it is read again when they move."""
    root = GUIDE.parents[1]
    named = re.findall(r"`(src/raterterm/[^`]+\.py)`", GUIDE.read_text())

    assert [name for name in named if not (root / name).exists()] == ["src/raterterm/core/light.py"]
