"""The linter of rationales: what it says of labelled ones, and what it leaves alone."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.worlds import a_criterion, a_rubric, a_task, order

from raterterm.core.form import compile_form
from raterterm.core.lint import RULES, Case, Hint, lint
from raterterm.core.lint_slips import is_copy
from raterterm.core.lint_text import holds
from raterterm.core.mentions import mentions
from raterterm.core.presentation import Presentation
from raterterm.core.task import Task
from raterterm.core.words import Json, QuestionId, ResponseId

ROOT = Path(__file__).parents[2]
HOURS = "You walk 6800 steps an hour, so it takes **about 5.88 hours**.\nThat is almost 6 hours."
FORMULA = "Time = steps / pace. The answer is 23.53 hours, and don't forget a break."
TERSE = "Is there nothing in it that the one who reads it could do without?"
PROMPT = "How long do I need for 40,000 steps at this pace?"


def load_benchmark() -> ModuleType:
    """Return ``benchmarks/lint.py``, which reads the table."""
    specification = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "lint.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


benchmark = load_benchmark()
ROWS: list[Any] = list(benchmark.rows(benchmark.TABLE))


def a_case(better: str | None = "r1", *, scores: dict[str, int] | None = None, **changes: Any) -> Case:
    """Return the case of two responses of which the ``better`` one was preferred."""
    rubric = a_rubric(
        preference={"question": "Which answer helps the walker more?"},
        criteria=[a_criterion("accuracy", title="Factual accuracy"), a_criterion("brevity", question=TERSE)],
    )
    task = a_task(responses=2, prompt=PROMPT, language="en")
    form = compile_form(rubric, Presentation(order("r1", "r2")))
    answers: dict[str, Json] = {"preference": {"better": better, "by": 2} if better else {}}
    answers |= {f"score:{where}": {"point": point} for where, point in (scores or {}).items()}
    case = Case.of(rubric, task, form, form.read({QuestionId(key): given for key, given in answers.items()}))
    return case._replace(**{"responses": {"A": HOURS, "B": FORMULA}, **changes})


def ranked(*ranks: str) -> Case:
    """Return the case of three responses that were ranked like this, by letter, tied ones together."""
    rubric = a_rubric(ranking={"question": "In which order?"})
    form = compile_form(rubric, Presentation(order("r1", "r2", "r3")))
    given = {"ranks": [[f"r{'ABC'.index(letter) + 1}" for letter in rank] for rank in ranks]}
    answers = form.read({QuestionId("ranking"): given})
    return Case.of(rubric, a_task(responses=3, prompt=PROMPT, language="en"), form, answers)


def ids(text: str, case: Case | None = None) -> set[str]:
    """Return the ids of the rules that speak."""
    return {found.rule for found in lint(text, case or a_case())}


def hint(rule: str, text: str, case: Case | None = None) -> Hint:
    """Return the one hint of a rule."""
    (only,) = [found for found in lint(text, case or a_case()) if found.rule == rule]
    return only


class TestTable:
    """The labelled rationales of ``rationales.jsonl``."""

    def test_the_table_is_what_it_says(self) -> None:
        """Ids differ, labels are the ids of rules, each rule has rows, and about half of the rows are good."""
        assert len({row.id for row in ROWS}) == len(ROWS) >= 80
        assert set().union(*(row.expect for row in ROWS)) == {rule.id for rule in RULES}
        assert 0.4 <= sum(not row.expect for row in ROWS) / len(ROWS) <= 0.6

    @pytest.mark.parametrize("rule", ["false-quote", "model-name", "copy"])
    def test_rules_that_can_be_sure_are(self, rule: str) -> None:
        """Nine of ten hints of these rules are right, and they miss at most one in four."""
        found = benchmark.figures(ROWS)[rule]

        assert found.precision >= 0.9
        assert found.recall >= 0.75

    def test_a_hint_is_one_sentence_and_points_at_the_text(self) -> None:
        """What is missing ends with a full stop, and offsets lie in the rationale."""
        for row in ROWS:
            for found in lint(row.text, row.case):
                assert re.fullmatch(r"\S.*[.]", found.words), row.id
                assert found.try_, row.id
                assert (found.start is None) == (found.end is None), row.id
                assert 0 <= (found.start or 0) <= (found.end or 0) <= len(row.text), row.id

    def test_a_proposed_quote_is_a_real_one(self) -> None:
        """What stands in quotation marks in a proposal is a response's, or the name of a criterion."""
        for row in ROWS:
            real = [*row.case.responses.values(), *(criterion.title for criterion in row.case.criteria)]
            for found in lint(row.text, row.case):
                for quote in re.findall("“(.*?)”", found.try_, flags=re.DOTALL):
                    assert any(holds(text, quote) for text in real), row.id

    def test_the_same_hints_whichever_stood_left(self) -> None:
        """Exchanging two letters in the text, and the order of the responses, changes no rule."""
        exchanged = [turned for turned in map(turn, ROWS) if turned]

        assert len(exchanged) > 80
        for name, text, case, was in exchanged:
            assert ids(text, case) == was, name


