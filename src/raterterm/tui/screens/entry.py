"""One entry of a list: a small form over the lower part of the screen, the text above it still to be read."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen

from raterterm.core.question import Answer, Letters, Question
from raterterm.core.records import MAX_ENTRIES, RecordsQuestion
from raterterm.core.reports import SectionQuestion
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer
from raterterm.tui.bindings import actions, modal_bindings
from raterterm.tui.page import Page
from raterterm.tui.screens.answering import AnsweringKeys
from raterterm.tui.screens.ledger import LedgerScreen
from raterterm.tui.screens.picker import Choice, PickerScreen
from raterterm.tui.screens.writing import Subject
from raterterm.tui.show import counted, shown
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.lines import FooterLine, StatusLine

if TYPE_CHECKING:
    from raterterm.tui.precedents import Precedents

Answered = dict[QuestionId, Answer]

SHARE = 2
"""The part of the screen that an entry may take: one half."""

KeepText = Callable[[QuestionId, str], bool]
"""Keeps what is being typed in a field, or forgets it when it is empty; returns whether it is safe."""


class Sections(NamedTuple):
    """The sections of the guidelines that a report can be about."""

    choices: Sequence[Choice] = ()
    """By their links."""
    here: str = ""
    """The link to the one that is read, if any."""

    def has(self, section: str) -> bool:
        """Tell whether it is the link to one of them."""
        return any(choice.id == section for choice in self.choices)


class ListingKeys(AnsweringKeys):
    """The keys of a form, some of whose questions are answered with lists."""

    trail: tuple[str, ...] = ()
    """The entries that the form is in, from the outermost."""

    def precedents(self, question: RecordsQuestion, at: int) -> "Precedents | None":
        """Return what was listed before in such a list, but for its entry ``at``; None where nothing can be."""
        del question, at
        return None

    def sections(self) -> Sections:
        """Return the sections of the guidelines."""
        return Sections()

    def list_entries(self, question: RecordsQuestion) -> None:
        """Open the list of entries, or a new one where there is none."""
        entries = question.entries(self.page.answers.get(question.id))
        if not entries:
            self.open_entry(question, -1)
            return

        def rearrange(order: Sequence[int]) -> bool:
            is_kept = self._keep_entries(question, [entries[number] for number in order])
            if is_kept:
                self._renumber_drafts(question, [*order, len(entries)])
                entries[:] = [entries[number] for number in order]
            return is_kept

        def opened(at: int | None) -> None:
            self.draw()
            if at is not None:
                self.open_entry(question, at)

        self.push(LedgerScreen(question, self.page.letters, entries, rearrange), opened)

    def open_entry(self, question: RecordsQuestion, at: int, begun: Answered | None = None) -> None:
        """Open an entry, or with -1 a new one that has ``begun`` with some answers."""
        entries = question.entries(self.page.answers.get(question.id))
        if at < 0 and len(entries) == MAX_ENTRIES:
            self.say(f"there is room for {counted(MAX_ENTRIES, question.noun)}, and no more")
            self.draw()
            return
        if at < 0:
            at = len(entries)
            entries.append(dict(begun or question.begun(entries)))
        if begun and not self._keep_entries(question, entries):
            return

        def keep(entry: Answered) -> bool:
            entries[at] = entry
            return self._keep_entries(question, entries)

        place = f"{question.id}/{at}/"
        drafts = self._drafts_at(place)
        directory = self.answering.editor.directory
        before = Before(self.precedents(question, at), self.sections())
        opened = Opened(
            question,
            self.page.letters,
            entries[at],
            drafts,
            directory,
            before,
            self.subject,
            (*self.trail, f"{question.title} {at + 1}"),
        )
        screen = EntryScreen(opened, keep, lambda of, text: self.keep_text(QuestionId(place + of), text))

        def closed(is_followed: bool | None) -> None:
            if not entries[at]:
                self._put_draft_last(question, at, len(entries))
            self._entry_closed(question, bool(is_followed))

        self.push(screen, closed)

    def _drafts_at(self, place: str) -> dict[str, str]:
        """Return what is being typed in an entry, by its fields."""
        drafts = self.page.drafts.items()
        return {of.removeprefix(place): text for of, text in drafts if of.startswith(place)}

    def _put_draft_last(self, question: RecordsQuestion, at: int, count: int) -> None:
        """Let what is being typed in an entry of which no answer is left be found in a new one."""
        others = [number for number in range(count) if number != at]
        is_typed = bool(self._drafts_at(f"{question.id}/{at}/"))
        self._renumber_drafts(question, [*others, *([at] if is_typed else []), count])

    def _renumber_drafts(self, question: RecordsQuestion, order: Sequence[int]) -> None:
        """Let what is being typed in entries go with them; of those that are gone, it goes too.

        The last of ``order`` is the number that a new entry would have had.
        """
        before = [self._drafts_at(f"{question.id}/{number}/") for number in range(max(order) + 1)]
        after = {
            QuestionId(f"{question.id}/{number}/{field}"): text
            for number, known in enumerate(order)
            for field, text in before[known].items()
        }
        kept = {QuestionId(of): text for of, text in self.page.drafts.items()}
        # What is to stay first: whatever interrupts this, nothing that was typed is lost.
        for of in [of for of, text in after.items() if kept.get(of) != text]:
            self.keep_text(of, after[of])
        for number, drafts in enumerate(before):
            for of in {QuestionId(f"{question.id}/{number}/{field}") for field in drafts} - after.keys():
                self.keep_text(of, "")

    def _entry_closed(self, question: RecordsQuestion, is_followed: bool) -> None:
        if is_followed:
            self.open_entry(question, -1)
            return
        count = len(question.entries(self.page.answers.get(question.id)))
        if count:
            self.say(f"{counted(count, question.noun)}: e lists them, ⏎ goes on")
        self.draw()

    def _keep_entries(self, question: RecordsQuestion, entries: list[Answered]) -> bool:
        filled = [entry for entry in entries if entry]
        return self.record(question, question.answer_of(filled)) if filled else self.withdraw(question)


class Before(NamedTuple):
    """What there is beside an entry, to be taken over."""

    precedents: "Precedents | None" = None
    sections: Sections = Sections()


class Opened(NamedTuple):
    """An entry that is opened."""

    asked: RecordsQuestion
    letters: Letters
    entry: Answered
    drafts: Mapping[str, str]
    """What was being typed in its fields."""
    directory: Path
    """Where $EDITOR may have its file."""
    before: Before = Before()
    subject: Subject = Subject()
    trail: tuple[str, ...] = ()
    """The lists that it is in, from the outermost, each with its number there."""


class EntryScreen(ListingKeys, ModalScreen[bool]):
    """The fields of one entry; each answer is kept at once."""

    BINDINGS = modal_bindings("entry")

    def __init__(self, opened: Opened, keep: Callable[[Answered], bool], keep_text: KeepText) -> None:
        super().__init__()
        self._asked = opened.asked
        self._subject = opened.subject
        self._letters = opened.letters
        self._entry = opened.entry
        self._drafts = {QuestionId(of): text for of, text in opened.drafts.items()}
        self._keep = keep
        self._keep_text = keep_text
        self._before = opened.before
        self.trail = opened.trail
        self.answering = Answering(self.keep_draft, opened.directory, share=SHARE)
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
        return not self.is_writing or action in actions("writing") or action in {"hide", "write_elsewhere"}

    @property
    def page(self) -> Page:
        """The fields as they are filled in so far."""
        lacking = frozenset(field.id for field, _ in self._asked.lacks(self._entry))
        return Page(self._letters, self._asked.asked_of(self._entry), self._entry, self._drafts, lacking)

    @property
    def subject(self) -> Subject:
        """What the task is that the entry is about."""
        return self._subject

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
        precedents = self._before.precedents
        self.answering.show(self.page, self.cursor, precedents.asides(self._entry) if precedents else ())
        title = Content.assemble(("─ ", "$text-muted"), shown(" › ".join(self.trail), "bold $accent"))
        self.query_one(StatusLine).show(title, self._message, Content())
        self.query_one(FooterLine).show("writing" if self.is_writing else "entry", words=self.verbs())

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
        self.open_missing(field)

    def action_another(self) -> None:
        """Go to the first field that is missing, else open another entry behind this one."""
        if any(self._asked.lacks(self._entry)):
            self.action_go_on()
        else:
            self.dismiss(True)

    # What was listed before

    def action_precedents(self) -> None:
        """Search what was listed before, and take what this entry lacks from it."""
        precedents = self._before.precedents
        choices = precedents.choices(self._entry) if precedents else []
        if precedents is None or not choices:
            self.say(f"there is no {self._asked.noun} from before to be taken")
            return

        def taken(choice: str | None) -> None:
            if choice is not None and self._change(
                self._with_drafts_left(precedents.fill(choice, self._entry))
            ):
                self.cursor = self.page.next_question(None) or self.cursor
                self.say("what was missing is filled in; ⌫ takes an answer back")
            self.draw()

        self.push(PickerScreen(precedents.title, choices), taken)

    def _with_drafts_left(self, entry: Answered) -> Answered:
        """Return an entry without answers to what is being typed."""
        return {of: answer for of, answer in entry.items() if of in self._entry or of not in self._drafts}

    # Sections

    def write(self, question: Question, text: str = "") -> None:
        """Open the editor, or the list of sections where one of them is asked for."""
        given = self._entry.get(question.id)
        section = given.text if isinstance(given, TextAnswer) else ""
        sections = self._before.sections
        is_own = question.id in self._drafts or (section and not sections.has(section))
        if text or is_own or not (isinstance(question, SectionQuestion) and sections.choices):
            super().write(question, text)
            return
        picker = PickerScreen("Which section?", sections.choices, section or sections.here, has_own=True)
        self.push(picker, lambda chosen: self._section_chosen(question, chosen, picker.typed))

    def _section_chosen(self, question: Question, section: str | None, typed: str) -> None:
        if section:
            self._answer(question, TextAnswer(text=section))
        elif section is not None and (not typed or self.keep_text(question.id, typed)):
            super().write(question, typed)
        else:
            self.draw()

    def keep(self) -> None:
        """Keep what is typed and no answer yet."""
        self.answering.editor.keep()

    def action_close(self) -> None:
        """Go back; what is answered is kept."""
        self.dismiss()
