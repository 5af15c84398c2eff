"""The zip around a bundle: stored members, fixed order, fixed headers, so one content has one spelling.

Format: APPNOTE.TXT 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16.  Neither zipfile nor zlib is used: the first
accepts duplicates, prefixes and lying headers, the second deflates differently from build to build.
Reading trusts no offset: the members are cut out where the layout puts them, the zip is rebuilt around
them, and it must come out byte for byte.  Nothing is ever extracted to disk.
"""

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from raterterm.bundle.refusals import Refusal, refuse
from raterterm.errors import BundleRefused

MAX_BYTES = 256 * 1024 * 1024
"""The largest bundle file."""
MAX_TAG_BYTES = 64 * 1024
"""The largest file outside ``data/``."""

SIGNED = "tagmanifest-sha256.txt"
SIGNATURE = "tagmanifest-sha256.txt.sig"

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_UNIX = 3 << 8
_EPOCH = 1 << 5 | 1
"""1980-01-01 as DOS writes it: the zero of the format, because a moment would make bytes differ."""
_REGULAR = 0o10
_ATTRIBUTES = 0o100644 << 16

_SAFE = re.compile(r"(?:[a-z0-9][a-z0-9._-]*/)*[a-z0-9][a-z0-9._-]*")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_MAX_DIRECTORY = 32 * 1024


class Archive(NamedTuple):
    """What a bundle file holds."""

    folder: str
    """The one top folder."""
    members: Mapping[str, bytes]
    """Content by path below the folder, in the order of the format."""


class _Entry(NamedTuple):
    name: str
    flags: int
    method: int
    crc: int
    stored: int
    size: int
    kind: int
    """The Unix file type; 0 when the writer gave none."""
    offset: int


def pack(archive: Archive) -> bytes:
    """Return the bytes of the zip."""
    return b"".join(_pieces(archive))


def unpack(data: bytes, limits: Mapping[str, int]) -> Archive:
    """Return what a zip holds, whose files must be those of ``limits``, in order and none longer.

    Raises BundleRefused when any byte is not as `pack` would write it.
    """
    if len(data) > MAX_BYTES:
        raise refuse(Refusal.TOO_BIG)
    entries = _entries(data)
    if sum(max(entry.size, entry.stored) for entry in entries) > len(data):
        raise refuse(Refusal.ZIP_BOMB)
    for entry in entries:
        _check_entry(entry)
    folder = _folder(entries)
    found = {entry.name.removeprefix(f"{folder}/"): entry for entry in entries}
    _check_files(found, limits)
    _check_sizes(found, limits)
    archive = Archive(folder, dict(_cut(data, folder, [(path, found[path]) for path in limits])))
    _check_rebuilt(data, archive, found)
    return archive


def is_safe(path: str) -> bool:
    """Tell whether ``path`` means the same file on every system, below where it is unpacked."""
    named = len(path) <= 255 and _SAFE.fullmatch(path)
    return bool(named) and not any(_DEVICE.fullmatch(part) or part[-1] == "." for part in path.split("/"))


def _pieces(archive: Archive) -> Iterator[bytes]:
    """Yield the zip piece by piece: headers and contents, the directory, the end."""
    directory, offset = b"", 0
    for path, content in archive.members.items():
        name = f"{archive.folder}/{path}".encode("ascii")
        shared = (_VERSION, 0, 0, 0, _EPOCH, crc32(content), len(content), len(content), len(name), 0)
        header = _LOCAL.pack(_LOCAL_MAGIC, *shared) + name
        place = (0, 0, 0, _ATTRIBUTES, offset)
        directory += _CENTRAL.pack(_CENTRAL_MAGIC, _UNIX | _VERSION, *shared, *place) + name
        offset += len(header) + len(content)
        yield header
        yield content
    yield directory
    count = len(archive.members)
    yield _END.pack(_END_MAGIC, 0, 0, count, count, len(directory), offset, 0)


