"""Who applies for a visa to come to us, where they are day by day, and what the papers still lack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from sqlalchemy import select

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import GOING
from crm.contacts import queries as contacts
from crm.contacts.models import ContactPoint, Organisation
from crm.contacts.rules import as_given
from crm.core import here, intervals
from crm.core.database import db
from crm.core.days import ShortDays
from crm.core.errors import NotVisible
from crm.core.folding import short_form_in
from crm.core.permissions import Actor
from crm.core.texts import Listed, Text
from crm.missions import queries as missions
from crm.missions import rules as mission_rules
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, ProgrammeEntry
from crm.missions.rules.guesses import without_airport
from crm.office import queries as offices
from crm.office.rules import Office
from crm.places import queries as places
from crm.places.models import EntryRule
from crm.places.rules import COUNTRIES, entry_doubts
from crm.travel import queries as travel
from crm.travel.models import TravelDetail
from crm.travel.rules import Details
from crm.visas import rules
from crm.visas.models import VisaWords
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings


@dataclass(frozen=True)
class Applicant:
    """A guest as the papers tell of them; an empty text or None is missing."""

    part: Participant
    name: str  #: in their own script
    language: str  #: of the name
    latin: str  #: as in the passport
    nationality: str  #: ISO 3166-1 alpha-2; "" where it is to be written by hand
    sex: str  #: rules.SEXES
    born: date | None
    occupation: str
    history: bool = False  #: whether former visas are noted, for whoever writes how the invitation came about

    @property
    def missing(self) -> list[str]:
        """rules.NEEDED"""
        return [name for name in rules.NEEDED if not getattr(self, name)]


@dataclass(frozen=True)
class StayDay:
    """A day of the stay: what is done, whom to call, where the night is spent. The last day has no night."""

    day: date
    plans: Sequence[str]
    contact: str
    lodging: str
    lodging_at: str = ""  #: its address and telephone
    no_phone: bool = False  #: of the hotel
    ends_early: bool = False  #: whether nothing is planned after noon


@dataclass(frozen=True)
class Papers:
    """What the three papers are written from."""

    activity: Activity
    applicants: Sequence[Applicant]
    days: Sequence[StayDay]
    office: Office
    since: date  #: the arrival in the country
    details: Sequence[TravelDetail]  #: what of the sealed details is told in them
    entries: Sequence[ProgrammeEntry]  #: of the programme
    untranslated: Sequence[str]  #: texts of the programme and job titles that are not in Japanese
    nameless: Sequence[Organisation] = ()  #: whom they name, without a name in Japanese
    purposes: Sequence[str] = ()  #: of the visits, in our own words
    unnumbered: Sequence[date] = ()  #: days of flights without a number
    unsettled: Sequence[str] = ()  #: names of whom no entry rule says whether they need a visa: in no paper

    @property
    def lacking_office(self) -> list[str]:
        """rules.OF_OFFICE"""
        return [name for name, text in said(self.office).items() if not text]

    @property
    def untitled(self) -> bool:
        """Whether a job title of an applicant is among the texts that are not in Japanese."""
        return any(each.part.title_snapshot in self.untranslated for each in self.applicants)

    @property
    def gaps(self) -> list[Text]:
        """What is missing beside what applicants and the office have to tell."""
        found = []
        if not self.applicants:
            found.append(Text("Nobody in the delegation needs a visa."))
        if self.unsettled:
            found.append(
                Text(
                    "Whether they need a visa is not known, so they are not in the papers: %(names)s",
                    names=Listed(self.unsettled),
                )
            )
        if nights := [each.day for each in self.days[:-1] if not each.lodging]:
            found.append(Text("No hotel for the night of: %(days)s", days=ShortDays(nights)))
        if unknown := list(dict.fromkeys(each.lodging for each in self.days if each.lodging and not each.lodging_at)):
            found.append(Text("No address or telephone of the hotel: %(names)s", names="、".join(unknown)))
        if called := list(dict.fromkeys(bed.lodging for bed in self.days if bed.lodging and bed.no_phone)):
            found.append(Text("No telephone of the hotel: %(names)s", names="、".join(called)))
        if self.unnumbered:
            found.append(Text("No flight number on: %(days)s", days=ShortDays(self.unnumbered)))
        if empty := [each.day for each in self.days if not each.plans]:
            found.append(Text("Days without a plan: %(days)s", days=ShortDays(empty)))
        if half := [each.day for each in self.days[:-1] if each.plans and each.ends_early]:
            found.append(Text("Afternoons without a plan: %(days)s", days=ShortDays(half)))
        if not self.office.emergency_phone:
            found.append(Text("The office has no number at which it is reached at night."))
        if self.activity.start_on < here.today():
            found.append(Text("The stay has already begun: it is too late to apply for visas."))
        if self.untranslated:
            found.append(Text("Not in Japanese: %(texts)s", texts=" · ".join(self.untranslated)))
        return found


def papers(id: int, *, user: Actor) -> Papers:
    """The papers of a mission. NotVisible unless guests come to Japan in it; Forbidden as for travel details."""
    activity = travel.mission(id, user=user)
    if not has_papers(activity):
        raise NotVisible
    facts = missions.fact(activity)
    words = wordings.in_language(rules.LANGUAGE)
    known = places.entering([rules.COUNTRY], activity.start_on, activity.end_on)
    coming = travel.going(travel.sheets(activity))
    needs = [(sheet, _needs(sheet.participant, sheet.details, activity, known)) for sheet in coming]
    sheets = [sheet for sheet, needed in needs if needed]
    since = _arrival(facts)
    office = offices.current()
    named = [each.participant.organisation for each in sheets] + [each.item.organisation for each in facts.standing]
    return Papers(
        activity=activity,
        applicants=[_applicant(sheet.participant, sheet.details or Details(), words) for sheet in sheets],
        days=_days(facts, since, office, words),
        since=since,
        office=office,
        details=[sheet.detail for sheet in sheets if sheet.detail is not None],
        entries=facts.standing,
        purposes=_purposes(facts),
        untranslated=list(words.met),
        nameless=contacts.nameless([body for body in named if body is not None], rules.LANGUAGE),
        unnumbered=[
            each.item.day for each in facts.standing if each.item.kind == "flight" and not each.item.flight_number
        ],
        unsettled=[sheet.participant.name_snapshot for sheet, needed in needs if needed is None],
    )


def _purposes(facts: Facts) -> list[str]:
    """Of the visits, each once, for whoever writes why the guests come: no paper takes them as they are."""
    words = wordings.in_language(rules.LANGUAGE)
    told = (words.told(each.purpose, rules.LANGUAGE)[0] for each in facts.appointments if each.purpose)
    return list(dict.fromkeys(told))


def words(activity_id: int) -> VisaWords | None:
    """What was told for the papers of a mission, if anything was."""
    return db.session.scalars(select(VisaWords).where(VisaWords.activity_id == activity_id)).one_or_none()


def earlier_words(activity: Activity, *, user: Actor) -> VisaWords | None:
    """What the papers of the last visit from the same sender told, among those that a user sees."""
    if activity.sender_organisation_id is None:
        return None
    before = (
        select(VisaWords)
        .join(Activity, Activity.id == VisaWords.activity_id)
        .where(Activity.id.in_(activities.visible_ids(user)), Activity.id != activity.id)
        .where(Activity.sender_organisation_id == activity.sender_organisation_id)
        .where(Activity.start_on <= activity.start_on)
        .order_by(Activity.start_on.desc(), Activity.id.desc())
    )
    return db.session.scalars(before.limit(1)).first()


def has_papers(activity: Activity) -> bool:
    """Whether guests come to Japan in an activity."""
    return activity.direction == "inbound" and activity.place.country == rules.COUNTRY


def said(office: Office) -> Mapping[str, str]:
    """{rules.OF_OFFICE: text} in Japanese."""
    tongue = rules.LANGUAGE
    return {
        "name": office.name(tongue),
        "address": office.address(tongue).replace("\n", " "),
        "phone": office.phone,
        "head": office.head_name,
    }


def _needs(
    part: Participant, details: Details | None, activity: Activity, known: Mapping[tuple[str, str], EntryRule]
) -> bool | None:
    """Whether somebody who comes along applies for a visa; None where no entry rule tells it.

    What was told of their visa counts before all; whose passport nobody told counts as of the country of their body.
    """
    if part.status not in GOING:
        return False
    told = details or Details()
    if told.visa:
        return told.nationality != rules.COUNTRY and told.visa not in rules.SETTLED
    nation = told.nationality or (part.organisation.country if part.organisation is not None else "")
    if nation == rules.COUNTRY:
        return False
    rule = known.get((nation, rules.COUNTRY))
    if rule is None or list(entry_doubts(rule, activity.start_on, activity.end_on)):
        return None
    return rule.rule == "visa_needed"


def _applicant(part: Participant, details: Details, words: Wordings) -> Applicant:
    name = contacts.own_name(part.person)
    title = words.read(*as_given(part.titled(rules.LANGUAGE)))[0]
    firm = contacts.written(part.organisation, rules.LANGUAGE).name.text if part.organisation else ""
    return Applicant(
        part=part,
        name=part.name_snapshot,
        language=name.language,
        latin=details.passport_name or _latin(part),
        nationality=details.nationality if details.nationality in COUNTRIES else "",
        sex=details.sex,
        born=details.birth_date,
        occupation=" ".join(filter(None, (firm, title))),
        history=bool(details.visa_history),
    )


def _latin(part: Participant) -> str:
    """The name as in the passport, as the book has it; "" where nobody told it."""
    return next((name.full for name in part.person.names if name.kind == "latin_passport"), "")


def _arrival(facts: Facts) -> date:
    """The day on which the guests land: a flight may leave the evening before. The first day where no flight tells."""
    first, zone = facts.activity.start_on, facts.activity.place.timezone
    led_in = takewhile(lambda entry: entry.item.kind in ("flight", "transfer"), facts.standing)
    flights = [entry for entry in led_in if entry.item.kind == "flight"]
    landing = [entry for entry in flights if entry.item.end_zone == zone != entry.item.timezone] or flights[-1:]
    return max(first, landing[0].end.date()) if landing and landing[0].end.date() <= facts.activity.end_on else first


def _days(facts: Facts, since: date, office: Office, words: Wordings) -> list[StayDay]:
    last, zone = facts.activity.end_on, facts.activity.place.timezone
    days = (since + timedelta(number) for number in range(min((last - since).days + 1, MOST_DAYS)))
    return [_day(day, facts.standing, office, words, zone, stays=day < last) for day in days]


#: Of a stay: nobody is invited for longer on one paper.
MOST_DAYS = 90


def _day(
    day: date, entries: Sequence[ProgrammeEntry], office: Office, words: Wordings, zone: str, *, stays: bool
) -> StayDay:
    shown = [entry for entry in entries if entry.item.kind not in mission_rules.BACKGROUND]
    held = [entry for entry in shown if _falls_on(entry, zone) == day]
    beds = [entry for entry in entries if entry.item.kind == "hotel" and entry.start.date() <= day < entry.end.date()]
    return StayDay(
        day=day,
        plans=[_plan(entry, words, zone) for entry in held],
        contact="、".join(filter(None, (_contact(held) or _our_desk(office), _at_night(office) if stays else ""))),
        lodging=_lodging(beds[0], words) if beds else "",
        lodging_at=_found_at(beds[0]) if beds else "",
        no_phone=bool(beds and _found_at(beds[0]) and not _phone_of(beds[0])),
        ends_early=not any(entry.item.untimed or entry.end >= datetime.combine(day, NOON) for entry in held),
    )


#: What goes on until then fills a day.
NOON = time(13)


def _our_desk(office: Office) -> str:
    return f"{office.name(rules.LANGUAGE)} {office.phone}".strip()


def _at_night(office: Office) -> str:
    """The number of our office that answers at night."""
    return f"夜間 {office.emergency_phone}" if office.emergency_phone else ""


def _falls_on(entry: ProgrammeEntry, zone: str) -> date:
    """A flight over midnight belongs to the day on which it lands, the flight home to that on which it leaves."""
    item = entry.item
    leaves = item.timezone == zone != item.end_zone
    return entry.end.date() if item.kind == "flight" and not item.open_clock and not leaves else item.day


def _plan(entry: ProgrammeEntry, words: Wordings, zone: str) -> str:
    """A clock of the stay, what is done, where."""
    item = entry.item
    title, tongue = item.titled(rules.LANGUAGE)
    told = title if tongue == rules.LANGUAGE else words.told(title, tongue)[0]
    host = _name(item.organisation)
    if item.organisation is not None and item.title in {"", *(name.text for name in item.organisation.names)}:
        told = f"{host} {rules.MET_AS.get(item.kind, '')}".strip()
    venue = words.kept(item.venue, rules.LANGUAGE)[0] if item.venue else ""
    if host:  # once, by its whole name
        told, venue = (_in_full(text, host) for text in (told, venue))
        venue = venue.replace(host, "").strip() if host in told else venue
    where = "、".join(dict.fromkeys(part for part in (host, venue) if part and part not in told))
    beyond = f"（{where}）" if where else ""
    by_hand = f"便名{rules.BLANK}" if item.kind == "flight" and not item.flight_number else ""
    clock = _clocks(entry, zone)
    if told.endswith("着"):
        clock = clock.removesuffix("着")  # 20:15 秋田空港着
    return " ".join(filter(None, (clock, _route(item, told), told, by_hand))) + beyond


def _clocks(entry: ProgrammeEntry, zone: str) -> str:
    """When an item begins; of a flight when it lands or leaves, where its other end is on another clock than the stay:
    09:20–16:40 from Yanji to Niigata would take seven hours, and takes six."""
    item = entry.item
    if item.kind in ("flight", "transfer") and item.open_clock:
        return f"{entry.end:%H:%M}着" if item.open_clock == "start" else f"{entry.start:%H:%M}発"
    if item.kind != "flight":
        return intervals.worded(item.first_clock, rules.LANGUAGE)
    if not item.open_clock and item.end_zone != item.timezone:
        if item.end_zone == zone:
            return f"{entry.end:%H:%M}着"
        if item.timezone == zone:
            return f"{entry.start:%H:%M}発"
    return (
        f"{entry.end:%H:%M}着" if item.day != _falls_on(entry, zone) else intervals.worded(item.clocks, rules.LANGUAGE)
    )


def _route(item: ItineraryItem, told: str) -> str:
    """What the title of a flight leaves open: its number alone where that names both of its ends."""
    route = item.route_beside(told)
    ends = (without_airport(item.origin), without_airport(item.destination))
    return item.flight_number if route and all(end and end in told for end in ends) else route


def _contact(held: Sequence[ProgrammeEntry]) -> str:
    """Whom to call on a day: everybody who receives the guests, by hand where no number is known; "" without any."""
    reached = {entry.item.id: _reached(entry) for entry in held}
    if not any(reached.values()):
        return ""
    hosts = {entry.item.id: _name(entry.item.organisation) for entry in held}
    told = (number or (f"{hosts[id]} 電話{rules.BLANK}" if hosts[id] else "") for id, number in reached.items())
    return "、".join(dict.fromkeys(filter(None, told)))


def _reached(entry: ProgrammeEntry) -> str:
    """Whom to call about an item, with a number; "" without."""
    item = entry.item
    if item.contact is not None and (number := _number(item.contact.contact_points)):
        return f"{contacts.written(item.contact, rules.LANGUAGE).name.text} {number}"
    if item.organisation is not None and (number := _number(item.organisation.contact_points)):
        return f"{_name(item.organisation)} {number}"
    return ""


def _number(points: Iterable[ContactPoint]) -> str:
    return next((point.value for kind in ("tel", "direct", "mobile") for point in points if point.kind == kind), "")


def _lodging(bed: ProgrammeEntry, words: Wordings) -> str:
    return _name(bed.item.organisation) or words.kept(bed.item.venue or bed.item.title, rules.LANGUAGE)[0]


def _found_at(bed: ProgrammeEntry) -> str:
    return " ".join(filter(None, (bed.address, _phone_of(bed))))


def _phone_of(bed: ProgrammeEntry) -> str:
    organisation = bed.item.organisation
    return _number(organisation.contact_points) if organisation is not None else ""


def _in_full(text: str, name: str) -> str:
    """A text that names a body by its whole name, also where it had the short one."""
    short = short_form_in(text, name)
    return text.replace(short, name, 1) if short and name not in text else text


def _name(organisation: Organisation | None) -> str:
    return contacts.written(organisation, rules.LANGUAGE).name.text if organisation is not None else ""
