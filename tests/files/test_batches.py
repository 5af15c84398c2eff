"""Batches: one task a line, streamed; every fault with its line, and nothing half read."""

import gzip
import json
import tracemalloc
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.worlds import a_criterion, a_rubric, task_json, task_line

from raterterm.core.words import Json
from raterterm.errors import FAULT_LIMIT, Fault, InputError
from raterterm.files.batches import LINE_LIMIT, BatchReader, TaskLine


def written(folder: Path, content: bytes) -> Path:
    """Write a batch and return its path."""
    (folder / "batch.jsonl").write_bytes(content)
    return folder / "batch.jsonl"


def read(folder: Path, content: bytes) -> list[TaskLine]:
    """Return the tasks of a batch."""
    return list(BatchReader(written(folder, content)))


def refused(folder: Path, content: bytes) -> InputError:
    """Return the error that ends the reading of a batch."""
    with pytest.raises(InputError) as caught:
        read(folder, content)
    assert {fault.file for fault in caught.value.faults} == {str(folder / "batch.jsonl")}
    return caught.value


def said(error: InputError) -> list[tuple[int, str]]:
    """Return line and message of each fault."""
    return [(fault.line, fault.message) for fault in error.faults]


def lines(*tasks: bytes) -> bytes:
    """Return the file of these lines."""
    return b"".join(task + b"\n" for task in tasks)


class TestGoodBatches:
    """What is read is what was written."""

    def test_tasks_come_with_their_line(self, tmp_path: Path) -> None:
        """Its number and its bytes, without the newline."""
        first, second = task_line("t-1"), task_line("t-2")

        found = read(tmp_path, lines(first, second))

        assert [(each.number, each.raw, each.task.id) for each in found] == [
            (1, first, "t-1"),
            (2, second, "t-2"),
        ]

    @pytest.mark.parametrize(
        "content",
        [
            lines(task_line("t-1"), task_line("t-2")),
            task_line("t-1") + b"\n" + task_line("t-2"),
            task_line("t-1") + b"\r\n" + task_line("t-2") + b"\r\n",
            b"\n\n" + task_line("t-1") + b"\n \t\n" + task_line("t-2") + b"\n\n",
        ],
        ids=["as it should be", "no newline at the end", "CR LF", "blank lines"],
    )
    def test_line_endings_do_not_matter(self, tmp_path: Path, content: bytes) -> None:
        """The digest is that of the bytes all the same."""
        reader = BatchReader(written(tmp_path, content))

        assert [each.raw for each in reader] == [task_line("t-1"), task_line("t-2")]
        assert reader.sha256() == sha256(content).hexdigest()
        assert BatchReader(written(tmp_path, content)).sha256() == sha256(content).hexdigest()

    @pytest.mark.parametrize(
        "separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r"], ids=ascii
    )
    def test_only_a_newline_ends_a_line(self, tmp_path: Path, separator: str) -> None:
        """Other separators are part of the text."""
        line = json.dumps(task_json(prompt=f"one{separator}two"), ensure_ascii=separator < " ").encode()

        (only,) = read(tmp_path, lines(line))

        assert only.task.prompt == f"one{separator}two"

    def test_tasks_are_streamed(self, tmp_path: Path) -> None:
        """A task is there before the next line is read, and a large file takes little memory."""
        path = written(tmp_path, lines(*(task_line(f"t-{n}", prompt="x" * 10_000) for n in range(1_000))))
        tracemalloc.start()

        for number, each in enumerate(BatchReader(path)):
            assert each.task.id == f"t-{number}"

        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2_000_000

    def test_a_good_task_is_yielded_before_a_later_fault(self, tmp_path: Path) -> None:
        """Whoever stores tasks does it in a transaction."""
        reading = iter(BatchReader(written(tmp_path, lines(task_line(), b"{"))))

        assert next(reading).task.id == "t-1"
        with pytest.raises(InputError):
            next(reading)

    def test_a_line_of_exactly_the_limit_is_read(self, tmp_path: Path) -> None:
        """With its line ending on top."""
        short = task_line(prompt="")
        line = task_line(prompt="x" * (LINE_LIMIT - len(short)))

        (only,) = read(tmp_path, line + b"\r\n")

        assert len(only.raw) == LINE_LIMIT


