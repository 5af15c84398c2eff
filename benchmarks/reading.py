"""Times showing a text: the reading pane, cold and prepared, beside Textual's Markdown widget.

    python benchmarks/reading.py ../shared/data/batches/code_math.jsonl [more.jsonl or more.md ...]

Each file gives documents of 10, 50 and 100 kB, made of its longest texts.  ``lines`` is set_document
and drawing the first window, without a screen; ``screen`` is until the next refresh is over.
"""

import asyncio
import gc
import json
import statistics
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown

from raterterm.tui.widgets.pane import Pane

SIZES = (10_000, 50_000, 100_000)
SLOW = {10_000: 3, 50_000: 1, 100_000: 1}
"""How often the Markdown widget is timed: at 100 kB it takes many seconds."""
TIMES = 30


class Screens(App[None]):
    """A pane and a Markdown widget, each on its own half of the screen."""

    CSS = "Pane, VerticalScroll { width: 1fr; }"

    def compose(self) -> ComposeResult:
        """Put them side by side."""
        with Horizontal():
            yield Pane()
            with VerticalScroll():
                yield Markdown()


def texts(path: Path) -> list[str]:
    """Return the texts of a batch's responses, longest first, or a Markdown file's one."""
    content = path.read_text("utf-8")
    if path.suffix != ".jsonl":
        return [content]
    tasks = [json.loads(line) for line in content.split("\n") if line]
    found = [response["text"] for task in tasks for response in task["responses"]]
    return sorted((text for text in found if isinstance(text, str)), key=len, reverse=True)


def documents(path: Path, size: int) -> list[str]:
    """Return texts of about ``size`` bytes that differ, so that no cache helps."""
    parts = texts(path)
    made = []
    for first in range(TIMES):
        text, number = "", first
        while len(text.encode()) < size:
            text += parts[number % len(parts)] + "\n\n"
            number += 1
        made.append(f"Text {first}\n\n" + text.encode()[:size].decode(errors="ignore"))
    return made


async def shown(app: App[None], show: Callable[[str], Awaitable[object] | None], text: str) -> float:
    """Return the milliseconds until ``text`` has been drawn."""
    drawn = asyncio.Event()
    started = perf_counter()
    waiting = show(text)
    if waiting is not None:
        await waiting
    app.call_after_refresh(drawn.set)
    await drawn.wait()
    return 1_000 * (perf_counter() - started)


def drawn_lines(pane: Pane, text: str) -> float:
    """Return the milliseconds that laying out and drawing the first window take."""
    started = perf_counter()
    pane.set_document(text)
    for row in range(pane.content_size.height):
        pane.render_line(row)
    return 1_000 * (perf_counter() - started)


async def measure(app: Screens, path: Path, size: int) -> str:
    """Return one row of the table."""
    pane, markdown = app.query_one(Pane), app.query_one(Markdown)
    batch = documents(path, size)
    first = drawn_lines(pane, batch[0])
    lines = [drawn_lines(pane, text) for text in batch[1:]]
    screen = [await shown(app, pane.set_document, text + "\n") for text in batch]
    ready = []
    for text in batch:
        pane.prepare(text + "\n\n")
        ready.append(await shown(app, pane.set_document, text + "\n\n"))
    widget = [await shown(app, markdown.update, text) for text in batch[: SLOW[size]]]
    await markdown.update("")
    numbers = [first, statistics.median(lines), max(lines), *map(statistics.median, (screen, ready, widget))]
    return f"{path.stem:20} {size // 1_000:4} kB " + " ".join(f"{number:9.2f}" for number in numbers)


async def main(paths: list[Path]) -> None:
    """Print the table."""
    app = Screens()
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.pause()
        gc.collect()
        gc.freeze()
        heads = ("first", "lines", "max", "screen", "prepared", "Markdown")
        print(f"{'ms':20} {'':7} " + " ".join(f"{head:>9}" for head in heads))
        for path in paths:
            for size in SIZES:
                print(await measure(app, path, size))


if __name__ == "__main__":
    asyncio.run(main([Path(argument) for argument in sys.argv[1:]]))
