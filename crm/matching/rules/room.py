"""What a hand may do: why a talk cannot stand somewhere, where it could, and which talks could fill a gap."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.core.texts import N_
from crm.matching.rules.problem import Pair, Placed, Problem

VETOED = "vetoed"
MET = "met"
AWAY = "away"
BUSY = "busy"
FULL = "full"
ENOUGH = "enough"
TABLE_TAKEN = "table_taken"
NO_INTERPRETER = "no_interpreter"
INTERPRETER_AWAY = "interpreter_away"
INTERPRETER_BUSY = "interpreter_busy"
INTERPRETER_UNABLE = "interpreter_unable"

#: Why a talk cannot stand in a place; `who` and `other` are the names that the reason is about.
REASONS: dict[str, str] = {
    VETOED: N_("%(who)s and %(other)s must not meet."),
    MET: N_("%(who)s and %(other)s have a talk already."),
    AWAY: N_("%(who)s cannot come in this round."),
    BUSY: N_("%(who)s talks with %(other)s in this round."),
    FULL: N_("No table is free in this round."),
    ENOUGH: N_("%(who)s wants no more than %(other)s talks."),
    TABLE_TAKEN: N_("%(who)s is busy in this round with %(other)s."),
    NO_INTERPRETER: N_("No interpreter for %(who)s and %(other)s is free in this round."),
    INTERPRETER_AWAY: N_("%(who)s cannot come in this round."),
    INTERPRETER_BUSY: N_("%(who)s interprets for %(other)s in this round."),
    INTERPRETER_UNABLE: N_("%(who)s does not share a language with both sides."),
}


@dataclass(frozen=True)
class TalkClash:
    """Why not: a code of REASONS with the ids that it is about (companies, a table or an interpreter by the code)."""

    code: str
    who: int = 0
    others: tuple[int, ...] = ()


def clash(problem: Problem, standing: Iterable[Placed], wanted: Placed, *, vetoed: bool = False) -> TalkClash | None:
    """What keeps `wanted` from its place beside the talks that stand; None when it fits.

    An interpreter who is named must be able and free. Without one, somebody must be free if the two need one.
    """
    others = [one for one in standing if one.pair != wanted.pair]
    if vetoed:
        return TalkClash(VETOED, wanted.maker, (wanted.counterpart,))
    for id in wanted.pair:
        company = problem.companies[id]
        if wanted.slot in company.absent:
            return TalkClash(AWAY, id)
        mine = [one for one in others if id in one.pair]
        here = next((one for one in mine if one.slot == wanted.slot), None)
        if here is not None:
            return TalkClash(BUSY, id, tuple(other for other in here.pair if other != id))
        if company.most is not None and len(mine) >= company.most:
            return TalkClash(ENOUGH, id, (company.most,))
    now = [one for one in others if one.slot == wanted.slot]
    at_table = next((one for one in now if one.table == wanted.table), None)
    if at_table is not None:
        return TalkClash(TABLE_TAKEN, wanted.table, at_table.pair)
    return _interpreter_clash(problem, now, wanted)


def _interpreter_clash(problem: Problem, now: Sequence[Placed], wanted: Placed) -> TalkClash | None:
    pair = problem.between(*wanted.pair)
    if wanted.interpreter is None:
        if problem.needs_interpreter(pair) and free_interpreter(problem, now, pair, wanted.slot) is None:
            return TalkClash(NO_INTERPRETER, wanted.maker, (wanted.counterpart,))
        return None
    one = next(person for person in problem.interpreters if person.id == wanted.interpreter)
    if wanted.slot in one.absent:
        return TalkClash(INTERPRETER_AWAY, one.id)
    busy = next((talk for talk in now if talk.interpreter == one.id), None)
    if busy is not None:
        return TalkClash(INTERPRETER_BUSY, one.id, busy.pair)
    if one.id not in problem.able(pair):
        return TalkClash(INTERPRETER_UNABLE, one.id)
    return None


def free_interpreter(
    problem: Problem, standing: Iterable[Placed], pair: Pair, slot: int, *, usual: int | None = None
) -> int | None:
    """Someone who speaks with both sides and is free in the round: `usual` if possible, else who speaks least else."""
    busy = {one.interpreter for one in standing if one.slot == slot}
    there = {one.id: len(one.languages) for one in problem.interpreters if slot not in one.absent}
    free = [id for id in problem.able(pair) if id in there and id not in busy]
    return min(free, key=lambda id: (id != usual, there[id], id), default=None)


@dataclass(frozen=True)
class TalkPlace:
    """A round in which a talk could stand, at any of `tables`; or why not."""

    slot: int
    tables: tuple[int, ...] = ()
    why: TalkClash | None = None


def places(problem: Problem, standing: Sequence[Placed], pair: tuple[int, int]) -> list[TalkPlace]:
    """Every round with the tables at which the two could sit, or with the reason why not."""
    others = [one for one in standing if one.pair != pair]
    found = []
    for slot in problem.slots:
        taken = {one.table for one in others if one.slot == slot.id}
        tables = tuple(id for id in problem.tables if id not in taken)
        if not tables:
            found.append(TalkPlace(slot.id, (), TalkClash(FULL)))
            continue
        why = clash(problem, others, Placed(*pair, slot.id, tables[0]))
        found.append(TalkPlace(slot.id, () if why else tables, why))
    return found


def _near(standing: Iterable[Placed]) -> tuple[dict[int, list[Placed]], dict[int, list[Placed]]]:
    """The talks by round and by company: all that can be in the way of one more."""
    by_slot: dict[int, list[Placed]] = defaultdict(list)
    by_company: dict[int, list[Placed]] = defaultdict(list)
    for one in standing:
        by_slot[one.slot].append(one)
        for id in one.pair:
            by_company[id].append(one)
    return by_slot, by_company


@dataclass(frozen=True)
class Offer:
    """A talk that could be added: a wished pair that has none yet, in a round that suits everybody."""

    maker: int
    counterpart: int
    slot: int
    table: int
    weight: int


def offers(
    problem: Problem,
    standing: Sequence[Placed],
    *,
    rounds: Iterable[int] | None = None,
    companies: Iterable[int] | None = None,
) -> list[Offer]:
    """The next best: wished pairs without a talk and the first round for each, the strongest wish first.

    `rounds` and `companies` narrow it to those rounds and to pairs with one of those companies. Among equal wishes
    those with the fewest talks come first.
    """
    met = {one.pair for one in standing}
    counts = Counter(id for one in standing for id in one.pair)
    busy = {(id, one.slot) for one in standing for id in one.pair}
    by_slot, by_company = _near(standing)
    wanted_rounds = set(rounds) if rounds is not None else None
    wanted = set(companies) if companies is not None else None
    found = []
    for pair in problem.pairs:
        key = (pair.maker, pair.counterpart)
        if key in met or (wanted is not None and not wanted & set(key)):
            continue
        for slot in problem.slots:
            if wanted_rounds is not None and slot.id not in wanted_rounds:
                continue
            if any((id, slot.id) in busy for id in key):
                continue
            taken = {one.table for one in by_slot[slot.id]}
            table = next((id for id in problem.tables if id not in taken), None)
            near = [*by_slot[slot.id], *by_company[key[0]], *by_company[key[1]]]
            if table is None or clash(problem, near, Placed(*key, slot.id, table)) is not None:
                continue
            found.append(Offer(*key, slot.id, table, pair.weight))
            break
    return sorted(found, key=lambda one: (-one.weight, counts[one.maker] + counts[one.counterpart], one.maker))
