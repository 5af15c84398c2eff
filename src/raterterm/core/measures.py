"""Measures: constraints such as "at most 50 words" are measured in each response.

What is found is shown beside the check as evidence, never as a verdict: the rater decides.  Constraints
are read as people write them in English and Spanish, and by the ids of IFEval.  One counts as understood
when no word of it is left over; where some is, what was found may stand alone, and most constraints
("casual tone") cannot be measured at all.
"""

import re
from functools import lru_cache

from raterterm.core.measuring.constraints import Phrase, phrases_of
from raterterm.core.measuring.demands import SCOPES, demand_of
from raterterm.core.measuring.evidence import Evidence, Measure, together
from raterterm.core.measuring.ifeval import in_words
from raterterm.core.measuring.tongues import NAMES

_PARTICIPLE = re.compile(r"[a-z]+(?:ing|ando|iendo)\b")
"""What belongs to the part before: ``four hashtags, starting with '#'``."""

__all__ = ["Evidence", "measure"]


def measure(constraint: str, response: str) -> Evidence | None:
    """Return what ``response`` shows of what ``constraint`` demands; None when that cannot be measured.

    Never raises; takes time in proportion to the length of the response.
    """
    how = _how(constraint)
    return None if how is None else how(response)


@lru_cache(maxsize=512)
def _how(constraint: str) -> Measure | None:
    """Return how to measure a constraint: the same for each response, so worked out once."""
    named = in_words(constraint, NAMES)
    phrases = phrases_of(constraint if named is None else named)
    measures = [_measures(phrase) for phrase in phrases]
    unread = [phrase for phrase, read in zip(phrases, measures, strict=True) if not any(read)]
    if any(SCOPES & set(phrase.words) for phrase in unread):
        return None
    return together([each for read in measures for each in read])


def _measures(phrase: Phrase) -> list[Measure | None]:
    """Return how to measure a phrase as a whole, or else its parts; None for what is not understood."""
    if whole := demand_of(phrase):
        return [whole]
    if SCOPES & set(phrase.words):
        return [None]
    parts = [(part, None if _PARTICIPLE.match(part.text) else demand_of(part)) for part in phrase.parts()]
    torn = any(
        read is None and "«" in part.text for part, read in parts
    )  # a list of words, cut at its commas
    return [None if torn and "«" in part.text else read for part, read in parts]
