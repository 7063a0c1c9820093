"""Which tests reach which line of the product: measured once for `make mutations`, read by the database of coverage."""

import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from tools.steps import PYTHON

#: What a fault is tried on: neither a browser nor a PDF.
QUICK: Final = ("-q", "-p", "no:cacheprovider", "-m", "not journey and not printed")
#: Lines alone, since a fault stands in a line; one file, since one process writes it.
RULES: Final = "[run]\nsource = crm\nconcurrency = thread,greenlet\n"


def measure(place: Path, kept: Path) -> None:
    """Run the tests of the checkout at `place` once, and keep in `kept` what each of them reached.

    Raises RuntimeError where a test fails: it would seem to notice every fault.
    """
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder, "rules")
        rules.write_text(f"{RULES}data_file = {kept}\n")
        kept.unlink(missing_ok=True)
        command = [str(PYTHON), "-m", "pytest", *QUICK, "--cov", f"--cov-config={rules}", "--cov-context=test"]
        ran = subprocess.run([*command, "--cov-report="], cwd=place, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stdout[-3000:])


def reaching(kept: Path, file: Path, line: int) -> list[str]:
    """The tests that ran a line of a file (relative to the root), or the nearest line above it that any test ran.

    A statement over several lines is counted at some of them only. What runs while the product is imported belongs to
    no test: then the answer is empty.
    """
    with closing(sqlite3.connect(kept)) as data:
        rows = data.execute(
            "SELECT context.context, line_bits.numbits FROM line_bits"
            " JOIN context ON context.id = line_bits.context_id JOIN file ON file.id = line_bits.file_id"
            " WHERE file.path LIKE ? AND context.context != ''",
            (f"%/{file}",),
        ).fetchall()
    for near in range(line, max(line - 8, 0), -1):
        if found := {name.rpartition("|")[0] for name, bits in rows if _holds(bits, near)}:
            return sorted(found)
    return []


def _holds(bits: bytes, line: int) -> bool:
    """Whether a line is in a set as coverage writes it: a bit a line (coverage.numbits)."""
    return line // 8 < len(bits) and bool(bits[line // 8] & 1 << line % 8)
