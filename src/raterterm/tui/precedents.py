"""Precedents: earlier entries of a list, as they are offered while another one is made."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from raterterm.core.failures import FAILURES, Failure, KnownFailure, filled, modes
from raterterm.core.precedents import Occasion
from raterterm.core.question import Answer, Answers
from raterterm.core.records import RecordsQuestion
from raterterm.core.reports import AMBIGUITIES, SECTION, KnownRuling, Position, Ruling, ruled
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer
from raterterm.tui.asides import failed_before, ruled_before
from raterterm.tui.desk import Desk, Sheet
from raterterm.tui.screens.picker import Choice

_NEAR = {0: "● this section", 1: "● like tag"}


class Precedents(Protocol):
    """Earlier entries that may be taken."""

    @property
    def title(self) -> str:
        """What they are."""

    def choices(self, entry: Answers) -> list[Choice]:
        """Return them, those first that come nearest to an entry as it is filled in so far."""

    def fill(self, taken: str, entry: Answers) -> dict[QuestionId, Answer]:
        """Return an entry with what it lacks from the choice with the id ``taken``."""

    def asides(self, entry: Answers) -> tuple[str, ...]:
        """Return what is worth knowing of them at an entry."""


class EarlierFailures(NamedTuple):
    """Failures of the same taxonomy."""

    asked: RecordsQuestion
    known: Sequence[KnownFailure]

    @property
    def title(self) -> str:
        """What they are."""
        return "Failures that you listed before"

    def choices(self, entry: Answers) -> list[Choice]:
        """Return them, those of the same kind first."""
        chosen = modes([entry])
        ordered = sorted(enumerate(self.known), key=lambda each: each[1].latest.mode.id not in chosen)
        return [
            Choice(
                str(place), f"{known.times:>3}×  {known.latest.told}", detail=_failure_detail(known.latest)
            )
            for place, known in ordered
        ]

    def fill(self, taken: str, entry: Answers) -> dict[QuestionId, Answer]:
        """Return the entry with kind, cause, hypothesis, and that it was seen before."""
        return filled(self.asked, entry, self.known[int(taken)].latest)

    def asides(self, entry: Answers) -> tuple[str, ...]:
        """Return how often the kind was listed, and why it was last thought to be."""
        return failed_before(self.known, modes([entry]))


def _failure_detail(failure: Failure) -> tuple[str, ...]:
    words = " · ".join(term.words for term in (failure.mode, failure.cause) if term)
    cited = failure.cited
    quote = cited and ("words of a sensitive task" if cited.is_sensitive else f"“{cited.quote}”")
    return tuple(filter(None, [words, failure.hypothesis, quote, _place(failure.occasion)]))


class EarlierRulings(NamedTuple):
    """What was decided before where the guidelines settle nothing."""

    asked: RecordsQuestion | None
    """None where the rubric asks for no reports."""
    here: Position
    known: Sequence[KnownRuling]

    @property
    def title(self) -> str:
        """What they are."""
        return "What you ruled before"

    def choices(self, entry: Answers) -> list[Choice]:
        """Return them, those on the same section first."""
        position = self._position(entry)
        near = [position.nearness(known.latest) for known in self.known]
        return [
            Choice(
                str(place),
                _told(self.known[place].latest),
                0,
                _NEAR.get(near[place], ""),
                _detail(self.known[place]),
            )
            for place in sorted(range(len(near)), key=near.__getitem__)
        ]

    def fill(self, taken: str, entry: Answers) -> dict[QuestionId, Answer]:
        """Return the entry with the ruling, and with its section where the guidelines are the same."""
        if self.asked is None:
            return dict(entry)
        return ruled(self.asked, entry, self.known[int(taken)].latest, self.here.rubric)

    def asides(self, entry: Answers) -> tuple[str, ...]:
        """Return the last ruling that comes near."""
        return ruled_before(self.known, self._position(entry))

    def _position(self, entry: Answers) -> Position:
        section = entry.get(SECTION)
        return self.here._replace(section=section.text) if isinstance(section, TextAnswer) else self.here


def _told(ruling: Ruling) -> str:
    return " · ".join(filter(None, [ruling.section, " ".join(ruling.ruling.split())]))


def _detail(known: KnownRuling) -> tuple[str, ...]:
    ruling = known.latest
    tags = ", ".join(sorted(ruling.tags))
    case = f"Case: {ruling.case}" if ruling.case else ""
    place = " · ".join(filter(None, [f"{ruling.occasion.rubric}, {_place(ruling.occasion)}", tags]))
    return tuple(filter(None, [case, f"Ruling: {ruling.ruling}", place]))


def _place(occasion: Occasion) -> str:
    return f"{occasion.batch}, task {occasion.task}, {occasion.at[:10]}"


def precedents_of(desk: Desk, sheet: Sheet, asked: RecordsQuestion, at: int) -> Precedents | None:
    """Return what was listed before in such a list, but for entry ``at`` of this one; None for other lists.

    Raises WorkspaceError.
    """
    if asked.id == FAILURES:
        return EarlierFailures(asked, desk.earlier.failures(sheet, asked, at))
    return rulings_of(desk, sheet, None, at) if asked.id == AMBIGUITIES else None


def rulings_of(desk: Desk, sheet: Sheet, section: str | None, at: int = -1) -> EarlierRulings:
    """Return what was ruled before, but for entry ``at`` of this task, as seen from ``section``.

    Raises WorkspaceError.
    """
    asked = sheet.form.question(AMBIGUITIES)
    position, known = desk.earlier.position(sheet, section), desk.earlier.rulings(sheet, at)
    return EarlierRulings(asked if isinstance(asked, RecordsQuestion) else None, position, known)
