"""Keys whose secret half this program never sees: in an ssh-agent, or on a security key behind one.

``ssh-keygen -Y sign`` asks the agent to sign; only the file with the public half is named.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.publickey import KINDS, PublicKey, read_public_key
from raterterm.bundle.secretkey import SecretKey, key_fault
from raterterm.bundle.sshsig import RESULT, check_signature, read_signature
from raterterm.core.visible import visible_line
from raterterm.errors import BundleRefused, reason_of

SIGNS_WITHIN = 60.0
"""Seconds for somebody to touch a security key."""
_MAX_LINE = 16 * 1024


class AgentKey(SecretKey):
    """A key that an ssh-agent signs with."""

    def __init__(self, path: Path, line: str) -> None:
        self._path = path
        fields = line.split()
        if len(fields) < 2:
            raise ValueError("expected its kind and its base64")
        self.public_key = " ".join(fields[:2])
        self._public: PublicKey = read_public_key(self.blob)

    @classmethod
    def read(cls, path: Path) -> "AgentKey":
        """Read the public half at ``path``.  Raises KeyFileError when it is none that may sign."""
        try:
            with path.open("rb") as file:
                line = file.read(_MAX_LINE).decode("ascii").strip()
        except OSError as error:
            raise key_fault(path, f"cannot be read: {reason_of(error)}") from error
        except UnicodeDecodeError as error:
            raise key_fault(path, "is no public key") from error
        try:
            return cls(path, line)
        except ValueError as error:
            raise key_fault(path, f"is no public key that may sign: {error}") from error

    def sign(self, message: bytes, namespace: str = RESULT) -> bytes:
        """Return the armored SSH signature over ``message``, made by the agent and checked here."""
        armored = self._asked(message, namespace)
        try:
            check_signature(read_signature(armored), self._public, message, namespace)
        except BundleRefused as refused:
            raise key_fault(
                self._path, f"was used for a signature that is not good: {refused.message}"
            ) from refused
        return armored

    def _asked(self, message: bytes, namespace: str) -> bytes:
        command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(self._path.absolute()), "-n", namespace]
        try:
            # In a session of its own: it must not ask for anything on a terminal that shows something else.
            done = subprocess.run(
                command,
                input=message,
                capture_output=True,
                timeout=SIGNS_WITHIN,
                check=False,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise key_fault(self._path, "needs ssh-keygen, which is not installed") from error
        except subprocess.TimeoutExpired as error:
            raise key_fault(
                self._path, f"was not confirmed within {SIGNS_WITHIN:.0f} s", "try again"
            ) from error
        if done.returncode:
            why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
            raise key_fault(
                self._path,
                f"could not sign: {visible_line(why[0], 200)}",
                f"ssh-add {visible_line(str(self._path.with_suffix('')))}",
            )
        return done.stdout


def load_key(path: Path, ask_passphrase: Callable[[], str]) -> SecretKey:
    """Return the key at ``path``: a private key that is opened here, or a public one whose agent signs.

    ``ask_passphrase`` is called only when a private key is locked.  Raises KeyFileError.
    """
    return AgentKey.read(path) if _is_public(path) else SigningKey.load(path, ask_passphrase)


def _is_public(path: Path) -> bool:
    try:
        if not path.is_file():  # a pipe in its place would hang
            return False
        with path.open("rb") as file:
            return file.read(40).startswith(tuple(f"{kind} ".encode() for kind in KINDS))
    except (OSError, ValueError):
        return False
