"""Places of the product that share lines: `python -m tools.duplicates` prints them, and fails where there are any.

pylint's own check does the same after building the tree of each module, which takes it twice as long; its command
`symilar` never fails.
"""

import subprocess
import sys
from pathlib import Path

from tools.steps import PYTHON, ROOT

SHARED = 8  # lines


def main() -> int:
    """The exit status: 1 where places share so many lines or more, imports and signatures aside."""
    files = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "crm").rglob("*.py"))
    options = [f"--duplicates={SHARED}", "--ignore-imports", "--ignore-signatures"]
    command: list[str | Path] = [PYTHON, "-c", "from pylint.checkers.symilar import Run; Run()", *options, *files]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    print(found)
    return int("duplicates=0 " not in found)


if __name__ == "__main__":
    sys.exit(main())
