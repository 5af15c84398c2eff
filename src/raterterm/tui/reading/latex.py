"""Parses LaTeX formulas with pylatexenc, which is loaded when the first one is met."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol

from raterterm.tui.reading.scripts import ACCENTS

TEXTS = frozenset(["text", "textrm", "textnormal", "mbox", "hbox", "textsf", "texttt", "textup"])
"""Commands around words."""
FONTS = frozenset(["bm", "boldsymbol", "emph", "textbf", "textit"]) | {
    f"math{font}" for font in ["bf", "cal", "frak", "it", "normal", "rm", "scr", "sf", "tt"]
}
FRACTIONS = frozenset(["frac", "dfrac", "tfrac", "cfrac"])
BINOMIALS = frozenset(["binom", "dbinom", "tbinom"])
_ARGUMENTS = (
    dict.fromkeys(TEXTS | FONTS | ACCENTS | {"boxed", "fbox", "mathbb", "operatorname", "pmod", "tag"}, "{")
    | dict.fromkeys(FRACTIONS | BINOMIALS, "{{")
    | {"sqrt": "[{", "xrightarrow": "[{", "xleftarrow": "[{"}
)
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])[ \t]*\.?")
_ROW_GAP = re.compile(r"(?<=\\\\)[ \t]*\[[-\d.]+[ \t]*(?:pt|em|ex|mm|cm)\]")


class Arguments(Protocol):
    """The arguments of a command; one that may be missing is then nothing."""

    argnlist: Sequence["Node | None"]


class Node(Protocol):
    """What is read of pylatexenc's nodes; each kind has some of these."""

    chars: str
    comment: str
    environmentname: str
    macro_post_space: str
    macroname: str
    nodeargd: Arguments
    nodelist: Sequence["Node"]
    specials_chars: str

    def latex_verbatim(self) -> str:
        """Return the source of the node."""
        ...


def parse(body: str) -> Sequence[Node]:
    """Return the nodes of a formula; raise if its braces or environments do not close."""
    walker = import_module("pylatexenc.latexwalker")
    source = _ROW_GAP.sub("", _SIZES.sub("", body))
    parser = walker.LatexWalker(source, latex_context=_context(), tolerant_parsing=False)
    nodes: Sequence[Node] = parser.get_latex_nodes()[0]
    return nodes


def kind_of(node: Node) -> str:
    """Return pylatexenc's name for the kind of a node, such as ``Macro``."""
    return type(node).__name__.removeprefix("Latex").removesuffix("Node")


def verbatim(nodes: Sequence[Node | None]) -> str:
    """Return the source of nodes that stand side by side."""
    return "".join([node.latex_verbatim() for node in nodes if node])


@cache
def _context() -> object:
    spec = import_module("pylatexenc.macrospec")
    context = spec.LatexContextDb()
    arguments = spec.MacroStandardArgsParser
    context.add_context_category(
        "formulas",
        macros=[spec.MacroSpec(name, arguments(form)) for name, form in _ARGUMENTS.items()],
        environments=[spec.EnvironmentSpec("array", arguments("{"))],
        specials=[spec.SpecialsSpec(mark, args_parser=arguments("{")) for mark in "^_"]
        + [spec.SpecialsSpec(mark) for mark in "&~"],
    )
    context.set_unknown_macro_spec(spec.MacroSpec(""))
    context.set_unknown_environment_spec(spec.EnvironmentSpec(""))
    return context
