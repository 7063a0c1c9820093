"""Who may sit in a meeting: the people to tick on both sides, and the interpreters."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import Date, Row, Select, bindparam, func, literal, null, select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities import queries as activities
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity, Participant
from crm.activities.rules import ABSENT
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, LanguageSkill, Organisation, OrganisationName, Person, PersonName
from crm.contacts.queries.display import ListedOrganisation, ListedPerson
from crm.contacts.queries.organisations import holds
from crm.contacts.rules import rank_of, titled
from crm.core import reading
from crm.core.database import db
from crm.core.errors import NotVisible
from crm.core.names import search_key
from crm.core.permissions import Actor
from crm.core.records import only
from crm.meetings import rules
from crm.meetings.models import Meeting
from crm.meetings.queries.meetings import visible_to
from crm.places.models import Place
from crm.places.rules import Shown

INTERPRETER: Final = "interpreter"
_NOT_THERE: Final = (ABSENT, "cancelled")
INBOUND: Final = "inbound"
#: Among so many meetings stand the organisations met last.
LATELY: Final = 1_000


class _Name(NamedTuple):
    """What is kept of a name, also when a refusal has taken the record back."""

    kind: str
    full: str
    reading: str
    language: str


@dataclass(frozen=True)
class PersonFace:
    """Someone to tick: the name in their own script, its other forms, and the title held."""

    person: ListedPerson
    name: Shown
    title: str
    titles: Mapping[str, str]  #: the same in further languages
    role: str = ""  #: in the delegation
    organisation_id: int | None = None  #: whom somebody of the delegation speaks for
    participant_id: int | None = None  #: in the delegation

    @property
    def person_id(self) -> int:
        return self.person.id

    @cached_property
    def alt(self) -> Sequence[Shown]:
        """Worked out when it is shown: who is only checked has no need of it."""
        return contacts.alt_names(self.person)

    def titled(self, language: str) -> tuple[str, str]:
        """(title, its language) for a reader of `language`."""
        return titled(self.title, self.titles, language, self.name.language)

    @property
    def label(self) -> str:
        """Everything in one line, for a list of choices."""
        return " · ".join([" ".join(filter(None, (self.name.text, self.title))), *(form.text for form in self.alt)])


@dataclass(frozen=True)
class SideFace(ListedOrganisation):
    """A side of a meeting: an organisation with the country it is in and the clocks of its place, if it has one."""

    country: str
    timezone: str | None  #: None: nobody told where it is


@dataclass(frozen=True)
class MeetingRoom:
    """The two sides of a meeting and everyone who may be ticked on each."""

    organisation: SideFace
    activity: Activity | None
    our_organisation: SideFace | None
    theirs: Sequence[PersonFace]
    ours: Sequence[PersonFace]
    find_interpreters: Callable[[], Sequence[PersonFace]]
    delegation: Sequence[PersonFace] = ()  #: without interpreters
    helpers: Sequence[PersonFace] = ()  #: the interpreters of the delegation
    receiving: bool = False  #: whether the delegation came to us
    find_firms: Callable[[], Mapping[int, Organisation]] = dict

    @property
    def guests(self) -> set[int]:
        """Who of the delegation came with the counterpart: people's ids."""
        return {face.person_id for face in self.delegation if face.organisation_id == self.organisation.id}

    @property
    def members(self) -> set[int]:
        """Who of a delegation that we send speaks for the firm whose talk it is: people's ids."""
        firm = self.our_organisation.id if self.our_organisation is not None and not self.receiving else None
        return {face.person_id for face in self.delegation if face.organisation_id == firm is not None}

    @property
    def is_turned(self) -> bool:
        """Whether somebody of the country that is visited is named as the counterpart of guests whom we receive."""
        return self.receiving and self.activity is not None and self.organisation.country == self.activity.place.country

    @cached_property
    def firms(self) -> dict[int, Organisation]:
        """{person: whom they stand for}, of the delegation, but for who stands for one of the two sides."""
        sides = {side.id for side in (self.organisation, self.our_organisation) if side is not None}
        known = self.find_firms()
        told = {face.person_id: face.organisation_id for face in self.delegation}
        return {person: known[id] for person, id in told.items() if id is not None and id in known and id not in sides}

    @cached_property
    def interpreters(self) -> Sequence[PersonFace]:
        """Asked for when they are shown or one is chosen: most meetings do without."""
        return self.find_interpreters()


