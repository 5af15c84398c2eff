"""The list of dependencies names all that is installed for a rater, and what may be done with it."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, requires
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LISTED = {
    cells[0]: cells
    for line in (ROOT / "docs" / "dependencies.md").read_text().splitlines()
    if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PERMISSIVE = re.compile(r"MIT|Apache|BSD|PSF|Public Domain", re.IGNORECASE)


def named(requirements: list[str]) -> set[str]:
    """Return the packages that are required here, whatever the extra."""
    read = [Requirement(written) for written in requirements]
    return {known.name for known in read if known.marker is None or known.marker.evaluate({"extra": ""})}


def installed() -> set[str]:
    """Return all packages that come with a rater's install on this platform."""
    found: set[str] = set()
    wanted = named(PROJECT["dependencies"])
    while wanted:
        name = wanted.pop()
        found.add(name)
        try:
            wanted |= named(requires(name) or []) - found
        except PackageNotFoundError:
            continue
    return found


def licence_of(name: str) -> str:
    """Return what the package itself says of its licence."""
    metadata = distribution(name).metadata
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License")]
    return " ".join(
        [*(metadata.get_all("License-Expression") or metadata.get_all("License") or []), *classifiers]
    )


def test_every_package_that_is_asked_for_is_listed() -> None:
    """With what it is for; those of the extras too."""
    extras = set().union(
        *(named(PROJECT["optional-dependencies"][extra]) for extra in ("bidi", "seal", "spelling"))
    )

    assert named(PROJECT["dependencies"]) <= set(LISTED)
    assert extras <= {cells[1] for cells in LISTED.values()}


def test_every_package_of_a_rater_is_under_a_permissive_licence() -> None:
    """By its own words, also of those that come with others; the list agrees where it names them."""
    for name in installed():
        told = licence_of(name)
        assert PERMISSIVE.search(told), (name, told)
        assert PERMISSIVE.search(LISTED[name][2] if name in LISTED else told), name


ASKED = [
    Requirement(written)
    for written in (*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values()))
    if written not in PROJECT["optional-dependencies"]["dev"]
]
UNBOUNDED = {"bcrypt", "cryptography"}
"""The list says why."""


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_versions_are_bounded(asked: Requirement) -> None:
    """From below by what was tried, from above by what may change; the lowest and the newest are allowed."""
    operators = {bound.operator for bound in asked.specifier}

    assert operators == ({">="} if asked.name in UNBOUNDED else {">=", "<"})
    assert asked.specifier.contains(distribution(asked.name).version)


CALLED_FROM = {"bcrypt": "cryptography", "chunspell": "hunspell", "python-bidi": "bidi"}
"""Packages that are imported under another name, or by another one for us."""


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_no_dependency_is_unused(asked: Requirement) -> None:
    """Each is imported somewhere in the source."""
    name = CALLED_FROM.get(asked.name, asked.name.replace("-", "_").removesuffix("_py").partition(".")[0])
    imported = re.compile(rf"^\s*(?:from|import) {name}\b|import_module\(\"{name}", re.MULTILINE)

    assert any(imported.search(file.read_text()) for file in (ROOT / "src").rglob("*.py"))
