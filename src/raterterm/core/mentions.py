"""Mentions: the letters by which a rater's text names responses, mapped to response ids.

Which response is A differs from rater to rater, so "A is better" means nothing away from the screen at
which it was written.  A mention says where a letter stands and for which response it stood; it is exported
beside the text, which stays as it was written.  Ids may hold any characters, so that a text with ids put
into it could not be read back with certainty.

What is not plainly a response is left out: the article of "A good answer", vitamin B, the A of a quote.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from raterterm.core.lint_language import tongue
from raterterm.core.lint_text import any_of, passages, plain, without
from raterterm.core.lint_words import (
    ADVERBS,
    BOTH_NOUNS,
    BOTH_VERBS,
    DETERMINERS,
    FOLLOWERS,
    NOT_AFTER,
    NOT_BEFORE,
    NOT_VERBS,
    NOUNS,
    NOUNS_UNSPACED,
    NUMBERED,
    ONE_LETTER_WORDS,
    ORDERED,
    ORDINALS,
)
from raterterm.core.question import Letters
from raterterm.core.words import ResponseId
from raterterm.core.writing import Mention

Known = Mapping[str, ResponseId]
"""The responses by their letters."""


def mentions(text: str, letters: Letters, language: str | None = None) -> tuple[Mention, ...]:
    """Return where ``text`` names responses, in order; "both" is a mention of each of the two.

    ``language`` is a primary subtag of BCP 47, for a text that is too short to tell its own.
    """
    known = {letter: ResponseId(response) for letter, response in letters.as_json().items()}
    seen = _unquoted(text)
    spoken = tongue(seen).language or language
    found = {*_called(seen, known), *_placed(seen, letters), *_both(seen, letters)}
    found |= set(_alone(seen, known, spoken))
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.response)))


def _mention(span: tuple[int, int], response: ResponseId) -> Mention:
    return Mention(start=span[0], end=span[1], response=response)


def _unquoted(text: str) -> str:
    """Blank what is quoted: it speaks of other things; but a letter may stand in quotation marks."""
    quoted = tuple(passage for passage in passages(text) if not _LETTER.fullmatch(passage.text))
    return without(_SPLIT_TEST.sub(lambda match: " " * len(match[0]), text), quoted)


_START, _END = r"(?<![0-9A-Za-z_\u00c0-\u024f])", r"(?![0-9A-Za-z_\u00c0-\u024f])"
_NOUN = rf"(?:{_START}@?(?i:{any_of(NOUNS)})|(?:{NOUNS_UNSPACED}))"
_MARKS = r"[\"'“«‘(\[*_]{0,3}"
_LETTER = re.compile(rf"(?:{_NOUN}\s*)?[A-Z]")
_SPLIT_TEST = re.compile(r"\bA/B[ -]tests?\w*")


# 1. After a noun: "response B", "option (C)", "Response 1", "the first response".

_NAMED = re.compile(rf"{_NOUN}s?[ \t]*{_MARKS}(?P<letter>[A-Za-z]){_END}(?=(?P<after>.{{0,12}}))")
_NUMBER = re.compile(rf"{_START}@?(?i:{NUMBERED})[ \t]*#?(?P<number>[1-9])(?!\w|[.,:/]\d)")
_AS_NAME = re.compile(r"\s*(?:[.,;:)>]|$|(?:is|was|has|does|did|gives|gave|and|or|but|because|than|over)\b)")
_ORDINALS = {name: place for names in ORDINALS for place, name in enumerate(names.split())}
_ORDINAL = re.compile(
    rf"(?<!its )(?<!his )(?<!her )(?<!their )(?<!your )(?<!'s ){_START}"
    rf"(?P<place>{'|'.join(_ORDINALS)}) (?:{ORDERED}){_END}",
    re.IGNORECASE,
)


def _called(text: str, known: Known) -> Iterator[Mention]:
    for match in _NAMED.finditer(text):
        letter = match["letter"]
        if letter.upper() in known and _is_name(letter, match["after"]):
            yield _mention(match.span("letter"), known[letter.upper()])


def _is_name(letter: str, after: str) -> bool:
    """Tell whether a letter after a noun is its name, and not the next word: "a response a child reads"."""
    if re.match(r"['’](?!s\b)\w|-\w", after):
        return False
    if letter == "a":
        return bool(_AS_NAME.match(after))
    return letter.isupper() or letter not in "eiouy"


def _placed(text: str, letters: Letters) -> Iterator[Mention]:
    for match in _NUMBER.finditer(text):
        yield from _at(match.span("number"), int(match["number"]) - 1, letters)
    for match in _ORDINAL.finditer(text):
        yield from _at(match.span(), _ORDINALS[match["place"].lower()], letters)


def _at(span: tuple[int, int], place: int, letters: Letters) -> Iterator[Mention]:
    if place < len(letters.order):
        yield _mention(span, letters.order[place])


# 2. Both of two.

_BOTH = r"(?P<both>both|neither|ambas|ambos|las dos|ninguna)"
_BOTH_NAMED = re.compile(rf"{_START}{_BOTH} (?:the |las )?{any_of(BOTH_NOUNS)}{_END}", re.IGNORECASE)
_BOTH_DO = re.compile(rf"{_START}{_BOTH} {any_of(BOTH_VERBS)}{_END}", re.IGNORECASE)


def _both(text: str, letters: Letters) -> Iterator[Mention]:
    if len(letters.order) != 2:
        return
    named = [match.span("both") for match in _BOTH_NAMED.finditer(text)]
    done = [match.span("both") for match in _BOTH_DO.finditer(text)]
    heads = [(start, end) for start, end in done if _HEAD.search(text[max(0, start - _NEAR) : start])]
    for span in (*named, *heads):
        yield from (_mention(span, response) for response in letters.order)


# 3. A letter alone: "B is right", "A > B", "better than (A)".

_NEAR = 40
"""Characters on each side by which a letter is judged."""
_CAPITAL = re.compile(rf"{_START}[A-Z]{_END}")
_SIGN = r"(?:>+|<+|=|≥|≤|≫|≪|≈|~|/|&|\|)"
_SIGN_BEFORE = re.compile(rf"(?P<letter>\w*)\s*{_SIGN}\s*\Z")
_SIGN_AFTER = re.compile(rf"\s*{_SIGN}\s*(?P<letter>\w*)")
_ATTACHED_BEFORE = re.compile(r"[^\s(\[{\"“«'‘¿¡,;:—–…]\Z")
_ATTACHED_AFTER = re.compile(r"[^\s)\]}\"”»'’.,;:!?…—–]|\.\w|['’](?!s\b|\W|\Z)")
_OTHER_BEFORE = re.compile(rf"{_START}(?i:{any_of(NOT_BEFORE)})\s+\Z|[+^×÷%±]\s+\Z")
_OTHER_AFTER = re.compile(rf"\s+(?i:{any_of(NOT_AFTER)}){_END}|\s*[+*^×÷%±-]\s*[\d\w(]")
_INITIAL = re.compile(r"[^\W\d_]+\s+\Z"), re.compile(r"\.\s+[A-Z][a-z]")
_HEAD = re.compile(r"(?:\A|[.!?…:\n(]|(?:\A|\s)[*•–—-])[\s\[\"“«'‘*¿¡]*\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*+")
_PAST = re.compile(rf"\s+\w+ed (?:{DETERMINERS})\b")
_STOPS = tuple(".,;:!?)(—–-")


def _alone(text: str, known: Known, language: str | None) -> Iterator[Mention]:
    for match in _CAPITAL.finditer(text):
        start, end = match.span()
        place = _Place(match[0], text[max(0, start - _NEAR) : start], text[end : end + _NEAR])
        if match[0] in known and place.unmarked().is_response(known, language):
            yield _mention((start, end), known[match[0]])


class _Place(NamedTuple):
    """A capital letter that stands alone, with what is around it."""

    letter: str
    before: str
    after: str

    def unmarked(self) -> "_Place":
        """Return the place without the asterisks of an emphasis around the letter."""
        before, after = self.before.rstrip("*"), self.after.lstrip("*")
        is_marked = before != self.before and after != self.after
        return self._replace(before=before, after=after) if is_marked else self

    def is_response(self, known: Known, language: str | None) -> bool:
        """Tell whether the letter is plainly the name of a response."""
        signs = [_SIGN_BEFORE.search(self.before[-6:]), _SIGN_AFTER.match(self.after)]
        compared = [match["letter"] in known for match in signs if match]
        if compared or self._is_part_of_more():
            return bool(compared) and all(compared)
        if self.letter not in ONE_LETTER_WORDS.get(language or "", "AEIOUY"):
            return True
        return not (self.letter == "I" and language in (None, "en")) and self._is_name(language)

    def _is_part_of_more(self) -> bool:
        """Tell of vitamin B, B-side, C++, "B)" of a list, George W. Bush."""
        if _ATTACHED_BEFORE.search(self.before[-1:]) or _ATTACHED_AFTER.match(self.after):
            return True
        if _OTHER_BEFORE.search(self.before[-16:]) or _OTHER_AFTER.match(self.after):
            return True
        if self.after.startswith(")") and self.before.count("(") <= self.before.count(")"):
            return True
        name, initial = _INITIAL
        word = name.search(self.before[-20:])
        return bool(word and word[0][0].isupper() and initial.match(self.after))

    def _is_name(self, language: str | None) -> bool:
        """Tell whether a letter that is a word as well is no word here."""
        following = _WORD.findall(self.after) if self.after[:1].isspace() else []
        if not following or self.after.lstrip()[:1] in _STOPS:
            return True
        if _HEAD.search(self.before):
            return _is_predicate(following, language) or bool(_PAST.match(self.after))
        # "In A Nutshell" and "HAS A BETTER FLOW" have an article with a capital letter.
        return not following[0][0].isupper() or len(following[0]) == 1


def _is_predicate(following: list[str], language: str | None) -> bool:
    """Tell whether what follows says something of a subject; after an article there would be a noun."""
    first, *rest = following
    if first[0].isupper():
        return False
    word = plain(first)
    if word in _ADVERBS or word.endswith(("ly", "mente")):
        return bool(rest) and _is_predicate(rest, language)
    spoken = ("en", "es") if language is None else (language,)
    return any(word in _FOLLOWERS.get(tag, ()) for tag in spoken) or (
        ("en" in spoken and _is_verb(word)) or ("es" in spoken and first.endswith("ó"))
    )


_ADVERBS, _NOT_VERBS = frozenset(ADVERBS.split()), frozenset(NOT_VERBS.split())
_FOLLOWERS = {language: frozenset(following.split()) for language, following in FOLLOWERS.items()}


def _is_verb(word: str) -> bool:
    """Tell whether an English word is a verb of the third person: no plural stands after "a"."""
    return (
        len(word) > 2
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
        and word not in _NOT_VERBS
    )
