"""Every kind of question: from the rubric to the screen, to the bundle, and back."""

from pathlib import Path

import pytest
from tests.tui.delivered import delivered
from tests.tui.seat import load_tasks, seated
from tests.worlds import a_criterion, a_rubric

from raterterm.core import jsontext
from raterterm.core.rationale import RATIONALE
from raterterm.core.words import Json
from raterterm.store.workspace import Workspace

TASK = {
    "id": "t-1",
    "messages": [
        {"role": "user", "content": "Name two colours."},
        {"role": "assistant", "content": "Red."},
        {"role": "user", "content": "And?"},
        {"role": "assistant", "content": "Blue."},
        {"role": "user", "content": "Now in one line."},
    ],
    "constraints": ["in one line", "names two colours"],
    "responses": [{"id": f"r{n}", "text": f"Red and blue, {n}."} for n in range(4)],
}
PAIR = {**TASK, "responses": TASK["responses"][:2]}

TREE = {
    "stem": {
        "words": "Science",
        "under": {
            "maths": {"words": "Mathematics", "under": {"algebra": "Algebra", "proof": "Proofs"}},
            "bio": "Biology",
        },
    },
    "arts": "Arts",
}


class Kind:
    """A rubric with one kind of question, the keys that answer it, and what is to come out."""

    def __init__(self, keys: str, *expected: Json, task: Json = PAIR, **blocks: Json) -> None:
        self.rubric = a_rubric(**blocks)
        self.keys = keys
        self.expected = expected
        self.task = task


KINDS = {
    "ranking": Kind(
        "c a equals_sign d b",
        {"ranks": [["{C}"], ["{A}", "{D}"], ["{B}"]]},
        task=TASK,
        ranking={"question": "Order?"},
    ),
    "the best two": Kind(
        "d a",
        {"ranks": [["{D}"], ["{A}"]]},
        task=TASK,
        ranking={"question": "Order?", "top": 2, "ties": False},
    ),
    "none acceptable": Kind(
        "0", {"none_acceptable": True}, task=TASK, ranking={"question": "Order?", "unacceptable": True}
    ),
    "preference of two points": Kind(
        "2", {"better": "{B}", "by": 1}, preference={"question": "Better?", "points": 2}
    ),
    "a preference on each criterion": Kind(
        "1 3",
        {"better": "{A}", "by": 1},
        {},
        criteria=[
            {"id": name, "title": name, "question": "Better?", "prefer": {"points": points}}
            for name, points in (("depth", 3), ("tone", 5))
        ],
    ),
    "ten points": Kind(
        "0 1",
        {"point": 10},
        {"point": 1},
        criteria=[a_criterion(scale={1: "Bad", 10: "Good"})],
    ),
    "a score for each turn": Kind("4 2", {"point": 4}, {"point": 2}, criteria=[a_criterion(per="turn")]),
    "one of few": Kind(
        "2",
        {"chosen": ["bug"]},
        choices=[
            {
                "id": "kind",
                "title": "Kind",
                "question": "Which?",
                "options": {"ask": "A question", "bug": "A bug"},
            }
        ],
    ),
    "several of few": Kind(
        "3 1 2 1 j enter",
        {"chosen": ["two", "three"]},
        choices=[
            {
                "id": "kind",
                "title": "Kind",
                "question": "Which?",
                "several": True,
                "options": {"one": "One", "two": "Two", "three": "Three"},
            }
        ],
    ),
    "checks": Kind(
        "1 2 3 1",
        {"state": "met"},
        {"state": "not met"},
        {"state": "unclear"},
        {"state": "met"},
        checks={},
    ),
    "confidence": Kind("3", {"point": 3}, confidence={}),
    "a category of a tree": Kind(
        "e p r o o f enter",
        {"chosen": ["proof"]},
        choices=[{"id": "field", "title": "Field", "question": "Which?", "options": TREE}],
    ),
    "error spans": Kind(
        "v v v plus enter 1 2 enter",
        {
            "entries": [
                {
                    "quote": {"response": "{A}", "start": 0, "end": 7, "quote": "Red and"},
                    "label": {"chosen": ["false"]},
                    "severity": {"chosen": ["major"]},
                }
            ]
        },
        spans=[
            {
                "id": "errors",
                "title": "Errors",
                "question": "What is wrong?",
                "required": True,
                "labels": {"false": "Says something false", "odd": "Reads badly"},
                "severities": {"minor": "Hardly matters", "major": "Misleads"},
            }
        ],
    ),
    "claims with sources": Kind(
        "v enter 2 e e u escape enter 2 0 2 6 minus 0 3 minus 3 1 escape enter q escape enter enter",
        {
            "entries": [
                {
                    "quote": {"response": "{A}"},
                    "verdict": {"chosen": ["refuted"]},
                    "sources": {"entries": [{"address": {"text": "u"}}]},
                }
            ]
        },
        claims={"required": True, "sources": 1},
    ),
    "failures": Kind(
        "v enter 1 1 1 enter",
        {"entries": [{"mode": {"chosen": ["made-up"]}, "cause": {"chosen": ["prompt-misread"]}}]},
        failures={"required": True, "modes": {"made-up": "Invents", "lazy": "Leaves things out"}},
    ),
    "claims without a source": Kind("0", {"entries": []}, claims={"required": True}),
    "a report on the guidelines": Kind(
        "1 e e x enter escape e y escape e z escape enter",
        {"better": "{A}", "by": 3},
        {"entries": [{"section": {"text": "x"}, "case": {"text": "y"}, "ruling": {"text": "z"}}]},
        preference={"question": "Better?"},
        ambiguities={},
    ),
    "an attempt": Kind(
        "1 2 1 1 e 1 e h i escape enter enter o k escape",
        {"chosen": ["privacy"]},
        {"chosen": ["role-play"]},
        {"chosen": ["held"]},
        {"chosen": ["every-time"]},
        {"entries": [{"speaker": {"chosen": ["user"]}, "said": {"text": "hi"}}]},
        {"text": "ok"},
        task={"id": "t-1", "prompt": "Make it tell a secret."},
        prompt_writing={
            "targets": {"privacy": "Keeps what is private", "harm": "Does no harm"},
            "techniques": {"direct": "Asks for it", "role-play": "Plays a role"},
        },
    ),
    "a rewrite of a response": Kind("e down enter ! escape", {"base": "{A}"}, task=PAIR, rewrite={}),
    "a rewrite from nothing": Kind("e enter h i escape", {"text": "hi", "base": None}, rewrite={}),
    "a word to the reviewer": Kind(
        "1 e h i escape",
        {"better": "{A}", "by": 3},
        {"text": "hi"},
        preference={"question": "Better?"},
        reviewer_note={},
    ),
}


