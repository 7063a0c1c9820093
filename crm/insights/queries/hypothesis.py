"""Do regional cities with a partner who has sales routes bring more agreements for the same cost? domain.md §3.9."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, or_, select

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules import COMMERCIAL, EVER_SIGNED
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.database import db
from crm.core.money import Money, convert
from crm.core.permissions import Actor
from crm.insights.queries.cases import Case, agreed, cases, matching, matured, signed_in_window, talked
from crm.insights.queries.cohort import cohort
from crm.insights.queries.costs import Switches, ended
from crm.insights.queries.flags import flags
from crm.insights.queries.times import to_signing
from crm.insights.rules import (
    Selection,
    newcombe,
    rate_ratio,
    survival,
    verdict,
    wilson,
)
from crm.insights.rules.cells import (
    AGAINST,
    CELLS,
    CLAIMED,
    COMPARISONS,
    MAJOR,
    REGIONAL,
    CellKey,
    Held,
    Spread,
    mantel_haenszel,
    spread,
)
from crm.insights.rules.hypothesis import PER, PER_OTHERS, Cell, Comparison, HypothesisFigures
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation, NegotiationMeeting
from crm.partners.rules import any_side
from crm.places import queries as places
from crm.places.models import Place

#: The two cities that the paper names: how the codes of Beijing and Shanghai, and of all within, begin.
_NAMED_CITIES: Final = ("11", "31")


def hypothesis_figures(wanted: Selection, *, user: Actor, as_of: date, switches: Switches) -> HypothesisFigures:
    """The 2 × 2 of what a user sees, in a fixed number of queries.

    The cells are tier and partner, so that conditions on those do not count.
    """
    asked = replace(wanted, tier="", partner="")
    named = _named_cities() if switches.narrow else None
    found = cases(asked, user=user)
    keys = {case.negotiation_id: key for case in found if (key := _key(case.tier, case.partner, case.place_id, named))}
    begun = talked(found, asked, as_of)
    categories = {case.negotiation_id: case.category for case in found}
    costs = _spread(asked, user, as_of, switches, keys, categories, named)
    values, unconverted = _values([case for case in begun if signed_in_window(case, as_of)], as_of)
    standing = _standing(asked, user, as_of)
    lead_keys = [_key(lead.tier, lead.partner, lead.place_id, named) for lead in cohort(asked, user=user)]
    mine: dict[CellKey, list[Case]] = {key: [] for key in CELLS}
    for case in begun:
        if (key := keys.get(case.negotiation_id)) is not None:
            mine[key].append(case)
    cells = {key: _cell(key, mine[key], asked, as_of, costs, values, standing, lead_keys.count(key)) for key in CELLS}
    comparisons = [_comparison(cells[of], cells[against]) for of, against in COMPARISONS]
    claimed, against = cells[CLAIMED], cells[AGAINST]
    return HypothesisFigures(
        as_of=as_of,
        cells=cells,
        comparisons=comparisons,
        verdict=verdict(comparisons[0].ratio, talks=int(claimed.talks), against_talks=int(against.talks)),
        stratified=_stratified(mine, categories, costs, as_of),
        outside_cost=costs.outside,
        outside_cases=len(begun) - sum(len(cases) for cases in mine.values()),
        unconverted=unconverted,
    )


def _key(tier: str, partner: bool | None, place_id: int | None, named: Collection[int] | None) -> CellKey | None:
    """The cell; None where one of the two flags is not known."""
    if not tier or partner is None:
        return None
    if named is not None:
        tier = MAJOR if place_id in named else REGIONAL
    return CellKey(tier, partner)


def _named_cities() -> set[int]:
    within = or_(*(Place.code.startswith(code) for code in _NAMED_CITIES))
    return set(db.session.scalars(select(Place.id).where(Place.country == "CN", within)))


def _cell(
    key: CellKey,
    mine: list[Case],
    wanted: Selection,
    as_of: date,
    costs: Spread,
    values: Mapping[int, Decimal],
    standing: Mapping[int, bool],
    leads: int,
) -> Cell:
    ripe = matured(mine, wanted, as_of)
    worth = [values.get(case.negotiation_id, Decimal(0)) for case in mine]
    still = [standing[case.negotiation_id] for case in mine if case.negotiation_id in standing]
    return Cell(
        per=PER.get(here.currency(), PER_OTHERS),
        key=key,
        activities=costs.activities.get(key, 0),
        leads=leads,
        talks=float(costs.talks.get(key, 0)),
        negotiations=len(mine),
        immature=len(mine) - len(ripe),
        share=wilson(len(agreed(mine, wanted, as_of)), len(ripe)),
        agreements=sum(signed_in_window(case, as_of) for case in mine),
        cost=costs.cost(key),
        value=sum(worth, Decimal(0)),
        largest=max(worth, default=Decimal(0)),
        days=survival(to_signing(case, as_of) for case in mine),
        open=len(still),
        stalled=sum(still),
    )


def _comparison(of: Cell, against: Cell) -> Comparison:
    difference = newcombe(of.share, against.share) if of.share is not None and against.share is not None else None
    ratio = rate_ratio(of.agreements, of.cost, against=against.agreements, against_cost=against.cost)
    return Comparison(of.key, against.key, ratio, difference)


def _stratified(
    mine: Mapping[CellKey, list[Case]], categories: Mapping[int, str], costs: Spread, as_of: date
) -> float | None:
    """Mantel and Haenszel's ratio over product categories: as if both cells had sold the same kinds of goods."""
    signed: defaultdict[tuple[CellKey, str], int] = defaultdict(int)
    for key in (CLAIMED, AGAINST):
        for case in mine[key]:
            signed[key, categories.get(case.negotiation_id, "")] += signed_in_window(case, as_of)
    kinds = {kind for _, kind in (*signed, *costs.costs)}
    return mantel_haenszel(
        (
            signed[CLAIMED, kind], costs.costs.get((CLAIMED, kind), Decimal(0)),
            signed[AGAINST, kind], costs.costs.get((AGAINST, kind), Decimal(0)),
        )
        for kind in kinds
    )  # fmt: skip


