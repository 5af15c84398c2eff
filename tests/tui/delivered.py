"""What the team receives of a batch: exported, verified, read again."""

from datetime import UTC, datetime
from pathlib import Path

from tests.tui.seat import signing_key

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.core.rating import Rating
from raterterm.delivery import make_bundle
from raterterm.store.workspace import Workspace


def delivered(workspace: Workspace, folder: Path) -> tuple[Rating, ...]:
    """Export batch b, verify the bundle with the team's list of signers, and return its ratings."""
    identity = signing_key(folder)
    batch = workspace.find_batch("b")
    assert batch is not None
    bundle = make_bundle(workspace, batch, identity, lambda: "")
    line = SigningKey.load(identity.key, lambda: "").public_line(identity.principal)
    signers = AllowedSigners.parse(line.encode(), "allowed_signers")
    return verify_bundle(bundle.data, Expectations(signers=signers, at=datetime.now(UTC))).ratings
