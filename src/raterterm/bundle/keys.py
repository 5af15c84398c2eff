"""The rater's signing key: an Ed25519 key in a file that OpenSSH reads too.

Format: OpenSSH's PROTOCOL.key.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)

from raterterm import privatefile
from raterterm.bundle import wire
from raterterm.bundle.publickey import ED25519
from raterterm.bundle.secretkey import SecretKey, key_fault
from raterterm.bundle.sshsig import RESULT, Signature, told
from raterterm.core.visible import visible_line
from raterterm.errors import KeyFileError, reason_of

MAX_KEY_BYTES = 64 * 1024
_HEADER = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_MAKE_ONE = "raterterm key new"
_BINARY = getattr(os, "O_BINARY", 0)


class SigningKey(SecretKey):
    """An Ed25519 private key, unlocked."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    @classmethod
    def generate(cls) -> "SigningKey":
        """Make a new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def load(cls, path: Path, ask_passphrase: Callable[[], str]) -> "SigningKey":
        """Read a key file; ``ask_passphrase`` is called only when the key is locked.

        Raises KeyFileError when the file is no usable key or may be read by others.
        """
        text = _read_private(path)
        if not text.lstrip().startswith(_HEADER):
            raise key_fault(path, *_why_not_openssh(text))
        try:
            private: object = load_ssh_private_key(text, None)
        except TypeError:
            private = _unlock(path, text, ask_passphrase())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise key_fault(path, "is damaged, or of a kind that cannot sign here", _MAKE_ONE) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise key_fault(path, "is not an Ed25519 key", _MAKE_ONE)
        return cls(private)

    def sign(self, message: bytes, namespace: str = RESULT) -> bytes:
        """Return the armored SSH signature over ``message``."""
        body = wire.string(self._private.sign(told(message, namespace, "sha512")))
        return Signature(self.blob, namespace, "sha512", ED25519, body).armored()

    def save(self, path: Path, passphrase: str | None) -> None:
        """Write the key, readable by its owner alone, and its public half beside it as ``.pub``.

        Folders that are missing are made.  Raises KeyFileError when either file is there already: a key is never overwritten.
        """
        _make_folder(path)
        public = Path(f"{path}.pub")
        private = self._private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, _locked_with(passphrase))
        _write_new(path, private, 0o600)
        try:
            _write_new(public, f"{self.public_key}\n".encode(), 0o644)
        except KeyFileError:
            path.unlink()
            raise


def _locked_with(passphrase: str | None) -> KeySerializationEncryption:
    return BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()


def _read_private(path: Path) -> bytes:
    """Return the file's bytes; a file that others can read, or that is no file, is refused unread."""
    try:
        # Without blocking, so that a pipe in its place cannot hang.
        handle = os.open(path, os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise key_fault(path, "does not exist", _MAKE_ONE) from error
    except (OSError, ValueError) as error:
        raise key_fault(path, f"cannot be opened: {reason_of(error)}") from error
    try:
        _check_file(path, os.fstat(handle))
        text = os.read(handle, MAX_KEY_BYTES)
    finally:
        os.close(handle)
    if not text.strip():
        raise key_fault(path, "is empty", _MAKE_ONE)
    return text


def _check_file(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise key_fault(path, "is a directory, expected a file")
    if not stat.S_ISREG(found.st_mode):
        raise key_fault(path, "is not a regular file")
    if os.name == "posix" and found.st_mode & 0o077:
        mode = stat.S_IMODE(found.st_mode)
        raise key_fault(
            path, f"may be used by others (mode {mode:04o})", f"chmod 600 {visible_line(str(path))}"
        )
    if found.st_size > MAX_KEY_BYTES:
        raise key_fault(path, "is too large to be a key")


def _why_not_openssh(text: bytes) -> tuple[str, ...]:
    if text.startswith((b"ssh-", b"ecdsa-", b"sk-")):
        return "is a public key, expected the private one", "name the file without .pub"
    if b"PRIVATE KEY-----" in text:
        return "is a private key in another format, expected OpenSSH's", "ssh-keygen -p -f FILE rewrites it"
    return "is not a private key in OpenSSH's format", _MAKE_ONE


def _unlock(path: Path, text: bytes, passphrase: str) -> object:
    try:
        return load_ssh_private_key(text, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise key_fault(path, "does not open with this passphrase", "try again") from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise key_fault(path, f"cannot be written: {reason_of(error)}") from error


def _write_new(path: Path, content: bytes, mode: int) -> None:
    try:
        privatefile.write(path, content, mode=mode)
    except FileExistsError as error:
        raise key_fault(path, "exists already and is not overwritten", "choose another name") from error
    except (OSError, ValueError) as error:
        raise key_fault(path, f"cannot be written: {reason_of(error)}") from error
