"""Compares two texts word by word, in a time that does not depend on what they say.

``difflib`` finds the words that stayed; this module bounds it.  Libraries were looked at:
``diff-match-patch`` compares characters and stops by the clock, so that the same texts may differ
differently; ``rapidfuzz`` finds the longest common subsequence, which scatters single words.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from functools import cache
from itertools import accumulate, takewhile
from typing import Literal, NamedTuple
from unicodedata import category

Kind = Literal["same", "removed", "added"]
_KINDS: tuple[Kind, ...] = ("same", "removed", "added")

MOST_WORK = 2_000_000
"""Comparisons of words that a difference may take; what is left then is shown as changed as a whole."""
DIRECT = 200_000
"""Comparisons below which two texts are compared at once, and not first by the lines they share."""

_IDEOGRAPHS = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_WORD = re.compile(r"\w")


class Segment(NamedTuple):
    """A stretch of text that stayed, or stands only in one of the two."""

    kind: Kind
    text: str


class _Stretch(NamedTuple):
    """Tokens that are equal: where in the one, where in the other, how many."""

    base: int
    other: int
    size: int


def difference(base: str, other: str) -> tuple[Segment, ...]:
    """Return what was removed from ``base`` and added to make ``other``, word by word.

    Joined, what stayed and what was removed is ``base``, what stayed and what was added ``other``.
    """
    before, after = tokens(base), tokens(other)
    return tuple(_segments(_readable(_changes(before, after, _aligned(before, after)))))


def tokens(text: str) -> list[str]:
    """Return the words, blanks, marks and newlines of ``text``; ideographs one by one."""
    found = _token().findall(text)
    return list(_with_marks(found)) if any(map(_joins, set(text))) else found


@cache
def _token() -> re.Pattern[str]:
    word = rf"[^\W{_IDEOGRAPHS}]+"
    return re.compile(rf"\n|[^\S\n]+|[{_IDEOGRAPHS}]|{word}(?:['’]{word})*+|.", re.DOTALL)


def _joins(character: str) -> bool:
    return character >= "\u0300" and (category(character)[0] == "M" or character in "\u200c\u200d")


def _with_marks(found: Iterable[str]) -> Iterator[str]:
    """Keep what combines, such as an accent or a joiner, with what it stands on."""
    held = ""
    for token in found:
        if held and not _joins(token[0]) and not held.endswith("\u200d"):
            yield held
            held = ""
        held += token
    if held:
        yield held


class _Budget:
    """The comparisons that are left."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def take(self, work: int) -> bool:
        if work > self.left:
            return False
        self.left -= work
        return True


class _Matcher(SequenceMatcher[str]):
    """Finds no more matches once the budget is spent, instead of taking time without a bound."""

    def __init__(self, before: Sequence[str], after: Sequence[str], budget: _Budget) -> None:
        super().__init__(None, before, after, autojunk=False)
        counts = Counter(after)
        self.work = list(accumulate((1 + counts[each] for each in before), initial=0))
        self.budget = budget

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        end = len(self.work) - 1 if ahi is None else ahi
        if not self.budget.take(self.work[end] - self.work[alo]):
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _aligned(before: list[str], after: list[str]) -> Iterator[_Stretch]:
    """Yield the stretches of tokens that stayed, in order."""
    budget = _Budget()
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    yield _Stretch(0, 0, head)
    middle = _Stretch(head, head, 0)
    yield from _within(before[head : len(before) - tail], after[head : len(after) - tail], middle, budget)
    yield _Stretch(len(before) - tail, len(after) - tail, tail)


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many tokens are equal from the start on."""
    shorter = min(len(before), len(after))
    return next((n for n in range(shorter) if before[n] != after[n]), shorter)


def _within(before: list[str], after: list[str], start: _Stretch, budget: _Budget) -> Iterator[_Stretch]:
    """Compare small texts at once; large ones between the lines they share, and those between words."""
    if _work(before, after) <= DIRECT:
        yield from _matched(before, after, start, budget)
        return
    lines = _anchors(_line_starts(before), _line_starts(after), before, after)
    for low, high in _gaps(lines, before, after):
        first, last = before[low.base : high.base], after[low.other : high.other]
        place = _Stretch(start.base + low.base, start.other + low.other, 0)
        if _work(first, last) <= DIRECT:
            yield from _matched(first, last, place, budget)
        else:
            yield from _by_words(first, last, place, budget)
        yield _Stretch(start.base + high.base, start.other + high.other, high.size)


def _by_words(first: list[str], last: list[str], place: _Stretch, budget: _Budget) -> Iterator[_Stretch]:
    """Compare between the words that stand once in each of the two texts."""
    anchors = _anchors(_places(first), _places(last), first, last)
    for low, high in _gaps(anchors, first, last):
        here = _Stretch(place.base + low.base, place.other + low.other, 0)
        yield from _matched(first[low.base : high.base], last[low.other : high.other], here, budget)
        yield _Stretch(place.base + high.base, place.other + high.other, high.size)


def _work(before: Sequence[str], after: Sequence[str]) -> int:
    counts = Counter(after)
    return sum(counts[token] for token in before if not token.isspace())


def _matched(before: list[str], after: list[str], start: _Stretch, budget: _Budget) -> Iterator[_Stretch]:
    """Compare what is no blank; blanks stayed where they are the same beside a word that stayed."""
    here, there = ([n for n, each in enumerate(found) if not each.isspace()] for found in (before, after))
    if not (here and there):
        return
    matcher = _Matcher([before[n] for n in here], [after[n] for n in there], budget)
    low = high = 0
    for base, other, size in matcher.get_matching_blocks():
        for first, last in zip(here[base : base + size], there[other : other + size], strict=True):
            blanks = _blanks(before[low:first][::-1], after[high:last][::-1])
            begin, end = first - blanks, last - blanks
            after_word = _blanks(before[first + 1 : first + 9], after[last + 1 : last + 9])
            low, high = first + 1 + after_word, last + 1 + after_word
            yield _Stretch(start.base + begin, start.other + end, low - begin)


def _blanks(before: Iterable[str], after: Iterable[str]) -> int:
    """Return how many blanks are equal from the start on."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] and pair[0].isspace(), pairs))