def room(
    organisation_id: int,
    *,
    on: date,
    user: Actor,
    activity_id: int | None = None,
    our_organisation_id: int | None = None,
    presume: bool = True,
    meeting: Meeting | None = None,
    invited: Collection[int] = (),
    hosting: Collection[int] = (),
    interpreter_id: int | None = None,
) -> MeetingRoom:
    """The room of a meeting on a day. `invited` are people of the counterpart named beside those with a post there,
    `hosting` of our side.

    Without `our_organisation_id` our side is the sender of the activity, or its host where we receive a delegation,
    unless `presume` says that somebody left it open: then it is our office. Guests whom we receive sit on the other
    side, first those who speak for the counterpart. Our office's own people may always sit on our side. NotVisible when
    the user does not see the counterpart or the activity; other ids that are not visible are left out. `meeting` keeps
    who sat there, and its two sides, also from the archive.
    """
    activity = _activity(activity_id, user) if activity_id is not None else None
    kept = meeting is not None
    counterpart = _party(organisation_id, kept)
    if counterpart is None:
        raise NotVisible
    receiving = activity is not None and activity.direction == INBOUND
    if our_organisation_id is None and activity is not None and meeting is None and presume:
        presumed = activity.host_organisation_id if receiving else activity.sender_organisation_id
        our_organisation_id = presumed if presumed != counterpart.id else None
    delegation = _delegates(activity.id) if activity is not None else []
    helpers = [face for face in delegation if face.role == INTERPRETER]
    delegation = [face for face in delegation if face.role != INTERPRETER]
    guests = [face for face in delegation if face.organisation_id == counterpart.id] if receiving else []
    others = [face for face in delegation if face not in guests] if receiving else []
    ours = [] if receiving else delegation
    seated = meeting.attendees if meeting is not None else []
    on_seat = {
        side: [_face(seat.person, seat.title_snapshot, seat.titles_snapshot) for seat in seated if seat.side == side]
        for side in rules.SIDES
    }
    staff_of = contacts.our_organisation_id()
    helper = interpreter_id if meeting is None else meeting.interpreter_id
    return MeetingRoom(
        organisation=counterpart,
        activity=activity,
        our_organisation=_party(our_organisation_id, kept) if our_organisation_id is not None else None,
        theirs=_once(on_seat[rules.THEIRS], guests, hosts(organisation_id, on=on), faces(invited, user=user), others),
        ours=_once(
            on_seat[rules.OURS],
            ours,
            hosts(our_organisation_id, on=on) if our_organisation_id is not None and not ours else [],
            hosts(staff_of, on=on) if staff_of is not None and staff_of != counterpart.id else [],
            faces(hosting, user=user),
        ),
        delegation=delegation,
        helpers=helpers,
        receiving=receiving,
        find_firms=lambda: {
            firm.id: firm for firm in _named(list(dict.fromkeys(face.organisation_id for face in delegation)), user)
        },
        find_interpreters=lambda: _once(
            helpers,
            _skilled(user),
            faces([helper] if helper is not None else [], user=user),
        ),
    )


def _once(*lists: Iterable[PersonFace]) -> list[PersonFace]:
    found: dict[int, PersonFace] = {}
    for face in (face for faces in lists for face in faces):
        found.setdefault(face.person_id, face)
    return list(found.values())


def _activity(id: int, user: Actor) -> Activity:
    return only(activities.visible_to(user), id, selectinload(Activity.names), joinedload(Activity.place))


