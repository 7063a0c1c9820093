"""A table as somebody would fill it by hand: the strongest wish first, into the first round that suits both.

It is where the solver starts from, what the solver is compared with, and what is left when the solver has no time.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from crm.matching.rules.problem import NOT_NEEDED, Placed, Problem
from crm.matching.rules.seating import Chosen, interpreters, seated


def greedy(problem: Problem) -> list[Placed]:
    """Meetings in their places, the kept ones included."""
    return seated(problem, chosen(problem))


def unspoken(problem: Problem, placed: Sequence[Placed]) -> list[Placed]:
    """The table with the tables filled that stay free only because no interpreter is left for them.

    Who has an interpreter keeps place and interpreter; each interpreter sits at one table at a time. The talks added
    have nobody between them: a gap to be filled, which the pages and the sheets show.
    """
    pairs = tuple(replace(pair, interpreting=NOT_NEEDED) for pair in problem.pairs)
    return greedy(replace(problem, kept=tuple(placed), interpreters=(), pairs=pairs))


def chosen(problem: Problem, *, first: Collection[tuple[int, int]] = ()) -> list[Chosen]:
    """The rounds of the talks beyond the kept ones; the pairs of `first` are placed before all others."""
    busy = {(id, one.slot) for one in problem.kept for id in one.pair}
    counts = Counter(id for one in problem.kept for id in one.pair)
    kept = {one.pair for one in problem.kept}
    tables = {slot.id: len(problem.tables) - sum(one.slot == slot.id for one in problem.kept) for slot in problem.slots}
    spoken: dict[int, list[tuple[int, int]]] = {slot.id: [] for slot in problem.slots}
    free = {
        slot.id: [
            one.id
            for one in problem.interpreters
            if slot.id not in one.absent
            and not any(k.slot == slot.id and k.interpreter == one.id for k in problem.kept)
        ]
        for slot in problem.slots
    }
    found: list[Chosen] = []
    for pair in sorted(
        problem.pairs,
        key=lambda one: ((one.maker, one.counterpart) not in first, -one.weight, one.maker, one.counterpart),
    ):
        sides = (pair.maker, pair.counterpart)
        companies = [problem.companies[id] for id in sides]
        if sides in kept or any(c.most is not None and counts[c.id] >= c.most for c in companies):
            continue
        needs = problem.needs_interpreter(pair)
        for slot in problem.slots:
            here = slot.id
            if not tables[here] or any((c.id, here) in busy or here in c.absent for c in companies):
                continue
            if needs and len(interpreters(problem, [*spoken[here], sides], free[here], {})) <= len(spoken[here]):
                continue
            found.append((*sides, here))
            tables[here] -= 1
            spoken[here] += [sides] if needs else []
            busy |= {(id, here) for id in sides}
            counts.update(sides)
            break
    return found
