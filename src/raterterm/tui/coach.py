"""The coach of the tutorial: says what to try next, and notices when it was done."""

from typing import NamedTuple

from textual.content import Content

from raterterm.core.criteria import ScoreAnswer
from raterterm.core.preference import PREFERENCE
from raterterm.core.rationale import RATIONALE
from raterterm.tui.desk import Sheet


class Lesson(NamedTuple):
    """What one task of the tutorial teaches, for each of its stages."""

    compare: str
    score: str
    explain: str
    submit: str


_LESSONS = (
    Lesson(
        "Read both answers. Which is better? Press a digit: 1 = A much better ... 4 = the same ... 7 = B much better",
        "It is saved. The cursor ▸ went on by itself. Now score each answer with a digit; the card tells what each means",
        "Now say why. ⏎ goes on to what is missing: press it, write a sentence, leave with esc",
        "Nothing is missing. ⏎ submits and brings the next task",
    ),
    Lesson(
        "A close call. Press g to read the guidelines beside the task, g again to close. Then decide with a digit",
        "j and k change the question, h and l the response, ⌫ takes an answer back. Give all scores",
        "A low score asks for a reason as well. ⏎ brings you to each thing that is missing",
        "Press u to undo the last decision, U to redo it. Then submit with ⏎",
    ),
    Lesson(
        "A longer one. space and b scroll both answers; w lets each scroll alone, z shows one, m shows the raw text",
        "Scores again. Digits pressed in a hurry are kept: nothing is confirmed, everything can be undone",
        "r opens the rationale from anywhere. Name what decided it, with words from the answers",
        "⏎ submits. You can undo that too: u reopens the task, even from the next one",
    ),
    Lesson(
        "Is either acceptable? 0 says that both are bad. That is not a tie, and not a skip",
        "Score them as they are. The lowest point is there to be used",
        "Say what makes both fail, so that someone can learn from it",
        "f raises a flag if the task itself is broken. Else ⏎",
    ),
    Lesson(
        "You may not read this language. s skips with a reason: press s, a digit, ⏎. Or rate it if you do",
        "o lists all tasks, n and p walk through them, ? shows every key, : finds a command by name",
        "r writes the rationale",
        "⏎ submits the last task, and shows what can be exported",
    ),
)


class Coach:
    """Follows the rater through the tutorial."""

    def advice(self, sheet: Sheet, is_writing: bool) -> Content:
        """Return what to try next."""
        lesson = _LESSONS[min(sheet.position, len(_LESSONS)) - 1]
        step = Content.assemble((f" {sheet.position}/{len(_LESSONS)} ", "bold reverse $accent"), " ")
        return Content.assemble(step, (self._words(lesson, sheet, is_writing), "bold"))

    def _words(self, lesson: Lesson, sheet: Sheet, is_writing: bool) -> str:
        if is_writing:
            return "Write; it is kept as you type. A hint says what a reader would miss. esc leaves the text, ⏎ then goes on"
        if sheet.rating.status != "open":
            return "This one is decided. ⏎ goes on, u undoes, a digit changes it"
        if PREFERENCE not in sheet.answers:
            return lesson.compare
        scored = [answer for answer in sheet.answers.values() if isinstance(answer, ScoreAnswer)]
        asked = [question for question in sheet.questions if question.answer_type is ScoreAnswer]
        if len(scored) < len(asked):
            return lesson.score
        return lesson.explain if sheet.missing or RATIONALE not in sheet.answers else lesson.submit
