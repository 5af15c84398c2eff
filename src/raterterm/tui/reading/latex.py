"""Parses LaTeX formulas with pylatexenc, which is loaded when the first one is met."""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol

from raterterm.tui.reading.commands import COMMANDS
from raterterm.tui.reading.symbols import ENVIRONMENTS, LENGTHS

_OPTIONAL, _NUMBERED = "[", "[{"
_FORMS = dict.fromkeys(["alignat", "alignedat", "array", "tabular"], _NUMBERED)
"""Environments with an argument of their own, which says how many columns there are."""
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
    source = _ROW_GAP.sub("", _SIZES.sub("", LENGTHS.sub(r"\\ ", body)))
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
    environments = {name: _FORMS.get(name, _OPTIONAL) for name in ENVIRONMENTS}
    context.add_context_category(
        "formulas",
        macros=[spec.MacroSpec(name, arguments(command.form)) for name, command in COMMANDS.items()],
        environments=[
            spec.EnvironmentSpec(f"{name}{star}", arguments(form))
            for name, form in environments.items()
            for star in ("", "*")
        ],
        specials=[spec.SpecialsSpec(mark, args_parser=arguments("{")) for mark in "^_"]
        + [spec.SpecialsSpec(mark) for mark in "&~"],
    )
    context.set_unknown_macro_spec(spec.MacroSpec(""))
    context.set_unknown_environment_spec(spec.EnvironmentSpec(""))
    return context
