"""Idioms: how numbers, relations and what can be measured are written in English and in Spanish.

Everything here is matched against text in lower case and without accents, as Spanish is often typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

Rewrite = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def vocabulary(words: str) -> frozenset[str]:
    """Return the words that stand between blanks."""
    return frozenset(words.split())


FLUFF = vocabulary(
    ", a an the your this its it any all entire whole complete total overall full fully entirely completely throughout"
    " there please also additionally make sure ensure that and remember you must should shall will need needs has have"
    " having be is are to can may do for of in on with from by at allowed permitted response responses answer answers"
    " reply output text message respond responds put contain contains containing include includes including included use uses"
    " using used write written give provide keep consist consists comprise comprises number count contained"
    " el la los las tu su este esta estan de del en con que y por para favor tambien ademas respuesta texto debe deben"
    " debes deberia deberian tiene tienen tenga tengan tener contener contiene contenga incluir incluye incluya incluyas"
    " incluyan usar usa use utiliza utilizar utilice utilices utilizando usando uses escribe escribir escribiendo pon"
    " asegurate asegurese ser es sea son estar haya hay responde responder necesita longitud numero toda todo entera"
    " enteramente completa completamente integramente totalidad se permite permiten permitidas permitidos un una"
    " times time veces vez appear appears appearing aparecer aparece aparezca aparezcan repetirse"
)
"""What only makes a sentence of a demand."""

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez eleven doce trece catorce quince dieciseis diecisiete"
    " dieciocho diecinueve veinte",
)
"""From 0 on; "once" is eleven in Spanish and one time in English, see below."""
_TENS = (
    "thirty forty fifty sixty seventy eighty ninety hundred",
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
)
_NUMBERS: Mapping[str, str] = {
    **{name: str(value) for names in _COUNTED for value, name in enumerate(names.split())},
    **{name: str(10 * value) for names in _TENS for value, name in enumerate(names.split(), 3)},
}

_ELEVEN = r"\bonce(?= (?:palabras|frases|oraciones|lineas|parrafos|caracteres|secciones|puntos|vinetas|elementos)\b)"
_TEXTUAL = (
    (r"<<[^<>\n]*>>|double angular brackets|dobles (?:corchetes|parentesis) angulares", " §angle "),
    (r"(?<=\d)[.,](?=\d{3}(?!\d))", ""),
    (r"\b(?:do not|don't|never|no (?:te )?) ?(?:forget|olvides?)(?: to| de)?\b", " "),
    (r"\bkey (?=words?\b|phrases?\b)", " "),
)
_NUMERIC = (
    (r"\b([1-9]) 100\b", r"\g<1>00"),
    (r"\b(?:between|from|entre|de) (\d+) (?:and|to|y|a) (\d+)\b", r" \1..\2 "),
    (r"\b(\d+) ?(?:-|to|or|a|o) ?(\d+)\b", r" \1..\2 "),
    (r"(?<!\d)(\d+) ?\+", r" ≥ \1 "),
    (r"\b(?:once|una vez)\b", "1 times"),
    (r"\b(?:twice|dos veces)\b", "2 times"),
    (r"\b\d+ (?:of|de) (?:the|these|those|its|las?|los)\b", " someof "),
    (r"\b(?:all |both )?(?:the|this|that|my|las?) (?:\d+ )?(?:questions?|preguntas?)\b", " "),
)
_ONE = r"\b(?:un|una|uno)(?= (?:sol[ao] |unic[ao] )?(?:palabra|oracion|frase|linea|parrafo|seccion))|\ba single\b"

_RELATIONS = {
    "~": r"(?<!\w)(?:about|around|approximately|approx|roughly|circa|some|un[ao]s|alrededor de|aproximadamente"
    r"|cerca de|mas o menos|~)(?= ?\d)",
    "≥": r"\b(?:no|not) (?:less|fewer|shorter) than\b|\bat (?:the very )?least\b|>=|\bno menos de\b|\b(?:al|por lo) menos\b"
    r"|\b(?:(?:a|the|un|como|de) )?min(?:imum|imo)(?: of| de)?\b|\bmin\b|\bor (?:more|above)\b|\bo mas\b"
    r"|\bgreater than or equal to\b",
    "≤": r"\b(?:no|not) (?:more|longer|greater) than\b|\bat (?:the )?most\b|<=|\bup to\b|\bwithin\b|\bno mas de\b"
    r"|\ba lo sumo\b|\bhasta\b|\b(?:(?:a|the|un|como|de) )?max(?:imum|imo)(?: of| de)?\b|\bmax\b"
    r"|\bor (?:less|fewer)\b|\bo menos\b|\bless than or equal to\b|\blimit(?:e|ed)?\b(?: of| to| de)?"
    r"|\b(?:only|just|solo|solamente|unicamente)\b",
    "<": r"\b(?:less|fewer|shorter) than\b|\bunder\b|\bbelow\b|\bmenos de\b|\bpor debajo de\b",
    ">": r"\b(?:more|longer|greater) than\b|\bover\b|\babove\b|\bexceed(?:s|ing)?\b|\bmas de\b"
    r"|\bsuper(?:a|ar|e|en|es)\b|\bexced(?:a|an|as|e|er)\b",
    "=": r"\b(?:exactly|precisely|exactamente|justo)\b",
}
"""Signs and what they stand for; the longer phrases come first, since they hold the shorter ones."""

_MEASURED = {
    "capital": r"words? (?:with|of) (?:all )?capital(?: letters)?|capital(?:ized)? words|all[- ]caps words"
    r"|palabras (?:escritas )?(?:completamente |enteramente |al completo )?(?:en|con) (?:letras )?mayusculas",
    "lower": r"lower ?-?case(?: letters?)?|(?:letras )?minusculas",
    "upper": r"capital letters?|capitals|upper ?-?case(?: letters?)?|all[- ]caps|(?:letras )?mayusculas",
    "number": r"numbered (?:list )?(?:items?|points?|steps?|lists?)|(?:puntos|elementos|pasos) numerados",
    "item": r"list items?|elementos de (?:la |una )?lista|puntos de (?:la |una )?lista"
    r"|(?<=list of \d )items?|(?<=lista de \d )elementos",
    "bullet": r"bullet(?:ed)? ?-?(?:list )?(?:points?|items?|lists?)|bullets?|vinetas?",
    "character": r"(?:characters?|caracter(?:es)?)(?: (?:including|with|counting|con|incluyendo) (?:spaces|espacios))?",
    "word": r"words?|palabras?",
    "sentence": r"sentences?|oracion(?:es)?|frases?|enunciados?",
    "line": r"lines?|lineas?|renglon(?:es)?|versos?",
    "paragraph": r"paragraphs?|parrafos?",
    "heading": r"headings?|subheadings?|encabezados?",
    "section": r"sections?|seccion(?:es)?|apartados?",
    "placeholder": r"placeholders?|marcador(?:es)? de posicion",
    "semicolon": r"semicolons?|punto y coma",
    "comma": r"commas?|comas?",
    "exclamation": r"exclamation (?:marks?|points?)|signos? de exclamacion|exclamacion(?:es)?",
    "question": r"question marks?|signos? de interrogacion",
    "hashtag": r"hashtags?",
    "emoji": r"emojis?|emoticon(?:e?s|os)?",
    "link": r"links?|urls?|hyperlinks?|enlaces?",
    "json": r"json",
}
"""What can be measured; a name becomes ``§name``, and the longer phrases come first."""

_NEGATION = (
    r"\b(?:do(?:es)? not|do ?n't|does ?n't|must ?n't|should ?n't|cannot|can ?n?'t|isn't|never|not|without|avoid(?:s|ing)?"
    r"|refrain(?:s|ing)? from|exclud(?:e|es|ing)|free of|no|sin|evit(?:a|ar|e|es|ando)|nunca|ningun[ao]?)\b"
)
_LAST = (
    (
        r"\b(?:highlight(?:ed|s)?|resalt(?:a|ar|ando))\b([^§]{0,40}?)(?:\btext )?§section|§section resaltadas",
        r" \1 §highlight ",
    ),
    (_NEGATION, " not "),
    (r"\bnot (?:use |include |any |usar |usa |uses |uso )*(?:lists?|listas?)\b", " not §item "),
    (r"(§\w+ +)(?:long|in length|de longitud)\b", r"\1"),
    (r"[^\w\s§«»<>=≥≤~,.]|(?<!\.)\.(?!\.)", " "),
    (r",", " , "),
)


@cache
def rewrites() -> tuple[Rewrite, ...]:
    """Return what to replace with what, in order; compiled when it is first needed."""
    named = "|".join(_NUMBERS)
    return (
        *_compiled(_TEXTUAL),
        (re.compile(_ONE), "1"),
        (re.compile(_ELEVEN), "11"),
        (re.compile(rf"\b(?:{named})\b"), lambda found: _NUMBERS[found[0]]),
        *_compiled(_NUMERIC),
        *_compiled((pattern, f" {sign} ") for sign, pattern in _RELATIONS.items()),
        *_compiled((rf"(?<![\w§])(?:{pattern})(?!\w)", f" §{name} ") for name, pattern in _MEASURED.items()),
        *_compiled(_LAST),
    )


def _compiled(pairs: Iterable[tuple[str, str]]) -> Iterator[Rewrite]:
    return ((re.compile(pattern), replacement) for pattern, replacement in pairs)
