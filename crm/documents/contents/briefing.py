"""The briefing pack (しおり): the mission's facts and, for every visit, what is known about the host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from crm.activities import queries as activities
from crm.activities.models import Participant
from crm.activities.queries import Budget
from crm.agreements.models import Agreement
from crm.contacts import queries as contacts
from crm.contacts.models import ContactPoint, Organisation, Person
from crm.contacts.queries.written import WrittenName
from crm.core import here, reading
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.money import SMALL, Money, currency_of
from crm.core.permissions import Actor
from crm.core.scripts import is_unreadable
from crm.core.sight import sees_all
from crm.core.texts import Text
from crm.documents import queries
from crm.documents.contents.cities import City, city_of, towns
from crm.documents.contents.driving import DriverStop, stops
from crm.documents.contents.reception import Reception, reception
from crm.documents.contents.visits import VisitSheet, guest_bodies, sheets_of
from crm.documents.contents.ways import Way, way
from crm.documents.rules import HOSTS, POCKET, PrintWish, customs, goods, receiving, spoken_in
from crm.matching import queries as matching
from crm.matching.queries import MatchingBoard
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Border, Facts, Population, ProgrammeEntry
from crm.negotiations.models import Negotiation
from crm.office.rules import Office
from crm.places import queries as places
from crm.places.models import Holiday, Place
from crm.places.queries import CallNumber, Rate
from crm.products import queries as products
from crm.products.models import CarriedProduct, Product
from crm.products.queries import Sample
from crm.travel import queries as travel
from crm.travel.queries import SharedRoom, TravelSheet
from crm.wordings.queries import Wordings

#: Rows of the table of rates, two amounts in each, in steps of `SMALL`.
_AMOUNTS: Final = ((1, 100), (5, 200), (10, 500), (20, 1000), (50, 5000))
#: How far around the mission holidays are told.
AROUND: Final = timedelta(days=7)


@dataclass(frozen=True)
class Briefing:
    """A whole pack. Nothing in it asks the database again."""

    wish: PrintWish
    facts: Facts
    sheets: Sequence[VisitSheet]
    city: City  #: the main place
    towns: Sequence[City]  #: those that have a sheet
    languages: Sequence[str]  #: for which phrases are printed
    customs: Sequence[str]
    goods: Sequence[str]
    holidays: Sequence[Holiday]  #: of both countries and of all guests', from a week before to a week after
    rate: Rate | None  #: of our currency for one unit of `currency` when we leave
    currency: str  #: of the country we go to; "" at home
    before: Mapping[str, str] | None  #: {page key: digest} of the edition to compare with
    past_is_whole: bool  #: whether whoever prints sees every meeting; else more may have been held
    products: Sequence[Product]  #: that the mission carries, in their order
    samples: Sequence[Sample]  #: those of which pieces go along, in the same order
    boards: Sequence[MatchingBoard]  #: the matching tables, the first made first
    budget: Budget | None  #: in the leader's edition
    to_sign: Sequence[Agreement]  #: likewise: what the mission is to sign
    telephones: Mapping[int, str]  #: {organisation: number} of the sending body and the local partner, where known
    travellers: Sequence[TravelSheet]  #: in the leader's edition, for whoever may see travel details
    rooms: Sequence[SharedRoom]
    interpreters: Sequence[tuple[Person, ContactPoint | None]]  #: who come along for an item or for talks, and a number
    reception: Reception | None  #: who receives guests
    drivers: Sequence[tuple[Person, ContactPoint | None]]  #: who is called about a transfer, likewise
    trades: Sequence[str]  #: categories of the goods that the mission carries: PRODUCT_CATEGORIES
    unsized: Sequence[Sample]  #: what goes along without anybody having told how many pieces
    borders: Sequence[Border]  #: by the passports that the delegation told
    on_the_way: Sequence[tuple[Text, Sequence[CallNumber]]]  #: where one changes planes, and whom to call there
    no_passport: Sequence[Participant]  #: who told none, or not to whoever prints
    #: Whether a negotiation there failed since food may not be imported: then nobody reads that it may be barred.
    food_was_refused: bool

    def absent(self, agreement: Agreement) -> list[Organisation]:
        """Of who is to sign, those that neither come along nor stand in the programme: nothing tells of a signing."""
        activity, facts = self.facts.activity, self.facts
        met = {activity.sender_organisation_id, activity.host_organisation_id}
        met |= {part.organisation_id for part in facts.delegation} | {e.item.organisation_id for e in facts.standing}
        return [party.organisation for party in agreement.parties if party.organisation_id not in met]

    @property
    def met_before(self) -> bool:
        """Whether an earlier talk with a host, or a visit of theirs, is on record."""
        return any(sheet.past or sheet.came or sheet.received for sheet in self.sheets)

    @property
    def has_begun(self) -> bool:
        """Whether what the records say today may be another thing than what they said when we left."""
        return self.facts.activity.start_on <= here.today()

    @property
    def counted(self) -> Population:
        """What the cover counts; of a print for one host its visits alone."""
        return missions.population(self.facts, [sheet.fact for sheet in self.sheets] if self.wish.visits else None)

    @property
    def travel_words(self) -> Wordings:
        """What the typed travel details say in the language of the pack; no other text may be told from these."""
        return travel.words_of((sheet.details for sheet in self.travellers), self.wish.language)

    @property
    def head_reached_on(self) -> ContactPoint | None:
        """By what the head of the delegation is reached on the way."""
        return missions.reached_on(self.facts.head) if self.facts.head is not None else None

    @property
    def callers(self) -> list[tuple[Participant, ContactPoint | None]]:
        """Those of the delegation whom the others call, and by what each is reached on the way."""
        wanted = ("head", "secretary_general", "coordinator", "interpreter")
        return [(part, missions.reached_on(part)) for part in self.facts.delegation if part.role in wanted]

    @property
    def hotels(self) -> list[ItineraryItem]:
        """Where we stay, each once."""
        stays = (entry.item for entry in self.facts.standing if entry.item.kind == "hotel")
        return list({item.venue: item for item in stays if item.venue}.values())

    @property
    def moves(self) -> list[ProgrammeEntry]:
        """Flights, trains and buses, in order of time."""
        return [entry for entry in self.facts.entries if entry.item.kind in ("flight", "transfer")]

    @property
    def way(self) -> Way:
        """Where the programme leads, and back."""
        return way(self.facts)

    @property
    def exchanged(self) -> list[list[tuple[int, Money]]]:
        """Rows of the table of rates: an amount there, and what it is in our currency; none without a rate."""
        if self.rate is None:
            return []
        rate, step, ours = self.rate.rate, SMALL[self.currency], here.currency()
        return [[(size * step, Money(size * step * rate, ours)) for size in row] for row in _AMOUNTS]

    @property
    def stops(self) -> list[DriverStop]:
        """Where a driver has to find us to, in order of time."""
        return stops(self.facts)

    @property
    def names_are_read(self) -> bool:
        """Whether each name of host or delegate that readers of the pack cannot read has its reading."""
        people = [host.person for host in self.facts.hosts] + [part.person for part in self.facts.delegation]
        forms = [contacts.written(person, self.wish.language) for person in people]
        return all(form.reading or not is_unreadable(form.name.text, self.wish.language) for form in forms)

    def written(self, record: Organisation | Person | Place | Office) -> WrittenName:
        """A name as the pack writes it: in that of a reception what guests call our hosts stands first beside it."""
        reader, inbound = self.wish.language, self.facts.activity.direction == "inbound"
        guests = self.languages[0] if inbound and self.languages else reader
        return contacts.called_by(record, reader, guests)

    def first_of(self, sheet: VisitSheet) -> VisitSheet | None:
        """The sheet before this one that tells of the same host, in a pack that holds both."""
        if self.wish.visits or sheet.organisation is None:
            return None
        body = sheet.organisation
        return next((each for each in self.sheets[: sheet.number - 1] if each.organisation is body), None)

    def prints(self, part: str) -> bool:
        """Whether a part that was ticked has anything to stand in it that no other one tells: else it is left out.

        The sheets of the visits hold the negotiations with their hosts.
        """
        facts, budget = self.facts, self.budget
        optional: dict[str, object] = {
            "objectives": facts.objectives or facts.key_messages or self.to_sign, "delegation": facts.delegation,
            "flights": self.moves, "itinerary": facts.days,
            "rooming": any(room.kind or room.smoking for room in self.rooms), "visit_list": self.sheets,
            "names": facts.hosts, "visits": self.sheets, "money": self.rate,
            "products": self.products, "matching": self.boards,
            "cases": self.cases and not self.wish.has("visits"),
            "city": self.towns, "addresses": self.stops, "phrases": self.phrase_languages, "holidays": self.holidays,
            "entry": facts.borders or self.borders, "budget": budget and (budget.lines or budget.costs),
            "etiquette": self.customs,
            "customs": self.goods or (self.wish.confidential and (self.samples or self.unsized)),
            "travel": any(sheet.details for sheet in self.travellers),
        }  # fmt: skip
        return len(self.way.spots) > 1 if part == "map" else bool(optional.get(part, True))

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

    @cached_property
    def barred(self) -> set[int]:
        """The products of its sheets that the country we go to does not let in (INV-M1)."""
        shown = {product.id for each in (self.products, *(sheet.products for sheet in self.sheets)) for product in each}
        found = products.access_by_id(shown, self.city.place.country)
        return {id for id, verdict in found.items() if verdict.is_barred}

    def pieces_of(self, product: Product) -> CarriedProduct | None:
        """The samples of a product that go along; None where its sheet alone does."""
        return next((sample.row for sample in self.samples if sample.row.product_id == product.id), None)

    @property
    def sample_values(self) -> Mapping[tuple[str, str], Decimal]:
        """{(way through customs, currency): value of all samples that go along}."""
        return products.sample_values(self.samples)

    @property
    def cases(self) -> list[Negotiation]:
        """The negotiations with the hosts, each once."""
        return list({case.id: case for sheet in self.sheets for case in sheet.negotiations}.values())


def briefing(wish: PrintWish, *, user: Actor, facts: Facts | None = None) -> Briefing:
    """The contents of the pack for what `user` sees; NotVisible when they do not see the activity.

    `facts` are those of the mission where the caller has them already. The number of queries does not depend on the
    number of visits, hosts or delegates.
    """
    facts = missions.on_paper(facts or missions.fact(activities.one(wish.activity_id, user=user)))
    facts = matching.in_programme(facts, user=user)
    activity = facts.activity
    inbound = activity.direction == "inbound"
    if wish.audience == HOSTS and activity.direction == "outbound":
        facts = replace(facts, other_zone="")  # our clock at home is nothing for hosts
    if (sharing := queries.sharing(wish, activity)) is not None:
        facts = replace(facts, faceless=frozenset(each.person.id for each in sharing.faceless))
    wish = wish if travel.may_see(activity, user) else wish.unrestricted()
    wish = wish if activities.sees_budgets(user) else wish.unbudgeted()
    travellers = travel.going(travel.sheets(activity)) if wish.restricted else []
    passports = travel.passports(activity) if wish.has("entry") and travel.may_see(activity, user) else {}
    place = places.one(activity.place_id, user=user)
    city = city_of(place, facts, wish, user)
    boards = _boards(wish, user)
    currency = currency_of(place.country)
    currency = "" if currency == here.currency() else currency
    samples = _samples(wish, user)
    carried = [sample.line.product for sample in samples]
    sheets = sheets_of(facts, wish, user, carried)
    if wish.for_one_host:
        carried = _of_one_host(sheets)
    around = (activity.start_on - AROUND, activity.end_on + AROUND)
    return Briefing(
        wish=wish,
        facts=facts,
        sheets=sheets,
        city=city,
        towns=towns(city, facts, wish, user),
        languages=_tongues(facts, place, wish.language),
        customs=receiving(sorted(_homes(facts))) if inbound else customs(place.country),
        goods=[] if inbound else goods(place.country),
        holidays=places.holidays({place.country, places.office_country(), *_homes(facts)}, *around),
        rate=places.rate(currency, here.currency(), activity.start_on) if currency else None,
        currency=currency,
        before=_before(wish),
        past_is_whole=sees_all(user),
        products=carried if wish.has("products") else [],
        samples=[sample for sample in samples if sample.row.quantity],
        unsized=[sample for sample in samples if sample.is_unsized],
        boards=boards if wish.has("matching") or wish.kind == POCKET else [],
        budget=activities.budget(activity.id) if wish.confidential and wish.has("budget") else None,
        to_sign=queries.to_sign(activity.id, user=user) if wish.confidential and wish.has("objectives") else [],
        telephones=queries.telephones(_called(facts) - {None}),
        travellers=travellers,
        rooms=travel.rooms(travellers),
        interpreters=_interpreters(facts, boards),
        reception=reception(activity),
        drivers=_drivers(facts),
        trades=list(dict.fromkeys(product.category for product in carried if product.category)),
        borders=_borders(facts, {passports[p.id] for p in facts.delegation if p.id in passports}),
        on_the_way=_on_the_way(facts, wish),
        no_passport=[part for part in facts.delegation if part.id not in passports],
        food_was_refused=queries.food_was_refused(place.country, user=user),
    )


def _called(facts: Facts) -> set[int | None]:
    """The organisations whose number stands in a pack: who sends, the local partner, hotels."""
    hotels = {entry.item.organisation_id for entry in facts.standing if entry.item.kind == "hotel"}
    return {facts.activity.sender_organisation_id, facts.activity.host_organisation_id, *hotels}


def _borders(facts: Facts, travelling: set[str]) -> list[Border]:
    """The borders that these passports are shown at. Where the rule is not known, what travellers told of it counts."""
    found = missions.crossed(facts.activity, facts.entries, travelling)
    told = travel.with_visa(facts.delegation) if travelling else set()
    needed, goal = [Text("Travellers with this passport need a visa.")], facts.activity.place.country
    known = [row.rule is None and row.country == goal and row.nationality in told for row in found]
    return [replace(row, doubts=needed) if sure else row for row, sure in zip(found, known, strict=True)]


def _on_the_way(facts: Facts, wish: PrintWish) -> list[tuple[Text, Sequence[CallNumber]]]:
    """Each country in which one only changes planes, and its numbers."""
    through = {row.country: row.named for row in facts.borders if row.transit} if wish.has("emergency") else {}
    return [
        (name, places.calls_in(country, guests=facts.activity.direction == "inbound"))
        for country, name in through.items()
    ]


def _interpreters(facts: Facts, boards: Sequence[MatchingBoard]) -> list[tuple[Person, ContactPoint | None]]:
    """Who interprets at an item, or at a talk of a table, and is none of the delegation, each once."""
    at_tables = (
        board.interpreters[talk.interpreter_id].person
        for board in boards
        for talk in board.meetings
        if talk.interpreter_id is not None
    )
    return _hired(facts, [*(entry.item.interpreter for entry in facts.standing), *at_tables])


def _drivers(facts: Facts) -> list[tuple[Person, ContactPoint | None]]:
    """Who is named for a transfer: the others call them to be fetched."""
    return _hired(facts, [entry.item.contact for entry in facts.standing if entry.item.kind == "transfer"])


def _hired(facts: Facts, found: Sequence[Person | None]) -> list[tuple[Person, ContactPoint | None]]:
    """Those who are none of the delegation, each once, and by what they are reached on the way."""
    along = {part.person_id for part in facts.delegation}
    people = list({person.id: person for person in found if person is not None and person.id not in along}.values())
    reading.fill(people, Person.contact_points)
    return [(person, missions.reached_by(person)) for person in people]


def _homes(facts: Facts) -> set[str]:
    """The countries of the guests whom we receive; none on the way out, when our own and the hosts' are told."""
    inbound = facts.activity.direction == "inbound"
    return {body.country for body in guest_bodies(facts)} if inbound else set()


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


def _of_one_host(sheets: Sequence[VisitSheet]) -> list[Product]:
    """What is shown at the visits to a host. Refused where they lead to several: none reads what another is told."""
    if len({sheet.organisation.id if sheet.organisation else -sheet.number for sheet in sheets}) > 1:
        raise Refused(Text("These visits are to several hosts. Print for one host at a time."), "visits")
    return list({product.id: product for sheet in sheets for product in sheet.products}.values())


def _samples(wish: PrintWish, user: Actor) -> Sequence[Sample]:
    """What the mission carries, where the pack tells of it."""
    if not any(wish.has(part) for part in ("products", "visits", "customs", "glossary")):
        return []
    return products.samples(wish.activity_id, user=user, language=wish.language)


def _boards(wish: PrintWish, user: Actor) -> list[MatchingBoard]:
    """The tables where a paper prints their talks, or whom to call: who interprets there is one of these."""
    if wish.kind != POCKET and not any(wish.has(part) for part in ("matching", "use", "emergency")):
        return []
    return [matching.board(line.session.id, user=user) for line in matching.of_activity(wish.activity_id, user=user)]


def _before(wish: PrintWish) -> Mapping[str, str] | None:
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
