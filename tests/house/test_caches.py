"""What a process keeps between requests: answers of functions of plain values, each with its reason."""

import ast
import re
from collections.abc import Iterator

from crm.core.database import Base
from tools.steps import ROOT

KEEPERS = {"cache", "lru_cache", "functools.cache", "functools.lru_cache"}
#: Begins the line above such a function.
REASON = "# Kept: "
#: What may stand for the mapping, an engine or a statement, which hold no rows.
MAPPING = re.compile(r"\btype\[\w+\]")
SESSIONS = {"Session", "scoped_session", "Actor", "User"}


def kept() -> Iterator[tuple[str, ast.FunctionDef, str]]:
    """(where, function, the line above) of each function whose answers are kept."""
    for path in sorted(ROOT.glob("crm/**/*.py")):
        source = path.read_text(encoding="utf-8")
        if "cache" not in source:
            continue
        lines = source.splitlines()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and any(_keeps(each) for each in node.decorator_list):
                first = min(each.lineno for each in node.decorator_list)
                yield f"{path.relative_to(ROOT)}: {node.name}", node, lines[first - 2].strip()


def _keeps(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).partition("(")[0] in KEEPERS


def test_each_function_whose_answers_are_kept_says_why() -> None:
    told = {where: above for where, _function, above in kept()}
    assert len(told) > 50
    assert [where for where, above in told.items() if not above.startswith(REASON) or len(above) < 30] == []


def test_what_is_kept_depends_on_plain_values_alone() -> None:
    """A row or a session in a key lives on with it, and tells of another reader or of what has changed since."""
    rows = {mapper.class_.__name__ for mapper in Base.registry.mappers} | SESSIONS
    wrong = []
    for where, function, _above in kept():
        arguments = [*function.args.args, *function.args.kwonlyargs]
        assert all(each.annotation is not None for each in arguments), where
        named = " ".join(ast.unparse(each.annotation) for each in arguments if each.annotation is not None)
        wrong += [where for name in re.findall(r"\w+", MAPPING.sub("", named)) if name in rows]
    assert wrong == []


def test_nothing_is_kept_by_a_method_or_without_a_name() -> None:
    """A method keeps its object; a call of `cache(…)` has no line to say why."""
    wrong = []
    for path in sorted(ROOT.glob("crm/**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for top in tree.body:  # what a function keeps for itself goes with it
            if isinstance(top, ast.Assign) and isinstance(top.value, ast.Call) and _keeps(top.value):
                wrong.append(f"{path.relative_to(ROOT)}: {ast.unparse(top.targets[0])}")
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
                wrong += [f"{path}: {m.name}" for m in methods if any(_keeps(each) for each in m.decorator_list)]
    assert wrong == []
