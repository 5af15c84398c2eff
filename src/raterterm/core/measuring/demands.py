"""Demands: what can be measured of a constraint that was brought to one form, kind by kind."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from itertools import dropwhile
from typing import NamedTuple

from raterterm.core.measuring.amounts import NONE, Amount, amount_of
from raterterm.core.measuring.constraints import Phrase
from raterterm.core.measuring.evidence import Measure, counted, opened, together
from raterterm.core.measuring.extents import UNITS
from raterterm.core.measuring.idioms import FLUFF, vocabulary
from raterterm.core.measuring.sayings import avoids, closes, mentioned, mentions, opens
from raterterm.core.measuring.shapes import (
    in_capitals,
    in_lower_case,
    in_quotation_marks,
    in_tongue,
    json_text,
    postscript,
    titled,
)
from raterterm.core.measuring.tongues import NAMES

SCOPES = vocabulary(
    "each every per first second third fourth last next opening title titulo subject headline introduction intro"
    " conclusion ending caption abstract unless if when except cada por primer primera segundo segunda tercer ultimo"
    " ultima introduccion si salvo excepto where whose someof"
)
"""Words that limit a demand to a part of the response or to a case, so that the whole says nothing of it."""

_EVERYWHERE = vocabulary("word sentence character line paragraph")
"""What every text has, so that nobody asks for none."""
_LISTS = vocabulary("bullet number item")
_EXPLAINED = _LISTS | vocabulary("placeholder highlight section")
"""What people explain by an example."""
_NEUTRAL = vocabulary(
    "markdown format bulleted separate separated square brackets represented representados corchetes sola solo unica unico"
    " length completas completos"
)
_OPEN = vocabulary(
    "short long brief concise clear simple detailed edited distinct different unique rhyming structured eg list lista"
    " cortas cortos breves claras claros distintas distintos email e-mail poem story essay article post blog tweet"
    " review summary song speech report haiku limerick riddle resume itinerary proposal rap correo poema historia"
    " cuento ensayo articulo informe resumen"
)
"""What says more than is measured; whether it fits is left open."""

_NOUNS = vocabulary(
    "§word §sentence §character §listed phrase phrases keyword keywords term terms name names expression letter"
    " letters letra letras clave claves termino terminos expresion exact exacta mark symbol string either both any"
    " forbidden following siguiente siguientes question"
)
_SAYING = vocabulary(
    "contain contains containing include includes including mention mentions mentioning use uses using used say says"
    " saying appear appears appearing contener contiene contenga incluir incluye incluya incluyendo mencionar menciona"
    " mencione usar usa use uses utiliza utilizar decir diga aparece aparezca aparecer repetirse"
)
_WHOLLY = vocabulary("≤ all in entirely completely entire en todo toda enteramente completamente")
_JOINING = vocabulary("or nor ni o eg ,")
_STARTS = vocabulary(
    "start starts starting begin begins beginning empieza empezar empezando empiece comienza comenzar comience iniciando"
)
_ENDS = vocabulary(
    "end ends ending finish finishes conclude concludes termina terminar termine acaba acabar finaliza finalizar"
)
_POSTSCRIPT = _STARTS | vocabulary(
    "§postscript end final add adds explicitly anade anadas anadir agrega explicitamente"
)
_LANGUAGE = vocabulary("≤ language idioma lengua only")
_JSON = vocabulary(
    "valid valido format formatted formato object objeto array block wrap wrapped ≤ parseable well formed syntax as"
)
_FORMATTED = vocabulary(
    "in as is be valid format formatted output return wrapped block object array en es valido formato"
)
_TITLE = vocabulary("§angle eg title titulo wrapped enclosed envuelto double entre dentro")
_WRAPPED = re.compile(
    r"(?:(?:wrap|wrapped|enclose|enclosed|surrounded|around|envuelve|envuelta|encierra|entre) )?"
    r"(?:double (?:quotation marks?|quotes?)|(?:entre )?comillas dobles)(?: around)?"
)

_VERBS = vocabulary(
    "write explain describe summarize summarise answer respond reply give provide tell compose create draft generate"
    " produce discuss escribe explica describe resume responde da crea redacta elabora haz"
)
_BEFORE_AMOUNT = vocabulary("in with using to a an of s is having containing en con de")
_TOPICS = vocabulary("about describing explaining sobre acerca")
_AMOUNT = re.compile(
    r"(?<!\S)(?:[≥≤<>=~] )?\d+(?:\.\.\d+)?(?: [≥≤])?(?: (?!not)[a-z]+)? §[a-z]+(?: [≥≤])?(?!\S)"
)
_NUMBER = re.compile(r"[0-9]{1,7}(?:\.\.[0-9]{1,7})?")

_SIGNS = frozenset("≥≤<>=~")
_FLIPPED = {">": "≤", "<": "≥"}
"""What is not to be more is at most."""


class _Read(NamedTuple):
    """The tokens of a phrase by what they are."""

    units: tuple[str, ...]
    numbers: tuple[str, ...]
    relations: frozenset[str]
    rest: frozenset[str]


def demand_of(phrase: Phrase) -> Measure | None:
    """Return how to measure what a phrase demands, or None."""
    return next((found for kind in KINDS if (found := kind(phrase))), None)


def _read(phrase: Phrase) -> _Read:
    units, numbers, relations, rest = [], [], [], []
    for token in phrase.tokens:
        if token[1:] in UNITS and token[0] == "§":
            units.append(token[1:])
        elif _NUMBER.fullmatch(token):
            numbers.append(token)
        elif token in _SIGNS:
            relations.append(token)
        else:
            rest.append(token)
    return _Read(tuple(units), tuple(numbers), frozenset(relations), frozenset(rest))


def _amount(read: _Read) -> Amount | None:
    """Return the one amount of a phrase, turned round where it is not to be so."""
    if len(read.numbers) != 1:
        return None
    relations = set(read.relations)
    if "not" in read.rest:
        if not relations <= set(_FLIPPED):
            return None
        relations = {_FLIPPED[relation] for relation in relations} or {"?"}
    first, _, last = read.numbers[0].partition("..")
    return amount_of(relations, int(first), int(last) if last else None)


def _quantity(phrase: Phrase) -> Measure | None:
    """Read ``≤ 50 §word``, in any order."""
    read = _read(phrase)
    amount = _amount(read)
    if amount is None or len(read.units) != 1:
        return None
    unit = read.units[0]
    if (
        not read.relations
        and ".." not in read.numbers[0]
        and phrase.tokens.index(f"§{unit}") < phrase.tokens.index(read.numbers[0])
    ):
        return None  # the third section is not three of them
    neutral = (
        _NEUTRAL
        | (vocabulary("list lista") if unit in _LISTS else set())
        | (vocabulary("eg") if unit in _EXPLAINED else set())
    )
    left = read.rest - neutral - {"not"}
    if not left:
        return counted(unit, amount)
    return opened(counted(unit, amount)) if left <= _OPEN else None


def _absence(phrase: Phrase) -> Measure | None:
    """Read ``not §comma``, ``not §emoji or §hashtag``."""
    read = _read(phrase)
    if read.numbers or read.relations or not read.units or _EVERYWHERE & set(read.units):
        return None
    left = read.rest - _JOINING - {"not", "markdown"}
    if "not" not in read.rest or not left <= _OPEN:
        return None
    measure = together([counted(unit, NONE) for unit in read.units])
    return measure and opened(measure) if left else measure


def _share(phrase: Phrase) -> Measure | None:
    """Read an amount that stands in a task: ``write a story with ≥ 400 §word about a cat``."""
    found = _AMOUNT.search(phrase.text)
    if found is None or len(_read(phrase).units) != 1 or SCOPES & set(phrase.words):
        return None
    before, after = phrase.text[: found.start()].split(), phrase.text[found.end() :].split()
    leads = bool(before) and before[0] in _VERBS and before[-1] in _BEFORE_AMOUNT
    left = list(dropwhile((FLUFF | _OPEN).__contains__, after))
    follows = not left or left[0] in _TOPICS or (bool(set(after) & _OPEN) and after[0] in _OPEN)
    measure = _quantity(Phrase(found[0], ())) if follows and (leads or set(before) <= FLUFF | _OPEN) else None
    return measure and opened(measure)


def _said(phrase: Phrase) -> tuple[list[str], set[str]]:
    """Return the words that are to be taken as they are, and the tokens beside them."""
    tokens = phrase.tokens
    said = [phrase.quoted[int(token[1:-1])] for token in tokens if token.startswith("«")]
    return said, {token for token in tokens if not token.startswith("«")}


def _edge(phrase: Phrase) -> Measure | None:
    """Read ``starts «0»``, ``ends «0»``."""
    said, beside = _said(phrase)
    edges = beside - _NOUNS - _OPEN
    if len(said) != 1 or not said[0] or not edges or not (edges <= _STARTS or edges <= _ENDS):
        return None
    measure = opens(said[0]) if edges <= _STARTS else closes(said[0])
    return opened(measure) if beside & _OPEN else measure


def _saying(phrase: Phrase) -> Measure | None:
    """Read ``contains «0» or «1»``, ``not «0»``, ``§word «0» ≥ 3 times``."""
    said, beside = _said(phrase)
    named = beside & _NOUNS - {"§listed"}
    left = beside - _NOUNS - _SAYING - _JOINING - _OPEN - {"not"}
    if not all(said) or not said or not (named or "not" in beside or _SAYING & set(phrase.words)):
        return None
    measure = (
        _often(phrase, said, left)
        if left
        else _whether(said, beside, literal=bool(named) or "§listed" not in beside)
    )
    return measure and opened(measure) if beside & _OPEN - _JOINING else measure


def _whether(said: list[str], beside: AbstractSet[str], *, literal: bool) -> Measure:
    """Read whether words are to be said, or not to be."""
    if len(said) == 1 and len(said[0]) == 1:
        return mentioned(said[0], NONE if "not" in beside else Amount(least=1))
    if "not" in beside:
        return avoids(said, literal=literal)
    return mentions(said, each=not beside & {"or", "o", "either"}, literal=literal)


def _often(phrase: Phrase, said: list[str], left: AbstractSet[str]) -> Measure | None:
    """Read how often one word is to be said."""
    read = _read(phrase)
    amount = _amount(read)
    often = {"times", "time", "veces", "vez"} & set(phrase.words)
    if amount is None or not often or len(said) != 1 or left - set(read.numbers) - read.relations:
        return None
    return mentioned(said[0], amount)


def _case(phrase: Phrase) -> Measure | None:
    """Read ``§lower``, ``not §upper``."""
    tokens = set(phrase.tokens) - {"≤"}
    if "not" not in tokens and phrase.words != phrase.tokens and not _WHOLLY & set(phrase.words):
        return None  # a text that uses capital letters need not be in capitals
    if tokens in ({"§lower"}, {"§upper", "not"}):
        return in_lower_case
    return in_capitals if tokens in ({"§upper"}, {"§lower", "not"}) else None


def _json(phrase: Phrase) -> Measure | None:
    """Read ``§json``, also beside what is said of its content."""
    tokens = set(phrase.tokens)
    if "§json" not in tokens or "not" in tokens or (SCOPES & set(phrase.words)):
        return None
    left = tokens - _JSON - {"§json"}
    if left and not _FORMATTED & set(phrase.words):
        return None
    kind = dict if tokens & {"object", "objeto"} else list if "array" in tokens else None
    measure = json_text(kind)
    return opened(measure) if left else measure


def _title(phrase: Phrase) -> Measure | None:
    return titled if "§angle" in phrase.tokens and set(phrase.tokens) <= _TITLE else None


def _wrapped(phrase: Phrase) -> Measure | None:
    return in_quotation_marks if _WRAPPED.fullmatch(" ".join(phrase.tokens)) else None


def _afterword(phrase: Phrase) -> Measure | None:
    said, beside = _said(phrase)
    if "§postscript" not in beside or not beside <= _POSTSCRIPT or len(said) > 1 or "" in said:
        return None
    return postscript(said[0] if said else None)


_TONGUES = {name.lower(): tongue for tongue, names in NAMES.items() for name in names}


def _tongue(phrase: Phrase) -> Measure | None:
    """Read the name of a language."""
    tokens = set(phrase.tokens)
    named = tokens & set(_TONGUES)
    if len(named) != 1 or tokens - named - _LANGUAGE:
        return None
    spoken = {"in", "en", "language", "idioma"} & set(phrase.words) or phrase.words == phrase.tokens
    return in_tongue(_TONGUES[named.pop()]) if spoken else None


KINDS: tuple[Callable[[Phrase], Measure | None], ...] = (
    _quantity,
    _absence,
    _afterword,
    _edge,
    _saying,
    _case,
    _json,
    _title,
    _wrapped,
    _tongue,
    _share,
)
"""Every kind, those that are surest first."""
