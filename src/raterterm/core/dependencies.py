"""Dependencies: which block of a rubric depends on which answer, and what is wrong with that."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from raterterm.core.conditions import STRONGEST, Kind, Subject, When, Word
from raterterm.core.presentation import Presentation
from raterterm.core.question import Condition, Question, RubricPart
from raterterm.core.words import QuestionId, ResponseId

Path = tuple[str | int, ...]
Places = Mapping[Path, RubricPart]
"""The blocks of a rubric by where they stand."""

MOST_TOLD = 12
"""Names that a fault lists."""

_PAIR = Presentation((ResponseId("a"), ResponseId("b")), turns=(1,))
_NAMES: dict[Kind, str] = {
    "criterion": "a criterion with a scale",
    "choice": "one of the choices",
    "check": "one of the demands of 'checks'",
    "attempt": "what 'prompt_writing' asks",
    "preference": "a rubric with 'preference'",
}


class Misfit(NamedTuple):
    """What is wrong with a condition."""

    path: Path
    message: str
    hint: str = ""


class _Named(NamedTuple):
    path: Path
    """Of the block that asks it."""
    subject: Subject


_Known = Mapping[tuple[Kind, str], _Named]


def _known(places: Places) -> _Known:
    named = (_Named(path, subject) for path, part in places.items() for subject in part.subjects())
    return {(found.subject.kind, found.subject.name): found for found in named}


def questions(places: Places, shown: Presentation) -> Iterator[Question]:
    """Yield what the blocks ask of a task that is ``shown`` like this, each with what it depends on."""
    known = _known(places) if any(part.when for part in places.values()) else {}
    for part in places.values():
        for question in part.questions(shown):
            yield question if part.when is None else _dependent(question, part.when, known, shown)


def _dependent(question: Question, when: When, known: _Known, shown: Presentation) -> Question:
    subject = known[when.kind, when.name].subject
    response = question.response
    condition = Condition(
        questions=tuple(map(QuestionId, subject.questions(response, question.turn, shown))),
        says=when.words(subject, response, shown),
    )
    return question.model_copy(update={"conditions": (*question.conditions, condition)})


def misfits(places: Places) -> Iterator[Misfit]:
    """Yield what is wrong with the conditions of these blocks, in their order."""
    known = _known(places)
    for path, part in places.items():
        if part.when is not None:
            yield from _misfits((*path, "when"), part, part.when, known)
            yield from _circle(path, places, known)


def _misfits(path: Path, part: RubricPart, when: When, known: _Known) -> Iterator[Misfit]:
    found = known.get((when.kind, when.name))
    if found is None:
        names = [name for kind, name in known if kind == when.kind]
        yield Misfit((*path, when.kind), f"expected {_NAMES[when.kind]}", _known_names(when.name, names))
        return
    if when.is_about_a_response and not any(asked.response for asked in part.questions(_PAIR)):
        yield Misfit((*path, when.kind), "expected it where each response is asked about: 'per: response'")
    for key, words in when.said.items():
        allowed = _allowed(found.subject, key)
        for place, word in enumerate(words):
            if word not in allowed:
                at = (*path, key, place) if key == "any_of" else (*path, key)
                named = f" of {when.name}" if when.name else ""
                yield Misfit(at, f"expected {_either(allowed)}{named}", _nearest(word, allowed))


def _allowed(subject: Subject, key: str) -> tuple[Word, ...]:
    if subject.kind == "preference":
        return tuple(range(1, STRONGEST + 1))
    return subject.scale if key in {"at_or_below", "at_or_above"} else subject.says


def _circle(path: Path, places: Places, known: _Known) -> Iterator[Misfit]:
    """Yield when what a block depends on depends on the block again; each depends on one at most."""
    chain, at = [path], _depends_on(path, places, known)
    while at is not None and at not in chain:
        chain.append(at)
        at = _depends_on(at, places, known)
    if at == path:
        names = " → ".join(_told(known_as, places) for known_as in (*chain, path))
        yield Misfit((*path, "when"), f"depends on itself: {names}")


def _depends_on(path: Path, places: Places, known: _Known) -> Path | None:
    when = places[path].when
    found = known.get((when.kind, when.name)) if when else None
    return found.path if found else None


def _told(path: Path, places: Places) -> str:
    return str(getattr(places[path], "id", path[0]))


def _either(words: tuple[Word, ...]) -> str:
    if len(words) > MOST_TOLD:
        return f"one of the {len(words)} categories"
    *others, last = map(str, words)
    return f"{', '.join(others)} or {last}" if others else last


def _nearest(word: Word, known: Iterable[Word]) -> str:
    near = get_close_matches(str(word), [name for name in known if isinstance(name, str)], n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def _known_names(name: str, names: list[str]) -> str:
    told = ", ".join(names[:MOST_TOLD])
    return _nearest(name, names) or (f"known here: {told}" if told else "")