def turn(row: Any) -> tuple[str, str, Case, set[str]] | None:
    """Return a row about two responses as the rater would have written it had they stood the other way round.

    None where a letter of it is no mention: at the head of a sentence "A" may be read where "B" is, and the reverse.
    """
    letters = row.case.form.letters
    spans = {(mention.start, mention.end) for mention in mentions(row.text, letters, row.case.language)}
    named = {span for span in spans if row.text[slice(*span)] in {"A", "B"}}
    if len(letters.order) != 2 or len(named) < len(re.findall(r"\b[ABab]\b", row.text)):
        return None
    text = "".join(
        "AB"["BA".index(sign)] if (at, at + 1) in named else sign for at, sign in enumerate(row.text)
    )
    turned = letters._replace(order=letters.order[::-1])
    form = row.case.form._replace(letters=turned)
    responses = {"A": row.case.responses["B"], "B": row.case.responses["A"]}
    return row.id, text, row.case._replace(form=form, responses=responses), ids(row.text, row.case)


class TestCriterion:
    """``criterion``: the rubric is what a judgement is made by."""

    def test_taste_is_no_criterion(self) -> None:
        """A rationale that says how it felt is told which criterion could have decided it."""
        proposed = hint("criterion", "I went with A here, and B left me cold somehow.").try_

        assert proposed == "Say which one did, for example “Factual accuracy”: How good?"

    @pytest.mark.parametrize(
        "text",
        [
            "For me accuracy decides, and A has it.",
            "I feel that A is inaccurate and B is not.",
            "To me A is wrong, and B is not.",
            "I would say that B makes an error.",
            "A me gusta pero es falsa, y B no lo es.",
        ],
    )
    def test_a_term_of_a_criterion_is_enough(self, text: str) -> None:
        """Its name, another form of it, or a word that means the same counts."""
        assert "criterion" not in ids(text)

    def test_the_criterion_that_differs_most_is_proposed(self) -> None:
        """Where scores were given, the proposal names the criterion that separates the responses."""
        scores = {"accuracy@r1": 4, "accuracy@r2": 4, "brevity@r1": 5, "brevity@r2": 1}

        assert "“Brevity”" in hint("criterion", "I went with A, B left me cold.", a_case(scores=scores)).try_

    def test_places_in_the_responses_need_no_name(self) -> None:
        """What points at the texts says by them what decided it."""
        assert ids("A walks 6800 steps an hour and B forgets what its 23.53 counts.") == set()

    def test_a_rubric_without_criteria_names_none(self) -> None:
        """Nothing is asked for that the rubric does not have."""
        assert "criterion" not in ids("I went with A here, and B left me cold.", a_case(criteria=()))


