"""Turns pydantic's errors into faults: found this, expected that, did you mean."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from raterterm.core.visible import visible_line
from raterterm.core.words import SHAPES, Json

Path = tuple[str | int, ...]

_KINDS = {
    "int_type": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}


class Misuse(NamedTuple):
    """One error of a value, before it is known where in a file it stands."""

    path: Path
    message: str
    hint: str = ""
    of_key: bool = False
    """Whether the key at ``path`` is meant, not its value."""
    lacking: str = ""
    """The key that is missing, if that is what is wrong."""


def misuses(error: ValidationError, model: type[BaseModel], value: Json) -> tuple[Misuse, ...]:
    """Return what is wrong with ``value``, once each, in the order of the model."""
    found: dict[tuple[Path, bool, str], Misuse] = {}
    for detail in error.errors(include_url=False):
        for misuse in _misuses(detail, model, value):
            found.setdefault((misuse.path, misuse.of_key, misuse.lacking), misuse)
    misspelt = {(misuse.path[:-1], misuse.hint) for misuse in found.values() if misuse.of_key}
    return tuple(
        misuse for misuse in found.values() if (misuse.path, _did_you_mean(misuse.lacking)) not in misspelt
    )


def _did_you_mean(key: str) -> str:
    return f"did you mean '{key}'?"


def _misuses(detail: Mapping[str, Any], model: type[BaseModel], value: Json) -> Iterator[Misuse]:
    """Yield what one error tells: of conditions a model tells all at once."""
    told = detail.get("ctx", {}).get("misfits", ())
    for path, message, hint in told:
        at = _existing((*detail["loc"], *path), value)
        yield Misuse(at, _found(_at(value, at)) + message, hint)
    if not told:
        yield _misuse(detail, model, value)


def _found(shown: Json) -> str:
    return "" if isinstance(shown, dict | list) else f"found {_written(shown)}, "


def _misuse(detail: Mapping[str, Any], model: type[BaseModel], value: Json) -> Misuse:
    context: Mapping[str, Any] = detail.get("ctx", {})
    path = _existing(detail["loc"], value) + tuple(context.get("at", ()))
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, _fields_at(model, path[:-1]))
        case "missing":
            return Misuse(path, f"the key '{visible_line(last, 60)}' is missing", lacking=last)
        case _:
            of_key = last == "[key]" or bool(context.get("of_key"))
            shown = path[-1] if of_key else _at(value, path)
            told = _found(shown) + _expected(detail, context)
            return Misuse(path, told, context.get("hint", ""), of_key=of_key)


def _unknown_key(path: Path, known: tuple[str, ...]) -> Misuse:
    key = str(path[-1])
    near = get_close_matches(key, known, n=1)
    hint = _did_you_mean(near[0]) if near else f"the keys here are: {', '.join(known)}"
    return Misuse(path, f"found the unknown key '{visible_line(key, 60)}'", hint, of_key=True)


def _expected(detail: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    kind = detail["type"]
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}"
    match kind:
        case "literal_error" | "enum":
            return f"expected {str(context['expected']).replace(chr(39), '')}"
        case "string_pattern_mismatch":
            return f"expected {SHAPES.get(context['pattern'], 'another form')}"
        case "string_too_short":
            return "expected text that is not empty"
        case "string_too_long" | "too_long":
            return f"expected at most {context['max_length']} {_units(kind)}"
        case "too_short":
            return f"expected at least {context['min_length']}"
        case "greater_than_equal":
            return f"expected {context['ge']} or more"
        case "less_than_equal":
            return f"expected {context['le']} or less"
        case _:
            return str(detail["msg"])


def _units(kind: str) -> str:
    return "characters" if kind == "string_too_long" else "entries"


def _written(value: Json) -> str:
    """Return a scalar as its author would have written it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{visible_line(value, 60)}'" if isinstance(value, str) else visible_line(str(value), 60)


def _existing(loc: Path, value: Json) -> Path:
    """Return the steps of ``loc`` that lead through ``value``: pydantic adds names of types."""
    path: list[str | int] = []
    for step in loc:
        known = _child(value, step)
        if known is not None:
            path.append(known)
            value = value[known]
    return tuple(path)


def _child(value: Json, step: str | int) -> str | int | None:
    if isinstance(value, dict):
        return next((key for key in value if str(key) == str(step)), None)
    return step if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _at(value: Json, path: Path) -> Json:
    for step in path:
        value = value[step]
    return value


def _fields_at(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Return the keys that ``model`` takes at ``path``."""
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            annotation = model.model_fields[step].annotation
            model = next(_models_in(annotation), model)
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
