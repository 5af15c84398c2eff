"""The styles a reading surface draws with: one field for each thing a reader can tell apart.

The defaults have no colours: what they do not tell, no reader without colours can tell.  A look lays
its colours over them (``tui.theme``).
"""

from typing import NamedTuple

from rich.style import Style

from raterterm.core.markings import Sense

_style = Style.parse


class Palette(NamedTuple):
    """Styles laid over the pane's own; a theme gives its own palette."""

    text: Style = Style.null()
    heading: Style = _style("bold underline")
    strong: Style = _style("bold")
    emphasis: Style = _style("italic")
    strike: Style = _style("strike")
    code: Style = _style("bold")
    """Code, inline and fenced, where no syntax colour applies."""
    link: Style = _style("underline")
    target: Style = Style.null()
    """The address of a link or an image, shown after its text."""
    quote: Style = _style("italic")
    math: Style = _style("italic")
    """Formulas, also where the pane has no colours."""
    marker: Style = _style("bold")
    """Bullets, numbers and task boxes."""
    faint: Style = _style("dim")
    """What the renderer adds: bars, rules, heading marks, table lines, continuation arrows."""
    control: Style = _style("reverse")
    """Marks that stand for characters without a shape, in the raw view."""
    hit: Style = _style("bold underline")
    current_hit: Style = _style("bold underline reverse")
    keyword: Style = _style("bold")
    string: Style = Style.null()
    number: Style = Style.null()
    comment: Style = _style("italic")
    name: Style = Style.null()
    """Names a program defines or calls: functions, classes, built-ins."""
    removed: Style = _style("strike")
    added: Style = _style("bold underline")
    """Words that only one of two compared texts has; marks around them say so too."""
    cursor: Style = _style("reverse")
    """The words that are selected."""
    error: Style = _style("underline")
    strength: Style = _style("italic underline")
    claim: Style = _style("underline")
    failure: Style = _style("bold underline")
    """Words that the rater marked, by what it means; the tag beside them begins with a sign of it."""
    words: Style = _style("underline")
    """Words that are marked, and neither good nor bad for it."""
    turn: Style = _style("bold reverse")
    """The title of a turn, to the full width.  Nothing that a text says is drawn in it."""

    def of(self, sense: Sense) -> Style:
        """Return the style of words that are marked and mean this."""
        styles = {
            "error": self.error,
            "strength": self.strength,
            "claim": self.claim,
            "failure": self.failure,
            "words": self.words,
        }
        return styles[sense]
