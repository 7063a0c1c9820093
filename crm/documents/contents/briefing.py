"""The briefing pack (しおり): the mission's facts and, for every visit, what is known about the host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.queries import Budget
from crm.agreements import rules as agreement_rules
from crm.agreements.models import Agreement
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.scripts import is_unreadable
from crm.core.texts import Text
from crm.counterparts import queries as counterparts
from crm.documents import queries
from crm.documents.rules import Wish, customs, goods, spoken_in
from crm.matching import queries as matching
from crm.matching.queries import Board
from crm.meetings import queries as meetings
from crm.meetings.models import Meeting
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Entry, Facts, VisitFact
from crm.negotiations.models import Negotiation
from crm.partners.models import SalesRoute
from crm.places import queries as places
from crm.places.models import Holiday, Place
from crm.places.queries import Rate
from crm.products import queries as products
from crm.products.models import Product
from crm.rivals import queries as rivals
from crm.rivals.models import DemandSignal
from crm.rivals.queries import Competition, Rival
from crm.rivals.rules import window_start
from crm.tasks.models import Task
from crm.travel import queries as travel
from crm.travel.queries import Room, Sheet
from crm.wordings.queries import Wordings

#: In what one pays there.
CURRENCY_OF: Final = {"CN": "CNY", "KR": "KRW", "RU": "RUB"}
#: How far around the mission holidays are told.
AROUND: Final = timedelta(days=7)
#: How many signs of demand a fact sheet has room for.
MOST_SIGNALS: Final = 10


@dataclass(frozen=True)
class VisitSheet:
    """One visit with its host's past. `negotiations` is empty in packs for other readers than the leader."""

    number: int  #: from 1
    fact: VisitFact
    organisation: Organisation | None
    roles: Sequence[str]  #: codes of contacts.rules.ORGANISATION_ROLES
    routes: Sequence[SalesRoute]
    links: Sequence[counterparts.Line]  #: sister cities and agreements of the host, its city and the place above
    past: Sequence[Meeting]  #: latest first
    came: Sequence[Activity]  #: those begun by the print in whose delegation somebody of the host was, the latest first
    coming: Sequence[Activity]  #: those before this one in whose delegation somebody of the host will be
    received: Sequence[tuple[ItineraryItem, Activity]]  #: what took place with the host and is no talk, latest first
    signed: Sequence[Agreement]  #: latest first; in packs for other readers than the leader framework agreements alone
    known: bool  #: whether anything else tells that somebody of the host was met: this is no first meeting
    promises: Sequence[Task]
    negotiations: Sequence[Negotiation]
    products: Sequence[Product]  #: whose sheets go with it

    @property
    def is_blank(self) -> bool:
        """Whether nothing but time and place is known of it: those stand in the list of visits."""
        host, fact = self.organisation, self.fact
        profile = host is not None and (host.profile or host.founded_year or host.employees)
        told = (fact.hosts, fact.purpose, fact.agenda, fact.questions, fact.gifts, fact.presenter)
        known = (
            profile,
            self.roles,
            self.routes,
            self.links,
            self.past,
            self.came,
            self.coming,
            self.received,
            self.signed,
            self.promises,
            self.negotiations,
            self.products,
        )
        return not any((*known, *told))


@dataclass(frozen=True)
class City:
    """The main place: names and tier of the day of departure, and the places above it.

    The rest is empty in packs for others than our own people.
    """

    place: Place
    tier: str | None
    above: Sequence[Place]
    competition: Competition | None  #: on the day of the print, at most of departure
    rivals: Sequence[Rival]  #: of the 24 months before it, the newest first
    demand: Sequence[DemandSignal]  #: the latest first


@dataclass(frozen=True)
class Spot:
    """A place of the programme, and the days on which we are there."""

    place: Place
    days: Sequence[date]


