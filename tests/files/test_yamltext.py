"""YAML, as far as a rubric needs it: text stays text, and what could surprise is refused with its place."""

import pytest
from tests.deadline import no_hang

from raterterm.core.words import Json
from raterterm.errors import Fault
from raterterm.files.yamltext import read_yaml


def value_of(text: str) -> Json:
    """Return what ``text`` says; it has no fault."""
    located, faults = read_yaml("r.yaml", text)

    assert faults == []
    return located.value


def faults_of(text: str) -> list[Fault]:
    """Return the faults of ``text``, which are found without hanging."""
    with no_hang():
        return read_yaml("r.yaml", text)[1]


@pytest.mark.parametrize(
    "written",
    [
        *("no", "No", "NO", "yes", "on", "off", "y", "n", "True", "FALSE", "Null", "NULL", "TRUE"),
        *("1:30", "12:30:45", "190:20:30", "010", "0600", "0o17", "0x1F", "0b1", "1_000", "+1", "-0", "00"),
        *("1.10", "1e3", "12e03", "1e400", ".5", "5.", ".inf", "-.INF", ".nan", "2026-03-01", "1٣", "１"),
        *("2026-03-01 10:00:00", "9" * 19, "<<<", "=", "a#b", "a:b", "~a", "😀"),
    ],
)
def test_what_other_versions_of_yaml_make_of_a_word_never_happens(written: str) -> None:
    """It is text, exactly as it was written."""
    assert value_of(f"key: {written}\n") == {"key": written}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("-3", -3),
        ("9" * 18, 10**18 - 1),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ("''", ""),
        ('"\\u00e9\\t\\x41"', "é\tA"),
        ("! 1", 1),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">-\n  one\n  two\n", "one two"),
        ("[1, a, []]", [1, "a", []]),
        ("{a: 1, 2: b}", {"a": 1, 2: "b"}),
        ("\n- x\n- y: z", ["x", {"y": "z"}]),
    ],
)
def test_whole_numbers_constants_text_lists_and_mappings(written: str, value: Json) -> None:
    """These are all the values that there are; quotes make text of anything."""
    found = value_of(f"key: {written}\n")

    assert found == {"key": value}
    assert type(found["key"]) is type(value)


