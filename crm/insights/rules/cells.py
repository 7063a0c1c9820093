"""The four cells of the hypothesis: tier × partner with sales routes, and what they cost (domain.md §3.9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Held:
    """A talk of an activity: the (cell, category) of each of its negotiations; None for one outside the cells.

    Empty: a talk of no negotiation, which belongs where its activity does.
    """

    activity_id: int
    cells: tuple[tuple[CellKey, str] | None, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Costs and talks by (cell, category); `outside` is the cost that belongs to none of the four cells."""

    costs: Mapping[tuple[CellKey, str], Decimal]
    talks: Mapping[CellKey, Fraction]
    activities: Mapping[CellKey, int]
    outside: Decimal

    def cost(self, key: CellKey) -> Decimal:
        return sum((cost for (cell, _), cost in self.costs.items() if cell == key), Decimal(0))


def spread(costs: Mapping[int, Decimal], homes: Mapping[int, CellKey | None], talks: Sequence[Held]) -> Spread:
    """Each activity's cost in equal parts on its talks, a talk's part on the cells of its negotiations.

    `homes` has every activity, and the cell of its own: there go talks of no negotiation, and the whole cost of an
    activity without a talk, which dropping would flatter.
    """
    held: defaultdict[int, list[Held]] = defaultdict(list)
    for talk in talks:
        held[talk.activity_id].append(talk)
    found: defaultdict[tuple[CellKey, str], Fraction] = defaultdict(Fraction)
    counted: defaultdict[CellKey, Fraction] = defaultdict(Fraction)
    where: defaultdict[CellKey, set[int]] = defaultdict(set)
    outside = Fraction(0)
    for activity_id, home in homes.items():
        own = held[activity_id]
        at_home = (home, "") if home is not None else None
        for talk in own or [Held(activity_id, ())]:
            places = talk.cells or (at_home,)
            part = Fraction(1, len(places))
            cost = Fraction(costs.get(activity_id, Decimal(0))) / max(1, len(own)) * part
            for place in places:
                if place is None:
                    outside += cost
                    continue
                found[place] += cost
                where[place[0]].add(activity_id)
                counted[place[0]] += part if own else 0
    return Spread(
        {place: _decimal(cost) for place, cost in found.items()},
        dict(counted),
        {cell: len(ids) for cell, ids in where.items()},
        _decimal(outside),
    )


def mantel_haenszel(strata: Iterable[tuple[int, Decimal, int, Decimal]]) -> float | None:
    """The rate ratio over strata of (A₁, C₁, A₀, C₀): Σ(A₁C₀/C) / Σ(A₀C₁/C); None where nothing is below."""
    above = below = Decimal(0)
    for agreements, cost, against, against_cost in strata:
        whole = cost + against_cost
        if whole > 0:
            above += agreements * against_cost / whole
            below += against * cost / whole
    return float(above / below) if below else None


def _decimal(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)
