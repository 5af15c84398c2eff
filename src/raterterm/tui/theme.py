"""The looks: quiet, one accent, state never by colour alone.

A look has eleven colours; the theme of the screen and the palette of what is read are both made of
them, here and nowhere else, so that neither has a colour that its background does not carry.
"""

from functools import cache
from typing import NamedTuple

from rich.style import Style
from textual.theme import Theme

from raterterm.tui.reading.palette import Palette

_style = Style.parse


class Colours(NamedTuple):
    """What a look is made of, each as ``#rrggbb``."""

    background: str
    panel: str
    """The background of the lines above and below, and of dialogs."""
    foreground: str
    muted: str
    """Text of less weight."""
    rule: str
    """Borders, which carry no word."""
    accent: str
    second: str
    """A second hue for what is read: names in code, formulas."""
    code: str
    success: str
    """Also words that were added."""
    warning: str
    error: str
    """Also words that were removed."""


class Look(NamedTuple):
    """One choice of the setting ``Theme``."""

    title: str
    """For people."""
    theme: Theme
    colours: Colours | None
    """None for those of the terminal."""

    @property
    def palette(self) -> Palette:
        """The styles of what is read."""
        return Palette() if self.colours is None else _palette(self.colours)


def _look(name: str, title: str, colours: Colours, *, dark: bool) -> Look:
    theme = Theme(
        name=name,
        dark=dark,
        primary=colours.accent,
        secondary=colours.second,
        accent=colours.accent,
        foreground=colours.foreground,
        background=colours.background,
        surface=colours.background,
        panel=colours.panel,
        success=colours.success,
        warning=colours.warning,
        error=colours.error,
        variables=_variables(colours),
    )
    return Look(title, theme, colours)


def _variables(colours: Colours) -> dict[str, str]:
    """Return what Textual would else derive without regard to contrast."""
    cursor = {"foreground": colours.background, "background": colours.accent, "text-style": "bold"}
    return {
        "text-muted": colours.muted,
        "text-disabled": colours.muted,
        "rule": colours.rule,
        "border": colours.accent,
        "border-blurred": colours.rule,
        **{f"block-cursor-{part}": value for part, value in cursor.items()},
        **{f"block-cursor-blurred-{part}": value for part, value in cursor.items()},
        "input-cursor-foreground": colours.background,
        "input-cursor-background": colours.foreground,
        "input-selection-foreground": colours.background,
        "input-selection-background": colours.accent,
        "scrollbar": colours.muted,
        "scrollbar-background": colours.panel,
    }


@cache
def _palette(colours: Colours) -> Palette:
    """Return the styles of what is read; hits and changes also differ in weight, underlined or struck."""
    return Palette(
        heading=_style(f"bold {colours.accent}"),
        code=_style(colours.code),
        link=_style(f"underline {colours.accent}"),
        target=_style(colours.muted),
        math=_style(f"italic {colours.second}"),
        marker=_style(colours.accent),
        faint=_style(colours.muted),
        hit=_style(f"{colours.background} on {colours.warning}"),
        current_hit=_style(f"bold underline {colours.background} on {colours.accent}"),
        keyword=_style(f"bold {colours.second}"),
        string=_style(colours.success),
        number=_style(colours.code),
        comment=_style(f"italic {colours.muted}"),
        name=_style(colours.accent),
        removed=_style(f"strike {colours.error}"),
        added=_style(f"underline {colours.success}"),
        error=_style(f"underline {colours.error}"),
        strength=_style(f"italic underline {colours.success}"),
        claim=_style(f"underline {colours.second}"),
        failure=_style(f"bold underline {colours.warning}"),
        words=_style(f"underline {colours.accent}"),
    )


