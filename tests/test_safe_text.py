"""Safe text: nothing from a file reaches the screen or a stream but through ``core.visible``.

The program's source is read here, so that this also holds for what no other test runs.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.untrusted import Placed, Program, called

import raterterm

PROGRAM = Program.at(Path(raterterm.__file__).parent)

VOUCHED = {
    "cli/console.py": {
        "text": "given to _write",
        "json.dumps(value, indent=2)": "all outside ASCII is escaped",
    },
    "tui/palette.py": {
        "command.title": "the keymap's own",
        "map(shown_key, command.keys)": "the keymap's own",
        "matcher.match(title)": "a number",
        "matcher.highlight(title)": "a command's title",
        "run": "run, not shown",
    },
    "tui/coach.py": {
        f"lesson.{stage}": "the coach's own" for stage in ("compare", "score", "explain", "submit")
    },
    "tui/bindings.py": {
        f"command.{field}": "the keymap's own" for field in ("keys", "action", "title", "id")
    },
    "tui/screens/naming.py": {"proposed": "typed by the rater"},
    "tui/screens/home.py": {f"batch.{count}": "a count" for count in ("tasks", "skipped", "flagged")},
    "tui/screens/keysheet.py": {"keys": "the keymap's own", "title": "the keymap's own"},
    "tui/screens/flagging.py": {"self._lack": "the program's own words", "key": "a letter"},
    "tui/screens/overview.py": {"self._desk.summary.tasks": "a count", "self._desk.tally": "counts"},
    "tui/screens/picker.py": {"choice.mark": "one of the program's own marks"},
    "tui/screens/preflight.py": {
        "finding.mark": "one of five marks",
        "self._desk.escalated": "a count",
        **{f"summary.{count}": "a count" for count in ("tasks", "submitted", "skipped", "flagged")},
    },
    "tui/screens/rating.py": {"self.page.letters.letter(quote.response)": "a letter"},
    "tui/screens/reason.py": {
        "asked.note": "typed by the rater, into the same line",
        "key": "a digit",
        "mark": "the program's own signs",
    },
    "tui/screens/settings.py": {
        "dict(self.choices)": "the settings' own words",
        "look_of(preferences.theme).theme.name": "a theme that exists",
        "getattr(preferences, self.field)": "a number or yes or no, as names are looked up",
    },
    "tui/screens/small.py": {"LEAST.height": "a count", "size.height": "a count"},
    "tui/screens/task.py": {"summary.tasks": "a count", "self.desk.tally": "counts"},
    "tui/widgets/card.py": {"question.about(page.letters)": "a letter, or the number of a turn"},
    "tui/widgets/cells.py": {
        "question.about(self.page.letters)": "a letter, or the number of a turn",
        "question.min_words": "a count",
        "filter(None, [lack or f'{words} ✓', self.beside])": "the program's own words and counts",
        "sign": "one of two signs",
    },
    "tui/widgets/form.py": {
        "self.cells.lines(max(1, self.width - before.cell_length))": "Content",
        "sign": "one of two signs",
    },
    "tui/widgets/lines.py": {
        "command.keys": "the keymap's own",
        "command.hint": "the keymap's own",
        "map(_hint, hints)": "Content",
    },
    "tui/widgets/prompt.py": {"self.pane.direction": "the program's own words"},
    "tui/widgets/responses.py": {
        "pane.direction": "the program's own words",
        "pane.difference.removed": "a count",
        "pane.difference.added": "a count",
        "pane.hit": "two counts",
    },
    "tui/widgets/writing.py": {
        "self.question.lack(self.text)": "the program's own words",
        "text": "typed by the rater, or made visible by who puts it in",
        "file.read_text(encoding='utf-8', errors='replace')": "typed by the rater, in $EDITOR",
        "self.document.start": "a place",
        "self.document.end": "a place",
        "self.selection": "two places",
    },
}
"""What the tests cannot see to be harmless, and why it is."""

WIDGETS = {"Input", "Static", "TextArea"}
"""Those of Textual's widgets whose ways of showing text are known here."""

TITLES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder", "renderable"}
"""Attributes of widgets, screens and the app that are shown."""

