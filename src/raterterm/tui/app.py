"""The app: opens screens, keeps what is typed when it has to end, and lets nothing act on the terminal."""

import asyncio
import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, NamedTuple

from textual.app import App, SystemCommand
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.screen import Screen

from raterterm.core.breaks import Pace
from raterterm.core.words import QuestionId
from raterterm.errors import KeyFileError, RatertermError
from raterterm.preferences import Found, Preferences, read_preferences, write_preferences
from raterterm.settings import Identity
from raterterm.store.queue import Place
from raterterm.store.workspace import BatchSummary, Workspace
from raterterm.tui.bindings import bindings
from raterterm.tui.coach import Coach
from raterterm.tui.desk import Desk
from raterterm.tui.desktop import Exported
from raterterm.tui.escape import separate_escape
from raterterm.tui.gate import Gate
from raterterm.tui.palette import Commands
from raterterm.tui.screens.entry import EntryScreen
from raterterm.tui.screens.hidden import HiddenScreen
from raterterm.tui.screens.home import HomeScreen
from raterterm.tui.screens.keysheet import KeySheet
from raterterm.tui.screens.overview import OverviewScreen
from raterterm.tui.screens.passphrase import PassphraseScreen
from raterterm.tui.screens.preflight import PreflightScreen
from raterterm.tui.screens.rating import RatingScreen
from raterterm.tui.screens.reason import ReasonScreen
from raterterm.tui.screens.settings import SettingsScreen
from raterterm.tui.screens.small import SmallScreen, is_too_small
from raterterm.tui.theme import LOOKS, PLAIN, look_of
from raterterm.tui.widgets.answering import WIDE
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.reading import Reading

SETTLED = 1.0
"""Seconds after which what the first screen made is there to stay."""

LOOK_EVERY = 1.0
"""Seconds after which a window that may only look looks again."""

GRACE = 2.0
"""Seconds that the app has to end by itself after a signal: without a terminal it never would."""


class Start(NamedTuple):
    """What the app opens with."""

    batch: str | None = None
    """The batch to go on with; None for home."""
    outgoing: Path = Path()
    """Where bundles are written."""
    is_tutorial: bool = False
    check: Callable[[bytes], str] | None = None
    """Verifies a bundle that was just written, and says how it went."""
    settings: Path | None = None
    """The directory of the person's settings; None to keep none."""


HOME = Start()


