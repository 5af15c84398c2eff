"""The rating screen: what a rater decides about the task, key by key."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from raterterm.core.events import Answered, Event, Flagged, Withdrew
from raterterm.core.failures import FAILURES
from raterterm.core.markings import Marking
from raterterm.core.question import Answer, Question
from raterterm.core.quotes import MAX_QUOTE, QuoteAnswer, QuoteQuestion
from raterterm.core.rationale import RATIONALE
from raterterm.core.records import RecordsQuestion
from raterterm.core.reports import AMBIGUITIES
from raterterm.core.visible import visible_line
from raterterm.core.words import QuestionId, ResponseId
from raterterm.core.writing import TextQuestion
from raterterm.errors import WorkspaceError
from raterterm.tui.bindings import bindings
from raterterm.tui.desk import FLAG_NOTE, SKIP_NOTE, Sheet
from raterterm.tui.screens.entry import Sections
from raterterm.tui.screens.picker import PickerScreen
from raterterm.tui.screens.reason import Asked, Reason, ReasonScreen
from raterterm.tui.screens.task import TaskScreen
from raterterm.tui.screens.writing import Linter
from raterterm.tui.show import counted
from raterterm.tui.widgets.form import named, rows_of

if TYPE_CHECKING:
    from raterterm.tui.precedents import Precedents

FEWEST = 2
"""Responses from which one can go to the next."""


def field_of(question: Question) -> Question | None:
    """Return the field of a list's entries that is answered with a quote."""
    fields = question.fields if isinstance(question, RecordsQuestion) else ()
    return next((field for field in fields if isinstance(field, QuoteQuestion)), None)


def _takes_words(question: Question | None) -> bool:
    return question is not None and field_of(question) is not None


