"""Lists of signers: whether raterterm and ssh-keygen(1) agree on who may sign, to the second."""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.torture.trial import Report, Trial, numbered

from raterterm.bundle.keys import SigningKey
from raterterm.bundle.signers import AllowedSigners, principals_at
from raterterm.bundle.sshsig import RESULT
from raterterm.errors import BundleRefused, InputError

WHEN = datetime(2026, 11, 23, 12, 30, 15, tzinfo=UTC)
"""Around which keys come and go."""

PRINCIPALS = ("alice@example.org", "bob@example.org")
NAMESPACES = (RESULT, f"kit-v1@raterterm,{RESULT}", "kit-v1@raterterm")
MESSAGE = b"what was signed"


def signers(trial: Trial) -> Report:
    """Judge signatures by lists of a few lines, in which keys are renewed, handed over and revoked."""
    if shutil.which("ssh-keygen") is None:
        return Report("ssh-keygen is not here: there was no second opinion")
    exec(trial.patch, {})  # noqa: S102 - a deliberate defect, from the list of them
    random, faults, outcomes = trial.random, list[str](), list[bool]()
    keys = [SigningKey.generate() for _ in range(2)]
    with TemporaryDirectory(prefix="signers-") as folder:
        for number in range(trial.amount):
            times = moments(random)
            listed = lines(random, keys, times)
            key, principal = random.choice(keys), random.choice(PRINCIPALS)
            at = random.choice(times) + timedelta(seconds=random.choice((-1, 0, 1)))
            theirs = _by_ssh_keygen(Path(folder), listed, key, principal, at)
            ours = _by_us(listed, key, principal, at)
            outcomes.append(theirs)
            told = [f"raterterm {ours}, ssh-keygen {theirs}: {principal} at {at:%Y%m%d%H%M%S}Z by {listed}"]
            faults += numbered(told if ours != theirs else [], f"list {number + 1}")
    return Report(f"{trial.amount} lists, {sum(outcomes)} signatures good", faults)


def moments(random: Random) -> list[datetime]:
    """Return three moments at which keys of one list come and go, each as exact as a list can say it."""
    steps = [timedelta(seconds=random.randint(-2, 2)), timedelta(minutes=random.randint(-2, 2))]
    steps.append(timedelta(days=random.randint(-2, 2)))
    now = WHEN + steps[0]
    return [now, (now + steps[1]).replace(second=0), (now + steps[2]).replace(hour=0, minute=0, second=0)]


def lines(random: Random, keys: Sequence[SigningKey], times: Sequence[datetime]) -> list[str]:
    """Return the lines of a list, each a key with its principals, its namespaces and its dates."""
    return [_line(random, random.choice(keys), times) for _ in range(random.randint(1, 4))]


def _line(random: Random, key: SigningKey, times: Sequence[datetime]) -> str:
    named = ",".join(random.sample(PRINCIPALS, random.randint(1, 2)))
    options = [f'namespaces="{random.choice(NAMESPACES)}"']
    options += [
        f'{name}="{spelt(random.choice(times), random)}"'
        for name in ("valid-after", "valid-before")
        if random.random() < 0.5
    ]
    return f"{named} {','.join(random.sample(options, len(options)))} {key.public_key}"


def spelt(moment: datetime, random: Random) -> str:
    """Return a moment in one of the forms that a list may have and that say all of it."""
    forms = ("%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S")
    whole = [
        form for form in forms if datetime.strptime(f"{moment:{form}}", form).replace(tzinfo=UTC) == moment
    ]
    return f"{moment:{random.choice(whole)}}Z"


def _by_us(listed: Sequence[str], key: SigningKey, principal: str, at: datetime) -> bool:
    """Judge by the lines that are no faults: ssh-keygen passes over the others, where we refuse the list."""
    good = [line for line in listed if not _is_fault(line)]
    try:
        known = AllowedSigners.parse("\n".join(good).encode(), "allowed_signers")
        return principal in principals_at(known.lines_of(key.blob), RESULT, at)
    except (BundleRefused, InputError):
        return False


def _is_fault(line: str) -> bool:
    try:
        AllowedSigners.parse(line.encode(), "allowed_signers")
    except InputError:
        return True
    return False


def _by_ssh_keygen(
    folder: Path, listed: Sequence[str], key: SigningKey, principal: str, at: datetime
) -> bool:
    (folder / "allowed_signers").write_text("\n".join(listed) + "\n")
    (folder / "sig").write_bytes(key.sign(MESSAGE))
    done = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", principal, "-n", RESULT),
            *("-s", "sig", f"-Overify-time={at:%Y%m%d%H%M%S}Z"),
        ],
        input=MESSAGE,
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
