"""The editor: where the rationale and the notes are written."""

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Collection
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import SuspendNotSupported
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from raterterm import privatefile
from raterterm.core.question import Question
from raterterm.core.visible import inert, visible_line
from raterterm.core.writing import TextQuestion, count_words
from raterterm.errors import reason_of
from raterterm.tui.bindings import bindings
from raterterm.tui.show import counted

if TYPE_CHECKING:
    from rich.text import Text

DRAFT_AFTER = 0.5
"""Seconds after the first unsaved key until a draft is kept: at most one second's typing is lost."""

PAUSE = 0.5
"""Seconds after the last key until what is written is read for hints and slips."""

MISSPELT, MEANT = "editor--misspelt", "editor--meant"
"""How words are marked that no dictionary knows, and those that a hint speaks of."""

_LONGEST_LINE = 20_000
"""Characters of a line in which words are marked."""

_CLINGS = "([{“‘«„'\"—–-/"
"""What no blank follows."""


class Editor(TextArea):
    """A text area that keeps what is typed while it is typed."""

    BINDINGS = bindings("writing")
    COMPONENT_CLASSES: ClassVar[set[str]] = {MISSPELT, MEANT}

    class Paused(Message):
        """The keys have rested for a moment."""

        def __init__(self, question: Question, text: str) -> None:
            super().__init__()
            self.question = question
            """Whose answer is being written."""
            self.text = text
            """All that is written."""

    def __init__(self, keep_draft: Callable[[Question, str], bool], directory: Path) -> None:
        super().__init__(
            soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True, id="editor"
        )
        # It would take the colour from what is marked in the line.
        self.highlight_cursor_line = False
        self.question: Question | None = None
        self._keep_draft = keep_draft
        self.directory = directory
        """Where $EDITOR may have its file: as private as the workspace."""
        self._begun = ""
        self._kept = ""
        self._timer: Timer | None = None
        self._resting: Timer | None = None
        self._changed_at = 0.0
        self._misspelt: int = 0
        self._told_of: str | None = None
        self._marks: dict[str, re.Pattern[str]] = {}

    def begin(self, question: Question, title: str, text: str) -> None:
        """Start to write the answer of ``question``, from ``text``."""
        self.question = question
        self._begun = self._kept = text
        self._misspelt, self._told_of = 0, None
        self._marks = {}
        self.load_text(text)
        self.move_cursor(self.document.end)
        self.border_title = Content(visible_line(title))
        self._say_length()
        self.await_pause()

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
            self.tell(f"cannot write with {editor}: {why}")
            return
        self.replace(written, self.document.start, self.document.end)

    def _edited(self, program: list[str]) -> str:
        with privatefile.folder(self.directory) as (folder, held):
            file = folder / "text.md"
            file.write_text(self.text, encoding="utf-8")
            failed = None
            with self.app.suspend():
                try:
                    # The editor holds the folder as well: it may outlive this process.
                    subprocess.run([*program, str(file)], check=False, pass_fds=[held])
                except OSError as error:  # raised in here, it would leave the screen closed
                    failed = error
            if failed is not None:
                raise failed
            return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")

    def tell(self, message: str) -> None:
        """Say something at the lower edge, until the text changes."""
        self._told_of = self.text
        self.border_subtitle = Content(visible_line(message))

    def on_text_area_changed(self) -> None:
        """Have a draft kept soon, and the text read once the keys rest."""
        self._say_length()
        if self._timer is None and self.text != self._kept:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)
        self.await_pause()

    def _say_length(self) -> None:
        if isinstance(self.question, TextQuestion) and self.text != self._told_of:
            length = self.question.lack(self.text) or counted(count_words(self.text), "word")
            slips = f" · {self._misspelt} misspelt" if self._misspelt else ""
            self.border_subtitle = Content(f"{length}{slips}")

    def await_pause(self) -> None:
        """Have the text read once no key was pressed for a moment."""
        self._changed_at = monotonic()
        if self._resting is None:
            self._resting = self.set_timer(PAUSE, self._rest)

    def _rest(self) -> None:
        # One timer for many keys: to set a new one with each would cost more than to look at the clock here.
        left = self._changed_at + PAUSE - monotonic()
        self._resting = self.set_timer(left, self._rest) if left > 0.01 else None
        if self._resting is None and self.display and self.question is not None:
            self.post_message(self.Paused(self.question, self.text))

    # What is marked in it

    def mark(self, misspelt: Collection[str], meant: str = "") -> None:
        """Mark words wherever they stand, so that a mark moves with its word, and what a hint means."""
        self._misspelt = len(misspelt)
        self._set_mark(
            MISSPELT, rf"(?<!\w)(?:{'|'.join(map(re.escape, misspelt))})(?!\w)" if misspelt else ""
        )
        self._say_length()
        self.mark_meant(meant)

    def mark_meant(self, meant: str) -> None:
        """Mark what a hint means; nothing when it is all of the text."""
        self._set_mark(MEANT, re.escape(meant))
        # Drawn lines are kept until the text or the style changes.
        self.notify_style_update()
        self.refresh()

    def _set_mark(self, kind: str, pattern: str) -> None:
        self._marks.pop(kind, None)
        if pattern:
            self._marks[kind] = re.compile(pattern)

    def get_line(self, line_index: int) -> "Text":
        """Return a line with what is marked in it; what would act is replaced, each by one character."""
        line = super().get_line(line_index)
        line.plain = inert(line.plain)
        if len(line) <= _LONGEST_LINE:
            for kind, pattern in self._marks.items():
                line.highlight_regex(pattern, self.get_component_rich_style(kind, partial=True))
        return line

    # What other screens put into it

    @property
    def cursor_offset(self) -> int:
        """Where the cursor stands, in Unicode code points from the start."""
        row, column = self.cursor_location
        before = (self.document.get_line(line) for line in range(row))
        return column + sum(len(line) + len(self.document.newline) for line in before)

    def select(self, start: int, end: int) -> None:
        """Select what stands between two offsets."""
        self.move_cursor(self._location(start))
        self.move_cursor(self._location(end), select=True)

    def _location(self, offset: int) -> tuple[int, int]:
        *above, line = self.text[:offset].split(self.document.newline)
        return len(above), len(line)

    def replace_selected(self, text: str) -> None:
        """Put ``text`` in the place of what is selected, or at the cursor."""
        start, end = sorted(self.selection)
        self.replace(text, start, end, maintain_selection_offset=False)

    def put_in(self, text: str) -> None:
        """Put ``text`` in at the cursor, apart from the word before it."""
        row, column = min(self.selection)
        before = self.document.get_line(row)[:column][-1:]
        gap = " " if before and not before.isspace() and before not in _CLINGS else ""
        self.replace_selected(gap + text)

    def action_copy(self) -> None:
        """Copy what is selected; say how to leave when nothing is, as that is what ctrl+c was meant for."""
        if self.selected_text:
            super().action_copy()
        else:
            self.tell("esc leaves the text, it is kept")

    async def _on_key(self, event: events.Key) -> None:
        # Some terminals send the space bar as CSI 32 u, which arrives as a key without its character.
        if event.key == "space" and event.character is None:
            event.character = " "
        await super()._on_key(event)