REFUSED = {
    "an anchor": ("a: &x 1\n", (1, 4), "found the anchor '&x', expected none"),
    "an anchor on a key": ("&x a: 1\n", (1, 1), "found the anchor '&x', expected none"),
    "an anchor on a mapping": ("a: &x\n  b: 1\n", (1, 4), "found the anchor '&x', expected none"),
    "an anchor on a list": ("a: &x [1]\n", (1, 4), "found the anchor '&x', expected none"),
    "an alias": ("a: 1\nb: *x\n", (2, 4), "found the alias '*x', expected its text"),
    "an alias as a key": ("*x : 1\n", (1, 1), "found a key that is not text, expected a word or a number"),
    "a list as a key": ("? [a]\n: 1\n", (1, 3), "found a key that is not text, expected a word or a number"),
    "a tag": ("a: !!int '1'\n", (1, 4), "found the tag 'tag:yaml.org,2002:int', expected none"),
    "a tag of Python": (
        "a: !!python/object:os.system x\n",
        (1, 4),
        "found the tag 'tag:yaml.org,2002:python",
    ),
    "a tag of one's own": ("a: !mine 1\n", (1, 4), "found the tag '!mine', expected none"),
    "a tag on a key": ("!mine a: 1\n", (1, 1), "found the tag '!mine', expected none"),
    "a merge": ("b:\n  <<: {a: 1}\n", (2, 3), "found a merge key '<<', expected none"),
    "a directive": ("%YAML 1.1\n---\na: no\n", (2, 1), "found a directive, expected none"),
    "a directive of tags": ("%TAG ! tag:x,2000:\n---\na: 1\n", (2, 1), "found a directive, expected none"),
    "a second document": ("a: 1\n---\nb: 2\n", (2, 1), "found a second document, expected one"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", (3, 1), "found the key 'a' twice, expected it once"),
    "a quoted key twice": ("a: 1\n'a': 3\n", (2, 1), "found the key 'a' twice, expected it once"),
    "a number and its text": ("1: x\n'1': y\n", (2, 1), "found the key '1' twice, expected it once"),
    "a key twice inside": ("k: {a: 1, a: 2}\n", (1, 11), "found the key 'a' twice, expected it once"),
    "too many levels": ("[" * 40 + "]" * 40, (1, 34), "found more than 32 levels of nesting"),
    "an endless opening": ("[" * 100_000, (1, 34), "found more than 32 levels of nesting"),
    "endless dashes": ("- " * 100_000, (1, 67), "found more than 32 levels of nesting"),
    "a tab for indenting": ("a:\n\tb: 1\n", (2, 1), "is not YAML"),
    "wrong indenting": ("a: 1\n b: 2\n", (2, 3), "is not YAML"),
    "an open quote": ("a: 'x\nb: 1\n", (3, 1), "is not YAML"),
    "an open bracket": ("a: [1, 2\nb: 1\n", (2, 2), "is not YAML"),
    "a colon too many": ("a: b: c\n", (1, 5), "is not YAML"),
    "a percent sign": ("a: 1\n%b\n", None, "is not YAML"),
    "an at sign": ("a: @b\n", (1, 4), "is not YAML"),
    "an unknown escape": ('a: "\\q"\n', (1, 6), "is not YAML"),
    "a raw escape": ("a: \x1b[31m\n", None, "is not YAML"),
    "a NUL": ("a: b\0c\n", None, "is not YAML"),
    "a bell": ("a: \x07\n", None, "is not YAML"),
    "a code beyond Unicode": ('a: "\\U00110000"\n', None, "is not YAML"),
    "an even larger one": ('a: "\\UFFFFFFFF"\n', None, "is not YAML"),
    "a half directive": ("%YAML\n---\na: 1\n", None, "is not YAML"),
    "a future version": ("%YAML 9.9\n---\na: 1\n", None, ""),
    "two directives": ("%YAML 1.2\n%YAML 1.2\n---\na: 1\n", None, "is not YAML"),
    "an undefined handle": ("a: !x!y 1\n", None, "is not YAML"),
    "a closing too many": ("a: 1]\n---\n]\n", None, ""),
}


@pytest.mark.parametrize(("text", "place", "message"), REFUSED.values(), ids=REFUSED)
def test_what_could_surprise_is_refused_where_it_stands(
    text: str, place: tuple[int, int] | None, message: str
) -> None:
    """Within a second, with line, column and source line."""
    fault = faults_of(text)[0]

    assert fault.message.startswith(message)
    assert fault.file == "r.yaml"
    if place:
        assert (fault.line, fault.column) == place
        assert fault.source == text.split("\n")[fault.line - 1]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: &x 1\n", "remove '&x'"),
        ("a: *x\n", "repeat the text here"),
        ("a: !mine 1\n", "remove '!mine'"),
        ("<<: {a: 1}\n", "repeat the keys here"),
        ("%YAML 1.1\n---\na: 1\n", "remove the line that starts with '%'"),
        ("a: 1\na: 2\n", "remove one of the two"),
    ],
)
def test_a_fault_says_what_to_do(text: str, hint: str) -> None:
    """In words that can be followed."""
    assert faults_of(text)[0].hint == hint


def test_every_fault_is_found_at_once() -> None:
    """A lead mends a file in one go; faults stand in the order of the file."""
    text = "a: &x 1\nb: *x\nb: !!str 2\nc:\n  <<: {d: 1, d: 2}\n"

    found = [(fault.line, fault.message.split("'")[0].strip()) for fault in faults_of(text)]

    assert found == [
        (1, "found the anchor"),
        (2, "found the alias"),
        (3, "found the key"),
        (3, "found the tag"),
        (5, "found a merge key"),
        (5, "found the key"),
    ]


