"""The rubrics that ship with raterterm are valid, fit a narrow form and point at real guidelines."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from raterterm.core.guidelines import headings
from raterterm.core.rubric import Rubric

FOLDER = Path(__file__).parents[2] / "rubrics"
RUBRICS = sorted(FOLDER.glob("*.yaml"))
TITLE, ANCHOR, QUESTION = 22, 120, 100
"""The longest that a form of 80 columns shows whole."""


def _read(path: Path) -> Rubric:
    return Rubric.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def _guidelines(path: Path) -> str:
    return path.with_suffix(".md").read_text(encoding="utf-8")


def _links(rubric: Rubric) -> Iterator[str | None]:
    for part in (rubric.preference, *rubric.criteria, rubric.rationale):
        if part is not None:
            yield part.see


every_rubric = pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)


def test_six_rubrics_ship() -> None:
    """The set is the one that the documentation names."""
    assert [path.stem for path in RUBRICS] == [
        "factuality-reasoning",
        "instruction-following",
        "pairwise-helpfulness",
        "safety-policy",
        "support-reply",
        "tutorial",
    ]


@every_rubric
def test_it_is_named_as_its_file_and_its_guidelines(path: Path) -> None:
    """The id, the file and the guidelines have one name, so that each is found from the others."""
    rubric = _read(path)

    assert (rubric.id, rubric.guidelines) == (path.stem, f"{path.stem}.md")


@every_rubric
def test_it_uses_no_anchor_alias_or_tag(path: Path) -> None:
    """The YAML is the plain subset that a strict reader takes."""
    tokens = YAML(typ="rt").scan(path.read_text(encoding="utf-8"))

    assert not {type(token).__name__ for token in tokens} & {"AnchorToken", "AliasToken", "TagToken"}


@every_rubric
def test_every_link_names_a_heading(path: Path) -> None:
    """The preference, each criterion and the rationale open the guidelines at their own heading."""
    known = {f"#{heading.anchor}" for heading in headings(_guidelines(path))}

    assert set(_links(_read(path))) <= known


@every_rubric
def test_titles_questions_and_anchors_fit_a_narrow_form(path: Path) -> None:
    """No title, question or anchor is longer than the form can show."""
    rubric = _read(path)

    for criterion in rubric.criteria:
        assert len(criterion.title) <= TITLE, criterion.title
        assert len(criterion.question) <= QUESTION, criterion.question
        for point, anchor in criterion.points:
            assert 0 < len(anchor) <= ANCHOR, (criterion.id, point)


@every_rubric
def test_no_two_points_of_a_scale_read_alike(path: Path) -> None:
    """Each point of a scale is described in words of its own."""
    for criterion in _read(path).criteria:
        anchors = [anchor for _, anchor in criterion.points]

        assert len(set(anchors)) == len(anchors), criterion.id


@every_rubric
def test_a_low_score_asks_for_a_reason_somewhere(path: Path) -> None:
    """At least one criterion asks why its score is low, and never at the top of its scale."""
    criteria = [c for c in _read(path).criteria if c.note_at_or_below is not None]

    assert criteria
    for criterion in criteria:
        assert criterion.note_at_or_below != criterion.points[-1].point


@every_rubric
def test_its_guidelines_have_one_title_and_skip_no_level(path: Path) -> None:
    """The guidelines open with their only first-level heading, and no heading jumps a level."""
    found = headings(_guidelines(path))
    levels = [heading.level for heading in found]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_rubric
def test_no_two_headings_share_an_anchor(path: Path) -> None:
    """A link into the guidelines is never ambiguous."""
    titles = [heading.title for heading in headings(_guidelines(path))]

    assert len(set(titles)) == len(titles)


@every_rubric
def test_its_guidelines_are_short_enough_to_be_read(path: Path) -> None:
    """The tutorial takes about three minutes; the others stay under 2,200 words."""
    words = len(_guidelines(path).split())

    assert words <= (700 if path.stem == "tutorial" else 2200)


@every_rubric
def test_every_worked_example_names_source_and_licence(path: Path) -> None:
    """Each of at least three worked examples says where it is from and under which licence."""
    text = _guidelines(path)
    examples = text.split("### Example ")[1:]

    assert len(examples) >= 3
    for example in examples:
        source = next(line for line in example.splitlines() if line.startswith("*Source: "))
        assert source.endswith((", MIT.*", ", Apache-2.0.*"))