class TestOtherLayouts:
    """A file that is no JSON Lines is refused in one line, which tells what to do."""

    @pytest.mark.parametrize(
        ("content", "hint"),
        [
            (json.dumps([task_json()]).encode(), "this looks like one JSON array: jq -c '.[]' writes"),
            (
                json.dumps([task_json()], indent=1).encode(),
                "this looks like one JSON array: jq -c '.[]' writes",
            ),
            (b"[]", "this looks like one JSON array"),
            (
                json.dumps(task_json(), indent=2).encode(),
                "a task must not spread over several lines: jq -c .",
            ),
            (b'{"id": "t-1",\n"prompt": "x"}\n', "a task must not spread over several lines: jq -c ."),
            (gzip.compress(lines(task_line()), mtime=0), "this is compressed: gunzip it first"),
            (b"PK\x03\x04\x14\0", "this is a zip file: unpack it first"),
            (
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                "this is a git-lfs pointer: run git lfs",
            ),
            (
                b"\xef\xbb\xbf" + lines(task_line()),
                "this starts with a byte order mark: save it as UTF-8 without",
            ),
        ],
    )
    def test_a_known_layout_gets_its_hint(self, tmp_path: Path, content: bytes, hint: str) -> None:
        """One fault, whatever follows."""
        (fault,) = refused(tmp_path, content).faults

        assert fault.hint.startswith(hint)

    @pytest.mark.parametrize(
        ("content", "first"),
        [
            ("\ufeff{}".encode("utf-16"), 1),
            (b"id,prompt\n1,x\n", 1),
            (b"\x89PNG\r\n\x1a\n", 1),
            (b"\0" * 50, 1),
            (task_line() + b"\r" + task_line("t-2") + b"\r", 1),
            (lines(task_line()) + b"\0" * 50, 2),
            (task_line() + task_line("t-2"), 1),
        ],
        ids=["UTF-16", "CSV", "PNG", "zeros", "CR alone", "zeros at the end", "two on a line"],
    )
    def test_anything_else_is_no_json_on_its_line(self, tmp_path: Path, content: bytes, first: int) -> None:
        """No guess, no traceback."""
        fault = refused(tmp_path, content).faults[0]

        assert fault.line == first
        assert fault.message.startswith("is not JSON: ")

    def test_a_whole_object_with_a_fault_is_not_another_layout(self, tmp_path: Path) -> None:
        """The first line is treated like any other."""
        (fault,) = refused(tmp_path, lines(b'{"id": "t-1", "prompt": nope}')).faults

        assert (fault.line, fault.message[:11], fault.hint) == (1, "is not JSON", "")
        assert fault.column > 20


