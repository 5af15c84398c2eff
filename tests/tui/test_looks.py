"""Looks: what can be read in every theme, and what is told without colour."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from rich.color import ColorType
from rich.style import Style
from tests.tui.colours import VISION, Pair, contrast, difference, pair_of, pairs_in
from tests.tui.seat import FULL, Seat, load_tasks, seated
from tests.tui.terminal import Terminal
from textual.strip import Strip

from raterterm.core import jsontext
from raterterm.preferences import Preferences, write_preferences
from raterterm.store.workspace import Workspace
from raterterm.tui.reading.palette import Palette
from raterterm.tui.theme import LOOKS, PLAIN, Look, look_of

TEXT = 4.5
"""The contrast that WCAG 2.2 asks of text (1.4.3)."""
ENHANCED = 7.0
"""The contrast that it asks of text for those who see less (1.4.6)."""
MARK = 3.0
"""The contrast that it asks of what is no text (1.4.11)."""
APART = 25.0
"""The distance in CIELAB from which nobody takes one colour for the other."""

COLOURED = [look for look in LOOKS if look.theme.name != PLAIN]
WALKED = [LOOKS[0], look_of("raterterm-high-contrast-light")]
"""One that is dark and one that is light: what Textual mixes, it mixes alike in the others."""

each_look = pytest.mark.parametrize(
    "look", [pytest.param(look, id=look.theme.name.removeprefix("raterterm-")) for look in COLOURED]
)

MARKDOWN = """\
# Heading

