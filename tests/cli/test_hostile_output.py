"""Hostile output: no command prints anything that a terminal obeys, whatever files, names and arguments are made of."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.cli.world import deliver
from tests.tui import wire
from tests.worlds import task_json

from raterterm.core.words import Json

CONTROLS = (
    "\x1b[77731m\x1b]0;77731\x07\x1b]52;c;Nzc3MzE=\x07\x1b[c\x1bP77731\x1b\\\x1bc\x07\x08\x0b\x0c\x0e\x7f\r\t"
)
C1 = "\x9b77731m\x9d0;77731\x9c\x90q77731\x9c\x85\x84"
UNSEEN = "\u202e77731\u202c\u2066x\u2069\u200e\u061c\u2028\u2029\ufeff\xad\u200b\U000e0041\U000e007f"
MARKUP = "[/foo][@click=app.bell]a[/][link=https://77731.example]b[/link][$accent]%s{0}[/"
PAYLOADS = {"controls": CONTROLS, "c1": C1, "unseen": UNSEEN, "markup": MARKUP, "bytes": "\udcff\udc9b77731m"}
"""Sequences of seven and eight bits, characters that reorder or hide, marks that widgets read, bytes that are no text."""

See = Callable[..., str]


def acting(printed: str) -> list[str]:
    """Return what a terminal would do more with than show it: newlines alone may be there."""
    sequences = [token.text for token in wire.tokens(printed) if token.is_sequence and token.text != "\n"]
    return [*sequences, *wire.strays(printed)]


def _named(home: Path, payload: str, ending: str, content: bytes) -> Path:
    """Write a file whose name is the payload, as far as names can hold it."""
    name = payload.replace("/", "").replace("\x00", "")
    path = home / f"n{name[:60]}{ending}"
    path.write_bytes(content)
    return path


def _is_text(payload: str) -> bool:
    return "\udcff" not in payload


@pytest.fixture(params=PAYLOADS, ids=str)
def payload(request: pytest.FixtureRequest) -> str:
    """Return one payload."""
    return PAYLOADS[request.param]


@pytest.fixture
def see(run: Run) -> See:
    """Return a function that runs a command and judges what it prints; it returns that."""

    def call(*arguments: str | Path) -> str:
        done = run(*arguments)
        assert acting(done.out) == [], arguments
        assert acting(done.err) == [], arguments
        assert "this is a defect" not in done.err, arguments
        return done.out + done.err

    return call


def _rubric(value: str, **changes: str) -> bytes:
    """Return a rubric whose every text is ``value``, as YAML would have it, unless changed."""
    parts = {
        "id": "r",
        "version": "1",
        "title": value,
        "question": value,
        "anchor": value,
        "key": "1",
        "see": '"#part"',
        "guidelines": "guide.md",
        **changes,
    }
    return """\
raterterm: rubric/1
id: {id}
version: {version}
title: {title}
guidelines: {guidelines}
preference:
  question: {question}
criteria:
  - id: c
    title: {title}
    question: {question}
    see: {see}
    scale:
      {key}: {anchor}
      5: {anchor}
skip:
  reasons:
    other: {anchor}
