"""Replies: what a terminal sends by itself, clicks and pastes, while hostile texts are shown: none is a key."""

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path

from tests.torture import texts
from tests.torture.home import WORKSPACE, copied, furnished
from tests.torture.trial import Report, Trial, numbered, spread
from tests.tui import wire
from tests.tui.terminal import CONTROLLING, Terminal
from tests.worlds import task_line
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START

from raterterm.core.rationale import RATIONALE
from raterterm.core.words import TaskId
from raterterm.store.log import Log
from raterterm.store.workspace import Workspace

REPLIES = (
    *(
        "\x1b[?62;22c",
        "\x1b[?1;2c",
        "\x1b[?64;1;2;6;9;15;18;21;22c",
        "\x1b[>0;276;0c",
        "\x1b[>41;354;0c",
        "\x1b[=1;2c",
    ),
    *(
        "\x1b[0n",
        "\x1b[3n",
        "\x1b[3;5R",
        "\x1b[?3;5;1R",
        "\x1b[?13n",
        "\x1b[?21n",
        "\x1b[?27;1;0;1n",
        "\x1b[?997;1n",
    ),
    *("\x1b]lxterm 123\x1b\\", "\x1b]L12\x1b\\", "\x1b]l1 2 3\r\x1b\\", "\x1b]l\x07", "\x1b]L2\x9c"),
    *(
        "\x1b]4;1;rgb:1111/2222/3333\x07",
        "\x1b]4;22;rgb:1/2/3\x1b\\",
        "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]11;#123\x07",
    ),
    *(
        "\x1b]12;rgb:12/34/56\x1b\\",
        "\x1b]52;c;MTIzNA==\x07",
        "\x1b]52;;\x1b\\",
        "\x1b]1337;ReportCellSize=12;6;1\x1b\\",
    ),
    *(
        "\x1bP1$r0;1m\x1b\\",
        "\x1bP0$r\x1b\\",
        "\x1bP1$r1 q\x1b\\",
        "\x1bP1+r544e=787465726d\x1b\\",
        "\x1bP0+r\x1b\\",
    ),
    *(
        "\x1bP>|XTerm(390)\x1b\\",
        "\x1bP!|00000000\x1b\\",
        "\x1bP1!~1234\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b_G1;ENOENT:2\x1b\\",
    ),
    *(
        "\x1b[4;480;640t",
        "\x1b[6;16;8t",
        "\x1b[8;24;80t",
        "\x1b[1t",
        "\x1b[2t",
        "\x1b[3;12;34t",
        "\x1b[9;24;80t",
    ),
    *(
        "\x1b[?1;1$y",
        "\x1b[?2004;2$y",
        "\x1b[2;1$y",
        "\x1b[2;1;1;128;128;1;0x",
        "\x1b[1;2;3;4&w",
        "\x1b[?1u",
        "\x1b[?31u",
    ),
    *(
        "\x1b[?0;1;0S",
        "\x1b[12;34;56;78*y",
        "\x1b[I",
        "\x1b[O",
        "\x1b[<0;12;3M\x1b[<0;12;3m",
        "\x1b[M !!",
        "\x9b?62;1;2c",
    ),
    *(
        "\x9d11;rgb:12/34/56\x9c",
        "\x901$r2m\x9c",
        "\x1b]777;1;2\x07\x1b[0n\x1b[?1;2c",
    ),
)
"""What terminals answer, report and announce; the answerback of ENQ may be any text, and is not among them."""

SIZE = (100, 30)
_GAP = 0.03
"""Seconds between two parts of a reply: less than Esc is waited for."""
_OPENED = "opened"
_SURROGATE = re.compile("[\ud800-\udfff]")


def replies(trial: Trial) -> Report:
    """Send all that, whole and in two parts, click on every cell and paste, and see what became of the ratings."""
    everything = [text for text in texts.enumerated() if not _SURROGATE.search(text)]
    shown = "\n\n".join(everything[at] for at in spread(0, len(everything) - 1, 60))
    lines = [task_line(f"t-{number}", prompt=shown, context=shown) for number in (1, 2, 3)]
    sent, faults = 0, list[str]()
    with furnished(lines=lines) as template:
        for number in range(trial.amount):
            pasted = [everything[at] for at in spread(number, len(everything) - 1, 400)]
            for what, run in (("replies", _reply), ("clicks", _click), ("pastes", partial(_paste, pasted))):
                home = copied(template, template.with_name("home"))
                with _opened(home, trial) as terminal:
                    try:
                        faults += numbered(run(home, terminal, number), what)
                    except AssertionError as error:
                        faults.append(f"{what}: {error}")
            sent += 3 * len(REPLIES) + SIZE[0] * SIZE[1] + 2 * len(pasted)
    return Report(f"{sent:,} replies, clicks and texts pasted", faults)


