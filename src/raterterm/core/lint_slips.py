"""Slips of a rationale: quotes that nobody said, guesses at models, another language, a copy."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from raterterm.core.lint_case import Case, Draft, Hint
from raterterm.core.lint_language import is_foreign, tongue
from raterterm.core.lint_text import Passage, any_of, holds, plain, spoken, words
from raterterm.core.lint_words import (
    LANGUAGES,
    MODEL_NAMES,
    MODELS,
    SAYING,
    STOP,
    TITLES,
    UNSAID,
    UNSAID_AFTER,
)

_MOST = 3
"""Hints of one rule for one text."""


# 1. Quotes.

_LEAST = 3
"""Words of a quote; fewer are often marked without being one."""
_LEAST_UNSPACED = 6
"""Characters, where a script puts no spaces between words."""
_GAP = re.compile(r"\[[^\]]*\]|\(\.\.\.\)|…|\.\.\.")
_UNSAID = re.compile(rf"\b{any_of(UNSAID)}\b")
_UNSAID_AFTER = re.compile(rf"\W*(?:\w+\W+){{0,2}}{any_of(UNSAID_AFTER)}\b")
_SAYING = re.compile(rf"\b{any_of(SAYING)}(?: that| que| with| con)?\Z")
_LETTERS = re.compile(r"[^\W\d_]+")
_STOP = frozenset(STOP.split())
_ALIKE = 0.6
"""Of the words of a quote and of a passage that are the same in order, for the one to be meant by the other."""
_CLAUSE = re.compile(r"[.;:!?,\n(]")


def false_quote(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint for each quote of some length that stands in nothing that the rater read."""
    read = [*case.responses.values(), case.prompt, case.guidelines, case.rubric_words]
    doubted = [passage for passage in draft.passages if _claims_to_quote(passage, draft, case)]
    false = [passage for passage in doubted if not _stands_in(read, passage.text)]
    for passage in false[:_MOST]:
        yield Hint(
            "false-quote",
            "These words are in quotation marks, but neither the responses nor the prompt have them so.",
            _nearest(passage, case),
            passage.start,
            passage.end,
        )


def _claims_to_quote(passage: Passage, draft: Draft, case: Case) -> bool:
    said = words(passage.text)
    least = _LEAST if any(len(word) > 1 for word in said) else _LEAST_UNSPACED
    if passage.is_code or len(said) < least or _is_title(passage.text):
        return False
    before = plain(draft.prose[max(0, passage.start - 80) : passage.start].rstrip("\"“«‘'„「 :,"))
    after = plain(draft.prose[passage.end : passage.end + 40])
    near = " ".join(_CLAUSE.split(before)[-1].split()[-6:])
    if _UNSAID.search(near) or (_UNSAID_AFTER.match(after) and not _SAYING.search(near)):
        return False
    return not _is_translated(passage, draft, case)


def _is_title(text: str) -> bool:
    """Tell whether all words of weight begin with a capital, as in the name of a book."""
    heavy = [word for word in _LETTERS.findall(text) if plain(word) not in _STOP]
    return len(heavy) > 1 and all(word[0].isupper() for word in heavy)


def _is_translated(passage: Passage, draft: Draft, case: Case) -> bool:
    """Tell whether the rater may have put into their own language what the response says in its."""
    original = tongue("\n".join(case.responses.values())).language
    if draft.tongue.language == original or None in (draft.tongue.language, original):
        return False
    return tongue(passage.text, _LEAST).language != original


def _stands_in(read: list[str], quote: str) -> bool:
    parts = [part for part in _GAP.split(quote) if words(part)]
    return all(any(holds(text, part) for text in read) for part in parts)


def _nearest(passage: Passage, case: Case) -> str:
    """Return what to write instead: the passage of a response that is most like the quote, if one is."""
    best, proposed = _ALIKE, "Copy the words from the response, or take the marks away."
    for letter, text in case.responses.items():
        likeness, said = _like(words(passage.text), text)
        if likeness >= best:
            best, proposed = likeness, f"{letter} says “{said}”; quote that, or take the marks away."
    return proposed


def _like(quote: tuple[str, ...], text: str) -> tuple[float, str]:
    """Return the passage around the longest run of words that ``text`` shares with a quote, and how like it is."""
    places = spoken(text)
    said = [word for word, _, _ in places]
    match = SequenceMatcher(None, said, quote).find_longest_match()
    first = max(0, match.a - match.b)
    window = places[first : first + len(quote)]
    if not match.size or not window:
        return 0.0, ""
    likeness = SequenceMatcher(None, said[first : first + len(quote)], quote).ratio()
    return likeness, text[window[0][1] : window[-1][2]]


# 2. Models.

