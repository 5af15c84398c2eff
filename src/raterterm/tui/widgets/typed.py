"""One line that is typed or pasted: shown so that nothing in it acts."""

from typing import Any

from textual.widgets import Input

from raterterm.core.visible import inert


class TypedLine(Input):
    """An input that keeps what is typed as it is, and shows what would act replaced, each by one character."""

    @property
    def _value(self) -> Any:
        # No public method makes what is drawn of the value.
        drawn = super()._value
        drawn.plain = inert(drawn.plain)
        return drawn
