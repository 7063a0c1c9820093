"""To whom letters of a mission go: its hosts, its guests, and whoever was met by a day."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from crm.activities.models import Activity, Participant
from crm.activities.rules import FAIRS, GOING
from crm.agreements import queries as agreements
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.contacts.rules import PRIMARY, is_current
from crm.core import clock, here
from crm.core.database import db
from crm.leads.models import Lead
from crm.letters import rules
from crm.letters.queries.leaving import without_consent
from crm.letters.queries.letters import written_on
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.missions.queries import Facts, VisitFact
from crm.missions.rules import BINDING
from crm.office import queries as offices

#: Of one organisation to whom letters are offered.
MOST_STAFF = 200
_PERSON = (
    selectinload(Person.names),
    selectinload(Person.affiliations)
    .joinedload(Affiliation.organisation)
    .options(selectinload(Organisation.names), selectinload(Organisation.roles)),
)


@dataclass(frozen=True)
class Encounter:
    """When somebody was met first, and whether points that were agreed there are on record."""

    day: date  #: of the first talk in which they sat; of whoever sat in none, of the first visit
    agreed: bool
    sat: bool = False  #: they sat in a talk
    stayed: bool = False  #: they were our guests for the days of the mission
    came: bool = False  #: they came to us, for the mission or for one talk
    last: date | None = None  #: of their talks or visits, where they were met on several days
    talked: frozenset[date] = frozenset()  #: the days on which they sat in a talk
    hosted: frozenset[date] = frozenset()  #: on which they were entered as receiving us, other than at a signing
    signings: frozenset[date] = frozenset()  #: on which they were so at a signing
    signed: frozenset[date] = frozenset()  #: on which they signed
    at_booth: bool = False  #: they left a card or an inquiry at our booth, and were met nowhere else
    left_there: bool = False  #: they left one, and sat in a talk as well

    @property
    def until(self) -> date:
        return self.last or self.day

    @property
    def guested(self) -> bool:
        """Whether they came to us, for however long."""
        return self.stayed or self.came

    @property
    def thanks(self) -> str:
        """The kind of letter in which they are thanked."""
        return rules.GUEST_THANKS if self.guested else rules.THANKS


def recipients(facts: Facts, kind: str = "") -> dict[int, Person]:
    """{person id: person} to whom letters of a mission go: its hosts, whom it met, and its guests when they come to us.

    Whoever has a post at the organisation that receives us, or sends the guests, is among them. With a `kind` only
    those to whom `services.write` would write such a letter: guests do not receive themselves.
    """
    found = _within_reach(facts)
    if not kind:
        return found
    if kind in rules.GIVING_THANKS:
        fitting = {id for id, encounter in thankable(facts).items() if encounter.thanks == kind}
    elif kind in rules.TO_GUESTS:
        fitting = guests(facts)
    else:
        fitting = set(found) - (visitors(facts) if kind == "reception" else set())
    return {id: person for id, person in found.items() if id in fitting and not person.refuses}


def _within_reach(facts: Facts) -> dict[int, Person]:
    ids = receivers(facts) | set(encounters(facts))
    if facts.activity.direction == "inbound":
        return people(ids | guests(facts))
    ids |= set(_at_booth(facts))
    return people(ids | _staff_of({facts.activity.host_organisation_id}, facts.activity.start_on))


def receivers(facts: Facts) -> set[int]:
    """Whoever receives the delegation at an item of the programme, or works at a firm that does."""
    hosts = {host.person.id for host in facts.hosts}
    activity = facts.activity
    there = {visit.organisation.id for visit in facts.visits if visit.organisation is not None}
    ours = {activity.host_organisation_id, activity.sender_organisation_id}
    known = hosts | _staff_of(there - ours, activity.start_on)
    return known - (guests(facts) if activity.direction == "inbound" else {part.person_id for part in facts.delegation})


def guests(facts: Facts) -> set[int]:
    """The people whom a mission that comes to us brings, and those of the organisation that sends it."""
    activity = facts.activity
    sending = _staff_of({activity.sender_organisation_id}, activity.start_on)
    return {part.person_id for part in facts.delegation if _is_guest(part, activity)} | sending


def visitors(facts: Facts) -> set[int]:
    """Guests, and whoever else came to a talk with us: nobody of them is asked to receive guests."""
    return guests(facts) | {id for id, each in encounters(facts).items() if each.thanks == rules.GUEST_THANKS}


def _is_guest(part: Participant, activity: Activity) -> bool:
    """Somebody of an organisation of the country that is visited comes along, as our interpreter does."""
    return part.organisation is None or part.organisation.country != activity.place.country


def _staff_of(organisations: Iterable[int | None], on: date) -> set[int]:
    ids = {id for id in organisations if id is not None}
    if not ids:
        return set()
    begun = Affiliation.from_date.is_(None) | (Affiliation.from_date <= on)
    lasts = Affiliation.to_date.is_(None) | (Affiliation.to_date >= on)
    statement = select(Affiliation.person_id).where(Affiliation.organisation_id.in_(ids), begun, lasts)
    return set(db.session.scalars(statement.limit(MOST_STAFF * len(ids))))


def traveller(delegation: Iterable[Participant], name: str) -> Participant | None:
    """Whoever of a delegation is called so; None where that is nobody."""
    bare = "".join(name.split())
    return next((part for part in delegation if bare and bare == "".join(part.name_snapshot.split())), None)


def colleague(ours: Organisation | None, name: str) -> tuple[Person, Affiliation] | None:
    """Whoever has a post at our organisation and is called so, with it; None where that is nobody, or several."""
    return _colleague(ours.id if ours is not None else None, name)


def head_of_office(ours: Organisation | None) -> Person | None:
    """The head of our office among the contacts: whoever is called so at it or at `ours`; None where that is nobody."""
    head = offices.current().head_name
    places = (contacts.our_organisation_id(), ours.id if ours is not None else None)
    found = next(filter(None, (_colleague(id, head) for id in dict.fromkeys(places))), None)
    return found[0] if found is not None else None


def _colleague(organisation_id: int | None, name: str) -> tuple[Person, Affiliation] | None:
    bare = func.replace(PersonName.full, " ", "")  # an account says 남 서윤, the card 남서윤
    called = select(PersonName.person_id).where(PersonName.kind == PRIMARY, bare == "".join(name.split()))
    if organisation_id is None or not name.strip():
        return None
    today = here.today()
    found = people(_staff_of({organisation_id}, today) & set(db.session.scalars(called)))
    if len(found) != 1:
        return None
    person = next(iter(found.values()))
    held = (post for post in person.affiliations if is_current(post.from_date, post.to_date, today))
    return person, next(post for post in held if post.organisation_id == organisation_id)


def met(facts: Facts) -> dict[int, Person]:
    """{person id: person} of everyone to be thanked by today who may be written to."""
    return {id: person for id, person in people(encounters(facts)).items() if not person.refuses}


def posts_of(person: Person, encounter: Encounter) -> tuple[Affiliation | None, Affiliation | None]:
    """(the post of whoever is thanked on the day on which they were met, that of today): what they said, they said for
    the firm of that day. Who had none on record then has that of today.
    """
    now = contacts.current_affiliation(person, max(encounter.day, here.today()))
    return contacts.current_affiliation(person, encounter.day) or now, now


def moved(facts: Facts, ids: Iterable[int]) -> list[tuple[Person, Affiliation, Affiliation]]:
    """[(person, post then, post of today)] of those to be thanked who have changed firm or title since we met."""
    encountered, found = thankable(facts), []
    for id, person in people(ids).items():
        then, now = posts_of(person, encountered[id]) if id in encountered else (None, None)
        if then is not None and now is not None and _called(then) != _called(now):
            found.append((person, then, now))
    return found


def _called(post: Affiliation) -> tuple[int, str, str]:
    return post.organisation_id, post.department, post.title


def unthanked(facts: Facts) -> list[tuple[Person, str]]:
    """[(person, kind of letter)] of everyone met by today, of each guest, and of each visitor of our booth who agreed
    to be contacted, who has no thank-you letter yet."""
    return [(person, kind) for person, kind, agreed in _unthanked(facts) if agreed]


def not_agreed(facts: Facts) -> list[Person]:
    """Of whom a thank-you letter to everybody would go to, those who did not agree to one."""
    return without_consent(facts, [person.id for person, _kind, _agreed in _unthanked(facts)], kind=rules.THANKS)


def _unthanked(facts: Facts) -> list[tuple[Person, str, bool]]:
    """The same with the visitors of our booth who did not agree; last, whether one is owed a letter all the same."""
    encountered, booth = encounters(facts), _at_booth(facts)
    came = {id for id, seen in booth.items() if id not in encountered and seen.day <= here.today()}
    silent = {person.id for person in without_consent(facts, came, kind=rules.THANKS)}
    have = {kind: written_on(facts.activity.id, kind) for kind in rules.GIVING_THANKS}
    visitors = {id: person for id, person in people(came).items() if not person.refuses}
    owed = [(person, (booth | encountered)[id].thanks) for id, person in (met(facts) | visitors).items()]
    return [(person, kind, person.id not in silent) for person, kind in owed if person.id not in have[kind]]


def months_late(facts: Facts, thanked: Iterable[int], dated_on: date) -> int:
    """How many months a letter of thanks of a date comes after the last talk or visit with somebody; of several people
    the most. The letter begs no pardon for it by itself: whoever sends it is told.
    """
    found = thankable(facts)
    return max((rules.months_after(found[id].until, dated_on) for id in thanked if id in found), default=0)


def encounters(facts: Facts) -> dict[int, Encounter]:
    """{person id: encounter} of whoever received the delegation, sat on the other side of a meeting that was held, or
    came to us, by today at our office: nobody is thanked for what has not taken place. Of a mission that comes to us
    whoever is from elsewhere came, too, in whichever seat of a talk they were entered."""
    day = here.today()
    attended = _attended(facts, day)
    own = {part.person_id for part in facts.delegation}
    found: dict[int, Encounter] = {}
    for visit in facts.visits:
        if (held_on := visit.entry.item.day) > day:
            continue
        on: frozenset[date] = frozenset({held_on})
        at_signing = on if visit.entry.item.kind == "signing" else frozenset()
        for host in visit.hosts:
            at_home = host.organisation is not None and contacts.is_our_office(host.organisation)
            if host.person.id not in own and not at_home:
                seen = Encounter(held_on, agreed=False, hosted=on - at_signing, signings=at_signing)
                _note(found, host.person.id, seen)
    for person_id, held_on, agreed_there in attended:
        if person_id not in own:
            _note(found, person_id, Encounter(held_on, agreed_there, sat=True, talked=frozenset({held_on})))
    _note_signers(found, facts, own)
    if facts.activity.direction == "inbound":
        stay = guests(facts) if facts.activity.end_on <= day else set()
        found |= {id: replace(found[id], came=True, stayed=id in stay) for id in _from_elsewhere(facts, found)}
    came = _who_came(facts, day, attended)
    return found | {id: replace(each, signed=found[id].signed) if id in found else each for id, each in came.items()}


def thankable(facts: Facts) -> dict[int, Encounter]:
    """Who may be thanked: whomever the mission met, and at a fair whoever came to our booth."""
    booth = _at_booth(facts)
    met_too = {id: replace(seen, left_there=id in booth) for id, seen in encounters(facts).items()}
    return booth | met_too


def _at_booth(facts: Facts) -> dict[int, Encounter]:
    if facts.activity.type not in FAIRS:
        return {}
    first = func.min(Lead.captured_at)
    came = select(Lead.person_id, first).where(
        Lead.activity_id == facts.activity.id, Lead.person_id.is_not(None), Lead.archived_at.is_(None)
    )
    zone, own = facts.activity.place.timezone, {part.person_id for part in facts.delegation}
    return {
        id: Encounter(clock.local(at, zone).date(), agreed=False, at_booth=True)
        for id, at in db.session.execute(came.group_by(Lead.person_id))
        if id is not None and id not in own
    }


def _note_signers(found: dict[int, Encounter], facts: Facts, own: Set[int]) -> None:
    """Who signed an agreement of the mission on one of its days, and is not of ours, was met there."""
    first, last = facts.activity.start_on, facts.activity.end_on
    signers = [each for each in agreements.signers(facts.activity.id, until=here.today()) if first <= each[1] <= last]
    known, there = people(id for id, _on in signers), facts.activity.place.country
    inbound = facts.activity.direction == "inbound"
    for id, on in signers:
        post = contacts.current_affiliation(known[id], on) if id in known else None
        elsewhere = post is not None and (post.organisation.country == there) != inbound
        if id not in own and (id in found or elsewhere):
            _note(found, id, Encounter(on, agreed=False, signed=frozenset({on})))


def _from_elsewhere(facts: Facts, found: Iterable[int]) -> list[int]:
    """Of those who met, who works in another country than the one that is visited."""
    activity, known = facts.activity, people(found)
    posts = {id: contacts.current_affiliation(person, activity.start_on) for id, person in known.items()}
    return [id for id, post in posts.items() if post and post.organisation.country != activity.place.country]


def _attended(facts: Facts, day: date) -> list[tuple[int, date, bool]]:
    """(who of the other side sat in a talk of the mission that was held, when, whether points were agreed there)."""
    decided = select(MinuteItem.id).where(
        MinuteItem.meeting_id == Meeting.id, MinuteItem.archived_at.is_(None), MinuteItem.decision != ""
    )
    settled = or_(Meeting.conditions_agreed != "", decided.exists())
    held = (
        Meeting.activity_id == facts.activity.id, Meeting.archived_at.is_(None), Meeting.status == "held",
        Meeting.held_on <= day,
    )  # fmt: skip
    attended = (
        select(Attendee.person_id, Meeting.held_on, settled)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .where(*held, Attendee.side == "theirs", Attendee.person_id.is_not(None))
        .order_by(Meeting.held_on, Meeting.id)
    )
    return [(person, on, bool(agreed)) for person, on, agreed in db.session.execute(attended)]


def _who_came(facts: Facts, day: date, attended: Sequence[tuple[int, date, bool]]) -> dict[int, Encounter]:
    """Guests of ours from the day on which they leave: with points agreed in a talk in which they sat."""
    activity = facts.activity
    if activity.direction != "inbound" or activity.end_on > day:
        return {}
    agreed = {person_id for person_id, _on, settled in attended if settled}
    seen = {person_id for person_id, _on, _settled in attended}
    here_now = [part for part in facts.delegation if part.status in GOING or part.person_id in seen]
    came = [part for part in here_now if _is_guest(part, activity)]
    return {part.person_id: Encounter(activity.start_on, part.person_id in agreed, stayed=True) for part in came}


def _note(found: dict[int, Encounter], person_id: int, seen: Encounter) -> None:
    known = found.get(person_id, seen)
    dated = [each for each in (seen, known) if each.sat] or [seen, known]
    sat = seen.sat or known.sat
    found[person_id] = Encounter(
        min(each.day for each in dated),
        seen.agreed or known.agreed,
        sat=sat,
        last=max(each.until for each in dated),
        talked=seen.talked | known.talked,
        hosted=seen.hosted | known.hosted,
        signings=seen.signings | known.signings,
        signed=seen.signed | known.signed,
    )


def is_stay_known(facts: Facts, encounter: Encounter) -> bool:
    """Whether a guest was here for the days of the mission; of whoever else came a talk tells its own day alone."""
    return encounter.stayed or facts.activity.start_on == facts.activity.end_on


def text_of(kind: str, facts: Facts, encounter: Encounter | None = None, visit: VisitFact | None = None) -> str:
    """Which of rules.TEXTS a letter of a kind begins with: thanks differ by whom the recipient received, and nobody is
    thanked for words in a talk who sat in none. That they were expected says nothing of whether they were there.
    What takes place online is no visit, and for a visit that was agreed to nobody begs. A guest whose days nobody
    knows is thanked for the talk.
    """
    if kind == "request" and facts.activity.direction == "online":
        return "request_online"
    if kind == "request" and visit is not None and visit.entry.item.status in BINDING:
        return "request_confirmed"
    if kind == rules.GUEST_THANKS and encounter is not None and encounter.sat and not is_stay_known(facts, encounter):
        return "guest_thanks_talk"
    if kind != rules.THANKS:
        return kind
    if encounter is not None and encounter.at_booth:
        return "thanks_booth"
    if encounter is not None and encounter.left_there and encounter.sat and not encounter.hosted | encounter.signings:
        return "thanks_booth_talk"  # nobody who came to our booth received us there
    usual = rules.THANKS if encounter is None or encounter.sat else "thanks_visit"
    if encounter is not None and not encounter.sat and not encounter.hosted:
        usual = "thanks_signing"
    return {"inbound": "thanks_host", "online": "thanks_online"}.get(facts.activity.direction, usual)


def people(ids: Iterable[int]) -> dict[int, Person]:
    """People in the book with names and posts, by name."""
    wanted = set(ids)
    statement = select(Person).where(Person.id.in_(wanted), Person.archived_at.is_(None)).options(*_PERSON)
    return {person.id: person for person in db.session.scalars(statement.order_by(Person.id))} if wanted else {}


def slot_of(facts: Facts, person: Person) -> VisitFact | None:
    """The visit about which a letter to somebody asks: where they receive us, else the first at an organisation where
    they work, whoever else of it is named as its host."""
    received = visit_of(facts, person.id)
    if received is not None:
        return received
    posts, on = person.affiliations, facts.activity.start_on
    work = {post.organisation_id for post in posts if is_current(post.from_date, post.to_date, on)}
    return next((each for each in facts.visits if each.organisation is not None and each.organisation.id in work), None)


def signing_of(facts: Facts, person_id: int) -> VisitFact | None:
    """The first signing at which somebody received us, of those that took place by today."""
    mine = (visit for visit in facts.visits if any(host.person.id == person_id for host in visit.hosts))
    held = (visit for visit in mine if visit.entry.item.day <= here.today())
    return next((visit for visit in held if visit.entry.item.kind == "signing"), None)


def visit_of(facts: Facts, person_id: int, *, until: date | None = None) -> VisitFact | None:
    """The first visit at which somebody receives us, of those that took place by a day where one is given."""
    mine = (visit for visit in facts.visits if any(host.person.id == person_id for host in visit.hosts))
    return next((visit for visit in mine if until is None or visit.entry.item.day <= until), None)
