"""What happens to meetings: logged, changed, confirmed, archived; people added on the spot; next steps as tasks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from crm.activities import queries as activities
from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts import services as contact_services
from crm.contacts.models import Affiliation, Organisation, Person, PersonName
from crm.contacts.queries.display import ListedPerson
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core import clock, reading
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives import queries as initiatives
from crm.meetings import rules
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.places import queries as places
from crm.tasks import services as tasks

CHOOSE = Text("Choose one from the list.")


@dataclass(frozen=True)
class Minute:
    """One agenda item as written down."""

    topic: str = ""
    theirs: str = ""
    ours: str = ""
    decision: str = ""
    open_point: str = ""

    def columns(self) -> dict[str, str]:
        """{column of a minute item: text}."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def is_empty(self) -> bool:
        return not any(self.columns().values())


@dataclass(frozen=True)
class Newcomer:
    """Someone met who is not in the contacts yet: made a person of their side's organisation on the spot."""

    name: str
    title: str = ""
    side: str = rules.THEIRS


@dataclass(frozen=True)
class NextStep:
    """What one of the staff is to do after the meeting."""

    text: str
    due_on: date | None
    owner_id: int | None
    external_owner: str = ""


@dataclass(frozen=True)
class TalkRecord:
    """The whole talk record (DOMAIN §2.7) as it is written. Times are wall time in `timezone`, naive."""

    organisation_id: int | None
    starts: datetime | None
    ends: datetime | None = None
    timezone: str = "Asia/Tokyo"
    kind: str = rules.BUSINESS_TALK
    status: str = "held"
    subject: str = ""
    activity_id: int | None = None
    initiative_id: int | None = None
    itinerary_item_id: int | None = None
    our_organisation_id: int | None = None
    place_id: int | None = None
    venue: str = ""
    mode: str = "in_person"
    language: str = ""
    interpreter_id: int | None = None
    purpose: str = ""
    products: str = ""
    counterpart_requests: str = ""
    our_offer: str = ""
    reaction: str = ""
    conditions_agreed: str = ""
    pending: str = ""
    competitors: str = ""
    routes_mentioned: str = ""
    result: str = ""
    confirmed_by_counterpart: bool = False
    theirs: Sequence[int] = field(default=())  #: ids of people
    ours: Sequence[int] = field(default=())
    newcomers: Sequence[Newcomer] = field(default=())
    minutes: Sequence[Minute] = field(default=())
    next_steps: Sequence[NextStep] = field(default=())

    def columns(self) -> dict[str, Any]:
        """{column: value} of what is written into the meeting's row as it is."""
        apart = {"starts", "ends", "theirs", "ours", "newcomers", "minutes", "next_steps"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in apart}


def log(record: TalkRecord, *, by: Actor | None) -> Meeting:
    """A new meeting with attendees, minutes and next steps.

    Refused without a counterpart or a start, for an end before the start, unknown codes, a held talk without
    anybody of the counterpart, and for any record that `by` does not see.
    """
    meeting = Meeting(attendees=[], minutes=[])
    with action(rules.LOGGED, by=by):
        _write(meeting, record, by)
    return meeting


def change(meeting: Meeting, record: TalkRecord, *, by: Actor | None) -> None:
    """Write the talk record anew, without its minutes: those are changed item by item. Refusals as for `log`.

    The attendees must be loaded; who stays keeps the name and title of then (INV-A5). `next_steps` are added to the
    tasks that are there.
    """
    with action(rules.CHANGED, by=by):
        _write(meeting, record, by)
        touch(meeting)


