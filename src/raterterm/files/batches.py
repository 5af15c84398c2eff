"""Batches: JSON Lines in, one task a line, streamed; a faulty batch is never half read."""

import re
from collections.abc import Iterator
from contextlib import closing
from hashlib import file_digest, sha256
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pydantic import ValidationError

from raterterm.core import jsontext
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.visible import visible_line
from raterterm.errors import FAULT_LIMIT, Fault, InputError
from raterterm.files.faults import misuses
from raterterm.files.source import open_source, refuse

LINE_LIMIT = 8 << 20

_COLUMN = re.compile(r" at line \d+ column (\d+)$")


class TaskLine(NamedTuple):
    """A task with the line that it was read from."""

    number: int
    """1-based line of the file."""
    raw: bytes
    task: Task


class BatchReader:
    """Reads a batch once, from its first line to its last.

    Iterating yields each good task as it comes; when the file has faults the iteration ends with an
    InputError that lists them, so whoever stores tasks does so in a transaction.
    """

    def __init__(self, path: Path, rubric: Rubric | None = None) -> None:
        self._path = path
        self._rubric = rubric
        self._faults: list[Fault] = []
        self._unlisted = 0
        self._lines_of_ids: dict[str, int] = {}
        self._digest = sha256()
        self._is_read = False

    def sha256(self) -> str:
        """Return the digest of the file; where the tasks were not read, it is read for that alone.

        Raises InputError.
        """
        if self._is_read:
            return self._digest.hexdigest()
        with closing(open_source(self._path)) as source:
            return file_digest(source, "sha256").hexdigest()

    def __iter__(self) -> Iterator[TaskLine]:
        """Yield the tasks; raise InputError at the end when anything was wrong."""
        self._is_read = True
        with closing(open_source(self._path)) as source:
            for number, raw in enumerate(self._lines(source), start=1):
                task = self._task(number, raw)
                if task is not None:
                    yield TaskLine(number, raw, task)
        if self._faults:
            raise InputError(self._faults, unlisted=self._unlisted)
        if not self._lines_of_ids:
            raise refuse(self._path, "is empty, expected one task a line")

    def _lines(self, source: BinaryIO) -> Iterator[bytes]:
        """Yield the lines without their newline; only LF ends one, as U+2028 is part of the text."""
        for number in count(1):
            raw = source.readline(LINE_LIMIT + 2)
            self._digest.update(raw)
            if not raw:
                return
            if len(raw.rstrip(b"\r\n")) > LINE_LIMIT:
                self._fault(number, f"the line is longer than {LINE_LIMIT >> 20} MiB, the most that is read")
                return
            yield raw.rstrip(b"\r\n")

    def _task(self, number: int, raw: bytes) -> Task | None:
        if not raw.strip():
            return None
        try:
            value = jsontext.decode(raw)
        except ValueError as error:
            self._not_json(number, raw, str(error))
            return None
        if not isinstance(value, dict):
            self._fault(number, "expected a task: one JSON object a line", hint=_other_layout(raw))
            return None
        try:
            task = Task.model_validate(value, strict=True)
        except ValidationError as error:
            for misuse in misuses(error, Task, value):
                where = ".".join(map(str, misuse.path))
                self._fault(
                    number,
                    visible_line(f"{where}: {misuse.message}" if where else misuse.message),
                    hint=misuse.hint,
                )
            return None
        return task if self._belongs(number, task) else None

    def _belongs(self, number: int, task: Task) -> bool:
        first = self._lines_of_ids.setdefault(task.id, number)
        name = visible_line(task.id, 60)
        if first != number:
            self._fault(
                number,
                f"the task id '{name}' was used on line {first}",
                hint="give each task an id of its own",
            )
            return False
        misfits = list(self._rubric.misfits(task)) if self._rubric else []
        for misfit in misfits:
            self._fault(number, f"the task '{name}' {misfit}")
        return not misfits

    def _not_json(self, number: int, raw: bytes, reason: str) -> None:
        # A whole object that is faulty is a fault of its line, not of the layout.
        is_layout = not raw.startswith(b"{") or "EOF" in reason
        if number == 1 and is_layout and (layout := _other_layout(raw)):
            raise refuse(self._path, "is not one JSON object a line", layout)
        column = _COLUMN.search(reason)
        said = visible_line(_COLUMN.sub("", reason)).replace("EOF", "it ends")
        self._fault(number, f"is not JSON: {said}", column=int(column[1]) if column else 0)

    def _fault(self, line: int, message: str, *, column: int = 0, hint: str = "") -> None:
        if len(self._faults) < FAULT_LIMIT:
            self._faults.append(Fault(str(self._path), message, line, column, hint=hint))
        else:
            self._unlisted += 1


def _other_layout(raw: bytes) -> str:
    """Return what the first line shows the file to be instead, as a hint."""
    layouts = {
        b"version https://git-lfs": "this is a git-lfs pointer: run git lfs pull",
        b"\x1f\x8b": "this is compressed: gunzip it first",
        b"PK\x03\x04": "this is a zip file: unpack it first",
        b"\xef\xbb\xbf": "this starts with a byte order mark: save it as UTF-8 without one",
        b"[": "this looks like one JSON array: jq -c '.[]' writes one task a line",
        b"{": "a task must not spread over several lines: jq -c . writes one a line",
    }
    return next((hint for start, hint in layouts.items() if raw.startswith(start)), "")
