"""Tongues: which language a text is in, told from its script and its commonest words.

A vote of stop words is coarse, and that is enough to tell Spanish from French in a paragraph.  It says
nothing of short, mixed or rare text.  Libraries that do better bring models of megabytes or download them.

The words are from the stop-word lists of Snowball (snowballstem.org, BSD) and, for Catalan, Czech,
Galician, Polish, Romanian, Turkish, Ukrainian and Vietnamese, of stopwords-iso (MIT): the commonest
that are short.  Which letters tell languages of one script apart is from the Unicode charts and CLDR.
"""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import chain

NAMES: Mapping[str, tuple[str, ...]] = {
    "ar": ("Arabic", "arabe"),
    "bg": ("Bulgarian", "bulgaro"),
    "bn": ("Bengali", "bengali"),
    "ca": ("Catalan", "catalan"),
    "cs": ("Czech", "checo"),
    "da": ("Danish", "danes"),
    "de": ("German", "aleman"),
    "el": ("Greek", "griego"),
    "en": ("English", "ingles"),
    "es": ("Spanish", "espanol", "castellano"),
    "fa": ("Persian", "persa", "farsi"),
    "fi": ("Finnish", "finlandes", "fines"),
    "fr": ("French", "frances"),
    "gl": ("Galician", "gallego"),
    "gu": ("Gujarati", "guyarati"),
    "he": ("Hebrew", "hebreo"),
    "hi": ("Hindi",),
    "hu": ("Hungarian", "hungaro"),
    "id": ("Indonesian", "indonesio"),
    "it": ("Italian", "italiano"),
    "ja": ("Japanese", "japones"),
    "kn": ("Kannada", "canares"),
    "ko": ("Korean", "coreano"),
    "ml": ("Malayalam",),
    "mr": ("Marathi",),
    "ne": ("Nepali",),
    "nl": ("Dutch", "neerlandes", "holandes"),
    "no": ("Norwegian", "noruego"),
    "pa": ("Punjabi", "panyabi"),
    "pl": ("Polish", "polaco"),
    "pt": ("Portuguese", "portugues"),
    "ro": ("Romanian", "rumano"),
    "ru": ("Russian", "ruso"),
    "sv": ("Swedish", "sueco"),
    "ta": ("Tamil",),
    "te": ("Telugu",),
    "th": ("Thai", "tailandes"),
    "tr": ("Turkish", "turco"),
    "uk": ("Ukrainian", "ucraniano"),
    "ur": ("Urdu",),
    "vi": ("Vietnamese", "vietnamita"),
    "zh": ("Chinese", "chino", "mandarin"),
}
"""The languages that can be told, by ISO 639-1: in English, then in Spanish without accents."""

_SCRIPTS = {
    "Latin": "a-zA-Zªºà-öø-ÿÀ-ÖØ-ßĀ-ɏḀ-ỿ",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff々",
    "Kana": "\u3041-\u30ff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "Cyrillic": "\u0400-\u052f",
    "Arabic": "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f",
    "Devanagari": "\u0904-\u0963\u0971-\u097f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u05d0-\u05ea",
    "bn": "\u0985-\u09ef",
    "pa": "\u0a05-\u0a74",
    "gu": "\u0a85-\u0af1",
    "ta": "\u0b85-\u0bd7",
    "te": "\u0c05-\u0c63",
    "kn": "\u0c85-\u0ce3",
    "ml": "\u0d05-\u0d63",
    "th": "\u0e01-\u0e4e",
}
_RUNS = re.compile("|".join(f"([{letters}]+)" for letters in _SCRIPTS.values()))
_ORDER = tuple(_SCRIPTS)

