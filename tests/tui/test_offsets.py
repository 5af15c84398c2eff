"""Marked words stand in the bundle where the batch has them, by code points, whatever the text is made of."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tui.delivered import delivered
from tests.tui.seat import load_tasks
from tests.tui.spanning import RUBRIC, mark_words, misplaced, quotes_in, texts_of
from tests.tui.test_reading_marks import MARKDOWN
from tests.worlds import Clock

from raterterm.core import jsontext
from raterterm.core.quotes import QuoteAnswer
from raterterm.core.records import RecordsAnswer
from raterterm.core.units import Unit
from raterterm.core.words import Json, ResponseId
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk
from raterterm.tui.reading.view import View

MULTILINGUAL = Path(__file__).parents[2] / "sample_batches" / "multilingual.jsonl"
ODD = (
    "👩‍👩‍👧‍👦 a family. 🇪🇸🇫🇷 flags! ❤️\ufe0f",
    "e\u0301le\u0300ve, n\u0303o; 각 is ᄀ\u1161\u11a8.",
    "हिन्दी में लिखा है। ไทยไม่เว้นวรรค",
    "עברית \u202eoverride\u202c and العَرَبِيَّة.",
    "tabs\tand\r\ncarriage returns\r\nand \x1b[31mescapes\x1b[0m and \x00.",
    "𝔘nicode beyond the first plane: 𐍈 𝒳 🀄.",
    "| a 👍 | b |\n|---|---|\n| `x|y` | **z** |\n\n$$\\frac{𝑎}{b}$$",
    "zero\u200bwidth\u00adhyphen\ufeffmark",
)
"""Texts of which one character is several, or none, or acts."""
UNITS: tuple[Unit, ...] = ("line", "sentence", "word")

PIECES = st.lists(st.sampled_from(ODD) | MARKDOWN | st.text(max_size=30), min_size=1, max_size=6).map(
    "\n\n".join
)
TEXTS = PIECES.filter(lambda text: not any("\ud800" <= letter <= "\udfff" for letter in text))
"""What a batch can hold: all but lone surrogates."""


def task_of(*texts: str) -> bytes:
    """Return a task whose responses, called r0, r1, ..., have these texts."""
    responses = [{"id": f"r{number}", "text": text} for number, text in enumerate(texts)]
    return jsontext.encode({"id": "t-1", "prompt": "Why?", "responses": responses})


def selected(text: str, draw: st.DataObject) -> tuple[int, int] | None:
    """Return a stretch of a text that was selected in a window of it, as a pane selects."""
    view = View(text, raw=draw.draw(st.booleans(), "raw"))
    view.resize(draw.draw(st.integers(8, 120), "width"), draw.draw(st.integers(1, 30), "height"))
    view.lines(draw.draw(st.integers(0, 20), "scrolled"))
    if not view.select_first(draw.draw(st.sampled_from(UNITS), "unit")):
        return None
    for is_longer, step, unit in draw.draw(
        st.lists(st.tuples(st.booleans(), st.sampled_from((-1, 1)), st.sampled_from(UNITS)), max_size=8),
        "keys",
    ):
        (view.extend_selection if is_longer else view.move_selection)(step, unit)
    return view.selected


def quote_of(text: str, response: str, stretch: tuple[int, int]) -> Json:
    """Return an entry that quotes a stretch."""
    start, end = stretch
    quote = QuoteAnswer(response=ResponseId(response), start=start, end=end, quote=text[start:end])
    return {"quote": quote.model_dump(mode="json")}


@given(TEXTS, st.data())
@settings(max_examples=40)
def test_words_are_found_again_in_any_text(text: str, data: st.DataObject) -> None:
    """Selected, kept, signed, verified, read back: the slice of the file's own text is what is quoted."""
    stretches = [stretch for _ in range(3) if (stretch := selected(text, data))]
    line = task_of(text, "Another.")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder, "w.db"), clock=Clock()) as own:
        desk = Desk(own, load_tasks(own, RUBRIC, lines=[line]))
        sheet = desk.sheet(1)
        (question,) = sheet.questions
        entries = tuple(quote_of(text, "r0", stretch) for stretch in stretches)
        desk.answer(sheet, question, RecordsAnswer(entries=entries))
        found = quotes_in(delivered(own, Path(folder)))

    assert misplaced(texts_of([line]), found) == []
    assert [(quote.start, quote.end) for _, quote in found] == stretches
    assert all(quote.stands_in(sheet.task) for _, quote in found)


async def test_words_marked_with_keys_are_found_again(workspace: Workspace, tmp_path: Path) -> None:
    """Through the real app, on tasks in eight scripts and on texts made to be hard."""
    lines = [*MULTILINGUAL.read_bytes().splitlines(), *(task_of(text, text[::-1]) for text in ODD)]
    named = [jsontext.encode({**jsontext.decode(line), "id": f"t-{n}"}) for n, line in enumerate(lines)]
    load_tasks(workspace, RUBRIC, lines=named)
    taken = await mark_words(workspace, tasks=len(named), each=1)

    found = quotes_in(delivered(workspace, tmp_path))
    assert misplaced(texts_of(named), found) == []
    assert [(one.task, one.response, one.words) for one in taken] == [
        (task, quote.response, quote.quote) for task, quote in found
    ]
    assert {one.is_raw for one in taken} == {True, False}
    assert len(taken) > len(named) // 2


def test_a_quote_that_is_moved_is_found_out() -> None:
    """By one code point, or with other words."""
    line = task_of("👍 One two.", "Another.")
    texts = texts_of([line])
    quote = QuoteAnswer(response=ResponseId("r0"), start=2, end=5, quote="One")

    assert misplaced(texts, [("t-1", quote)]) == []
    for changes in ({"start": 3, "end": 6}, {"quote": "Two"}, {"response": "r1"}, {"response": None}):
        assert misplaced(texts, [("t-1", quote.model_copy(update=changes))]), changes
