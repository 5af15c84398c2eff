"""Marked words: what was said of them stands beside them, brackets go from one to the next, ⏎ opens the entry."""

import re
from typing import get_args

import pytest
from rich.style import Style
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_criterion, a_rubric

from raterterm.core import jsontext
from raterterm.core.events import Answered
from raterterm.core.markings import Sense
from raterterm.core.records import RecordsAnswer
from raterterm.core.words import Json, QuestionId, ResponseId
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk
from raterterm.tui.reading.marks import SIGNS, Mark
from raterterm.tui.reading.view import View
from raterterm.tui.screens.entry import EntryScreen
from raterterm.tui.theme import LOOKS, Look
from raterterm.tui.widgets.pane import Pane

PLUM = "The plum is blue.\n\nIt grows on a tree in spring, and falls in autumn."
PEAR = "The pear is a fruit."
LONG = "\n\n".join(f"Paragraph {number} speaks of ships." for number in range(60))
RUBRIC = a_rubric(
    preference={"question": "Which is better?"},
    criteria=[a_criterion()],
    spans=[
        {
            "id": "errors",
            "title": "Errors",
            "question": "What is wrong?",
            "labels": {"truth": {"words": "Truth", "under": {"made-up": "Made up"}}, "style": "Style"},
            "severities": {"minor": "Noticed", "major": "Misleads"},
        },
        {
            "id": "good",
            "title": "Strengths",
            "question": "What is good?",
            "marks": "strength",
            "labels": {"clear": "Clear", "kind": "Kind"},
        },
    ],
    claims={"feeds": "accuracy"},
    failures={"modes": {"invented": "Invents", "lazy": "Leaves things out"}},
)
ERRORS, STRENGTHS, CLAIMS, FAILURES = map(QuestionId, ("spans:errors", "spans:good", "claims", "failures"))


def task_of(*texts: str) -> bytes:
    """Return a task whose responses, called r0, r1, ..., have these texts."""
    responses = [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]
    return jsontext.encode({"id": "t-1", "prompt": "Tell me of fruit.", "responses": responses})


def quote(text: str, words: str, response: str | None = "r0") -> Json:
    """Return a quote of the first place where ``words`` stand in ``text``."""
    start = text.index(words)
    return {"response": response, "start": start, "end": start + len(words), "quote": words}


def an_error(words: str, label: str = "made-up", severity: str = "major", text: str = PLUM) -> Json:
    """Return an entry of the errors."""
    return {
        "quote": quote(text, words),
        "label": {"chosen": [label]},
        "severity": {"chosen": [severity]},
    }


def marked(workspace: Workspace, lines: bytes, **lists: list[Json]) -> None:
    """Load a task in which words are marked already."""
    desk = Desk(workspace, load_tasks(workspace, RUBRIC, lines=[lines]))
    sheet = desk.sheet(1)
    names = {"errors": ERRORS, "strengths": STRENGTHS, "claims": CLAIMS, "failures": FAILURES}
    for name, entries in lists.items():
        answer = RecordsAnswer(entries=tuple(entries)).model_dump(mode="json")
        desk.log.decide(sheet.task.id, Answered(question=names[name], answer=answer))


def pane_of(seat: Seat, response: str) -> Pane:
    """Return the pane that shows a response."""
    text = next(known.text for known in seat.sheet.responses if known.id == response)
    return next(pane for pane in seat.rating.reading.responses.query(Pane) if pane.source == text)


def texts(seat: Seat) -> list[str]:
    """Return the words of the pane of r0 and what stands beside them, line by line."""
    return [re.sub(r"  +", "  ", line) for line in pane_of(seat, "r0").visible_text]


# Beside the words


async def test_what_is_said_of_words_stands_at_the_end_of_their_line(workspace: Workspace) -> None:
    """Behind a sign of what it means that they are marked, so that no colour is needed."""
    marked(
        workspace,
        task_of(PLUM, PEAR),
        errors=[an_error("blue")],
        strengths=[{"quote": quote(PLUM, "a tree"), "label": {"chosen": ["clear"]}}],
        claims=[{"quote": quote(PLUM, "spring"), "verdict": {"chosen": ["refuted"]}}],
        failures=[{"quote": quote(PLUM, "autumn"), "mode": {"chosen": ["lazy"]}}],
    )
    async with seated(workspace, size=(220, 36)) as seat:
        assert texts(seat) == [
            "The plum is blue.  ◂!made-up·major",
            "",
            "It grows on a tree in spring, and falls in autumn.  ◂+clear ◂?refuted ◂×lazy",
        ]