class TestBoth:
    """``both``: a comparison has two sides."""

    def test_the_side_that_is_left_out_is_named(self) -> None:
        """The proposal quotes how the other response begins."""
        found = hint("both", "A is accurate: 5.88 hours is what the steps give.")

        assert found.words == "Nothing is said of B, so only half of the comparison has a reason."
        assert "B, which begins “Time = steps / pace. The answer is 23.53”," in found.try_

    @pytest.mark.parametrize(
        "text",
        [
            "A is accurate with 5.88 hours, B is not.",
            "A is accurate with 5.88 hours; the other one is not.",
            "The first response is accurate with 5.88 hours, the second is not.",
            "Both get 6800 steps an hour right.",
            "A good answer has 5.88 hours, and B has not.",
        ],
    )
    def test_the_other_side_may_be_meant_in_other_words(self, text: str) -> None:
        """Letters, numbers and "the other" are all ways of speaking of both."""
        assert "both" not in ids(text)

    def test_a_rationale_that_names_no_response(self) -> None:
        """It is told to use the letters."""
        assert "letters" in hint("both", "Accurate: 5.88 hours is what the steps give.").try_

    @pytest.mark.parametrize(
        ("text", "speaks"),
        [
            ("C is right with 12 steps, A is not.", False),
            ("A is wrong with 13 steps, and B as well.", True),
            ("C is right with 12 steps.", True),
        ],
    )
    def test_of_three_the_best_and_one_other_are_enough(self, text: str, speaks: bool) -> None:
        """The best must be spoken of, and something that it was compared with."""
        assert ("both" in ids(text, ranked("C", "AB"))) == speaks

    def test_without_a_comparison_one_side_is_enough(self) -> None:
        """A rubric that only scores does not ask which is better."""
        rubric = a_rubric(criteria=[a_criterion()])
        form = compile_form(rubric, Presentation(order("r1", "r2")))

        assert ids("B is accurate: it names 12 sources.", Case.of(rubric, a_task(), form, {})) == set()


class TestEvidence:
    """``evidence`` and ``vague``: what can be looked up, and what would fit any task."""

    @pytest.mark.parametrize(
        "text",
        [
            "B is not accurate, A is: “don’t forget a break” is no answer.",
            "B says 'the answer is 23.53 hours', A does not.",
            "B is less accurate, its hours are 23.53 where A has fewer.",
            "A multiplies two numbers, B is not as accurate.",
            "A says «about 5.88 hours», which is accurate, B is not.",
            "B's `steps / pace` is accurate, A has no formula.",
            "B is less accurate: it forgets the pace and speaks of a break, A does not.",
        ],
    )
    def test_something_that_can_be_looked_up(self, text: str) -> None:
        """A quote, code, a number in digits or words, or words that only these texts share."""
        assert ids(text) == set()

    @pytest.mark.parametrize(
        "text",
        [
            "A is accurate and B is not, and that would mislead whoever relies on it later.",
            "I scored accuracy 5/5 for A and 2 points for B, since it would mislead somebody who relies on it.",
            "Of the two responses, response 1 is accurate and response 2 would mislead somebody who relies on it.",
        ],
    )
    def test_scores_and_numbers_of_responses_are_none(self, text: str) -> None:
        """What the form has already cannot be looked up in a response."""
        assert ids(text) == {"evidence"}

    def test_a_line_that_only_one_response_has_is_proposed(self) -> None:
        """The proposal is the beginning of a line of the preferred response that the other does not have."""
        shared = "Here is my answer:"
        case = a_case("r2", responses={"A": f"{shared}\n{HOURS}", "B": f"{shared}\n{FORMULA}"})

        found = hint("evidence", "A is accurate and B is not, it would mislead whoever relies on it.", case)

        assert found.try_.endswith("as from B: “Time = steps / pace. The answer is 23.53”.")

    @pytest.mark.parametrize(
        "text",
        [
            "B is better.",
            "A is clearer and flows better.",
            "A is better because it is more helpful and accurate.",
            "La A está mejor redactada y es más natural.",
            "Response A provides a more detailed answer, while B is too general.",
        ],
    )
    def test_praise_alone_is_vague(self, text: str) -> None:
        """It is one hint, not four: what would satisfy it satisfies the others."""
        assert ids(text, a_case("r2" if text.startswith("B") else "r1", language="es")) == {"vague"}

    @pytest.mark.parametrize("text", ["A is better because it never mentions breaks.", "A answers in hours."])
    def test_a_reason_of_its_own_is_not_vague(self, text: str) -> None:
        """A because with something after it may be short."""
        assert "vague" not in ids(text)

    def test_a_tie_needs_no_evidence(self) -> None:
        """Where nothing differs there is nothing to quote."""
        text = "Accuracy is equal: whoever relies on either would be misled in just the same manner."

        assert ids(text, a_case(None)) == set()
        assert ids(text, a_case("r1")) == {"evidence"}

    def test_responses_without_words_cannot_be_quoted(self) -> None:
        """Two empty responses ask for no evidence."""
        assert (
            ids("Both are empty, so neither is accurate.", a_case(None, responses={"A": "", "B": ""}))
            == set()
        )


