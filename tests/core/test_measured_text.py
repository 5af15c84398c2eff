"""What is found in the text of a response: counts, words, shapes and languages."""

import pytest

from raterterm.core.measures import Evidence, measure


def found(constraint: str, text: str) -> str | None:
    """Return what was found."""
    evidence = measure(constraint, text)
    return evidence.found if evidence else None


MARKDOWN = """\
# The plan ##

Dear **reader**, this is [a link](https://example.com/a_b "title") and `code`.<br>

1. First *point*
2. [x] Second point
   - below it

| a | b |
|---|---|
| c | d |

***
> quoted ~~words~~ &amp; more

```python
x = 1
```
"""


class TestCounts:
    """What is counted is what a reader sees."""

    @pytest.mark.parametrize(
        ("unit", "text", "what"),
        [
            ("words", "", "no words"),
            ("words", "it's a well-known 14-day rule — yes", "6 words"),
            ("words", "- one\n* two\n1. three\n2) four\n• five", "5 words"),
            ("words", "# Title\n\n**bold** _text_ ***both***", "4 words"),
            ("words", "[two words](https://example.com) ![a picture](x.png)", "4 words"),
            ("words", "- [ ] to do\n- [x] done", "3 words"),
            ("words", "| a | b |\n|---|:-:|\n| c | d |", "4 words"),
            ("words", "```python\nx = 1\n```", "2 words"),
            ("words", "one<br>two &amp; three", "3 words"),
            ("words", "2 * 3 * 4 snake_case", "4 words"),
            ("words", "回答很好", "2 to 4 words"),
            ("words", "one\u2028two\x85three", "3 words"),
            ("words", MARKDOWN, "25 words"),
            ("characters", "abc def", "7 characters"),
            ("characters", "**abc**", "3 to 7 characters"),
            ("characters", "e\u0301", "1 character"),
            ("lines", "a\n\nb\nc\n", "3 lines"),
            ("lines", "# T\n\na\nb", "2 to 3 lines"),
            ("paragraphs", "One.\n\nTwo.", "2 paragraphs"),
            ("paragraphs", "One,\nstill one.\n\n\n\nTwo.", "2 to 3 paragraphs"),
            ("paragraphs", "# Title\n\nOne.\n\nTwo.", "2 paragraphs"),
            ("paragraphs", "Dear Ann,\n\nOne.\n\nTwo.\n\nYours\nBea", "2 to 5 paragraphs"),
            ("paragraphs", "One:\n\n- a\n- b\n\nTwo.", "2 to 3 paragraphs"),
            ("paragraphs", "One.\n\nTwo.\n\n***\n\nThree.", "2 to 3 paragraphs"),
            ("paragraphs", "", "no paragraphs"),
            ("bullet points", "Some:\n- a\n- b\n  - c", "2 to 3 bullet points"),
            ("bullet points", "* a\n* b\n\n* * *\n---", "2 bullet points"),
            ("bullet points", "1. a\n2. b", "0 to 2 bullet points"),
            ("bullet points", "**bold** line\n*emphasis* line\n-1 degree", "no bullet points"),
            ("bullet points", "```\n- a\n```\nx", "no bullet points"),
            ("bullet points", "```\n- a\n- b\n```", "2 bullet points"),
            ("numbered items", "1. a\n2. b\n10. c", "3 numbered items"),
            ("numbered items", "2024. A year", "no numbered items"),
            ("list items", "- a\n\n1. b", "2 list items"),
            ("headings", "# A\n## B ##\n#hashtag", "2 headings"),
            ("headings", "**Bold**\n\ntext", "0 to 1 headings"),
            ("sections", "# Title\n## A\n## B", "2 sections"),
            ("sections", "## A\n### B\n### C\n## D", "2 to 4 sections"),
            ("sections", "Section 1\nx\n\n**SECTION II:** y", "2 sections"),
            ("sections", "no headings", None),
            ("placeholders", "[name] lives at [street, town]", "2 placeholders"),
            ("placeholders", "- [ ] a\n- [x] b\n[link](x)", "no placeholders"),
            ("placeholders", "as was shown [1]", "0 to 1 placeholders"),
            ("highlighted sections", "*one* and **two** 2 * 3", "2 highlighted parts"),
            ("commas", "1,000 men, all", "1 to 2 commas"),
            ("commas", "一、二，三", "2 commas"),
            ("exclamation marks", "Oh! Ah! ![x](y)", "2 exclamation marks"),
            ("question marks", "¿Qué? 何？", "2 question marks"),
            ("semicolons", "a; b", "1 semicolon"),
            ("hashtags", "#one text#no # no #two", "2 hashtags"),
            ("emojis", "👍🏽 👩‍👩‍👧 ❤️ 🎉", "4 emoji"),
            ("emojis", "✓ done", "0 to 1 emoji"),
            ("links", "see https://a.org and www.b.org", "2 links"),
            ("capital words", "NASA and ESA", "2 words in capitals"),
            ("capital words", "I like NASA", "1 to 2 words in capitals"),
        ],
    )
    def test_counts(self, unit: str, text: str, what: str | None) -> None:
        """A range where it can be counted in more than one way; None where it cannot be told."""
        assert found(f"at least 1 {unit}", text) == what

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("", "no sentences"),
            ("One sentence", "1 sentence"),
            ("One. Two! Three?", "3 sentences"),
            ("Dr. Smith paid 3.5 million, i.e. too much, to Mrs. Jones.", "1 sentence"),
            ("See fig. 3 and no. 5. No. That is all.", "3 sentences"),
            ("Version 2.0.1 is on example.com. Use it.", "2 sentences"),
            ("He waited... and left. Then… silence.", "2 sentences"),
            ("He waited... Then he left.", "1 to 2 sentences"),
            ("Apples, pears, etc. The rest is gone.", "1 to 2 sentences"),
            ("J. Smith came at 5 p.m. He left.", "1 to 3 sentences"),
            ("“Really?” she said. “Yes.”", "2 sentences"),
            ("Really? she said.", "1 to 2 sentences"),
            ('He said "Stop." Then he left.', "2 sentences"),
            ("Wait!!! What?!", "2 sentences"),
            ("¿Cómo está Ud. hoy? ¡Bien! Gracias.", "3 sentences"),
            ("El Sr. García y la Sra. López viven en la Av. Mayor.", "1 to 2 sentences"),
            ("今天很好。我们走吧！真的？", "3 sentences"),
            ("これは一つです。これは二つ目です", "1 to 2 sentences"),
            ("यह एक है। यह दो है।", "2 sentences"),
            ("i like it. it is good.", "2 sentences"),
            ("One line\nthat goes on. Two.", "2 sentences"),
            ("# Title\n\nOne. Two.", "2 to 3 sentences"),
            ("- an item\n- A sentence.", "1 to 2 sentences"),
            ("1. One.\n2. Two.", "2 sentences"),
            ("It is 5 o'clock. 7 men came.", "2 sentences"),
            ("Good 🎉. Next.", "2 sentences"),
            ("...", "no sentences"),
        ],
    )
    def test_sentences(self, text: str, what: str) -> None:
        """Abbreviations and decimals end none; what is open is told as a range."""
        assert found("at most 100 sentences", text) == what

    @pytest.mark.parametrize(
        ("constraint", "text", "fits"),
        [
            ("exactly 2 sentences", "One. Two, etc. Three.", None),
            ("exactly 1 sentence", "One. Two, etc. Three.", False),
            ("at most 3 sentences", "One. Two, etc. Three.", True),
            ("at least 2 bullet points", "1. a\n2. b", None),
            ("no commas", "1,000", None),
            ("no commas", "a, b", False),
            ("sin comas", "a b", True),
            ("no emojis or hashtags", "plain", True),
            ("avoid emojis and hashtags", "plain 🎉", False),
            ("no lists", "- a", False),
            ("no headings", "text", True),
        ],
    )
    def test_a_range_that_goes_beyond_what_is_demanded_is_left_open(
        self, constraint: str, text: str, fits: bool | None
    ) -> None:
        """Only what holds however it is counted is told to fit or not to."""
        assert (measure(constraint, text) or Evidence("")).fits is fits


