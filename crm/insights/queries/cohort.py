"""The cohort of the funnel: the leads captured in a period, how far each came, and the flags it counts under."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from crm.activities.models import Activity
from crm.core import clock, here, reading
from crm.insights.queries import population
from crm.insights.queries.flags import flags
from crm.insights.rules import Selection
from crm.leads.models import Lead
from crm.leads.rules import EVER_QUALIFIED
from crm.negotiations import queries as negotiations
from crm.negotiations.models import CaseFact, Negotiation, NegotiationLead


class CohortLead(NamedTuple):
    """One lead: how far it came (1 … 8) and under which flags it counts.

    `tier` ("" when no tier is known) and `partner` (None when it is not known) are the snapshots of its first talk;
    without a talk, those of its source activity's place and of its organisation on the day it was captured.
    `activity_type` is its source's.
    """

    lead_id: int
    captured_on: date
    activity_id: int
    activity_type: str
    tier: str
    partner: bool | None
    reached: int
    talked: bool
    category: str
    place_id: int  #: of its source activity


class _Case(NamedTuple):
    """A negotiation made from a lead, as far as the lead's row needs it."""

    reached: int
    first_talk_at: datetime | None
    tier: str
    partner: bool | None


def cohort(wanted: Selection, *, at: Collection[int] | None = None) -> list[CohortLead]:
    """The leads captured in the period that fulfil every condition, latest first; with `at` those of some activities.

    A fixed number of queries. A lead counts under its furthest negotiation, and under the flags of its first talk.
    """
    statement = captured(wanted)
    if at is not None:
        statement = statement.where(reading.among(Lead.activity_id, at))
    rows: Any = reading.rows(
        statement.with_only_columns(
            Lead.id,
            Lead.captured_at,
            Lead.status,
            Lead.qualified_on,
            Lead.activity_id,
            Lead.organisation_id,
            Lead.category,
            Activity.type,
            Activity.place_id,
        ).order_by(Lead.captured_at.desc(), Lead.id.desc())
    )
    cases = _cases([row.id for row in rows])
    firms = {row.organisation_id for row in rows if row.organisation_id is not None}
    known = flags({row.place_id for row in rows}, firms)
    zone = here.zone()

    # Kept: for this one answer; many leads were captured in one moment.
    @cache
    def local(moment: datetime) -> date:
        return clock.local(moment, zone).date()

    # Kept: likewise, many on one day at one place.
    @cache
    def tier(place_id: int, on: date) -> str:
        return known.tier(place_id, on)

    found: list[CohortLead] = []
    for id, captured_at, status, qualified_on, activity_id, firm_id, category, kind, place_id in rows:
        captured_on, mine = local(captured_at), cases.get(id, ())
        first = _first_talked(mine)
        own = 2 if ever_qualified(status, qualified_on) else 1
        lead = CohortLead(
            id, captured_on, activity_id, kind,
            tier(place_id, captured_on) if first is None else first.tier,
            known.has_routes(firm_id, captured_on, category) if first is None else first.partner,
            max(own, *(case.reached for case in mine)) if mine else own, first is not None, category, place_id,
        )  # fmt: skip
        if wanted.fits(tier=lead.tier, partner=lead.partner):
            found.append(lead)
    return found


def captured(wanted: Selection) -> Select[Any]:
    """The leads that count, under the conditions that stand in their own row or their source activity's."""
    statement = population.leads().select_from(Lead).join(Activity, Activity.id == Lead.activity_id)
    if wanted.since is not None:
        statement = statement.where(Lead.captured_at >= start_of(wanted.since))
    if wanted.until is not None:
        statement = statement.where(Lead.captured_at < start_of(wanted.until + timedelta(days=1)))
    if wanted.types:
        statement = statement.where(Activity.type.in_(wanted.types))
    if wanted.maker_id is not None:
        statement = statement.where(Lead.id.in_(_made_for(wanted.maker_id)))
    pairs = (
        (Activity.initiative_id, wanted.initiative_id),
        (Activity.direction, wanted.direction),
        (Lead.owner_id, wanted.owner_id),
        (Lead.category, wanted.category),
        (Lead.activity_id, wanted.activity_id),
    )
    return statement.where(*(column == value for column, value in pairs if value))


def _made_for(maker_id: int) -> Select[int]:
    """The leads of which a negotiation of this maker was made: a lead itself belongs to no maker."""
    own = population.cases().where(Negotiation.our_organisation_id == maker_id).with_only_columns(Negotiation.id)
    return select(NegotiationLead.lead_id).where(NegotiationLead.negotiation_id.in_(own))


def _cases(lead_ids: Sequence[int]) -> dict[int, list[_Case]]:
    """{lead id: the negotiations made from it}."""
    statement = (
        population.cases()
        .join(NegotiationLead, NegotiationLead.negotiation_id == Negotiation.id)
        .where(reading.of_ids(NegotiationLead.lead_id))
        .with_only_columns(
            NegotiationLead.lead_id,
            CaseFact.reached,
            Negotiation.first_talk_at,
            Negotiation.tier_snapshot,
            Negotiation.partner_routes_snapshot,
        )
    )
    found: dict[int, list[_Case]] = {}
    rows: Any = reading.rows(statement, ids=lead_ids)
    for lead_id, *told in rows:
        found.setdefault(lead_id, []).append(_Case._make(told))
    return found


def grown_from() -> Select[int, int]:
    """(lead_id, reached): of each lead that a case was made of, the furthest stage of these."""
    link = NegotiationLead
    found = select(link.lead_id, func.max(CaseFact.reached).label("reached"))
    found = found.join(CaseFact, CaseFact.negotiation_id == link.negotiation_id)
    return found.where(link.negotiation_id.not_in(negotiations.left_out())).group_by(link.lead_id)


def qualified_itself() -> ColumnElement[bool]:
    """`ever_qualified`, in SQL."""
    return or_(Lead.qualified_on.is_not(None), Lead.status.in_(EVER_QUALIFIED))


def _first_talked(cases: Sequence[_Case]) -> _Case | None:
    talks = [case for case in cases if case.first_talk_at is not None]
    return min(talks, key=lambda case: case.first_talk_at or clock.now(), default=None)


def ever_qualified(status: str, qualified_on: date | None) -> bool:
    """Whether a lead itself was ever qualified; without a negotiation it counts no further (domain.md §3.2)."""
    return qualified_on is not None or status in EVER_QUALIFIED


def start_of(day: date) -> datetime:
    """The moment at which a day of the office begins."""
    return clock.from_wall(datetime(day.year, day.month, day.day), here.zone())
