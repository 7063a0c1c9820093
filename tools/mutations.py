"""Small faults put into the product one by one, to see whether a test notices: `make mutations`.

A seeded sample, the same number on every floor. Which tests run their lines is measured first (tools/covering.py).
Each fault stands in a checkout of its own, where the tests run that run its line, on SQLite: those of its capability,
then those that hold for every capability, then some of the others. Whoever survives is printed with its line.
The whole sample takes hours: with `--tried FILE` a run that was stopped goes on where it ended, at the same commit.
The environment is its own (`tools/mutations.txt`), since nothing else of the house needs Cosmic Ray.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from queue import Queue
from typing import Any, Final

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.plugins import get_operator

from tools.covering import QUICK, Place, measure, reaching
from tools.steps import PYTHON, ROOT

#: Models are left out: they declare, and the tests of the migrations hold what they declare.
FLOORS: Final = ("rules", "queries", "services", "contents", "forms", "views")
#: Of the operators of Cosmic Ray those whose fault somebody could make.
OPERATORS: Final = (
    "AddNot", "ReplaceUnaryOperator_Delete_Not", "ReplaceAndWithOr", "ReplaceOrWithAnd", "NumberReplacer",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ZeroIterationForLoop", "ReplaceBinaryOperator_Add_Sub",
    "ReplaceBinaryOperator_Sub_Add", "ReplaceBinaryOperator_BitAnd_BitOr",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq", "ReplaceComparisonOperator_Lt_LtE",
    "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is",
)  # fmt: skip
#: A value object that could be changed behaves as before: no test can notice it.
UNSEEN: Final = "@dataclass(frozen="
#: What holds for every capability, where its own tests noticed nothing.
FOR_ALL: Final = ("tests/trust/", "tests/house/", "tests/sample/")
#: So many tests of one group are asked: a line of the core is reached by thousands.
ASKED: Final = 60
#: A fault that makes a test run longer than this was noticed.
SECONDS: Final = 600


class DropCondition(Operator):  # type: ignore[misc]  # Cosmic Ray has no types
    """A query that forgets one of its conditions: `.where(…)` or `.filter(…)` goes."""

    NAMES: Final = frozenset({"where", "filter"})

    def mutation_positions(self, node: Any) -> Iterator[tuple[Any, Any]]:
        for place in self._places(node):
            yield node.children[place].start_pos, node.children[place + 1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        place = list(self._places(node))[index]
        del node.children[place : place + 2]
        return node

    def _places(self, node: Any) -> Iterator[int]:
        parts = getattr(node, "children", [])
        for place, (name, call) in enumerate(zip(parts, parts[1:], strict=False)):
            if name.type == call.type == "trailer" and name.children[-1].get_code() in self.NAMES:
                yield place

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


@dataclass(frozen=True)
class Fault:
    """One change of one file, which stands relative to the root."""

    file: Path
    floor: str
    operator: str
    code: str  #: of the whole file, with the fault in it

    @property
    def place(self) -> int:
        """The number of the first line that differs."""
        before = (ROOT / self.file).read_text().splitlines()
        pairs = enumerate(zip(before, self.code.splitlines(), strict=False), 1)
        return next((number for number, (old, new) in pairs if old != new), len(before))

    @property
    def key(self) -> str:
        """What names this fault in the file of what was tried."""
        return f"{self.file}:{hashlib.sha256(self.code.encode()).hexdigest()[:16]}"

    @property
    def line(self) -> str:
        """What was changed, as a diff without its heads."""
        before = (ROOT / self.file).read_text().splitlines()
        changed = list(unified_diff(before, self.code.splitlines(), n=0, lineterm=""))[2:]
        return "\n    ".join(changed)


def main() -> int:
    """The exit status: 1 where a floor notices fewer than nine in ten."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=400, help="how many faults, spread evenly over the floors")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", choices=FLOORS, action="append", help="only this one; may be said more than once")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reached", type=Path, help="a file that keeps which tests run which line, measured if new")
    parser.add_argument("--tried", type=Path, help="a file that keeps what was tried, so that a stopped run can go on")
    asked = parser.parse_args()
    floors = asked.floor or FLOORS
    faults = [fault for floor in floors for fault in sample(floor, asked.sample // len(floors), asked.seed)]
    tried, noticed = Counter(fault.floor for fault in faults), Counter[str]()
    checkouts: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.workers) as workers:
        for number in range(asked.workers):
            checkouts.put(checkout(Path(folder, str(number))))
        reached = (asked.reached or Path(folder, "reached")).absolute()
        if not reached.exists():
            measure(Path(folder, "0"), [(fault.file.as_posix(), fault.place) for fault in faults], reached)
        running = reaching(reached)
        tried_before = known(asked.tried)
        tries = workers.map(
            lambda each: tried_before[each.key] if each.key in tried_before else noticed_by(each, checkouts, running),
            faults,
        )
        for fault, by in zip(faults, tries, strict=True):
            if asked.tried and fault.key not in tried_before:
                keep(asked.tried, fault, by)
            noticed[fault.floor] += bool(by)
            print(f"{by or 'SURVIVED':40} {fault.file} {fault.operator}", flush=True)
            if not by:
                print(f"    {fault.line}", flush=True)
    for floor in floors:
        print(f"{floor:10} {noticed[floor]} of {tried[floor]} noticed")
    return int(any(noticed[floor] < 0.9 * tried[floor] for floor in floors))


def known(kept: Path | None) -> dict[str, str]:
    """{key of a fault: the test that noticed it, "" for none} of the runs before."""
    if kept is None or not kept.exists():
        return {}
    return dict(json.loads(line) for line in kept.read_text().splitlines())


def keep(kept: Path, fault: Fault, by: str) -> None:
    with kept.open("a") as file:
        file.write(json.dumps([fault.key, by]) + "\n")


def sample(floor: str, size: int, seed: int) -> list[Fault]:
    """`size` faults of a floor, the same for the same seed; a long file is taken as often as its length says."""
    files = [file for file in sorted((ROOT / "crm").rglob("*.py")) if floor_of(file) == floor]
    chance = random.Random(f"{floor} {seed}")  # noqa: S311  # a sample, no secret
    lengths = [len(file.read_text()) for file in files]
    found: dict[str, Fault] = {}
    for _try in range(size * 20):
        if len(found) == size:
            break
        if fault := one(chance.choices(files, lengths)[0], floor, chance):
            found[fault.code] = fault
    return list(found.values())


def floor_of(file: Path) -> str:
    """The floor a file stands on, by the name of it or of its folder; "" for what has none, and for the sample."""
    parts = file.relative_to(ROOT / "crm").with_suffix("").parts
    return next((part for part in parts[1:] if part in FLOORS and parts[0] != "sample"), "")


def one(file: Path, floor: str, chance: random.Random) -> Fault | None:
    """A fault somewhere in a file, None where the operator that chance took finds no place."""
    code = file.read_text()
    operator = DropCondition() if chance.random() < 0.25 else get_operator("core/" + chance.choice(OPERATORS))()
    places = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(code)))
    if not places:
        return None
    changed = mutate_code(code, operator, chance.randrange(places))
    fault = Fault(file.relative_to(ROOT), floor, type(operator).__name__, changed)
    return None if UNSEEN in fault.line else fault


