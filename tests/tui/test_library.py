"""The library on the screen: what was listed before is told, searched, and taken into an entry."""

import pytest
from tests.tui.seat import Seat, load_tasks, seated
from tests.worlds import a_criterion, a_rubric, answered, task_line

from raterterm.core.events import Flagged
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, TaskId
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.entry import EntryScreen
from raterterm.tui.screens.picker import PickerScreen
from raterterm.tui.screens.rating import RatingScreen

MODES = {"script": "Could be sent to anyone", "invented": "States what nobody can know"}
BLOCKS: dict[str, Json] = {
    "preference": {"question": "Which is better?", "see": "#preference"},
    "criteria": [a_criterion(see="#accuracy", per="task")],
    "failures": {"modes": MODES},
    "ambiguities": {},
}
RUBRIC = a_rubric(**BLOCKS)
GUIDE = b"# Guide\n\n## Preference\n\nThink.\n\n## Accuracy\n\nLook it up.\n\n### Numbers\n\nTo the unit.\n"


def listed(mode: str = "script", hypothesis: str = "chosen by one word", **quote: Json) -> dict[str, Json]:
    """Return a failure as it is stored."""
    parts = {"quote": quote} if quote else {}
    cause = {"cause": {"chosen": ["sycophancy"]}}
    return {"mode": {"chosen": [mode]}, **cause, "hypothesis": {"text": hypothesis}, **parts}


def reported(ruling: str, section: str) -> dict[str, Json]:
    """Return a report as it is stored."""
    return {name: {"text": text} for name, text in (("section", section), ("ruling", ruling))}


class Rater:
    """Somebody with a past in another batch, before a new one."""

    def __init__(self, workspace: Workspace, rubric: Rubric = RUBRIC) -> None:
        self.workspace = workspace
        self._log = Log(workspace, load_tasks(workspace, RUBRIC, batch="old", guidelines=GUIDE).key)
        lines = [task_line(f"n-{number}") for number in (1, 2)]
        load_tasks(workspace, rubric, lines=lines, guidelines=GUIDE)

    def list(self, of: str, *entries: dict[str, Json], task: str = "t-1", flag: str = "") -> None:
        """List entries in a task of the old batch, and perhaps flag it."""
        flags = [Flagged(category=flag, note="odd")] if flag else []
        self._log.decide(TaskId(task), answered(of, {"entries": list(entries)}), *flags)


@pytest.fixture
def rater(workspace: Workspace) -> Rater:
    """Return a rater who listed nothing yet."""
    return Rater(workspace)


async def to(seat: Seat, title: str) -> None:
    """Put the cursor on the row of the form with this title."""
    for _ in range(12):
        if any(line.startswith("▸") and f" {title} " in line[:30] for line in seat.lines):
            return
        await seat.press("j")
    raise AssertionError(f"no row {title} in\n{seat.text}")


def entries(seat: Seat, of: str = "failures") -> list[dict[str, Json]]:
    """Return the entries of a list as they are stored."""
    return list(seat.answers[of]["entries"])


# Failures


async def test_a_failure_seen_before_is_told_with_its_last_hypothesis(rater: Rater) -> None:
    """Once its kind is answered, however often it was listed, in whichever batch."""
    rater.list("failures", listed(hypothesis="first"), task="t-1")
    rater.list("failures", listed(), listed("invented"), task="t-2")
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        assert "3 failures known so far: L searches them" in seat.text
        await seat.press("e")
        await to(seat, "Failure")
        await seat.press("1")

        assert "script: listed 2 times before (L), last: chosen by one word" in seat.text


async def test_taking_a_failure_fills_what_is_missing(rater: Rater) -> None:
    """Kind, cause, hypothesis, and that it is known; the words are this task's."""
    rater.list("failures", listed("invented", "it likes numbers"), listed())
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        await seat.press("e L")
        assert isinstance(seat.screen, PickerScreen)
        await seat.write("numbers")
        await seat.press("enter escape")

        assert entries(seat) == [{**listed("invented", "it likes numbers"), "novelty": {"chosen": ["known"]}}]


async def test_what_is_answered_already_stays(rater: Rater) -> None:
    """And failures of the kind that is answered stand first in the list."""
    rater.list("failures", listed(), task="t-1")
    rater.list("failures", listed("invented", "later"), task="t-2")
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        await seat.press("e")
        await to(seat, "Failure")
        await seat.press("1 2 L enter escape")

        assert entries(seat) == [
            {**listed(), "cause": {"chosen": ["missing-knowledge"]}, "novelty": {"chosen": ["known"]}}
        ]


async def test_a_text_that_is_being_typed_is_not_written_over(rater: Rater) -> None:
    """It is no answer yet, but it is there."""
    rater.list("failures", listed())
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        await seat.press("e")
        await to(seat, "Hypothesis")
        await seat.press("e")
        await seat.write("mine")
        seat.app.keep()
    async with seated(rater.workspace) as seat:
        await seat.until(lambda: isinstance(seat.screen, EntryScreen))
        await seat.press("L enter escape")

        assert [set(entry) for entry in entries(seat)] == [{"mode", "cause", "novelty"}]
        assert "mine" in seat.sheet.drafts.values()


