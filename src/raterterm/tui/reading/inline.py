"""Reads Markdown's inline marks into styled runs; every word of the source appears in them, in order."""

import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Protocol

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from rich.segment import Segment
from rich.style import Style

from raterterm.core.visible import visible
from raterterm.tui.reading.formula import formula_end, is_display, readable
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.references import NONE, References, Target, label_of
from raterterm.tui.reading.wrap import Formula, Line, runs

SHORT = 40
"""Characters that rows of a formula may have between lines of text: no width breaks them."""
MOST_FORMULAS = 3_000
"""Characters of formulas in a paragraph beyond which they stay as they are: each takes time."""
DEFINED = "defined"
"""The key in markdown-it's environment under which a parser is told what labels stand for."""

_REFERENCE = re.compile(r"!?\[((?:[^\[\]\\]++|\\.){1,999})\](?:\[((?:[^\[\]\\]++|\\.){0,999})\])?", re.DOTALL)
_NOTE = re.compile(r"\[\^([^\[\]\s]{1,99})\]")
_STARS = frozenset({"*", "**"})
_SPECIAL = re.compile(r"[*_`\[\]\\<~$]|  \n")


def inline(text: str, palette: Palette, style: Style, defined: References = NONE) -> Line:
    """Return the runs of a paragraph's text, newlines kept; ``defined`` is what its labels stand for."""
    if not _SPECIAL.search(text):
        return runs(text, style)
    tokens = READER.parseInline(text, {DEFINED: defined})
    return [run for token in tokens for run in token_runs(token.children or (), palette, style)]


def token_runs(tokens: Sequence[Token], palette: Palette, style: Style) -> Line:
    """Return the runs of markdown-it's inline tokens."""
    writer = _Writer(palette, style)
    for at, token in enumerate(tokens):
        if token.markup in _STARS and _is_inside_word(tokens, at):
            writer.show_mark(token.markup)
        writer.write(token)
    return writer.line


