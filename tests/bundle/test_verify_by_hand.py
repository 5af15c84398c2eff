"""The recipe in docs/verify-by-hand.md works as it stands, and stops at what it is there to find."""

import re
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from tests.bundle.conftest import ALICE, DECISIONS, RUBRIC, Run, World, chained

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.write import Bundle, write_bundle
from raterterm.core.rubric import Rubric

RECIPE = Path(__file__).parents[2] / "docs" / "verify-by-hand.md"
BATCH, SOURCE = b'{"id": "t-1", "prompt": "..."}\n', b"raterterm: rubric/1\n"
KEY = SigningKey.generate()


def delivered() -> Bundle:
    """Return a bundle for the batch and the rubric that the team has."""
    contents = World(rubric=Rubric.model_validate(RUBRIC)).contents
    digest = sha256(BATCH).hexdigest()
    told = contents._replace(
        batch=contents.batch.model_copy(update={"sha256": digest}),
        rubric_source_sha256=sha256(SOURCE).hexdigest(),
        audit=chained(DECISIONS, digest),
    )
    return write_bundle(told, ALICE, KEY)


@pytest.fixture
def records() -> dict[str, bytes]:
    """Return the files that the recipe says to have at hand."""
    return {
        "bundle.rtb.zip": delivered().data,
        "allowed_signers": KEY.public_line(ALICE).encode(),
        "batch.jsonl": BATCH,
        "rubric.yaml": SOURCE,
        "received.txt": b"",
    }


def follow(run: Run, folder: Path, records: Mapping[str, bytes]) -> tuple[int, str]:
    """Run the recipe's blocks as they stand and return the outcome and what was said."""
    for name, content in records.items():
        (folder / name).write_bytes(content)
    blocks = re.findall(r"^```sh\n(.*?)^```$", RECIPE.read_text(), re.DOTALL | re.MULTILINE)
    path = f'PATH="{Path(sys.executable).parent}:$PATH"\n'
    done = run("sh", "-eu", "-c", path + "\n".join(blocks))
    return done.returncode, (done.stdout + done.stderr).decode()


def test_a_good_bundle_passes(run: Run, tmp_path: Path, records: dict[str, bytes]) -> None:
    """Nothing of ours is needed to verify a bundle."""
    status, said = follow(run, tmp_path, records)

    assert status == 0, said
    assert f'Good "result-v1@raterterm" signature for {ALICE}' in said
    assert (tmp_path / "received.txt").read_text().strip() == delivered().id


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("allowed_signers", SigningKey.generate().public_line(ALICE).encode()),
        ("allowed_signers", KEY.public_line("bob@example.org").encode()),
        ("batch.jsonl", b"another\n"),
        ("rubric.yaml", b"another\n"),
        ("received.txt", delivered().id.encode()),
        ("bundle.rtb.zip", delivered().data.replace(b'"by":2', b'"by":3')),
    ],
    ids=["unknown key", "other principal", "other batch", "other rubric", "seen before", "altered"],
)
def test_a_bundle_that_is_not_good_stops_the_recipe(
    run: Run, tmp_path: Path, records: dict[str, bytes], name: str, content: bytes
) -> None:
    """Each step can fail."""
    status, _ = follow(run, tmp_path, {**records, name: content})

    assert status != 0


def test_a_broken_chain_stops_the_recipe(
    run: Run, tmp_path: Path, world: World, records: dict[str, bytes]
) -> None:
    """A few lines of shell follow the chain of the audit log."""
    lines = world.files["data/audit.jsonl"].splitlines(keepends=True)
    data = world.signed({"data/audit.jsonl": b"".join([*lines[:3], *lines[4:]])})
    batch = b'{"id": "t-1", ...}\n'
    source = b"raterterm: rubric/1"
    known = {"bundle.rtb.zip": data, "allowed_signers": world.signers.encode(), "batch.jsonl": batch}

    status, said = follow(run, tmp_path, {**records, **known, "rubric.yaml": source})

    assert status == 1
    assert "the chain breaks at" in said
