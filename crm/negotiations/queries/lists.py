"""Lists of negotiations: filters, pages, and what other records' pages show of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import aliased, joinedload

from crm.contacts.models import Organisation
from crm.core.database import db
from crm.core.money import Money
from crm.core.paging import PAGE_SIZE, Column, Page, page
from crm.core.permissions import Actor
from crm.leads.models import Lead
from crm.lookup import queries as lookup
from crm.meetings.models import Meeting
from crm.negotiations import rules
from crm.negotiations.models import Negotiation, NegotiationLead, NegotiationMeeting
from crm.negotiations.queries.ageing import Standing, stalled_condition, standings
from crm.negotiations.queries.records import LISTED, visible_to
from crm.places import queries as places
from crm.places.models import Place

SORTS: dict[str, tuple[Column, ...]] = {
    "-opened": (Column(Negotiation.id, descending=True),),
    "opened": (Column(Negotiation.id),),
    "title": (Column(Negotiation.title), Column(Negotiation.id)),
    "-title": (Column(Negotiation.title, descending=True), Column(Negotiation.id, descending=True)),
    "entered": (Column(Negotiation.stage_entered_at), Column(Negotiation.id)),
    "-entered": (Column(Negotiation.stage_entered_at, descending=True), Column(Negotiation.id, descending=True)),
}
DEFAULT_SORT = "-opened"
#: What a column shows beside what every line has.
PARTS: dict[str, tuple[Any, ...]] = {
    "ours": (joinedload(Negotiation.our_organisation).selectinload(Organisation.names),),
    "place": (joinedload(Negotiation.place).selectinload(Place.names),),
}
PANEL_ROWS = 20


@dataclass(frozen=True)
class CaseLine:
    """A case as a line of the list, and where it stands."""

    case: Negotiation
    standing: Standing


@dataclass(frozen=True)
class CaseFilter:
    """Conditions of list and board; empty ones do not count.

    `tier` and `partner` ("yes" | "no" | "unknown") are the snapshots at the first talk; `place_id` covers all
    below the place.
    """

    q: str = ""
    stages: Collection[str] = ()
    owner_id: int | None = None
    initiative_id: int | None = None
    place_id: int | None = None
    organisation_id: int | None = None  #: on either side, or as local partner
    category: str = ""
    tier: str = ""
    partner: str = ""
    stalled: bool = False


def filtered(wanted: CaseFilter, *, user: Actor, as_of: date) -> Select[Negotiation]:
    """The visible negotiations that fulfil every condition."""
    statement = visible_to(user)
    if wanted.q:
        statement = _searched(statement, wanted.q)
    if wanted.stages:
        statement = statement.where(Negotiation.stage.in_(wanted.stages))
    for column, value in ((Negotiation.owner_id, wanted.owner_id), (Negotiation.initiative_id, wanted.initiative_id)):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.place_id is not None:
        statement = statement.where(Negotiation.place_id.in_(places.within(wanted.place_id)))
    if wanted.organisation_id is not None:
        statement = statement.where(_involves(wanted.organisation_id))
    if wanted.category:
        statement = statement.where(Negotiation.category == wanted.category)
    if wanted.tier:
        statement = statement.where(Negotiation.tier_snapshot == wanted.tier)
    if wanted.partner == rules.UNKNOWN:
        statement = statement.where(
            Negotiation.first_talk_at.is_not(None), Negotiation.partner_routes_snapshot.is_(None)
        )
    elif wanted.partner:
        statement = statement.where(Negotiation.partner_routes_snapshot.is_(wanted.partner == "yes"))
    return statement.where(stalled_condition(as_of)) if wanted.stalled else statement


def _searched(statement: Select[Negotiation], q: str) -> Select[Negotiation]:
    """By title and products, as the search finds them, or by any form of a name of either side."""
    case, firms = aliased(Negotiation), lookup.matching("organisations", q)
    sides = [select(case.id).where(side.in_(firms)) for side in (case.counterpart_id, case.our_organisation_id)]
    return statement.where(Negotiation.id.in_(union(lookup.matching("negotiations", q), *sides)))


def negotiations(
    wanted: CaseFilter,
    *,
    user: Actor,
    as_of: date,
    sort: str = DEFAULT_SORT,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    parts: Collection[str] = (),
) -> Page[Negotiation]:
    """A page of the list, the latest first unless `sort` says otherwise; `parts` are what its columns show besides."""
    loaded = [option for part in parts for option in PARTS[part]]
    statement = filtered(wanted, user=user, as_of=as_of).options(*LISTED, *loaded)
    return page(statement, SORTS.get(sort, SORTS[DEFAULT_SORT]), cursor, size)


def case_lines(wanted: CaseFilter, *, user: Actor, as_of: date, **how: Any) -> Page[CaseLine]:
    """A page of the list with where each case stands; `how` as for `negotiations`."""
    found = negotiations(wanted, user=user, as_of=as_of, **how)
    stand = standings(found.rows, as_of)
    rows = [CaseLine(case, stand[case.id]) for case in found.rows]
    return Page(rows, found.next_cursor, found.previous_cursor, found.total, found.capped, found.start)


def value_totals(wanted: CaseFilter, *, user: Actor, as_of: date) -> list[tuple[Money, str]]:
    """[(what the cases are worth, total | annual)] by currency: a sum a year and a sum once do not add up."""
    key = (Negotiation.value_period, Negotiation.currency)
    cases = filtered(wanted, user=user, as_of=as_of).where(Negotiation.value.is_not(None))
    grouped = cases.with_only_columns(*key, func.sum(Negotiation.value)).group_by(*key).order_by(*reversed(key))
    return [(Money(Decimal(total or 0), currency), period) for period, currency, total in db.session.execute(grouped)]


def _rows(statement: Select[Negotiation]) -> list[Negotiation]:
    ordered = statement.options(*LISTED).order_by(Negotiation.id.desc()).limit(PANEL_ROWS)
    return list(db.session.scalars(ordered).unique())


def of_organisation(organisation_id: int, *, user: Actor) -> list[Negotiation]:
    """The latest negotiations in which an organisation takes part, on either side or as local partner."""
    return _rows(visible_to(user).where(_involves(organisation_id)))


def _involves(organisation_id: int) -> ColumnElement[bool]:
    return or_(
        Negotiation.counterpart_id == organisation_id,
        Negotiation.our_organisation_id == organisation_id,
        Negotiation.local_partner_id == organisation_id,
    )


def of_activity(activity_id: int, *, user: Actor) -> list[Negotiation]:
    """The latest negotiations that came from an activity, had a lead there or a meeting."""
    leads = select(NegotiationLead.negotiation_id).join(Lead).where(Lead.activity_id == activity_id)
    meetings = select(NegotiationMeeting.negotiation_id).join(Meeting).where(Meeting.activity_id == activity_id)
    return _rows(
        visible_to(user).where(
            or_(Negotiation.activity_id == activity_id, Negotiation.id.in_(leads), Negotiation.id.in_(meetings))
        )
    )


def of_lead(lead_id: int, *, user: Actor) -> list[Negotiation]:
    """The negotiations that grew out of a lead."""
    linked = select(NegotiationLead.negotiation_id).where(NegotiationLead.lead_id == lead_id)
    return _rows(visible_to(user).where(Negotiation.id.in_(linked)))


def of_meeting(meeting_id: int, *, user: Actor) -> list[Negotiation]:
    """The negotiations a meeting belongs to."""
    linked = select(NegotiationMeeting.negotiation_id).where(NegotiationMeeting.meeting_id == meeting_id)
    return _rows(visible_to(user).where(Negotiation.id.in_(linked)))


def open_ones_due(user: Actor, *, until: date, owner_id: int | None = None) -> list[Negotiation]:
    """Open cases, not on hold, whose next step is due by `until`; the earliest first. For the home page."""
    statement = visible_to(user).where(
        Negotiation.stage.in_(rules.OPEN_STAGES),
        Negotiation.next_step_due <= until,
        or_(Negotiation.on_hold.is_(False), Negotiation.on_hold_until <= until),
    )
    if owner_id is not None:
        statement = statement.where(Negotiation.owner_id == owner_id)
    return list(
        db.session.scalars(statement.options(*LISTED).order_by(Negotiation.next_step_due, Negotiation.id)).unique()
    )
