"""What a rationale is held against, and what a rule says of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from raterterm.core.criteria import Criterion
from raterterm.core.form import Form
from raterterm.core.lint_language import Tongue, is_read, tongue
from raterterm.core.lint_text import Passage, passages, without
from raterterm.core.mentions import mentions
from raterterm.core.preference import PREFERENCE, PreferenceAnswer
from raterterm.core.question import Answers
from raterterm.core.ranking import RANKING, RankingAnswer
from raterterm.core.rubric import Rubric
from raterterm.core.task import Task
from raterterm.core.words import ResponseId
from raterterm.core.writing import Mention


class Hint(NamedTuple):
    """What a rationale lacks."""

    rule: str
    """The id of the rule, which does not change."""
    words: str
    """What is missing and why it matters, in one sentence."""
    try_: str
    """What would satisfy the rule, as concrete as the case allows."""
    start: int | None = None
    """Offset of the first character that is meant, in Unicode code points; None when it is all of the text."""
    end: int | None = None


class Case(NamedTuple):
    """What a rationale is held against."""

    form: Form
    answers: Answers
    responses: Mapping[str, str]
    """The texts by the letters under which they are shown."""
    prompt: str = ""
    """What the rater reads beside them: the conversation, the context and the constraints."""
    criteria: tuple[Criterion, ...] = ()
    guidelines: str = ""
    language: str | None = None
    """The task's, as BCP 47 writes it."""
    asked: str | None = None
    """The language in which the rubric asks for rationales, where it asks for one."""
    earlier: Sequence[str] = ()
    """What the same rater wrote for other tasks."""
    models: tuple[str, ...] = ()
    """Names of models to avoid beside the well-known ones.  Never those of the responses: a hint would tell them."""

    @classmethod
    def of(cls, rubric: Rubric, task: Task, form: Form, answers: Answers) -> Self:
        """Return the case of a task; what it does not tell is set by ``_replace``."""
        texts = {response.id: response.text for response in task.responses}
        said = [message.content for message in task.conversation]
        return cls(
            form,
            form.counted(answers),
            {form.letters.letter(response): texts[response] for response in form.letters.order},
            "\n".join([*said, task.context or "", *task.constraints]),
            rubric.criteria,
            language=task.tongue,
        )

    @property
    def compares(self) -> bool:
        """Tell whether the form asks which response is better."""
        asked = {question.id for question in self.form.questions}
        return len(self.responses) > 1 and not asked.isdisjoint({PREFERENCE, RANKING})

    @property
    def ranks(self) -> dict[ResponseId, int]:
        """The place of each response, 0 for the best, as the preference or the ranking says; empty for ties."""
        preferred, ranking = self.answers.get(PREFERENCE), self.answers.get(RANKING)
        if isinstance(preferred, PreferenceAnswer) and preferred.better is not None:
            return {known: int(known != preferred.better) for known in self.form.letters.order}
        if isinstance(ranking, RankingAnswer) and len(ranking.ranks) > 1:
            return {known: place for place, rank in enumerate(ranking.ranks) for known in rank}
        return {}

    @property
    def is_tie(self) -> bool:
        """Tell whether the responses were called about the same."""
        preferred = self.answers.get(PREFERENCE)
        return preferred == PreferenceAnswer()

    @property
    def lead_words(self) -> str:
        """What the lead wrote of the comparison and the criteria, in the language of the rubric."""
        compared = [question.text for question in self.form.questions if question.id in {PREFERENCE, RANKING}]
        return "\n".join([*compared, *map(described, self.criteria)])

    @property
    def rubric_words(self) -> str:
        """What the form says: questions, titles, anchors, labels."""
        said = []
        for question in self.form.questions:
            said += [question.title, question.text]
            said += [text for option in question.options(self.form.letters) for text in option[1::2]]
        return "\n".join(map(str, said))


def described(criterion: Criterion) -> str:
    """Return what a criterion is called, what it asks and what its points mean."""
    return "\n".join([criterion.title, criterion.question, *(anchor for _, anchor in criterion.points)])


class Draft(NamedTuple):
    """A rationale as the rules read it."""

    text: str
    passages: tuple[Passage, ...]
    prose: str
    """The text with blanks in place of what is quoted."""
    mentions: tuple[Mention, ...]
    tongue: Tongue

    @classmethod
    def of(cls, text: str, case: Case) -> Self:
        """Return ``text`` read for this case."""
        quoted = passages(text)
        prose = without(text, quoted)
        return cls(text, quoted, prose, mentions(text, case.form.letters, case.language), tongue(prose))

    @property
    def is_readable(self) -> bool:
        """Tell whether the rules that know words of English and Spanish can say anything."""
        return is_read(self.prose)


class Rule(NamedTuple):
    """One thing that is asked of a rationale."""

    id: str
    find: Callable[[Draft, Case], Iterator[Hint]]
    covers: frozenset[str] = frozenset()
    """Rules that need not speak when this one does."""
