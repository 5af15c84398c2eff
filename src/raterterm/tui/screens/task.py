"""A screen with a task on it: shows it, moves through it, and moves to others."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from raterterm.core.question import Answer, Question
from raterterm.core.task import Task
from raterterm.core.words import QuestionId
from raterterm.errors import RatertermError, WorkspaceError
from raterterm.store.queue import Place
from raterterm.tui.bindings import actions
from raterterm.tui.coach import Coach
from raterterm.tui.command import Where
from raterterm.tui.desk import Desk, Sheet
from raterterm.tui.desktop import Desktop
from raterterm.tui.page import NOTHING, Page
from raterterm.tui.screens.revising import RevisingScreen
from raterterm.tui.screens.writing import Subject
from raterterm.tui.show import counted, shown
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.lines import FooterLine, HeaderLine, StatusLine, progress_bar

if TYPE_CHECKING:
    from raterterm.core.contradictions import Contradiction

_STATUS = {"open": "not submitted", "submitted": "✓ submitted", "skipped": "» skipped"}

_FIRST = ("go-on", "edit", "select", "uncover", "undo", "guidelines", "home", "keys")
"""What the footer names at any width."""


class TaskScreen(RevisingScreen):
    """The task on the desk, its responses, and the form as it stands."""

    def __init__(self, desk: Desk, desktop: Desktop, coach: Coach | None = None) -> None:
        super().__init__(desk.guidelines)
        self.desk = desk
        self._desktop = desktop
        self.sheet: Sheet | None = None
        self._coach = coach
        self.doubts: tuple[Contradiction, ...] = ()
        """Which answers can hardly all be meant."""
        self.refused: dict[QuestionId, Answer] = {}
        """Answers to this task that could not be saved."""
        # Kept, not looked for: a screen that is closed as soon as it opens never has them in its tree.
        self._header = HeaderLine(id="header")
        self._advice = Static(id="coach")
        self._status = StatusLine(id="status")
        self._footer = FooterLine(id="footer")
        self.answering = Answering(self.keep_draft, desk.workspace.path.parent)

    def keep_draft(self, question: Question, text: str) -> bool:
        """Keep what is being typed; return whether it is safe."""
        raise NotImplementedError

    @property
    def page(self) -> Page:
        """The form of the task as it is filled in so far."""
        return self.sheet.page if self.sheet else NOTHING

    @property
    def subject(self) -> Subject:
        """The task, and what is read of it."""
        if self.sheet is None:
            return Subject()
        return Subject(self.page, self.sheet.task.tongue, self.desk.read_beside(self.sheet))

    # What is on the screen

    def compose(self) -> ComposeResult:
        """Lay the screen out from top to bottom."""
        yield self._header
        yield self.reading
        yield self.answering
        yield Vertical(self._advice, self.search_line, self._status, self._footer, id="lines")

    @property
    def _keys(self) -> tuple[Where, ...]:
        """Whose keys do something now."""
        if self.is_writing:
            return ("writing",)
        return ("searching",) if self.is_searching else ("rating", "everywhere")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Let no key but those of a text be a command while the keys are text."""
        del parameters
        return self._keys[0] == "rating" or action in actions(self._keys[0])

    def on_mount(self) -> None:
        """Show the coach only where there is one, and the search line only while something is searched for."""
        self._advice.display = self._coach is not None
        self.search_line.display = False

    def on_resize(self, event: Resize) -> None:
        """Give each part its share of the new size, then draw."""
        self.reading.resize(event.size.width, event.size.height)
        self.call_after_refresh(self.draw)

    def look_again(self) -> None:
        """Show what another window has decided meanwhile."""
        # What cannot be read is told when it is asked for.
        with suppress(RatertermError):
            self.desk.look_again()
            if self.sheet is not None:
                self._show(self.desk.sheet(self.sheet.position), self.cursor)

    def on_screen_resume(self) -> None:
        """Draw again: below another screen the size may have changed, or what is to be covered."""
        if self.sheet is not None:
            self._cover_sensitive(self.sheet.task)
        self.call_after_refresh(self.draw)

    def open_task(self, position: int, question: QuestionId | None = None) -> None:
        """Put the task at ``position`` on the desk, the cursor on ``question``."""
        self._attempt(lambda: self._show(self.desk.sheet(position), question))

    def _show(self, sheet: Sheet, question: QuestionId | None) -> None:
        is_new = self.sheet is None or self.sheet.task.id != sheet.task.id
        self.sheet = sheet
        asked = [known.id for known in sheet.questions]
        self.cursor = question if question in asked else sheet.page.next_question(None) or asked[0]
        if is_new:
            self.refused = {}
            self._cover_sensitive(sheet.task)
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
        question = self.question()
        self.reading.responses.follow(question)
        self.reading.follow(question.see if question else None)
        page = self.page
        asides = self.desk.asides(self.sheet, question) if question else ()
        self.answering.show(page, self.cursor, asides, self.told_changes())
        self.draw_revision()
        self.reading.show_markings(self.sheet.filled.markings)
        self.doubts = self.desk.contradictions(self.sheet)
        self._draw_status()
        long = ("done-writing", "compare-draft", "read-on") if self.answering.is_writing_long else ()
        self._footer.show(*self._keys, first=(*_FIRST, *long), words=self.verbs())

    def _draw_header(self) -> None:
        summary = self.desk.summary
        done = summary.tasks - summary.left
        left = Content.assemble(
            ("raterterm ", "$accent bold"), shown(f"{summary.rubric_label} · {summary.id}")
        )
        here = " here" if self.sheet and self.sheet.position in self.desk.bookmarked else ""
        tally = f"  {self.desk.tally}{here}" if self.desk.tally else ""
        worked = self._desktop.break_due
        rest = f"{worked} minutes without a break   " if worked is not None else ""
        right = f"{done}/{summary.tasks} {progress_bar(done, summary.tasks)}{tally} "
        self._header.show(left, Content.assemble((rest, "$warning bold"), right))

    def _draw_status(self) -> None:
        saved = Content.assemble((f"saved {self.desk.saved}", "$success bold"))
        if not self.desk.workspace.is_writable:
            saved = Content.assemble(("looking only", "$warning bold"))
        doubt = shown(f"{self.doubts[0].words} (! goes there)", "$warning") if self.doubts else Content()
        self._status.show(saved, self._message or doubt, self._facts())
        if self._coach is not None and self.sheet is not None:
            self._advice.update(self._coach.advice(self.sheet, self.is_writing), layout=False)

    def _facts(self) -> Content:
        if self.sheet is None:
            return Content()
        place = f"task {self.sheet.position} of {self.desk.summary.tasks}"
        told = self.desk.told_flags(self.sheet.rating)
        flags = [f"⚑ {told}"] if told else []
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

    def seen_heading(self) -> str | None:
        """Return the link to the heading that explains the question under the cursor."""
        question = self.question()
        return question.see if question else None

    def action_acknowledge(self) -> None:
        """Acknowledge the guidelines as read: what changes from now on is marked."""
        if self.desk.guidelines is None:
            self.say("this rubric has no guidelines")
        elif self._attempt(self.desk.acknowledge):
            self.reading.mark_changes({})
            self.say(
                f"the guidelines of {self.desk.rubric.label} are acknowledged; what changes will be marked"
            )

    def _tell_changes(self) -> None:
        """Mark what changed in the guidelines, and say so once."""
        found = self.desk.changed_guidelines()
        if found:
            self.reading.mark_changes(found.sections)
            count = len(found.sections) + len(found.gone) + found.opening
            self.say(
                f"the guidelines changed in {counted(count, 'section')}: "
                "t lists them, g [ ] shows them, a acknowledges",
                "$warning",
            )

    # Sensitive tasks

    def _cover_sensitive(self, task: Task) -> None:
        if not self._desktop.preferences.cover_sensitive or self.desk.is_uncovered(task):
            self.reading.uncover()
        else:
            self.reading.cover(task.sensitive, self.desk.count_uncovered())

    def action_uncover(self) -> None:
        """Show a sensitive task."""
        if self.sheet is None or not self.reading.is_covered:
            self.say("nothing is covered here")
            return
        self.desk.uncover(self.sheet.task)
        self.reading.uncover()
        self.draw()

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
        self.answering.editor.keep()
        self.remember_place()
