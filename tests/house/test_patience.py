"""No test asserts how fast a machine is: one that did failed on a busy one (38.8 seconds of 30)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "time", "elapsed", "total_seconds"}

pytestmark = pytest.mark.once


def asserted_clocks(source: str) -> Iterator[tuple[int, str]]:
    """(line, clock) of each assertion that asks a clock how long something took."""
    if not any(f".{name}(" in source for name in CLOCKS):
        return
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.Assert):
            continue
        for call in ast.walk(statement.test):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS:
                on = call.func.value
                if call.func.attr == "total_seconds" and not isinstance(on, ast.BinOp):
                    continue  # of a fixed length of time
                yield statement.lineno, call.func.attr


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("assert time.monotonic() - began < 30", ["monotonic"]),
        ("assert (clock.now() - began).total_seconds() < 5", ["total_seconds"]),
        ("assert [delay(n).total_seconds() for n in (4, 5)] == [0, 1]", []),
        ("while time.monotonic() < end: pass", []),
    ],
)
def test_what_counts_as_an_assertion_on_the_clock(source: str, found: list[str]) -> None:
    assert [name for _, name in asserted_clocks(source)] == found


def test_no_test_asserts_seconds_of_the_clock() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line} {name}"
        for path in sorted(TESTS.rglob("*.py"))
        for line, name in asserted_clocks(path.read_text(encoding="utf-8"))
    ]
    assert found == []
