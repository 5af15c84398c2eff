"""Records: a question that is answered with a list, each entry of it a small form of its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from raterterm.core.question import Answer, Answers, Letters, Question
from raterterm.core.words import Json, QuestionId

NONE = "0"
"""The key that says that there is nothing to list."""

MAX_ENTRIES = 200

Entry = Mapping[QuestionId, Json]
"""The answers of one entry as they are stored, by the ids of its fields."""


class RecordsAnswer(Answer):
    """The entries in the order in which they were made; none when there is nothing to list."""

    entries: Annotated[tuple[dict[QuestionId, Json], ...], Field(max_length=MAX_ENTRIES)] = ()

    @field_validator("entries", mode="before")
    @classmethod
    def _as_tuple(cls, written: Json) -> Json:
        return tuple(written) if isinstance(written, list) else written


class RecordsQuestion(Question):
    """A list of entries, each with the same fields."""

    answer_type: ClassVar[type[Answer]] = RecordsAnswer

    noun: str
    """What one entry is called."""
    fields: tuple[Question, ...]
    """What is asked of each entry, in order."""
    least: int = 0

    def answer_keys(self, letters: Letters) -> tuple[str, ...]:
        """Return the key for an empty list, where that is an answer."""
        del letters
        return () if self.least else (NONE,)

    def press(self, key: str, given: Answer | None, letters: Letters) -> Answer | None:
        """Return the empty list; entries that are there are not lost by a key."""
        if key not in self.answer_keys(letters):
            return None
        return given if isinstance(given, RecordsAnswer) and given.entries else RecordsAnswer()

    def is_settled(self, answer: Answer) -> bool:
        """Tell whether nothing is listed: of a list nobody knows whether it goes on."""
        return isinstance(answer, RecordsAnswer) and not answer.entries

    def asked_of(self, entry: Answers) -> tuple[Question, ...]:
        """Return the fields that stand in an entry."""
        return tuple(field for field in self.fields if field.asked(entry))

    def read_entry(self, entry: Entry) -> dict[QuestionId, Answer]:
        """Return the answers that an entry holds; raise ValueError on the first that is not allowed."""
        known = {field.id: field for field in self.fields}
        if stranger := next((name for name in entry if name not in known), None):
            raise ValueError(f"{stranger} is no part of a {self.noun}")
        return {name: known[name].read(value) for name, value in entry.items()}

    def entries(self, answer: Answer | None) -> list[dict[QuestionId, Answer]]:
        """Return the entries of an answer, read."""
        stored = answer.entries if isinstance(answer, RecordsAnswer) else ()
        return [self.read_entry(entry) for entry in stored]

    def begun(self, entries: Sequence[Answers]) -> dict[QuestionId, Answer]:
        """Return the answers that a new entry behind these most likely has."""
        del entries
        return {}

    def answer_of(self, entries: Sequence[Answers]) -> RecordsAnswer:
        """Return the answer that holds these entries."""
        return RecordsAnswer(
            entries=tuple(
                {name: part.model_dump(mode="json") for name, part in entry.items()} for entry in entries
            )
        )

    def lacks(self, entry: Answers) -> Iterator[tuple[Question, str]]:
        """Yield what an entry still needs, with the field that is to give it."""
        for field in self.asked_of(entry):
            answer = entry.get(field.id)
            lack = "not answered" * field.required if answer is None else field.shortfall(answer)
            if lack:
                yield field, lack

    def objection(self, answer: Answer) -> str | None:
        """Return why the list is not allowed, or None."""
        if not isinstance(answer, RecordsAnswer):
            return super().objection(answer)
        for number, entry in enumerate(answer.entries, start=1):
            try:
                self.read_entry(entry)
            except ValueError as error:
                return f"has {self.noun} {number}, which {error}"
        return None

    def shortfall(self, answer: Answer) -> str | None:
        """Return what the list, or the first entry that is not whole, still needs; or None."""
        entries = self.entries(answer)
        if len(entries) < self.least:
            return f"{len(entries)} of at least {self.least}"
        for number, entry in enumerate(entries, start=1):
            for field, lack in self.lacks(entry):
                return f"{self.noun} {number}: {field.title.lower()} {lack}"
        return None

    def sketch(self, answer: Answer | None, letters: Letters) -> str | None:
        """Return how many entries there are."""
        if not isinstance(answer, RecordsAnswer):
            none = "" if self.least else f", {NONE} for none"
            return f"e adds a {self.noun}{none}"
        count = len(answer.entries)
        return (
            "none"
            if not count
            else f"{count} {self.noun}{'s' if count > 1 else ''}{self.told(answer, letters)}"
        )

    def told(self, answer: RecordsAnswer, letters: Letters) -> str:
        """Return what else a row shows of the list."""
        del answer, letters
        return ""
