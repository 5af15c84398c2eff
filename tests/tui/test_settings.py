"""The settings: changed by keys, seen and kept at once, and the person's own wherever they rate."""

import sys
from pathlib import Path

import pytest
from tests.tui.seat import FULL, Seat, load_tasks, seated
from tests.tui.terminal import Terminal

from raterterm.core import jsontext
from raterterm.preferences import NAME, Preferences, read_preferences, write_preferences
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.settings import SETTINGS, SettingsScreen
from raterterm.tui.theme import LOOKS, PLAIN, look_of
from raterterm.tui.widgets.pane import Pane

HEBREW = jsontext.encode(
    {
        "id": "t-1",
        "prompt": "Which?",
        "responses": [{"id": "r0", "text": "hello שלום"}, {"id": "r1", "text": "HELLO שלום"}],
    }
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose workspace holds batch b."""
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_tasks(opened, FULL)
    return tmp_path


async def test_a_theme_is_seen_and_kept_at_once(workspace: Workspace, tmp_path: Path) -> None:
    """What lies behind the settings is drawn in it before they are closed."""
    load_tasks(workspace, FULL)
    async with seated(workspace, settings=tmp_path) as seat:
        assert _ground(seat) == LOOKS[0].theme.background
        await seat.press("comma l")

        assert isinstance(seat.screen, SettingsScreen)
        assert "‹ light ›" in seat.text
        assert read_preferences(tmp_path).preferences.theme == "raterterm-light"
        assert _ground(seat) == look_of("raterterm-light").theme.background
        assert {pane.palette for pane in seat.rating.query(Pane)} == {look_of("raterterm-light").palette}


async def test_each_theme_can_be_reached_and_left(workspace: Workspace, tmp_path: Path) -> None:
    """Forwards through all of them, and back by one."""
    load_tasks(workspace)
    async with seated(workspace, settings=tmp_path) as seat:
        await seat.press("comma")
        for look in [*LOOKS[1:], LOOKS[0]]:
            await seat.press("enter")
            assert f"‹ {look.title} ›" in seat.text
            assert seat.app.theme == look.theme.name
        await seat.press("left")

        assert read_preferences(tmp_path).preferences.theme == PLAIN


@pytest.mark.parametrize(
    ("down", "changed"),
    [
        ("j", {"visual_order": True}),
        ("j j", {"break_after": 90}),
        ("j j j", {"check_spelling": False}),
        ("j j j j", {"cover_sensitive": False}),
        ("j j j j j", {"times": "exact"}),
        ("k", {"times": "exact"}),
        ("j j j j j j", {"theme": "raterterm-light"}),
    ],
)
async def test_each_setting_is_changed_by_keys(
    workspace: Workspace, tmp_path: Path, down: str, changed: dict[str, object]
) -> None:
    """Down to it, then to the next choice; the app has it at once, the file too."""
    load_tasks(workspace)
    async with seated(workspace, settings=tmp_path) as seat:
        await seat.press(f"comma {down} l escape")

        expected = Preferences().model_copy(update=changed)
        assert seat.app.preferences == read_preferences(tmp_path).preferences == expected


async def test_every_setting_stands_on_the_screen(workspace: Workspace) -> None:
    """With what it is set to, also where no choice says so."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        seat.app.prefer(Preferences(break_after=37))
        await seat.press("comma")

        assert all(setting.name in seat.text for setting in SETTINGS)
        assert "after 37 minutes" in seat.text
        await seat.press("j j l")
        assert "‹ never ›" in seat.text


async def test_visual_order_reaches_every_text(workspace: Workspace, tmp_path: Path) -> None:
    """Of this screen now and of the next; the title of a text that is reordered says so."""
    load_tasks(workspace, lines=[HEBREW])
    async with seated(workspace, settings=tmp_path) as seat:
        assert "שלום" in seat.text
        await seat.press("comma j l")
        assert "םולש" in seat.text
        await seat.press("escape")
        assert seat.text.count("⇄ visual order") == 2
        await seat.press("q enter")

        assert "םולש" in seat.text


async def test_without_python_bidi_the_order_stays_and_the_way_to_it_is_told(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A choice that would do nothing is not taken."""
    monkeypatch.setitem(sys.modules, "bidi", None)
    load_tasks(workspace, lines=[HEBREW])
    async with seated(workspace, settings=tmp_path) as seat:
        await seat.press("comma j l")

        assert "pip install 'raterterm[bidi]'" in seat.text
        assert "‹ as stored ›" in seat.text
        assert not (tmp_path / NAME).exists()


async def test_settings_that_cannot_be_kept_are_in_force_and_say_so(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Nothing breaks off."""
    (tmp_path / "file").write_text("no directory")
    load_tasks(workspace)
    async with seated(workspace, settings=tmp_path / "file") as seat:
        await seat.press("comma l")

        assert "in force, but not kept" in seat.text
        assert seat.app.theme == "raterterm-light"


@pytest.mark.parametrize("batch", ["b", None])
async def test_damaged_settings_are_told_on_the_first_screen(
    workspace: Workspace, tmp_path: Path, batch: str | None
) -> None:
    """And the usual ones hold."""
    (tmp_path / NAME).write_text("{")
    load_tasks(workspace)
    async with seated(workspace, batch, size=(200, 36), settings=tmp_path) as seat:
        await seat.until(lambda: "is damaged, the usual settings hold" in seat.text)

        assert seat.app.preferences == Preferences()


@pytest.mark.parametrize("keys", ["", "q", "o", "X"])
async def test_the_settings_open_and_close_wherever_one_is(workspace: Workspace, keys: str) -> None:
    """With the same key, with escape and with q; then all is as it was."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press(keys)
        before = seat.screen
        for closing in ("comma", "escape", "q"):
            await seat.press("comma")
            assert isinstance(seat.screen, SettingsScreen)
            await seat.press(closing)
            assert seat.screen is before


async def test_a_comma_in_a_text_is_a_comma(workspace: Workspace) -> None:
    """No settings open while something is written."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("r")
        await seat.write("yes, well")

        assert seat.editor.text == "yes, well"


@pytest.mark.parametrize("arguments", [[], ["demo"]])
def test_the_theme_that_was_chosen_is_there_at_the_next_start(home: Path, arguments: list[str]) -> None:
    """Also in the demo, whose workspace is thrown away."""
    write_preferences(home, Preferences(theme="raterterm-high-contrast-light"))
    with Terminal(*arguments, home=home, size=(120, 30)) as terminal:
        terminal.wait_for("⏎ ")

        assert "48;2;255;255;255" in terminal.written
        assert "48;2;20;23;26" not in terminal.written


def test_the_settings_say_why_no_theme_is_shown(home: Path) -> None:
    """Who chooses one and sees nothing change must not wonder."""
    with Terminal(home=home, environment={"TERM": "xterm", "COLORTERM": ""}) as terminal:
        terminal.wait_for("⏎ starts b")
        terminal.send(",")

        terminal.wait_for("This terminal has 16 colours")


def _ground(seat: Seat) -> str:
    """Return the background on which the responses are drawn."""
    pane = seat.rating.reading.responses.query(Pane).first()
    row = seat.strips[pane.region.y + 1].crop(pane.region.x, pane.region.x + 1)
    style = next(segment.style for segment in row)
    assert style
    assert style.bgcolor
    assert style.bgcolor.triplet
    return style.bgcolor.triplet.hex
