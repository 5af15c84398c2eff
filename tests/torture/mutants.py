"""Mutants: good files made bad, by their structure as well as by their bytes."""

import copy
import json
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from random import Random
from typing import Any

ODD_TEXTS = (
    "",
    " ",
    "a\0b",
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\u202eabc",
    "\ud800",
    "\ufeff",
    "\u2028",
    "\r\n",
    "[/]",
    "[@click=app.quit]x[/]",
    "../../etc/passwd",
    "no",
    "0x1F",
    "1e999",
    "=cmd|' /C calc'!A0",
    "{0}%s",
    "Z" + "\u0301" * 500,
    "\U000e0041",
    "x" * 70_000,
    "\n" * 3000,
)
ODD_VALUES: Sequence[Any] = (
    None,
    True,
    0,
    -1,
    99,
    1.5,
    -0.0,
    1e308,
    2**53 + 1,
    2**64,
    10**30,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    {"": ""},
    {"a": {"a": {"a": {}}}},
)
ODD_BYTES = (
    b"\0",
    b"\xff",
    b"\x1b[2J",
    b"\xc2\x9b",
    b"\r",
    b"\n",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"{",
    b"[",
    b'"',
    b"\\",
    b"&a ",
    b"*a",
    b"<<: ",
    b"!!python/name:os.system ",
    b"\t",
    b"- ",
    b": ",
    b"%YAML 1.1\n---\n",
)
WHOLE_YAML = (
    b"",
    b"null\n",
    b"just text\n",
    b"- a\n",
    b"a: 2001-13-45\n",
    b"a: " + b"9" * 5000,
    b"[" * 50_000,
    b"- " * 3000 + b"x\n",
    b"? " * 3000,
    b"a: '" + b"x" * 2_000_000 + b"'\n",
    b"".join(b"k%d: v\n" % n for n in range(60_000)),
    b"&r\na: *r\n",
    b"a: &a [x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)),
    b"a0: &a0 {k: v}\n"
    + b"".join(b"a%d: &a%d {<<: [%s]}\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 9)),
)
"""Files that are no rubric at all, most of them made to be slow."""


class Raw(str):
    """A value that is written as it is, whether or not it means anything."""

    __slots__ = ()


RAW = (
    "9" * 5000,
    "1e400",
    "NaN",
    "-Infinity",
    "0x" + "f" * 5000,
    '"\\ud800"',
    '"\\u0000"',
    "1_000",
    "[" * 300 + "]" * 300,
    '{"a":' * 3000 + "1" + "}" * 3000,
)


def bent_bytes(random: Random, content: bytes) -> bytes:
    """Return ``content`` with some of its bytes changed, cut, repeated or moved."""
    bent = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 8))):
        at = random.randrange(len(bent) + 1)
        random.choice(_BENDS)(random, bent, at)
    return bytes(bent)


def _flip(random: Random, bent: bytearray, at: int) -> None:
    if at < len(bent):
        bent[at] ^= 1 << random.randrange(8)


def _insert(random: Random, bent: bytearray, at: int) -> None:
    bent[at:at] = random.choice(ODD_BYTES)


def _remove(random: Random, bent: bytearray, at: int) -> None:
    del bent[at : at + random.choice((1, 2, 10, 200, len(bent)))]


def _repeat(random: Random, bent: bytearray, at: int) -> None:
    bent[at:at] = bent[at : at + random.choice((1, 10, 1000))] * random.choice((1, 2, 20))


def _overwrite(random: Random, bent: bytearray, at: int) -> None:
    bent[at : at + 4] = random.randbytes(4)


def _recode(random: Random, bent: bytearray, at: int) -> None:
    del at
    bent[:] = bytes(bent).decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-32", "utf-7")))


def _end_lines(random: Random, bent: bytearray, at: int) -> None:
    del at
    bent[:] = bytes(bent).replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\n \n")))


def _append(random: Random, bent: bytearray, at: int) -> None:
    del at
    bent += random.choice((b"\0" * 4096, b"\n" * 1000, random.randbytes(500), b"x" * 200_000))


_BENDS: Sequence[Callable[[Random, bytearray, int], None]] = (
    _flip,
    _flip,
    _flip,
    _insert,
    _insert,
    _remove,
    _repeat,
    _overwrite,
    _recode,
    _end_lines,
    _append,
)


# Trees


