"""Sayings: whether a response says certain words, how often, and where."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from raterterm.core.measuring.amounts import Amount, Count
from raterterm.core.measuring.evidence import Evidence, Measure
from raterterm.core.measuring.plaintext import UNSPACED, plain

_BESIDE = 30
"""Characters beside a word that show where it stands."""
_STRAIGHT = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'")})
_SEEN = re.compile(r"[\w\s'’.,!?-]+")
_LEADING = "\"'“”‘’«»¿¡*_#> "
_TRAILING = "\"'“”’»*_` "
_MARKS = re.compile(r"\W+$")


def mentions(wanted: Sequence[str], *, each: bool = True, literal: bool = True) -> Measure:
    """Return what looks for every one of the words, or for any when not ``each``.

    Words that are not ``literal`` may be described instead of said, so that their absence says nothing.
    """

    def measured(text: str) -> Evidence:
        found = {word: _occurrences(word, text) for word in wanted}
        present = [word for word, count in found.items() if count.low]
        absent = [word for word, count in found.items() if not count.high]
        enough = len(present) == len(found) if each else bool(present)
        lacking = bool(absent) if each else len(absent) == len(found)
        told = _names(present) if present else f"no {_names([*absent, *wanted][: len(absent) or None])}"
        missing = f"no {_names(absent)}" if absent and present and each else ""
        fits = True if enough else False if lacking and literal else None
        return Evidence(told, fits, " · ".join(filter(None, (missing, _inside(found)))))

    return measured


def avoids(unwanted: Sequence[str], *, literal: bool = True) -> Measure:
    """Return what looks for words that are not to be there, and shows where the first is."""

    def measured(text: str) -> Evidence:
        found = {word: _occurrences(word, text) for word in unwanted}
        present = [word for word, count in found.items() if count.low]
        if present:
            return Evidence(_names(present), False if literal else None, _surroundings(present[0], text))
        inside = _inside(found)
        return Evidence(f"no {_names(unwanted)}", True if literal and not inside else None, inside)

    return measured


def mentioned(word: str, amount: Amount) -> Measure:
    """Return what counts how often a word, a phrase, a letter or a mark is said."""

    def measured(text: str) -> Evidence:
        count = _letters(word, text) if len(word) == 1 else _occurrences(word, text)
        times = "once" if count == (1, 1) else f"{count} times"
        inside = _inside({word: count}) if len(word) > 1 else ""
        return Evidence(f"“{word}” {times}", amount.fits(count), inside or amount.distance(count))

    return measured


def opens(wanted: str) -> Measure:
    """Return what compares the first words, in either case."""

    def measured(text: str) -> Evidence:
        seen = " ".join(plain(text).split())
        flat, sought = _flat(seen).lstrip(_LEADING), _flat(wanted).lstrip(_LEADING)
        within = len(sought) > 1 and sought[-1].isalnum() and flat[len(sought) : len(sought) + 1].isalnum()
        starts = flat.startswith(sought) if sought else text.lstrip().startswith(wanted)
        return Evidence(f"starts “{_cut(seen, len(wanted))}”", None if starts and within else starts)

    return measured


def closes(wanted: str) -> Measure:
    """Return what compares the last words, in either case; marks that differ leave it open."""

    def measured(text: str) -> Evidence:
        seen = " ".join(plain(text).split())
        flat, sought = _flat(seen).rstrip(_TRAILING), _flat(wanted).rstrip(_TRAILING)
        ends = flat.endswith(sought) if sought else text.rstrip().endswith(wanted)
        bare = bool(sought) and _bare(flat).endswith(_bare(sought) or sought)
        shown = _cut(seen[::-1], len(wanted))[::-1]
        return Evidence(f"ends “{shown}”", True if ends else None if bare else False)

    return measured


def _bare(text: str) -> str:
    """Return the end of ``text`` without the marks behind its last word."""
    return _MARKS.sub("", text[-1000:])


def _cut(text: str, length: int) -> str:
    """Return the beginning of ``text``, about ``length`` characters of whole words."""
    if len(text) <= length + 12:
        return text
    beginning = text[: length + 12]
    return (beginning.rsplit(" ", 1)[0] if " " in beginning[length:] else beginning) + "…"


def _letters(letter: str, text: str) -> Count:
    """Count a letter in either case; those of the targets of links and of markers may count."""
    fewest, most = sorted(_flat(each).count(_flat(letter)) for each in (plain(text), text))
    return Count(fewest, most)


def _occurrences(word: str, text: str) -> Count:
    """Count whole words in either case; those inside a longer word, or in markup, may count."""
    sought, raw = _flat(word), _flat(text)
    seen = _flat(plain(text)) if _SEEN.fullmatch(word) else raw
    inside = max(seen.count(sought), raw.count(sought)) if sought else 0
    if not inside or UNSPACED.search(sought):
        return Count(inside, inside)
    return Count(sum(1 for _ in _whole(sought).finditer(seen)), inside)


def _whole(sought: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if sought[0].isalnum() else ""
    return re.compile(before + re.escape(sought) + (r"(?!\w)" if sought[-1].isalnum() else ""))


def _flat(text: str) -> str:
    """Return ``text`` in one case and composition, each blank one space, quotation marks straight."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_STRAIGHT).casefold()).split())


def _names(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:3])
    return f"{shown} and {len(words) - 3} more" if len(words) > 3 else shown


def _inside(found: Mapping[str, Count]) -> str:
    longer = [word for word, count in found.items() if count.high > count.low]
    return f"{_names(longer)} inside a longer word" if longer else ""


def _surroundings(word: str, text: str) -> str:
    """Return where a word stands first, in the words around it."""
    seen = " ".join(plain(text).split())
    found = re.search(_whole(" ".join(word.split())).pattern, seen, re.IGNORECASE)
    if found is None:
        return ""
    start, end = max(0, found.start() - _BESIDE), found.end() + _BESIDE
    return f"{'…' * (start > 0)}{seen[start:end].strip()}{'…' * (end < len(seen))}"