class TestFalseQuote:
    """``false-quote``: what stands in quotation marks was said."""

    @pytest.mark.parametrize("marks", ["“{}”", '"{}"', "'{}'", "‘{}’", "«{}»", "« {} »", "„{}“", "「{}」"])
    def test_words_that_nobody_said(self, marks: str) -> None:
        """Any quotation marks count, and the hint points at the words between them."""
        quoted = marks.format("it takes nine days")
        text = f"B is wrong to say {quoted}, A has 5.88."

        found = hint("false-quote", text)

        assert text[found.start : found.end].strip() == "it takes nine days"

    @pytest.mark.parametrize(
        "quote",
        [
            "so it takes about 5.88 hours",
            "So it takes ABOUT 5.88 hours",
            "about 5.88 hours. That is almost 6 hours",
            "and don’t forget a break",
            "you walk … almost 6 hours",
            "you walk [...] almost 6 hours",
            "How long do I need",
            "helps the walker more",
            "when in doubt, ask",
        ],
    )
    def test_quotes_that_are_there(self, quote: str) -> None:
        """Case, markup, line breaks, typography and gaps do not matter; prompt, form and guidelines count."""
        case = a_case(guidelines="## Doubt\n\n*When in doubt*, ask.")

        assert ids(f"A is accurate, and as for “{quote}”, B is not.", case) == set()

    @pytest.mark.parametrize(
        "text",
        [
            "A should have said “I am not sure of it”, B is worse with 23.53.",
            "A never says “I am not sure of it”, B is worse with 23.53.",
            "Instead of “I am not sure of it” A has 5.88, B is worse.",
            "“I am not sure of it” is missing in A, B is worse with 23.53.",
            "A debería decir «no estoy segura de ello», B falla con 23.53.",
            "A is accurate with 5.88. B reminds me of “The Old Man and the Sea”.",
            "A “gets it” and B “does not”, 5.88 is accurate.",
            "A and B share `for x in range(9)`, so 5.88 it is.",
            "The clock's hands and the users' steps agree with A's 5.88, B's do not.",
            "A is 5'9\" long and B is 6'1\" long, both accurate.",
        ],
    )
    def test_marks_that_quote_no_response(self, text: str) -> None:
        """What is wished for or missed, titles, single words, code, apostrophes and inches are no quotes."""
        assert "false-quote" not in ids(text)

    def test_a_quote_that_is_nearly_right_is_mended(self) -> None:
        """The proposal has the words as they are."""
        found = hint("false-quote", "B says “the answer is 25.53 hours, and do not forget”, A has 5.88.")

        assert "B says “The answer is 23.53 hours" in found.try_

    def test_a_translated_quote_is_left_alone(self) -> None:
        """Whoever writes in Spanish about English responses may translate what they say."""
        text = (
            "La A es exacta porque dice «se tarda casi seis horas», mientras que la B se equivoca por mucho."
        )

        assert "false-quote" not in ids(
            text, a_case(language="es", responses={"A": HOURS * 2, "B": FORMULA * 2})
        )


