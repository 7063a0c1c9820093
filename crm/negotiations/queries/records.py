"""Which negotiations a user sees, and one of them with everything its page shows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Integer, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.contacts import rules as contact_rules
from crm.contacts.models import Affiliation, Organisation, OurOrganisation, Person
from crm.core import clock, here, reading
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.core.permissions import Actor
from crm.core.records import only, stands
from crm.core.sight import seen
from crm.initiatives.models import Initiative
from crm.leads import queries as leads
from crm.leads.models import Lead
from crm.lookup import queries as lookup
from crm.meetings import queries as meetings
from crm.meetings.models import Attendee, Meeting
from crm.negotiations import rules
from crm.negotiations.models import (
    Interaction,
    Negotiation,
    NegotiationLead,
    NegotiationMeeting,
    NegotiationProduct,
    StageEvent,
)
from crm.negotiations.queries.titles import SIDES, title
from crm.places.models import Place
from crm.tasks import queries as tasks
from crm.tasks.models import Task

#: What a line of a list and a card of the board show.
LISTED: tuple[Any, ...] = (
    joinedload(Negotiation.counterpart).joinedload(Organisation.names),
    joinedload(Negotiation.owner),
)
#: What the record's page shows, but for the names of the organisations: those of all three come in one query.
_SHOWN: tuple[Any, ...] = (
    joinedload(Negotiation.owner),
    joinedload(Negotiation.counterpart),
    joinedload(Negotiation.our_organisation),
    joinedload(Negotiation.local_partner),
    joinedload(Negotiation.initiative).joinedload(Initiative.names),
    joinedload(Negotiation.place).joinedload(Place.names),
    joinedload(Negotiation.lost_to_place).selectinload(Place.names),
    joinedload(Negotiation.lost_to_organisation),
)
#: The same with what is done to it.
_LOADED: tuple[Any, ...] = (
    *_SHOWN,
    joinedload(Negotiation.activity).selectinload(Activity.names),
    selectinload(Negotiation.goods),
    selectinload(Negotiation.meetings).joinedload(NegotiationMeeting.meeting),
)


#: What kept statements call the case that they are asked about.
_ID: Final = bindparam("id", type_=Integer)
#: How many talks a case's page offers to link at once.
MOST_OFFERED = 3


@dataclass(frozen=True)
class CasePerson:
    """Someone around a case: `title` as last recorded, in these further languages, `side` ours or theirs, in how many
    linked meetings."""

    person: Person
    title: str
    titles: Mapping[str, str]
    side: str
    meetings: int

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`."""
        return contact_rules.titled(self.title, self.titles, language, self.person.primary_language)


def visible_to(user: Actor, *, archived: bool | None = False) -> Select[Negotiation]:
    """The negotiations a user sees: a mission leader their own and those of their activities, others all."""
    return seen(select(Negotiation).where(stands(Negotiation, archived=archived)), user, _own)


def _own(user: Actor) -> Any:
    seen = activities.visible_ids(user)
    from_lead = exists().where(
        NegotiationLead.negotiation_id == Negotiation.id, Lead.id == NegotiationLead.lead_id, Lead.activity_id.in_(seen)
    )
    from_meeting = exists().where(
        NegotiationMeeting.negotiation_id == Negotiation.id,
        Meeting.id == NegotiationMeeting.meeting_id,
        Meeting.activity_id.in_(seen),
    )
    return or_(
        Negotiation.owner_id == user.id,
        Negotiation.created_by_id == user.id,
        Negotiation.activity_id.in_(seen),
        from_lead,
        from_meeting,
    )


def visible_ids(user: Actor) -> Select[int]:
    """The ids of `visible_to`, for the visibility of what hangs on negotiations."""
    return visible_to(user).with_only_columns(Negotiation.id)


def one(id: int, *, user: Actor, archived: bool = False) -> Negotiation:
    """The negotiation with everything its acts ask of it; NotVisible when there is none for this user."""
    return _named(only(visible_to(user, archived=archived), id, *_LOADED))