def _line_starts(found: Sequence[str]) -> dict[str, list[int]]:
    """Return where each line that says something starts."""
    places: dict[str, list[int]] = {}
    start = 0
    for end in [*(n for n, each in enumerate(found, 1) if each == "\n"), len(found)]:
        line = "".join(found[start:end])
        if _WORD.search(line):
            places.setdefault(line, []).append(start)
        start = end
    return places


def _places(found: Sequence[str]) -> dict[str, list[int]]:
    """Return where each word stands."""
    places: dict[str, list[int]] = {}
    for index, token in enumerate(found):
        if _WORD.match(token):
            places.setdefault(token, []).append(index)
    return places


def _anchors(
    first: dict[str, list[int]], last: dict[str, list[int]], before: Sequence[str], after: Sequence[str]
) -> Iterator[_Stretch]:
    """Yield what stands once in each and in the same order in both, with the equal tokens after it."""
    pairs = [(at[0], last[key][0]) for key, at in first.items() if len(at) == 1 == len(last.get(key, ()))]
    base = other = 0
    for start, there in _ascending(sorted(pairs)):
        if start < base or there < other:
            continue
        size = 0
        while (
            start + size < len(before)
            and there + size < len(after)
            and before[start + size] == after[there + size]
        ):
            size += 1
        base, other = start + size, there + size
        yield _Stretch(start, there, size)


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest choice of ``pairs`` whose second numbers ascend as the first do."""
    ends: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        at = bisect_left(ends, there)
        ends[at:] = [there, *ends[at + 1 :]] if at < len(ends) else [there]
        chosen[at : at + 1] = [index]
        before.append(chosen[at - 1] if at else -1)
    longest: list[tuple[int, int]] = []
    index = chosen[-1] if chosen else -1
    while index >= 0:
        longest.append(pairs[index])
        index = before[index]
    return longest[::-1]


def _gaps(
    anchors: Iterable[_Stretch], before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[_Stretch, _Stretch]]:
    """Yield what stands between two anchors: where it starts, and the anchor at its end."""
    low = _Stretch(0, 0, 0)
    for anchor in [*anchors, _Stretch(len(before), len(after), 0)]:
        yield low, anchor
        low = _Stretch(anchor.base + anchor.size, anchor.other + anchor.size, 0)


class _Change(NamedTuple):
    same: str
    removed: str = ""
    added: str = ""

    @property
    def size(self) -> int:
        return max(len(self.removed), len(self.added))


def _changes(before: list[str], after: list[str], aligned: Iterable[_Stretch]) -> Iterator[_Change]:
    base = other = 0
    same = ""
    for stretch in [*aligned, _Stretch(len(before), len(after), 0)]:
        removed, added = "".join(before[base : stretch.base]), "".join(after[other : stretch.other])
        base, other = stretch.base + stretch.size, stretch.other + stretch.size
        if removed or added:
            yield _Change(same, removed, added)
            same = ""
        same += "".join(before[stretch.base : base])
    yield _Change(same)


def _readable(changes: Iterable[_Change]) -> Iterator[_Change]:
    """Make one change of two that only blanks, marks or a word that happens to be in both keep apart."""
    held: _Change | None = None
    for change in changes:
        if held and change.size and _is_chance(change.same, min(held.size, change.size)):
            held = _Change(
                held.same,
                held.removed + change.same + change.removed,
                held.added + change.same + change.added,
            )
            continue
        if held:
            yield held
        held = change
    if held:
        yield held


def _is_chance(same: str, size: int) -> bool:
    return "\n" not in same and (not _WORD.search(same) or 2 * len(same) <= size)


def _segments(changes: Iterable[_Change]) -> Iterator[Segment]:
    for change in changes:
        for kind, text in zip(_KINDS, change, strict=True):
            if text:
                yield Segment(kind, text)
