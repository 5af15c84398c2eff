"""Files that only their owner reads, written whole or not at all."""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TEMPORARY = re.compile(r"\.raterterm-[a-z0-9_]{8}")
"""What mkstemp calls the files that are being written."""

_FOLDER = ".raterterm-folder-"

_TEMPORARY_FOLDER = re.compile(re.escape(_FOLDER) + "[a-z0-9_]{8}")
"""What mkdtemp calls the folders that are lent."""

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""How file systems say that they have no hard links."""


def write(path: Path, content: bytes, *, replace: bool = False, mode: int = 0o600) -> None:
    """Write a file that is durable when this returns; a symbolic link in its place is not followed.

    Raises FileExistsError when something is there and ``replace`` is not set, and OSError or ValueError
    when the system refuses; then nothing has changed.
    """
    sweep(path.parent)
    # 1. A new file beside it, which mkstemp makes 0600 whatever the umask.  2. Its bytes on the disk.
    # 3. Its name.  4. The name on the disk.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".raterterm-")
    fresh = Path(temporary)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _lock(descriptor)
            file.write(content)
            file.flush()
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
            if replace:
                fresh.replace(path)
            else:
                name(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in ``directory`` durable.  Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def folder(directory: Path) -> Iterator[tuple[Path, int]]:
    """Lend a new folder in ``directory``, removed with all that is in it, and the descriptor that holds it.

    A process that was given the descriptor holds the folder too: it is not swept while that one lives.
    Raises OSError.
    """
    with tempfile.TemporaryDirectory(dir=directory, prefix=_FOLDER, ignore_cleanup_errors=True) as lent:
        descriptor = os.open(lent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _lock(descriptor)
            yield Path(lent), descriptor
        finally:
            os.close(descriptor)


def sweep(directory: Path) -> None:
    """Remove what a process that was killed while it wrote has left; who still writes holds a lock.

    Raises OSError when the directory cannot be read.
    """
    for left in list(directory.iterdir()):
        is_folder = _TEMPORARY_FOLDER.fullmatch(left.name) is not None
        if not (is_folder or _TEMPORARY.fullmatch(left.name)):
            continue
        # Another's, or just finished: no reason not to write.
        with suppress(OSError):
            descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left) if is_folder else left.unlink()
            finally:
                os.close(descriptor)


def _lock(descriptor: int) -> None:
    # Where files cannot be locked, none can be swept either.
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def name(fresh: Path, path: Path) -> None:
    """Give a file its name unless another has it: a link, unlike a rename, never overwrites.

    It may keep its first name beside.  Raises OSError, FileExistsError when the name is taken.
    """
    try:
        path.hardlink_to(fresh)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        fresh.replace(path)
