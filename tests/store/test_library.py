"""The library: what a rater listed before, over all batches, read from the ratings as they stand."""

import pytest
from tests.worlds import a_criterion, a_rubric, answered, load, rubric_source, seen, source_of, task_line

from raterterm.core.events import Act, Flagged, Submitted, Withdrew
from raterterm.core.failures import FAILURES, KnownFailure
from raterterm.core.rubric import Rubric
from raterterm.core.words import Json, TaskId
from raterterm.errors import WorkspaceDamaged
from raterterm.store.library import TOUCHED, Library
from raterterm.store.loading import load_batch
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

MODES = {"script": "Could be sent to anyone", "invented": "States what nobody can know"}
RUBRIC = a_rubric(failures={"modes": MODES}, ambiguities={})


def failure(mode: str = "script", hypothesis: str = "", **parts: Json) -> dict[str, Json]:
    """Return an entry of the list of failures as it is stored."""
    text = {"hypothesis": {"text": hypothesis}} if hypothesis else {}
    return {"mode": {"chosen": [mode]}, "cause": {"chosen": ["unknown"]}, **text, **parts}


def failures(*entries: dict[str, Json]) -> Act:
    """Return the act of listing these failures."""
    return answered("failures", {"entries": list(entries)})


def ruling(text: str, section: str = "#tone", case: str = "irony") -> Act:
    """Return the act of reporting one case."""
    parts = {"section": section, "case": case, "ruling": text}
    entry = {name: {"text": value} for name, value in parts.items() if value}
    return answered("ambiguities", {"entries": [entry]})