OTHER_WAYS = {
    "Input",
    "TypedLine",
    "Hit",
    "DiscoveryHit",
    "SystemCommand",
    "Binding",
    "load_text",
    "replace",
    "insert",
}
"""Calls that show what they are given in another way than as ``Content``."""

PRINTERS = {
    *("print", "echo", "secho", "echo_via_pager", "pprint", "prompt", "confirm", "progressbar", "getpass"),
    *(
        "writelines",
        "print_exc",
        "print_exception",
        "notify",
        "bell",
        "log",
        "breakpoint",
        "input",
        "SystemExit",
    ),
}
STREAMS = ("sys.stdout.", "sys.stderr.", "sys.__stdout__", "sys.__stderr__", "os.write", "click.get_")
SPEAKERS = {("cli/console.py", "print"), ("cli/loading.py", "print"), ("cli/keys.py", "getpass")}
"""The only ones that print."""
CONSOLE = ("cli/console.py", "_write")
"""What the console prints with."""

LOGGERS = {"logging", "warnings", "traceback", "syslog", "pdb", "rich.console", "rich.markup", "rich.text"}
TYPED = {("tui/widgets/writing.py", "rich.text")}
"""What is brought in to name a type, and drawn with by Textual alone."""
MARKUP = {"from_markup", "from_text", "from_rich_text", "to_content", "render_markup", "Markdown"}
MAKERS = ("tui/reading/", "tui/gate.py", "tui/widgets/pane.py")
"""Where lines are made of segments, of text that is visible when it enters; tests of its own hold that."""

Check = Callable[[Program], Iterator[Placed]]


def _calls(program: Program, folder: str = "") -> Iterator[tuple[ast.Call, Placed]]:
    for node, scope in program.nodes:
        if isinstance(node, ast.Call) and scope.file.startswith(folder):
            yield node, Placed(node, scope)


def _doubts(program: Program, placed: Placed) -> Iterator[Placed]:
    """Yield what is neither harmless nor vouched for."""
    yield from (doubt for doubt in program.doubts(placed) if not _is_vouched(doubt))


def _is_vouched(placed: Placed) -> bool:
    return ast.unparse(placed.node) in VOUCHED.get(placed.scope.file, {})


def content_of_unsafe_text(program: Program) -> Iterator[Placed]:
    """Yield what ``Content`` is made of although it could be text from a file."""
    for text in _texts_of_content(program):
        yield from _doubts(program, text)


def _texts_of_content(program: Program) -> Iterator[Placed]:
    for node, placed in _calls(program):
        match node.func:
            case ast.Name(id="Content") | ast.Attribute(value=ast.Name(id="Content"), attr="styled"):
                texts = node.args[:1] + [keyword.value for keyword in node.keywords]
            case ast.Attribute(value=ast.Name(id="Content"), attr="assemble"):
                texts = [part.elts[0] if isinstance(part, ast.Tuple) else part for part in node.args]
            case _:
                continue
        yield from (Placed(text, placed.scope) for text in texts)


def widgets_given_no_content(program: Program) -> Iterator[Placed]:
    """Yield what is shown as it is: a widget would read markup in it."""
    for placed in [*_given_to_widgets(program), *_titles(program)]:
        if not program.is_content(placed) and not _is_vouched(placed):
            yield placed


def _given_to_widgets(program: Program) -> Iterator[Placed]:
    for node, placed in _calls(program, "tui/"):
        if called(node) in {"Static", "Still", "put", "update"} and node.args:
            yield Placed(node.args[0], placed.scope)


def _titles(program: Program) -> Iterator[Placed]:
    for node, scope in program.nodes:
        if isinstance(node, ast.Assign) and scope.file.startswith("tui/"):
            for target in node.targets:
                is_title = isinstance(target, ast.Attribute) and target.attr in TITLES
                if is_title and not ast.unparse(node.value).startswith("Still("):
                    yield Placed(node.value, scope)


def unsafe_text_shown_otherwise(program: Program) -> Iterator[Placed]:
    """Yield what inputs, the palette and key bindings show although it could be text from a file."""
    for text in _texts_shown_otherwise(program):
        yield from _doubts(program, text)


