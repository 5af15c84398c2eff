"""What helps to write, on whatever screen the editor stands: hints, the rubric's words, snippets, spelling."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from textual.screen import Screen

from raterterm.core.criteria import ScoreQuestion
from raterterm.core.question import Question
from raterterm.core.visible import visible_line
from raterterm.preferences import MAX_SNIPPET, MAX_SNIPPETS, MAX_WORDS, Preferences
from raterterm.tui.desktop import Desktop
from raterterm.tui.page import NOTHING, Page
from raterterm.tui.screens.picker import Choice, PickerScreen
from raterterm.tui.widgets.answering import Answering
from raterterm.tui.widgets.writing import Editor

if TYPE_CHECKING:
    from raterterm.core.lint import Hint
    from raterterm.core.spelling import Place

Linter = Callable[[str], "tuple[Hint, ...]"]
"""Says what a text lacks; it may be asked in another thread."""

NAME_LENGTH = 60
"""Characters of a snippet's name."""

_TAKE, _DROP, _ADD = "=", "-", "+"
"""What the ids of choices begin with: what is to be done with what the rest names."""


class Subject(NamedTuple):
    """What a text is written about."""

    page: Page = NOTHING
    """The form of the task, whose criteria can be named."""
    language: str | None = None
    """The task's, as BCP 47 writes it."""
    texts: tuple[str, ...] = ()
    """What the rater reads: names and terms that stand in it are taken to be spelt right."""


class Advice(NamedTuple):
    """What is to be said of a text that is being written."""

    hints: "tuple[Hint, ...]" = ()
    misspelt: "tuple[Place, ...]" = ()


def advise(text: str, linter: Linter | None, subject: Subject, preferences: Preferences) -> Advice:
    """Return what is to be said of ``text``; it takes up to a tenth of a second, so not while keys wait."""
    return Advice(linter(text) if linter else (), misspelt(text, subject, preferences))


def misspelt(text: str, subject: Subject, preferences: Preferences) -> "tuple[Place, ...]":
    """Return the misspelt words of ``text``, where the person wants to know and there is a dictionary."""
    if not preferences.check_spelling:
        return ()
    from raterterm.tui import spelling  # noqa: PLC0415 - the first screen need not wait for it

    return spelling.misspelt(text, subject.language, subject.texts, preferences.words)


def criteria_named(page: Page) -> Iterator[Choice]:
    """Yield each criterion, and what the points mean that were given; a choice's id is what it inserts."""
    asked = [question for question in page.questions if isinstance(question, ScoreQuestion)]
    for title in dict.fromkeys(question.title for question in asked):
        yield Choice(title, title)
        for question in (known for known in asked if known.title == title):
            given = page.answers.get(question.id)
            for option in question.options(page.letters):
                if option.anchor and question.chosen(option, given):
                    about = f"{question.about(page.letters)} ".lstrip()
                    yield Choice(option.anchor, f"{title}: {about}{option.label} · {option.anchor}", depth=1)