_NAMED = re.compile(rf"(?<!\w){any_of(MODELS)}(?!\w)", re.IGNORECASE)
_NAME = re.compile(rf"(?<!\w)(?:{MODEL_NAMES})(?!\w)")
_CAPITAL_BEFORE = re.compile(r"[\w,]\s+[A-Z][\w'’]+\s+\Z|\b(?i:" + TITLES + r")[.]?\s+\Z")
_CAPITAL_AFTER = re.compile(r"(?:\s+(?:de|von|van))?\s+[A-Z][a-z]+")


def model_name(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint for each name of a model that neither the prompt nor a response brings up."""
    read = "\n".join([case.prompt, *case.responses.values()]).lower()
    for start, end in islice(_apart(sorted({*_guesses(draft, read), *_avoided(draft, case, read)})), _MOST):
        yield Hint(
            "model-name",
            f"“{draft.text[start:end]}” guesses at who wrote a response, which must not weigh in a judgement.",
            "Say what is in the text that made you think so, without the name.",
            start,
            end,
        )


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that do not overlap with the one before; of two that start together the longer."""
    last = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _guesses(draft: Draft, read: str) -> Iterator[tuple[int, int]]:
    for match in _NAMED.finditer(draft.prose):
        if not _is_topic(match[0], read):
            yield match.span()
    for match in _NAME.finditer(draft.prose):
        before, after = draft.prose[: match.start()][-40:], draft.prose[match.end() :][:40]
        is_person = _CAPITAL_BEFORE.search(before) or _CAPITAL_AFTER.match(after)
        if not (is_person or _is_topic(match[0], read) or _is_verb(match[0], after)):
            yield match.span()


def _avoided(draft: Draft, case: Case, read: str) -> Iterator[tuple[int, int]]:
    """Yield where the names stand that the team avoids."""
    for name in case.models:
        if name and name.lower() not in read:
            written = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            yield from (match.span() for match in written.finditer(draft.prose))


def _is_topic(name: str, read: str) -> bool:
    """Tell whether the texts themselves speak of the family of models."""
    family = _LETTERS.match(name)
    return (family[0] if family and len(family[0]) > 2 else name).lower() in read


def _is_verb(name: str, after: str) -> bool:
    """Tell of the Spanish verb: "Llama la atención"."""
    return name == "Llama" and bool(re.match(r"\s+(?:la|las|lo|los|a|al|mucho|poderosamente)\b", after))


# 3. Language.


_LANGUAGES = dict(named.split() for named in LANGUAGES.split(","))


def language(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when the text is plainly in a language that nobody asked for."""
    expected = _expected(case)
    if not expected or not is_foreign(draft.tongue, expected):
        return
    asked = " or ".join(sorted(_LANGUAGES.get(tag, tag) for tag in expected))
    yield Hint(
        "language",
        f"The rationale is not in {asked}, so those who read it may not be able to.",
        f"Write it in {asked}.",
    )


def _expected(case: Case) -> set[str]:
    """Return the languages that are welcome: the one asked for, else the task's and the rubric's."""
    if case.asked:
        return {case.asked}
    task = case.language or tongue("\n".join(case.responses.values())).language
    rubric = tongue(case.lead_words).language
    return {tag.split("-", 1)[0].lower() for tag in (task, rubric) if tag} if task and rubric else set()


# 4. Copies.

_SHORT = 12
"""Words below which two honest rationales may well be the same: "Both are identical"."""
_SAME_WORDS = 0.85
"""Of two texts' words that are the same in the same order.

One word in twenty changed leaves 0.93 and two 0.87 in 19 of 20 cases; of 9,453 pairs of different rationales the
likest had 0.67, and pairs that were built alike on purpose 0.79.
"""
_SAME_TRIPLES = 0.6
"""Of the runs of three words in either of two texts, those in both: 0.36 for honest pairs, 0.69 for parts reordered."""


def copy(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when nearly the same was written for another task, whatever the letters."""
    if any(is_copy(draft.text, text) for text in case.earlier):
        yield Hint(
            "copy",
            "It is nearly what you wrote for another task, so it cannot say what decided this one.",
            "Name what is in these responses and in no others.",
        )


def is_copy(one: str, other: str) -> bool:
    """Tell whether two texts are nearly the same, letters that stand alone aside; short ones never are."""
    first, second = _core(one), _core(other)
    if min(len(first), len(second)) < _SHORT:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    # Each bound is dearer than the one before.
    if all(
        bound() >= _SAME_WORDS for bound in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    ):
        return True
    triples, others = _triples(one), _triples(other)
    return len(triples & others) >= _SAME_TRIPLES * len(triples | others)


@lru_cache(maxsize=2048)
def _core(text: str) -> tuple[str, ...]:
    """Return the words without letters that stand alone: they name another response in each task."""
    return tuple(word for word in words(text) if len(word) > 1)


@lru_cache(maxsize=2048)
def _triples(text: str) -> frozenset[tuple[str, ...]]:
    core = _core(text)
    return frozenset(zip(core, core[1:], core[2:], strict=False))