class TestWords:
    """Words that are to be said, or not to be, are looked for as whole words in either case."""

    @pytest.mark.parametrize(
        ("constraint", "text", "evidence"),
        [
            ('contains "tax"', "The Tax is due.", ("“tax”", True, "")),
            ('must mention the word "tax"', "Nothing.", ("no “tax”", False, "")),
            ('includes "tax"', "It is taxing.", ("no “tax”", None, "“tax” inside a longer word")),
            ("includes 'tax' and 'fee'", "The tax.", ("“tax”", False, "no “fee”")),
            ('includes "tax" or "fee"', "The fee.", ("“fee”", True, "")),
            ('incluye las palabras "impuesto" y «tasa»', "El impuesto, la tasa.", ("“impuesto”, “tasa”", True, "")),
            ('No olvides incluir la palabra "tasa"', "la tasa", ("“tasa”", True, "")),
            ('contains "as soon as"', "It comes **as** soon\nas it can.", ("“as soon as”", True, "")),
            ('contains "don\'t"', "You don’t.", ("“don't”", True, "")),
            ('contains "税"', "交税了", ("“税” once", True, "")),
            ('contains "cafe\u0301"', "Un CAFÉ", ("“cafe\u0301”", True, "")),
            ("keywords: tax, fee", "The tax and the fee.", ("“tax”, “fee”", True, "")),
            ("mentions: Paris, London", "Paris only.", ("“Paris”", None, "no “London”")),
            ("Include keywords ['dog', 'day'] in the response.", "Dog day", ("“dog”, “day”", True, "")),
            ('does not contain "delve"', "Let us delve in.", ("“delve”", False, "Let us delve in.")),
            ('avoid the words "delve", "tapestry"', "Plain.", ("no “delve”, “tapestry”", True, "")),
            ('without "art"', "A party.", ("no “art”", None, "“art” inside a longer word")),
            ('never says "no"', "See [x](http://a.org/no).", ("no “no”", None, "“no” inside a longer word")),
            ("Do not use the following words: a1, b2, c3, d4", "x", ("no “a1”, “b2”, “c3” and 1 more", True, "")),
            ('no contiene las palabras "bien" ni "mal"', "Todo mal.", ("“mal”", False, "Todo mal.")),
            ('the word "tax" appears exactly twice', "Tax, tax.", ("“tax” 2 times", True, "")),
            ('mention "tax" at least three times', "Tax, tax.", ("“tax” 2 times", False, "1 under 3")),
            ('use "tax" no more than once', "Tax, tax.", ("“tax” 2 times", False, "1 over 1")),
            ('the word "tax" appears twice', "Tax taxes", ("“tax” 1 to 2 times", None, "“tax” inside a longer word")),
            ("Use the word story at least twice", "A story of a story", ("“story” 2 times", True, "")),
            ('menciona "sol" dos veces', "Sol y sol", ("“sol” 2 times", True, "")),
            ("the letter q should appear at least 2 times", "Quite a quiz", ("“q” 2 times", True, "")),
            ("do not use the letter e", "Hello", ("“e” once", False, "")),
            ('starts with "Dear Ann"', "**Dear Ann**, hello", ("starts “Dear Ann, hello”", True, "")),
            ('begins with "Dear"', "Dearest Ann", ("starts “Dearest Ann”", None, "")),
            ('must begin with "Dear"', "Hi Ann", ("starts “Hi Ann”", False, "")),
            ('empieza con "Estimada"', "Querida Ana", ("starts “Querida Ana”", False, "")),
            ("starts with the word Hello", "Hello there", ("starts “Hello there”", True, "")),
            ('starts with "*"', "* one", ("starts “one”", True, "")),
            ('ends with "Thank you"', "Bye. thank you", ("ends “Bye. thank you”", True, "")),
            ('ends with "Thank you"', "Bye. Thank you!", ("ends “Bye. Thank you!”", None, "")),
            ('finish with "Thank you"', "Bye.", ("ends “Bye.”", False, "")),
            ("Finish your response with this phrase: All good?", "All good?", ("ends “All good?”", True, "")),
            ('termina con "Un saludo"', "Hola. Un saludo", ("ends “Hola. Un saludo”", True, "")),
            ('ends with "?"', "Why?", ("ends “Why?”", True, "")),
            ('the poem must end with "night"', "Good night", ("ends “Good night”", None, "")),
        ],
    )  # fmt: skip
    def test_words(self, constraint: str, text: str, evidence: tuple[str, bool | None, str]) -> None:
        """Inside a longer word it may count or not; marks that differ at the end may, too."""
        assert measure(constraint, text) == evidence

    def test_the_words_around_the_first_are_shown(self) -> None:
        """So that the rater finds it."""
        text = "x " * 40 + "Let us Delve into it." + " y" * 40

        evidence = measure('avoid "delve"', text)

        assert evidence
        assert evidence[:2] == ("“delve”", False)
        assert "x Let us Delve into it. y" in evidence.detail
        assert evidence.detail.startswith("…")
        assert evidence.detail.endswith("…")

    def test_a_long_beginning_is_cut_at_a_word(self) -> None:
        """The rater sees enough to compare."""
        assert (
            found('starts with "Dear"', "The quick brown fox jumps over the dog")
            == "starts “The quick brown…”"
        )
        assert found('ends with "dog."', "The quick brown fox jumps over it") == "ends “…jumps over it”"


