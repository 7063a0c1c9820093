"""Whom the mission met: the list of names and cards (名刺一覧) of a report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT
from crm.agreements.models import Agreement, AgreementParty, Signatory
from crm.cards.models import CardExchange
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.contacts.queries.display import title_of
from crm.contacts.rules import BY_TITLE, rank_of, titled
from crm.leads.models import Lead
from crm.meetings import rules as meeting_rules
from crm.meetings.models import Meeting
from crm.missions.queries import Facts
from crm.places import queries as places


@dataclass
class Met:
    """One of their people, where and what they were when we met them first."""

    person: Person
    organisation: Organisation | None
    title: str
    titles: Mapping[str, str]  #: {language: title} in further languages
    cards: list[date] = field(default_factory=list)  #: the days on which cards were exchanged, the first first
    by_card: bool = False  #: nothing but a card tells of them: no talk, no visit that took place, no signature

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`."""
        return titled(self.title, self.titles, language, self.person.primary_language)


def met(
    facts: Facts, held: Sequence[Meeting], exchanges: Sequence[CardExchange], agreements: Sequence[Agreement]
) -> list[Met]:
    """Who sat at our talks, who signed on its days, and with whom cards were exchanged (`by_card` where that is all);
    once each, by organisation.

    Who sat in the talk of a visit is known once it is logged: a host is planned, and nobody says that they were there.
    A title is that of the day, as the minutes keep it.
    """
    absent = {part.person_id for part in facts.activity.participants if part.status == ABSENT}
    found: dict[int, Met] = {}
    for meeting in held:
        for seat in meeting.attendees:
            if seat.side == meeting_rules.THEIRS and seat.person_id not in absent:
                body = seat.organisation or meeting.organisation
                at_table = Met(seat.person, body, seat.title_snapshot, seat.titles_snapshot)
                found.setdefault(seat.person_id, at_table)
    for party, signer in _signed(facts, held, agreements):
        if signer.person_id not in absent:
            post = Met(signer.person, party.organisation, signer.title_snapshot, signer.titles)
            found.setdefault(signer.person_id, post)
    for exchange in exchanges:
        known = found.setdefault(exchange.person_id, _by_card(exchange))
        known.cards.append(exchange.exchanged_on)
    return _by_organisation(list(found.values()))


def seated(activity: Activity, held: Sequence[Meeting], people: Sequence[Met]) -> list[Met]:
    """Those of the people who sat with us at a talk of the days of an activity, in one room."""
    there = (row for row in held if row.mode != "online" and activity.lasts_on(row.held_on))
    ids = {seat.person_id for row in there for seat in row.attendees if seat.side == meeting_rules.THEIRS}
    return [each for each in people if each.person.id in ids]


def our_side(activity: Activity, held: Sequence[Meeting]) -> list[Met]:
    """Our own people who sat in the talks of its days, in one room, once each and in order of time."""
    absent = {part.person_id for part in activity.participants if part.status == ABSENT}
    there = (row for row in held if row.mode != "online" and activity.lasts_on(row.held_on))
    found: dict[int, Met] = {}
    for row in there:
        for seat in row.attendees:
            if seat.side != meeting_rules.THEIRS and seat.person_id not in absent:
                body = seat.organisation or row.our_organisation
                found.setdefault(seat.person_id, Met(seat.person, body, seat.title_snapshot, seat.titles_snapshot))
    return list(found.values())


def parties_of(lead: Lead, delegation: Sequence[Participant]) -> tuple[Organisation | None, Person | None]:
    """(firm, person) of a lead: as it was matched, else those of the guest who is called so. A name that two of them
    bear says whose it is only beside the firm.
    """
    name, firm = _bare(lead.raw_name), _bare(lead.raw_organisation)
    of_firm = [part for part in delegation if firm and firm in _names_of(part.organisation)]
    called = [part for part in delegation if name and name in {_bare(form.full) for form in part.person.names}]
    if lead.person is not None:
        called = [part for part in delegation if part.person_id == lead.person.id]
    elif firm:
        called = [part for part in called if part in of_firm or part.organisation is None]
    guest = called[0] if len(called) == 1 else None
    known = guest or next(iter(of_firm), None)
    body = lead.organisation or (known.organisation if known is not None else None)
    return body, lead.person or (guest.person if guest is not None else None)


def _names_of(organisation: Organisation | None) -> set[str]:
    return {_bare(name.text) for name in organisation.names} if organisation is not None else set()


def _bare(name: str) -> str:
    return "".join(name.split())


def _signed(
    facts: Facts, held: Sequence[Meeting], agreements: Sequence[Agreement]
) -> Iterator[tuple[AgreementParty, Signatory]]:
    """Who signed for the other side while the mission was there. With whom one talked is theirs; else whoever is at
    home in another country than our office.
    """
    with_us = {row.our_organisation_id for row in held}
    theirs, home = {row.organisation_id for row in held} - with_us, places.office_country()
    for agreement in agreements:
        if agreement.signed_on is None or not facts.activity.lasts_on(agreement.signed_on):
            continue
        for party in agreement.parties:
            body = party.organisation
            if body.id in theirs or (body.id not in with_us and body.country != home):
                yield from ((party, signer) for signer in party.signatories)


def _by_card(exchange: CardExchange) -> Met:
    post = contacts.current_affiliation(exchange.person, exchange.exchanged_on)
    if post is None:
        return Met(exchange.person, None, "", {}, by_card=True)
    return Met(exchange.person, post.organisation, title_of(post), post.titles, by_card=True)


def _by_organisation(people: Sequence[Met]) -> list[Met]:
    """Colleagues beside each other by rank of title, the organisation met first first; those without one last."""
    order = list(dict.fromkeys(each.organisation.id for each in people if each.organisation))
    places = {id: place for place, id in enumerate(order)}

    def standing(each: Met) -> tuple[int, int]:
        at = places[each.organisation.id] if each.organisation else len(order)
        return at, rank_of(BY_TITLE, each.title)

    return sorted(people, key=standing)
