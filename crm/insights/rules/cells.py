"""The four cells of the hypothesis: tier × partner with sales routes, and what they cost (domain.md §3.9)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from crm.insights.rules.rates import Stratum

REGIONAL, MAJOR = "regional", "major"


@dataclass(frozen=True, slots=True)
class CellKey:
    """Where a negotiation, a talk or a cost belongs."""

    tier: str
    partner: bool


#: As they stand on the page: regional above major, with a partner before without.
CELLS: Final = tuple(CellKey(tier, partner) for tier in (REGIONAL, MAJOR) for partner in (True, False))
#: The hypothesis says that the first of these brings more agreements for the same cost than the second.
CLAIMED, AGAINST = CellKey(REGIONAL, True), CellKey(MAJOR, False)
#: [(of, against)]: the claim first, then the partner inside each tier, then the tier inside each group of partners.
COMPARISONS: Final = (
    (CLAIMED, AGAINST),
    (CellKey(REGIONAL, True), CellKey(REGIONAL, False)),
    (CellKey(MAJOR, True), CellKey(MAJOR, False)),
    (CellKey(REGIONAL, True), CellKey(MAJOR, True)),
    (CellKey(REGIONAL, False), CellKey(MAJOR, False)),
)


#: The partner alone, within regional cities; the tier alone, among cases with a partner: the two halves of the claim.
PARTNER_HALF, TIER_HALF = COMPARISONS[1], COMPARISONS[3]
#: A cell and the category of what was talked about; None where the cost is of no case.
Share = tuple[CellKey, str | None]


@dataclass(frozen=True, slots=True)
class Held:
    """A talk of an activity: the (cell, category) of each of its negotiations; None for one outside the cells.

    Empty: a talk of no negotiation, which belongs where its activity does.
    """

    activity_id: int
    cells: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """What part of the cost of each activity goes to which cell and category (None: outside the cells), and the talks
    of each cell. The parts of an activity add up to one."""

    parts: Mapping[tuple[int, Share | None], Fraction]
    talks: Mapping[CellKey, Fraction]


@dataclass(frozen=True, slots=True)
class Spread:
    """Costs by (cell, category) and by activity within each cell; `outside` belongs to none of the four cells.

    Every activity that has a part in a cell stands there, also where its cost is nothing.
    """

    costs: Mapping[Share, Decimal]
    talks: Mapping[CellKey, Fraction]
    units: Mapping[CellKey, Mapping[int, Decimal]]
    outside: Decimal

    def cost(self, key: CellKey) -> Decimal:
        return sum((cost for (cell, _), cost in self.costs.items() if cell == key), Decimal(0))


def parted(homes: Mapping[int, CellKey | None], talks: Sequence[Held]) -> Parts:
    """Each activity in equal parts on its talks, a talk's part on the cells of its negotiations.

    `homes` has every activity, and the cell of its own: there go talks of no negotiation, and the whole of an activity
    without a talk, which dropping would flatter.
    """
    held: defaultdict[int, list[Held]] = defaultdict(list)
    for talk in talks:
        held[talk.activity_id].append(talk)
    tally: Counter[tuple[int, Share | None, int, int]] = Counter()
    for activity_id, home in homes.items():
        own = held[activity_id]
        at_home = (home, None) if home is not None else None
        for talk in own or [Held(activity_id, ())]:
            places = talk.cells or (at_home,)
            tally.update((activity_id, place, len(own), len(places)) for place in places)
    parts: defaultdict[tuple[int, Share | None], Fraction] = defaultdict(Fraction)
    counted: defaultdict[CellKey, Fraction] = defaultdict(Fraction)
    for (activity_id, place, own_talks, places_of_talk), times in tally.items():
        parts[activity_id, place] += Fraction(times, max(1, own_talks) * places_of_talk)
        if place is not None and own_talks:
            counted[place[0]] += Fraction(times, places_of_talk)
    return Parts(dict(parts), dict(counted))


def spread(costs: Mapping[int, Decimal], found: Parts) -> Spread:
    """The costs of the activities along their parts."""
    shares: defaultdict[Share, Fraction] = defaultdict(Fraction)
    units: defaultdict[CellKey, dict[int, Fraction]] = defaultdict(dict)
    outside = Fraction(0)
    for (activity_id, place), part in found.parts.items():
        cost = Fraction(costs.get(activity_id, Decimal(0))) * part
        if place is None:
            outside += cost
            continue
        shares[place] += cost
        units[place[0]][activity_id] = units[place[0]].get(activity_id, Fraction(0)) + cost
    return Spread(
        {place: _decimal(cost) for place, cost in shares.items()},
        found.talks,
        {cell: {id: _decimal(cost) for id, cost in mine.items()} for cell, mine in units.items()},
        _decimal(outside),
    )


def strata(found: Spread, signed: Mapping[tuple[CellKey, str], int], of: CellKey, against: CellKey) -> list[Stratum]:
    """Two cells by product category, in the order of their codes.

    The cost of no case (activities without a talk, talks of no negotiation) lies over the categories of its cell as the
    rest of the cell's cost does: left apart, it would make every category look cheaper than the whole.
    """
    costs = {key: _by_category(found, key) for key in (of, against)}
    kinds = sorted({kind for mine in costs.values() for kind in mine} | {kind for _, kind in signed})
    return [
        Stratum(
            kind,
            signed.get((of, kind), 0),
            costs[of].get(kind, Decimal(0)),
            signed.get((against, kind), 0),
            costs[against].get(kind, Decimal(0)),
        )
        for kind in kinds
    ]


def _by_category(found: Spread, key: CellKey) -> dict[str, Decimal]:
    mine = {kind: cost for (cell, kind), cost in found.costs.items() if cell == key}
    loose = mine.pop(None, Decimal(0))
    named = {kind: cost for kind, cost in mine.items() if kind is not None}
    known = sum(named.values(), Decimal(0))
    if not known:
        return {"": loose} if loose else {}
    return {kind: cost + loose * cost / known for kind, cost in named.items()}


def _decimal(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)
