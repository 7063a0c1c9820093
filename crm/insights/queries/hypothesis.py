"""Do regional cities with a partner who has sales routes bring more agreements for the same cost? domain.md §3.9."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.money import Money, Worth, convert
from crm.insights.queries import population
from crm.insights.queries.cases import agreed, matured
from crm.insights.queries.cohort import cohort
from crm.insights.queries.costs import Switches, unrated
from crm.insights.queries.flags import flags
from crm.insights.queries.members import BESIDE, Members, cell_key, members, named_cities
from crm.insights.queries.times import to_signing
from crm.insights.rules import Selection, newcombe, rate_ratio, survival, verdict, wilson
from crm.insights.rules.cells import (
    AGAINST,
    CELLS,
    CLAIMED,
    COMPARISONS,
    CellKey,
    Held,
    Spread,
    mantel_haenszel,
    spread,
)
from crm.insights.rules.hypothesis import PER, PER_OTHERS, Beside, Cell, Comparison, HypothesisFigures, lacking
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.partners.rules import any_side
from crm.places import queries as places

#: Ends of what is asked of the records: the talk is what makes a case, whatever its own day.
_ALWAYS: Final = Selection()


def hypothesis_figures(wanted: Selection, *, as_of: date, switches: Switches) -> HypothesisFigures:
    """The 2 × 2, in a fixed number of queries.

    The cells are tier and partner, so that conditions on those do not count.
    """
    asked = replace(wanted, tier="", partner="")
    found = members(asked, as_of=as_of, narrow=switches.narrow)
    named = named_cities() if switches.narrow else None
    costs = _spread(found, switches, named)
    values, unconverted = _values(found)
    standing = _standing(as_of)
    leads = cohort(population.of_cases(asked), at=list(found.held.counted))
    lead_keys = [cell_key(lead.tier, lead.partner, lead.place_id, named) for lead in leads]
    cells = {key: _cell(key, found, as_of, costs, values, standing, lead_keys.count(key)) for key in CELLS}
    comparisons = [_comparison(cells[of], cells[against]) for of, against in COMPARISONS]
    claimed, against = cells[CLAIMED], cells[AGAINST]
    return HypothesisFigures(
        as_of=as_of,
        cells=cells,
        comparisons=comparisons,
        verdict=verdict(comparisons[0].ratio, talks=int(claimed.talks), against_talks=int(against.talks)),
        lacking=lacking(claimed, against),
        stratified=_stratified(found, costs),
        outside_cost=costs.outside,
        beside={
            where: Beside(len(found.cases.get(where, ())), len(found.agreements.get(where, ()))) for where in BESIDE
        },
        running=len(found.held.running),
        unrated=unrated(list(found.held.counted), own_only=switches.net),
        unconverted=unconverted,
    )


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
        activities=costs.activities.get(key, 0),
        leads=leads,
        talks=float(costs.talks.get(key, 0)),
        negotiations=len(mine),
        immature=len(mine) - len(ripe),
        share=wilson(len(agreed(mine, _ALWAYS, as_of)), len(ripe)),
        agreements=len(signed),
        cost=costs.cost(key),
        value=sum(worth, Worth()),
        largest=max((each.once for each in worth), default=Decimal(0)),
        days=survival(to_signing(case, as_of) for case in mine),
        open=len(still),
        stalled=sum(still),
    )


def _comparison(of: Cell, against: Cell) -> Comparison:
    difference = newcombe(of.share, against.share) if of.share is not None and against.share is not None else None
    ratio = rate_ratio(of.agreements, of.cost, against=against.agreements, against_cost=against.cost)
    return Comparison(of.key, against.key, ratio, difference)


def _stratified(found: Members, costs: Spread) -> float | None:
    """Mantel and Haenszel's ratio over product categories: as if both cells had sold the same kinds of goods."""
    signed = Counter((key, row.case.category) for key in (CLAIMED, AGAINST) for row in found.agreements.get(key, ()))
    kinds = {kind for _, kind in (*signed, *costs.costs)}
    return mantel_haenszel(
        (
            signed[CLAIMED, kind], costs.costs.get((CLAIMED, kind), Decimal(0)),
            signed[AGAINST, kind], costs.costs.get((AGAINST, kind), Decimal(0)),
        )
        for kind in kinds
    )  # fmt: skip


