"""``doctor``: what this terminal, workspace and key can do, and the rescue of a damaged workspace."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import click

from raterterm.cli.console import say_json, say_line, tell
from raterterm.errors import KeyFileError, UsageError
from raterterm.settings import data_directory, read_identity, workspace_path
from raterterm.store.examination import Finding, examine
from raterterm.store.rescued import Given, GivenBatch, Rescued, RescuedBatch

LEAST = (80, 24)
"""Columns and rows that every screen is usable with."""

MAX_NAMED = 5
"""Tasks that are named in one line; the rest are counted."""


@click.command(short_help="What this terminal, workspace and key can do.")
@click.option(
    "--rescue",
    "fresh",
    type=click.Path(path_type=Path),
    metavar="NEW",
    help="Make the workspace NEW of all that can be read in a damaged one, which -w names.",
)
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --rescue: a rubric or batch file as it came, to read from it what is lost. May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="For a program.")
@click.pass_obj
def doctor(workspace: Path | None, fresh: Path | None, sources: tuple[Path, ...], as_json: bool) -> int:
    """Examine the terminal, the workspace and the key; exit 1 if anything is not good.

    With --rescue it makes a new workspace of a damaged one instead, of which no byte is changed, and says
    what could not be recovered; exit 1 if anything could not.
    """
    path = workspace or workspace_path()
    if fresh is not None:
        return _rescue(path, fresh, sources, as_json)
    if sources:
        raise UsageError(
            "--from goes with --rescue", hints=["raterterm -w FILE doctor --rescue NEW --from FILE"]
        )
    findings = [*_terminal(), *_examined(path), _key()]
    if as_json:
        say_json([found._asdict() for found in findings])
    for found in findings if not as_json else ():
        what_next = f"; next: {found.next}" if found.next else ""
        say_line(f"{found.mark}  {found.about}: {found.words}{what_next}")
    return 1 if any(found.mark == "BAD" for found in findings) else 0


def _examined(path: Path) -> list[Finding]:
    # Of 100,000 events nothing is garbage before all are read: to look for it took a third of the time.
    gc.disable()
    try:
        return examine(path)
    finally:
        gc.enable()


# The terminal


def _terminal() -> Iterator[Finding]:
    streams = [stream for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__) if stream is not None]
    terminal = next((stream for stream in streams if stream.isatty()), None)
    if terminal is None:
        yield Finding(
            "note", "terminal", "there is none here: what is written goes elsewhere", "raterterm doctor"
        )
    else:
        columns, rows = os.get_terminal_size(terminal.fileno())
        enough = columns >= LEAST[0] and rows >= LEAST[1]
        words = f"{columns} columns, {rows} rows" + (
            "" if enough else f", fewer than {LEAST[0]} and {LEAST[1]}"
        )
        yield Finding("good" if enough else "BAD", "size", words, "" if enough else "stty size")
        yield _kind()
    yield _encoding()
    yield _colours()
    if os.environ.get("TMUX"):
        yield from _tmux()


def _kind() -> Finding:
    kind = os.environ.get("TERM", "")
    if kind in {"", "dumb"}:
        return Finding(
            "BAD", "TERM", f"{kind or 'not set'}: it cannot move its cursor", "TERM=xterm-256color raterterm"
        )
    return Finding("good", "TERM", kind)


def _encoding() -> Finding:
    named = sys.stdout.encoding or "none"
    if named.lower().replace("-", "") == "utf8":
        return Finding("good", "encoding", named)
    return Finding("BAD", "encoding", f"{named}: most texts cannot be shown", "LC_ALL=C.UTF-8 raterterm")


def _colours() -> Finding:
    if "NO_COLOR" in os.environ:
        return Finding("good", "colours", "none, as NO_COLOR is set; nothing is told by colour alone")
    if os.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return Finding("good", "colours", "16 million")
    many = "256" in os.environ.get("TERM", "")
    return Finding(
        "good", "colours", "256" if many else "16, the terminal's own", "COLORTERM=truecolor raterterm"
    )


def _tmux() -> Iterator[Finding]:
    """Tell which of our keys tmux keeps to itself, and how long it waits after Esc."""
    prefix, delay = _tmux_option("-gv", "prefix"), _tmux_option("-sv", "escape-time")
    if not prefix:
        yield Finding("note", "tmux", "it does not say how it is set")
        return
    from raterterm.tui.keymap import KEYMAP  # noqa: PLC0415 - Textual takes a fifth of a second

    key = prefix.lower().replace("c-", "ctrl+")
    kept = [command.title for command in KEYMAP if command.keys == (key,)]
    if kept:
        yield Finding("BAD", "tmux", f"its prefix {prefix} is also: {kept[0]}", "tmux set -g prefix C-b")
    else:
        yield Finding("good", "tmux", f"its prefix {prefix} is no key that is needed")
    if delay.isdigit() and int(delay) > 100:
        yield Finding("note", "tmux", f"it waits {delay} ms after Esc", "tmux set -s escape-time 20")


def _tmux_option(*option: str) -> str:
    try:
        done = subprocess.run(
            ["tmux", "show-options", *option], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if shutil.which("tmux") else ""


# The key


class _LockedError(Exception):
    """The key has a passphrase, which is not asked for here."""


def _key() -> Finding:
    from raterterm.bundle.agentkey import load_key  # noqa: PLC0415 - brings cryptography
    from raterterm.bundle.keys import SigningKey  # noqa: PLC0415 - as above

    try:
        identity = read_identity(data_directory())
    except KeyFileError as error:
        missing = "there is no signing key yet" in error.message
        return Finding("note" if missing else "BAD", "key", error.message, *error.hints[:1])
    named = f"{identity.key}, of {identity.principal}"
    try:
        key = load_key(identity.key, _locked)
    except _LockedError:
        return Finding("good", "key", f"{named}, readable by its owner alone, locked by a passphrase")
    except KeyFileError as error:
        return Finding("BAD", "key", error.message, *error.hints[:1])
    kind = key.public_key.split()[0]
    how = (
        "readable by its owner alone, no passphrase"
        if isinstance(key, SigningKey)
        else "signed with by an agent"
    )
    return Finding("good", "key", f"{named}, {kind}, {key.fingerprint}, {how}")


def _locked() -> NoReturn:
    raise _LockedError


# The rescue


def _rescue(path: Path, fresh: Path, sources: Sequence[Path], as_json: bool) -> int:
    from raterterm.store.rescue import rescue  # noqa: PLC0415 - kept beside what it needs

    tell(f"reading {path}; {fresh} is made of all that is left")
    done = rescue(path, fresh, _given(sources))
    if as_json:
        say_json(_facts(done, fresh))
    for line in _lines(done, fresh) if not as_json else ():
        say_line(line)
    return 0 if done.is_whole else 1


def _given(sources: Sequence[Path]) -> Given:
    from raterterm.cli.loading import read_rubric_file, rubric_source  # noqa: PLC0415 - YAML is slow to import
    from raterterm.cli.rating import id_of  # noqa: PLC0415 - as above
    from raterterm.files.batches import BatchReader  # noqa: PLC0415 - as above
    from raterterm.store.salvage import TaskRow  # noqa: PLC0415 - as above

    rubrics, batches = [], []
    for file in sources:
        if file.suffix in {".yaml", ".yml"}:
            rubrics.append(rubric_source(read_rubric_file(file)))
        else:
            reader = BatchReader(file)
            tasks = tuple(TaskRow(line.task.id, line.raw) for line in reader)
            batches.append(GivenBatch(id_of(file), reader.sha256(), tasks))
    return Given(tuple(rubrics), tuple(batches))


def _lines(done: Rescued, fresh: Path) -> Iterator[str]:
    for batch in done.batches:
        yield f"recovered {_events(batch)}"
        yield from (f"note: {note}" for note in _notes(batch, fresh))
    yield f"recovered {done.receipts} receipts, {done.drafts} texts that were being written"
    yield from (f"note: {note}" for note in done.notes)
    if done.rest:
        yield f"{done.rest}: what is not in {fresh.name} as it was, one entry a line"
    yield f"{fresh}: made; next: raterterm -w {fresh}"


def _events(batch: RescuedBatch) -> str:
    """Tell how many events of a batch are there: ``812 of 815 events of batch b; 3 lost: events 97-99``."""
    lost = sum(last - first + 1 for first, last in batch.lost)
    if not lost:
        return f"all {batch.found} events of batch {batch.id}"
    which = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in batch.lost)
    return f"{batch.found} of {batch.found + lost} events of batch {batch.id}; {lost} lost: events {which}"


def _notes(batch: RescuedBatch, fresh: Path) -> Iterator[str]:
    if not batch.is_rebuilt:
        yield f"{batch.id} is not in {fresh.name}: its rubric or its tasks are lost; try again with --from FILE"
    if batch.relinked:
        yield f"{batch.relinked} events behind the gap are linked anew; tell the team, and keep the old file"
    if batch.bundles:
        yield f"{batch.bundles} bundles of {batch.id} that were exported hold more of the chain than is left"
    if batch.lost_tasks:
        yield f"{_named(batch.lost_tasks)} lost their text; try again with --from BATCH_FILE"
    if batch.reopened:
        yield f"{_named(batch.reopened)} lack an answer, and are open again"
    if not batch.is_named:
        yield f"the name of a batch is lost; it is called {batch.id}"


def _named(tasks: Sequence[str]) -> str:
    rest = f" and {len(tasks) - MAX_NAMED} more" if len(tasks) > MAX_NAMED else ""
    return f"{len(tasks)} tasks ({', '.join(tasks[:MAX_NAMED])}{rest})"


def _facts(done: Rescued, fresh: Path) -> dict[str, object]:
    return {
        "workspace": str(fresh),
        "whole": done.is_whole,
        "batches": [batch._asdict() for batch in done.batches],
        "receipts": done.receipts,
        "drafts": done.drafts,
        "notes": list(done.notes),
        "rest": str(done.rest) if done.rest else None,
    }
