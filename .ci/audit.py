"""Looks up known vulnerabilities of what is installed here, where their database can be reached.

Exit 1 only when one is known.  Where nothing can be looked up, as without a network, it says so: pip-audit itself
skips what it cannot look up and calls that no known vulnerability.
"""

import json
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

OWN = "raterterm"
"""Is not on the registry as it stands here."""


class Verdict(NamedTuple):
    """What was found."""

    code: int
    lines: Sequence[str]


def main() -> int:
    """Return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        found = verdict(audit(Path(folder)))
    for line in found.lines:
        print(line)
    return found.code


def audit(folder: Path) -> Mapping[str, Any]:
    """Return what pip-audit reports, nothing where it cannot be installed or cannot look up anything."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    tools = folder / "bin"
    asked = [tools / "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"]
    if subprocess.run(asked, check=False, capture_output=True).returncode:
        return {}
    installed = sysconfig.get_path("purelib")
    asked = [tools / "pip-audit", "--path", installed, "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    try:
        report: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {}
    return report


def verdict(report: Mapping[str, Any]) -> Verdict:
    """Judge a report; what was skipped was not looked up, whatever else it says."""
    packages = [package for package in report.get("dependencies", ()) if package["name"] != OWN]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    known = [
        f"{package['name']} {package['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none'}"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    looked_up = f"{len(packages) - len(skipped)} of {len(packages)} packages were looked up"
    if len(skipped) == len(packages):
        return Verdict(0, ["NOT AUDITED: no database of vulnerabilities can be reached from here"])
    if known:
        return Verdict(1, [looked_up, *known])
    missing = [f"not looked up: {', '.join(skipped)}"] if skipped else []
    return Verdict(0, [f"{looked_up}: no vulnerability is known", *missing])


if __name__ == "__main__":
    sys.exit(main())
