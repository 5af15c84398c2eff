"""Draws the README's picture: the app itself, on a real task.

python docs/picture.py
"""

import asyncio
import re
import tempfile
from pathlib import Path

from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.cli.shipped import batch_path, rubric_path
from raterterm.settings import Identity
from raterterm.store.workspace import Workspace
from raterterm.tui.app import RatertermApp, Start

PICTURE = Path(__file__).with_name("rating-screen.svg")
SIZE = (150, 34)
TASK = 2
KEYS = "2532"
"""Answers to the first questions of that task."""


async def draw() -> str:
    """Return the picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder, "workspace.db"))
        # The order of responses is seeded by the workspace; a picture is to be the same each time.
        with workspace.transaction() as database:
            database.execute("UPDATE facts SET value = 'picture' WHERE name = 'seed'")
        with workspace:
            rubric = read_rubric_file(rubric_path("pairwise-helpfulness"))
            batch = load_file(workspace, rubric, batch_path("general"), "general")
            app = RatertermApp(workspace, lambda: Identity("you", Path()), Start(batch.id))
            async with app.run_test(size=SIZE) as pilot:
                await pilot.press(*"n" * (TASK - 1), *KEYS)
                await pilot.pause()
                return _without_downloads(app.export_screenshot())


def _without_downloads(svg: str) -> str:
    """Return the picture without the fonts that it would fetch."""
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()))
