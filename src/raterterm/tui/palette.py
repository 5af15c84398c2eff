"""The palette: the commands of the screen below it, by name."""

from collections.abc import Callable, Iterator

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from raterterm.tui.bindings import shown_key
from raterterm.tui.keymap import KEYMAP


class Commands(Provider):
    """What the palette offers."""

    async def discover(self) -> Hits:
        """Offer all commands."""
        for title, keys, run in self._commands():
            yield DiscoveryHit(title, run, help=keys)

    async def search(self, query: str) -> Hits:
        """Offer the commands that match."""
        matcher = self.matcher(query)
        for title, keys, run in self._commands():
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), run, help=keys)

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        active = {command.id: command for command in KEYMAP if not command.is_answer}
        for bound in self.screen.active_bindings.values():
            # Each command once, although several keys lead to it.
            command = active.pop(bound.binding.id or "", None)
            if command is not None:
                keys = " ".join(map(shown_key, command.keys))
                yield command.title, keys, self._runner(bound.node, bound.binding)

    def _runner(self, node: object, binding: Binding) -> Callable[[], object]:
        async def run() -> None:
            # A key typed ahead may have closed the screen that the command is for.
            if node is self.app or node in self.app.screen_stack:
                await self.app.run_action(binding.action, node)

        return run
