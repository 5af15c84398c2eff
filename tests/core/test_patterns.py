"""Patterns: a group that is repeated without end gives nothing back, or a long text takes all memory."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import raterterm


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for found in walk_packages(raterterm.__path__, "raterterm."):
        if found.name != "raterterm.__main__":
            for name, value in vars(import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


def _is_greedy_group(tree: Any) -> bool:
    """Tell whether a group is repeated without end, each round of it remembered: 100 bytes a round."""
    for kind, value in tree:
        if kind in {_constants.MAX_REPEAT, _constants.MIN_REPEAT}:
            _, most, body = value
            is_simple = len(body) == 1 and body[0][0] in _SIMPLE
            if most == _constants.MAXREPEAT and not is_simple:
                return True
        if any(_is_greedy_group(part) for part in _parts(value)):
            return True
    return False


_SIMPLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN}


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, _parser.SubPattern):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _parts(part)


BOUNDED = {
    "raterterm.bundle.archive._SAFE": "a name in a zip, which is short",
    "raterterm.tui.reading.commands._DIVIDEND": "a part of a formula, which is shown as written when it is long",
    "raterterm.tui.reading.formula._IDENTIFIER": "as above",
    "raterterm.tui.spelling._NAME": "the name of a language in the environment",
}
"""Patterns that no long text meets."""


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*found, id=found[0]) for found in _patterns()])
def test_no_pattern_remembers_each_round_of_a_group(name: str, pattern: re.Pattern[str]) -> None:
    """Five million characters took 570 MB in some; possessive ones (``*+``) take none."""
    assert (name in BOUNDED) == _is_greedy_group(_parser.parse(pattern.pattern, pattern.flags))
