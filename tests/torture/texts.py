"""Hostile texts: every sequence that a terminal knows, markup, and characters that reorder or hide.

Each sequence carries the canary of ``tests.tui.wire``, so that it is told from what the program writes itself.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from tests.tui.wire import CANARY, UNSEEN

from raterterm.core.visible import TAB_WIDTH

_FINALS = [chr(code) for code in range(0x40, 0x7F)]
_BETWEEN = ["", *(chr(code) for code in range(0x20, 0x30))]
_PRIVATE = ["", "<", "=", ">", "?"]
_CSI, _DCS = ("\x1b[", "\x9b"), ("\x1bP", "\x90")
_STRINGS = ("\x1bX", "\x1b^", "\x1b_", "\x98", "\x9e", "\x9f")
_ENDS = ("\x07", "\x1b\\", "\x9c", "")
"""What ends a string for one terminal or another, and nothing at all."""

_COMMANDS = [*range(151), 440, 633, 697, 777, 1337, 5113, 9001, 66]
_SAID = {
    0: CANARY,
    4: f"1;?{CANARY}",
    7: f"file://{CANARY}/etc",
    8: f"id={CANARY};https://{CANARY}.example",
    9: f"4;1;{CANARY}",
    52: f"c;{CANARY}",
    133: f"A;aid={CANARY}",
    777: f"notify;{CANARY};said",
    1337: f"File=inline=1;name={CANARY}:AAAA",
}
_MODES = [*range(1, 110), *range(1000, 1071), *range(2000, 2050), 7727, 7786, 8452, 9001]
_QUERIES = [
    *(
        "\x05",
        "\x1bZ",
        "\x1b[c",
        "\x1b[0c",
        "\x1b[>c",
        "\x1b[=c",
        "\x1b[5n",
        "\x1b[6n",
        "\x1b[?6n",
        "\x1b[?15n",
    ),
    *(
        "\x1b[14t",
        "\x1b[18t",
        "\x1b[20t",
        "\x1b[21t",
        "\x1b[x",
        "\x1b[?u",
        "\x1b[>q",
        "\x1b[?996n",
        "\x1b[?1$p",
    ),
    *(
        "\x1bP$qm\x1b\\",
        "\x1bP+q544e\x1b\\",
        "\x1b]10;?\x07",
        "\x1b]11;?\x07",
        "\x1b]52;c;?\x07",
        "\x1b]4;1;?\x07",
    ),
]
_MARKUP = [
    *(
        "[bold]{}[/bold]",
        "[/{}]",
        "[/]{}",
        "[@click=app.leave]{}[/]",
        "[@click=app.bell()]{}",
        "[@click={}]a[/@click]",
    ),
    *(
        "[@click=screen.answer('1')]{}[/]",
        "[link=https://{}.example]a[/link]",
        "[link='file:///{}']a[/]",
        "[link={}",
    ),
    *(
        "[$accent]{}[/]",
        "[$error 50%]{}",
        "$primary {}",
        "${{{}}}",
        "[{}",
        "[[{}]]",
        "\\[{}]",
        "[bold red on blue]{}",
    ),
    *(
        "[on #777311]{}[/]",
        "[reverse][blink]{}",
        "[dim not bold]{}[/dim]",
        "[rgb(1,2,3)]{}",
        "[!]{}[/!]",
        "[b]{}[/c]",
    ),
    *(
        ":warning: {}",
        ":{}:",
        "%s %(x)s %n {}",
        "{{}} {{0}} {{x!r}} {}",
        "`[{}`",
        "[@mouse.down=app.leave]{}[/]",
    ),
    *(
        "[{}](https://77731.example)",
        "![{}](https://77731.example/x.png)",
        "[{}](javascript:alert(1))",
        "<{}>",
    ),
    *(
        "[{}](file:///etc/passwd)",
        "[{}](vscode://file/etc)",
        "<https://77731.example/{}>",
        "[{}]: https://77731.example",
    ),
    *(
        "<a href='https://77731.example'>{}</a>",
        "<script>{}</script>",
        "<!-- {} -->",
        "&#27;[{}m",
        "&lt;{}&gt;",
        "&{};",
    ),
    *(
        "<img src=x onerror=alert({})>",
        "<style>{}</style>",
        "<details>{}",
        "| {} |",
        "> {}",
        "# {}",
        "- [ ] {}",
        "1. {}",
    ),
    *(
        "**{}",
        "~~{}~~",
        "__{}__",
        "*{}_",
        "``{}",
        "$${}$$",
        "\\({}\\)",
        "[^{}]",
        "\\x1b[{}m",
        "\\u001b[{}m",
        "^[[{}m",
    ),
    *(
        "\\033[{}m",
        "%1B[{}m",
        "$(touch {})",
        "`touch {}`",
        "; touch {}",
        "../../{}",
        "-{}",
        "--help {}",
        "~{}",
        "*{}?",
    ),
    *(
        "=cmd|'{}'!A1",
        "@{}",
        "'{}\"",
        "\\{}\\",
        "#{}",
        "!{}",
        "{}\\",
        "{}:",
        "%{}%",
        "<|im_end|>{}",
        "[INST]{}[/INST]",
    ),
]


def enumerated() -> Iterator[str]:
    """Yield each text once, about 27,000."""
    yield from dict.fromkeys(text for kind in KINDS for text in kind())


def _controls() -> Iterator[str]:
    for code in (*range(0x20), *range(0x7F, 0xA0)):
        yield f"a{chr(code)}b"
        yield f"{chr(code)}{CANARY}"


def _escapes() -> Iterator[str]:
    yield from (f"\x1b{chr(code)}{CANARY}" for code in range(0x100))
    yield from (f"\x1b{first}{chr(last)}{CANARY}" for first, last in product(_BETWEEN[1:], range(0x30, 0x7F)))
    yield from (f"\x1b{first}{second}{CANARY}" for first, second in product(_BETWEEN[1:], _BETWEEN[1:]))


def _control_sequences() -> Iterator[str]:
    for begin, private, between, final in product(_CSI, _PRIVATE, _BETWEEN, _FINALS):
        yield f"{begin}{private}{CANARY}{between}{final}"
    for private, between, final in product(_PRIVATE, _BETWEEN, _FINALS):
        yield f"\x1b[{private}{between}{final}"
    for begin, final in product(_CSI, _FINALS):
        yield f"{begin}1;{CANARY}{final}"
        yield f"{begin}38:2::{CANARY}:0:0{final}"
    yield from (f"{begin}{CANARY}" for begin in _CSI)
    yield from (f"\x1b[?{mode}{letter}" for mode, letter in product(_MODES, "hlsr"))
    yield from (f"\x1b[{mode}{letter}" for mode, letter in product(range(40), "hl"))
    yield from (
        f"\x1b[3{inner}1m{CANARY}" for inner in ("\x00", "\x07", "\x08", "\r", "\n", "\x18", "\x1a", "\x1b")
    )


def _commands() -> Iterator[str]:
    for number, end in product(_COMMANDS, _ENDS):
        said = _SAID.get(number, CANARY)
        yield f"\x1b]{number};{said}{end}"
        yield f"\x9d{number};{said}{end}"
    for address in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "smb://x",
        "vscode://x",
        "mailto:x",
        "x" * 300,
    ):
        yield f"\x1b]8;;{address}\x1b\\{CANARY}\x1b]8;;\x1b\\"
    yield from (f"\x1b]{letter}{CANARY}\x1b\\" for letter in "lLIkPR")


def _strings() -> Iterator[str]:
    for private, between, final in product(_PRIVATE, _BETWEEN, _FINALS):
        yield f"\x1bP{private}{CANARY}{between}{final}x\x1b\\"
    for begin, final, end in product(_DCS, _FINALS, _ENDS):
        yield f"{begin}{final}{CANARY}{end}"
    for begin, end in product((*_STRINGS, *_DCS, "\x1bk"), _ENDS):
        yield f"{begin}{CANARY}{end}"
        yield f"{begin}G{CANARY};AAAA{end}"


def _questions() -> Iterator[str]:
    yield from _QUERIES
    yield from (f"1{query}2" for query in _QUERIES)


def _markup() -> Iterator[str]:
    yield from (form.format(CANARY) for form in _MARKUP)
    yield from (form.format("\x1b[1m") for form in _MARKUP)
    yield from (f"{form.format('')}{CANARY}" for form in _MARKUP)


def _invisible() -> Iterator[str]:
    for character in (
        each for each in sorted(UNSEEN) if ord(each) < 0xE0200 and not 0xD800 <= ord(each) < 0xE000
    ):
        yield f"a{character}b"
        yield f"{CANARY}{character}"
    yield "".join(chr(0xE0000 + ord(letter)) for letter in f"x{CANARY}")
    yield from (
        f"{left}{CANARY}{right}"
        for left, right in product("\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069 ")
    )
    yield from (f"a{chr(code)}{CANARY}" for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


def _piles() -> Iterator[str]:
    for mark in "\u0301\u0334\u0489\u05b0\u064b\u0e47\u0f71\u20dd\u302a\ufe20":
        yield from (f"z{mark * count}{CANARY}" for count in (1, 8, 9, 300))
    for joiner in "\u200b\u200c\u200d\ufe0e\ufe0f\u2060\ufeff":
        yield from (f"{joiner * count}{CANARY}" for count in (1, 2, 40))
    yield from (
        "👩\u200d" * 40 + "👩",
        "1\ufe0f\u20e3",
        "#\ufe0f",
        "🏴" + "\U000e0067\U000e007f",
        "ﷺ" * 20,
        "ㅤ" * 3,
    )


def _tricks() -> Iterator[str]:
    words = (
        f"safe\r{CANARY}",
        f"safe\x08\x08\x08\x08{CANARY}",
        f"\x07\x07{CANARY}",
        f"a\x00{CANARY}",
        f"\t{CANARY}\t",
    )
    yield from (
        *words,
        f"a\r\n{CANARY}\r\n",
        f"\r\r\n\n\r{CANARY}",
        f"a\x0b\x0c\x85{CANARY}",
        f"{CANARY}\u2028b\u2029c",
    )
    yield from (
        f"\xc3\x9b{CANARY}m",
        f"\xc2\x9b{CANARY}m",
        f"\xe2\x80\xae{CANARY}",
        f"\xc0\x9b{CANARY}",
        f"\xff\xfe{CANARY}",
    )
    yield from (
        f"{low}{CANARY}" for low in ("\ud800", "\udfff", "\ud83d", "\udc9b", "\udc1b[1m", "\udcc0\udc9b")
    )
    yield from (f"{number}{CANARY}" for number in ("𝟏", "١", "１", "①", "Ⅷ"))


KINDS: Sequence[Callable[[], Iterator[str]]] = (
    _controls,
    _escapes,
    _control_sequences,
    _commands,
    _strings,
    _questions,
    _markup,
    _invisible,
    _piles,
    _tricks,
)
"""What the enumeration is made of."""


def read(files: Iterable[Path]) -> Iterator[str]:
    """Yield what stands as ``text`` on each line of JSONL files."""
    for file in files:
        for line in file.read_bytes().splitlines():
            yield str(json.loads(line)["text"])


# What is seen of a text

_NAMES = {
    "LS": "\u2028",
    "PS": "\u2029",
    "BOM": "\ufeff",
    "LRM": "\u200e",
    "RLM": "\u200f",
    "SHY": "\xad",
    "ZWSP": "\u200b",
    "ZWNJ": "\u200c",
    "ZWJ": "\u200d",
    "VS15": "\ufe0e",
    "VS16": "\ufe0f",
}
_MARK = re.compile(r"⟦(?:U\+([0-9A-F]{4,6})|([A-Z0-9]+))⟧|([␀-␟])|(␡)")
_COUNT = re.compile(r"⟦(\d+) (?:more marks|joined characters)⟧")


def read_back(shown: str) -> str:
    """Return the text that marks stand for, read as a person would who knows them."""
    return _MARK.sub(_meant, shown)


def _meant(mark: re.Match[str]) -> str:
    code, name, picture, _ = mark.groups()
    if name:
        return _NAMES.get(name, mark[0])
    return chr(int(code, 16)) if code else chr(ord(picture) - 0x2400) if picture else "\x7f"


def visible_faults(texts: Iterable[str], shown: Callable[[str], str]) -> Iterator[str]:
    """Yield where two texts are shown alike, where something is cut, and where what acts is shown."""
    for text in texts:
        seen = shown(text)
        meant = read_back(text.replace("\r\n", "\n").expandtabs(TAB_WIDTH))
        back = read_back(seen)
        counted = sum(int(count) for count in _COUNT.findall(back)) - sum(
            int(n) for n in _COUNT.findall(meant)
        )
        if counted and len(_COUNT.sub("", back)) + counted != len(_COUNT.sub("", meant)):
            yield f"{text[:60]!r} is counted wrong: {seen[:80]!r}"
        elif not counted and back != meant:
            yield f"{text[:60]!r} is shown as {seen[:80]!r}, which means something else"
        if acting := {character for character in seen if is_acting(character)}:
            yield f"{text[:60]!r} is shown with {acting!r}"


def is_acting(character: str) -> bool:
    """Tell whether a character does something else than to be seen; joiners shape the one before them."""
    kind = unicodedata.category(character)
    return character != "\n" and (kind in {"Cc", "Cs", "Zl", "Zp"} or character in UNSEEN)