async def test_an_entry_is_no_precedent_of_itself(rater: Rater) -> None:
    """Its own kind was listed once, and that is now."""
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        await seat.press("e")
        await to(seat, "Failure")
        await seat.press("1")
        assert "listed" not in seat.text
        await seat.press("L")

        assert "there is no failure from before" in seat.text


async def test_failures_of_another_taxonomy_are_not_offered(rater: Rater, workspace: Workspace) -> None:
    """A kind with other words is another kind, whatever its id."""
    other = a_rubric(failures={"modes": {"script": "Sounds like a play", "odd": "Odd"}})
    load_tasks(workspace, other, batch="other")
    rater.list("failures", listed())
    async with seated(workspace, "other") as seat:
        await seat.press("L")

        assert isinstance(seat.screen, RatingScreen)
        assert "nothing like that was listed before" in seat.status


async def test_a_failure_is_listed_again_from_the_form(rater: Rater) -> None:
    """L works wherever the cursor stands; the entry is open to be completed."""
    rater.list("failures", listed())
    async with seated(rater.workspace) as seat:
        await seat.press("L enter")
        assert isinstance(seat.screen, EntryScreen)
        await seat.press("escape")

        assert entries(seat) == [{**listed(), "novelty": {"chosen": ["known"]}}]


async def test_undo_takes_it_out_of_the_library(rater: Rater) -> None:
    """The library follows from the ratings."""
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        await seat.press("e")
        await to(seat, "Failure")
        await seat.press("1 1 1 escape")
        assert "1 failure known so far" in seat.text
        await seat.press("u u u")

        assert "known so far" not in seat.text


async def test_words_of_a_sensitive_task_are_not_shown(workspace: Workspace) -> None:
    """They were covered where they stand."""
    lines = [task_line("t-1", sensitive=["self-harm"])]
    batch = load_tasks(workspace, RUBRIC, batch="old", lines=lines)
    load_tasks(workspace, RUBRIC)
    quote = listed(response="r1", start=0, end=6, quote="Answer")
    Log(workspace, batch.key).decide(TaskId("t-1"), answered("failures", {"entries": [quote]}))
    async with seated(workspace) as seat:
        await seat.press("L")
        assert "words of a sensitive task" in seat.text
        await seat.write("answer")

        assert "script ·" not in seat.text


async def test_the_list_tells_where_a_failure_was_seen(rater: Rater) -> None:
    """Below it: its words, the whole hypothesis, the quote, batch and task; they are searched as well."""
    rater.list("failures", listed(response="r1", start=0, end=8, quote="Answer 1"), task="t-3")
    async with seated(rater.workspace) as seat:
        await seat.press("L")
        for words in ("Could be sent to anyone", "chosen by one word", "“Answer 1”", "old, task t-3"):
            assert words in seat.text
        await seat.write("answer anyone")

        assert "1×  script" in seat.text


