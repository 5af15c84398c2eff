"""Marks words at random with a rater's keys, delivers them, and holds them against the batch's own text."""

import json
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from tests.tui.seat import Seat, seated
from tests.worlds import a_rubric

from raterterm.core.quotes import QuoteAnswer
from raterterm.core.rating import Rating
from raterterm.core.words import QuestionId
from raterterm.store.workspace import Workspace
from raterterm.tui.widgets.pane import Pane

SPANS = QuestionId("spans:marked")
RUBRIC = a_rubric(
    spans=[
        {
            "id": "marked",
            "title": "Marked",
            "question": "What is marked?",
            "labels": {"one": "One", "two": "Two"},
            "comment": "no",
        }
    ]
)
"""Marked words, and nothing else."""

PROMPTS = 0.1
"""How much of what is marked is in the prompt."""

Texts = Mapping[str, Mapping[str | None, str]]
"""The texts of each task: of its responses by id, and under None of the prompt's last turn."""


class Selected(NamedTuple):
    """Words that were taken."""

    task: str
    response: str | None
    is_raw: bool
    words: str
    """Those that were selected on the screen, as the pane has them, without the title of a turn."""


def texts_of(lines: Iterable[bytes]) -> Texts:
    """Return the texts of a batch as its file has them: read here, and not by the product."""
    return {task["id"]: _texts(task) for task in map(json.loads, lines)}


def _texts(task: Mapping[str, object]) -> Mapping[str | None, str]:
    responses = {known["id"]: known["text"] for known in task["responses"]}  # type: ignore[attr-defined]
    messages = task.get("messages")
    last = messages[-1].get("content") if isinstance(messages, list) else task["prompt"]
    return {None: last or "", **responses}


async def mark_words(workspace: Workspace, *, tasks: int, each: int, seed: int = 7) -> list[Selected]:
    """Mark words ``each`` times in each task of batch b, at many places, units and lengths, in both views."""
    random = Random(seed)  # noqa: S311 - no secret
    taken: list[Selected] = []
    async with seated(workspace, size=(random.choice((60, 90, 120, 190)), 40)) as seat:
        for position in range(1, tasks + 1):
            seat.rating.open_task(position)
            if seat.rating.reading.is_covered:
                await seat.press("V")
            for _ in range(each):
                taken += await _mark(seat, random)
    return taken


async def _mark(seat: Seat, random: Random) -> list[Selected]:
    """Select words somewhere and take them; nothing where there are none."""
    reading = seat.rating.reading
    places = ("tab", "m", "space", "end", "home")
    await seat.press("c" if random.random() < PROMPTS else " ".join(random.choices(places, k=4)))
    await seat.press(" ".join(["v", *random.choices(("v", "J", "K", "plus", "minus"), (2, 6, 1, 3, 1), k=8)]))
    quote, before = reading.quote(), len(_entries(seat))
    response = None if reading.prompt.is_open else reading.responses.active_id
    selected = Selected(seat.task, response, reading.pane.raw, _seen(reading.pane, quote))
    await seat.press("enter" if quote else "escape")
    await seat.press("escape")
    if reading.prompt.is_open:
        await seat.press("c")
    return [selected] if len(_entries(seat)) > before else []


def _seen(pane: Pane, quote: QuoteAnswer | None) -> str:
    """Return the words that are selected, without the title of a turn where a quote leaves it out."""
    words = pane.source[slice(*pane.selected)] if pane.selected else ""
    return words[-len(quote.quote) :] if quote and quote.response is None else words


def _entries(seat: Seat) -> Sequence[object]:
    answer = seat.answers.get(SPANS)
    return answer["entries"] if answer else ()


def quotes_in(ratings: Iterable[Rating]) -> list[tuple[str, QuoteAnswer]]:
    """Return the words that are marked in delivered ratings, with the task, in the order of the lists."""
    return [
        (rating.task, QuoteAnswer.model_validate(entry["quote"]))
        for rating in ratings
        for entry in rating.answers[SPANS]["entries"]
    ]


def misplaced(texts: Texts, quotes: Iterable[tuple[str, QuoteAnswer]]) -> list[str]:
    """Return a line for each quote that is not, by code points, the slice of the text that it names."""
    return [
        f"task {task}, {quote.response}, {quote.start}-{quote.end}"
        for task, quote in quotes
        if texts[task][quote.response][quote.start : quote.end] != quote.quote
    ]
