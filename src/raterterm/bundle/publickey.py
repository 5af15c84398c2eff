"""Public SSH keys of signers, and how each kind signs.

Key and signature blobs: RFC 8709 (ssh-ed25519), RFC 5656 (ecdsa-sha2-*), RFC 8332 (rsa-sha2-*) and
OpenSSH's PROTOCOL.u2f (sk-ssh-ed25519).  RSA with SHA-1, DSA and certificates are not accepted.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from raterterm.bundle import wire
from raterterm.bundle.refusals import Refusal, refuse

ED25519 = "ssh-ed25519"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
RSA = "ssh-rsa"
MIN_RSA_BITS = 2048
MAX_RSA_BITS = 16_384
_USER_PRESENT = 1

_CURVES: Mapping[str, type[HashAlgorithm]] = {
    "ecdsa-sha2-nistp256": SHA256,
    "ecdsa-sha2-nistp384": SHA384,
    "ecdsa-sha2-nistp521": SHA512,
}
_RSA_HASHES: Mapping[str, type[HashAlgorithm]] = {"rsa-sha2-256": SHA256, "rsa-sha2-512": SHA512}
KINDS = (ED25519, *_CURVES, SK_ED25519, RSA)
"""Kinds of key that may sign."""


class PublicKey(NamedTuple):
    """A key that may sign."""

    kind: str
    blob: bytes
    """As OpenSSH's base64 field holds it."""
    check: Callable[[str, bytes, bytes], None]
    """Takes algorithm, signature body and message; raises when they do not fit."""

    @property
    def fingerprint(self) -> str:
        """The SHA-256 as ``ssh-keygen -l`` prints it."""
        return fingerprint(self.blob)


def fingerprint(blob: bytes) -> str:
    """Return the SHA-256 of a key blob as ``ssh-keygen -l`` prints it."""
    return "SHA256:" + b64encode(sha256(blob).digest()).decode().rstrip("=")


def read_public_key(blob: bytes) -> PublicKey:
    """Return the key in a blob; raise ValueError, in a sentence, when it may not sign."""
    kind = wire.take_string(blob).value.decode("ascii", "replace")
    if kind not in KINDS:
        raise ValueError(f"expected a key of the kinds {', '.join(KINDS)}")
    if kind == SK_ED25519:
        _, point, application = wire.strings(blob, 3)
        return PublicKey(kind, blob, _security_key(Ed25519PublicKey.from_public_bytes(point), application))
    return PublicKey(kind, blob, _software_key(kind, blob))


def _software_key(kind: str, blob: bytes) -> Callable[[str, bytes, bytes], None]:
    try:
        key = load_ssh_public_key(kind.encode() + b" " + b64encode(blob))
    except UnsupportedAlgorithm as error:
        raise ValueError("expected a key that can be used here") from error
    match key:
        case Ed25519PublicKey():
            return _ed25519(key)
        case EllipticCurvePublicKey():
            return _ecdsa(key, kind)
        case RSAPublicKey() if MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            return _rsa(key)
        case _:
            raise ValueError(f"expected an RSA key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits")


def _ed25519(key: Ed25519PublicKey) -> Callable[[str, bytes, bytes], None]:
    def check(algorithm: str, body: bytes, message: bytes) -> None:
        _expect(algorithm == ED25519)
        (signature,) = _body(body, 1)
        _verified(lambda: key.verify(signature, message))

    return check


def _ecdsa(key: EllipticCurvePublicKey, kind: str) -> Callable[[str, bytes, bytes], None]:
    def check(algorithm: str, body: bytes, message: bytes) -> None:
        _expect(algorithm == kind)
        (pair,) = _body(body, 1)
        r, s = (int.from_bytes(number, "big", signed=True) for number in _body(pair, 2))
        if min(r, s) <= 0 or wire.mpint(r) + wire.mpint(s) != pair:
            raise refuse(Refusal.SIG_MALFORMED)
        _verified(lambda: key.verify(encode_dss_signature(r, s), message, ECDSA(_CURVES[kind]())))

    return check


def _rsa(key: RSAPublicKey) -> Callable[[str, bytes, bytes], None]:
    def check(algorithm: str, body: bytes, message: bytes) -> None:
        _expect(algorithm in _RSA_HASHES)
        (signature,) = _body(body, 1)
        _verified(lambda: key.verify(signature, message, PKCS1v15(), _RSA_HASHES[algorithm]()))

    return check


def _security_key(key: Ed25519PublicKey, application: bytes) -> Callable[[str, bytes, bytes], None]:
    def check(algorithm: str, body: bytes, message: bytes) -> None:
        _expect(algorithm == SK_ED25519)
        signature, presence = wire.take_string(body)
        if len(presence) != 5:
            raise refuse(Refusal.SIG_MALFORMED)
        if not presence[0] & _USER_PRESENT:
            raise refuse(Refusal.SIG_PRESENCE)
        told = sha256(application).digest() + presence + sha256(message).digest()
        _verified(lambda: key.verify(signature, told))

    return check


def _expect(accepted: bool) -> None:
    if not accepted:
        raise refuse(Refusal.SIG_KEY)


def _body(text: bytes, count: int) -> list[bytes]:
    try:
        return wire.strings(text, count)
    except ValueError as error:
        raise refuse(Refusal.SIG_MALFORMED) from error


def _verified(verify: Callable[[], None]) -> None:
    try:
        verify()
    except (InvalidSignature, ValueError) as error:
        raise refuse(Refusal.SIG_BAD) from error
