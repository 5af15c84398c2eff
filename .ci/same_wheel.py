"""Builds the wheel twice, under other circumstances, and compares the bytes: who builds it from the source can tell.

Another folder, umask, time zone, language and seed of hashes, files of another age: none may show.
``SOURCE_DATE_EPOCH`` is asked for by whoever sets it, and may change the times in the wheel, and nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
COPIED = ("pyproject.toml", "README.md", "LICENSE", "src", "rubrics", "sample_batches")
ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
LONG_AGO = 1_000_000_000


def main() -> int:
    """Return 0 when the wheels are the same."""
    with tempfile.TemporaryDirectory() as folder:
        one = build(copied(Path(folder, "one"), 0o022), {})
        other = copied(Path(folder, "deeper", "down", "two"), 0o077)
        for file in other.rglob("*"):
            os.utime(file, (LONG_AGO, LONG_AGO))
        if "--defect" in sys.argv:  # a file that differs from build to build
            (other / "src" / "raterterm" / "built_at.txt").write_text(folder)
        two = build(other, ELSEWHERE)
        dated = build(copied(Path(folder, "dated"), 0o022), {"SOURCE_DATE_EPOCH": str(LONG_AGO)})
        print(f"{one.name}: {one.stat().st_size} bytes, sha256 {digest(one)}")
        if digest(one) != digest(two):
            print("built elsewhere it differs: " + ", ".join(sorted(contents(one) ^ contents(two)))[:2000])
            return 1
        if contents(one) != contents(dated):
            print("with another SOURCE_DATE_EPOCH more than the times differ")
            return 1
    print("the same bytes, whoever builds it")
    return 0


def copied(folder: Path, umask: int) -> Path:
    """Return a copy of the source that was made under a umask."""
    before = os.umask(umask)
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, folder / name)
    os.umask(before)
    return folder


def build(source: Path, environment: Mapping[str, str]) -> Path:
    """Build the wheel with the backend that pyproject.toml names."""
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", source / "out", source],
        check=True,
        env={**kept, **environment},
    )
    (wheel,) = (source / "out").iterdir()
    return wheel


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel, each with its mode and the digest of its bytes."""
    with ZipFile(wheel) as archive:
        return {
            f"{member.filename} {member.external_attr >> 16:o} {hashlib.sha256(archive.read(member)).hexdigest()}"
            for member in archive.infolist()
        }


if __name__ == "__main__":
    sys.exit(main())
