"""The commands: each has help, is used one way, and imports no more than it needs."""

import json

import click
import pytest
from tests.cli.conftest import Run

from raterterm import __version__
from raterterm.cli.main import main


def _every_command() -> list[list[str]]:
    found: list[list[str]] = [[]]
    with click.Context(main) as context:
        for name in main.list_commands(context):
            command = main.get_command(context, name)
            found.append([name])
            if isinstance(command, click.Group):
                found += [[name, part] for part in command.list_commands(context)]
    return found


COMMANDS = _every_command()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_help(run: Run, command: list[str], flag: str) -> None:
    """With its usage, a sentence, and a word for each option."""
    done = run(*command, flag)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: {' '.join(['raterterm', *command])}")
    for line in done.out.split("Options:")[1].splitlines():
        if line.startswith("  -"):
            assert len(line.split()) > 1


def test_the_list_of_commands_tells_what_each_is_for(run: Run) -> None:
    """In one line each."""
    listed = run("--help").out.split("Commands:")[1].strip().splitlines()

    assert [line.split()[0] for line in listed] == [command[0] for command in COMMANDS if len(command) == 1]
    assert all(len(line.split()) > 3 for line in listed)


def test_version_is_told(run: Run) -> None:
    """As other programs tell it."""
    assert run("--version").out == f"raterterm {__version__}\n"


WRONG = [
    (["no-such-command"], "no such command 'no-such-command'", "raterterm --help"),
    (["check"], "missing argument 'FILES...'", "raterterm check --help"),
    (["check", "notes.txt"], "notes.txt: expected a name that ends in .yaml or .jsonl", None),
    (["check", "bundle.rtb.zip"], "bundle.rtb.zip is a bundle", "raterterm verify bundle.rtb.zip"),
    (["status", "--no-such-option"], "no such option", "raterterm status --help"),
    (["verify", "x.zip"], "missing option '--signers'", "raterterm verify --help"),
    (["schema", "no-such-format"], "invalid value for 'FORMAT'", "raterterm schema --help"),
    (
        ["load", "r.yaml", "a.jsonl", "b.jsonl", "--batch", "x"],
        "--batch names one batch, but several were given",
        None,
    ),
    (
        ["key", "new", "--principal", "x"],
        "a passphrase is asked for on a terminal",
        "raterterm key new --no-passphrase",
    ),
]


@pytest.mark.parametrize(("arguments", "told", "hint"), WRONG)
def test_wrong_use_is_one_line_and_exit_2(
    run: Run, arguments: list[str], told: str, hint: str | None
) -> None:
    """Lower case, without a period, and with what to type instead."""
    done = run(*arguments)
    first, *rest = done.err.splitlines()

    assert (done.code, done.out) == (2, "")
    assert first.startswith(f"raterterm: error: {told}")
    assert not first.endswith(".")
    assert hint is None or rest[0].startswith(f"hint: {hint}")


LIGHT = [
    ["--version"],
    ["--help"],
    ["check", "rubric.yaml", "batch.jsonl"],
    ["status"],
    ["verify", "x.rtb.zip", "--signers", "allowed_signers"],
    ["schema", "rubric"],
    ["key", "show"],
    ["load", "rubric.yaml", "batch.jsonl"],
    ["export"],
]
_WATCHED = """
import json, sys
from raterterm.cli.main import _outcome
for arguments in json.loads(sys.argv[1]):
    _outcome(arguments)
    print("after", *arguments, *{"textual"} & {*sys.modules}, file=sys.stderr)
"""


def test_commands_without_a_screen_import_no_textual(process: Run) -> None:
    """It takes longer than they do."""
    done = process(json.dumps(LIGHT), script=_WATCHED)

    told = [line for line in done.err.splitlines() if line.startswith("after ")]
    assert told == [f"after {' '.join(arguments)}" for arguments in LIGHT]


@pytest.mark.parametrize(
    ("name", "key"), [("rubric", "criteria"), ("batch", "responses"), ("bundle", "principal")]
)
def test_schema_prints_json_schema(run: Run, name: str, key: str) -> None:
    """Of each format."""
    schema = json.loads(run("schema", name).out)

    assert key in schema["properties"]
    assert schema["type"] == "object"


def test_the_workspace_may_be_named_in_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option goes before it."""
    monkeypatch.setenv("RATERTERM_WORKSPACE", "elsewhere.db")

    assert "elsewhere.db: there is no workspace" in run("status").err
    assert "other.db: there is no workspace" in run("-w", "other.db", "status").err
