"""Finds where text that came from elsewhere could be shown or printed, by reading the program's source.

Text is harmless when it stands in the source, when it is a number, when it is ``Content`` (which is made
of harmless text alone), and when it went through ``core.visible``.  What else there is has to be vouched for.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

CLEANERS = {"visible", "visible_line", "inert"}
"""Functions that make any text harmless."""

_HARMLESS_TYPES = {"int", "float", "bool", "None", "Content", "Literal"}
_CONTAINERS = {"list", "tuple", "set", "dict", "Sequence", "Iterable", "Iterator", "Mapping", "ClassVar"}
_COUNTING = {"len", "int", "float", "bool", "abs", "round", "sum", "any", "all", "isinstance", "range", "ord"}
_COUNTING |= {"cell_length", "truncate", "pad_right", "wrap"}  # of Content, which is harmless itself
_CARRYING = {"str", "min", "max", "list", "tuple", "sorted", "reversed", "enumerate", "zip", "next", "iter"}
_CONTENT = {"Content", "list[Content]", "Sequence[Content]"}
_METHODS = {*dir(str), "get", "items", "keys", "values"}
"""Methods whose result is made of what they are called on and with."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Scope(NamedTuple):
    """Where an expression stands."""

    file: str
    function: Function | None = None


class Placed(NamedTuple):
    """An expression with the place where it stands."""

    node: ast.expr
    scope: Scope

    def __str__(self) -> str:
        return f"{self.scope.file}: {ast.unparse(self.node)}"


