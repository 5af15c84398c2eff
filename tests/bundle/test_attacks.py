"""Every altered bundle is refused, each known attack by the code that names it.

The attacks are those that a verifier of bags, zips and SSH signatures has to expect.  Where someone in
transit is the attacker the signature stays; where the signer is, everything is signed anew.
"""

import struct
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from tests.bundle.conftest import ALICE, DECISIONS, RUBRIC, World, entry, zipped

from raterterm.bundle import bag
from raterterm.bundle.archive import MAX_BYTES, SIGNATURE, SIGNED
from raterterm.bundle.keys import SigningKey
from raterterm.bundle.refusals import Refusal
from raterterm.bundle.sshsig import read_signature
from raterterm.core import jsontext
from raterterm.core.events import Answered
from raterterm.core.rubric import Rubric

BOB = SigningKey.generate()
SYMLINK, FIFO, FOLDER = 0o120777, 0o010644, 0o040755
Builder = Callable[[World], bytes]


class Attack(NamedTuple):
    """A bundle, its verdict, and what the team knows that is not as usual."""

    build: Builder
    verdict: str
    known: Callable[[World], Mapping[str, Any]] = lambda world: {}


def good(world: World) -> bytes:
    """Return the good bundle."""
    return world.bundle.data


def altered(**files: bytes | None) -> Builder:
    """Replace files or, where None, remove them; the signature stays."""

    def build(world: World) -> bytes:
        whole = {**world.files, **files}
        return zipped({name: held for name, held in whole.items() if held is not None}, world.bundle.name)

    return build


def flipped(name: str) -> Builder:
    """Flip a bit of a file, its checksum in the zip made right again."""

    def build(world: World) -> bytes:
        content = bytearray(world.files[name])
        content[-2] ^= 1
        return altered(**{name: bytes(content)})(world)

    return build


def edited(name: str, old: bytes, new: bytes) -> Builder:
    """Edit a file; the signature stays."""
    return lambda world: altered(**{name: world.files[name].replace(old, new)})(world)


def adding(name: str, content: bytes = b"evil", mode: int = 0o100644) -> Builder:
    """Add a file under its whole name."""
    return lambda world: zipped(world.files, world.bundle.name, (entry(name, mode), content))


def beside(name: str, content: bytes = b"evil", mode: int = 0o100644) -> Builder:
    """Add a file in the bundle's folder."""
    return lambda world: adding(f"{world.bundle.name}/{name}", content, mode)(world)


def signing(name: str, edit: Callable[[bytes], bytes]) -> Builder:
    """Edit a file and sign anew."""
    return lambda world: world.signed({name: edit(world.files[name])})


def listing(line: bytes) -> Builder:
    """Let the manifest have one more line and sign anew."""
    return signing(bag.MANIFEST, lambda text: text + line + b"\n")


def listing_path(path: bytes) -> Builder:
    """Let the manifest list one more path and sign anew."""
    return listing(b"0" * 64 + b"  " + path)


def stating(**changed: Any) -> Builder:
    """Let the statement say something else and sign anew."""
    return lambda world: world.stating(**changed)


def signed_by_bob(world: World) -> bytes:
    """Let Bob sign Alice's bag."""
    return altered(**{SIGNATURE: BOB.sign(world.files[SIGNED])})(world)


def signed_with(namespace: str) -> Builder:
    """Let Alice's signature be for another purpose."""
    return lambda world: world.signed({}, namespace=namespace)


def signed_over_md5(world: World) -> bytes:
    """Let Alice's signature be over an md5."""
    signature = read_signature(world.files[SIGNATURE])._replace(hash="md5")
    return altered(**{SIGNATURE: signature.armored()})(world)


def signed_elsewhere(world: World) -> bytes:
    """Let the signature be that of another bundle of Alice's."""
    return altered(**{SIGNATURE: world.key.sign(b"another tag manifest")})(world)


def without_audit(world: World) -> bytes:
    """Leave the audit log out of the zip and out of the signed manifest."""
    files = world.resigned({bag.MANIFEST: bag.manifest(world.files, bag.PAYLOAD[1:])})
    return zipped({name: held for name, held in files.items() if name != bag.AUDIT}, world.bundle.name)


def linked_rubric(world: World) -> bytes:
    """Put a symbolic link where the rubric was, and sign the hash of its target."""
    files = world.resigned({bag.RUBRIC: b"/etc/hostname"})
    link = entry(f"{world.bundle.name}/{bag.RUBRIC}", SYMLINK), files.pop(bag.RUBRIC)
    return zipped(files, world.bundle.name, link)