class Past:
    """A rater's past in one workspace, and the library that follows from it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.library = Library(workspace)
        self._logs: dict[str, Log] = {}

    def load(self, batch: str = "b", rubric: Rubric = RUBRIC) -> None:
        """Load a batch of three tasks."""
        self._logs[batch] = Log(self.workspace, load(self.workspace, batch=batch, rubric=rubric).key)

    def log(self, batch: str = "b") -> Log:
        """Return the decisions about a batch, which is loaded if it is new."""
        if batch not in self._logs:
            self.load(batch)
        return self._logs[batch]

    def decide(self, *acts: Act, task: str = "t-1", batch: str = "b") -> None:
        """Decide about a task."""
        self.log(batch).decide(TaskId(task), *acts)

    @property
    def told(self) -> list[tuple[str, int]]:
        """The failures in a line each, and how often they were listed."""
        return [(known.latest.told, known.times) for known in self.library.failures()]

    @property
    def rulings(self) -> list[str]:
        """The rulings."""
        return [known.latest.ruling for known in self.library.rulings()]


@pytest.fixture
def past(workspace: Workspace) -> Past:
    """Return a past in which nothing was decided yet."""
    return Past(workspace)


def test_nothing_was_listed_at_first(past: Past) -> None:
    """Neither in a workspace without batches nor in a batch without ratings."""
    assert past.told == []
    past.load()

    assert (past.told, past.rulings) == ([], [])


def test_failures_of_all_batches_are_there_the_latest_first(past: Past) -> None:
    """Whatever batch they were listed in."""
    past.decide(failures(failure(hypothesis="one word")), batch="first")
    past.decide(failures(failure("invented")), batch="second")

    assert past.told == [("invented · unknown", 1), ("script · unknown · one word", 1)]


def test_what_says_the_same_is_one_failure_listed_often(past: Past) -> None:
    """Case and blanks of the hypothesis aside; another cause or hypothesis is another failure."""
    past.decide(failures(failure(hypothesis="One  word"), failure(hypothesis="two")))
    past.decide(failures(failure(hypothesis="one word")), task="t-2")
    past.decide(failures(failure(hypothesis="one word", cause={"chosen": ["sycophancy"]})), task="t-3")

    assert past.told == [
        ("script · sycophancy · one word", 1),
        ("script · unknown · one word", 2),
        ("script · unknown · two", 1),
    ]


def test_a_failure_tells_where_it_was_seen(past: Past) -> None:
    """Batch, task, number in the list, rubric, time, and the quoted words with their offsets."""
    quote = {"response": "r2", "start": 3, "end": 5, "quote": "is"}
    past.decide(failures(failure("invented"), failure(quote=quote)), Submitted(), task="t-2")

    (known,) = (known for known in past.library.failures() if known.latest.mode.id == "script")
    at, *place = known.latest.occasion
    assert place == ["b", "t-2", 1, "r"]
    assert at == past.log().event(1).at
    assert known.latest.cited is not None
    assert known.latest.cited._asdict() == {**quote, "is_sensitive": False}
    assert (known.latest.mode.words, known.latest.cause) == (MODES["script"], ("unknown", "I cannot tell"))


def test_words_of_a_sensitive_task_are_told_apart(past: Past) -> None:
    """So that they are not shown unasked."""
    lines = [task_line("t-1", sensitive=["self-harm"]), task_line("t-2", metadata={"sensitive": "no"})]
    batch = load_batch(past.workspace, rubric_source(RUBRIC), source_of(lines))
    quote = {"response": "r1", "start": 0, "end": 2, "quote": "An"}
    for task in ("t-1", "t-2"):
        Log(past.workspace, batch.key).decide(TaskId(task), failures(failure(hypothesis=task, quote=quote)))

    cited = {known.latest.hypothesis: known.latest.cited for known in past.library.failures()}
    assert {task: each and each.is_sensitive for task, each in cited.items()} == {"t-1": True, "t-2": False}


def test_undo_and_redo_are_followed(past: Past) -> None:
    """There is no table that could say otherwise."""
    past.decide(failures(failure()))
    assert past.told
    past.log().undo()
    assert past.told == []
    past.log().redo()

    assert past.told == [("script · unknown", 1)]


def test_what_is_withdrawn_or_taken_from_a_list_is_gone(past: Past) -> None:
    """And what is added to it is there."""
    past.decide(failures(failure(), failure("invented")))
    past.decide(failures(failure("invented", "late")), task="t-2")
    assert len(past.told) == 3
    past.decide(Withdrew(question=FAILURES))
    past.decide(failures(failure(), failure("invented", "later")), task="t-2")

    assert past.told == [("invented · unknown · later", 1), ("script · unknown", 1)]


def test_two_libraries_agree_whatever_was_read_before(past: Past) -> None:
    """One that followed each decision, and one that reads everything now."""
    for number, task in enumerate(["t-1", "t-2", "t-1", "t-3", "t-2"]):
        past.decide(failures(*[failure(hypothesis=f"{number % 2}")] * (number % 3)), task=task)
        past.decide(ruling(f"rule {number}"), task=task)
        assert past.library.failures() == Library(past.workspace).failures()
        assert past.library.rulings() == Library(past.workspace).rulings()
    past.log().undo()

    assert past.library.rulings() == Library(past.workspace).rulings()


def test_an_entry_without_its_kind_is_none(past: Past) -> None:
    """It was begun and not finished."""
    past.decide(failures({"hypothesis": {"text": "begun"}}, failure(hypothesis="whole")))

    assert past.told == [("script · unknown · whole", 1)]


def test_each_batch_is_read_by_its_own_rubric(past: Past) -> None:
    """What its rubric does not know is left out; one name with other words is another kind."""
    other = a_rubric(failures={"modes": {"script": "Sounds like a play", "odd": "Odd"}})
    past.load("other", other)
    past.decide(failures(failure()))
    past.decide(failures(failure(), failure("invented")), batch="other")

    kinds = [known.latest.mode for known in past.library.failures()]
    assert kinds == [("script", "Sounds like a play"), ("script", MODES["script"])]


def test_rulings_tell_section_case_and_tags(past: Past) -> None:
    """The tags are the failures and the flags of the task."""
    past.decide(ruling("as if meant"), failures(failure()), Flagged(category="other", note="odd"))

    (known,) = past.library.rulings()
    assert (known.latest.section, known.latest.case, known.latest.ruling) == ("#tone", "irony", "as if meant")
    assert known.latest.tags == {"failure script", "flag other"}
    assert known.latest.occasion[1:] == ("b", "t-1", 0, "r")


def test_the_same_ruling_on_a_section_is_one(past: Past) -> None:
    """On another section it is another; a report without a ruling is none."""
    past.decide(ruling("as if meant"), task="t-1")
    past.decide(ruling("As if  meant"), task="t-2", batch="second")
    past.decide(ruling("as if meant", "#facts"), task="t-3")
    past.decide(ruling(""), task="t-2")

    assert [(known.latest.section, known.times) for known in past.library.rulings()] == [
        ("#facts", 1),
        ("#tone", 2),
    ]


def test_it_is_read_where_one_may_only_look(past: Past) -> None:
    """The file is not changed by it."""
    past.decide(failures(failure()))
    with Workspace.look(past.workspace.path) as looker:
        assert [known.times for known in Library(looker).failures()] == [1]


@pytest.mark.parametrize("state", [b'{"failures"', b'{"answers":{"failures":{"entries":[7]}}}'])
def test_a_damaged_rating_is_told(past: Past, state: bytes) -> None:
    """Not left out: nobody would see that it is missing."""
    past.decide(failures(failure()))
    with past.workspace.transaction() as database:
        database.execute("UPDATE ratings SET state = ? WHERE task = 't-1'", [state])

    with pytest.raises(WorkspaceDamaged):
        past.library.failures()


def found(known: tuple[KnownFailure, ...]) -> list[str]:
    """Return the tasks in which each was seen."""
    return [", ".join(entry.occasion.task for entry in each.seen) for each in known]


def test_occasions_are_listed_the_latest_first(past: Past) -> None:
    """Within a failure as among failures."""
    for task in ("t-2", "t-3", "t-1"):
        past.decide(failures(failure()), task=task, batch="many")

    assert found(past.library.failures()) == ["t-1, t-3, t-2"]


@pytest.mark.parametrize(("point", "count"), [(2, 1), (4, 0)], ids=["asked for", "no longer asked for"])
def test_a_list_counts_while_it_is_asked_for(past: Past, point: int, count: int) -> None:
    """What is listed stays stored when another answer changes; it is no failure and no ruling then."""
    when = {"criterion": "tone", "at_or_below": 2}
    blocks = {"failures": {"modes": MODES, "when": when}, "ambiguities": {"when": when}}
    past.load(rubric=a_rubric(criteria=[a_criterion("tone", per="task")], **blocks))
    past.decide(seen("r1", "r2"), answered("score:tone", {"point": 1}), failures(failure()), ruling("No."))
    assert len(past.told) == 1

    past.decide(answered("score:tone", {"point": point}))

    assert len(past.told) == len(past.rulings) == count


def test_what_changed_is_found_without_reading_all_events(workspace: Workspace) -> None:
    """It is asked for at keys."""
    plan = workspace.rows(f"EXPLAIN QUERY PLAN {TOUCHED}", [1])

    assert not [step for *_, step in plan if step.startswith("SCAN")]
