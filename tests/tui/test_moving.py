"""Moving: between tasks, through the list of them, and to what is missing before the export."""

from pathlib import Path

import pytest
from tests.tui.seat import FULL, load_tasks, seated
from tests.worlds import a_rubric, task_line

from raterterm.core import jsontext
from raterterm.settings import Identity
from raterterm.store.workspace import Workspace
from raterterm.tui.app import RatertermApp, Start
from raterterm.tui.screens.home import HomeScreen
from raterterm.tui.screens.overview import OverviewScreen
from raterterm.tui.screens.rating import RatingScreen


async def test_n_and_p_walk_through_the_tasks(workspace: Workspace) -> None:
    """And say where the batch ends."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("p")
        assert "this is the first task" in seat.status
        await seat.press("n n")
        assert seat.task == "t-3"
        await seat.press("n")
        assert "this is the last task" in seat.status


async def test_big_n_goes_to_the_next_task_that_is_not_rated(workspace: Workspace) -> None:
    """Around the end of the batch."""
    load_tasks(workspace, tasks=4)
    async with seated(workspace) as seat:
        await seat.press("n 2 enter p p")
        assert seat.task == "t-1"

        await seat.press("N")
        assert seat.task == "t-3"
        await seat.press("N N")
        assert seat.task == "t-1"


async def test_the_list_of_tasks_shows_the_state_of_each(workspace: Workspace) -> None:
    """Open, started, submitted, skipped and flagged are told apart without colour."""
    load_tasks(workspace, FULL, tasks=5)
    async with seated(workspace) as seat:
        await seat.press("2 n s 1 enter n f 1 enter p o")

        rows = [line for line in seat.lines if " t-" in line]
        marks = [["◐"], ["»"], ["○"], ["◐⚑"], ["○"]]
        assert [row.split("t-")[0].replace("▸", "").split()[1:] for row in rows] == marks


async def test_the_list_can_be_filtered(workspace: Workspace) -> None:
    """Tab lets others through; the name of the filter is marked."""
    load_tasks(workspace, tasks=4)
    async with seated(workspace) as seat:
        await seat.press("2 enter 3 n s 1 enter f 1 p p asterisk o")
        for name, listed in (
            ("all", ["t-1", "t-2", "t-3", "t-4"]),
            ("open", ["t-2", "t-4"]),
            ("started", ["t-2", "t-4"]),
            ("submitted", ["t-1"]),
            ("skipped", ["t-3"]),
            ("flagged", ["t-4"]),
            ("bookmarked", ["t-2"]),
            ("all", ["t-1", "t-2", "t-3", "t-4"]),
        ):
            assert f"[{name}]" in seat.text
            words = [word for line in seat.lines for word in line.split()]
            assert [word for word in words if word.startswith("t-")] == listed
            await seat.press("tab")


async def test_enter_in_the_list_opens_the_task(workspace: Workspace) -> None:
    """Keys typed ahead reach the list, and the task behind it."""
    load_tasks(workspace, tasks=30)
    async with seated(workspace) as seat:
        await seat.press("o space j k j enter 3")

        assert seat.task == "t-22"
        assert list(seat.answers) == ["preference"]


async def test_the_list_opens_at_the_task_on_the_desk_and_closes_without_change(workspace: Workspace) -> None:
    """Esc leads back to where it was opened."""
    load_tasks(workspace, tasks=60)
    async with seated(workspace) as seat:
        await seat.press("o G enter o")
        assert isinstance(seat.screen, OverviewScreen)
        assert next(line for line in seat.lines if "▸" in line).split()[1] == "60"

        await seat.press("escape")
        assert seat.task == "t-60"


async def test_a_filter_that_lets_nothing_through_leads_nowhere(workspace: Workspace) -> None:
    """Enter on an empty list does nothing."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("o shift+tab enter")

        assert isinstance(seat.screen, OverviewScreen)
        assert "0 of 3" in seat.text


