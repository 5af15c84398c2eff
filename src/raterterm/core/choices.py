"""Choices: which of the rubric's categories a task or a response belongs to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, field_validator, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.conditions import Subject, Word
from raterterm.core.presentation import Presentation
from raterterm.core.question import Answer, Letters, Option, Question, RubricPart
from raterterm.core.words import Json, Line, Part, QuestionId, ResponseId, Slug

MOST_KEYS = 10
"""Categories that digits can choose among; more are picked from a list."""
MAX_CATEGORIES = 2000
MAX_DEPTH = 8


class Category(NamedTuple):
    """One node of a taxonomy."""

    id: str
    words: str
    depth: int
    """0 for the top."""


class Taxonomy(Part):
    """Categories with their words, perhaps below one another, in the lead's order."""

    categories: tuple[tuple[Slug, Line, Annotated[int, Field(ge=0, lt=MAX_DEPTH)]], ...]

    @model_validator(mode="before")
    @classmethod
    def _from_mapping(cls, written: Json) -> Json:
        if not isinstance(written, dict):
            raise PydanticCustomError(
                "taxonomy", "expected categories with their words, such as 'maths: Mathematics'"
            )
        return {"categories": tuple(_flat(written, 0, ()))}

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [category.id for category in self.all]
        if not 2 <= len(ids) <= MAX_CATEGORIES:
            raise PydanticCustomError("taxonomy", f"expected 2 to {MAX_CATEGORIES} categories")
        if twice := [known for known, count in Counter(ids).items() if count > 1]:
            raise PydanticCustomError("taxonomy", "the category '{id}' is there twice", {"id": twice[0]})
        return self

    @model_serializer
    def _to_mapping(self) -> dict[str, Json]:
        return _nested(list(self.all))

    @property
    def all(self) -> tuple[Category, ...]:
        """Every category, each before those below it."""
        return tuple(Category(*category) for category in self.categories)

    @property
    def is_flat(self) -> bool:
        """Tell whether no category is below another."""
        return all(depth == 0 for _, _, depth in self.categories)

    def words(self, category: str) -> str:
        """Return the words of a category; its id when it is not known."""
        return next((known.words for known in self.all if known.id == category), category)

    def __contains__(self, category: object) -> bool:
        return any(known == category for known, _, _ in self.categories)


def _flat(written: Mapping[Any, Json], depth: int, path: tuple[str, ...]) -> Iterator[tuple[Json, Json, int]]:
    for key, value in written.items():
        if not isinstance(value, dict):
            yield key, value, depth
            continue
        if (
            not set(value) <= {"words", "under"}
            or "words" not in value
            or not isinstance(value.get("under", {}), dict)
        ):
            raise PydanticCustomError(
                "taxonomy",
                "expected 'words', and below it 'under' with further categories",
                {"at": (*path, key)},
            )
        if depth + 1 >= MAX_DEPTH:
            raise PydanticCustomError(
                "taxonomy", f"expected at most {MAX_DEPTH} levels", {"at": (*path, key)}
            )
        yield key, value["words"], depth
        yield from _flat(value.get("under", {}), depth + 1, (*path, key, "under"))


def _nested(categories: list[Category]) -> dict[str, Json]:
    """Return the tree as a lead writes it; ``categories`` is used up to where the tree ends."""
    tree: dict[str, Json] = {}
    depth = categories[0].depth if categories else 0
    while categories and categories[0].depth >= depth:
        category = categories.pop(0)
        below = _nested(categories) if categories and categories[0].depth > depth else {}
        tree[category.id] = {"words": category.words, "under": below} if below else category.words
    return tree