class TestModelName:
    """``model-name``: who wrote a response must not weigh."""

    @pytest.mark.parametrize(
        "name",
        [
            "GPT-4",
            "gpt4o",
            "ChatGPT",
            "Claude",
            "claude 3 opus",
            "Gemini",
            "Llama 3.1",
            "LLaMA",
            "Mistral",
            "Mixtral",
            "Qwen2.5",
            "DeepSeek",
            "deepseek r1",
            "Grok",
            "Copilot",
            "o3-mini",
            "Gemma 2",
            "PaLM",
            "OpenAI's model",
        ],
    )
    def test_a_guess_is_pointed_at(self, name: str) -> None:
        """The hint names the guess and where it stands."""
        text = f"A is accurate with 5.88. B reads like {name}, and its 23.53 is wrong."

        found = hint("model-name", text)

        assert name.startswith(text[found.start : found.end])

    @pytest.mark.parametrize(
        "text",
        [
            "A names Claude Monet and 1872, B has Renoir.",
            "A quotes Gabriela Mistral, B has 23.53 hours.",
            "Llama la atención que A dé 5.88, porque B da 23.53.",
            "Se llama igual en A y en B, pero 23.53 es falso.",
            "A draws a llama, B a gemini of 23.53 hours.",
            "St. Claude and the Gemini are in A, 23.53 is in B.",
        ],
    )
    def test_people_stars_and_verbs_have_such_names(self, text: str) -> None:
        """Beside another name, in lower case or as a verb it is no model."""
        assert "model-name" not in ids(text)

    def test_models_that_the_texts_speak_of_may_be_named(self) -> None:
        """A rationale about a comparison of models has to name them."""
        text = "A recommends Claude 3 and GPT-4 with 5.88, B has 23.53."

        assert "model-name" not in ids(text, a_case(prompt="Shall I use claude or gpt-4?"))

    def test_names_that_the_team_avoids(self) -> None:
        """A name of the team's own is found as written, in any case, and not as a part of a word."""
        case = a_case(models=("Our-1 (beta)",))

        assert "model-name" in ids("B looks like our-1 (beta), A has 5.88.", case)
        assert "model-name" not in ids("B looks like hour-1, A has 5.88.", case)

    def test_no_hint_tells_who_wrote_a_response(self) -> None:
        """The name of the model behind a response is not known to the linter, so trying names shows nothing."""
        rubric = a_rubric()
        form = compile_form(rubric, Presentation(order("r1", "r2")))
        named = [{"id": name, "text": HOURS, "model": "zephyr-7b"} for name in form.letters.order]
        task = Task.model_validate({"id": "t", "prompt": PROMPT, "responses": named})
        case = Case.of(rubric, task, form, {})

        assert "model-name" not in ids("A is by zephyr-7b, B has 6800 steps.", case)


