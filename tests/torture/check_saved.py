"""Checks that a workspace is whole and holds every decision that a screen showed as saved.

    python -m tests.torture.check_saved WORKSPACE

The numbers that were shown stand in the file that ``$CRASHLOOP_ACKS`` names, one a line.  Exit 0: whole,
and nothing lost; 1: an acknowledged decision is lost; 3: not whole.
"""

import os
import sys
from pathlib import Path

from tests.torture.soundness import damage_of

from raterterm.store.workspace import Workspace


def main(path: Path) -> int:
    """Return the exit code for the workspace at ``path``."""
    shown = max(map(int, Path(os.environ["CRASHLOOP_ACKS"]).read_text().split()), default=0)
    if not path.exists():
        return 1 if shown else 0
    with Workspace.open(path) as workspace:
        faults, saved = damage_of(workspace), workspace.saved
    for fault in faults:
        print(fault)
    if saved < shown:
        print(f"{shown} was shown as saved, {saved} is there")
    return 3 if faults else 1 if saved < shown else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
