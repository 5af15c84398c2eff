"""Reads a file that a person gave, within bounds, and says plainly what is wrong with it."""

import os
import stat
from io import BufferedReader
from pathlib import Path

from raterterm.errors import Fault, InputError, reason_of

RUBRIC_LIMIT = 1 << 20
GUIDELINES_LIMIT = 4 << 20


def refuse(path: Path, message: str, hint: str = "") -> InputError:
    """Return the error that says ``message`` about the whole file."""
    return InputError([Fault(str(path), message, hint=hint)])


def open_source(path: Path) -> BufferedReader:
    """Open ``path`` for reading; raise InputError when it is missing, unreadable or no regular file."""
    try:
        # Without O_NONBLOCK, opening a FIFO would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise refuse(path, "there is no such file", f"ls {path.parent}") from None
    except (OSError, ValueError) as error:
        raise refuse(path, f"cannot be read: {reason_of(error)}") from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        is_directory = stat.S_ISDIR(mode)
        raise refuse(path, "is a directory, expected a file" if is_directory else "is not a regular file")
    return os.fdopen(descriptor, "rb")


def read_text(path: Path, limit: int) -> tuple[bytes, str]:
    """Return the bytes of a UTF-8 text file and their text; raise InputError when they are none."""
    with open_source(path) as source:
        content = source.read(limit + 1)
    if not content.strip():
        raise refuse(path, "is empty")
    if len(content) > limit:
        raise refuse(path, f"is larger than {limit >> 20} MiB, the most that is read")
    if b"\0" in content:
        raise refuse(path, "is binary, expected text")
    try:
        return content, content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8"
        raise InputError([Fault(str(path), "is not UTF-8", line=line, hint=hint)]) from None
