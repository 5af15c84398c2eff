"""Rubrics: YAML in, with every fault placed, and the guidelines that stand beside them."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from raterterm.core.guidelines import headings
from raterterm.core.rubric import Rubric
from raterterm.errors import Fault, InputError
from raterterm.files.faults import Misuse, misuses
from raterterm.files.source import GUIDELINES_LIMIT, RUBRIC_LIMIT, read_text
from raterterm.files.yamltext import Located, lines_of, read_yaml


class Guidelines(NamedTuple):
    """The Markdown that explains a rubric."""

    source: bytes
    text: str

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes."""
        return sha256(self.source).hexdigest()


class RubricFile(NamedTuple):
    """A rubric with the bytes that it was read from."""

    source: bytes
    rubric: Rubric
    guidelines: Guidelines | None

    @property
    def sha256(self) -> str:
        """Digest of the file's bytes."""
        return sha256(self.source).hexdigest()


def read_rubric(path: Path) -> RubricFile:
    """Return the rubric at ``path`` with its guidelines; raise InputError with all faults of both."""
    source, text = read_text(path, RUBRIC_LIMIT)
    located, faults = read_yaml(str(path), text)
    place = _Placer(path, text, located)
    if faults:
        raise InputError(faults)
    _refuse_other_formats(place, located)
    try:
        rubric = Rubric.model_validate(located.value)
    except ValidationError as error:
        found = sorted(place(misuse) for misuse in misuses(error, Rubric, located.value))
        raise InputError(sorted(found, key=lambda fault: (fault.line, fault.column))) from None
    return RubricFile(source, rubric, _read_guidelines(path, rubric, place))


class _Placer:
    """Finds where in the file a misuse stands."""

    def __init__(self, path: Path, text: str, located: Located) -> None:
        self._path = path
        self._lines = lines_of(text)
        self._located = located

    def __call__(self, misuse: Misuse) -> Fault:
        line, column = self._located.place(misuse.path, of_key=misuse.of_key)
        return Fault(str(self._path), misuse.message, line, column, self._lines[line - 1], misuse.hint)


def _refuse_other_formats(place: _Placer, located: Located) -> None:
    if not isinstance(located.value, dict):
        raise InputError([place(Misuse((), "expected a rubric: keys with values"))])
    written = located.value.get("raterterm")
    if isinstance(written, str) and written.startswith("rubric/") and written != "rubric/1":
        newer = Misuse(("raterterm",), "is of a newer format than this raterterm reads", "upgrade raterterm")
        raise InputError([place(newer)])
    if written is None:
        absent = Misuse((), "the key 'raterterm' is missing", "start the file with: raterterm: rubric/1")
        raise InputError([place(absent)])


def _read_guidelines(path: Path, rubric: Rubric, place: _Placer) -> Guidelines | None:
    if rubric.guidelines is None:
        links = [
            place(Misuse(at, "names a heading, but the rubric has no 'guidelines'"))
            for at, _ in _links(rubric)
        ]
        if links:
            raise InputError(links)
        return None
    guidelines = Guidelines(*read_text(path.parent / rubric.guidelines, GUIDELINES_LIMIT))
    anchors = {f"#{heading.anchor}" for heading in headings(guidelines.text)}
    lost = [
        place(Misuse(at, f"found '{see}', expected a heading of {rubric.guidelines}", _nearest(see, anchors)))
        for at, see in _links(rubric)
        if see not in anchors
    ]
    if lost:
        raise InputError(lost)
    return guidelines


def _links(rubric: Rubric) -> list[tuple[tuple[str | int, ...], str]]:
    links = (((*path, "see"), getattr(part, "see", None)) for path, part in rubric.places().items())
    return [(at, see) for at, see in links if see is not None]


def _nearest(see: str, anchors: set[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(see, sorted(anchors), n=1)
    return f"did you mean '{near[0]}'?" if near else f"the headings are: {', '.join(sorted(anchors)[:12])}"
