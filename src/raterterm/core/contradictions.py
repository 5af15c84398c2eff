"""Contradictions: answers that can hardly all be meant.

They are pointed out, never refused.  A rater may weigh criteria differently, so the answers count against
a preference only where they are unanimous: some favour the other response, none the preferred one, and
none that is required is still open.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import Literal, NamedTuple

from raterterm.core.checks import CheckAnswer, CheckQuestion
from raterterm.core.choices import ChoiceAnswer, ChoiceQuestion, Taxonomy
from raterterm.core.claims import VERDICT, ClaimsQuestion
from raterterm.core.criteria import ScoreAnswer, ScoreQuestion
from raterterm.core.form import Form
from raterterm.core.preference import PREFERENCE, PreferenceAnswer, PreferenceQuestion
from raterterm.core.question import Answers, Letters, Question
from raterterm.core.quotes import QuoteAnswer
from raterterm.core.ranking import RankingAnswer, RankingQuestion
from raterterm.core.spans import LABEL, QUOTE, SEVERITY, SpansQuestion
from raterterm.core.words import QuestionId, ResponseId

STRONG = 2
"""Points from which on a preference says more than "slightly better"."""
SEVERAL = 2
"""Criteria that must agree before nothing is left that a preference may rest on."""
NAMED = 3
"""Criteria that a sentence names; of more it tells the number."""

_FACTUAL = re.compile(
    r"accura|\bfacts?\b|factual|correct|truth|hallucin|fabricat|exactitud|veracidad|verdad|alucina|inventad",
    re.IGNORECASE,
)
"""What a criterion about facts is called, or an error in them."""
_FORMAL = re.compile(
    r"gramm|spell|punctuat|format|language|gram[aá]tic|ortogr|puntuaci|idioma", re.IGNORECASE
)
"""What else can be correct."""
_REFUTING = re.compile(r"refut|false|falso|contradict|incorrect")
"""What a verdict that a claim does not hold is called."""
_STATES = {"not met": 0, "unclear": 1, "met": 2}


class Contradiction(NamedTuple):
    """Answers that do not go together."""

    rule: str
    words: str
    """One sentence, with the letters of the responses as they are shown."""
    question: QuestionId
    """The answer to look at first."""
    others: tuple[QuestionId, ...]
    """The answers that speak against it."""


class _Case(NamedTuple):
    """The answers of a form as the rules look at them."""

    letters: Letters
    asked: tuple[Question, ...]
    answers: Answers
    is_whole: bool
    """Whether every required answer that could favour a response is there."""
    places: Mapping[ResponseId, Mapping[str, "_Place"]]
    """The scores and checks of each response by what they are about."""

    def letter(self, response: ResponseId) -> str:
        return self.letters.letter(response)


class _Place(NamedTuple):
    """Where a response stands on one criterion or check."""

    question: ScoreQuestion | CheckQuestion
    rank: int
    """0 for the worst."""

    @property
    def is_top(self) -> bool:
        """Tell whether it is the highest score."""
        scale = self.question.scale if isinstance(self.question, ScoreQuestion) else None
        return scale is not None and self.rank == len(scale.points) - 1


class _Leaning(NamedTuple):
    """Which of two responses one criterion, comparison or check favours."""

    kind: Literal["score", "comparison", "check"]
    title: str
    favoured: ResponseId | None
    """None for neither."""
    questions: tuple[QuestionId, ...]


class _Marked(NamedTuple):
    """Something that the rater marked as wrong in a response."""

    response: ResponseId
    told: str
    is_factual: bool
    question: QuestionId


def contradictions(form: Form, answers: Answers) -> tuple[Contradiction, ...]:
    """Return what does not go together among the answers, in the order of ``RULES``; mostly nothing."""
    case = _case(form, answers)
    return tuple(found for rule in RULES for found in rule(case))


def _case(form: Form, answers: Answers) -> _Case:
    asked, answers = form.asked(answers), form.counted(answers)
    places: dict[ResponseId, dict[str, _Place]] = {response: {} for response in form.letters.order}
    for question in asked:
        if question.response in places and (place := _place(question, answers)):
            places[question.response][question.group] = place
    is_whole = all(question.id in answers for question in asked if question.required and _weighs(question))
    return _Case(form.letters, asked, answers, is_whole, places)


def _weighs(question: Question) -> bool:
    """Tell whether an answer could favour a response over another."""
    if isinstance(question, PreferenceQuestion):
        return question.id != PREFERENCE
    return isinstance(question, ScoreQuestion | CheckQuestion) and question.response is not None


def _place(question: Question, answers: Answers) -> _Place | None:
    answer = answers.get(question.id)
    if isinstance(question, ScoreQuestion) and isinstance(answer, ScoreAnswer) and answer.point is not None:
        return _Place(question, question.scale.rank(answer.point))
    if isinstance(question, CheckQuestion) and isinstance(answer, CheckAnswer):
        return _Place(question, _STATES[answer.state])
    return None


def _scores_against_preference(case: _Case) -> Iterator[Contradiction]:
    for better, worse, _ in _preferred(case):
        if against := _unanimous(case, "score", worse, better):
            words = f"{_prefers(case, better)} {case.letter(worse)} scores higher on {_titles(case, against, better)}."
            yield _about(PREFERENCE, "scores-against-preference", words, against)


def _comparisons_against_preference(case: _Case) -> Iterator[Contradiction]:
    for better, worse, _ in _preferred(case):
        if against := _unanimous(case, "comparison", worse, better):
            words = f"{_prefers(case, better)} {case.letter(worse)} is better on {_titles(case, against, better)}."
            yield _about(PREFERENCE, "comparisons-against-preference", words, against)


def _checks_against_preference(case: _Case) -> Iterator[Contradiction]:
    for better, worse, _ in _preferred(case):
        against = _unanimous(case, "check", worse, better)
        missed, other = _missed(case, better), _missed(case, worse)
        if against and missed and not other:
            checks = f"{len(missed)} check{'s' * (len(missed) > 1)}"
            words = f"{_prefers(case, better)} it misses {checks} and {case.letter(worse)} misses none."
            yield _about(PREFERENCE, "checks-against-preference", words, against)


def _strong_without_difference(case: _Case) -> Iterator[Contradiction]:
    for better, worse, by in _preferred(case):
        leanings = _leanings(case, better, worse)
        scores = [leaning for leaning in leanings if leaning.kind == "score"]
        differs = any(leaning.favoured for leaning in leanings)
        if by >= STRONG and len(scores) >= SEVERAL and not differs and case.is_whole:
            words = f"{case.letter(better)} is preferred by {by} points, yet both have the same score on every criterion."
            yield _about(PREFERENCE, "strong-without-difference", words, scores)


def _ranking_against_scores(case: _Case) -> Iterator[Contradiction]:
    """Yield for each response the best that is ranked above it and is worse."""
    for question, ranking in _rankings(case):
        for worse in ranking.ranked:
            above = (better for better in ranking.ranked if _is_above(ranking, better, worse))
            found = ((better, _unanimous(case, "score", worse, better)) for better in above)
            for better, against in islice(filter(itemgetter(1), found), 1):
                words = (
                    f"{case.letter(better)} is ranked above {case.letter(worse)}, yet {case.letter(worse)}"
                    f" scores higher on {_titles(case, against, better)}."
                )
                yield _about(question, "ranking-against-scores", words, against)


def _ranking_against_preference(case: _Case) -> Iterator[Contradiction]:
    for better, worse, _ in _preferred(case):
        for question, ranking in _rankings(case):
            if _is_above(ranking, worse, better):
                words = f"{_prefers(case, better)} {case.letter(worse)} is ranked above it."
                yield Contradiction("ranking-against-preference", words, PREFERENCE, (question,))


def _top_score_against_errors(case: _Case) -> Iterator[Contradiction]:
    """Yield where a criterion about facts has its highest score, and a fact in the response is marked as wrong."""
    marked = [each for each in _marked(case) if each.is_factual]
    for response, places in case.places.items():
        wrong = [each for each in marked if each.response == response]
        for place in places.values() if wrong else ():
            if place.is_top and _is_about_facts(place.question):
                words = f"{case.letter(response)} has the highest score on {place.question.title}, yet {wrong[0].told}."
                yield Contradiction("top-score-against-errors", words, place.question.id, _ids(wrong))


def _top_throughout_against_errors(case: _Case) -> Iterator[Contradiction]:
    """Yield where no score is below the highest, and an error as grave as can be is marked in the response."""
    marked = [each for each in _marked(case) if not each.is_factual]
    for response in case.letters.order:
        wrong = [each for each in marked if each.response == response]
        scores = _top_throughout(case, response)
        if scores and wrong:
            words = f"{case.letter(response)} has the highest score on every criterion, yet {wrong[0].told}."
            yield Contradiction(
                "top-throughout-against-errors", words, scores[0], (*scores[1:], *_ids(wrong))
            )


def _top_throughout_against_none_acceptable(case: _Case) -> Iterator[Contradiction]:
    spoilt = {each.response for each in _marked(case)}
    for question, words in _none_acceptable(case):
        for response in case.letters.order:
            scores = _top_throughout(case, response)
            if scores and response not in spoilt and not _missed(case, response):
                told = f"{words}, yet {case.letter(response)} has the highest score on every criterion."
                yield Contradiction("top-throughout-against-none-acceptable", told, question, scores)


RULES: tuple[Callable[[_Case], Iterator[Contradiction]], ...] = (
    _scores_against_preference,
    _comparisons_against_preference,
    _checks_against_preference,
    _strong_without_difference,
    _ranking_against_preference,
    _ranking_against_scores,
    _top_score_against_errors,
    _top_throughout_against_errors,
    _top_throughout_against_none_acceptable,
)
"""Every rule, in the order in which its contradictions are told."""


def _preferred(case: _Case) -> Iterator[tuple[ResponseId, ResponseId, int]]:
    """Yield the preferred response, the other one, and by how many points; nothing for a tie."""
    answer = case.answers.get(PREFERENCE)
    if isinstance(answer, PreferenceAnswer) and answer.better is not None and len(case.letters.order) == 2:
        (other,) = (response for response in case.letters.order if response != answer.better)
        yield answer.better, other, answer.by


def _rankings(case: _Case) -> Iterator[tuple[QuestionId, RankingAnswer]]:
    for question in case.asked:
        answer = case.answers.get(question.id)
        if isinstance(question, RankingQuestion) and isinstance(answer, RankingAnswer):
            yield question.id, answer


def _is_above(ranking: RankingAnswer, one: ResponseId, other: ResponseId) -> bool:
    """Tell whether both have a rank, and the one a better."""
    first, second = ranking.rank(one), ranking.rank(other)
    return first is not None and second is not None and first < second


def _none_acceptable(case: _Case) -> Iterator[tuple[QuestionId, str]]:
    preference = case.answers.get(PREFERENCE)
    if isinstance(preference, PreferenceAnswer) and preference.both_bad:
        yield PREFERENCE, "Both are called bad"
    for question, ranking in _rankings(case):
        if ranking.none_acceptable:
            yield question, "None is called acceptable"


def _unanimous(case: _Case, kind: str, favoured: ResponseId, other: ResponseId) -> list[_Leaning]:
    """Return what of one kind favours a response, when nothing of any kind favours the other."""
    if not case.is_whole:
        return []
    leanings = _leanings(case, favoured, other)
    if any(leaning.favoured == other for leaning in leanings):
        return []
    return [leaning for leaning in leanings if leaning.kind == kind and leaning.favoured == favoured]


def _leanings(case: _Case, one: ResponseId, other: ResponseId) -> list[_Leaning]:
    """Return which of two responses each criterion, check and comparison favours that is answered for both."""
    first, second = case.places[one], case.places[other]
    judged = [_judged(first[group], second[group]) for group in first if group in second]
    return judged + [leaning for leaning in _compared(case) if len(case.letters.order) == 2]


def _judged(first: _Place, second: _Place) -> _Leaning:
    higher = first if first.rank > second.rank else second
    kind: Literal["score", "check"] = "score" if isinstance(first.question, ScoreQuestion) else "check"
    favoured = None if first.rank == second.rank else higher.question.response
    return _Leaning(kind, first.question.title, favoured, (first.question.id, second.question.id))


def _compared(case: _Case) -> Iterator[_Leaning]:
    """Yield which response the criteria favour that compare the two."""
    for question in case.asked:
        answer = case.answers.get(question.id)
        if isinstance(answer, PreferenceAnswer) and question.id != PREFERENCE:
            yield _Leaning("comparison", question.title, answer.better, (question.id,))


def _missed(case: _Case, response: ResponseId) -> list[QuestionId]:
    """Return the checks that a response does not meet."""
    places = case.places[response].values()
    return [
        place.question.id for place in places if isinstance(place.question, CheckQuestion) and not place.rank
    ]


def _top_throughout(case: _Case, response: ResponseId) -> tuple[QuestionId, ...]:
    """Return the scores of a response when they are several, all the highest, and nothing is open."""
    scores = [place for place in case.places[response].values() if isinstance(place.question, ScoreQuestion)]
    if not case.is_whole or len(scores) < SEVERAL or not all(place.is_top for place in scores):
        return ()
    return tuple(place.question.id for place in scores)


def _is_about_facts(question: Question) -> bool:
    if not isinstance(question, ScoreQuestion):
        return False
    named = f"{question.criterion} {question.title}"
    return bool(_FACTUAL.search(named)) and not _FORMAL.search(named)


def _marked(case: _Case) -> Iterator[_Marked]:
    """Yield the claims that are refuted and the spans that are as grave as can be."""
    for question in case.asked:
        if isinstance(question, ClaimsQuestion):
            yield from _refuted(case, question)
        elif isinstance(question, SpansQuestion):
            yield from _gravest(case, question)


def _refuted(case: _Case, question: ClaimsQuestion) -> Iterator[_Marked]:
    for entry in question.entries(case.answers.get(question.id)):
        quote, verdict = entry.get(QUOTE), entry.get(VERDICT)
        refuted = isinstance(verdict, ChoiceAnswer) and _REFUTING.search(verdict.chosen[0])
        if refuted and isinstance(quote, QuoteAnswer) and quote.response:
            yield _Marked(quote.response, "a claim in it is refuted", True, question.id)


def _gravest(case: _Case, question: SpansQuestion) -> Iterator[_Marked]:
    fields = {field.id: field for field in question.fields}
    severities, labels = fields.get(SEVERITY), fields.get(LABEL)
    if not isinstance(severities, ChoiceQuestion) or not isinstance(labels, ChoiceQuestion):
        return
    last = severities.taxonomy.all[-1].id
    for entry in question.entries(case.answers.get(question.id)):
        quote, severity, label = entry.get(QUOTE), entry.get(SEVERITY), entry.get(LABEL)
        if isinstance(quote, QuoteAnswer) and quote.response and severity == ChoiceAnswer(chosen=(last,)):
            named = _path(labels.taxonomy, label.chosen[0]) if isinstance(label, ChoiceAnswer) else ""
            is_factual = bool(_FACTUAL.search(named)) and not _FORMAL.search(named)
            yield _Marked(quote.response, f"a span in it is marked “{last}”", is_factual, question.id)


def _path(taxonomy: Taxonomy, category: str) -> str:
    """Return the id of a category behind those above it."""
    above: list[str] = []
    for known in taxonomy.all:
        above[known.depth :] = [known.id]
        if known.id == category:
            break
    return " ".join(above)


def _about(question: QuestionId, rule: str, words: str, against: list[_Leaning]) -> Contradiction:
    others = tuple(each for leaning in against for each in sorted(leaning.questions))
    return Contradiction(rule, words, question, others)


def _ids(marked: list[_Marked]) -> tuple[QuestionId, ...]:
    return tuple(dict.fromkeys(each.question for each in marked))


def _prefers(case: _Case, better: ResponseId) -> str:
    return f"{case.letter(better)} is preferred, yet"


def _titles(case: _Case, against: list[_Leaning], preferred: ResponseId) -> str:
    """Return on what the other response is better, and that the preferred one is better on nothing."""
    titles = [leaning.title for leaning in against]
    named = " and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))
    told = named if len(titles) <= NAMED else f"{len(titles)} criteria"
    return f"{told}, and {case.letter(preferred)} on nothing"
