"""Sealed bundles are age files: only the team can open them."""

import sys
from importlib import import_module
from pathlib import Path

import pytest
from tests.bundle.conftest import World

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.seal import open_sealed, seal
from raterterm.errors import BundleRefused, KeyFileError, RatertermError, UsageError

pyrage = import_module("pyrage")


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    """Return the file of an age identity, as age-keygen writes it."""
    path = tmp_path / "team.key"
    made = pyrage.x25519.Identity.generate()
    path.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return path


@pytest.fixture
def recipient(identity: Path) -> str:
    """Return the recipient of that identity."""
    return identity.read_text().split()[3]


def test_the_team_opens_what_was_sealed_to_it(world: World, identity: Path, recipient: str) -> None:
    """X25519: the bundle comes back as it was."""
    sealed = seal(world.bundle.data, [recipient])

    assert open_sealed(sealed, identity) == world.bundle.data


def test_an_ssh_key_opens_what_was_sealed_to_it(world: World, tmp_path: Path, recipient: str) -> None:
    """One of several recipients may be an ssh-ed25519 key."""
    key = SigningKey.generate()
    key.save(tmp_path / "ssh", None)

    sealed = seal(world.bundle.data, [recipient, key.public_key])

    assert open_sealed(sealed, tmp_path / "ssh") == world.bundle.data


def test_a_sealed_bundle_is_not_verified_as_it_is(world: World, recipient: str) -> None:
    """It says what to do instead of calling it a damaged zip."""
    assert world.verdict(seal(world.bundle.data, [recipient])) == "sealed"


@pytest.mark.parametrize(
    "recipients", [["alice"], ["age1x"], ["ssh-rsa AAAA"], ["ssh-ed25519 AAAA"], [], [""]]
)
def test_a_recipient_that_is_none_is_told(recipients: list[str]) -> None:
    """Nothing is sealed to fewer than all who were named."""
    with pytest.raises(UsageError, match="recipient"):
        seal(b"bundle", recipients)


def test_another_identity_does_not_open_it(tmp_path: Path, recipient: str) -> None:
    """The seal holds."""
    (tmp_path / "other").write_text(str(pyrage.x25519.Identity.generate()))

    with pytest.raises(BundleRefused) as refused:
        open_sealed(seal(b"bundle", [recipient]), tmp_path / "other")

    assert refused.value.code == "seal-broken"


@pytest.mark.parametrize("cut", [0, 10, 100, 1])
def test_a_seal_that_is_not_whole_gives_nothing(identity: Path, recipient: str, cut: int) -> None:
    """A truncated age file must not yield half a bundle."""
    sealed = seal(b"bundle" * 20_000, [recipient])

    with pytest.raises(BundleRefused) as refused:
        open_sealed(sealed[: cut - 1 if cut <= 1 else -cut], identity)

    assert refused.value.code == "seal-broken"


@pytest.mark.parametrize(
    "text", [b"", b"# nothing\n", b"AGE-SECRET-KEY-1X\n", b"\xff\xfe", b"-----BEGIN OPENSSH PRIVATE KEY-----"]
)
def test_a_file_that_is_no_identity_is_told(tmp_path: Path, recipient: str, text: bytes) -> None:
    """The file is named, its content is not shown."""
    (tmp_path / "id").write_bytes(text)

    with pytest.raises(KeyFileError, match="identity"):
        open_sealed(seal(b"bundle", [recipient]), tmp_path / "id")


def test_a_missing_identity_is_told(tmp_path: Path, recipient: str) -> None:
    """A name that was mistyped is not taken for a wrong key."""
    with pytest.raises(KeyFileError, match="cannot be read"):
        open_sealed(seal(b"bundle", [recipient]), tmp_path / "missing")


def test_sealing_without_its_part_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library has no build for every system, so it is optional."""
    monkeypatch.setitem(sys.modules, "pyrage", None)

    with pytest.raises(RatertermError) as refused:
        seal(b"bundle", ["age1x"])

    assert refused.value.hints == ("pip install 'raterterm[seal]'",)
