"""A rater's seat: the real app on a real workspace, driven by keys, its screen read as text."""

import asyncio
import functools
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.worlds import a_criterion, a_rubric, rubric_source, source_of, task_line
from textual._styles_cache import StylesCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.events import Key, Resize
from textual.geometry import Size
from textual.keys import key_to_character
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.strip import Strip

from raterterm.bundle.keys import SigningKey
from raterterm.core.events import Act, read_event
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json
from raterterm.errors import KeyFileError
from raterterm.settings import Identity
from raterterm.store.loading import load_batch
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.app import RatertermApp, Start
from raterterm.tui.desk import Sheet
from raterterm.tui.screens.rating import RatingScreen
from raterterm.tui.widgets.lines import FooterLine
from raterterm.tui.widgets.writing import Editor

DEADLINE = 20.0

PAIRWISE = a_rubric(preference={"question": "Which is better?", "points": 7, "both_bad": True})
"""A preference and nothing else."""

SCORED = a_rubric(
    preference={"question": "Which is better?"},
    criteria=[a_criterion(name) for name in ("accuracy", "depth", "tone")],
)
"""A preference, and three criteria for each response."""

FULL = a_rubric(
    preference={"question": "Which is better?", "see": "#preference"},
    criteria=[a_criterion(not_applicable=True, note_at_or_below=2, see="#accuracy")],
    rationale={"min_words": 3},
)
"""Digits, a note for a low score, and a rationale."""

GUIDELINES = (
    b"# Guidelines\n\nRead all.\n\n## Preference\n\nThink of the reader.\n\n## Accuracy\n\nLook it up.\n"
)


def load_tasks(
    workspace: Workspace,
    rubric: Rubric = PAIRWISE,
    *,
    tasks: int = 3,
    batch: str = "b",
    lines: Sequence[bytes] = (),
    guidelines: bytes | None = GUIDELINES,
) -> BatchSummary:
    """Load tasks t-1, t-2, ..., or those on ``lines``."""
    written = lines or [
        task_line(f"t-{number}", prompt=f"Question {number}?") for number in range(1, tasks + 1)
    ]
    return load_batch(workspace, rubric_source(rubric, guidelines=guidelines), source_of(written, batch))


def signing_key(folder: Path, passphrase: str | None = None) -> Identity:
    """Make a key in ``folder`` and return who signs with it."""
    path = folder / "signing_key"
    SigningKey.generate().save(path, passphrase)
    return Identity("rater@example.org", path)


