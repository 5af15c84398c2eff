"""Hostile text: every text in every place is looked at in every view, and nothing of it acts.

    python -m tests.torture.hostile_text [FILE...]

Tries the texts of JSONL files ({"text": ...} on each line), else those of ``tests.torture.texts``.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.torture import texts as sources
from tests.torture.places import CLOSING, PLACES, Scene, furnish
from tests.torture.printed import commands_faults
from tests.torture.trial import Report, Trial, spread
from tests.torture.watched import Watched
from tests.tui.terminal import CONTROLLING

from raterterm.core.visible import visible

AT_ONCE = 240
"""Texts of one sitting."""
MOST_SEEN = 24_000
"""Characters of a sitting's texts, as they are seen."""
SIDE_BY_SIDE = 3
"""Sittings at the same time: each mostly waits."""
PIECE = 60
"""Characters of a text that are looked for at once: a longer one goes on in the next line."""
FEW = 50
"""Texts of which so many are only looked at with both layers."""
PATIENCE = 3.0
"""Seconds after which a key that changes nothing on the screen is taken to be one that does nothing."""
ALONE_EVERY = 12
"""Sittings after which each of the two layers is tried alone."""

NO_GATE = """
import raterterm.tui.gate as gate
gate.Gate.apply = lambda self, segments, background: [
    segments := before.apply(segments, background) for before in self._before
][-1] if self._before else segments
"""
"""The last gate lets everything through."""
NO_MARKS = """
import raterterm.core.visible as visible
visible.visible = lambda text: text.replace("\\r\\n", "\\n").expandtabs(4)
visible.visible_line = lambda text, limit=400: text[:limit].replace("\\n", " ")
"""
"""Text is shown as it is."""

VIEWS = ("rendered", "raw")
"""Where each text has to be seen, and not only as far as there is room."""

_UNSEEN_BLANKS = re.compile(r"[\s↪→·│\ue000]+")


class Walk:
    """Goes through all views of a scene."""

    def __init__(self, terminal: Watched, scene: Scene) -> None:
        self._terminal = terminal
        self._pieces = [_pieces(text) for text in scene.texts]
        self.seen: dict[str, set[tuple[int, int]]] = {}
        """Which pieces of which texts were seen in a view."""
        self.replaced: set[str] = set()
        """Views in which the gate had to do what should have been done before."""

    def press(self, keys: str, told: str = "", view: str = "") -> None:
        """Press keys, wait for what is read then, or no longer (``!``), and look."""
        self._terminal.send(keys)
        if told.startswith("!"):
            self._terminal.wait_until_gone(told[1:])
        elif told:
            self._terminal.wait_for(told)
        # Esc alone is waited for a moment, as more may follow.
        self._terminal.settle(0.3 if keys.endswith("\x1b") and not told else 0.04)
        if view:
            self.look(view)

    def look(self, view: str) -> None:
        """Remember what is on the screen."""
        shown = _squeezed(self._terminal.text)
        found = self.seen.setdefault(view, set())
        for number, pieces in enumerate(self._pieces):
            found |= {
                (number, at)
                for at, piece in enumerate(pieces)
                if (number, at) not in found and piece in shown
            }
        if "\ufffd" in shown:
            self.replaced.add(view)

    def page(self, view: str) -> None:
        """Scroll from the top to the end, and look at each page."""
        self.look(view)
        first = self._terminal.text
        last = self._changed("G", first)
        if last == first:
            return
        page = self._changed("\x1b[H", last)
        self.look(view)
        while page != last and (following := self._changed(" ", page)) != page:
            page = following
            self.look(view)

    def _changed(self, key: str, before: str) -> str:
        """Press a key, and return what the screen shows when it changed, or after a while."""
        self._terminal.send(key)
        end = time.monotonic() + PATIENCE
        while self._terminal.text == before and time.monotonic() < end:
            self._terminal.settle(0.02)
        return self._terminal.text

    def unseen(self, view: str) -> Iterator[int]:
        """Yield the numbers of texts of which a part was never seen in a view."""
        seen = self.seen.get(view, set())
        for number, pieces in enumerate(self._pieces):
            if any((number, at) not in seen for at in range(len(pieces))):
                yield number

    def whole(self, view: str) -> int:
        """Return how many texts were seen in a view, whole."""
        return len(self._pieces) - len(list(self.unseen(view)))


def _squeezed(text: str) -> str:
    return _UNSEEN_BLANKS.sub("", text)


