"""Signatures are those of OpenSSH: PROTOCOL.sshsig, with ssh-keygen as the witness."""

from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.bundle.conftest import ALICE, Run, World

from raterterm.bundle import wire
from raterterm.bundle.archive import SIGNATURE, SIGNED
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.publickey import SK_ED25519, read_public_key
from raterterm.bundle.sshsig import RESULT, Signature, check_signature, read_signature, told
from raterterm.errors import BundleRefused

MESSAGE = b"what is signed\n"


def keygen_signature(run: Run, folder: Path, *options: str) -> bytes:
    """Return what ssh-keygen signs with the key in ``folder``."""
    done = run("ssh-keygen", "-Y", "sign", "-f", str(folder / "key"), "-n", RESULT, *options, stdin=MESSAGE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def public_blob(folder: Path) -> bytes:
    """Return the blob of the public key in ``folder``."""
    return b64decode((folder / "key.pub").read_text().split()[1])


def test_a_signature_is_byte_for_byte_that_of_ssh_keygen(run: Run, tmp_path: Path) -> None:
    """Ed25519 is deterministic, and the armor has one form."""
    key = SigningKey.generate()
    key.save(tmp_path / "key", None)

    ours, theirs = key.sign(MESSAGE), keygen_signature(run, tmp_path)

    assert ours == theirs


def test_ssh_keygen_verifies_a_bundle(world: World, run: Run, tmp_path: Path) -> None:
    """A team needs no raterterm to check who signed."""
    (tmp_path / "allowed_signers").write_text(world.signers)
    (tmp_path / "sig").write_bytes(world.files[SIGNATURE])
    command = ("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", ALICE, "-n", RESULT, "-s", "sig")

    done = run(*command, stdin=world.files[SIGNED])

    assert done.stdout.startswith(f'Good "{RESULT}" signature for {ALICE}'.encode())


@pytest.mark.parametrize(
    "options",
    [
        "-t ed25519",
        "-t ecdsa -b 256",
        "-t ecdsa -b 384",
        "-t ecdsa -b 521",
        "-t rsa -b 2048",
    ],
)
@pytest.mark.parametrize("hashed", ["sha256", "sha512"])
def test_signatures_of_ssh_keygen_are_accepted(run: Run, tmp_path: Path, options: str, hashed: str) -> None:
    """Every kind of key that OpenSSH makes and that is not weak may sign."""
    run("ssh-keygen", "-q", *options.split(), "-N", "", "-f", "key")
    signature = read_signature(keygen_signature(run, tmp_path, "-O", f"hashalg={hashed}"))
    key = read_public_key(public_blob(tmp_path))

    check_signature(signature, key, MESSAGE, RESULT)

    with pytest.raises(BundleRefused) as refused:
        check_signature(signature, key, MESSAGE + b".", RESULT)
    assert refused.value.code == "sig-bad"


def test_a_short_rsa_key_may_not_sign(run: Run, tmp_path: Path) -> None:
    """RSA keys below 2048 bits are not accepted."""
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", "key")

    with pytest.raises(ValueError, match="RSA key of 2048 to"):
        read_public_key(public_blob(tmp_path))


def test_a_certificate_may_not_sign(run: Run, tmp_path: Path) -> None:
    """A certificate would let somebody outside the list say who may sign."""
    for name in ("ca", "key"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name)
    run("ssh-keygen", "-q", "-s", "ca", "-I", "id", "-n", ALICE, "key.pub")
    blob = b64decode((tmp_path / "key-cert.pub").read_text().split()[1])

    with pytest.raises(ValueError, match="expected a key of the kinds"):
        read_public_key(blob)


class SecurityKey:
    """A security key as OpenSSH's PROTOCOL.u2f describes it, in software."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()
        point = self.private.public_key().public_bytes_raw()
        self.blob = b"".join(map(wire.string, (SK_ED25519.encode(), point, b"ssh:")))

    def sign(self, flags: int) -> Signature:
        """Sign with these flags: 1 says that the key was touched."""
        presence = bytes([flags]) + (7).to_bytes(4, "big")
        parts = (sha256(b"ssh:").digest(), presence, sha256(told(MESSAGE, RESULT, "sha512")).digest())
        body = wire.string(self.private.sign(b"".join(parts))) + presence
        return Signature(self.blob, RESULT, "sha512", SK_ED25519, body)


def test_a_touched_security_key_may_sign(run: Run, tmp_path: Path) -> None:
    """A FIDO key is accepted where ssh-keygen accepts it."""
    key = SecurityKey()
    armored = key.sign(flags=1).armored()
    (tmp_path / "sig").write_bytes(armored)
    line = f'{ALICE} namespaces="{RESULT}" {SK_ED25519} {b64encode(key.blob).decode()}'
    (tmp_path / "allowed_signers").write_text(line)
    command = ("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", ALICE, "-n", RESULT, "-s", "sig")

    check_signature(read_signature(armored), read_public_key(key.blob), MESSAGE, RESULT)
    theirs = run(*command, stdin=MESSAGE)

    assert theirs.returncode == 0


def test_an_untouched_security_key_may_not_sign() -> None:
    """Without touch, malware could have signed."""
    key = SecurityKey()

    with pytest.raises(BundleRefused) as refused:
        check_signature(key.sign(flags=0), read_public_key(key.blob), MESSAGE, RESULT)

    assert refused.value.code == "sig-presence"


BEGIN, END = b"-----BEGIN SSH SIGNATURE-----\n", b"-----END SSH SIGNATURE-----\n"


def armored(coded: bytes, columns: int = 70) -> bytes:
    """Return base64 in the armor of a signature."""
    lines = (coded[place : place + columns] + b"\n" for place in range(0, len(coded), columns))
    return BEGIN + b"".join(lines) + END


def repacked(
    version: int = 1, reserved: bytes = b"", trailing: bytes = b"", magic: bytes = b"SSHSIG"
) -> bytes:
    """Return the base64 of a signature, with something inside that is not as usual."""
    signature = wire.string(b"ssh-ed25519") + wire.string(b"s" * 64)
    fields = (b"key", RESULT.encode(), reserved, b"sha512", signature)
    return b64encode(magic + version.to_bytes(4, "big") + b"".join(map(wire.string, fields)) + trailing)


MALFORMED = {
    "empty": b"",
    "no armor": repacked(),
    "text after it": armored(repacked()) + b"\n",
    "text before it": b"\n" + armored(repacked()),
    "no last newline": armored(repacked())[:-1],
    "carriage returns": armored(repacked()).replace(b"\n", b"\r\n"),
    "other columns": armored(repacked(), 76),
    "one line": armored(repacked(), 1000),
    "spaces": armored(repacked()).replace(b"\n", b" \n"),
    "not base64": armored(b"!" + repacked()[1:]),
    "padding in the middle": armored(b"U1==" + repacked()),
    "two of them": armored(repacked()) * 2,
    "another version": armored(repacked(version=2)),
    "reserved field in use": armored(repacked(reserved=b"x")),
    "more than a signature": armored(repacked(trailing=b"x")),
    "less than a signature": armored(repacked()[:40]),
    "something else in armor": armored(repacked(magic=b"SSHSIX")),
}


def test_armor_and_inside_are_read() -> None:
    """The control for the next test."""
    assert read_signature(armored(repacked())).algorithm == "ssh-ed25519"


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_signature_file_has_one_form(text: bytes) -> None:
    """ssh-keygen accepts several of these; a signature file that could change unseen is refused here."""
    with pytest.raises(BundleRefused) as refused:
        read_signature(text)

    assert refused.value.code == "sig-malformed"


def test_spare_bits_of_base64_are_refused() -> None:
    """The last character before the padding carries bits that decoders ignore."""
    coded = SigningKey.generate().sign(MESSAGE, "long enough to be padded")
    assert b"=" in coded
    before = coded.index(b"=") - 1
    spare = bytes([coded[before] + 1])

    with pytest.raises(BundleRefused) as refused:
        read_signature(coded[:before] + spare + coded[before + 1 :])

    assert refused.value.code == "sig-malformed"


def test_an_algorithm_must_fit_the_key(run: Run, tmp_path: Path) -> None:
    """RSA with SHA-1, which OpenSSH calls ssh-rsa, is refused."""
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "key")
    signature = read_signature(keygen_signature(run, tmp_path))._replace(algorithm="ssh-rsa")

    with pytest.raises(BundleRefused) as refused:
        check_signature(signature, read_public_key(signature.key), MESSAGE, RESULT)

    assert refused.value.code == "sig-key"
