"""What the browser loads: pinned files of others in static/vendor, and ours built into static/built; git ignores both.

A page has one style sheet and two scripts; another one reads QR codes where the browser cannot. In the sources there
are some thirty, each about one thing.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from tools.steps import ROOT, VENV, StepFailed, digest, is_stamped, run, say, tail, write_stamp

STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
BUILT = STATIC / "built"
LOCK = ROOT / "package-lock.json"
#: Path in node_modules → where it is kept. Only the bundler of this machine is installed.
FILES = {
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "jsqr/dist/jsQR.js": VENDOR / "jsQR.js",
    "sortablejs/modular/sortable.esm.js": VENDOR / "sortable.esm.js",
    "@esbuild/*/bin/esbuild": VENV / "esbuild",
}
#: What the pages link; what these import is built in.
ENTRIES = ("pages.css", "app.js", "booth.js", "qr.js")


def ensure() -> None:
    """Fetch and build what is not there already.

    Raises StepFailed when that cannot be done: the pages would work without, but not as designed.
    """
    _fetch()
    build()


def _fetch() -> None:
    stamp, expected = VENDOR / ".stamp", digest(LOCK, Path(__file__))
    if is_stamped(stamp, expected) and all(file.is_file() for file in FILES.values()):
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
            shutil.copy(next((folder / "node_modules").glob(source)), target)
    write_stamp(stamp, expected)


def build() -> None:
    """Build what the pages link, where a source is newer: the set-up and the tests ask for it.

    Raises StepFailed when that cannot be done.
    """
    sources = [file for file in STATIC.rglob("*.*s") if BUILT not in file.parents]
    stamp, expected = BUILT / ".stamp", digest(*sorted(sources), LOCK, Path(__file__))
    if is_stamped(stamp, expected):
        return
    entries = [STATIC / name for name in ENTRIES]
    options = ["--bundle", "--minify", "--format=esm", "--log-level=warning", f"--outdir={BUILT}"]
    done = run([VENV / "esbuild", *entries, *options])
    if done.returncode:
        raise StepFailed(f"{tail(done.stdout)}\n\nStyle sheets and scripts could not be built.")
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
