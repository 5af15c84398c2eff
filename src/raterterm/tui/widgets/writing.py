"""The editor: where the rationale and the notes are written."""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual import events
from textual.app import SuspendNotSupported
from textual.content import Content
from textual.timer import Timer
from textual.widgets import TextArea

from raterterm.core.question import Question
from raterterm.core.visible import visible_line
from raterterm.core.writing import TextQuestion, count_words
from raterterm.errors import reason_of
from raterterm.tui.keymap import bindings
from raterterm.tui.show import counted

DRAFT_AFTER = 0.5
"""Seconds after the first unsaved key until a draft is kept: at most one second's typing is lost."""


class Editor(TextArea):
    """A text area that keeps what is typed while it is typed."""

    BINDINGS = bindings("writing")

    def __init__(self, keep_draft: Callable[[Question, str], bool], directory: Path) -> None:
        super().__init__(
            soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True, id="editor"
        )
        self.question: Question | None = None
        self._keep_draft = keep_draft
        self.directory = directory
        """Where $EDITOR may have its file: as private as the workspace."""
        self._begun = ""
        self._kept = ""
        self._timer: Timer | None = None

    def begin(self, question: Question, title: str, text: str) -> None:
        """Start to write the answer of ``question``, from ``text``."""
        self.question = question
        self._begun = self._kept = text
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.border_title = Content(visible_line(title))
        self._say_length()

    @property
    def is_new_text(self) -> bool:
        """Tell whether the text differs from the one it began with."""
        return self.text != self._begun

    def keep(self) -> None:
        """Keep the draft now; when that fails, try again soon."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.question is None or not self.display or self.text == self._kept:
            return
        if self._keep_draft(self.question, self.text):
            self._kept = self.text
        else:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)

    def write_outside(self) -> None:
        """Write the text in $EDITOR, in a private file."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        try:
            written = self._edited(shlex.split(editor) or ["vi"])
        except (OSError, ValueError, SuspendNotSupported) as error:
            why = reason_of(error) if isinstance(error, OSError) else "it cannot be run here"
            self.border_subtitle = Content(visible_line(f"cannot write with {editor}: {why}"))
            return
        self.replace(written, self.document.start, self.document.end)

    def _edited(self, program: list[str]) -> str:
        with tempfile.TemporaryDirectory(dir=self.directory, prefix="editor-") as folder:
            file = Path(folder, "text.md")
            file.write_text(self.text, encoding="utf-8")
            failed = None
            with self.app.suspend():
                try:
                    subprocess.run([*program, str(file)], check=False)
                except OSError as error:  # raised in here, it would leave the screen closed
                    failed = error
            if failed is not None:
                raise failed
            return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")

    def on_text_area_changed(self) -> None:
        """Have a draft kept soon."""
        self._say_length()
        if self._timer is None and self.text != self._kept:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)

    def _say_length(self) -> None:
        if isinstance(self.question, TextQuestion):
            lack = self.question.lack(self.text)
            self.border_subtitle = Content(lack or counted(count_words(self.text), "word"))

    def action_copy(self) -> None:
        """Copy what is selected; say how to leave when nothing is, as that is what ctrl+c was meant for."""
        if self.selected_text:
            super().action_copy()
        else:
            self.border_subtitle = Content("esc leaves the text, it is kept")

    async def _on_key(self, event: events.Key) -> None:
        # Some terminals send the space bar as CSI 32 u, which arrives as a key without its character.
        if event.key == "space" and event.character is None:
            event.character = " "
        await super()._on_key(event)
