"""The team's list is OpenSSH's allowed_signers, less what lets a list say more than it seems to."""

from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.bundle.conftest import ALICE, Run

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import MAX_SIGNERS_BYTES, AllowedSigners, principals_at
from raterterm.bundle.sshsig import RESULT
from raterterm.errors import FAULT_LIMIT, BundleRefused, InputError

KEY = SigningKey.generate()
BLOB = b64decode(KEY.public_key.split()[1])
NAMESPACES = f'namespaces="{RESULT}"'
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def parsed(*lines: str) -> AllowedSigners:
    """Read a list of these lines."""
    return AllowedSigners.parse("\n".join(lines).encode(), "allowed_signers")


@pytest.mark.parametrize(
    "line",
    [
        f"{ALICE} {NAMESPACES} {KEY.public_key}",
        f"{ALICE} {NAMESPACES} {KEY.public_key} a comment, with words",
        f'{ALICE} NameSpaces="kit-v1@raterterm,{RESULT}" {KEY.public_key}',
        f'{ALICE},alice {NAMESPACES},valid-after="20260101Z" {KEY.public_key}',
        f'"{ALICE},alice" valid-before="202612312359Z",{NAMESPACES}\t{KEY.public_key}',
        f"{ALICE} {NAMESPACES} {KEY.public_key}\r",
    ],
)
def test_a_line_of_openssh_is_read(line: str) -> None:
    """Principals, options in any order, key and comment are OpenSSH's."""
    signers = parsed("# the team", "", line)

    assert ALICE in principals_at(signers.lines_of(BLOB), RESULT, NOON)


FAULTS = {
    "no namespaces": (f"{ALICE} {KEY.public_key}", "expected the option namespaces"),
    "certificate authority": (f"{ALICE} cert-authority,{NAMESPACES} {KEY.public_key}", "authorities"),
    "bare certificate authority": (f"{ALICE} cert-authority {KEY.public_key}", "authorities"),
    "any principal": (f"* {NAMESPACES} {KEY.public_key}", "wildcards"),
    "pattern": (f"*@example.org {NAMESPACES} {KEY.public_key}", "wildcards"),
    "negation": (f"!{ALICE} {NAMESPACES} {KEY.public_key}", "wildcards"),
    "any namespace": (f'{ALICE} namespaces="*" {KEY.public_key}', "wildcards"),
    "no namespace": (f'{ALICE} namespaces="" {KEY.public_key}', "expected a namespace"),
    "option twice": (f"{ALICE} {NAMESPACES},{NAMESPACES} {KEY.public_key}", "given twice"),
    "unknown option": (f'{ALICE} {NAMESPACES},from="x" {KEY.public_key}', "unknown option"),
    "broken option": (f"{ALICE} {NAMESPACES},=x {KEY.public_key}", "expected options such as"),
    "local time": (f'{ALICE} {NAMESPACES},valid-after="20260101" {KEY.public_key}', "time in UTC"),
    "ends where it begins": (
        f'{ALICE} {NAMESPACES},valid-after="20261123Z",valid-before="202611230000Z" {KEY.public_key}',
        "valid-before to be later",
    ),
    "ends before it begins": (
        f'{ALICE} {NAMESPACES},valid-before="20261122Z",valid-after="20261123Z" {KEY.public_key}',
        "valid-before to be later",
    ),
    "no time for OpenSSH": (
        f'{ALICE} {NAMESPACES},valid-after="19700101Z" {KEY.public_key}',
        "after the beginn",
    ),
    "no such day": (f'{ALICE} {NAMESPACES},valid-after="20260231Z" {KEY.public_key}', "calendar"),
    "no key": (f"{ALICE} {NAMESPACES} ssh-ed25519", "expected a kind of key"),
    "no base64": (f"{ALICE} {NAMESPACES} ssh-ed25519 !!!!", "the key cannot be used"),
    "half a key": (f"{ALICE} {NAMESPACES} {KEY.public_key[:40]}", "the key cannot be used"),
    "other kind": (f"{ALICE} {NAMESPACES} ssh-rsa {KEY.public_key.split()[1]}", "not of the kind"),
    "dsa": (f"{ALICE} {NAMESPACES} ssh-dss AAAAB3NzaC1kc3M=", "expected a key of the kinds"),
    "escape": (f"\x1b[2J {NAMESPACES} {KEY.public_key}", "expected a principal"),
}


@pytest.mark.parametrize(("line", "problem"), FAULTS.values(), ids=FAULTS.keys())
def test_a_line_that_says_too_much_or_too_little_is_a_fault(line: str, problem: str) -> None:
    """A list that cannot be read as it was meant is not used at all."""
    with pytest.raises(InputError) as refused:
        parsed("# the team", line)

    fault = refused.value.faults[0]
    assert problem in fault.message
    assert (fault.file, fault.line) == ("allowed_signers", 2)
    assert "\x1b" not in fault.message


def test_all_faults_are_reported_at_once() -> None:
    """Whoever mends the list sees the whole of it."""
    lines = [line for line, _ in FAULTS.values()][:FAULT_LIMIT]

    with pytest.raises(InputError) as refused:
        parsed(*lines)

    assert [fault.line for fault in refused.value.faults] == list(range(1, len(lines) + 1))


@pytest.mark.parametrize("text", [b"", b"# nobody yet\n", b" " * (MAX_SIGNERS_BYTES + 1)])
def test_a_list_of_nobody_is_a_fault(text: bytes) -> None:
    """An empty list is a mistake, not a reason to refuse every bundle."""
    with pytest.raises(InputError):
        AllowedSigners.parse(text, "allowed_signers")


def test_bytes_that_are_no_text_are_a_fault() -> None:
    """The list is UTF-8."""
    with pytest.raises(InputError, match="1 fault"):
        AllowedSigners.parse(b"\xff\xfe\n", "allowed_signers")


@pytest.mark.parametrize(
    ("moment", "valid"),
    [
        ("20261109000000", False),
        ("20261110000000", True),
        ("20261119235959", True),
        ("20261120000000", True),
        ("20261120000001", False),
    ],
)
def test_validity_begins_and_ends_where_ssh_keygen_has_it(
    run: Run, tmp_path: Path, moment: str, valid: bool
) -> None:
    """``ssh-keygen -Y verify -Overify-time`` is the witness."""
    line = f'{ALICE} {NAMESPACES},valid-after="20261110Z",valid-before="20261120Z" {KEY.public_key}'
    (tmp_path / "allowed_signers").write_text(line)
    (tmp_path / "sig").write_bytes(KEY.sign(b"x"))
    at = datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", ALICE, "-n", RESULT, "-s", "sig"]

    theirs = run(*command, f"-Overify-time={moment}Z", stdin=b"x").returncode == 0
    try:
        ours = bool(principals_at(parsed(line).lines_of(BLOB), RESULT, at))
    except BundleRefused:
        ours = False

    assert (theirs, ours) == (valid, valid)


def test_a_renewed_key_is_valid_when_any_of_its_lines_is() -> None:
    """A contract that is renewed adds a line."""
    signers = parsed(
        f'{ALICE} {NAMESPACES},valid-before="20260601Z" {KEY.public_key}',
        f'{ALICE} {NAMESPACES},valid-after="20261101Z" {KEY.public_key}',
    )

    assert principals_at(signers.lines_of(BLOB), RESULT, NOON) == {ALICE}
