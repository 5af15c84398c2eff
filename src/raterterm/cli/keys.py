"""``key``: the OpenSSH key that signs bundles."""

import re
import sys
from getpass import getpass
from pathlib import Path

import click

from raterterm.bundle.agentkey import load_key
from raterterm.bundle.keys import SigningKey
from raterterm.cli.console import say, tell
from raterterm.core.visible import visible_line
from raterterm.errors import UsageError
from raterterm.settings import Identity, data_directory, read_identity, write_identity

MAX_PATH = 500
"""Characters of a key's path that can be remembered."""


@click.group()
def key() -> None:
    """Make, show or choose the key that signs bundles."""


_principal = click.option(
    "--principal", required=True, help="The name that the team knows you by, such as an address."
)


@key.command("new")
@_principal
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write it. [default: beside the workspace]",
)
@click.option("--no-passphrase", is_flag=True, help="Whoever can read the file can sign with it.")
def new(principal: str, output: Path | None, no_passphrase: bool) -> None:
    """Make an Ed25519 key and sign with it from now on."""
    path = output or data_directory() / "signing_key"
    kept = _remembered(path)
    made = SigningKey.generate()
    line = made.public_line(principal)
    passphrase = None if no_passphrase else _new_passphrase()
    made.save(path, passphrase)
    write_identity(data_directory(), Identity(principal, kept))
    tell(f"made {path}; send the team this line for their allowed_signers file:")
    say(line)


@key.command("show")
def show() -> None:
    """Print the line that the team needs in its allowed_signers file."""
    identity = read_identity(data_directory())
    tell(f"{identity.key}")
    say(load_key(identity.key, lambda: ask_passphrase(identity.key)).public_line(identity.principal))


@key.command("use")
@click.argument("path", type=click.Path(path_type=Path))
@_principal
def use(path: Path, principal: str) -> None:
    """Sign with the existing OpenSSH key at PATH from now on.

    PATH is a private Ed25519 key, or the public half (.pub) of a key that an ssh-agent holds, which may be
    on a security key: the agent signs then, and the secret half is never read.
    """
    chosen = load_key(path, lambda: ask_passphrase(path))
    line = chosen.public_line(principal)
    write_identity(data_directory(), Identity(principal, _remembered(path)))
    say(line)


def _remembered(path: Path) -> Path:
    """Return the whole path of a key; raise UsageError where it cannot be written down."""
    whole = path.absolute()
    if len(str(whole)) > MAX_PATH or re.search("[\r\n\ud800-\udfff]", str(whole)):
        raise UsageError(f"expected a path of one line, at most {MAX_PATH} characters, found {path}")
    return whole


def ask_passphrase(path: Path) -> str:
    """Ask for the passphrase of a key, on the terminal alone."""
    if not sys.stdin.isatty():
        raise UsageError(f"the key {path} has a passphrase, which is asked for on a terminal")
    return getpass(f"passphrase of {visible_line(path.name)}: ")


def _new_passphrase() -> str | None:
    if not sys.stdin.isatty():
        raise UsageError(
            "a passphrase is asked for on a terminal", hints=["raterterm key new --no-passphrase ..."]
        )
    first = getpass("new passphrase (empty for none): ")
    if first and first != getpass("the same again: "):
        raise UsageError("the passphrases differ; nothing was made")
    return first or None
