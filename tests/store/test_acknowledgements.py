"""Acknowledgements: which guidelines a rater knows, so that what changed since can be shown."""

from hashlib import sha256

import pytest
from tests.worlds import a_rubric, rubric_source, source_of, task_line

from raterterm.errors import WorkspaceDamaged
from raterterm.store.acknowledgements import Acknowledged, Acknowledgements
from raterterm.store.loading import load_batch
from raterterm.store.workspace import Workspace

OLD, NEW = b"# Facts\n\nCheck dates.\n", "# Facts\n\nPrüfe alles.\n".encode()


def digest(markdown: bytes) -> str:
    """Return what the text is known by."""
    return sha256(markdown).hexdigest()


def load_with(workspace: Workspace, guidelines: bytes, *, batch: str = "b") -> None:
    """Load a batch whose rubric has these guidelines."""
    load_batch(workspace, rubric_source(guidelines=guidelines), source_of([task_line()], batch))


def spoil(workspace: Workspace, change: str) -> None:
    """Change what is stored."""
    with workspace.transaction() as database:
        database.execute(change)


@pytest.fixture
def known(workspace: Workspace) -> Acknowledgements:
    """Return what the rater of a workspace with two versions of guidelines knows: nothing yet."""
    load_with(workspace, OLD, batch="old")
    load_with(workspace, NEW, batch="new")
    return Acknowledgements(workspace)


def test_before_the_first_time_nothing_is_known(known: Acknowledgements) -> None:
    """A loaded text is not a read one."""
    assert known.last("r") is None


def test_the_last_text_counts(known: Acknowledgements) -> None:
    """With its digest, the moment and the text itself."""
    known.acknowledge("r", digest(OLD))
    known.acknowledge("r", digest(NEW))

    last = known.last("r")

    assert last is not None
    assert (last.sha256, last.markdown) == (digest(NEW), NEW.decode())
    assert last.at.startswith("2026-03-01T09:00:")


def test_an_earlier_text_can_be_the_last_again(known: Acknowledgements) -> None:
    """When a batch under the old version is taken up."""
    for each in (OLD, NEW, OLD):
        known.acknowledge("r", digest(each))

    last = known.last("r")

    assert last is not None
    assert last.sha256 == digest(OLD)


def test_each_rubric_has_its_own(known: Acknowledgements) -> None:
    """By its id, whatever its version."""
    known.acknowledge(a_rubric().id, digest(OLD))

    assert known.last("another") is None


def test_acknowledging_the_last_again_adds_nothing(known: Acknowledgements, workspace: Workspace) -> None:
    """The moment stays that of the first time."""
    known.acknowledge("r", digest(OLD))
    first = known.last("r")

    known.acknowledge("r", digest(OLD))

    assert known.last("r") == first
    assert workspace.row("SELECT count(*) FROM acknowledged") == (1,)


def test_it_is_kept_when_the_workspace_is_closed(known: Acknowledgements, workspace: Workspace) -> None:
    """It is durable like a decision, but is none."""
    known.acknowledge("r", digest(OLD))

    with Workspace.look(workspace.path) as again:
        last = Acknowledgements(again).last("r")
        assert last is not None
        assert (last.markdown, again.saved) == (OLD.decode(), 0)


@pytest.mark.parametrize(
    "change", ["UPDATE rubrics SET guidelines = NULL", "UPDATE rubrics SET guidelines_sha256 = key"]
)
def test_a_text_that_is_gone_is_told_apart_from_one_never_read(
    known: Acknowledgements, workspace: Workspace, change: str
) -> None:
    """The digest still says whether it is the present one."""
    known.acknowledge("r", digest(OLD))
    spoil(workspace, change)

    last = known.last("r")

    assert last is not None
    assert last == Acknowledged(digest(OLD), last.at, None)


def test_a_text_that_is_kept_somewhere_is_found(known: Acknowledgements, workspace: Workspace) -> None:
    """Two rubrics may share their guidelines, and one of them may have lost them."""
    second = rubric_source(a_rubric(rationale={}), guidelines=OLD)
    load_batch(workspace, second, source_of([task_line()], "second"))
    known.acknowledge("r", digest(OLD))
    spoil(workspace, "UPDATE rubrics SET guidelines = NULL WHERE key = 1")

    last = known.last("r")

    assert last is not None
    assert last.markdown == OLD.decode()


def test_who_may_only_look_acknowledges_nothing(known: Acknowledgements, workspace: Workspace) -> None:
    """And is told no error: it is no decision."""
    with Workspace.open(workspace.path, looking=True) as looker:
        Acknowledgements(looker).acknowledge("r", digest(OLD))

    assert known.last("r") is None


def test_a_damaged_text_is_told(known: Acknowledgements, workspace: Workspace) -> None:
    """No error of Python leaks."""
    known.acknowledge("r", digest(OLD))
    spoil(workspace, "UPDATE rubrics SET guidelines = x'ff'")

    with pytest.raises(WorkspaceDamaged, match="is damaged: the text of acknowledged guidelines "):
        known.last("r")