def shown(id: int, *, user: Actor) -> Negotiation:
    """The same for its page alone, which asks for less."""
    found = db.session.scalars(_page(user), reading.by(user, id=id)).unique()
    return _named(or_not_visible(found.one_or_none()))


@reading.kept
def _page(user: Actor) -> Select[Negotiation]:
    return visible_to(user).where(Negotiation.id == _ID).options(*_SHOWN)


def _named(found: Negotiation) -> Negotiation:
    sides = [found.counterpart, found.our_organisation, found.local_partner, found.lost_to_organisation]
    reading.fill(sides, Organisation.names)
    return found


def archived_label(id: int, *, user: Actor, language: str) -> str | None:
    """The title of an archived negotiation, for a record that names it already; None when there is none."""
    statement = visible_to(user, archived=True).where(Negotiation.id == id).options(*SIDES)
    case = db.session.scalars(statement).unique().one_or_none()
    return title(case, language) if case is not None else None


def named(text: str, *, user: Actor, language: str, limit: int, exact: bool = False) -> list[tuple[int, str]]:
    """[(id, title)] of the visible negotiations found by `text`, newest first; `exact` as for `lookup.best`."""
    order = (Negotiation.id.desc(),)
    ids = lookup.best(visible_to(user), Negotiation.id, order, "negotiations", text, limit, exact=exact)
    known = visible_labels(ids, user=user, language=language)
    return [(id, known[id]) for id in ids]


def visible_labels(ids: Collection[int], *, user: Actor, language: str) -> dict[int, str]:
    """{id: title} of those of the negotiations that the user sees."""
    found = db.session.scalars(_labelled(user), reading.by(user, ids=list(ids))).all()
    sides = [side for case in found for side in (case.our_organisation, case.counterpart)]
    reading.fill(sides, Organisation.names)
    return {case.id: title(case, language) for case in found}


@reading.kept
def _labelled(user: Actor) -> Select[Negotiation]:
    """The negotiations `ids` with what a title needs of them; the names of both sides are asked for apart."""
    sides = [
        joinedload(side).load_only(Organisation.id, raiseload=True)
        for side in (Negotiation.our_organisation, Negotiation.counterpart)
    ]
    needed = (Negotiation.title, Negotiation.our_organisation_id, Negotiation.counterpart_id)
    found = visible_to(user).where(reading.of_ids(Negotiation.id))
    return found.options(load_only(*needed, raiseload=True), *sides)


def places_used(*, user: Actor) -> list[Place]:
    """The target places of the visible negotiations, names loaded, in the order of the tree."""
    used = visible_to(user).with_only_columns(Negotiation.place_id).where(Negotiation.place_id.is_not(None))
    statement = select(Place).where(Place.id.in_(used)).options(joinedload(Place.names))
    return list(db.session.scalars(statement.order_by(Place.country, Place.code, Place.id)).unique())


def products_used(*, user: Actor) -> list[int]:
    """The products of the catalogue that the visible negotiations are about, by their ids."""
    used = select(NegotiationProduct.product_id).where(NegotiationProduct.negotiation_id.in_(visible_ids(user)))
    return list(db.session.scalars(used.distinct()))


# ------------------------------------------------------------------ what the rules ask


def _linked(negotiation_id: int) -> Select[int]:
    return select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id == negotiation_id)


def evidence(negotiation_id: int) -> rules.Evidence:
    """What the record shows for entry criteria: linked talks, samples and quotations, the furthest stage."""
    held = select(func.count(Meeting.id)).where(meetings.is_talk(), Meeting.id.in_(_linked(negotiation_id)))
    talks = db.session.scalar(held) or 0
    offers = (
        db.session.scalar(
            select(func.count()).where(
                Interaction.negotiation_id == negotiation_id,
                Interaction.archived_at.is_(None),
                Interaction.kind.in_(rules.OFFERS),
            )
        )
        or 0
    )
    events = db.session.scalars(select(StageEvent).where(StageEvent.negotiation_id == negotiation_id))
    reached = max((rules.number(event.to_stage) for event in rules.effective(events)), default=1)
    return rules.Evidence(talks, offers, reached)


