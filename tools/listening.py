"""A plugin of pytest that tells which tests run given lines of the product (tools/covering.py starts it).

Each line gets a call in front of its statement while its file is imported. No file of the checkout changes, and the
tests run at their own speed.
"""

import ast
import builtins
import json
import os
from collections import defaultdict
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # the environment of the mutations has no pytest
    import pytest

#: Which lines, and where the answer goes: two files of JSON, [[file, line], …] and {"file:line": [test, …]}.
LINES: Final = "MUSUBI_MUTATED_LINES"
ANSWER: Final = "MUSUBI_MUTATED_ANSWER"

Place = tuple[str, int]


class Watch:
    """Hears of each line that runs, and keeps in which test it did."""

    def __init__(self, lines: list[Place]) -> None:
        self.lines: dict[str, list[int]] = defaultdict(list)
        self.heard: dict[Place, set[str]] = {(file, line): set() for file, line in lines}
        self.failed: set[str] = set()
        self.test = ""
        for file, line in lines:
            self.lines[str(Path(file).resolve())].append(line)

    def hear(self, file: str, line: int) -> None:
        if self.test:
            self.heard[file, line].add(self.test)

    def compile(self, code: bytes, path: str) -> CodeType | None:
        """The code of a file with the calls in it, None for a file without a line that is asked for."""
        if not (lines := self.lines.get(str(path))):
            return None
        tree = ast.parse(code)
        name = Path(path).relative_to(Path.cwd()).as_posix()
        for line in lines:
            body, index = innermost(tree, line)
            call = ast.parse(f"_musubi_line_ran({name!r}, {line})").body[0]
            body.insert(index, ast.copy_location(call, body[index]))
        result: CodeType = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
        return result

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.test = nodeid

    def pytest_runtest_logfinish(self) -> None:
        self.test = ""

    def pytest_runtest_logreport(self, report: "pytest.TestReport") -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        answer = {f"{file}:{line}": sorted(tests - self.failed) for (file, line), tests in self.heard.items()}
        Path(os.environ[ANSWER]).write_text(json.dumps(answer))


def innermost(tree: ast.AST, line: int) -> tuple[list[Any], int]:
    """The innermost statement over a line: the body it stands in, and its place there."""
    found: tuple[list[Any], int] = ([], 0)
    for node in ast.walk(tree):  # from the outside in
        for field in ("body", "orelse", "finalbody"):
            body: Any = getattr(node, field, None)
            for index, part in enumerate(body if isinstance(body, list) else ()):
                begin = min([part.lineno, *(each.lineno for each in getattr(part, "decorator_list", ()))])
                if begin <= line <= part.end_lineno:
                    found = (body, index)
    return found


def pytest_load_initial_conftests(early_config: "pytest.Config") -> None:
    """Put the calls in while files are imported, which begins with what tests/conftest.py needs."""
    watch = Watch([(file, line) for file, line in json.loads(Path(os.environ[LINES]).read_text())])
    early_config.pluginmanager.register(watch)
    builtins._musubi_line_ran = watch.hear  # type: ignore[attr-defined]  # a name of our own, for the calls
    compiled = SourceFileLoader.source_to_code

    def source_to_code(self: SourceFileLoader, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:
        return watch.compile(data, path) or compiled(self, data, path)

    SourceFileLoader.source_to_code = source_to_code  # type: ignore[method-assign, assignment]  # it has three ways to be called
