"""docs/keys.md tells the truth: its sessions are run in order, and ssh-keygen judges as raterterm does."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.docs.test_readme import matches, rate_a_third, run

from raterterm.cli.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "keys.md").read_text()
STEPS = [
    step.rstrip("\n").split("\n")
    for session in re.findall(r"```console\n(.*?)```", PAGE, flags=re.DOTALL)
    for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
]
BOUNDS = ("20271115000000", "20271120153000", "20271130000000")
"""Where a key of the page begins or ends."""

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("ssh-keygen", "unzip"))), reason="OpenSSH and unzip are not on this machine"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sequence[str]]:
    """Run every step of the page in one folder; return it with what each step printed."""
    folder = tmp_path_factory.mktemp("keys")
    printed = []
    for command, *_ in STEPS:
        if command.startswith("raterterm export -o first"):
            rate_a_third(folder)
        printed.append(run(command, folder).rstrip("\n"))
    return folder, printed


@pytest.mark.parametrize("number", range(len(STEPS)), ids=[step[0][:60] for step in STEPS])
def test_a_step_prints_what_the_page_shows(told: tuple[Path, Sequence[str]], number: int) -> None:
    """Where ``...`` stands for anything."""
    _, *shown = STEPS[number]
    printed = told[1][number].split("\n") if told[1][number] else []

    assert len(printed) == len(shown), printed
    for line, expected in zip(printed, shown, strict=True):
        assert matches(line, expected), line


def test_the_next_bundle_names_the_one_before(told: tuple[Path, Sequence[str]]) -> None:
    """Although another key signed it."""
    listed = next(printed for printed in told[1] if '"sequence": 1' in printed)
    first, previous = (re.findall(rf'"{name}": "(\w+)"', listed)[0] for name in ("id", "previous"))

    assert previous == first


@pytest.mark.parametrize("bundle", ["first.rtb.zip", "second.rtb.zip"])
@pytest.mark.parametrize("signers", ["first.line", "allowed_signers", "revoked_signers", "without_it"])
@pytest.mark.parametrize("bound", BOUNDS)
def test_ssh_keygen_agrees_to_the_second(
    told: tuple[Path, Sequence[str]], monkeypatch: pytest.MonkeyPatch, bundle: str, signers: str, bound: str
) -> None:
    """On the same list and the same signature, just before, at and just after each moment of the page."""
    monkeypatch.chdir(told[0])
    instant = datetime.strptime(bound, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    moments = [f"{instant + timedelta(seconds=step):%Y%m%d%H%M%S}Z" for step in (-1, 0, 1)]

    ours = [verified(bundle, signers, moment) for moment in moments]
    theirs = [verified_by_ssh_keygen(bundle, signers, moment) for moment in moments]

    assert ours == theirs


def verified(bundle: str, signers: str, moment: str) -> bool:
    """Return what ``raterterm verify`` says."""
    asked = ["verify", bundle, "--signers", signers, "--received", moment]
    return bool(main(asked, prog_name="raterterm", standalone_mode=False) == 0)


def verified_by_ssh_keygen(bundle: str, signers: str, moment: str) -> bool:
    """Return what ``ssh-keygen`` says of the signature in a bundle."""
    name = "*/tagmanifest-sha256.txt"
    signed, signature = (
        subprocess.run(["unzip", "-p", bundle, wanted], capture_output=True, check=True).stdout
        for wanted in (name, f"{name}.sig")
    )
    Path("its.sig").write_bytes(signature)
    command = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "alice@example.org", "-s", "its.sig"]
    command += ["-n", "result-v1@raterterm", f"-Overify-time={moment}"]
    return subprocess.run(command, input=signed, capture_output=True, check=False).returncode == 0