def _is_inside_word(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether an emphasis begins or ends between two letters or digits, as the stars of ``3*4*5``."""
    before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
    return bool(before and after and before.content[-1:].isalnum() and after.content[:1].isalnum())


class _Writer:
    """The runs so far, and the styles of the marks still open."""

    def __init__(self, palette: Palette, style: Style) -> None:
        self.palette = palette
        self.line: Line = []
        self.styles = [style]
        self.targets: list[Line] = []
        self.formulas = 0
        self.is_glued = False
        """Whether a displayed formula stands right before."""
        self.marks = {
            "em": palette.emphasis,
            "strong": palette.strong,
            "s": palette.strike,
            "link": palette.link,
        }

    def show_mark(self, mark: str) -> None:
        """Show a mark as it is written: without it, two words or numbers would be one."""
        self._add(mark, self.palette.faint)

    def write(self, token: Token) -> None:
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            self._open(kind, token)
        elif edge == "close":
            self._close(kind)
        elif token.type in ("softbreak", "hardbreak"):
            self._add("\n", self.styles[-1])
        elif token.type == "image":
            self._image(token)
        elif token.type == "formula":
            self._formula(token.content)
        else:
            self._add(token.content, self._style_of(token.type))

    def _style_of(self, kind: str) -> Style:
        match kind:
            case "code_inline":
                return self.styles[-1] + self.palette.code
            case "note":
                return self.styles[-1] + self.palette.marker
        return self.styles[-1]

    def _open(self, kind: str, token: Token) -> None:
        self.styles.append(self.styles[-1] + self.marks.get(kind, self.palette.text))
        if kind == "link":
            self._add("▣ " * (token.info == "image"), self.palette.faint)
            self.targets.append(self._target(token))

    def _close(self, kind: str) -> None:
        if len(self.styles) > 1:
            self.styles.pop()
        if kind == "link" and self.targets:
            self.line += self.targets.pop()
            self.is_glued = False

    def _target(self, token: Token) -> Line:
        """Return what follows a link: its address, after its label if that is defined elsewhere."""
        style = self.palette.target
        if token.markup == "autolink":
            return []
        if token.markup != "reference":
            return runs(_target(token, "href"), style)
        label = runs(str(token.meta["label"]), style)
        return [*label, Formula(_target(token, "href"), style, "")]

    def _image(self, token: Token) -> None:
        self._add("▣ ", self.palette.faint)
        self.line += token_runs(token.children or (), self.palette, self.styles[-1] + self.palette.link)
        self._add(_target(token, "src"), self.palette.target)

    def _formula(self, source: str) -> None:
        style = self.styles[-1] + self.palette.math
        self.formulas += len(source)
        text = _fitting(source) if self.formulas <= MOST_FORMULAS else None
        if text is None:
            self._add(source, style)
            return
        if "\n" in text and self.line and not self.line[-1].text.endswith("\n"):
            self._add("\n", style)
        self.line.append(Formula(text, style, source))
        self.is_glued = is_display(source)

    def _add(self, text: str, style: Style) -> None:
        if text and self.is_glued and text[0].isalpha():
            self.line.append(Segment("\n", style))
        if text:
            self.line.append(Segment(text, style))
            self.is_glued = False


def _fitting(source: str) -> str | None:
    """Return a formula readable; in rows only if it may have them, and they are short."""
    text = readable(source, boxed=is_display(source))
    if text and max(map(len, text.split("\n"))) > SHORT:
        text = readable(source)
    return text


def _target(token: Token, name: str) -> str:
    address, title = (visible(str(token.attrGet(key) or "")).replace("\n", " ") for key in (name, "title"))
    shown = f'{address} "{title}"' if title else address
    return f" ‹{shown}›" if shown else ""


def _formula(state: StateInline, silent: bool) -> bool:
    """Take a LaTeX formula whole, so that no mark inside it is read as Markdown."""
    end = formula_end(state.src, state.pos, state.posMax)
    if not end:
        return False
    if not silent:
        state.push("formula", "", 0).content = state.src[state.pos : end]
    state.pos = end
    return True


def _note(state: StateInline, silent: bool) -> bool:
    """Take the mark of a footnote that the text has; it stays as it is written."""
    found = _NOTE.match(state.src, state.pos, state.posMax)
    if not found or found[1] not in _defined(state).notes:
        return False
    if not silent:
        state.push("note", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    """Take a link or an image whose target is defined elsewhere in the text."""
    targets = _defined(state).targets
    found = _REFERENCE.match(state.src, state.pos, state.posMax) if targets else None
    target = targets.get(label_of(found[2] or found[1])) if found else None
    if not found or not target:
        return False
    if not silent:
        _push_reference(state, found, target)
    state.pos = found.end()
    return True


def _push_reference(state: StateInline, found: re.Match[str], target: Target) -> None:
    opening = state.push("link_open", "a", 1)
    opening.markup = "reference"
    opening.info = "image" if found[0].startswith("!") else ""
    opening.attrs = {"href": target.address, "title": target.title}
    opening.meta = {"label": f" [{found[2]}]" if found[2] else ""}
    limit = state.posMax
    state.pos, state.posMax = found.span(1)
    state.md.inline.tokenize(state)
    state.posMax = limit
    state.push("link_close", "a", -1)


def _defined(state: StateInline) -> References:
    defined = state.env.get(DEFINED)
    return defined if isinstance(defined, References) else NONE


class _Reader(MarkdownIt):
    """A parser that resolves, hides, refuses and decodes nothing."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": 100})
        self.enable(["table", "strikethrough"])
        self.disable(["reference", "entity", "html_block", "html_inline"])
        self.inline.ruler.before("escape", "formula", _formula)
        self.inline.ruler.before("link", "note", _note)
        self.inline.ruler.after("image", "reference", _reference)
        # The rules look their helpers up here; ours keep an address as it is written.
        vars(self)["helpers"] = SimpleNamespace(
            parseLinkLabel=parseLinkLabel, parseLinkDestination=_destination, parseLinkTitle=_title
        )

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        return True


class _Part(Protocol):
    ok: bool
    pos: int
    str: str


def _destination(string: str, pos: int, maximum: int) -> _Part:
    result: _Part = parseLinkDestination(string, pos, maximum)
    if result.ok:
        written = string[pos : result.pos]
        result.str = written[1:-1] if written.startswith("<") else written
    return result


def _title(string: str, start: int, maximum: int, before: None = None) -> _Part:
    result: _Part = parseLinkTitle(string, start, maximum, before)
    if result.ok:
        result.str = string[start + 1 : result.pos - 1]
    return result


READER = _Reader()
