"""What is read: the conversation above, the responses below, the guidelines beside them."""

from collections.abc import Callable, Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from raterterm.core.guidelines import Change
from raterterm.core.markings import Marking
from raterterm.core.quotes import MAX_QUOTE, QuoteAnswer
from raterterm.core.units import Unit, unit_at
from raterterm.tui.desk import Sheet
from raterterm.tui.page import marks_of
from raterterm.tui.widgets.cover import Cover
from raterterm.tui.widgets.guide import Guide
from raterterm.tui.widgets.pane import Pane
from raterterm.tui.widgets.prompt import Prompt
from raterterm.tui.widgets.responses import Responses

ROOMY = 100
"""Columns from which the guidelines stand beside the responses, not in their place."""

MOVES: dict[str, Callable[[Pane, int], bool]] = {
    "line": Pane.scroll_lines,
    "page": Pane.scroll_page,
    "half": lambda pane, direction: pane.scroll_page(direction / 2),
    "paragraph": Pane.scroll_paragraph,
    "heading": Pane.scroll_heading,
    "code": Pane.scroll_code,
    "end": lambda pane, direction: pane.scroll_bottom() if direction > 0 else pane.scroll_top(),
}
"""How what is read can be moved through."""

_NARROWER: dict[Unit, Unit] = {"line": "sentence", "sentence": "word", "word": "line"}


