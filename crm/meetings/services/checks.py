"""Whether a meeting may be written down so, and what there is to know of everyone and everything that it names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, select

from crm.activities.kind import ACTIVITY
from crm.activities.models import Participant
from crm.contacts import queries as contacts
from crm.contacts.kind import ORGANISATION, PERSON
from crm.contacts.models import Affiliation, Person, PersonName
from crm.contacts.queries.display import ListedPerson
from crm.core import clock, reading
from crm.core.errors import Refused
from crm.core.kinds import Kind
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.kind import INITIATIVE
from crm.meetings import rules
from crm.meetings.models import Meeting
from crm.meetings.services.records import NextStep, TalkInput
from crm.places.kind import PLACE

CHOOSE = Text("Choose one from the list.")


@dataclass(frozen=True)
class Checked:
    """What is known of a record that may be written: its moments in UTC, its day at the place, who is newly ticked."""

    starts_at: datetime
    ends_at: datetime | None
    day: date
    people: Mapping[int, ListedPerson]
    delegates: Mapping[int, Row[Any]]  #: {person id: whom they represent} of those ticked who are of the delegation
    tells: bool  #: something that nobody knows before the meeting


def check(record: TalkInput, before: Meeting | None, by: Actor | None) -> Checked:
    """Refused with the reason; `before` is the meeting that is written anew."""
    _check_codes(record)
    starts_at, ends_at = _moments(record)
    _check_links(record, before, by)
    _check_steps(record.next_steps)
    people = _people(record, before, by)
    _check_sides(record)
    day = clock.local(starts_at, record.timezone).date()
    return Checked(starts_at, ends_at, day, people, _delegates(record, people), _tells_of_it(record, before))


def _tells_of_it(record: TalkInput, before: Meeting | None) -> bool:
    """Whether something is written now that nobody knows before the meeting: a result, a confirmation, minutes."""
    if before is None:
        return bool(record.result) or record.confirmed_by_counterpart or _is_written(record, before)
    result = bool(record.result) and record.result != before.result
    confirmed = record.confirmed_by_counterpart and not before.confirmed_by_counterpart
    return result or confirmed or _is_written(record, before)


def _is_written(record: TalkInput, before: Meeting | None) -> bool:
    """Whether words are new that nobody has before the meeting."""
    told = any(
        getattr(record, name) and (before is None or getattr(before, name) != getattr(record, name))
        for name in rules.KNOWN_AFTER
    )
    return told or rules.is_minuted(record.minutes)


def _check_codes(record: TalkInput) -> None:
    tables = {"kind": rules.MEETING_KINDS, "status": rules.MEETING_STATUSES, "mode": rules.MODES}
    for name, table in tables.items():
        if getattr(record, name) not in table:
            raise Refused(Text("Choose one."), name)
    if record.result and record.result not in rules.RESULTS:
        raise Refused(Text("Choose one."), "result")
    if record.timezone not in clock.zones():
        raise Refused(Text("This time zone is not known."), "timezone")


def _moments(record: TalkInput) -> tuple[datetime, datetime | None]:
    """Start and end in UTC."""
    if record.starts is None:
        raise Refused(Text("Fill in this field."), "starts")
    if not rules.FIRST_YEAR <= record.starts.year <= rules.LAST_YEAR:
        raise Refused(Text("Check the year."), "starts")
    if record.ends is not None and record.ends < record.starts:
        raise Refused(Text("The end is before the start."), "ends")
    start = clock.from_wall(record.starts, record.timezone)
    return start, clock.from_wall(record.ends, record.timezone) if record.ends is not None else None


def _check_links(record: TalkInput, before: Meeting | None, by: Actor | None) -> None:
    """Every record that is newly named must be one that `by` sees; what was linked before may stay."""

    def check(kind: Kind, name: str) -> None:
        id = getattr(record, name)
        if id is None or (before is not None and getattr(before, name) == id):
            return
        if by is not None and not kind.is_visible(id, by):
            raise Refused(CHOOSE, name)

    if record.organisation_id is None:
        raise Refused(Text("Choose the counterpart."), "organisation_id")
    check(ORGANISATION, "organisation_id")
    check(ORGANISATION, "our_organisation_id")
    check(PERSON, "interpreter_id")
    check(PLACE, "place_id")
    check(ACTIVITY, "activity_id")
    check(INITIATIVE, "initiative_id")
    if (record.our_organisation_id or contacts.our_organisation_id()) == record.organisation_id:
        raise Refused(Text("The two sides are the same organisation."), "our_organisation_id")


def _check_steps(steps: Iterable[NextStep]) -> None:
    for step in steps:
        if not step.text or step.due_on is None or step.owner_id is None:
            raise Refused(Text("A next step needs a description, a person in charge and a due date."), "next_steps")


#: Whoever is visible: a row for each name with each post, as one question is half the time of two on PostgreSQL.
_TICKED: Final = (
    contacts.visible_people(None)
    .where(reading.of_ids(Person.id))
    .outerjoin(PersonName, PersonName.person_id == Person.id)
    .outerjoin(Affiliation, Affiliation.person_id == Person.id)
    .with_only_columns(
        Person.id.label("person_id"), PersonName.id.label("name_id"),
        PersonName.kind, PersonName.full, PersonName.family, PersonName.given, PersonName.language,
        Affiliation.id, Affiliation.organisation_id, Affiliation.title, Affiliation.titles, Affiliation.title_rank,
        Affiliation.from_date, Affiliation.to_date, Affiliation.is_primary,
    )
    .order_by(PersonName.id, Affiliation.id)
)  # fmt: skip


def _people(record: TalkInput, before: Meeting | None, by: Actor | None) -> dict[int, ListedPerson]:
    """Everyone ticked, with names and posts; whoever sat there before may stay even if not visible any more."""
    twice = set(record.theirs) & set(record.ours)
    if twice:
        raise Refused(Text("Someone is ticked on both sides."), rules.OURS)
    seated = {attendee.person_id for attendee in before.attendees} if before is not None else set()
    fresh = {*record.theirs, *record.ours} - seated
    ticked = reading.by_first(_TICKED, list(fresh))
    found = {id: ListedPerson(id, _each("name_id", rows), _each("id", rows)) for id, rows in ticked.items()}
    for side, ids in ((rules.THEIRS, record.theirs), (rules.OURS, record.ours)):
        if set(ids) - seated - set(found):
            raise Refused(Text("Choose from the list."), side)
    return found


_REPRESENTED: Final = select(
    Participant.person_id, Participant.organisation_id, Participant.title_snapshot, Participant.titles_snapshot
).where(reading.of_ids(Participant.person_id), Participant.activity_id == bindparam("activity"))


def _delegates(record: TalkInput, people: Mapping[int, ListedPerson]) -> dict[int, Row[Any]]:
    if record.activity_id is None:
        return {}
    found = reading.by_first(_REPRESENTED, list(people), activity=record.activity_id)
    return {id: rows[0] for id, rows in found.items()}


def _each(key: str, rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The first row of each name, or of each post."""
    first: dict[int | None, Row[Any]] = {}
    for row in rows:
        first.setdefault(getattr(row, key), row)
    first.pop(None, None)
    return list(first.values())


def _check_sides(record: TalkInput) -> None:
    for newcomer in record.newcomers:
        if newcomer.side not in rules.SIDES:
            raise Refused(Text("Choose one."), "newcomers")
    theirs = record.theirs or any(newcomer.side == rules.THEIRS for newcomer in record.newcomers)
    if record.status == "held" and record.kind == rules.BUSINESS_TALK and not theirs:
        raise Refused(rules.NOBODY_THERE, rules.THEIRS)
