"""The hints under the editor: what a reader would miss in the text, one at a time, the gravest first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.events import Resize

from raterterm.core.visible import visible_line
from raterterm.core.writing import count_words
from raterterm.tui.widgets.still import StillLines

if TYPE_CHECKING:
    from raterterm.core.lint import Hint

FEW = 5
"""Words below which nothing is said of what is missing: it may be about to be written."""


HINT_ROWS = 3
"""What a hint needs at 80 columns, as a rule."""


class HintLines(StillLines):
    """One hint, with how many there are."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._hints: Sequence[Hint] = ()
        self._at: int = 0
        self._quiet = Content()
        self.of: str | None = None
        """The text that was read last; None before the first."""

    @property
    def current(self) -> "Hint | None":
        """The hint that is shown."""
        return self._hints[self._at] if self._hints else None

    def begin(self) -> None:
        """Forget what was said of another text."""
        self._hints, self._at, self.of = (), 0, None
        self._say_quietly(Content.styled("Hints come when you pause.", "$text-muted"))

    def tell(self, text: str, hints: Sequence["Hint"]) -> None:
        """Show what is to be said of ``text``; the hint that is being read stays while its rule speaks."""
        shown, self.of = self.current, text
        is_begun = count_words(text) < FEW
        self._hints = [hint for hint in hints if hint.start is not None or not is_begun]
        rules = [hint.rule for hint in self._hints]
        self._at = rules.index(shown.rule) if shown and shown.rule in rules else 0
        self._say_quietly(Content() if is_begun else Content.styled("✓ no hints", "$text-muted"))

    def step(self) -> bool:
        """Show the next hint, after the last the first; return whether there is any."""
        if self._hints:
            self._at = (self._at + 1) % len(self._hints)
            self._draw()
        return bool(self._hints)

    def on_resize(self, event: Resize) -> None:
        """Wrap to the new width."""
        del event
        self._draw()

    def _say_quietly(self, words: Content) -> None:
        self._quiet = words
        self._draw()

    def _draw(self) -> None:
        self.put(self._wrapped(self.current) if self.current else [self._quiet])

    def _wrapped(self, hint: "Hint") -> list[Content]:
        """Return as much of a hint as there is room for."""
        width, height = max(1, self.size.width), self.size.height
        lines: list[Content] = self._said(hint).wrap(width)
        if len(lines) <= height:
            return lines
        rest = Content(" ").join(line.rstrip() for line in lines[max(0, height - 1) :])
        return [*lines[: max(0, height - 1)], rest.truncate(width, ellipsis=True)]

    def _said(self, hint: "Hint") -> Content:
        which = f"hint {self._at + 1} of {len(self._hints)}"
        return Content.assemble(
            (which, "$warning bold"),
            " · ",
            visible_line(hint.words),
            (" Try: ", "$warning bold"),
            visible_line(hint.try_),
        )
