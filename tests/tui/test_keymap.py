"""The keymap: one table, and everything in it works on every terminal."""

import re

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_rubric
from textual.binding import Binding
from textual.command import DiscoveryHit

from raterterm.store.workspace import Workspace
from raterterm.tui.app import RatertermApp
from raterterm.tui.bindings import bindings, shown_key
from raterterm.tui.command import Command, Where
from raterterm.tui.keymap import KEYMAP, commands
from raterterm.tui.palette import Commands
from raterterm.tui.screens.entry import EntryScreen
from raterterm.tui.screens.home import HomeScreen
from raterterm.tui.screens.keysheet import KeySheet
from raterterm.tui.screens.ledger import LedgerScreen
from raterterm.tui.screens.overview import OverviewScreen
from raterterm.tui.screens.picker import PickerScreen
from raterterm.tui.screens.preflight import PreflightScreen
from raterterm.tui.screens.rating import RatingScreen
from raterterm.tui.widgets.searching import SearchLine
from raterterm.tui.widgets.writing import Editor

SCREENS: dict[Where, type] = {
    "everywhere": RatertermApp,
    "home": HomeScreen,
    "rating": RatingScreen,
    "overview": OverviewScreen,
    "preflight": PreflightScreen,
    "picking": PickerScreen,
    "entry": EntryScreen,
    "ledger": LedgerScreen,
}
OWNERS: dict[Where, type] = {**SCREENS, "writing": Editor, "searching": SearchLine}
MODAL: tuple[Where, ...] = ("picking", "entry", "ledger")
"""Screens over others: of what works everywhere, only hiding and saving elsewhere do there."""
LISTING = a_rubric(
    preference={"question": "Which is better?", "see": "#preference"}, rationale={}, ambiguities={}
)
"""A rubric that leads to every place."""
TYPING: tuple[Where, ...] = ("writing", "searching", "picking")
"""Where keys are text."""
PLACES: dict[Where, str] = {
    "home": "q",
    "rating": "",
    "writing": "r",
    "searching": "slash",
    "picking": "t",
    "overview": "o",
    "preflight": "X",
}
"""The keys that lead from the rating screen to each place."""

each_command = pytest.mark.parametrize("command", [pytest.param(known, id=known.id) for known in KEYMAP])


@each_command
def test_every_command_has_a_handler(command: Command) -> None:
    """The action is a method of the screen, or of the app."""
    owner, name = _handler(command)

    assert callable(getattr(owner, f"action_{name}"))


@pytest.mark.parametrize("where", SCREENS)
def test_every_handler_has_a_command(where: Where) -> None:
    """No action of our own screens is out of reach of the table."""
    screen = SCREENS[where]
    known = {_handler(command) for command in KEYMAP}
    known |= {
        (screen, command.action.split("(")[0].removeprefix("screen.")) for command in commands("writing")
    }
    ours = {
        name.removeprefix("action_")
        for base in screen.__mro__
        if base.__module__.startswith("raterterm.")
        for name in vars(base)
        if name.startswith("action_")
    }

    assert {(screen, name) for name in ours} <= known


def test_ids_are_unique() -> None:
    """A user's own keymap names them."""
    ids = [command.id for command in KEYMAP]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("where", [*PLACES, "everywhere"])
def test_no_key_does_two_things_in_one_place(where: Where) -> None:
    """What is bound everywhere is bound nowhere else."""
    keys = [key for command in commands(*{where, "everywhere"}) for key in command.keys]

    assert len(keys) == len(set(keys))


@each_command
def test_every_key_reaches_us_through_legacy_terminals(command: Command) -> None:
    """No Alt, no function keys, and no Ctrl with a letter that is another key's name."""
    for key in command.keys:
        assert not re.search(r"alt|meta|super|hyper|^f\d+$|ctrl\+(?:[him\[]|j$|shift|enter|\d)", key)


@each_command
def test_every_command_is_told_in_words(command: Command) -> None:
    """For the keys sheet and the palette: a title, and a hint of one or two words."""
    assert command.title[0].isupper()
    assert not command.title.endswith(".")
    assert len(command.hint) <= 10


def test_bindings_carry_the_ids_of_the_table() -> None:
    """So that keys can be changed by them."""
    made = [binding for binding in bindings("rating") if isinstance(binding, Binding)]

    assert [binding.id for binding in made] == [command.id for command in commands("rating")]


