"""A task: a prompt or conversation with its candidate responses, waiting for judgement."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from raterterm.core.words import PLAIN, Json, Part, ResponseId, TaskId

Id = StringConstraints(min_length=1, max_length=200, pattern=PLAIN)
"""What every id of a team's data must be, beside its own type."""

MAX_RESPONSES = 26
"""As many as there are letters to call them by."""


class Message(Part):
    """One turn of the conversation that the responses answer."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str


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
