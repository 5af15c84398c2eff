"""IFEval: constraints that are named by an id of that benchmark, put into words.

``length_constraints:number_words at least 300`` and the same with ``{"relation": "at least",
"num_words": 300}`` become ``at least 300 words``.  The ids and what they mean are those of google-research,
instruction_following_eval (Apache-2.0), with the language before them that M-IFEval adds.
"""

import re
from collections.abc import Mapping

_ID = re.compile(r"\s*(?:[a-z]{2}:)?([a-z_]+:[a-z_]+)(?!\w)[\s:,-]*(.*)", re.DOTALL)
_KEY = re.compile(r"[\"']?\b(?:[a-z]+_)*+(?:relation|words?|keywords?|letter|frequency|language|phrase|marker)\b[\"']?\s*[:=]"
                  r"|[\"']?\bnum_[a-z]+[\"']?\s*[:=]")  # fmt: skip
_RELATION = re.compile(
    r"at least|at most|less than|fewer than|more than|exactly|around|about|al menos|como m[aá]ximo|menos de|m[aá]s de"
)
_NUMBER = re.compile(r"\d+")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")

_WORDS: Mapping[str, str] = {
    "length_constraints:number_words": "{amount} words",
    "length_constraints:number_sentences": "{amount} sentences",
    "length_constraints:number_paragraphs": "{amount} paragraphs",
    "detectable_format:number_bullet_lists": "{amount} bullet points",
    "detectable_format:number_highlighted_sections": "{least} highlighted sections",
    "detectable_format:multiple_sections": "{least} sections",
    "detectable_format:json_format": "in JSON format",
    "detectable_format:title": "a title in << >>",
    "detectable_content:number_placeholders": "{least} placeholders",
    "detectable_content:postscript": "a postscript starting with {quoted}",
    "keywords:existence": "contain the words {quoted}",
    "keywords:frequency": "the word {quoted} appears {amount} times",
    "keywords:forbidden_words": "do not use the words {quoted}",
    "keywords:letter_frequency": "the letter {quoted} appears {amount} times",
    "change_case:capital_word_frequency": "capital words appear {amount} times",
    "change_case:english_capital": "in English and in all capital letters",
    "change_case:english_lowercase": "in English and in all lowercase letters",
    "change_case:spanish_capital": "in Spanish and in all capital letters",
    "change_case:spanish_lowercase": "in Spanish and in all lowercase letters",
    "startend:end_checker": "end with {quoted}",
    "startend:quotation": "wrapped in double quotation marks",
    "punctuation:no_comma": "no commas",
    "language:response_language": "in {language}",
}
"""What can be measured; the others compare with the prompt, or with what the id alone does not say."""


def in_words(constraint: str, languages: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return what a constraint named by its id demands, in words; None when it is not, empty without a value.

    ``languages`` gives names for the codes that ``language:response_language`` may hold.
    """
    named = _ID.fullmatch(constraint)
    if named is None or named[1] not in _WORDS:
        return None
    values = _values(_KEY.sub(" ", named[2]), languages)
    try:
        return _WORDS[named[1]].format_map(values)
    except KeyError:
        return ""


def _values(given: str, languages: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what the values of an id say, as far as they are there."""
    relation = _RELATION.search(given)
    rest = given.replace(relation[0], " ") if relation else given
    values: dict[str, str] = {}
    if number := _NUMBER.search(_QUOTED.sub(" ", rest)):
        values["amount"] = f"{relation[0] if relation else 'exactly'} {number[0]}"
        values["least"] = f"{relation[0] if relation else 'at least'} {number[0]}"
    if words := [found[1] or found[2] for found in _QUOTED.finditer(rest) if (found[1] or found[2]).strip()]:
        values["quoted"] = ", ".join(f'"{word}"' for word in words)
    if code := next((code for code in re.findall(r"\b[a-z]{2}\b", rest) if code in languages), None):
        values["language"] = languages[code][0]
    return values
