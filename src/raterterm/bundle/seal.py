"""Seals a bundle to the team's keys, so that nobody else can read it.

Format: age-encryption.org/v1, to X25519 or ssh-ed25519 recipients.  The library is an optional part,
because it has no build for every system.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from raterterm.bundle.archive import MAX_BYTES
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.core.visible import visible_line
from raterterm.errors import KeyFileError, RatertermError, UsageError, reason_of

_MAGIC = b"age-encryption.org/v1\n"
_MAX_SEALED = MAX_BYTES + MAX_BYTES // 1024
_MAX_IDENTITY = 64 * 1024


def is_sealed(data: bytes) -> bool:
    """Tell whether ``data`` is an age file."""
    return data.startswith(_MAGIC)


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """Return ``data`` encrypted to ``recipients``: ``age1...`` or ``ssh-ed25519 ...``.

    Raises UsageError when a recipient is neither.
    """
    pyrage = _pyrage()
    keys = [_recipient(pyrage, recipient) for recipient in recipients]
    if not keys:
        raise UsageError("expected at least one recipient to seal to")
    sealed: bytes = pyrage.encrypt(data, keys)
    return sealed


def open_sealed(data: bytes, identity: Path) -> bytes:
    """Return what was sealed, opened with the age identities or the OpenSSH key in a file.

    Raises KeyFileError when the file holds neither, BundleRefused when nothing in it opens the seal or
    the sealed file is not whole.
    """
    pyrage = _pyrage()
    if len(data) > _MAX_SEALED:
        raise refuse(Refusal.TOO_BIG)
    keys = _identities(pyrage, identity)
    try:
        opened: bytes = pyrage.decrypt(data, keys)
    except (pyrage.DecryptError, ValueError) as error:
        raise refuse(Refusal.SEAL_BROKEN) from error
    return opened


def _pyrage() -> ModuleType:
    try:
        return import_module("pyrage")
    except ImportError as error:
        raise RatertermError(
            "sealing needs a part that is not installed", hints=["pip install 'raterterm[seal]'"]
        ) from error


def _recipient(pyrage: ModuleType, recipient: str) -> Any:
    kind = pyrage.ssh if recipient.startswith("ssh-ed25519 ") else pyrage.x25519
    try:
        return kind.Recipient.from_str(recipient.strip())
    except (pyrage.RecipientError, ValueError) as error:
        raise UsageError(
            "expected a recipient such as 'age1...' or 'ssh-ed25519 AAAA...'", hints=["age-keygen -y FILE"]
        ) from error


def _identities(pyrage: ModuleType, path: Path) -> list[Any]:
    told = visible_line(str(path))
    try:
        with path.open("rb") as file:
            keys = _read_identities(pyrage, file.read(_MAX_IDENTITY))
    except OSError as error:
        raise KeyFileError(f"identity {told} cannot be read: {reason_of(error)}") from error
    except (pyrage.IdentityError, ValueError) as error:
        raise KeyFileError(f"identity {told} is neither an age identity nor an OpenSSH key") from error
    if not keys:
        raise KeyFileError(f"identity {told} holds no identity", hints=["age-keygen -o FILE"])
    return keys


def _read_identities(pyrage: ModuleType, text: bytes) -> list[Any]:
    if b"-----BEGIN OPENSSH PRIVATE KEY-----" in text:
        return [pyrage.ssh.Identity.from_buffer(text)]
    lines = (line.strip() for line in text.decode("ascii").splitlines())
    return [pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
