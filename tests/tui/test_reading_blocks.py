"""How a text is split into blocks that can be laid out alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core.visible import visible
from raterterm.tui.reading.blocks import split, split_raw
from raterterm.tui.reading.cuts import HUGE, Block
from raterterm.tui.reading.lists import split_list

MARKDOWN = st.text("ab12 \n\t\r*_`~|-#>.$\\[()]\u2028字", max_size=80)
"""Texts made of the characters that block structure hangs on."""


def shapes(text: str) -> list[tuple[str, str]]:
    """Return kind and source of each block of ``text``."""
    return [(block.kind, text[block.start : block.end].rstrip("\n")) for block in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\n\nthree", [("paragraph", "one\ntwo"), ("paragraph", "three")]),
        ("# title\ntext", [("heading", "# title"), ("paragraph", "text")]),
        ("title\n---\ntext", [("heading", "title\n---"), ("paragraph", "text")]),
        (
            "text\n```py\na\n\nb\n```\nafter",
            [("paragraph", "text"), ("fence", "```py\na\n\nb\n```"), ("paragraph", "after")],
        ),
        ("````\n```\n````\nx", [("fence", "````\n```\n````"), ("paragraph", "x")]),
        ("```\nnever closed\n\n# a", [("fence", "```\nnever closed\n\n# a")]),
        ("- a\n\n  more\n- b\n\nend", [("list", "- a\n\n  more\n- b"), ("paragraph", "end")]),
        ("1. a\n   ```\n   x\n\n   y\n   ```\n2. b", [("list", "1. a\n   ```\n   x\n\n   y\n   ```\n2. b")]),
        ("1. a\n```\nx\n```\n2. b", [("list", "1. a"), ("fence", "```\nx\n```"), ("list", "2. b")]),
        ("> a\nlazy\n\nb", [("quote", "> a\nlazy"), ("paragraph", "b")]),
        (
            "x\n|a|b|\n|-|-|\n|1|2|\n\ny",
            [("paragraph", "x"), ("table", "|a|b|\n|-|-|\n|1|2|"), ("paragraph", "y")],
        ),
        ("* * *\ntext", [("rule", "* * *"), ("paragraph", "text")]),
        ("    code\n\n    more\nend", [("code", "    code\n\n    more"), ("paragraph", "end")]),
        ("$$\n- a\n$$\nend", [("math", "$$\n- a\n$$"), ("paragraph", "end")]),
        ("a\r\n\r\nb\r\n", [("paragraph", "a\r"), ("paragraph", "b\r")]),
        ("\r\n\r\n\r", [("paragraph", "\r")]),
        ("costs $$ 5\n\nand $$ 6", [("paragraph", "costs $$ 5"), ("paragraph", "and $$ 6")]),
        ("    \u2028", [("code", "    \u2028")]),
        ("[a]: u\n[b]: v 't'\ntext", [("definition", "[a]: u\n[b]: v 't'"), ("paragraph", "text")]),
        ("text\n[a]: u", [("paragraph", "text\n[a]: u")]),
        (
            "text\n[^1]: a\nlazy\n\n    more\n[^2]: b\n\nend",
            [
                ("paragraph", "text"),
                ("note", "[^1]: a\nlazy\n\n    more"),
                ("note", "[^2]: b"),
                ("paragraph", "end"),
            ],
        ),
    ],
)
def test_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    """A text falls into the blocks that CommonMark, with tables and formulas, sees in it."""
    assert shapes(text) == expected


@given(MARKDOWN)
def test_blocks_cover_the_text(text: str) -> None:
    """Blocks follow one another, and between them is nothing but blank lines."""
    at = 0
    for block in split(text):
        assert block.start < block.end
        assert not text[at : block.start].replace("\r\n", "").strip(" \t\n")
        at = block.end

    assert not text[at:].replace("\r\n", "").strip(" \t\n")


@given(MARKDOWN)
def test_raw_blocks_are_the_text(text: str) -> None:
    """The raw view's blocks put together are the text itself."""
    assert "".join(text[block.start : block.end] for block in split_raw(text)) == text


LARGE = {
    "one line": "word " * 100_000,
    "no blank": "x" * 200_000,
    "ideographs": "字" * 100_000,
    "bars": "|" * 100_000,
    "brackets": ">" * 100_000,
    "heading": "# " + "a " * 100_000,
    "items": "".join(f"{n}. item\n" for n in range(5_000)),
    "inner items": "- top\n" + "  - item\n" * 5_000,
    "quoted": "> line\n" * 5_000,
    "rows": "|a|b|\n|-|-|\n" + "|1|2|\n" * 5_000,
    "wide rows": ("|c" * 200 + "|\n") + ("|-" * 200 + "|\n") + ("|c" * 200 + "|\n") * 200,
    "program": "```python\n" + "x = 1\n" * 5_000,
    "item of one line": "- " + "y" * 100_000,
    "item of many lines": "- a\n" + "lazy\n" * 20_000 + "- b\n" + "  c\n\n" * 20_000,
    "footnote": "[^1]: " + "word " * 50_000,
    "definitions": "".join(f"[l{n}]: u\n" for n in range(5_000)),
    "indented": "    x\n\n" * 20_000,
    "controls": "\x9b" * 100_000,
    "controls in lines": "- \u202e\u202e\u202e\n" * 20_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_no_block_is_huge(name: str) -> None:
    """Whatever a text consists of, each block of it is small enough to be laid out at once."""
    text = LARGE[name]
    blocks = list(split(text))
    sources = [text[block.start : block.end] for block in blocks]

    assert max(map(len, sources)) <= HUGE + 10
    assert max(len(visible(source)) for source in sources) <= 2 * HUGE
    assert len(blocks) > 1


def test_a_cut_list_keeps_its_numbers_and_has_no_gap() -> None:
    """The parts of a long list start at items, and no blank line comes between them."""
    text = LARGE["items"]
    blocks = list(split(text))

    assert all(block.kind == "list" and not block.spaced for block in blocks)
    assert all(text[block.start : block.end].endswith("item\n") for block in blocks)


def test_a_cut_fence_knows_its_opening() -> None:
    """Each later part of a long fence points at the line that names the language."""
    text = LARGE["program"]
    heads = {text[slice(*block.head)] for block in split(text) if block.head}

    assert heads == {"```python\n"}


def test_splitting_is_lazy() -> None:
    """Only as much of a text is split as is asked for."""
    text = "first\n\n" + "second\n\n" * 1_000_000
    item = "- item\n" + "lazy\n" * 500_000

    assert next(split(text)) == Block("paragraph", 0, 6, spaced=True)
    assert next(split_list(item, 0)).end < 2 * HUGE
