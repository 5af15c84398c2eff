"""Where raterterm keeps its files on this machine, and whose key signs."""

import os
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from raterterm import privatefile
from raterterm.core import jsontext
from raterterm.core.words import Line, Part
from raterterm.errors import KeyFileError, RatertermError, reason_of


def data_directory() -> Path:
    """Return the directory of the workspace and the key: ``RATERTERM_HOME``, or the platform's."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no other place was named

    named = os.environ.get("RATERTERM_HOME")
    return Path(named) if named else user_data_path("raterterm", appauthor=False)


def workspace_path() -> Path:
    """Return the workspace to use when none is named: ``RATERTERM_WORKSPACE``, or the usual one."""
    named = os.environ.get("RATERTERM_WORKSPACE")
    return Path(named) if named else data_directory() / "workspace.db"


class Identity(NamedTuple):
    """Who signs here."""

    principal: str
    """The name that the team knows the key by."""
    key: Path
    """An OpenSSH private key, or the public half of one that an ssh-agent holds."""


class _Written(Part):
    principal: Line
    key: Line


def read_identity(directory: Path) -> Identity:
    """Return who signs; raise KeyFileError when nobody was named yet."""
    try:
        written = _Written.model_validate(jsontext.decode((directory / "signer.json").read_bytes()))
    except FileNotFoundError:
        raise KeyFileError(
            "there is no signing key yet", hints=["raterterm key new --principal YOU@EXAMPLE.ORG"]
        ) from None
    except OSError as error:
        raise KeyFileError(f"{directory / 'signer.json'} cannot be read: {reason_of(error)}") from error
    except (ValueError, ValidationError) as error:
        raise KeyFileError(
            f"{directory / 'signer.json'} is damaged", hints=["raterterm key use KEYFILE --principal NAME"]
        ) from error
    return Identity(written.principal, Path(written.key))


def write_identity(directory: Path, identity: Identity) -> None:
    """Remember who signs."""
    content = jsontext.encode({"principal": identity.principal, "key": str(identity.key)})
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        privatefile.write(directory / "signer.json", content, replace=True)
    except (OSError, ValueError) as error:
        raise RatertermError(f"{directory / 'signer.json'} cannot be written: {reason_of(error)}") from error
