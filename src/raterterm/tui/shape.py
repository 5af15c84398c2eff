"""What a text is like before it is read: how long, and whether terminals agree on its width."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from raterterm.core.writing import count_words
from raterterm.tui.show import counted

_UNEVEN = re.compile("[\u0900-\u0dff\u200d\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")
"""Scripts of India, and what joins or colours emoji."""


def is_uneven(text: str) -> bool:
    """Tell whether terminals may give ``text`` another width than we do, so that it reaches beside its pane."""
    return not text.isascii() and _UNEVEN.search(text) is not None


class Length(NamedTuple):
    """How long a response is."""

    words: int
    lines: int
    characters: int

    @classmethod
    def of(cls, text: str) -> "Length":
        """Measure a text."""
        return cls(count_words(text), text.count("\n") + 1, len(text))

    def told(self) -> Iterator[str]:
        """Yield the length in words, the longest first, for titles of any width."""
        words, lines = counted(self.words, "word"), counted(self.lines, "line")
        yield f"{words} · {lines} · {self.characters:,} characters"
        yield f"{words} · {lines}"
        yield words
