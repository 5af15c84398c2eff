"""Delivery: a bundle leaves with its receipt, or neither does."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.worlds import TASKS, a_rubric, load, seen

from raterterm.bundle import bag
from raterterm.bundle.archive import unpack
from raterterm.bundle.content import judge
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import AllowedSigners
from raterterm.bundle.verify import Expectations, verify_bundle
from raterterm.bundle.write import Bundle
from raterterm.core.events import Event, Skipped, by_day, read_chain, read_event
from raterterm.core.rubric import WELLBEING
from raterterm.delivery import Destination, Wishes, deliver, make_bundle
from raterterm.errors import BundleRefused, RatertermError, WorkspaceError, WorkspaceHeld
from raterterm.settings import Identity
from raterterm.store.acknowledgements import Acknowledgements
from raterterm.store.exposure import Exposures
from raterterm.store.log import Log
from raterterm.store.receipts import receipts, strange, times_due
from raterterm.store.workspace import BatchSummary, Workspace

SKIP = Skipped(reason="other")
EXACT = Wishes(times="exact")
RECEIVED = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    """Return a rater with a key."""
    SigningKey.generate().save(tmp_path / "key", None)
    return Identity("rater@example.org", tmp_path / "key")


def export(
    workspace: Workspace, batch: BatchSummary, identity: Identity, path: Path, audience: str | None = None
) -> Bundle:
    """Deliver what is decided so far."""
    bundle = make_bundle(workspace, batch, identity, str, Wishes(audience))
    deliver(workspace, batch, bundle, Destination(path))
    return bundle


def test_a_receipt_that_fails_takes_the_file_back(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """A number must not be used twice."""
    log.decide(TASKS[0], SKIP)
    bundle = make_bundle(workspace, batch, identity, str)
    with workspace.transaction() as database:
        # A check that SQLite makes when the transaction is committed.
        database.execute("CREATE TABLE late (batch REFERENCES batches (key) DEFERRABLE INITIALLY DEFERRED)")
        database.execute(
            "CREATE TRIGGER failing AFTER INSERT ON receipts BEGIN INSERT INTO late VALUES (99); END"
        )

    with pytest.raises(WorkspaceError):
        deliver(workspace, batch, bundle, Destination(tmp_path / "b.zip"))

    assert not (tmp_path / "b.zip").exists()
    assert receipts(workspace, batch) == []


def test_a_file_that_fails_leaves_no_receipt(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """What did not leave is not delivered."""
    log.decide(TASKS[0], SKIP)

    with pytest.raises(RatertermError, match="cannot write"):
        export(workspace, batch, identity, tmp_path / "missing" / "b.zip")

    assert receipts(workspace, batch) == []


def test_who_only_looks_is_refused_before_the_passphrase(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, workspace_path: Path
) -> None:
    """Nothing is signed that no receipt can be kept of."""
    log.decide(TASKS[0], SKIP)

    with Workspace.look(workspace_path) as looker, pytest.raises(WorkspaceHeld):
        make_bundle(looker, batch, Identity("x", Path("no key")), str)


def test_looking_alone_is_nothing_to_deliver(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity
) -> None:
    """Though it is an event."""
    log.decide(TASKS[0], seen("r1", "r2"))

    with pytest.raises(RatertermError, match="nothing is rated in b yet"):
        make_bundle(workspace, batch, identity, str)


def test_the_same_again_is_the_same_bundle(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """The first and any other, whatever the clock says."""
    for number, task in enumerate(TASKS, start=1):
        log.decide(task, SKIP)
        one, two = (export(workspace, batch, identity, tmp_path / f"{number}.zip") for _ in range(2))

        assert one == two
        assert one.statement.sequence == number
    assert len(receipts(workspace, batch)) == 3


def test_another_audience_is_another_bundle(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """It has a number of its own and names the one before it."""
    log.decide(TASKS[0], SKIP)
    blue = export(workspace, batch, identity, tmp_path / "blue.zip", "team-blue")
    red = export(workspace, batch, identity, tmp_path / "red.zip", "team-red")
    again = export(workspace, batch, identity, tmp_path / "again.zip", "team-red")

    assert (red.statement.sequence, red.statement.previous) == (2, blue.id)
    assert again == red
    assert [receipt.bundle for receipt in receipts(workspace, batch)] == [blue.id, red.id]


def test_another_key_is_another_bundle(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """Under a number that was not used before."""
    log.decide(TASKS[0], SKIP)
    export(workspace, batch, identity, tmp_path / "1.zip")
    SigningKey.generate().save(tmp_path / "other", None)

    other = export(workspace, batch, identity._replace(key=tmp_path / "other"), tmp_path / "2.zip")

    assert other.statement.sequence == 2


def audit_of(bundle: Bundle) -> list[Event]:
    """Return the events that a bundle holds."""
    members = unpack(bundle.data, bag.LIMITS).members
    return list(read_chain(bundle.statement.audit.genesis, members[bag.AUDIT].splitlines()))


def test_a_bundle_tells_the_day_of_each_decision_alone(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity
) -> None:
    """Unless the rater wishes otherwise: nothing in it says at what hour someone worked."""
    log.decide(TASKS[0], SKIP)
    bundle = make_bundle(workspace, batch, identity, str)
    at = log.event(1).at

    assert not at.endswith("T00:00:00.000Z")
    assert {event.at for event in audit_of(bundle)} == {f"{at[:10]}T00:00:00.000Z"}
    assert bundle.statement.created == f"{at[:10]}T00:00:00.000Z"
    assert at[11:].encode() not in bundle.data


def test_the_moments_are_told_where_the_rater_wishes_it(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity
) -> None:
    """Then the log is the workspace's own, byte for byte."""
    log.decide(TASKS[0], SKIP)
    bundle = make_bundle(workspace, batch, identity, str, EXACT)

    assert [event.line() for event in audit_of(bundle)] == list(log.lines())


