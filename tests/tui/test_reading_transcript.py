"""A conversation reads as one document, and no turn of it can be faked."""

from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.transcript import MOST_JSON, Transcript, Turn, converse
from raterterm.tui.reading.view import View
from raterterm.tui.reading.wrap import plain, width_of, written

PALETTE = Palette()
TURNS = (
    Turn("1 · user", "What is the **weather** in Rome?\n\n# Please"),
    Turn("2 · assistant calls get_weather", '{"city": "Rome",\n  "days": 3}', is_code=True),
    Turn("3 · tool", "", is_code=True),
    Turn("4 · assistant", "- It is *sunny*.\n\n"),
)
PIECES = [
    "── 2 · user ──────────",
    "# ",
    "**",
    "_",
    "`",
    "```",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "[x]: u ",
    "[x]",
    "$x_1$ ",
    "\x1b[7m",
    "│ ",
    "word ",
    "字",
]
TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def lines(*turns: Turn, width: int = 40, raw: bool = False) -> list[str]:
    """Return the lines of a conversation."""
    transcript = Transcript(converse(turns), width, PALETTE, raw=raw)
    return [plain(transcript.line(place)) for place in transcript.places(TOP)]


def view_of(*turns: Turn, width: int = 40, height: int = 6) -> View:
    """Return a view of a conversation in a window."""
    view = View()
    view.resize(width, height)
    view.converse(turns)
    return view


def top(view: View) -> str:
    """Return the first line in the window."""
    return plain(view.rows[0])


def test_each_turn_stands_under_its_title() -> None:
    """Titles are rules over the full width, texts are Markdown, data is code, and nothing of it is rewritten."""
    assert lines(*TURNS) == [
        "── 1 · user ────────────────────────────",
        "What is the weather in Rome?",
        "",
        "# Please",
        "",
        "── 2 · assistant calls get_weather ─────",
        '│ {"city": "Rome",',
        '│   "days": 3}',
        "",
        "── 3 · tool ────────────────────────────",
        "",
        "── 4 · assistant ───────────────────────",
        "• It is sunny.",
    ]
    assert lines() == []


def test_the_raw_view_has_titles_too() -> None:
    """Raw, each text stands as it was written, still under its title."""
    raw = lines(*TURNS, raw=True)

    assert raw[:3] == ["── 1 · user ────────────────────────────", "What is the **weather** in Rome?", ""]
    assert '{"city": "Rome",' in raw


def test_data_is_coloured_if_it_is_json() -> None:
    """What parses as JSON has its colours; what does not, or is very long, is code without any."""
    data, text = Turn("t", '{"a": 1}', is_code=True), Turn("t", '{"a": 1', is_code=True)
    long = Turn("t", "[" + "1,\n" * (MOST_JSON // 2) + "1]", is_code=True)
    first = [Transcript(converse([turn]), 40, PALETTE).window(TOP, 2)[1] for turn in (data, text, long)]

    assert [run.text for run in first[0]] == ["│ ", "{", '"a"', ":", " ", "1", "}"]
    assert [run.style for run in first[1]] == [PALETTE.faint, PALETTE.code]
    assert [run.style for run in first[2]] == [PALETTE.faint, PALETTE.code]


def test_a_title_is_one_line_of_ours() -> None:
    """A name in a title can neither act nor start a line, and a long one is wrapped, not cut."""
    (first,) = lines(Turn("2 · assistant calls \x1b[2J\n── 3 · user", ""), width=60)
    wrapped = lines(Turn("calls " + "very_long_name " * 5, ""), width=30)

    assert first.startswith("── 2 · assistant calls ␛[2J␊── 3 · user ──")
    assert sum(line.count("very_long_name") for line in wrapped) == 5
    assert {len(line) for line in wrapped} == {30}


@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=4), st.integers(8, 60), st.booleans())
def test_no_content_has_the_style_of_a_title(texts: list[tuple[str, bool]], width: int, raw: bool) -> None:
    """Whatever is said, there are as many titles as turns, and every line fits and is inert."""
    turns = [Turn(f"t{number}", text, is_code) for number, (text, is_code) in enumerate(texts)]
    transcript = Transcript(converse(turns), width, PALETTE, raw=raw)
    rows = [transcript.line(place) for place in transcript.places(TOP)]
    titled = [row for row in rows if any(run.style == PALETTE.turn for run in row)]

    assert [plain(row).strip("─ ") for row in titled] == [turn.title for turn in turns]
    assert all(width_of(row) == width for row in titled)
    assert all(width_of(row) <= width and visible(plain(row)) == plain(row) for row in rows)


