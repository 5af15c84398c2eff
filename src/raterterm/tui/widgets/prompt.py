"""The conversation above the responses: folded to its last turn, or open from its beginning."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from raterterm.core.quotes import QuoteAnswer
from raterterm.core.task import Message, Task
from raterterm.core.units import unit_at
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.marks import Mark
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.transcript import Turn, converse
from raterterm.tui.show import counted, set_height, shown, spread
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.still import Still

ROOMY = 36
"""Rows of a screen that has some to spare."""


class Prompt(Vertical):
    """What the responses answer; it stays where it is while they scroll."""

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.pane = Pane(id="prompt-text")
        self._title = Still(id="prompt-title")
        self._shown: Task | None = None
        self._gives_way = False
        self._screen_size = (0, 0)
        self._is_cut = False
        self._marks: Sequence[Mark] = ()
        self.is_open = False

    def compose(self) -> ComposeResult:
        """Put the title over the text."""
        yield self._title
        yield self.pane

    def show(self, task: Task) -> None:
        """Show the conversation of another task, folded."""
        self._shown = task
        self.is_open = False
        self._fill()

    def toggle(self) -> None:
        """Open the whole conversation, or fold it to its last turn."""
        self.is_open = not self.is_open
        self._fill()

    def resize(self, width: int, rows: int) -> None:
        """Take as many of a screen's columns and rows as the text needs."""
        self._screen_size = (width, rows)
        self._fit()

    def give_way(self, is_needed: bool) -> None:
        """Take as little room as can be, while something long is written below, or again as much as needed."""
        if is_needed != self._gives_way:
            self._gives_way = is_needed
            self._fit()

    def draw_title(self) -> None:
        """Draw whose turn is shown, what else there is, and how far it is read."""
        if self._shown is not None:
            self._title.put(self._titled(self._shown))

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show the words of the last turn that are marked."""
        self._marks = marks
        self._draw_marks()

    def _draw_marks(self) -> None:
        base = self.base
        self.pane.set_marks(
            [mark._replace(start=mark.start + base, end=mark.end + base) for mark in self._marks]
        )

    @property
    def base(self) -> int:
        """The offset in the pane's source at which the content of the last turn starts."""
        if self._shown is None or not self.is_open:
            return 0
        said = sum(1 for _ in _said("", self._shown.conversation[-1]))
        return converse(tuple(_turns(self._shown))).bodies[-said]

    def reveal(self, quote: QuoteAnswer) -> None:
        """Scroll as little as shows the words of the last turn that are quoted."""
        base = self.base
        self.pane.reveal(quote.start + base, quote.end + base)
        self.draw_title()

    def select_last_turn(self) -> bool:
        """Select the first line of the last turn, the one that can be quoted; return False when it has none."""
        first = unit_at(self.pane.source, self.base, "line")
        if first is not None:
            self.pane.select(*first)
        return first is not None

    def quote(self) -> QuoteAnswer | None:
        """Return the words of the last turn that are selected; None where there are none of it."""
        if self._shown is None or self.pane.selected is None:
            return None
        content = self._shown.conversation[-1].content
        # A sentence may begin in the title, which ends with no mark.
        start, end = (min(max(at - self.base, 0), len(content)) for at in self.pane.selected)
        return QuoteAnswer(start=start, end=end, quote=content[start:end]) if start < end else None

    def _fill(self) -> None:
        if self._shown is None:
            return
        if self.is_open:
            turns = tuple(_turns(self._shown))
            # At the last turn: it is what the responses answer, and the others stand above it.
            self.pane.set_conversation(turns, converse(turns).titles[-1])
        else:
            self.pane.set_document(self._shown.conversation[-1].said)
        self._draw_marks()
        self._fit()

    def _fit(self) -> None:
        """Give the text as many rows as it needs, up to a sixth of the screen, or half when it is opened."""
        width, rows = self._screen_size
        most = max(2, rows // 2 if self.is_open else rows // 6)
        if self._gives_way:
            most = max(1, most // 3)
        if self.is_open:
            set_height(self.pane, most)
        else:
            # Not the pane's own document: it does not know its width yet when this is the first.
            document = Document(self.pane.text, max(20, width - 2), Palette())
            needed = len(document.window(TOP, most + 1))
            self._is_cut = needed > most
            set_height(self.pane, min(_rounded(needed, rows), most))
        self.draw_title()

    def _titled(self, task: Task) -> Content:
        role = "conversation" if self.is_open else task.conversation[-1].role
        facts = "".join(f" · {fact}" for fact in self._facts(task)) + " "
        left = Content.assemble(("─ ", "$text-muted"), (role, "bold"), (facts, "$text-muted"))
        width = max(10, self._screen_size[0])
        about = " · ".join([*task.sensitive, *filter(None, [task.tongue])])
        right = shown(about, "$text-muted").truncate(max(8, width // 3), ellipsis=True)
        return spread(left, right, width)

    def _facts(self, task: Task) -> Iterator[str]:
        if len(task.conversation) > 1:
            yield counted(len(task.conversation), "turn")
        if not self.is_open and any(message.role == "system" for message in task.conversation):
            yield "system"
        if task.context:
            yield "context"
        if self.pane.direction:
            yield self.pane.direction
        if self.is_open:
            yield f"{self.pane.percent} %"
            yield "c folds it"
        elif len(task.conversation) > 1 or task.context or self._is_cut:
            yield "c opens all"


def _rounded(needed: int, rows: int) -> int:
    """Return the rows to give to a text that needs so many, on a screen of ``rows``.

    Where there is room they are rounded up, so that the responses of one task seldom start elsewhere than
    those of the one before: that is easier on the eye, and saves the layout.
    """
    return needed if rows < ROOMY else next(step for step in (2, 4, 8, 16, needed) if step >= needed)


def _turns(task: Task) -> Iterator[Turn]:
    """Yield what a rater must know to judge the responses, in the order in which it was said."""
    if task.context:
        yield Turn("context", task.context)
    count = len(task.conversation)
    for number, message in enumerate(task.conversation, start=1):
        place = f"{number}/{count} · " if count > 1 else ""
        yield from _said(place, message)


def _said(place: str, message: Message) -> Iterator[Turn]:
    name = f" {message.name}" if message.name else ""
    answers = f" · answers {message.tool_call_id}" if message.tool_call_id else ""
    if message.content or not message.tool_calls:
        yield Turn(f"{place}{message.role}{name}{answers}", message.content, is_code=message.role == "tool")
    for call in message.tool_calls:
        title = f"{place}{message.role} calls {call.function.name} · {call.id}"
        yield Turn(title, call.function.arguments, is_code=True)