async def test_words_that_overlap_have_a_tag_each(workspace: Workspace) -> None:
    """None hides another; the one that finds no room on its line stands beside it, where nothing else does."""
    marked(
        workspace,
        task_of(PLUM, PEAR),
        errors=[an_error("plum is blue"), an_error("is blue", "style", "minor")],
        claims=[{"quote": quote(PLUM, "blue"), "verdict": {"chosen": ["unverifiable"]}}],
    )
    async with seated(workspace, size=(120, 36)) as seat:
        first, second = texts(seat)[:2]

        assert first == "The plum is blue.  ◂!made-up·major ◂!style·minor"
        assert second.strip() == "◂?unverifiable"


async def test_no_word_moves_for_a_mark(workspace: Workspace) -> None:
    """Every line begins with the characters that it has without marks, at any width."""
    long = " ".join(f"word{number}" for number in range(300))
    entries = [an_error(f"word{number} word{number + 1}", text=long) for number in range(10, 280, 9)]
    marked(workspace, task_of(long, PEAR), errors=entries)
    async with seated(workspace, size=(120, 60)) as seat:
        for width in (60, 80, 101, 160):
            await seat.resize(width, 60)
            pane = pane_of(seat, "r0") if width >= 100 else seat.rating.reading.responses.pane
            with_marks = pane.visible_text
            pane.set_marks(())
            bare = pane.visible_text

            assert [line[: len(own)] for line, own in zip(with_marks, bare, strict=True)] == bare
            assert all(not rest or "◂" in rest for rest in tails(with_marks, bare))


def tails(lines: list[str], bare: list[str]) -> list[str]:
    """Return what lines have beyond others."""
    return [line[len(own) :].strip() for line, own in zip(lines, bare, strict=True)]


async def test_a_mark_is_seen_as_soon_as_it_is_made_and_gone_when_it_is_undone(workspace: Workspace) -> None:
    """Until it is labelled it is called what it is."""
    load_tasks(workspace, RUBRIC, lines=[task_of(PLUM, PLUM)])
    async with seated(workspace, size=(220, 36)) as seat:
        await seat.press("v enter escape")
        assert seat.text.count("◂!span") == 1
        await seat.press("u")

        assert "◂" not in seat.text


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.theme.name)
def test_marks_differ_by_more_than_colour(look: Look) -> None:
    """Each is underlined in every look, and each sense has a sign of its own."""
    assert all(look.palette.of(sense).underline for sense in SIGNS)
    assert len(set(SIGNS.values())) == len(SIGNS) == len(get_args(Sense))


def test_a_hit_keeps_its_ink_in_marked_words() -> None:
    """The ink of a mark is chosen for the background of a pane, and not for that of a hit."""
    palette = LOOKS[0].palette
    view = View("one two", palette=palette)
    view.set_marks([Mark(0, 7, Style.null(), "", sense="error")])
    view.find("two")

    one, two = view.rows[0][0].style, view.rows[0][-1].style
    assert one
    assert two
    assert one.color == palette.error.color
    assert (two.color, two.bgcolor, two.underline) == (*_inks(palette.current_hit), True)


def _inks(style: Style) -> tuple[object, object]:
    return style.color, style.bgcolor


# From mark to mark


async def test_brackets_go_from_mark_to_mark(workspace: Workspace) -> None:
    """Through all responses, in the order of their words; the status line tells what was said of each."""
    marked(
        workspace,
        task_of(PLUM, PEAR),
        errors=[{**an_error("blue"), "comment": {"text": "it is   purple"}}],
        claims=[
            {"quote": quote(PLUM, "tree"), "verdict": {"chosen": ["supported"]}},
            {"quote": quote(PEAR, "fruit", "r1"), "verdict": {"chosen": ["refuted"]}},
        ],
    )
    async with seated(workspace, size=(160, 36)) as seat:
        letters = {seat.sheet.form.letters.letter(known.id): known.id for known in seat.sheet.responses}
        expected = {
            "r0": [
                "span {}/3 in {}: Truth/Made up · major · “it is purple”",
                "claim {}/3 in {}: supported",
            ],
            "r1": ["claim {}/3 in {}: refuted"],
        }
        told = [(letter, words) for letter, response in letters.items() for words in expected[response]]
        for number, (letter, words) in [*enumerate(told, start=1), (1, told[0])]:
            await seat.press("right_square_bracket")
            assert words.format(number, letter) in seat.status
            assert seat.rating.reading.responses.letter == letter
        await seat.press("left_square_bracket")

        assert told[-1][1].format(3, told[-1][0]) in seat.status


