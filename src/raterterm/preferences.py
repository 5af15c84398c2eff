"""What a person set for themselves, whatever the workspace: kept in ``settings.json``."""

from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from raterterm import privatefile
from raterterm.core import jsontext
from raterterm.core.words import Json, Line, Times
from raterterm.errors import RatertermError, reason_of

NAME = "settings.json"
DAMAGED = "settings.json.damaged"
"""What a file is called then that could not be read."""

DEFAULT_BREAK = 50
"""Minutes of work after which a break is called to mind."""

LONGEST_BREAK = 24 * 60
"""Minutes: what is set beyond it was not meant."""


MAX_SNIPPETS = 200
MAX_SNIPPET = 10_000
"""Characters of one snippet."""

MAX_WORDS = 5_000
"""Words of the rater's own."""

Snippet = Annotated[str, StringConstraints(max_length=MAX_SNIPPET, pattern=r"\S")]
"""A text that is inserted by its name."""


class Preferences(BaseModel):
    """The settings; what a newer raterterm wrote beside them is carried along."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", hide_input_in_errors=True)

    theme: Annotated[str, Field(max_length=100)] = ""
    """Name of a theme; the usual one is shown for a name that is not known."""
    visual_order: bool = False
    """Whether text from the right is drawn in visual order, for terminals that order nothing."""
    break_after: Annotated[int, Field(ge=0, le=LONGEST_BREAK)] = DEFAULT_BREAK
    """Minutes of work until a break is called to mind; 0 for never."""
    cover_sensitive: bool = True
    """Whether a task that is marked as sensitive stays covered until it is asked for."""
    times: Times = "day"
    """How exactly a bundle tells when each decision was made, where the rubric leaves it to the rater."""
    check_spelling: bool = True
    """Whether words are looked up where there is a dictionary."""
    snippets: Annotated[dict[Line, Snippet], Field(max_length=MAX_SNIPPETS)] = {}
    """Texts that the rater inserts, by name."""
    words: Annotated[tuple[Line, ...], Field(max_length=MAX_WORDS)] = ()
    """Words that are right although no dictionary has them."""

    @field_validator("words", mode="before")
    @classmethod
    def _as_tuple(cls, value: Json) -> Json:
        return tuple(value) if isinstance(value, list) else value


class Found(NamedTuple):
    """The settings that are in force."""

    preferences: Preferences
    fault: str = ""
    """Why they are not those in the file: a sentence without a period."""


def read_preferences(directory: Path) -> Found:
    """Return the settings kept in ``directory``: the usual ones where there is no file, or no sound one."""
    path = directory / NAME
    try:
        return Found(Preferences.model_validate(jsontext.decode(path.read_bytes())))
    except FileNotFoundError:
        return Found(Preferences())
    except OSError as error:
        return Found(Preferences(), f"{path} cannot be read, the usual settings hold: {reason_of(error)}")
    except (ValueError, ValidationError):
        return Found(Preferences(), f"{path} is damaged, the usual settings hold")


def write_preferences(
    directory: Path, preferences: Preferences, before: Preferences | None = None
) -> Preferences:
    """Keep the settings in ``directory``, readable to their owner alone; return what is kept.

    Where ``before`` tells what the file held when it was last read, what another window changed in it
    since stays.  A file that could not be read as settings is kept beside, as there may be snippets in
    it.  Raises RatertermError.
    """
    path = directory / NAME
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = read_preferences(directory)
        if found.fault and path.is_file():
            path.replace(path.with_name(DAMAGED))
        elif before is not None and path.is_file():
            preferences = merged(before, preferences, found.preferences)
        privatefile.write(path, jsontext.encode(preferences.model_dump()), replace=True)
    except (OSError, ValueError) as error:
        raise RatertermError(f"{path} cannot be written: {reason_of(error)}") from error
    return preferences


def merged(before: Preferences, after: Preferences, other: Preferences) -> Preferences:
    """Return settings that have what changed from ``before`` to ``after``, and all else from ``other``.

    Snippets and words are taken one by one; where there would be too many, the first ones go.
    """
    own = {field: value for field, value in after if value != getattr(before, field, None)}
    if "snippets" in own:
        gone = before.snippets.keys() - after.snippets.keys()
        changed = {name: text for name, text in after.snippets.items() if before.snippets.get(name) != text}
        snippets = {name: text for name, text in other.snippets.items() if name not in gone} | changed
        own["snippets"] = dict([*snippets.items()][-MAX_SNIPPETS:])
    if "words" in own:
        added = [word for word in after.words if word not in {*before.words, *other.words}]
        own["words"] = (*other.words, *added)[-MAX_WORDS:]
    return other.model_copy(update=own)