class RatertermApp(App[int]):
    """The workstation."""

    CSS_PATH = "raterterm.tcss"
    TITLE = "raterterm"
    BINDINGS = bindings("everywhere")
    COMMANDS: ClassVar = {Commands}
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] = [(0, "-narrow"), (100, "-medium"), (WIDE, "-wide")]  # noqa: RUF012 - as Textual declares it
    ALLOW_SELECT = False
    AUTO_FOCUS = None

    def __init__(self, workspace: Workspace, identity: Callable[[], Identity], start: Start = HOME) -> None:
        # With the terminal's own colours Textual leaves them all out under NO_COLOR, else it writes greys.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self._workspace = workspace
        self._identity = identity
        self._start = start
        self._home = HomeScreen(workspace, self)
        self._pressable: Screen[Any] | None = None
        """The screen that can be pressed, as far as is known."""
        self._version = 0
        """Which state of the workspace a window that may only look has shown."""
        self._gates: dict[tuple[LineFilter, ...], Gate] = {}
        separate_escape()
        found = read_preferences(start.settings) if start.settings else Found(Preferences())
        self.preferences = found.preferences
        """What the person set; change it with ``prefer``."""
        self._kept = found.preferences
        """What the file of the settings held when it was last read or written."""
        self.pace = Pace()
        """How long was worked without a rest."""
        self._home.notice = found.fault
        for look in LOOKS:
            self.register_theme(look.theme)
        self.theme = self._theme_name()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Put the gate behind Textual's own filters."""
        before = tuple(super().get_line_filters())
        if before not in self._gates:
            self._gates = {before: Gate(before)}
        return [self._gates[before]]

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer none: the built-in screenshot would write content into a file that all may read."""
        del screen
        return ()

    def on_mount(self) -> None:
        """Open the first screen and listen for the signals that end the app."""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.end_on_signal, number)
        if not self.is_headless:
            self.set_interval(0.5, self._end_without_terminal)
        if not self._workspace.is_writable:
            self._version = self._workspace.data_version
            self.set_interval(LOOK_EVERY, self.look_again)
        # Now it is known whether there is a terminal, and which.
        self.theme = self._theme_name()
        self.screen_change_signal.subscribe(self, self._dress_soon, immediate=True)
        batch = self._workspace.find_batch(self._start.batch) if self._start.batch else None
        if batch:
            self.open_batch(batch)
        # Behind a batch it would be laid out for nobody: it is opened when one goes back to it.
        if self._rating() is None:
            self.push_screen(self._home)

    async def on_event(self, event: Event) -> None:
        """Let each key do all that it does before the next: typed ahead, that would overtake it."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        self.pace = self.pace.pressed(monotonic())
        if self.screen is not self._pressable:
            # What the key before led to may have been opened only after that key was handled.
            await self._make_ready()
        screen, text = self.screen, self.focused
        pressed = event.character or "" if isinstance(event, Key) and text is None else ""
        if isinstance(screen, RatingScreen) and screen.takes(pressed):
            screen.action_answer(pressed)
            return
        own = screen.active_bindings.get(event.key) if isinstance(event, Key) and text else None
        if own and own.node is text:
            await self.run_action(own.binding.action, text)
        else:
            await super().on_event(event)
        if self.screen is not screen:
            await self._make_ready()
        elif text:
            await _handled(text.call_later)

    async def _make_ready(self) -> None:
        """Wait until the screen on top can be pressed."""
        self._pressable = self.screen
        await _handled(self.screen.call_later)
        await _handled(self.screen.call_after_refresh)

    def end_on_signal(self, number: int) -> None:
        """Keep everything, then end: in good order if the terminal is still there, else all the same."""
        code = 128 + number
        stopper = threading.Timer(GRACE, os._exit, [code])
        stopper.daemon = True
        stopper.start()
        try:
            self.keep()
        finally:
            self.exit(code, return_code=code)

    @property
    def defect(self) -> Exception | None:
        """What broke and ended the app."""
        return self._exception

    def _fatal_error(self) -> None:
        """End, and leave it to the command line to tell why: Textual's traceback prints what is being rated."""
        self.panic("")

    def _end_without_terminal(self) -> None:
        """End when the terminal is gone: not all that close one send SIGHUP, and Textual would read for ever."""
        if not os.isatty(0):
            self.end_on_signal(signal.SIGHUP)

    def keep(self) -> None:
        """Keep what is typed but no decision yet."""
        for screen in self.screen_stack:
            if isinstance(screen, RatingScreen | EntryScreen | ReasonScreen):
                screen.keep()

    # Settings

    @property
    def plain_because(self) -> str:
        """Why the terminal's own colours are shown whatever theme was chosen; empty when they are not."""
        if self.no_color:
            return "NO_COLOR is set: no theme is shown."
        if not self.is_headless and self.console.color_system == "standard":
            return "This terminal has 16 colours: its own are shown. COLORTERM=truecolor tells of more."
        return ""

    def _theme_name(self) -> str:
        return PLAIN if self.plain_because else look_of(self.preferences.theme).theme.name

    def prefer(self, preferences: Preferences) -> str:
        """Apply changed settings at once and keep them; return why they are not kept, if they are not."""
        self.preferences, fault = preferences, ""
        try:
            if self._start.settings:
                self._kept = write_preferences(self._start.settings, preferences, self._kept)
                self.preferences = self._kept
        except RatertermError as error:
            fault = f"in force, but not kept: {error.message}"
        self.theme = self._theme_name()
        for screen in self.screen_stack:
            self._dress(screen)
        return fault

    def on_resize(self) -> None:
        """Show that the window is too small, or again what was on it."""
        self.call_later(self._mind_size)

    def _mind_size(self) -> None:
        is_told = isinstance(self.screen, SmallScreen)
        if is_too_small(self.size) and not is_told:
            self.push_screen(SmallScreen())
        elif is_told and not is_too_small(self.size):
            self.screen.dismiss()

    def _dress_soon(self, screen: Screen[object]) -> None:
        """Dress a screen that was opened before anything is shown on it."""
        if len(self.screen_stack) == 1:
            # The batch that one began with was left; all that is behind it is Textual's empty screen.
            self.push_screen(self._home)
            return
        if not screen.is_mounted:
            # Textual gives it this class when it has been laid out, and all its styles are found anew then.
            screen.add_class(self._breadth, update=False)
        screen.call_after_refresh(self._open, screen)
        self.call_later(self._mind_size)

    @property
    def _breadth(self) -> str:
        """The class of a screen that is as wide as the terminal."""
        breadths = sorted(self.HORIZONTAL_BREAKPOINTS, reverse=True)
        return next(name for least, name in breadths if least <= self.size.width)

    def _open(self, screen: Screen[object]) -> None:
        """Dress a screen that has been drawn, and let it be pressed."""
        self._dress(screen)
        self._pressable = screen

    def _dress(self, screen: Screen[object]) -> None:
        """Give what is read on a screen the looks that were chosen."""
        palette = look_of(self.theme).palette
        for pane in screen.query(Pane):
            if pane.palette != palette:
                pane.palette = palette
            if pane.bidi != self.preferences.visual_order:
                pane.bidi = self.preferences.visual_order
        for reading in screen.query(Reading):
            reading.draw_titles()

    @property
    def break_due(self) -> int | None:
        """The minutes worked without a rest, once they are as many as the person set; else None."""
        return self.pace.due(monotonic(), self.preferences.break_after)

    def action_settings(self) -> None:
        """Open the settings, or close them."""
        if isinstance(self.screen, SettingsScreen):
            self.screen.dismiss()
        else:
            rating = self._rating()
            language = rating.subject.language if rating else None
            because = self.plain_because
            self.push_screen(SettingsScreen(self, plain_because=because, language=language))

    # Screens

    def open_batch(self, batch: BatchSummary) -> None:
        """Go on rating a batch."""
        self._home.select(batch.id)
        try:
            desk = Desk(self._workspace, batch)
        except RatertermError as error:
            self._home.tell(error)
            return
        screen = RatingScreen(desk, self, Coach() if self._start.is_tutorial else None)
        # Before it is laid out: else it would be laid out and drawn without a task first, and then again.
        screen.call_later(screen.start)
        self.push_screen(screen)
        if self._home.notice:
            screen.call_after_refresh(screen.say, self._home.notice, "$warning")
        if not self.is_headless:
            self.set_timer(SETTLED, _settle)

    def show_overview(self, desk: Desk) -> None:
        """List the tasks of the batch that is open."""
        rating = self._rating()
        position = rating.sheet.position if rating and rating.sheet else 1
        self.push_screen(
            OverviewScreen(desk, position, covering=self.preferences.cover_sensitive),
            lambda chosen: self._go_to(desk, chosen and Place(chosen, QuestionId(""))),
        )

    def show_preflight(self, desk: Desk) -> None:
        """List what is missing before the batch can be exported."""
        self.keep()
        self.push_screen(PreflightScreen(desk, self), lambda place: self._go_to(desk, place))

    def _go_to(self, desk: Desk, place: Place | None) -> None:
        if not place:
            return
        rating = self._rating()
        if rating is not None:
            rating.open_task(place.position, place.question or None)
            return
        self.open_batch(desk.summary)
        if opened := self._rating():
            opened.call_after_refresh(opened.open_task, place.position, place.question or None)

    def _rating(self) -> RatingScreen | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, RatingScreen)), None)

    def action_keys(self) -> None:
        """Show the keys sheet, or close it."""
        if isinstance(self.screen, KeySheet):
            self.screen.dismiss()
        else:
            self.push_screen(KeySheet())

    def look_again(self) -> None:
        """Show what the window that writes has decided meanwhile."""
        with suppress(RatertermError):
            before, self._version = self._version, self._workspace.data_version
            if self._version != before and isinstance(self.screen, RatingScreen | HomeScreen):
                self.screen.look_again()

    def action_write_elsewhere(self) -> None:
        """Write what is not saved to a file elsewhere."""
        from raterterm.tui.screens.elsewhere import ElsewhereScreen, unsaved  # noqa: PLC0415 - seldom needed

        if not isinstance(self.screen, ElsewhereScreen):
            self.push_screen(ElsewhereScreen(unsaved(self.screen_stack), Path.home()))

    def action_hide(self) -> None:
        """Hide everything at once, or show it again."""
        if isinstance(self.screen, HiddenScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HiddenScreen())

    def action_leave(self) -> None:
        """End; everything is saved."""
        self.keep()
        self.exit(0)

    # Export

    def export(self, desk: Desk, done: Exported, passphrase: str | None = None) -> None:
        """Sign and write the bundle, asking for a passphrase when the key has one."""
        # Only here: it brings cryptography, which the first screen need not wait for.
        from raterterm.delivery import Destination, Wishes, deliver, free_path, make_bundle  # noqa: PLC0415

        try:
            identity = self._identity()
            batch = desk.summary
            bundle = make_bundle(
                self._workspace,
                batch,
                identity,
                lambda: _given(passphrase),
                Wishes(times=self.preferences.times),
            )
            path = free_path(self._start.outgoing, bundle)
            deliver(self._workspace, batch, bundle, Destination(path))
        except _PassphraseNeededError:
            self.push_screen(
                PassphraseScreen(str(identity.key)),
                lambda given: self.export(desk, done, given) if given is not None else None,
            )
        except RatertermError as error:
            done([], error)
        else:
            told = [
                f"✓ written: {path}",
                f"bundle {bundle.id}",
                f"signed as {identity.principal} with {bundle.statement.key}",
            ]
            checked = self._start.check(bundle.data) if self._start.check else _HOW_TO_CHECK.format(path.name)
            done([*told, checked], None)


async def _handled(schedule: Callable[[Callable[[], object]], bool]) -> None:
    """Wait until what ``schedule`` belongs to has handled all it was sent."""
    done = asyncio.Event()
    if schedule(done.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), GRACE)


_HOW_TO_CHECK = "to check it: raterterm verify {} --signers ALLOWED_SIGNERS"


class _PassphraseNeededError(KeyFileError):
    """The key is locked and nothing was typed yet."""


def _given(passphrase: str | None) -> str:
    if passphrase is None:
        raise _PassphraseNeededError("a passphrase is needed")
    return passphrase


def _settle() -> None:
    """Keep the collector off what lives as long as the app: its full passes made single keys wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