@pytest.mark.parametrize("where", PLACES)
async def test_every_hint_of_the_footer_is_a_command_of_the_table(workspace: Workspace, where: Where) -> None:
    """And the keys that matter most are there at any width."""
    is_alone = where in TYPING or where in MODAL
    here: tuple[Where, ...] = (where,) if is_alone else (where, "everywhere")
    known = {
        f"{shown_key(command.keys[0])} {word}"
        for command in commands(*here)
        for word in {command.hint, *command.sometimes} - {""}
    }
    load_tasks(workspace, LISTING)
    async with seated(workspace, size=(60, 30)) as seat:
        await seat.press(PLACES[where])
        for width in (60, 200):
            await seat.resize(width, 30)
            footer = seat.footer.split("  ")
            hints = {hint.strip() for hint in footer if hint.strip()}

            assert hints <= known, width
            assert hints, width
            assert is_alone or "? keys" in hints, width


async def test_every_key_of_the_rating_screen_runs(workspace: Workspace) -> None:
    """None of them breaks, one after the other, whatever opens."""
    load_tasks(workspace, LISTING)
    async with seated(workspace) as seat:
        for command in commands("rating"):
            for key in command.keys:
                await seat.press(key)
                await _come_back(seat)

        assert seat.app.is_running


async def test_the_keys_sheet_lists_every_command(workspace: Workspace) -> None:
    """With all its keys; digits are one line."""
    load_tasks(workspace)
    async with seated(workspace, size=(120, 200)) as seat:
        await seat.press("question_mark")
        assert isinstance(seat.screen, KeySheet)

        listed = [" ".join(line.split()) for line in seat.lines]
        for command in KEYMAP:
            if not command.is_answer:
                line = f"{' '.join(shown_key(key) for key in command.keys)} {command.title}"
                assert any(line in text for text in listed), line
        assert any("1 … 9 0 x" in text for text in listed)


async def test_the_keys_sheet_scrolls_and_closes(workspace: Workspace) -> None:
    """On a small screen its end can be reached, and what is typed ahead goes on behind it."""
    load_tasks(workspace)
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("question_mark end")
        await seat.until(lambda: "Quit, except while writing" in seat.text)
        await seat.press("escape question_mark q question_mark enter question_mark question_mark 3")

        assert isinstance(seat.screen, RatingScreen)
        assert list(seat.answers) == ["preference"]


@pytest.mark.parametrize("where", PLACES)
async def test_the_palette_offers_every_command_of_its_place(workspace: Workspace, where: Where) -> None:
    """By name, each once; digits excepted."""
    load_tasks(workspace, LISTING)
    async with seated(workspace) as seat:
        await seat.press(PLACES[where])
        offered = await _offered(seat)

        here = [c for c in commands(where, "everywhere") if not c.is_answer and not c.yields]
        if where in MODAL:
            here = [c for c in here if c.where == where or c.id in {"hide", "write-elsewhere"}]
        assert sorted(offered) == sorted(
            c.title for c in here if where not in TYPING or not set(c.keys) <= _TEXT
        )


async def test_the_palette_finds_a_command_by_name_and_runs_it(workspace: Workspace) -> None:
    """A few letters, Enter."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("colon")
        await seat.write("all tasks of")
        await seat.until(lambda: "All tasks of the batch" in seat.text)
        await seat.press("enter")

        await seat.until(lambda: isinstance(seat.screen, OverviewScreen))


def _handler(command: Command) -> tuple[type, str]:
    name = command.action.split("(")[0]
    if name.startswith("app."):
        return RatertermApp, name.removeprefix("app.")
    if name.startswith("screen."):
        return RatingScreen, name.removeprefix("screen.")
    return OWNERS[command.where], name


_TEXT = {"question_mark", "comma"}
"""Keys that are text while writing."""


async def _come_back(seat: Seat) -> None:
    for _ in range(5):
        if isinstance(seat.screen, HomeScreen):
            await seat.press("enter")
        elif not isinstance(seat.screen, RatingScreen) or seat.rating.is_writing or seat.rating.is_searching:
            await seat.press("escape")


async def _offered(seat: Seat) -> list[str]:
    hits = [hit async for hit in Commands(seat.screen).discover()]
    return [str(hit.display) for hit in hits if isinstance(hit, DiscoveryHit)]


async def test_a_command_for_a_screen_that_was_closed_does_nothing(workspace: Workspace) -> None:
    """Keys typed ahead of the palette may close what it was opened over."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("o")
        offered = {
            str(hit.display): hit
            async for hit in Commands(seat.screen).discover()
            if isinstance(hit, DiscoveryHit)
        }
        await seat.press("escape")
        ran = offered["Next task"].command()
        assert ran is not None
        await ran
        await seat.settle()

        assert isinstance(seat.screen, RatingScreen)
        assert seat.app.defect is None
