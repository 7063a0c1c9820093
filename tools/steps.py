"""What the set-up steps share: where things lie, how they speak, and how they run other programs."""

import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class StepFailed(Exception):
    """A set-up step that the product cannot do without did not work; the message says what to do."""


def say(message: str) -> None:
    """Tell the person at the terminal one thing, at once."""
    print(f"  {message}", flush=True)


def digest(*files: Path) -> str:
    """A fingerprint of the files' contents, to be kept in a stamp."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_stamped(stamp: Path, expected: str) -> bool:
    """Whether a step already did its work for this fingerprint."""
    return stamp.is_file() and stamp.read_text() == expected


def write_stamp(stamp: Path, expected: str) -> None:
    """Remember that a step did its work; replaced in one go, so that a broken start leaves no half stamp."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    unfinished = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    unfinished.write_text(expected)
    unfinished.replace(stamp)


def run(command: Sequence[str | Path], *, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program quietly; the caller looks at `returncode` and shows `stdout` when it failed."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def tail(output: str, lines: int = 12) -> str:
    """The end of a program's output, where its reason stands."""
    return "\n".join(output.strip().splitlines()[-lines:])
