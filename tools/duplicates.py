"""Places of the product that share lines: `python -m tools.duplicates` prints them, and fails where there are any."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.steps import ROOT

SHARED = 8  # lines
Place = tuple[Path, int]


def main() -> int:
    """The exit status: 1 where files share more than so many lines, imports and signatures aside."""
    found = list(shared(sorted((ROOT / "crm").rglob("*.py"))))
    for places in found:
        print("more than", SHARED, "lines stand in", *(f"{file.relative_to(ROOT)}:{line}" for file, line in places))
    return int(bool(found))


def shared(files: Iterable[Path], longest: int = SHARED) -> Iterator[list[Place]]:
    """Where stretches of more than `longest` lines that say something stand in more files than one."""
    places: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for file in files:
        lines = list(_telling(file))
        for start in range(len(lines) - longest):
            stretch = lines[start : start + longest + 1]
            places[tuple(text for _line, text in stretch)].append((file, stretch[0][0]))
    for found in places.values():
        if len({file for file, _line in found}) > 1:
            yield found


def _telling(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file with a word in them, which are neither imports nor signatures: (number, text)."""
    code = file.read_text()
    passed: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            passed.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min(each.lineno for each in (node, *node.decorator_list))
            passed.update(range(first, node.body[0].lineno))
    for number, line in enumerate(code.splitlines(), 1):
        if number not in passed and re.search(r"\w", line):
            yield number, line.strip()


if __name__ == "__main__":
    sys.exit(main())
