"""Places: a home in which hostile texts stand wherever content goes."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.torture.home import WORKSPACE
from tests.worlds import answered

from raterterm.bundle.keys import SigningKey
from raterterm.cli.loading import load_file, read_rubric_file
from raterterm.core import jsontext
from raterterm.core.events import Flagged, Skipped
from raterterm.core.visible import visible
from raterterm.core.words import Json, TaskId
from raterterm.store.bookmarks import Bookmarks
from raterterm.store.workspace import Workspace
from raterterm.tui.desk import Desk

ROOM = 330
"""Characters, as they are seen, that stand in one line: fewer than a line is cut at."""

_NO_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_NO_LINE = re.compile(r"[\r\n\ud800-\udfff]+")
_FENCE = "~" * 12
CLOSING = "[/a]"
"""Ends the program where it is read as markup."""
SIGNER = "rater@example.org"


PLACES = (
    *(
        "turns of the prompt",
        "context",
        "responses",
        "tools that are called",
        "their arguments",
        "names of speakers",
    ),
    *(
        "ids of tasks",
        "ids of responses",
        "models",
        "metadata",
        "constraints",
        "anchors of a task",
        "sensitive",
    ),
    *(
        "titles",
        "questions",
        "anchors",
        "demands",
        "categories",
        "verdicts",
        "modes",
        "causes",
        "targets",
        "points",
    ),
    *(
        "flags",
        "reasons",
        "guidelines",
        "headings",
        "ids of batches",
        "bookmarked tasks",
        "settings",
        "snippets",
        "words",
    ),
    *(
        "rationale",
        "note to the reviewer",
        "hypotheses",
        "rulings",
        "notes of flags",
        "note of a skip",
        "pasted text",
    ),
    *(
        "the workspace's name",
        "HOME",
        "EDITOR",
        "RATERTERM_HOME",
        "RATERTERM_WORKSPACE",
        "files' names",
        "the key's name",
    ),
    *(
        "principals",
        "comments on a key",
        "comments on signers",
        "signers",
        "audience",
        "recipients",
        "bundles' names",
    ),
    *("commands", "options", "arguments", "keys of YAML", "YAML", "keys of JSON", "JSON", "exported files"),
)
"""Where the texts go."""


class Scene(NamedTuple):
    """Some of the texts, where they go."""

    texts: Sequence[str]
    """As a file may hold them: without lone surrogates."""
    home: Path

    @property
    def lines(self) -> Sequence[str]:
        """The texts on lines, for what takes no newline."""
        return packed(_NO_LINE.sub(" ", text) for text in (CLOSING, *self.texts))

    def line(self, number: int) -> str:
        """Return one of the lines, whatever the number."""
        return self.lines[number % len(self.lines)]

    @property
    def name(self) -> str:
        """The texts as an id, a principal, the name of a file: without controls, and short."""
        some = self.texts[:: len(self.texts) // 20 + 1]
        return (CLOSING + "".join(_NO_ID.sub("", text) for text in some))[:60]

    @property
    def file_name(self) -> str:
        """The texts as the name of a file, which may hold controls."""
        name = re.sub(r"[/\x00\ud800-\udfff]+", "", "".join(self.texts[:: len(self.texts) // 12 + 1]))
        return name.encode()[:90].decode(errors="ignore") or "x"

    @property
    def workspace(self) -> Path:
        """A workspace whose own name is hostile."""
        return self.home / f"w{self.file_name}.db"

    @property
    def fenced(self) -> str:
        """The texts one below the other, each as it stands, also where Markdown is shown."""
        # A blank behind each: a CR at its end stays one, and ends no line.
        return " \n".join([_FENCE, CLOSING, *self.texts, _FENCE, ""])

    @property
    def prose(self) -> str:
        """The texts as Markdown, in every kind of block."""
        kinds = (
            "{}\n",
            "- {}",
            "> {}",
            "# {}\n",
            "`{}`\n",
            "| {} |\n| --- |\n| x |\n",
            "[{0}]({0})\n",
            "1. {}",
        )
        return "\n".join(
            kinds[at % len(kinds)].replace("{0}", "{}").replace("{}", text)
            for at, text in enumerate(self.texts)
        )


def packed(texts: Iterable[str]) -> Sequence[str]:
    """Return lines that hold the texts side by side; what fills one alone is cut."""
    lines, room = [""], ROOM
    for text in texts:
        short = text if _length(text) < ROOM else text[: ROOM // 12]
        length = _length(short) + 1
        if length > room:
            lines.append("")
            room = ROOM
        lines[-1] += f"{short} "
        room -= length
    return [line.strip(" ") for line in lines if line.strip()] or ["x"]


def _length(text: str) -> int:
    return max(len(text), len(visible(text)))


def furnish(scene: Scene) -> None:
    """Put the texts into files, load them, and decide something about each kind of thing."""
    scene.home.mkdir(mode=0o700, parents=True)
    (scene.home / "rubric.yaml").write_text(quoted(rubric(scene)), "utf-8")
    (scene.home / "guide.md").write_bytes(guidelines(scene).encode())
    (scene.home / "b.jsonl").write_bytes(b"".join(jsontext.encode(task) + b"\n" for task in tasks(scene)))
    (scene.home / "settings.json").write_bytes(jsontext.encode(_settings(scene)))
    key = SigningKey.generate()
    key.save(scene.home / "signing_key", None)
    (scene.home / "allowed_signers").write_text(
        f"# {scene.line(0)}\n{key.public_line(SIGNER)} {scene.line(1)}\n"
    )
    sign_with(scene.home, str(scene.home / scene.file_name / "key"))
    read = read_rubric_file(scene.home / "rubric.yaml")
    with Workspace.open(scene.workspace) as workspace:
        old = load_file(workspace, read, scene.home / "b.jsonl", f"old{scene.name}")
        _decide(Desk(workspace, old), scene)
        load_file(workspace, read, scene.home / "b.jsonl", f"b{scene.name}")
        Bookmarks(workspace, old.key).put(TaskId(next(tasks(scene))["id"]))
    (scene.home / WORKSPACE).write_bytes(b"no workspace")


def sign_with(home: Path, key: str, principal: str = SIGNER) -> None:
    """Say whose key signs."""
    (home / "signer.json").write_text(json.dumps({"principal": principal, "key": key}))


def quoted(value: Json) -> str:
    """Return YAML in which no character but letters, digits and blanks stands as it is."""
    return re.sub(
        r"\\u([0-9a-f]{4})(?:\\u(d[c-f][0-9a-f]{2}))?",
        lambda code: _scalar(code[0]),
        json.dumps(value),
    )


def _scalar(escaped: str) -> str:
    """Return YAML's escape for JSON's: it has no pairs."""
    text: str = json.loads(f'"{escaped}"')
    return "".join(f"\\U{ord(character):08x}" for character in text)


def rubric(scene: Scene) -> Json:
    """Return a rubric that has every block, and the texts in each."""
    line, count = scene.line, min(len(scene.lines), 12)
    categories = {f"k{at}": line(at) for at in range(max(count, 2))}
    criteria = [
        {
            "id": f"c{at}",
            "title": line(at),
            "question": line(at + 1),
            "see": "#part",
            "note_at_or_below": 2,
            "scale": {1: line(at + 2), 5: line(at + 3)},
            "per": ("task", "response")[at == 1],
        }
        for at in range(count)
    ]
    return {
        "raterterm": "rubric/1",
        "id": "hostile",
        "version": "1",
        "title": line(0),
        "guidelines": "guide.md",
        "preference": {"question": line(0), "both_bad": True, "see": "#part"},
        "criteria": criteria,
        "checks": {"question": line(1), "demands": categories, "added": 1},
        "choices": [
            {"id": "few", "title": line(2), "question": line(3), "options": dict([*categories.items()][:10])},
            {
                "id": "many",
                "title": line(3),
                "question": line(4),
                "options": {"top": {"words": line(5), "under": categories}, "x": line(6)},
            },
        ],
        "spans": [
            {"id": "s", "title": line(4), "question": line(5), "labels": categories, "severities": categories}
        ],
        "claims": {"question": line(5), "verdicts": categories},
        "failures": {"question": line(6), "modes": categories, "causes": categories},
        "prompt_writing": {"question": line(7), "targets": categories, "techniques": categories},
        "rewrite": {"question": line(8)},
        "confidence": {"question": line(9), "scale": {1: line(10), 2: line(11)}},
        "rationale": {"question": line(12), "lint": "warn", "see": "#part"},
        "ambiguities": {"question": line(13)},
        "reviewer_note": {"question": line(14)},
        "flags": {
            "categories": {
                **{f"f{at}": line(at) for at in range(9)},
                "grave": {"words": line(9), "severity": True, "escalated": True},
            }
        },
        "skip": {"reasons": {f"s{at}": line(at) for at in range(9)}},
    }


def guidelines(scene: Scene) -> str:
    """Return guidelines with sections whose headings are hostile too; a file with NUL is no text."""
    sections = "\n\n".join(f"## {line}\n\n{line}" for line in scene.lines)
    return f"# Part\n\n{scene.fenced}\n{scene.prose}\n\n{sections}\n".replace("\x00", "")


def tasks(scene: Scene) -> Iterator[Json]:
    """Yield two tasks that hold the texts wherever a task can."""
    name, line = scene.name, scene.line
    call = {"id": name, "type": "function", "function": {"name": name, "arguments": scene.fenced}}
    turns = [
        {"role": "system", "content": scene.prose, "name": name},
        {"role": "user", "content": scene.fenced},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": scene.fenced, "tool_call_id": name},
        {"role": "user", "content": scene.fenced},
    ]
    for number in (1, 2):
        yield {
            "id": f"{number}{name}",
            "messages": turns,
            "responses": [
                {"id": f"{of}{name}", "text": f"{scene.fenced}\n{scene.prose}\n{of}", "model": line(0)}
                for of in "ab"
            ],
            "context": f"{scene.fenced}\n{scene.prose}",
            "constraints": [line(at) for at in range(5)],
            "sensitive": [line(number)],
            "anchors": {"c0": {"1": line(3), "5": line(4)}},
            "metadata": {"lang": line(5), name: scene.prose},
        }


def _settings(scene: Scene) -> Json:
    snippets = {scene.line(at)[:200]: text for at, text in enumerate(scene.lines[:5])}
    return {"theme": scene.name[:60], "snippets": snippets, "words": [scene.line(0)], scene.name: scene.name}


def _decide(desk: Desk, scene: Scene) -> None:
    """Rate as somebody did before who wrote hostile texts everywhere."""
    failures = [{"mode": {"chosen": ["k0"]}, "hypothesis": {"text": line}} for line in scene.lines]
    rulings = [{of: {"text": line} for of in ("section", "case", "ruling")} for line in scene.lines]
    first, second = (desk.sheet(number).task.id for number in (1, 2))
    desk.log.decide(
        first,
        answered("failures", {"entries": failures}),
        answered("ambiguities", {"entries": rulings}),
        answered("rationale", {"text": scene.fenced}),
        answered("reviewer_note", {"text": scene.prose}),
        Flagged(category="f0", note=scene.line(0)),
        Flagged(category="grave", note=scene.line(1), severity="high"),
    )
    desk.log.decide(second, Skipped(reason="s0", note=scene.line(2)))
