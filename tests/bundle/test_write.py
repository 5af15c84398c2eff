"""A bundle is written whole, has one spelling, and needs nothing of ours to be read."""

import os
import sys
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bundle.conftest import ALICE, Run, World, answered, chained, shown, zipped

from raterterm.bundle import bag
from raterterm.bundle.archive import Archive, pack, unpack
from raterterm.bundle.ratings import delivered
from raterterm.bundle.verify import verify_bundle
from raterterm.bundle.write import save, write_bundle
from raterterm.core.events import (
    Act,
    Event,
    Flagged,
    Reopened,
    Skipped,
    Submitted,
    Unflagged,
    read_chain,
    read_event,
)
from raterterm.core.rating import replay
from raterterm.core.words import TaskId
from raterterm.errors import BundleRefused, RatertermError, UsageError, WorkspaceDamaged


def test_the_same_content_gives_the_same_bytes(world: World) -> None:
    """No clock, no randomness, no zlib."""
    again = write_bundle(world.contents, ALICE, world.key)

    assert again.data == world.bundle.data


def test_the_zip_is_the_one_that_zipfile_writes(world: World) -> None:
    """Our writer is short, and Python's own is the witness that it is right."""
    assert zipped(world.files, world.bundle.name) == world.bundle.data


def test_the_name_tells_batch_principal_and_sequence(world: World) -> None:
    """The folder and the file can be told apart without opening them."""
    names = zipfile.ZipFile(BytesIO(world.bundle.data)).namelist()

    assert world.bundle.name == "batch-0419-alice-example-org-1"
    assert names == [f"{world.bundle.name}/{name}" for name in bag.LIMITS]


def test_foreign_tools_find_the_bag_whole(world: World, run: Run, tmp_path: Path) -> None:
    """RFC 8493: bagit.py, unzip and sha256sum accept it."""
    (tmp_path / "b.zip").write_bytes(world.bundle.data)
    name = world.bundle.name

    results = [
        run("unzip", "-q", "b.zip"),
        run("sh", "-c", f"cd {name} && sha256sum --strict -c manifest-sha256.txt tagmanifest-sha256.txt"),
        run(sys.executable, "-m", "bagit", "--validate", name),
    ]

    assert [result.returncode for result in results] == [0, 0, 0]


def test_a_broken_log_is_not_signed(world: World) -> None:
    """A damaged workspace must not become evidence."""
    damaged = world.contents._replace(audit=world.contents.audit[1:])

    with pytest.raises(WorkspaceDamaged, match="audit log"):
        write_bundle(damaged, ALICE, world.key)


def test_what_a_verifier_would_refuse_is_not_signed(world: World) -> None:
    """The rater learns it before the delivery, not after."""
    incomplete = chained([("t-1", shown("t-1")), ("t-1", Submitted())])

    with pytest.raises(BundleRefused) as refused:
        write_bundle(world.contents._replace(audit=incomplete), ALICE, world.key)

    assert refused.value.code == "rating-incomplete"


def test_what_cannot_be_stated_is_told(world: World) -> None:
    """A sequence begins at 1."""
    with pytest.raises(UsageError, match="sequence"):
        write_bundle(world.contents._replace(sequence=0), ALICE, world.key)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_saved_bundle_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    """A bundle holds what a rater wrote."""
    before = os.umask(umask)
    try:
        save(b"bundle", tmp_path / "b.zip", replace=False)
    finally:
        os.umask(before)

    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["b.zip"]


def test_other_bytes_are_not_overwritten_unasked(tmp_path: Path) -> None:
    """An earlier delivery stays."""
    (tmp_path / "b.zip").write_bytes(b"earlier")

    with pytest.raises(UsageError, match="exists with other content"):
        save(b"bundle", tmp_path / "b.zip", replace=False)

    assert (tmp_path / "b.zip").read_bytes() == b"earlier"


def test_the_same_bytes_may_be_saved_twice(tmp_path: Path) -> None:
    """To export again is no mistake."""
    for _ in range(2):
        save(b"bundle", tmp_path / "b.zip", replace=False)

    assert (tmp_path / "b.zip").read_bytes() == b"bundle"


def test_other_bytes_are_replaced_when_asked(tmp_path: Path) -> None:
    """Replacing is a decision."""
    (tmp_path / "b.zip").write_bytes(b"earlier")

    save(b"bundle", tmp_path / "b.zip", replace=True)

    assert (tmp_path / "b.zip").read_bytes() == b"bundle"


def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """A link cannot make a bundle land elsewhere."""
    (tmp_path / "elsewhere").write_bytes(b"precious")
    (tmp_path / "b.zip").symlink_to(tmp_path / "elsewhere")

    save(b"bundle", tmp_path / "b.zip", replace=True)

    assert (tmp_path / "elsewhere").read_bytes() == b"precious"


@pytest.mark.parametrize("path", ["missing/b.zip", "folder"])
def test_a_failed_save_leaves_nothing(tmp_path: Path, path: str) -> None:
    """What cannot be written is told in one sentence."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(RatertermError, match="cannot write"):
        save(b"bundle", tmp_path / path, replace=True)

    assert [file.name for file in tmp_path.iterdir()] == ["folder"]


ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(lambda by: answered("preference", better="r2", by=by), st.integers(1, 3)),
    st.builds(lambda point: answered("score:accuracy@r1", point=point), st.integers(1, 5)),
    st.builds(
        lambda text: answered("rationale", text=f"x{text}"), st.text(st.characters(exclude_categories=["Cs"]))
    ),
    st.builds(lambda note: Flagged(category="other", note=note), st.text(max_size=20)),
    st.sampled_from([Unflagged(category="other"), Skipped(reason="language"), Reopened()]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["t-1", "t-2", "任務"]), ACTS), max_size=12))
def test_what_is_written_is_what_is_verified(world: World, decisions: Sequence[tuple[str, Act]]) -> None:
    """Whatever was decided comes back as it was, and nothing else is accepted as it."""
    tasks = dict.fromkeys(task for task, _ in decisions)
    lines = chained([*((task, shown(task)) for task in tasks), *decisions])

    bundle = write_bundle(world.contents._replace(audit=lines), ALICE, world.key)
    verified = verify_bundle(bundle.data, world.expected())

    events = list(read_chain(world.contents.batch.sha256, lines))
    told = {task: replay(TaskId(task), [event for event in events if event.task == task]) for task in tasks}
    touched = [delivered(rating, world.rubric) for rating in told.values() if rating.touched]
    assert list(verified.ratings) == touched
    assert verified.statement == bundle.statement


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=200), min_size=9, max_size=9))
def test_any_content_survives_the_zip(contents: list[bytes]) -> None:
    """Reading is the inverse of writing, also for bytes that look like a zip."""
    members = dict(zip(bag.LIMITS, [b"PK\5\6" + content for content in contents], strict=True))

    archive = unpack(pack(Archive("folder", members)), bag.LIMITS)

    assert archive == Archive("folder", members)


def test_each_event_is_read_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of 100,000 tasks has a million of them."""
    read: list[bytes] = []

    def counting(line: bytes) -> Event:
        read.append(line)
        return read_event(line)

    monkeypatch.setattr("raterterm.core.events.read_event", counting)
    write_bundle(world.contents, ALICE, world.key)

    assert read == list(world.contents.audit)


def test_saving_tells_whether_the_file_is_new(tmp_path: Path) -> None:
    """So that it can be taken back when the receipt fails."""
    path = tmp_path / "b.zip"

    assert [save(content, path, replace=True) for content in (b"one", b"two")] == [True, False]
    assert not save(b"two", path, replace=False)
