"""The rating screen: what a rater decides about the task, key by key."""

from functools import partial

from textual.content import Content

from raterterm.core.events import Answered, Event, Withdrew
from raterterm.core.question import Answer, Question
from raterterm.core.rationale import RATIONALE
from raterterm.core.words import QuestionId
from raterterm.core.writing import MAX_LENGTH, TextAnswer
from raterterm.tui.desk import FLAG_NOTE, SKIP_NOTE, Sheet
from raterterm.tui.keymap import bindings
from raterterm.tui.screens.reason import Asked, Reason, ReasonScreen
from raterterm.tui.screens.task import TaskScreen
from raterterm.tui.widgets.form import is_written, named, rows_of


class RatingScreen(TaskScreen):
    """One task at a time; the cursor stands on exactly one question."""

    BINDINGS = bindings("rating")
    _joined = ""
    """A key that says how the next one is meant."""

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

    def takes(self, key: str) -> bool:
        """Tell whether ``key`` answers the question under the cursor, whatever it means elsewhere."""
        question = self._question()
        if self.sheet is None or question is None or self.is_writing:
            return False
        return key in question.answer_keys(self.sheet.form.letters)

    def action_answer(self, key: str) -> None:
        """Give the answer of ``key`` to the question under the cursor and go to the next open one."""
        question = self._question()
        if self.sheet is None or question is None or self.is_refused():
            return
        if key in question.joiners and key in question.answer_keys(self.sheet.form.letters):
            self._joined = key
            self.say(f"{key} and then?")
            return
        letters, given = self.sheet.form.letters, self.sheet.answers.get(question.id)
        answer = question.press(self._joined + key, given, letters)
        self._joined = ""
        if answer is not None:
            self._record(question, answer)
        elif given is not None and key in question.answer_keys(letters):
            self._withdraw(question)
        else:
            keys = ", ".join(question.answer_keys(letters))
            self.say(f"{key} is no answer here; " + (f"press {keys}" if keys else "press e"))

    def _record(self, question: Question, answer: Answer) -> bool:
        """Save an answer and go to the next question; return whether it is saved."""

        def record() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.answer(self.sheet, question, answer)
            if question.is_settled(answer):
                self.cursor = self.sheet.next_question(question.id) or question.id

        is_saved = self._attempt(record)
        if is_saved and self.desk.rubric.auto_submit and self.sheet and not self.sheet.missing:
            self._submit()
        self.draw()
        return is_saved

    def action_withdraw(self) -> None:
        """Take back the answer under the cursor, or the last key of it."""
        question = self._question()
        if self.sheet is None or question is None or self.is_refused():
            return
        given = self.sheet.answers.get(question.id)
        left = question.retract(given) if given is not None else None
        if left is None:
            self._withdraw(question)
        else:
            self._record(question, left)

    def _withdraw(self, question: Question) -> bool:
        def withdraw() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.withdraw(self.sheet, question)

        is_saved = self._attempt(withdraw)
        self.draw()
        return is_saved

    def action_move_question(self, step: int) -> None:
        """Go to the next row of the form, under the same response where it has one."""
        if self.sheet is None or self.cursor is None:
            return
        rows = rows_of(self.sheet.questions)
        at = next((n for n, row in enumerate(rows) for q in row.questions if q.id == self.cursor), 0)
        current = self._question()
        row = rows[(at + step) % len(rows)].questions
        same = [q for q in row if current is not None and q.response == current.response]
        self._put_cursor((same or row)[0].id)

    def action_move_response(self, step: int) -> None:
        """Go along the row of the form."""
        if self.sheet is None:
            return
        for row in rows_of(self.sheet.questions):
            ids = [question.id for question in row.questions]
            if self.cursor in ids:
                self._put_cursor(ids[(ids.index(self.cursor) + step) % len(ids)])
                return

    def _put_cursor(self, question: QuestionId) -> None:
        self.cursor = question
        self._joined = ""
        self._message = Content()
        self.draw()

    def action_go_on(self) -> None:
        """Go to the first thing that is missing, else submit and show the next task."""
        if self.sheet is None:
            return
        if self.sheet.rating.status != "open":
            self.action_next_open()
            return
        if self.is_refused():
            return
        if self.sheet.missing:
            lack = self.sheet.missing[0]
            self.cursor = lack.question.id
            self.say(f"{named(lack.question, self.sheet.form.letters)}: {lack.lack}")
            self.draw()
            if is_written(lack.question):
                self.action_edit()
            return
        self._submit()

    def _submit(self) -> None:
        def submit() -> None:
            assert self.sheet is not None  # noqa: S101 - called with a task
            self.sheet = self.desk.submit(self.sheet)

        if self._attempt(submit) and self.sheet is not None:
            self._leave_task(f"submitted {self.sheet.task.id}")
        self.draw()

    def _leave_task(self, message: str) -> None:
        """Show the next open task, or what is left to do; what was decided is saved already."""
        self.action_next_open()
        if not self._message:
            self.say(message)

    # Writing

    def action_edit(self) -> None:
        """Write the answer under the cursor."""
        question = self._question()
        if self.is_refused():
            return
        if question is None or not is_written(question):
            self.say("this question is answered with a digit")
            return
        if not self.desk.workspace.is_writable:
            self.say("looking only: nothing can be written here")
            return
        assert self.sheet is not None  # noqa: S101 - there is a question
        given = self.sheet.answers.get(question.id)
        written = given.text if isinstance(given, TextAnswer) else ""
        self._message = Content()
        title = named(question, self.sheet.form.letters)
        self._answering.write(question, title, self.sheet.drafts.get(question.id, written))
        self.draw()

    def action_write_rationale(self) -> None:
        """Write the rationale, wherever the cursor stands."""
        texts = [question for question in self.sheet.questions if is_written(question)] if self.sheet else []
        if not texts:
            self.say("this rubric asks for nothing in words")
            return
        self.cursor = next((question.id for question in texts if question.id == RATIONALE), texts[-1].id)
        self.action_edit()

    def action_done_writing(self) -> None:
        """Keep the text as the answer and go back to the keys."""
        question, text = self._answering.editor.question, self._answering.editor.text.rstrip()
        if question is None or self.sheet is None:
            return
        if len(text) > MAX_LENGTH:
            self.say(f"the text is too long: {len(text):,} characters, at most {MAX_LENGTH:,}", "$warning")
        elif not self._editor_is_changed(question):
            self._answering.stop_writing()
            self._put_cursor(self.sheet.next_question(question.id) or question.id)
        elif self._record(question, TextAnswer(text=text)) if text.strip() else self._withdraw(question):
            # Only now: a text that could not be saved stays where it can be saved again.
            self._answering.stop_writing()
            self.draw()

    def _editor_is_changed(self, question: Question) -> bool:
        drafts = self.sheet.drafts if self.sheet else {}
        return self._answering.editor.is_new_text or question.id in drafts

    def action_open_editor(self) -> None:
        """Write in $EDITOR."""
        self._answering.editor.write_outside(self.desk.workspace.path.parent)

    def _keep_draft(self, question: Question, text: str) -> bool:
        return self._keep_text(question.id, text)

    def _keep_text(self, of: QuestionId, text: str) -> bool:
        """Keep what is being typed; return whether it is safe."""
        sheet = self.sheet
        if sheet is None or not self.desk.workspace.is_writable:
            return True
        is_kept = self._attempt(lambda: self.desk.keep_draft(sheet, of, text))
        if is_kept:
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
        self.app.push_screen(ReasonScreen(question, partial(self._keep_text, FLAG_NOTE)), self._flagged)

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
        self.app.push_screen(ReasonScreen(question, partial(self._keep_text, SKIP_NOTE)), self._skipped)

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