async def test_a_rubric_without_failures_says_so(workspace: Workspace) -> None:
    """The key does nothing else."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("L")

        assert "this rubric asks for no failures" in seat.status


# Rulings


async def test_a_ruling_on_the_section_of_a_question_is_told(rater: Rater) -> None:
    """Also one on a section in it; at a question with another section it is not."""
    rater.list("ambiguities", reported("round to the unit", "#numbers"))
    async with seated(rater.workspace) as seat:
        assert "you ruled" not in seat.text
        await to(seat, "Accuracy")

        assert "you ruled before (task t-1; P): round to the unit" in seat.text


async def test_a_long_ruling_leaves_room_for_what_the_points_mean(workspace: Workspace) -> None:
    """Where the card has two lines: each of the three is cut, and none is gone."""
    scale = {1: "Contradicts what the policy says", 5: "Says what the policy says, word for word"}
    criteria = [a_criterion(see="#accuracy", per="task", scale=scale)]
    more = [a_criterion(f"c-{number}", per="task") for number in range(6)]
    rubric = a_rubric(**{**BLOCKS, "criteria": [*criteria, *more]})
    rater = Rater(workspace, rubric)
    rater.list("ambiguities", reported("round to the unit, and " * 9, "#accuracy"))
    async with seated(workspace, size=(80, 24)) as seat:
        await to(seat, "Accuracy")

        (line,) = (line for line in seat.lines if "you ruled" in line)
        assert all(words in line for words in ("you ruled before", "1  Contra", "5  Says"))


async def test_the_title_of_the_guidelines_is_no_section_of_all(workspace: Workspace) -> None:
    """A question that leads to it has nothing to do with every ruling."""
    rubric = a_rubric(**{**BLOCKS, "criteria": [a_criterion(see="#guide", per="task")]})
    rater = Rater(workspace, rubric)
    rater.list("ambiguities", reported("look twice", "#numbers"))
    async with seated(workspace) as seat:
        await to(seat, "Accuracy")

        assert "you ruled" not in seat.text


@pytest.mark.parametrize("section", ["#accuracy", "Accuracy", " accuracy "])
async def test_a_section_is_known_by_its_link_or_its_title(rater: Rater, section: str) -> None:
    """What was written before sections were picked still counts."""
    rater.list("ambiguities", reported("look twice", section))
    async with seated(rater.workspace) as seat:
        await to(seat, "Accuracy")

        assert "you ruled before (task t-1; P): look twice" in seat.text


async def test_a_section_of_other_guidelines_is_another_section(workspace: Workspace) -> None:
    """Their rulings are searched, and told nowhere."""
    other = a_rubric(**BLOCKS).model_copy(update={"id": "other"})
    rater = Rater(workspace, other)
    rater.list("ambiguities", reported("look twice", "#accuracy"))
    async with seated(workspace) as seat:
        await to(seat, "Accuracy")
        assert "you ruled" not in seat.text
        await seat.press("P")

        assert "look twice" in seat.text


async def test_all_rulings_are_listed_those_of_this_section_first(rater: Rater) -> None:
    """The others in their order, the latest first."""
    rater.list("ambiguities", reported("the old one", "#accuracy"), task="t-1")
    rater.list("ambiguities", reported("the late one", "#preference"), task="t-2")
    async with seated(rater.workspace) as seat:
        await to(seat, "Accuracy")
        await seat.press("P")
        rows = [line for line in seat.lines if " one" in line and "#" in line]
        assert ["#accuracy · the old one  ● this section" in rows[0], "the late one" in rows[1]] == [
            True,
            True,
        ]
        await seat.write("late")

        assert "the old one" not in "\n".join(line for line in seat.lines if "#" in line)


async def test_a_ruling_is_taken_into_a_report(rater: Rater) -> None:
    """With its section; the case is this task's."""
    rater.list("ambiguities", reported("round to the unit", "#numbers"))
    async with seated(rater.workspace) as seat:
        await to(seat, "Not settled")
        await seat.press("e P enter")
        assert "not written yet" in next(line for line in seat.lines if "Case" in line)
        await seat.press("escape")

        assert entries(seat, "ambiguities") == [reported("round to the unit", "#numbers")]


async def test_a_like_tag_brings_a_ruling_up(rater: Rater) -> None:
    """Where the task has a flag or a failure that the task of the ruling had."""
    rater.list("ambiguities", reported("leave it out", "elsewhere"), flag="other")
    rater.list("failures", listed())
    async with seated(rater.workspace) as seat:
        await to(seat, "Failures")
        assert "you ruled" not in seat.text
        await seat.press("e")
        await to(seat, "Failure")
        await seat.press("1 escape")

        assert "you ruled before (task t-1, failure script; P): leave it out" in seat.text


async def test_a_section_is_picked_from_the_guidelines(rater: Rater) -> None:
    """It is kept as a link, as those of a rubric are."""
    async with seated(rater.workspace) as seat:
        await to(seat, "Not settled")
        await seat.press("e e")
        assert isinstance(seat.screen, PickerScreen)
        await seat.write("numb")
        await seat.press("enter escape")

        assert entries(seat, "ambiguities") == [{"section": {"text": "#numbers"}}]


async def test_a_section_may_be_told_in_own_words(rater: Rater) -> None:
    """What was typed to find it goes into the editor; answered so, e opens the editor again."""
    async with seated(rater.workspace) as seat:
        await to(seat, "Not settled")
        await seat.press("e e")
        await seat.write("the annex")
        await seat.press("enter")
        await seat.write(" B")
        await seat.press("escape k e")
        assert isinstance(seat.screen, EntryScreen)
        assert seat.screen.is_writing
        await seat.press("escape escape")

        assert entries(seat, "ambiguities") == [{"section": {"text": "the annex B"}}]


async def test_without_guidelines_a_section_is_written(workspace: Workspace) -> None:
    """There is nothing to pick from."""
    load_tasks(workspace, RUBRIC, guidelines=None)
    async with seated(workspace) as seat:
        await to(seat, "Not settled")
        await seat.press("e e x escape escape")

        assert entries(seat, "ambiguities") == [{"section": {"text": "x"}}]


async def test_who_may_only_look_can_search(rater: Rater) -> None:
    """And is told that nothing can be taken."""
    rater.list("failures", listed())
    with Workspace.open(rater.workspace.path, looking=True) as looker:
        async with seated(looker) as seat:
            await seat.press("L")
            assert "script · sycophancy" in seat.text
            await seat.press("enter")

            assert isinstance(seat.screen, RatingScreen)
            assert "failures" not in seat.answers