def _pieces(text: str) -> Sequence[str]:
    """Return what has to be seen of a text, in pieces that stand in one line each.

    Where CR LF ends a line, the raw view marks the CR.
    """
    lines = [_squeezed(visible(line)) for line in text.replace("\r\n", "\n").split("\n")]
    return [line[at : at + PIECE] for line in lines for at in range(0, len(line), PIECE)]


# A sitting


def sitting(scene: Scene, patch: str) -> tuple[Walk, Watched]:
    """Look at everything there is, and leave."""
    environment = {
        "RATERTERM_WORKSPACE": str(scene.workspace),
        "HOME": str(scene.home / scene.file_name),
        "EDITOR": scene.file_name.replace("\r", "").replace("'", "").replace('"', "") or "x",
    }
    with Watched(home=scene.home, script=patch + CONTROLLING, environment=environment) as terminal:
        walk = Walk(terminal, scene)
        walk.press("", "Next:", "batches")
        _look_around_home(walk)
        _look_at_a_task(walk, scene)
        _write(walk, scene)
        _decide(walk, scene)
        walk.press("Q")
        code = terminal.wait_for_exit()
        terminal.judge(is_end=True)
        if code:
            raise AssertionError(f"exit {code}; the screen shows\n{terminal.text}")
    return walk, terminal


def _look_around_home(walk: Walk) -> None:
    walk.press(",", "Theme", "settings")
    walk.press("\x1b", "!Theme")
    walk.press("?", "While rating", "keys")
    walk.press("\x1b", "!While rating")
    walk.press(":quit", "everything is saved", "palette")
    walk.press("\x1b", "!▔▔▔")
    walk.press("o", "Tasks ·", "tasks")
    for _ in range(6):
        walk.press("\t", view="tasks")
    walk.press("\x1b", "!Tasks ·")
    walk.press("jX", "Before the export", "export")
    for _ in range(3):
        walk.press("j", view="export")
    walk.press("X", "not exported", "export")
    walk.press("\x1b", "!Before the export")
    walk.press("k", view="batches")


def _look_at_a_task(walk: Walk, scene: Scene) -> None:
    walk.press("\r", "is marked as sensitive", "covered")
    walk.press("V", "!is marked as sensitive", "task")
    for _ in range(min(80, 20 + len(scene.texts))):
        walk.press("j", view="form")
    walk.press("z", view="rendered")
    walk.page("rendered")
    walk.press("\x1b[Hm", "· raw", "raw")
    walk.page("raw")
    walk.press("mz\x1b[H", "!· raw")
    walk.press("d", "against", "difference")
    walk.page("difference")
    walk.press("d\x1b[H", "!against")
    walk.press("c", "conversation", "conversation")
    walk.page("conversation")
    walk.press("c", "!─ conversation")
    walk.press("g", "─ Guidelines", "guidelines")
    walk.page("guidelines")
    walk.press("t", "Contents of the guidelines", "contents")
    walk.press("\x1b", "!Contents of the guidelines")
    walk.press("ag", "are acknowledged")
    walk.press(f"/{CLOSING}\r", "hit 1 of", "search")
    for _ in range(5):
        walk.press("]", view="search")
    walk.press("\x1b", "!hit 1 of")
    walk.press("vv", "of", "selection")
    walk.press("\x1b")
    walk.press("L", view="failures")
    walk.press("\x1b")
    walk.press("P", view="rulings")
    walk.press("\x1b")


def _write(walk: Walk, scene: Scene) -> None:
    pasted = scene.fenced.replace("\x1b[201~", "")
    walk.press(f"r\x1b[200~{pasted}\x1b[201~", view="editor")
    walk.press("\x0f", "cannot write with", "editor")
    walk.press("\x07", "Insert a snippet", "snippets")
    walk.press("\x1b", "!Insert a snippet")
    walk.press("\x14", "Name a criterion", "names")
    walk.press("\x1b", "!Name a criterion")
    walk.press("\x1b", "!esc done", "rationale")
    walk.press("\x06", "Write the answers", "elsewhere")
    walk.press("\r", "written", "elsewhere")
    walk.press("\x1b", "!Write the answers")


def _decide(walk: Walk, scene: Scene) -> None:
    walk.press("f", "What is wrong here?", "flags")
    walk.press("\x1b", "!What is wrong here?")
    walk.press("*o", "Tasks ·", "tasks")
    walk.press("\x1b", "!Tasks ·")
    walk.press("s", "Why skip it?", "reasons")
    walk.press(f"1\x1b[200~{scene.line(0)}\x1b[201~\r", "skipped", "messages")
    walk.press("u", "undid", "messages")
    walk.press("H", "H shows it again", "hidden")
    walk.press("H", "!H shows it again")


