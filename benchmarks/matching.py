"""How well and how fast a matching table is proposed: the solver against filling the table in by hand.

`.venv/bin/python -m benchmarks.matching` makes a business matching event of 40 makers × 60 counterparts in 24 rounds
with 15 interpreters and 20 tables from a seed, and prints what each way of filling it in reaches. The exit status is
1 when the proposal takes more than ten seconds, books somebody twice, or meets fewer wishes than the hand.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from crm.matching.rules import Company, Interpreter, Pair, Placed, Problem, TalkSlot, greedy, score, solver

TARGET_SECONDS = 10.0
#: Talks each maker should get.
LEAST = 6


def event(seed: int, makers: int, counterparts: int, rounds: int, interpreters: int, tables: int) -> Problem:
    """An event of two days. A few counterparts are wished by almost everyone, as at real ones."""
    dice = random.Random(seed)  # noqa: S311  # the same event for the same seed
    slots = tuple(TalkSlot(n + 1, "first" if n < rounds // 2 else "second") for n in range(rounds))

    def away(share: float) -> frozenset[int]:
        return frozenset(slot.id for slot in slots if dice.random() < share)

    def speaks(*chances: tuple[str, float]) -> frozenset[str]:
        return frozenset(code for code, share in chances if dice.random() < share)

    ours = tuple(Company(100 + n, speaks(("ja", 1), ("zh-Hans", 0.1), ("en", 0.2)), away(0.08)) for n in range(makers))
    theirs = tuple(
        Company(
            1000 + n,
            speaks(("ko", 1)) if dice.random() < 0.25 else speaks(("zh-Hans", 1), ("ja", 0.15), ("en", 0.1)),
            away(0.08),
            8 if dice.random() < 0.2 else None,
        )
        for n in range(counterparts)
    )
    tongues = [("ja", "zh-Hans")] * 9 + [("ja", "ko")] * 3 + [("ja", "zh-Hans", "ko")] * 3
    people = tuple(Interpreter(5000 + n, frozenset(tongues[n % len(tongues)]), away(0.1)) for n in range(interpreters))
    wishes: dict[tuple[int, int], list[int]] = {}
    fame = [1 / (1 + n * 0.15) for n in range(counterparts)]
    for maker in ours:
        for other in dict.fromkeys(company.id for company in dice.choices(theirs, fame, k=14)):
            wishes.setdefault((maker.id, other), [0, 0])[0] = dice.randint(1, 3)
    for company in theirs:
        for maker in dice.sample(ours, min(6, makers)):
            wishes.setdefault((maker.id, company.id), [0, 0])[1] = dice.randint(1, 3)
    pairs = tuple(Pair(*key, ours_wish, theirs_wish) for key, (ours_wish, theirs_wish) in sorted(wishes.items()))
    return Problem(ours, theirs, slots, tuple(range(1, tables + 1)), people, pairs, least=LEAST)


def by_hand(problem: Problem) -> list[Placed]:
    """A coordinator with a sheet of paper: maker after maker, their strongest wish first, into the first free round.

    The first free table and the first interpreter who can: nobody is moved again to make room.
    """
    busy: set[tuple[str, int, int]] = set()
    counts: Counter[int] = Counter()
    placed = []
    for maker in problem.makers:
        mine = sorted((p for p in problem.pairs if p.maker == maker.id), key=lambda p: (-p.weight, p.counterpart))
        for pair in mine:
            sides = [maker, problem.companies[pair.counterpart]]
            if any(side.most is not None and counts[side.id] >= side.most for side in sides):
                continue
            found = next((t for s in problem.slots if (t := _seat(problem, pair, s.id, busy)) is not None), None)
            if found is not None:
                placed.append(found)
                counts.update(found.pair)
                busy |= {("company", id, found.slot) for id in found.pair} | {("table", found.table, found.slot)}
                if found.interpreter is not None:
                    busy.add(("interpreter", found.interpreter, found.slot))
    return placed


def _seat(problem: Problem, pair: Pair, slot: int, busy: set[tuple[str, int, int]]) -> Placed | None:
    sides = [problem.companies[pair.maker], problem.companies[pair.counterpart]]
    if any(slot in side.absent or ("company", side.id, slot) in busy for side in sides):
        return None
    table = next((id for id in problem.tables if ("table", id, slot) not in busy), None)
    if table is None:
        return None
    if not problem.needs_interpreter(pair):
        return Placed(pair.maker, pair.counterpart, slot, table)
    there = {one.id for one in problem.interpreters if slot not in one.absent}
    free = [id for id in problem.able(pair) if id in there and ("interpreter", id, slot) not in busy]
    return Placed(pair.maker, pair.counterpart, slot, table, free[0]) if free else None


def twice(placed: list[Placed]) -> int:
    """How many people, companies and tables are in two places in one round."""
    keys = [(kind, one.slot, id) for one in placed for kind, id in (("m", one.maker), ("c", one.counterpart))]
    keys += [("t", one.slot, one.table) for one in placed]
    keys += [("i", one.slot, one.interpreter) for one in placed if one.interpreter is not None]
    return sum(number - 1 for number in Counter(keys).values())


def measured(problem: Problem, fill: Callable[[Problem], list[Placed]]) -> dict[str, Any]:
    """What one way of filling in reaches, with the seconds on the clock and of the processor."""
    clock, cpu = time.monotonic(), time.process_time()
    placed = fill(problem)
    seconds, worked = time.monotonic() - clock, time.process_time() - cpu
    told = score(problem, placed)
    return asdict(told) | {
        "share": round(told.share, 4), "seconds": round(seconds, 2), "cpu_seconds": round(worked, 2),
        "booked_twice": twice(placed),
    }  # fmt: skip


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in {
        "seed": 1,
        "makers": 40,
        "counterparts": 60,
        "rounds": 24,
        "interpreters": 15,
        "tables": 20,
    }.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = vars(parser.parse_args())
    as_json = asked.pop("json")
    problem = event(**asked)
    ways = {"by hand": by_hand, "greedy": greedy.greedy, "proposal": solver.propose}
    found = {name: measured(problem, fill) for name, fill in ways.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if as_json:
        print(json.dumps({"pairs": len(problem.pairs), "megabytes": memory, "ways": found}))
    else:
        print(f"{len(problem.pairs)} wished pairs, {memory} MB")
        for name, figures in found.items():
            print(f"{name:10}", "  ".join(f"{key} {value}" for key, value in figures.items()))
    best = found["proposal"]
    missed = best["seconds"] > TARGET_SECONDS or best["booked_twice"] or best["met"] < found["by hand"]["met"]
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
