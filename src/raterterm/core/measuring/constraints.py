"""Constraints: the words in which people demand something, brought to one form.

``The answer must not be longer than fifty words`` and ``máximo de 50 palabras`` both become
``≤ 50 §word``: numbers as digits, relations as signs, what can be measured by its name, quoted words
as ``«0»``, and nothing left of what only makes a sentence of it.  A word that is left and not known
means that the constraint is not understood, and nothing is said of it.
"""

import re
import unicodedata
from typing import NamedTuple

from raterterm.core.measuring.idioms import FLUFF, rewrites

MAX_READ = 2000
"""Characters of a constraint that are read."""

_STRAIGHT = str.maketrans(
    {**dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("–—", "-"), "§": " "}
)
_QUOTED = re.compile(r"\"([^\"\n]{1,300})\"|(?<!\w)'([^'\n]{1,300})'(?!\w)|`([^`\n]{1,300})`")
_NAMED = re.compile(
    r"(\b(?:(?:the|la) (?:word|keyword|palabra)|letter|letra) )(?!limit|count|length|total|max|clave)([^\W_][\w'-]*)"
    r"(?=\.?$| (?:should|must|appears?|at|exactly|less|fewer|more|once|twice|no|\d+ times|debe|aparece|al|como)\b)",
    re.IGNORECASE,
)
"""A word that is named without quotation marks."""
_CLOSING = re.compile(
    r"([^:]*\b(?:start|begin|end|finish|conclude|empiez|comienz|termin|acab|conclu)[^:]*): ?([^:\n]{1,300})",
    re.IGNORECASE,
)
"""What a response is to start or to end with, behind a colon."""
_LISTED = re.compile(
    r"([^:]*\b(?:contain|include|mention|use|avoid|without|word|keyword|phrase|term|contiene|contener|incluye|incluir"
    r"|menciona|mencionar|usa|usar|evita|evitar|sin|palabra|termino|término)[^\W_]*(?: [\w ]{0,40})?)"
    r": ?(?![\d ]*$)([^:\n]{1,300})",
    re.IGNORECASE,
)
"""Words in a list behind a colon."""
_SIZE = re.compile(r"\b(?:count|limit|length|max|min|longitud|cantidad)", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|o)\b")

_DOTTED = (
    (
        re.compile(r"\bp\.? ?p\.? ?s\b\.?|\bp\. ?s\b\.?|\bp\. ?d\b\.?|\bpost-?script\b|\bpost?data\b"),
        " §postscript ",
    ),
    (re.compile(r"\b(max|min|approx)\."), r"\1"),
)
"""What has a point and ends no sentence."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_EXAMPLE = re.compile(
    r"[,(]?\s*\b(?:such as|i\. ?e\b|e\. ?g\b|for example|p\. ?ej?\b|por ejemplo"
    r"|(?:(?:tal(?:es)? )?como|like)(?=:? ?[*\[<«]))[^.!?\n]*"
)
_SAMPLE = re.compile(r"[*-]\s.*|(?:section|seccion|paragraph|parrafo) \w+|\[[^\]]*\]")
"""A line that shows how it is to look."""
_REMARK = re.compile(
    r"no (?:capital|lower ?case) letters .*allowed|you can use markdown .*|use (?:the )?markdown bullet.*"
    r"|usa (?:el formato|los puntos).*markdown.*|(?:mark|label|marca|marcando) .*"
    r"|(?:paragraphs|separate|parrafos|separa) .*(?:separated|divider|separados|divisor).*"
)
"""A sentence that explains a demand, and makes none where there is another."""
_ELSE = re.compile(
    r"[,;]? ?\b(?:(?:and )?no other |(?:y )?ningun(?:a otra|a| otro)? |(?:y )?no se (?:permite|admite) ningun).*"
)
"""That there is to be nothing else, which the demand before says too."""
_PARTS = re.compile(r",? (?:and|but|y|e|pero)(?= )|,")


class Phrase(NamedTuple):
    """A demand in one form."""

    text: str
    quoted: tuple[str, ...]
    """What stood in quotation marks; ``«0»`` in the text is the first."""

    @property
    def words(self) -> list[str]:
        """Every word of the form."""
        return self.text.split()

    @property
    def tokens(self) -> list[str]:
        """The words that are not fluff."""
        return [word for word in self.words if word not in FLUFF]

    def parts(self) -> list["Phrase"]:
        """Return what stands between commas and each ``and``."""
        return [Phrase(part.strip(), self.quoted) for part in _PARTS.split(self.text) if part.strip()]


def phrases_of(constraint: str) -> list[Phrase]:
    """Return the sentences of a constraint, without those that only explain another."""
    masked, quoted = _masked(constraint[:MAX_READ].translate(_STRAIGHT))
    sentences = _SENTENCE.split(_EXAMPLE.sub(" eg ", _folded(masked)))
    said = [_ELSE.sub("", sentence.strip(" .;:!")) for sentence in sentences]
    said = [sentence for sentence in said if not _SAMPLE.fullmatch(sentence)]
    demands = [sentence for sentence in said if not _REMARK.fullmatch(sentence)]
    forms = [_rewritten(sentence) for sentence in demands or said]
    return [Phrase(form, tuple(quoted)) for form in forms if form]


def _masked(text: str) -> tuple[str, list[str]]:
    """Return ``text`` with ``«n»`` for the words that are to be taken as they are, and these words."""
    quoted: list[str] = []

    def mask(words: str) -> str:
        quoted.append(words.strip())
        return f" «{len(quoted) - 1}» "

    text = _QUOTED.sub(lambda found: mask(found[1] or found[2] or found[3]), text)
    text = _NAMED.sub(lambda found: found[1] + mask(found[2]), text)
    if not quoted and (edge := _CLOSING.fullmatch(text.strip())):
        text = edge[1] + mask(edge[2])
    elif not quoted and (listed := _LISTED.fullmatch(text.strip())) and not _SIZE.search(listed[1]):
        items = [item.strip(" .") for item in re.split(r",|;|\b(?:and|or|y|o)\b", listed[2])]
        either = " or" if _OR.search(listed[2]) else ""
        text = f"{listed[1]} §listed{either}{''.join(mask(item) for item in items if item)}"
    return text, quoted


def _folded(text: str) -> str:
    """Return ``text`` in lower case and without accents."""
    apart = unicodedata.normalize("NFD", text.lower())
    folded = "".join(each for each in apart if not unicodedata.combining(each))
    for pattern, replacement in _DOTTED:
        folded = pattern.sub(replacement, folded)
    return folded


def _rewritten(sentence: str) -> str:
    for pattern, replacement in rewrites():
        sentence = " ".join(pattern.sub(replacement, sentence).split())
    return sentence
