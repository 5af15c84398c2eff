"""Privacy: nothing leaves the machine, no other user reads it, and what is rated shows on the screen alone."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.torture import tracing, witness
from tests.torture.home import WORKSPACE
from tests.torture.witness import Leave, Secrets
from tests.tui.seat import FULL, load_tasks, signing_key
from tests.tui.terminal import CONTROLLING, Terminal, environment_of

from raterterm.core import jsontext
from raterterm.settings import write_identity
from raterterm.store.workspace import Workspace

SECRET = "marzipan-elephant"
"""Stands in every text of the batch."""

WATCHED = f"""
import os, sys
seen = os.open("audited", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
def watch(event, arguments):
    if not event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")):
        return
    is_unnamed = event == "socket.__new__" and arguments[1] == 1
    if not is_unnamed and event != "socket.gethostname":
        os.write(seen, (event + " " + repr(arguments) + "\\n").encode())
sys.addaudithook(watch)
{CONTROLLING}
"""
"""Writes down each time that the interpreter is about to use a socket or to start a program.

But for the pair of AF_UNIX sockets by which an event loop wakes itself, and the kernel's own host name.
"""


class Sitting(NamedTuple):
    """What is left of a sitting."""

    home: Path
    written: str
    """Everything that the terminal was sent."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a key and a batch in it, every text of which has the secret."""
    folder = tmp_path_factory.mktemp("home")
    responses = [{"id": name, "text": f"{name}: {SECRET}."} for name in ("r1", "r2")]
    lines = [jsontext.encode({"id": "t-1", "prompt": f"Who is {SECRET}?", "responses": responses})]
    with Workspace.open(folder / "workspace.db") as opened:
        load_tasks(opened, FULL, lines=lines, guidelines=f"# {SECRET}\n".encode())
    write_identity(folder, signing_key(folder))
    return folder


def rate(terminal: Terminal) -> None:
    """Open the batch, answer everything, write a rationale and submit."""
    terminal.wait_for("⏎ starts b")
    terminal.send("\r233")
    terminal.wait_for("saved 4")
    terminal.send(f"rBoth say {SECRET} twice")
    terminal.wait_for("Both say")
    terminal.press("esc enter")


@pytest.fixture(scope="module")
def sitting(home: Path) -> Sitting:
    """Rate, deliver and leave, watched, under a umask that keeps nothing private."""
    script = f"import os; os.umask(0)\n{WATCHED}"
    with Terminal(home=home, script=script) as terminal:
        rate(terminal)
        terminal.wait_for("1 submitted")
        terminal.send("X")
        terminal.wait_for("written")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
    return Sitting(home, terminal.written)


def test_a_whole_sitting_uses_no_network(sitting: Sitting) -> None:
    """Opened, rated, signed, written and closed: no address is looked up, connected to or listened at."""
    assert (sitting.home / "audited").read_text() == ""


def test_the_watch_sees_a_connection(tmp_path: Path) -> None:
    """It would tell of one: nobody listens at this port, and nothing is sent."""
    script = WATCHED.replace(CONTROLLING, "import socket\nsocket.socket().connect_ex(('127.0.0.1', 9))")
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path)

    assert "socket.connect" in (tmp_path / "audited").read_text()


def test_whatever_the_umask_files_are_private(sitting: Sitting) -> None:
    """Workspace, log, key, settings and bundle are the owner's alone; the public key is public."""
    modes = {
        str(file.relative_to(sitting.home)): stat.S_IMODE(file.stat().st_mode)
        for file in sitting.home.rglob("*")
        if file.is_file() and file.suffix != ".pub"
    }

    assert any(name.endswith(".rtb.zip") for name in modes)
    assert set(modes.values()) == {0o600}


def test_nothing_that_was_rated_stays_on_the_terminal(sitting: Sitting) -> None:
    """Neither in its title nor in what is printed once the screen is left."""
    title = sitting.written.split("\x1b]")[1:]
    after = sitting.written.rpartition("\x1b[?1049l")[2]

    assert SECRET in sitting.written
    assert not [piece for piece in title if SECRET in piece.partition("\x07")[0].partition("\x1b\\")[0]]
    assert SECRET not in after


def test_no_part_of_the_raters_install_can_reach_a_network() -> None:
    """Importing all that a rater's commands import brings in no client and no server."""
    script = (
        "import importlib, pkgutil, sys, raterterm\n"
        "for found in pkgutil.walk_packages(raterterm.__path__, 'raterterm.'):\n"
        "    if '.team' not in found.name and found.name != 'raterterm.__main__':\n"
        "        importlib.import_module(found.name)\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    clients = {
        "http.client",
        "urllib.request",
        "requests",
        "httpx",
        "aiohttp",
        "smtplib",
        "ftplib",
        "socketserver",
    }
    assert clients & set(done.stdout.split()) == set()


