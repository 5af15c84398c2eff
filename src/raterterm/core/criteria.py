"""Criteria: the dimensions of quality, each with a scale whose points are described."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.conditions import DOES_NOT_APPLY, Subject, Word
from raterterm.core.preference import Comparison
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Condition, Letters, Option, Question, RubricPart
from raterterm.core.task import Task
from raterterm.core.visible import visible_line
from raterterm.core.words import Json, Line, Part, Point, QuestionId, ResponseId, Slug, as_point
from raterterm.core.writing import TextQuestion

NOT_APPLICABLE = "x"
"""The key that says that a criterion does not apply."""


class Anchored(NamedTuple):
    """A point of a scale with what it means."""

    point: Point
    anchor: str
    """Empty for a number between two described ones."""


class Scale(Part):
    """Two to ten points in order, from the worst to the best."""

    anchors: tuple[tuple[Point, Line | None], ...]

    @model_validator(mode="before")
    @classmethod
    def _from_mapping(cls, written: Json) -> Json:
        if not isinstance(written, dict):
            raise PydanticCustomError("scale", "expected the points with what each means, such as '1: Wrong'")
        for key, anchor in written.items():
            _check_pair(key, anchor)
        pairs = [(as_point(key), anchor) for key, anchor in written.items()]
        if all(isinstance(point, int) for point, _ in pairs):
            pairs.sort(key=itemgetter(0))
        return {"anchors": tuple(pairs)}

    @model_validator(mode="after")
    def _has_two_to_ten_points(self) -> Self:
        described = [point for point, _ in self.anchors]
        if len({type(point) for point in described}) > 1:
            raise PydanticCustomError("scale", "expected points that are all numbers or all words")
        if not 2 <= len(self.points) <= 10:
            raise PydanticCustomError(
                "scale", "found {count} points, expected 2 to 10", {"count": len(self.points)}
            )
        return self

    @model_serializer
    def _to_mapping(self) -> dict[str, str | None]:
        return {str(point): anchor for point, anchor in self.anchors}

    @property
    def points(self) -> tuple[Anchored, ...]:
        """Every point in order; a scale of numbers has those between the described ones too."""
        return _points(self.anchors)

    def anchored(self, anchors: Mapping[str, str]) -> "Scale":
        """Return the scale with other ``anchors`` for some of its points."""
        if not anchors:
            return self
        told = ((point, anchors.get(str(point), anchor)) for point, anchor in self.points)
        return self.model_copy(update={"anchors": tuple((point, anchor or None) for point, anchor in told)})

    def rank(self, point: Point) -> int:
        """Return the place of ``point`` on the scale, 0 for the lowest; raise ValueError when it is off."""
        return [known for known, _ in self.points].index(point)

    def key(self, rank: int) -> str:
        """Return the digit that gives the point at ``rank``: its own number where it is one digit long."""
        numbers = [point for point, _ in self.points]
        if all(isinstance(point, int) and 0 <= point <= 9 for point in numbers):
            return str(numbers[rank])
        return str((rank + 1) % 10)


_POINT: TypeAdapter[Point] = TypeAdapter(Point)
_ANCHOR: TypeAdapter[Line | None] = TypeAdapter(Line | None)


def _check_pair(key: Json, anchor: Json) -> None:
    """Refuse a point or its anchor by its key: the file has no other place for it."""
    if not _fits(_POINT, as_point(key)):
        raise PydanticCustomError(
            "scale", "expected a whole number or a word in lower case", {"at": (key,), "of_key": True}
        )
    if not _fits(_ANCHOR, anchor):
        raise PydanticCustomError("scale", "expected what the point means: one line of text", {"at": (key,)})


def _fits(kind: TypeAdapter[Any], value: Json) -> bool:
    try:
        kind.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _points(anchors: tuple[tuple[Point, Line | None], ...]) -> tuple[Anchored, ...]:
    """Return every point of a scale; asked for at each key, so worked out once a scale."""
    described = {point: anchor or "" for point, anchor in anchors}
    numbers = [point for point in described if isinstance(point, int)]
    if not numbers:
        return tuple(Anchored(point, anchor) for point, anchor in described.items())
    # A slip such as '1: ..., 1000: ...' is reported by its count, not built in full.
    span = range(min(numbers), min(max(numbers), min(numbers) + 10_000) + 1)
    return tuple(Anchored(point, described.get(point, "")) for point in span)


class ScoreAnswer(Answer):
    """A point of the scale, or that the criterion does not apply."""

    point: Point | None = None
    not_applicable: bool = False

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.point is None) != self.not_applicable:
            raise ValueError("expected a point or 'not applicable'")
        return self

    def says(self) -> frozenset[Word]:
        """Return the point, or that the criterion does not apply."""
        return frozenset({DOES_NOT_APPLY if self.point is None else self.point})


class ScoreQuestion(Question):
    """Where a response, or the whole task, stands on one criterion."""

    answer_type: ClassVar[type[Answer]] = ScoreAnswer

    criterion: str
    scale: Scale
    not_applicable: bool = False

    @property
    def group(self) -> str:
        """The criterion's id."""
        return self.criterion

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return the points of the scale, then "not applicable" where it is allowed."""
        del letters
        scale = [
            Option(self.scale.key(rank), str(point), ScoreAnswer(point=point), anchor)
            for rank, (point, anchor) in enumerate(self.scale.points)
        ]
        if self.not_applicable:
            scale.append(
                Option(NOT_APPLICABLE, "n/a", ScoreAnswer(not_applicable=True), "does not apply here")
            )
        return tuple(scale)

    def objection(self, answer: Answer) -> str | None:
        """Return why the answer is off this scale, or None."""
        if not isinstance(answer, ScoreAnswer):
            return super().objection(answer)
        if answer.not_applicable:
            return None if self.not_applicable else "'not applicable' is not offered"
        known = [point for point, _ in self.scale.points]
        return None if answer.point in known else f"is not a point of {self.criterion}"


class NoteQuestion(TextQuestion):
    """The short reason that a low score needs."""

    criterion: str

    @property
    def group(self) -> str:
        """The criterion's id, told apart from the scores'."""
        return f"note:{self.criterion}"


class Criterion(RubricPart):
    """One of the rubric's ``criteria``."""

    id: Slug
    title: Line
    question: Line
    per: Literal["response", "task", "turn"] = "response"
    """What is scored: each response, the task as a whole, or each turn of a model's in the conversation."""
    scale: Scale | None = None
    prefer: Comparison | None = None
    """Which response is better by this criterion: beside the scale, or instead of it."""
    not_applicable: bool = False
    required: bool = True
    see: str | None = None
    note_at_or_below: Point | None = None
    """A score at this point or lower needs a short reason."""

    @field_validator("note_at_or_below", mode="before")
    @classmethod
    def _as_point(cls, written: Json) -> Json:
        return as_point(written)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.scale is None and self.prefer is None:
            raise PydanticCustomError("criterion", "expected 'scale' or 'prefer': nothing is asked")
        return self

    @model_validator(mode="after")
    def _note_is_on_the_scale(self) -> Self:
        known = [point for point, _ in self.points]
        if self.note_at_or_below is not None and self.note_at_or_below not in known:
            raise PydanticCustomError(
                "note",
                "expected 'note_at_or_below' to be a point of the scale",
                {"at": ("note_at_or_below",)},
            )
        return self

    @property
    def points(self) -> tuple[Anchored, ...]:
        """The points of the scale; none where responses are only compared."""
        return self.scale.points if self.scale else ()

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield a score for each response or for the task, and the notes that low scores need."""
        if self.prefer is not None:
            asked = Question(
                id=QuestionId(f"prefer:{self.id}"),
                title=self.title,
                text=self.question,
                required=self.required,
                see=self.see,
            )
            yield self.prefer.compared(asked, shown)
        if self.scale is None:
            return
        judged = self._judged(shown)
        scale = self.scale.anchored(shown.anchors.get(self.id, {}))
        yield from (self._score(judge, scale) for judge in judged)
        if self.note_at_or_below is not None:
            yield from (self._note(shown, judge, self.scale, self.note_at_or_below) for judge in judged)

    def _judged(self, shown: Presentation) -> list["_Judged"]:
        match self.per:
            case "response":
                return [_Judged(response=response) for response in shown.order]
            case "turn":
                return [_Judged(turn=turn) for turn in shown.turns]
            case _:
                return [_Judged()]

    def _score(self, judged: "_Judged", scale: Scale) -> ScoreQuestion:
        return ScoreQuestion(
            id=judged.id("score", self.id),
            title=self.title,
            text=self.question,
            **judged._asdict(),
            required=self.required,
            see=self.see,
            criterion=self.id,
            scale=scale,
            not_applicable=self.not_applicable,
        )

    def _note(self, shown: Presentation, judged: "_Judged", scale: Scale, at_or_below: Point) -> NoteQuestion:
        low = frozenset(point for point, _ in scale.points[: scale.rank(at_or_below) + 1])
        return NoteQuestion(
            id=judged.id("note", self.id),
            title=f"Why so low: {self.title}",
            text="Give the reason for the low score in a few words.",
            **judged._asdict(),
            see=self.see,
            criterion=self.id,
            conditions=(Condition(questions=(judged.id("score", self.id),), says=low),),
            responses=shown.order,
        )

    def needs_responses(self) -> bool:
        """Tell that the task as a whole and its turns can be scored without."""
        return self.per == "response" or self.prefer is not None

    def subjects(self) -> Iterator[Subject]:
        """Yield the score."""
        points = tuple(point for point, _ in self.points)
        says = (*points, *([DOES_NOT_APPLY] if self.not_applicable else []))
        if points:
            yield Subject("criterion", self.id, f"score:{self.id}", says, points, self.per)

    def misfits(self, task: Task) -> Iterator[str]:
        """Yield a sentence when responses cannot be compared, or there is no turn to score."""
        if self.prefer is not None:
            yield from self.prefer.misfits(task)
        if self.per == "turn" and not any(message.role == "assistant" for message in task.conversation):
            yield f"has no turn of a model's in its conversation, which {self.id} scores"
        points = [str(point) for point, _ in self.points]
        for point in task.anchors.get(self.id, {}):
            if point not in points:
                known = ", ".join(points) or "none: it has no scale"
                yield f"has an anchor for '{visible_line(point, 60)}' of {self.id}, whose points are {known}"


Criteria = Annotated[tuple[Criterion, ...], Field(max_length=40)]


class _Judged(NamedTuple):
    """What a score is given to."""

    response: ResponseId | None = None
    turn: int | None = None

    def id(self, kind: str, criterion: str) -> QuestionId:
        about = f"@{self.response}" if self.response is not None else f"#{self.turn}" if self.turn else ""
        return QuestionId(f"{kind}:{criterion}{about}")
