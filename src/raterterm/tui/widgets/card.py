"""The card: what the question under the cursor asks, and what each point of its scale means."""

from collections.abc import Sequence

from textual.content import Content

from raterterm.core.criteria import NOT_APPLICABLE
from raterterm.core.question import Option, Question
from raterterm.core.words import QuestionId
from raterterm.tui.page import Page
from raterterm.tui.show import shown
from raterterm.tui.widgets.still import StillLines


class Card(StillLines):
    """The meaning of the points, as many as there is room for; that of the answer always."""

    def show(self, page: Page, cursor: QuestionId | None, asides: Sequence[str] = ()) -> None:
        """Draw the card of the question under the cursor."""
        question = page.question(cursor)
        lines = self._lines(page, question) if question else []
        lines[1:1] = [shown(f"  {aside}", "$accent") for aside in asides]
        width, height = self.size
        cut = [line.truncate(max(1, width), ellipsis=True) for line in lines[: max(1, height)]]
        self.put(cut)

    def _lines(self, page: Page, question: Question) -> list[Content]:
        """Return all meanings, wrapped if that fits, else cut, else those that matter most."""
        width, height = self.size
        about = question.about(page.letters)
        asked = Content.assemble(
            (f"{about} · " if about else "", "$accent bold"), shown(question.text, "bold")
        )
        options = question.options(page.letters)
        given = page.answers.get(question.id)
        chosen = [option for option in options if question.chosen(option, given)]
        meant = [option for option in options if option.anchor or option in chosen]
        wrapped = [line for option in meant for line in _meaning(option, option in chosen, width)]
        if len(wrapped) < height:
            return [asked, *wrapped]
        points = [option for option in meant if option.key != NOT_APPLICABLE or option in chosen]
        if len(points) < height:
            return [asked, *(_meaning(option, option in chosen, 0)[0] for option in points)]
        if chosen or not meant:
            return [asked, *(_meaning(option, True, 0)[0] for option in chosen)]
        ends = (_meaning(end, False, 0)[0] for end in (meant[0], _last_point(meant)))
        return [asked, Content("   ").join(ends)]


def _last_point(options: list[Option]) -> Option:
    return next(
        (option for option in reversed(options) if option.key not in {"0", NOT_APPLICABLE}), options[-1]
    )


def _meaning(option: Option, is_given: bool, width: int) -> list[Content]:
    """Return what a point means, wrapped to ``width``, or on one line when that is 0."""
    label = option.label if option.key == option.label else f"{option.key} {option.label}"
    name = Content.assemble(("● " if is_given else "  ", "$accent bold"), shown(f"{label}  ", "bold"))
    anchor = shown(option.anchor, "bold" if is_given else "$text-muted")
    lines = anchor.wrap(width - name.cell_length) if width > name.cell_length + 10 else [anchor]
    indent = " " * name.cell_length
    return [Content.assemble(name if number == 0 else indent, line) for number, line in enumerate(lines)] or [
        name
    ]