class WritingKeys:
    """What the keys of the editor do beside writing.

    A screen with an editor inherits this beside Textual's, and says what its texts are about.
    """

    answering: Answering

    @property
    def subject(self) -> Subject:
        """What is written about here."""
        return Subject()

    def linter(self, question: Question) -> Linter | None:
        """Return what says how the answer to ``question`` can teach more; None where nobody asks for that."""
        del question
        return None

    def _tell(self, message: str) -> None:
        """Say it at the editor: on the status line the next draft that is kept would take its place."""
        self.answering.editor.tell(message)

    def push(self, screen: Screen[Any], then: Callable[[Any], None]) -> None:
        """Open a screen over this one; ``then`` is told what it gives back."""
        self._host.app.push_screen(screen, then)

    @property
    def _host(self) -> Screen[Any]:
        return cast("Screen[Any]", self)

    @property
    def _around(self) -> Desktop:
        return cast("Desktop", self._host.app)

    @property
    def _preferences(self) -> Preferences:
        return self._around.preferences

    def _prefer(self, message: str, **changes: object) -> None:
        """Keep changed settings, and say so."""
        changed = Preferences.model_validate({**self._preferences.model_dump(), **changes})
        fault = self._around.prefer(changed)
        self._tell(fault or message)

    # Hints and misspelt words, once the keys rest

    def on_editor_paused(self, event: Editor.Paused) -> None:
        """Read what was written, in a thread: keys are not kept waiting."""
        read = partial(advise, event.text, self.linter(event.question), self.subject, self._preferences)

        async def tell() -> None:
            self._advise(event, await asyncio.to_thread(read))

        self._host.run_worker(tell(), group="advice", exclusive=True)

    def _advise(self, event: Editor.Paused, advice: Advice) -> None:
        editor = self.answering.editor
        # Who typed on is told after the next pause.
        if editor.question is event.question and editor.text == event.text:
            self.answering.hints.tell(event.text, advice.hints)
            self._mark(advice.misspelt)

    def _mark(self, found: "Sequence[Place]") -> None:
        self.answering.editor.mark({place.word for place in found}, self._meant())

    def _meant(self) -> str:
        """Return the words that the hint is about; nothing when it is all of the text."""
        hint, text = self.answering.hints.current, self.answering.editor.text
        return text[hint.start : hint.end] if hint and hint.start is not None else ""

    def action_next_hint(self) -> None:
        """Show the next hint on what is written."""
        hints = self.answering.hints
        if not hints.display:
            self._tell("this rubric asks for no hints here")
        elif not hints.step():
            self._tell("no hints")
        else:
            self.answering.editor.mark_meant(self._meant())

    # Words of the rubric

    def action_name_criterion(self) -> None:
        """Insert what a criterion is called, or what a point means that was given."""
        choices = list(criteria_named(self.subject.page))
        if choices:
            self.push(PickerScreen("Name a criterion", choices), self._insert)
        else:
            self._tell("this rubric has no criteria")

    def _insert(self, text: str | None) -> None:
        if text is not None:
            self.answering.editor.put_in(visible_line(text))

    # Snippets

    def action_insert_snippet(self) -> None:
        """Insert a text of the rater's own."""
        snippets = self._preferences.snippets
        if not snippets:
            self._tell("no snippets yet: ctrl+r keeps what is selected, or all of it, as one")
            return
        choices = [Choice(f"{_TAKE}{name}", f"{name}: {text}") for name, text in snippets.items()]
        choices += [Choice(f"{_DROP}{name}", f"take away “{name}”") for name in snippets]
        title = "Insert a snippet (a rationale that is nearly another of yours gets a hint)"
        self.push(PickerScreen(title, choices), self._take_snippet)

    def _take_snippet(self, taken: str | None) -> None:
        snippets, name = self._preferences.snippets, (taken or "")[1:]
        if taken is None or name not in snippets:
            return
        if taken.startswith(_DROP):
            left = {known: text for known, text in snippets.items() if known != name}
            self._prefer(f"the snippet “{name}” is gone", snippets=left)
        else:
            self.answering.editor.put_in(snippets[name])

    def action_keep_snippet(self) -> None:
        """Keep what is selected, or all that is written, as a snippet."""
        editor = self.answering.editor
        text = (editor.selected_text or editor.text).strip()
        if not text:
            self._tell("nothing is written that could be kept")
        elif len(text) > MAX_SNIPPET:
            self._tell(f"too long for a snippet: {len(text):,} characters, at most {MAX_SNIPPET:,}")
        elif len(self._preferences.snippets) >= MAX_SNIPPETS:
            self._tell(f"there are {MAX_SNIPPETS} snippets already: ctrl+g takes one away")
        else:
            from raterterm.tui.screens.naming import NamingScreen  # noqa: PLC0415 - seldom opened

            begun = " ".join(text.split())[:NAME_LENGTH].strip()
            self.push(
                NamingScreen("Keep as a snippet, under which name?", begun), partial(self._keep_snippet, text)
            )

    def _keep_snippet(self, text: str, name: str | None) -> None:
        if name is not None:
            snippets = {**self._preferences.snippets, name: text}
            self._prefer(f"kept as the snippet “{name}”: ctrl+g inserts it", snippets=snippets)

    # Spelling

    def action_next_misspelt(self) -> None:
        """Select the next misspelt word and offer what may have been meant."""
        from raterterm.core.spelling import language_of  # noqa: PLC0415 - the first screen need not wait for it
        from raterterm.tui import spelling  # noqa: PLC0415 - the first screen need not wait for it

        editor = self.answering.editor
        spoken = language_of(editor.text, self.subject.language)
        found = misspelt(editor.text, self.subject, self._preferences)
        lack = (
            spelling.lack(spoken) if self._preferences.check_spelling else "spelling is off in the settings"
        )
        if lack or not found:
            self._tell(lack or "no word is misspelt")
            return
        at = next((n for n, place in enumerate(found) if place.start >= editor.cursor_offset), 0)
        word = found[at].word
        editor.select(found[at].start, found[at].end)
        known = spelling.dictionary(spoken)
        proposals = known.proposals(word) if known else ()
        choices = [Choice(f"{_TAKE}{proposed}", proposed) for proposed in proposals]
        choices.append(Choice(_ADD, f"add “{word}” to my words"))
        title = f"“{word}” is not in {known.name if known else ''} ({at + 1} of {len(found)})"
        self.push(PickerScreen(title, choices), partial(self._mend, word))

    def _mend(self, word: str, taken: str | None) -> None:
        if taken == _ADD:
            words = (*self._preferences.words, word)[-MAX_WORDS:]
            self._prefer(f"“{word}” is one of your words now", words=words)
            self.answering.editor.await_pause()
        elif taken is not None:
            self.answering.editor.replace_selected(taken.removeprefix(_TAKE))
