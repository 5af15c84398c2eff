"""The settings: what a person chose for themselves; each change is seen and kept at once."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from raterterm.preferences import Preferences
from raterterm.tui.bindings import modal_bindings
from raterterm.tui.desktop import Desktop
from raterterm.tui.reading.direction import can_reorder
from raterterm.tui.show import fitted, shown
from raterterm.tui.theme import LOOKS, look_of

NAME_WIDTH = 20


class Setting(NamedTuple):
    """One row: a setting, and what it can be."""

    field: str
    """Its name in ``Preferences``."""
    name: str
    choices: Sequence[tuple[object, str]]
    """Values, with their words."""

    def value(self, preferences: Preferences) -> object:
        """Return what it is set to."""
        value: object = getattr(preferences, self.field)
        return look_of(preferences.theme).theme.name if self.field == "theme" else value

    def words(self, preferences: Preferences) -> str:
        """Return in words what it is set to, also where that is none of the choices."""
        value = self.value(preferences)
        return dict(self.choices).get(value, f"after {value} minutes")

    def changed(self, preferences: Preferences, step: int) -> Preferences:
        """Return the settings with the next choice, or the one before; after the last comes the first."""
        values = [value for value, _ in self.choices]
        value = self.value(preferences)
        at = (values.index(value) + step) % len(values) if value in values else 0
        return preferences.model_copy(update={self.field: values[at]})


SETTINGS = (
    Setting("theme", "Theme", [(look.theme.name, look.title) for look in LOOKS]),
    Setting("visual_order", "Right-to-left text", [(False, "as stored"), (True, "in visual order")]),
    Setting(
        "break_after",
        "Break reminder",
        [(0, "never"), *((minutes, f"after {minutes} minutes") for minutes in (25, 50, 90))],
    ),
    Setting("check_spelling", "Spelling", [(True, "misspelt words are marked"), (False, "not checked")]),
    Setting("cover_sensitive", "Sensitive tasks", [(True, "covered until asked for"), (False, "shown")]),
    Setting("times", "Times in bundles", [("day", "days"), ("exact", "moments")]),
)

_MEANT = {
    "theme": "The colours of the screen.",
    "visual_order": "Visual order is for terminals that show Hebrew or Arabic from left to right.",
    "break_after": "Says so on the status line after that much work without a pause of five minutes.",
    "cover_sensitive": "What a task is marked with is said before anything of it is shown.",
    "times": "Whether a bundle tells the day of each decision, or its moment, where the rubric leaves it to you.",
}


def _spelling(language: str | None) -> str:
    """Return which dictionaries there are, and what lacks for the language of the task behind the settings."""
    from raterterm.tui import spelling  # noqa: PLC0415 - only where it is asked for

    if not spelling.is_installed():
        return _sentence(spelling.NO_LIBRARY)
    lack = spelling.lack(language) if language else ""
    found = ", ".join(spelling.languages()) or "none"
    return " ".join(_sentence(words) for words in (lack, f"dictionaries for: {found}") if words)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


_NO_BIDI = "Visual order needs python-bidi, which is not installed: pip install 'raterterm[bidi]'"


class SettingsScreen(ModalScreen[None]):
    """The settings in rows; what lies behind shows what a change does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, priority=True),
        Binding("j,down", "move(1)", show=False, priority=True),
        Binding("k,up", "move(-1)", show=False, priority=True),
        Binding("l,right,enter,space", "change(1)", show=False, priority=True),
        Binding("h,left", "change(-1)", show=False, priority=True),
        *modal_bindings(),
    ]

    def __init__(
        self,
        desktop: Desktop,
        *,
        plain_because: str = "",
        language: str | None = None,
    ) -> None:
        super().__init__()
        self._language = language
        self._desktop = desktop
        self._plain_because = plain_because
        self._row = 0
        self._fault = ""

    def compose(self) -> ComposeResult:
        """Show the rows over what they mean."""
        with Vertical(id="settings"):
            yield Static(Content.styled("Settings", "bold $accent"))
            yield Static(id="settings-rows")
            yield Static(id="settings-meaning")
            yield Static(Content.styled("j k setting   h l change   esc closes", "$text-muted"))

    def on_mount(self) -> None:
        """Draw the first time."""
        self._draw()

    def action_move(self, step: int) -> None:
        """Move the cursor to the next row, or to the one before."""
        self._row = (self._row + step) % len(SETTINGS)
        self._fault = ""
        self._draw()

    def action_change(self, step: int) -> None:
        """Take the next choice, or the one before, and have it applied and kept."""
        setting = SETTINGS[self._row]
        if setting.field == "visual_order" and not can_reorder():
            return
        self._fault = self._desktop.prefer(setting.changed(self._desktop.preferences, step))
        self._draw()

    def action_close(self) -> None:
        """Go back to what lies behind."""
        self.dismiss()

    def _draw(self) -> None:
        rows = [self._line(setting, number == self._row) for number, setting in enumerate(SETTINGS)]
        self.query_one("#settings-rows", Static).update(Content("\n").join(rows))
        told = shown(self._fault, "$error bold") if self._fault else shown(self._meaning())
        self.query_one("#settings-meaning", Static).update(told)

    def _line(self, setting: Setting, is_current: bool) -> Content:
        words = setting.words(self._desktop.preferences)
        return Content.assemble(
            ("▸ " if is_current else "  ", "$accent bold"),
            fitted(setting.name, NAME_WIDTH, "bold" if is_current else ""),
            (f"‹ {words} ›" if is_current else f"  {words}", "bold" if is_current else ""),
        )

    def _meaning(self) -> str:
        field = SETTINGS[self._row].field
        if field == "visual_order" and not can_reorder():
            return _NO_BIDI
        if field == "check_spelling":
            return _spelling(self._language)
        because = self._plain_because if field == "theme" else ""
        return f"{_MEANT[field]} {because}".strip()
