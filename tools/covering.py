"""Which tests run the lines that `make mutations` puts faults into: the tests run once, with tools/listening.py.

Coverage of every line by every test takes an hour; the lines of a sample are known before.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tools.listening import ANSWER, LINES, Place
from tools.steps import PYTHON

#: What a fault is tried on: neither a browser nor a PDF.
QUICK: Final = ("-q", "-p", "no:cacheprovider", "-m", "not journey and not printed")


def measure(place: Path, lines: list[Place], kept: Path) -> None:
    """Run the tests of the checkout at `place` once, and keep in `kept` which of them run each of `lines`.

    A test that fails is left out: it would seem to notice every fault. Raises RuntimeError where no answer comes.
    """
    kept.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder, "lines")
        asked.write_text(json.dumps(lines))
        #: A bytecode cache of its own: the calls stand in no other run.
        settings = {LINES: str(asked), ANSWER: str(kept), "PYTHONPYCACHEPREFIX": folder}
        command = [str(PYTHON), "-m", "pytest", *QUICK, "-p", "tools.listening"]
        ran = subprocess.run(command, cwd=place, env=os.environ | settings, capture_output=True, text=True, check=False)
    if not kept.exists():
        raise RuntimeError(ran.stdout[-3000:] + ran.stderr[-3000:])


def reaching(kept: Path) -> dict[Place, list[str]]:
    """The tests that ran each line. What runs while the product is imported belongs to no test: its list is empty."""
    answer: dict[str, list[str]] = json.loads(kept.read_text())
    return {(name.rpartition(":")[0], int(name.rpartition(":")[2])): tests for name, tests in answer.items()}