def duplicated(*contents: bytes) -> Builder:
    """Put two files of one name into the zip; empty stands for the genuine one."""

    def build(world: World) -> bytes:
        files = dict(world.files)
        genuine = files.pop(bag.RATINGS)
        twice = [(entry(f"{world.bundle.name}/{bag.RATINGS}"), content or genuine) for content in contents]
        with pytest.warns(UserWarning, match="Duplicate name"):
            return zipped(files, world.bundle.name, *twice)

    return build


def overlapping(world: World) -> bytes:
    """Let twenty entries share one body."""
    body = (
        struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33, 0, 10_000, 10_000, 3, 0) + b"x/0" + bytes(10_000)
    )
    fixed = struct.pack("<4s6H3I", b"PK\1\2", 788, 20, 0, 0, 0, 33, 0, 10_000, 10_000)
    listed = b"".join(
        fixed + struct.pack("<5H2I", 3, *[0] * 6) + b"x/%c" % (97 + place) for place in range(20)
    )
    return body + listed + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 20, 20, len(listed), len(body), 0)


def deflated(name: str, content: bytes = b"") -> Builder:
    """Compress one file of the bundle, or another content under its name."""

    def build(world: World) -> bytes:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for known, held in world.files.items():
                how = zipfile.ZIP_DEFLATED if known == name else zipfile.ZIP_STORED
                told = content or held if known == name else held
                archive.writestr(entry(f"{world.bundle.name}/{known}"), told, how)
        return target.getvalue()

    return build


def lying(world: World) -> bytes:
    """Declare that a file which inflates to much has ten bytes."""
    info = entry(f"{world.bundle.name}/data/more")
    info.compress_type = zipfile.ZIP_DEFLATED
    data = bytearray(zipped(world.files, world.bundle.name, (info, bytes(100_000))))
    struct.pack_into("<I", data, data.rfind(b"PK\1\2") + 24, 10)
    return bytes(data)


def shifted(world: World) -> bytes:
    """Put a script in front with every offset right, as self-extracting archives do."""
    target = BytesIO(b"#!/bin/sh\n")
    with zipfile.ZipFile(target, "a") as archive:
        for name, content in world.files.items():
            archive.writestr(entry(f"{world.bundle.name}/{name}"), content)
    return target.getvalue()


def two_bags(world: World) -> bytes:
    """Put a second bag beside the first."""
    second = ((entry(f"two/{name}"), held) for name, held in world.files.items())
    return zipped(world.files, world.bundle.name, *second)


def backwards(world: World) -> bytes:
    """Put the files in another order."""
    return zipped(dict(reversed([*world.files.items()])), world.bundle.name)


def rewritten(world: World) -> bytes:
    """Rewrite the whole history, chain it and sign it."""
    softer = Answered.model_validate({"question": "rationale", "answer": {"text": "the other one is fine"}})
    return world.deciding(*((task, softer if is_rationale(act) else act) for task, act in DECISIONS))


def is_rationale(act: object) -> bool:
    """Tell whether an act answers the rationale."""
    return isinstance(act, Answered) and act.question == "rationale"


def newer_rubric(world: World) -> bytes:
    """Answer another version of the rubric."""
    return World(rubric=Rubric.model_validate({**RUBRIC, "version": "9.9.9"}), key=world.key).bundle.data


def enclosing(rubric: bytes) -> Builder:
    """Enclose another rubric, with its true hash in the statement."""

    def build(world: World) -> bytes:
        statement = world.statement(rubric__sha256=sha256(rubric).hexdigest())
        return world.signed({bag.RUBRIC: rubric, bag.STATEMENT: statement})

    return build


def logging(edit: Callable[[list[bytes]], list[bytes]]) -> Builder:
    """Edit the lines of the audit log and sign anew."""
    return signing(bag.AUDIT, lambda text: b"".join(edit(text.splitlines(keepends=True))))


def link_first(lines: list[bytes]) -> list[bytes]:
    """Let the first line begin with its link."""
    told = jsontext.decode(lines[0])
    return [jsontext.encode({"prev": told.pop("prev"), **told}) + b"\n", *lines[1:]]


def both_allowed(world: World) -> Mapping[str, Any]:
    """Let Bob stand on the list too."""
    return {"signers": world.signers + BOB.public_line("bob@example.org")}


def allowed_with(option: str) -> Callable[[World], Mapping[str, Any]]:
    """Let Alice's line have one more option."""
    return lambda world: {"signers": world.signers.replace(" ssh-", f",{option} ssh-")}


