"""Questions that are answered in words."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from raterterm.core.question import Answer, Question


def count_words(text: str) -> int:
    """Return the number of words; each character counts in scripts that put no spaces between them.

    Chinese, Japanese and Thai sentences would otherwise be one word: two characters make about one.
    """
    unspaced = sum(1 for character in text if _is_unspaced(ord(character)))
    spaced = "".join(" " if _is_unspaced(ord(character)) else character for character in text)
    return len([word for word in spaced.split() if any(map(str.isalnum, word))]) + (unspaced + 1) // 2


def _is_unspaced(code: int) -> bool:
    return 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x0E00 <= code <= 0x0E7F


class TextAnswer(Answer):
    """What the rater wrote, unchanged."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=r"\S")]


class TextQuestion(Question):
    """A question that is answered in words."""

    answer_type: ClassVar[type[Answer]] = TextAnswer

    min_words: int = 0
    max_words: int | None = None

    def shortfall(self, answer: Answer) -> str | None:
        """Return how many words are missing or too many, or None."""
        if not isinstance(answer, TextAnswer):
            return None
        words = count_words(answer.text)
        if words < self.min_words:
            return f"{words} of at least {self.min_words} words"
        if self.max_words is not None and words > self.max_words:
            return f"{words} words, at most {self.max_words}"
        return None