def count_events(path: Path) -> int:
    """Return how many events another process finds in the workspace."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0])


class Seat:
    """A rater who presses keys and reads the screen."""

    def __init__(self, app: RatertermApp, workspace: Workspace) -> None:
        self.app = app
        self.workspace = workspace

    # Keys

    def type_ahead(self, keys: str) -> None:
        """Press keys by Textual's names, ``2 enter``, without waiting for what they do."""
        for key in keys.split():
            self.app.post_message(Key(key, "-" if key == "minus" else key_to_character(key)))

    async def press(self, keys: str) -> None:
        """Press keys, all in one go, and wait until they have done what they do."""
        self.type_ahead(keys)
        await self.settle()

    async def write(self, text: str) -> None:
        """Type text."""
        for character in text:
            self.app.post_message(Key("space" if character == " " else character, character))
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way: each widget waits for a message, and all is drawn."""
        await self._come_to_rest()
        self.screen._on_timer_update()
        while await self._come_to_rest():
            self.screen._on_timer_update()

    async def _come_to_rest(self) -> bool:
        """Wait until every widget waits for a message; return whether there was anything to wait for."""
        end, rounds = time.monotonic() + DEADLINE, 0
        await asyncio.sleep(0)
        while self.app.defect is None and any(map(_is_busy, self._pumps())):
            assert time.monotonic() < end, "something never ends"
            rounds += 1
            # What takes longer waits for the clock: to look meanwhile would take the time that it needs.
            await asyncio.sleep(0 if rounds < 10 else 0.002)
        return rounds > 0

    def _pumps(self) -> Iterator[MessagePump]:
        """Yield all that handles messages."""
        yield self.app
        for screen in self.app.screen_stack:
            yield from screen.walk_children(with_self=True)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition`` holds; raise AssertionError when it never does."""
        end, pause = time.monotonic() + DEADLINE, 0.002
        while not condition():
            if self.app.defect is not None:
                raise self.app.defect
            assert time.monotonic() < end, f"waited in vain; the screen shows\n{self.text}"
            # Soon at first, then less and less often: to look costs more than to wait.
            await asyncio.sleep(pause)
            pause = min(2 * pause, 0.05)
            await self.settle()

    async def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        size = Size(columns, rows)
        self.app.post_message(Resize(size, size))
        # Textual has a short timer for it, as a window that is drawn larger tells of many sizes.
        await self.until(lambda: self.screen.outer_size == size)
        await self.settle()

    # What is seen

    @property
    def strips(self) -> list[Strip]:
        """The screen with its colours; the only place that reads Textual's compositor."""
        return list(self.app.screen._compositor.render_strips())

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text for strip in self.strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def status(self) -> str:
        """The line that says what is saved and what just happened."""
        return next(line for line in self.lines if line.lstrip().startswith(("saved ", "looking only")))

    @property
    def footer(self) -> str:
        """The line that says which keys do what here."""
        x, y, width, _ = self.screen.query_one(FooterLine).region
        return self.lines[y][x : x + width]

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""
        return self.app.screen

    @property
    def rating(self) -> RatingScreen:
        """The rating screen, on top or below another."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, RatingScreen))

    @property
    def sheet(self) -> Sheet:
        """The task on the desk."""
        assert self.rating.sheet is not None
        return self.rating.sheet

    @property
    def task(self) -> str:
        """Id of the task on the desk."""
        return self.sheet.task.id

    @property
    def answers(self) -> dict[str, Json]:
        """The answers given, as they are stored."""
        return {str(question): answer for question, answer in self.sheet.rating.answers.items()}

    @property
    def editor(self) -> Editor:
        """Where text is written."""
        return self.rating.query_one(Editor)

    # What is kept

    def acts(self, batch: str = "b") -> list[tuple[str, Act]]:
        """Return every decision that is in the database, with its task."""
        rows = self.workspace.rows(
            "SELECT line FROM events JOIN batches b ON b.key = batch WHERE b.id = ? ORDER BY seq", [batch]
        )
        return [(event.task, event.act) for (line,) in rows for event in [read_event(line)]]

    def kinds(self) -> list[str]:
        """Return the kinds of the decisions, without the first looks at tasks."""
        return [act.kind for _, act in self.acts() if act.kind != "viewed"]

    def statuses(self) -> dict[str, str]:
        """Return the state of each task."""
        return dict(self.workspace.rows("SELECT task, status FROM ratings ORDER BY batch, position"))


def _is_busy(pump: Any) -> bool:
    """Tell whether a widget is handling a message, or has one to handle; no clock is involved."""
    arrived = pump._message_queue.ready_event
    is_waiting = arrived._waiters and not arrived.is_set()
    return not (is_waiting or pump._closing or pump._closed)


def _parse_once() -> None:
    """Have Textual parse a style sheet once, not for each app and theme anew: a third of what a start costs."""
    parse, parsed = Stylesheet._parse_rules, {}

    @functools.wraps(parse)
    def remembered(sheet: Stylesheet, css: str, **how: Any) -> list[RuleSet]:
        key = (css, frozenset(sheet._variables.items()), *how.items())
        if key not in parsed:
            parsed[key] = parse(sheet, css, **how)
        return parsed[key]

    Stylesheet._parse_rules = remembered  # type: ignore[assignment, method-assign]


_parse_once()


@asynccontextmanager
async def seated(
    workspace: Workspace,
    batch: str | None = "b",
    *,
    size: tuple[int, int] = (120, 36),
    identity: Callable[[], Identity] | None = None,
    outgoing: Path = Path("/nonexistent"),
    settings: Path | None = None,
) -> AsyncIterator[Seat]:
    """Open the app on a batch, or on home, and sit down before it."""
    app = RatertermApp(workspace, identity or _no_key, Start(batch, outgoing=outgoing, settings=settings))
    async with app.run_test(size=size):
        seat = Seat(app, workspace)
        await seat.settle()
        if batch:
            await seat.until(lambda: any(getattr(screen, "sheet", None) for screen in app.screen_stack))
        await seat.settle()
        yield seat
    # It would keep what fifty apps drew, and each pass of the collector would look through all of that.
    StylesCache.get_inner_outer.cache_clear()


def _no_key() -> Identity:
    raise KeyFileError("there is no signing key yet", hints=["raterterm key new --principal NAME"])