def _told(organisations: Select[Organisation]) -> Select[*tuple[Any, ...]]:
    """A row a name of the organisation `id`."""
    name = OrganisationName
    return (
        organisations.where(Organisation.id == bindparam("id"))
        .outerjoin(Place, Place.id == Organisation.place_id)
        .outerjoin(name, name.organisation_id == Organisation.id)
        .with_only_columns(Organisation.country, Place.timezone, name.kind, name.text, name.language, name.is_primary)
        .order_by(name.id)
    )


_PARTY: Final = _told(contacts.visible_organisations(None))
_ANY_PARTY: Final = _told(select(Organisation))


def _party(id: int, kept: bool) -> SideFace | None:
    """`kept`: also from the archive, as a side of a meeting that there is."""
    rows = reading.rows(_ANY_PARTY if kept else _PARTY, id=id)
    if not rows:
        return None
    names = [row for row in rows if row.text is not None]
    return SideFace(id, names, rows[0].country, rows[0].timezone)


_NAME: Final = (
    *(PersonName.kind, PersonName.full, PersonName.family, PersonName.given),
    *(PersonName.reading, PersonName.language),
)
_HOSTS: Final = (
    select(Affiliation.person_id, Affiliation.title, Affiliation.titles, Affiliation.title_rank, *_NAME)
    .join(Person, Person.id == Affiliation.person_id)
    .outerjoin(PersonName, PersonName.person_id == Person.id)
    .where(
        Affiliation.organisation_id == bindparam("id"),
        Person.archived_at.is_(None),
        holds(bindparam("on", type_=Date)),
    )
    .order_by(Person.sort_key, Affiliation.id, PersonName.id)
)


def hosts(organisation_id: int, *, on: date) -> list[PersonFace]:
    """The people with a post at an organisation on the day, the highest first."""
    rows = reading.rows(_HOSTS, id=organisation_id, on=on)
    return _faces(sorted(rows, key=lambda row: rank_of(row.title_rank, row.title)))


def _delegates(activity_id: int) -> list[PersonFace]:
    """The delegation in the order of protocol, without those who cancelled or did not come."""
    statement = (
        select(Participant)
        .where(Participant.activity_id == activity_id, Participant.status.not_in(_NOT_THERE))
        .options(joinedload(Participant.person).selectinload(Person.names))
        .order_by(Participant.order, Participant.id)
    )
    return [
        _face(part.person, part.title_snapshot, part.titles_snapshot, part.role, part.organisation_id, part.id)
        for part in db.session.scalars(statement)
    ]


#: Visible people with their names, by reading.
_PEOPLE: Final = (
    contacts.visible_people(None)
    .outerjoin(PersonName, PersonName.person_id == Person.id)
    .with_only_columns(Person.id.label("person_id"), literal("").label("title"), null().label("titles"), *_NAME)
    .order_by(Person.sort_key, Person.id, PersonName.id)
)
_SKILLED: Final = _PEOPLE.where(
    Person.id.in_(select(LanguageSkill.person_id).where(LanguageSkill.level == INTERPRETER))
)
_CALLED: Final = _PEOPLE.where(reading.of_ids(Person.id))


def _skilled(user: Actor) -> list[PersonFace]:
    return _faces(reading.rows(_SKILLED))


def faces(person_ids: Collection[int], *, user: Actor) -> list[PersonFace]:
    """Visible people by id, by reading; ids that are not visible are left out."""
    return _faces(reading.rows(_CALLED, ids=list(person_ids))) if person_ids else []


def _faces(rows: Iterable[Row[Any]]) -> list[PersonFace]:
    """Of rows (person, title, a name), each person once, with the title that comes first."""
    people: dict[int, list[Row[Any]]] = {}
    for row in rows:
        people.setdefault(row.person_id, []).append(row)
    found = []
    for id, told in people.items():
        person = ListedPerson(id, [row for row in told if row.full is not None])
        found.append(PersonFace(person, contacts.own_name(person), told[0].title, told[0].titles or {}))
    return found


