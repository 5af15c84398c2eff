"""What a rationale says of the order of the responses, beside the order that the rater gave.

Only plain statements about the whole are read: "A is better", "prefiero la B", "A > B".  One that is hedged,
taken back later or limited to a point ("A is better in tone") is none, and one that agrees silences the rest.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from raterterm.core.lint_case import Case, Draft, Hint
from raterterm.core.lint_text import any_of
from raterterm.core.lint_words import CONCESSIONS, HARMLESS, HEDGES, NOUNS, WHOLE
from raterterm.core.words import ResponseId

_FIRST = 0xE000
"""The first character for private use: while patterns are tried, each response is one such character."""

_MOST = 20
"""Statements that are looked at."""
_NEAR = 500
"""Characters on each side in which the sentence of a statement is looked for."""

_X = "[\ue000-\ue019]"
_PRIVATE = re.compile(_X)
_NOUN = rf"(?:(?:the|la|el|a la)\s+)?(?:@?{any_of(NOUNS)}\s+)?\(?"
_HOW = r"""(?:(?:clearly|much|slightly|far|definitely|overall|marginally|significantly|somewhat|simply|still|just|
    obviously|the|a bit|a little|claramente|mucho|ligeramente|algo|bastante|sin duda|la|un poco)\s+)*"""
_BE = r"\)?\s+(?:is|was|seems|looks|remains|es|parece|resulta|me parece)\s+"
_KIND = r"(?:\s+(?:response|answer|reply|option|one|choice|of the two|respuesta|opción|de las dos))?"
_BETTER = rf"(?:better|best|superior|stronger|preferable|winner|preferred|mejor|ganadora?|preferible){_KIND}"
_WORSE = rf"(?:worse|worst|weaker|inferior|peor){_KIND}"
_TAIL = r"""(?=\)?\s*(?:[.,;:!)>—–-]|\Z|(?:because|since|as\ it|overall|due|and|here|porque|ya\ que|pues|puesto|debido|
    en\ general|y|aquí)\b))"""
_I = r"\b(?:i|we)(?:'d|\s+would|\s+strongly|\s+clearly|\s+slightly|\s+still|\s+have)*\s+"
_CHOOSE = rf"""(?:{_I}(?:prefer(?:red)?|choose|chose|chosen|pick(?:ed)?|favou?r(?:ed)?|selected|go\ with|went\ with|vote\ for)
    |\b(?:prefiero|elijo|elegí|escojo|me\ quedo\ con|me\ decanto\ por|opto\ por|voto\ por))\s+(?:a\s+)?"""


def _than(words: str) -> str:
    return rf"\s+(?:{words})\s+{_NOUN}(?P<other>{_X})"


class _Pattern(NamedTuple):
    pattern: re.Pattern[str]
    praises: bool
    """Whether the response named first is called the better one."""


def _pattern(written: str, *, praises: bool = True) -> _Pattern:
    return _Pattern(re.compile(re.sub(r"\n\s*", "", written)), praises)


_PATTERNS = (
    _pattern(rf"(?P<one>{_X}){_BE}{_HOW}{_BETTER}(?:{_than('than|to|que')})?{_TAIL}"),
    _pattern(rf"(?P<one>{_X}){_BE}{_HOW}{_WORSE}(?:{_than('than|to|que')})?{_TAIL}", praises=False),
    _pattern(
        rf"(?P<one>{_X})\)?\s+(?:is not|isn't|was not|wasn't|is no|no es)\s+{_HOW}(?:better|superior|mejor)"
        rf"{_than('than|to|que')}{_TAIL}",
        praises=False,
    ),
    _pattern(rf"{_CHOOSE}{_NOUN}(?P<one>{_X})(?:{_than('over|to|a|sobre|antes que|que')})?{_TAIL}"),
    _pattern(rf"(?P<one>{_X})\)?\s+(?:wins|gana){_TAIL}"),
    _pattern(rf"(?P<one>{_X})\s*(?:>+|≫)\s*(?P<other>{_X}){_TAIL}"),
    _pattern(
        rf"\b(?:better|best|mejor|winning|preferred)\s+(?:(?:response|answer|reply|option|one|respuesta|opción)\s+)?"
        rf"(?:is|es)\s+{_NOUN}(?P<one>{_X}){_TAIL}"
    ),
)
_WHOLE = frozenset(WHOLE.split())
_HARMLESS = re.compile(rf"\b{any_of(HARMLESS)}\b")
_HEDGE = re.compile(rf"\b{any_of(HEDGES)}\b|n't\b")
_CONCESSION = re.compile(rf"\b{any_of(CONCESSIONS)}\b")
_SUPERLATIVE = re.compile(r"\b(?:best|winner|wins|gana|ganadora?|la mejor)\b")
_POINT = re.compile(r"(\w+)(?::|(?=\s+\Z))\s*\Z")
_SENTENCE_END = re.compile(r"[.!?\n]\s")


class _Claim(NamedTuple):
    start: int
    end: int
    better: ResponseId
    worse: ResponseId


def contradiction(draft: Draft, case: Case) -> Iterator[Hint]:
    """Yield a hint when the rationale calls another response the better one than the rater did."""
    ranks = case.ranks
    if not ranks:
        return
    found = islice(_claims(_marked(draft, case), case), _MOST)
    claims = [claim for claim in found if ranks.keys() >= {claim.better, claim.worse}]
    if claims and all(ranks[claim.worse] < ranks[claim.better] for claim in claims):
        yield _hint(min(claims), case)


def _hint(claim: _Claim, case: Case) -> Hint:
    better, worse = map(case.form.letters.letter, (claim.better, claim.worse))
    return Hint(
        "contradiction",
        f"It says that {better} is better than {worse}, but the answer that was given says the reverse.",
        f"Correct the letters here, or the answer, so that both favour {worse} or both {better}.",
        claim.start,
        claim.end,
    )


def _marked(draft: Draft, case: Case) -> str:
    """Return the prose in lower case with one character for each response that is named; offsets stay."""
    prose = _PRIVATE.sub(" ", draft.prose)
    signs = [sign if len(sign.lower()) > 1 else sign.lower() for sign in prose]
    named: dict[tuple[int, int], list[ResponseId]] = {}
    for mention in draft.mentions:
        named.setdefault((mention.start, mention.end), []).append(mention.response)
    for (start, end), (response, *others) in named.items():
        if not others:
            sign = chr(_FIRST + case.form.letters.order.index(response))
            signs[start:end] = sign.ljust(end - start)
    return "".join(signs)


def _claims(marked: str, case: Case) -> Iterator[_Claim]:
    order = case.form.letters.order
    for pattern, praises in _PATTERNS:
        for match in pattern.finditer(marked):
            named = [order[ord(match["one"]) - _FIRST]]
            other = match.groupdict().get("other")
            named += [order[ord(other) - _FIRST]] if other else _others(named[0], match[0], case)
            if len(named) == 2 and _is_plain(marked, match, case):
                better, worse = named if praises else named[::-1]
                yield _Claim(*match.span(), better, worse)


def _others(named: ResponseId, said: str, case: Case) -> list[ResponseId]:
    """Return what a response is compared with where no other is named: of many, the best with the best alone."""
    others = [known for known in case.form.letters.order if known != named]
    if len(others) > 1 and _SUPERLATIVE.search(said):
        others = [known for known in others if case.ranks.get(known) == 0][:1]
    return others


def _is_plain(marked: str, match: re.Match[str], case: Case) -> bool:
    """Tell whether a statement is neither hedged before nor taken back after."""
    before = _SENTENCE_END.split(marked[max(0, match.start() - _NEAR) : match.start()])[-1]
    sentence = _SENTENCE_END.split(marked[match.start() :][:_NEAR], maxsplit=1)[0]
    point = _POINT.search(before)
    if point and (":" in point[0] or ">" in match[0]) and point[1] not in _WHOLE:
        return False
    if _HEDGE.search(_HARMLESS.sub(" ", before)) or sentence.rstrip().endswith("?"):
        return False
    best = "".join(
        chr(_FIRST + place)
        for place, known in enumerate(case.form.letters.order)
        if case.ranks.get(known) == 0
    )
    conceded = _CONCESSION.search(marked, match.end())
    return not (conceded and re.search(f"[{best}]", marked[conceded.end() :]))
