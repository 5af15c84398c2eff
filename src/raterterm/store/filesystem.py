"""The file system under a workspace: SQLite and locks can be relied on where it is this machine's own."""

import os
from pathlib import Path

_SHARED = {
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "glusterfs",
    "lustre",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
    "vboxsf",
}
_MOUNTS = Path("/proc/self/mounts")


def kind_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """Return the kind of the file system that ``path`` is on, such as ``ext4``; empty where it is not known."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    place, found = path.resolve(), (Path(), "")
    for mounted, kind in (line.split(" ")[1:3] for line in lines if line.count(" ") > 2):
        at = Path(_unescaped(mounted))
        # The last one on a place hides those before it.
        if place.is_relative_to(at) and len(at.parts) >= len(found[0].parts):
            found = (at, kind)
    return found[1]


def is_shared(kind: str) -> bool:
    """Tell whether other machines may use a file system of this kind at the same time."""
    return kind in _SHARED or kind.startswith("fuse")


def free_bytes(path: Path) -> int:
    """Return how much this user may still write where ``path`` is.  Raises OSError."""
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize


def _unescaped(written: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        written = written.replace(code, character)
    return written
