"""The bag inside the zip: which files a bundle has, and the manifests that tie them together.

Format: RFC 8493 (BagIt 1.0), with SHA-256 manifests only, no fetch.txt, and a fixed set of files.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from raterterm.bundle.archive import MAX_BYTES, MAX_TAG_BYTES, SIGNATURE, SIGNED, is_safe
from raterterm.bundle.refusals import Refusal, refuse
from raterterm.bundle.statement import Statement

AUDIT, STATEMENT = "data/audit.jsonl", "data/bundle.json"
RATINGS, RUBRIC = "data/ratings.jsonl", "data/rubric.json"
BAG_INFO, BAGIT, MANIFEST = "bag-info.txt", "bagit.txt", "manifest-sha256.txt"

PAYLOAD = (AUDIT, STATEMENT, RATINGS, RUBRIC)
TAGS = (BAG_INFO, BAGIT, MANIFEST)
LIMITS: Mapping[str, int] = {
    AUDIT: MAX_BYTES,
    STATEMENT: 1024 * 1024,
    RATINGS: MAX_BYTES,
    RUBRIC: 8 * 1024 * 1024,
    **dict.fromkeys((*TAGS, SIGNED, SIGNATURE), MAX_TAG_BYTES),
}
"""The files of a bundle in their order, with the most bytes that each may have."""

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(rb"([0-9a-f]{64})  ([\x21-\x7e]+)")


def manifest(files: Mapping[str, bytes], names: Sequence[str]) -> bytes:
    """Return the manifest over ``names``, as sha256sum prints it."""
    return b"".join(f"{sha256(files[name]).hexdigest()}  {name}\n".encode() for name in names)


def bag_info(statement: Statement, payload: Mapping[str, bytes]) -> bytes:
    """Return ``bag-info.txt``: nothing that the statement and the payload do not say already."""
    octets = sum(len(payload[name]) for name in PAYLOAD)
    lines = (
        f"Bag-Software-Agent: {statement.tool.name} {statement.tool.version}",
        f"Bagging-Date: {statement.created[:10]}",
        f"External-Identifier: {statement.name}",
        f"Payload-Oxum: {octets}.{len(PAYLOAD)}",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def fill_bag(payload: Mapping[str, bytes], info: bytes) -> dict[str, bytes]:
    """Return the files of a bag, all but the signature, in their order."""
    files = {name: payload[name] for name in PAYLOAD}
    files |= {BAG_INFO: info, BAGIT: DECLARATION}
    files[MANIFEST] = manifest(files, PAYLOAD)
    files[SIGNED] = manifest(files, TAGS)
    return files


def bundle_id(files: Mapping[str, bytes]) -> str:
    """Return what a bundle is known by: the SHA-256 of what is signed, never of the signature."""
    return sha256(files[SIGNED]).hexdigest()


def check_bag(files: Mapping[str, bytes]) -> None:
    """Raise BundleRefused unless the manifests list exactly these files, as they are."""
    _check_manifest(files, SIGNED, TAGS, Refusal.TAGMANIFEST_SET)
    if files[BAGIT] != DECLARATION:
        raise refuse(Refusal.BAGIT_TXT)
    _check_manifest(files, MANIFEST, PAYLOAD, Refusal.MANIFEST_SET)


def _check_manifest(files: Mapping[str, bytes], listing: str, names: Sequence[str], other: Refusal) -> None:
    listed = _read_manifest(files[listing])
    if [name for name, _ in listed] != list(names):
        raise refuse(other)
    for name, digest in listed:
        if sha256(files[name]).hexdigest() != digest:
            raise refuse(Refusal.HASH_MISMATCH, name)


def _read_manifest(text: bytes) -> list[tuple[str, str]]:
    if b"\r" in text:
        raise refuse(Refusal.MANIFEST_CRLF)
    lines = text.split(b"\n")
    if lines.pop():
        raise refuse(Refusal.MANIFEST_SYNTAX)
    return [_read_line(line) for line in lines]


def _read_line(line: bytes) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        raise refuse(Refusal.MANIFEST_SYNTAX)
    path = found[2].decode()
    if not is_safe(path):
        raise refuse(Refusal.MANIFEST_PATH, path)
    return path, found[1].decode()
