"""Markings: the words that the lists of a form quote, and what was said of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.claims import VERDICT, ClaimsQuestion
from raterterm.core.failures import FAILURES
from raterterm.core.question import Answer, Answers, Question
from raterterm.core.quotes import QuoteAnswer
from raterterm.core.records import RecordsQuestion
from raterterm.core.spans import SEVERITY, SpansQuestion
from raterterm.core.words import QuestionId
from raterterm.core.writing import TextAnswer

Sense = Literal["error", "strength", "claim", "failure", "words"]
"""What it means that words are marked; ``words`` says nothing of whether they are good or bad."""


class Marking(NamedTuple):
    """Words that one entry of a list quotes."""

    question: QuestionId
    """The list."""
    entry: int
    """The number of the entry in it, from 0."""
    noun: str
    """What an entry is called."""
    sense: Sense
    quote: QuoteAnswer
    tag: str
    """What is said of the words, in ids; the noun while nothing is."""
    told: str
    """What is said of them, in the rubric's words and the rater's."""


def markings(questions: Sequence[Question], answers: Answers) -> tuple[Marking, ...]:
    """Return what is marked, list by list, in the order in which it was entered."""
    lists = (question for question in questions if isinstance(question, RecordsQuestion))
    return tuple(marking for asked in lists for marking in _marked(asked, answers.get(asked.id)))


def _marked(asked: RecordsQuestion, answer: Answer | None) -> Iterator[Marking]:
    for number, entry in enumerate(asked.entries(answer)):
        quote = next((part for part in entry.values() if isinstance(part, QuoteAnswer)), None)
        if quote is not None:
            tag = "·".join(_tagged(asked, entry)) or asked.noun
            told = " · ".join(_told(asked, entry))
            yield Marking(asked.id, number, asked.noun, sense_of(asked), quote, tag, told)


def sense_of(asked: RecordsQuestion) -> Sense:
    """Return what it means that words are in this list."""
    if isinstance(asked, SpansQuestion):
        return asked.marks
    if isinstance(asked, ClaimsQuestion):
        return "claim"
    return "failure" if asked.id == FAILURES else "words"


def _tagged(asked: RecordsQuestion, entry: Mapping[QuestionId, Answer]) -> Iterator[str]:
    """Yield the first category that was chosen, and how grave it is."""
    chosen = list(_chosen(asked, entry))
    yield from (category for _, category in chosen[:1])
    yield from (category for field, category in chosen[1:] if field.id == SEVERITY)


def _told(asked: RecordsQuestion, entry: Mapping[QuestionId, Answer]) -> Iterator[str]:
    chosen = list(_chosen(asked, entry))
    for field, category in chosen[:1]:
        # A verdict is one word everywhere, and its meaning a sentence.
        yield category if field.id == VERDICT else "/".join(path(field.taxonomy, category))
    yield from (category for _, category in chosen[1:])
    texts = (part.text for part in entry.values() if isinstance(part, TextAnswer))
    yield from (f"“{' '.join(text.split())}”" for text in texts)


def _chosen(
    asked: RecordsQuestion, entry: Mapping[QuestionId, Answer]
) -> Iterator[tuple[ChoiceQuestion, str]]:
    for field in asked.fields:
        answer = entry.get(field.id)
        if isinstance(field, ChoiceQuestion) and isinstance(answer, ChoiceAnswer):
            yield field, answer.chosen[0]


def path(taxonomy: Taxonomy, category: str) -> tuple[str, ...]:
    """Return the words of a category behind those of the ones above it; its id when it is not known."""
    above: list[str] = []
    for known in taxonomy.all:
        del above[known.depth :]
        above.append(known.words)
        if known.id == category:
            return tuple(above)
    return (category,)
