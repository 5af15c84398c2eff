"""The rating screen: the task, its responses side by side, and the form."""

from collections.abc import Callable
from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from raterterm.core.events import Answered, Event, Withdrew
from raterterm.core.question import Answer, Question
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer
from raterterm.errors import RatertermError
from raterterm.store.queue import Place
from raterterm.tui.coach import Coach
from raterterm.tui.desk import Desk, Sheet
from raterterm.tui.desktop import Desktop
from raterterm.tui.keymap import Where, bindings
from raterterm.tui.screens.reading import ReadingScreen
from raterterm.tui.screens.reason import Reason, ReasonScreen
from raterterm.tui.show import shown
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.form import is_written, rows_of
from raterterm.tui.widgets.lines import FooterLine, HeaderLine, StatusLine, progress_bar
from raterterm.tui.widgets.reading import Reading

_STATUS = {"open": "not submitted", "submitted": "✓ submitted", "skipped": "» skipped"}

_HINTED: dict[bool, tuple[Where, ...]] = {True: ("writing",), False: ("rating", "everywhere")}
"""Whose keys the footer shows, while writing and else."""


class RatingScreen(ReadingScreen):
    """One task at a time; the cursor stands on exactly one question."""

    BINDINGS = bindings("rating")

    def __init__(self, desk: Desk, desktop: Desktop, coach: Coach | None = None) -> None:
        super().__init__()
        self.desk = desk
        self._desktop = desktop
        self.sheet: Sheet | None = None
        self.cursor: QuestionId | None = None
        self._coach = coach
        self._message = Content()
        self.reading = Reading(desk.guidelines)
        self._answering = Answering(self._keep_draft)

    # What is on the screen

    def compose(self) -> ComposeResult:
        """Lay the screen out from top to bottom."""
        yield HeaderLine(id="header")
        yield self.reading
        yield self._answering
        yield Vertical(Static(id="coach"), StatusLine(id="status"), FooterLine(id="footer"), id="lines")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let no key but those of the editor be a command while it is text."""
        del parameters
        return not self.is_writing or action in {"done_writing", "open_editor"}

    def on_mount(self) -> None:
        """Show the coach only where there is one."""
        self.query_one("#coach").display = self._coach is not None

    def on_resize(self, event: Resize) -> None:
        """Give each part its share of the new size, then draw."""
        self.reading.resize(event.size.width, event.size.height)
        self.call_after_refresh(self.draw)

    def on_screen_resume(self) -> None:
        """Draw again: the size may have changed below another screen."""
        self.call_after_refresh(self.draw)

    def start(self) -> None:
        """Open the task where the rater left off, in the middle of a text if there was one."""
        place = self.desk.start()
        self.open_task(place.position, place.question or None)
        if self.sheet and (draft := next(iter(self.sheet.drafts), None)):
            self.cursor = draft
            self.action_edit()

    def open_task(self, position: int, question: QuestionId | None = None) -> None:
        """Put the task at ``position`` on the desk."""
        self._attempt(lambda: self._show(self.desk.sheet(position), question))

    def _show(self, sheet: Sheet, question: QuestionId | None) -> None:
        is_new = self.sheet is None or self.sheet.task.id != sheet.task.id
        self.sheet = sheet
        asked = [known.id for known in sheet.questions]
        self.cursor = question if question in asked else sheet.next_question(None) or asked[0]
        if is_new:
            self.reading.show(sheet)
            self.set_timer(0.1, self._prepare_next)
        self.draw()
        self.set_timer(1.0, self.remember_place)

    def _prepare_next(self) -> None:
        """Lay the next task's responses out while this one is read."""
        if self.sheet is not None and (position := self.desk.queue.next_open(self.sheet.position)):
            self.reading.prepare(self.desk.peek(position))

    def draw(self) -> None:
        """Draw everything that a decision changes."""
        if self.sheet is None:
            return
        self._draw_header()
        self.reading.responses.follow(self._question())
        self._answering.show(self.sheet, self.cursor)
        self._draw_status()
        self.query_one(FooterLine).show(
            *_HINTED[self.is_writing],
            first=("go-on", "undo", "guidelines", "keys"),
        )

    def _draw_header(self) -> None:
        summary = self.desk.summary
        done = summary.tasks - summary.left
        left = Content.assemble(
            ("raterterm ", "$accent bold"), shown(f"{summary.rubric_label} · {summary.id}")
        )
        flags = f"  ⚑{summary.flagged}" if summary.flagged else ""
        right = f"{done}/{summary.tasks} {progress_bar(done, summary.tasks)}{flags} "
        self.query_one("#header", HeaderLine).show(left, Content(right))

    def _draw_status(self) -> None:
        assert self.sheet is not None  # noqa: S101 - drawn only with a task
        saved = Content.assemble((f"saved {self.desk.saved}", "$success bold"))
        if not self.desk.workspace.is_writable:
            saved = Content.assemble(("looking only", "$warning bold"))
        facts = [f"task {self.sheet.position} of {len(self.desk.queue)}", _STATUS[self.sheet.rating.status]]
        if self.sheet.rating.flags:
            facts.append("⚑ " + ", ".join(self.sheet.rating.flags))
        self.query_one("#status", StatusLine).show(
            saved, self._message, shown(" · ".join(facts), "$text-muted")
        )
        if self._coach is not None:
            self.query_one("#coach", Static).update(self._coach.advice(self.sheet, self), layout=False)

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened, on the status line."""
        self._message = shown(message, style)
        self._draw_status()

    def _attempt(self, step: Callable[[], None]) -> bool:
        """Take a step; when it is refused or cannot be saved, say so and change nothing."""
        self._message = Content()
        try:
            step()
        except RatertermError as error:
            self.say(f"NOT SAVED: {error.message}", "$error bold")
            return False
        return True

    # Answering

    def _question(self) -> Question | None:
        return self.sheet.form.question(self.cursor) if self.sheet and self.cursor else None

    def action_answer(self, key: str) -> None:
        """Give the answer of ``key`` to the question under the cursor and go to the next open one."""
        question = self._question()
        if self.sheet is None or question is None:
            return
        options = question.options(self.sheet.form.letters)
        option = next((known for known in options if known.key == key), None)
        if option is None:
            keys = ", ".join(known.key for known in options)
            self.say(f"{key} is no answer here; " + (f"press {keys}" if keys else "press e to write"))
            return
        self._record(question, option.answer)

    def _record(self, question: Question, answer: Answer) -> None:
        def record() -> None:
            assert self.sheet is not None  # noqa: S101 - there is a question
            self.sheet = self.desk.answer(self.sheet, question, answer)
            self.cursor = self.sheet.next_question(question.id) or question.id
            if self.desk.rubric.auto_submit and not self.sheet.missing:
                self._submit()

        self._attempt(record)
        self.draw()

    def action_withdraw(self) -> None:
        """Take the answer under the cursor back."""
        question, sheet = self._question(), self.sheet
        if question is not None and sheet is not None:
            self._attempt(lambda: setattr(self, "sheet", self.desk.withdraw(sheet, question)))
            self.draw()

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
        self._message = Content()
        self.draw()

    def action_go_on(self) -> None:
        """Go to the first thing that is missing, else submit and show the next task."""
        if self.sheet is None:
            return
        if self.sheet.rating.status != "open":
            self.action_next_open()
            return
        if self.sheet.missing:
            lack = self.sheet.missing[0]
            self.cursor = lack.question.id
            self.say(f"{lack.question.title}: {lack.lack}")
            self.draw()
            if is_written(lack.question):
                self.action_edit()
            return
        self._attempt(self._submit)
        self.draw()

    def _submit(self) -> None:
        assert self.sheet is not None  # noqa: S101 - called with a task
        done = self.desk.submit(self.sheet)
        self.sheet = done
        self._leave_task(f"submitted {done.task.id}")

    def _leave_task(self, message: str) -> None:
        assert self.sheet is not None  # noqa: S101 - called with a task
        position = self.desk.queue.next_open(self.sheet.position)
        if position is None:
            self.draw()
            self.action_preflight()
            return
        self._show(self.desk.sheet(position), None)
        self.say(message)

    # Writing

    @property
    def is_writing(self) -> bool:
        """Tell whether keys are text."""
        return self._answering.is_writing

    def action_edit(self) -> None:
        """Write the answer under the cursor."""
        question = self._question()
        if question is None or not is_written(question):
            self.say("this question is answered with a digit")
            return
        assert self.sheet is not None  # noqa: S101 - there is a question
        given = self.sheet.answers.get(question.id)
        written = given.text if isinstance(given, TextAnswer) else ""
        self._message = Content()
        self._answering.write(question, self.sheet.drafts.get(question.id, written))
        self.draw()

    def action_write_rationale(self) -> None:
        """Write the rationale, wherever the cursor stands."""
        texts = [question for question in self.sheet.questions if is_written(question)] if self.sheet else []
        if not texts:
            self.say("this rubric asks for nothing in words")
            return
        self.cursor = texts[-1].id
        self.action_edit()

    def action_done_writing(self) -> None:
        """Keep the text as the answer and go back to the keys."""
        question, text = self._answering.editor.question, self._answering.editor.text
        self._answering.stop_writing()
        if question is None or self.sheet is None:
            return
        if not text.strip():
            self.action_withdraw()
        elif self._answering.editor.is_new_text or question.id in self.sheet.drafts:
            self._record(question, TextAnswer(text=text))
        else:
            self._put_cursor(self.sheet.next_question(question.id) or question.id)

    def action_open_editor(self) -> None:
        """Write in $EDITOR."""
        self._answering.editor.write_outside(self.desk.workspace.path.parent)

    def _keep_draft(self, question: Question, text: str) -> None:
        """Keep what is being typed; it is no decision yet."""
        if self.sheet is not None and self.desk.workspace.is_writable:
            sheet = self.sheet
            self._attempt(lambda: self.desk.queue.keep_draft(sheet.task.id, question.id, text))
            sheet.drafts[question.id] = text

    # Deciding about the task

    def action_flag(self) -> None:
        """Say that something is wrong with the task."""
        if self.sheet is None:
            return
        raised = dict(self.sheet.rating.flags)
        sheet = ReasonScreen("What is wrong here?", dict(self.desk.rubric.flags.categories), raised)
        self.app.push_screen(sheet, self._flagged)

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
        self.app.push_screen(
            ReasonScreen("Why skip it?", dict(self.desk.rubric.skip.reasons), {}), self._skipped
        )

    def _skipped(self, reason: Reason | None) -> None:
        if reason is None or self.sheet is None:
            return
        sheet = self.sheet

        def decide() -> None:
            self.sheet = self.desk.skip(sheet, reason.id, reason.note)
            self._leave_task(f"skipped {sheet.task.id}: {reason.id}")

        self._attempt(decide)
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

    def action_guidelines(self) -> None:
        """Open the guidelines at the question under the cursor, or close them."""
        question = self._question()
        if not self.reading.toggle_guidelines(question.see if question else None):
            self.say("this rubric has no guidelines")

    # Moving

    def action_move_task(self, step: int) -> None:
        """Show the task before or behind this one."""
        if self.sheet is None:
            return
        position = self.sheet.position + step
        if 1 <= position <= len(self.desk.queue):
            self.open_task(position)
        else:
            self.say("this is the last task" if step > 0 else "this is the first task")

    def action_next_open(self) -> None:
        """Show the next task that is not rated."""
        if self.sheet is None:
            return
        position = self.desk.queue.next_open(self.sheet.position)
        if position is None:
            self.action_preflight()
        else:
            self.open_task(position)

    def action_overview(self) -> None:
        """List all tasks of the batch."""
        self._desktop.show_overview(self.desk)

    def action_preflight(self) -> None:
        """List what is missing before the batch can be exported."""
        self._desktop.show_preflight(self.desk)

    def action_home(self) -> None:
        """Go back to the batches."""
        self.keep()
        self.app.pop_screen()

    def remember_place(self) -> None:
        """Keep where the rater stands."""
        if self.sheet is not None and self.desk.workspace.is_writable:
            # A place is no decision: where it cannot be kept, nothing is lost.
            with suppress(RatertermError):
                self.desk.queue.remember(Place(self.sheet.position, self.cursor or QuestionId("")))

    def keep(self) -> None:
        """Keep what is not kept yet: a draft, and the place."""
        self._answering.editor.keep()
        self.remember_place()
