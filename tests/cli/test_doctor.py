"""``doctor``: one line for each thing that was looked at, and a way out for each that is not good."""

import json
import os
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Done, Run
from tests.cli.world import deliver, make_key, rate
from tests.store.rated import PAGE
from tests.tui.terminal import Terminal
from tests.worlds import task_line

from raterterm.cli.main import _damage
from raterterm.store.pages import Pages
from raterterm.store.workspace import Workspace


@pytest.fixture
def rated(run: Run, home: Path) -> Path:
    """Return a workspace with a batch that is rated, and a key."""
    make_key(run)
    assert run("load", "rubric.yaml", "batch.jsonl").code == 0
    rate(home, tasks=3)
    return home / "workspace.db"


def line_of(done: Done, about: str) -> str:
    """Return the line about something."""
    (line,) = [line for line in done.out.splitlines() if line.split("  ")[1].startswith(f"{about}: ")]
    return line


def spoil(path: Path, words: bytes) -> None:
    """Zero the first page that ``words`` stand on."""
    with Pages(path) as pages:
        number = next(n for n in range(1, pages.count + 1) if words in pages.page(n))
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(bytes(PAGE))


class TestGood:
    """Where nothing is wrong."""

    def test_every_line_says_good(self, run: Run, rated: Path) -> None:
        """Or is a note; and the exit code is 0."""
        done = run("doctor")

        assert done.code == 0
        assert {line.split("  ")[0] for line in done.out.splitlines()} <= {"good", "note"}
        for about in (
            "workspace",
            "permissions",
            "lock",
            "schema",
            "integrity",
            "batch",
            "key",
            "free space",
        ):
            assert line_of(done, about).startswith("good  ")

    def test_a_program_can_read_it(self, run: Run, rated: Path) -> None:
        """The same findings, with what to do next."""
        findings = json.loads(run("doctor", "--json").out)

        assert {"mark", "about", "words", "next"} == set(findings[0])
        assert "integrity" in [found["about"] for found in findings]

    def test_nothing_is_there_yet(self, run: Run, home: Path) -> None:
        """What to do first, and no fault; nothing is made."""
        done = run("doctor")

        assert done.code == 0
        assert line_of(done, "workspace").endswith("there is none yet; next: raterterm demo")
        assert line_of(done, "key").endswith("next: raterterm key new --principal YOU@EXAMPLE.ORG")
        assert not (home / "workspace.db").exists()

    def test_no_word_of_what_is_rated(self, run: Run, home: Path) -> None:
        """Nor of the key: whoever is asked for help may see it all."""
        secret = "ZEBRA"
        (home / "batch.jsonl").write_bytes(task_line("t-1", prompt=f"{secret}?") + b"\n")
        run("load", "rubric.yaml", "batch.jsonl")
        rate(home)
        make_key(run)
        spoil(home / "workspace.db", secret.encode())
        done = run("doctor")

        assert done.code == 1
        assert secret not in done.out + done.err
        assert "PRIVATE" not in done.out
        assert (home / "signing_key").read_text().splitlines()[1] not in done.out


class TestNotGood:
    """Each fault has a line, a way out that can be typed, and exit code 1."""

    def test_a_workspace_that_others_can_read(self, run: Run, rated: Path) -> None:
        """The line that mends it does."""
        rated.chmod(0o644)
        done = run("doctor")
        told = line_of(done, "permissions")

        assert (done.code, told[:3]) == (1, "BAD")
        assert os.system(told.partition("; next: ")[2]) == 0  # noqa: S605 - what the rater would type
        assert run("doctor").code == 0

    def test_a_key_that_others_can_read(self, run: Run, rated: Path, home: Path) -> None:
        """It will not sign."""
        (home / "signing_key").chmod(0o640)

        assert line_of(run("doctor"), "key").startswith("BAD  key: key ")

    def test_a_state_that_does_not_follow(self, run: Run, rated: Path) -> None:
        """SQLite finds nothing wrong with it."""
        with Workspace.open(rated) as workspace, workspace.transaction() as database:
            database.execute(
                "UPDATE ratings SET state = CAST(replace(CAST(state AS TEXT), ':4}', ':5}') AS BLOB) WHERE position = 2"
            )
        done = run("doctor")

        assert done.code == 1
        assert line_of(done, "integrity").startswith("good")
        assert "batch: the state of task t-2 " in line_of(done, "batch")

    def test_a_chain_that_was_altered(self, run: Run, rated: Path) -> None:
        """The digest in the next event says so."""
        with Workspace.open(rated) as workspace, workspace.transaction() as database:
            database.execute("DROP TRIGGER events_are_never_changed")
            database.execute(
                "UPDATE events SET line = CAST(replace(CAST(line AS TEXT), 'more', 'less') AS BLOB) WHERE n = 6"
            )

        assert "the chain of events does not hold: " in line_of(run("doctor"), "batch")

    def test_a_rubric_that_was_altered(self, run: Run, rated: Path) -> None:
        """The doctor tells it, and no bundle leaves with it; a line says what can be typed."""
        with Workspace.open(rated) as workspace, workspace.transaction() as database:
            database.execute(
                "UPDATE rubrics SET compiled = CAST(replace(CAST(compiled AS TEXT), 'Rude', 'Rule') AS BLOB)"
            )
        done = run("export", "-o", "out.zip")

        assert line_of(run("doctor"), "integrity").startswith(
            "BAD  integrity: not what was stored: rubrics 1; next: "
        )
        assert (done.code, "is damaged: not what was stored: rubrics 1" in done.err) == (1, True)
        assert " doctor --rescue " in done.err.splitlines()[-1]
        assert not (rated.parent / "out.zip").exists()

    def test_a_log_that_was_taken_away(self, run: Run, home: Path) -> None:
        """After a kill in the middle of a sitting every command misses it, and says what can be typed."""
        run("load", "rubric.yaml", "batch.jsonl")
        with Terminal(home=home) as terminal:
            terminal.wait_for("⏎ starts batch")
            terminal.press("enter")
            terminal.wait_for("saved 1")
            terminal.press("3")
            terminal.wait_for("saved 2")
            terminal.process.kill()
            terminal.process.wait()
        (home / "workspace.db-wal").unlink()
        told, done = run("doctor").out, run("status")

        assert (
            "lacks 2 events that had been saved: workspace.db-wal was taken away; next: raterterm -w " in told
        )
        assert (done.code, done.err.count("\n")) == (1, 2)
        assert run(*shlex.split(done.err.splitlines()[-1].removeprefix("hint: raterterm "))).code == 0

    def test_a_terminal_that_can_do_little(self, home: Path) -> None:
        """Too small, and without a cursor that moves."""
        with Terminal("doctor", home=home, size=(60, 20), environment={"TERM": "dumb"}) as terminal:
            terminal.wait_for("BAD  size: 60 columns, 20 rows")
            terminal.wait_for("BAD  TERM: dumb: it cannot move its cursor; next: TERM=xterm")

            assert terminal.wait_for_exit() == 1

    def test_a_terminal_that_can_do_all(self, home: Path) -> None:
        """Each of its lines is good."""
        with Terminal("doctor", home=home, size=(120, 30), environment={"TMUX": ""}) as terminal:
            terminal.wait_for("good  size: 120 columns, 30 rows")
            terminal.wait_for("good  colours: 16 million")

            assert terminal.wait_for_exit() == 0