""".format(**parts).encode("utf-8", "surrogateescape")


def _rubrics(payload: str) -> Iterator[bytes]:
    """Yield rubrics that hold the payload in every place, as it is and escaped, some of them good."""
    quoted = json.dumps(payload)
    yield _rubric(quoted)
    yield _rubric(f'"{payload}"')
    for place in ("id", "version", "key", "see", "guidelines", "anchor"):
        yield _rubric('"x"', **{place: quoted})
        yield _rubric("x", **{place: payload})
    yield f"raterterm: {quoted}\n{quoted}: 1\n? {payload}".encode("utf-8", "surrogateescape")


def test_rubrics(see: See, home: Path, payload: str) -> None:
    """In titles, anchors, questions, keys, links and names of guidelines, right or wrong."""
    guide = f"# Part\n\n## {payload}\n\n{payload}\n" if _is_text(payload) else "# Part\n"
    (home / "guide.md").write_text(guide, "utf-8")
    for content in _rubrics(payload):
        path = _named(home, payload, ".yaml", content)
        see("check", path)
        see("check", "batch.jsonl", "--rubric", path)
        see("load", path, "batch.jsonl")
        see("rate", path, "batch.jsonl")


def _tasks(payload: str) -> Iterator[Json]:
    """Yield tasks that hold the payload in every place, some of them good."""
    yield task_json(prompt=payload, context=payload, language="en", metadata={payload: payload})
    yield task_json(payload)
    yield task_json(responses=0, responses_=payload)
    yield {"id": "t", "prompt": "?", "responses": [{"id": payload, "text": payload}]}
    yield {"id": "t", "messages": [{"role": payload, "content": payload}], "responses": []}
    yield {payload: payload}


def _lines(payload: str) -> Iterator[bytes]:
    """Yield lines of batches, as JSON and not quite."""
    for task in _tasks(payload):
        yield json.dumps(task).encode()
        yield json.dumps(task, ensure_ascii=False).encode("utf-8", "surrogateescape")
    yield f'{{"id": "{payload}"'.encode("utf-8", "surrogateescape")
    yield payload.encode("utf-8", "surrogateescape")


def test_batches(see: See, home: Path, payload: str) -> None:
    """In prompts, responses, ids, keys and names of files, right or wrong."""
    for content in _lines(payload):
        path = _named(home, payload, ".jsonl", content + b"\n")
        see("check", path)
        see("check", path, "--rubric", "rubric.yaml")
        see("load", "rubric.yaml", path)
    see("status")


def test_loaded_names(see: See, run: Run, home: Path, payload: str) -> None:
    """Ids of batches, and the names of files that give them; a program gets them whole."""
    path = _named(home, payload, ".jsonl", (home / "batch.jsonl").read_bytes())
    see("load", "rubric.yaml", path)
    see("load", "rubric.yaml", path, "--batch", payload)
    see("status")
    see("export", "--batch", payload)
    known = json.loads(run("status", "--json").out)

    assert acting(run("status", "--json").out) == []
    assert all(batch["batch"] in {payload, known[-1]["batch"]} for batch in known)


def test_workspaces(see: See, home: Path, payload: str) -> None:
    """Named in an argument or the environment, and files that are none."""
    path = _named(home, payload, ".db", b"no workspace" + payload.encode("utf-8", "surrogateescape"))
    for workspace in (path, home / f"no{path.name}" / "x", f"new{payload}".replace("\x00", "")):
        for command in (
            ["status"],
            ["status", "--json"],
            ["load", "rubric.yaml", "batch.jsonl"],
            ["export"],
            [],
        ):
            see("-w", workspace, *command)


def test_keys(see: See, home: Path, payload: str) -> None:
    """Principals, and the names and contents of keys and of who signs."""
    path = _named(home, payload, ".key", payload.encode("utf-8", "surrogateescape"))
    see("key", "new", "--principal", payload, "--no-passphrase")
    see("key", "new", "--principal", "x", "--no-passphrase", "-o", path)
    see("key", "new", "--principal", "x", "--no-passphrase", "-o", f"{path}2")
    see("key", "show")
    see("key", "use", path, "--principal", "x")
    see("key", "use", f"{path}2", "--principal", payload)
    see("key", "use", f"{path}3", "--principal", payload)
    see("key", payload)
    for principal, key in ((payload, "k"), ("x", f"k{payload}")):
        (home / "signer.json").write_text(json.dumps({"principal": principal, "key": key}))
        see("key", "show")
        see("export")


@pytest.mark.parametrize(
    "name", ["a\nb", "\udcff", f"{'x' * 200}/{'y' * 200}/{'z' * 200}"], ids=["newline", "bytes", "long"]
)
def test_a_key_whose_name_cannot_be_kept(run: Run, home: Path, name: str) -> None:
    """Is not made, as nobody could sign with it later."""
    done = run("key", "new", "--principal", "x", "--no-passphrase", "-o", home / name)

    assert done.code == 2
    assert "expected a path of one line" in done.err
    assert not (home / name).exists()


def test_bundles(see: See, run: Run, home: Path, payload: str) -> None:
    """Names of bundles, of what is in them, of signers, audiences and recipients."""
    bundle, signers = deliver(run, home)
    good = _named(home, payload, ".zip", bundle.read_bytes())
    bad = _named(home, f"b{payload}", ".zip", b"")
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr(
            payload.encode("ascii", "replace").decode(), payload.encode("utf-8", "surrogateescape")
        )
    odd = _named(
        home,
        f"s{payload}",
        ".txt",
        f'{payload} namespaces="{payload}" {payload}'.encode("utf-8", "surrogateescape"),
    )
    for command in (
        [good, bad, odd, home / f"no{good.name}", "--signers", signers],
        [good, bad, "--signers", signers, "--json"],
        [good, "--signers", odd],
        [good, "--signers", f"no{good.name}"],
        [good, "--signers", signers, "--seen", odd, "--identity", odd],
    ):
        see("verify", *command)
    for option in ("--principal", "--batch", "--rubric", "--audience", "--received"):
        see("verify", good, "--signers", signers, option, payload)
    see("export", "--audience", payload, "-o", f"{good}2")
    see("export", "--audience", payload, "-o", f"{good}2", "--replace", "--json")
    see("export", "--seal-to", payload, "-o", f"{good}3")
    see("export", "-o", home / f"no{good.name}" / "x")


@pytest.mark.parametrize(
    "command", ["", "demo", "rate", "load", "check", "status", "schema", "export", "verify", "key"]
)
def test_arguments(see: See, payload: str, command: str) -> None:
    """Options, values and commands that there are not, and help."""
    name = payload.replace("\x00", "")
    see(*command.split(), name)
    see(*command.split(), f"--{name}")
    see(*command.split(), "--help")
    see(*command.split(), name, name, "--json")


def test_where_files_are_kept(see: See, home: Path, payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders named in the environment."""
    name = payload.replace("\x00", "").replace("/", "")
    monkeypatch.setenv("RATERTERM_HOME", str(home / name))
    for command in (
        ["status"],
        ["key", "show"],
        ["key", "new", "--principal", "x", "--no-passphrase"],
        ["key", "show"],
    ):
        see(*command)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding(
    process: Run, home: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it cannot show is escaped, and no reason to fail."""
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    (home / "日本\x9b.jsonl").write_bytes((home / "batch.jsonl").read_bytes())
    done = process("check", "日本\x9b.jsonl")

    assert done.code == 0
    assert done.out == "\\u65e5\\u672c\\u27e6U+009B\\u27e7.jsonl: good batch of 3 tasks\n"


@pytest.mark.parametrize(
    "sequence",
    ["\x07", "\x7f", "\r", "\t", "\x85", CONTROLS, C1, *UNSEEN[:1], "\x1b[1;1H", "\x1b[0m"],
    ids=ascii,
)
def test_the_scanner_finds_what_it_is_there_for(sequence: str) -> None:
    """Every sequence, also those that are allowed on the screen; else the tests above prove nothing."""
    assert acting(f"text {sequence} text\n")
