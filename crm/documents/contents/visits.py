"""The sheets of a pack: a visit each, with its host and what went before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row

from crm.activities.models import Activity
from crm.agreements import rules as agreement_rules
from crm.agreements.models import Agreement
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.permissions import Actor
from crm.counterparts import queries as counterparts
from crm.documents import queries
from crm.documents.rules import PrintWish
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, VisitFact
from crm.negotiations.models import Negotiation
from crm.partners.models import SalesRoute
from crm.places import queries as places
from crm.products.models import Product
from crm.tasks.models import Task

#: Whoever goes along in these roles works for the others: the body of such a one is no side of the exchange.
_HIRED = frozenset({"interpreter"})
#: Items at which something is signed.
_CEREMONIES = frozenset({"signing", "ceremony"})


@dataclass(frozen=True)
class Earlier:
    """What took place with a host beside talks: an item of an activity, with what was signed there, or this alone."""

    day: date
    item: ItineraryItem | None
    activity: Activity | None
    agreement: Agreement | None


@dataclass(frozen=True)
class VisitSheet:
    """One visit with its host's past. `negotiations` is empty in packs for other readers than the leader."""

    number: int  #: from 1
    fact: VisitFact
    organisation: Organisation | None
    roles: Sequence[str]  #: codes of contacts.rules.ORGANISATION_ROLES
    routes: Sequence[SalesRoute]
    links: Sequence[counterparts.LinkLine]  #: sister cities and agreements of the host, its city and the place above
    past: Sequence[Meeting]  #: the latest few, latest first
    held: int  #: how many there were in all
    came: Sequence[Activity]  #: those begun by the print in whose delegation somebody of the host was, the latest first
    coming: Sequence[Activity]  #: those before this one in whose delegation somebody of the host will be
    received: Sequence[tuple[ItineraryItem, Activity]]  #: what took place with the host and is no talk, latest first
    signed: Sequence[Agreement]  #: latest first; in packs for other readers than the leader framework agreements alone
    in_force: Sequence[Agreement]  #: of these those that bind today; none in packs for other readers than the leader
    apart: Sequence[Agreement]  #: in force between our maker and others than its guests; in the leader's pack alone
    known: bool  #: whether anything else tells that somebody of the host was met: this is no first meeting
    promises: Sequence[Task]
    negotiations: Sequence[Negotiation]
    lost: Sequence[Negotiation]  #: in the leader's pack alone, as the ones above
    products: Sequence[Product]  #: whose sheets go with it

    @property
    def earlier(self) -> list[Earlier]:
        """What took place beside talks, each event once, the latest first.

        A ceremony at which an agreement was signed tells of both: one agreement a ceremony of its day and mission.
        """
        left, events = list(self.signed), []
        for item, activity in self.received:
            if item.kind in _CEREMONIES:
                of_day = (row for row in left if row.signed_on == item.day and row.activity_id in (None, activity.id))
                if (deed := next(of_day, None)) is not None:
                    left.remove(deed)
            else:
                deed = None
            events.append(Earlier(item.day, item, activity, deed))
        events += [Earlier(row.signed_on, None, None, row) for row in left if row.signed_on is not None]
        return sorted(events, key=lambda event: event.day, reverse=True)


def _sent_by(facts: Facts) -> list[Organisation | None]:
    """The bodies for which the delegation goes."""
    return [part.organisation for part in facts.delegation if part.role not in _HIRED]


def _whence(facts: Facts) -> tuple[frozenset[int], frozenset[int]]:
    """The bodies that the delegation comes from, and their places with those above: (ids of bodies, of places)."""
    bodies = [facts.activity.sender_organisation, *_sent_by(facts)]
    known = {body.id: body.place_id for body in bodies if body is not None}
    lines = places.lineages(id for id in known.values() if id is not None)
    return frozenset(known), frozenset(id for line in lines.values() for id in line)


def guest_bodies(facts: Facts) -> list[Organisation]:
    """The bodies whose people come to us, each once, whoever sends them first; who joins them at home is no guest."""
    sender, home = facts.activity.sender_organisation, {facts.activity.place.country, places.office_country()}
    bodies = [sender, *(body for body in _sent_by(facts) if body is not None and body.country not in home)]
    return list({body.id: body for body in bodies if body is not None}.values())