@pytest.mark.parametrize("wishes", [Wishes(), EXACT], ids=["days", "moments"])
def test_each_bundle_continues_the_one_before(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, wishes: Wishes
) -> None:
    """With days as with moments, whatever is wished later: the first one settles it for the batch."""
    log.decide(TASKS[0], SKIP)
    before = make_bundle(workspace, batch, identity, str, wishes)
    deliver(workspace, batch, before, Destination(identity.key.with_name("1.zip")))
    log.decide(TASKS[1], SKIP)
    for wish in (Wishes(), EXACT):
        after = make_bundle(workspace, batch, identity, str, wish)

        assert audit_of(after)[: before.statement.audit.events] == audit_of(before)
        assert times_due(workspace, batch, wish.times) == (wishes.times, "before")


def test_a_rubric_may_require_the_moments(workspace: Workspace, identity: Identity) -> None:
    """Whatever the rater wishes, who is told so; a bundle of days alone is refused by who verifies it."""
    rubric = a_rubric(preference={"question": "Which?"}, times="exact")
    batch = load(workspace, rubric=rubric)
    log = Log(workspace, batch.key)
    log.decide(TASKS[0], SKIP)

    assert str(times_due(workspace, batch, "day")) == "the moment of each decision, as the rubric requires"
    assert [event.at for event in audit_of(make_bundle(workspace, batch, identity, str))] == [log.event(1).at]

    days = [read_event(line) for line in by_day(batch.sha256, log.lines())]
    with pytest.raises(BundleRefused, match="requires the moment"):
        judge(days, rubric, workspace.seed)


def test_the_doctor_knows_bundles_of_days(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity, tmp_path: Path
) -> None:
    """They hold what the workspace holds, though their links are other ones."""
    log.decide(TASKS[0], SKIP)
    export(workspace, batch, identity, tmp_path / "1.zip")
    log.decide(TASKS[1], SKIP)
    export(workspace, batch, identity, tmp_path / "2.zip")

    assert strange(workspace, batch) == []
    with workspace.transaction() as database:
        database.execute("UPDATE receipts SET head = ? WHERE sequence = 1", ["0" * 64])
    assert strange(workspace, batch) == [1]


def test_what_a_rater_read_leaves_in_no_bundle(
    workspace: Workspace, log: Log, batch: BatchSummary, identity: Identity
) -> None:
    """Which guidelines were acknowledged and which sensitive tasks uncovered is the rater's own."""
    log.decide(TASKS[0], SKIP)
    before = make_bundle(workspace, batch, identity, str)

    Acknowledgements(workspace).acknowledge("r", "a" * 64)
    Exposures(workspace).record(batch.key, TASKS[0], date(2026, 3, 1))

    assert make_bundle(workspace, batch, identity, str).data == before.data


def test_a_skip_for_wellbeing_is_delivered_whatever_the_lead_lists(
    workspace: Workspace, identity: Identity
) -> None:
    """With its reason and note, in a bundle that the team verifies."""
    rubric = a_rubric(preference={"question": "Which?"}, skip={"reasons": {"dull": "Too dull"}})
    batch = load(workspace, rubric=rubric)
    Log(workspace, batch.key).decide(TASKS[0], Skipped(reason=WELLBEING, note="enough"))
    bundle = make_bundle(workspace, batch, identity, str)
    line = SigningKey.load(identity.key, str).public_line(identity.principal).encode()

    signers = AllowedSigners.parse(line + b"\n", "allowed_signers")
    (rating,) = verify_bundle(bundle.data, Expectations(signers=signers, at=RECEIVED)).ratings

    assert (rating.status, rating.skip) == ("skipped", Skipped(reason=WELLBEING, note="enough"))