async def test_a_mark_out_of_sight_is_brought_into_it(workspace: Workspace) -> None:
    """Also one in a response that has no pane of its own; its title names it."""
    entry = an_error("Paragraph 50", text=LONG)
    marked(workspace, task_of(LONG, PEAR), errors=[entry])
    async with seated(workspace, size=(80, 30)) as seat:
        if seat.rating.reading.responses.active_id == "r0":
            await seat.press("tab")
        await seat.press("right_square_bracket")

        assert seat.rating.reading.responses.active_id == "r0"
        assert "Paragraph 50 speaks of ships." in seat.text
        assert "! made-up·major ·" in seat.text


async def test_one_starts_at_what_is_read(workspace: Workspace) -> None:
    """Not at the first mark of all, when the reader is far below it."""
    marked(
        workspace,
        task_of(LONG, PEAR),
        errors=[an_error("Paragraph 2 ", text=LONG), an_error("Paragraph 45", text=LONG)],
    )
    async with seated(workspace, size=(80, 30)) as seat:
        if seat.rating.reading.responses.active_id != "r0":
            await seat.press("tab")
        await seat.press("space right_square_bracket")
        assert "span 2/2" in seat.status
        await seat.press("escape left_square_bracket")
        assert "span 1/2" in seat.status
        await seat.press("escape end right_square_bracket")

        assert "span 1/2" in seat.status


async def test_enter_opens_the_entry_of_a_mark(workspace: Workspace) -> None:
    """The one that one is at, not the first of its list."""
    marked(workspace, task_of(PLUM, PEAR), errors=[an_error("autumn"), an_error("blue", "style", "minor")])
    async with seated(workspace) as seat:
        await seat.press("right_square_bracket right_square_bracket enter")
        assert isinstance(seat.screen, EntryScreen)
        assert "“autumn”" in seat.text
        await seat.press("escape left_square_bracket e")

        assert isinstance(seat.screen, EntryScreen)
        assert "“blue”" in seat.text


async def test_e_opens_the_entry_of_the_words_that_are_selected(workspace: Workspace) -> None:
    """The shortest that is on them, which the title names beside the others."""
    marked(
        workspace, task_of(PLUM, PLUM), errors=[an_error(PLUM), an_error("plum is blue", "style", "minor")]
    )
    async with seated(workspace, size=(160, 36)) as seat:
        if seat.rating.reading.responses.active_id != "r0":
            await seat.press("tab")
        await seat.press("v")
        assert "! made-up·major, ! style·minor" in seat.text
        await seat.press("e")

        assert isinstance(seat.screen, EntryScreen)
        assert "“plum is blue”" in seat.text


async def test_other_keys_leave_the_mark(workspace: Workspace) -> None:
    """After an answer, another question, or Esc, Enter goes on as ever."""
    marked(workspace, task_of(PLUM, PEAR), errors=[an_error("blue")])
    async with seated(workspace) as seat:
        for key in ("2", "j", "escape", "v escape"):
            await seat.press("right_square_bracket")
            assert seat.rating.reading.marking is not None
            await seat.press(key)
            assert seat.rating.reading.marking is None, key
        await seat.press("enter")

        assert not isinstance(seat.screen, EntryScreen)


async def test_without_marks_it_is_said_how_to_make_one(workspace: Workspace) -> None:
    """A search and a comparison have the brackets for themselves."""
    load_tasks(workspace, RUBRIC, lines=[task_of(PLUM, PEAR)])
    async with seated(workspace) as seat:
        await seat.press("right_square_bracket")
        assert "nothing is marked: v ⏎ marks words" in seat.status
        await seat.press("v enter escape d right_square_bracket")

        assert "span" not in seat.status


async def test_a_covered_task_tells_nothing_of_its_marks(workspace: Workspace) -> None:
    """What the rater wrote of the words could say what is covered."""
    task = jsontext.decode(task_of(PLUM, PEAR)) | {"sensitive": ["violence"]}
    marked(workspace, jsontext.encode(task), errors=[an_error("blue")])
    async with seated(workspace) as seat:
        await seat.press("right_square_bracket")

        assert "covered" in seat.status
        assert "Made up" not in seat.text


