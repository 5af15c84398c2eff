"""What a rationale speaks of: a criterion of the rubric, and both sides of the comparison."""

import re
from collections.abc import Iterator
from functools import lru_cache

from raterterm.core.criteria import Criterion, ScoreAnswer, ScoreQuestion
from raterterm.core.lint_case import Case, Draft, Hint, described
from raterterm.core.lint_evidence import is_grounded
from raterterm.core.lint_language import tongue
from raterterm.core.lint_text import any_of, opening, stem, stems, words
from raterterm.core.lint_words import CONCEPTS, LOOSE, STOP, TASK_WORDS, TASTE
from raterterm.core.words import ResponseId

_NOTHING = frozenset(map(stem, STOP.split())) | frozenset(map(stem, TASK_WORDS.split()))
_CONCEPTS = tuple(stems(concept) for concept in CONCEPTS)
_NEGATIONS = ("in", "un", "im", "des", "mis")
_TASTE = re.compile(rf"\b{any_of(TASTE)}\b")


# 1. A criterion.


def criterion(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when no criterion is named and no word of one, and taste or nothing stands in its place.

    A rationale that points at places in the responses says by them what decided it, even without a name.
    """
    if not case.criteria or case.is_tie or not draft.is_readable or _is_other_language(draft, case):
        return
    if is_grounded(draft, case) and not _TASTE.search(draft.prose):
        return
    said = words(draft.text)
    known = {stem(word.removeprefix(prefix)) for word in said for prefix in ("", *_NEGATIONS)}
    if known.isdisjoint(terms(case.criteria)):
        decisive = _decisive(case)
        yield Hint(
            "criterion",
            "No criterion of the rubric is named, so a reader cannot tell what decided it.",
            f"Say which one did, for example “{decisive.title}”: {decisive.question}",
        )


def _is_other_language(draft: Draft, case: Case) -> bool:
    rubric = tongue(case.lead_words).language
    return None not in (rubric, draft.tongue.language) and rubric != draft.tongue.language


@lru_cache(maxsize=16)
def terms(criteria: tuple[Criterion, ...]) -> frozenset[str]:
    """Return the stems of what the criteria are called and described with, and of words that mean the same."""
    found = frozenset[str]()
    for known in criteria:
        named = stems(f"{known.id} {known.title} {known.question}")
        alike = [concept for concept in _CONCEPTS if concept & named]
        found = found.union((named | stems(described(known))) - _NOTHING, *alike)
    return found


def _decisive(case: Case) -> Criterion:
    """Return the criterion on which the scores lie furthest apart; the first when there are none."""
    places: dict[str, list[float]] = {}
    for question in case.form.questions:
        answer = case.answers.get(question.id)
        if isinstance(question, ScoreQuestion) and isinstance(answer, ScoreAnswer):
            places.setdefault(question.criterion, []).extend(_place(question, answer))
    spread = {known: max(found, default=0) - min(found, default=0) for known, found in places.items()}
    return max(case.criteria, key=lambda known: spread.get(known.id, 0.0))


def _place(question: ScoreQuestion, answer: ScoreAnswer) -> Iterator[float]:
    """Yield where a point lies on its scale, 0 to 1; nothing when the criterion does not apply."""
    if answer.point is not None:
        yield question.scale.rank(answer.point) / (len(question.scale.points) - 1)


# 2. Both sides.

_LOOSE = re.compile(rf"\b{any_of(LOOSE)}\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<!\w)[A-Z](?!\w)")


def both(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when a comparison speaks of one response alone, or of none.

    Of more than two, the best and one other are enough.  Words such as "the other" may mean any of them.
    """
    if not case.compares or _LOOSE.search(draft.prose):
        return
    order = case.form.letters.order
    named = {mention.response for mention in draft.mentions} | _by_capital(draft, case)
    best = [known for known in order if case.ranks.get(known) == 0]
    if not named:
        yield Hint(
            "both",
            "No response is named, so a reader cannot tell which one is meant.",
            "Call the responses by their letters, and say something of each.",
        )
    elif len(order) == 2 or best:
        unnamed = [known for known in order if known not in named]
        if best and named.isdisjoint(best):
            yield _silent_on(best[0], case)
        elif len(named) == 1 and unnamed:
            yield _silent_on(unnamed[0], case)


def _by_capital(draft: Draft, case: Case) -> set[ResponseId]:
    """Return the responses whose letter stands alone anywhere, though it may be a word."""
    alone = set(_CAPITAL.findall(draft.text))
    return {known for known in case.form.letters.order if case.form.letters.letter(known) in alone}


def _silent_on(response: ResponseId, case: Case) -> Hint:
    letter = case.form.letters.letter(response)
    start = opening(case.responses[letter])
    which = f", which begins “{start}”," if start else ""
    return Hint(
        "both",
        f"Nothing is said of {letter}, so only half of the comparison has a reason.",
        f"Add what {letter}{which} does on the same point.",
    )
