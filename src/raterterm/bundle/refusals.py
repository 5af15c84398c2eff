"""Why a bundle is refused: every code with its sentence; scripts may rely on the codes."""

from enum import StrEnum
from typing import Self

from raterterm.core.visible import visible_line
from raterterm.errors import BundleRefused

_DETAIL = 160


class Refusal(StrEnum):
    """A stable code and what it says; `docs/bundle-format.md` lists the same ones."""

    sentence: str

    def __new__(cls, code: str, sentence: str) -> Self:
        """Make a member whose value is the code alone."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.sentence = sentence
        return member

    TOO_BIG = "too-big", "the bundle or a file in it is larger than the format allows"
    SEALED = "sealed", "the bundle is sealed and must be opened with an age identity first"
    SEAL_BROKEN = "seal-broken", "the seal does not open with this identity, or the sealed file is damaged"
    UNREADABLE = "unreadable", "the bundle cannot be read"

    ZIP_NO_END = "zip-no-end", "the file is no zip, or its end is missing"
    ZIP_LAYOUT = "zip-layout", "the zip is not laid out as the format fixes it"
    ZIP_BOMB = "zip-bomb", "the zip claims more content than it has bytes"
    ZIP_FILETYPE = "zip-filetype", "the zip holds something other than a regular file"
    ZIP_DUPLICATE = "zip-duplicate", "the zip holds two files of one name"
    ZIP_ROOT = "zip-root", "the zip does not hold exactly one folder with the bundle's own name"
    ZIP_COMPRESSED = "zip-compressed", "the zip is compressed or encrypted where the format stores"
    ZIP_CRC = "zip-crc", "a file in the zip is damaged"
    PATH_CHARSET = "path-charset", "a name in the zip is not ASCII"
    PATH_UNSAFE = "path-unsafe", "a name in the zip is not a safe lower-case path"
    UNSIGNED = "unsigned", "the tag manifest or its signature is missing"
    UNEXPECTED_FILE = "unexpected-file", "the zip holds a file that the format does not have"
    MISSING = "missing", "a file of the format is missing"
    TAG_TOO_BIG = "tag-too-big", "a tag file is larger than the format allows"

    SIG_MALFORMED = "sig-malformed", "the signature file is not an SSH signature in canonical form"
    SIG_NAMESPACE = "sig-namespace", "the signature was made for another purpose"
    SIG_HASH = "sig-hash", "the signature uses a hash other than sha256 or sha512"
    SIG_KEY = "sig-key", "the signature's key or algorithm is of a kind that is not accepted"
    SIG_PRESENCE = "sig-presence", "the signature was made without touching the security key"
    SIG_BAD = "sig-bad", "the signature does not fit the tag manifest"
    SIGNER_UNKNOWN = "signer-unknown", "the signing key is not among the allowed signers"
    SIGNER_NAMESPACE = "signer-namespace", "the allowed signers do not let this key sign for this purpose"
    SIGNER_EARLY = "signer-early", "the signing key is not valid yet"
    SIGNER_EXPIRED = "signer-expired", "the signing key is not valid any more"
    SIGNER_PRINCIPAL = (
        "signer-principal",
        "the signing key is not that of the principal named in the statement",
    )
    SIGNER_KEY = "signer-key", "the statement names another key than the one that signed"

    HASH_MISMATCH = "hash-mismatch", "a file differs from what was signed"
    TAGMANIFEST_SET = "tagmanifest-set", "the tag manifest does not list exactly the tag files in order"
    MANIFEST_SET = "manifest-set", "the manifest does not list exactly the payload files in order"
    MANIFEST_CRLF = "manifest-crlf", "a manifest has carriage returns"
    MANIFEST_SYNTAX = "manifest-syntax", "a manifest line is not a SHA-256, two spaces and a path"
    MANIFEST_PATH = "manifest-path", "a manifest names a path outside the bundle"
    BAGIT_TXT = "bagit-txt", "bagit.txt does not declare BagIt 1.0 in UTF-8"
    BAG_INFO = "bag-info", "bag-info.txt does not say what the statement and the payload say"

    STATEMENT = "statement", "bundle.json is not a statement of this format"
    FORMAT_VERSION = "format-version", "the statement is of another format or version"
    REQUIRES = "requires", "the statement requires something that this version does not know"
    NOT_WHAT_WAS_ASKED = "not-what-was-asked", "the bundle answers something other than what was asked"

    RUBRIC_MISMATCH = "rubric-mismatch", "rubric.json is not the rubric that the statement names"
    RUBRIC_INVALID = "rubric-invalid", "rubric.json is not a rubric"
    AUDIT_TORN = "audit-torn", "the audit log ends in the middle of a line"
    AUDIT_EVENT = "audit-event", "a line of the audit log is not spelled as an event is"
    AUDIT_GENESIS = "audit-genesis", "the audit log does not begin at the batch"
    AUDIT_CHAIN = "audit-chain", "the chain of the audit log does not hold"
    AUDIT_HEAD = "audit-head", "the audit log does not end where the statement says"
    AUDIT_STEP = "audit-step", "events of one step are not about one task"
    AUDIT_UNDO = "audit-undo", "an undo or redo names no earlier decision of its task"
    AUDIT_TIMES = "audit-times", "the rubric requires the moment of each decision, and the audit log has days"

    RATINGS = "ratings", "ratings.jsonl is not what the audit log gives"
    RATING_ORDER = "rating-order", "the responses were not shown in the order that the seed gives"
    RATING_ANSWER = "rating-answer", "an answer is not one that the rubric allows"
    RATING_INCOMPLETE = "rating-incomplete", "a submitted rating lacks something that the rubric requires"
    RATING_WORD = "rating-word", "the rubric has no such skip reason, flag category or severity"
    RATING_FLAG = "rating-flag", "a flag names a response that was not shown"
    COUNTS = "counts", "the statement's counts are not true"
    REPLAY = "replay", "the bundle, or another under its number, was received before"


def refuse(refusal: Refusal, detail: str = "") -> BundleRefused:
    """Return the error to raise; ``detail`` may quote the file, it is made displayable."""
    told = f": {visible_line(detail, _DETAIL)}" if detail else ""
    return BundleRefused(str(refusal), refusal.sentence + told)