# ------------------------------------------------------------------ reading


def _standing(as_of: date) -> dict[int, bool]:
    """{open negotiation: whether it stands still}."""
    statement = population.cases().where(Negotiation.stage.in_(stages.OPEN_STAGES))
    rows = db.session.execute(statement.with_only_columns(Negotiation.id, negotiations.stalled_condition(as_of)))
    return {id: bool(stalled) for id, stalled in rows}


def _spread(found: Members, switches: Switches, named: Collection[int] | None) -> Spread:
    """The costs of the activities that are counted, on the cells of the negotiations they talked about."""
    ids = list(found.held.counted)
    talks = population.talks().where(Meeting.activity_id.in_(ids))
    linked: defaultdict[int, list[tuple[CellKey, str] | None]] = defaultdict(list)
    # Of all their meetings, and sorted out below: to ask again which are talks for each link takes minutes.
    counted = population.cases().with_only_columns(Negotiation.id)
    pairs = (
        select(NegotiationMeeting.meeting_id, NegotiationMeeting.negotiation_id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
        .where(Meeting.activity_id.in_(ids), NegotiationMeeting.negotiation_id.in_(counted))
    )
    for meeting_id, case_id in db.session.execute(pairs.order_by(NegotiationMeeting.id)):
        key = found.keys.get(case_id)
        linked[meeting_id].append((key, found.categories.get(case_id, "")) if key is not None else None)
    held = [
        Held(activity_id, tuple(linked[id]))
        for id, activity_id in db.session.execute(talks.with_only_columns(Meeting.id, Meeting.activity_id))
        if activity_id is not None
    ]
    costs = activities.cost_totals(ids, with_staff=switches.staff, own_only=switches.net)
    return spread(costs, _homes(ids, named), held)


def _homes(ids: Collection[int], named: Collection[int] | None) -> dict[int, CellKey | None]:
    """{activity id: the cell of its place and of who hosts or sends, as of its first day}."""
    both = (Activity.host_organisation_id, Activity.sender_organisation_id)
    held = select(Activity).where(Activity.id.in_(ids))
    sides = [held.with_only_columns(column).where(column.is_not(None)) for column in both]
    known = flags(held.with_only_columns(Activity.place_id), _either(sides))
    rows = db.session.execute(held.with_only_columns(Activity.id, Activity.place_id, Activity.start_on, *both))
    return {
        id: cell_key(
            known.tier(place_id, day),
            any_side(known.has_routes(firm, day, "") for firm in firms if firm is not None),
            place_id,
            named,
        )
        for id, place_id, day, *firms in rows
    }


def _either(sides: Sequence[Any]) -> Any:
    return select(Organisation.id).where(or_(*(Organisation.id.in_(side) for side in sides)))


def _values(found: Members) -> tuple[dict[int, Worth], int]:
    """{agreement of a cell: what it is worth at the rate of the day of signing}, how many have no rate.

    What comes every year is kept apart from what comes once.
    """
    rows = [row for key in CELLS for row in found.agreements.get(key, ()) if row.value is not None]
    rates = places.rates_over_time({row.currency for row in rows}, here.currency())
    worth: dict[int, Worth] = {}
    for row in rows:
        rate = rates(row.currency, row.signed_on)
        if rate is not None and row.value is not None:
            amount = convert(Money(row.value, row.currency), rate, here.currency()).amount
            worth[row.agreement_id] = Worth.of(amount, row.value_period)
    return worth, len(rows) - len(worth)
