"""Asks for a reason: one digit, a note if there is more to say, Enter."""

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from raterterm.tui.keymap import modal_bindings
from raterterm.tui.show import shown
from raterterm.tui.widgets.writing import DRAFT_AFTER

KEYS = "1234567890"

MAX_NOTE = 2000
"""Characters of a note."""


class Reason(NamedTuple):
    """What was chosen."""

    id: str
    note: str
    is_raised: bool = False
    """Whether it stood already and is to be taken back."""


class Asked(NamedTuple):
    """What is asked for."""

    question: str
    reasons: Mapping[str, str]
    """Id to words."""
    raised: Mapping[str, object]
    """Those that stand already."""
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
        self._reasons = list(asked.reasons.items())
        self._raised = asked.raised
        self._keep_note = keep_note
        self._chosen: str | None = None
        self._timer: Timer | None = None
        self._note = Input(
            asked.note,
            placeholder="a note, if there is more to say",
            max_length=MAX_NOTE,
            id="note",
            compact=True,
        )

    def compose(self) -> ComposeResult:
        """Show the reasons with their digits."""
        with Vertical(id="reason"):
            yield Static(shown(self._question, "bold $accent"))
            yield Static(id="reasons")
            yield self._note
            yield Static(id="reason-keys")

    def on_mount(self) -> None:
        """Wait for a digit, unless it was typed ahead."""
        self._note.display = self._chosen is not None
        self._draw()
        if self._chosen is not None:
            self.set_focus(self._note)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let digits be text once a reason is chosen."""
        del parameters
        return action != "choose" or self._chosen is None

    def action_choose(self, key: str) -> None:
        """Choose a reason; what is typed after it is the note."""
        if KEYS.index(key) >= len(self._reasons):
            return
        reason = self._reasons[KEYS.index(key)][0]
        if reason in self._raised:
            self.dismiss(Reason(reason, "", is_raised=True))
            return
        self._chosen = reason
        if self._note.is_mounted:
            self.on_mount()

    def action_save(self) -> None:
        """Decide."""
        if self._chosen is not None:
            self.dismiss(Reason(self._chosen, self._note.value.strip()))

    def on_input_changed(self) -> None:
        """Have the note kept soon."""
        if self._timer is None and self._chosen is not None:
            self._timer = self.set_timer(DRAFT_AFTER, self.keep)

    def keep(self) -> None:
        """Keep the note that is being typed."""
        self._timer = None
        if self._note.value:
            self._keep_note(self._note.value)

    def action_cancel(self) -> None:
        """Decide nothing."""
        self.dismiss(None)

    def _draw(self) -> None:
        lines = [self._line(KEYS[number], reason) for number, (reason, _) in enumerate(self._reasons)]
        self.query_one("#reasons", Static).update(Content("\n").join(lines))
        keys = "⏎ saves   esc cancels" if self._chosen else "a digit chooses   esc cancels"
        self.query_one("#reason-keys", Static).update(Content.styled(keys, "$text-muted"))

    def _line(self, key: str, reason: str) -> Content:
        is_chosen = reason == self._chosen
        mark = "● " if is_chosen else "⚑ " if reason in self._raised else "  "
        words = dict(self._reasons)[reason]
        taken = "  (raised; this key takes it back)" if reason in self._raised else ""
        style = "bold" if is_chosen else ""
        return Content.assemble(
            (mark, "$accent bold"), (f"{key}  ", "$accent bold"), shown(f"{words}{taken}", style)
        )
