"""The proposal: a table that meets the most wishes with little waiting, found by OR-Tools' CP-SAT.

All rounds at once are too much for ten seconds (40 × 60 companies in 24 rounds make 18,000 yes-or-no questions), so
the work is cut in two. First which pairs should meet at all, counted over the whole day: that is small and solved to
the end. Those pairs are laid out as a person would, and then improved a few rounds at a time: everything in them is
taken up and laid anew as well as it can be, beside what stays. Each step keeps or betters the table, so it can be
stopped after any. A fixed seed, and limits in the solver's own units of work instead of seconds, make the same table
of the same input.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from crm.matching.rules import greedy
from crm.matching.rules.problem import Pair, Placed, Problem, score
from crm.matching.rules.seating import Chosen, seated

SEED: Final = 20_261
#: What a missing talk of a maker costs below the least number: more than any one wish can weigh.
SHORT: Final = 10
#: A point of a wish against a round of waiting.
WISH: Final = 50
#: Rounds that are laid anew together, and the solver's own units of work for it and for the choice of pairs.
TOGETHER: Final = 4
EACH, CHOICE = 0.08, 1.5

Talks = Mapping[tuple[int, int], Mapping[int, Any]]
"""{(maker, counterpart): {slot: yes-or-no variable}}"""
Report = Callable[[int], None]
Places = dict[tuple[int, int], int]
"""{(maker, counterpart): slot} of the talks beyond the kept ones."""


@dataclass(frozen=True)
class SolverLimits:
    """How often rounds are laid anew, when that is given up, and by how many workers at once."""

    turns: int = 24
    patience: int = 10  #: turns in a row that may bring nothing
    workers: int = 1


def propose(
    problem: Problem, *, limits: SolverLimits = SolverLimits(), report: Report = lambda percent: None
) -> list[Placed]:
    """The best table found within the limits, the kept meetings included. `report` gets percents."""
    report(5)
    wanted = _wanted(problem)
    places = {(maker, counterpart): slot for maker, counterpart, slot in greedy.chosen(problem, first=wanted)}
    report(10)
    turns = random.Random(SEED)  # noqa: S311  # which rounds come next is no secret
    worth, vain = _worth(problem, places), 0
    for turn in range(limits.turns):
        places = _laid_anew(problem, places, _neighbours(problem, turns), limits.workers)
        report(10 + 85 * (turn + 1) // limits.turns)
        before, worth = worth, _worth(problem, places)
        vain = 0 if worth > before else vain + 1
        if vain == limits.patience or (vain and len(problem.slots) <= TOGETHER):  # the same once more brings the same
            break
    return seated(problem, _chosen(places))


def _chosen(places: Places) -> list[Chosen]:
    return [(*pair, slot) for pair, slot in sorted(places.items())]


def _worth(problem: Problem, places: Places) -> int:
    """What the talks are worth as the turns count it: wishes first, then waiting. Tables and names do not matter."""
    told = score(problem, [*problem.kept, *(Placed(*one, 0) for one in _chosen(places))])
    return WISH * (told.met - SHORT * told.short) - told.idle


def _neighbours(problem: Problem, turns: random.Random) -> list[int]:
    """The rounds of one turn: some of one day, where moving shortens the waiting."""
    days = sorted({slot.day for slot in problem.slots})
    same = [slot.id for slot in problem.slots if slot.day == turns.choice(days)] if len(days) > 1 else []
    pool = same if len(same) >= TOGETHER and turns.random() < 0.75 else [slot.id for slot in problem.slots]
    return sorted(turns.sample(pool, min(TOGETHER, len(pool))))


# ------------------------------------------------------------------ which pairs should meet


def _wanted(problem: Problem) -> set[tuple[int, int]]:
    """The pairs of the most weight that fit into the day by number: companies, tables, interpreters."""
    from ortools.sat.python import cp_model  # 0.5 s, and only the worker proposes

    model = cp_model.CpModel()
    kept = {one.pair for one in problem.kept}
    meets = {
        (p.maker, p.counterpart): model.new_bool_var("") for p in problem.pairs if (p.maker, p.counterpart) not in kept
    }
    if not meets:
        return set()
    for id in problem.companies:
        model.add(sum(v for pair, v in meets.items() if id in pair) <= _room(problem, id))
    model.add(sum(meets.values()) <= len(problem.slots) * len(problem.tables) - len(problem.kept))
    spoken: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    for pair, variable in meets.items():
        able = problem.spoken_by[pair]
        if able is not None:
            spoken[able].append(variable)
    hours = {one.id: len(problem.slots) - len(one.absent) for one in problem.interpreters}
    for one in problem.kept:
        if one.interpreter is not None:
            hours[one.interpreter] -= 1
    _speak(model, problem, spoken, hours)
    weight = sum(problem.pair_of[pair].weight * variable for pair, variable in meets.items())
    model.maximize(weight - SHORT * _missing(model, problem, meets, Counter(one.maker for one in problem.kept)))
    solver = _solver(cp_model, CHOICE, 1)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return set()
    return {pair for pair, variable in meets.items() if solver.value(variable)}


def _room(problem: Problem, id: int) -> int:
    """How many more talks a company can have."""
    company = problem.companies[id]
    kept = sum(id in one.pair for one in problem.kept)
    there = len(problem.slots) - len(company.absent) - kept
    return max(0, there if company.most is None else min(there, company.most - kept))


def _speak(model: Any, problem: Problem, spoken: Mapping[tuple[int, ...], list[Any]], hours: Mapping[int, int]) -> None:
    """Interpreters: each kind of talk draws from those who can; those who speak the same stand as one number."""
    kinds: dict[frozenset[str], list[int]] = defaultdict(list)
    for one in problem.interpreters:
        if hours.get(one.id, 0) > 0:
            kinds[one.languages].append(one.id)
    drawn: dict[frozenset[str], list[Any]] = defaultdict(list)
    for able, variables in spoken.items():
        flows = []
        for kind, ids in kinds.items():
            if ids[0] in able:
                flow = model.new_int_var(0, sum(hours[id] for id in ids), "")
                drawn[kind].append(flow)
                flows.append(flow)
        model.add(sum(flows) == sum(variables))
    for kind, ids in kinds.items():
        if len(drawn[kind]) > 1:
            model.add(sum(drawn[kind]) <= sum(hours[id] for id in ids))


def _missing(model: Any, problem: Problem, meets: Mapping[tuple[int, int], Any], have: Mapping[int, int]) -> Any:
    """How many talks the makers lack to the least number each; `have` are those that stand already."""
    short = [0]
    for maker in problem.makers:
        need = problem.least - have.get(maker.id, 0)
        if need <= 0:
            continue
        mine = [variable for pair, variable in meets.items() if pair[0] == maker.id]
        lacking = model.new_int_var(0, need, "")
        model.add(sum(mine) + lacking >= need)
        short.append(lacking)
    return sum(short)


# ------------------------------------------------------------------ a few rounds anew


def _laid_anew(problem: Problem, places: Places, rounds: Collection[int], workers: int) -> Places:
    """The table with the talks of `rounds` taken up and laid anew, together with those that found no place yet."""
    from ortools.sat.python import cp_model

    stay = {pair: slot for pair, slot in places.items() if slot not in rounds}
    fixed = [*((*pair, slot) for pair, slot in stay.items()), *((*one.pair, one.slot) for one in problem.kept)]
    counts = Counter(id for maker, counterpart, _ in fixed for id in (maker, counterpart))
    busy = {(id, slot) for maker, counterpart, slot in fixed for id in (maker, counterpart)}
    model = cp_model.CpModel()
    held = {(maker, counterpart) for maker, counterpart, _ in fixed}
    talks = {
        (pair.maker, pair.counterpart): {slot: model.new_bool_var("") for slot in open_rounds}
        for pair in problem.pairs
        if (pair.maker, pair.counterpart) not in held and (open_rounds := _open(problem, pair, rounds, busy))
    }
    meets = {pair: sum(variables.values()) for pair, variables in talks.items()}
    for variables in talks.values():
        model.add_at_most_one(variables.values())
    _once(model, problem, talks, counts)
    for slot in rounds:
        _round(model, problem, talks, slot)
    worth = sum(problem.pair_of[pair].weight * meeting for pair, meeting in meets.items())
    lacking = SHORT * _missing(model, problem, meets, counts)
    model.maximize(WISH * (worth - lacking) - _waiting(model, problem, talks, fixed))
    for pair, variables in talks.items():
        for slot, variable in variables.items():
            model.add_hint(variable, places.get(pair) == slot)
    solver = _solver(cp_model, EACH, workers)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return places
    laid = {pair: slot for pair, vs in talks.items() for slot, variable in vs.items() if solver.value(variable)}
    return stay | laid


def _once(model: Any, problem: Problem, talks: Talks, have: Mapping[int, int]) -> None:
    """Nobody twice in a round, and no more talks than a company wants."""
    by_round: dict[tuple[int, int], list[Any]] = defaultdict(list)
    by_company: dict[int, list[Any]] = defaultdict(list)
    for pair, variables in talks.items():
        for slot, variable in variables.items():
            for id in pair:
                by_round[id, slot].append(variable)
                by_company[id].append(variable)
    for together in by_round.values():
        if len(together) > 1:
            model.add_at_most_one(together)
    for id, all_of_one in by_company.items():
        most = problem.companies[id].most
        if most is not None:
            model.add(sum(all_of_one) <= max(0, most - have.get(id, 0)))


def _open(problem: Problem, pair: Pair, rounds: Collection[int], busy: Collection[tuple[int, int]]) -> list[int]:
    """Those of `rounds` in which both sides are there and free."""
    sides = [problem.companies[pair.maker], problem.companies[pair.counterpart]]
    return [s for s in rounds if not any(s in side.absent or (side.id, s) in busy for side in sides)]


def _round(model: Any, problem: Problem, talks: Talks, slot: int) -> None:
    """No more talks than tables in a round, and interpreters enough."""
    kept = [one for one in problem.kept if one.slot == slot]
    here = {pair: variables[slot] for pair, variables in talks.items() if slot in variables}
    model.add(sum(here.values()) <= len(problem.tables) - len(kept))
    spoken: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    for pair, variable in here.items():
        able = problem.spoken_by[pair]
        if able is not None:
            spoken[able].append(variable)
    taken = {one.interpreter for one in kept}
    free = {one.id: 1 for one in problem.interpreters if slot not in one.absent and one.id not in taken}
    _speak(model, problem, spoken, free)


def _waiting(model: Any, problem: Problem, talks: Talks, fixed: Collection[Chosen]) -> Any:
    """The rounds that companies spend between their first and last talk of a day, as far as they can change."""
    number = {slot.id: place for place, slot in enumerate(problem.slots)}
    day = {slot.id: slot.day for slot in problem.slots}
    stand: dict[tuple[int, str], list[int]] = defaultdict(list)
    for *sides, slot in fixed:
        for id in sides:
            stand[id, day[slot]].append(number[slot])
    uses: dict[tuple[int, str], list[tuple[int, Any]]] = defaultdict(list)
    for pair, variables in talks.items():
        for slot, variable in variables.items():
            for id in pair:
                uses[id, day[slot]].append((number[slot], variable))
    spans = [0]
    for key, mine in sorted(uses.items(), key=lambda entry: entry[0]):
        places = [place for place, _ in mine] + stand[key]
        low, high = min(places), max(places)
        inner = stand[key]
        first = model.new_int_var(low, min(inner, default=high), "")
        last = model.new_int_var(max(inner, default=low), high, "")
        model.add(last >= first)
        for place, variable in mine:
            if not inner or place < min(inner):
                model.add(first <= place).only_enforce_if(variable)
            if not inner or place > max(inner):
                model.add(last >= place).only_enforce_if(variable)
        spans.append(last - first - sum(variable for _, variable in mine))
    return sum(spans)


def _solver(cp_model: Any, limit: float, workers: int) -> Any:
    """A solver that does the same for the same model."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = SEED
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = workers > 1  # the workers' turns, not their speed, decide who finds what
    solver.parameters.max_deterministic_time = limit
    return solver