def _entries(data: bytes) -> tuple[_Entry, ...]:
    """Return what the directory at the end of the zip lists."""
    end = data.rfind(_END_MAGIC)
    if end < 0 or end + _END.size > len(data):
        raise refuse(Refusal.ZIP_NO_END)
    *_, size, start, _ = _END.unpack_from(data, end)
    if end + _END.size != len(data) or start + size != end or size > _MAX_DIRECTORY:
        raise refuse(Refusal.ZIP_LAYOUT)
    try:
        return tuple(_directory(data[start:end]))
    except struct.error as error:
        raise refuse(Refusal.ZIP_LAYOUT) from error


def _directory(listing: bytes) -> Iterator[_Entry]:
    place = 0
    while place < len(listing):
        magic, _, _, flags, method, _, _, crc, stored, size, *rest = _CENTRAL.unpack_from(listing, place)
        name_length, extra, comment, _, _, attributes, offset = rest
        place += _CENTRAL.size
        name = listing[place : place + name_length]
        if magic != _CENTRAL_MAGIC or len(name) < name_length:
            raise refuse(Refusal.ZIP_LAYOUT)
        place += name_length + extra + comment
        yield _Entry(name.decode("latin-1"), flags, method, crc, stored, size, attributes >> 28, offset)


def _check_entry(entry: _Entry) -> None:
    if entry.kind not in {0, _REGULAR}:
        raise refuse(Refusal.ZIP_FILETYPE, entry.name)
    if not entry.name.isascii():
        raise refuse(Refusal.PATH_CHARSET)
    if not is_safe(entry.name):
        raise refuse(Refusal.PATH_UNSAFE, entry.name)


def _folder(entries: Sequence[_Entry]) -> str:
    if len({entry.name for entry in entries}) < len(entries):
        raise refuse(Refusal.ZIP_DUPLICATE)
    tops = [entry.name.partition("/") for entry in entries]
    if len({folder for folder, _, _ in tops}) != 1 or not all(path for _, _, path in tops):
        raise refuse(Refusal.ZIP_ROOT)
    return tops[0][0]


def _check_files(found: Mapping[str, _Entry], limits: Mapping[str, int]) -> None:
    if not {SIGNED, SIGNATURE} <= found.keys():
        raise refuse(Refusal.UNSIGNED)
    if strangers := found.keys() - limits.keys():
        raise refuse(Refusal.UNEXPECTED_FILE, min(strangers))
    if absent := limits.keys() - found.keys():
        raise refuse(Refusal.MISSING, min(absent))


def _check_sizes(found: Mapping[str, _Entry], limits: Mapping[str, int]) -> None:
    for path, limit in limits.items():
        if found[path].size > limit:
            raise refuse(Refusal.TOO_BIG if path.startswith("data/") else Refusal.TAG_TOO_BIG, path)
        if found[path].method or found[path].flags & 1:
            raise refuse(Refusal.ZIP_COMPRESSED, path)


def _cut(data: bytes, folder: str, found: Sequence[tuple[str, _Entry]]) -> Iterator[tuple[str, bytes]]:
    """Yield the members, cut out where the fixed layout puts them."""
    place = 0
    for path, entry in found:
        if entry.offset != place:
            raise refuse(Refusal.ZIP_LAYOUT)
        place += _LOCAL.size + len(folder) + 1 + len(path)
        yield path, data[place : place + entry.size]
        place += entry.size


def _check_rebuilt(data: bytes, archive: Archive, found: Mapping[str, _Entry]) -> None:
    place = 0
    for piece in _pieces(archive):
        if not data.startswith(piece, place):
            raise _difference(archive, found)
        place += len(piece)
    if place != len(data):
        raise refuse(Refusal.ZIP_LAYOUT)


def _difference(archive: Archive, found: Mapping[str, _Entry]) -> BundleRefused:
    for path, content in archive.members.items():
        if crc32(content) != found[path].crc:
            return refuse(Refusal.ZIP_CRC, path)
    return refuse(Refusal.ZIP_LAYOUT)