_LATIN = {
    "ca": "de la i el que a en els les del per un una amb és al no es va com més però són aquest aquesta ha",
    "cs": "a se na je to že do jsou pro ve by ale jako za od který po jeho nebo také aby",
    "da": "og i jeg det at en den til er som på de med han af for ikke der var et har om vi men kan også",
    "de": "der die das und in den zu mit ist ein eine von nicht sich auf für des dem als auch es an werden aus sie",
    "en": "the of and to in is that it for was with as on be by are this have or an at not you which but her he they your",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero es o este son",
    "fi": "ja on ei se että hän oli ovat kun mutta myös tai joka niin kuin sen ole olla voi mitä jos ne tämä",
    "fr": "de la le et les des en un du une que est pour qui dans par au il je sur pas plus ce avec sont ou vous",
    "gl": "de a o que e do da en un para é con unha os no se na por máis as dos como pero ao non ou súa",
    "hu": "a az és hogy nem egy is ez meg de csak el van mint már vagy volt lehet azt ki még kell",
    "id": "yang dan di dari ini pada kepada ada adalah dengan untuk dalam oleh sebagai juga ke atau tidak itu",
    "it": "di e il la che a un in è per una sono non del si della i le con da come gli anche nel alla più",
    "nl": "de en van ik te dat die in een hij het niet zijn is was op aan met als voor er maar om ook bij",
    "no": "og i jeg det at en et den til er som på de med av ikke der var for har om vi men kan også fra",
    "pl": "i w na z nie się do to że jest o jak ale co po tak od za przez dla są być oraz może ich",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao é são você",
    "ro": "de și în la a cu un o este nu pe că din mai care pentru sau se ce sunt prin fi au al ale",
    "sv": "och det att i en jag som han på den med var för så till är men ett om av inte kan har eller från",
    "tr": "ve bir bu da de için ile çok olarak daha olan gibi en ne ama kadar her sonra veya değil ise",
    "vi": "và của là có các không một được cho trong những người với để này khi đã từ bạn cũng đến như ra",
}
_DEVANAGARI = {
    "hi": "है के में की का और से को हैं यह पर एक नहीं लिए कि ने था भी हो इस",
    "mr": "आहे आणि या हे ते एक तो आहेत नाही मध्ये की व हा ही साठी होते",
    "ne": "छ र को मा हो यो छन् पनि भएको लागि गर्न एक ले तथा थियो हुन्छ",
}
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0903\u093a-\u094f])*+")


_BY_LETTERS = {
    "Cyrillic": {"": "ўөүқғәһңұјљњђћџќѓѕ", "uk": "іїєґ", "ru": "ыэё", "bg": "ъ"},
    "Arabic": {"": "ێۆەڕڵښځڼې", "ur": "ٹڈڑےں", "fa": "پچژگیک", "ar": "يكةىأإ"},
}
"""Letters that only one of the languages uses, the first that is found deciding; none for other languages."""
_AT_ODDS = ({"uk", "ru"}, {"fa", "ar"})


def tongue_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``; None when that is not sure.

    It is not sure of fewer than some ten words, of languages that are not in ``NAMES``, nor where two
    languages take a large part each.
    """
    found = _scripts(text)
    script, weight = max(found.items(), key=lambda item: item[1], default=("", 0))
    if weight < 24 or weight < 0.75 * found.total():
        return None
    if script in _BY_LETTERS:
        return _by_letters(text, _BY_LETTERS[script], weight)
    if script in {"Latin", "Devanagari"}:
        return _by_words(text, _LATIN if script == "Latin" else _DEVANAGARI)
    return script if script in NAMES else None


def _scripts(text: str) -> Counter[str]:
    """Return how much is written in each script; Chinese and Japanese as such, by their share of kana."""
    found = Counter[str]()
    for run in _RUNS.finditer(text):
        found[_ORDER[(run.lastindex or 1) - 1]] += len(run[0])
    han, kana = found.pop("Han", 0), found.pop("Kana", 0)
    share = kana / (han + kana) if han + kana else 0
    found["ja" if share >= 0.1 else "zh" if share <= 0.01 else "either"] += 3 * (han + kana)
    found["ko"] *= 3  # a syllable says as much as three letters
    return +found


def _by_letters(text: str, letters: Mapping[str, str], weight: int) -> str | None:
    lower = text.lower()
    found = [tongue for tongue, own in letters.items() if sum(map(lower.count, own)) >= 0.005 * weight]
    if any(pair <= set(found) for pair in _AT_ODDS):
        return None
    return found[0] or None if found else None


def _by_words(text: str, lists: Mapping[str, str]) -> str | None:
    """Let each common word vote for the languages that have it, a word of several with less weight."""
    said = Counter(_TOKEN.findall(text.lower()))
    own = {tongue: set(words.split()) for tongue, words in lists.items()}
    weights = {word: said[word] / shared for word, shared in Counter(chain(*own.values())).items()}
    votes = {tongue: sum(map(weights.__getitem__, words)) for tongue, words in own.items()}
    best = max(votes, key=votes.__getitem__)
    against = max(sum(map(weights.__getitem__, words - own[best])) for words in own.values())
    various = sum(1 for word in own[best] if said[word])
    return best if various >= 5 and votes[best] >= max(2, 0.05 * said.total(), 4 * against) else None
