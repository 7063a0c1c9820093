"""`./run check`, `./run test` and `./run coverage`: the rules of the house, with times and one closing line."""

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.steps import PYTHON, ROOT, run, tail

FEWEST_COVERED = 95
MOST_LINES = 80  # of a failed check's output: a new catalogue has a thousand faults, which say the same
CORES = os.cpu_count() or 1
JOURNEYS = "tests/journeys"
#: The variable that names the folder in which two runs beside each other tell what each loaded.
BESIDE = "MUSUBI_TESTS_BESIDE"
#: The longest first, so that no core waits for them at the end. Collecting imports every test: it compiles for all runs
#: of the tests what each would compile for itself.
CHECKS = {
    "types (mypy)": ["-m", "mypy", "--no-error-summary"],
    "tests, collected": ["-m", "pytest", "-q", "--collect-only"],
    "catalogues": ["-m", "tools.catalogues", "check"],
    "templates (djlint)": ["-m", "djlint", "--lint", "--quiet", "templates"],
    "walls (import-linter)": [
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ],
    "duplicates": ["-m", "tools.duplicates"],
    "layout": ["-m", "tools.layout"],
    "style (ruff)": ["-m", "ruff", "check", "--quiet", "."],
    "format (ruff)": ["-m", "ruff", "format", "--check", "--quiet", "."],
}


@dataclass(frozen=True)
class Outcome:
    """How one step ended."""

    name: str
    ok: bool
    seconds: float
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    output: str = ""

    def line(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed" if self.passed or self.failed else ""
        return f"  {'ok    ' if self.ok else 'FAILED'}  {self.name:<24}{self.seconds:6.1f} s  {counts}".rstrip()


def main(arguments: Sequence[str]) -> int:
    """Answers the exit status of `check`, `test [pytest arguments]` or `coverage`."""
    verb, *rest = arguments
    if verb == "test" and rest:
        return subprocess.run([PYTHON, "-m", "pytest", *rest], cwd=ROOT, check=False).returncode
    if verb == "coverage":
        options = (f"-n{CORES}", f"--ignore={JOURNEYS}", "--cov", "--cov-report=")
        return close([pytest("tests on SQLite", *options), coverage()])
    outcomes = check()
    if verb == "test":
        outcomes += test()
    return close(outcomes)


def check() -> list[Outcome]:
    """Run the checks, as many at once as there are cores; what a failing one says is printed when it ends."""
    with ThreadPoolExecutor(max_workers=CORES) as pool:
        outcomes = []
        for outcome in pool.map(check_one, CHECKS.items()):
            outcomes.append(outcome)
            if not outcome.ok:
                print(f"\n--- {outcome.name}\n{tail(outcome.output, MOST_LINES)}\n")
            print(outcome.line(), flush=True)
    return outcomes


def check_one(item: tuple[str, list[str]]) -> Outcome:
    name, words = item
    started = time.monotonic()
    done = run([PYTHON, *words])
    return Outcome(name, done.returncode == 0, time.monotonic() - started, output=done.stdout)


def test() -> list[Outcome]:
    """Every test on SQLite and in the browser; beside it on PostgreSQL what databases answer differently.

    Without coverage: tracing every line makes the suite slower by half, and it has ten minutes on two cores.
    One worker a core beside the other database; a file stays with one of them, where its scenes are built once.
    """
    shared = (f"-n{CORES}", "--dist=loadfile", "--no-loadscope-reorder")
    runs = [("tests on SQLite", *shared), ("tests on PostgreSQL", f"--ignore={JOURNEYS}", "--database=postgresql")]
    print(f"\n--- tests, {len(runs)} runs at once; each is shown when it ends", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="musubi-tests-") as os.environ[BESIDE],
        ThreadPoolExecutor(max_workers=len(runs)) as pool,
    ):
        return list(pool.map(lambda words: pytest(*words, aside=True), runs))


def pytest(name: str, *options: str, aside: bool = False) -> Outcome:
    """Run pytest, and read its counts from the report that it writes. In the open, or `aside` of another run."""
    if not aside:
        print(f"\n--- {name}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="musubi-tests-") as folder:
        report = Path(folder) / "report.xml"
        command: list[str | Path] = [
            PYTHON,
            "-m",
            "pytest",
            "-q",
            "--durations=15",
            f"--junitxml={report}",
        ]
        status = (
            _told_when_done(name, [*command, *options]) if aside else subprocess.call([*command, *options], cwd=ROOT)
        )
        suite = ElementTree.parse(report).getroot().find("testsuite") if report.exists() else None  # noqa: S314  # our own
    counts = suite.attrib if suite is not None else {}
    failed = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
    skipped = int(counts.get("skipped", 0))
    passed = int(counts.get("tests", 0)) - failed - skipped
    return Outcome(name, status == 0, time.monotonic() - started, passed, failed, skipped)


def _told_when_done(name: str, command: Sequence[str | Path]) -> int:
    """Two runs that print at once would be unreadable."""
    done = run(command)
    print(f"\n--- {name}\n{done.stdout}", flush=True)
    return done.returncode


def coverage() -> Outcome:
    """Measure the branches of crm that the tests reached."""
    name = f"coverage ≥ {FEWEST_COVERED} %"
    print(f"\n--- {name}", flush=True)
    started = time.monotonic()
    command: list[str | Path] = [PYTHON, "-m", "coverage", "report", f"--fail-under={FEWEST_COVERED}"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    return Outcome(name, done.returncode == 0, time.monotonic() - started)


def close(outcomes: Sequence[Outcome]) -> int:
    """Print the table and the one line that says how it went. A failed check counts as a failed test."""
    print("\n" + "\n".join(outcome.line() for outcome in outcomes))
    passed = sum(outcome.passed or (outcome.ok and not outcome.failed) for outcome in outcomes)
    failed = sum(outcome.failed or (not outcome.ok) for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(not all(outcome.ok for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