class TestShapes:
    """Case, wrapping and format are looked at as a whole."""

    @pytest.mark.parametrize(
        ("constraint", "text", "evidence"),
        [
            ("all lowercase", "no capitals é", ("all in lower case", True, "")),
            ("in lower case letters", "One Two", ("2 capital letters", False, "first in “One”")),
            ("no capital letters", "one Two", ("1 capital letter", False, "first in “Two”")),
            ("No capital letters are allowed.", "one", ("all in lower case", True, "")),
            ("todo en minúsculas", "Uno", ("1 capital letter", False, "first in “Uno”")),
            ("in all caps", "LOUD", ("all in capitals", True, "")),
            ("ALL UPPERCASE", "LOUd", ("1 small letter", False, "first in “LOUd”")),
            ("en mayúsculas", "SÍ", ("all in capitals", True, "")),
            ("all lowercase", "12 字", ("no letters with case", None, "")),
            ("is valid JSON", '{"a": 1, "b": [2]}', ("JSON, an object of 2", True, "")),
            ("JSON", "[1, 2, 3]", ("JSON, a list of 3", True, "")),
            ("a JSON object", "[1]", ("JSON, a list of 1", False, "")),
            ("in JSON format", '```json\n{"a": 1}\n```', ("JSON, an object of 1 in a code block", True, "")),
            (
                "Entire output should be wrapped in JSON format. You can use markdown ticks such as ```.",
                'Here:\n```\n{"a": 1}\n```\n',
                ("JSON, an object of 1 in a code block, with text around it", None, ""),
            ),
            ("en formato JSON", "hola", ("not JSON", False, "expected value at line 1 column 1")),
            ("valid JSON", '{"a": 1, "a": 2}', ("not JSON", False, 'Detected duplicate key "a" at line 1 column 14')),
            ("valid JSON", "NaN", ("not JSON", False, "expected value at line 1 column 1")),
            ("valid JSON with the keys a and b", "{}", ("JSON, an object of 0", None, "")),
            ("has a title in <<>>", "<<Song>>\nla", ("title “Song”", True, "")),
            (
                "Your answer must contain a title, wrapped in double angular brackets, such as <<poem of joy>>.",
                "Song",
                ("no << >>", False, ""),
            ),
            ("un título entre << >>", "<< >>", ("no << >>", False, "")),
            ("wrapped in double quotes", '"So it is."', ("in double quotation marks", True, "")),
            ("Wrap your entire response with double quotation marks.", "“So”", ("in double quotation marks", True, "")),
            ("entre comillas dobles", '"So', ("not in double quotation marks", False, "")),
            ("wrapped in double quotes", '"', ("not in double quotation marks", False, "")),
            ("a postscript", "Bye.\n\nP.S. I forgot.", ("postscript “P.S. I forgot.”", True, "")),
            ("add a P.S. at the end", "Bye.\n**PS:** Oh", ("postscript “PS: Oh”", True, "")),
            ("con posdata", "Adiós.\nP.D. Ven", ("postscript “P.D. Ven”", True, "")),
            ("a postscript", "Bye. P.S. I forgot.", ("postscript “P.S. I forgot.”", None, "")),
            ("a postscript", "Psalms are songs.", ("no postscript", False, "")),
            ('a postscript starting with "Nota"', "Adiós\nNota: ven", ("postscript “Nota: ven”", True, "")),
            ('a postscript starting with "Nota"', "Adiós", ("no postscript", False, "")),
        ],
    )  # fmt: skip
    def test_shapes(self, constraint: str, text: str, evidence: tuple[str, bool | None, str]) -> None:
        """What was found is told in a few words, with the first place where it is not so."""
        assert measure(constraint, text) == evidence


