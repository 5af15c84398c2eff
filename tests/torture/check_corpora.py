"""Checks how public suites of JSON and YAML fare: what must be refused is, and nothing but an error comes out.

    python -m tests.torture.check_corpora --json JSONTESTSUITE/test_parsing --yaml YAML-TEST-SUITE/src

Of JSON (nst/JSONTestSuite) each file is read as the line of a batch: ``y_`` must be accepted unless a key
stands twice, ``n_`` must be refused, ``i_`` may be either.  Of YAML (yaml/yaml-test-suite) each document
is read as a rubric is: where the suite says ``fail`` it must be refused.  Exit 0: all as it must be.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from raterterm.core import jsontext
from raterterm.files.yamltext import read_yaml

_TWICE = ("y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json")
"""Valid JSON of which nobody can tell what it means: refused on purpose."""

_LAX = ["9C9N", "9JBA", "CVW2", "DK95", "G5U8", "QB6E", "SU5Z", "Y79Y", "YJV2"]
"""What ruamel.yaml accepts against the standard: continued lines that are not indented, comments without
a space before them, a lone ``-`` in brackets.  None of it is read as anything but what is meant."""

_SHOWN = {"␣": " ", "»": "\t", "↵": "", "∎": "", "⇔": "\ufeff", "←": "\r", "—": ""}
"""How the YAML suite writes what is not seen."""


def main(arguments: Sequence[str]) -> int:
    """Return the exit code for these arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--yaml", type=Path)
    asked = parser.parse_args(arguments)
    faults = [
        *(_json_faults(asked.json) if asked.json else ()),
        *(_yaml_faults(asked.yaml) if asked.yaml else ()),
    ]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def _json_faults(folder: Path) -> Iterator[str]:
    files = sorted(folder.glob("*.json"))
    for file in files:
        is_good = _is_json(file.read_bytes())
        if file.name.startswith("y_") and not is_good and file.name not in _TWICE:
            yield f"{file.name} is refused"
        if file.name.startswith("n_") and is_good:
            yield f"{file.name} is accepted"
    print(f"{len(files)} files of JSON")


def _is_json(content: bytes) -> bool:
    try:
        jsontext.decode(content)
    except ValueError:
        return False
    return True


def _yaml_faults(folder: Path) -> Iterator[str]:
    count = 0
    for file in sorted(folder.glob("*.yaml")):
        for number, case in enumerate(_cases(file)):
            count += 1
            text = case["yaml"]
            for shown, meant in _SHOWN.items():
                text = text.replace(shown, meant)
            _, faults = read_yaml(file.name, text)
            if case.get("fail") and not faults and file.stem not in _LAX:
                yield f"{file.name}, case {number + 1}, is accepted"
    print(f"{count} documents of YAML")


def _cases(file: Path) -> Sequence[dict[str, Any]]:
    loaded: Sequence[dict[str, Any]] = YAML(typ="safe", pure=True).load(file.read_text("utf-8"))
    for before, case in pairwise(loaded):
        case.setdefault("yaml", before["yaml"])
    return loaded


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
