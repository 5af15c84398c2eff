"""The desk: one batch of a workspace, the task that lies on it, and all that can be done to it.

Screens translate keys into calls here and draw the sheet that comes back; nothing here knows of a
screen.
"""

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from raterterm.core.completeness import Missing, missing
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
from raterterm.core.form import Form, compile_form
from raterterm.core.guidelines import Changes, changes
from raterterm.core.presentation import present
from raterterm.core.question import Answer, Question
from raterterm.core.rating import Rating
from raterterm.core.rationale import RATIONALE
from raterterm.core.task import Response, Task
from raterterm.core.words import QuestionId, TaskId
from raterterm.core.writing import MAX_LENGTH, TextAnswer, TextQuestion
from raterterm.errors import WorkspaceDamaged, WorkspaceError
from raterterm.store.acknowledgements import Acknowledgements
from raterterm.store.exposure import Exposures
from raterterm.store.log import Log
from raterterm.store.queue import Place, Queue
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.asides import evidence
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
        return self.form.asked(self.answers)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What keeps the task from being submitted, text that is still a draft first."""
        writing = [Missing(question, "is still a draft") for question in self.drafted]
        return (*writing, *missing(self.form, self.answers))

    @property
    def drafted(self) -> tuple[Question, ...]:
        """The questions whose answer was being typed."""
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
        self._uncovered: set[TaskId] = set()
        self._seed = workspace.seed
        self.saved = workspace.saved
        """Events of the workspace that are durable."""

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
        given = sheet.answers.get(RATIONALE)
        asked = self.rubric.rationale
        if asked is None or asked.lint == "off" or not isinstance(given, TextAnswer):
            return ()
        from raterterm.core.lint import Case, lint  # noqa: PLC0415 - 30 ms that the first screen need not wait for

        case = Case.of(self.rubric, sheet.task, sheet.form, sheet.answers)
        return lint(given.text, case._replace(guidelines=self.guidelines or ""))

    def contradictions(self, sheet: Sheet) -> "tuple[Contradiction, ...]":
        """Return which answers can hardly all be meant, once none is missing."""
        if sheet.rating.status != "open" or sheet.missing:
            return ()
        from raterterm.core.contradictions import contradictions  # noqa: PLC0415 - 30 ms that the first screen need not wait for

        return contradictions(sheet.form, sheet.answers)

    def asides(self, sheet: Sheet, question: Question) -> tuple[str, ...]:
        """Return what is worth knowing at a question, and is no part of it."""
        return tuple(filter(None, [evidence(question, sheet.responses, sheet.answers)]))

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
        """Leave the task unrated."""
        return self._without_draft(self._record(sheet, Skipped(reason=reason, note=note)), SKIP_NOTE)

    def flag(self, sheet: Sheet, category: str, note: str) -> Sheet:
        """Say that something is wrong with the task."""
        return self._without_draft(self._record(sheet, Flagged(category=category, note=note)), FLAG_NOTE)

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
        return Sheet(position, task, form, rating, answers, drafts, is_recorded)

    def _revise(self, sheet: Sheet, act: Act) -> Sheet:
        decided = sheet.rating.status != "open"
        return self._record(sheet, *([Reopened(), act] if decided else [act]))

    def _record(self, sheet: Sheet, *acts: Act) -> Sheet:
        if not sheet.is_recorded:
            self._decide(sheet.task, sheet.rating, self._viewed(sheet.task, sheet.position))
            sheet = sheet._replace(is_recorded=True)
        rating = self._decide(sheet.task, sheet.rating, *acts)
        return sheet._replace(rating=rating, answers=sheet.form.read(rating.answers))

    def _decide(self, task: Task, before: Rating, *acts: Act) -> Rating:
        """Record ``acts`` about ``task``; when this returns they are durable, and counted."""
        after = self.log.decide(task.id, *acts)
        self.saved += len(acts)
        told = self.summary
        self.summary = told._replace(
            submitted=told.submitted + (after.status == "submitted") - (before.status == "submitted"),
            skipped=told.skipped + (after.status == "skipped") - (before.status == "skipped"),
            flagged=told.flagged + bool(after.flags) - bool(before.flags),
        )
        return after

    def _without_draft(self, sheet: Sheet, of: QuestionId) -> Sheet:
        for known in {of, begun_from(of)} & sheet.drafts.keys():
            self.queue.drop_draft(sheet.task.id, known)
            del sheet.drafts[known]
        return sheet
