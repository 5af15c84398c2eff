"""Finds the rubrics and sample batches that come with raterterm."""

import os
from pathlib import Path

import raterterm
from raterterm.errors import UsageError

_PACKAGE = Path(raterterm.__file__).parent


def shipped(folder: str) -> Path:
    """Return the folder ``rubrics`` or ``sample_batches``: in the package, or beside it in a checkout."""
    installed = _PACKAGE / "shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parents[1] / folder


def rubric_path(named: str) -> Path:
    """Return the rubric's file: a path, or the id of one that comes with raterterm."""
    if named.endswith((".jsonl", ".ndjson")):
        raise UsageError(f"{named} is a batch, expected a rubric here", hints=_IN_ORDER)
    return _path(named, shipped("rubrics") / f"{named}.yaml")


def batch_path(named: str) -> Path:
    """Return the batch's file: a path, or the name of a sample that comes with raterterm."""
    if named.endswith((".yaml", ".yml")):
        raise UsageError(f"{named} is a rubric, expected a batch here", hints=_IN_ORDER)
    return _path(named, shipped("sample_batches") / f"{named}.jsonl")


_IN_ORDER = ["the rubric comes first: raterterm rate RUBRIC.yaml BATCH.jsonl"]


def _path(named: str, sample: Path) -> Path:
    # A name may be too long, or the folder closed: then opening the file says so.
    if "/" in named or os.path.lexists(named):
        return Path(named)
    names = sorted(known.stem for known in sample.parent.glob(f"*{sample.suffix}"))
    if sample.stem in names and sample.name == named + sample.suffix:
        return sample
    if named.endswith(sample.suffix):
        return Path(named)
    raise UsageError(f"there is no file {named}", hints=[f"these come along: {', '.join(names)}"])