def _places(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from _places(child, (*at, key))


def _at(node: Any, place: Sequence[Any]) -> Any:
    for key in place:
        node = node[key]
    return node


def bent_tree(random: Random, tree: Any) -> Any:
    """Return a copy of a tree of JSON with one to four changes."""
    bent = copy.deepcopy(tree)
    for _ in range(random.choice((1, 1, 2, 4))):
        places = [place for place in _places(bent) if place]
        if not places:
            return bent
        *outer, key = random.choice(places)
        _bend(random, _at(bent, outer), key, _at(bent, random.choice(places)))
    return bent


def _bend(random: Random, parent: Any, key: Any, other: Any) -> None:
    """Change what stands at ``key``; ``other`` stands elsewhere in the tree."""
    value = parent[key]
    match random.randrange(8):
        case 0:
            parent[key] = copy.deepcopy(random.choice(ODD_VALUES))
        case 1:
            parent[key] = random.choice(ODD_TEXTS)
        case 2:
            parent[key] = Raw(random.choice(RAW))
        case 3:
            del parent[key]
        case 4 if isinstance(parent, dict):
            parent[random.choice((f"{key} ", f"{key}".upper(), f"{key}\u200b", "", *ODD_TEXTS))] = value
        case 5 if isinstance(parent, list):
            parent.extend(copy.deepcopy(value) for _ in range(random.choice((1, 1, 50))))
        case 6 if isinstance(value, str):
            at = random.randrange(len(value) + 1)
            parent[key] = value[:at] + random.choice(ODD_TEXTS) + value[at:]
        case _:
            parent[key] = copy.deepcopy(other)


def as_json(node: Any) -> str:
    """Write a tree as JSON, raw values as they are."""
    if isinstance(node, Raw):
        return str(node)
    if isinstance(node, dict):
        return "{" + ",".join(f"{json.dumps(str(key))}:{as_json(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(as_json, node)) + "]"
    return json.dumps(node)


def as_yaml(node: Any, depth: int = 0) -> str:
    """Write a tree as YAML in blocks."""
    if not isinstance(node, dict | list) or not node:
        return f"{'  ' * depth}{as_json(node)}\n"
    heads = (
        [(f"{json.dumps(str(key))}:", value) for key, value in node.items()]
        if isinstance(node, dict)
        else [("-", value) for value in node]
    )
    return "".join(
        f"{'  ' * depth}{head}\n{as_yaml(value, depth + 1)}"
        if isinstance(value, dict | list) and value
        else f"{'  ' * depth}{head} {as_json(value)}\n"
        for head, value in heads
    )


def encoded(text: str) -> bytes:
    """Return the bytes of a text that may hold what no UTF-8 can."""
    return text.encode("utf-8", "surrogatepass")


# Files


def rubric(random: Random, seed: bytes, tree: Any) -> bytes:
    """Return a mutant of a rubric, whose tree is ``tree``."""
    chance = random.random()
    if chance < 0.35:
        return bent_bytes(random, seed)
    if chance < 0.4:
        return random.choice((*WHOLE_YAML, seed + seed, seed + b"\n---\n" + seed, b"%YAML 1.1\n---\n" + seed))
    return encoded(as_yaml(bent_tree(random, tree)))


def batch(random: Random, seed: bytes, tasks: Sequence[Any]) -> bytes:
    """Return a mutant of a batch, whose lines are ``tasks``."""
    chance = random.random()
    if chance < 0.3:
        return bent_bytes(random, seed)
    lines = [as_json(task) for task in tasks]
    at = random.randrange(len(lines))
    if chance < 0.4:
        lines.insert(at, random.choice((lines[at], "", "   ", "null", "[]", "NaN", "{", "\x00", *RAW)))
    elif chance < 0.5:
        whole = encoded(random.choice(("\r", "\n\n", "\u2028", "")).join(lines))
        return random.choice((whole, f"[{','.join(lines)}]".encode(), b"", "\n".join(lines * 50).encode()))
    else:
        lines[at] = as_json(bent_tree(random, tasks[at]))
        if random.random() < 0.2:
            lines[at] = lines[at].replace("{", '{"id":"twice",', 1)
    return encoded("\n".join(lines) + "\n")


def bundle(random: Random, seed: bytes) -> bytes:
    """Return a mutant of a bundle: never the bundle itself."""
    if random.random() < 0.4:
        return bent_bytes(random, seed)
    with zipfile.ZipFile(BytesIO(seed)) as archive:
        members = [(copy.copy(info), archive.read(info)) for info in archive.infolist()]
    random.choice(_ZIP_BENDS)(random, members)
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")  # that a name is there twice
        for info, content in members:
            archive.writestr(info, content)
        if random.random() < 0.1:
            archive.comment = b"\x1b[2Jcomment"
    whole = target.getvalue()
    return random.choice((whole, whole, whole, whole + seed, b"#!/bin/sh\n" + whole, whole + b"junk"))


Members = list[tuple[zipfile.ZipInfo, bytes]]


def _twice(random: Random, members: Members) -> None:
    info, content = random.choice(members)
    other = random.choice((content, bent_bytes(random, content)))
    members.insert(random.randrange(len(members) + 1), (copy.copy(info), other))


def _lacking(random: Random, members: Members) -> None:
    del members[random.randrange(len(members))]


def _changed(random: Random, members: Members) -> None:
    at = random.randrange(len(members))
    info, content = members[at]
    members[at] = info, bent_bytes(random, content)


def _swapped(random: Random, members: Members) -> None:
    (one, first), (two, second) = random.sample(members, 2)
    members[:] = [(one, second), (two, first), *members]


def _shuffled(random: Random, members: Members) -> None:
    random.shuffle(members)


def _renamed(random: Random, members: Members) -> None:
    info = random.choice(members)[0]
    info.filename = random.choice((info.filename.upper(), f"./{info.filename}", f"{info.filename} ", *_NAMES))


def _added(random: Random, members: Members) -> None:
    members.append((zipfile.ZipInfo(random.choice(_NAMES)), b"evil"))


def _linked(random: Random, members: Members) -> None:
    random.choice(members)[0].external_attr = 0o120777 << 16


def _deflated(random: Random, members: Members) -> None:
    random.choice(members)[0].compress_type = zipfile.ZIP_DEFLATED


def _bombed(random: Random, members: Members) -> None:
    at = random.randrange(len(members))
    members[at][0].compress_type = zipfile.ZIP_DEFLATED
    members[at] = members[at][0], bytes(20_000_000)


_NAMES = (
    "../evil",
    "/etc/evil",
    "..\\evil",
    "C:\\evil",
    "\x1b[2Jx",
    "\u202egpj.exe",
    "CON",
    "a" * 5000,
    "dir/",
)
_ZIP_BENDS: Sequence[Callable[[Random, Members], None]] = (
    _twice,
    _lacking,
    _changed,
    _swapped,
    _shuffled,
    _renamed,
    _added,
    _linked,
    _deflated,
    _bombed,
)
