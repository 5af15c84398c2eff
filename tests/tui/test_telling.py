"""What the screen tells: which keys matter here, what the points mean, and where one is."""

from pathlib import Path

import pytest
from tests.tui.seat import FULL, PAIRWISE, load_tasks, seated, signing_key
from tests.worlds import a_criterion, a_rubric, task_line

from raterterm.core.rubric import Rubric
from raterterm.store.workspace import Workspace

SMALL = (80, 24)

CLAIMS = a_rubric(claims={"sources": 1})
PICKED = a_rubric(
    choices=[
        {
            "id": "topic",
            "title": "Topic",
            "question": "What about?",
            "options": {f"topic-{number}": f"Topic {number}" for number in range(12)},
        }
    ]
)
WRITTEN = a_rubric(prompt_writing={"targets": {"truth": "Says what is true", "memory": "Remembers"}})

LOW = "The main point is false, or does not answer what the user asked for"
HIGH = "Every statement was checked and is right"


def _described(criteria: int) -> Rubric:
    scale = {1: LOW, 5: HIGH}
    return a_rubric(criteria=[a_criterion(f"c{number}", scale=scale) for number in range(criteria)])


class TestFooter:
    """It names what matters at the question under the cursor, and nothing that does nothing here."""

    @pytest.mark.parametrize(
        ("rubric", "told", "untold"),
        [
            pytest.param(CLAIMS, ["e add", "v mark"], ["r rationale"], id="list"),
            pytest.param(a_rubric(rationale={}), ["e write", "v quote"], ["e add"], id="text"),
            pytest.param(PICKED, ["e pick"], ["v mark", "e write"], id="long list"),
            pytest.param(PAIRWISE, ["f flag"], ["e write", "v mark", "r rationale"], id="digits"),
        ],
    )
    async def test_it_says_what_opens_the_question(
        self, workspace: Workspace, rubric: Rubric, told: list[str], untold: list[str]
    ) -> None:
        """In 80 columns too."""
        load_tasks(workspace, rubric)
        async with seated(workspace, size=SMALL) as seat:
            hints = seat.footer.strip().split("  ")

            assert set(told) <= set(hints)
            assert not set(untold) & set(hints)

    async def test_a_list_that_has_entries_is_listed(self, workspace: Workspace) -> None:
        """The same key adds to it from there."""
        load_tasks(workspace, CLAIMS)
        async with seated(workspace, size=SMALL) as seat:
            await seat.press("v enter escape")

            assert "e list" in seat.footer

    async def test_without_responses_there_is_none_to_go_to(self, workspace: Workspace) -> None:
        """Prompts that are to be written have none."""
        load_tasks(workspace, WRITTEN, lines=[task_line(responses=0)])
        async with seated(workspace, size=(200, 30)) as seat:
            assert "tab A/B" not in seat.footer

    async def test_two_responses_can_be_gone_to(self, workspace: Workspace) -> None:
        """Where there is room to say so: the titles say it too."""
        load_tasks(workspace)
        async with seated(workspace, size=(200, 30)) as seat:
            assert "tab A/B" in seat.footer

    async def test_a_rubric_without_guidelines_has_none_to_open(self, workspace: Workspace) -> None:
        """Its key is not told."""
        load_tasks(workspace, guidelines=None)
        async with seated(workspace, size=(200, 30)) as seat:
            assert "g guideline" not in seat.footer

    async def test_a_covered_task_is_uncovered_first(self, workspace: Workspace) -> None:
        """And what its questions take is told after that."""
        load_tasks(workspace, CLAIMS, lines=[task_line(sensitive=["self-harm"])])
        async with seated(workspace, size=SMALL) as seat:
            assert "V uncover" in seat.footer
            assert "e add" not in seat.footer
            await seat.press("V")

            assert "V uncover" not in seat.footer
            assert "e add" in seat.footer

    async def test_a_text_without_hints_has_no_next_hint(self, workspace: Workspace) -> None:
        """Only a rationale can have hints, where the rubric asks for them."""
        load_tasks(workspace, a_rubric(rationale={"lint": "warn"}, reviewer_note={}))
        async with seated(workspace, size=SMALL) as seat:
            await seat.press("e")
            assert "tab hint" in seat.footer
            await seat.press("escape j e")

            assert "tab hint" not in seat.footer

    async def test_a_field_says_what_opens_it(self, workspace: Workspace) -> None:
        """A verdict is answered with a digit, the sources are a list, the note is written."""
        load_tasks(workspace, CLAIMS)
        async with seated(workspace, size=SMALL) as seat:
            await seat.press("v enter")
            assert "  e " not in seat.footer
            await seat.press("j")
            assert "e add" in seat.footer
            await seat.press("j")

            assert "e write" in seat.footer