class TestContradiction:
    """``contradiction``: the text favours the response that the answer favours."""

    @pytest.mark.parametrize(
        "text",
        [
            "B is better.",
            "Response B is clearly the better response because of its 23.53.",
            "B is better than A. Its formula is there.",
            "Both have hours; overall B is better.",
            "A is worse than B: no formula.",
            "A is not better than B: no formula.",
            "A isn't better than B.",
            "I prefer B, it has a formula.",
            "I'd go with response B because of the formula.",
            "B > A. The formula decides.",
            "B wins.",
            "Overall: B > A",
            "The better response is B.",
            "La B es mejor que la A porque da la fórmula.",
            "B es claramente la mejor respuesta.",
            "Prefiero la respuesta B, que da la fórmula.",
            "Me quedo con B.",
            "La A es peor que la B.",
            "La A no es mejor que la B.",
        ],
    )
    def test_a_plain_statement_is_held_against_the_answer(self, text: str) -> None:
        """It contradicts a preference for A, and agrees with one for B; the hint points at the statement."""
        found = hint("contradiction", text, a_case("r1"))

        assert text[found.start : found.end].strip()
        assert "contradiction" not in ids(text, a_case("r2"))
        assert "contradiction" not in ids(text, a_case(None))

    @pytest.mark.parametrize(
        "text",
        [
            "B is better in tone.",
            "B is better written than A.",
            "B is better than A in tone.",
            "In tone B is better.",
            "If you like formulas, B is better.",
            "B would be better with the right unit.",
            "B is better, but A is right.",
            "B is better. However, its unit is wrong, so A it is.",
            "Although B is better, its unit is wrong.",
            "At first B is better.",
            "Some say that B is better.",
            "Is B better?",
            "B is not better.",
            "I prefer B's formula.",
            "I prefer B for the formula.",
            "I would have preferred B if it had the right unit.",
            "B is a better fit for walkers.",
            "“B is better” is what many would say.",
            "B es mejor en tono.",
            "Aunque la B es mejor, se equivoca de unidad.",
            "La B es mejor, pero la A acierta.",
            "B is better. A is better.",
            "Tone: B is better.",
            "tone: B > A",
            "Brevity B > A.",
            "B > A in tone.",
            "A better answer than B would have a unit.",
        ],
    )
    def test_what_is_hedged_limited_or_taken_back_is_none(self, text: str) -> None:
        """A rater may praise the other response on a point."""
        assert "contradiction" not in ids(text, a_case("r1"))

    @pytest.mark.parametrize(
        ("text", "speaks"),
        [
            ("A is the best.", True),
            ("A is better than C.", True),
            ("A > C", True),
            ("C is the best.", False),
            ("C is better than A.", False),
            ("A is better than B.", False),
            ("A is better.", False),
        ],
    )
    def test_a_ranking_is_contradicted_by_pairs_and_by_the_best(self, text: str, speaks: bool) -> None:
        """Tied ones contradict nothing, and of three "better" alone says too little."""
        assert ("contradiction" in ids(text, ranked("C", "AB"))) == speaks


class TestLanguage:
    """``language``: a text that its readers can read."""

    SPANISH = "La respuesta A es mejor porque da las horas correctas y la B se equivoca en el cálculo."
    ENGLISH = "The first response is the better one because it has the right hours and the other is wrong."
    JAPANESE = "回答Aは正しい時間を示していますが、回答Bの計算は間違っています。"

    @pytest.mark.parametrize(
        ("text", "language", "asked", "speaks"),
        [
            (SPANISH, "en", None, True),
            (SPANISH, "es-MX", None, False),
            (ENGLISH, "es", None, False),
            (ENGLISH, "es", "es", True),
            (SPANISH, "es", "en", True),
            (JAPANESE, "en", None, True),
            (JAPANESE, "ja", None, False),
            (ENGLISH, "ja", None, False),
            (ENGLISH, "ja", "ja", True),
            ("La A es mejor.", "en", None, False),
            ("A: 5.88 h, B: 23.53 h, 6800 / h, 40,000 / 6800 = 5.88, OK?", "es", "es", False),
            ("“La respuesta correcta es la que da las horas” is what A says.", "en", None, False),
            (SPANISH, "gl", None, False),
        ],
    )
    def test_a_text_in_another_language(
        self, text: str, language: str, asked: str | None, speaks: bool
    ) -> None:
        """The task's and the rubric's are welcome unless one is asked for; short and mixed texts tell nothing."""
        case = a_case(language=language, asked=asked)

        assert ("language" in ids(text, case)) == speaks

    def test_it_speaks_alone(self) -> None:
        """Rules that know the words of another language are silent."""
        assert ids(self.SPANISH, a_case("r1", language="en")) == {"language"}


