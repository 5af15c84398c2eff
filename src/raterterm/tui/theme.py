"""The themes: quiet, one accent, state never by colour alone."""

from textual.theme import Theme

THEMES = (
    Theme(
        name="raterterm-dark",
        dark=True,
        primary="#7fb4ca",
        secondary="#9aa7b0",
        accent="#7fb4ca",
        foreground="#d5d9dc",
        background="#14171a",
        surface="#14171a",
        panel="#1d2226",
        success="#8fbf7f",
        warning="#d9b36a",
        error="#e5786d",
        variables={"text-muted": "#8b959c"},
    ),
    Theme(
        name="raterterm-light",
        dark=False,
        primary="#1f5f86",
        secondary="#5a6670",
        accent="#1f5f86",
        foreground="#1b1f22",
        background="#fbfbf9",
        surface="#fbfbf9",
        panel="#eeeeea",
        success="#2f6b2f",
        warning="#8a5a00",
        error="#a8281c",
        variables={"text-muted": "#5f6a72"},
    ),
)
"""The first is the default."""
