"""The rubrics that ship with raterterm are valid, fit a narrow form and point at real guidelines."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Protocol, runtime_checkable

import pytest
from ruamel.yaml import YAML
from tests.worlds import ASKS_NOTHING

from raterterm.core.choices import Taxonomy
from raterterm.core.guidelines import headings
from raterterm.core.question import RubricPart
from raterterm.core.rubric import Rubric

FOLDER = Path(__file__).parents[2] / "rubrics"
RUBRICS = sorted(FOLDER.glob("*.yaml"))
TITLE, ANCHOR, QUESTION = 22, 120, 100
"""The longest that a form of 80 columns shows whole."""
CONVERTED = ("biggen-planning", "error-spans-mqm", "support-scorecard")
"""Those that take up what others publish."""


def _read(path: Path) -> Rubric:
    return Rubric.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def _guidelines(path: Path) -> str:
    return path.with_suffix(".md").read_text(encoding="utf-8")


def _links(rubric: Rubric) -> set[str | None]:
    return {part.see for part in rubric.parts() if isinstance(part, HasLink)}


def _taxonomies(part: RubricPart) -> list[Taxonomy]:
    values = [getattr(part, name) for name in type(part).model_fields]
    return [value for value in values if isinstance(value, Taxonomy)]


@runtime_checkable
class HasLink(Protocol):
    """A block that says where the guidelines explain it."""

    @property
    def see(self) -> str | None:
        """The heading, as a link."""


every_rubric = pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)


def test_the_readme_names_every_rubric() -> None:
    """The table of what comes along is whole, and names nothing else."""
    table = (FOLDER.parent / "README.md").read_text(encoding="utf-8").split("| rubric |")[1].split("\n\n")[0]

    assert {row.split("`")[1] for row in table.splitlines()[2:]} == {path.stem for path in RUBRICS}


def test_together_they_use_every_block_of_the_format() -> None:
    """For each kind of question there is one rubric at least to copy it from."""
    used = {name for path in RUBRICS for name, *_ in _read(path).places()}
    compared = [criterion for path in RUBRICS for criterion in _read(path).criteria if criterion.prefer]

    assert used == set(Rubric.model_fields) - ASKS_NOTHING
    assert compared
    assert {c.per for path in RUBRICS for c in _read(path).criteria} == {"response", "turn"}


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
    """Every block that can open the guidelines opens them at a heading that is there."""
    known = {f"#{heading.anchor}" for heading in headings(_guidelines(path))}

    assert _links(_read(path)) <= known


@every_rubric
def test_titles_questions_and_anchors_fit_a_narrow_form(path: Path) -> None:
    """No title, question or anchor is longer than the form can show."""
    rubric = _read(path)

    for part in rubric.parts():
        assert len(getattr(part, "title", "")) <= TITLE, part
        assert len(getattr(part, "question", "")) <= QUESTION, part
        assert all(len(category.words) <= ANCHOR for tree in _taxonomies(part) for category in tree.all)
    for criterion in rubric.criteria:
        for point, anchor in criterion.points:
            assert 0 < len(anchor) <= ANCHOR, (criterion.id, point)
    assert all(len(demand) <= TITLE for demand in (rubric.checks.demands.values() if rubric.checks else ()))


@every_rubric
def test_no_two_points_of_a_scale_read_alike(path: Path) -> None:
    """Each point of a scale is described in words of its own."""
    for criterion in _read(path).criteria:
        anchors = [anchor for _, anchor in criterion.points]

        assert len(set(anchors)) == len(anchors), criterion.id


@every_rubric
def test_a_low_score_asks_for_a_reason_somewhere(path: Path) -> None:
    """Where there are scales, one of them at least asks why a score is low, and none at its top."""
    scored = [criterion for criterion in _read(path).criteria if criterion.scale]
    asking = [criterion for criterion in scored if criterion.note_at_or_below is not None]

    assert bool(asking) == bool(scored)
    for criterion in asking:
        assert criterion.note_at_or_below != criterion.points[-1].point


@every_rubric
def test_no_two_categories_read_alike(path: Path) -> None:
    """Each category of a taxonomy is described in words of its own."""
    for part in _read(path).parts():
        for tree in _taxonomies(part):
            words = [category.words for category in tree.all]

            assert len(set(words)) == len(words), part


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


@every_rubric
def test_its_last_section_names_reasons_and_categories_that_are_offered(path: Path) -> None:
    """What a rater is told to skip or flag with is among what they can choose."""
    rubric = _read(path)
    offered = {*rubric.flags.categories, *rubric.skip.reasons}
    offered |= {category.id for part in rubric.parts() for tree in _taxonomies(part) for category in tree.all}
    section = _guidelines(path).split("## When to skip")[-1]

    assert set(re.findall(r"(?<!\*)\*([a-z-]+)\*(?!\*)", section)) <= offered


@pytest.mark.parametrize("name", CONVERTED)
def test_a_converted_rubric_says_where_it_comes_from_and_what_was_lost(name: str) -> None:
    """The guidelines name the source, its licence, and what the format has no place for."""
    text = _guidelines(FOLDER / f"{name}.yaml").split("## Where it comes from")[1].split("\n## ")[0]

    assert "**Source.**" in text
    assert "licence" in text or "Apache-2.0" in text
    assert "**Not carried over.**" in text
