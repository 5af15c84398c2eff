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
from raterterm.core.writing import MAX_LENGTH, TextAnswer, TextQuestion, count_words
from raterterm.tui.keymap import bindings
from raterterm.tui.show import counted

DRAFT_AFTER = 0.5
"""Seconds after the first unsaved key until a draft is kept: at most one second's typing is lost."""


class Editor(TextArea):
    """A text area that keeps what is typed while it is typed."""

    BINDINGS = bindings("writing")

    def __init__(self, keep_draft: Callable[[Question, str], None]) -> None:
        super().__init__(
            soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True, id="editor"
        )
        self.question: Question | None = None
        self._keep_draft = keep_draft
        self._begun = ""
        self._kept = ""
        self._timer: Timer | None = None

    def begin(self, question: Question, text: str) -> None:
        """Start to write the answer of ``question``, from ``text``."""
        self.question = question
        self._begun = self._kept = text
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.border_title = Content(visible_line(question.title))
        self._say_length()

    @property
    def is_new_text(self) -> bool:
        """Tell whether the text differs from the one it began with."""
        return self.text != self._begun

    def keep(self) -> None:
        """Keep the draft now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.question is not None and self.display and self.text != self._kept:
            self._kept = self.text
            self._keep_draft(self.question, self.text)

    def write_outside(self, directory: Path) -> None:
        """Write the text in $EDITOR, in a private file below ``directory``."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory(dir=directory, prefix="editor-") as folder:
            file = Path(folder, "text.md")
            file.write_text(self.text, encoding="utf-8")
            try:
                with self.app.suspend():
                    is_run = _run(editor, file)
                written = file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
            except (OSError, SuspendNotSupported):
                is_run = False
            if not is_run:
                self.border_subtitle = Content(f"cannot run {visible_line(editor)}")
                return
        self.replace(written[:MAX_LENGTH], self.document.start, self.document.end)

    def on_text_area_changed(self) -> None:
        """Have a draft kept soon."""
        self._say_length()
        if self._timer is None and self.text != self._kept:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)

    def _say_length(self) -> None:
        if isinstance(self.question, TextQuestion):
            words = counted(count_words(self.text), "word")
            lack = self.question.shortfall(TextAnswer(text=self.text)) if self.text.strip() else None
            self.border_subtitle = Content(lack or words)

    async def _on_key(self, event: events.Key) -> None:
        # Some terminals send the space bar as CSI 32 u, which arrives as a key without its character.
        if event.key == "space" and event.character is None:
            event.character = " "
        await super()._on_key(event)


def _run(editor: str, file: Path) -> bool:
    """Return whether ``editor`` could be run: raised while the app is suspended, an error would leave it so."""
    try:
        subprocess.run([*shlex.split(editor), str(file)], check=False)
    except (OSError, ValueError):
        return False
    return True
