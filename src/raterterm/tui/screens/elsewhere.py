"""Writes what could not be saved to a file elsewhere: on another disk, while the workspace takes nothing."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from raterterm import privatefile
from raterterm.core import jsontext
from raterterm.core.visible import visible_line
from raterterm.core.words import Json
from raterterm.errors import reason_of
from raterterm.tui.bindings import modal_bindings
from raterterm.tui.screens.answering import AnsweringKeys
from raterterm.tui.screens.rating import RatingScreen
from raterterm.tui.screens.reason import ReasonScreen
from raterterm.tui.show import shown
from raterterm.tui.widgets.typed import TypedLine


def unsaved(screens: Iterable[Screen[object]]) -> dict[str, Json]:
    """Return the task that is open, its answers, and every text that is being written on these screens."""
    content: dict[str, Json] = {"raterterm": "unsaved/1"}
    for screen in screens:
        if isinstance(screen, RatingScreen) and screen.sheet is not None:
            content |= {"batch": screen.desk.summary.id, "task": screen.sheet.task.id}
            content["answers"] = dict(screen.sheet.rating.answers)
            content["drafts"] = dict(screen.sheet.drafts)
            content["not_saved"] = {
                question: answer.model_dump(mode="json") for question, answer in screen.refused.items()
            }
        if (
            isinstance(screen, AnsweringKeys)
            and screen.is_writing
            and (asked := screen.answering.editor.question)
        ):
            content.setdefault("writing", {})[asked.id] = screen.answering.editor.text
        if isinstance(screen, ReasonScreen) and screen.written:
            content.setdefault("writing", {})["note"] = screen.written
    return content


class ElsewhereScreen(ModalScreen[None]):
    """Asks for a file's name, and says how it went."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, priority=True),
        *modal_bindings(),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, content: dict[str, Json], folder: Path) -> None:
        super().__init__()
        self._content = content
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", str(content.get("task", "nothing")))[:60]
        self._path = folder / f"raterterm-unsaved-{name}.json"
        self._said = Static(id="elsewhere-said")

    def compose(self) -> ComposeResult:
        """Offer a name in the home folder."""
        with Vertical(id="reason"):
            yield Static(shown("Write the answers and texts of this task to a file", "bold $accent"))
            yield TypedLine(visible_line(str(self._path)), id="elsewhere", compact=True)
            yield self._said
            yield Static(shown("⏎ writes   esc goes back", "$text-muted"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write the file, readable by its owner alone; nothing that is there is overwritten."""
        path = Path(event.value)
        try:
            path = path.expanduser()
            privatefile.write(path, jsontext.encode(self._content) + b"\n")
        except (OSError, ValueError, RuntimeError) as error:
            why = reason_of(error) if isinstance(error, OSError) else "not a file name"
            self._said.update(shown(f"not written: {why}", "$error bold"))
        else:
            self._said.update(shown(f"written: {path}", "$success bold"))

    def action_cancel(self) -> None:
        """Go back."""
        self.dismiss()
