"""Dictionaries: those that are installed on this machine, and what they know.

Words are looked up by Hunspell, in the dictionaries that other programs use as well.  Without the library or
a dictionary for a language nothing is said of its words; ``lack`` says why.
"""

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from raterterm.core.spelling import Place, folded, language_of, primary, spelled

LIBRARY = "hunspell"
"""The module of ``chunspell``."""

NO_LIBRARY = "spelling needs a library that is not installed: pip install 'raterterm[spelling]'"

MOST = 8
"""Words that are proposed for one."""

_FOLDERS = (
    "~/.local/share/hunspell",
    "~/Library/Spelling",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/Library/Spelling",
)
_USUAL = {"en": "US", "pt": "PT", "sv": "SE", "da": "DK", "uk": "UA", "cs": "CZ", "el": "GR"}
"""The region to take for a language where none is named and several are there; else its own: ``es_ES``."""
_NAME = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]+)*")


class Speller(Protocol):
    """What is asked of the library."""

    def spell(self, word: str) -> bool:
        """Tell whether a word is right."""

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words that are like it."""


class Dictionary:
    """The words of one language."""

    def __init__(self, name: str, speller: Speller) -> None:
        self.name = name
        """Of its files, without their endings: ``es_MX``."""
        self._speller = speller

    def knows(self, word: str) -> bool:
        """Tell whether a word is right; one that cannot be written in the dictionary's encoding is none of its."""
        try:
            return bool(self._speller.spell(folded_apostrophe(word)))
        except UnicodeEncodeError:
            return True

    def proposals(self, word: str) -> tuple[str, ...]:
        """Return what may have been meant, the likeliest first; some words take a third of a second."""
        try:
            return tuple(self._speller.suggest(folded_apostrophe(word)))[:MOST]
        except UnicodeEncodeError:
            return ()


def folded_apostrophe(word: str) -> str:
    """Return a word with the apostrophe of the keyboard: older dictionaries know no other."""
    return word.replace("’", "'")


def is_installed() -> bool:
    """Tell whether there is a library that reads dictionaries."""
    return find_spec(LIBRARY) is not None


def folders() -> Iterator[Path]:
    """Yield where dictionaries may be: in what ``DICPATH`` names, in the usual places, beside the library."""
    named = os.environ.get("DICPATH", "")
    yield from (Path(folder) for folder in named.split(os.pathsep) if folder)
    if not named:
        yield from (Path(folder).expanduser() for folder in _FOLDERS)
    library = find_spec(LIBRARY)
    if library and library.origin and not named:
        yield Path(library.origin).parent / "dictionaries"


def installed() -> list[Path]:
    """Return the dictionaries that are there, as paths without an ending, those found first first."""
    found: dict[str, Path] = {}
    for folder in folders():
        for file in sorted(folder.glob("*.dic")):
            if _NAME.fullmatch(file.stem) and file.with_suffix(".aff").is_file():
                found.setdefault(file.stem, file.with_suffix(""))
    return list(found.values())


def languages() -> list[str]:
    """Return the languages that there are dictionaries for, without regions."""
    return sorted({primary(path.name.replace("_", "-")) for path in installed()})


def dictionary(language: str | None) -> Dictionary | None:
    """Return the dictionary for a language, as BCP 47 writes it; None where there is no library or none for it."""
    path = _path(language) if language and is_installed() else None
    return _load(path) if path else None


def _path(language: str) -> Path | None:
    """Return the dictionary of just this language, else of its usual region, else of any."""
    own = primary(language)
    found = {path.name.lower(): path for path in installed() if primary(path.name.replace("_", "-")) == own}
    wanted = (language.replace("-", "_"), f"{own}_{_USUAL.get(own, own)}", own, *found)
    return next((found[name.lower()] for name in wanted if name.lower() in found), None)


@lru_cache(maxsize=4)
def _load(path: Path) -> Dictionary | None:
    """Read a dictionary, which takes a tenth of a second; None when it cannot be read."""
    library = import_module(LIBRARY)
    try:
        return Dictionary(path.name, library.Hunspell(path.name, hunspell_data_dir=str(path.parent)))
    except (OSError, UnicodeError):
        return None


def lack(language: str | None) -> str:
    """Return why no word of this language is looked up, as a sentence without a period; empty if they are."""
    if not is_installed():
        return NO_LIBRARY
    if language is None:
        return "the task does not say in which language it is"
    return "" if dictionary(language) else f"no dictionary for {language} is installed"


def misspelt(text: str, language: str | None, read: Iterable[str], own: Iterable[str]) -> tuple[Place, ...]:
    """Return the words of a text that its dictionary does not know, nor the rater's ``own`` words.

    ``language`` is the task's; ``read`` are the texts whose words are taken for right.
    """
    spoken = language_of(text, language)
    known = dictionary(spoken)
    if known is None or spoken is None:
        return ()
    mine = frozenset(map(folded, own))
    return tuple(
        place
        for place in spelled(text, spoken, read)
        if folded(place.word) not in mine and not known.knows(place.word)
    )