async def test_an_open_conversation_gives_way_to_marks_below_it(workspace: Workspace) -> None:
    """On a small screen it leaves no row for the words that one goes to."""
    marked(workspace, task_of(PLUM, PLUM), errors=[an_error("blue")])
    async with seated(workspace, size=(80, 24)) as seat:
        await seat.press("c right_square_bracket")

        assert not seat.rating.reading.prompt.is_open
        assert "The plum is blue." in seat.text


# In the prompt


async def test_words_of_the_prompts_last_turn_can_be_marked(workspace: Workspace) -> None:
    """Their offsets are those of the turn, whatever stands above it; so an omission is marked where it is."""
    turns = [("user", "Name a fruit."), ("assistant", "A pear."), ("user", "Is it **blue**? Tell me.")]
    messages = [{"role": role, "content": content} for role, content in turns]
    task = jsontext.decode(task_of(PLUM, PEAR))
    del task["prompt"]
    load_tasks(
        workspace, RUBRIC, lines=[jsontext.encode({**task, "messages": messages, "context": "A list."})]
    )
    async with seated(workspace, size=(160, 44)) as seat:
        await seat.press("c v v enter escape")
        (entry,) = seat.answers[ERRORS]["entries"]
        assert entry["quote"] == {"response": None, "start": 0, "end": 15, "quote": "Is it **blue**?"}
        assert "◂!span" in seat.text
        await seat.press("c right_square_bracket")

        assert "span 1/1 in the prompt" in seat.status


async def test_more_than_a_quote_may_have_is_not_taken(workspace: Workspace) -> None:
    """A line can be of any length; it is said how to select less."""
    load_tasks(workspace, RUBRIC, lines=[task_of("long " * 3_000, "long " * 3_000)])
    async with seated(workspace) as seat:
        await seat.press("v enter")
        assert "at most 10,000 characters" in seat.status
        assert "spans:errors" not in seat.answers
        await seat.press("v enter")

        assert isinstance(seat.screen, EntryScreen)


async def test_other_turns_cannot_be_marked(workspace: Workspace) -> None:
    """Offsets would be of a text that no bundle names."""
    messages = [{"role": "user", "content": "One."}, {"role": "user", "content": "Two."}]
    task = jsontext.decode(task_of(PLUM, PEAR))
    del task["prompt"]
    load_tasks(workspace, RUBRIC, lines=[jsontext.encode({**task, "messages": messages})])
    async with seated(workspace, size=(160, 44)) as seat:
        await seat.press("c v K")
        selected = seat.rating.reading.pane.selected
        await seat.press("enter")

        assert selected
        assert "only words of a response" in seat.status
        assert ERRORS not in seat.answers


# What the claims come to


async def test_the_criterion_that_claims_feed_is_told_how_they_stand(workspace: Workspace) -> None:
    """For the response that is scored, as counts; at other questions nothing is said of them."""
    claims = [
        {"quote": quote(PLUM, words), "verdict": {"chosen": [verdict]}}
        for words, verdict in (("plum", "refuted"), ("tree", "supported"), ("spring", "supported"))
    ]
    marked(workspace, task_of(PLUM, PEAR), claims=claims)
    async with seated(workspace, size=(160, 36)) as seat:
        assert "claims in" not in seat.text
        await seat.press("j")
        told = {}
        for _ in range(2):
            question = seat.rating.question()
            assert question
            assert question.response
            told[question.response] = next(line for line in seat.lines if "claims in" in line)
            await seat.press("l")

        for response, counts in (("r0", "2 supported, 1 refuted"), ("r1", "none judged")):
            letter = seat.sheet.form.letters.letter(ResponseId(response))
            assert f"claims in {letter}: {counts}" in told[ResponseId(response)]


# What it costs


async def test_marks_are_worked_out_when_answers_change_and_not_before(workspace: Workspace) -> None:
    """Moving and scrolling use what is known; an answer makes it anew."""
    marked(workspace, task_of(PLUM, PEAR), errors=[an_error("blue")])
    async with seated(workspace) as seat:
        known = seat.sheet.filled.markings
        await seat.press("j k J K l h")
        assert seat.sheet.filled.markings is known
        await seat.press("u")

        assert seat.sheet.filled.markings == ()