def filled(value: Json, letters: dict[str, str]) -> Json:
    """Return ``value`` with ids for the letters in braces."""
    text = jsontext.encode(value).decode()
    for letter, response in letters.items():
        text = text.replace(f"{{{letter}}}", response)
    return jsontext.decode(text.encode())


def agrees(answer: Json, expected: Json) -> bool:
    """Tell whether an answer has everything that is expected of it."""
    if isinstance(expected, dict):
        return all(agrees(answer[key], value) for key, value in expected.items())
    if isinstance(expected, list):
        return len(answer) == len(expected) and all(map(agrees, answer, expected))
    return bool(answer == expected)


@pytest.mark.parametrize("name", KINDS)
async def test_a_kind_goes_from_the_rubric_to_the_bundle_and_back(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    """Keys through the real app, the event, its projection, the signed bundle, read again as equal answers."""
    kind = KINDS[name]
    load_tasks(workspace, kind.rubric, lines=[jsontext.encode(kind.task)])
    async with seated(workspace, size=(120, 36)) as seat:
        await seat.press(kind.keys)
        given = list(seat.answers.values())
        letters = seat.sheet.form.letters.as_json()
        await seat.press("enter")
        assert seat.statuses() == {"t-1": "submitted"}

    wanted = [filled(expected, letters) for expected in kind.expected]
    assert len(given) == len(wanted)
    assert all(agrees(answer, expected) for answer, expected in zip(given, wanted, strict=True)), given
    (rating,) = delivered(workspace, tmp_path)
    assert [dict(rating.answers)[question] for question in rating.answers] == given


async def test_letters_of_a_text_go_out_as_the_responses_that_they_stood_for(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The same words on tasks whose responses stood the other way round name the other responses."""
    words = "A names red but B is late"
    lines = [jsontext.encode({**PAIR, "id": f"t-{n}"}) for n in range(1, 17)]
    load_tasks(workspace, a_rubric(rationale={}), lines=lines)
    async with seated(workspace, size=(120, 36)) as seat:
        for _ in lines:
            await seat.press("r")
            await seat.write(words)
            await seat.press("escape enter")
    ratings = delivered(workspace, tmp_path)
    assert {rating.order for rating in ratings} == {("r0", "r1"), ("r1", "r0")}
    for rating in ratings:
        answer = rating.answers[RATIONALE]
        named = {answer["text"][at["start"] : at["end"]]: at["response"] for at in answer["mentions"]}
        assert named == dict(zip("AB", rating.order, strict=True))