Words, **strong**, *emphasised*, ~~struck~~, `code`, a [link](https://example.org/) and $x^2$.

1. one
2. two

> quoted

| a | b |
|---|---|
| 1 | 2 |

```python
def area(radius: float) -> float:  # a comment
    return 3.14 * radius ** 2 if radius else "none"
```

```
no language
```
"""
TASK = jsontext.encode(
    {
        "id": "t-1",
        "prompt": "A question?",
        "responses": [
            {"id": "r0", "text": MARKDOWN},
            {"id": "r1", "text": MARKDOWN.replace("Words", "Verbs")},
        ],
    }
)
VISITS = {
    "rating": ("3", ""),
    "raw": ("m", ""),
    "compared": ("m d", ""),
    "guidelines": ("d g", ""),
    "a marked line": ("g v", ""),
    "search": ("v slash", ""),
    "writing": ("escape r", ""),
    "flagging": ("escape f", "#reason"),
    "a flag": ("enter a tab n", "#reason"),
    "keys": ("escape question_mark", "#sheet"),
    "tasks": ("escape o", ""),
    "before the export": ("q X", ""),
    "home": ("q q", ""),
    "settings": ("enter comma", ""),
}
"""Keys that lead from one place to the next, and what to look at there: what lies behind is dimmed on purpose."""


# Contrast


@each_look
def test_every_style_of_what_is_read_has_contrast(look: Look) -> None:
    """Each on the background that a pane has."""
    for name, style in look.palette._asdict().items():
        pair = pair_of(name, style, str(look.theme.background), str(look.theme.foreground))

        assert contrast(pair.ink, pair.ground) >= _least(look), name


@each_look
def test_every_colour_has_contrast_on_every_background(look: Look) -> None:
    """Those that the lines, the form and the dialogs are drawn with."""
    theme = look.theme
    inks = [theme.foreground, theme.accent, theme.success, theme.warning, theme.error]
    for ground in (theme.background, theme.panel):
        for ink in [*inks, theme.variables["text-muted"]]:
            assert contrast(str(ink), str(ground)) >= _least(look), f"{ink} on {ground}"
        assert contrast(theme.variables["rule"], str(ground)) >= MARK


@each_look
def test_no_style_of_what_is_read_takes_the_colours_of_the_terminal(look: Look) -> None:
    """Nobody knows them, and they would be those of another background."""
    for name, style in look.palette._asdict().items():
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.type is ColorType.TRUECOLOR, name


async def test_every_text_on_every_screen_has_contrast(workspace: Workspace) -> None:
    """The pairs of colours that are drawn, wherever they come from."""
    guidelines = MARKDOWN.encode() + b"\n## Preference\n\n## Accuracy\n"
    load_tasks(workspace, FULL, lines=[TASK], guidelines=guidelines)
    async with seated(workspace, size=(110, 40)) as seat:
        for place, (keys, part) in VISITS.items():
            await _go(seat, keys, part)
            for look in WALKED:
                assert _weak(await _worn(seat, look, part), look) == set(), place


@each_look
async def test_every_text_of_the_command_palette_has_contrast(workspace: Workspace, look: Look) -> None:
    """It takes its colours when it opens."""
    load_tasks(workspace, FULL)
    async with seated(workspace, None) as seat:
        await _worn(seat, look)
        await _go(seat, "colon", "CommandList")

        assert _weak(set(pairs_in(_rows(seat, "CommandList"))), look) == set()


# Colour blindness


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("name", ["raterterm-colour-blind-dark", "raterterm-colour-blind-light"])
def test_what_matters_stays_apart_for_the_colour_blind(name: str, vision: str) -> None:
    """Done, doubtful and wrong; what was added and what was removed."""
    theme, palette = look_of(name).theme, look_of(name).palette
    states = [str(theme.success), str(theme.warning), str(theme.error)]
    changes = [pair_of("", style, str(theme.background)).ink for style in (palette.added, palette.removed)]

    for one, other in [*combinations(states, 2), (changes[0], changes[1])]:
        assert difference(one, other, vision) >= APART


def test_the_other_looks_would_not_do() -> None:
    """The simulation tells a red from a green only where people do."""
    theme = look_of("raterterm-dark").theme

    assert difference(str(theme.success), str(theme.error)) >= APART
    assert difference(str(theme.success), str(theme.error), "deuteranopia") < APART


# Without colour

_NOTHING = Style.null()


def test_without_colours_nothing_has_one() -> None:
    """The palette of the plain look, which is that of a pane nobody dressed."""
    assert look_of(PLAIN).palette == Palette()
    for name, style in Palette()._asdict().items():
        assert style.color is None, name
        assert style.bgcolor is None, name


@pytest.mark.parametrize(
    "name",
    [
        "heading",
        "strong",
        "emphasis",
        "strike",
        "code",
        "link",
        "hit",
        "current_hit",
        "removed",
        "added",
        "cursor",
    ],
)
def test_without_colours_what_matters_still_differs_from_text(name: str) -> None:
    """By weight, slant, a line, or reversed."""
    assert getattr(Palette(), name) != _NOTHING


def test_without_colours_hits_and_changes_differ() -> None:
    """The hit that is shown from the others, and what was added from what was removed."""
    plain = Palette()

    assert len({plain.hit, plain.current_hit, plain.cursor}) == 3
    assert plain.added != plain.removed


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose workspace holds batch b."""
    with Workspace.open(tmp_path / "workspace.db") as opened:
        load_tasks(opened, FULL)
    return tmp_path


_COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m")
_MIXED = re.compile(r"\x1b\[(?:[\d;]*;)?[34]8;[25];[\d;]*m")
_DARK = re.compile(r"\x1b\[(?:[\d;]*;)?(?:30|34|90|94)(?:;(?!47)[\d;]*)?m")
"""Black and blue inks, which vanish on black; but for black on white."""


@pytest.mark.parametrize("theme", ["", "raterterm-light", PLAIN])
def test_no_color_is_obeyed(home: Path, theme: str) -> None:
    """Not one colour, not even grey, whatever theme was chosen; the answer given stands out all the same."""
    write_preferences(home, Preferences(theme=theme))
    with Terminal(home=home, environment={"NO_COLOR": "1"}) as terminal:
        _look_around(terminal)

        assert _COLOUR.findall(terminal.written) == []
        assert re.search(r"\x1b\[[\d;]*\b7\b[\d;]*m2 A", terminal.written)


@pytest.mark.parametrize("name", ["xterm", "linux", "screen"])
def test_a_terminal_of_16_colours_keeps_its_own(home: Path, name: str) -> None:
    """None is mixed, and no ink is one that vanishes on black."""
    write_preferences(home, Preferences(theme="raterterm-light"))
    with Terminal(home=home, environment={"TERM": name, "COLORTERM": ""}) as terminal:
        _look_around(terminal)

        assert _MIXED.findall(terminal.written) == []
        assert _DARK.findall(terminal.written) == []
        assert _COLOUR.search(terminal.written)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme.name)
