"""Earlier: what the rater listed before, as it is looked up from a task on the desk."""

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from raterterm.core.failures import FAILURES, KnownFailure, modes, offered
from raterterm.core.guidelines import Heading, headings
from raterterm.core.precedents import without
from raterterm.core.question import Question
from raterterm.core.records import RecordsQuestion
from raterterm.core.reports import AMBIGUITIES, KnownRuling, Position, tags
from raterterm.errors import WorkspaceError
from raterterm.store.workspace import Workspace
from raterterm.tui.asides import failed_before, ruled_before

if TYPE_CHECKING:
    from raterterm.store.library import Library
    from raterterm.tui.desk import Sheet

_REACH = {FAILURES: 1, AMBIGUITIES: 3}
"""How far a ruling may be to be told at a question; at others it must be on their section."""


class Earlier:
    """The failures and the rulings of all batches, seen from one."""

    def __init__(self, workspace: Workspace, batch: str, rubric: str, guidelines: str | None) -> None:
        self._workspace = workspace
        self._batch = batch
        self._rubric = rubric
        self._guidelines = guidelines
        self._rulings: tuple[KnownRuling, ...] = ()
        self._told: dict[tuple[object, ...], Sequence[str]] = {}
        """What these rulings say at the questions of one task, so that no key goes through all of them."""

    def failures(self, sheet: "Sheet", asked: RecordsQuestion, at: int = -1) -> list[KnownFailure]:
        """Return the failures that ``asked`` knows, but for entry ``at`` of this task.

        Raises WorkspaceError.
        """
        return without(offered(self._library.failures(), asked), self._batch, sheet.task.id, at)

    def rulings(self, sheet: "Sheet", at: int = -1) -> list[KnownRuling]:
        """Return the rulings, but for that of entry ``at`` of this task.  Raises WorkspaceError."""
        return without(self._library.rulings(), self._batch, sheet.task.id, at)

    def position(self, sheet: "Sheet", section: str | None) -> Position:
        """Return where the rater stands when a ruling may be wanted, with the section that is meant."""
        asked, given = sheet.form.question(FAILURES), sheet.filled.counted.get(FAILURES)
        entries = asked.entries(given) if isinstance(asked, RecordsQuestion) else ()
        marked = tags(modes(entries), sheet.rating.flags)
        return Position(self._rubric, *self._sections, section, marked)

    def asides(self, sheet: "Sheet", question: Question) -> Sequence[str]:
        """Return what was listed before about a question; nothing where that cannot be read."""
        told: list[str] = []
        with suppress(WorkspaceError):
            if question.id == FAILURES and isinstance(question, RecordsQuestion):
                told += failed_before(offered(self._library.failures(), question), ())
            if question.see is not None or question.id in _REACH:
                told += self._ruled(sheet, question)
        return told

    def _ruled(self, sheet: "Sheet", question: Question) -> Sequence[str]:
        known, position = self._library.rulings(), self.position(sheet, question.see)
        at = sheet.task.id, question.id, question.see, position.tags
        if known is not self._rulings or not any(told[0] == sheet.task.id for told in self._told):
            self._rulings, self._told = known, {}
        if at not in self._told:
            others = without(known, self._batch, sheet.task.id)
            self._told[at] = ruled_before(others, position, _REACH.get(question.id, 0))
        return self._told[at]

    @cached_property
    def _library(self) -> "Library":
        from raterterm.store.library import Library  # noqa: PLC0415 - the first screen need not wait for it

        return Library(self._workspace)

    @cached_property
    def _sections(self) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
        """The links to the sections of the guidelines by their titles, and what is in each."""
        known = headings(self._guidelines or "")
        links = {heading: f"#{heading.anchor}" for heading in known}
        parts = {
            links[heading]: frozenset(links[part] for part in known if _is_in(part, heading))
            for heading in known
        }
        # What stands under the title of the whole says nothing of where a ruling belongs.
        parts = {link: within for link, within in parts.items() if len(within) < len(known)}
        return {heading.title.casefold(): link for heading, link in links.items()}, parts


def _is_in(part: Heading, whole: Heading) -> bool:
    return whole.start <= part.start < whole.end