# The first article of the Universal Declaration of Human Rights (United Nations, public domain); a sentence is
# added where it has too few of the common words.
ARTICLES = {
    "English": "All human beings are born free and equal in dignity and rights. They are endowed with reason and"
    " conscience and should act towards one another in a spirit of brotherhood.",
    "Spanish": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón"
    " y conciencia, deben comportarse fraternalmente los unos con los otros. Toda persona tiene los derechos y"
    " libertades proclamados en esta Declaración, sin distinción alguna de raza, color, sexo, idioma o religión.",
    "French": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de"
    " conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "German": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen"
    " begabt und sollen einander im Geist der Brüderlichkeit begegnen. Jeder hat Anspruch auf die in dieser"
    " Erklärung verkündeten Rechte, und es ist nicht von Belang, zu welcher Gruppe er sich zählt.",
    "Italian": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di"
    " coscienza e devono agire gli uni verso gli altri in spirito di fratellanza. Ad ogni individuo spettano tutti i"
    " diritti che sono enunciati nella presente Dichiarazione, senza distinzione per ragioni di lingua o di religione.",
    "Portuguese": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de"
    " consciência, devem agir uns para com os outros em espírito de fraternidade. Todos têm direito a uma vida digna"
    " e não é permitida nenhuma distinção entre as pessoas.",
    "Dutch": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand en"
    " geweten, en behoren zich jegens elkander in een geest van broederschap te gedragen. Een ieder heeft aanspraak op"
    " alle rechten die in deze Verklaring zijn opgesomd, zonder dat er onderscheid is van welke aard ook.",
    "Finnish": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki"
    " ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä. Se on tärkeää, että tämä ei ole niin"
    " kuin se oli.",
    "Russian": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.",
    "Ukrainian": "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені розумом і"
    " совістю.",
    "Arabic": "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا"
    " بروح الإخاء.",
    "Persian": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.",
    "Hebrew": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "Greek": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "Hindi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन"
    " प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    "Thai": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ",
    "Chinese": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。",
    "Japanese": "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "Korean": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
}