class TestMeanings:
    """Of the lowest and the highest point both can be read."""

    async def test_each_has_a_line_where_the_form_leaves_one(self, workspace: Workspace) -> None:
        """No word of them is cut off."""
        load_tasks(workspace, _described(1))
        async with seated(workspace, size=SMALL) as seat:
            assert LOW in seat.text
            assert HIGH in seat.text

    async def test_each_is_wrapped_that_has_room(self, workspace: Workspace) -> None:
        """Beside the form one is cut off where the lines are used up, the first that can be whole is."""
        scale = {point: f"{point}: {LOW}; {LOW}; {LOW} <{point}>" for point in range(1, 6)}
        load_tasks(workspace, a_rubric(criteria=[a_criterion(scale=scale)]))
        async with seated(workspace, size=(160, 44)) as seat:
            assert "<1>" in seat.text
            assert "<5>" not in seat.text
            assert f"5: {LOW[:20]}" in seat.text

    async def test_on_one_line_the_longer_gives_way(self, workspace: Workspace) -> None:
        """A short one is never cut off for the sake of a long one."""
        load_tasks(workspace, _described(6))
        async with seated(workspace, size=SMALL) as seat:
            (line,) = [line for line in seat.lines if HIGH[:20] in line]

            assert LOW[:20] in line
            assert line.count("…") <= 2
            assert "…" in line[: line.index(HIGH[:20])]


async def test_an_entry_says_which_one_of_what_it_is(workspace: Workspace) -> None:
    """Also an entry of an entry."""
    load_tasks(workspace, CLAIMS)
    async with seated(workspace, size=SMALL) as seat:
        await seat.press("v enter")
        assert "─ Claims 1" in seat.text
        await seat.press("1 e")

        assert "─ Claims 1 › Sources 1" in seat.text


@pytest.mark.parametrize("width", [80, 100, 160])
async def test_home_says_what_is_exported(workspace: Workspace, tmp_path: Path, width: int) -> None:
    """At any width, cut off nowhere."""
    load_tasks(workspace, tasks=1)
    load_tasks(workspace, tasks=1, batch="other")
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(width, 24), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X X")
        assert "Nothing is missing: it is exported" in seat.text
        await seat.press("q q")
        other, exported = (line for line in seat.lines if "/1 " in line)

        assert "✓ exported" in exported
        assert "exported" not in other
        assert exported.index("»") == other.index("»")
        assert "…" not in exported + other


async def test_a_reason_that_needs_a_note_asks_for_it(workspace: Workspace) -> None:
    """Until something is written; the others may have one."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("s 1")
        assert "this reason needs a note" not in seat.text
        await seat.press("escape s 5")
        assert "this reason needs a note" in seat.text
        await seat.write("odd")

        assert "this reason needs a note" not in seat.text


async def test_what_a_ranking_lacks_stays_on_the_status_line(workspace: Workspace) -> None:
    """Enter says it; there is nothing to open, and the key that opens names those that rank."""
    load_tasks(workspace, a_rubric(ranking={"question": "In which order?"}), lines=[task_line(responses=3)])
    async with seated(workspace) as seat:
        await seat.press("a enter")
        assert "Ranking: " in seat.status
        await seat.press("e")

        assert "this question is answered with a, b, c, =" in seat.status


async def test_words_that_are_missing_are_asked_for(workspace: Workspace) -> None:
    """Enter says which field lacks them."""
    load_tasks(workspace, CLAIMS)
    async with seated(workspace) as seat:
        await seat.press("e 1 enter")

        assert "Claim: not answered" in seat.text


async def test_undo_names_the_question_as_the_form_does(workspace: Workspace) -> None:
    """By its title and the letter of the response, not by ids that nobody sees."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 5 u")

        assert "undid: answered Accuracy · A · t-1" in seat.status