class ChoiceAnswer(Answer):
    """The categories that apply, in the order of the rubric."""

    chosen: tuple[str, ...]

    @field_validator("chosen", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written

    @model_validator(mode="after")
    def _chooses_each_once(self) -> Self:
        if not self.chosen or len(set(self.chosen)) < len(self.chosen):
            raise ValueError("chooses nothing, or a category twice")
        return self

    def says(self) -> frozenset[Word]:
        """Return the categories."""
        return frozenset(self.chosen)


class ChoiceQuestion(Question):
    """Which category a task or a response belongs to, or which ones."""

    answer_type: ClassVar[type[Answer]] = ChoiceAnswer

    choice: str
    taxonomy: Taxonomy
    several: bool = False
    least: int = 1
    most: int | None = None
    alone: tuple[str, ...] = ()
    """Categories that exclude every other."""

    @property
    def group(self) -> str:
        """The choice's id."""
        return f"choice:{self.choice}"

    @property
    def is_picked(self) -> bool:
        """Tell whether the categories are too many for digits."""
        return not self.taxonomy.is_flat or len(self.taxonomy.categories) > MOST_KEYS

    def options(self, letters: Letters) -> tuple[Option, ...]:
        """Return the categories with their digits, where digits suffice."""
        del letters
        if self.is_picked:
            return ()
        return tuple(
            Option(str((place + 1) % 10), category.id, ChoiceAnswer(chosen=(category.id,)), category.words)
            for place, category in enumerate(self.taxonomy.all)
        )

    def press(self, key: str, given: Answer | None, letters: Letters) -> Answer | None:
        """Return the answer with the key's category, or without it where several may be chosen."""
        option = next((known for known in self.options(letters) if known.key == key), None)
        if option is None or not isinstance(option.answer, ChoiceAnswer):
            return None
        return self.toggled(option.answer.chosen[0], given)

    def toggled(self, category: str, given: Answer | None) -> Answer | None:
        """Return the answer with ``category``, or without it where it was chosen; None when nothing is left."""
        if not self.several or not isinstance(given, ChoiceAnswer):
            return ChoiceAnswer(chosen=(category,))
        excluded = set(given.chosen) if category in self.alone else {*self.alone}
        chosen = (set(given.chosen) ^ {category}) - (excluded - {category})
        ordered = tuple(known.id for known in self.taxonomy.all if known.id in chosen)
        return ChoiceAnswer(chosen=ordered) if ordered else None

    def chosen(self, option: Option, given: Answer | None) -> bool:
        """Tell whether the category of an option is among those chosen."""
        if not isinstance(given, ChoiceAnswer) or not isinstance(option.answer, ChoiceAnswer):
            return False
        return option.answer.chosen[0] in given.chosen

    def is_settled(self, answer: Answer) -> bool:
        """Tell whether one category is all there can be."""
        return not self.several or self._stands_alone(answer)

    def _stands_alone(self, answer: Answer) -> bool:
        return isinstance(answer, ChoiceAnswer) and answer.chosen[0] in self.alone

    def sketch(self, answer: Answer | None, letters: Letters) -> str | None:
        """Return the words of what was picked from a list."""
        del letters
        if not self.is_picked:
            return None
        if not isinstance(answer, ChoiceAnswer):
            return f"e picks from {len(self.taxonomy.categories)}"
        return ", ".join(map(self.taxonomy.words, answer.chosen))

    def objection(self, answer: Answer) -> str | None:
        """Return why the choice is not allowed, or None."""
        if not isinstance(answer, ChoiceAnswer):
            return super().objection(answer)
        if stranger := next((known for known in answer.chosen if known not in self.taxonomy), None):
            return f"{stranger} is no category of {self.choice}"
        if len(answer.chosen) > 1 and not self.several:
            return "only one category can be chosen"
        lonely = next((known for known in answer.chosen if known in self.alone), None)
        return f"{lonely} cannot be chosen beside others" if lonely and len(answer.chosen) > 1 else None

    def shortfall(self, answer: Answer) -> str | None:
        """Return how many categories are too few or too many, or None."""
        if not isinstance(answer, ChoiceAnswer) or not self.several or self._stands_alone(answer):
            return None
        count = len(answer.chosen)
        if count < self.least:
            return f"{count} of at least {self.least} chosen"
        return f"{count} chosen, at most {self.most}" if self.most is not None and count > self.most else None


class Choice(RubricPart):
    """One of the rubric's ``choices``."""

    id: Slug
    title: Line
    question: Line
    per: Literal["response", "task"] = "task"
    options: Taxonomy
    several: bool = False
    """Whether more than one category may be chosen."""
    least: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=1)] | None = None
    alone: Annotated[tuple[Slug, ...], Field(exclude_if=lambda alone: not alone)] = ()
    """Categories that exclude every other, such as "none of these"."""
    required: bool = True
    see: str | None = None

    @field_validator("alone", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written

    @model_validator(mode="after")
    def _alone_among_several(self) -> Self:
        if self.alone and not self.several:
            raise PydanticCustomError("choice", "expected 'several: true' beside 'alone'", {"at": ("alone",)})
        for place, category in enumerate(self.alone):
            if category not in self.options:
                raise PydanticCustomError(
                    "choice", "expected one of the categories of 'options'", {"at": ("alone", place)}
                )
        return self

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if not self.several and (self.least != 1 or self.most is not None):
            raise PydanticCustomError(
                "choice", "expected 'several: true' beside 'least' or 'most'", {"at": ("several",)}
            )
        if self.most is not None and self.most < self.least:
            raise PydanticCustomError(
                "choice", "expected 'most' to be no less than 'least'", {"at": ("most",)}
            )
        return self

    def needs_responses(self) -> bool:
        """Tell that a task can have a category of its own."""
        return self.per == "response"

    def questions(self, shown: Presentation) -> Iterator[Question]:
        """Yield a question for each response, or one for the task."""
        judged: tuple[ResponseId | None, ...] = shown.order if self.per == "response" else (None,)
        for response in judged:
            place = "" if response is None else f"@{response}"
            yield ChoiceQuestion(
                id=QuestionId(f"choice:{self.id}{place}"),
                title=self.title,
                text=self.question,
                response=response,
                required=self.required,
                see=self.see,
                choice=self.id,
                taxonomy=self.options,
                several=self.several,
                least=self.least,
                most=self.most,
                alone=self.alone,
            )

    def subjects(self) -> Iterator[Subject]:
        """Yield the choice."""
        categories = tuple(category for category, _, _ in self.options.categories)
        yield Subject("choice", self.id, f"choice:{self.id}", categories, per=self.per)


Choices = Annotated[tuple[Choice, ...], Field(max_length=40)]
