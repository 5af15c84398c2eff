"""``key``, ``export`` and ``verify``: what leaves the rater's machine, and what the team makes of it."""

import json
import stat
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.world import PRINCIPAL, deliver, make_key, rate

pyrage = import_module("pyrage")


def test_a_new_key_is_private_and_known_to_ssh_keygen(run: Run, home: Path) -> None:
    """What is printed is the line that the team needs, and nothing else."""
    done = run("key", "new", "--principal", PRINCIPAL, "--no-passphrase")
    public = subprocess.run(
        ["ssh-keygen", "-y", "-f", home / "signing_key"], capture_output=True, text=True, check=True
    )

    assert done.out.startswith(f"{PRINCIPAL} ")
    assert public.stdout.split()[1] in done.out
    assert stat.S_IMODE((home / "signing_key").stat().st_mode) == 0o600
    assert run("key", "show").out == done.out


def test_a_key_is_never_overwritten(run: Run, home: Path) -> None:
    """What it signed could not be signed again."""
    make_key(run)
    before = (home / "signing_key").read_bytes()
    done = run("key", "new", "--principal", PRINCIPAL, "--no-passphrase")

    assert done.code != 0
    assert (home / "signing_key").read_bytes() == before


def test_a_key_of_ssh_keygen_can_be_used(run: Run, home: Path) -> None:
    """Ed25519, as OpenSSH writes it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", home / "own"], check=True)
    done = run("key", "use", "own", "--principal", PRINCIPAL)

    assert done.code == 0
    assert (home / "own.pub").read_text().split()[1] in done.out
    assert run("key", "show").out == done.out


@pytest.mark.parametrize("command", [["key", "show"], ["export"]])
def test_without_a_key_the_command_that_makes_one_is_named(run: Run, command: list[str]) -> None:
    """As it can be typed."""
    run("load", "rubric.yaml", "batch.jsonl")
    done = run(*command)

    assert done.code == 1
    assert (
        done.err
        == "raterterm: error: there is no signing key yet\nhint: raterterm key new --principal YOU@EXAMPLE.ORG\n"
    )


def test_a_bundle_verifies(run: Run, home: Path) -> None:
    """One line, exit 0."""
    bundle, signers = deliver(run, home)
    done = run("verify", bundle, "--signers", signers)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        f"good {bundle}: batch by {PRINCIPAL}, 1 submitted, 0 skipped, 0 flagged, bundle "
    )


def test_the_export_says_what_is_not_decided(run: Run, home: Path) -> None:
    """On stderr: it is no error."""
    make_key(run)
    run("load", "rubric.yaml", "batch.jsonl")
    rate(home)
    done = run("export", "-o", "out.rtb.zip")

    assert done.code == 0
    assert done.err == "note: 2 of 3 tasks are not decided; export again when they are\n"


def test_an_export_is_repeated_byte_for_byte(run: Run, home: Path) -> None:
    """Under the same name too, where it is there already."""
    bundle, _ = deliver(run, home, "one.zip")
    before = bundle.read_bytes()

    assert run("export", "-o", "one.zip").code == 0
    assert run("export", "-o", "two.zip").code == 0
    assert bundle.read_bytes() == (home / "two.zip").read_bytes() == before


def test_other_bytes_are_not_overwritten_unless_asked(run: Run, home: Path) -> None:
    """A refusal leaves the file and no receipt."""
    bundle, _ = deliver(run, home)
    before = bundle.read_bytes()
    rate(home, 2)
    done = run("export", "-o", bundle)
    assert done.code == 2
    assert "exists with other content" in done.err
    assert bundle.read_bytes() == before

    assert run("export", "-o", bundle, "--replace").code == 0
    assert bundle.read_bytes() != before


def test_nothing_rated_is_nothing_to_export(run: Run, home: Path) -> None:
    """And no file is made."""
    make_key(run)
    run("load", "rubric.yaml", "batch.jsonl")
    done = run("export", "-o", "out.zip")

    assert done.code == 1
    assert "nothing is rated in batch yet" in done.err
    assert not (home / "out.zip").exists()


def test_of_several_batches_one_must_be_named(run: Run, home: Path) -> None:
    """The hints name them."""
    make_key(run)
    run("load", "rubric.yaml", "batch.jsonl")
    run("load", "rubric.yaml", "batch.jsonl", "--batch", "other")
    done = run("export")

    assert done.code == 2
    assert "hint: raterterm export --batch other" in done.err
    assert "there is no batch nope" in run("export", "--batch", "nope").err


def test_each_of_several_bundles_has_its_line(run: Run, home: Path) -> None:
    """One bad makes the whole not good, wherever it stands."""
    bundle, signers = deliver(run, home)
    altered = bytearray(bundle.read_bytes())
    altered[len(altered) // 2] ^= 1
    (home / "bad.rtb.zip").write_bytes(altered)
    done = run("verify", "bad.rtb.zip", bundle, "missing.zip", "--signers", signers)

    assert done.code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["REFUSED", "good", "REFUSED"]
    assert done.err == ""


def test_the_same_bundle_twice_is_refused(run: Run, home: Path) -> None:
    """In one call, or when its id was seen before."""
    bundle, signers = deliver(run, home)
    (home / "copy.zip").write_bytes(bundle.read_bytes())
    twice = run("verify", bundle, "copy.zip", "--signers", signers)
    assert twice.code == 1
    assert twice.out.splitlines()[1].startswith("REFUSED copy.zip: ")

    (home / "seen").write_text(twice.out.splitlines()[0].split()[-1] + "\n")
    assert run("verify", bundle, "--signers", signers, "--seen", "seen").code == 1


@pytest.mark.parametrize(
    "expected",
    [
        ["--principal", "other@example.org"],
        ["--batch", "other"],
        ["--rubric", "0" * 64],
        ["--audience", "team"],
    ],
)
def test_a_bundle_that_is_not_the_expected_one_is_refused(run: Run, home: Path, expected: list[str]) -> None:
    """However well it is signed."""
    bundle, signers = deliver(run, home)

    assert run("verify", bundle, "--signers", signers, *expected).code == 1


def test_a_received_date_must_be_one(run: Run, home: Path) -> None:
    """Used wrongly is exit 2."""
    bundle, signers = deliver(run, home)

    assert run("verify", bundle, "--signers", signers, "--received", "2099-01-01").code == 0
    assert run("verify", bundle, "--signers", signers, "--received", "yesterday").code == 2


def test_json_says_the_same(run: Run, home: Path) -> None:
    """For export and for verify, good and bad."""
    bundle, signers = deliver(run, home)
    exported = json.loads(run("export", "-o", bundle, "--json").out)
    done = run("verify", bundle, "missing.zip", "--signers", signers, "--json")
    good, bad = json.loads(done.out)

    assert done.code == 1
    assert (good["good"], good["id"], good["statement"]) == (True, exported["id"], exported["statement"])
    assert (bad["good"], bad["code"]) == (False, "not-readable")


def test_a_sealed_bundle_is_opened_by_its_recipient_alone(run: Run, home: Path) -> None:
    """An age file: any age program opens it, and so does verify."""
    bundle, signers = deliver(run, home)
    team = pyrage.x25519.Identity.generate()
    (home / "team.key").write_text(f"{team}\n")
    (home / "team.key").chmod(0o600)
    (home / "other.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    (home / "other.key").chmod(0o600)
    sealed = home / "out.rtb.zip.age"

    assert run("export", "-o", sealed, "--seal-to", str(team.to_public())).code == 0
    assert pyrage.decrypt(sealed.read_bytes(), [team]) == bundle.read_bytes()
    assert run("verify", sealed, "--signers", signers, "--identity", "team.key").code == 0
    assert run("verify", sealed, "--signers", signers).code == 1
    assert run("verify", sealed, "--signers", signers, "--identity", "other.key").code == 1


@pytest.mark.parametrize("recipient", ["age1nonsense", "", "ssh-rsa AAAA", "\x1b[31m"])
def test_a_recipient_that_is_none_is_told(run: Run, home: Path, recipient: str) -> None:
    """And nothing is written in the clear instead."""
    deliver(run, home)
    done = run("export", "-o", "sealed.age", "--seal-to", recipient)

    assert done.code in {1, 2}
    assert done.err.startswith("raterterm: error: ")
    assert "\x1b" not in done.err
    assert not (home / "sealed.age").exists()


def test_bundles_are_private(run: Run, home: Path) -> None:
    """Whatever the umask."""
    bundle, _ = deliver(run, home)

    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600


def test_a_key_that_an_agent_holds_signs_a_bundle(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret half is in no file of the rater's; the team verifies as ever, and so does ssh-keygen."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-C", "", "-f", home / "own"], check=True)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(home / "s"))
    with subprocess.Popen(["ssh-agent", "-D", "-a", home / "s"], stdout=subprocess.DEVNULL) as agent:
        while not (home / "s").exists():
            assert agent.poll() is None
        subprocess.run(["ssh-add", "-q", home / "own"], check=True)
        (home / "own").unlink()
        signers = home / "allowed_signers"
        signers.write_text(run("key", "use", "own.pub", "--principal", PRINCIPAL).out)
        delivery = deliver(run, home)
        agent.terminate()

    done = run("verify", delivery.bundle, "--signers", delivery.signers)
    assert (done.code, done.err) == (0, "")
