"""A calendar invitation (RFC 5545, 5546) as far as a draft of a meeting needs it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar

from crm.core import clock

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
#: Names of zones as Windows and Outlook write them (DOMAIN §7.5), of the places from which we are invited.
WINDOWS_ZONES: Final = {
    "Tokyo Standard Time": "Asia/Tokyo",
    "China Standard Time": "Asia/Shanghai",
    "Korea Standard Time": "Asia/Seoul",
    "North Korea Standard Time": "Asia/Pyongyang",
    "Taipei Standard Time": "Asia/Taipei",
    "Singapore Standard Time": "Asia/Singapore",
    "Vladivostok Standard Time": "Asia/Vladivostok",
    "Ulaanbaatar Standard Time": "Asia/Ulaanbaatar",
    "UTC": "UTC",
    "GMT Standard Time": "Europe/London",
    "W. Europe Standard Time": "Europe/Berlin",
    "Eastern Standard Time": "America/New_York",
    "Pacific Standard Time": "America/Los_Angeles",
}
HOME_ZONE: Final = "Asia/Tokyo"


@dataclass(frozen=True)
class Invitation:
    """What one invitation says. Times are wall time in `timezone`, naive; `ends` may be unknown."""

    method: str  #: REQUEST | CANCEL
    uid: str
    sequence: int
    starts: datetime
    ends: datetime | None
    timezone: str
    subject: str
    venue: str
    text: str
    organizer: str  #: address in small letters
    attendees: tuple[str, ...]


def read_invitation(content: bytes) -> Invitation | None:
    """The first event of a request or a cancellation; None for anything else, also for what cannot be read."""
    try:
        calendar = Calendar.from_ical(content)
        method = str(calendar.get("METHOD", "")).upper()
        event = next(iter(calendar.walk("VEVENT")), None)
        if event is None or method not in (REQUEST, CANCEL) or not event.get("UID"):
            return None
        zone = _zone(event["DTSTART"])
        starts = _wall(event["DTSTART"], zone)
        ends = _wall(event["DTEND"], zone) if "DTEND" in event else None
        return Invitation(
            method=CANCEL if str(event.get("STATUS", "")).upper() == "CANCELLED" else method,
            uid=str(event["UID"])[:255],
            sequence=max(0, int(event.get("SEQUENCE", 0))),
            starts=starts,
            ends=ends if ends is not None and ends >= starts else None,
            timezone=zone,
            subject=_line(event.get("SUMMARY"))[:200],
            venue=_line(event.get("LOCATION"))[:200],
            text=str(event.get("DESCRIPTION", ""))[:20_000].strip(),
            organizer=_address(event.get("ORGANIZER")),
            attendees=tuple(filter(None, map(_address, _many(event.get("ATTENDEE"))))),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def zone_named(name: str) -> str:
    """The IANA zone that a calendar means by a name; that of the office when nobody knows it."""
    plain = name.strip('" ')
    if plain in WINDOWS_ZONES:
        return WINDOWS_ZONES[plain]
    return plain if plain in clock.zones() else HOME_ZONE


def _zone(start: Any) -> str:
    named = start.params.get("TZID")
    if named:
        return zone_named(str(named))
    moment = start.dt
    return "UTC" if isinstance(moment, datetime) and moment.tzinfo is not None else HOME_ZONE


def _wall(value: Any, zone: str) -> datetime:
    """The wall time in `zone`. Where the library did not know the zone's name it gives the time as it was written."""
    moment = value.dt
    if not isinstance(moment, datetime):
        day: date = moment
        return datetime.combine(day, time())
    named = value.params.get("TZID")
    if moment.tzinfo is None or (named and zone_named(str(named)) == zone):
        return moment.replace(tzinfo=None)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _address(value: Any) -> str:
    text = str(value or "").strip()
    return text[7:].lower() if text.lower().startswith("mailto:") else ""


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())