def _write(meeting: Meeting, record: TalkRecord, by: Actor | None) -> None:
    before = meeting if meeting in db.session else None
    _check_codes(record)
    starts_at, ends_at = _moments(record)
    _check_links(record, before, by)
    _check_steps(record.next_steps)
    people = _people(record, before, by)
    _check_sides(record)
    told = _tells_of_it(record, before)
    for name, value in record.columns().items():
        setattr(meeting, name, value)
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    db.session.add(meeting)
    day = clock.local(starts_at, record.timezone).date()
    _seat(meeting, record, people, day)
    _admit(meeting, record, by)
    if before is None:
        written = [minute for minute in record.minutes if not minute.is_empty()]
        meeting.minutes = [MinuteItem(order=place, **minute.columns()) for place, minute in enumerate(written)]
    if told and rules.turns_held(meeting, clock.now()):
        meeting.status = "held"
    db.session.flush()
    for step in record.next_steps:
        tasks.add(
            text=step.text,
            due_on=step.due_on,
            owner_id=step.owner_id,
            external_owner=step.external_owner,
            record=("meetings", meeting.id),
            activity_id=meeting.activity_id,
            by=by,
        )


def _tells_of_it(record: TalkRecord, before: Meeting | None) -> bool:
    """Whether something is written now that nobody knows before the meeting: a result, a confirmation, minutes."""
    if before is None:
        return bool(record.result) or record.confirmed_by_counterpart or rules.is_minuted(record.minutes)
    result = bool(record.result) and record.result != before.result
    return result or (record.confirmed_by_counterpart and not before.confirmed_by_counterpart)


# ------------------------------------------------------------------ checks


def _check_codes(record: TalkRecord) -> None:
    tables = {"kind": rules.MEETING_KINDS, "status": rules.MEETING_STATUSES, "mode": rules.MODES}
    for name, table in tables.items():
        if getattr(record, name) not in table:
            raise Refused(Text("Choose one."), name)
    if record.result and record.result not in rules.RESULTS:
        raise Refused(Text("Choose one."), "result")
    if record.timezone not in clock.zones():
        raise Refused(Text("This time zone is not known."), "timezone")


def _moments(record: TalkRecord) -> tuple[datetime, datetime | None]:
    """Start and end in UTC."""
    if record.starts is None:
        raise Refused(Text("Fill in this field."), "starts")
    if not rules.FIRST_YEAR <= record.starts.year <= rules.LAST_YEAR:
        raise Refused(Text("Check the year."), "starts")
    if record.ends is not None and record.ends < record.starts:
        raise Refused(Text("The end is before the start."), "ends")
    start = clock.from_wall(record.starts, record.timezone)
    return start, clock.from_wall(record.ends, record.timezone) if record.ends is not None else None