def _texts_shown_otherwise(program: Program) -> Iterator[Placed]:
    for node, placed in _calls(program, "tui/"):
        # Methods of strings have some of these names.
        is_own = not isinstance(node.func, ast.Attribute) or ast.unparse(node.func).startswith("self.")
        if called(node) in OTHER_WAYS and is_own:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            yield from (Placed(text, placed.scope) for text in given)


def printed(program: Program) -> Iterator[Placed]:
    """Yield what prints beside the console, and what the console prints unfiltered."""
    for node, placed in _calls(program):
        name, file = called(node), placed.scope.file
        written = ast.unparse(node.func)
        if written.startswith(STREAMS):
            is_printed = not written.endswith((".isatty", ".fileno", ".reconfigure"))
        elif name in PRINTERS:
            is_printed = (file, name) not in SPEAKERS
        else:
            is_printed = written == "sys.exit" and not _is_number(program, Placed(node.args[0], placed.scope))
        if is_printed:
            yield placed
    for text in _texts_printed(program):
        yield from _doubts(program, text)


def _texts_printed(program: Program) -> Iterator[Placed]:
    for node, placed in _calls(program):
        if (placed.scope.file, called(node)) in SPEAKERS | {CONSOLE}:
            yield Placed(node.args[-1], placed.scope)


def _is_number(program: Program, placed: Placed) -> bool:
    return not list(program.doubts(placed)) and not isinstance(placed.node, ast.Constant | ast.JoinedStr)


def logged(program: Program) -> Iterator[Placed]:
    """Yield what brings in a log, a traceback, or a second way of drawing."""
    for node, scope in program.nodes:
        modules = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            is_typed = (scope.file, module) in TYPED
            if not is_typed and (module in LOGGERS or module.split(".")[0] in LOGGERS):
                yield Placed(ast.Name(f"import {module}"), scope)


def strange_widgets(program: Program) -> Iterator[Placed]:
    """Yield widgets of Textual's that nobody has looked at: most read markup in what they show."""
    for node, scope in program.nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("textual.widgets", "textual.log")
        ):
            for name in node.names:
                if name.name not in WIDGETS:
                    yield Placed(ast.Name(name.name), scope)