@dataclass(frozen=True)
class Briefing:
    """A whole pack. Nothing in it asks the database again."""

    wish: Wish
    facts: Facts
    sheets: Sequence[VisitSheet]
    city: City
    languages: Sequence[str]  #: for which phrases are printed
    customs: Sequence[str]
    goods: Sequence[str]
    holidays: Sequence[Holiday]  #: of both countries and of all guests', from a week before to a week after
    rate: Rate | None  #: of our currency for one unit of `currency` when we leave
    currency: str  #: of the country we go to; "" at home
    before: Mapping[str, str] | None  #: {page key: digest} of the edition to compare with
    past_is_whole: bool  #: whether whoever prints sees every meeting; else more may have been held
    products: Sequence[Product]  #: that the mission carries, in their order
    boards: Sequence[Board]  #: the matching tables, the first made first
    budget: Budget | None  #: in the leader's edition
    telephones: Mapping[int, str]  #: {organisation: number} of the sending body and the local partner, where known
    travellers: Sequence[Sheet]  #: in the leader's edition, for whoever may see travel details
    rooms: Sequence[Room]

    @property
    def met_before(self) -> bool:
        """Whether an earlier talk with a host, or a visit of theirs, is on record."""
        return any(sheet.past or sheet.came or sheet.received for sheet in self.sheets)

    @property
    def visited(self) -> int:
        """How many hosts the visits lead to, as the results count them; one that nobody named counts by itself."""
        return len({sheet.organisation.id if sheet.organisation else -sheet.number for sheet in self.sheets})

    @property
    def travel_words(self) -> Wordings:
        """What the typed travel details say in the language of the pack; no other text may be told from these."""
        return travel.words_of((sheet.details for sheet in self.travellers), self.wish.language)

    @property
    def head_phone(self) -> str:
        """The number of the head of the delegation; "" when none is known."""
        return missions.phone_of(self.facts.head) if self.facts.head is not None else ""

    @property
    def callers(self) -> list[tuple[Participant, str]]:
        """Those of the delegation whom the others call, each with a number; "" when none is known."""
        wanted = ("head", "secretary_general", "coordinator", "interpreter")
        return [(part, missions.phone_of(part)) for part in self.facts.delegation if part.role in wanted]

    @property
    def hotels(self) -> list[ItineraryItem]:
        """Where we stay, each once."""
        stays = (e.item for e in self.facts.entries if e.item.kind == "hotel" and e.item.status != "cancelled")
        return list({item.venue: item for item in stays if item.venue}.values())

    @property
    def moves(self) -> list[Entry]:
        """Flights, trains and buses, in order of time."""
        return [entry for entry in self.facts.entries if entry.item.kind in ("flight", "transfer")]

    @property
    def route(self) -> list[Spot]:
        """The places of the programme whose coordinates are known, each once, in order of time, with their days.

        A flight to where no place of ours is leads to none of them.
        """
        days: dict[int, list[date]] = {}
        known: dict[int, Place] = {}
        for entry in self.facts.entries:
            if entry.item.kind == "flight" and entry.item.destination and entry.item.place is None:
                continue
            place = entry.item.place if entry.item.place is not None else self.facts.activity.place
            if entry.item.status != "cancelled" and place.lat is not None and place.lon is not None:
                known.setdefault(place.id, place)
                days.setdefault(place.id, []).extend(_days_there(entry, place))
        return [Spot(place, sorted(set(days[id]))) for id, place in known.items()]

    @property
    def told_sheets(self) -> list[VisitSheet]:
        """The sheets in which something stands; one that is printed alone is asked for."""
        return [sheet for sheet in self.sheets if self.wish.visits or not sheet.is_blank]

    @property
    def stops(self) -> list[Entry]:
        """Where a driver has to find us to: each address once, in order of time."""
        seen: dict[str, Entry] = {}
        for entry in self.facts.entries:
            if entry.address and entry.item.status != "cancelled":
                seen.setdefault(entry.address, entry)
        return list(seen.values())

    @property
    def names_are_read(self) -> bool:
        """Whether each name of host or delegate that readers of the pack cannot read has its reading."""
        people = [host.person for host in self.facts.hosts] + [part.person for part in self.facts.delegation]
        forms = [contacts.written(person, self.wish.language) for person in people]
        return all(form.reading or not is_unreadable(form.name.text, self.wish.language) for form in forms)

    def prints(self, part: str) -> bool:
        """Whether a part that was ticked has anything to stand in it: an empty chapter is left out."""
        facts, budget = self.facts, self.budget
        optional: dict[str, object] = {
            "objectives": facts.objectives or facts.key_messages, "delegation": facts.delegation,
            "flights": self.moves, "itinerary": facts.days,
            "rooming": any(room.kind or room.smoking for room in self.rooms), "visit_list": self.sheets,
            "names": facts.hosts, "visits": self.told_sheets, "money": self.rate,
            "products": self.products, "matching": self.boards,
            "cases": self.cases, "addresses": self.stops, "phrases": self.phrase_languages, "holidays": self.holidays,
            "entry": facts.borders, "budget": budget and (budget.lines or budget.costs),
            "travel": any(sheet.details for sheet in self.travellers),
        }  # fmt: skip
        return len(self.route) > 1 if part == "map" else bool(optional.get(part, True))

    @property
    def phrase_languages(self) -> list[str]:
        """In which of the languages phrases are printed: nobody needs the sound of English beside it."""
        return [language for language in self.languages if language != Language.EN]

    @property
    def is_empty(self) -> bool:
        """Whether nothing that was ticked has anything to stand in it."""
        return not any(self.prints(part) for part in self.wish.parts)

    def sheet_number(self, product: Product) -> int:
        """Under which number the sheet of a product stands in this pack; 0 where it does not."""
        ids = [each.id for each in self.products]
        return ids.index(product.id) + 1 if product.id in ids else 0

    @property
    def cases(self) -> list[Negotiation]:
        """The open negotiations with the hosts, each once."""
        return list({case.id: case for sheet in self.sheets for case in sheet.negotiations}.values())


