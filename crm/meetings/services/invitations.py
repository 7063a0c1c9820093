"""Invitations from a calendar: a draft of a meeting, moved and cancelled by what comes later for the same event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.queries.mailboxes import organisations_with, people_with
from crm.core import clock, here
from crm.core.database import db
from crm.core.permissions import Actor
from crm.meetings import queries, rules
from crm.meetings.models import CalendarEntry, Meeting
from crm.meetings.rules.invitations import CANCEL, Invitation
from crm.meetings.services.records import TalkInput
from crm.meetings.services.talks import log
from crm.users import queries as users


def take_invitation(invitation: Invitation) -> Meeting | None:
    """What an invitation asks for. The meeting it is about, or None when nobody in it and no office is known.

    The same invitation twice changes nothing, an older one neither; only its organizer moves or cancels an event,
    and a meeting that was held stays as it is.
    """
    known = queries.invited(invitation.uid)
    if known is None:
        return None if invitation.method == CANCEL else _drafted(invitation)
    entry, meeting = known
    newer = invitation.sequence > entry.sequence
    cancels = invitation.method == CANCEL and invitation.sequence >= entry.sequence
    if entry.organizer == invitation.organizer and meeting.status == "planned" and (newer or cancels):
        with action(rules.CANCELLED if cancels else rules.MOVED, by=None):
            entry.sequence = invitation.sequence
            if cancels:
                meeting.status = "cancelled"
            else:
                entry.repeats = invitation.repeats
                _move(meeting, _when(invitation, meeting.timezone), invitation)
    return meeting


def _drafted(invitation: Invitation) -> Meeting | None:
    """A planned meeting with those invited who are known, at the organisation of the one who invites, or the first."""
    asked = [invitation.organizer, *invitation.attendees]
    staff = {address for address in asked if users.staff_by_email(address) is not None}
    found = _people(people_with([address for address in asked if address not in staff]))
    inviting = people_with([invitation.organizer])
    found.sort(key=lambda pair: pair[0].id not in inviting)
    organisation = next((post.organisation for _, post in found if post is not None), None)
    organisation = organisation or _office_of(invitation.organizer)
    if organisation is None:
        return None
    place_zone = organisation.place.timezone if organisation.place is not None else here.zone()
    when = _when(invitation, place_zone)
    record = TalkInput(
        organisation_id=organisation.id,
        starts=when.starts,
        ends=when.ends,
        timezone=when.zone,
        status="planned",
        subject=invitation.subject,
        venue=invitation.venue,
        purpose=invitation.text,
        theirs=[person.id for person, _ in found],
    )
    return db.session.get_one(Meeting, take_up(record, invitation.told(), by=None))


def take_up(record: TalkInput, told: Mapping[str, Any], *, by: Actor | None) -> int:
    """The id of the meeting that an invitation becomes (`Invitation.told`): what comes later for its event moves it."""
    with action(rules.INVITED, by=by):
        id = log(record, by=by)
        if told.get("uid") and queries.invited(told["uid"]) is None:
            db.session.add(
                CalendarEntry(
                    uid=told["uid"],
                    sequence=told["sequence"],
                    organizer=told["from"],
                    meeting_id=id,
                    repeats=told["repeats"],
                )
            )
    return id


def _office_of(address: str) -> Organisation | None:
    """The one organisation to which an e-mail address belongs, with its place."""
    ids = organisations_with([address])
    if len(ids) != 1:
        return None
    return db.session.get_one(Organisation, ids[0], options=[joinedload(Organisation.place)])


def _people(ids: list[int]) -> list[tuple[Person, Affiliation | None]]:
    """The people with the post they hold, its organisation and place loaded."""
    posts = selectinload(Person.affiliations).joinedload(Affiliation.organisation).joinedload(Organisation.place)
    statement = select(Person).where(Person.id.in_(ids)).options(posts, selectinload(Person.names)).order_by(Person.id)
    today = here.today()
    return [(person, contacts.current_affiliation(person, today)) for person in db.session.scalars(statement)]


@dataclass(frozen=True)
class _When:
    starts: datetime
    ends: datetime | None
    zone: str


def _when(invitation: Invitation, place_zone: str) -> _When:
    """The times on the clock that the invitation names; where it names none (UTC), on that of the place."""
    if invitation.timezone != "UTC":
        return _When(invitation.starts, invitation.ends, invitation.timezone)

    def there(wall: datetime) -> datetime:
        return wall.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(place_zone)).replace(tzinfo=None)

    return _When(there(invitation.starts), there(invitation.ends) if invitation.ends else None, place_zone)


def _move(meeting: Meeting, when: _When, invitation: Invitation) -> None:
    meeting.timezone = when.zone
    meeting.starts_at = clock.from_wall(when.starts, when.zone)
    meeting.ends_at = clock.from_wall(when.ends, when.zone) if when.ends else None
    meeting.venue, meeting.subject = invitation.venue, invitation.subject
