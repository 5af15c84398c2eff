"""Questions that are answered in words."""

import re
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from raterterm.core.question import Answer, Question

MAX_LENGTH = 100_000
"""Characters of one answer in words."""

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LETTER = re.compile(r"\w")


@lru_cache(maxsize=12)
def count_words(text: str) -> int:
    """Return the number of words; two characters make one in scripts that put no spaces between them.

    A Chinese, Japanese or Thai sentence would otherwise be one word.
    """
    spaced, unspaced = _UNSPACED.subn(" ", text)
    # Piece by piece: one pattern over all of it takes quadratic time on long runs of marks.
    words = sum(_LETTER.search(piece) is not None for piece in spaced.split())
    return words + (unspaced + 1) // 2


class TextAnswer(Answer):
    """What the rater wrote, unchanged."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH, pattern=r"\S")]


class TextQuestion(Question):
    """A question that is answered in words."""

    answer_type: ClassVar[type[Answer]] = TextAnswer

    min_words: int = 0
    max_words: int | None = None

    def written(self, text: str, begun_from: str = "") -> TextAnswer:
        """Return the answer that ``text`` is; ``begun_from`` names what it was made from, if anything."""
        del begun_from
        return TextAnswer(text=text)

    def shortfall(self, answer: Answer) -> str | None:
        """Return how many words are missing or too many, or None."""
        return self.lack(answer.text) if isinstance(answer, TextAnswer) else None

    def lack(self, text: str) -> str | None:
        """Return why ``text`` cannot be the answer yet, or None."""
        if not text.strip():
            return f"0 of at least {self.min_words} words" if self.min_words else "empty"
        if len(text) > MAX_LENGTH:
            return f"{len(text):,} characters, at most {MAX_LENGTH:,}"
        words = count_words(text)
        if words < self.min_words:
            return f"{words} of at least {self.min_words} words"
        if self.max_words is not None and words > self.max_words:
            return f"{words} words, at most {self.max_words}"
        return None
