"""Commands: what a key does, and where."""

from typing import Literal, NamedTuple

Where = Literal[
    "everywhere",
    "home",
    "rating",
    "overview",
    "preflight",
    "writing",
    "searching",
    "picking",
    "entry",
    "ledger",
]


class Command(NamedTuple):
    """Something that a key does."""

    id: str
    """Stable: a user's own keymap names it."""
    keys: tuple[str, ...]
    """Textual's names; the first is the one that hints show."""
    action: str
    """The method of the screen (or of the app, with ``app.``) without ``action_``."""
    title: str
    """What it does, for the keys sheet and the palette."""
    where: Where
    group: str
    hint: str = ""
    """One word for the footer; empty when it is not shown there."""
    yields: bool = False
    """Whether a text that has the focus takes the key first."""
    sometimes: tuple[str, ...] = ()
    """Words of which a screen shows one in the footer, where it is what the key does there."""

    @property
    def is_answer(self) -> bool:
        """Tell whether it is one of the keys that answer: lists name them in one line."""
        return self.action.startswith("answer(")
