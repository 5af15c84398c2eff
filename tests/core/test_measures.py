"""Measures: what is read of a constraint, and what is found of it in a response."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raterterm.core.measures import Evidence, measure

TEN_WORDS = "One two three four five six seven eight nine ten"
ENGLISH = (
    "all human beings are born free and equal in dignity and rights; they are endowed with reason and conscience and"
    " should act towards one another in a spirit of brotherhood."
)


class TestAmounts:
    """An amount is read as people write it, in English and in Spanish."""

    @pytest.mark.parametrize(
        ("constraint", "fits"),
        [
            ("at most 10 words", True),
            ("at most 9 words", False),
            ("no more than ten words", True),
            ("not more than nine words", False),
            ("fewer than 10 words", False),
            ("less than 11 words.", True),
            ("under 11 words", True),
            ("≤ 9 words", False),
            ("<= 10 words", True),
            ("< 10 words", False),
            ("up to 10 words", True),
            ("within 9 words", False),
            ("10 words or fewer", True),
            ("9 words or less", False),
            ("9 words max", False),
            ("max. 10 words", True),
            ("a maximum of 9 words", False),
            ("maximum length: 10 words", True),
            ("Word limit: 9", False),
            ("a 9-word limit", False),
            ("limited to 10 words", True),
            ("must not exceed 10 words", True),
            ("should not be longer than nine words", False),
            ("at least 10 words", True),
            ("at least eleven words", False),
            ("no fewer than 10 words", True),
            ("a minimum of 11 words", False),
            ("10+ words", True),
            ("11 or more words", False),
            ("more than 10 words", False),
            ("over 9 words", True),
            ("must not be less than 11 words", False),
            ("10 words", True),
            ("exactly ten words", True),
            ("precisely 9 words", False),
            ("between 5 and 10 words", True),
            ("between eleven and twenty words", False),
            ("from 5 to 9 words", False),
            ("5-10 words", True),
            ("9 to 10 words", True),
            ("9 or 10 words", True),
            ("1,000 words", False),
            ("at least two hundred words", False),
            ("about 10 words", None),
            ("around ten words", None),
            ("~10 words", None),
            ("approx. 10 words", None),
            ("Please answer in at most 10 words.", True),
            ("Your response should contain less than 10 words.", False),
            ("The answer must be no longer than 10 words long", True),
            ("Make sure that your entire response has at least 11 words", False),
            ("Keep it under 10 words", False),
            ("word count: between 5 and 10", True),
            ("máximo 10 palabras", True),
            ("como máximo nueve palabras", False),
            ("un máximo de 9 palabras", False),
            ("no más de diez palabras", True),
            ("hasta 10 palabras", True),
            ("menos de 10 palabras", False),
            ("diez palabras o menos", True),
            ("al menos once palabras", False),
            ("como minimo 10 palabras", True),
            ("un mínimo de 11 palabras", False),
            ("no menos de 10 palabras", True),
            ("más de 10 palabras", False),
            ("exactamente diez palabras", True),
            ("entre 5 y 10 palabras", True),
            ("de 5 a 9 palabras", False),
            ("unas 10 palabras", None),
            ("alrededor de diez palabras", None),
            ("No superes las 9 palabras en tu respuesta.", False),
            ("Asegúrate de que tu respuesta tenga un mínimo de 10 palabras.", True),
        ],
    )
    def test_ten_words(self, constraint: str, fits: bool | None) -> None:
        """Against a response of ten; a number that need not be met exactly is left to the rater."""
        assert measure(constraint, TEN_WORDS) == (
            "10 words",
            fits,
            (measure(constraint, TEN_WORDS) or Evidence("")).detail,
        )

    @pytest.mark.parametrize(
        ("constraint", "detail"),
        [
            ("at most 7 words", "3 over 7"),
            ("at least 1,200 words", "1,190 under 1,200"),
            ("12 to 20 words", "2 under 12"),
            ("about 8 words", "2 over 8"),
            ("at most 10 words", ""),
        ],
    )
    def test_how_far_off_is_told(self, constraint: str, detail: str) -> None:
        """In the unit that was counted."""
        assert (measure(constraint, TEN_WORDS) or Evidence("")).detail == detail

    @pytest.mark.parametrize(
        "constraint",
        [
            "casual tone",
            "3 goals",
            "5 countries",
            "a list of 6 species",
            "exactly two reasons",
            "one cause",
            "over the next 6 months",
            "starts with a tie-in to Halloween",
            "name: Jane",
            'every line in the form "attribute: value"',
            "each starts with S",
            "two sentences per paragraph",
            "each paragraph has at most 3 sentences",
            "first paragraph under 50 words",
            "a title of at most 5 words",
            'the title contains "x"',
            "at most 3 sentences unless the question is hard",
            "two of the sentences",
            "answer all 3 questions",
            "summarise the 3 paragraphs",
            "in plain words",
            "fewer words",
            "avoid long sentences",
            "10 words that rhyme with cat",
            "the third section",
            "no questions",
            "no JSON",
            "explain JSON",
            "no English",
            "use capital letters for names",
            'use one of the words "a" or "b"',
            'uses "x" as a metaphor',
            "words: 40",
            "3 sentences 5 words",
            "at most at least 5 words",
            "cada párrafo tiene tres frases",
            "cinco palabras con tilde",
            "10 words ± 10 %",
            "",
            "   ",
            "…",
        ],
    )
    def test_what_cannot_be_measured_is_passed_over(self, constraint: str) -> None:
        """A number of something else, a part of the response, a case, a matter of taste."""
        assert measure(constraint, TEN_WORDS) is None

    @pytest.mark.parametrize(
        ("constraint", "what"),
        [
            ("one edited sentence", "1 sentence"),
            ("at most 12 words about the weather", "10 words"),
            ("Write a story with at least 400 words about a cat", "10 words"),
            ("a poem of at most 5 lines", "1 line"),
            ("The email should have at most 12 words", "10 words"),
            ("Sé breve y usa como máximo 12 palabras", "10 words"),
        ],
    )
    def test_what_is_understood_in_part_stands_alone(self, constraint: str, what: str) -> None:
        """It is found, and whether it fits is left to the rater."""
        assert measure(constraint, TEN_WORDS) == (
            what,
            None,
            (measure(constraint, TEN_WORDS) or Evidence("")).detail,
        )


class TestParts:
    """A constraint may demand several things."""

    @pytest.mark.parametrize(
        ("constraint", "text", "evidence"),
        [
            ("at most 5 words and no commas", "one, two", ("2 words · 1 comma", False, "")),
            ("at most 5 words, no commas", "one two", ("2 words · no commas", True, "")),
            ("máximo 5 palabras y sin comas", "uno dos", ("2 words · no commas", True, "")),
            ("At most 5 words. No commas.", "one two", ("2 words · no commas", True, "")),
            ("At most 1 word; be polite", "one two", ("2 words", None, "1 over 1")),
            ("in English and in at most 5 words", "one two", ("2 words", None, "")),
            ('contains "salt and pepper"', "Salt and pepper", ("“salt and pepper”", True, "")),
            ("3 bullets. Use the markdown bullet points such as: * One.", "- a", ("1 bullet point", False, "2 under 3")),
            ("4 hashtags, starting with '#'", "#a", ("1 hashtag", None, "3 under 4")),
        ],
    )  # fmt: skip
    def test_each_part_is_measured(
        self, constraint: str, text: str, evidence: tuple[str, bool | None, str]
    ) -> None:
        """It fits when each does; where one is not understood or not sure, that is open."""
        assert measure(constraint, text) == evidence


class TestIds:
    """Constraints of IFEval are read by their ids, with their values in any notation."""

    @pytest.mark.parametrize(
        ("constraint", "text", "evidence"),
        [
            ("length_constraints:number_words at least 3", "one two", ("2 words", False, "1 under 3")),
            ("length_constraints:number_words: less than 3", "one two", ("2 words", True, "")),
            ("length_constraints:number_words around 3", "one two", ("2 words", None, "1 under 3")),
            ('length_constraints:number_words {"relation": "at least", "num_words": 2}', "a b", ("2 words", True, "")),
            ("length_constraints:number_words (relation=at most, num_words=1)", "a b", ("2 words", False, "1 over 1")),
            ("length_constraints:number_sentences at most 1", "So. No.", ("2 sentences", False, "1 over 1")),
            ("length_constraints:number_paragraphs 2", "A.\n\nB.", ("2 paragraphs", True, "")),
            ("detectable_format:number_bullet_lists num_bullets: 2", "- a\n- b", ("2 bullet points", True, "")),
            ("detectable_format:multiple_sections 2", "# A", ("1 section", False, "1 under 2")),
            ("detectable_format:number_highlighted_sections 1", "*a*", ("1 highlighted part", True, "")),
            ("detectable_format:json_format", "{}", ("JSON, an object of 0", True, "")),
            ("detectable_format:title", "<<a>>", ("title “a”", True, "")),
            ("detectable_content:number_placeholders 2", "[a] [b] [c]", ("3 placeholders", True, "")),
            ('detectable_content:postscript {"postscript_marker": "P.S."}', "a\nP.S. b", ("postscript “P.S. b”", True, "")),
            ('keywords:existence {"keywords": ["a1", "b2"]}', "a1", ("“a1”", False, "no “b2”")),
            ('keywords:forbidden_words {"forbidden_words": ["a1", "b2"]}', "c", ("no “a1”, “b2”", True, "")),
            ('keywords:frequency {"relation": "less than", "keyword": "a1", "frequency": 2}', "a1", ("“a1” once", True, "")),
            ('keywords:letter_frequency at least 2 "q"', "q", ("“q” once", False, "1 under 2")),
            ('keywords:letter_frequency {"let_relation": "less than", "letter": "q", "let_frequency": 2}', "q",
             ("“q” once", True, "")),
            ("change_case:capital_word_frequency at least 1", "NASA", ("1 word in capitals", True, "")),
            ("change_case:english_lowercase", ENGLISH, ("English · all in lower case", True, "")),
            ('startend:end_checker "The end."', "So. The end.", ("ends “So. The end.”", True, "")),
            ("startend:quotation", '"a"', ("in double quotation marks", True, "")),
            ("punctuation:no_comma", "a", ("no commas", True, "")),
            ("es:punctuation:no_comma", "a, b", ("1 comma", False, "")),
        ],
    )  # fmt: skip
    def test_ids(self, constraint: str, text: str, evidence: tuple[str, bool | None, str]) -> None:
        """Each means what that benchmark means by it."""
        assert measure(constraint, text) == evidence

    @pytest.mark.parametrize(
        "constraint",
        [
            "length_constraints:number_words",
            "keywords:existence",
            "combination:repeat_prompt",
            "length_constraints:nth_paragraph_first_word 2",
            "some_format:unknown 3",
            "language:response_language xx",
        ],
    )
    def test_an_id_without_its_values_is_passed_over(self, constraint: str) -> None:
        """As is one that compares with the prompt."""
        assert measure(constraint, "one two") is None


def split(pieces: str) -> list[str]:
    """Return what stands between bars."""
    return pieces.split("|")


PIECES = split(
    "at least|no more than|exactly|about|between|and|or|not|without|3|ten|words|sentences|paragraphs|bullet points|"
    'JSON|"|«|»|\'|`|<<a>>|"x"|keywords:|ends with|starts with|: |, |. |;|no commas|in Spanish|each|title|postscript|'
    "P.S.|the word|letter|appears|times|lowercase|double quotes|such as|[|]|{|}|\\|§word|«0»|«9»|en|sin|palabras|"
    "length_constraints:number_words|keywords:existence|99999999|٣|\ud800|\x00|e\u0301|\n"
)
constraints = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join) | st.text()
MARKS = split(
    '* |- |1. |# |> |```|\n|\n\n|**|_|`|[a](b)|[x]|<br>|<<|>>|. |...|! |? |。|é|字|ไทย|🎉|\u200d|\u0301|,|;|"|{|}|[1]|'
    "&amp;|\\*| |a|A|P.S. |e.g. |http://|#a|\x85|\u2028|\ud800"
)
texts = st.lists(st.sampled_from(MARKS), max_size=30).map("".join) | st.text()

UNDERSTOOD = split(
    "3 words|3 sentences|3 characters|3 lines|3 paragraphs|3 bullet points|3 list items|3 headings|3 sections|"
    "3 placeholders|3 highlighted sections|capital words at least 3 times|no commas|no emojis|no links|3 hashtags|"
    'contains "a1"|avoid "a1"|mention "a1" 3 times|the letter q appears 3 times|starts with "a"|ends with "a"|'
    "all lowercase|in capital letters|valid JSON|a title in << >>|wrapped in double quotes|a postscript|in Spanish"
)


@settings(max_examples=300)
@given(constraints, texts)
def test_nothing_raises(constraint: str, text: str) -> None:
    """Whatever the constraint and the text: both come from outside."""
    evidence = measure(constraint, text)

    assert evidence is None or evidence.found


@pytest.mark.parametrize("constraint", UNDERSTOOD)
@given(text=texts)
@settings(max_examples=25)
def test_nothing_raises_on_a_constraint_that_is_understood(constraint: str, text: str) -> None:
    """Each kind of measuring takes any text."""
    assert measure(constraint, text) == measure(constraint, text)


@pytest.mark.parametrize(
    "seed",
    [
        ".",
        " ",
        "\n",
        "* ",
        "# \n",
        "[",
        "](",
        "`",
        "```a\n",
        "<<a",
        "a. ",
        "字",
        "e.g. X",
        "|- ",
        "P.S. a\n",
        "_a_ ",
        "👩\u200d",
    ],
)
def test_a_long_text_takes_a_time_in_proportion(seed: str) -> None:
    """60 kB of one mark, and a word: what takes the square of the length would go on for minutes here."""
    text = seed * (60_000 // len(seed)) + "x"

    evidence = {constraint: measure(constraint, text) for constraint in UNDERSTOOD}

    assert evidence["3 words"] is not None
    assert all(each is None or each.found for each in evidence.values())
