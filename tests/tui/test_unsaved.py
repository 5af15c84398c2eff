"""What cannot be saved is told at once, stays on the screen, is saved as soon as it can be, or written elsewhere."""

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.tui.seat import FULL, load_tasks, seated

from raterterm.core.events import Flagged
from raterterm.core.words import TaskId
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk
from raterterm.tui.screens.elsewhere import ElsewhereScreen, unsaved

TEXT = "A quotes the rule and B invents a fee. " * 60


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a file system of its own with a megabyte of room."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to its last byte; return the file that does."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return ballast


async def test_a_full_disk_costs_no_word(small_disk: Path) -> None:
    """It is told; the text stays in the editor, and is kept once there is room, with no key pressed."""
    with Workspace.open(small_disk / "w.db") as workspace:
        load_tasks(workspace, FULL)
        async with seated(workspace, size=(200, 40)) as seat:
            await seat.press("4")
            ballast = fill(small_disk)
            before = seat.status.split()[1]
            await seat.press("r")
            seat.editor.insert(TEXT)
            await seat.until(lambda: "NOT SAVED" in seat.status)

            assert seat.editor.text == TEXT
            assert seat.status.split()[1] == before
            ballast.unlink()
            await seat.until(lambda: "draft kept" in seat.status)
            await seat.press("escape")
            assert seat.answers["rationale"]["text"] == TEXT.rstrip()


async def test_it_can_be_written_elsewhere_meanwhile(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text and the answers, in a file that only its owner reads; then one goes back to where one was."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with Workspace.open(small_disk / "w.db") as workspace:
        load_tasks(workspace, FULL)
        async with seated(workspace, size=(200, 40)) as seat:
            await seat.press("4")
            fill(small_disk)
            await seat.press("r")
            seat.editor.insert(TEXT)
            await seat.until(lambda: "NOT SAVED" in seat.status)
            await seat.press("ctrl+f")
            await seat.press("enter")
            assert "written: " in seat.text
            await seat.press("escape")
            assert seat.editor.text == TEXT

    file = tmp_path / "home" / "raterterm-unsaved-t-1.json"
    content = json.loads(file.read_text())
    assert content["task"] == "t-1"
    assert content["answers"].keys() == {"preference"}
    assert content["writing"] == {"rationale": TEXT}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_answer_that_was_refused_is_among_it(workspace: Workspace, tmp_path: Path) -> None:
    """It is not on the form, as it is not saved; but it was given."""
    load_tasks(workspace, FULL)
    async with seated(workspace, size=(200, 40)) as seat:
        workspace.path.rename(workspace.path.with_suffix(".moved"))
        await seat.press("4")
        assert "NOT SAVED" in seat.status
        await seat.press("ctrl+f")
        screen = seat.screen
        assert isinstance(screen, ElsewhereScreen)
        screen.query_one("Input").value = str(tmp_path / "kept.json")  # type: ignore[attr-defined]
        await seat.press("enter")
        await seat.press("enter")

        assert "not written: file exists" in seat.text
    assert json.loads((tmp_path / "kept.json").read_text())["not_saved"].keys() == {"preference"}


@pytest.mark.parametrize("keys", ["f tab", "s 1"], ids=["of a flag", "of a skip"])
async def test_a_note_is_among_it(workspace: Workspace, keys: str) -> None:
    """As far as it is typed."""
    load_tasks(workspace, FULL)
    async with seated(workspace, size=(200, 40)) as seat:
        await seat.press(keys)
        await seat.write("cut off")

        assert unsaved(seat.app.screen_stack)["writing"] == {"note": "cut off"}


@pytest.mark.parametrize("name", ["/proc/none/x.json", "x" * 300, "~nobody-of-this-name/x"])
async def test_a_place_that_cannot_be_is_told(workspace: Workspace, name: str) -> None:
    """And another can be tried."""
    load_tasks(workspace, FULL)
    async with seated(workspace, size=(200, 40)) as seat:
        await seat.press("ctrl+f")
        seat.screen.query_one("Input").value = name  # type: ignore[attr-defined]
        await seat.press("enter")

        assert "not written: " in seat.text


async def test_who_looks_on_sees_what_is_decided(workspace: Workspace) -> None:
    """Without pressing a key: the answer on the form, the count in the header, and the list of batches."""
    batch = load_tasks(workspace, FULL)
    with Workspace.open(workspace.path, looking=True) as looked:
        async with seated(looked, size=(200, 36)) as seat:
            desk = Desk(workspace, batch)
            sheet = desk.sheet(1)
            equal = sheet.questions[0].options(sheet.form.letters)[3].answer
            desk.answer(sheet, sheet.questions[0], equal)
            desk.toggle_bookmark(2, TaskId("t-2"))
            desk.flag(sheet, Flagged(category="unsafe"))
            await seat.until(lambda: seat.answers)
            await seat.until(lambda: "⚑1 !1  ★1" in seat.lines[0])
            assert seat.answers == {"preference": equal.model_dump(mode="json")}
            await seat.press("q")
            assert "looking only" in seat.text
            assert Log(looked, batch.key).head().events == looked.saved