def briefing(wish: Wish, *, user: Actor, facts: Facts | None = None) -> Briefing:
    """The contents of the pack for what `user` sees; NotVisible when they do not see the activity.

    `facts` are those of the mission where the caller has them already. The number of queries does not depend on the
    number of visits, hosts or delegates.
    """
    facts = missions.on_paper(facts or missions.fact(activities.one(wish.activity_id, user=user)))
    facts = matching.in_programme(facts, user=user)
    activity = facts.activity
    wish = wish if travel.may_see(activity, user) else wish.unrestricted()
    travellers = travel.sheets(activity) if wish.restricted else []
    place = places.one(activity.place_id, user=user)
    currency = CURRENCY_OF.get(place.country, "")
    carried = products.carried(activity.id, user=user) if wish.has("products") or wish.has("visits") else []
    around = (activity.start_on - AROUND, activity.end_on + AROUND)
    return Briefing(
        wish=wish,
        facts=facts,
        sheets=_sheets(facts, wish, user, carried),
        city=_city(place, activity.start_on, wish, user),
        languages=_tongues(facts, place, wish.language),
        customs=customs(place.country),
        goods=goods(place.country),
        holidays=places.holidays({place.country, places.office_country(), *_homes(facts)}, *around),
        rate=places.rate(currency, here.currency(), activity.start_on) if currency else None,
        currency=currency,
        before=_before(wish),
        past_is_whole=meetings.sees_all(user),
        products=carried if wish.has("products") else [],
        boards=_boards(wish, user) if wish.has("matching") else [],
        budget=activities.budget(activity.id) if wish.confidential and wish.has("budget") else None,
        telephones=queries.telephones({activity.sender_organisation_id, activity.host_organisation_id} - {None}),
        travellers=travellers,
        rooms=travel.rooms(travellers),
    )


def _homes(facts: Facts) -> set[str]:
    """The countries of the guests whom we receive; none on the way out, when our own and the hosts' are told."""
    inbound = facts.activity.direction == "inbound"
    return {body.country for body in guest_bodies(facts)} if inbound else set()


def guest_bodies(facts: Facts) -> list[Organisation]:
    """The bodies whose people come to us, each once, whoever sends them first; who joins them at home is no guest."""
    sender, home = facts.activity.sender_organisation, {facts.activity.place.country, places.office_country()}
    joined = [part.organisation for part in facts.delegation]
    bodies = [sender, *(body for body in joined if body is not None and body.country not in home)]
    return list({body.id: body for body in bodies if body is not None}.values())


def _tongues(facts: Facts, place: Place, reader: str) -> list[str]:
    """What the other side speaks: the hosts, or all guests whom we receive, and to these our own."""
    there, sender = spoken_in(place.country, place.code, reader), facts.activity.sender_organisation
    if facts.activity.direction != "inbound" or sender is None:
        return there
    bodies = guest_bodies(facts)
    homes = places.by_ids({body.place_id for body in bodies if body.place_id is not None})
    codes = {id: home.code for id, home in homes.items()}
    spoken = [spoken_in(body.country, codes.get(body.place_id or 0), "") or ["en"] for body in bodies]
    if reader in spoken[0]:
        return there
    return list(dict.fromkeys(tongue for each in spoken for tongue in each if tongue != reader))