class TestFaults:
    """A faulty batch tells everything that is wrong with it."""

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"id": None}, "id: found nothing, expected text"),
            ({"id": 7}, "id: found 7, expected text"),
            ({"id": ""}, "id: found '', expected text that is not empty"),
            ({"id": "two\nlines"}, "id: found 'two␊lines', expected text without control characters"),
            ({"id": "\x1b[31m"}, "id: found '␛[31m', expected text without control characters"),
            ({"id": "x" * 201}, "expected at most 200 characters"),
            ({"prompt": None}, "expected either 'prompt' or 'messages'"),
            ({"prompt": 5}, "prompt: found 5, expected text"),
            ({"messages": [{"role": "user", "content": "x"}]}, "expected either 'prompt' or 'messages'"),
            (
                {"prompt": None, "messages": [{"role": "bot", "content": "x"}]},
                "messages.0.role: found 'bot', exp",
            ),
            ({"prompt": None, "messages": [{"role": "user"}]}, "messages.0: the key 'content' is missing"),
            ({"prompt": None, "messages": "x"}, "messages: found 'x', expected a list"),
            ({"responses": {"r1": "x"}}, "responses: expected a list"),
            ({"responses": ["x"]}, "responses.0: found 'x', expected keys with values"),
            ({"responses": [{"id": "r1"}]}, "responses.0: the key 'text' is missing"),
            (
                {"responses": [{"id": "", "text": "x"}]},
                "responses.0.id: found '', expected text that is not empty",
            ),
            (
                {"responses": [{"id": "a\nb", "text": "x"}]},
                "responses.0.id: found 'a␊b', expected text without",
            ),
            ({"responses": [{"id": "a", "text": "x"}] * 2}, "expected a different id for each response"),
            (
                {"responses": [{"id": f"r{n}", "text": ""} for n in range(27)]},
                "responses: expected at most 26",
            ),
            ({"language": "Spanish"}, "language: found 'Spanish', expected another form"),
            ({"sensitive": "self-harm"}, "sensitive: found 'self-harm', expected a list"),
            ({"metadata": []}, "metadata: expected keys with values"),
            ({"respones": []}, "respones: found the unknown key 'respones'"),
            ({"\x1b[31m": 1}, "␛[31m: found the unknown key '␛[31m'"),
        ],
        ids=str,
    )
    def test_a_task_that_is_none_says_where_it_is_wrong(
        self, tmp_path: Path, changes: dict[str, Json], message: str
    ) -> None:
        """The path within the task, what was found, what was expected; nothing acts on the terminal."""
        wrong = json.dumps({**task_json("t-2"), **changes}).encode()

        (fault,) = refused(tmp_path, lines(task_line(), wrong)).faults

        assert fault.line == 2
        assert message in fault.message

    def test_a_misspelt_key_is_guessed(self, tmp_path: Path) -> None:
        """Also inside a response."""
        wrong = json.dumps({**task_json(), "responses": [{"id": "a", "text": "x", "modle": "m"}]}).encode()

        (fault,) = refused(tmp_path, lines(task_line("t-0"), wrong)).faults

        assert fault.message == "responses.0.modle: found the unknown key 'modle'"
        assert fault.hint == "did you mean 'model'?"

    @pytest.mark.parametrize(
        "line",
        [
            b'{"id":"t","id":"t","prompt":"x"}',
            b'{"id":"t","prompt":"x","metadata":{"a":NaN}}',
            b'{"id":"t","prompt":"x","metadata":{"a":1e400}}',
            b'{"id":"t","prompt":"\\ud800"}',
            b'{"id":"t","prompt":"\xff"}',
            b'{"id":"t","prompt":"x"} trailing',
            b'{"id":"t","prompt":"x"',
            b'{"id":"t","prompt":"x","metadata":' + b"[" * 300 + b"]" * 300 + b"}",
            b"nonsense",
        ],
        ids=lambda line: line[:40].decode("latin-1"),
    )
    def test_a_line_that_is_no_strict_json_is_named(self, tmp_path: Path, line: bytes) -> None:
        """With its line, and its column where that is known."""
        (fault,) = refused(tmp_path, lines(task_line(), task_line("t-2"), line)).faults

        assert (fault.line, fault.message[:13]) == (3, "is not JSON: ")

    @pytest.mark.parametrize("line", [b"[1]", b"7", b'"text"', b"null", b"true"])
    def test_a_line_of_another_value_is_no_task(self, tmp_path: Path, line: bytes) -> None:
        """One object a line."""
        assert said(refused(tmp_path, lines(task_line(), line))) == [
            (2, "expected a task: one JSON object a line")
        ]

    def test_an_id_is_used_once(self, tmp_path: Path) -> None:
        """The line of the first use is named."""
        error = refused(tmp_path, lines(task_line("a"), task_line("b"), task_line("a"), task_line("a")))

        assert said(error) == [
            (3, "the task id 'a' was used on line 1"),
            (4, "the task id 'a' was used on line 1"),
        ]
        assert error.faults[0].hint == "give each task an id of its own"

    def test_all_faults_are_told_in_order(self, tmp_path: Path) -> None:
        """Also several of one task, and good tasks between them."""
        two = json.dumps({"id": 1, "prompt": 2}).encode()

        error = refused(tmp_path, lines(task_line(), b"{x", two, task_line("t-2"), b"[]"))

        assert [fault.line for fault in error.faults] == [2, 3, 3, 5]

    def test_the_listing_is_bounded(self, tmp_path: Path) -> None:
        """Twenty are listed, the rest are counted."""
        error = refused(tmp_path, lines(task_line(), *[b"nope"] * 50))

        assert (len(error.faults), error.unlisted) == (FAULT_LIMIT, 30)
        assert error.message == f"{tmp_path / 'batch.jsonl'}: 50 faults"

    def test_a_line_beyond_the_limit_is_not_read_whole(self, tmp_path: Path) -> None:
        """200 MB on one line are refused with the memory that the limit takes."""
        path = written(tmp_path, lines(task_line()) + b"x" * (LINE_LIMIT * 3))
        tracemalloc.start()

        with pytest.raises(InputError) as caught:
            list(BatchReader(path))

        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert said(caught.value) == [(2, "the line is longer than 8 MiB, the most that is read")]
        assert peak < LINE_LIMIT * 2.5

    def test_a_batch_of_nothing_is_refused(self, tmp_path: Path) -> None:
        """There would be nothing to rate."""
        assert said(refused(tmp_path, b"\n\n")) == [(0, "is empty, expected one task a line")]


