"""Secret keys: what makes SSH signatures, wherever the secret half is kept."""

from abc import ABC, abstractmethod
from base64 import b64decode
from pathlib import Path

from raterterm.bundle.publickey import fingerprint
from raterterm.bundle.sshsig import RESULT
from raterterm.bundle.statement import check_principal
from raterterm.core.visible import visible_line
from raterterm.errors import KeyFileError


class SecretKey(ABC):
    """A key that can sign."""

    public_key: str
    """Its kind and its base64, as a ``.pub`` file has them."""

    @abstractmethod
    def sign(self, message: bytes, namespace: str = RESULT) -> bytes:
        """Return the armored SSH signature over ``message``.  Raises KeyFileError."""

    @property
    def blob(self) -> bytes:
        """The public key as SSH signatures carry it."""
        return b64decode(self.public_key.split()[1])

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public key as ``ssh-keygen -l`` prints it."""
        return fingerprint(self.blob)

    def public_line(self, principal: str) -> str:
        """Return the line by which the team allows this key to sign bundles as ``principal``."""
        return f'{check_principal(principal)} namespaces="{RESULT}" {self.public_key}'


def key_fault(path: Path, problem: str, *hints: str) -> KeyFileError:
    """Return the error to raise about the key file at ``path``."""
    return KeyFileError(f"key {visible_line(str(path))} {problem}", hints=hints)
