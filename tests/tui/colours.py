"""Colours as eyes meet them: contrast, what colour-blind people see, and the pairs on a screen.

Contrast is that of WCAG 2.2 (relative luminance); the difference of two colours is the distance in
CIELAB (CIE 1976).  Colour blindness is simulated by the matrices for severity 1.0 of Machado, Oliveira
and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), on
linear RGB.
"""

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

Channels = tuple[float, float, float]

VISION: dict[str, tuple[Channels, Channels, Channels]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)
_DECORATION = re.compile(r"[\s─│╭╮╰╯┌┐└┘├┤┬┴┼━▌▏▎▍▊▇▁▔▕█⏎·•…]*")
"""Lines, bars and marks that carry no word, or whose word stands beside them."""


class Pair(NamedTuple):
    """A colour on another, as ``#rrggbb``, and what is written so."""

    ink: str
    ground: str
    text: str

    @property
    def is_decoration(self) -> bool:
        """Tell whether nothing of it is to be read."""
        return _DECORATION.fullmatch(self.text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str, vision: str = "usual") -> float:
    """Return how far apart two colours are for a kind of vision; above 2 it can be seen side by side."""
    return math.dist(_lab(_seen(one, vision)), _lab(_seen(other, vision)))


def pairs_in(rows: Iterable[Iterable[Segment]]) -> Iterator[Pair]:
    """Yield the pairs of colours on a screen; raise AssertionError for text whose colour nobody chose."""
    for row in rows:
        for text, style, _ in row:
            if text.strip():
                yield pair_of(text, style or Style.null())


def pair_of(text: str, style: Style, ground: str = "", ink: str = "") -> Pair:
    """Return the colours that ``text`` is drawn in, where the style leaves one out ``ink`` or ``ground``."""
    front, back = _hex(style.color, ink, text), _hex(style.bgcolor, ground, text)
    assert not style.dim, f"{text!r} is dimmed by an amount that nobody chose"
    return Pair(back, front, text) if style.reverse else Pair(front, back, text)


def _hex(colour: Color | None, otherwise: str, text: str) -> str:
    if colour is None and otherwise:
        return otherwise
    assert colour is not None, f"{text!r} has no colour of ours"
    assert colour.triplet is not None, f"{text!r} has no colour of ours"
    return colour.triplet.hex


def _linear(colour: str) -> Channels:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def _luminance(colour: str) -> float:
    return _times(_TO_XYZ, _linear(colour))[1]


def _seen(colour: str, vision: str) -> Channels:
    red, green, blue = (min(1.0, max(0.0, value)) for value in _times(VISION[vision], _linear(colour)))
    return red, green, blue


def _lab(colour: Channels) -> Channels:
    x, y, z = (
        ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116
        for ratio in (value / white for value, white in zip(_times(_TO_XYZ, colour), _WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: tuple[Channels, Channels, Channels], vector: Channels) -> Channels:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third
