"""Precedents: what a rater listed before, in any batch, and on which occasions."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from raterterm.core.words import BatchId, TaskId


class Occasion(NamedTuple):
    """Where and when an entry was listed; the later one is the greater."""

    at: str
    """When the list was last written, of which it is an entry; empty when no event tells."""
    batch: BatchId
    task: TaskId
    number: int
    """Which entry of the list, from 0."""
    rubric: str
    """Id of the rubric, whatever its version."""


class Listed(Protocol):
    """An entry of a list."""

    @property
    def occasion(self) -> Occasion:
        """Where and when it was listed."""

    @property
    def meaning(self) -> Hashable:
        """What it has in common with entries that say the same."""


T = TypeVar("T", bound=Listed)


class Known(NamedTuple, Generic[T]):
    """Entries that say the same."""

    seen: tuple[T, ...]
    """The latest first; never empty."""

    @property
    def latest(self) -> T:
        """The last of them."""
        return self.seen[0]

    @property
    def times(self) -> int:
        """How often it was listed."""
        return len(self.seen)


def distinct(listed: Iterable[T]) -> tuple[Known[T], ...]:
    """Return what was listed, once each, the latest first."""
    alike: dict[Hashable, list[T]] = {}
    for entry in sorted(listed, key=lambda entry: entry.occasion, reverse=True):
        alike.setdefault(entry.meaning, []).append(entry)
    return tuple(Known(tuple(seen)) for seen in alike.values())


def without(known: Iterable[Known[T]], batch: str, task: str, number: int | None = None) -> list[Known[T]]:
    """Return what is known from elsewhere than a task, or than one entry of its list."""
    rest = []
    for entries in known:
        seen = tuple(entry for entry in entries.seen if not _is_there(entry.occasion, batch, task, number))
        if seen:
            rest.append(entries if len(seen) == len(entries.seen) else Known(seen))
    return rest


def _is_there(occasion: Occasion, batch: str, task: str, number: int | None) -> bool:
    return occasion.task == task and occasion.batch == batch and number in {None, occasion.number}


def has_words(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text has all these words or parts of words, in whatever case."""
    folded = text.casefold()
    return all(word.casefold() in folded for word in words)