async def test_what_is_hidden_is_hidden_in_every_look(workspace: Workspace, look: Look) -> None:
    """Dialogs may let what lies behind through; that screen never."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        seat.app.prefer(Preferences(theme=look.theme.name))
        await seat.press("H")

        assert "everything is saved" in seat.text
        assert "Question 1?" not in seat.text


async def test_every_state_is_told_in_characters(workspace: Workspace) -> None:
    """The screen as text alone says what is answered, missing, current, saved, flagged and decided."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        assert re.search(r"▸ ○ Which is better|▸ ○ Preference", seat.text)
        await seat.press("2")
        assert re.search(r"✓ Preference .*\[2 ", seat.text)
        assert seat.status.lstrip().startswith("saved 2")
        await seat.press("w")
        assert re.search(r"▶ [AB] .*─ [AB] ", seat.text)
        await seat.press("f 1 enter")
        assert "⚑" in seat.status
        await seat.press("s 1 enter p")
        assert "» skipped" in seat.status


def test_looks_are_told_apart_by_name() -> None:
    """In the file and on the screen; a name that is not known gives the default."""
    assert len({look.theme.name for look in LOOKS}) == len({look.title for look in LOOKS}) == len(LOOKS)
    assert all(look_of(look.theme.name) == look for look in LOOKS)
    assert look_of("aurora") == LOOKS[0]


def _least(look: Look) -> float:
    """Return the contrast that text must have in a look."""
    return ENHANCED if "contrast" in look.theme.name else TEXT


def _weak(pairs: set[Pair], look: Look) -> set[Pair]:
    """Return the pairs that lack contrast."""
    return {
        pair
        for pair in pairs
        if contrast(pair.ink, pair.ground) < (MARK if pair.is_decoration else _least(look))
    }


async def _go(seat: Seat, keys: str, part: str) -> None:
    await seat.press(keys)
    if keys.endswith("slash"):
        await seat.write("one")
    if part:
        await seat.until(lambda: any(widget.region for widget in seat.screen.query(part)))


async def _worn(seat: Seat, look: Look, part: str = "") -> set[Pair]:
    """Set the theme and wait until it is drawn; return the pairs of colours in a part of the screen."""
    seat.app.prefer(Preferences(theme=look.theme.name))
    pairs: set[Pair] = set()

    def is_drawn() -> bool:
        pairs.clear()
        pairs.update(pairs_in(_rows(seat, part)))
        return look.theme.panel in {pair.ground for pair in pairs}

    await seat.until(is_drawn)
    return pairs


def _rows(seat: Seat, part: str) -> list[Strip]:
    """Return the rows of a part of the screen, or of all of it."""
    if not part:
        return seat.strips
    region = seat.screen.query_one(part).region
    return [strip.crop(region.x, region.right) for strip in seat.strips[region.y : region.bottom]]


def _look_around(terminal: Terminal) -> None:
    """Open what a rater opens."""
    terminal.wait_for("⏎ starts b")
    terminal.send("\r")
    terminal.wait_for("task 1 of")
    terminal.send("2dgvg")
    terminal.wait_for("saved 2")
    terminal.send("f\tnote")
    terminal.wait_for("note")
    terminal.send("\x1b")
    terminal.wait_until_gone("esc cancels")
    terminal.send("?")
    terminal.wait_for("While rating")
    terminal.send("?o")
    terminal.wait_for("[all]")