def first_talk_meeting(negotiation_id: int) -> Meeting | None:
    """The earliest linked business talk that is held and minuted, its activity loaded; also of the archive: to put a
    talk away moves no figure (domain.md §3.1)."""
    statement = select(Meeting).where(meetings.is_minuted(), Meeting.id.in_(_linked(negotiation_id)))
    statement = statement.options(joinedload(Meeting.activity))
    return db.session.scalars(statement.order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


def sides(case: Negotiation) -> list[int]:
    """The ids of whoever is on the other side of a case: the counterpart, and the local partner if there is one."""
    return [id for id in (case.counterpart_id, case.local_partner_id) if id is not None]


def freezes(case: Negotiation) -> bool:
    """Whether the next act on a case freezes the snapshots of its first talk (INV-N5)."""
    return case.first_talk_at is None and first_talk_meeting(case.id) is not None


# ------------------------------------------------------------------ what can be linked, who belongs to it


def linkable_meetings(case: Negotiation, *, user: Actor) -> list[Meeting]:
    """Visible meetings with the counterpart or the local partner that are not linked yet, latest first."""
    linked = select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id == case.id)
    statement = meetings.visible_to(user).where(
        Meeting.organisation_id.in_(sides(case)), Meeting.id.not_in(linked), Meeting.status != "cancelled"
    )
    return list(db.session.scalars(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc())))


def offered_talks(case: Negotiation, asking: Iterable[Lead], *, user: Actor) -> list[Meeting]:
    """Talks of the same two sides that perhaps belong to a case, the earliest first: of its activity or of one of the
    leads `asking`, or held since the first of them. They are offered, and linked by nobody but people."""
    begun = [clock.local(lead.captured_at, here.zone()).date() for lead in asking]
    sources = {lead.activity_id for lead in asking} | ({case.activity_id} if case.activity_id is not None else set())
    if not sources:
        return []
    asked = reading.by(
        user, id=case.id, ours=case.our_organisation_id, sides=sides(case), sources=list(sources),
        since=min(begun, default=date.max),
    )  # fmt: skip
    return list(db.session.scalars(_offered(user), asked))


@reading.kept
def _offered(user: Actor) -> Select[Meeting]:
    by_us = bindparam("ours", type_=Integer)
    office = select(OurOrganisation.organisation_id).scalar_subquery()  # nobody told who spoke for us: our office did
    ours = or_(Meeting.our_organisation_id == by_us, and_(Meeting.our_organisation_id.is_(None), office == by_us))
    since = Meeting.held_on >= bindparam("since", type_=Date())
    linked = select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id == _ID)
    statement = meetings.visible_to(user).where(
        reading.of_ids(Meeting.organisation_id, "sides"),
        Meeting.id.not_in(linked),
        ours,
        meetings.is_talk(),
        or_(reading.of_ids(Meeting.activity_id, "sources"), since),
    )
    return statement.order_by(Meeting.starts_at, Meeting.id).limit(MOST_OFFERED)


def linkable_leads(case: Negotiation, *, user: Actor) -> list[Lead]:
    """Visible leads of the counterpart that are not linked yet, latest first."""
    linked = select(NegotiationLead.lead_id).where(NegotiationLead.negotiation_id == case.id)
    statement = leads.visible_to(user).where(Lead.organisation_id == case.counterpart_id, Lead.id.not_in(linked))
    statement = statement.options(joinedload(Lead.activity).selectinload(Activity.names))
    return list(db.session.scalars(statement.order_by(Lead.captured_at.desc(), Lead.id.desc())).unique())


def linked_meetings(case: Negotiation, *, user: Actor) -> list[Meeting]:
    """The linked meetings the user sees, with the names of who sat in them."""
    return list(db.session.scalars(_linked_meetings(user), reading.by(user, id=case.id)).unique())


