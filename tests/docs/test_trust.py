"""What docs/trust.md promises can be shown: each command of its table exists."""

import re
from pathlib import Path

import pytest
from tests.torture.__main__ import PARTS

ROOT = Path(__file__).parents[2]
TABLE = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "trust.md").read_text().splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_the_promises_are_numbered() -> None:
    """None is left out, and each says how it is kept and what shows it."""
    assert [int(number) for number, *_ in TABLE] == list(range(1, len(TABLE) + 1))
    assert all(len(row) == 4 and all(row) for row in TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"promise {row[0]}")
def test_what_shows_a_promise_is_there(row: list[str]) -> None:
    """Test files, parts of the long runs, benchmarks."""
    commands = re.findall(r"`([^`]+)`", row[3])
    assert commands
    for program, *words in (command.split() for command in commands):
        if program == "pytest":
            assert all((ROOT / path).exists() for path in words), words
        elif words[1] == "tests.torture":
            assert words[2] in PARTS
        else:
            assert words[:2] == ["-m", "benchmarks.screen"]


def test_every_part_of_the_long_runs_is_named() -> None:
    """What is tried at length is told where it is promised."""
    text = (ROOT / "docs" / "trust.md").read_text()

    assert not [name for name, part in PARTS.items() if part.is_own and f"tests.torture {name}" not in text]
