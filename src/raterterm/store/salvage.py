"""Salvage: the rows of a workspace that can still be read, each known by its shape and checked by what it says.

Pages do not say which table they are of once the tables' own list is gone, so every row that is read is
told apart by the types of its columns; digests, ids and links between rows sort out what is not sound.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from raterterm.core import jsontext
from raterterm.core.events import Event, read_event
from raterterm.core.rating import Rating
from raterterm.core.rubric import Rubric
from raterterm.core.task import Id
from raterterm.core.words import PLAIN, Instant
from raterterm.store.pages import Cell, Pages, Value

KEPT = frozenset(
    {
        *("facts", "rubrics", "batches", "tasks", "ratings", "events", "drafts", "places", "receipts"),
        *("acknowledged", "exposures", "bookmarks", "purged", "purged_receipts"),
    }
)
"""Tables whose rows are salvaged."""

LEFT = frozenset({"origins"})
"""Tables whose rows are not: files are simply read again."""


class RubricRow(NamedTuple):
    """A rubric as it is stored, its parts None where they are not as they were."""

    sha256: str
    source: bytes | None
    title: str
    label: str
    compiled: bytes
    guidelines_sha256: str | None
    guidelines: bytes | None


class BatchRow(NamedTuple):
    """What is stored of a batch beside what follows from its tasks and events."""

    id: str
    sha256: str
    rubric: int
    loaded_at: str
    tasks: int
    events: int


class TaskRow(NamedTuple):
    """A task as it was loaded."""

    id: str
    raw: bytes


class ReceiptRow(NamedTuple):
    """A bundle that was written."""

    batch: int
    sequence: int
    bundle: str
    events: int
    head: str
    exported_at: str


@dataclass
class Salvaged:
    """Everything that could be read, by its keys; a mapping is in no order."""

    seed: str | None = None
    rubrics: dict[int, RubricRow] = field(default_factory=dict)
    batches: dict[int, BatchRow] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    """By batch: the digest of its last event."""
    tasks: dict[tuple[int, int], TaskRow] = field(default_factory=dict)
    """By batch and position."""
    ratings: dict[tuple[int, str], tuple[int, Rating | None]] = field(default_factory=dict)
    """By batch and task: the position, and the state where it can be read."""
    events: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)
    """By batch and number: the lines that could be meant, more than one where pages contradict."""
    drafts: dict[tuple[int, str, str], str] = field(default_factory=dict)
    places: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    receipts: dict[str, ReceiptRow] = field(default_factory=dict)
    acknowledged: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    exposures: set[tuple[int, str, str]] = field(default_factory=set)
    bookmarks: dict[tuple[int, str], str] = field(default_factory=dict)
    purged: dict[int, tuple[Value, ...]] = field(default_factory=dict)
    """What is left of batches that were purged, as it is stored."""
    purged_receipts: dict[tuple[int, int], tuple[Value, ...]] = field(default_factory=dict)

    @property
    def keys(self) -> list[int]:
        """The batches of which anything is there."""
        return sorted(
            {*self.batches, *(batch for batch, _ in self.tasks), *(batch for batch, _ in self.events)}
        )

    @property
    def count(self) -> int:
        """How many rows there are."""
        parts = (self.rubrics, self.batches, self.tasks, self.events, self.drafts, self.receipts)
        return sum(len(part) for part in parts)


@cache
def event_of(line: bytes) -> Event:
    """Return the event that a line holds, read once however often it is asked for; raises ValueError."""
    return read_event(line)


def salvage(pages: Pages, numbers: list[int] | None = None) -> Salvaged:
    """Return the rows of a workspace that these pages hold, or all pages."""
    found = Salvaged()
    for cell in pages.cells(numbers):
        kinds = "".join(_kind(value) for value in cell.values)
        for shape, take in _SHAPES:
            if (cell.rowid is not None) == (shape[0] == "#") and re.fullmatch(shape.lstrip("#"), kinds):
                take(found, cell)
    return found


def is_foreign(path: Path) -> bool:
    """Tell whether the log beside a workspace belongs to another: most of what it replaces would be gone.

    Rows that are never changed must still be there once the log is read over them.  Raises OSError.
    """
    with Pages(path) as both, Pages(path, with_log=False) as alone:
        touched = [number for number in both.logged if number <= alone.in_file]
        if not touched:
            return False
        before, after = salvage(alone, touched), salvage(both, list(both.logged))
        if _is_older(before, after, salvage(alone)):
            return True
    gone = named_among(before, {(row[0], row[1]) for row in after.purged.values()})
    lasting, lasted = _lasting(before, gone), _lasting(after, gone)
    return len(lasting - lasted) > len(lasting & lasted)


def _is_older(before: Salvaged, after: Salvaged, all_before: Salvaged) -> bool:
    """Tell whether a batch had events, all of them there, that it would not have had yet."""
    for key, row in after.batches.items():
        known = before.batches.get(key)
        if known and known.id == row.id and known.events > row.events:
            last = all_before.events.get((key, known.events), [])
            if before.heads[key] in [sha256(line).hexdigest() for line in last]:
                return True
    return False


def named_among(found: Salvaged, purged: Container[tuple[Value, ...]]) -> frozenset[int]:
    """Return the batches of ``found`` whose id and digest are among those that were ``purged``."""
    return frozenset(key for key, row in found.batches.items() if (row.id, row.sha256) in purged)


def _lasting(found: Salvaged, gone: frozenset[int]) -> set[object]:
    lines = {(*key, line) for key, known in found.events.items() for line in known if key[0] not in gone}
    tasks = {(key, task) for key, task in found.tasks.items() if key[0] not in gone}
    batches = {(row.id, row.sha256, row.loaded_at) for key, row in found.batches.items() if key not in gone}
    receipts = {row.bundle for row in found.receipts.values() if row.batch not in gone}
    seeds = {found.seed} if found.seed else set()
    return {*lines, *tasks, *batches, *receipts, *seeds}


def _kind(value: Value) -> str:
    return {int: "i", str: "t", bytes: "b", float: "f"}.get(type(value), "n")


def _take_fact(found: Salvaged, cell: Cell) -> None:
    name, value = cell.values
    if name == "seed" and re.fullmatch("[0-9a-f]{32}", str(value)):
        found.seed = str(value)


def _take_rubric(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, digest, source, title, label, compiled, guidelines_digest, guidelines = row
    if _is_digest(digest) and _can(lambda: Rubric.model_validate(jsontext.decode(compiled), strict=False)):
        found.rubrics[cell.rowid or 0] = RubricRow(
            digest,
            _if_sound(source, digest),
            title,
            label,
            compiled,
            guidelines_digest,
            _if_sound(guidelines, guidelines_digest),
        )


def _take_batch(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, batch, digest, rubric, loaded_at, tasks, _, _, _, events, head = row
    if re.fullmatch(PLAIN, batch) and _is_digest(digest) and _is_instant(loaded_at):
        found.batches[cell.rowid or 0] = BatchRow(batch, digest, rubric, loaded_at, tasks, events)
        found.heads[cell.rowid or 0] = head


def _take_task(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, batch, position, _, raw, digest = row
    if sha256(raw).hexdigest() == digest:
        # The digest vouches for this id; the one beside it may be damaged.
        found.tasks[batch, position] = TaskRow(jsontext.decode(raw)["id"], raw)


def _take_rating(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    batch, position, task, _, _, _, state = row
    if 0 < len(task) <= (Id.max_length or 0):
        found.ratings[batch, task] = (position, _state(state))


def _take_event(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, batch, n, task, _, line = row
    if _can(lambda: event_of(line)):
        event = event_of(line)
        if (event.n, event.task) == (n, task):
            known = found.events.setdefault((batch, n), [])
            known += [] if line in known else [line]


def _take_draft(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    batch, task, question, text = row
    found.drafts[batch, task, question] = text


def _take_place(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, position, question, at = row
    if _is_instant(at):
        found.places[cell.rowid or 0] = (position, question, at)


def _take_receipt(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    receipt = ReceiptRow(*row[1:])
    if _is_digest(receipt.bundle) and _is_digest(receipt.head) and _is_instant(receipt.exported_at):
        found.receipts[receipt.bundle] = receipt


def _take_acknowledged(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, rubric, digest, at = row
    if _is_digest(digest) and _is_instant(at):
        found.acknowledged[cell.rowid or 0] = (rubric, digest, at)


def _take_exposure_or_bookmark(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    batch, task, at = row
    if re.fullmatch(r"\d{4}-\d\d-\d\d", at):
        found.exposures.add((batch, task, at))
    elif _is_instant(at):
        found.bookmarks[batch, task] = at


def _take_purged(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    _, batch, digest, *_, head, at = row
    if re.fullmatch(PLAIN, batch) and _is_digest(digest) and _is_digest(head) and _is_instant(at):
        found.purged[cell.rowid or 0] = row[1:]


def _take_purged_receipt(found: Salvaged, cell: Cell) -> None:
    row: Any = cell.values
    purged, sequence, bundle, _, head, at = row
    if _is_digest(bundle) and _is_digest(head) and _is_instant(at):
        found.purged_receipts[purged, sequence] = row


_Take = Callable[[Salvaged, Cell], None]

_SHAPES: tuple[tuple[str, _Take], ...] = (
    ("tt", _take_fact),
    ("#ntbttb[nt][nb]", _take_rubric),
    ("#nttitiiiiit", _take_batch),
    ("#niitbt", _take_task),
    ("iittii[nb]", _take_rating),
    ("#niitib", _take_event),
    ("ittt", _take_draft),
    ("#nitt", _take_place),
    ("#niititt", _take_receipt),
    ("#nttt", _take_acknowledged),
    ("itt", _take_exposure_or_bookmark),
    ("#ntttiiiiitt", _take_purged),
    ("iititt", _take_purged_receipt),
)
"""The types of a row's columns, with ``#`` before those of a table with row ids, whose key stands as NULL."""


def _is_digest(text: object) -> bool:
    return re.fullmatch("[0-9a-f]{64}", str(text)) is not None


def _is_instant(text: object) -> bool:
    return _can(lambda: _INSTANT.validate_python(text))


_INSTANT: TypeAdapter[str] = TypeAdapter(Instant)


def _if_sound(content: bytes | None, digest: str | None) -> bytes | None:
    return content if content is not None and sha256(content).hexdigest() == digest else None


def _state(state: bytes | None) -> Rating | None:
    try:
        return Rating.model_validate(jsontext.decode(state), strict=False) if state else None
    except ValueError:
        return None


def _can(read: Callable[[], object]) -> bool:
    try:
        read()
    except (ValueError, ValidationError):
        return False
    return True
