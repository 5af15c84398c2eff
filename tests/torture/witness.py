"""What system calls show of a program: whom it reached, what it ran, which files it made, where words went."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tests.torture.tracing import Call

CALLS = ",".join(
    (
        "%network,execve,execveat,umask,memfd_create,sendfile,copy_file_range,splice",
        "?open,openat,openat2,?creat,?mkdir,mkdirat,?mknod,mknodat,?symlink,symlinkat",
        "?link,linkat,?rename,renameat,renameat2,?chmod,fchmod,fchmodat",
        "write,pwrite64,writev,pwritev",
    )
)
"""What leads out of a process, makes a file, or writes into one."""

_DEVICES = re.compile(r"/dev/(?:tty|null|pts/\d+)")
_TERMINAL = re.compile(r"/dev/(?:tty|pts/\d+)")
_OF_LIBC = re.compile(rb"/(?:var/)?run/nscd/socket")
"""Where libc asks for the name of a user, on a machine that has it."""
_UNSEEN = {"memfd_create", "sendfile", "copy_file_range", "splice", "openat2", "symlink", "symlinkat"}
_WRITES = {"write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg", "sendmmsg"}
_MODE = re.compile(rb"0\d{1,6}")


class Leave(NamedTuple):
    """What a program may do."""

    umask: int
    """With which it was started."""
    folder: Path
    """The working directory: names that are not whole are meant in it."""
    places: Sequence[Path]
    """Below which it may write."""
    keepers: re.Pattern[str]
    """Which files may hold words of the batch."""
    programs: frozenset[str] = frozenset()
    """Which it may run."""
    sockets: frozenset[str] = frozenset()
    """Of which programs on this machine it may ask something."""


class Secrets(NamedTuple):
    """What is looked for."""

    word: bytes
    """Stands in every text of the batch."""
    passphrase: bytes


def faults_in(calls: Sequence[Call], leave: Leave, secrets: Secrets) -> Iterator[str]:
    """Yield what a program did beyond its leave, each once."""
    unseen = (
        f"{call.name}: what it does cannot be followed"
        for call in calls
        if call.name in _UNSEEN and call.result >= 0
    )
    found = (
        unseen,
        _reached(calls, leave),
        _ran(calls, leave, secrets),
        _made(calls, leave),
        _wrote(calls, leave, secrets),
    )
    yield from dict.fromkeys(chain(*found))


def _reached(calls: Sequence[Call], leave: Leave) -> Iterator[str]:
    for call in calls:
        if call.name in {"socket", "socketpair"} and call.arguments[0] not in {b"AF_UNIX", b"AF_LOCAL"}:
            yield f"a socket of {call.arguments[0].decode()} was opened"
        for part in call.arguments[1:] if call.name in {"connect", "bind", "sendto"} else ():
            _, named, address = part.partition(b"sun_path=")
            asked = address.strip(b'"}@')
            if named and not (_OF_LIBC.fullmatch(asked) or asked.decode() in leave.sockets):
                yield f"{call.name}: {asked.decode()}"


def _ran(calls: Sequence[Call], leave: Leave, secrets: Secrets) -> Iterator[str]:
    for call in calls:
        if not call.name.startswith("execve"):
            continue
        name = Path(call.arguments[0].decode()).name
        if any(secret in part for part in call.arguments for secret in secrets):
            yield f"{name} was given a secret, as an argument or in its environment"
        if call.result == 0 and name not in leave.programs:
            yield f"{name} was run"


# Files


def _made(calls: Sequence[Call], leave: Leave) -> Iterator[str]:
    """Yield the files that others could use, even for an instant, and those that are somewhere else."""
    umask, public = leave.umask, set[Path]()
    for call in (call for call in calls if call.result >= 0 or call.name == "umask"):
        if call.name == "umask":
            umask = int(call.arguments[0], 8)
        elif call.name in {"chmod", "fchmodat", "fchmod"}:
            path = call.path_of(0) if call.name == "fchmod" else leave.folder / _named(call)
            if path and _mode(call) & 0o077:
                public.add(path)
        elif call.name in {"link", "linkat", "rename", "renameat", "renameat2"}:
            old, new = (leave.folder / name for name in _pair(call))
            if old in public and new.suffix == ".pub":
                public.discard(old)
            yield from _strays([new], leave)
        elif (path := _fresh(call, leave.folder)) is not None:
            wide = _mode(call) & ~umask & 0o077 if _is_created(call) else 0
            if wide and not _DEVICES.fullmatch(str(path)):
                yield f"{path} was made with mode {_mode(call) & ~umask:04o}"
            yield from _strays([path], leave)
    yield from (f"{path} was opened to others" for path in sorted(public))


def _strays(paths: Sequence[Path], leave: Leave) -> Iterator[str]:
    for path in paths:
        is_ours = any(path.is_relative_to(place) for place in leave.places)
        if not is_ours and not _DEVICES.fullmatch(str(path)):
            yield f"{path} was written"


def _fresh(call: Call, folder: Path) -> Path | None:
    """Return the file or folder that a call makes or opens to be written, None where it does neither."""
    if call.name in {"mkdir", "mkdirat", "mknod", "mknodat"}:
        return folder / _named(call)
    if call.name not in {"open", "openat", "creat"}:
        return None
    flags = b" ".join(call.arguments)
    is_written = call.name == "creat" or re.search(rb"O_(?:WRONLY|RDWR|CREAT|TMPFILE)", flags)
    return call.path if is_written else None


def _is_created(call: Call) -> bool:
    return call.name not in {"open", "openat"} or bool(
        re.search(rb"O_(?:CREAT|TMPFILE)", b" ".join(call.arguments))
    )


def _mode(call: Call) -> int:
    """Return the last argument that is a mode."""
    modes = [part for part in call.arguments[1:] if _MODE.fullmatch(part)]
    return int(modes[-1], 8) if modes else 0


def _named(call: Call) -> Path:
    return _whole(call.arguments[:2] if call.name.endswith("at") else [b"", call.arguments[0]])


def _pair(call: Call) -> tuple[Path, Path]:
    parts = call.arguments
    if call.name in {"link", "rename"}:
        return _whole([b"", parts[0]]), _whole([b"", parts[1]])
    return _whole(parts[:2]), _whole(parts[2:4])


def _whole(parts: Sequence[bytes]) -> Path:
    """Return the path of a name below a descriptor."""
    folder = parts[0].partition(b"<")[2].rstrip(b">").decode()
    return Path(folder, parts[1].decode())


# Words


def _wrote(calls: Sequence[Call], leave: Leave, secrets: Secrets) -> Iterator[str]:
    told = set[str]()
    for call in (call for call in calls if call.name in _WRITES):
        said = b"".join(call.arguments[1:])
        where = call.arguments[0].decode("utf-8", "replace")
        if secrets.passphrase in said:
            told.add(f"the passphrase was written to {where}")
        if secrets.word in said and not _may_hold(where, leave):
            told.add(f"words of the batch were written to {where}")
    yield from sorted(told)


def _may_hold(where: str, leave: Leave) -> bool:
    path = where.partition("<")[2].rstrip(">")
    return bool(_TERMINAL.fullmatch(path) or leave.keepers.fullmatch(path))
