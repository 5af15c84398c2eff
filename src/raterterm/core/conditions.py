"""Conditions: on which answer it depends whether a block of the rubric is asked.

A condition is data: it names a question and what an answer to it must say.  There is nothing to evaluate.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import ConfigDict, Field, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.presentation import Presentation
from raterterm.core.words import Json, Part, Point, ResponseId, Slug, as_point

DOES_NOT_APPLY = "not_applicable"
"""What the answer says that a criterion does not apply."""
STRONGEST = 3
"""The most points by which a response can be preferred."""

Word = str | int
"""What a condition can name of an answer."""
Kind = Literal["criterion", "choice", "check", "attempt", "preference"]
Leaning = Literal["better", "preferred", "not_preferred", "tie", "both_bad"]
"""How a preference fell: one of the two is better, it is this response, it is the other; none is."""

_TESTS: dict[Kind, tuple[str, ...]] = {
    "criterion": ("at_or_below", "at_or_above", "is", "answered"),
    "choice": ("has", "any_of", "answered"),
    "check": ("is", "answered"),
    "attempt": ("has", "any_of", "answered"),
    "preference": ("at_or_above",),
}
"""What can be said of an answer, by what is named."""


class Subject(NamedTuple):
    """What a condition can name, and the questions that it becomes."""

    kind: Kind
    name: str
    """Empty for the preference, of which there is one."""
    stem: str
    """What the ids of its questions begin with."""
    says: tuple[Word, ...]
    """All that an answer can say."""
    scale: tuple[Point, ...] = ()
    """The points, from the lowest on."""
    per: Literal["response", "task", "turn"] = "task"

    def questions(self, response: ResponseId | None, turn: int | None, shown: Presentation) -> Iterator[str]:
        """Yield the ids of its questions about the same response or turn; of all, where there is no same."""
        if self.per == "response":
            judged = shown.order if response is None else (response,)
            yield from (f"{self.stem}@{known}" for known in judged)
        elif self.per == "turn":
            yield from (f"{self.stem}#{known}" for known in (shown.turns if turn is None else (turn,)))
        else:
            yield self.stem


def _one_of_each(schema: dict[str, Json]) -> None:
    """Let the JSON Schema say that one thing is named, and what can be said of its answer."""
    schema["oneOf"] = [
        {
            "required": [kind],
            **({} if kind == "preference" else {"anyOf": [{"required": [t]} for t in tests]}),
        }
        for kind, tests in _TESTS.items()
    ]


class When(Part):
    """A block's ``when``: a question, and what its answer must say for the block to be asked."""

    model_config = ConfigDict(json_schema_extra=_one_of_each)

    criterion: Slug | None = None
    choice: Slug | None = None
    check: Slug | None = None
    attempt: Literal["target", "technique", "outcome", "severity", "repeats"] | None = None
    """One of the questions that ``prompt_writing`` asks."""
    preference: Leaning | None = None
    at_or_below: Point | None = None
    at_or_above: Point | None = None
    """A point of the criterion's scale; by how many points a response is preferred."""
    is_: Annotated[Point | Literal["not met"] | None, Field(alias="is")] = None
    """A point, ``not_applicable``, or the state of a check."""
    has: Slug | None = None
    any_of: tuple[Slug, ...] = ()
    """Categories of which one at least is chosen."""
    answered: Literal[True] | None = None
    """Whatever the answer is."""

    @field_validator("at_or_below", "at_or_above", "is_", mode="before")
    @classmethod
    def _as_point(cls, written: Json) -> Json:
        return as_point(written)

    @field_validator("any_of", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        named, said = list(self._written(*_TESTS)), list(self._written(*_KEYS))
        if len(named) != 1:
            raise _expected(f"one of {_listed(_TESTS)}", named[1:])
        fitting = _TESTS[self.kind]
        if strange := [key for key in said if key not in fitting]:
            raise _expected(f"{_listed(fitting)} beside '{self.kind}'", strange)
        if len(said) > 1 or (not said and self.kind != "preference"):
            raise _expected(f"one of {_listed(fitting)}", said[1:])
        if self.kind == "preference" and said and self.preference in {"tie", "both_bad"}:
            raise _expected(f"none: '{self.preference}' has no strength", said)
        return self

    @model_serializer
    def _brief(self) -> dict[str, Json]:
        """Write what is said alone, as a lead would."""
        return {key: self._value(key) for key in self._written(*_TESTS, *_KEYS)}

    @property
    def kind(self) -> Kind:
        """What is named."""
        return next(kind for kind in _TESTS if self._value(kind) is not None)

    @property
    def name(self) -> str:
        """The id of what is named; empty for the preference."""
        return "" if self.kind == "preference" else str(self._value(self.kind))

    @property
    def said(self) -> dict[str, tuple[Word, ...]]:
        """What the answer must say by key, without what only asks whether there is one."""
        keys = [key for key in self._written(*_KEYS) if key != "answered"]
        return {key: self.any_of if key == "any_of" else (self._value(key),) for key in keys}

    @property
    def is_about_a_response(self) -> bool:
        """Tell whether it holds for one response alone."""
        return self.preference in {"preferred", "not_preferred"}

    def words(
        self, subject: Subject, response: ResponseId | None, shown: Presentation
    ) -> frozenset[Word] | None:
        """Return of which words the answer must say one; None when any answer will do."""
        if self.answered:
            return None
        if self.preference is not None:
            return frozenset(self._leanings(self.preference, response, shown))
        scale = subject.scale
        if self.at_or_below is not None:
            return frozenset(scale[: scale.index(self.at_or_below) + 1])
        if self.at_or_above is not None:
            return frozenset(scale[scale.index(self.at_or_above) :])
        return frozenset(word for words in self.said.values() for word in words)

    def _leanings(self, leaning: Leaning, response: ResponseId | None, shown: Presentation) -> Iterator[str]:
        if leaning in {"tie", "both_bad"}:
            yield leaning
            return
        better = {"better": shown.order, "preferred": (response,)}.get(
            leaning, tuple(known for known in shown.order if response and known != response)
        )
        least = self.at_or_above if isinstance(self.at_or_above, int) else 1
        for known in better:
            yield from (f"{known} by {points}" for points in range(least, STRONGEST + 1))

    def _value(self, key: str) -> Json:
        return getattr(self, "is_" if key == "is" else key)

    def _written(self, *keys: str) -> Iterator[str]:
        return (key for key in keys if self._value(key) not in {None, ()})


_KEYS = tuple(dict.fromkeys(test for tests in _TESTS.values() for test in tests))


def _expected(what: str, at: list[str]) -> PydanticCustomError:
    place = {"at": (at[0],), "of_key": True} if at else {}
    return PydanticCustomError("when", f"expected {what}", place)


def _listed(keys: "dict[Kind, tuple[str, ...]] | tuple[str, ...]") -> str:
    return ", ".join(f"'{key}'" for key in keys)
