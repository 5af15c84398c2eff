"""The last gate: nothing that a terminal obeys leaves the app except what Textual itself writes.

Text is made visible where it enters the screen (``core.visible``); this filter stands behind that, on
every line that is about to be written, for whatever came another way.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from raterterm.core.visible import inert


class Gate(LineFilter):
    """Replaces characters that could act, and drops links that a terminal would follow.

    It runs the filters that come before it itself: with one filter Textual makes one strip a line.
    """

    def __init__(self, before: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self._before = before

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line, harmless and of the same width."""
        for earlier in self._before:
            segments = earlier.apply(segments, background)
        return [segment if segment.control else _harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, _ = segment
    if style is not None and style.link:
        style = style.update_link(None)
    return Segment(inert(text), style)