def _face(
    person: Person,
    title: str,
    titles: Mapping[str, str],
    role: str = "",
    organisation_id: int | None = None,
    participant_id: int | None = None,
) -> PersonFace:
    names = [_Name(name.kind, name.full, name.reading, name.language) for name in person.names]
    listed = ListedPerson(person.id, names)
    return PersonFace(listed, contacts.own_name(person), title, titles, role, organisation_id, participant_id)


# ------------------------------------------------------------------ counterparts


def guests(activity_id: int | None, *, user: Actor) -> list[Organisation]:
    """Whom the talks are with where a delegation comes to us: who sends it, and its organisations by protocol."""
    if _direction(activity_id) != INBOUND:
        return []
    senders = db.session.scalars(select(Activity.sender_organisation_id).where(Activity.id == activity_id))
    return list(dict.fromkeys([*_named(list(senders), user), *_of_delegation(activity_id, user)]))


def firms_of_ours(activity_id: int | None, *, user: Actor) -> list[Organisation]:
    """Whose talk one of an activity may be: organisations of the delegation that we send, and of our side of other
    talks of it. Our own office is none of them."""
    if activity_id is None:
        return []
    headed = select(Meeting.our_organisation_id).where(
        Meeting.activity_id == activity_id, Meeting.archived_at.is_(None), Meeting.our_organisation_id.is_not(None)
    )
    heads = _named(list(db.session.scalars(headed.distinct())), user)
    sent = _of_delegation(activity_id, user) if _direction(activity_id) != INBOUND else []
    return [*sent, *(firm for firm in heads if firm not in sent)]


def _direction(activity_id: int | None) -> str | None:
    return db.session.scalar(select(Activity.direction).where(Activity.id == activity_id))


def _of_delegation(activity_id: int | None, user: Actor) -> list[Organisation]:
    if activity_id is None or not ACTIVITY.is_visible(activity_id, user):
        return []
    delegates = select(Participant.organisation_id).where(
        Participant.activity_id == activity_id,
        Participant.status.not_in(_NOT_THERE),
        Participant.role != INTERPRETER,
        Participant.organisation_id.is_not(None),
    )
    return _named(list(db.session.scalars(delegates.order_by(Participant.order, Participant.id))), user)


def _named(ids: Sequence[int | None], user: Actor) -> list[Organisation]:
    """Those of them that the user sees, with their names, each once and in this order; without our own office."""
    wanted = [id for id in dict.fromkeys(ids) if id is not None and id != contacts.our_organisation_id()]
    visible = contacts.visible_organisations(user).where(Organisation.id.in_(wanted))
    found = {firm.id: firm for firm in db.session.scalars(visible.options(selectinload(Organisation.names)))}
    return [found[id] for id in wanted if id in found]


def counterparts(
    text: str, *, user: Actor, otherwise: Callable[[str], Sequence[tuple[int, bool]]] = lambda _: (), limit: int = 20
) -> list[Organisation]:
    """Organisations to choose from: those that match, or without a text those met last.

    `otherwise` knows [(id, whether that is sure)] of those whose name is written in another way.
    """
    statement = contacts.visible_organisations(user).options(selectinload(Organisation.names))
    if key := search_key(text):
        statement = statement.where(Organisation.search_key.contains(key, autoescape=True))
        found = list(db.session.scalars(statement.order_by(Organisation.sort_key, Organisation.id).limit(limit)))
        return found or _named([id for id, _sure in otherwise(text)], user)
    if text:
        return []
    lately = (
        visible_to(user)
        .with_only_columns(Meeting.organisation_id, Meeting.starts_at)
        .order_by(Meeting.starts_at.desc())
        .limit(LATELY)
        .subquery()
    )
    last = (
        select(lately.c.organisation_id, func.max(lately.c.starts_at).label("at"))
        .group_by(lately.c.organisation_id)
        .subquery()
    )
    statement = statement.join(last, last.c.organisation_id == Organisation.id)
    return list(db.session.scalars(statement.order_by(last.c.at.desc(), Organisation.id).limit(limit)))
