"""The cover: stands for a task that a rater may not want to read before being asked."""

from collections.abc import Sequence

from textual.content import Content

from raterterm.tui.show import counted, shown
from raterterm.tui.widgets.still import Still


class Cover(Still):
    """Names what the task is about, and how to go on; shows nothing of it."""

    def tell(self, categories: Sequence[str], count: int) -> None:
        """Say what is covered; ``count`` tasks of the kind were uncovered today."""
        about = Content.assemble("  This task is marked as sensitive: ", shown(", ".join(categories), "bold"))
        today = f"{counted(count, 'sensitive task')} uncovered today" if count else "none uncovered today"
        keys = (
            ("V", f"uncover it  ({today})"),
            ("s", "skip it: not wanting to read it is a reason, and counts against nobody"),
            ("n", "leave it for later"),
            ("H", "hides the whole screen, at any time"),
        )
        lines = [about, Content("  Nothing of it is shown until you say so."), Content()]
        lines += [Content.assemble((f"    {key}   ", "$accent bold"), words) for key, words in keys]
        self.put(Content("\n").join([Content(), *lines]))