NESTED_MERGES = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 8)
)
LAUGHS = "a: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMBS = {
    "nested merges": NESTED_MERGES,
    "a billion laughs": LAUGHS,
    "a list that holds itself": "a: &a [*a]\n",
    "a mapping that holds itself": "&r a: *r\n",
    "ten thousand keys": "".join(f"k{n}: 1\n" for n in range(5_000)),
    "a long word": "a: " + "x" * 500_000,
    "a long number": "a: " + "9" * 100_000,
    "a long hexadecimal number": "a: 0x" + "f" * 100_000,
    "deep objects": "{a: " * 10_000,
    "deep indenting": "".join(" " * n + "a:\n" for n in range(500)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bombs_do_not_hang(text: str) -> None:
    """Nothing is expanded, resolved or walked twice."""
    with no_hang():
        read_yaml("r.yaml", text)


def test_nested_merges_of_379_bytes_are_refused() -> None:
    """A loader takes 13 seconds for them, nine times more for each level."""
    assert len(NESTED_MERGES) < 500
    assert {fault.message.split("'")[0] for fault in faults_of(NESTED_MERGES)} == {
        "found the anchor ",
        "found the alias ",
        "found a merge key ",
    }


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=ascii)
def test_lines_are_counted_whatever_ends_them(ending: str) -> None:
    """Files of Windows and of old Macs have the same places as others."""
    text = ending.join(["a: 1", "b: 2", "c: &x 3", ""])

    (fault,) = faults_of(text)

    assert (fault.line, fault.column, fault.source) == (3, 4, "c: &x 3")


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"], ids=ascii)
def test_other_separators_are_text(separator: str) -> None:
    """They neither end a line nor move the places behind them."""
    text = f"a: 'x{separator}y'\nb: &x 1\n"

    (fault,) = faults_of(text)

    assert (fault.line, fault.column, fault.source) == (2, 4, "b: &x 1")


def test_columns_count_characters() -> None:
    """Not bytes, nor what a terminal makes of them."""
    assert (faults_of("é😀: &x 1\n")[0].column) == 5


def test_places_lead_to_keys_and_values() -> None:
    """And to the nearest that exists, for a key that is missing."""
    located, _ = read_yaml("r.yaml", "a:\n  - b: 1\n    c: 2\n")

    assert located.place(("a", 0, "c")) == (3, 8)
    assert located.place(("a", 0, "c"), of_key=True) == (3, 5)
    assert located.place(("a", 0, "missing")) == (2, 5)
    assert located.place(("nothing", "at", "all")) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        *(
            'a: "\\U00110000"',
            'a: "\\ud800"',
            "!<",
            "!<>",
            "! !",
            "!!",
            "%",
            "%%",
            "%YAML 1",
            "%YAML a.b",
            "%TAG",
        ),
        *(
            "? ",
            "? ?",
            ": :",
            "- -",
            "-\t-",
            "[,]",
            "{,}",
            "[?]",
            "{?}",
            "{:}",
            "[:]",
            "{a: b: c}",
            "|",
            ">",
            "|99",
        ),
        *(
            "|0\n a",
            ">+9x",
            "a: |\n\t\n",
            "&",
            "*",
            "&a &b c",
            "*a *b",
            "&a *a",
            "!a !b c",
            "...\n...",
            "---\n---",
        ),
        *(
            "--- |\n%YAML",
            "---\n...\n%",
            "\ufeff\ufeff",
            "\ufeffa: 1",
            "a\ufeff: 1",
            "\x85",
            "\u2028",
            "#",
            "# \ufffe",
        ),
        *(
            "'",
            '"',
            "'''",
            '"\\',
            '"\\x',
            '"\\xg"',
            "a: !!int foo",
            "a: !!bool maybe",
            "a: !!timestamp 2026-99-99",
        ),
        *(
            "a: !!binary =",
            "a: !!float x",
            "!!set {a}",
            "!!omap [a]",
            "!!null x",
            "a: 2026-99-99",
            "`",
            "@",
            "%a: b",
        ),
        *(
            "\ud800",
            "a: \udfff",
            "\uffff",
            "\U0010ffff",
            "\x7f",
            "a:\x0c1",
            "\x0b",
            "a" * 1025 + ": 1",
            "? " * 500,
        ),
        *(
            "[" * 1000 + "]" * 1000,
            "{a: " * 1000 + "}" * 1000,
            "- " * 1000,
            "-\n " * 99,
            "!!python/name:os.system",
        ),
    ],
)
def test_no_text_raises_anything(text: str) -> None:
    """Whatever the parser raises inside becomes a fault; these are known to confuse it."""
    faults_of(text)
