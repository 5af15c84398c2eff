"""What the keys of a form do, on whatever screen the form stands."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from textual.content import Content
from textual.screen import Screen

from raterterm.core.choices import ChoiceQuestion
from raterterm.core.question import Answer, Question
from raterterm.core.quotes import QuoteQuestion
from raterterm.core.records import RecordsQuestion
from raterterm.core.rewrite import RewriteAnswer, RewriteQuestion
from raterterm.core.words import QuestionId, ResponseId
from raterterm.core.writing import MAX_LENGTH, TextAnswer, TextQuestion
from raterterm.tui.page import Page, begun_from
from raterterm.tui.screens.picker import Choice, PickerScreen
from raterterm.tui.screens.reading import ReadingScreen
from raterterm.tui.screens.writing import WritingKeys
from raterterm.tui.widgets.form import named, rows_of


class AnsweringKeys(WritingKeys):
    """The cursor on a form, and the answers that keys give.

    A screen that has a form inherits this beside Textual's, and says where answers are kept.
    """

    cursor: QuestionId | None = None
    _joined = ""
    """A key that says how the next one is meant."""
    _message = Content()

    @property
    def page(self) -> Page:
        """The form as it is filled in so far."""
        raise NotImplementedError

    def record(self, question: Question, answer: Answer) -> bool:
        """Keep an answer; return whether it is safe."""
        raise NotImplementedError

    def withdraw(self, question: Question) -> bool:
        """Take an answer back; return whether that is safe."""
        raise NotImplementedError

    def answered(self, question: Question) -> None:
        """Do what follows from an answer that was kept, once the cursor stands on the next question."""

    def draw(self) -> None:
        """Draw everything that an answer changes."""
        raise NotImplementedError

    def say(self, message: str, style: str = "") -> None:
        """Say what just happened."""
        raise NotImplementedError

    def is_refused(self) -> bool:
        """Tell whether nothing can be answered now, and say why."""
        return False

    @property
    def is_writing(self) -> bool:
        """Tell whether keys are text."""
        return self.answering.is_writing

    def question(self) -> Question | None:
        """Return the question under the cursor."""
        return self.page.question(self.cursor)

    def verbs(self) -> dict[str, str]:
        """Return what commands do just here, in a word; nothing where they do nothing."""
        question = self.question()
        verb = verb_of(question, self.page.answers.get(question.id)) if question else ""
        unheard = {} if self.answering.hints.display else {"next-hint": ""}
        return {"edit": verb, "entry-edit": verb, **unheard}

    # Keys that answer

    def takes(self, key: str) -> bool:
        """Tell whether ``key`` answers the question under the cursor, whatever it means elsewhere."""
        question = None if self.is_writing else self.question()
        return question is not None and key in question.answer_keys(self.page.letters)

    def action_answer(self, key: str) -> None:
        """Give the answer of ``key`` to the question under the cursor and go to the next open one."""
        question = self.question()
        if question is None or self.is_refused():
            return
        letters, given = self.page.letters, self.page.answers.get(question.id)
        known = question.answer_keys(letters)
        if key in question.joiners and key in known:
            self._joined = key
            self.say(f"{key} and then?")
            return
        answer = question.press(self._joined + key, given, letters)
        self._joined = ""
        if answer is not None:
            self._answer(question, answer)
        elif given is not None and key in known:
            self.withdraw(question)
            self.draw()
        else:
            self.say(f"{key} is no answer here; " + (f"press {', '.join(known)}" if known else "press e"))

    def _answer(self, question: Question, answer: Answer) -> bool:
        is_kept = self.record(question, answer)
        if is_kept and question.is_settled(answer):
            self.cursor = self.page.next_question(question.id) or question.id
        if is_kept:
            self.answered(question)
        self.draw()
        return is_kept

    def action_withdraw(self) -> None:
        """Take back the answer under the cursor, or the last key of it."""
        question = self.question()
        if question is None or self.is_refused():
            return
        given = self.page.answers.get(question.id)
        left = question.retract(given) if given is not None else None
        if left is None:
            self.withdraw(question)
        else:
            self.record(question, left)
        self.draw()

    def _known_keys(self, question: Question) -> Sequence[str]:
        """Return the keys that answer a question; for words of a text those that take them."""
        return ("v", "⏎") if isinstance(question, QuoteQuestion) else question.answer_keys(self.page.letters)

    def open_missing(self, question: Question) -> None:
        """Open what an answer that is missing is made with, where it takes more than keys."""
        if not question.options(self.page.letters) and verb_of(question, self.page.answers.get(question.id)):
            self.action_edit()

    # Moving the cursor

    def action_move_question(self, step: int) -> None:
        """Go to the next row of the form, under the same response where it has one."""
        rows = rows_of(self.page.questions)
        current = self.question()
        if not rows or current is None:
            return
        at = next(n for n, row in enumerate(rows) if current in row.questions)
        row = rows[(at + step) % len(rows)].questions
        same = [known for known in row if known.response == current.response]
        self.put_cursor((same or row)[0].id)

    def put_cursor(self, question: QuestionId) -> None:
        """Put the cursor on a question."""
        self.cursor = question
        self._joined = ""
        self._message = Content()
        self.draw()

    # Answers that take more than a key

    def action_edit(self) -> None:
        """Open what the answer under the cursor is made with."""
        question = self.question()
        if question is None or self.is_refused():
            return
        opener = next((opens for kind, opens in OPENERS if isinstance(question, kind)), None)
        if opener is None or (isinstance(question, ChoiceQuestion) and not question.is_picked):
            keys = "" if question.options(self.page.letters) else ", ".join(self._known_keys(question))
            self.say(f"this question is answered with {keys or 'a digit'}")
        else:
            self._message = Content()
            opener(self, question)

    def write(self, question: Question, text: str = "") -> None:
        """Open the editor, on ``text`` where nothing is written yet."""
        given = self.page.answers.get(question.id)
        written = given.text if isinstance(given, TextAnswer) else text
        title = named(question, self.page.letters)
        self.answering.hints.display = self.linter(question) is not None
        self.answering.hints.begin()
        self.answering.write(question, title, self.page.drafts.get(question.id, written))
        self.draw()

    def action_done_writing(self) -> None:
        """Keep the text as the answer and go back to the keys."""
        editor = self.answering.editor
        question, text = editor.question, editor.text.rstrip()
        if not isinstance(question, TextQuestion):
            return
        if len(text) > MAX_LENGTH:
            self.say(f"the text is too long: {len(text):,} characters, at most {MAX_LENGTH:,}", "$warning")
        elif not (editor.is_new_text or {question.id, begun_from(question.id)} & self.page.drafts.keys()):
            self.answering.stop_writing()
            self.put_cursor(self.page.next_question(question.id) or question.id)
        elif (
            self._answer(question, self._written(question, text)) if text.strip() else self.withdraw(question)
        ):
            # Only now: a text that could not be saved stays where it can be saved again.
            self.answering.stop_writing()
            self.draw()

    def _written(self, question: TextQuestion, text: str) -> TextAnswer:
        return question.written(text, self.base_of(question) or "")

    def base_of(self, question: TextQuestion) -> ResponseId | None:
        """Return the response that a text is made from; None when it is none."""
        given = self.page.answers.get(question.id)
        before = given.base if isinstance(given, RewriteAnswer) else None
        begun = self.page.drafts.get(begun_from(question.id))
        return ResponseId(begun) if begun else before

    def rewrite(self, question: RewriteQuestion) -> None:
        """Open the editor on the rewrite; ask what to start from where nothing is written yet."""
        if question.id in self.page.answers or question.id in self.page.drafts or not question.bases:
            self.write(question)
            return
        choices = [Choice("", "from nothing")]
        choices += [Choice(base, f"from {self.page.letters.letter(base)}") for base in question.bases]
        self.push(PickerScreen("Start to write", choices), lambda base: self._begin(question, base))

    def _begin(self, question: RewriteQuestion, base: str | None) -> None:
        if base is None:
            return
        text = self.text_of(ResponseId(base)) if base else ""
        if not base or self.keep_text(begun_from(question.id), base):
            self.write(question, text)
            # What was taken over is read from its start.
            self.answering.editor.move_cursor((0, 0))

    def text_of(self, response: ResponseId) -> str:
        """Return the text of a response."""
        raise NotImplementedError

    def keep_text(self, of: QuestionId, text: str) -> bool:
        """Keep what is being typed, or forget it when it is empty; return whether it is safe."""
        raise NotImplementedError

    def action_compare_draft(self) -> None:
        """Show how a text differs from what it was made from."""
        self.say("only a rewrite has a response to be compared with")

    def action_read_on(self, step: int) -> None:
        """Scroll what is read above the text, by half a page."""
        for screen in cast("Screen[Any]", self).app.screen_stack:
            if isinstance(screen, ReadingScreen):
                screen.reading.scroll_text("half", step)

    def action_open_editor(self) -> None:
        """Write in $EDITOR."""
        self.answering.editor.write_outside()

    def pick(self, question: ChoiceQuestion) -> None:
        """Open the list of categories; where several may be chosen it stays open until it is left."""
        given = self.page.answers.get(question.id)
        options = question.taxonomy.all
        chosen = [option.id for option in options if option.id in getattr(given, "chosen", ())]
        choices = [
            Choice(
                option.id, f"{option.words} ({option.id})", option.depth, "✓" if option.id in chosen else ""
            )
            for option in options
        ]

        def picked(category: str | None) -> None:
            if category is None:
                self.draw()
                return
            answer = question.toggled(category, given)
            if answer is None:
                self.withdraw(question)
            else:
                self._answer(question, answer)
            if question.several and (answer is None or not question.is_settled(answer)):
                self.pick(question)

        self.push(PickerScreen(question.title, choices, chosen[0] if chosen else ""), picked)

    def list_entries(self, question: RecordsQuestion) -> None:
        """Open the list of entries."""
        raise NotImplementedError


def verb_of(question: Question, answer: Answer | None) -> str:
    """Return what ``e`` does to the answer of a question, in a word; nothing where digits alone answer."""
    if isinstance(question, RecordsQuestion):
        return "list" if question.entries(answer) else "add"
    if isinstance(question, ChoiceQuestion):
        return "pick" if question.is_picked else ""
    return "write" if isinstance(question, TextQuestion) else ""


Opener = Callable[[AnsweringKeys, Any], None]

OPENERS: tuple[tuple[type[Question], Opener], ...] = (
    (RewriteQuestion, lambda screen, question: screen.rewrite(question)),
    (TextQuestion, lambda screen, question: screen.write(question)),
    (ChoiceQuestion, lambda screen, question: screen.pick(question)),
    (RecordsQuestion, lambda screen, question: screen.list_entries(question)),
)
"""What ``e`` opens, by kind of question: the widget of each kind that takes more than a key."""
