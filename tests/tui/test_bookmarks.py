"""Bookmarks: tasks that a rater wants to find again, marked by one key and found by another."""

from pathlib import Path

from tests.tui.seat import load_tasks, seated, signing_key

from raterterm.store.workspace import Workspace


async def test_the_same_key_bookmarks_a_task_and_no_longer(workspace: Workspace) -> None:
    """It says so, the header shows it, and it is no decision."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("asterisk")
        assert "bookmarked, for yourself alone" in seat.status
        assert "★1 here" in seat.lines[0]
        await seat.press("n")
        assert "★1 " in seat.lines[0]
        assert "here" not in seat.lines[0]

        await seat.press("p asterisk")
        assert "the bookmark is gone" in seat.status
        assert "★" not in seat.text
        assert seat.kinds() == []


async def test_bookmarks_are_there_after_a_restart_and_undo_leaves_them(workspace: Workspace) -> None:
    """They are the rater's own, and durable like decisions."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("2 asterisk u")
    async with seated(workspace) as seat:
        assert "★1 here" in seat.lines[0]


async def test_big_m_goes_to_the_next_bookmark(workspace: Workspace) -> None:
    """Around the end of the batch; without any it says which key makes one."""
    load_tasks(workspace, tasks=5)
    async with seated(workspace) as seat:
        await seat.press("M")
        assert "no task is bookmarked; * bookmarks this one" in seat.status
        await seat.press("n asterisk n n asterisk p M")
        assert seat.task == "t-4"
        await seat.press("M")
        assert seat.task == "t-2"


async def test_the_list_of_tasks_shows_and_changes_bookmarks(workspace: Workspace) -> None:
    """Also where only those with a bookmark are let through: what has none any more leaves the list."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("asterisk o j j asterisk")
        marked = [line.split()[-4:] for line in seat.lines if "★" in line and " t-" in line]
        assert [row[-3] for row in marked] == ["t-1", "t-3"]
        assert "★2" in seat.lines[0]
        await seat.press("shift+tab asterisk")
        assert "1 of 3 tasks" in seat.text
        await seat.press("enter")

        assert seat.task == "t-1"


async def test_who_may_only_look_sets_no_bookmark(workspace: Workspace) -> None:
    """And is told, on the screen of the task and in the list."""
    load_tasks(workspace)
    with Workspace.open(workspace.path, looking=True) as looked:
        async with seated(looked, size=(240, 36)) as seat:
            await seat.press("asterisk")
            assert "NOT SAVED" in seat.status
            await seat.press("o asterisk")
            assert "NOT SAVED" in seat.text
            assert "★" not in seat.text


async def test_a_bookmark_leaves_in_no_bundle(workspace: Workspace, tmp_path: Path) -> None:
    """The same bytes are exported with it and without."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X X")
        (path,) = tmp_path.glob("*.rtb.zip")
        before = path.read_bytes()
        path.unlink()
        await seat.press("escape asterisk X X")

        assert path.read_bytes() == before
