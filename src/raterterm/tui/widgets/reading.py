"""What is read: the conversation above, the responses below, the guidelines beside them."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from raterterm.core.guidelines import Heading, headings
from raterterm.core.task import Message, Task
from raterterm.tui.desk import Sheet
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.show import counted, set_height, shown, spread
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.responses import Responses


class Reading(Vertical):
    """The panes of a task, and which of them the scroll keys move."""

    def __init__(self, guidelines: str | None) -> None:
        super().__init__(id="reading")
        self.responses = Responses()
        self._guidelines = guidelines
        self._headings: tuple[Heading, ...] = ()
        self._prompt = Pane(id="prompt")
        self._prompt_title = Static(id="prompt-title")
        self._guide = Pane(id="guide-text")
        self._guide_title = Static(id="guide-title")
        self._sheet: Sheet | None = None
        self._rows = 0
        self._see: str | None = None
        self._is_prompt_cut = False
        self.is_conversation_open = False
        self.is_guide_open = False

    def compose(self) -> ComposeResult:
        """Put the prompt above the responses, and the guidelines to their right."""
        yield self._prompt_title
        yield self._prompt
        with Horizontal(id="beside"):
            yield self.responses
            with Vertical(id="guide"):
                yield self._guide_title
                yield self._guide

    def on_mount(self) -> None:
        """Start with the guidelines closed."""
        self.query_one("#guide").display = False

    def show(self, sheet: Sheet) -> None:
        """Show a task."""
        self._sheet = sheet
        self.is_conversation_open = False
        self._show_prompt()
        self.responses.show(sheet)

    def prepare(self, texts: list[str]) -> None:
        """Lay out what is likely to be shown next."""
        self.responses.prepare(texts)

    def resize(self, width: int, height: int) -> None:
        """Share a new size out."""
        self._rows = height
        self._size_prompt()
        self._draw_title()
        self._place_guide(width)

    def scroll_text(self, by: str, direction: int) -> None:
        """Scroll what the keys move by ``line``, ``page`` or to its ``end``."""
        for pane in self._targets():
            match by:
                case "line":
                    pane.scroll_lines(direction)
                case "page":
                    pane.scroll_page(direction)
                case _:
                    pane.scroll_bottom() if direction > 0 else pane.scroll_top()
        self.responses.draw_titles()

    def toggle_conversation(self) -> None:
        """Open the whole conversation, or fold it to its last turn."""
        self.is_conversation_open = not self.is_conversation_open
        self._show_prompt()

    def toggle_guidelines(self, see: str | None) -> bool:
        """Open the guidelines at a heading, or close them; return False when there are none."""
        if self._guidelines is None:
            return False
        self.is_guide_open = not self.is_guide_open
        self._place_guide(self.app.size.width)
        if self.is_guide_open:
            self.call_after_refresh(self._open_guide, self._guidelines, see)
        return True

    def follow(self, see: str | None) -> None:
        """Turn the open guidelines to the heading of another question."""
        if self.is_guide_open and self._guidelines and see not in {None, self._see}:
            self._open_guide(self._guidelines, see)

    def close_panels(self) -> None:
        """Close the guidelines and the conversation."""
        if self.is_guide_open:
            self.toggle_guidelines(None)
        elif self.is_conversation_open:
            self.toggle_conversation()

    def _targets(self) -> list[Pane]:
        if self.is_guide_open:
            return [self._guide]
        return [self._prompt] if self.is_conversation_open else self.responses.targets()

    def _show_prompt(self) -> None:
        if self._sheet is None:
            return
        task = self._sheet.task
        self._prompt.set_document(_conversation(task) if self.is_conversation_open else _last_turn(task))
        self._size_prompt()
        self._draw_title()

    def _draw_title(self) -> None:
        if self._sheet is not None:
            self._prompt_title.update(self._title(self._sheet.task), layout=False)

    def _title(self, task: Task) -> Content:
        facts = [counted(len(task.conversation), "turn")] if len(task.conversation) > 1 else []
        facts += ["context"] if task.context else []
        if self.is_conversation_open:
            facts.append("c folds it")
        elif facts or self._is_prompt_cut:
            facts.append("c opens all")
        more = "".join(f" · {fact}" for fact in facts) + " "
        role = "conversation" if self.is_conversation_open else task.conversation[-1].role
        left = Content.assemble(("─ ", "$text-muted"), (role, "bold"), (more, "$text-muted"))
        about = [*task.sensitive, task.tongue or ""]
        told = shown(" · ".join(fact for fact in about if fact), "$text-muted")
        right = told.truncate(max(8, self.size.width // 3), ellipsis=True)
        return spread(left, right, max(10, self.size.width))

    def _size_prompt(self) -> None:
        """Give the prompt as many rows as it needs, up to a fifth of the screen, or half when it is opened."""
        most = self._rows // 2 if self.is_conversation_open else max(2, self._rows // 6)
        document = Document(self._prompt.text, max(20, self.app.size.width - 2), Palette())
        needed = len(document.window(TOP, most + 1))
        self._is_prompt_cut = needed > most
        set_height(self._prompt, max(1, min(needed, most)))

    def _place_guide(self, width: int) -> None:
        """Put the guidelines beside the responses where there is room, else in their place."""
        is_roomy = width >= 100
        guide = self.query_one("#guide")
        guide.display = self.is_guide_open
        guide.styles.width = "45%" if is_roomy else "100%"
        self.responses.display = is_roomy or not self.is_guide_open
        self.responses.resize(width * 55 // 100 if self.is_guide_open else width)

    def _open_guide(self, text: str, see: str | None) -> None:
        self._see = see
        if not self._headings:
            self._headings = headings(text)
            self._guide.set_document(text)
        heading = next((known for known in self._headings if f"#{known.anchor}" == see), None)
        if heading is not None:
            self._guide.restore(_offset_of_line(text, heading.line))
        title = f"─ Guidelines · g closes{' · ' + heading.title if heading else ''} "
        self._guide_title.update(shown(title, "$accent bold"), layout=False)


def _offset_of_line(text: str, line: int) -> int:
    return sum(len(part) + 1 for part in text.split("\n")[:line])


def _last_turn(task: Task) -> str:
    return task.conversation[-1].content


def _conversation(task: Task) -> str:
    context = [f"**context**\n\n{task.context}"] if task.context else []
    return "\n\n---\n\n".join([*context, *map(_turn, task.conversation)])


def _turn(message: Message) -> str:
    return f"**{message.role}**\n\n{message.content}"
