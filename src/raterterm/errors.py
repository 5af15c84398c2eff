"""Every error that raterterm raises on purpose.

RatertermError                 it failed: exit 1
├── UsageError                 used wrongly: exit 2
├── InputError                 a file that a person gave has faults: all of them, with places
├── WorkspaceError             the workspace cannot be used as asked
│   ├── WorkspaceHeld          another raterterm writes to it
│   ├── WorkspaceTooNew        made by a newer raterterm
│   └── WorkspaceDamaged       not whole
├── DecisionRefused            a decision that the state does not allow
├── KeyFileError               a signing key cannot be used
└── BundleRefused              a bundle failed verification: a stable code and a sentence
"""

from collections.abc import Sequence
from typing import NamedTuple

FAULT_LIMIT = 20
"""Faults of one file that are listed; the rest are counted."""


class Fault(NamedTuple):
    """One thing that is wrong in a file, and where."""

    file: str
    """The file's name, as the person gave it."""
    message: str
    """What was found and what was expected, in one sentence without a period."""
    line: int = 0
    """1-based line; 0 when the fault is the whole file's."""
    column: int = 0
    """1-based column in characters; 0 when unknown."""
    source: str = ""
    """The offending line's text, unfiltered."""
    hint: str = ""
    """What to do about it, best something that can be typed."""

    @property
    def place(self) -> str:
        """Return ``file:line:column``, as far as each is known."""
        return ":".join([self.file, *(str(part) for part in (self.line, self.column) if part)])


class RatertermError(Exception):
    """It failed; the message is one sentence, lower case, without a period."""

    exit_code = 1

    def __init__(self, message: str, *, hints: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = tuple(hints)
        """What to do about it, each best something that can be typed."""


class UsageError(RatertermError):
    """It was used wrongly."""

    exit_code = 2


class InputError(RatertermError):
    """A file that a person gave cannot be used; its faults are listed, and counted beyond the first."""

    def __init__(self, faults: Sequence[Fault], *, unlisted: int = 0) -> None:
        total = len(faults) + unlisted
        super().__init__(f"{faults[0].file}: {total} fault{'s' if total != 1 else ''}")
        self.faults = tuple(faults[:FAULT_LIMIT])
        """In the order of the file."""
        self.unlisted = total - len(self.faults)
        """How many more there are than ``faults`` lists."""


class WorkspaceError(RatertermError):
    """The workspace cannot be used as asked."""


class WorkspaceHeld(WorkspaceError):
    """Another raterterm holds the workspace for writing."""


class WorkspaceTooNew(WorkspaceError):
    """The workspace was made by a newer raterterm."""


class WorkspaceDamaged(WorkspaceError):
    """The workspace file is not a whole raterterm workspace."""


class DecisionRefused(RatertermError):
    """The state of the task or the batch does not allow this decision."""


class KeyFileError(RatertermError):
    """A signing key is missing, unreadable, open to others, or locked."""


class BundleRefused(RatertermError):
    """A bundle failed verification."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """Stable, lower-case, hyphenated: scripts may rely on it."""


def reason_of(error: Exception) -> str:
    """Return in the system's own words why a file could not be used."""
    if isinstance(error, OSError):
        return (error.strerror or str(error) or "unknown reason").lower()
    return "not a file name"