# ------------------------------------------------------------------ reading


def _standing(wanted: Selection, user: Actor, as_of: date) -> dict[int, bool]:
    """{open negotiation: whether it stands still}."""
    statement = matching(wanted, user=user).where(Negotiation.stage.in_(stages.OPEN_STAGES))
    rows = db.session.execute(statement.with_only_columns(Negotiation.id, negotiations.stalled_condition(as_of)))
    return {id: bool(stalled) for id, stalled in rows}


def _spread(
    wanted: Selection,
    user: Actor,
    as_of: date,
    switches: Switches,
    keys: Mapping[int, CellKey],
    categories: Mapping[int, str],
    named: Collection[int] | None,
) -> Spread:
    """The costs of the activities that ended in the period, on the cells of the negotiations they talked about."""
    ids = list(ended(wanted, user=user, as_of=as_of))
    talks = meetings.talks(user=user).where(Meeting.activity_id.in_(ids))
    linked: defaultdict[int, list[tuple[CellKey, str] | None]] = defaultdict(list)
    # Of all their meetings, and sorted out below: to ask again which are talks for each link takes minutes.
    pairs = (
        select(NegotiationMeeting.meeting_id, NegotiationMeeting.negotiation_id)
        .join(Meeting, Meeting.id == NegotiationMeeting.meeting_id)
        .where(Meeting.activity_id.in_(ids), NegotiationMeeting.negotiation_id.in_(negotiations.visible_ids(user)))
    )
    for meeting_id, case_id in db.session.execute(pairs.order_by(NegotiationMeeting.id)):
        key = keys.get(case_id)
        linked[meeting_id].append((key, categories.get(case_id, "")) if key is not None else None)
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
        id: _key(
            known.tier(place_id, day),
            any_side(known.has_routes(firm, day, "") for firm in firms if firm is not None),
            place_id,
            named,
        )
        for id, place_id, day, *firms in rows
    }


def _either(sides: Sequence[Any]) -> Any:
    return select(Organisation.id).where(or_(*(Organisation.id.in_(side) for side in sides)))


def _values(signed: Sequence[Case], as_of: date) -> tuple[dict[int, Decimal], int]:
    """{negotiation id: worth of its commercial agreements at the rate of the day of signing}, how many have no rate.

    Of an amount per year, one year.

    An agreement of several negotiations counts for the first of them.
    """
    statement = (
        select(
            AgreementNegotiation.negotiation_id, Agreement.id, Agreement.value, Agreement.currency, Agreement.signed_on
        )
        .join(Agreement, Agreement.id == AgreementNegotiation.agreement_id)
        .where(
            AgreementNegotiation.negotiation_id.in_([case.negotiation_id for case in signed]),
            and_(Agreement.archived_at.is_(None), Agreement.agreement_class == COMMERCIAL),
            and_(Agreement.status.in_(EVER_SIGNED), Agreement.signed_on <= as_of, Agreement.value.is_not(None)),
        )
        .order_by(AgreementNegotiation.negotiation_id, Agreement.id)
    )
    rows = {row.id: row for row in reversed(db.session.execute(statement).all())}.values()
    rates = places.rates_over_time({row.currency for row in rows}, here.currency())
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    unconverted = 0
    for row in rows:
        rate = rates(row.currency, row.signed_on)
        if rate is None:
            unconverted += 1
        else:
            found[row.negotiation_id] += convert(Money(row.value, row.currency), rate, here.currency()).amount
    return dict(found), unconverted
