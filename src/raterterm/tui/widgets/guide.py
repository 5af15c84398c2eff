"""The guidelines beside the task: opened where they explain a question, with a way back."""

from bisect import bisect_right
from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from raterterm.core.guidelines import Change, Heading, headings
from raterterm.tui.show import shown
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.still import Still

CHANGE_MARKS: dict[Change, str] = {"changed": "● changed", "new": "+ new"}


class Guide(Vertical):
    """One Markdown text, and where in it the rater reads."""

    def __init__(self, markdown: str | None) -> None:
        super().__init__(id="guide")
        self.markdown = markdown
        """None when the rubric has no guidelines."""
        self.changes: Mapping[str, Change] = {}
        """By anchor: what differs from the version that the rater acknowledged."""
        self.pane = Pane(id="guide-text")
        self._title = Still(id="guide-title")
        self._headings: tuple[Heading, ...] | None = None
        self._places: list[int] = []
        self._see: str | None = None

    def compose(self) -> ComposeResult:
        """Put the title over the text."""
        yield self._title
        yield self.pane

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings; found when they are first needed."""
        if self._headings is None:
            self._headings = headings(self.markdown or "")
        return self._headings

    def open(self, see: str | None) -> None:
        """Show the text at the heading that ``see`` links to, or where it was left."""
        if self.pane.text != self.markdown:
            self.pane.set_document(self.markdown or "")
        if see is not None and see != self._see:
            self._see = see
            self.turn_to(see.removeprefix("#"))
        self.draw_title()

    def turn_to(self, anchor: str) -> None:
        """Show the section with this anchor, and remember where the rater was."""
        heading = next((known for known in self.headings if known.anchor == anchor), None)
        if heading is not None and heading.start != self.pane.position:
            self._places.append(self.pane.position)
            self.pane.restore(heading.start)
        self.draw_title()

    def back(self) -> bool:
        """Go back to where the rater was before the last jump; return False when there was none."""
        if not self._places:
            return False
        self.pane.restore(self._places.pop())
        self.draw_title()
        return True

    def next_change(self, direction: int) -> bool:
        """Show the next section that changed, or the one before; return False when none did."""
        starts = [heading.start for heading in self.headings if heading.anchor in self.changes]
        here = self.pane.position
        ahead = [start for start in starts if (start > here if direction > 0 else start < here)]
        if not ahead:
            return False
        self.pane.restore(ahead[0] if direction > 0 else ahead[-1])
        self.draw_title()
        return True

    @property
    def section(self) -> Heading | None:
        """The section that the first line shown belongs to."""
        at = bisect_right(self.headings, self.pane.position, key=lambda heading: heading.start)
        return self.headings[at - 1] if at else None

    def draw_title(self) -> None:
        """Draw which section is read, whether it changed, and how far the text is read."""
        section = self.section
        change = self.changes.get(section.anchor) if section else None
        facts = [section.title] if section else []
        facts += [CHANGE_MARKS[change]] if change else []
        facts += [self.pane.direction] if self.pane.direction else []
        facts += [f"{self.pane.percent} %", "t list", "g closes"]
        left = Content.assemble(("─ Guidelines ", "$accent bold"), shown("· " + " · ".join(facts), "bold"))
        self._title.put(left.truncate(max(10, self.size.width - 1), ellipsis=True))

    def on_resize(self) -> None:
        """Draw the title over the new width."""
        self.call_after_refresh(self.draw_title)