def _check_links(record: TalkRecord, before: Meeting | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees; what was linked before may stay."""

    def check(is_visible: Callable[[int, Any], bool], name: str) -> None:
        id = getattr(record, name)
        if id is None or (before is not None and getattr(before, name) == id):
            return
        if not is_visible(id, by):
            raise Refused(CHOOSE, name)

    if record.organisation_id is None:
        raise Refused(Text("Choose the counterpart."), "organisation_id")
    check(contacts.organisation_is_visible, "organisation_id")
    check(contacts.organisation_is_visible, "our_organisation_id")
    check(contacts.person_is_visible, "interpreter_id")
    check(places.is_visible, "place_id")
    if by is not None:
        check(activities.is_visible, "activity_id")
        check(initiatives.is_visible, "initiative_id")
    if record.our_organisation_id == record.organisation_id:
        raise Refused(Text("The two sides are the same organisation."), "our_organisation_id")


def _check_steps(steps: Iterable[NextStep]) -> None:
    for step in steps:
        if not step.text or step.due_on is None or step.owner_id is None:
            raise Refused(Text("A next step needs a text, a person in charge and a due date."), "next_steps")


#: Whoever is visible, a row a name.
_TICKED: Final = (
    contacts.visible_people(None)
    .where(Person.id.in_(reading.IDS))
    .outerjoin(PersonName, PersonName.person_id == Person.id)
    .with_only_columns(Person.id, PersonName.kind, PersonName.full, PersonName.language)
    .order_by(PersonName.id)
)
_POST: Final = (
    Affiliation.id,
    Affiliation.organisation_id,
    Affiliation.title,
    Affiliation.titles,
    Affiliation.title_rank,
    Affiliation.from_date,
    Affiliation.to_date,
    Affiliation.is_primary,
)


def _people(record: TalkRecord, before: Meeting | None, by: Actor | None) -> dict[int, ListedPerson]:
    """Everyone ticked, with names and posts; whoever sat there before may stay even if not visible any more."""
    twice = set(record.theirs) & set(record.ours)
    if twice:
        raise Refused(Text("Someone is ticked on both sides."), rules.OURS)
    seated = {attendee.person_id for attendee in before.attendees} if before is not None else set()
    fresh = {*record.theirs, *record.ours} - seated
    names = reading.by_first(_TICKED, list(fresh))
    posts = reading.children(Affiliation.person_id, list(names), *_POST)
    found = {
        id: ListedPerson(id, [row for row in rows if row.kind is not None], posts.get(id, ()))
        for id, rows in names.items()
    }
    for side, ids in ((rules.THEIRS, record.theirs), (rules.OURS, record.ours)):
        if set(ids) - seated - set(found):
            raise Refused(Text("Choose from the list."), side)
    return found


def _check_sides(record: TalkRecord) -> None:
    for newcomer in record.newcomers:
        if newcomer.side not in rules.SIDES:
            raise Refused(Text("Choose one."), "newcomers")
    theirs = record.theirs or any(newcomer.side == rules.THEIRS for newcomer in record.newcomers)
    if record.status == "held" and record.kind == rules.BUSINESS_TALK and not theirs:
        raise Refused(Text("Tick at least one person of the counterpart, or add one by name."), rules.THEIRS)


# ------------------------------------------------------------------ children


def _seat(meeting: Meeting, record: TalkRecord, people: dict[int, ListedPerson], day: date) -> None:
    wanted = {id: side for side, ids in ((rules.THEIRS, record.theirs), (rules.OURS, record.ours)) for id in ids}
    for attendee in list(meeting.attendees):
        if attendee.person_id not in wanted:
            meeting.attendees.remove(attendee)
        else:
            attendee.side = wanted.pop(attendee.person_id)
    for id, side in wanted.items():
        person, post = people[id], _post(people[id], record, side, day)
        meeting.attendees.append(
            Attendee(
                side=side,
                person_id=id,
                name_snapshot=contacts.snapshot_name(person),
                title_snapshot=post.title if post is not None else "",
                titles_snapshot=dict(post.titles) if post is not None else {},
            )
        )


def _post(person: ListedPerson, record: TalkRecord, side: str, day: date) -> Any:
    """The post somebody spoke for: the one at the organisation of their side, else the one they hold."""
    at = record.organisation_id if side == rules.THEIRS else record.our_organisation_id
    held = [p for p in person.affiliations if contact_rules.is_current(p.from_date, p.to_date, day)]
    spoken = min((p for p in held if p.organisation_id == at), key=lambda p: (p.title_rank, p.id), default=None)
    return spoken or contacts.current_affiliation(person, day)


def _admit(meeting: Meeting, record: TalkRecord, by: Actor | None) -> None:
    """Make the people added by name and seat them."""
    for newcomer in record.newcomers:
        at = record.organisation_id if newcomer.side == rules.THEIRS else record.our_organisation_id
        organisation = db.session.get(Organisation, at) if at is not None else None
        language = contact_rules.guess_language(newcomer.name, organisation.country if organisation else "")
        try:
            person = contact_services.create_person(
                name=PersonNameInput(language, newcomer.name),
                affiliations=[AffiliationInput(at, title=newcomer.title)] if at is not None else [],
                by=by,
            )
        except Refused as refusal:
            raise Refused(refusal.text, "newcomers") from refusal
        db.session.flush()
        meeting.attendees.append(
            Attendee(
                side=newcomer.side,
                person_id=person.id,
                name_snapshot=newcomer.name,
                title_snapshot=newcomer.title,
            )
        )
