"""Errands: every command that writes, what comes before it, and what has to hold when it was ended on its way."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.torture.home import WORKSPACE, age, command, rate, write_batch

from raterterm.store.purging import purged
from raterterm.store.workspace import Workspace


class Errand(NamedTuple):
    """A command, and what has to hold when it was ended on its way."""

    arguments: Sequence[str]
    prepare: Callable[[Path], object] = lambda home: None
    check: Callable[[Path], Sequence[str]] = lambda home: ()
    """Returns what is wrong then."""
    again: Sequence[str] = ()
    """What is typed then; the same command again when empty."""


def _loaded(home: Path) -> list[str]:
    """Return whether a batch is half loaded."""
    with Workspace.open(home / WORKSPACE) as workspace:
        counts = {batch.id: batch.tasks for batch in workspace.batches()}
        rows = dict(
            workspace.rows(
                "SELECT b.id, count(t.key) FROM batches b JOIN tasks t ON t.batch = b.key GROUP BY b.id"
            )
        )
    whole = {"b": 30, "more": 200}
    half = {name for name in counts if counts[name] != whole[name] or rows.get(name) != whole[name]}
    return [f"batch {name} is half loaded" for name in half]


def _remove_workspace(home: Path) -> None:
    for file in home.glob(f"{WORKSPACE}*"):
        file.unlink()


def _deliver_once(home: Path) -> None:
    rate(home, 1)
    command(home, "export", "-o", "out.rtb.zip")
    rate(home, 2, 3)


def _without_key(home: Path) -> None:
    for name in ("signing_key", "signing_key.pub", "signer.json"):
        (home / name).unlink()


def _grow_old(home: Path) -> None:
    rate(home, 1, 2, 3)
    age(home / WORKSPACE)


def _is_rated(home: Path) -> list[str]:
    with Workspace.open(home / WORKSPACE) as workspace:
        return _rated_of(workspace)


def _rated_of(workspace: Workspace) -> list[str]:
    submitted = sum(batch.submitted for batch in workspace.batches())
    return [] if submitted == 3 else [f"{submitted} of 3 ratings are there"]


def _deliver_all(home: Path) -> None:
    rate(home, 1, 2, 3)
    command(home, "export", "-o", "out.rtb.zip")


def _purged(home: Path) -> list[str]:
    """Return whether a batch is half removed: it is there, or no word of it is."""
    with Workspace.open(home / WORKSPACE) as workspace:
        is_there, is_purged = bool(workspace.batches()), bool(purged(workspace))
    if is_there == is_purged:
        return [f"the batch is {'there' if is_there else 'gone'}, purged: {is_purged}"]
    kept = (file for file in home.glob(f"{WORKSPACE}*") if is_purged and b"Question 1?" in file.read_bytes())
    return [f"{file.name} still holds what was purged" for file in kept]


def _rescued(home: Path) -> list[str]:
    """Return whether a workspace is half rescued: all of it is there, or nothing."""
    if not (home / "new.db").exists():
        return []
    with Workspace.open(home / "new.db") as workspace:
        return _rated_of(workspace)


_LOAD = ("load", "rubric.yaml", "b.jsonl")
_NEW_KEY = ("key", "new", "--principal", "rater@example.org", "--no-passphrase")

ERRANDS = {
    "load": Errand(
        ("load", "rubric.yaml", "more.jsonl"), lambda home: write_batch(home / "more.jsonl", 200), _loaded
    ),
    "first load": Errand(_LOAD, _remove_workspace),
    "export": Errand(("export", "-o", "out.rtb.zip"), lambda home: rate(home, 1, 2)),
    "export again": Errand(("export", "-o", "out.rtb.zip", "--replace"), _deliver_once),
    "key": Errand(_NEW_KEY, _without_key, again=(*_NEW_KEY, "-o", "another_key")),
    "migration": Errand(_LOAD, _grow_old, _is_rated),
    "purge": Errand(("purge", "--yes"), _deliver_all, _purged, again=("status",)),
    "rescue": Errand(
        ("doctor", "--rescue", "new.db"),
        lambda home: rate(home, 1, 2, 3),
        _rescued,
        again=("doctor", "--rescue", "newer.db"),
    ),
}
"""Every command that writes."""
