"""The team's own list of who may sign, in the format that ``ssh-keygen -Y verify`` reads.

Format: ssh-keygen(1), ALLOWED SIGNERS, less what makes a list say more than it seems to: wildcards,
certificate authorities, local times and keys that may sign for any purpose are faults here.
"""

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from raterterm.bundle.publickey import PublicKey, read_public_key
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.core.visible import visible_line
from raterterm.errors import Fault, InputError

MAX_SIGNERS_BYTES = 4 * 1024 * 1024

_FIELD = re.compile(r'(?:[^\s"]++|"[^"]*+")++')
_OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?(?:,|$)')
_PRINCIPAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@-]{0,99}")
_NAMESPACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+@-]*")
_MOMENTS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPTIONS = ("namespaces", "valid-after", "valid-before")


class Signer(NamedTuple):
    """One line: a key, whose it is, for what and when it may sign."""

    principals: frozenset[str]
    namespaces: frozenset[str]
    after: datetime | None
    before: datetime | None
    """The last moment at which the key is valid."""
    key: PublicKey


@dataclass(frozen=True)
class AllowedSigners:
    """Who may sign."""

    signers: tuple[Signer, ...]

    @classmethod
    def parse(cls, text: bytes, name: str) -> "AllowedSigners":
        """Read a list that was in the file ``name``; raise InputError with all its faults."""
        if len(text) > MAX_SIGNERS_BYTES:
            raise InputError([Fault(name, "is too large for a list of signers")])
        lines = [(number, line) for number, line in enumerate(text.split(b"\n"), 1) if _is_told(line)]
        signers, faults = [], []
        for number, line in lines:
            try:
                signers.append(_read_line(line))
            except ValueError as error:
                told = visible_line(str(error))
                faults.append(Fault(name, told, number, source=line.decode("utf-8", "replace")))
        if not lines:
            faults.append(Fault(name, "names no signer", hint="raterterm key show prints a line for it"))
        if faults:
            raise InputError(faults)
        return cls(tuple(signers))

    def lines_of(self, blob: bytes) -> tuple[Signer, ...]:
        """Return the lines for a key; raise BundleRefused when there are none."""
        lines = tuple(signer for signer in self.signers if signer.key.blob == blob)
        if not lines:
            raise refuse(Refusal.SIGNER_UNKNOWN)
        return lines


def principals_at(lines: Iterable[Signer], namespace: str, at: datetime) -> frozenset[str]:
    """Return whose key it is, for this purpose at that moment; raise BundleRefused when nobody's."""
    allowed = _those(lines, lambda line: namespace in line.namespaces, Refusal.SIGNER_NAMESPACE)
    begun = _those(allowed, lambda line: line.after is None or line.after <= at, Refusal.SIGNER_EARLY)
    valid = _those(begun, lambda line: line.before is None or at <= line.before, Refusal.SIGNER_EXPIRED)
    return frozenset[str]().union(*(line.principals for line in valid))


def _those(lines: Iterable[Signer], hold: Callable[[Signer], bool], otherwise: Refusal) -> list[Signer]:
    kept = [line for line in lines if hold(line)]
    if not kept:
        raise refuse(otherwise)
    return kept


def _is_told(line: bytes) -> bool:
    return bool(line.strip()) and not line.startswith(b"#")


def _read_line(line: bytes) -> Signer:
    try:
        principals, *fields = _FIELD.findall(line.decode())
    except ValueError as error:
        raise ValueError("expected principals, options, a kind of key and the key, in UTF-8") from error
    options = _read_options(fields.pop(0)) if fields and _is_options(fields[0]) else {}
    if "namespaces" not in options:
        raise ValueError('expected the option namespaces="...": without it the key signs for any purpose')
    return Signer(
        frozenset(_names(principals.strip('"'), _PRINCIPAL, "principal")),
        frozenset(_names(options["namespaces"], _NAMESPACE, "namespace")),
        *_read_period(options),
        _read_key(fields),
    )


def _is_options(field: str) -> bool:
    return "=" in field or field.lower() == "cert-authority"


def _read_options(field: str) -> Mapping[str, str]:
    options: dict[str, str] = {}
    for name, value in _split_options(field):
        if name == "cert-authority":
            raise ValueError("certificate authorities are not accepted, expected each signer's own key")
        if name not in _OPTIONS:
            raise ValueError(f"unknown option '{name}', expected {', '.join(_OPTIONS)}")
        if name in options:
            raise ValueError(f"option '{name}' is given twice")
        options[name] = value
    return options


def _split_options(field: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(field):
        found = _OPTION.match(field, place)
        if not found:
            raise ValueError('expected options such as namespaces="result-v1@raterterm"')
        yield found[1].lower(), found[2] or ""
        place = found.end()


def _names(listed: str, pattern: re.Pattern[str], what: str) -> list[str]:
    names = listed.split(",")
    for name in names:
        if "*" in name or "?" in name or name.startswith("!"):
            raise ValueError(f"wildcards are not accepted, expected each {what} by its name")
        if not pattern.fullmatch(name):
            raise ValueError(f"expected a {what} of ASCII letters, digits and . _ + @ -")
    return names


def _read_period(options: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    after, before = (
        None if name not in options else read_moment(options[name])
        for name in ("valid-after", "valid-before")
    )
    # ssh-keygen passes over such a line; what nobody may sign by was meant otherwise.
    if after and before and before <= after:
        raise ValueError("expected valid-before to be later than valid-after")
    return after, before


def read_moment(written: str) -> datetime:
    """Return a moment that is spelt as in a list of signers; raise ValueError when it is not."""
    digits, zulu = written[:-1], written[-1:]
    if zulu != "Z" or len(digits) not in _MOMENTS or not (digits.isascii() and digits.isdigit()):
        raise ValueError("expected a time in UTC such as 20261101Z or 202611011530Z")
    try:
        moment = datetime.strptime(digits, _MOMENTS[len(digits)]).replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError("expected a time that the calendar has, such as 20261101Z") from error
    if moment <= _EPOCH:  # for OpenSSH that is no time at all
        raise ValueError("expected a time after the beginning of 1970")
    return moment


def _read_key(fields: list[str]) -> PublicKey:
    if len(fields) < 2:
        raise ValueError("expected a kind of key and the key in base64")
    kind, coded = fields[:2]
    try:
        blob = b64decode(coded, validate=True)
        key = read_public_key(blob)
    except ValueError as error:
        raise ValueError(f"the key cannot be used: {error}") from error
    if key.kind != kind:
        raise ValueError("the key is not of the kind that stands before it")
    return key