def for_receipts(world: World) -> Mapping[str, Any]:
    """Let Alice's key be allowed to sign receipts only."""
    return {"signers": world.signers.replace("result-v1@", "receipt-v1@")}


def seen_id(world: World) -> Mapping[str, Any]:
    """Let the bundle have been received before."""
    return {"seen": frozenset({world.bundle.id})}


def knowing(**known: Any) -> Callable[[World], Mapping[str, Any]]:
    """Let the team expect something particular."""
    return lambda world: known


ATTACKS: Mapping[str, Attack] = {
    "00 control": Attack(good, "ACCEPT"),
    **{f"01 flip in {name}": Attack(flipped(name), "hash-mismatch") for name in (*bag.PAYLOAD, *bag.TAGS)},
    "01 flip in tagmanifest": Attack(flipped(SIGNED), "sig-bad"),
    "01 flip in signature": Attack(flipped(SIGNATURE), "sig-malformed"),
    "02 damage in transit": Attack(lambda w: good(w).replace(b'"n":1', b'"n":2', 1), "zip-crc"),
    "03 file added under data/": Attack(beside("data/more.jsonl"), "unexpected-file"),
    "04 file added at the root": Attack(beside("RUN-ME.sh"), "path-unsafe"),
    "04 the same, safely named": Attack(beside("run-me.sh"), "unexpected-file"),
    "05 tag folder added": Attack(beside("meta/evil.txt"), "unexpected-file"),
    "06 audit removed": Attack(altered(**{bag.AUDIT: None}), "missing"),
    "07 audit left out and unlisted": Attack(without_audit, "missing"),
    "08 bag-info removed": Attack(altered(**{bag.BAG_INFO: None}), "missing"),
    "09 tagmanifest removed": Attack(altered(**{SIGNED: None}), "unsigned"),
    "10 duplicate, evil first": Attack(duplicated(b"evil", b""), "zip-duplicate"),
    "11 duplicate, evil last": Attack(duplicated(b"", b"evil"), "zip-duplicate"),
    "13a zip slip": Attack(adding("result/../../evil-slip.txt"), "path-unsafe"),
    "13b absolute path": Attack(adding("/abs/evil.txt"), "path-unsafe"),
    "13c backslashes": Attack(adding("result\\..\\..\\evil-bs.txt"), "path-unsafe"),
    "13d drive": Attack(adding("C:\\evil-drive.txt"), "path-unsafe"),
    "14 symlink instead of payload": Attack(linked_rubric, "zip-filetype"),
    "15 file through a symlink": Attack(beside("link", b"/tmp", SYMLINK), "zip-filetype"),
    "16 symlinked folder": Attack(beside("data/link", b"/etc", SYMLINK), "zip-filetype"),
    "16 folder": Attack(beside("data/folder", b"", FOLDER), "zip-filetype"),
    "18 fifo": Attack(beside("data/pipe", b"", FIFO), "zip-filetype"),
    "19 bomb": Attack(deflated(bag.RUBRIC, bytes(64 << 20)), "zip-bomb"),
    "20 bomb of overlapping entries": Attack(overlapping, "zip-bomb"),
    "21 bomb that lies about its size": Attack(lying, "unexpected-file"),
    "22 manifest lists ../": Attack(listing_path(b"../secret"), "manifest-path"),
    # The table of attacks has a second folder in the zip here; a path outside the bag is refused by itself.
    "23 manifest lists a sibling": Attack(listing_path(b"../batch-0419-x/secret"), "manifest-path"),
    "23 sibling in the zip": Attack(adding("batch-0419-alice-x/secret"), "zip-root"),
    "24 manifest lists an absolute path": Attack(listing_path(b"/etc/passwd"), "manifest-path"),
    "25 manifest lists ~/": Attack(listing_path(b"~/.ssh/id_ed25519"), "manifest-path"),
    "26 fetch.txt unsigned": Attack(beside("fetch.txt"), "unexpected-file"),
    "27 fetch.txt listed and signed": Attack(
        signing(SIGNED, lambda text: text + b"0" * 64 + b"  fetch.txt\n"), "tagmanifest-set"
    ),
    "28 unknown key": Attack(signed_by_bob, "signer-unknown"),
    # The file set is fixed, so a trust list of the attacker's own is met before the signature is read.
    "29 unknown key with its own list": Attack(beside("allowed_signers"), "unexpected-file"),
    "30 namespace of files": Attack(signed_with("file"), "sig-namespace"),
    "31 namespace of kits": Attack(signed_with("kit-v1@raterterm"), "sig-namespace"),
    "32 signature of another bundle": Attack(signed_elsewhere, "sig-bad"),
    "33 expired key": Attack(good, "signer-expired", allowed_with('valid-before="20261101Z"')),
    "33 key not valid yet": Attack(good, "signer-early", allowed_with('valid-after="20270101Z"')),
    "33 key for another purpose": Attack(good, "signer-namespace", for_receipts),
    "34 re-signed by another signer": Attack(signed_by_bob, "signer-principal", both_allowed),
    "35 md5 in the signature": Attack(signed_over_md5, "sig-hash"),
    "36 bag in md5": Attack(
        altered(**{bag.MANIFEST: None, SIGNED: None, "manifest-md5.txt": b"", "tagmanifest-md5.txt": b""}),
        "unsigned",
    ),
    "37 md5 beside sha256": Attack(beside("manifest-md5.txt"), "unexpected-file"),
    "38 BagIt 0.93, tag manifest stale": Attack(edited(bag.BAGIT, b"1.0", b"0.93"), "hash-mismatch"),
    "39 half": Attack(lambda w: good(w)[: len(good(w)) // 2], "zip-no-end"),
    "40 last ten bytes lost": Attack(lambda w: good(w)[:-10], "zip-no-end"),
    "41 prefix": Attack(lambda w: b"#!/bin/sh\n" + good(w), "zip-layout"),
    "41 prefix with right offsets": Attack(shifted, "zip-layout"),
    "42 suffix": Attack(lambda w: good(w) + b"\n", "zip-layout"),
    "43 comment": Attack(lambda w: good(w)[:-2] + b"\4\0evil", "zip-layout"),
    "44 no signature": Attack(altered(**{SIGNATURE: None}), "unsigned"),
    "45 empty signature": Attack(altered(**{SIGNATURE: b""}), "sig-malformed"),
    "46 same bundle twice": Attack(good, "replay", seen_id),
    # A bundle has one spelling, so one that is zipped again is refused for that before it is known as seen.
    "47 zipped again, compressed": Attack(deflated(bag.MANIFEST), "zip-compressed", seen_id),
    "47 zipped again, another order": Attack(backwards, "zip-layout", seen_id),
    "47 zipped again, another folder": Attack(lambda w: zipped(w.files, "x-1"), "zip-root", seen_id),
    "48 same number, new content": Attack(
        rewritten, "replay", knowing(seen=frozenset({("batch-0419", ALICE, 1)}))
    ),
    "49 NFC and NFD": Attack(beside("data/caf\u00e9.txt"), "path-charset"),
    "50 two cases": Attack(beside("data/Ratings.jsonl"), "path-unsafe"),
    "51 huge manifest": Attack(signing(bag.MANIFEST, lambda text: text * 300), "tag-too-big"),
    "52 CRLF": Attack(signing(bag.MANIFEST, lambda text: text.replace(b"\n", b"\r\n")), "manifest-crlf"),
    "53 manifest not UTF-8": Attack(listing_path(b"data/\xff"), "manifest-syntax"),
    "55 UTF-16 tags": Attack(signing(bag.BAGIT, lambda text: text.replace(b"UTF-8", b"UTF-16")), "bagit-txt"),
    "56 junk in the manifest": Attack(listing(b"junk"), "manifest-syntax"),
    "57 manifest out of order": Attack(
        signing(bag.MANIFEST, lambda text: b"".join(text.splitlines(keepends=True)[::-1])), "manifest-set"
    ),
    "60 escape in a name": Attack(beside("data/\x1b[2J.txt"), "path-unsafe"),
    "61 device name": Attack(beside("data/con.txt"), "path-unsafe"),
    "62 two bags": Attack(two_bags, "zip-root"),
    "64 other rubric than asked": Attack(
        newer_rubric,
        "not-what-was-asked",
        lambda w: {"rubric_sha256": w.bundle.statement.rubric.sha256},
    ),
    "65 rubric swapped": Attack(
        signing(bag.RUBRIC, lambda text: text.replace(b'"min_words":3', b'"min_words":0')), "rubric-mismatch"
    ),
    "65 rubric's version misnamed": Attack(stating(rubric__version="9.9.9"), "rubric-mismatch"),
    "66 other batch": Attack(good, "not-what-was-asked", knowing(batch_sha256="0" * 64)),
    "66 other batch id": Attack(good, "not-what-was-asked", knowing(batch_id="batch-0420")),
    "66 other principal": Attack(good, "not-what-was-asked", knowing(principal="bob@example.org")),
    "67 other audience": Attack(good, "not-what-was-asked", knowing(audience="team-red")),
    "68 future format": Attack(stating(format="raterterm.bundle/2"), "format-version"),
    "68 future requirement": Attack(stating(requires=["time-travel"]), "requires"),
    "68 unknown key": Attack(stating(extra=1), "statement"),
    "69 event dropped": Attack(logging(lambda lines: lines[:3] + lines[4:]), "audit-chain"),
    "69 events exchanged": Attack(logging(lambda lines: lines[1::-1] + lines[2:]), "audit-chain"),
    "70 tail cut": Attack(logging(lambda lines: lines[:-1]), "audit-head"),
    "71 last line torn": Attack(signing(bag.AUDIT, lambda text: text[:-1]), "audit-torn"),
    # Nothing that an offline client signs can show this: only a head that the team held before.
    "72 LIMIT, rewritten before signing": Attack(rewritten, "ACCEPT"),
    "73 genesis of another batch": Attack(stating(audit__genesis="0" * 64), "audit-genesis"),
    "74 counts": Attack(stating(counts__submitted=2), "counts"),
    "74 more tasks than the batch has": Attack(stating(batch__tasks=2), "counts"),
    "75 statement names another key": Attack(stating(key=BOB.fingerprint), "signer-key"),
    "75 statement names another principal": Attack(
        stating(principal="bob@example.org"), "signer-principal", both_allowed
    ),
    "76 bag-info says otherwise": Attack(
        signing(bag.BAG_INFO, lambda text: text.replace(b"2026", b"2025")), "bag-info"
    ),
    "77 statement with spaces": Attack(
        signing(bag.STATEMENT, lambda text: text.replace(b":", b": ", 1)), "statement"
    ),
    "77 statement with a key twice": Attack(
        signing(bag.STATEMENT, lambda text: b'{"format":1,' + text[1:]), "statement"
    ),
    "77 no date of the calendar": Attack(stating(created="2026-02-31T00:00:00.000Z"), "statement"),
    "78 rubric that is none": Attack(enclosing(b'{"raterterm":"rubric/1"}'), "rubric-invalid"),
    "79 ratings that the log does not give": Attack(
        signing(bag.RATINGS, lambda text: text.replace(b'"by":2', b'"by":3')), "ratings"
    ),
    "80 event spelled otherwise": Attack(
        logging(lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]]), "audit-event"
    ),
    "80 link not at the line's end": Attack(logging(link_first), "audit-event"),
    "81 sealed": Attack(lambda w: b"age-encryption.org/v1\n" + good(w), "sealed"),
    "82 too big": Attack(lambda w: bytes(MAX_BYTES + 1), "too-big"),
    "82 rubric too big": Attack(signing(bag.RUBRIC, lambda text: bytes(9 << 20)), "too-big"),
    "83 empty": Attack(lambda w: b"", "zip-no-end"),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_known_attack_is_refused_by_its_code(world: World, attack: Attack) -> None:
    """Each attack that was built against bundles before gets the code that names it."""
    data, known = attack.build(world), attack.known(world)

    verdict = world.verdict(data, **known)

    assert verdict == attack.verdict


def test_a_flip_of_any_bit_is_refused(small: World) -> None:
    """No bit of a bundle can change: not in content, not in headers, not in the armor of the signature."""
    data = bytearray(small.bundle.data)
    accepted = []

    for place in range(len(data)):
        for bit in range(8):
            data[place] ^= 1 << bit
            accepted += [place] * (small.verdict(bytes(data)) in {"ACCEPT", "unreadable"})
            data[place] ^= 1 << bit

    assert accepted == []


@pytest.mark.parametrize("name", [*bag.LIMITS])
def test_a_flip_of_any_byte_is_refused_by_more_than_the_zip(small: World, name: str) -> None:
    """With the zip made right again around a changed file, signature and manifests still refuse it."""
    content = bytearray(small.files[name])
    accepted = []

    for place in range(len(content)):
        content[place] ^= 1 << place % 7
        verdict = small.verdict(altered(**{name: bytes(content)})(small))
        accepted += [place] * (verdict in {"ACCEPT", "unreadable"})
        content[place] ^= 1 << place % 7

    assert accepted == []


def test_every_truncation_is_refused(small: World) -> None:
    """A bundle that did not arrive whole is refused, wherever it stops."""
    data = small.bundle.data

    verdicts = {small.verdict(data[:length]) for length in range(len(data))}

    assert verdicts <= {"zip-no-end", "zip-layout"}


def test_every_code_that_an_attack_expects_is_listed() -> None:
    """The codes of the table are codes of the product."""
    expected = {attack.verdict for attack in ATTACKS.values()} - {"ACCEPT"}

    assert expected <= set(Refusal)
