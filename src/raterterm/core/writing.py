"""Questions that are answered in words."""

import re
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    field_validator,
    model_serializer,
)

from raterterm.core.question import Answer, Letters, Question
from raterterm.core.words import Json, Part, ResponseId

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


class Mention(Part):
    """A place of a text that names a response."""

    start: Annotated[int, Field(ge=0)]
    """Offset of its first character, in Unicode code points."""
    end: Annotated[int, Field(ge=1)]
    response: ResponseId


class TextAnswer(Answer):
    """What the rater wrote, unchanged."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH, pattern=r"\S")]
    mentions: tuple[Mention, ...] = ()
    """Where it names responses: "A" is another one on another rater's screen."""

    @field_validator("mentions", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written

    @model_serializer(mode="wrap")
    def _brief(self, write: SerializerFunctionWrapHandler) -> dict[str, Json]:
        written: dict[str, Json] = write(self)
        return {name: value for name, value in written.items() if value or name != "mentions"}


class TextQuestion(Question):
    """A question that is answered in words."""

    answer_type: ClassVar[type[Answer]] = TextAnswer
    is_long: ClassVar[bool] = False
    """Whether it is about as long as what is judged, so that it is written with as much room."""

    min_words: int = 0
    max_words: int | None = None
    responses: tuple[ResponseId, ...] = ()
    """Those that the text can name by a letter, A first; none where letters are no names."""

    def written(self, text: str, begun_from: str = "") -> TextAnswer:
        """Return the answer that ``text`` is; ``begun_from`` names what it was made from, if anything."""
        del begun_from
        if not self.responses:
            return TextAnswer(text=text)
        from raterterm.core.mentions import mentions  # noqa: PLC0415 - 30 ms that only a text is worth

        return TextAnswer(text=text, mentions=mentions(text, Letters(self.responses)))

    def objection(self, answer: Answer) -> str | None:
        """Return why the answer is not allowed, or None."""
        if not isinstance(answer, TextAnswer):
            return super().objection(answer)
        for mention in answer.mentions:
            if mention.response not in self.responses:
                return "names a response that the task does not have"
            if not mention.start < mention.end <= len(answer.text):
                return "names a response outside of the text"
        return None

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
