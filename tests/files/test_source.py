"""Files that a person gave are read within bounds, or it is said plainly why not."""

import os
from pathlib import Path

import pytest

from raterterm.errors import Fault, InputError
from raterterm.files.batches import BatchReader
from raterterm.files.rubrics import read_rubric
from raterterm.files.source import RUBRIC_LIMIT, read_text


def read_batch(path: Path) -> None:
    """Read a batch to its end."""
    list(BatchReader(path))


READERS = [pytest.param(read_rubric, id="rubric"), pytest.param(read_batch, id="batch")]


def fault_of(reader: object, path: Path) -> Fault:
    """Return the one fault that reading ``path`` raises."""
    assert callable(reader)
    with pytest.raises(InputError) as caught:
        reader(path)
    (fault,) = caught.value.faults
    return fault


@pytest.mark.parametrize("reader", READERS)
class TestEveryReader:
    """Rubrics and batches are opened alike."""

    def test_a_missing_file(self, reader: object, tmp_path: Path) -> None:
        """It is named, with a hint that lists its folder."""
        fault = fault_of(reader, tmp_path / "none")

        assert fault == Fault(str(tmp_path / "none"), "there is no such file", hint=f"ls {tmp_path}")

    def test_a_directory(self, reader: object, tmp_path: Path) -> None:
        """It is no file."""
        assert fault_of(reader, tmp_path).message == "is a directory, expected a file"

    def test_a_fifo_does_not_wait_for_a_writer(self, reader: object, tmp_path: Path) -> None:
        """It is refused at once."""
        os.mkfifo(tmp_path / "pipe")

        assert fault_of(reader, tmp_path / "pipe").message == "is not a regular file"

    def test_a_device_is_not_read_for_ever(self, reader: object) -> None:
        """Nor is it read at all."""
        assert fault_of(reader, Path("/dev/zero")).message == "is not a regular file"

    def test_a_link_to_itself(self, reader: object, tmp_path: Path) -> None:
        """The system's own words tell why it cannot be read."""
        (tmp_path / "loop").symlink_to("loop")

        assert fault_of(reader, tmp_path / "loop").message.startswith("cannot be read: too many levels of")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
    def test_an_unreadable_file(self, reader: object, tmp_path: Path) -> None:
        """The system's own words again."""
        (tmp_path / "secret").write_text("x")
        (tmp_path / "secret").chmod(0)

        assert fault_of(reader, tmp_path / "secret").message == "cannot be read: permission denied"

    @pytest.mark.parametrize(
        ("name", "reason"), [("a\0b", "not a file name"), ("x" * 5000, "file name too long")]
    )
    def test_an_impossible_name(self, reader: object, tmp_path: Path, name: str, reason: str) -> None:
        """A name that no file can have raises nothing else."""
        assert fault_of(reader, tmp_path / name).message == f"cannot be read: {reason}"

    def test_an_empty_file(self, reader: object, tmp_path: Path) -> None:
        """It says nothing."""
        (tmp_path / "empty").touch()

        assert fault_of(reader, tmp_path / "empty").message.startswith("is empty")

    def test_a_file_of_blanks(self, reader: object, tmp_path: Path) -> None:
        """No more does this."""
        (tmp_path / "blank").write_text(" \n\n\t\n")

        assert fault_of(reader, tmp_path / "blank").message.startswith("is empty")


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"title: x\0y\n", "is binary, expected text", 0),
        (b"\x89PNG\r\n\x1a\n\0\0", "is binary, expected text", 0),
        (b"title: x\ntitle: caf\xe9\n", "is not UTF-8", 2),
        (b"a: \xed\xa0\x80\n", "is not UTF-8", 1),
        ("title: x\n".encode("utf-16"), "is binary, expected text", 0),
        (b"#" * (RUBRIC_LIMIT + 1), "is larger than 1 MiB, the most that is read", 0),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str, line: int) -> None:
    """Binary files, other encodings and files beyond the limit."""
    (tmp_path / "rubric.yaml").write_bytes(content)

    fault = fault_of(read_rubric, tmp_path / "rubric.yaml")

    assert (fault.message, fault.line) == (message, line)


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    """The limit is the most that is read, not the least that is refused."""
    (tmp_path / "large").write_bytes(b"x" * 100)

    assert read_text(tmp_path / "large", 100) == (b"x" * 100, "x" * 100)


def test_nothing_stays_open(tmp_path: Path) -> None:
    """A refused file is closed again."""
    os.mkfifo(tmp_path / "pipe")
    before = set(os.listdir("/dev/fd"))  # noqa: PTH208 - names alone are wanted

    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none"):
        fault_of(read_rubric, path)

    assert set(os.listdir("/dev/fd")) == before  # noqa: PTH208
