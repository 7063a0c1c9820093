"""A calendar invitation (RFC 5545, 5546) as far as a draft of a meeting needs it."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from crm.core import clock, encodings
from crm.core.texts import N_, Text

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
#: Names of zones as Windows and Outlook write them (domain.md §7.5), of the places from which we are invited.
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
#: {hours before UTC: the zone of the places from which we are invited}
_BY_HOURS: Final = {
    0: "UTC", 7: "Asia/Bangkok", 8: "Asia/Shanghai", 9: "Asia/Tokyo", 10: "Asia/Vladivostok",
}  # fmt: skip
_DISTANCE: Final = re.compile(r"(?:UTC|GMT)\s*\+?(-?\d{1,2}):?(\d{2})?", re.IGNORECASE)
_STEPS: Final = {
    "DAILY": (N_("every day"), N_("every %(number)s days")),
    "WEEKLY": (N_("every week"), N_("every %(number)s weeks")),
    "MONTHLY": (N_("every month"), N_("every %(number)s months")),
    "YEARLY": (N_("every year"), N_("every %(number)s years")),
}


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
    organizer_name: str
    attendees: tuple[str, ...]
    repeats: str = ""  #: the rule of a series (FREQ=WEEKLY;COUNT=10), "" for a single event; see `repetition`
    zone_guessed: bool = False  #: nothing in it says on whose clock the times are

    def told(self) -> dict[str, Any]:
        """What somebody who opens a meeting from it has to see, as JSON values."""
        return {
            "starts": self.starts.isoformat(timespec="minutes"),
            "ends": self.ends.isoformat(timespec="minutes") if self.ends is not None else "",
            "zone": self.timezone,
            "zone_guessed": self.zone_guessed,
            "subject": self.subject,
            "venue": self.venue,
            "text": self.text,
            "repeats": self.repeats,
            "uid": self.uid,
            "sequence": self.sequence,
            "from": self.organizer,
            "from_name": self.organizer_name,
        }


def read_invitation(content: str | bytes, *, home: str) -> Invitation | None:
    """The first event of a request or a cancellation; None for anything else, also for what cannot be read.

    `home` is the zone of our own office, guessed where nothing says on whose clock the times are.
    """
    from icalendar import Calendar  # 3 MB and 0.1 s, and only for this

    try:
        calendar = Calendar.from_ical(content if isinstance(content, str) else encodings.text_of(content))
        method = str(calendar.get("METHOD", "")).upper()
        event = next(iter(calendar.walk("VEVENT")), None)
        if event is None or method not in (REQUEST, CANCEL) or not event.get("UID"):
            return None
        zone, guessed = _zone(event["DTSTART"], str(calendar.get("X-WR-TIMEZONE", "")), home)
        starts = _wall(event["DTSTART"], zone, home)
        ends = _wall(event["DTEND"], zone, home) if "DTEND" in event else None
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
            organizer_name=_line(getattr(event.get("ORGANIZER"), "params", {}).get("CN"))[:200],
            attendees=tuple(filter(None, map(_address, _many(event.get("ATTENDEE"))))),
            repeats=_series(event),
            zone_guessed=guessed,
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def zone_named(name: str, home: str) -> str:
    """The IANA zone that a calendar means by a name; that of the office, `home`, when nobody knows it."""
    return _known(name) or home


def _known(name: str) -> str:
    """The zone of a name: of Windows, of IANA, behind a maker's prefix, or with its distance (UTC+08:00); else ""."""
    plain = name.strip('" ')
    if plain in WINDOWS_ZONES:
        return WINDOWS_ZONES[plain]
    for known in (plain, "/".join(plain.split("/")[-2:])):
        if known in clock.zones():
            return known
    if any(word in plain for word in ("Beijing", "北京", "Shanghai", "上海")):
        return _BY_HOURS[8]
    if any(word in plain for word in ("Seoul", "서울")):
        return "Asia/Seoul"
    found = _DISTANCE.search(plain)
    return _BY_HOURS.get(int(found[1]), "") if found and found[2] in (None, "00") else ""


def _zone(start: Any, usual: str, home: str) -> tuple[str, bool]:
    """(the zone of a time, whether it is guessed). `usual` is that of the whole calendar.

    A zone that only the invitation itself describes (VTIMEZONE) is told by its distance from UTC.
    """
    named, moment = str(start.params.get("TZID") or ""), start.dt
    aware = isinstance(moment, datetime) and moment.tzinfo is not None
    if named:
        described = _by_distance(moment) if aware else ""
        found = _known(named) or described or _known(usual)
        return found or home, not found
    if aware:
        return "UTC", False
    return _known(usual) or home, not _known(usual)


def _by_distance(moment: datetime) -> str:
    distance = moment.utcoffset()
    return _BY_HOURS.get(int(distance.total_seconds()) // 3600, "") if distance is not None else ""


def _series(event: Any) -> str:
    rules = _many(event.get("RRULE"))
    if rules:
        return str(rules[0].to_ical().decode())[:200]
    return "RDATE" if "RDATE" in event else ""


def repetition(series: str) -> list[Text]:
    """A series in words, to be listed: every 2 weeks · 10 times. Empty for a single event."""
    if not series:
        return []
    told = dict(part.split("=", 1) for part in series.upper().split(";") if "=" in part)
    step = int(told["INTERVAL"]) if told.get("INTERVAL", "").isdecimal() else 1
    once, several = _STEPS.get(told.get("FREQ", ""), (N_("on several days"), ""))
    found = [Text(several, number=step) if step > 1 and several else Text(once)]
    if told.get("COUNT", "").isdecimal():
        found.append(Text("%(number)s times in all", number=told["COUNT"]))
    if (until := told.get("UNTIL", "")[:8]).isdecimal() and len(until) == 8:
        with suppress(ValueError):
            found.append(Text("until %(day)s", day=date(int(until[:4]), int(until[4:6]), int(until[6:]))))
    return found


def _wall(value: Any, zone: str, home: str) -> datetime:
    """The wall time in `zone`. Where the library did not know the zone's name it gives the time as it was written."""
    moment = value.dt
    if not isinstance(moment, datetime):
        day: date = moment
        return datetime.combine(day, time())
    named = value.params.get("TZID")
    if moment.tzinfo is None or (named and zone_named(str(named), home) == zone):
        return moment.replace(tzinfo=None)
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _address(value: Any) -> str:
    text = str(value or "").strip()
    return text[7:].lower() if text.lower().startswith("mailto:") else ""


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())
