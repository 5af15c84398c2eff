"""YAML, as far as a rubric needs it, with the place of every key and value.

ruamel.yaml's event stream is read instead of its loader: it gives the positions, and nothing has to
be undone.  Plain scalars are whole numbers, true, false, null or text: what YAML 1.1 made of ``no``,
``1:30`` or ``010`` never happens.  Aliases, anchors, tags, directives and merge keys are refused, all
of them at once; nested merges of 379 bytes keep a loader busy for 13 seconds.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from raterterm.core.words import Json
from raterterm.errors import Fault

MAX_DEPTH = 32
MAX_VALUES = 20_000
"""In one file: a second's reading; 60,000 keys, which fit into a file, took three."""
_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None, "~": None, "": None}

_RAISED = (
    YAMLError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What ruamel.yaml raises on hostile text, beside errors with a place."""

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands: 1-based line and column."""

    line: int
    column: int


class Located(NamedTuple):
    """A YAML document with the places of its keys and values."""

    value: Json
    values: dict[Path, Place]
    keys: dict[Path, Place]

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Return where the value (or its key) at ``path`` stands, or its nearest parent that exists."""
        places = self.keys if of_key else self.values
        return places.get(path) or (self.place(path[:-1]) if path else Place(1, 1))


def lines_of(text: str) -> list[str]:
    """Return the lines of ``text`` as YAML counts them."""
    return _LINE_BREAK.split(text)


def read_yaml(file: str, text: str) -> tuple[Located, list[Fault]]:
    """Return the document and its faults; after a fault of syntax the document is what came before."""
    return _Reader(file, text).read()


class _Stopped(Exception):
    """Nothing more can be read."""


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._lines = lines_of(text)
        self._text = text
        self._faults: list[Fault] = []
        self._located = Located(None, {}, {})

    def read(self) -> tuple[Located, list[Fault]]:
        try:
            self._located = self._located._replace(value=self._document(self._events()))
        except _Stopped:
            pass
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            self._fault(place, f"is not YAML: {_sentence(error)}")
        except _RAISED:
            self._fault(Place(1, 1), "is not YAML")
        return self._located, self._faults

    def _events(self) -> Iterator[Event]:
        """Yield the events of the only document, without those that carry no content."""
        documents = 0
        for event in YAML(typ="safe", pure=True).parse(self._text):
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if event.version or event.tags:
                    self._fault(
                        _place(event),
                        "found a directive, expected none",
                        "remove the line that starts with '%'",
                    )
                if documents > 1:
                    self._fault(_place(event), "found a second document, expected one")
                    raise _Stopped
            elif hasattr(event, "anchor") or isinstance(event, MappingEndEvent | SequenceEndEvent):
                yield event
            elif isinstance(event, DocumentEndEvent):
                continue

    def _document(self, events: Iterator[Event]) -> Json:
        value = self._node(next(events, None), events, ())
        # What follows the root must be read too: a second document, or what is not YAML.
        for _ in events:
            pass
        return value

    def _node(self, event: Event | None, events: Iterator[Event], path: Path) -> Json:
        if event is None:
            raise _Stopped
        place = _place(event)
        self._located.values[path] = place
        if len(path) > MAX_DEPTH:
            self._fault(place, f"found more than {MAX_DEPTH} levels of nesting")
            raise _Stopped
        if len(self._located.values) > MAX_VALUES:
            self._fault(place, f"found more than {MAX_VALUES:,} values")
            raise _Stopped
        self._guard(event, place)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return None if isinstance(event, AliasEvent) else _scalar(event)

    def _guard(self, event: Any, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self._fault(
                place, f"found the alias '*{event.anchor}', expected its text", "repeat the text here"
            )
        elif event.anchor:
            self._fault(
                place, f"found the anchor '&{event.anchor}', expected none", f"remove '&{event.anchor}'"
            )
        elif event.tag and event.tag != "!":
            self._fault(place, f"found the tag '{event.tag}', expected none", f"remove '{event.tag}'")

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[Json, Json]:
        mapping: dict[Json, Json] = {}
        names: set[str] = set()
        for event in iter(lambda: next(events, None), None):
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, names)
            names.add(str(key))
            self._located.keys[*path, key] = _place(event)
            value = next(events, None)
            mapping[key] = self._node(value, events, (*path, key))
            if isinstance(value, ScalarEvent) and not (value.value or value.style):
                # The parser places a value that is not there at whatever comes next.
                self._located.values[*path, key] = _place(event)
        return mapping

    def _key(self, event: Any, names: set[str]) -> str | int:
        place = _place(event)
        if not isinstance(event, ScalarEvent):
            self._fault(place, "found a key that is not text, expected a word or a number")
            raise _Stopped
        self._guard(event, place)
        written = _scalar(event)
        key = written if type(written) is int else str(event.value)
        if key == "<<":
            self._fault(place, "found a merge key '<<', expected none", "repeat the keys here")
        if str(key) in names:
            self._fault(place, f"found the key '{key}' twice, expected it once", "remove one of the two")
        return key

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Json]:
        sequence: list[Json] = []
        for event in iter(lambda: next(events, None), None):
            if isinstance(event, SequenceEndEvent):
                break
            sequence.append(self._node(event, events, (*path, len(sequence))))
        return sequence

    def _fault(self, place: Place, message: str, hint: str = "") -> None:
        source = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        self._faults.append(Fault(self._file, message, place.line, place.column, source, hint))


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: Any) -> Json:
    if event.style:
        return event.value
    if _WHOLE_NUMBER.fullmatch(event.value):
        return int(event.value)
    return _CONSTANTS.get(event.value, event.value)


def _sentence(error: MarkedYAMLError) -> str:
    said = [part.strip() for part in (error.context, error.problem) if part]
    return ", ".join(said) or "unknown reason"