def markup(program: Program) -> Iterator[Placed]:
    """Yield what reads markup, and what makes links or actions of text."""
    for node, placed in _calls(program, "tui/"):
        name, given = called(node), {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        has_link = name == "Style" and not given.keys().isdisjoint({"link", "meta"})
        has_link |= name == "update_link" and ast.unparse(node.args[0]) != "None"
        if name in MARKUP or has_link or given.get("markup", "False") != "False":
            yield placed
    for constant, scope in program.nodes:
        if isinstance(constant, ast.Constant) and "@click" in str(constant.value):
            yield Placed(constant, scope)


def stray_segments(program: Program) -> Iterator[Placed]:
    """Yield lines of the screen that are made where text is not known to be visible."""
    for node, placed in _calls(program, "tui/"):
        if called(node) in {"Segment", "Strip"} and not placed.scope.file.startswith(MAKERS):
            yield placed


CHECKS: list[Check] = [
    content_of_unsafe_text,
    widgets_given_no_content,
    unsafe_text_shown_otherwise,
    printed,
    logged,
    strange_widgets,
    markup,
    stray_segments,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_text_from_elsewhere_goes_through_visible(check: Check) -> None:
    """Wherever it is shown or printed; what is new and harmless may be vouched for above."""
    assert sorted({str(placed) for placed in check(PROGRAM)}) == []


def test_what_is_vouched_for_is_there() -> None:
    """The list holds nothing that was needed once."""
    shown = [
        *_texts_of_content(PROGRAM),
        *_texts_shown_otherwise(PROGRAM),
        *_texts_printed(PROGRAM),
    ]
    doubts = {(doubt.scope.file, ast.unparse(doubt.node)) for text in shown for doubt in PROGRAM.doubts(text)}
    doubts |= {(given.scope.file, ast.unparse(given.node)) for given in _given_to_widgets(PROGRAM)}
    listed = {(file, expression) for file, expressions in VOUCHED.items() for expression in expressions}

    assert listed - doubts == set()


IN_A_METHOD = """
from textual.content import Content
from textual.widgets import Static
from raterterm.core.visible import visible_line
from raterterm.tui.show import shown

class Some(Static):
    def show(self, task: Task, count: int, title: str) -> None:
        local = f"{{count}} of {{task.id}}"
        {line}
"""


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (content_of_unsafe_text, "Content(task.id)"),
        (content_of_unsafe_text, "Content(local)"),
        (content_of_unsafe_text, "Content(f'{count} {title}')"),
        (content_of_unsafe_text, "Content(text=title)"),
        (content_of_unsafe_text, "Content.styled(title.strip(), 'bold')"),
        (content_of_unsafe_text, "Content.assemble('a', (task.responses[0].text, 'bold'))"),
        (content_of_unsafe_text, "Content.assemble(*[name for name in task.names])"),
        (content_of_unsafe_text, "Content(' '.join(sorted(task.names)) or 'none')"),
        (content_of_unsafe_text, "Content(read(task))"),
        (widgets_given_no_content, "self.update(title)"),
        (widgets_given_no_content, "self.update('[b]' + title)"),
        (widgets_given_no_content, "self.put(visible_line(title))"),
        (widgets_given_no_content, "self.put([Content(), title])"),
        (widgets_given_no_content, "Static(title, markup=False)"),
        (widgets_given_no_content, "self.border_title = visible_line(title)"),
        (widgets_given_no_content, "self.app.title = title"),
        (widgets_given_no_content, "self.tooltip = title"),
        (unsafe_text_shown_otherwise, "Input(placeholder=title)"),
        (unsafe_text_shown_otherwise, "Hit(1, task.id, self.show)"),
        (unsafe_text_shown_otherwise, "self.load_text(task.prompt)"),
        (unsafe_text_shown_otherwise, "Binding('x', 'x', task.id)"),
        (printed, "print(title)"),
        (printed, "print('a literal, but not through the console')"),
        (printed, "click.echo(title)"),
        (printed, "sys.stderr.write(title)"),
        (printed, "print(count, file=sys.stderr)"),
        (printed, "getpass(title)"),
        (printed, "sys.exit(title)"),
        (printed, "sys.exit('a literal')"),
        (printed, "self.app.notify(title)"),
        (printed, "self.log(title)"),
        (logged, "import logging"),
        (logged, "from traceback import print_exc"),
        (logged, "from rich.text import Text"),
        (strange_widgets, "from textual.widgets import Label"),
        (strange_widgets, "from textual.widgets.option_list import Option"),
        (markup, "Content.from_markup('[b]$x[/]', x=title)"),
        (markup, "Style(link=title)"),
        (markup, "style.update_link(title)"),
        (markup, "Style(meta={'@click': title})"),
        (markup, "Static('[b]a literal[/]', markup=True)"),
        (markup, "shown('[@click=app.quit]')"),
        (stray_segments, "Segment(title)"),
    ],
)
def test_an_unsafe_line_is_found(check: Check, line: str) -> None:
    """Each kind of line that must not be written; else the tests above prove nothing."""
    assert list(check(Program({"tui/some.py": IN_A_METHOD.format(line=line)})))


@pytest.mark.parametrize(
    "line",
    [
        "self.update(Content('a literal'))",
        "self.update(Content(f'{count} of {len(title)}'))",
        "self.update(Content(visible_line(title)))",
        "self.update(Content.assemble('a', (visible_line(local), 'bold'), Content(' ') * count))",
        "self.update(Content('\\n').join([Content(visible_line(name)) for name in task.names]))",
        "self.border_title = Content(visible_line(task.id))",
    ],
)
def test_a_safe_line_is_passed(line: str) -> None:
    """Literals, numbers, and what went through ``visible_line``."""
    program = Program({"tui/some.py": IN_A_METHOD.format(line=line)})

    assert [str(placed) for check in CHECKS for placed in check(program)] == []