class TestMisfits:
    """A task that the rubric cannot judge is a fault of the batch."""

    @pytest.mark.parametrize(
        ("responses", "misfit"),
        [
            (0, "the task 't-1' has no responses to judge"),
            (1, "the task 't-1' has 1 response; a pairwise preference compares exactly 2"),
            (3, "the task 't-1' has 3 responses; a pairwise preference compares exactly 2"),
        ],
    )
    def test_a_comparison_says_how_many_responses_there_are(
        self, tmp_path: Path, responses: int, misfit: str
    ) -> None:
        """On the task's line."""
        path = written(tmp_path, lines(task_line("t-0"), task_line("t-1", responses)))

        with pytest.raises(InputError) as caught:
            list(BatchReader(path, a_rubric()))

        assert said(caught.value) == [(2, misfit)]

    @pytest.mark.parametrize("responses", [1, 2, 26])
    def test_criteria_judge_any_number(self, tmp_path: Path, responses: int) -> None:
        """Up to as many as there are letters."""
        path = written(tmp_path, lines(task_line(responses=responses)))

        assert len(list(BatchReader(path, a_rubric(criteria=[a_criterion()])))) == 1


def assert_printable(faults: Sequence[Fault]) -> None:
    """Hold each fault to what a terminal may show."""
    for fault in faults:
        assert not set(fault.message + fault.hint) & {chr(code) for code in range(0x20)}


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.integers(0, 9),
            st.binary(max_size=3)
            | st.sampled_from([b'"', b"{", b"}", b"\n", b"1e999", b"NaN", b'"\\u001b":', b"\\"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_mutation_raises_anything_but_an_input_error(
    tmp_path: Path, cuts: list[tuple[int, int, bytes]]
) -> None:
    """And each fault can be printed."""
    content = lines(task_line("t-1"), task_line("t-2", 3))
    for start, length, piece in cuts:
        content = content[:start] + piece + content[start + length :]
    found: Sequence[Fault] = ()

    try:
        read(tmp_path, content)
    except InputError as error:
        found = error.faults

    assert_printable(found)


class TestAnchors:
    """What the points of a criterion mean for one task, in place of what the rubric says."""

    RUBRIC = a_rubric(
        criteria=[a_criterion(), {"id": "depth", "title": "D", "question": "?", "prefer": {"points": 3}}]
    )

    def test_they_are_read(self, tmp_path: Path) -> None:
        """By criterion and point."""
        anchors = {"accuracy": {"1": "Names no year", "5": "Names 1998"}}
        path = written(tmp_path, lines(task_line(anchors=anchors)))

        (found,) = BatchReader(path, self.RUBRIC)

        assert found.task.anchors == anchors

    @pytest.mark.parametrize(
        ("anchors", "message"),
        [
            (
                {"acuracy": {"1": "x"}},
                "the task 't-2' has anchors for 'acuracy', but the criteria of r 1 are accuracy, depth",
            ),
            (
                {"accuracy": {"6": "x"}},
                "the task 't-2' has an anchor for '6' of accuracy, whose points are 1, 2, 3, 4, 5",
            ),
            (
                {"depth": {"1": "x"}},
                "the task 't-2' has an anchor for '1' of depth, whose points are none: it has no scale",
            ),
        ],
    )
    def test_they_fit_the_rubric(self, tmp_path: Path, anchors: Json, message: str) -> None:
        """A criterion or a point that the rubric does not have is a fault of the task's line."""
        path = written(tmp_path, lines(task_line(), task_line("t-2", anchors=anchors)))

        with pytest.raises(InputError) as caught:
            list(BatchReader(path, self.RUBRIC))

        assert said(caught.value) == [(2, message)]

    @pytest.mark.parametrize(
        "anchors", [{"accuracy": {}}, {"accuracy": {"1": ""}}, {"accuracy": "x"}, {"Not One": {"1": "x"}}, []]
    )
    def test_what_is_no_anchor_is_refused(self, tmp_path: Path, anchors: Json) -> None:
        """Whatever the rubric is."""
        assert refused(tmp_path, lines(task_line(anchors=anchors))).faults[0].line == 1


def test_a_task_without_responses_can_be_scored_as_a_whole_or_by_turns(tmp_path: Path) -> None:
    """What was tried on a model is judged beside what is written about it."""
    said_before = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    task = {"id": "t-1", "messages": said_before}
    path = written(tmp_path, lines(json.dumps(task).encode()))
    rubric = a_rubric(
        criteria=[a_criterion(per="task"), a_criterion("b", per="turn")],
        failures={"modes": {"a": "A", "b": "B"}},
    )

    assert [found.task.id for found in BatchReader(path, rubric)] == ["t-1"]
    with pytest.raises(InputError) as caught:
        list(BatchReader(path, a_rubric(criteria=[a_criterion(per="task"), a_criterion("b")])))
    assert said(caught.value) == [(1, "the task 't-1' has no responses to judge")]