def test_a_workspace_is_made_private_in_a_private_folder(tmp_path: Path) -> None:
    """Also where nobody made the folder before."""
    environment = {**environment_of(tmp_path / "new" / "home")}
    script = (
        "import os; os.umask(0)\nfrom raterterm.store.workspace import Workspace\nfrom pathlib import Path\n"
    )
    script += "import sys; Workspace.open(Path(sys.argv[1])).close()"
    path = tmp_path / "new" / "home" / "workspace.db"
    subprocess.run([sys.executable, "-c", script, path], check=True, env=environment)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# As another program of the same user sees it

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux hides memory so")

LOOKED_AT = """
import os, resource
from ctypes import CDLL
from raterterm.cli.main import _harden
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
CDLL(None).prctl(4, 1, 0, 0, 0)
def look():
    child = os.fork()
    if child == 0:
        os._exit(not os.access(f"/proc/{os.getppid()}/environ", os.R_OK))
    return os.waitpid(child, 0)[1]
print(look(), end=" ")
_harden()
print(look())
"""
"""Tells whether another process of the same user may look into this one, before and after."""


@needs_linux
def test_no_program_of_the_same_user_looks_into_it() -> None:
    """Nor into the passphrase and the key that it holds; root may."""
    done = subprocess.run([sys.executable, "-c", LOOKED_AT], capture_output=True, text=True, check=True)

    assert done.stdout == "0 256\n"


DUMPING = """
import os, resource
from raterterm.cli.main import _harden, _hide_memory
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
def dumps(before):
    child = os.fork()
    if child == 0:
        before()
        os.abort()
    return os.WCOREDUMP(os.waitpid(child, 0)[1])
resource.setrlimit(resource.RLIMIT_CORE, (min(hard, 1 << 16) if hard >= 0 else 1 << 16, hard))
print(dumps(lambda: None), dumps(_hide_memory), dumps(_harden))
"""


@needs_linux
def test_a_crash_leaves_no_core_dump(tmp_path: Path) -> None:
    """Not even where its size is not limited, as where the system hands dumps to a program."""
    done = subprocess.run(
        [sys.executable, "-c", DUMPING], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    if done.stdout.startswith("False"):
        pytest.skip("this system dumps no core at all")

    assert done.stdout == "True False False\n"


# As the system sees it; python -m tests.torture outside looks at every command so

SINS = {
    "a connection": ("socket.socket(socket.AF_INET, socket.SOCK_DGRAM)", "a socket of AF_INET was opened"),
    "a lookup": ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", "a socket of AF_NETLINK was opened"),
    "a service": ("socket.socket(socket.AF_UNIX).connect_ex('/none')", "connect: /none"),
    "a program": ("subprocess.run(['true'])", "true was run"),
    "an argument": ("subprocess.run(['true', 'key=quince'])", "true was given a secret"),
    "a variable": ("subprocess.run(['true'], env={'KEY': 'quince'})", "true was given a secret"),
    "a wide file": ("os.umask(0); open('home/x', 'w'); os.chmod('home/x', 0o600)", "made with mode 0666"),
    "a wide folder": ("os.umask(0); os.mkdir('home/x')", "home/x was made with mode 0777"),
    "opened later": ("open('home/x', 'w'); os.chmod('home/x', 0o644)", "home/x was opened to others"),
    "elsewhere": ("open('x', 'w')", "x was written"),
    "by a name": ("open('home/x', 'w'); os.rename('home/x', 'y')", "y was written"),
    "by a link": ("os.symlink('home/x', 'x')", "symlink"),
    "in memory": ("os.memfd_create('x')", "memfd_create"),
    "in a file": ("open('home/x', 'w').write('a damson tart')", "words of the batch were written to 3<"),
    "in an error": ("sys.stderr.write('a damson tart')", "words of the batch were written to 2<"),
    "in clear": ("open('home/workspace.db', 'w').write('quince')", "the passphrase was written to 3<"),
}


@pytest.mark.skipif(not tracing.IS_HERE, reason="strace is not on this machine")
@pytest.mark.parametrize(("sin", "told"), SINS.values(), ids=SINS.keys())
def test_the_witness_tells(tmp_path: Path, sin: str, told: str) -> None:
    """Each thing that may not happen is seen when it does."""
    (tmp_path / "home").mkdir()
    script = f"import os, socket, subprocess, sys\nos.umask(0o077)\n{sin}"
    followed = ["strace", "-v", "-a", "1", *tracing.recording(tmp_path / "calls", witness.CALLS)]
    subprocess.run(
        [*followed, sys.executable, "-I", "-c", script], cwd=tmp_path, check=True, capture_output=True
    )
    leave = Leave(
        umask=0,
        folder=tmp_path,
        places=[tmp_path / "home"],
        keepers=re.compile(rf".*/{re.escape(WORKSPACE)}"),
        programs=frozenset({Path(sys.executable).name}),
    )

    found = list(
        witness.faults_in(tracing.recorded(tmp_path / "calls"), leave, Secrets(b"damson", b"quince"))
    )

    assert len([fault for fault in found if told in fault]) == 1, found
