"""The four cells of the hypothesis: tier × partner with sales routes, and what they cost (domain.md §3.9)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Final, NamedTuple

from crm.insights.rules.rates import Stratum

REGIONAL, MAJOR = "regional", "major"


class CellKey(NamedTuple):
    """Where a negotiation, a talk or a cost belongs."""

    tier: str
    partner: bool


#: As they stand on the page: regional above major, with a partner before without.
CELLS: Final = tuple(CellKey(tier, partner) for tier in (REGIONAL, MAJOR) for partner in (True, False))
#: None of the four: what is about other goods or another maker than the conditions ask for.
ELSEWHERE: Final = CellKey("", False)
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


class Held(NamedTuple):
    """So many parts of talks of an activity that go to one share (None: outside of the cells).

    A talk has a part for each of its negotiations (`of` them), or one, of no negotiation, that goes where its activity
    belongs.
    """

    activity_id: int
    share: Share | None
    number: int
    of: int = 1


#: The same, of which there are thousands.
PlainHeld = tuple[int, Share | None, int, int]


@dataclass(frozen=True)
class Parts:
    """Into how many parts the cost of each activity goes (`wholes`), and how many of them to which cell and category
    (`shares`) and to which cell (`cells`; None: outside of them); `each` says how many are one talk, where there are
    talks."""

    wholes: Mapping[int, int]
    shares: Mapping[int, Mapping[Share | None, int]]
    cells: Mapping[int, Mapping[CellKey | None, int]]
    each: Mapping[int, int]

    @cached_property
    def talks(self) -> Mapping[CellKey, Fraction]:
        """The talks of each cell."""
        counted: Counter[tuple[CellKey, int]] = Counter()
        for activity_id, parts in self.each.items():
            for cell, number in self.cells[activity_id].items():
                if cell is not None:
                    counted[cell, parts] += number
        sums: defaultdict[CellKey, Fraction] = defaultdict(Fraction)
        for (cell, whole), number in counted.items():
            sums[cell] += Fraction(number, whole)
        return dict(sums)

    def of(self, ids: Collection[int]) -> "Parts":
        """Those of some activities, in their order."""
        return Parts(
            {id: self.wholes[id] for id in ids},
            {id: self.shares[id] for id in ids},
            {id: self.cells[id] for id in ids},
            {id: self.each[id] for id in ids if id in self.each},
        )


@dataclass(frozen=True)
class Spread:
    """Costs by activity within each cell; `outside` belongs to no cell that is known, `elsewhere` to what was not asked
    for.

    Every activity that has a part in a cell stands there, also where its cost is nothing.
    """

    costs: Mapping[int, Decimal]
    parts: Parts

    @property
    def talks(self) -> Mapping[CellKey, Fraction]:
        return self.parts.talks

    @cached_property
    def units(self) -> Mapping[CellKey, Mapping[int, Decimal]]:
        """{cell: {activity: what it cost there}}."""
        units: defaultdict[CellKey, dict[int, Decimal]] = defaultdict(dict)
        nothing = Decimal(0)
        for activity_id, mine in self.parts.cells.items():
            cost, whole = self.costs.get(activity_id, nothing), self.parts.wholes[activity_id]
            for cell, number in mine.items():
                if cell is not None:
                    units[cell][activity_id] = cost * number / whole
        return units

    @cached_property
    def weights(self) -> Mapping[CellKey, Mapping[int, float]]:
        """The same, as the tests take it."""
        weights: defaultdict[CellKey, dict[int, float]] = defaultdict(dict)
        for activity_id, mine in self.parts.cells.items():
            each = float(self.costs.get(activity_id, 0)) / self.parts.wholes[activity_id]
            for cell, number in mine.items():
                if cell is not None:
                    weights[cell][activity_id] = each * number
        return weights

    @cached_property
    def _sums(self) -> Mapping[CellKey | None, Decimal]:
        sums: defaultdict[CellKey | None, _Sum] = defaultdict(_Sum)
        for activity_id, mine in self.parts.cells.items():
            cost, whole = self.costs.get(activity_id, Decimal(0)), self.parts.wholes[activity_id]
            for cell, number in mine.items():
                sums[cell].add(cost * number, whole)
        return {cell: found.total() for cell, found in sums.items()}

    @property
    def outside(self) -> Decimal:
        return self._sums.get(None, Decimal(0))

    @property
    def elsewhere(self) -> Decimal:
        return self.cost(ELSEWHERE)

    def cost(self, key: CellKey) -> Decimal:
        return self._sums.get(key, Decimal(0))

    def by_category(self, key: CellKey) -> dict[str | None, Decimal]:
        """The cost of a cell by category; None: of no case."""
        sums: defaultdict[str | None, _Sum] = defaultdict(_Sum)
        for activity_id, mine in self.parts.shares.items():
            for share, number in mine.items():
                if share is not None and share[0] == key:
                    sums[share[1]].add(self.costs.get(activity_id, Decimal(0)) * number, self.parts.wholes[activity_id])
        return {kind: found.total() for kind, found in sums.items()}


class _Sum:
    """A sum of fractions, exact however many there are: those of one denominator are added as they come."""

    def __init__(self) -> None:
        self._by_whole: defaultdict[int, Decimal] = defaultdict(Decimal)

    def add(self, amount: Decimal, whole: int) -> None:
        self._by_whole[whole] += amount

    def total(self) -> Decimal:
        found = sum((Fraction(amount) / whole for whole, amount in self._by_whole.items()), Fraction(0))
        return Decimal(found.numerator) / Decimal(found.denominator)


def at_home(home: CellKey | None) -> Share | None:
    """Where what is of no negotiation goes: to the cell of its activity."""
    return None if home is None else (home, None)


def parted(homes: Mapping[int, CellKey | None], talks: Iterable[Held | PlainHeld]) -> Parts:
    """Each activity in equal parts on its talks, a talk's part on the cells of its negotiations.

    `homes` has every activity, and the cell of its own: there goes the whole of an activity without a talk, which
    dropping would flatter.
    """
    held: defaultdict[int, list[Held | PlainHeld]] = defaultdict(list)
    for talk in talks:
        held[talk[0]].append(talk)
    wholes: dict[int, int] = {}
    shares: dict[int, dict[Share | None, int]] = {}
    cells: dict[int, dict[CellKey | None, int]] = {}
    each: dict[int, int] = {}
    for activity_id, home in homes.items():
        mine: dict[Share | None, int] = {}
        if own := held.get(activity_id):
            parts = each[activity_id] = lcm(*{of for _id, _share, _number, of in own})
            for _id, share, number, of in own:
                mine[share] = mine.get(share, 0) + number * parts // of
        else:
            mine[at_home(home)] = 1
        wholes[activity_id] = sum(mine.values())
        shares[activity_id] = mine
        cells[activity_id] = _by_cell(mine)
    return Parts(wholes, shares, cells, each)


def _by_cell(shares: Mapping[Share | None, int]) -> dict[CellKey | None, int]:
    found: dict[CellKey | None, int] = {}
    for share, number in shares.items():
        cell = None if share is None else share[0]
        found[cell] = found.get(cell, 0) + number
    return found


def spread(costs: Mapping[int, Decimal], parts: Parts) -> Spread:
    """The costs of the activities along their parts."""
    return Spread(costs, parts)


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
    mine = found.by_category(key)
    loose = mine.pop(None, Decimal(0))
    named = {kind: cost for kind, cost in mine.items() if kind is not None}
    known = sum(named.values(), Decimal(0))
    if not known:
        return {"": loose} if loose else {}
    return {kind: cost + loose * cost / known for kind, cost in named.items()}