@reading.kept
def _linked_meetings(user: Actor) -> Select[Meeting]:
    linked = select(NegotiationMeeting.meeting_id).where(NegotiationMeeting.negotiation_id == _ID)
    seats = selectinload(Meeting.attendees).joinedload(Attendee.person).joinedload(Person.names)
    return meetings.visible_to(user).where(Meeting.id.in_(linked)).options(seats)


def linked_leads(case: Negotiation, *, user: Actor) -> list[Lead]:
    """The leads it grew out of that the user sees, in the order they were linked."""
    return list(db.session.scalars(_linked_leads(user), reading.by(user, id=case.id)).unique())


@reading.kept
def _linked_leads(user: Actor) -> Select[Lead]:
    return (
        leads.visible_to(user)
        .join(NegotiationLead, NegotiationLead.lead_id == Lead.id)
        .where(NegotiationLead.negotiation_id == _ID)
        .options(
            joinedload(Lead.activity).joinedload(Activity.names),
            joinedload(Lead.activity).joinedload(Activity.place),
            joinedload(Lead.person).joinedload(Person.names),
        )
        .order_by(NegotiationLead.id)
    )


def open_steps(case: Negotiation, leads: Iterable[Lead], talks: Iterable[Meeting]) -> list[Task]:
    """What is still to be done for a case that is lost or signed, of itself and of these; [] while it is open."""
    if rules.is_open(case.stage):
        return []
    held = [(Negotiation.__tablename__, case.id), *((Lead.__tablename__, lead.id) for lead in leads)]
    held += [(Meeting.__tablename__, talk.id) for talk in talks]
    return tasks.open_of_records(held)


def spoke_for_us(lead: Lead, *, user: Actor) -> int | None:
    """Who of us talked with the counterpart of a lead at its activity; None where nobody did, or several."""
    if lead.organisation_id is None:
        return None
    held = meetings.visible_to(user).where(
        Meeting.organisation_id == lead.organisation_id,
        Meeting.activity_id == lead.activity_id,
        Meeting.status == "held",
        Meeting.our_organisation_id.is_not(None),
    )
    found = db.session.scalars(held.with_only_columns(Meeting.our_organisation_id).distinct()).all()
    return found[0] if len(found) == 1 else None


def source_activity_id(case: Negotiation) -> int | None:
    """The activity a case came from: where it was opened, else its earliest lead was captured; None: nobody knows."""
    if case.activity_id is not None:
        return case.activity_id
    earliest = (
        select(Lead.activity_id)
        .join(NegotiationLead, NegotiationLead.lead_id == Lead.id)
        .where(NegotiationLead.negotiation_id == case.id, Lead.archived_at.is_(None))
        .order_by(Lead.captured_at, Lead.id)
        .limit(1)
    )
    return db.session.scalar(earliest)


def people(met: Iterable[Meeting], asking: Iterable[Lead]) -> list[CasePerson]:
    """Who sat in these of its meetings, and who these leads came from; theirs first, most met first."""
    found: dict[int, CasePerson] = {}
    for seat in sorted((seat for meeting in met for seat in meeting.attendees), key=lambda seat: seat.id):
        before = found.get(seat.person_id)
        called = seat.title_snapshot, seat.titles_snapshot
        if before is not None and not seat.title_snapshot:
            called = before.title, dict(before.titles)
        found[seat.person_id] = CasePerson(seat.person, *called, seat.side, (before.meetings if before else 0) + 1)
    asked = [lead.person for lead in asking if lead.person is not None and lead.person_id not in found]
    titles = _titles([person.id for person in asked])
    found |= {person.id: CasePerson(person, *titles.get(person.id, ("", {})), "theirs", 0) for person in asked}
    return sorted(found.values(), key=lambda each: (each.side != "theirs", -each.meetings, each.person.id))


def _titles(person_ids: Collection[int]) -> dict[int, tuple[str, dict[str, str]]]:
    if not person_ids:
        return {}
    statement = select(Affiliation.person_id, Affiliation.title, Affiliation.titles).where(
        Affiliation.person_id.in_(person_ids), Affiliation.is_primary
    )
    return {id: (title, titles) for id, title, titles in db.session.execute(statement)}
