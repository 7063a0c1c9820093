"""Do regional cities with a partner who has sales routes bring more agreements for the same cost? domain.md §3.9."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from crm.activities import queries as activities
from crm.core import here
from crm.core.money import Worth
from crm.insights.queries import population
from crm.insights.queries.cases import agreed, matured
from crm.insights.queries.cohort import cohort
from crm.insights.queries.costs import unrated_of
from crm.insights.queries.ground import Basis, OwnFlags, Signed, ever_signed, ground
from crm.insights.queries.members import (
    BESIDE,
    LATE,
    Members,
    cases_beside,
    held_by,
    members,
    parts,
    put_down,
    signed_by,
)
from crm.insights.queries.pipeline import standing_of
from crm.insights.queries.times import to_signing
from crm.insights.queries.worth import worth_of
from crm.insights.rules import Selection, mantel_haenszel, newcombe, survival, wilson
from crm.insights.rules.cells import (
    AGAINST,
    CELLS,
    CLAIMED,
    COMPARISONS,
    PARTNER_HALF,
    TIER_HALF,
    CellKey,
    Parts,
    Spread,
    spread,
    strata,
)
from crm.insights.rules.hypothesis import PER, PER_OTHERS, Beside, Cell, Comparison, HypothesisFigures, VerdictFigures
from crm.insights.rules.verdicts import ComparedGroup, Judgement, judge, reach
from crm.insights.rules.ways import WAYS, Switches

#: Ends of what is asked of the records: the talk is what makes a case, whatever its own day.
_ALWAYS: Final = Selection()


@dataclass(frozen=True)
class CountedWay:
    """One way of counting: what was signed in which cell, and what was spent there."""

    signed: Mapping[CellKey, Mapping[int, int]]
    costs: Spread

    def side(self, key: CellKey) -> ComparedGroup:
        """A cell as the verdict takes it: its talks, and cost and agreements of each of its activities."""
        signed, costs = self.signed.get(key, {}), self.costs.weights.get(key, {})
        units = [(cost, signed.get(id, 0)) for id, cost in costs.items()]
        units += [(0.0, number) for id, number in signed.items() if id not in costs]
        return ComparedGroup(int(self.costs.talks.get(key, 0)), units)


class Ways:
    """The ways of counting over one ground; what several of them have in common is computed once. `money`: the books of
    all activities, for whoever has read them: only what has a part counts."""

    def __init__(self, of: Basis, money: activities.ActivityMoney | None = None) -> None:
        self.ground = of
        self.money = activities.money_of([*of.held.counted, *of.held.running]) if money is None else money
        self._all: dict[bool, Parts] = {}
        self._parts: dict[Switches, Parts] = {}
        self._spread: dict[Switches, Spread] = {}

    def count(self, switches: Switches) -> CountedWay:
        same = Switches(narrow=switches.narrow, running=switches.running)
        if same not in self._parts:
            if switches.narrow not in self._all:
                self._all[switches.narrow] = parts(self.ground, narrow=switches.narrow)
            self._parts[same] = self._all[switches.narrow].of(held_by(self.ground, switches).counted)
        paid = replace(same, staff=switches.staff, net=switches.net)
        if paid not in self._spread:
            costs = self.money.costs(with_staff=switches.staff, own_only=switches.net)
            self._spread[paid] = spread(costs, self._parts[same])
        return CountedWay(signed_by(self.ground, switches), self._spread[paid])


def hypothesis_figures(wanted: Selection, *, as_of: date, switches: Switches) -> HypothesisFigures:
    """The 2 × 2, in a fixed number of queries.

    The cells are tier and partner, so that conditions on those do not count.
    """
    asked = replace(wanted, tier="", partner="")
    rows, signed = population.held_rows(asked), ever_signed(as_of)
    ways = Ways(ground(asked, as_of=as_of, rows=rows, signed=signed))
    counted = ways.count(switches)
    found, costs = members(ways.ground, switches), counted.costs
    values, unconverted = worth_of([row for key in CELLS for row in found.agreements.get(key, ())])
    standing = standing_of(found.held, as_of)
    leads = cohort(population.of_cases(asked), at=list(found.held.counted))
    lead_keys = Counter(ways.ground.cell(lead, narrow=switches.narrow) for lead in leads)
    cells = {key: _cell(key, found, as_of, costs, values, standing, lead_keys[key]) for key in CELLS}
    by_category = strata(costs, _by_category(found), CLAIMED, AGAINST)
    comparisons = [_comparison(counted, cells[of], cells[against]) for of, against in COMPARISONS]
    return HypothesisFigures(
        as_of=as_of,
        costs={key: cell.cost for key, cell in cells.items()},
        signed={key: cell.agreements for key, cell in cells.items()},
        claim=comparisons[0],
        halves=(comparisons[COMPARISONS.index(PARTNER_HALF)], comparisons[COMPARISONS.index(TIER_HALF)]),
        cells=cells,
        comparisons=comparisons,
        ways=_under_all(ways),
        reach=reach(counted.side(CLAIMED), counted.side(AGAINST)),
        strata=by_category,
        stratified=mantel_haenszel(by_category),
        outside_cost=costs.outside,
        elsewhere_cost=costs.elsewhere,
        beside={
            where: Beside(len(found.cases.get(where, ())), len(found.agreements.get(where, ()))) for where in BESIDE
        },
        late=len(found.agreements.get(LATE, ())),
        running=len(found.held.running),
        unrated=unrated_of(ways.money.unrated, found.held.counted, own_only=switches.net),
        unconverted=unconverted,
    )


def verdict_figures(
    wanted: Selection,
    *,
    as_of: date,
    switches: Switches,
    rows: Sequence[Any] | None = None,
    money: activities.ActivityMoney | None = None,
    own: Mapping[int, OwnFlags] | None = None,
    signed: Sequence[Signed] | None = None,
) -> VerdictFigures:
    """The verdict with its base and what lies beside it, without what else the page of the cells tells. `rows`, `own`
    and `signed` as `ground` takes them, `money` as `Ways` does."""
    ways = Ways(ground(wanted, as_of=as_of, judged_only=True, rows=rows, own=own, signed=signed), money)
    counted = ways.count(switches)
    costs = {key: counted.costs.cost(key) for key in CELLS}
    claim, partner, tier = (
        Comparison(of, against, judge(counted.side(of), counted.side(against)), None)
        for of, against in ((CLAIMED, AGAINST), PARTNER_HALF, TIER_HALF)
    )
    held = held_by(ways.ground, switches)
    agreements = Counter(where for where, _row in put_down(ways.ground, switches))
    cases = cases_beside(ways.ground.wanted, held, as_of)
    return VerdictFigures(
        as_of=as_of,
        costs=costs,
        signed={key: agreements[key] for key in CELLS},
        claim=claim,
        halves=(partner, tier),
        ways=_under_all(ways),
        reach=reach(counted.side(CLAIMED), counted.side(AGAINST)),
        outside_cost=counted.costs.outside,
        elsewhere_cost=counted.costs.elsewhere,
        beside={where: Beside(cases[where], agreements[where]) for where in BESIDE},
        late=agreements[LATE],
        running=len(held.running),
        unrated=unrated_of(ways.money.unrated, held.counted, own_only=switches.net),
    )


def _under_all(ways: Ways) -> dict[str, Judgement]:
    return {code: _claim(ways.count(way)) for code, (way, _label) in WAYS.items()}


def _claim(counted: CountedWay) -> Judgement:
    return judge(counted.side(CLAIMED), counted.side(AGAINST))


def _by_category(found: Members) -> Counter[tuple[CellKey, str]]:
    return Counter((key, row.category) for key in (CLAIMED, AGAINST) for row in found.agreements.get(key, ()))


def _cell(
    key: CellKey,
    found: Members,
    as_of: date,
    costs: Spread,
    values: Mapping[int, Worth],
    standing: Mapping[int, bool],
    leads: int,
) -> Cell:
    mine, signed = list(found.cases.get(key, ())), found.agreements.get(key, ())
    ripe = matured(mine, _ALWAYS, as_of)
    worth = [values[row.agreement_id] for row in signed if row.agreement_id in values]
    still = [standing[case.negotiation_id] for case in mine if case.negotiation_id in standing]
    return Cell(
        per=PER.get(here.currency(), PER_OTHERS),
        key=key,
        activities=len(costs.units.get(key, ())),
        leads=leads,
        talks=float(costs.talks.get(key, 0)),
        negotiations=len(mine),
        immature=len(mine) - len(ripe),
        share=wilson(len(agreed(mine, _ALWAYS, as_of)), len(ripe)),
        agreements=len(signed),
        cost=costs.cost(key),
        value=sum(worth, Worth()),
        unvalued=(unvalued := sum(row.value is None for row in signed)),
        unrated=len(signed) - len(worth) - unvalued,
        largest=max((each.once for each in worth), default=Decimal(0)),
        days=survival(to_signing(case, as_of) for case in mine),
        open=len(still),
        stalled=sum(still),
    )


def _comparison(counted: CountedWay, of: Cell, against: Cell) -> Comparison:
    difference = newcombe(of.share, against.share) if of.share is not None and against.share is not None else None
    return Comparison(of.key, against.key, judge(counted.side(of.key), counted.side(against.key)), difference)
