"""What is said of vulnerabilities is what was looked up: a package that was skipped is not one without any."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "audit.py"

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="this is no checkout")


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """Return the script."""
    spec = spec_from_file_location("audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOOD = {"name": "click", "version": "8.3.1", "vulns": []}
SKIPPED = {"name": "rich", "skip_reason": "Dependency not found and could not be audited: rich (15.0.0)"}
OWN = {"name": "raterterm", "skip_reason": "Dependency not found"}
BAD = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "description": "..."}],
}

CASES: dict[str, tuple[list[dict[str, Any]], int, str]] = {
    "nothing was reported": ([], 0, "NOT AUDITED: no database of vulnerabilities can be reached from here"),
    "all were skipped": (
        [SKIPPED, OWN],
        0,
        "NOT AUDITED: no database of vulnerabilities can be reached from here",
    ),
    "some were skipped": ([GOOD, SKIPPED], 0, "not looked up: rich"),
    "none is known": ([GOOD, OWN], 0, "1 of 1 packages were looked up: no vulnerability is known"),
    "one is known": ([GOOD, BAD], 1, "jinja2 2.4.1: PYSEC-2014-8, mended in 2.7.2"),
}


@pytest.mark.parametrize(("packages", "code", "line"), CASES.values(), ids=CASES.keys())
def test_a_report_is_judged_by_what_was_looked_up(
    audit: ModuleType, packages: list[dict[str, Any]], code: int, line: str
) -> None:
    """It fails only when a vulnerability is known, and never says so of what was skipped."""
    found = audit.verdict({"dependencies": packages} if packages else {})

    assert found.code == code
    assert found.lines[-1] == line