# The instrument


class Found(NamedTuple):
    """What a sitting showed."""

    faults: Sequence[str]
    judged: int
    """Bytes that were judged."""
    through: int
    """Kinds of sequences that should not have been written."""
    whole: dict[str, int]
    """How many texts were seen whole, by view."""


def texts(trial: Trial) -> Report:
    """Try the enumeration, or so many of it, evenly chosen."""
    everything = list(sources.enumerated())
    chosen = [everything[at] for at in spread(0, len(everything) - 1, trial.amount)]
    return tried(chosen, trial.patch)


def tried(chosen: Sequence[str], patch: str = "") -> Report:
    """Put texts into every place and look at them in every view; return what was found."""
    faults = list(sources.visible_faults(chosen, visible))
    kept = [text for text in chosen if not _SURROGATE.search(text)]
    judged, through, seen = 0, 0, Counter[str]()
    alone = ALONE_EVERY if len(kept) > FEW else 0
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for found in pool.map(partial(_try, patch, alone), count(), _groups(kept)):
            faults += found.faults
            judged += found.judged
            through += found.through
            seen.update(found.whole)
    told = ", ".join(f"{view} {whole:,}" for view, whole in seen.items())
    figures = (
        f"{len(chosen):,} texts, {len(kept):,} of them such as files hold, in {len(PLACES)} places and {len(seen)} views; "
        f"{judged:,} bytes judged, {through} sequences let through; seen whole: {told}"
    )
    return Report(figures, faults)


def _try(patch: str, alone_every: int, number: int, group: Sequence[str]) -> Found:
    """Put some texts into a home of their own, and look at it."""
    with TemporaryDirectory(prefix="texts-") as folder:
        scene = Scene(group, Path(folder, "home"))
        furnish(scene)
        found = _look(scene, patch)
        alone = _each_alone(scene, patch) if alone_every and number % alone_every == 0 else []
        printed = commands_faults(scene, patch)
    told = [f"{group[0][:20]!r}...: {fault}" for fault in [*found.faults, *alone, *printed.faults]]
    through = found.through + len(alone) + printed.through
    return Found(told, found.judged + printed.judged, through, found.whole)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _groups(kept: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the texts of one sitting each."""
    group, room = list[str](), MOST_SEEN
    for text in kept:
        length = len(visible(text))
        if group and (len(group) == AT_ONCE or length > room):
            yield group
            group, room = [], MOST_SEEN
        group.append(text)
        room -= length
    if group:
        yield group


def _look(scene: Scene, patch: str) -> Found:
    try:
        walk, terminal = sitting(scene, patch)
    except AssertionError as error:
        return Found([_broken_off(error)], 0, 0, {})
    faults = [f"{stray!r} was written" for stray in sorted(terminal.strays)]
    faults += [f"mode {mode} stays on" for mode in sorted(terminal.modes_left_on)]
    has_own = any("\ufffd" in text for text in scene.texts)
    faults += (
        [] if has_own else [f"in {view}: the gate had to act" for view in sorted(walk.replaced - PASTED)]
    )
    for view in VIEWS:
        faults += [f"in {view}: {scene.texts[number]!r} was not seen" for number in walk.unseen(view)]
    return Found(faults, terminal.count, len(terminal.strays), {view: walk.whole(view) for view in walk.seen})


PASTED = {"editor", "rationale", "snippets", "names"}
"""Where the rater's own text is shown as far as that is possible, by the gate if need be."""


def _each_alone(scene: Scene, patch: str) -> list[str]:
    """Return what gets through either of the two layers when the other is off."""
    faults = []
    for what, off in (("the gate alone", NO_MARKS), ("the marks alone", NO_GATE)):
        try:
            _, terminal = sitting(scene, off + patch)
        except AssertionError as error:
            faults.append(f"{what}: {_broken_off(error)}")
        else:
            faults += [f"{what}: {stray!r} was written" for stray in sorted(terminal.strays)]
    return faults


def _broken_off(error: AssertionError) -> str:
    rows = [row[:110].rstrip() for row in str(error).splitlines()]
    return "the sitting broke off: " + "\n        ".join(row for row in rows if row)


def main(arguments: Sequence[str]) -> int:
    """Return the exit code for these files."""
    files = [Path(argument) for argument in arguments]
    report = tried(list(sources.read(files))) if files else texts(Trial(10**6))
    print(report.figures)
    for fault in report.faults:
        print(f"    {fault}")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
