"""A task: a prompt or conversation with its candidate responses, waiting for judgement."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.words import PLAIN, Json, Line, Part, ResponseId, Slug, TaskId

Id = StringConstraints(min_length=1, max_length=200, pattern=PLAIN)
"""What every id of a team's data must be, beside its own type."""

MAX_RESPONSES = 26
"""As many as there are letters to call them by."""


MAX_CALLS = 128
"""As many tools as a model calls at once."""

Anchors = dict[Slug, Annotated[dict[str, Line], Field(min_length=1, max_length=10)]]
"""What points of a criterion's scale mean for one task; a point is text, as JSON has no other keys."""

_TEXT = {"content": {"type": "string"}}
_CALLS = {"tool_calls": {"type": "array", "minItems": 1}}


class Function(Part):
    """A tool that is called, and with what."""

    name: Annotated[str, Id]
    arguments: str
    """Meant to be JSON; as the model wrote it, so it may be none."""


class ToolCall(Part):
    """One call of a tool."""

    id: Annotated[str, Id]
    type: Literal["function"] = "function"
    function: Function


def _says_or_calls(schema: dict[str, Json]) -> None:
    """Let the JSON Schema say when a turn needs no text."""
    schema["required"] = ["role"]
    for name in ("content", "tool_calls"):
        stated = schema["properties"][name]
        schema["properties"][name] = {"anyOf": [stated, {"type": "null"}]}
    schema["anyOf"] = [
        {"properties": _TEXT, "required": ["content"]},
        {"properties": _CALLS, "required": ["tool_calls"]},
    ]


class Message(Part):
    """One turn of the conversation that the responses answer, in the chat format."""

    model_config = ConfigDict(json_schema_extra=_says_or_calls)

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str
    """May be null or absent where tools are called; it is empty then."""
    name: Annotated[str, Id] | None = None
    """Of the speaker, or of the tool that answers."""
    tool_calls: Annotated[tuple[ToolCall, ...], Field(max_length=MAX_CALLS)] = ()
    """The tools that an assistant calls."""
    tool_call_id: Annotated[str, Id] | None = None
    """The call that a tool answers."""

    @model_validator(mode="before")
    @classmethod
    def _may_only_call(cls, written: Json) -> Json:
        if isinstance(written, dict) and written.get("tool_calls") and written.get("content") is None:
            return {**written, "content": ""}
        return written

    @field_validator("tool_calls", mode="before")
    @classmethod
    def _as_tuple(cls, value: Json) -> Json:
        return tuple(value or ()) if isinstance(value, list | None) else value

    @model_validator(mode="after")
    def _calls_and_answers(self) -> Self:
        if self.tool_calls and self.role != "assistant":
            raise PydanticCustomError(
                "message", "expected none: only an assistant calls tools", {"at": ("tool_calls",)}
            )
        if self.tool_call_id is not None and self.role != "tool":
            raise PydanticCustomError(
                "message", "expected none: only a tool answers a call", {"at": ("tool_call_id",)}
            )
        return self

    @property
    def said(self) -> str:
        """What is said; where that is nothing, the calls that are made."""
        calls = (f"{call.function.name}({call.function.arguments})" for call in self.tool_calls)
        return self.content or "\n".join(calls)


class Response(Part):
    """One candidate answer."""

    id: Annotated[ResponseId, Id]
    text: str
    model: str | None = None
    """Never shown to the rater."""


class Task(Part):
    """A prompt or conversation with its candidate responses."""

    id: Annotated[TaskId, Id]
    prompt: str | None = None
    """Short for ``messages`` with one user turn."""
    messages: tuple[Message, ...] = ()
    responses: Annotated[tuple[Response, ...], Field(max_length=MAX_RESPONSES)] = ()
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")] | None = None
    """BCP 47."""
    sensitive: tuple[str, ...] = ()
    """Categories of content that a rater is warned of."""
    constraints: tuple[str, ...] = ()
    anchors: Annotated[Anchors, Field(max_length=40)] = Field(default_factory=dict)
    """By criterion, in place of the rubric's own."""
    context: str | None = None
    """A policy excerpt or document, shown to the rater."""
    metadata: dict[str, Json] = Field(default_factory=dict)
    """Never shown to the rater."""

    @field_validator("messages", "responses", "sensitive", "constraints", mode="before")
    @classmethod
    def _as_tuple(cls, value: Json) -> Json:
        return tuple(value) if isinstance(value, list) else value

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.prompt is None) == (not self.messages):
            raise PydanticCustomError("task", "expected either 'prompt' or 'messages'")
        ids = [response.id for response in self.responses]
        if len(set(ids)) < len(ids):
            raise PydanticCustomError("task", "expected a different id for each response")
        return self

    @property
    def conversation(self) -> tuple[Message, ...]:
        """The turns that the responses answer, oldest first."""
        if self.prompt is not None:
            return (Message(role="user", content=self.prompt),)
        return self.messages

    @property
    def response_ids(self) -> tuple[ResponseId, ...]:
        """The ids in the order of the batch, which is not the order on the screen."""
        return tuple(response.id for response in self.responses)

    @property
    def tongue(self) -> str | None:
        """The language, from the task or the ``lang`` that many data sets keep in their metadata."""
        spoken = self.language or self.metadata.get("lang")
        return spoken if isinstance(spoken, str) else None
