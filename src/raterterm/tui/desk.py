"""The desk: one batch of a workspace, the task that lies on it, and all that can be done to it.

Screens translate keys into calls here and draw the sheet that comes back; nothing here knows of a
screen.
"""

from typing import NamedTuple

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
from raterterm.core.presentation import order_of
from raterterm.core.question import Answer, Question
from raterterm.core.rating import Rating
from raterterm.core.task import Response, Task
from raterterm.core.words import QuestionId
from raterterm.store.log import Log
from raterterm.store.queue import Place, Queue
from raterterm.store.workspace import BatchSummary, Workspace


class Sheet(NamedTuple):
    """The task on the desk and its state: everything that a screen draws."""

    position: int
    task: Task
    form: Form
    rating: Rating
    answers: dict[QuestionId, Answer]
    drafts: dict[QuestionId, str]

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
        """What keeps the task from being submitted."""
        return missing(self.form, self.answers)

    def next_question(self, after: QuestionId | None) -> QuestionId | None:
        """Return the question that is open next behind ``after``, else from the top, else None.

        Those that one key answers come first, so that a hand on the digits is never stopped by a text.
        """
        ids = [question.id for question in self.questions]
        start = ids.index(after) + 1 if after in ids else 0
        ahead = [
            question
            for question in self.questions[start:] + self.questions[:start]
            if question.id not in self.answers
        ]
        keyed = [question for question in ahead if question.options(self.form.letters)]
        return next((question.id for question in keyed + ahead), None)


class Desk:
    """An open batch."""

    def __init__(self, workspace: Workspace, batch: BatchSummary) -> None:
        self.workspace = workspace
        self.batch_id = batch.id
        self.queue = Queue(workspace, batch.key)
        self.rubric = self.queue.rubric()
        self.guidelines = self.queue.guidelines()
        self.log = Log(workspace, batch.key)
        self._seed = workspace.seed
        self.saved = workspace.saved
        """Events of the workspace that are durable."""

    @property
    def summary(self) -> BatchSummary:
        """How far the batch is."""
        found = self.workspace.find_batch(self.batch_id)
        assert found is not None  # noqa: S101 - an open batch does not go away
        return found

    def start(self) -> Place:
        """Return where to go on: where the rater stood if that is still open, else the first open task."""
        stood = self.queue.place()
        if stood and self._is_open(stood.position):
            return stood
        position = self.queue.next_open(stood.position if stood else 0)
        return Place(position or 1, QuestionId(""))

    def _is_open(self, position: int) -> bool:
        return self.queue.next_open(position - 1) == position

    def sheet(self, position: int) -> Sheet:
        """Return the task at ``position``, recording its presentation when it is seen first."""
        task = self.queue.task(position)
        rating = self.log.rating(task.id)
        if not rating.order:
            order = order_of(self._seed, task.id, task.response_ids)
            if not self.workspace.is_writable:
                rating = rating.model_copy(update={"order": order})
            else:
                rating = self.decide(task, Viewed(order=order))
        return self._sheet(position, task, rating)

    def peek(self, position: int) -> list[str]:
        """Return the texts that the task at ``position`` will show, recording nothing."""
        task = self.queue.task(position)
        texts = {response.id: response.text for response in task.responses}
        return [texts[response] for response in order_of(self._seed, task.id, task.response_ids)]

    def _sheet(self, position: int, task: Task, rating: Rating) -> Sheet:
        form = compile_form(self.rubric, rating.order)
        return Sheet(position, task, form, rating, form.read(rating.answers), self.queue.drafts(task.id))

    def decide(self, task: Task, *acts: Act) -> Rating:
        """Record ``acts`` about ``task``; when this returns they are durable."""
        rating = self.log.decide(task.id, *acts)
        self.saved += len(acts)
        return rating

    def answer(self, sheet: Sheet, question: Question, answer: Answer) -> Sheet:
        """Answer a question, taking a decided task up again first."""
        value = answer.model_dump(mode="json", exclude_defaults=True)
        sheet = self._revise(sheet, Answered(question=question.id, answer=value))
        if question.id in sheet.drafts:
            self.queue.drop_draft(sheet.task.id, question.id)
            sheet.drafts.pop(question.id)
        return sheet

    def withdraw(self, sheet: Sheet, question: Question) -> Sheet:
        """Take an answer back, and what was being typed."""
        if question.id in sheet.drafts:
            self.queue.drop_draft(sheet.task.id, question.id)
            sheet.drafts.pop(question.id)
        if question.id not in sheet.answers:
            return sheet
        return self._revise(sheet, Withdrew(question=question.id))

    def submit(self, sheet: Sheet) -> Sheet:
        """Declare the rating complete; nothing may be missing."""
        return self._record(sheet, Submitted())

    def skip(self, sheet: Sheet, reason: str, note: str) -> Sheet:
        """Leave the task unrated."""
        return self._record(sheet, Skipped(reason=reason, note=note))

    def reopen(self, sheet: Sheet) -> Sheet:
        """Take a submitted or skipped task up again."""
        return self._record(sheet, Reopened())

    def flag(self, sheet: Sheet, category: str, note: str) -> Sheet:
        """Say that something is wrong with the task."""
        return self._record(sheet, Flagged(category=category, note=note))

    def unflag(self, sheet: Sheet, category: str) -> Sheet:
        """Take a flag back."""
        return self._record(sheet, Unflagged(category=category))

    def undo(self) -> tuple[Event, Sheet] | None:
        """Take back the last decision of the batch; return it with its task, or None."""
        return self._moved(self.log.undo())

    def redo(self) -> tuple[Event, Sheet] | None:
        """Let the decision last taken back count again; return it with its task, or None."""
        return self._moved(self.log.redo())

    def _moved(self, moved: tuple[Event, Rating] | None) -> tuple[Event, Sheet] | None:
        if moved is None:
            return None
        self.saved += 1
        event, rating = moved
        position = self.queue.position(event.task)
        return event, self._sheet(position, self.queue.task(position), rating)

    def _revise(self, sheet: Sheet, act: Act) -> Sheet:
        decided = sheet.rating.status != "open"
        return self._record(sheet, *([Reopened(), act] if decided else [act]))

    def _record(self, sheet: Sheet, *acts: Act) -> Sheet:
        rating = self.decide(sheet.task, *acts)
        return sheet._replace(rating=rating, answers=sheet.form.read(rating.answers))
