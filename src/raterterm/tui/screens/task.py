"""A screen with a task on it: shows it, moves through it, and moves to others."""

from collections.abc import Callable
from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from raterterm.core.question import Question
from raterterm.core.words import QuestionId
from raterterm.errors import RatertermError, WorkspaceError
from raterterm.store.queue import Place
from raterterm.tui.coach import Coach
from raterterm.tui.desk import Desk, Sheet
from raterterm.tui.desktop import Desktop
from raterterm.tui.keymap import Where
from raterterm.tui.show import shown
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.lines import FooterLine, HeaderLine, StatusLine, progress_bar
from raterterm.tui.widgets.reading import Reading

_STATUS = {"open": "not submitted", "submitted": "✓ submitted", "skipped": "» skipped"}

_HINTED: dict[bool, tuple[Where, ...]] = {True: ("writing",), False: ("rating", "everywhere")}
"""Whose keys the footer shows, while writing and else."""


class TaskScreen(Screen[None]):
    """The task on the desk, its responses, and the form as it stands."""

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

    def _keep_draft(self, question: Question, text: str) -> bool:
        """Keep what is being typed; return whether it is safe."""
        raise NotImplementedError

    @property
    def is_writing(self) -> bool:
        """Tell whether keys are text."""
        return self._answering.is_writing

    def _question(self) -> Question | None:
        return self.sheet.form.question(self.cursor) if self.sheet and self.cursor else None

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

    def open_task(self, position: int, question: QuestionId | None = None) -> None:
        """Put the task at ``position`` on the desk, the cursor on ``question``."""
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
        # What cannot be read is told when it is shown, not before.
        with suppress(RatertermError):
            if self.sheet is not None and (position := self.desk.queue.next_open(self.sheet.position)):
                self.reading.prepare(self.desk.peek(position))

    def draw(self) -> None:
        """Draw everything that a decision changes."""
        if self.sheet is None:
            return
        self._draw_header()
        question = self._question()
        self.reading.responses.follow(question)
        self.reading.follow(question.see if question else None)
        self._answering.show(self.sheet, self.cursor)
        self._draw_status()
        self.query_one(FooterLine).show(
            *_HINTED[self.is_writing],
            first=("go-on", "undo", "next-pane", "guidelines", "home", "keys"),
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
        saved = Content.assemble((f"saved {self.desk.saved}", "$success bold"))
        if not self.desk.workspace.is_writable:
            saved = Content.assemble(("looking only", "$warning bold"))
        self.query_one("#status", StatusLine).show(saved, self._message, self._facts())
        if self._coach is not None and self.sheet is not None:
            self.query_one("#coach", Static).update(
                self._coach.advice(self.sheet, self.is_writing), layout=False
            )

    def _facts(self) -> Content:
        if self.sheet is None:
            return Content()
        place = f"task {self.sheet.position} of {self.desk.summary.tasks}"
        flags = ["⚑ " + ", ".join(self.sheet.rating.flags)] if self.sheet.rating.flags else []
        facts = [place, _STATUS[self.sheet.rating.status], *flags, self.sheet.task.id]
        return shown(" · ".join(facts), "$text-muted")

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened, on the status line."""
        self._message = shown(message, style)
        self._draw_status()

    def _attempt(self, step: Callable[[], None]) -> bool:
        """Take a step; when it is refused or cannot be saved, say so and change nothing."""
        self._message = Content()
        try:
            step()
        except WorkspaceError as error:
            reason = error.message.removeprefix(f"{self.desk.workspace.path} ")
            self.say(f"NOT SAVED: {reason}", "$error bold")
            return False
        except RatertermError as error:
            self.say(error.message, "$warning")
            return False
        return True

    # Reading

    def action_scroll(self, by: str, direction: int) -> None:
        """Scroll what is read by a line, a page, or to its end."""
        self.reading.scroll_text(by, direction)

    def action_next_pane(self, step: int) -> None:
        """Make another response the one that the keys move."""
        self.reading.responses.move(step)

    def action_link(self) -> None:
        """Scroll the responses together, or each alone."""
        responses = self.reading.responses
        responses.is_linked = not responses.is_linked
        responses.draw_titles()
        self.say(
            "the responses scroll together"
            if responses.is_linked
            else "each response scrolls alone; tab changes"
        )

    def action_zoom(self) -> None:
        """Show one response over the whole width."""
        if not self.reading.responses.toggle_zoom():
            self.say("one response is shown already; tab changes")

    def action_raw(self) -> None:
        """Show the raw text, or the Markdown."""
        self.reading.responses.toggle_raw()

    def action_difference(self) -> None:
        """Show how the responses differ, or each as it is."""
        if not self.reading.responses.toggle_difference():
            self.say("there is one response: nothing to compare")

    def action_conversation(self) -> None:
        """Open the whole conversation, or fold it."""
        self.reading.toggle_conversation()

    def action_close(self) -> None:
        """Close what is open beside the task."""
        self.reading.close_panels()

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
        if 1 <= position <= self.desk.summary.tasks:
            self.open_task(position)
        else:
            self.say("this is the last task" if step > 0 else "this is the first task")

    def action_next_open(self) -> None:
        """Show the next task that is not rated."""
        if self.sheet is None:
            return
        here = self.sheet.position
        found: list[int | None] = []
        if not self._attempt(lambda: found.append(self.desk.queue.next_open(here))):
            return
        if found[0] is None:
            self.action_preflight()
        else:
            self.open_task(found[0])

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
