"""The virtual environment and the pinned, hashed packages in it."""

import shutil
import sys
import time
from collections.abc import Collection
from pathlib import Path

from tools.steps import PYTHON, ROOT, VENV, StepFailed, digest, is_stamped, run, say, tail, write_stamp

REQUIREMENTS = {"product": ROOT / "requirements.txt", "tests": ROOT / "requirements-dev.txt"}
#: What an office may do without: installed when it is asked for, and kept from then on.
EXTRAS = {"metrics": ROOT / "requirements-metrics.txt"}
INSTALLER = ROOT / "tools" / "installer.txt"


def ensure(purpose: str, extras: Collection[str] = ()) -> None:
    """Install what `purpose` ("product" or "tests") and extras need, unless their stamps are there.

    Extras of an earlier time are kept up to date. Raises StepFailed for an unknown extra, and when a package cannot be
    installed.
    """
    if unknown := sorted(set(extras) - EXTRAS.keys()):
        raise StepFailed(f"There is no extra called {unknown[0]!r}. There are: {', '.join(sorted(EXTRAS))}.")
    _ensure_packages(_stamp(purpose), REQUIREMENTS[purpose])
    for extra, requirements in EXTRAS.items():
        if extra in extras or _stamp(extra).exists():
            _ensure_packages(_stamp(extra), requirements)


def _stamp(name: str) -> Path:
    return VENV / f".musubi-{name}"


def _ensure_packages(stamp: Path, requirements: Path) -> None:
    expected = digest(requirements)
    if is_stamped(stamp, expected):
        return
    started = time.monotonic()
    say(f"installing the Python packages of {requirements.name} …")
    _install(requirements)
    write_stamp(stamp, expected)
    say(f"Python packages installed in {time.monotonic() - started:.0f} s")


def ensure_environment() -> bool:
    """Make `.venv`, unless it is there; True if it was made. Raises StepFailed when it cannot be made."""
    if PYTHON.exists() and run([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).returncode == 0:
        return False
    base = getattr(sys, "_base_executable", sys.executable)
    say(f"making .venv with Python {sys.version.split()[0]} …")
    shutil.rmtree(VENV, ignore_errors=True)  # half made, or its Python is gone
    made = run([base, "-m", "venv", VENV])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise StepFailed(
            f"{tail(made.stdout)}\n\nPython could not make a virtual environment. On Debian:"
            "\n  sudo apt-get install -y python3-venv"
        )
    return True


def _install(requirements: Path) -> None:
    """Install with uv, which takes a quarter of pip's time, else with pip; both check every hash."""
    if _ensure_uv():
        done = run(
            [
                PYTHON,
                "-m",
                "uv",
                "pip",
                "install",
                "--python",
                PYTHON,
                "--no-deps",
                "--require-hashes",
                "-r",
                requirements,
            ]
        )
        if done.returncode == 0:
            return
    done = run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--require-hashes",
            "--disable-pip-version-check",
            "-r",
            requirements,
        ]
    )
    if done.returncode:
        raise StepFailed(f"{tail(done.stdout)}\n\nThe packages of {requirements.name} could not be installed.")


def _ensure_uv() -> bool:
    if run([PYTHON, "-c", "import uv"]).returncode == 0:
        return True
    done = run([PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-r", INSTALLER])
    return done.returncode == 0