_PLAIN = Look(
    "colours of the terminal",
    Theme(
        name="raterterm-terminal",
        ansi=True,
        primary="ansi_magenta",
        secondary="ansi_default",
        accent="ansi_magenta",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        success="ansi_default",
        warning="ansi_default",
        error="ansi_red",
        variables={
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "text-muted": "ansi_default",
            "text-disabled": "ansi_default",
            "rule": "ansi_default",
            "border": "ansi_magenta",
            "border-blurred": "ansi_default",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_white",
            "input-cursor-text-style": "reverse",
            "scrollbar": "ansi_default",
            "scrollbar-background": "ansi_default",
        },
    ),
    None,
)
"""For terminals of 16 colours, whose shades nobody knows, and for no colours at all: weight and lines
tell what colours tell elsewhere.  Magenta and red stand out least badly on black and on white."""

LOOKS = (
    _look(
        "raterterm-dark",
        "dark",
        Colours(
            background="#14171a",
            panel="#1d2226",
            foreground="#d5d9dc",
            muted="#8b959c",
            rule="#626d75",
            accent="#7fb4ca",
            second="#b9a3d6",
            code="#cdb892",
            success="#8fbf7f",
            warning="#d9b36a",
            error="#e5786d",
        ),
        dark=True,
    ),
    _look(
        "raterterm-light",
        "light",
        Colours(
            background="#fbfbf9",
            panel="#eeeeea",
            foreground="#1b1f22",
            muted="#5a656d",
            rule="#7a838a",
            accent="#1f5f86",
            second="#6d4a96",
            code="#6f4e1f",
            success="#2f6b2f",
            warning="#80540a",
            error="#a8281c",
        ),
        dark=False,
    ),
    _look(
        "raterterm-high-contrast-dark",
        "high contrast, dark",
        Colours(
            background="#000000",
            panel="#1c1c1c",
            foreground="#ffffff",
            muted="#c4c4c4",
            rule="#8c8c8c",
            accent="#6cd4ff",
            second="#dfb8ff",
            code="#ffe0a3",
            success="#7df07d",
            warning="#ffd75f",
            error="#ff9d94",
        ),
        dark=True,
    ),
    _look(
        "raterterm-high-contrast-light",
        "high contrast, light",
        Colours(
            background="#ffffff",
            panel="#ebebeb",
            foreground="#000000",
            muted="#3f3f3f",
            rule="#707070",
            accent="#003f7f",
            second="#551a86",
            code="#573800",
            success="#004d12",
            warning="#573800",
            error="#870000",
        ),
        dark=False,
    ),
    # Okabe and Ito, "Color Universal Design" (2008): sky blue, reddish purple, orange, yellow, vermillion.
    _look(
        "raterterm-colour-blind-dark",
        "colour-blind safe, dark",
        Colours(
            background="#0e1012",
            panel="#171a1d",
            foreground="#d5d9dc",
            muted="#8b959c",
            rule="#626d75",
            accent="#56b4e9",
            second="#cc79a7",
            code="#e69f00",
            success="#56b4e9",
            warning="#f0e442",
            error="#d55e00",
        ),
        dark=True,
    ),
    # Paul Tol, "Colour schemes" (SRON/EPS/TN/09-002, 2021), medium contrast: blue, red, and the yellow
    # darkened until it can be read.
    _look(
        "raterterm-colour-blind-light",
        "colour-blind safe, light",
        Colours(
            background="#fbfbf9",
            panel="#eeeeea",
            foreground="#1b1f22",
            muted="#5a656d",
            rule="#7a838a",
            accent="#004488",
            second="#994455",
            code="#7a5f00",
            success="#004488",
            warning="#7a5f00",
            error="#994455",
        ),
        dark=False,
    ),
    _PLAIN,
)
"""The first is the default."""

THEMES = tuple(look.theme for look in LOOKS)
"""The first is the default."""

PLAIN = _PLAIN.theme.name
"""The theme that needs no colours."""


def look_of(name: str) -> Look:
    """Return the look whose theme has this name, or the default."""
    return next((look for look in LOOKS if look.theme.name == name), LOOKS[0])
