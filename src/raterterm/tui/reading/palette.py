"""The styles a reading surface draws with: one field for each thing a reader can tell apart."""

from typing import NamedTuple

from rich.style import Style

_style = Style.parse


class Palette(NamedTuple):
    """Styles laid over the pane's own; a theme gives its own palette."""

    text: Style = Style.null()
    heading: Style = _style("bold cyan")
    strong: Style = _style("bold")
    emphasis: Style = _style("italic")
    strike: Style = _style("strike")
    code: Style = _style("yellow")
    """Code, inline and fenced, where no syntax colour applies."""
    link: Style = _style("underline blue")
    target: Style = _style("dim blue")
    """The address of a link or an image, shown after its text."""
    quote: Style = _style("italic")
    math: Style = _style("italic magenta")
    """Formulas, also where the pane has no colours."""
    marker: Style = _style("cyan")
    """Bullets, numbers and task boxes."""
    faint: Style = _style("dim")
    """What the renderer adds: bars, rules, heading marks, table lines, continuation arrows."""
    control: Style = _style("reverse")
    """Marks that stand for characters without a shape, in the raw view."""
    hit: Style = _style("black on yellow")
    current_hit: Style = _style("bold black on bright_green")
    keyword: Style = _style("magenta")
    string: Style = _style("green")
    number: Style = _style("cyan")
    comment: Style = _style("italic dim")
    name: Style = _style("blue")
    """Names a program defines or calls: functions, classes, built-ins."""
    removed: Style = _style("strike red")
    added: Style = _style("underline green")
    """Words that only one of two compared texts has; marks around them say so too."""
    cursor: Style = _style("reverse")
    """The line that the cursor marks, to the full width."""