class Reading(Vertical):
    """The panes of a task, and which of them the keys move."""

    def __init__(self, guidelines: str | None) -> None:
        super().__init__(id="reading")
        self.prompt = Prompt()
        self.responses = Responses()
        self.guide = Guide(guidelines)
        self._covering = Cover(id="cover")
        self._wanted = ""
        self._unit: Unit = "line"
        self._width = 0
        self._markings: tuple[Marking, ...] = ()
        self.marking: Marking | None = None
        """The marked words that were gone to, until anything else is done."""
        self._passed: Marking | None = None
        """Those before, until one reads on elsewhere."""
        self.is_guide_open = False
        self.is_covered = False
        """Whether the task is hidden behind the cover."""

    def compose(self) -> ComposeResult:
        """Put the prompt above the responses, and the guidelines to their right."""
        yield self.prompt
        with Horizontal(id="beside"):
            yield self._covering
            yield self.responses
            yield self.guide

    def on_mount(self) -> None:
        """Start with the guidelines closed."""
        self._covering.display = self.guide.display = False

    def show(self, sheet: Sheet) -> None:
        """Show a task."""
        self._wanted = ""
        self.clear_selection()
        self.leave_marking()
        self.prompt.show(sheet.task)
        self.responses.show(sheet)

    def prepare(self, texts: list[str]) -> None:
        """Lay out what is likely to be shown next."""
        self.responses.prepare(texts)

    def resize(self, width: int, height: int) -> None:
        """Share a new size out."""
        self._width = width
        self.prompt.resize(width, height)
        self._place_guide()

    # A task that is covered

    def cover(self, categories: Sequence[str], count: int) -> None:
        """Hide the task, and say what it is about."""
        self._covering.tell(categories, count)
        self.is_covered = True
        self._place_guide()

    def uncover(self) -> None:
        """Show the task."""
        if self.is_covered:
            self.is_covered = False
            self._place_guide()

    # Moving through what is read

    def scroll_text(self, by: str, direction: int) -> None:
        """Scroll what the keys move, or move the selection that is in it; ``by`` is one of ``MOVES``."""
        self._passed = None
        for pane in self._targets():
            if by == "line" and pane.selected is not None:
                pane.move_selection(direction, self._unit)
            else:
                MOVES[by](pane, direction)
        self.draw_titles()

    def move_pane(self, step: int) -> None:
        """Make another response the one that the keys move, and the one in which words are selected."""
        was_selected = self.clear_selection()
        self._passed = None
        self.responses.move(step)
        if was_selected:
            self.select()

    def toggle_conversation(self) -> None:
        """Open the whole conversation, or fold it to its last turn."""
        self.prompt.toggle()
        if self._wanted:
            self.prompt.pane.mark(self._wanted)

    def _targets(self) -> list[Pane]:
        """Return the panes that the keys move: all responses together, or the one text that is open or marked."""
        alone = self.is_guide_open or self.prompt.is_open or self.pane.selected is not None
        return [self.pane] if alone else self.responses.targets()

    @property
    def pane(self) -> Pane:
        """The pane that is read now."""
        if self.is_guide_open:
            return self.guide.pane
        return self.prompt.pane if self.prompt.is_open else self.responses.pane

    @property
    def name(self) -> str:
        """What is read now, in a word."""
        if self.is_guide_open:
            return "the guidelines"
        return "the conversation" if self.prompt.is_open else self.responses.letter

    def draw_titles(self) -> None:
        """Draw what stands over each text: how long it is, and how far it is read."""
        self.responses.draw_titles()
        self.prompt.draw_title()
        if self.is_guide_open:
            self.guide.draw_title()

    # Selecting words

    def select(self) -> Unit | None:
        """Select the first line shown; what is selected becomes a sentence, then a word, then a line again.

        Returns what is selected now; None where there are no words.
        """
        pane = self.pane
        self.leave_marking()
        if pane.selected is None:
            self._unit = "line"
            is_prompt = pane is self.prompt.pane
            if not (self.prompt.select_last_turn() if is_prompt else pane.select_first(self._unit)):
                return None
        else:
            self._unit = _NARROWER[self._unit]
            if found := unit_at(pane.source, pane.selected[0], self._unit):
                pane.select(*found)
        self.draw_titles()
        return self._unit

    def extend(self, step: int) -> bool:
        """Select one unit more, or one less; return False when nothing is selected."""
        if self.pane.selected is None:
            return False
        self.pane.extend_selection(step, self._unit)
        self.draw_titles()
        return True

    def quote(self) -> QuoteAnswer | None:
        """Return the words of a response, or of the prompt's last turn, that are selected, with where they stand.

        None where others are, or none, or more than ``MAX_QUOTE`` characters.
        """
        if self.selected_length > MAX_QUOTE:
            return None
        if self.pane is self.prompt.pane:
            return self.prompt.quote()
        pane, response = self.responses.pane, self.responses.active_id
        is_own = self.pane is pane and not self.responses.is_revised(response)
        if not is_own or pane.selected is None or response is None:
            return None
        start, end = pane.selected
        return QuoteAnswer(response=response, start=start, end=end, quote=pane.source[start:end])

    @property
    def selected_length(self) -> int:
        """How many characters are selected."""
        start, end = self.pane.selected or (0, 0)
        return end - start

    def clear_selection(self) -> bool:
        """Select nothing; return whether anything was selected."""
        selected = [pane for pane in self.query(Pane) if pane.selected is not None]
        for pane in selected:
            pane.clear_selection()
        self.draw_titles()
        return bool(selected)

    # Searching

    def search(self, wanted: str) -> str:
        """Mark what is searched for in all texts, show the first hit from here on, and say how many there are."""
        self._wanted = wanted.strip()
        self.prompt.pane.mark(self._wanted)
        self.guide.pane.mark(self._wanted)
        self.responses.mark(self._wanted)
        if not self._wanted:
            return "type what to look for"
        self.pane.find(self._wanted)
        self.draw_titles()
        return " · ".join(f"{name} {count}" for name, count in self._hits().items())

    def _hits(self) -> Mapping[str, int]:
        """Return how often each text has what is searched for."""
        hits = {letter: count for _, letter, count in self.responses.hits()}
        hits["prompt"] = self.prompt.pane.hit[1]
        if self.is_guide_open:
            hits["guidelines"] = self.guide.pane.hit[1]
        return hits

    def next_mark(self, direction: int) -> str:
        """Show the next hit, change, or changed section; return what there is to say."""
        if self._wanted:
            return self._next_hit(direction)
        if self.is_guide_open:
            return "" if self.guide.next_change(direction) else "no further section changed"
        if not self.responses.has_changes:
            return self._next_marking(direction)
        moved = [pane.to_mark(direction) for pane in self._targets()]
        self.draw_titles()
        return "" if any(moved) else "no further change"

    # Marked words

    def show_markings(self, found: tuple[Marking, ...]) -> None:
        """Show what is marked, in the order in which it is gone through."""
        if found != self._markings:
            self._markings = found
            self.marking = self.marking if self.marking in found else None
            self._draw_marks()

    def leave_marking(self) -> bool:
        """Be at no marked words; return whether one was."""
        if self.marking is None:
            return False
        self._passed, self.marking = self.marking, None
        self._draw_marks()
        return True

    @property
    def marking_here(self) -> Marking | None:
        """The marking that was gone to, else the shortest that is on the words selected."""
        quote = None if self.marking else self.quote()
        if quote is None:
            return self.marking
        on_them = [known for known in self._markings if known.quote.overlaps(quote)]
        return min(on_them, key=lambda known: len(known.quote.quote), default=None)

    def _draw_marks(self) -> None:
        marks = marks_of(self._markings, self.marking)
        self.responses.show_marks(marks)
        self.prompt.show_marks(marks.get(None, ()))

    def _next_marking(self, direction: int) -> str:
        """Go to the next marked words; from anywhere else, to the first from what is read on."""
        if self.is_covered:
            return "this task is covered: V uncovers it"
        if not self._markings:
            return "nothing is marked: v ⏎ marks words, / searches, d compares"
        self.clear_selection()
        at = (self._place(direction) + direction) % len(self._markings)
        self.marking = self._markings[at]
        self._draw_marks()
        return self._tell_marking(self.marking, at + 1)

    def _place(self, direction: int) -> int:
        """Return the number of the marking that one is at; behind or before the next, where one is at none."""
        at = self.marking or self._passed
        if at in self._markings:
            return self._markings.index(at)
        here = (self.responses.active, self.responses.pane.position_in_other)
        places = ((self.responses.number_of(known.quote), known.quote.end) for known in self._markings)
        return sum(place <= here for place in places) - (direction > 0)

    def _tell_marking(self, marking: Marking, number: int) -> str:
        quote = marking.quote
        if quote.response is None:
            self.prompt.reveal(quote)
        else:
            self.responses.reveal(quote)
            if self.prompt.is_open:
                # It may leave no room for the responses.
                self.toggle_conversation()
                self.call_after_refresh(self.responses.reveal, quote)
        name = self.responses.letter if quote.response is not None else "the prompt"
        told = f": {marking.told}" if marking.told else ""
        return f"{marking.noun} {number}/{len(self._markings)} in {name}{told} · ⏎ opens it"

    def _next_hit(self, direction: int) -> str:
        if not self.pane.hit[1] and not self._find_response(direction):
            return f"nothing here has “{self._wanted}”"
        self.pane.to_mark(direction)
        self.draw_titles()
        at, count = self.pane.hit
        return f"hit {at} of {count} in {self.name}"

    def _find_response(self, direction: int) -> bool:
        """Go to the next response that has what is searched for."""
        if self.is_guide_open or self.prompt.is_open:
            return False
        having = [number for number, _, count in self.responses.hits() if count]
        here = self.responses.active
        behind = [number for number in having if (number - here) * direction > 0]
        if not having:
            return False
        target = min(behind or having, key=lambda number: (number - here) * direction)
        self.move_pane(target - here)
        return True

    # Guidelines

    def toggle_guidelines(self, see: str | None) -> bool:
        """Open the guidelines at a heading, or close them; return False when there are none."""
        if self.guide.markdown is None:
            return False
        self._set_guide(not self.is_guide_open)
        if self.is_guide_open:
            self.call_after_refresh(self.guide.open, see)
        return True

    def turn_guide_to(self, anchor: str) -> None:
        """Open the guidelines at a section."""
        self._set_guide(True)
        self.guide.open(None)
        self.call_after_refresh(self.guide.turn_to, anchor)

    def mark_changes(self, changes: Mapping[str, Change]) -> None:
        """Mark what changed in the guidelines."""
        self.guide.changes = changes
        if self.is_guide_open:
            self.guide.draw_title()

    def follow(self, see: str | None) -> None:
        """Turn the open guidelines to the heading of another question."""
        if self.is_guide_open and see is not None:
            self.guide.open(see)

    def close_one(self) -> bool:
        """End what was opened last: the search, the cursor, the guidelines, the conversation; False if none."""
        if self._wanted:
            self.search("")
        elif self.clear_selection() or self.leave_marking():
            pass
        elif self.is_guide_open:
            self._set_guide(False)
        elif self.prompt.is_open:
            self.toggle_conversation()
        else:
            return False
        return True

    def _set_guide(self, is_open: bool) -> None:
        self.clear_selection()
        self.is_guide_open = is_open
        self._place_guide()

    def _place_guide(self) -> None:
        """Put the guidelines beside the responses where there is room, else in their place."""
        is_roomy = self._width >= ROOMY
        self.guide.display = self.is_guide_open
        self.guide.styles.width = "45%" if is_roomy else "100%"
        is_task_seen = is_roomy or not self.is_guide_open
        self.prompt.display = not self.is_covered
        self.responses.display = is_task_seen and not self.is_covered
        self._covering.display = is_task_seen and self.is_covered
        self.responses.resize(self._width * 55 // 100 if self.is_guide_open else self._width)
