"""The rating screen: what a rater decides about the task, key by key."""

from functools import partial

from raterterm.core.events import Answered, Event, Withdrew
from raterterm.core.question import Answer, Question
from raterterm.core.quotes import MAX_QUOTE, QuoteAnswer, QuoteQuestion
from raterterm.core.rationale import RATIONALE
from raterterm.core.records import RecordsQuestion
from raterterm.core.visible import visible_line
from raterterm.core.words import QuestionId, ResponseId
from raterterm.core.writing import TextQuestion
from raterterm.tui.desk import FLAG_NOTE, SKIP_NOTE, Sheet
from raterterm.tui.keymap import bindings
from raterterm.tui.screens.reason import Asked, Reason, ReasonScreen
from raterterm.tui.screens.task import TaskScreen
from raterterm.tui.show import counted
from raterterm.tui.widgets.form import named, rows_of


def field_of(question: Question) -> Question | None:
    """Return the field of a list's entries that is answered with a quote."""
    fields = question.fields if isinstance(question, RecordsQuestion) else ()
    return next((field for field in fields if isinstance(field, QuoteQuestion)), None)


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

    # Answering

    def record(self, question: Question, answer: Answer) -> bool:
        """Save an answer; return whether it is saved."""

        def record() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.answer(self.sheet, question, answer)

        return self._attempt(record)

    def answered(self, question: Question) -> None:
        """Say what the rationale lacks; submit what is complete, where the rubric says so."""
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
            if not lack.question.options(self.sheet.form.letters):
                self.action_edit()
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

    # Quoting

    def _take_quote(self) -> None:
        """Give the selected words to the question under the cursor, else to the first that takes any."""
        quote = self.reading.quote()
        if quote is None or self.is_refused():
            self.say("only words of a response can be quoted")
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
            self.action_edit()
        if self.is_writing and quote.response is not None:
            self.reading.clear_selection()
            letter = self.page.letters.letter(quote.response)
            words = visible_line(" ".join(quote.quote.split()), MAX_QUOTE)
            self.answering.editor.insert(f"{letter} “{words}” ")

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
        self.action_edit()

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

    # Deciding about the task

    def action_flag(self) -> None:
        """Say that something is wrong with the task."""
        if self.sheet is None:
            return
        raised = dict(self.sheet.rating.flags)
        categories = dict(self.desk.rubric.flags.categories)
        note = self.sheet.drafts.get(FLAG_NOTE, "")
        question = Asked("What is wrong here?", categories, raised, note)
        self.app.push_screen(ReasonScreen(question, partial(self.keep_text, FLAG_NOTE)), self._flagged)

    def _flagged(self, reason: Reason | None) -> None:
        if reason is None or self.sheet is None:
            return
        sheet = self.sheet

        def decide() -> None:
            change = self.desk.unflag(sheet, reason.id) if reason.is_raised else None
            self.sheet = change or self.desk.flag(sheet, reason.id, reason.note)

        if self._attempt(decide):
            self.say(f"{'took back' if reason.is_raised else 'raised'} the flag {reason.id}")
        self.draw()

    def action_skip(self) -> None:
        """Leave the task unrated."""
        if self.sheet is None:
            return
        note = self.sheet.drafts.get(SKIP_NOTE, "")
        question = Asked("Why skip it?", dict(self.desk.rubric.skip.reasons), {}, note)
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
        self.say(f"{verb}: {act.kind} {question or ''} · {sheet.task.id}".replace("  ", " "))
