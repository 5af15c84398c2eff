"""Labels that are defined elsewhere in a text: reference links and footnotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.visible import visible
from raterterm.tui.reading.document import TOP, Document
from raterterm.tui.reading.palette import Palette
from raterterm.tui.reading.places import words
from raterterm.tui.reading.references import MOST_DEFINITIONS, NONE, references
from raterterm.tui.reading.wrap import Formula, plain, written

PALETTE = Palette()
PARTS = [
    "[x]: http://u.v/w ",
    '[x]: <a b> "t"',
    "[^1]: ",
    "[^1]",
    "[x]",
    "[y][x]",
    "![z][x]",
    "[x][]",
    "[nope]",
    "word ",
    "**",
    "`",
    "```",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "> ",
    "|a|b|\n|-|-|\n",
    "\x1b",
]
TEXT = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)


def lines(text: str, width: int = 60) -> list[str]:
    """Return the rendered lines of ``text``."""
    document = Document(text, width, PALETTE)
    return [plain(document.line(place)) for place in document.places(TOP)]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("see [the *docs*][d] now", 'see the docs [d] ‹http://x.y/a_b_c*d* "T"› now'),
        (
            "see [d], [D][] and [nope]",
            'see d ‹http://x.y/a_b_c*d* "T"›, D ‹http://x.y/a_b_c*d* "T"› and [nope]',
        ),
        ("![a picture][d]", '▣ a picture [d] ‹http://x.y/a_b_c*d* "T"›'),
        ("[text][nope]", "[text][nope]"),
        ("`[d]` and \\[d]", "[d] and [d]"),
        ("[d](http://own)", "d ‹http://own›"),
        ("# On [d]", '# On d ‹http://x.y/a_b_c*d* "T"›'),
        ("- [d]", '• d ‹http://x.y/a_b_c*d* "T"›'),
        ("> [d]", '▌ d ‹http://x.y/a_b_c*d* "T"›'),
        ("|[d]|\n|-|", 'd ‹http://x.y/a_b_c*d* "T"›'),
    ],
)
def test_a_reference_link_shows_its_target(link: str, expected: str) -> None:
    """Wherever a label is used, what is defined for it follows, and the definition stays to be read."""
    shown = lines(f'{link}\n\n[d]: http://x.y/a_b_c*d* "T"\n', 90)

    assert shown[0] == expected
    assert shown[-1] == '[d]: http://x.y/a_b_c*d* "T"'


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("[A  b]: u", {"a b": ("u", "")}),
        ("   [a]: <u v> (t)\r\n[b]: w", {"a": ("u v", "t"), "b": ("w", "")}),
        ("# head\n[a]: u 'x'", {"a": ("u", "x")}),
        ("```\nx\n```\n[a]: u", {"a": ("u", "")}),
        ("[a]: first\n\n[A]: second", {"a": ("first", "")}),
        ("words\n[a]: u", {}),
        ("    [a]: u", {}),
        ("```\n[a]: u\n```", {}),
        ("~~~~\n~~~\n[a]: u", {}),
        ("[a]: u and more", {}),
        ("[^a]: u", {}),
    ],
)
def test_what_is_a_definition(text: str, defined: dict[str, tuple[str, str]]) -> None:
    """A definition is a line of its own, outside of code, that does not go on a paragraph; the first counts."""
    assert references(text).targets == defined


def test_most_texts_define_nothing() -> None:
    """A text without definitions costs no look at its lines, and one with very many a bounded one."""
    assert references("a [b] and [c](d)\n" * 1_000) is NONE
    assert len(references("".join(f"[l{n}]: u\n" for n in range(9_000))).targets) == MOST_DEFINITIONS


def test_footnotes_keep_their_numbers_and_places() -> None:
    """A footnote is marked where it is referred to, and shown where it was written, with all that belongs to it."""
    text = (
        "A claim[^1], and [^2].\nText\n[^1]: The *note* goes on.\n[^long-note]: Second.\n\n    More of it.\n\n"
        "    ```py\n    x = 1\n    ```\n\nafter"
    )

    assert lines(text) == [
        "A claim[^1], and [^2].",
        "Text",
        "[^1]: The note goes on.",
        "[^long-note]: Second.",
        "",
        "              More of it.",
        "",
        "              ┌ py",
        "              │ x = 1",
        "",
        "after",
    ]
    runs = {run.text: run.style for run in Document(text, 60, PALETTE).line(TOP)}
    assert runs["[^1]"] == PALETTE.marker
    assert runs[", and [^2]."] == PALETTE.text
    assert lines("[^1]:") == ["[^1]: "]


@given(TEXT, st.integers(8, 60))
def test_labels_lose_no_word(text: str, width: int) -> None:
    """However labels are used, each word of the source is shown once, in order, beside the targets added."""
    document = Document(text, width, PALETTE)
    rows = [document.line(place) for place in document.places(TOP)]
    own = [run.text for row in rows for run in row if not (isinstance(run, Formula) and not run.source)]

    assert sorted(words("".join(own))) == sorted(words(visible(text)))
    assert sorted(words("".join(map(written, rows)))) == sorted(words(visible(text)))
