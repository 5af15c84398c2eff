"""Keys in an ssh-agent: the agent signs, and what it signs verifies as any other bundle does."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from raterterm.bundle.agentkey import AgentKey, load_key
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.publickey import read_public_key
from raterterm.bundle.sshsig import check_signature, read_signature
from raterterm.errors import KeyFileError

NAMESPACE = "result-v1@raterterm"


def make_key(path: Path, *kind: str) -> Path:
    """Make a key with ssh-keygen; return the file with its public half."""
    subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-C", "a comment", "-f", path], check=True)
    return path.with_name(f"{path.name}.pub")


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run an ssh-agent that has no keys."""
    socket = tmp_path / "s"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    while not socket.exists():
        assert process.poll() is None
    yield
    process.terminate()
    process.wait()


def add(public: Path) -> None:
    """Give the agent the private half, and remove its file."""
    private = public.with_suffix("")
    subprocess.run(["ssh-add", "-q", private], check=True, env=dict(os.environ))
    private.unlink()


def never() -> str:
    """Fail: nothing is to be asked."""
    raise AssertionError("a passphrase was asked for")


@pytest.mark.parametrize(
    "kind", [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "rsa", "-b", "2048")], ids=lambda kind: kind[1]
)
def test_an_agent_signs_with_a_key_that_is_no_file_here(
    agent: None, tmp_path: Path, kind: tuple[str, ...]
) -> None:
    """What comes back is in canonical form and good, for each kind of key that may sign."""
    public = make_key(tmp_path / "own", *kind)
    add(public)

    key = load_key(public, never)

    assert isinstance(key, AgentKey)
    signature = read_signature(key.sign(b"a message", NAMESPACE))
    check_signature(signature, read_public_key(key.blob), b"a message", NAMESPACE)
    told = subprocess.run(["ssh-keygen", "-lf", public], capture_output=True, text=True, check=True).stdout
    assert key.fingerprint == told.split()[1]


def test_a_private_key_is_still_opened_here(tmp_path: Path) -> None:
    """No agent is needed."""
    public = make_key(tmp_path / "own", "-t", "ed25519")

    assert isinstance(load_key(public.with_suffix(""), never), SigningKey)


def test_without_its_agent_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint is the command that gives the key to an agent; nothing is asked on a terminal."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    public = make_key(tmp_path / "own", "-t", "ed25519")
    (tmp_path / "own").unlink()

    with pytest.raises(KeyFileError, match="could not sign") as caught:
        load_key(public, never).sign(b"a message")
    assert caught.value.hints == (f"ssh-add {tmp_path / 'own'}",)


def test_an_agent_that_lacks_the_key_says_so(agent: None, tmp_path: Path) -> None:
    """Another key of the agent is never used instead."""
    add(make_key(tmp_path / "other", "-t", "ed25519"))
    public = make_key(tmp_path / "own", "-t", "ed25519")
    (tmp_path / "own").unlink()

    with pytest.raises(KeyFileError, match="could not sign"):
        load_key(public, never).sign(b"a message")


@pytest.mark.parametrize(
    "written", [b"ssh-ed25519 AAAA\n", b"ssh-ed25519 \n", b"ssh-rsa \xff\n", b"ssh-ed25519 AA=A= x"]
)
def test_what_is_no_public_key_is_refused(tmp_path: Path, written: bytes) -> None:
    """In a sentence that names the file."""
    path = tmp_path / "own.pub"
    path.write_bytes(written)

    with pytest.raises(KeyFileError, match=r"own\.pub"):
        load_key(path, never)
