"""SSH signatures over files, as ``ssh-keygen -Y`` makes and checks them.

Format: OpenSSH's PROTOCOL.sshsig.  Written here because the libraries at hand either only verify, accept
md5, or take no expected namespace.  Armor is malleable text, and ssh-keygen accepts altered armor: what is
read here must be exactly what would be written.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import new as new_hash
from typing import NamedTuple

from raterterm.bundle import wire
from raterterm.bundle.publickey import PublicKey
from raterterm.bundle.refusals import Refusal, refuse

RESULT = "result-v1@raterterm"
"""The namespace of bundles."""
HASHES = ("sha256", "sha512")

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
_ARMOR = re.compile(_BEGIN + rb"([A-Za-z0-9+/=\n]+)" + _END)


class Signature(NamedTuple):
    """An SSH signature, taken apart."""

    key: bytes
    """The blob of the public key that claims to have signed."""
    namespace: str
    hash: str
    algorithm: str
    body: bytes
    """What follows the algorithm."""

    def armored(self) -> bytes:
        """Return the signature as the file that ssh-keygen writes."""
        fields = (self.key, self.namespace.encode(), b"", self.hash.encode())
        signature = wire.string(self.algorithm.encode()) + self.body
        blob = _MAGIC + _VERSION + b"".join(map(wire.string, (*fields, signature)))
        return _BEGIN + b"".join(_wrapped(b64encode(blob))) + _END


def told(message: bytes, namespace: str, hash_name: str) -> bytes:
    """Return the bytes that a signature over ``message`` really signs."""
    digest = new_hash(hash_name, message).digest()
    return _MAGIC + b"".join(map(wire.string, (namespace.encode(), b"", hash_name.encode(), digest)))


def read_signature(armored: bytes) -> Signature:
    """Return the signature in a ``.sig`` file; raise BundleRefused when it is not in canonical form."""
    try:
        signature = _read_blob(_dearmored(armored))
    except ValueError as error:
        raise refuse(Refusal.SIG_MALFORMED) from error
    if signature.armored() != armored:
        raise refuse(Refusal.SIG_MALFORMED)
    return signature


def check_signature(signature: Signature, key: PublicKey, message: bytes, namespace: str) -> None:
    """Raise BundleRefused unless ``key`` signed ``message`` for this purpose."""
    check_terms(signature, namespace)
    key.check(signature.algorithm, signature.body, told(message, namespace, signature.hash))


def check_terms(signature: Signature, namespace: str) -> None:
    """Raise BundleRefused when the signature is for another purpose or over a weak hash."""
    if signature.namespace != namespace:
        raise refuse(Refusal.SIG_NAMESPACE, signature.namespace)
    if signature.hash not in HASHES:
        raise refuse(Refusal.SIG_HASH)


def _wrapped(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), _COLUMNS):
        yield text[start : start + _COLUMNS] + b"\n"


def _dearmored(armored: bytes) -> bytes:
    found = _ARMOR.fullmatch(armored)
    if not found:
        raise ValueError("has no armor")
    return b64decode(found[1].replace(b"\n", b""), validate=True)


def _read_blob(blob: bytes) -> Signature:
    front, rest = wire.take(blob, len(_MAGIC + _VERSION))
    if front != _MAGIC + _VERSION:
        raise ValueError("is of another version")
    key, namespace, _, hash_name, signature = wire.strings(rest, 5)
    algorithm, body = wire.take_string(signature)
    return Signature(key, namespace.decode(), hash_name.decode(), algorithm.decode(), body)
