"""What commands print about hostile texts, with a terminal and without."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.torture.home import ENDS_WITHIN
from tests.torture.places import SIGNER, Scene, quoted
from tests.torture.watched import Watched
from tests.tui import wire
from tests.tui.terminal import environment_of

from raterterm.core.words import Json

AT_ONCE = 8
"""Texts of one file that is wrong: of more faults not all would be listed."""

_CALLER = """
import json, os
from pathlib import Path
from raterterm.cli.main import _outcome, _speak_plainly
_speak_plainly()
for call in json.loads(Path("commands.json").read_bytes()):
    os.environ.update(call["environment"])
    _outcome(call["arguments"])
"""
"""Calls commands one after the other, as that many processes would."""


class Printed(NamedTuple):
    """What was found in it."""

    faults: Sequence[str]
    judged: int
    """Bytes that were judged."""
    through: int
    """Kinds of sequences that should not have been printed."""


def commands_faults(scene: Scene, patch: str) -> Printed:
    """Run every command on a scene, with a terminal and without."""
    _write_files(scene)
    (scene.home / "commands.json").write_text(json.dumps(list(_calls(scene))))
    try:
        written = [_piped(scene, patch + _CALLER), _in_a_terminal(scene, patch + _CALLER)]
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return Printed([f"the commands broke off: {str(error)[:300]}"], 0, 0)
    strays = sorted({stray for told in written for stray in acting(told)})
    faults = [f"printed: {stray!r}" for stray in strays]
    faults += ["printed: a defect was told" for told in written if "a defect of raterterm" in told]
    faults += ["printed: a traceback" for told in written if "Traceback (most recent" in told]
    judged = sum(len(told.encode("utf-8", "surrogateescape")) for told in written)
    return Printed(faults, judged, len(strays))


def acting(printed: str) -> list[str]:
    """Return what a terminal would do more with than show it: newlines alone may be there."""
    sequences = [token.text for token in wire.tokens(printed) if token.is_sequence and token.text != "\n"]
    return [*sequences, *wire.strays(printed)]


def _piped(scene: Scene, script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=scene.home,
        env=environment_of(scene.home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=ENDS_WITHIN,
        check=False,
    )
    return done.stdout.decode("utf-8", "surrogateescape")


def _in_a_terminal(scene: Scene, script: str) -> str:
    # Where the cursor cannot move, nothing opens the screen.
    with Watched(home=scene.home, script=script, environment={"TERM": "dumb"}) as terminal:
        terminal.read_to_the_end(ENDS_WITHIN)
        # The terminal's driver makes two characters of a newline.
        return terminal.written.replace("\r\n", "\n")


def _argument(text: str) -> str:
    """Return a text as an argument: without NUL, and no more than the system takes."""
    return text.replace("\x00", "")[:2000]


def _write_files(scene: Scene) -> None:
    """Write files whose names are hostile, and files that are wrong."""
    (scene.home / "names").mkdir(exist_ok=True)
    batch = (scene.home / "b.jsonl").read_bytes().splitlines(keepends=True)[0][
        :0
    ] + b'{"id":"t","prompt":"?","responses":[]}\n'
    for text in scene.texts:
        name = re.sub(r"[/\x00]", "", text).encode()[:200].decode(errors="ignore")
        (scene.home / "names" / f"{name}.jsonl").write_bytes(batch)
    for at in range(0, len(scene.texts), AT_ONCE):
        some = scene.texts[at : at + AT_ONCE]
        keys: Json = {
            "raterterm": "rubric/1",
            "id": some[0],
            "version": some[-1],
            "title": "\n",
            **dict.fromkeys(some, 1),
        }
        (scene.home / f"bad{at}.yaml").write_text(quoted(keys))
        (scene.home / f"raw{at}.yaml").write_text("".join(f"{text}: 1\n" for text in some), "utf-8")
        tasks = [json.dumps({"id": text, text: text}) for text in some]
        lines = [*tasks, *(f'{{"{text}"' for text in some), *some]
        (scene.home / f"bad{at}.jsonl").write_bytes("\n".join(lines).encode())
    signers = "\n".join(f'{text} namespaces="{text}" {text}' for text in scene.texts[::AT_ONCE])
    (scene.home / "signers").write_bytes(signers.encode())


def _calls(scene: Scene) -> Iterator[dict[str, Json]]:
    home = {"RATERTERM_HOME": str(scene.home), "RATERTERM_WORKSPACE": str(scene.workspace)}
    yield from ({"arguments": [*arguments], "environment": home} for arguments in _commands(scene))
    for text in scene.texts[::AT_ONCE]:
        elsewhere = {name: str(scene.home / "none" / _argument(text)) for name in home}
        for command in (["status"], ["key", "show"], ["doctor"]):
            yield {"arguments": command, "environment": elsewhere}


def _commands(scene: Scene) -> Iterator[Sequence[str]]:
    names = sorted(f"names/{file.name}" for file in (scene.home / "names").iterdir())
    yield ["check", "rubric.yaml", "b.jsonl", *names]
    yield ["check", *(f"none/{_argument(text)}.jsonl" for text in scene.texts)]
    yield from (["check", "b.jsonl", "--rubric", "rubric.yaml"], ["load", "rubric.yaml", "bad0.jsonl"])
    yield from (
        ["load", "rubric.yaml", *names[:2]],
        ["load", "rubric.yaml", "b.jsonl", "--batch", _argument(scene.line(0))],
    )
    yield ["load", "rubric.yaml", "b.jsonl", "--batch", f"old{scene.name}"]
    for at in range(0, len(scene.texts), AT_ONCE):
        yield ["check", f"bad{at}.yaml", f"raw{at}.yaml", f"bad{at}.jsonl"]
        yield ["load", f"raw{at}.yaml", "b.jsonl"]
    for text in map(_argument, scene.texts):
        yield from ([text], ["status", f"--{text}"], ["rate", text, text])
    for text in map(_argument, scene.texts[::AT_ONCE]):
        yield from (
            ["-w", text[:200], "status"],
            ["load", text, text],
            ["load", "none", "b.jsonl", "--batch", text],
        )
        yield from (
            ["key", text],
            ["schema", text],
            ["export", "--batch", text],
            ["purge", "--batch", text, "--yes"],
            ["doctor", text],
        )
        yield from (
            ["library", "failures", text],
            ["library", "rulings", text],
            ["key", "new", "--no-passphrase", "--principal", text],
        )
        yield ["key", "use", text, "--principal", text]
    yield from _delivery(scene)
    yield from (["status"], ["status", "--json"], ["library", "failures"], ["library", "rulings", "--json"])
    yield from (["library", "rulings"], ["library", "rulings", "-o", f"{scene.file_name}.txt", "--replace"])
    yield from (["doctor"], ["doctor", "--json"], ["doctor", "--rescue", f"{scene.file_name}.new"])
    yield from (["purge", "--batch", f"old{scene.name}", "--yes"], ["purge", "--yes", "--json"], ["status"])


def _delivery(scene: Scene) -> Iterator[Sequence[str]]:
    """Yield what makes a bundle that is good but for what it says, and reads it."""
    old, bundle = f"old{scene.name}", f"{scene.file_name}.rtb.zip"
    yield ["export", "--batch", old]
    yield ["key", "use", "signing_key", "--principal", SIGNER]
    yield from (
        ["key", "show"],
        ["export", "--batch", old, "-o", bundle, "--replace", "--audience", scene.name],
    )
    yield from (
        ["export", "--batch", old, "-o", bundle],
        ["export", "--batch", old, "-o", bundle, "--replace", "--json"],
    )
    yield [
        "verify",
        bundle,
        *(f"none/{_argument(text)}" for text in scene.texts),
        "--signers",
        "allowed_signers",
    ]
    yield from (
        ["verify", bundle, "--signers", "allowed_signers", "--json"],
        ["verify", bundle, "--signers", "signers"],
    )
    for text in map(_argument, scene.texts[::AT_ONCE]):
        for option in (
            "--principal",
            "--batch",
            "--rubric",
            "--audience",
            "--received",
            "--seen",
            "--identity",
        ):
            yield ["verify", bundle, "--signers", "allowed_signers", option, text]
        yield ["export", "--batch", old, "--seal-to", text, "-o", "sealed"]
    for option in ("--rubric", "--audience", "--received", "--seen", "--identity"):
        yield ["verify", bundle, "--signers", "allowed_signers", option, _argument(scene.line(0))]
