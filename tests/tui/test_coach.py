"""The tutorial: its coach follows what is done, and it ends with a bundle that verifies."""

import subprocess
import sys
from pathlib import Path

from tests.tui import wire
from tests.tui.terminal import Terminal, environment_of

RATED = "15555\rIt does what was asked today\x1b\r"
"""A task of the tutorial from the first key to the last."""


def test_the_advice_follows_what_is_done(tmp_path: Path) -> None:
    """Compare, score, write, submit; and what an open text needs."""
    with Terminal("demo", home=tmp_path, size=(160, 40)) as terminal:
        steps = [
            ("", "1/5  Read both answers."),
            ("1", "Now score each answer with a digit"),
            ("5555", "Now say why."),
            ("\r", "Write; it is kept as you type."),
            ("It does what was asked today\x1b", "Nothing is missing. ⏎ submits"),
            ("\r", "2/5  A close call."),
            ("p", "This one is decided."),
        ]
        for keys, advice in steps:
            terminal.send(keys)
            terminal.wait_for(advice)


def test_the_tutorial_ends_with_a_bundle_that_verifies(tmp_path: Path) -> None:
    """All five tasks typed ahead, exported and verified; a kept folder holds what a team would get."""
    kept = tmp_path / "kept"
    with Terminal("demo", "--keep", kept, home=tmp_path, size=(120, 40)) as terminal:
        terminal.wait_for("1/5")
        terminal.send(RATED * 5)
        terminal.wait_for("Nothing is missing: X exports")
        terminal.press("X")
        terminal.wait_for("✓ verified: 5 ratings by you@demo.example, nothing altered")
        terminal.press("Q")

        assert terminal.wait_for_exit() == 0
        terminal.wait_for("5 of 5 tasks rated, 0 skipped; a bundle was exported and verified.")
        assert wire.strays(terminal.written) == []
    (bundle,) = kept.glob("*.rtb.zip")
    assert _verify(tmp_path, kept, bundle).returncode == 0


def _verify(home: Path, kept: Path, bundle: Path) -> subprocess.CompletedProcess[str]:
    """Verify as a team would, with the public half of the demo's key."""
    public = subprocess.run(
        ["ssh-keygen", "-y", "-f", kept / "signing_key"], capture_output=True, text=True, check=True
    ).stdout
    signers = home / "allowed_signers"
    signers.write_text(f'you@demo.example namespaces="result-v1@raterterm" {public}')
    command = "from raterterm.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", command, "verify", str(bundle), "--signers", str(signers)],
        capture_output=True,
        text=True,
        env=environment_of(home),
        check=False,
    )
