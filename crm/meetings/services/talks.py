"""What happens to meetings: logged, changed; people added on the spot; next steps as tasks."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from crm.audit.services import action
from crm.contacts import queries as contacts
from crm.contacts import rules as contact_rules
from crm.contacts import services as contact_services
from crm.contacts.models import Organisation
from crm.contacts.queries.display import ListedPerson
from crm.contacts.rules import AffiliationInput, PersonNameInput
from crm.core import clock
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.meetings import queries, rules
from crm.meetings.kind import MEETING
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.meetings.services.checks import Checked, check
from crm.meetings.services.records import TalkInput
from crm.tasks import services as tasks


def log(record: TalkInput, *, by: Actor | None) -> int:
    """The id of a new meeting, kept with attendees, minutes and next steps.

    Refused without a counterpart or a start, for an end before the start, unknown codes, a held talk without
    anybody of the counterpart, and for any record that `by` does not see.
    """
    record = _settled(record)
    with action(rules.LOGGED, by=by):
        known = check(record, None, by)
        seats = _seated(_wanted(record), record, known)
        seats += _admitted(record, by)
        meeting = Meeting(
            **record.columns(), starts_at=known.starts_at, ends_at=known.ends_at, held_on=known.day, attendees=seats
        )
        _settle(meeting, known)
        db.session.add(meeting)
        db.session.flush()
        db.session.add_all(_items(meeting, record, 0))
        _add_steps(meeting, record, by)
    return meeting.id


def change(meeting: Meeting, record: TalkInput, *, by: Actor | None) -> None:
    """Write the talk record anew; its minutes that are there are changed item by item. Refusals as for `log`.

    The attendees must be loaded; who stays keeps the name, title and organisation of then (INV-A5).
    `minutes` and `next_steps` are added to those that are there.
    """
    record = _settled(record)
    with action(rules.CHANGED, by=by):
        known = check(record, meeting, by)
        for name, value in record.columns().items():
            setattr(meeting, name, value)
        meeting.starts_at, meeting.ends_at = known.starts_at, known.ends_at
        wanted = _wanted(record)
        for attendee in list(meeting.attendees):
            if attendee.person_id not in wanted:
                meeting.attendees.remove(attendee)
            else:
                attendee.side = wanted.pop(attendee.person_id)
        meeting.attendees += _seated(wanted, record, known)
        meeting.attendees += _admitted(record, by)
        _settle(meeting, known)
        db.session.flush()
        db.session.add_all(_items(meeting, record, queries.next_order(meeting.id)))
        tasks.take_along((MEETING, meeting.id), activity_id=meeting.activity_id, by=by)
        _add_steps(meeting, record, by)
        touch(meeting)


def take_out(meeting: Meeting, attendee_ids: Collection[int], *, by: Actor | None) -> None:
    """Take people out of a talk in which they were not; the attendees must be loaded.

    Refused where nobody of the counterpart would be left of a business talk that was held.
    """
    staying = [seat for seat in meeting.attendees if seat.id not in attendee_ids]
    theirs = any(seat.side == rules.THEIRS for seat in staying)
    if meeting.status == "held" and meeting.kind == rules.BUSINESS_TALK and not theirs:
        raise Refused(Text("Nobody from the counterpart would be left in the talk of %(day)s.", day=meeting.held_on))
    with action(rules.CHANGED, by=by):
        meeting.attendees = staying
        touch(meeting)


def _items(meeting: Meeting, record: TalkInput, first: int) -> list[MinuteItem]:
    """The minutes that were written, in order from `first`."""
    written = (minute for minute in record.minutes if not minute.is_empty())
    return [MinuteItem(meeting_id=meeting.id, order=n, **m.columns()) for n, m in enumerate(written, first)]


def _wanted(record: TalkInput) -> dict[int, str]:
    """{id of everyone ticked: side}."""
    return {id: side for side, ids in ((rules.THEIRS, record.theirs), (rules.OURS, record.ours)) for id in ids}


def _settle(meeting: Meeting, known: Checked) -> None:
    """What was planned was held when something is told that nobody knows before."""
    if known.tells and rules.turns_held(meeting, clock.now()):
        meeting.status = "held"


def _add_steps(meeting: Meeting, record: TalkInput, by: Actor | None) -> None:
    for step in record.next_steps:
        tasks.add(
            text=step.text,
            due_on=step.due_on,
            owner_id=step.owner_id,
            external_owner=step.external_owner,
            record=(MEETING, meeting.id),
            activity_id=meeting.activity_id,
            by=by,
        )


# ------------------------------------------------------------------ who sat there


def _seated(wanted: Mapping[int, str], record: TalkInput, known: Checked) -> list[Attendee]:
    """The seats of people ticked, {id: side}: each with the name, title and organisation of the day."""
    seats = [_seat(known.people[id], side, record, known) for id, side in wanted.items()]
    bodies = contacts.organisation_names([seat.organisation_id for seat in seats if seat.organisation_id is not None])
    for seat in seats:
        seat.organisation_snapshot = bodies.get(seat.organisation_id or 0, "")
    return seats


def _seat(person: ListedPerson, side: str, record: TalkInput, known: Checked) -> Attendee:
    title, titles, body = _spoken_for(person, _at(record, side), known)
    return Attendee(
        side=side,
        person_id=person.id,
        name_snapshot=contacts.snapshot_name(person),
        title_snapshot=title,
        titles_snapshot=dict(titles),
        organisation_id=body,
    )


def _settled(record: TalkInput) -> TalkInput:
    """Our own office is our side without being named: talks of one day are counted by their two sides (§3.1)."""
    ours = record.our_organisation_id
    named = ours is not None and ours == contacts.our_organisation_id()
    return replace(record, our_organisation_id=None) if named else record


def _at(record: TalkInput, side: str) -> int | None:
    if side == rules.THEIRS:
        return record.organisation_id
    return record.our_organisation_id or contacts.our_organisation_id()


def _spoken_for(person: ListedPerson, at: int | None, known: Checked) -> tuple[str, Mapping[str, str], int | None]:
    """(title, titles, organisation) that somebody spoke for: the post at the organisation of their side, else whom they
    represent in the delegation, as it says, else the post they hold.
    """
    held = [p for p in person.affiliations if contact_rules.is_current(p.from_date, p.to_date, known.day)]
    part = known.delegates.get(person.id)
    for body in filter(None, (at, part.organisation_id if part is not None else None)):
        posts = [post for post in held if post.organisation_id == body]
        if posts:
            best = min(posts, key=lambda post: (contact_rules.rank_of(post.title_rank, post.title), post.id))
            return best.title, best.titles, body
    if part is not None and part.organisation_id is not None:
        return part.title_snapshot, part.titles_snapshot, part.organisation_id
    post = contacts.current_affiliation(person, known.day)
    return (post.title, post.titles, post.organisation_id) if post is not None else ("", {}, None)


def _admitted(record: TalkInput, by: Actor | None) -> list[Attendee]:
    """The seats of people added by name, who are made people of the contacts."""
    seats = []
    for newcomer in record.newcomers:
        at = _at(record, newcomer.side)
        organisation = db.session.get(Organisation, at) if at is not None else None
        language = contact_rules.person_language(newcomer.name, organisation.country if organisation else "")
        try:
            person = contact_services.create_person(
                name=PersonNameInput(language, newcomer.name),
                affiliations=[AffiliationInput(at, title=newcomer.title)] if at is not None else [],
                by=by,
            )
        except Refused as refusal:
            raise Refused(refusal.text, "newcomers") from refusal
        db.session.flush()
        seats.append(
            Attendee(
                side=newcomer.side,
                person_id=person.id,
                name_snapshot=newcomer.name,
                title_snapshot=newcomer.title,
                organisation_id=at,
                organisation_snapshot=contacts.organisation_names([at])[at] if at is not None else "",
            )
        )
    return seats
