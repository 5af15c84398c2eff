"""Tool calls: a conversation may hold calls of tools and their answers, in the chat format."""

from pathlib import Path

import pytest
from tests.worlds import task_line

from raterterm.core import jsontext
from raterterm.core.task import Task
from raterterm.core.words import Json
from raterterm.errors import Fault, InputError
from raterterm.files.batches import BatchReader


def call(name: str = "search", arguments: str = '{"q": "x"}', **changes: Json) -> dict[str, Json]:
    """Return a tool call as the chat format has it."""
    function = {"name": name, "arguments": arguments}
    return {"id": "call_1", "type": "function", "function": function, **changes}


def calling(**changes: Json) -> dict[str, Json]:
    """Return an assistant's turn that calls a tool."""
    return {"role": "assistant", "tool_calls": [call()], **changes}


def conversing(*messages: Json) -> dict[str, Json]:
    """Return what makes a task one with this conversation."""
    return {"prompt": None, "messages": list(messages)}


USER = {"role": "user", "content": "Where is it?"}
ANSWER = {"role": "tool", "tool_call_id": "call_1", "name": "search", "content": "[1, 2]"}


def read(folder: Path, line: bytes) -> Task:
    """Return the task of a batch with one line."""
    (folder / "batch.jsonl").write_bytes(line + b"\n")
    (only,) = BatchReader(folder / "batch.jsonl")
    return only.task


def fault_of(folder: Path, turn: Json) -> Fault:
    """Return what is wrong with a task of this one turn."""
    with pytest.raises(InputError) as caught:
        read(folder, task_line(**conversing(turn)))
    (fault,) = caught.value.faults
    return fault


def test_calls_and_answers_are_read(tmp_path: Path) -> None:
    """With their ids, names and the arguments as they were written."""
    line = task_line(**conversing(USER, calling(content=None), ANSWER))

    _, asking, answering = read(tmp_path, line).conversation
    (asked,) = asking.tool_calls
    assert (asking.content, asked.id, asked.type) == ("", "call_1", "function")
    assert (asked.function.name, asked.function.arguments) == ("search", '{"q": "x"}')
    assert (answering.tool_call_id, answering.name, answering.content) == ("call_1", "search", "[1, 2]")


@pytest.mark.parametrize(
    ("turn", "content"),
    [
        (calling(), ""),
        (calling(content=None), ""),
        (calling(content=""), ""),
        (calling(content="I look it up."), "I look it up."),
        ({"role": "assistant", "content": "No need."}, "No need."),
        ({"role": "assistant", "content": "No need.", "tool_calls": []}, "No need."),
        ({"role": "assistant", "content": "No need.", "tool_calls": None, "name": None}, "No need."),
        ({"role": "user", "content": "Hi", "tool_call_id": None, "name": "ann"}, "Hi"),
        ({"role": "tool", "content": ""}, ""),
    ],
    ids=str,
)
def test_a_turn_that_calls_a_tool_needs_no_text(tmp_path: Path, turn: dict[str, Json], content: str) -> None:
    """Null and nothing count as the empty text; a key that says null says nothing."""
    task = read(tmp_path, task_line(**conversing(turn)))

    assert task.conversation[0].content == content


def test_a_task_with_calls_survives_a_round_trip(tmp_path: Path) -> None:
    """From a line to the task, to a line, to the same task."""
    task = read(tmp_path, task_line(**conversing(USER, calling(), ANSWER)))

    again = jsontext.encode(task.model_dump(mode="json"))

    assert read(tmp_path, again) == task


@pytest.mark.parametrize("arguments", ["", "{}", "{'q': }", "\x1b[31m", "null"])
def test_arguments_may_be_no_json(tmp_path: Path, arguments: str) -> None:
    """Models write what they write, and raters judge it."""
    turn = calling(tool_calls=[call(arguments=arguments)])

    (message,) = read(tmp_path, task_line(**conversing(turn))).conversation

    assert message.tool_calls[0].function.arguments == arguments


@pytest.mark.parametrize(
    ("turn", "message"),
    [
        ({"role": "assistant"}, "messages.0: the key 'content' is missing"),
        ({"role": "assistant", "tool_calls": []}, "messages.0: the key 'content' is missing"),
        ({"role": "assistant", "content": None}, "messages.0.content: found nothing, expected text"),
        (
            {"role": "tool", "content": None, "tool_call_id": "call_1"},
            "messages.0.content: found nothing, expected text",
        ),
        (calling(content=0), "messages.0.content: found 0, expected text"),
        (calling(content=[]), "messages.0.content: expected text"),
        (calling(tool_calls="x"), "messages.0.tool_calls: found 'x', expected a list"),
        (calling(tool_calls=call()), "messages.0.tool_calls: expected a list"),
        (calling(tool_calls=["x"]), "messages.0.tool_calls.0: found 'x', expected keys with values"),
        (calling(tool_calls=[call()] * 129), "messages.0.tool_calls: expected at most 128 entries"),
        (
            calling(tool_calls=[{"id": "call_1"}]),
            "messages.0.tool_calls.0: the key 'function' is missing",
        ),
        (
            calling(tool_calls=[call(type="custom")]),
            "messages.0.tool_calls.0.type: found 'custom', expected function",
        ),
        (
            calling(tool_calls=[call(id="")]),
            "messages.0.tool_calls.0.id: found '', expected text that is not empty",
        ),
        (
            calling(tool_calls=[call(name="a\nb")]),
            "messages.0.tool_calls.0.function.name: found 'a␊b', expected text without control characters",
        ),
        (
            calling(tool_calls=[call(function={"name": "search", "arguments": {"q": "x"}})]),
            "messages.0.tool_calls.0.function.arguments: expected text",
        ),
        (
            calling(tool_calls=[call(function={"nam": "search", "arguments": ""})]),
            "messages.0.tool_calls.0.function.nam: found the unknown key 'nam'",
        ),
        (
            calling(role="user"),
            "messages.0.tool_calls: expected none: only an assistant calls tools",
        ),
        (
            {**USER, "tool_call_id": "call_1"},
            "messages.0.tool_call_id: found 'call_1', expected none: only a tool answers a call",
        ),
        ({**ANSWER, "tool_call_id": "x" * 201}, "expected at most 200 characters"),
        ({**USER, "name": 7}, "messages.0.name: found 7, expected text"),
        (calling(function_call={}), "messages.0.function_call: found the unknown key 'function_call'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_call_that_is_none_says_where_it_is_wrong(
    tmp_path: Path, turn: dict[str, Json], message: str
) -> None:
    """The path within the task, what was found, what was expected."""
    fault = fault_of(tmp_path, turn)

    assert fault.line == 1
    assert message in fault.message


def test_a_misspelt_key_of_a_call_is_guessed(tmp_path: Path) -> None:
    """Once, not also as a key that is missing."""
    turn = calling(tool_calls=[call(function={"name": "search", "argument": ""})])

    fault = fault_of(tmp_path, turn)

    assert (fault.message, fault.hint) == (
        "messages.0.tool_calls.0.function.argument: found the unknown key 'argument'",
        "did you mean 'arguments'?",
    )


def test_the_schema_says_when_a_turn_needs_no_text() -> None:
    """Editors accept what is read: text, or calls and perhaps no text."""
    schema = Task.model_json_schema()["$defs"]["Message"]

    assert schema["required"] == ["role"]
    assert {"type": "null"} in schema["properties"]["content"]["anyOf"]
    assert [each["required"] for each in schema["anyOf"]] == [["content"], ["tool_calls"]]
    assert schema["anyOf"][1]["properties"]["tool_calls"]["minItems"] == 1