class Program:
    """The source of a program, indexed by names."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.nodes: list[tuple[ast.AST, Scope]] = []
        """Every node of every module, with where it stands."""
        self._types: dict[str, list[ast.expr | None]] = defaultdict(list)
        self._returns: dict[str, list[ast.expr | None]] = defaultdict(list)
        self._functions: dict[tuple[str, str], Function] = {}
        self._imports: dict[tuple[str, str], str] = {}
        self._assigned: dict[tuple[str, str], list[Placed]] = defaultdict(list)
        self._constants: dict[str, list[Placed]] = defaultdict(list)
        self._locals: dict[Function, dict[str, list[ast.expr]]] = {}
        self._open: set[object] = set()
        for file, source in sources.items():
            self._index(ast.parse(source), Scope(file), is_class=False)
        self._literals = {
            name
            for name, placed in self._constants.items()
            if any(ast.unparse(each.node).startswith("Literal[") for each in placed)
        }

    @classmethod
    def at(cls, root: Path) -> "Program":
        """Read all modules below a folder."""
        files = sorted(root.rglob("*.py"))
        return cls({file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files})

    def _index(self, node: ast.AST, scope: Scope, *, is_class: bool) -> None:
        for child in ast.iter_child_nodes(node):
            inner = scope
            match child:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    is_property = any("property" in ast.unparse(each) for each in child.decorator_list)
                    (self._types if is_property else self._returns)[child.name].append(child.returns)
                    self._functions[scope.file, child.name] = child
                    inner = Scope(scope.file, child)
                case ast.ImportFrom(module=str() as module):
                    file = module.partition(".")[2].replace(".", "/") + ".py"
                    self._imports |= {(scope.file, name.asname or name.name): file for name in child.names}
                case ast.Assign(targets=[ast.Attribute(attr=name)]):
                    self._assigned[scope.file, name].append(Placed(child.value, scope))
                case ast.AnnAssign(target=ast.Name(id=name)) if is_class:
                    self._types[name].append(child.annotation)
                case ast.AnnAssign(target=ast.Attribute(attr=name)):
                    self._types[name].append(child.annotation)
                case ast.Assign(targets=[ast.Name(id=name)]) if scope.function is None:
                    self._constants[name].append(Placed(child.value, scope))
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if (
                    scope.function is None
                ):
                    self._constants[name].append(Placed(value, scope))
            self.nodes.append((child, inner))
            self._index(child, inner, is_class=isinstance(child, ast.ClassDef))

    def doubts(self, placed: Placed) -> Iterator[Placed]:
        """Yield the parts of an expression that may hold text from elsewhere."""
        node, scope = placed
        match node:
            case ast.Constant() | ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return
            case ast.Name():
                yield from self._of_name(node, scope)
            case ast.Attribute():
                if node.attr not in _COUNTING and not self._is_harmless(self._types.get(node.attr)):
                    yield placed
            case ast.Call():
                yield from self._of_call(node, scope)
            case ast.Subscript():
                yield from self.doubts(Placed(node.value, scope))
            case ast.IfExp():
                yield from self._of_all([node.body, node.orelse], scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                yield from self.doubts(Placed(node.elt, scope))
            case _:
                yield from self._of_all(_expressions(node), scope)

    def _of_all(self, nodes: Iterable[ast.expr], scope: Scope) -> Iterator[Placed]:
        for node in nodes:
            yield from self.doubts(Placed(node, scope))

    def _of_name(self, node: ast.Name, scope: Scope) -> Iterator[Placed]:
        if scope.function is not None:
            parameter = _parameter(scope.function, node.id)
            if parameter is not None and not self._is_harmless_type(parameter.annotation):
                yield Placed(node, scope)
            made_of = self._locals_of(scope.function).get(node.id, [])
            yield from self._once((scope.function, node.id), [Placed(value, scope) for value in made_of])
            if parameter is not None or made_of:
                return
        file = self._imports.get((scope.file, node.id), scope.file)
        here = [placed for placed in self._constants.get(node.id, []) if placed.scope.file == file]
        yield from self._once((file, node.id), here) if here else [Placed(node, scope)]

    def _once(self, key: object, values: Iterable[Placed]) -> Iterator[Placed]:
        """Yield the doubts about what a name is made of, unless that is just being asked."""
        if key in self._open:
            return
        self._open.add(key)
        for value in values:
            yield from self.doubts(value)
        self._open.discard(key)

    def _of_call(self, node: ast.Call, scope: Scope) -> Iterator[Placed]:
        name = called(node)
        handed = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in CLEANERS | _COUNTING or self.is_content(Placed(node, scope)):
            return
        file, function = self._function(node, scope)
        if function is not None:
            yield from self._of_function(function, file, Placed(node, scope))
        elif name in _CARRYING:
            yield from self._of_all(handed, scope)
        elif isinstance(node.func, ast.Attribute) and name in _METHODS:
            yield from self._of_all([node.func.value, *handed], scope)
        elif not self._is_harmless(self._returns.get(name)):
            yield Placed(node, scope)

    def _function(self, node: ast.Call, scope: Scope) -> tuple[str, Function | None]:
        """Return the function that is called, with its file, if that is this file or one it imports from."""
        file = self._imports.get((scope.file, called(node)), scope.file)
        return file, self._functions.get((file, called(node)))

    def _of_function(self, function: Function, file: str, call: Placed) -> Iterator[Placed]:
        """Yield the doubts about what a function returns; about a parameter, those about what it is given."""
        if self._is_harmless_type(function.returns):
            return
        returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return | ast.Yield)]
        scope = Scope(file, function)
        for doubt in self._once(function, [Placed(value, scope) for value in returned if value is not None]):
            given = _given(call.node, function, doubt) if isinstance(call.node, ast.Call) else None
            yield from [doubt] if given is None else self._of_all(given, call.scope)

    def is_content(self, placed: Placed) -> bool:
        """Tell whether an expression is ``Content``, or a list of it: what that is made of is asked there."""
        node, scope = placed
        match node:
            case ast.Call(func=ast.Name(id="Content") | ast.Attribute(value=ast.Name(id="Content"))):
                return True
            case (
                ast.Call(func=ast.Attribute(value=value, attr="join" | "truncate" | "pad_right"))
                | ast.Subscript(value=value)
                | ast.ListComp(elt=value)
            ):
                return self.is_content(Placed(value, scope))
            case ast.List(elts=values):
                return all(self.is_content(Placed(value, scope)) for value in values)
            case ast.Call():
                _, function = self._function(node, scope)
                types = [function.returns] if function else self._returns.get(called(node), [])
                return bool(types) and all(map(_is_content_type, types))
            case ast.IfExp():
                return all(self.is_content(Placed(value, scope)) for value in (node.body, node.orelse))
            case ast.Attribute():
                if assigned := self._assigned.get((scope.file, node.attr)):
                    return all(map(self.is_content, assigned))
                types = self._types.get(node.attr, [])
                return bool(types) and all(map(_is_content_type, types))
            case ast.Name() if scope.function is not None:
                parameter = _parameter(scope.function, node.id)
                if parameter is not None:
                    return _is_content_type(parameter.annotation)
                made_of = self._locals_of(scope.function).get(node.id, [])
                return bool(made_of) and all(self.is_content(Placed(value, scope)) for value in made_of)
        return False

    def _is_harmless(self, types: Sequence[ast.expr | None] | None) -> bool:
        """Tell whether everything in the program with a name is harmless by its type."""
        return bool(types) and all(map(self._is_harmless_type, types or ()))

    def _is_harmless_type(self, annotation: ast.expr | None) -> bool:
        leaves = set(_leaves(annotation)) - _CONTAINERS
        return bool(leaves) and leaves <= _HARMLESS_TYPES | self._literals

    def _locals_of(self, function: Function) -> dict[str, list[ast.expr]]:
        """Return what each local name of a function is made of."""
        if function not in self._locals:
            found: dict[str, list[ast.expr]] = defaultdict(list)
            for target, value in (pair for node in ast.walk(function) for pair in _bindings(node)):
                for name in (part.id for part in ast.walk(target) if isinstance(part, ast.Name)):
                    found[name].append(value)
            self._locals[function] = found
        return self._locals[function]


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_content_type(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation) in _CONTENT


def _parameter(function: Function, name: str) -> ast.arg | None:
    return next(
        (node for node in ast.walk(function.args) if isinstance(node, ast.arg) and node.arg == name), None
    )


def _given(call: ast.Call, function: Function, doubt: Placed) -> list[ast.expr] | None:
    """Return what a call hands over for the parameter that is in doubt; None when that is no parameter."""
    if not isinstance(doubt.node, ast.Name) or doubt.scope.function is not function:
        return None
    names = [known.arg for known in (*function.args.posonlyargs, *function.args.args) if known.arg != "self"]
    if doubt.node.id not in {*names, *(known.arg for known in function.args.kwonlyargs)}:
        return None
    by_name = [keyword.value for keyword in call.keywords if keyword.arg == doubt.node.id]
    return by_name or [value for name, value in zip(names, call.args, strict=False) if name == doubt.node.id]


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


def _bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is bound to a name, and what to."""
    match node:
        case ast.Assign():
            yield from ((target, node.value) for target in node.targets)
        case (
            ast.AnnAssign(value=ast.expr() as value) | ast.AugAssign(value=value) | ast.NamedExpr(value=value)
        ):
            yield node.target, value
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield node.target, node.iter


def _leaves(annotation: ast.AST | None) -> Iterator[str]:
    """Yield the names that a type is made of."""
    match annotation:
        case ast.Constant(value=str() as text):
            with suppress(SyntaxError):
                yield from _leaves(ast.parse(text, mode="eval").body)
        case ast.Constant(value=None):
            yield "None"
        case ast.Name():
            yield annotation.id
        case ast.Subscript(value=ast.Name(id="Literal")):
            yield "Literal"
        case ast.AST():
            for child in ast.iter_child_nodes(annotation):
                yield from _leaves(child)
