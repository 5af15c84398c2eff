"""The card: what the question under the cursor asks, and what each point of its scale means."""

from textual.content import Content
from textual.widgets import Static

from raterterm.core.question import Option, Question
from raterterm.core.words import QuestionId
from raterterm.tui.desk import Sheet
from raterterm.tui.show import shown


class Card(Static):
    """The meaning of the points, as many as there is room for; that of the answer always."""

    def show(self, sheet: Sheet, cursor: QuestionId | None) -> None:
        """Draw the card of the question under the cursor."""
        question = sheet.form.question(cursor) if cursor else None
        lines = self._lines(sheet, question) if question else [Content()]
        width, height = self.size
        cut = [line.truncate(max(1, width), ellipsis=True) for line in lines[: max(1, height)]]
        self.update(Content("\n").join(cut), layout=False)

    def _lines(self, sheet: Sheet, question: Question) -> list[Content]:
        asked = Content.assemble((_about(sheet, question), "$accent bold"), shown(question.text, "bold"))
        options = question.options(sheet.form.letters)
        given = sheet.answers.get(question.id)
        meant = [option for option in options if option.anchor or option.answer == given]
        room = max(0, self.size.height - 1)
        if len(meant) <= room:
            return [asked, *(_meaning(option, option.answer == given) for option in meant)]
        chosen = [option for option in meant if option.answer == given]
        if chosen or not meant:
            return [asked, *(_meaning(option, True) for option in chosen)]
        ends = (_meaning(meant[0], False), _meaning(_last_point(meant), False))
        return [asked, Content("   ").join(ends)]


def _about(sheet: Sheet, question: Question) -> str:
    return f"{sheet.form.letters.letter(question.response)} · " if question.response is not None else ""


def _last_point(options: list[Option]) -> Option:
    return next((option for option in reversed(options) if option.key not in {"0", "x"}), options[-1])


def _meaning(option: Option, is_given: bool) -> Content:
    label = option.label if option.key == option.label else f"{option.key} {option.label}"
    mark = Content.styled("● " if is_given else "  ", "$accent bold")
    return Content.assemble(
        mark, shown(f"{label}  ", "bold"), shown(option.anchor, "bold" if is_given else "$text-muted")
    )
