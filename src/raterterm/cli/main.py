"""The command line: finds the command, runs it, and turns what went wrong into one line and a code."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import click

from raterterm import __version__
from raterterm.cli.console import tell, tell_error
from raterterm.core.visible import visible_line
from raterterm.errors import RatertermError, UsageError, reason_of

_COMMANDS = {
    "demo": "demo",
    "rate": "rating",
    "load": "rating",
    "check": "checking",
    "status": "checking",
    "schema": "checking",
    "export": "delivering",
    "verify": "verifying",
    "key": "keys",
    "doctor": "doctor",
    "library": "library",
    "purge": "purging",
}
"""Command to module: only the one that is called is imported."""

_PR_SET_DUMPABLE = 4


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"raterterm.cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return found


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="raterterm", message="%(prog)s %(version)s")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="RATERTERM_WORKSPACE",
    help="The SQLite file to work in. [env: RATERTERM_WORKSPACE]",
)
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.pass_context
def main(ctx: click.Context, workspace: Path | None, debug: bool) -> None:
    """Rate language-model responses in the terminal.

    Without a command: the batches of the workspace, and what to do next.
    """
    ctx.obj = workspace
    ctx.meta["debug"] = debug
    if ctx.invoked_subcommand is None:
        import_module("raterterm.cli.rating").open_home(workspace)


def run() -> NoReturn:
    """Run the command line of this process and end it."""
    # What is imported stays: collecting while that goes on took a thirtieth of the start.
    gc.set_threshold(50_000, 20, 50)
    _harden()
    _speak_plainly()
    sys.exit(_outcome(sys.argv[1:]))


def _outcome(arguments: list[str]) -> int:
    try:
        done: Any = main(arguments, prog_name="raterterm", standalone_mode=False)
        return done if isinstance(done, int) else 0
    except RatertermError as error:
        tell_error(error)
        return error.exit_code
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough; point stdout elsewhere so that closing it does not fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        # What no command foresaw: a folder that is gone, a full or closed disk.
        return _refused(error, arguments)
    except Exception as error:
        return _crashed(error, arguments)


def _misused(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        tell(error.format_message())
        return 2
    hints = ["raterterm --help"]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hints = [f"{error.ctx.command_path} --help"]
    message = error.format_message().rstrip(".")
    tell_error(UsageError(message[:1].lower() + message[1:], hints=hints))
    return 2


def _refused(error: OSError, arguments: list[str]) -> int:
    if "--debug" in arguments:
        raise error
    about = f": {error.filename}" if isinstance(error.filename, str) else ""
    tell_error(RatertermError(f"the system refused, {reason_of(error)}{about}"))
    return 1


def _crashed(error: Exception, arguments: list[str]) -> int:
    """Say where it broke without a word of what was being rated: messages and locals may hold content."""
    if "--debug" in arguments:
        raise error
    if (damage := _damage(arguments)) is not None:
        tell_error(damage)
        return 1
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    tell(f"raterterm: error: this is a defect of raterterm {__version__}: {type(error).__name__} at {where}")
    tell(f"hint: raterterm --debug {' '.join(map(visible_line, arguments))}")
    return 1


def _damage(arguments: list[str]) -> RatertermError | None:
    """Return how the workspace is damaged, where that is why something broke: a row may say anything then."""
    from raterterm.settings import workspace_path  # noqa: PLC0415 - only after a defect
    from raterterm.store.examination import damage_of  # noqa: PLC0415 - as above

    try:
        named = main.make_context("raterterm", list(arguments), resilient_parsing=True).params["workspace"]
        return damage_of(named or workspace_path())
    except Exception:
        return None  # what is told then is the defect itself


def _harden() -> None:
    """Keep files and memory private, and let no variable make Textual write or listen."""
    import resource  # noqa: PLC0415 - not needed to be imported

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and not _is_traced():
        _hide_memory()
    for name in [known for known in os.environ if known.startswith("TEXTUAL")]:
        if name not in {"TEXTUAL_COLOR_SYSTEM", "TEXTUAL_ANIMATIONS"}:
            del os.environ[name]


def _is_traced() -> bool:
    # Whoever traces this process since it began reads its memory already; strace only would not see names.
    with suppress(OSError):
        return b"TracerPid:\t0\n" not in Path("/proc/self/status").read_bytes()
    return False


def _hide_memory() -> None:
    """Let no other program of this user read or stop this process: prctl(2), PR_SET_DUMPABLE.

    Core dumps that the system pipes to a program are not held back by the limit on their size: core(5).
    """
    # Some builds of Python have no ctypes, some sandboxes refuse: then it is as safe as any program.
    with suppress(ImportError, OSError, AttributeError):
        from ctypes import CDLL  # noqa: PLC0415 - two thousandths of a second

        CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _speak_plainly() -> None:
    """Escape what the terminal's encoding lacks: a name in another script is no reason to fail."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
