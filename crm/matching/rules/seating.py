"""Tables and interpreters for talks whose rounds are settled: who sits where, and who sits between them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from crm.matching.rules.problem import Placed, Problem

Chosen = tuple[int, int, int]
"""(maker, counterpart, slot)"""


def seated(problem: Problem, chosen: Iterable[Chosen]) -> list[Placed]:
    """Meetings with tables and interpreters, the kept ones first and unchanged.

    Makers stay at a table, and interpreters with a maker, where that is possible. A talk for which a round has
    neither table nor interpreter left is dropped; a solver's rounds always have both.
    """
    by_slot: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for maker, counterpart, round_id in sorted(chosen):
        by_slot[round_id].append((maker, counterpart))
    table_of: dict[int, int] = {one.maker: one.table for one in problem.kept}
    interpreter_of: dict[int, int] = {one.maker: one.interpreter for one in problem.kept if one.interpreter is not None}
    placed = list(problem.kept)
    for slot in problem.slots:
        taken = [one for one in problem.kept if one.slot == slot.id]
        pairs = by_slot[slot.id]
        tables = _tables(pairs, [id for id in problem.tables if id not in {one.table for one in taken}], table_of)
        busy = {one.interpreter for one in taken}
        free = [one.id for one in problem.interpreters if slot.id not in one.absent and one.id not in busy]
        between = interpreters(problem, pairs, free, interpreter_of)
        for pair in pairs:
            needs = problem.needs_interpreter(problem.between(*pair))
            if pair not in tables or (needs and pair not in between):
                continue
            placed.append(Placed(*pair, slot.id, tables[pair], between.get(pair)))
            table_of[pair[0]] = tables[pair]
            if pair in between:
                interpreter_of[pair[0]] = between[pair]
    return placed


def _tables(
    pairs: Sequence[tuple[int, int]], free: Sequence[int], before: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """{pair: table}: a maker keeps the table of its talk before, the others take what is left in order."""
    left = list(free)
    found = {}
    for pair in pairs:
        table = before.get(pair[0])
        if table in left:
            found[pair] = table
            left.remove(table)
    for pair in pairs:
        if pair not in found and left:
            found[pair] = left.pop(0)
    return found


def interpreters(
    problem: Problem, pairs: Iterable[tuple[int, int]], free: Sequence[int], before: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """{pair: interpreter} for as many of one round's pairs that need one as there can be (augmenting paths)."""
    able: dict[tuple[int, int], list[int]] = {}
    for pair in pairs:
        wanted = problem.between(*pair)
        if problem.needs_interpreter(wanted):
            mine = [id for id in problem.able(wanted) if id in free]
            usual = before.get(pair[0])
            able[pair] = [usual, *mine] if usual in mine else mine
    taken: dict[int, tuple[int, int]] = {}

    def seat(pair: tuple[int, int], tried: set[int]) -> bool:
        for id in able[pair]:
            if id in tried:
                continue
            tried.add(id)
            if id not in taken or seat(taken[id], tried):
                taken[id] = pair
                return True
        return False

    for pair in able:
        seat(pair, set())
    return {pair: id for id, pair in taken.items()}