class TestDamaged:
    """A workspace that is damaged."""

    def test_any_command_says_what_can_be_typed(self, run: Run, rated: Path, home: Path) -> None:
        """Typed, it makes a new workspace, from which a bundle is good."""
        with rated.open("r+b") as file:
            file.write(b"\xff" * 100)
        before = rated.read_bytes()
        for command in (["status"], ["load", "rubric.yaml", "batch.jsonl"], ["export", "-o", "x.zip"]):
            done = run(*command)
            assert (done.code, "is damaged: " in done.err) == (1, True)
            assert "Traceback" not in done.err
        hint = shlex.split(done.err.splitlines()[-1].removeprefix("hint: raterterm "))
        rescued = run(*hint)

        assert rescued.code == 0
        assert "recovered all 21 events of batch batch" in rescued.out
        assert rated.read_bytes() == before
        fresh = hint[-1]
        assert run("-w", fresh, "doctor").code == 0
        assert run("-w", fresh, "export", "-o", "out.zip").code == 0
        assert run("verify", "out.zip", "--signers", "allowed_signers").out.startswith("good out.zip")

    def test_what_is_lost_is_counted_and_the_bundle_is_good_all_the_same(
        self, run: Run, rated: Path, home: Path
    ) -> None:
        """The events are numbered, and the file beside is named."""
        spoil(rated, b'"kind":"viewed"')
        done = run("-w", rated, "doctor", "--rescue", "new.db")

        assert done.code == 1
        assert "of 21 events of batch batch; " in done.out
        assert " lost: events 1-" in done.out
        assert "new.db.rest.jsonl: what is not in new.db as it was" in done.out
        assert run("-w", "new.db", "export", "-o", "out.zip").code == 0
        assert run("verify", "out.zip", "--signers", "allowed_signers").out.startswith("good out.zip")

    def test_a_bundle_after_a_rescue_has_the_next_number(self, run: Run, home: Path) -> None:
        """It is another one, as moments tell; a team would take it for the first sent twice."""
        (home / "settings.json").write_text('{"times": "exact"}')
        deliver(run, home)
        spoil(home / "workspace.db", b'"kind":"viewed"')
        done = run("doctor", "--rescue", "new.db")
        rate_again = run("-w", "new.db", "export", "-o", "second.zip")

        assert "1 bundles of batch that were exported hold more of the chain than is left" in done.out
        assert rate_again.code == 0
        assert '"sequence": 2' in run("verify", "second.zip", "--signers", "allowed_signers", "--json").out

    def test_what_is_lost_can_be_read_from_the_files(self, run: Run, rated: Path) -> None:
        """As they came from the team."""
        spoil(rated, b'"raterterm":"rubric/1"')
        spoil(rated, b'{"id":"t-2"')
        alone = run("doctor", "--rescue", "alone.db")
        done = run("doctor", "--rescue", "new.db", "--from", "rubric.yaml", "--from", "batch.jsonl")

        assert "try again with --from FILE" in alone.out
        assert done.code == 0
        assert run("-w", "new.db", "doctor").code == 0

    def test_a_program_can_read_what_became_of_it(self, run: Run, rated: Path) -> None:
        """With the numbers of what is lost."""
        spoil(rated, b'"kind":"viewed"')
        told = json.loads(run("doctor", "--rescue", "new.db", "--json").out)

        assert told["whole"] is False
        assert told["batches"][0]["lost"][0][0] == 1

    def test_files_without_a_rescue(self, run: Run, home: Path) -> None:
        """There is nothing that they could be read for."""
        assert run("doctor", "--from", "rubric.yaml").code == 2

    def test_what_no_check_has_foreseen_is_damage_all_the_same(
        self, run: Run, rated: Path, home: Path
    ) -> None:
        """Before anything is called a defect the workspace is looked at."""
        assert _damage(["-w", str(rated), "status"]) is None
        spoil(rated, b'{"id":"t-2"')

        damage = _damage(["status"])
        assert damage is not None
        assert " is damaged: " in damage.message
        assert " doctor --rescue " in damage.hints[0]