def checkout(folder: Path) -> Path:
    """The committed product in a folder of its own, with what the set-up made here."""
    subprocess.run(["git", "clone", "--quiet", "--local", ROOT, folder], check=True)
    (folder / ".venv").symlink_to(PYTHON.parent.parent)
    for made in ("static/vendor", "static/built"):
        (folder / made).symlink_to(ROOT / made)
    subprocess.run([PYTHON, "-m", "tools.catalogues", "compile"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def noticed_by(fault: Fault, checkouts: "Queue[Path]", running: dict[Place, list[str]]) -> str:
    """The first test that fails with the fault in place; "" when none does."""
    place = checkouts.get()
    try:
        original = (place / fault.file).read_text()
        (place / fault.file).write_text(fault.code)
        groups = asked_for(fault, running[fault.file.as_posix(), fault.place])
        return next((by for tests in groups if tests and (by := failing(place, tests))), "")
    finally:
        (place / fault.file).write_text(original)
        checkouts.put(place)


def asked_for(fault: Fault, tests: list[str]) -> list[list[str]]:
    """The tests to ask, in groups: of the capability, for all, the others.

    What no test runs in its own process is asked of the folder: it runs while files are imported, or in a child.
    """
    own = f"tests/{fault.file.parts[1]}/"
    if not tests:
        return [[own] if (ROOT / own).is_dir() else list(FOR_ALL)]
    groups = [
        [test for test in tests if test.startswith(own)],
        [test for test in tests if test.startswith(FOR_ALL)],
        [test for test in tests if not test.startswith((own, *FOR_ALL))],
    ]
    return [group[:: len(group) // ASKED + 1] for group in groups]


def failing(place: Path, tests: list[str]) -> str:
    """The name of the first test that fails, "(too long)" where they do not come to an end; "" where all pass."""
    try:
        ran = subprocess.run(
            [str(PYTHON), "-m", "pytest", *QUICK, "-x", *tests],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "(too long)"
    if ran.returncode == 0:
        return ""
    failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0].split(" - ")[0].split("::")[-1] if failed else "(does not start)"


if __name__ == "__main__":
    sys.exit(main())
