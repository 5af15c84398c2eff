"""Pages: reads a SQLite file page by page, also one that SQLite itself refuses.

Python's ``sqlite3`` has no way to recover, and the shell's ``.recover`` is missing from many builds.
Nothing here can write.  Format: sqlite.org/fileformat2.html.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

MAGIC = b"SQLite format 3\0"
USUAL_SIZE = 4096
"""Bytes of a page where nothing says otherwise: SQLite's default, and nobody here sets another."""

_SIZES = {1 << power for power in range(9, 17)}
_RESERVES = {0, 12}
"""Bytes that builds of SQLite keep free at the end of a page; Apple's keeps 12."""

_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 13, 10, 2
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WIDTHS = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value, by its serial type below 10."""

Value = int | float | str | bytes | None


class Cell(NamedTuple):
    """One row, of a table or of an index."""

    rowid: int | None
    """None in an index, and in a table that is kept as one."""
    values: tuple[Value, ...]


class Pages:
    """The pages of a database, with those in its write-ahead log over them; use it as a context manager."""

    def __init__(self, path: Path, *, with_log: bool = True) -> None:
        """Open the file to be read.  Raises OSError."""
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        header = os.pread(self._file, 100, 0)
        log = _Log.read(path.with_name(path.name + "-wal")) if with_log else None
        self._logged = log.pages if log else {}
        self.size = _page_size(header) or (log.page_size if log else 0) or USUAL_SIZE
        self._usable = self.size - _reserve(header)
        self.in_file = -(-os.fstat(self._file).st_size // self.size)
        """Pages of the file itself, the last of which may be cut off."""
        self.count = max([self.in_file, *self._logged])
        """Number of the last page."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    @property
    def logged(self) -> Sequence[int]:
        """The numbers of the pages that the log holds."""
        return sorted(self._logged)

    def page(self, number: int) -> bytes:
        """Return a page, filled up with zeros where the file ends."""
        found = self._logged.get(number)
        if found is None:
            found = os.pread(self._file, self.size, (number - 1) * self.size)
        return found[: self.size].ljust(self.size, b"\0")

    def cells(self, numbers: Sequence[int] | None = None) -> Iterator[Cell]:
        """Yield every row that can be read on these pages, or on all; what cannot be is passed over."""
        for number in range(1, self.count + 1) if numbers is None else numbers:
            yield from self._cells_on(number)

    def _cells_on(self, number: int) -> Iterator[Cell]:
        page = self.page(number)
        start = 100 if number == 1 else 0
        kind, cells = page[start], int.from_bytes(page[start + 3 : start + 5])
        if kind not in {_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR}:
            return
        first = start + (12 if kind == _INDEX_INTERIOR else 8)
        for at in range(first, min(first + 2 * cells, self.size - 1), 2):
            try:
                yield self._cell(page, int.from_bytes(page[at : at + 2]), kind)
            except (ValueError, IndexError, struct.error):
                continue

    def _cell(self, page: bytes, at: int, kind: int) -> Cell:
        at += 4 * (kind == _INDEX_INTERIOR)
        length, at = _varint(page, at)
        rowid = None
        if kind == _TABLE_LEAF:
            rowid, at = _varint(page, at)
        return Cell(rowid, _record(self._payload(page, at, length, kind)))

    def _payload(self, page: bytes, at: int, length: int, kind: int) -> bytes:
        here = self._kept_on_page(length, kind)
        if length > self.count * self.size or at + here > self.size:
            raise ValueError("is longer than what there is")
        parts = [page[at : at + here]]
        missing = length - here
        following = int.from_bytes(page[at + here : at + here + 4]) if missing else 0
        while missing > 0:
            if not 1 < following <= self.count:
                raise ValueError("its rest is not there")
            rest = self.page(following)
            following = int.from_bytes(rest[:4])
            parts.append(rest[4 : 4 + min(missing, self._usable - 4)])
            missing -= self._usable - 4
        return b"".join(parts)

    def _kept_on_page(self, length: int, kind: int) -> int:
        """Return how much of a row stands on its own page; the rest is on pages that overflow."""
        usable = self._usable
        most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (length - least) % (usable - 4)
        return kept if kept <= most else least


def logged_pages(path: Path) -> set[int]:
    """Return at least the numbers of the pages that a log would replace; none where there is no log.

    Much faster than reading the log, as no checksum is worked out.  Raises OSError.
    """
    with path.open("rb") as file:
        header = file.read(_WAL_HEADER)
        size = _log_page_size(header)
        numbers: set[int] = set()
        while (
            size and len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER and frame[8:16] == header[16:24]
        ):
            numbers.add(int.from_bytes(frame[:4]))
            file.seek(size, os.SEEK_CUR)
    return numbers


class _Log(NamedTuple):
    """What the transactions in a write-ahead log that were finished have written."""

    page_size: int
    pages: dict[int, bytes]

    @classmethod
    def read(cls, path: Path) -> "_Log | None":
        """Read the log at ``path``; None where there is none, or nothing of it holds."""
        data = path.read_bytes() if path.is_file() else b""
        size = _log_page_size(data)
        if not size:
            return None
        order = ">" if data[3] & 1 else "<"
        sums = _checksum(data[:24], (0, 0), order)
        if sums != struct.unpack(">2I", data[24:32]):
            return None
        return cls(size, _finished(data, size, order, sums))


def _finished(data: bytes, size: int, order: str, sums: tuple[int, int]) -> dict[int, bytes]:
    finished: dict[int, bytes] = {}
    begun: dict[int, bytes] = {}
    for at in range(_WAL_HEADER, len(data) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        head, page = data[at : at + _FRAME_HEADER], data[at + _FRAME_HEADER : at + _FRAME_HEADER + size]
        number, commit = struct.unpack(">2I", head[:8])
        sums = _checksum(page, _checksum(head[:8], sums, order), order)
        if head[8:16] != data[16:24] or sums != struct.unpack(">2I", head[16:]):
            break
        begun[number] = page
        if commit:
            finished |= begun
            begun = {}
    return finished


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    for one, other in struct.iter_unpack(order + "2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second


def _log_page_size(header: bytes) -> int:
    """Return the page size that a log's header states, or 0 when it is none."""
    if len(header) < _WAL_HEADER or header[:3] != b"\x37\x7f\x06" or header[3] not in {0x82, 0x83}:
        return 0
    size = int.from_bytes(header[8:12])
    return size if size in _SIZES else 0


def _page_size(header: bytes) -> int:
    stated = int.from_bytes(header[16:18])
    size = 65536 if stated == 1 else stated
    return size if header.startswith(MAGIC) and size in _SIZES else 0


def _reserve(header: bytes) -> int:
    return header[20] if header.startswith(MAGIC) and header[20] in _RESERVES else 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where the next begins."""
    value = 0
    for byte in data[at : at + 8]:
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    value = value << 8 | data[at]
    return value - (1 << 64) if value >> 63 else value, at + 1


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    body = end
    values: list[Value] = []
    while at < end:
        kind, at = _varint(payload, at)
        width = _width(kind)
        if kind in {10, 11} or kind < 0 or body + width > len(payload):
            raise ValueError("is no row")
        values.append(_value(kind, payload[body : body + width]))
        body += width
    if body != len(payload):
        raise ValueError("is no row")
    return tuple(values)


def _width(kind: int) -> int:
    return _WIDTHS[kind] if 0 <= kind < 10 else (kind - 12) // 2


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind < 7:
        return int.from_bytes(data, signed=True)
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind < 10:
        return kind - 8
    return data if kind % 2 == 0 else data.decode()
