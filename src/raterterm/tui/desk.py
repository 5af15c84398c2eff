"""The desk: one batch of a workspace, the task that lies on it, and all that can be done to it.

Screens translate keys into calls here and draw the sheet that comes back; nothing here knows of a
screen.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from raterterm.core.completeness import Missing
from raterterm.core.events import (
    Act,
    Answered,
    Event,
    Flagged,
    Reopened,
    Skipped,
    Submitted,
    Unflagged,
    Viewed,
    Withdrew,
)
from raterterm.core.flags import OTHER
from raterterm.core.form import Form, compile_form
from raterterm.core.guidelines import Changes, changes
from raterterm.core.presentation import present
from raterterm.core.question import Answer, Question
from raterterm.core.rating import Rating
from raterterm.core.rationale import RATIONALE
from raterterm.core.task import Response, Task
from raterterm.core.words import QuestionId, TaskId, Times
from raterterm.core.writing import MAX_LENGTH, TextAnswer, TextQuestion
from raterterm.errors import DecisionRefused, WorkspaceDamaged, WorkspaceError
from raterterm.store.acknowledgements import Acknowledgements
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.exposure import Exposures
from raterterm.store.flagged import FlaggedTask, flagged_tasks
from raterterm.store.log import Log
from raterterm.store.queue import Place, Queue
from raterterm.store.rationales import Rationales
from raterterm.store.receipts import TimesDue, times_due
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.asides import claims, evidence
from raterterm.tui.earlier import Earlier
from raterterm.tui.filled import Filled
from raterterm.tui.page import Page, begun_from

if TYPE_CHECKING:
    from raterterm.core.contradictions import Contradiction
    from raterterm.core.lint import Hint

SKIP_NOTE = QuestionId("skip")
FLAG_NOTE = QuestionId("flag")
"""Under what the notes that are no answers are kept while they are typed."""


class Sheet(NamedTuple):
    """The task on the desk and its state: everything that a screen draws."""

    position: int
    task: Task
    form: Form
    rating: Rating
    answers: dict[QuestionId, Answer]
    drafts: dict[QuestionId, str]
    """What was being typed: an answer to a question, or the note of a skip or a flag."""
    filled: Filled
    """What follows from the answers."""
    is_recorded: bool = True
    """Whether it is saved that the task was shown; the first decision makes up for it."""

    @property
    def responses(self) -> tuple[Response, ...]:
        """The responses in the order in which they are shown."""
        by_id = {response.id: response for response in self.task.responses}
        return tuple(by_id[response] for response in self.form.letters.order)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that stand now."""
        return self.filled.questions

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What keeps the task from being submitted, text that is still a draft first."""
        writing = [Missing(question, "is still a draft") for question in self.drafted]
        return (*writing, *self.filled.missing)

    @property
    def drafted(self) -> tuple[Question, ...]:
        """The questions whose answer was being typed."""
        if not self.drafts:
            return ()
        texts = self.drafts.keys() - {begun_from(question.id) for question in self.questions}
        written = {of.partition("/")[0] for of in texts}
        return tuple(question for question in self.questions if question.id in written)

    @property
    def page(self) -> Page:
        """The form as it is filled in so far."""
        lacking = frozenset(lack.question.id for lack in self.missing)
        return Page(self.form.letters, self.questions, self.answers, self.drafts, lacking)


class Desk:
    """An open batch."""

    def __init__(self, workspace: Workspace, batch: BatchSummary) -> None:
        self.workspace = workspace
        self.summary = batch
        """How far the batch is."""
        self.queue = Queue(workspace, batch.key)
        self.rubric = self.queue.rubric()
        self.guidelines = self.queue.guidelines()
        self.log = Log(workspace, batch.key)
        self._acknowledgements = Acknowledgements(workspace)
        self._exposures = Exposures(workspace)
        self._rationales = Rationales(workspace, batch.key)
        self.earlier = Earlier(workspace, batch.id, self.rubric.id, self.guidelines)
        self._bookmarks = Bookmarks(workspace, batch.key)
        self.bookmarked = self._bookmarks.positions()
        """Where the tasks stand that the rater wants to find again."""
        self._escalated = self._found_escalated()
        self._uncovered: set[TaskId] = set()
        self._seed = workspace.seed
        self.saved = workspace.saved
        """Events of the workspace that are durable."""

    def look_again(self) -> None:
        """Take note of what another window has decided meanwhile.  Raises WorkspaceError."""
        self.summary = self.workspace.find_batch(self.summary.id) or self.summary
        self.saved = self.workspace.saved
        self.bookmarked = self._bookmarks.positions()
        self._escalated = self._found_escalated()

    def start(self) -> Place:
        """Return where to go on: where the rater stood if that is still open, else the first open task."""
        stood = self.queue.place()
        if stood and self.queue.is_open(stood.position):
            return stood
        position = self.queue.next_open(stood.position if stood else 0)
        return Place(position or 1, QuestionId(""))

    def sheet(self, position: int) -> Sheet:
        """Return the task at ``position``, recording its presentation when it is seen first.

        Where that cannot be saved the task is shown all the same: the first decision records it.
        """
        task = self.queue.task(position)
        rating = self.log.rating(task.id)
        is_recorded = rating.task_sha256 is not None
        if not is_recorded:
            viewed = self._viewed(task, position)
            rating = rating.model_copy(update=viewed.shown._asdict())
            with suppress(WorkspaceError):
                rating = self._decide(task, rating, viewed)
                is_recorded = True
        return self._sheet(position, task, rating, is_recorded=is_recorded)

    def peek(self, position: int) -> list[str]:
        """Return the texts that the task at ``position`` will show, recording nothing."""
        task = self.queue.task(position)
        texts = {response.id: response.text for response in task.responses}
        return [texts[response] for response in present(task, self._seed).order]

    def hints(self, sheet: Sheet) -> "tuple[Hint, ...]":
        """Return what the rationale lacks as one that teaches, where the rubric asks for hints."""
        given = sheet.filled.counted.get(RATIONALE)
        linter = self.linter(sheet) if isinstance(given, TextAnswer) else None
        return linter(given.text) if linter and isinstance(given, TextAnswer) else ()

    def linter(self, sheet: Sheet) -> "Callable[[str], tuple[Hint, ...]] | None":
        """Return what says how a rationale of this task can teach more, which another thread may ask.

        None where the rubric asks for no hints.
        """
        asked = self.rubric.rationale
        if asked is None or asked.lint == "off":
            return None
        earlier: tuple[str, ...] = ()
        # Without them one rule is silent; the others have what they need.
        with suppress(WorkspaceError):
            earlier = self._rationales.of_others(sheet.task.id)

        def lint_text(text: str) -> "tuple[Hint, ...]":
            from raterterm.core.lint import Case, lint  # noqa: PLC0415 - 30 ms that the first screen need not wait for

            case = Case.of(self.rubric, sheet.task, sheet.form, sheet.answers)
            return lint(text, case._replace(guidelines=self.guidelines or "", earlier=earlier))

        return lint_text

    def read_beside(self, sheet: Sheet) -> tuple[str, ...]:
        """Return what the rater reads at a task: its texts, the guidelines, what the form says."""
        task, asked = sheet.task, sheet.form.questions
        said = [message.said for message in task.conversation]
        form = "\n".join(f"{question.title}\n{question.text}" for question in asked)
        texts = [*said, *(response.text for response in task.responses), task.context, self.guidelines]
        return tuple(filter(None, [*texts, *task.constraints, form]))

    def contradictions(self, sheet: Sheet) -> "tuple[Contradiction, ...]":
        """Return which answers can hardly all be meant, once none is missing."""
        if sheet.rating.status != "open" or sheet.missing:
            return ()
        return sheet.filled.contradictions

    def asides(self, sheet: Sheet, question: Question) -> tuple[str, ...]:
        """Return what is worth knowing at a question, and is no part of it."""
        told = [
            evidence(question, sheet.responses, sheet.answers),
            claims(question, sheet.form, sheet.filled.counted),
        ]
        return (*filter(None, told), *self.earlier.asides(sheet, question))

    # What is the rater's own, and goes nowhere

    def changed_guidelines(self) -> Changes | None:
        """Return what changed in the guidelines since the rater acknowledged them; None if that never was."""
        last = self._acknowledgements.last(self.rubric.id)
        if last is None or last.markdown is None or self.guidelines is None:
            return None
        return changes(last.markdown, self.guidelines)

    def acknowledge(self) -> None:
        """Remember that the rater knows the guidelines as they are."""
        if self.guidelines is not None:
            digest = sha256(self.guidelines.encode()).hexdigest()
            self._acknowledgements.acknowledge(self.rubric.id, digest)

    def is_uncovered(self, task: Task) -> bool:
        """Tell whether a task may be shown: it is not sensitive, or was uncovered since the batch was opened."""
        return not task.sensitive or task.id in self._uncovered

    def uncover(self, task: Task) -> None:
        """Remember that the rater chose to see a sensitive task."""
        self._uncovered.add(task.id)
        # The count is for the rater: where it cannot be kept, the task is shown all the same.
        with suppress(WorkspaceError):
            self._exposures.record(self.summary.key, task.id, self.workspace.today())

    def count_uncovered(self) -> int:
        """Return how many sensitive tasks were uncovered today."""
        return self._exposures.count(self.workspace.today())

    def toggle_bookmark(self, position: int, task: TaskId) -> bool:
        """Bookmark the task at ``position``, or take its bookmark away; return whether it has one now."""
        is_there = position in self.bookmarked
        (self._bookmarks.remove if is_there else self._bookmarks.put)(task)
        self.bookmarked ^= {position}
        return not is_there

    def next_bookmark(self, after: int) -> int | None:
        """Return the first bookmarked position behind ``after``, else the first of all, else None."""
        ahead = [position for position in self.bookmarked if position > after]
        return min(ahead or self.bookmarked, default=None)

    # What is marked

    @property
    def tally(self) -> str:
        """How many tasks are flagged, escalated and bookmarked: ``⚑2 !1  ★3``; what there is none of is left out."""
        flags = f"⚑{self.summary.flagged}" if self.summary.flagged else ""
        flags += f" !{len(self._escalated)}" if self._escalated else ""
        bookmarks = f"★{len(self.bookmarked)}" if self.bookmarked else ""
        return "  ".join(filter(None, [flags, bookmarks]))

    def flagged(self) -> list[FlaggedTask]:
        """Return the flagged tasks, those first at which someone of the team must look."""
        if not self.summary.flagged:
            return []
        return flagged_tasks(self.workspace, self.summary.key, self.rubric.flags)

    def told_flags(self, rating: Rating) -> str:
        """Return the flags of a task in a few words, the escalated first and with ``!``."""
        flags = self.rubric.flags
        return ", ".join(
            rating.told(category) + "!" * flags.is_escalated(category)
            for category in flags.escalated_first(rating.flags)
        )

    @property
    def escalated(self) -> int:
        """How many tasks have a flag at which someone of the team must look."""
        return len(self._escalated)

    def times_due(self, wish: Times) -> TimesDue:
        """Return how exactly the next bundle tells when each decision was made."""
        return times_due(self.workspace, self.summary, wish)

    # What is decided

    def answer(self, sheet: Sheet, question: Question, answer: Answer) -> Sheet:
        """Answer a question, taking a decided task up again first; the same answer again changes nothing."""
        if sheet.answers.get(question.id) != answer:
            act = Answered(question=question.id, answer=answer.model_dump(mode="json"))
            sheet = self._revise(sheet, act)
        return self._without_draft(sheet, question.id)

    def withdraw(self, sheet: Sheet, question: Question) -> Sheet:
        """Take an answer back; text that was being typed becomes one first, so that undo brings it back."""
        draft = sheet.drafts.get(question.id, "")
        if draft.strip() and isinstance(question, TextQuestion):
            sheet = self.answer(sheet, question, question.written(draft[:MAX_LENGTH]))
        sheet = self._without_draft(sheet, question.id)
        if question.id not in sheet.answers:
            return sheet
        return self._revise(sheet, Withdrew(question=question.id))

    def submit(self, sheet: Sheet) -> Sheet:
        """Declare the rating complete; nothing may be missing."""
        return self._record(sheet, Submitted())

    def skip(self, sheet: Sheet, reason: str, note: str) -> Sheet:
        """Leave the task unrated; raise DecisionRefused when a note is missing."""
        _check_note(reason, note)
        return self._without_draft(self._record(sheet, Skipped(reason=reason, note=note)), SKIP_NOTE)

    def flag(self, sheet: Sheet, flagged: Flagged) -> Sheet:
        """Say that something is wrong; a flag that stands already is changed, the same again changes nothing.

        Raises DecisionRefused when its note is missing, or its severity is none of the rubric's.
        """
        _check_note(flagged.category, flagged.note)
        if not self.rubric.flags.allow(flagged.category, flagged.severity):
            raise DecisionRefused(f"the flag {flagged.category} needs a severity of the rubric's")
        known = sheet.rating.flags.get(flagged.category)
        if known is None or (known.note, known.response, known.severity) != (
            flagged.note,
            flagged.response,
            flagged.severity,
        ):
            sheet = self._record(sheet, flagged)
        return self._without_draft(sheet, FLAG_NOTE)

    def unflag(self, sheet: Sheet, category: str) -> Sheet:
        """Take a flag back."""
        return self._record(sheet, Unflagged(category=category))

    def keep_draft(self, sheet: Sheet, of: QuestionId, text: str) -> None:
        """Keep text that is being typed, or forget it when it is empty; it is no decision yet."""
        if not text:
            self._without_draft(sheet, of)
            return
        self.queue.keep_draft(sheet.task.id, of, text)
        sheet.drafts[of] = text

    def undo(self) -> tuple[Event, Sheet] | None:
        """Take back the last decision of the batch; return it with its task, or None."""
        return self._moved(self.log.undo())

    def redo(self) -> tuple[Event, Sheet] | None:
        """Let the decision last taken back count again; return it with its task, or None."""
        return self._moved(self.log.redo())

    def _moved(self, moved: tuple[tuple[Event, ...], Rating] | None) -> tuple[Event, Sheet] | None:
        if moved is None:
            return None
        events, rating = moved
        self.saved += len(events)
        position = self.queue.position(rating.task)
        self._rationales.note(rating)
        self._note_escalated(rating)
        self.summary = self.workspace.find_batch(self.summary.id) or self.summary
        return events[-1], self._sheet(position, self.queue.task(position), rating)

    def _viewed(self, task: Task, position: int) -> Viewed:
        shown = present(task, self._seed)
        return Viewed(**shown._asdict(), task_sha256=self.queue.sha256(position))

    def _sheet(self, position: int, task: Task, rating: Rating, *, is_recorded: bool = True) -> Sheet:
        form = compile_form(self.rubric, rating.shown)
        drafts = self.queue.drafts(task.id) if self.workspace.is_writable else {}
        try:
            answers = form.read(rating.answers)
        except ValueError as error:
            raise WorkspaceDamaged(f"the rating of task {task.id} {error}") from error
        return Sheet(position, task, form, rating, answers, drafts, Filled(form, answers), is_recorded)

    def _revise(self, sheet: Sheet, act: Act) -> Sheet:
        decided = sheet.rating.status != "open"
        return self._record(sheet, *([Reopened(), act] if decided else [act]))

    def _record(self, sheet: Sheet, *acts: Act) -> Sheet:
        if not sheet.is_recorded:
            self._decide(sheet.task, sheet.rating, self._viewed(sheet.task, sheet.position))
            sheet = sheet._replace(is_recorded=True)
        rating = self._decide(sheet.task, sheet.rating, *acts)
        answers = sheet.form.read(rating.answers)
        return sheet._replace(rating=rating, answers=answers, filled=Filled(sheet.form, answers))

    def _decide(self, task: Task, before: Rating, *acts: Act) -> Rating:
        """Record ``acts`` about ``task``; when this returns they are durable, and counted."""
        after = self.log.decide(task.id, *acts)
        self.saved += len(acts)
        self._rationales.note(after)
        self._note_escalated(after)
        told = self.summary
        self.summary = told._replace(
            submitted=told.submitted + (after.status == "submitted") - (before.status == "submitted"),
            skipped=told.skipped + (after.status == "skipped") - (before.status == "skipped"),
            flagged=told.flagged + bool(after.flags) - bool(before.flags),
        )
        return after

    def _found_escalated(self) -> set[TaskId]:
        return {flagged.rating.task for flagged in self.flagged() if flagged.escalated}

    def _note_escalated(self, rating: Rating) -> None:
        self._escalated.discard(rating.task)
        if any(map(self.rubric.flags.is_escalated, rating.flags)):
            self._escalated.add(rating.task)

    def _without_draft(self, sheet: Sheet, of: QuestionId) -> Sheet:
        for known in {of, begun_from(of)} & sheet.drafts.keys():
            self.queue.drop_draft(sheet.task.id, known)
            del sheet.drafts[known]
        return sheet


def _check_note(reason: str, note: str) -> None:
    if reason == OTHER and not note.strip():
        raise DecisionRefused(f"{OTHER} says nothing without a note")
