"""The shape of the house: which files a capability may have, how long a file may be, and why a rule is left alone.

`python -m tools.layout` prints every fault. The reasons stand in docs/architecture.md: one small plan inside every
capability, and no drawer (`utils.py`, `helpers.py`) for things that have no name.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.steps import ROOT

LONGEST = 400
LONGEST_KINDS = {".py", ".js", ".css", ".html", ".sh"}
WIDEST = 140  # columns of a template; ruff holds those of Python
#: Packages whose files are named by their noun; every other package of crm is a capability.
INFRASTRUCTURE = {"capabilities", "core", "web", "charts", "pdf", "tables", "jobs"}
TOP = {"__init__.py", "config.py", "factory.py", "framing.py"}
FLOORS = {"__init__", "views", "commands", "forms", "services", "kind", "queries", "models", "rules"}
MORE_FLOORS = {
    "activities": {"contents"},
    "agreements": {"contents"},
    "booths": {"contents"},
    "checklists": {"contents"},
    "documents": {"contents"},
    "fairs": {"contents"},
    "fields": {"contents"},
    "files": {"contents"},
    "talks": {"contents"},
    "visas": {"contents"},
    "launches": {"contents"},
    "makers": {"contents"},
    "letters": {"contents"},
    "lists": {"contents"},
    "matching": {"contents"},
    "handouts": {"contents"},
    "home": {"contents"},
    "office": {"contents"},
    "outcomes": {"contents"},
    "partners": {"charts", "contents"},
    "products": {"contents"},
    "registers": {"contents"},
    "showrooms": {"contents"},
    "tasks": {"contents"},
    "audit": {"contents"},
    "subjects": {"contents"},
    "insights": {"charts", "contents"},
    "interchange": {"columns"},
}
#: A line that a checker leaves alone, without a reason behind it.
UNEXPLAINED = re.compile(r"#\s*(?:type: ignore|noqa)\b(?:: ?[\w, ]+|\[[\w, -]+\])?\s*$")
DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common", "stuff"}


def tracked_files() -> list[PurePosixPath]:
    """What git knows of this folder, as paths relative to it; deleted files are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listed.stdout.split("\0")) - {""})
    return [PurePosixPath(name) for name in names if (ROOT / name).is_file() or (ROOT / name).is_symlink()]


def faults(files: list[PurePosixPath], root: Path = ROOT) -> Iterator[str]:
    """Every file among `files` that has no place in the house or is too long."""
    for file in files:
        if (root / file).is_symlink():
            yield f"{file}: a symbolic link, which leads nowhere on another machine; keep the file itself"
            continue
        if file.parts[0].startswith("-"):
            yield f"{file}: begins with a dash, which programs take for an option"
        elif file.stem in DRAWERS:
            yield f"{file}: a drawer; name the file by its noun"
        elif file.parts[0] == "crm" and file.suffix == ".py":
            yield from misplaced(file)
        # A migration is one step, written by Alembic and never edited again: it has no nouns to be split by.
        if file.suffix in LONGEST_KINDS and file.parts[0] != "migrations":
            lines = (root / file).read_text(encoding="utf-8").splitlines()
            if len(lines) > LONGEST:
                yield f"{file}: {len(lines)} lines, more than {LONGEST}; make it a package split by its nouns"
            for number, line in enumerate(lines, 1):
                if file.suffix == ".html" and len(line) > WIDEST:
                    yield f"{file}:{number}: {len(line)} columns, more than {WIDEST}"
                if file.suffix == ".py" and UNEXPLAINED.search(line):
                    yield f"{file}:{number}: say why the checker is wrong here"


def misplaced(file: PurePosixPath) -> Iterator[str]:
    """Whether a Python file of crm lies where the plan has a place for it."""
    if len(file.parts) == 2:
        if file.name not in TOP:
            yield f"{file}: only {', '.join(sorted(TOP))} lie at the top of crm"
        return
    capability, floor = file.parts[1], PurePosixPath(file.parts[2]).stem
    allowed = FLOORS | MORE_FLOORS.get(capability, set())
    if capability not in INFRASTRUCTURE and floor not in allowed:
        yield f"{file}: a capability has {', '.join(sorted(allowed - {'__init__'}))} and nothing else"


if __name__ == "__main__":
    found = list(faults(tracked_files()))
    print("\n".join(found) or "every file has its place")
    sys.exit(bool(found))
