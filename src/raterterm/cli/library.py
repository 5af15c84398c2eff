"""``library``: the failures and the rulings that were listed in any batch, searched and written out."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from raterterm import privatefile
from raterterm.cli.console import say_line
from raterterm.core.failures import Cited, Failure, KnownFailure
from raterterm.core.precedents import Known, Listed, Occasion, has_words
from raterterm.core.reports import KnownRuling, Ruling
from raterterm.core.visible import visible_line
from raterterm.core.words import Json
from raterterm.core.writing import Mention, TextAnswer
from raterterm.errors import RatertermError, reason_of
from raterterm.settings import workspace_path
from raterterm.store.library import Library
from raterterm.store.workspace import Workspace

T = TypeVar("T", bound=Listed)

MOST_SHOWN = 2000
"""Characters of a line for people."""

_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="The file to write, readable by its owner alone."
)
_json = click.option("--json", "as_json", is_flag=True, help="For a program: a line of JSON for each.")
_replace = click.option("--replace", is_flag=True, help="Overwrite a file that is there.")


@click.group(short_help="The failures and rulings that you listed before.")
def library() -> None:
    """Search what you listed before in any batch of the workspace, or write it out."""


@library.command(short_help="The failures, each once, the latest first.")
@click.argument("words", nargs=-1)
@_output
@_replace
@_json
@click.pass_obj
def failures(
    workspace: Path | None, words: tuple[str, ...], output: Path | None, *, replace: bool, as_json: bool
) -> None:
    """List the failures that have all WORDS: kind, cause, hypothesis, quoted words, batch and task."""
    with Workspace.look(workspace or workspace_path()) as opened:
        known = _searched(Library(opened).failures(), words, _failure_text)
    lines = [_encoded(_failure_json(each)) if as_json else _failure_line(each) for each in known]
    _put_out(lines, output, replace=replace)


@library.command(short_help="Your rulings where the guidelines settled nothing, the latest first.")
@click.argument("words", nargs=-1)
@_output
@_replace
@_json
@click.pass_obj
def rulings(
    workspace: Path | None, words: tuple[str, ...], output: Path | None, *, replace: bool, as_json: bool
) -> None:
    """List the rulings that have all WORDS: section, case, ruling, tags, batch and task."""
    with Workspace.look(workspace or workspace_path()) as opened:
        known = _searched(Library(opened).rulings(), words, _ruling_text)
    lines = [_encoded(_ruling_json(each)) if as_json else _ruling_line(each) for each in known]
    _put_out(lines, output, replace=replace)


def _searched(
    known: Iterable[Known[T]], words: Sequence[str], text_of: Callable[[Known[T]], str]
) -> list[Known[T]]:
    return [each for each in known if has_words(text_of(each), words)]


def _put_out(lines: Sequence[str], output: Path | None, *, replace: bool) -> None:
    """Print the lines, or write them into a file that is whole or absent."""
    if output is None:
        for line in lines:
            say_line(line)
        return
    try:
        privatefile.write(output, "".join(f"{line}\n" for line in lines).encode(), replace=replace)
    except FileExistsError as error:
        raise RatertermError(f"{output} is there already", hints=["--replace overwrites it"]) from error
    except (OSError, ValueError) as error:
        raise RatertermError(f"{output} could not be written: {reason_of(error)}") from error
    say_line(f"{output}: {len(lines)} listed")


def _encoded(value: Json) -> str:
    """Return a line of JSON in which nothing can act: every character outside ASCII is escaped."""
    return json.dumps(value).replace("\x7f", "\\u007f")


# In a line for people


def _failure_line(known: KnownFailure) -> str:
    latest = known.latest
    quote = f"“{_quoted(latest.cited)}”" if latest.cited else ""
    return _line(known, [latest.mode.id, latest.cause.id if latest.cause else "", latest.hypothesis, quote])


def _quoted(cited: Cited) -> str:
    return "words of a sensitive task" if cited.is_sensitive else cited.quote


def _ruling_line(known: KnownRuling) -> str:
    latest = known.latest
    tags = ", ".join(sorted(latest.tags))
    case = f"case: {latest.case}" if latest.case else ""
    return _line(known, [latest.section, f"ruling: {latest.ruling}", case, tags])


def _line(known: Known[T], parts: Sequence[str]) -> str:
    occasion = known.latest.occasion
    told = [" ".join(part.split()) for part in parts]
    head = f"{known.times:>3}×  {occasion.at[:10]}  {occasion.batch} {occasion.task}"
    return visible_line("  ".join([head, " · ".join(filter(None, told))]), MOST_SHOWN)


# What is searched


def _failure_text(known: KnownFailure) -> str:
    parts = (_failure_words(each) for each in known.seen)
    return " ".join(parts)


def _failure_words(failure: Failure) -> str:
    cause = failure.cause or ("", "")
    cited = failure.cited.quote if failure.cited and not failure.cited.is_sensitive else ""
    return " ".join([*failure.mode, *cause, failure.hypothesis, cited, *_place(failure.occasion)])


def _ruling_text(known: KnownRuling) -> str:
    return " ".join(
        " ".join([each.section, each.case, each.ruling, *each.tags, *_place(each.occasion)])
        for each in known.seen
    )


def _place(occasion: Occasion) -> tuple[str, ...]:
    return occasion.batch, occasion.task, occasion.rubric


# In JSON for programs


def _failure_json(known: KnownFailure) -> Json:
    latest = known.latest
    return {
        "mode": latest.mode._asdict(),
        "cause": latest.cause and latest.cause._asdict(),
        "hypothesis": latest.hypothesis or None,
        "times": known.times,
        "seen": [_failed_json(each) for each in known.seen],
    }


def _failed_json(failure: Failure) -> Json:
    return {
        **failure.occasion._asdict(),
        "hypothesis": _text_json(failure.hypothesis, failure.mentions),
        "quote": failure.cited and failure.cited._asdict(),
    }


def _ruling_json(known: KnownRuling) -> Json:
    latest = known.latest
    return {
        "rubric": latest.occasion.rubric,
        "section": latest.section or None,
        "ruling": latest.ruling,
        "times": known.times,
        "seen": [_ruled_json(each) for each in known.seen],
    }


def _ruled_json(ruling: Ruling) -> Json:
    return {
        **ruling.occasion._asdict(),
        "case": _text_json(ruling.case, ruling.case_mentions),
        "ruling": _text_json(ruling.ruling, ruling.mentions),
        "tags": sorted(ruling.tags),
    }


def _text_json(text: str, mentions: Sequence[Mention]) -> Json:
    """Return a text as it is in a rating, with which response each letter names; None when it is empty."""
    return TextAnswer(text=text, mentions=tuple(mentions)).model_dump(mode="json") if text else None
