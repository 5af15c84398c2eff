"""Asks for a reason: one digit, a note if there is more to say, Enter."""

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static

from raterterm.core.flags import OTHER
from raterterm.core.words import ResponseId
from raterterm.tui.bindings import modal_bindings
from raterterm.tui.show import shown
from raterterm.tui.widgets.typed import TypedLine
from raterterm.tui.widgets.writing import DRAFT_AFTER

KEYS = "1234567890"

MAX_NOTE = 2000
"""Characters of a note."""


class Reason(NamedTuple):
    """What was chosen."""

    id: str
    note: str = ""
    response: ResponseId | None = None
    """What a flag is about; None when it is the task."""
    severity: str | None = None
    is_raised: bool = False
    """Whether it stood already and is to be taken back."""


class Asked(NamedTuple):
    """What is asked for."""

    question: str
    reasons: Mapping[str, str]
    """Id to words."""
    note: str = ""
    """What was typed before."""


class ReasonScreen(ModalScreen[Reason | None]):
    """A short list of reasons with a line for a note."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, priority=True),
        Binding("enter", "save", show=False, priority=True),
        *(Binding(key, f"choose('{key}')", show=False, priority=True) for key in KEYS),
        *modal_bindings(),
    ]

    def __init__(self, asked: Asked, keep_note: Callable[[str], bool]) -> None:
        super().__init__()
        self._question = asked.question
        self.reasons = dict(asked.reasons)
        """Those that can be chosen, by id."""
        self._keep_note = keep_note
        self.chosen: str | None = None
        """Id of the one that was chosen."""
        self.kept = asked.note
        """The note as it is kept."""
        self._timer: Timer | None = None
        self.note = TypedLine(
            asked.note,
            placeholder="a note",
            max_length=MAX_NOTE,
            id="note",
            compact=True,
        )

    def compose(self) -> ComposeResult:
        """Show the reasons with their digits."""
        with Vertical(id="reason"):
            yield Static(shown(self._question, "bold $accent"))
            yield Static(id="reasons")
            yield Static(id="details")
            yield self.note
            yield Static(id="reason-keys")

    def on_mount(self) -> None:
        """Wait for a digit, unless it was typed ahead."""
        self.draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let digits be text once a reason is chosen."""
        del parameters
        return action != "choose" or self.chosen is None

    def action_choose(self, key: str) -> None:
        """Choose a reason; what is typed after it is the note."""
        if KEYS.index(key) < len(self.reasons):
            self.chosen = list(self.reasons)[KEYS.index(key)]
            self.draw()

    def action_save(self) -> None:
        """Decide, unless a note is missing."""
        if self.chosen is not None and not self.is_note_missing:
            self.dismiss(Reason(self.chosen, self.written))

    @property
    def written(self) -> str:
        """The note."""
        return self.note.value.strip()

    @property
    def is_note_missing(self) -> bool:
        """Tell whether what was chosen says nothing without a note."""
        return self.chosen == OTHER and not self.written

    def on_input_changed(self) -> None:
        """Have the note kept soon, and say no longer that it is missing."""
        self.query_one("#reason-keys", Static).update(self.keys())
        if self._timer is None and self.note.value != self.kept:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)

    def keep(self) -> None:
        """Keep the note that is being typed."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        # Once it is decided the note is no draft any more, although the timer may not know yet.
        is_open = self in self.app.screen_stack
        if is_open and self.note.value != self.kept and self._keep_note(self.note.value):
            self.kept = self.note.value

    def action_cancel(self) -> None:
        """Decide nothing; what was typed of a note is there the next time."""
        self.keep()
        self.dismiss(None)

    # What is on the screen

    def draw(self) -> None:
        """Draw what can be chosen, what was, and the keys."""
        if not self.note.is_mounted:
            return  # a digit that was typed ahead is drawn then
        self.query_one("#reasons", Static).update(Content("\n").join(self.rows()))
        details = self.details()
        self.query_one("#details", Static).display = bool(details)
        self.query_one("#details", Static).update(Content("\n").join(details))
        self.query_one("#reason-keys", Static).update(self.keys())
        self.note.display = self.is_typing or bool(self.written)
        self.set_focus(self.note if self.is_typing else None)

    @property
    def is_typing(self) -> bool:
        """Tell whether keys are text of the note."""
        return self.chosen is not None

    def rows(self) -> list[Content]:
        """Return the reasons, a line each."""
        return [self.row(KEYS[number], reason) for number, reason in enumerate(self.reasons)]

    def row(self, key: str, reason: str, mark: str = "", told: str = "") -> Content:
        """Return the line of a reason: its mark, its key, its words and what is ``told`` behind them."""
        is_chosen = reason == self.chosen
        style = "bold" if is_chosen else ""
        return Content.assemble(
            (f"{mark or ' '} " if not is_chosen else "● ", "$accent bold"),
            (f"{key}  ", "$accent bold"),
            shown(self.reasons[reason], style),
            shown(told, "$text-muted"),
        )

    def details(self) -> list[Content]:
        """Return what else can be said, a line each."""
        return []

    def keys(self) -> Content:
        """Return which keys do what now."""
        if self.is_note_missing:
            return Content.styled("this reason needs a note   ⏎ saves   esc cancels", "$warning")
        keys = "⏎ saves   esc cancels" if self.chosen else "a digit chooses   esc cancels"
        return Content.styled(keys, "$text-muted")
