"""A screen on which responses are rewritten: shows how a rewrite differs from the response that it was made from."""

import asyncio

from textual.timer import Timer

from raterterm.core.rewrite import RewriteAnswer, RewriteQuestion
from raterterm.core.words import QuestionId
from raterterm.tui.reading.difference import FOLD, compare
from raterterm.tui.screens.entry import ListingKeys
from raterterm.tui.screens.reading import ReadingScreen
from raterterm.tui.widgets.responses import COMPARED_AT_ONCE, Revision

DRAWN_AFTER = 0.3
"""Seconds after a key until the difference of what is being written is drawn again."""
BEFORE_CURSOR = 240
"""Characters before the editor's cursor at which the difference is shown from."""


class RevisingScreen(ListingKeys, ReadingScreen):
    """What the keys do that compare a rewrite with its base."""

    _is_revision_wanted = False
    _redrawing: Timer | None = None
    _counted: tuple[Revision, str] | None = None
    """The rewrite whose words were counted last, and what is to be said of it."""

    def action_difference(self) -> None:
        """Show how the rewrite under the cursor differs from its base; elsewhere, how the responses differ."""
        if isinstance(self.question(), RewriteQuestion):
            self.action_compare_draft()
        else:
            super().action_difference()

    def action_compare_draft(self) -> None:
        """Show how the rewrite differs from its base, or the base again."""
        question = self._revised_question()
        if question is None:
            self.say("only a rewrite has a response to be compared with")
        elif self._revision(question) is None:
            is_written = self.is_writing or question.id in self.page.answers.keys() | self.page.drafts.keys()
            self.say(
                "written from nothing: there is nothing to compare"
                if is_written
                else "nothing is rewritten yet"
            )
        else:
            self._is_revision_wanted = not self._is_revision_wanted
            self.say("[- -] was taken out, {+ +} put in" if self._is_revision_wanted else "")
            self.draw()

    def draw_revision(self) -> None:
        """Show what the keys above ask for, and while a rewrite is written, the response it is made from."""
        question = self._revised_question()
        revision = self._revision(question) if question else None
        self._is_revision_wanted &= revision is not None
        self.reading.responses.revise(revision if self._is_revision_wanted else None)
        if self.is_writing and revision is not None:
            self.reading.responses.bring(revision.base)
        self.reading.prompt.give_way(self.answering.needs_room)

    def on_text_area_changed(self) -> None:
        """Have the difference drawn soon, where it is shown while one writes."""
        if self._is_revision_wanted and self._redrawing is None:
            self._redrawing = self.set_timer(DRAWN_AFTER, self._redraw)

    def _redraw(self) -> None:
        self._redrawing = None
        self.draw_revision()

    def _revised_question(self) -> RewriteQuestion | None:
        """Return the rewrite that is being written, or that the cursor is on."""
        question = self.answering.editor.question if self.is_writing else self.question()
        return question if isinstance(question, RewriteQuestion) else None

    def _revision(self, question: RewriteQuestion) -> Revision | None:
        """Return the rewrite as it stands beside what it was made from; None when that is nothing."""
        base = self.base_of(question)
        given = self.page.answers.get(question.id)
        if base is None:
            return None
        if self.is_writing:
            editor = self.answering.editor
            cursor = len(editor.get_text_range((0, 0), editor.cursor_location))
            return Revision(base, self.text_of(base), editor.text, max(0, cursor - BEFORE_CURSOR))
        written = given.text if isinstance(given, RewriteAnswer) else ""
        text = self.page.drafts.get(question.id, written)
        return Revision(base, self.text_of(base), text) if text else None

    # What the form says of it

    def told_changes(self) -> dict[QuestionId, str]:
        """Return how many words each rewrite took out and put in, as far as they are counted."""
        page = self.page
        given = {asked.id: page.answers.get(asked.id) for asked in page.questions}
        return {
            of: self._told(Revision(answer.base, self.text_of(answer.base), answer.text))
            for of, answer in given.items()
            if isinstance(answer, RewriteAnswer) and answer.base is not None
        }

    def _told(self, change: Revision) -> str:
        if self._counted is not None and self._counted[0] == change:
            return self._counted[1]
        if len(change.before) + len(change.after) <= COMPARED_AT_ONCE:
            return self._count(change)
        self._counted = change, ""
        self.run_worker(self._count_beside(change), group="count", exclusive=True)
        return ""

    async def _count_beside(self, change: Revision) -> None:
        """Count the words of long texts beside what else goes on, then say how many there are."""
        await asyncio.to_thread(compare, change.before, change.after, FOLD)
        self._count(change)
        self.draw()

    def _count(self, change: Revision) -> str:
        found = compare(change.before, change.after, FOLD)
        letter = self.page.letters.letter(change.base)
        told = f"-{found.removed} +{found.added} against {letter}"
        self._counted = change, told
        return told
