"""Restoring the newest archive beside the live installation, to see that it can be done."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from crm.backups import rules
from crm.backups.rules import RestoreTest
from crm.core import clock

_LOOK_AGAIN: Final = 0.5  # seconds


def prove(
    archive: Path, *, beside: Path, product: Path, secret: str, stopping: Callable[[], bool] = lambda: False
) -> RestoreTest | None:
    """Restore an archive into a folder of its own in `beside`, which goes again; keep in words what came of it.

    It is what a person would type on an empty machine; then the log is verified from its first entry to its last.
    `product` is the folder of app.py. A process of its own does it: another database and another secret have no part in
    this one. None when it was asked to stop. OSError where there is no room.
    """
    place = beside / rules.PROVING
    shutil.rmtree(place, ignore_errors=True)  # of a worker that was killed
    place.mkdir(mode=0o700)
    started = time.monotonic()
    try:
        problem: str | None = ""
        for words in (("backup", "restore", str(archive)), ("audit", "verify")):
            if problem == "":
                problem = _problem_of(words, place, product, secret, stopping)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if problem is None:
        return None
    proof = RestoreTest(archive.name, clock.now(), round(time.monotonic() - started), problem)
    (archive.parent / rules.PROOF).write_text(proof.to_json(), encoding="utf-8")
    return proof


def _problem_of(
    words: tuple[str, ...], place: Path, product: Path, secret: str, stopping: Callable[[], bool]
) -> str | None:
    """What a command in the new place ended with: "" when all is well, None when it was asked to stop."""
    told = place / "told"
    with told.open("w") as output:
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        child = subprocess.Popen(  # noqa: S603  # our own words
            command, cwd=product, env=_settings(place, secret), stdout=output, stderr=output
        )
        while child.poll() is None:
            if stopping():
                child.kill()
                child.wait()
                return None
            time.sleep(_LOOK_AGAIN)
    return _last_line(told.read_text(errors="replace")) if child.returncode else ""


def _settings(place: Path, secret: str) -> Mapping[str, str]:
    """Nothing of the live installation but its secret: an empty folder, a SQLite file in it, no mail, no archives."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    return kept | {"CRM_INSTANCE": str(place), "CRM_SECRET_KEY": secret}


def _last_line(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return lines[-1].removeprefix("Error: ")[: rules.LONGEST_PROBLEM] if lines else "It ended without a word."
