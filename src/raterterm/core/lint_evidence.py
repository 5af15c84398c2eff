"""What of a rationale can be looked up: quotes, numbers, names, words that only this task has."""

import re
from collections.abc import Iterator

from raterterm.core.lint_case import Case, Draft, Hint
from raterterm.core.lint_text import any_of, holds, opening, stem, stems, words
from raterterm.core.lint_words import CAUSES, COUNTED, FEATURES, GRADES, NUMBERS, STOCK, STOP, TASK_WORDS

_STOP, _STOCK, _TASK, _FEATURES = (
    frozenset(map(stem, known.split())) for known in (STOP, STOCK, TASK_WORDS, FEATURES)
)
_NUMBERS = frozenset(NUMBERS.split())
_SCORED = re.compile(rf"\b{any_of(GRADES)}|\b{any_of(COUNTED)}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NAME = re.compile(r"(?<=[\w,;:] )(?:[A-Z][a-zà-ÿ]{2,}|[A-Z]{2,})\b")
_CAUSE = re.compile(rf"\b{any_of(CAUSES)}\b", re.IGNORECASE)
_LEAST = 3
"""Words of a quote that is evidence of having read, whether it is right or not: that, another rule says."""
_OWN = 2
"""Words that the rationale must share with the texts, and not with any other task."""


def evidence(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when nothing of the rationale can be found in what the rater read."""
    if _is_read(case) and not case.is_tie and not is_grounded(draft, case):
        letter, start = _quotable(case)
        yield Hint(
            "evidence",
            "Nothing in it can be looked up in the responses, so a reader has to take it on trust.",
            f"Quote the words that decided it, as from {letter}: “{start}”."
            if start
            else "Name the place, the number or the word that decided it.",
        )


def vague(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when all of it would fit any other task."""
    if not (_is_read(case) and draft.is_readable) or is_grounded(draft, case):
        return
    content = [stem(word) for word in words(draft.prose) if len(word) > 1 and stem(word) not in _STOP]
    usual = _STOCK | _TASK | stems(" ".join(known.title for known in case.criteria))
    own = [word for word in content if word not in usual]
    if content and len(own) <= (len(content) > 2 and not _CAUSE.search(draft.prose)):
        letter, start = _quotable(case)
        yield Hint(
            "vague",
            "It would fit any other task, so a reader learns nothing that the scores do not say.",
            f"Say what in {letter} shows it: “{start}”, for example, or what is missing there."
            if start
            else "Say what in the responses shows it.",
        )


def _is_read(case: Case) -> bool:
    """Tell whether there is a text to quote from."""
    return any(map(words, case.responses.values()))


def _quotable(case: Case) -> tuple[str, str]:
    """Return the letter of a response, the best first, and the beginning of a line that no other has."""
    letters = case.form.letters
    for response in sorted(letters.order, key=lambda known: case.ranks.get(known, 0)):
        letter = letters.letter(response)
        others = [text for other, text in case.responses.items() if other != letter]
        for line in case.responses[letter].split("\n"):
            start = opening(line)
            if start and not any(holds(text, start) for text in others):
                return letter, start
    return "", ""


def is_grounded(draft: Draft, case: Case) -> bool:
    """Tell whether something of the rationale can be looked up."""
    return _quotes(draft, case) or _counts(draft) or _names(draft, case) or len(_own(draft, case)) >= _OWN


def _quotes(draft: Draft, case: Case) -> bool:
    said = [passage.text for passage in draft.passages if words(passage.text)]
    return any(len(words(text)) >= _LEAST for text in said) or _stand_in(said, case)


def _names(draft: Draft, case: Case) -> bool:
    return _stand_in(_NAME.findall(draft.prose), case)


def _stand_in(said: list[str], case: Case) -> bool:
    return any(holds(text, part) for part in said for text in (*case.responses.values(), case.prompt))


def _counts(draft: Draft) -> bool:
    """Tell whether a number is named that is neither a score nor the count of the responses."""
    plain = _SCORED.sub(" ", draft.prose)
    return bool(_DIGIT.search(plain)) or not _NUMBERS.isdisjoint(words(plain))


def _own(draft: Draft, case: Case) -> frozenset[str]:
    """Return the stems that the rationale shares with the texts, and those of parts that a text has."""
    read = frozenset[str]().union(*map(stems, (*case.responses.values(), case.prompt)))
    said = stems(draft.prose)
    return ((said & read) - _STOP - _STOCK - _TASK) | (said & _FEATURES)
