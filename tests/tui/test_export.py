"""Export: from the pre-flight screen, with a key that may be locked, absent or damaged."""

from datetime import UTC, datetime
from pathlib import Path

from tests.tui.seat import FULL, load_tasks, seated, signing_key

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.settings import Identity
from raterterm.store.workspace import Workspace
from raterterm.tui.screens.passphrase import PassphraseScreen
from raterterm.tui.screens.preflight import PreflightScreen


async def test_x_x_writes_a_bundle_that_verifies(workspace: Workspace, tmp_path: Path) -> None:
    """The screen says where it is, its id and who signed."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(160, 36), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter 2 enter 3 enter X")
        (path,) = tmp_path.glob("*.rtb.zip")
        good = verify_bundle(path.read_bytes(), _expected(identity))

        assert good.statement.counts.submitted == 3
        assert "✓ written:" in seat.text
        assert f"bundle {good.id}" in seat.text
        assert "signed as rater@example.org with SHA256:" in seat.text
        assert f"to check it: raterterm verify {path.name}" in seat.text


async def test_a_second_export_gives_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    """As long as nothing was decided since."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path)
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X")
        before = {path.name: path.read_bytes() for path in tmp_path.glob("*.zip")}
        await seat.press("X escape X X")

        assert "✓ written" in seat.text
        assert {path.name: path.read_bytes() for path in tmp_path.glob("*.zip")} == before


async def test_what_a_bundle_discloses_is_listed_before_the_export(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Times among it, which t changes until the first bundle is written: the next ones continue it."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(160, 36), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X")
        assert "A bundle holds your answers, reasons and notes" in seat.text
        assert "the day of each decision;" in seat.text
        await seat.press("t")
        assert "the moment of each decision;" in seat.text
        await seat.press("X t")

        assert "The bundle tells the moment of each decision, as in the bundle before" in seat.text
    (path,) = tmp_path.glob("*.rtb.zip")
    assert not verify_bundle(path.read_bytes(), _expected(identity)).statement.created.endswith(
        "T00:00:00.000Z"
    )


async def test_what_was_exported_cannot_be_undone_but_changed(workspace: Workspace, tmp_path: Path) -> None:
    """Undo says why; a new answer opens the task again and makes a second bundle that names the first."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(160, 30), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X escape u")
        assert seat.statuses() == {"t-1": "submitted"}

        await seat.press("2 enter X")
        bundles = sorted(tmp_path.glob("*.zip"))
        told = [verify_bundle(path.read_bytes(), _expected(identity)) for path in bundles]
        assert sorted(good.statement.sequence for good in told) == [1, 2]
        first, second = sorted(told, key=lambda good: good.statement.sequence)
        assert second.statement.previous == first.id


async def test_an_undo_after_an_export_is_refused_in_words(workspace: Workspace, tmp_path: Path) -> None:
    """When the decisions are in a bundle, also for a batch that is opened again."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X X")
        assert "✓ written" in seat.text
    async with seated(workspace, size=(160, 30)) as seat:
        await seat.press("u")

        assert "this decision is in a bundle already" in seat.status
        assert seat.statuses()["t-1"] == "submitted"


async def test_undo_is_refused_right_after_the_export(workspace: Workspace, tmp_path: Path) -> None:
    """In the same sitting too: "until it is exported" needs no restart."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(160, 30), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X X escape u")

        assert "this decision is in a bundle already" in seat.status
        assert seat.statuses()["t-1"] == "submitted"


async def test_a_locked_key_asks_for_its_passphrase(workspace: Workspace, tmp_path: Path) -> None:
    """What is typed is not shown; Esc signs nothing."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path, "correct horse")
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X escape")
        assert not list(tmp_path.glob("*.zip"))

        await seat.press("X")
        assert isinstance(seat.screen, PassphraseScreen)
        await seat.write("correct horse")
        assert "correct" not in seat.text
        await seat.press("enter")
        await seat.until(lambda: "✓ written" in seat.text)
        assert len(list(tmp_path.glob("*.zip"))) == 1


async def test_a_wrong_passphrase_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """Nothing is written, and it can be tried again."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path, "right")
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X w r o n g enter")
        await seat.until(lambda: isinstance(seat.screen, PreflightScreen) and "not exported:" in seat.text)
        assert "passphrase" in seat.text
        assert not list(tmp_path.glob("*.zip"))

        await seat.press("X r i g h t enter")
        await seat.until(lambda: "✓ written" in seat.text)


async def test_without_a_key_the_command_that_makes_one_is_shown(workspace: Workspace) -> None:
    """It can be typed as it stands."""
    load_tasks(workspace, tasks=1)
    async with seated(workspace) as seat:
        await seat.press("1 enter X")

        assert "not exported: there is no signing key yet" in seat.text
        assert "try: raterterm key new --principal" in seat.text


async def test_an_export_that_cannot_be_written_is_told(workspace: Workspace, tmp_path: Path) -> None:
    """And leaves no receipt: the batch is not taken for delivered."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path)
    async with seated(workspace, identity=lambda: identity, outgoing=tmp_path / "gone") as seat:
        await seat.press("1 enter X")

        assert "not exported: cannot write" in seat.text
        assert workspace.rows("SELECT * FROM receipts") == []


async def test_a_file_that_an_interrupted_export_left_is_not_in_the_way(
    workspace: Workspace, tmp_path: Path
) -> None:
    """It has no receipt, so that the next bundle has its number and its name: both files are kept."""
    load_tasks(workspace, tasks=1)
    identity = signing_key(tmp_path)
    left = tmp_path / "b-rater-example-org-1.rtb.zip"
    left.write_bytes(b"an earlier state of the batch")
    async with seated(workspace, size=(160, 30), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("1 enter X")
        (path,) = set(tmp_path.glob("*.zip")) - {left}

        assert path.name == "b-rater-example-org-1-again-2.rtb.zip"
        assert verify_bundle(path.read_bytes(), _expected(identity)).statement.sequence == 1
        assert left.read_bytes() == b"an earlier state of the batch"


async def test_nothing_rated_is_nothing_to_export(workspace: Workspace, tmp_path: Path) -> None:
    """It says so."""
    load_tasks(workspace)
    identity = signing_key(tmp_path)
    async with seated(workspace, None, identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("X X")

        assert "not exported: nothing is rated in b yet" in seat.text


async def test_an_unfinished_batch_can_be_exported(workspace: Workspace, tmp_path: Path) -> None:
    """What is missing stays listed beside the outcome."""
    load_tasks(workspace, FULL)
    identity = signing_key(tmp_path)
    async with seated(workspace, size=(120, 36), identity=lambda: identity, outgoing=tmp_path) as seat:
        await seat.press("2 X X")

        assert "✓ written" in seat.text
        assert "t-1: Accuracy · A not answered" in seat.text


async def test_what_a_bundle_discloses_is_said_before_it_is_written(workspace: Workspace) -> None:
    """On the screen that exports."""
    load_tasks(workspace)
    async with seated(workspace) as seat:
        await seat.press("X")

        assert "It holds no prompts and no responses" in seat.text


def _expected(identity: Identity) -> Expectations:
    line = SigningKey.load(identity.key, str).public_line(identity.principal)
    return Expectations(signers=AllowedSigners.parse(line.encode(), "allowed_signers"), at=datetime.now(UTC))