class TestTongues:
    """A language is told only where it is sure."""

    @pytest.mark.parametrize("language", ARTICLES)
    def test_a_paragraph_is_enough(self, language: str) -> None:
        """Against its own name and another."""
        other = "Spanish" if language != "Spanish" else "English"

        assert measure(f"in {language}", ARTICLES[language]) == (language, True, "")
        assert measure(f"responds in {other}", ARTICLES[language]) == (language, False, "")

    @pytest.mark.parametrize(
        ("constraint", "fits"),
        [
            ("en español", True),
            ("Responde en castellano.", True),
            ("Your ENTIRE response should be in Spanish language, no other language is allowed.", True),
            ("only in Spanish", True),
            ("Spanish", True),
            ("en francés", False),
            ("language:response_language es", True),
        ],
    )
    def test_languages_are_named_in_english_and_spanish(self, constraint: str, fits: bool) -> None:
        """Accents may be left out."""
        assert measure(constraint, ARTICLES["Spanish"]) == ("Spanish", fits, "")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Hola",
            "la casa de papel",
            "Watoto wote wamezaliwa huru na sawa katika hadhi na haki zao, nao wamejaaliwa akili na dhamiri.",
            f"{ARTICLES['English']} {ARTICLES['French']}",
            f"{ARTICLES['Chinese']} {ARTICLES['Russian']}",
            "```\n" + "de la que el en y a los del se las por\n" * 9 + "```\nx",
            "12345 67890 " * 20,
        ],
        ids=["nothing", "a word", "a title", "not known", "two", "two scripts", "code", "numbers"],
    )
    def test_nothing_is_told_where_it_is_not_sure(self, text: str) -> None:
        """Silence is better than a guess."""
        assert measure("in Spanish", text) is None