def _city(place: Place, on: date, wish: Wish, user: Actor) -> City:
    tier, above = places.tier_on(place.id, on), places.ancestors(place)
    if not wish.tells_rivals:
        return City(place, tier, above, None, (), ())
    # Whoever comes after the day of the print was not active yet.
    counted = min(on, here.today())
    return City(
        place, tier, above,
        rivals.competition(place.id, counted, user=user),
        rivals.rivals_at(place.id, user=user, language=wish.language, after=window_start(counted), until=on),
        rivals.signals_at(place.id, user=user, until=counted, limit=MOST_SIGNALS),
    )  # fmt: skip


def _boards(wish: Wish, user: Actor) -> list[Board]:
    return [matching.board(line.session.id, user=user) for line in matching.of_activity(wish.activity_id, user=user)]


def _before(wish: Wish) -> Mapping[str, str] | None:
    """What the edition looked like that only changes are wanted from. Refused when its pages are not known."""
    if wish.since is None:
        return None
    found = queries.digests_of(wish.activity_id, wish.kind, wish.language, wish.audience, wish.since)
    if found is None:
        raise Refused(
            Text("Edition %(number)s is not known in this language, or it was printed long ago.", number=wish.since),
            "since",
        )
    return found


def _whence(facts: Facts) -> tuple[frozenset[int], frozenset[int]]:
    """The bodies that the delegation comes from, and their places with those above: (ids of bodies, of places)."""
    bodies = [facts.activity.sender_organisation, *(part.organisation for part in facts.delegation)]
    known = {body.id: body.place_id for body in bodies if body is not None}
    lines = places.lineages(id for id in known.values() if id is not None)
    return frozenset(known), frozenset(id for line in lines.values() for id in line)


def _sheets(facts: Facts, wish: Wish, user: Actor, carried: Sequence[Product]) -> list[VisitSheet]:
    ids = {visit.organisation.id for visit in facts.visits if visit.organisation is not None}
    begins = datetime.combine(facts.activity.start_on, time(), UTC)
    past = queries.past_meetings(ids, before=begins, user=user)
    first, today = facts.activity.start_on, here.today()
    came = queries.came_before(ids, before=first, user=user)
    received = queries.received_before(ids, before=first, user=user)
    signed = queries.signed_before(ids, before=first, user=user)
    carded = queries.cards_from(ids, before=first)
    promises = meetings.promises(ids, before=begins, user=user)
    open_cases = queries.negotiations_with(ids, user=user)
    cases = open_cases if wish.confidential else {}
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
                came=[each for each in came.get(id, []) if each.start_on <= today],
                coming=[each for each in came.get(id, []) if each.start_on > today],
                received=_untold(received.get(id, []), past.get(id, [])),
                signed=[each for each in signed.get(id, []) if wish.confidential or _is_framework(each)],
                known=id in carded or id in open_cases or id in promises or id in signed,
                promises=promises.get(id, []),
                negotiations=cases.get(id, []),
                products=missions.sheets_of(visit, carried),
            )
        )
    return sheets


def _untold(
    received: Sequence[tuple[ItineraryItem, Activity]], past: Sequence[Meeting]
) -> list[tuple[ItineraryItem, Activity]]:
    """Of what took place with a host the latest few beside its talks, which the sheet tells by themselves."""
    told = {(meeting.activity_id, meeting.held_on) for meeting in past}
    items = {meeting.itinerary_item_id for meeting in past}
    left = (row for row in received if row[0].id not in items and (row[1].id, row[0].day) not in told)
    return list(left)[: queries.RECALLED]


def _days_there(entry: Entry, place: Place) -> list[date]:
    """The days on which an item has somebody at its place: each of a stay; of a flight into its zone when it lands."""
    first, last = entry.start.date(), entry.end.date()
    if entry.item.kind == "flight":
        lands = entry.item.end_zone == place.timezone != entry.item.timezone
        return [last if lands else first]
    if entry.item.kind != "hotel":
        return [first]
    return [first + timedelta(number) for number in range((last - first).days + 1)]


def _is_framework(agreement: Agreement) -> bool:
    return agreement.agreement_class == agreement_rules.FRAMEWORK
