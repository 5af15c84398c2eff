"""Raises flags: a digit is enough unless the rubric asks for more, and what else can be said has its own keys."""

from collections.abc import Callable, Iterable
from string import ascii_lowercase
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from raterterm.core.flags import Flags
from raterterm.core.question import Letters
from raterterm.core.rating import Flag, Rating
from raterterm.core.words import ResponseId
from raterterm.tui.screens.reason import KEYS, Asked, Reason, ReasonScreen
from raterterm.tui.show import shown


class FlagScreen(ReasonScreen):
    """The categories of the rubric, and what a flag may say beside its category.

    A digit raises a flag, or takes it back where it stands already.  Which response it is about and the
    note can be given before the digit; Enter opens all of it for the category under the cursor.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "note", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        *(Binding(key, f"about('{key}')", show=False, priority=True) for key in ascii_lowercase),
    ]

    def __init__(self, flags: Flags, rating: Rating, note: str, keep_note: Callable[[str], bool]) -> None:
        super().__init__(Asked("What is wrong here?", flags.words, note), keep_note)
        self._flags = flags
        self._rating = rating
        self._letters = Letters(rating.order)
        self._draft = note
        self._response: ResponseId | None = None
        self._severity: str | None = None
        self._row = 0
        self._is_note_open = False

    @property
    def is_typing(self) -> bool:
        """Tell whether keys are text of the note."""
        return self._is_note_open

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let digits and letters be text while the note is typed."""
        del parameters
        return not self._is_note_open or action not in {"choose", "about", "move"}

    # Keys

    def action_choose(self, key: str) -> None:
        """Choose the category, or the severity once there is one."""
        if self.chosen is not None:
            severities = self._severities
            if KEYS.index(key) < len(severities):
                self._severity = severities[KEYS.index(key)]
                self._raise()
        elif KEYS.index(key) < len(self.reasons):
            self._choose(list(self.reasons)[KEYS.index(key)])

    def _choose(self, category: str) -> None:
        if category in self._rating.flags and not self._is_more_said:
            self.dismiss(Reason(category, is_raised=True))
            return
        # What was typed another time may have been meant for another flag: it is looked at first.
        is_old = bool(self._draft.strip()) and self.note.value == self._draft
        self._open(category)
        if is_old:
            self.draw()
        else:
            self._raise()

    @property
    def _is_more_said(self) -> bool:
        return self._response is not None or self.note.value != self._draft

    def _open(self, category: str) -> None:
        """Choose a category, with what is said of it already."""
        self.chosen = category
        stands = self._rating.flags.get(category, Flag())
        self._response = self._response or stands.response
        self._severity = stands.severity if stands.severity in self._severities else None
        if not self.note.value:
            self.kept = self.note.value = stands.note

    def _raise(self) -> None:
        """Raise the flag, unless something is missing: then stay, and ask for it."""
        if self.chosen is not None and not self._lack:
            self.dismiss(Reason(self.chosen, self.written, self._response, self._severity))
            return
        self._is_note_open = not self._is_severity_missing and self.is_note_missing
        self.draw()

    def action_save(self) -> None:
        """Leave the note, raise the flag, or open what can be said of the category under the cursor."""
        if self.chosen is not None:
            self._raise()
        elif self._is_note_open:
            self.action_note()
        else:
            self._open(list(self.reasons)[self._row])
            self.draw()

    def action_note(self) -> None:
        """Write the note, or go back to the keys."""
        self._is_note_open = not self._is_note_open
        self.draw()

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._row = (self._row + step) % len(self.reasons)
        self.draw()

    def action_about(self, key: str) -> None:
        """Say which response it is about; the same again says that it is the task."""
        place = ascii_lowercase.index(key)
        if place < len(self._letters.order):
            response = self._letters.order[place]
            self._response = None if response == self._response else response
            self.draw()

    # What is missing

    @property
    def _severities(self) -> tuple[str, ...]:
        return self._flags.severities(self.chosen) if self.chosen is not None else ()

    @property
    def _is_severity_missing(self) -> bool:
        return bool(self._severities) and self._severity is None

    @property
    def _lack(self) -> str:
        if self._is_severity_missing:
            return "a digit: how grave is it?"
        return "this category needs a note" if self.is_note_missing else ""

    # What is on the screen

    def draw(self) -> None:
        """Draw all categories, a line each, or the whole of the one that is chosen."""
        super().draw()
        self.query("#reasons").set_class(self.chosen is None, "-cut")

    def rows(self) -> list[Content]:
        """Return the categories, or the chosen one alone."""
        if self.chosen is not None:
            number = list(self.reasons).index(self.chosen)
            return [self.row(KEYS[number], self.chosen, told=self._told(self.chosen))]
        return [
            self.row(KEYS[number], category, self._mark(number, category), self._facts(category))
            for number, category in enumerate(self.reasons)
        ]

    def _mark(self, number: int, category: str) -> str:
        is_here = number == self._row and not self._is_note_open
        is_raised = category in self._rating.flags
        is_escalated = self._flags.is_escalated(category)
        return ("▸" if is_here else " ") + ("⚑" if is_raised else " ") + ("!" if is_escalated else " ")

    def _facts(self, category: str) -> str:
        facts = self._rating.facts(category) if category in self._rating.flags else ()
        return f" ({', '.join(facts)})" if facts else ""

    def _told(self, category: str) -> str:
        told = ["escalated: the team must look"] if self._flags.is_escalated(category) else []
        told += ["raised"] if category in self._rating.flags else []
        return f" ({'; '.join(told)})" if told else ""

    def details(self) -> list[Content]:
        """Return what the flag is about and, where it is asked, how grave it is."""
        lines = []
        if self._letters.order:
            letters = [
                (letter.lower(), letter, response == self._response)
                for letter, response in self._letters.as_json().items()
            ]
            whole = Content.styled("[the task] " if self._response is None else " the task  ", "bold")
            lines.append(Content.assemble("About     ", whole, _offered(letters)))
        if self._severities:
            grades = [
                (KEYS[number], grade, grade == self._severity)
                for number, grade in enumerate(self._severities)
            ]
            lines.append(Content.assemble("Severity  ", _offered(grades)))
        return lines

    def keys(self) -> Content:
        """Return which keys do what now."""
        letters = "a letter: which response   " if self._letters.order else ""
        if self._is_note_open:
            is_last = self.chosen is not None and not self._is_severity_missing
            keys = "⏎ raises   " if is_last else "⏎ keeps the note   "
        elif self.chosen is None:
            second = "changes it" if self._is_more_said else "takes it back"
            stands = f", or {second}" if self._rating.flags else ""
            urgent = "! the team must look   " if any(map(self._flags.is_escalated, self.reasons)) else ""
            keys = f"a digit raises{stands}   {letters}⇥ a note   ↑↓ ⏎ opens one   {urgent}"
        else:
            grades = "a digit: how grave   " if self._severity is not None else ""
            keys = f"{grades}{letters}⇥ a note   ⏎ raises   "
        lack = self._lack if self.chosen is not None else ""
        return Content.assemble(
            (f"{lack}   " if lack else "", "$warning bold"), (f"{keys}esc cancels", "$text-muted")
        )


def _offered(choices: Iterable[tuple[str, str, bool]]) -> Content:
    """Return keys with what they choose; what is chosen stands in brackets."""
    told = [
        shown(f"[{key} {words}]", "bold $accent") if is_chosen else shown(f" {key} {words} ")
        for key, words, is_chosen in choices
    ]
    return Content("").join(told)
