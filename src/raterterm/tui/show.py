"""Turns text from people's files into what a widget may show: visible, and never markup."""

from textual.content import Content
from textual.widget import Widget

from raterterm.core.visible import visible_line
from raterterm.errors import RatertermError


def shown(text: str, style: str = "") -> Content:
    """Return untrusted ``text`` on one line, in one style."""
    return Content.styled(visible_line(text), style) if style else Content(visible_line(text))


def fitted(text: str, width: int, style: str = "") -> Content:
    """Return untrusted ``text`` cut or padded to ``width`` cells."""
    content = shown(text, style)
    return content.truncate(width, ellipsis=True).pad_right(max(0, width - content.cell_length))


def spread(left: Content, right: Content, width: int) -> Content:
    """Return one line with ``left`` and ``right`` at its ends; ``left`` gives way."""
    room = max(0, width - right.cell_length - 1)
    left = left.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)


def told(error: RatertermError, before: str = "") -> Content:
    """Return an error with its hints, a line each."""
    lines = [
        shown(f"{before}{error.message}", "$error bold"),
        *(shown(f"  try: {hint}") for hint in error.hints),
    ]
    return Content("\n").join(lines)


def set_height(widget: Widget, rows: int) -> bool:
    """Give a widget its rows; return whether that is a change, which costs a layout."""
    height = widget.styles.height
    if height is not None and height.value == rows:
        return False
    widget.styles.height = rows
    return True


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: ``1 word``, ``2 words``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