async def test_preflight_lists_what_is_missing_and_enter_goes_there(workspace: Workspace) -> None:
    """To the task and to the question."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("2 3 3 n 1 X")
        assert "t-1: Rationale not answered" in seat.text
        assert (
            "t-2: Accuracy · A not answered, Accuracy · B not answered, Rationale not answered" in seat.text
        )
        assert "1 task is not rated; the first is task 3" in seat.text

        await seat.press("j enter")
        assert seat.task == "t-2"
        assert str(seat.rating.cursor).startswith("score:accuracy@")


async def test_preflight_goes_to_the_first_task_that_was_never_touched(workspace: Workspace) -> None:
    """However many there are, they take one line."""
    load_tasks(workspace, tasks=40)
    async with seated(workspace) as seat:
        await seat.press("1 enter 2 enter X")
        assert "38 tasks are not rated; the first is task 3" in seat.text

        await seat.press("enter 7 enter")
        assert seat.statuses()["t-3"] == "submitted"


async def test_preflight_shows_flags_and_skips_with_their_notes(workspace: Workspace) -> None:
    """They are worth a look, and do not keep the batch from being ready."""
    load_tasks(workspace, tasks=2)
    async with seated(workspace) as seat:
        await seat.press("f tab o h enter 1 2 enter s 2 n o enter")

        assert "⚑ t-1: broken-task: oh" in seat.text
        assert "» t-2: skipped, language: no" in seat.text
        assert "Nothing is missing: X exports" in seat.text


async def test_preflight_opens_the_batch_from_home(workspace: Workspace) -> None:
    """What is missing there can be gone to as well."""
    load_tasks(workspace)
    async with seated(workspace, None) as seat:
        await seat.press("X enter")

        await seat.until(lambda: isinstance(seat.screen, RatingScreen) and seat.rating.sheet)
        assert seat.task == "t-1"


async def test_home_lists_the_batches_and_opens_one(workspace: Workspace) -> None:
    """With how far each is, and what to do next; keys typed ahead rate at once."""
    load_tasks(workspace, batch="first")
    load_tasks(workspace, batch="second", tasks=2)
    async with seated(workspace, None) as seat:
        assert "Next: ⏎ starts second, 2 tasks" in seat.text
        await seat.press("j enter 2 enter 3 q")

        assert isinstance(seat.screen, HomeScreen)
        row = next(line for line in seat.lines if "first" in line)
        assert "1/3" in row
        assert "2 left" in row
        assert "Next: ⏎ goes on with first, 2 of 3 tasks left" in seat.text


async def test_home_is_opened_when_one_goes_back_to_it(workspace: Workspace) -> None:
    """Behind the batch that one began with there is none yet; then its cursor is at that batch."""
    load_tasks(workspace, batch="first")
    load_tasks(workspace, batch="second")
    async with seated(workspace, "first") as seat:
        assert not any(isinstance(screen, HomeScreen) for screen in seat.app.screen_stack)
        await seat.press("2 q")

        assert isinstance(seat.screen, HomeScreen)
        assert "first" in next(line for line in seat.lines if line.lstrip().startswith("▸"))
        assert "Next: ⏎ goes on with first" in seat.text


async def test_home_lists_the_tasks_of_a_batch(workspace: Workspace) -> None:
    """O opens the list at once."""
    load_tasks(workspace)
    async with seated(workspace, None) as seat:
        await seat.press("o j j enter")

        assert seat.task == "t-3"


async def test_an_empty_workspace_says_how_to_begin(workspace: Workspace) -> None:
    """With commands that can be typed; no key does harm."""
    async with seated(workspace, None) as seat:
        await seat.press("enter o X j k")

        assert "No batch is loaded yet." in seat.text
        assert "raterterm rate RUBRIC BATCH" in seat.text


@pytest.mark.parametrize("keys", ["q", "escape", "Q", "ctrl+q", "ctrl+c"])
async def test_home_is_left_with_nothing_to_confirm(workspace: Workspace, keys: str) -> None:
    """Everything is saved at all times."""
    async with seated(workspace, None) as seat:
        await seat.press(keys)

        assert seat.app.return_code == 0


async def test_g_opens_the_guidelines_at_the_question(workspace: Workspace) -> None:
    """Beside the task; g or Esc closes them."""
    load_tasks(workspace, FULL)
    async with seated(workspace) as seat:
        await seat.press("j g")
        assert "Guidelines · Accuracy · 100 %" in seat.text
        assert "Look it up." in seat.text
        await seat.press("escape k g")
        assert "Guidelines · Preference · 100 %" in seat.text
        await seat.press("g")
        assert "Guidelines" not in seat.text


async def test_a_rubric_without_guidelines_says_so(workspace: Workspace) -> None:
    """G is told, not swallowed."""
    load_tasks(workspace, guidelines=None)
    async with seated(workspace) as seat:
        await seat.press("g")

        assert "this rubric has no guidelines" in seat.status


async def test_c_opens_the_whole_conversation(workspace: Workspace) -> None:
    """Earlier turns and the context; c or Esc folds them."""
    messages = [
        {"role": "user", "content": "The very first turn"},
        {"role": "assistant", "content": "A reply"},
        {"role": "user", "content": "The last turn"},
    ]
    line = task_line("t-1", prompt=None, messages=messages, context="The policy")
    load_tasks(workspace, lines=[line])
    async with seated(workspace) as seat:
        assert "The last turn" in seat.text
        assert "The very first turn" not in seat.text

        await seat.press("c")
        for text in ("The policy", "The very first turn", "A reply"):
            assert text in seat.text
        await seat.press("escape")
        assert "The very first turn" not in seat.text


async def test_a_long_conversation_opens_at_its_last_turn(workspace: Workspace) -> None:
    """With calls of tools and what came back above it; ( goes to the turn before."""
    call = {"id": "c-1", "function": {"name": "look_up", "arguments": '{"order": 7}'}}
    messages = [
        {"role": "system", "content": "policy " * 400},
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "name": "look_up", "tool_call_id": "c-1", "content": "It is lost."},
        {"role": "user", "content": "Well? " * 400},
    ]
    load_tasks(workspace, lines=[task_line("t-1", prompt=None, messages=messages)])
    async with seated(workspace) as seat:
        await seat.press("c")
        assert "5/5 · user" in seat.text
        await seat.press("left_parenthesis left_parenthesis")

        for text in (
            "3/5 · assistant calls look_up · c-1",
            '{"order": 7}',
            "4/5 · tool look_up · answers c-1",
        ):
            assert text in seat.text


async def test_space_scrolls_the_responses_together_and_w_each_alone(workspace: Workspace) -> None:
    """Tab changes which one the keys move."""
    load_tasks(workspace, lines=[_long_task()])
    async with seated(workspace, size=(120, 30)) as seat:
        await seat.press("space")
        assert _at_start(seat.lines) == 0
        await seat.press("home w tab space")
        assert _at_start(seat.lines) == 1


async def test_z_gives_one_response_the_whole_width_and_m_shows_it_raw(workspace: Workspace) -> None:
    """The same keys take both back."""
    load_tasks(workspace, lines=[task_line("t-1", responses=2, prompt="?")])
    async with seated(workspace) as seat:
        await seat.press("z")
        assert ("Answer 1" in seat.text) != ("Answer 2" in seat.text)
        await seat.press("tab m")
        assert "raw" in seat.text
        await seat.press("z m")
        assert "Answer 1" in seat.text
        assert "Answer 2" in seat.text
        assert "raw" not in seat.text


async def test_the_titles_span_their_panes_after_a_zoom(workspace: Workspace) -> None:
    """The rule over each response is as wide as the response."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        before = next(line for line in seat.lines if "A ──" in line)
        await seat.press("z")
        assert len(next(line for line in seat.lines if "A ──" in line).rstrip()) > 110
        await seat.press("z")
        assert before in seat.lines


async def test_one_response_alone_has_the_whole_width(workspace: Workspace) -> None:
    """Also when the task before had two."""
    rubric = a_rubric(criteria=[{"id": "c", "title": "C", "question": "?", "scale": {1: "Bad", 2: "Good"}}])
    load_tasks(
        workspace,
        rubric,
        lines=[task_line("t-1", responses=1), task_line("t-2"), task_line("t-3", responses=1)],
    )
    async with seated(workspace) as seat:
        for shown in (1, 2, 1):
            title = next(line for line in seat.lines if "A ──" in line)
            assert title.count("A ──") + title.count("B ──") == shown
            assert len(title.rstrip()) > 110
            await seat.press("n")


async def test_more_responses_than_fit_page_sideways(workspace: Workspace) -> None:
    """The cursor brings the response that it asks about to the screen."""
    rubric = a_rubric(criteria=[{"id": "c", "title": "C", "question": "?", "scale": {1: "Bad", 2: "Good"}}])
    load_tasks(workspace, rubric, lines=[task_line("t-1", responses=5, prompt="?")])
    async with seated(workspace, size=(100, 30)) as seat:
        for number in range(5):
            answer = f"Answer {seat.sheet.rating.order[number].removeprefix('r')}"
            assert answer in seat.text
            await seat.press("1")


def _long_task() -> bytes:
    text = "\n\n".join(f"line {number} ." for number in range(200))
    return jsontext.encode(
        {"id": "t-1", "prompt": "?", "responses": [{"id": "r1", "text": text}, {"id": "r2", "text": text}]}
    )


def _at_start(lines: list[str]) -> int:
    return sum(line.count("line 0 .") for line in lines)


async def test_a_batch_that_cannot_be_opened_says_so_on_the_first_screen(workspace: Workspace) -> None:
    """Also when it was named on the command line, before anything was shown."""
    load_tasks(workspace)
    with workspace.transaction() as database:
        database.execute("UPDATE rubrics SET compiled = ?", [b"{}"])
    app = RatertermApp(workspace, lambda: Identity("", Path()), Start("b"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.pause()
        screen = "\n".join(strip.text for strip in app.screen._compositor.render_strips())

    assert "is damaged" in screen


async def test_a_title_tells_how_text_from_the_right_is_shown(workspace: Workspace) -> None:
    """As it is stored, or in visual order: most terminals put no letter in another place by themselves."""
    load_tasks(workspace, lines=[task_line("t-1", responses=2, prompt="שלום עולם")])
    async with seated(workspace) as seat:
        assert "⇠ as stored" in seat.text
        await seat.press("comma j l escape")

        assert "⇄ visual order" in seat.text
