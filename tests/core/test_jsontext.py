"""JSON text, strictly: one meaning when read, one spelling when written."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raterterm.core import jsontext
from raterterm.core.words import Json

json_values: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)

REFUSED = {
    "nothing": b"",
    "only blanks": b" \t\n",
    "two values": b"1 2",
    "two objects": b"{}{}",
    "text behind": b'{"a":1} x',
    "a NUL behind": b"{}\0",
    "a NUL between": b"[1,\0 2]",
    "cut off": b'{"a":',
    "an open string": b'"abc',
    "an open list": b"[1,2",
    "a closing too many": b"[1]]",
    "mixed brackets": b"[1}",
    "a comma behind the last": b"[1,]",
    "a comma behind the last key": b'{"a":1,}',
    "a doubled comma": b"[1,,2]",
    "a leading comma": b"[,1]",
    "no comma": b"[1 2]",
    "no colon": b'{"a" 1}',
    "a doubled colon": b'{"a"::1}',
    "a key without quotes": b"{a:1}",
    "a key that is a number": b"{1:1}",
    "single quotes": b"{'a':1}",
    "a comment": b"[1] // why",
    "a comment between": b"[1, /* why */ 2]",
    "NaN": b"NaN",
    "NaN inside": b'{"a":[NaN]}',
    "Infinity": b"[Infinity]",
    "-Infinity": b"[-Infinity]",
    "a number out of range": b"1e400",
    "a negative one": b"[-1e400]",
    "one with a long exponent": b"[1E+99999]",
    "one deep inside": b'{"a":{"b":[0,[1e309]]}}',
    "a leading zero": b"[01]",
    "a leading plus": b"[+1]",
    "a leading dot": b"[.5]",
    "a trailing dot": b"[1.]",
    "hexadecimal": b"[0x1]",
    "an empty exponent": b"[1e]",
    "a lone minus": b"[-]",
    "underscores": b"[1_000]",
    "full-width digits": "[１]".encode(),
    "True": b"[True]",
    "None": b"[None]",
    "undefined": b"[undefined]",
    "a half word": b"[tru]",
    "the same key twice": b'{"a":1,"a":2}',
    "the same key twice inside": b'[{"b":{"a":1,"a":1}}]',
    "the same key spelt differently": b'{"a":1,"\\u0061":2}',
    "a lone high surrogate": b'["\\ud800"]',
    "a lone low surrogate": b'["\\udc00"]',
    "surrogates in the wrong order": b'["\\udc00\\ud800"]',
    "a surrogate in a key": b'{"\\ud800":1}',
    "a surrogate in UTF-8": b'["\xed\xa0\x80"]',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-16 without a mark": '{"a":1}'.encode("utf-16-le"),
    "UTF-32": '{"a":1}'.encode("utf-32"),
    "Latin-1": b'["caf\xe9"]',
    "overlong UTF-8": b'["\xc0\xaf"]',
    "beyond Unicode": b'["\xf4\x90\x80\x80"]',
    "a raw newline in a string": b'["a\nb"]',
    "a raw tab in a string": b'["a\tb"]',
    "a raw escape in a string": b'["\x1b[31m"]',
    "an unknown escape": b'["\\x41"]',
    "a short escape": b'["\\u12"]',
    "a blank of another kind": "[1,\u00a02]".encode(),
    "a deep list": b"[" * 300 + b"]" * 300,
    "a deep object": b'{"a":' * 300 + b"1" + b"}" * 300,
    "an endless opening": b"[" * 1_000_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_not_one_json_value_is_refused(text: bytes) -> None:
    """At once, with ValueError and nothing else."""
    started = time.perf_counter()

    with pytest.raises(ValueError, match=r"."):
        jsontext.decode(text)

    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b" \r\n\t[ 1 , 2 ] \n", [1, 2]),
        (b'{"":{"":null}}', {"": {"": None}}),
        (b'{"a":1,"A":2}', {"a": 1, "A": 2}),
        (b'[{"a":1},{"a":1}]', [{"a": 1}, {"a": 1}]),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\u0000\\u001b"', "\0\x1b"),
        (b'"\xe2\x80\xa8\xc2\x85"', "\u2028\x85"),
        (b"[-0, 1e2, 1E-2, 1e-400]", [0, 100.0, 0.01, 0.0]),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"[" * 150 + b"]" * 150, None),
    ],
)
def test_what_is_json_is_read(text: bytes, value: Json) -> None:
    """Blanks around it, escapes, empty keys, large whole numbers, many levels."""
    found = jsontext.decode(text)

    assert found == value if value is not None else found


@given(json_values)
def test_a_value_is_read_as_it_was_written(value: Json) -> None:
    """Whatever JSON can say, types and signs included."""
    found = jsontext.decode(jsontext.encode(value))

    assert found == value
    assert repr(found) == repr(value)


@given(json_values)
def test_a_value_is_written_on_one_line(value: Json) -> None:
    """So that a file can hold one a line."""
    assert b"\n" not in jsontext.encode(value)


def test_a_value_has_one_spelling() -> None:
    """Compact, UTF-8 as it is, keys in the order given."""
    assert (
        jsontext.encode({"b": [1, 2.5, None], "a": "é\u2028😀"})
        == '{"b":[1,2.5,null],"a":"é\u2028😀"}'.encode()
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "\ud800", {"\udfff": 1}])
def test_what_json_cannot_say_is_not_written(value: Json) -> None:
    """Rather an error than a file that nobody can read."""
    with pytest.raises(ValueError, match=r"."):
        jsontext.encode(value)


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_value_error(text: bytes) -> None:
    """Nor does anything that is read fail to be written again."""
    try:
        value = jsontext.decode(text)
    except ValueError:
        return
    assert jsontext.decode(jsontext.encode(value)) == value