def sheets_of(facts: Facts, wish: PrintWish, user: Actor, carried: Sequence[Product]) -> list[VisitSheet]:
    """A sheet for each visit that is wanted, with what is known of its host. As many queries for one as for ten."""
    ids = {visit.organisation.id for visit in facts.visits if visit.organisation is not None}
    begins = datetime.combine(facts.activity.start_on, time(), UTC)
    # Our own makers talked with many others: what guests want to know is what was said between them.
    inbound = facts.activity.direction == "inbound"
    guests = frozenset(body.id for body in guest_bodies(facts)) if inbound else frozenset()
    past = queries.past_meetings(ids, before=begins, user=user, guests=guests)
    held = queries.talks_before(ids, before=begins, user=user, guests=guests)
    first, today = facts.activity.start_on, here.today()
    came = {} if guests else queries.came_before(ids, before=first, user=user)
    received = queries.received_before(ids, before=first, user=user, senders=guests)
    every = queries.signed_before(ids, before=first, user=user)
    signed = {id: [each for each in rows if _with_these(each, guests)] for id, rows in every.items()}
    carded = queries.cards_from(ids, before=first)
    promises = meetings.promises(ids, before=begins, user=user)
    all_cases = queries.negotiations_with(ids, user=user, guests=guests)
    cases = all_cases if wish.confidential else {}
    lost = queries.lost_with(ids, user=user, guests=guests) if wish.confidential else {}
    routes = queries.routes_of(ids, on=facts.activity.start_on)
    roles = queries.roles_of(ids, on=facts.activity.start_on)
    hosts = {v.organisation.id: v.organisation.place_id for v in facts.visits if v.organisation is not None}
    links = counterparts.of_hosts(hosts, user=user, language=wish.language)
    ours = _whence(facts)
    sheets = []
    for number, visit in enumerate(facts.visits, 1):
        if wish.visits and visit.entry.item.id not in wish.visits:
            continue
        id = visit.organisation.id if visit.organisation is not None else 0
        sheets.append(
            VisitSheet(
                number=number,
                fact=visit,
                organisation=visit.organisation,
                roles=roles.get(id, []),
                routes=routes.get(id, []),
                links=[line for line in links.get(id, []) if line.joins(*ours)],
                past=past.get(id, []),
                held=len(held.get(id, [])),
                came=[each for each in came.get(id, []) if each.start_on <= today],
                coming=[each for each in came.get(id, []) if each.start_on > today],
                received=_untold(received.get(id, []), held.get(id, [])),
                signed=[each for each in signed.get(id, []) if wish.confidential or _is_framework(each)],
                in_force=[each for each in signed.get(id, []) if wish.confidential and _binds(each, today)],
                apart=[
                    each
                    for each in every.get(id, [])
                    if wish.confidential and each not in signed[id] and _binds(each, today)
                ],
                known=id in carded or id in all_cases or id in promises or bool(signed.get(id)),
                promises=promises.get(id, []),
                negotiations=cases.get(id, []),
                lost=lost.get(id, []),
                products=missions.sheets_of(visit, carried),
            )
        )
    return sheets


def _untold(
    received: Sequence[tuple[ItineraryItem, Activity]], held: Sequence[Row[Any]]
) -> list[tuple[ItineraryItem, Activity]]:
    """Of what took place with a host the latest few beside its talks, which the sheet tells or counts by themselves."""
    told = {(meeting.activity_id, meeting.held_on) for meeting in held}
    items = {meeting.itinerary_item_id for meeting in held}
    left = (row for row in received if row[0].id not in items and (row[1].id, row[0].day) not in told)
    return list(left)[: queries.RECALLED]


def _with_these(agreement: Agreement, guests: Collection[int]) -> bool:
    """Whether an agreement of a host concerns who visits it: of guests only what they are a party to does."""
    return not guests or any(party.organisation_id in guests for party in agreement.parties)


def _binds(agreement: Agreement, today: date) -> bool:
    ended = agreement_rules.has_ended(agreement.expires_on, agreement.auto_renewal, today)
    return agreement.status in agreement_rules.BINDING and not ended


def _is_framework(agreement: Agreement) -> bool:
    return agreement.agreement_class == agreement_rules.FRAMEWORK