class TestCopy:
    """``copy``: a rationale is written for its task."""

    TEXT = (
        "A follows the request and gives the hours with each step, while B leaves out the unit and misleads."
    )

    @pytest.mark.parametrize(
        ("other", "copied"),
        [
            (TEXT, True),
            (TEXT.upper(), True),
            (TEXT.replace("A ", "B ").replace("while B", "while A"), True),
            (TEXT.replace("hours", "days"), True),
            (
                "While B leaves out the unit and misleads, A follows the request and gives the hours with each step.",
                True,
            ),
            (
                "A follows the request and names the singer of each song, while B repeats three titles twice.",
                False,
            ),
            ("A is right.", False),
            ("", False),
        ],
    )
    def test_nearly_the_same_words(self, other: str, copied: bool) -> None:
        """Letters, case, a changed word and a changed order do not make another text."""
        assert is_copy(self.TEXT, other) == copied
        assert ("copy" in ids(self.TEXT, a_case(earlier=("A is right.", other)))) == copied

    def test_a_copy_is_one_hint(self) -> None:
        """What a copy lacks beside is not told: another text is asked for anyway."""
        text = (
            "A is accurate and B is not, and that would mislead whoever relies on it in a later conversation."
        )

        assert ids(text) == {"evidence"}
        assert ids(text, a_case(earlier=(text,))) == {"copy"}

    def test_short_texts_may_be_the_same(self) -> None:
        """Two identical pairs deserve the same words."""
        assert not is_copy("Both are identical, word for word.", "Both are identical, word for word.")


class TestLint:
    """The linter as a whole."""

    def test_a_good_rationale_has_no_hints(self) -> None:
        """It names what decided it, speaks of both, and can be looked up."""
        assert (
            lint("A is accurate, “about 5.88 hours”. B calls intervals hours and gets 23.53.", a_case()) == ()
        )

    @pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
    def test_nothing_is_said_of_no_text(self, text: str) -> None:
        """How long a rationale must be is the form's to say."""
        assert lint(text, a_case()) == ()

    def test_the_gravest_come_first(self) -> None:
        """Hints stand in the order of the rules."""
        found = [each.rule for each in lint("B is better than A. It says “nine days and a half”.", a_case())]

        assert found == ["contradiction", "false-quote"]

    def test_the_documentation_names_every_rule(self) -> None:
        """``docs/rationales.md`` has each rule by its id, in this order."""
        written = (ROOT / "docs" / "rationales.md").read_text("utf-8").split("## In the rubric")[0]

        assert re.findall(r"^\| `([a-z-]+)` \|", written, flags=re.MULTILINE) == [rule.id for rule in RULES]

    @given(
        st.text()
        | st.lists(
            st.sampled_from(
                [
                    "A",
                    "B",
                    " is better",
                    " than ",
                    "“",
                    "”",
                    '"',
                    "'",
                    "«",
                    "»",
                    "`",
                    ".",
                    "\n",
                    "GPT-4",
                    "3 ",
                ]
            )
        ).map("".join)
    )
    @example("“”“" * 50)
    @example("A is better than " * 50)
    @example("\ue001 is better than \ue019")
    @example("e" * 5_000)
    @example("\u202e\u0000\ufffd")
    def test_any_text_can_be_linted(self, text: str) -> None:
        """Whatever is typed, the hints are the same twice, and their offsets lie in the text."""
        case = a_case(earlier=(text,))

        found = lint(text, case)

        assert found == lint(text, case)
        assert all(0 <= (each.start or 0) <= (each.end or 0) <= len(text) for each in found)

    @given(st.text(), st.text())
    def test_any_responses_can_be_read(self, first: str, second: str) -> None:
        """The texts of responses are as wild as any."""
        case = a_case(responses={"A": first, "B": second})

        for text in ("B is better, “it says so there”.", first, f"“{second}”"):
            lint(text, case)

    def test_answers_of_other_kinds_change_nothing(self) -> None:
        """Without an answer yet, the rules that need one are silent."""
        case = a_case()._replace(answers={})

        assert ids("B is better than A with 23.53 hours.", case) == set()
        assert case.ranks == {} == a_case(None).ranks
        assert ranked("C", "AB").ranks == {ResponseId("r3"): 0, ResponseId("r1"): 1, ResponseId("r2"): 1}
