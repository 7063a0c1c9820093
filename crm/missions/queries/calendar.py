"""The programme as an iCalendar (RFC 5545): for a subscribed calendar, and for a file to take along.

Start and end stand on the item's own clocks with their VTIMEZONE, so that 23:30 in Niigata is 22:30 in Yanji in every
calendar. The UID of an item never changes and SEQUENCE counts its versions: a changed item replaces the earlier one.
No phone number, e-mail or personal detail goes out: an address that leaks tells where the mission is, no more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.contacts import queries as contacts
from crm.core import clock, keys
from crm.core.database import db
from crm.core.errors import or_not_visible
from crm.initiatives.queries import title
from crm.missions.models import CalendarFeed, ItineraryItem
from crm.missions.queries.itinerary import items

#: How the state of an item is called in RFC 5545.
STATUSES = {
    "unasked": "TENTATIVE",
    "tentative": "TENTATIVE",
    "informal_yes": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "done": "CONFIRMED",
    "cancelled": "CANCELLED",
}


@dataclass(frozen=True)
class PlannedElsewhere:
    """What another part of the house has planned within a mission, for its calendars."""

    uid: str
    version: int
    changed_at: datetime
    starts_at: datetime  #: UTC
    ends_at: datetime
    timezone: str
    summary: str
    where: str = ""
    what: Sequence[str] = ()


#: (activity, the delegate whose calendar it is or None, language) to what stands in it besides the items.
Teller = Callable[[Activity, Participant | None, str], Iterable[PlannedElsewhere]]
_tellers: list[Teller] = []


def tell_calendars(teller: Teller) -> None:
    """Have `teller` add to every calendar of a mission; a second time changes nothing."""
    if teller not in _tellers:
        _tellers.append(teller)


def feeds(activity_id: int) -> list[CalendarFeed]:
    """The living addresses of a mission's calendars, oldest first."""
    statement = select(CalendarFeed).where(CalendarFeed.activity_id == activity_id, CalendarFeed.revoked_at.is_(None))
    return list(db.session.scalars(statement.options(joinedload(CalendarFeed.participant)).order_by(CalendarFeed.id)))


def feed(token: str) -> CalendarFeed:
    """The living feed behind a secret address; NotVisible when it was taken back or never was."""
    statement = select(CalendarFeed).where(
        CalendarFeed.token_hash == keys.digest(token), CalendarFeed.revoked_at.is_(None)
    )
    return or_not_visible(db.session.scalars(statement).one_or_none())


def feed_calendar(token: str) -> bytes:
    """What a secret address answers; NotVisible when it is none, or its mission is archived."""
    kept = feed(token)
    activity = activities.for_feed(kept.activity_id)
    return calendar(activity, participant_id=kept.participant_id, language=kept.language, inner=False)


def calendar(activity: Activity, *, participant_id: int | None = None, language: str, inner: bool = True) -> bytes:
    """The programme (of one delegate, if given) as the bytes of a .ics file, lines folded on octets.

    What we ourselves want of a visit stands in an `inner` one alone.
    """
    from icalendar import Calendar, Event  # 0.1 s to import, and few processes ever need it

    made = Calendar()
    made.add("prodid", "-//Musubi//Musubi//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", title(activity.names, language))
    called_off = activity.status == "cancelled"  # its items keep the states they had
    for item in _going(items(activity.id), participant_id):
        event = Event()
        event.add("uid", f"itinerary-item-{item.id}@musubi")
        event.add("sequence", item.version + called_off)
        event.add("dtstamp", clock.now())
        event.add("last-modified", item.updated_at)
        ends = [(item.begins, item.timezone), (item.ends, item.end_zone)]
        # Of two clocks of which nobody told one, the other makes a moment without an end.
        told = [wall.replace(tzinfo=ZoneInfo(zone)) for wall, zone in ends if wall is not None]
        for name, at in zip(("dtstart", "dtend"), told or _whole_days(item), strict=False):
            event.add(name, at)
        event.add("summary", item.titled(language)[0])
        event.add("status", STATUSES["cancelled" if called_off else item.status])
        for name, lines in (("location", _where(item, language)), ("description", _what(item, language, inner=inner))):
            if lines:
                event.add(name, "\n".join(lines))
        made.add_component(event)
    part = db.session.get_one(Participant, participant_id) if participant_id is not None else None
    for teller in _tellers:
        for each in teller(activity, part, language):
            event = Event()
            event.add("uid", each.uid)
            event.add("sequence", each.version + called_off)
            event.add("dtstamp", clock.now())
            event.add("last-modified", each.changed_at)
            for name, moment in (("dtstart", each.starts_at), ("dtend", each.ends_at)):
                event.add(name, clock.local(moment, each.timezone))
            event.add("summary", each.summary)
            event.add("status", STATUSES["cancelled" if called_off else "confirmed"])
            for name, text in (("location", each.where), ("description", "\n".join(each.what))):
                if text:
                    event.add(name, text)
            made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _whole_days(item: ItineraryItem) -> list[date]:
    """The days of an item without a clock, as RFC 5545 has them: from the first to the one after the last."""
    return [item.day, date.fromisoformat(item.wall_end[:10]) + timedelta(days=1)]


def _going(found: Iterable[ItineraryItem], participant_id: int | None) -> list[ItineraryItem]:
    """The items of one delegate: those of everybody, and those that name them."""
    return [
        item
        for item in found
        if participant_id is None or not item.people or participant_id in {row.participant_id for row in item.people}
    ]


def _where(item: ItineraryItem, language: str) -> list[str]:
    return [text for text in (item.worded("venue", language)[0], item.address) if text]


def _what(item: ItineraryItem, language: str, *, inner: bool) -> list[str]:
    host = contacts.own_name(item.organisation).text if item.organisation is not None else ""
    purpose = item.visit.purpose if inner and item.visit is not None else ""
    further = [item.worded(name, language)[0] for name in ("transport", "dress")]
    return [text for text in (item.route, host, purpose, *further) if text]


def delegates(activity: Activity) -> list[Participant]:
    """Who may have a calendar of their own: the delegation without those who cancelled, by protocol."""
    return sorted((part for part in activity.participants if part.status != "cancelled"), key=lambda part: part.order)