class RatingScreen(TaskScreen):
    """One task at a time; the cursor stands on exactly one question."""

    BINDINGS = bindings("rating")

    def start(self) -> None:
        """Open the task where the rater left off, in the middle of a text if there was one."""
        place = self.desk.start()
        self.open_task(place.position, place.question or None)
        if self.sheet is not None and self.sheet.drafted and not self.is_writing:
            self.cursor = self.sheet.drafted[0].id
            self.action_edit()
        if self._coach is None:
            self._attempt(self._tell_changes)

    def open_task(self, position: int, question: QuestionId | None = None) -> None:
        """Put a task on the desk, and open its text where ``question`` has a draft."""
        super().open_task(position, question)
        if self.sheet is not None and question in [drafted.id for drafted in self.sheet.drafted]:
            self.action_edit()

    def verbs(self) -> dict[str, str]:
        """Return what commands do just here: also with the words of the responses, and with a cover."""
        question = self.question()
        is_covered = self.reading.is_covered
        takes = "quote" if isinstance(question, TextQuestion) else "mark" if _takes_words(question) else ""
        sheet = self.sheet
        absent = {
            "next-pane": sheet is None or len(sheet.responses) < FEWEST,
            "guidelines": self.desk.guidelines is None,
            "rationale": not any(isinstance(known, TextQuestion) for known in self.page.questions),
        }
        return {
            **super().verbs(),
            "select": "" if is_covered else takes,
            **({"uncover": "uncover", "edit": ""} if is_covered else {}),
            **{command: "" for command, is_absent in absent.items() if is_absent},
        }

    # Answering

    def record(self, question: Question, answer: Answer) -> bool:
        """Save an answer; return whether it is saved."""

        def record() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.answer(self.sheet, question, answer)

        is_saved = self._attempt(record)
        if is_saved:
            self.refused.pop(question.id, None)
        else:
            self.refused[question.id] = answer
        return is_saved

    def answered(self, question: Question) -> None:
        """Say what the rationale lacks; submit what is complete, where the rubric says so."""
        self.reading.leave_marking()
        if question.id == RATIONALE:
            self._tell_hint()
        if self.desk.rubric.auto_submit and self.sheet and not self.sheet.missing:
            self._submit()

    def withdraw(self, question: Question) -> bool:
        """Save that an answer is taken back; return whether it is saved."""

        def withdraw() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.withdraw(self.sheet, question)

        return self._attempt(withdraw)

    def is_refused(self) -> bool:
        """Tell whether nothing can be answered, and say why."""
        if self.reading.is_covered:
            self.say("this task is covered: V uncovers it, s skips it")
            return True
        return False

    def action_move_response(self, step: int) -> None:
        """Go along the row of the form."""
        for row in rows_of(self.page.questions):
            ids = [question.id for question in row.questions]
            if self.cursor in ids:
                self.put_cursor(ids[(ids.index(self.cursor) + step) % len(ids)])
                return

    def action_doubt(self) -> None:
        """Go to the answer that does not go with the others."""
        if self.doubts:
            self.put_cursor(self.doubts[0].question)
        else:
            self.say("no answers contradict each other")

    def action_go_on(self) -> None:
        """Take the words that are selected, else go to what is missing, else submit and show the next task."""
        if self.sheet is None:
            return
        if self.reading.pane.selected is not None:
            self._take_quote()
            return
        if self.reading.marking is not None:
            self._open_marking(self.reading.marking)
            return
        if self.sheet.rating.status != "open":
            self.action_next_open()
            return
        if self.is_refused():
            return
        if not self.sheet.missing and self._must_meet_hints() and self._tell_hint():
            self.cursor = RATIONALE
            self.draw()
            return
        if self.sheet.missing:
            lack = self.sheet.missing[0]
            self.cursor = lack.question.id
            self.say(f"{named(lack.question, self.sheet.form.letters)}: {lack.lack}")
            self.draw()
            self.open_missing(lack.question)
            return
        self._submit()

    def _submit(self) -> None:
        def submit() -> None:
            assert self.sheet is not None  # noqa: S101 - called with a task
            self.sheet = self.desk.submit(self.sheet)

        if self._attempt(submit) and self.sheet is not None:
            self._leave_task(f"submitted {self.sheet.task.id}")
        else:
            self.draw()

    def _leave_task(self, message: str) -> None:
        """Show the next open task, or what is left to do; what was decided is saved already."""
        self.action_next_open()
        if not self._message:
            self.say(message)

    # Hints

    def _must_meet_hints(self) -> bool:
        asked = self.desk.rubric.rationale
        return asked is not None and asked.lint == "require"

    def _tell_hint(self) -> bool:
        """Say the gravest of what the rationale lacks; return whether there is anything."""
        hints = self.desk.hints(self.sheet) if self.sheet else ()
        if hints:
            self.say(f"{counted(len(hints), 'hint')}: {hints[0].words} Try: {hints[0].try_}", "$warning")
        return bool(hints)

    def linter(self, question: Question) -> Linter | None:
        """Return what reads the rationale, where the rubric asks for hints on it."""
        return self.desk.linter(self.sheet) if self.sheet and question.id == RATIONALE else None

    # Quoting

    def put_cursor(self, question: QuestionId) -> None:
        """Put the cursor on a question; one is at no marked words then."""
        self.reading.leave_marking()
        super().put_cursor(question)

    def action_edit(self) -> None:
        """Open what the marked words are of that one is at, else the answer under the cursor."""
        marking = self.reading.marking_here
        if marking is not None:
            self._open_marking(marking)
        else:
            super().action_edit()

    def _open_marking(self, marking: Marking) -> None:
        question = self.page.question(marking.question)
        if isinstance(question, RecordsQuestion) and not self.is_refused():
            self.reading.clear_selection()
            self.put_cursor(question.id)
            self.open_entry(question, marking.entry)

    def _take_quote(self) -> None:
        """Give the selected words to the question under the cursor, else to the first that takes any."""
        quote = self.reading.quote()
        if quote is None:
            is_long = self.reading.selected_length > MAX_QUOTE
            long = f"at most {MAX_QUOTE:,} characters can be quoted: v or - selects less"
            self.say(
                long if is_long else "only words of a response, or of the prompt's last turn, can be quoted"
            )
            return
        if self.is_refused():
            return
        under = self.question()
        asked = [*([under] if under else []), *self.page.questions]
        target = next((known for known in asked if field_of(known)), None)
        if isinstance(under, TextQuestion) or target is None:
            self._quote_into_text(quote)
        elif isinstance(target, RecordsQuestion) and (field := field_of(target)):
            self.reading.clear_selection()
            self.put_cursor(target.id)
            self.open_entry(target, -1, {field.id: quote})

    def _quote_into_text(self, quote: QuoteAnswer) -> None:
        if not isinstance(self.question(), TextQuestion):
            self.action_write_rationale()
        else:
            super().action_edit()
        if self.is_writing:
            self.reading.clear_selection()
            source = "prompt" if quote.response is None else self.page.letters.letter(quote.response)
            words = visible_line(" ".join(quote.quote.split()), MAX_QUOTE)
            self.answering.editor.insert(f"{source} “{words}” ")

    # Writing

    def write(self, question: Question, text: str = "") -> None:
        """Open the editor, unless nothing can be written here."""
        if self.desk.workspace.is_writable:
            super().write(question, text)
        else:
            self.say("looking only: nothing can be written here")

    def action_write_rationale(self) -> None:
        """Write the rationale, wherever the cursor stands."""
        texts = [question for question in self.page.questions if isinstance(question, TextQuestion)]
        if not texts:
            self.say("this rubric asks for nothing in words")
            return
        self.cursor = next((question.id for question in texts if question.id == RATIONALE), texts[-1].id)
        super().action_edit()

    def text_of(self, response: ResponseId) -> str:
        """Return the text of a response."""
        responses = self.sheet.responses if self.sheet else ()
        return next((known.text for known in responses if known.id == response), "")

    def keep_draft(self, question: Question, text: str) -> bool:
        """Keep what is being typed; return whether it is safe."""
        return self.keep_text(question.id, text)

    def keep_text(self, of: QuestionId, text: str) -> bool:
        """Keep what is being typed, or forget it when it is empty; return whether it is safe."""
        sheet = self.sheet
        if sheet is None or not self.desk.workspace.is_writable:
            return True
        is_kept = self._attempt(lambda: self.desk.keep_draft(sheet, of, text))
        if is_kept and text:
            self.say("draft kept")
        return is_kept

    # What was listed before

    def precedents(self, question: RecordsQuestion, at: int) -> "Precedents | None":
        """Return what was listed before in such a list, but for its entry ``at``."""
        from raterterm.tui.precedents import precedents_of  # noqa: PLC0415 - the first screen need not wait

        return self._looked_up(lambda sheet: precedents_of(self.desk, sheet, question, at))

    def sections(self) -> Sections:
        """Return the sections of the guidelines."""
        guide = self.reading.guide
        choices = [self._choice(heading) for heading in guide.headings]
        here = f"#{guide.section.anchor}" if self.reading.is_guide_open and guide.section else ""
        return Sections([choice._replace(id=f"#{choice.id}") for choice in choices], here)

    def action_earlier_failures(self) -> None:
        """Search the failures that were listed before, and list one again."""
        asked = self.page.question(FAILURES)
        if isinstance(asked, RecordsQuestion):
            self._offer(asked.id, self.precedents(asked, -1))
        else:
            self.say("this rubric asks for no failures")

    def action_earlier_rulings(self) -> None:
        """Search what was ruled before, what is about the question under the cursor first."""
        from raterterm.tui.precedents import rulings_of  # noqa: PLC0415 - as above

        section = self.seen_heading()
        self._offer(AMBIGUITIES, self._looked_up(lambda sheet: rulings_of(self.desk, sheet, section)))

    def _looked_up(self, look: "Callable[[Sheet], Precedents | None]") -> "Precedents | None":
        try:
            return look(self.sheet) if self.sheet else None
        except WorkspaceError as error:
            self.say(error.message, "$error bold")
            return None

    def _offer(self, of: QuestionId, precedents: "Precedents | None") -> None:
        """List what there is; what is taken begins an entry, where the rubric asks for such."""
        if precedents is None:
            return
        if not (choices := precedents.choices({})):
            self.say("nothing like that was listed before")
            return
        asked = self.page.question(of)

        def taken(choice: str | None) -> None:
            self.draw()
            if choice is not None and isinstance(asked, RecordsQuestion) and not self.is_refused():
                self.put_cursor(of)
                self.open_entry(asked, -1, precedents.fill(choice, {}))

        self.push(PickerScreen(precedents.title, choices), taken)

    # Deciding about the task

    def action_flag(self) -> None:
        """Say that something is wrong with the task."""
        if self.sheet is None:
            return
        from raterterm.tui.screens.flagging import FlagScreen  # noqa: PLC0415 - the first screen need not wait

        flags, note = self.desk.rubric.flags, self.sheet.drafts.get(FLAG_NOTE, "")
        screen = FlagScreen(flags, self.sheet.rating, note, partial(self.keep_text, FLAG_NOTE))
        self.app.push_screen(screen, self._flagged)

    def _flagged(self, reason: Reason | None) -> None:
        if reason is None or self.sheet is None:
            return
        sheet = self.sheet
        flagged = Flagged(
            category=reason.id, note=reason.note, response=reason.response, severity=reason.severity
        )

        def decide() -> None:
            change = self.desk.unflag(sheet, reason.id) if reason.is_raised else None
            self.sheet = change or self.desk.flag(sheet, flagged)

        if self._attempt(decide):
            told = reason.id if reason.is_raised else self.sheet.rating.told(reason.id)
            self.say(f"{'took back' if reason.is_raised else 'raised'} the flag {told}")
        self.draw()

    def action_skip(self) -> None:
        """Leave the task unrated."""
        if self.sheet is None:
            return
        note = self.sheet.drafts.get(SKIP_NOTE, "")
        question = Asked("Why skip it?", self.desk.rubric.skip.reasons, note)
        self.app.push_screen(ReasonScreen(question, partial(self.keep_text, SKIP_NOTE)), self._skipped)

    def _skipped(self, reason: Reason | None) -> None:
        if reason is None or self.sheet is None:
            return
        sheet = self.sheet

        def decide() -> None:
            self.sheet = self.desk.skip(sheet, reason.id, reason.note)

        if self._attempt(decide):
            self._leave_task(f"skipped {sheet.task.id}: {reason.id}")
        self.draw()

    def action_bookmark(self) -> None:
        """Bookmark the task, or take its bookmark away."""
        sheet = self.sheet
        if sheet is None:
            return

        def toggle() -> None:
            is_there = self.desk.toggle_bookmark(sheet.position, sheet.task.id)
            self.say("bookmarked, for yourself alone" if is_there else "the bookmark is gone")

        if self._attempt(toggle):
            self.draw()

    def action_next_bookmark(self) -> None:
        """Show the next task that is bookmarked."""
        position = self.desk.next_bookmark(self.sheet.position) if self.sheet else None
        if position is None:
            self.say("no task is bookmarked; * bookmarks this one")
        else:
            self.open_task(position)

    def action_undo(self) -> None:
        """Undo the last decision of the batch."""
        self._attempt(lambda: self._moved(self.desk.undo(), "undid", "nothing to undo"))

    def action_redo(self) -> None:
        """Redo what was undone last."""
        self._attempt(lambda: self._moved(self.desk.redo(), "redid", "nothing to redo"))

    def _moved(self, moved: tuple[Event, Sheet] | None, verb: str, otherwise: str) -> None:
        if moved is None:
            self.say(otherwise)
            return
        event, sheet = moved
        act = event.act
        question = act.question if isinstance(act, Answered | Withdrew) else None
        self._show(sheet, question)
        asked = self.page.question(question)
        of = named(asked, self.page.letters) if asked else question or ""
        self.say(f"{verb}: {act.kind} {of} · {sheet.task.id}".replace("  ", " "))
