"""The few files that the browser loads, from package-lock.json into the git-ignored static/vendor."""

import shutil
import sys
import tempfile
from pathlib import Path

from tools.steps import ROOT, StepFailed, digest, is_stamped, run, say, tail, write_stamp

VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "package-lock.json"
#: Path in node_modules → name in static/vendor.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
}


def ensure() -> None:
    """Copy the pinned files, unless they are there already.

    Raises StepFailed when they cannot be fetched: the pages would work without them, but not as designed.
    """
    stamp, expected = VENDOR / ".stamp", digest(LOCK, Path(__file__))
    if is_stamped(stamp, expected) and all((VENDOR / name).is_file() for name in FILES.values()):
        return
    say("fetching the browser's files …")
    with tempfile.TemporaryDirectory(prefix="musubi-npm-") as name:
        folder = Path(name)
        shutil.copy(ROOT / "package.json", folder)
        shutil.copy(LOCK, folder)
        # The lock's hashes are checked; scripts of packages are never run.
        done = run([_npm(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"], folder=folder)
        if done.returncode:
            raise StepFailed(f"{tail(done.stdout)}\n\nThe browser's files could not be fetched.")
        VENDOR.mkdir(parents=True, exist_ok=True)
        for source, target in FILES.items():
            shutil.copyfile(folder / "node_modules" / source, VENDOR / target)
    write_stamp(stamp, expected)


def _npm(folder: Path) -> str:
    """npm of this machine, else one from a Python package in an environment that goes with `folder`."""
    found = shutil.which("npm")
    if found:
        return found
    environment = folder / "node"
    wheel = ROOT / "tools" / "node.txt"
    made = run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", environment])
    done = (
        made
        if made.returncode
        else run([environment / "bin" / "python", "-m", "pip", "install", "--require-hashes", "-r", wheel])
    )
    if done.returncode:
        raise StepFailed(f"{tail(done.stdout)}\n\nnpm is missing, and its stand-in could not be installed.")
    return str(environment / "bin" / "npm")
