"""One entry of a list: a small form over the lower part of the screen, the text above it still to be read."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen

from raterterm.core.question import Answer, Letters, Question
from raterterm.core.records import RecordsQuestion
from raterterm.core.words import QuestionId
from raterterm.tui.keymap import actions, modal_bindings
from raterterm.tui.page import Page
from raterterm.tui.screens.answering import AnsweringKeys
from raterterm.tui.screens.ledger import LedgerScreen
from raterterm.tui.show import counted, shown
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.lines import FooterLine, StatusLine

Answered = dict[QuestionId, Answer]

KeepText = Callable[[QuestionId, str], bool]
"""Keeps what is being typed in a field, or forgets it when it is empty; returns whether it is safe."""


class ListingKeys(AnsweringKeys):
    """The keys of a form, some of whose questions are answered with lists."""

    def list_entries(self, question: RecordsQuestion) -> None:
        """Open the list of entries, or a new one where there is none."""
        entries = question.entries(self.page.answers.get(question.id))
        if not entries:
            self.open_entry(question, -1)
            return

        def remove(at: int) -> bool:
            del entries[at]
            return self._keep_entries(question, entries)

        def opened(at: int | None) -> None:
            self.draw()
            if at is not None:
                self.open_entry(question, at)

        self.push(LedgerScreen(question, self.page.letters, entries, remove), opened)

    def open_entry(self, question: RecordsQuestion, at: int, begun: Answered | None = None) -> None:
        """Open an entry, or with -1 a new one that has ``begun`` with some answers."""
        entries = question.entries(self.page.answers.get(question.id))
        if at < 0:
            at = len(entries)
            entries.append(dict(begun or {}))
        if begun and not self._keep_entries(question, entries):
            return

        def keep(entry: Answered) -> bool:
            entries[at] = entry
            return self._keep_entries(question, entries)

        place = f"{question.id}/{at}/"
        drafts = {
            of.removeprefix(place): text for of, text in self.page.drafts.items() if of.startswith(place)
        }
        directory = self.answering.editor.directory
        opened = Opened(question, self.page.letters, entries[at], drafts, directory)
        screen = EntryScreen(opened, keep, lambda of, text: self.keep_text(QuestionId(place + of), text))
        self.push(screen, lambda _: self._entry_closed(question))

    def _entry_closed(self, question: RecordsQuestion) -> None:
        count = len(question.entries(self.page.answers.get(question.id)))
        if count:
            self.say(f"{counted(count, question.noun)}: e lists them, ⏎ goes on")
        self.draw()

    def _keep_entries(self, question: RecordsQuestion, entries: list[Answered]) -> bool:
        filled = [entry for entry in entries if entry]
        return self.record(question, question.answer_of(filled)) if filled else self.withdraw(question)


class Opened(NamedTuple):
    """An entry that is opened."""

    asked: RecordsQuestion
    letters: Letters
    entry: Answered
    drafts: Mapping[str, str]
    """What was being typed in its fields."""
    directory: Path
    """Where $EDITOR may have its file."""


class EntryScreen(ListingKeys, ModalScreen[None]):
    """The fields of one entry; each answer is kept at once."""

    BINDINGS = modal_bindings("entry")

    def __init__(self, opened: Opened, keep: Callable[[Answered], bool], keep_text: KeepText) -> None:
        super().__init__()
        self._asked = opened.asked
        self._letters = opened.letters
        self._entry = opened.entry
        self._drafts = {QuestionId(of): text for of, text in opened.drafts.items()}
        self._keep = keep
        self._keep_text = keep_text
        self.answering = Answering(self.keep_draft, opened.directory)
        self.cursor = self.page.next_question(None) or self._asked.fields[0].id

    def compose(self) -> ComposeResult:
        """Show the fields under what they are about."""
        with Vertical(id="entry"):
            yield StatusLine(id="entry-title")
            yield self.answering
            yield FooterLine(id="entry-keys")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let no key but those of the editor be a command while it is text."""
        del parameters
        return not self.is_writing or action in actions("writing") or action == "hide"

    @property
    def page(self) -> Page:
        """The fields as they are filled in so far."""
        lacking = frozenset(field.id for field, _ in self._asked.lacks(self._entry))
        return Page(self._letters, self._asked.asked_of(self._entry), self._entry, self._drafts, lacking)

    def on_mount(self) -> None:
        """Draw once there is a size."""
        self.call_after_refresh(self.draw)

    def on_resize(self, event: Resize) -> None:
        """Draw into the new size."""
        del event
        self.call_after_refresh(self.draw)

    def on_screen_resume(self) -> None:
        """Draw again: another screen may have changed an answer."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw the fields, and what the whole is."""
        self.answering.show(self.page, self.cursor)
        title = Content.assemble(("─ ", "$text-muted"), shown(self._asked.title, "bold $accent"))
        self.query_one(StatusLine).show(title, self._message, Content())
        self.query_one(FooterLine).show("writing" if self.is_writing else "entry")

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened, beside the title."""
        self._message = shown(message, style)
        self.draw()

    def record(self, question: Question, answer: Answer) -> bool:
        """Keep an answer; return whether it is safe."""
        return self._change({**self._entry, question.id: answer})

    def withdraw(self, question: Question) -> bool:
        """Take an answer back; return whether that is safe."""
        return self._change({of: answer for of, answer in self._entry.items() if of != question.id})

    def _change(self, entry: Answered) -> bool:
        is_kept = self._keep(entry)
        if is_kept:
            for of in [of for of in self._drafts if entry.get(of) != self._entry.get(of)]:
                self.keep_text(of, "")
            self._entry = entry
        else:
            self.say("NOT SAVED", "$error bold")
        return is_kept

    def keep_draft(self, question: Question, text: str) -> bool:
        """Keep what is being typed; return whether it is safe."""
        return self.keep_text(question.id, text)

    def keep_text(self, of: QuestionId, text: str) -> bool:
        """Keep what is being typed in a field, also of an entry of an entry, or forget it when it is empty."""
        if text:
            self._drafts[of] = text
        else:
            self._drafts.pop(of, None)
        return self._keep_text(of, text)

    def action_go_on(self) -> None:
        """Go to the first field that is missing, else back."""
        lack = next(iter(self._asked.lacks(self._entry)), None)
        if lack is None:
            self.dismiss()
            return
        field, words = lack
        self.cursor = field.id
        self.say(f"{field.title}: {words}")
        if not field.options(self._letters):
            self.action_edit()

    def keep(self) -> None:
        """Keep what is typed and no answer yet."""
        self.answering.editor.keep()

    def action_close(self) -> None:
        """Go back; what is answered is kept."""
        self.dismiss()