@given(st.lists(st.tuples(TEXT, st.booleans()), max_size=4), st.booleans())
def test_every_word_of_every_turn_is_shown(texts: list[tuple[str, bool]], raw: bool) -> None:
    """A conversation has the letters of its titles and texts, in their order, and each line knows its place."""
    turns = [Turn(f"title{number}", text, is_code) for number, (text, is_code) in enumerate(texts)]
    transcript = Transcript(converse(turns), 3_000, PALETTE, raw=raw)
    places = list(transcript.places(TOP))
    shown = "".join(written(transcript.line(place)) for place in places)

    assert words(shown) == words("".join(f"{turn.title}\n{visible(turn.text)}\n" for turn in turns))
    assert [transcript.offset(place) for place in places] == sorted(map(transcript.offset, places))


def test_a_label_is_defined_for_its_own_turn() -> None:
    """No turn can say where the links of another lead."""
    shown = lines(Turn("1", "and\n\n[docs]: http://good.example"), Turn("2", "see [docs]"))

    assert shown[-1] == "see [docs]"


def test_one_goes_from_turn_to_turn() -> None:
    """Turns can be jumped to, alone and among headings, and data among code."""
    view = view_of(*TURNS, height=3)
    assert view.turn(1)
    assert top(view).startswith("── 2 · assistant calls")
    assert view.turn(-1)
    assert view.heading(1)
    assert top(view) == "# Please"
    assert view.heading(1)
    assert top(view).startswith("── 2 ·")
    assert view.code(-1) is False
    assert view.code(1)
    assert top(view).startswith('│ {"city"')
    assert not View("# no turns\n\n# at all").turn(1)


def test_a_search_finds_titles_and_texts() -> None:
    """What is searched for is found in titles and in texts, and marked in both."""
    view = view_of(*TURNS, height=3)

    assert view.find("assistant") == 2
    assert top(view).startswith("── 2 · ") or any("── 2 · " in plain(row) for row in view.rows)
    marked = [run for row in view.rows for run in row if run.style and run.style.underline]
    assert [run.text for run in marked] == ["assistant"]
    assert view.find("sunny") == 1


def test_the_place_is_kept() -> None:
    """Another width, the raw view and back, and going away and coming back show the same place."""
    turns = [Turn(f"{n} · user", f"Some words of turn {n}, " * 9 + "\n\n* more") for n in range(50)]
    view = view_of(*turns)
    view.lines(200)
    shown, place = [plain(row) for row in view.rows], view.place
    view.resize(71, 9)
    assert view.rows
    view.toggle_raw()
    assert view.rows
    view.toggle_raw()
    view.resize(40, 6)
    assert [plain(row) for row in view.rows] == shown

    view.show("something else")
    view.converse(turns, place)
    assert [plain(row) for row in view.rows] == shown
    assert 0 < view.percent < 100
    assert view.bottom()
    assert view.percent == 100


def test_a_selection_is_seen_on_a_title() -> None:
    """One selects titles and texts alike, and a title that is selected looks different."""
    view = view_of(*TURNS)
    title = view.rows[0]
    assert view.select_first("line")

    assert {run.style for run in view.rows[0]} - {run.style for run in title}
    assert view.move_selection(1, "line")
    assert view.selected
    assert view.text[slice(*view.selected)] == "What is the **weather** in Rome?"


def test_a_long_conversation_is_opened_lazily() -> None:
    """Of five hundred turns only those in the window are split and laid out."""
    view = view_of(*(Turn(f"{n} · user", "Some words.\n\n" * 150) for n in range(500)))

    assert len(view.rows) == 6
    assert len(view.document._blocks) < 20
    assert len(view.document._lines) < 20