def _opened(home: Path, trial: Trial) -> Terminal:
    browser = home / "browser"
    browser.write_text(f"#!/bin/sh\necho \"$@\" >> '{home / _OPENED}'\n")
    browser.chmod(0o700)
    terminal = Terminal(
        "rate",
        "rubric.yaml",
        "b.jsonl",
        home=home,
        size=SIZE,
        script=trial.patch + CONTROLLING,
        environment={"BROWSER": f"{browser} %s"},
    )
    terminal.wait_for("saved ")
    return terminal


def _reply(home: Path, terminal: Terminal, number: int) -> Iterator[str]:
    """Send each reply whole, and in two parts that are others each time; yield what that did."""
    for reply in (*REPLIES, "\x1bX1234\x1b\\", "\x1b^1234\x1b\\"):
        _send(terminal, reply)
    for reply in REPLIES:
        cut = 1 + (number + 2) % (len(reply) - 1)
        _send(terminal, reply[:cut])
        _send(terminal, reply[cut:])
    _send(terminal, "".join(REPLIES))
    yield from _pressed(home, terminal)


def _click(home: Path, terminal: Terminal, number: int) -> Iterator[str]:
    """Click on every cell as if the mouse were reported, in each of the ways; yield what that did."""
    columns, rows = SIZE
    for button, (x, y) in product((number % 3,), product(range(1, columns + 1), range(1, rows + 1))):
        place = f"{button};{x};{y}"
        _send(terminal, f"\x1b[<{place}M\x1b[<{place}m", 0)
    for x, y in product(range(1, 95, 7), range(1, rows)):
        _send(terminal, f"\x1b[M {chr(32 + x)}{chr(32 + y)}\x1b[M#{chr(32 + x)}{chr(32 + y)}", 0)
    yield from _pressed(home, terminal)


def _send(terminal: Terminal, text: str, gap: float = _GAP) -> None:
    terminal.send(text)
    end = time.monotonic() + gap
    while terminal._read(max(0, end - time.monotonic())) or time.monotonic() < end:
        pass


def _pressed(home: Path, terminal: Terminal) -> Iterator[str]:
    """Yield what was done by what is no key; a key still does what it does."""
    _send(terminal, "", 0.5)
    made = _decisions(home)
    if made:
        yield f"{made} decisions were made"
    if "▸ ○ Preference" not in terminal.text:
        yield f"another screen was opened:\n{terminal.text}"
        return
    terminal.send("3")
    terminal.wait_for(f"saved {made + 2}")
    if (home / _OPENED).exists():
        yield f"a link was opened: {(home / _OPENED).read_text()}"
    terminal.press("ctrl+q")
    if code := terminal.wait_for_exit():
        yield f"exit {code}"
    yield from (f"mode {mode} stays on" for mode in wire.modes_left_on(terminal.written))


def _paste(pasted: Sequence[str], home: Path, terminal: Terminal, number: int) -> Iterator[str]:
    """Paste texts, first where keys are commands, then into a rationale; yield what they did but be text."""
    del number
    text = "\n".join(each.replace(BRACKETED_PASTE_END, "") for each in pasted)
    _send(terminal, f"{BRACKETED_PASTE_START}{text}{BRACKETED_PASTE_END}", 0.5)
    if made := _decisions(home):
        yield f"{made} decisions were made"
    terminal.send("r")
    terminal.wait_for("esc done")
    _send(terminal, f"{BRACKETED_PASTE_START}{text}{BRACKETED_PASTE_END}", 0.5)
    terminal.send("\x1b")
    terminal.wait_until_gone("esc done")
    if _decisions(home) != 1:
        yield "more was decided than one answer"
    if (kept := _rationale(home)) != _lines(text):
        yield f"what is kept is another text: {kept[:300]!r}"
    terminal.press("ctrl+q")
    if code := terminal.wait_for_exit():
        yield f"exit {code}"


def _lines(text: str) -> str:
    """Return a text as an editor has it: what breaks lines is a newline, NUL is left out."""
    return "\n".join(text.replace("\x00", "").splitlines())


def _decisions(home: Path) -> int:
    """Return how many decisions were made since the task was looked at."""
    with closing(sqlite3.connect(home / WORKSPACE)) as database:
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0]) - 1


def _rationale(home: Path) -> str:
    with Workspace.look(home / WORKSPACE) as workspace:
        batch = workspace.find_batch("b")
        answer = Log(workspace, batch.key).rating(TaskId("t-1")).answers.get(RATIONALE, {}) if batch else {}
    return _lines(str(answer.get("text", "")))
