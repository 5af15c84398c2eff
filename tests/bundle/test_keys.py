"""Key files are OpenSSH's own, private to their owner, and every way in which one cannot be used is told."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.bundle.conftest import ALICE, Run

from raterterm.bundle.keys import MAX_KEY_BYTES, SigningKey
from raterterm.bundle.sshsig import RESULT
from raterterm.errors import KeyFileError, UsageError

PASSPHRASE = "correct horse ⚡"


def never() -> str:
    """Stand where no passphrase may be asked for."""
    raise AssertionError("asked for a passphrase")


def test_a_saved_key_is_loaded_again(tmp_path: Path) -> None:
    """What was saved without a passphrase opens without asking."""
    key = SigningKey.generate()
    key.save(tmp_path / "key", None)

    loaded = SigningKey.load(tmp_path / "key", never)

    assert loaded.public_key == key.public_key


def test_a_locked_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    """The passphrase is asked for, and opens the key."""
    key = SigningKey.generate()
    key.save(tmp_path / "key", PASSPHRASE)

    loaded = SigningKey.load(tmp_path / "key", lambda: PASSPHRASE)

    assert loaded.public_key == key.public_key


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_ssh_keygen_opens_a_saved_key(run: Run, tmp_path: Path, passphrase: str) -> None:
    """``ssh-keygen -y`` prints the public half of our key."""
    key = SigningKey.generate()
    key.save(tmp_path / "key", passphrase or None)

    done = run("ssh-keygen", "-y", "-P", passphrase, "-f", "key")

    assert done.stdout.decode().strip() == key.public_key


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE])
def test_a_key_of_ssh_keygen_is_loaded(run: Run, tmp_path: Path, passphrase: str) -> None:
    """A key that the rater has already can be used."""
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", "key")

    key = SigningKey.load(tmp_path / "key", lambda: passphrase or never())

    assert (tmp_path / "key.pub").read_text().startswith(key.public_key)


def test_the_fingerprint_is_that_of_ssh_keygen(run: Run, tmp_path: Path) -> None:
    """Rater and team compare what ``ssh-keygen -l`` prints."""
    key = SigningKey.generate()
    key.save(tmp_path / "key", None)

    printed = run("ssh-keygen", "-l", "-f", "key.pub").stdout.decode()

    assert key.fingerprint in printed.split()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_saved_key_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    """Nobody else can read the key, not even for a moment."""
    before = os.umask(umask)
    try:
        SigningKey.generate().save(tmp_path / "key", None)
    finally:
        os.umask(before)

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """A key that is lost cannot be made again."""
    (tmp_path / "key").write_text("mine")

    with pytest.raises(KeyFileError, match="exists already"):
        SigningKey.generate().save(tmp_path / "key", None)

    assert (tmp_path / "key").read_text() == "mine"


def test_nothing_is_left_when_the_public_half_is_in_the_way(tmp_path: Path) -> None:
    """Both files are written, or none."""
    (tmp_path / "key.pub").write_text("mine")

    with pytest.raises(KeyFileError, match="exists already"):
        SigningKey.generate().save(tmp_path / "key", None)

    assert [file.name for file in tmp_path.iterdir()] == ["key.pub"]


def test_a_symbolic_link_is_not_followed_on_write(tmp_path: Path) -> None:
    """A link in the key's place cannot make it land elsewhere."""
    (tmp_path / "key").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(KeyFileError, match="exists already"):
        SigningKey.generate().save(tmp_path / "key", None)

    assert not (tmp_path / "elsewhere").exists()


def wide(path: Path) -> None:
    """Let others read the key."""
    SigningKey.generate().save(path, None)
    path.chmod(0o644)


def writing(content: bytes) -> Callable[[Path], None]:
    """Put something else where the key should be."""

    def make(path: Path) -> None:
        path.write_bytes(content)
        path.chmod(0o600)

    return make


def truncated(path: Path) -> None:
    """Cut a key in half."""
    SigningKey.generate().save(path, None)
    path.write_bytes(path.read_bytes()[:200])


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda path: None, "does not exist"),
    "directory": (Path.mkdir, "is a directory"),
    "pipe": (lambda path: os.mkfifo(path, 0o600), "is not a regular file"),
    "others may read": (wide, r"may be used by others \(mode 0644\)"),
    "empty": (writing(b""), "is empty"),
    "blank": (writing(b"\n\n"), "is empty"),
    "binary": (writing(bytes(range(256))), "is not a private key in OpenSSH's format"),
    "too large": (writing(b"x" * (MAX_KEY_BYTES + 1)), "is too large"),
    "text": (writing(b"hello\n"), "is not a private key in OpenSSH's format"),
    "public half": (writing(b"ssh-ed25519 AAAA\n"), "is a public key"),
    "other format": (writing(b"-----BEGIN PRIVATE KEY-----\n"), "in another format"),
    "truncated": (truncated, "is damaged"),
    "garbage in armor": (
        writing(b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"),
        "is damaged",
    ),
}


@pytest.mark.parametrize(("make", "problem"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_is_no_usable_key_is_refused(
    tmp_path: Path, make: Callable[[Path], None], problem: str
) -> None:
    """Each is told in one sentence, and no passphrase is asked for."""
    make(tmp_path / "key")

    with pytest.raises(KeyFileError, match=problem) as refused:
        SigningKey.load(tmp_path / "key", never)

    assert "\n" not in refused.value.message


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_only_ed25519_keys_sign(run: Run, tmp_path: Path, kind: str) -> None:
    """Other kinds are accepted from others, not made here."""
    run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", "key")

    with pytest.raises(KeyFileError, match="is not an Ed25519 key"):
        SigningKey.load(tmp_path / "key", never)


def test_a_wrong_passphrase_is_told(tmp_path: Path) -> None:
    """A wrong passphrase is not taken for a damaged file."""
    SigningKey.generate().save(tmp_path / "key", PASSPHRASE)

    with pytest.raises(KeyFileError, match="does not open with this passphrase"):
        SigningKey.load(tmp_path / "key", lambda: "wrong")


def test_a_mode_too_wide_comes_with_its_remedy(tmp_path: Path) -> None:
    """The hint can be typed."""
    wide(tmp_path / "key")

    with pytest.raises(KeyFileError) as refused:
        SigningKey.load(tmp_path / "key", never)

    assert refused.value.hints == (f"chmod 600 {tmp_path / 'key'}",)


def test_a_file_name_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """Control characters in a name are shown, not sent."""
    with pytest.raises(KeyFileError) as refused:
        SigningKey.load(tmp_path / "\x1b[2J", never)

    assert "\x1b" not in refused.value.message


def test_the_public_line_says_for_what_the_key_may_sign() -> None:
    """The line is ready for the team's allowed_signers."""
    key = SigningKey.generate()

    line = key.public_line(ALICE)

    assert line == f'{ALICE} namespaces="{RESULT}" {key.public_key}'


@pytest.mark.parametrize("principal", ["", "two words", "a,b", "*", 'a"b', "alice\n", "ålice", "x" * 101])
def test_a_principal_that_a_list_could_misread_is_refused(principal: str) -> None:
    """Wildcards, commas, quotes and spaces mean something in allowed_signers."""
    with pytest.raises(UsageError, match="expected the principal"):
        SigningKey.generate().public_line(principal)
