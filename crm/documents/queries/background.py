"""What is known about hosts before we meet them: meetings, open negotiations, routes, roles."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, true
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import GOING
from crm.agreements import queries as agreements
from crm.agreements import rules as agreement_rules
from crm.agreements.models import Agreement, AgreementParty
from crm.cards.models import CardExchange
from crm.contacts.models import Affiliation, ContactPoint, Organisation, OrganisationRole
from crm.contacts.rules.reach import readable
from crm.core.database import db
from crm.core.permissions import Actor
from crm.documents.queries.sides import host_of, joins
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.missions import rules as mission_rules
from crm.missions.models import ItineraryItem
from crm.negotiations import queries as negotiations
from crm.negotiations import rules as stages
from crm.negotiations.models import Negotiation
from crm.partners.models import RouteCoverage, SalesRoute
from crm.places.models import Place

#: Meetings of one organisation that a visit sheet recalls.
RECALLED = 3
#: On which numbers somebody answers, the best first.
CALLED = ("mobile", "direct", "tel")


def past_meetings(
    organisation_ids: Collection[int], *, before: datetime, user: Actor, guests: Collection[int] = ()
) -> dict[int, list[Meeting]]:
    """{host: its latest held meetings before a moment, latest first}; a few each, with minutes and the names of both
    sides.

    With `guests` those with one of them alone, whichever side the host stands on.
    """
    order = (Meeting.starts_at.desc(), Meeting.id.desc())
    host = host_of(Meeting.organisation_id, Meeting.our_organisation_id, organisation_ids)
    place = func.row_number().over(partition_by=host, order_by=order).label("place")
    ranked = (
        meetings.visible_to(user)
        .where(*_held_before(organisation_ids, before, guests))
        .with_only_columns(Meeting.id, host.label("host"), place)
        .subquery()
    )
    statement = (
        select(ranked.c.host, Meeting)
        .join(ranked, ranked.c.id == Meeting.id)
        .where(ranked.c.place <= RECALLED)
        .options(
            selectinload(Meeting.minutes),
            *(
                joinedload(side).selectinload(Organisation.names)
                for side in (Meeting.organisation, Meeting.our_organisation)
            ),
        )
        .order_by(*order)
    )
    return _grouped((id, row) for id, row in db.session.execute(statement).unique())


def talks_before(
    organisation_ids: Collection[int], *, before: datetime, user: Actor, guests: Collection[int] = ()
) -> dict[int, list[Row[Any]]]:
    """{organisation: (itinerary_item_id, activity_id, held_on) of all its held meetings before a moment}."""
    host = host_of(Meeting.organisation_id, Meeting.our_organisation_id, organisation_ids).label("host")
    held = (
        meetings.visible_to(user)
        .where(*_held_before(organisation_ids, before, guests))
        .with_only_columns(host, Meeting.itinerary_item_id, Meeting.activity_id, Meeting.held_on)
    )
    return _grouped((row.host, row) for row in db.session.execute(held))


def came_before(organisation_ids: Collection[int], *, before: date, user: Actor) -> dict[int, list[Activity]]:
    """{organisation: activities that ended before a day and in whose delegation its people were, latest first}."""
    statement = (
        select(Participant.organisation_id, Activity)
        .join(Activity, Activity.id == Participant.activity_id)
        .where(
            Participant.organisation_id.in_(organisation_ids),
            Participant.status.in_(GOING),
            Activity.end_on < before,
            Activity.id.in_(activities.visible_ids(user)),
            Activity.status != "cancelled",
        )
        .options(selectinload(Activity.names))
        .order_by(Activity.end_on.desc(), Activity.id.desc())
    )
    found = _grouped((id, row) for id, row in db.session.execute(statement) if id is not None)
    return {id: list(dict.fromkeys(rows)) for id, rows in found.items()}


def received_before(
    organisation_ids: Collection[int], *, before: date, user: Actor, senders: Collection[int] = ()
) -> dict[int, list[tuple[ItineraryItem, Activity]]]:
    """{organisation: (item, its activity) of what took place with it as the host before a day, latest first}.

    With `senders` of the activities of these alone: who else came is nothing between a maker and its guests.
    """
    statement = (
        select(ItineraryItem, Activity)
        .join(Activity, Activity.id == ItineraryItem.activity_id)
        .where(
            ItineraryItem.organisation_id.in_(organisation_ids),
            ItineraryItem.kind.in_(mission_rules.WITH_HOST | {"meal"}),
            ItineraryItem.status == "done",
            ItineraryItem.archived_at.is_(None),
            ItineraryItem.wall_start < before.isoformat(),
            Activity.id.in_(activities.visible_ids(user)),
            Activity.sender_organisation_id.in_(senders) if senders else true(),
        )
        .options(selectinload(Activity.names), joinedload(ItineraryItem.organisation).selectinload(Organisation.names))
        .order_by(ItineraryItem.starts_at.desc(), ItineraryItem.id.desc())
    )
    return _grouped((item.organisation_id or 0, (item, activity)) for item, activity in db.session.execute(statement))


def signed_before(organisation_ids: Collection[int], *, before: date, user: Actor) -> dict[int, list[Agreement]]:
    """{organisation: agreements to which it is a party and that were signed before a day, latest first}."""
    statement = (
        select(AgreementParty.organisation_id, Agreement)
        .join(Agreement, Agreement.id == AgreementParty.agreement_id)
        .where(
            AgreementParty.organisation_id.in_(organisation_ids),
            Agreement.id.in_(agreements.visible_ids(user)),
            Agreement.status.in_(agreement_rules.EVER_SIGNED),
            Agreement.signed_on < before,
        )
        .options(
            selectinload(Agreement.parties).joinedload(AgreementParty.organisation).selectinload(Organisation.names),
            selectinload(Agreement.obligations),
        )
        .order_by(Agreement.signed_on.desc(), Agreement.id.desc())
    )
    found = _grouped((id, row) for id, row in db.session.execute(statement))
    return {id: list(dict.fromkeys(rows)) for id, rows in found.items()}


def to_sign(activity_id: int, *, user: Actor) -> list[Agreement]:
    """The agreements that an activity is to sign, in draft or in approval, with parties."""
    statement = agreements.visible_to(user).where(
        Agreement.activity_id == activity_id, Agreement.status.in_(agreement_rules.UNSIGNED)
    )
    parties = selectinload(Agreement.parties).joinedload(AgreementParty.organisation).selectinload(Organisation.names)
    return list(db.session.scalars(statement.options(parties).order_by(Agreement.id)).unique())


def cards_from(organisation_ids: Collection[int], *, before: date) -> set[int]:
    """Of organisations those with whose people cards were exchanged before a day."""
    statement = (
        select(Affiliation.organisation_id)
        .join(CardExchange, CardExchange.person_id == Affiliation.person_id)
        .where(Affiliation.organisation_id.in_(organisation_ids), CardExchange.exchanged_on < before)
        .where(CardExchange.archived_at.is_(None))
    )
    return set(db.session.scalars(statement.distinct()))


def _held_before(hosts: Collection[int], before: datetime, guests: Collection[int]) -> list[ColumnElement[bool]]:
    both = joins(Meeting.organisation_id, Meeting.our_organisation_id, hosts, guests)
    return [both, Meeting.starts_at < before, Meeting.status == "held"]


def negotiations_with(
    organisation_ids: Collection[int], *, user: Actor, guests: Collection[int] = ()
) -> dict[int, list[Negotiation]]:
    """{organisation: negotiations with it as counterpart or local partner, none lost}, the next step due first."""
    ours = Negotiation.our_organisation_id
    statement = (
        negotiations.visible_to(user)
        .where(
            Negotiation.stage.in_(stages.STAGES),
            joins(Negotiation.counterpart_id, ours, organisation_ids, guests)
            | joins(Negotiation.local_partner_id, ours, organisation_ids, guests),
        )
        .options(*_parties())
        .order_by(Negotiation.next_step_due.nulls_last(), Negotiation.id)
    )
    rows = list(db.session.scalars(statement).unique())
    return _grouped((id, row) for row in rows for id in _hosts_of(row, set(organisation_ids), guests))


def lost_with(
    organisation_ids: Collection[int], *, user: Actor, guests: Collection[int] = ()
) -> dict[int, list[Negotiation]]:
    """{organisation: negotiations with it that were lost}, the latest first: a host may speak of them."""
    both = joins(Negotiation.counterpart_id, Negotiation.our_organisation_id, organisation_ids, guests)
    statement = (
        negotiations.visible_to(user)
        .where(Negotiation.stage == stages.LOST, both)
        .options(*_parties())
        .order_by(Negotiation.id.desc())
    )
    rows = list(db.session.scalars(statement).unique())
    return _grouped((id, row) for row in rows for id in _hosts_of(row, set(organisation_ids), guests))


def food_was_refused(country: str, *, user: Actor) -> bool:
    """Whether a negotiation over food with somebody in a country was lost since it may not be imported there."""
    refused = (
        negotiations.visible_to(user)
        .join(Organisation, Organisation.id == Negotiation.counterpart_id)
        .where(Negotiation.stage == stages.LOST, Negotiation.loss_reason == stages.NO_ENTRY)
        .where(Negotiation.category == "food", Organisation.country == country)
    )
    return db.session.scalars(refused.limit(1)).first() is not None


def _parties() -> list[ORMOption]:
    sides = (Negotiation.counterpart, Negotiation.our_organisation)
    return [joinedload(side).selectinload(Organisation.names) for side in sides]


def _hosts_of(row: Negotiation, hosts: Collection[int], guests: Collection[int]) -> list[int]:
    sides = [row.counterpart_id, row.local_partner_id, *([row.our_organisation_id] if guests else [])]
    return [id for id in dict.fromkeys(sides) if id is not None and id in hosts]


def routes_of(organisation_ids: Collection[int], *, on: date) -> dict[int, list[SalesRoute]]:
    """{organisation: sales routes that are not closed on a day}, with coverage and evidence."""
    statement = (
        select(SalesRoute)
        .where(
            SalesRoute.organisation_id.in_(organisation_ids),
            SalesRoute.archived_at.is_(None),
            SalesRoute.status != "closed",
            SalesRoute.valid_to.is_(None) | (SalesRoute.valid_to >= on),
        )
        .options(
            selectinload(SalesRoute.coverage).joinedload(RouteCoverage.place).selectinload(Place.names),
            selectinload(SalesRoute.evidence),
        )
        .order_by(SalesRoute.id)
    )
    return _grouped((row.organisation_id, row) for row in db.session.scalars(statement).unique())


def roles_of(organisation_ids: Collection[int], *, on: date) -> dict[int, list[str]]:
    """{organisation: codes of the roles it has on a day}."""
    statement = select(OrganisationRole).where(
        OrganisationRole.organisation_id.in_(organisation_ids),
        OrganisationRole.from_date.is_(None) | (OrganisationRole.from_date <= on),
        OrganisationRole.to_date.is_(None) | (OrganisationRole.to_date >= on),
    )
    rows = db.session.scalars(statement.order_by(OrganisationRole.id))
    return _grouped((row.organisation_id, row.role) for row in rows)


def telephones(organisation_ids: Collection[int | None]) -> dict[int, str]:
    """{organisation: its number as dialled from abroad, a mobile before a fixed one}; those without one are absent."""
    statement = select(
        ContactPoint.organisation_id, ContactPoint.kind, ContactPoint.value, ContactPoint.normalised
    ).where(ContactPoint.organisation_id.in_(organisation_ids), ContactPoint.kind.in_(CALLED))
    rows = sorted(db.session.execute(statement.order_by(ContactPoint.id)), key=lambda row: CALLED.index(row.kind))
    found: dict[int, str] = {}
    for id, kind, number, normalised in rows:
        found.setdefault(id or 0, readable(kind, number, normalised))
    return found


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for id, row in pairs:
        found.setdefault(id, []).append(row)
    return found
